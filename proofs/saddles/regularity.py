"""Lemma 7.1, Remarks 7.1 and 7.2: stationary points, bounds, and the true Lipschitz constants of
gradient and Hessian.

In the buffer the Hessian is gamma times the block (a, b; b, c) of `saddle.scaled` beside 2 L on the
other coordinates. With lambda = 1/kappa in [0, 1] and everything divided by L, statements for all
kappa >= 1 live on a box.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from types import SimpleNamespace

from steepest.proofs import claim, reals

from . import at, chapter_7, diff, every, holds, number
from .construction import positive, spline, symbols

locus = "Lemma 7.1"


@claim("saddle.rem-7.1.degree", chapter_7("Remark 7.1"), formula=r"\deg g\le5")
def total_degree(judge, order=6):
    """g is a polynomial of degree at most five. False for the total degree, which is seven: g_2 has
    degree five and is multiplied by x_{i+1}^2.

    Tested by the sixth derivative of s -> g(s a, s b), which would vanish.
    """
    s = symbols()
    r, a, b = reals("s a b")
    along = spline().g.subs({s.x: r * a, s.z: r * b}, simultaneous=True).diff(r, order)
    return holds(judge, (along, "==", 0), positive())


total_degree.mutant("four", order=5)


@claim(
    "saddle.rem-7.1.degree-amended",
    chapter_7("Remark 7.1"),
    formula=r"\deg_{x_i}g_1=4,\ \deg_{x_i}g_2=5,\ \deg g=7",
    amends="saddle.rem-7.1.degree",
)
def degrees(judge, total=7):
    """g_1 and g_2 are polynomials in x_i of degree four and five, and g has total degree seven.

    Written out in powers, with a leading coefficient that is not zero; for g along s -> (s a, s b),
    whose seventh power is not zero at a = b = 1.
    """
    import sympy

    s, f = symbols(), spline()
    r, a, b = reals("s a b")
    ray = f.g.subs({s.x: r * a, s.z: r * b}, simultaneous=True)
    parts = []
    for term, name, degree, where in (
        (f.g1, s.x, 4, ()),
        (f.g2, s.x, 5, ()),
        (ray, r, total, ((a, 1), (b, 1))),
    ):
        powers = sympy.Poly(sympy.expand(term), name)
        kept = sum(powers.coeff_monomial(name**k) * name**k for k in range(degree + 1))
        parts.append(holds(judge, (term, "==", kept), positive()))
        top = at(powers.coeff_monomial(name**degree), *where)
        parts.append(holds(judge, (top, "!=", 0), positive()))
    return judge.all(*parts)


degrees.mutant("total degree six", total=6)


@cache
def unit() -> SimpleNamespace:
    """Derivatives of g over L (and powers of tau) as polynomials in lambda = 1/kappa, u, v: g,
    first, second, third.
    """
    import sympy

    s, f = symbols(), spline()
    (lam,) = reals("inverse_kappa,")
    over_L = f.g.subs({s.L: 1, s.gamma: lam, s.tau: 1})

    def put(*order):
        return sympy.expand(
            (over_L.diff(*order) if order else over_L).subs(
                {s.x: 1 + s.u, s.z: s.v}, simultaneous=True
            )
        )  # noqa: E731

    n = SimpleNamespace(lam=lam)
    n.g, n.x, n.z = put(), put(s.x), put(s.z)
    n.xx, n.xz, n.zz = put(s.x, s.x), put(s.x, s.z), put(s.z, s.z)
    n.xxx, n.xxz, n.xzz = put(s.x, s.x, s.x), put(s.x, s.x, s.z), put(s.x, s.z, s.z)
    n.box = [
        (lam, ">=", 0),
        (lam, "<=", 1),
        (s.u, ">=", 0),
        (s.u, "<=", 1),
        (s.v, ">=", 0),
        (s.v, "<=", 1),
    ]
    return n


def derived(judge, name):
    """`unit` has the derivative of g right: g in the letters L, gamma = L/kappa, tau, u, v."""
    s, n = symbols(), unit()
    if len(name) == 3:  # from the second derivatives: x_i = tau (1 + u), x_{i+1} = tau v
        again = diff(getattr(n, name[:2]), s.u if name[2] == "x" else s.v)
        return judge.all(derived(judge, name[:2]), holds(judge, (again, "==", getattr(n, name))))
    order = [s.x if letter == "x" else s.z for letter in name if letter != "g"]
    there = (s.gamma, n.lam * s.L), (s.x, s.tau * (1 + s.u)), (s.z, s.tau * s.v)
    scale = s.L * s.tau ** (2 - len(order))
    term = at(diff(spline().g, *order), *there)
    return holds(judge, (term, "==", scale * getattr(n, name)), [(s.tau, ">", 0)])


def bounded(judge, name, bound):
    """|derivative| <= bound on the box."""
    n = unit()
    term = getattr(n, name)
    parts = every(judge, [(term, "<=", bound), (term, ">=", -bound)], n.box)
    return judge.all(parts, support=[derived(judge, name)])


SIZES = {"g": 6, "x": 8, "z": 2, "xx": 18, "xz": 8, "zz": 2}


def third_derivatives(judge):
    """The third derivatives of g on the box, in units of L/tau (`saddle.rem-7.1.rho`)."""
    sizes = (("xxx", 150), ("xxz", 24), ("xzz", 8))
    return judge.all(*[bounded(judge, name, size) for name, size in sizes])


@claim(
    "saddle.def-7.1.tube",
    chapter_7("Definition 7.1"),
    formula=r"|f|\le d\nu\text{ on }D_0",
    hypotheses=("by coordinate: |f| adds up over j",),
    missing=("the sum over the d coordinates", "the scaling of g by L tau^2"),
)
def bounded_function(judge, factor=1):
    """f is (d nu)-bounded: a coordinate j < i contributes L (x_j - 4 tau)^2 - nu, the others what
    is listed, each in [-nu, nu].
    """
    s, f = symbols(), spline()
    nu = (37 * s.L + 13 * s.gamma) * s.tau**2 / 6 * factor
    settled = s.L * (s.x - 4 * s.tau) ** 2 - f.nu
    inside = [*positive(), (s.x, ">=", 2 * s.tau), (s.x, "<=", 6 * s.tau)]
    unstable = -s.gamma * s.x**2
    small = [*positive(), (s.x, ">=", 0), (s.x, "<=", s.tau)]
    n = unit()
    scaled_nu = (37 + 13 * n.lam) / 6 * factor
    return judge.all(
        every(judge, [(settled, "<=", nu), (settled, ">=", -nu)], inside),
        every(
            judge, [(unstable, "<=", nu), (unstable, ">=", -nu), (s.L * s.x**2, "<=", nu)], small
        ),
        every(judge, [(n.g, "<=", scaled_nu), (n.g, ">=", -scaled_nu)], n.box),
    )


bounded_function.mutant("half of it", factor=Fraction("1/2"))


# --- Lipschitz constants --------------------------------------------------------------------------


def spectral(bound, n):
    """The block (xx, xz; xz, zz) has its eigenvalues in [-bound, bound]: diagonal and determinant
    conditions.
    """
    return [
        (bound - n.xx, ">=", 0),
        (bound + n.xx, ">=", 0),
        (bound - n.zz, ">=", 0),
        (bound + n.zz, ">=", 0),
        ((bound - n.xx) * (bound - n.zz) - n.xz**2, ">=", 0),
        ((bound + n.xx) * (bound + n.zz) - n.xz**2, ">=", 0),
    ]


@claim(
    "saddle.def-7.2.tube",
    chapter_7("Definition 7.2, used with eta <= 1/(2 L)"),
    formula=r"\|\nabla^2f\|\le2L\text{ on }D_0",
)
def smoothness_two_L(judge, factor=2):
    """f has 2 L-Lipschitz gradient, so that eta <= 1/(2 L) would be eta <= 1/ell. False: g_1''
    reaches -6.5 L in the buffer.
    """
    n = unit()
    inside = [(n.lam, ">", 0), (n.lam, "<", 1), *n.box[2:]]
    return every(judge, spectral(factor, n)[:2], inside)


smoothness_two_L.mutant("6 L", factor=6)


@claim(
    "saddle.def-7.2.tube-amended",
    chapter_7("Definition 7.2"),
    formula=r"\|\nabla^2f\|_2\le16L\text{ on }D_0\text{ for all }\kappa\ge1",
    amends="saddle.def-7.2.tube",
    seconds=180.0,
    missing=(
        "the spectral norm of a symmetric block from its diagonal and determinant",
        "the Hessian is block diagonal, and the blocks outside the buffers",
    ),
)
def smoothness(judge, factor=16):
    """The spectral norm of the Hessian is at most 16 L (the truth for kappa = 1 is 15.54 L, for
    kappa = e 12.7518 L, at u near 1/4, v = 1).

    Segments inside one region; eta <= 1/(16 L) is then eta <= 1/ell, an eighth of what Lemma 7.2
    allows.
    """
    n = unit()
    support = [derived(judge, name) for name in ("xx", "xz", "zz")]
    return judge.all(every(judge, spectral(factor, n), n.box), support=support)


smoothness.mutant("15 L", factor=15)


@claim(
    "saddle.def-7.2.kappa-3",
    chapter_7("Definition 7.2"),
    formula=r"\|\nabla^2f\|_2\le12.63\,L,\quad L=3\gamma",
    seconds=120.0,
    missing=(
        "the spectral norm of a symmetric block from its diagonal and determinant",
        "the Hessian is block diagonal, and the blocks outside the buffers",
        "the derivatives by saddle.def-7.2.tube-amended",
    ),
)
def smoothness_at_three(judge, bound="1263/100"):
    """The true constant for L/gamma = 3 is between 12.60 L (where the mutant fails) and 12.63 L,
    reached near u = 0.3, v = 1.
    """
    n, third = unit(), number("1/3")
    at_three = SimpleNamespace(
        **{name: getattr(n, name).subs(n.lam, third) for name in ("xx", "xz", "zz")}
    )
    s = symbols()
    inside = [(s.u, ">=", 0), (s.u, "<=", 1), (s.v, ">=", 0), (s.v, "<=", 1)]
    return every(judge, spectral(number(bound), at_three), inside)


smoothness_at_three.mutant("12.60 L", bound="63/5")
