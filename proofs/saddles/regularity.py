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
from steepest.proofs.engine.theorems import conj, exp, forall, given

from . import at, chapter_7, diff, every, hessian, holds
from .construction import positive, spline, symbols
from .gradient import LETTERS, d, i, y
from .hessian import U, W
from .paths import refuted_by
from .slopes import WRITTEN, kappa

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


SHARP = {  # kappa: the norm over L, enclosed, and where it is reached: x_i/tau, u_{i+1}/u_i
    1: ("15.543", "15.544", "1.245", "0.24"),
    "e": ("12.7518", "12.7519", "1.269", "0.22"),
    3: ("12.60", "12.63", "1.27", "0.22"),
}


def enclosed(which, form="derivative", low=None):
    """The least constant at this kappa lies between the two numbers."""
    least, most, place, ratio = SHARP[which]
    return conj(
        hessian.bounded(Fraction(most), form),
        hessian.reached(place, ratio, low or least, form),
    )


def enclose(p, which, fixed):
    least, most, place, ratio = SHARP[which]
    known = [fixed]
    if which == "e":
        known = [p.arith(kappa >= "2.718281", fixed), p.arith(kappa <= "2.718282", fixed)]
    return p.both(
        hessian.bounded_hessian(p, Fraction(most), *known),
        hessian.reached_there(p, place, ratio, least, *known),
    )


@claim(
    "saddle.def-7.2.tube-amended",
    chapter_7("Definition 7.2"),
    formula=r"\|\nabla^2f\|_2\le16L\text{ on }D_0\text{ for all }\kappa\ge1",
    amends="saddle.def-7.2.tube",
    says=lambda factor=16, form="derivative": forall(*LETTERS, d, i, y, U, W)(
        given(hessian.numbers(), hessian.directions())
        >> conj(
            hessian.bounded(factor, form),
            (kappa == 1) >> enclosed(1, form),
            (kappa == exp(1)) >> enclosed("e", form),
        )
    ),
    uses=hessian.FACTS,
    instance=hessian.AT,
)
def smoothness(judge, factor=16):
    """The spectral norm of the Hessian is at most 16 L, for every d (the truth for kappa = 1 is
    15.54 L, for kappa = e 12.7518 L, at u near 1/4, v = 1).

    Segments inside one region; eta <= 1/(16 L) is then eta <= 1/ell, an eighth of what Lemma 7.2
    allows.
    """
    p = judge.theorem()
    least = p.meet(kappa >= 1, *p.given)
    found = [hessian.bounded_hessian(p, factor, least)]
    for one, value in ((1, kappa == 1), ("e", kappa == exp(1))):
        found.append(p.discharge(enclose(p, one, p.assume(value)), value))
    return p.qed(p.both(*found))


@smoothness.mutant
def at_most_15_L(judge):
    return refuted_by(judge, smoothness.says(factor=15, form=WRITTEN), hessian.AT)


@claim(
    "saddle.def-7.2.kappa-3",
    chapter_7("Definition 7.2"),
    formula=r"\|\nabla^2f\|_2\le12.63\,L,\quad L=3\gamma",
    says=lambda low=None, form="derivative": forall(*LETTERS, d, i, y, U, W)(
        given(hessian.numbers(), hessian.directions(), kappa == 3) >> enclosed(3, form, low)
    ),
    uses=hessian.FACTS,
    instance=hessian.point("3", "1.27", "0.22"),
)
def smoothness_at_three(judge):
    """The true constant for L/gamma = 3 is between 12.60 L and 12.63 L, reached near u = 0.3, v =
    1, for every d.
    """
    p = judge.theorem()
    return p.qed(enclose(p, 3, p.meet(kappa == 3, *p.given)))


@smoothness_at_three.mutant
def above_12_61(judge):
    says = smoothness_at_three.says(low="12.61", form=WRITTEN)
    return refuted_by(judge, says, smoothness_at_three.instance)
