"""Lemma 7.1, Remarks 7.1 and 7.2: stationary points, bounds, and the true Lipschitz constants of
gradient and Hessian.

The Hessian for every d is that of `hessian`, its norm that of `norms`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import conj, exp, forall, given

from . import at, chapter_7, every, holds, norms
from .construction import positive, spline, symbols
from .gradient import LETTERS, d, i, y
from .hessian import U, W
from .paths import refuted_by
from .slopes import WRITTEN, kappa


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


# --- Lipschitz constants --------------------------------------------------------------------------


@cache
def curvature():
    """d^2 g/dx_i^2 over L as a polynomial in lambda = 1/kappa, u, v, and the box of (u, v)"""
    import sympy

    s, f = symbols(), spline()
    (lam,) = reals("inverse_kappa,")
    over_L = f.g.subs({s.L: 1, s.gamma: lam, s.tau: 1}).diff(s.x, s.x)
    there = sympy.expand(over_L.subs({s.x: 1 + s.u, s.z: s.v}, simultaneous=True))
    return there, [
        (lam, ">", 0),
        (lam, "<", 1),
        (s.u, ">=", 0),
        (s.u, "<=", 1),
        (s.v, ">=", 0),
        (s.v, "<=", 1),
    ]


@claim(
    "saddle.def-7.2.tube",
    chapter_7("Definition 7.2, used with eta <= 1/(2 L)"),
    formula=r"\|\nabla^2f\|\le2L\text{ on }D_0",
    case=True,
)
def smoothness_two_L(judge, factor=2):
    """f has 2 L-Lipschitz gradient, so that eta <= 1/(2 L) would be eta <= 1/ell. False: g_1''
    reaches -6.5 L in the buffer.
    """
    bent, inside = curvature()
    return every(judge, [(factor - bent, ">=", 0), (factor + bent, ">=", 0)], inside)


smoothness_two_L.mutant("6 L", factor=6)


SHARP = {  # kappa: the norm over L, enclosed, and where it is reached: x_i/tau, u_{i+1}/u_i
    1: ("15.543", "15.544", "1.245", "0.24"),
    "e": ("12.7518", "12.7519", "1.269", "0.22"),
    3: ("12.60", "12.63", "1.27", "0.22"),
}


def enclosed(which, form="derivative", top=None):
    """The least constant at this kappa lies between the two numbers."""
    least, most, place, ratio = SHARP[which]
    return conj(
        norms.bounded(Fraction(top or most), form),
        norms.reached(place, ratio, least, form),
    )


def enclose(p, which, fixed):
    least, most, place, ratio = SHARP[which]
    known = [fixed]
    if which == "e":
        ends = p.arith(exp(1) >= "2.718281"), p.arith(exp(1) <= "2.718282")
        known = [p.arith(kappa >= "2.718281", fixed, ends[0])]
        known.append(p.arith(kappa <= "2.718282", fixed, ends[1]))
    return p.both(
        norms.bounded_hessian(p, Fraction(most), *known),
        norms.reached_there(p, place, ratio, least, *known),
    )


@claim(
    "saddle.def-7.2.tube-amended",
    chapter_7("Definition 7.2"),
    formula=r"\|\nabla^2f\|_2\le16L\text{ on }D_0\text{ for all }\kappa\ge1",
    amends="saddle.def-7.2.tube",
    says=lambda factor=16, form="derivative": forall(*LETTERS, d, i, y, U, W)(
        given(norms.numbers(), norms.directions())
        >> conj(
            norms.bounded(factor, form),
            (kappa == 1) >> enclosed(1, form),
            (kappa == exp(1)) >> enclosed("e", form),
        )
    ),
    uses=norms.FACTS,
    instance=norms.AT,
)
def smoothness(judge, factor=16):
    """The spectral norm of the Hessian is at most 16 L, for every d (the truth for kappa = 1 is
    15.54 L, for kappa = e 12.7518 L, at u near 1/4, v = 1).

    Segments inside one region; eta <= 1/(16 L) is then eta <= 1/ell, an eighth of what Lemma 7.2
    allows.
    """
    p = judge.theorem()
    least = p.meet(kappa >= 1, *p.given)
    found = [norms.bounded_hessian(p, factor, least)]
    for one, value in ((1, kappa == 1), ("e", kappa == exp(1))):
        found.append(p.discharge(enclose(p, one, p.assume(value)), value))
    return p.qed(p.both(*found))


@smoothness.mutant
def at_most_15_L(judge):
    return refuted_by(judge, smoothness.says(factor=15, form=WRITTEN), norms.AT)


@claim(
    "saddle.def-7.2.kappa-3",
    chapter_7("Definition 7.2"),
    formula=r"\|\nabla^2f\|_2\le12.63\,L,\quad L=3\gamma",
    says=lambda top=None, form="derivative": forall(*LETTERS, d, i, y, U, W)(
        given(norms.numbers(), norms.directions(), kappa == 3) >> enclosed(3, form, top)
    ),
    uses=norms.FACTS,
    instance=norms.point("3", "1.27", "0.22"),
)
def smoothness_at_three(judge):
    """The true constant for L/gamma = 3 is between 12.60 L and 12.63 L, reached near u = 0.3, v =
    1, for every d.
    """
    p = judge.theorem()
    return p.qed(enclose(p, 3, p.meet(kappa == 3, *p.given)))


@smoothness_at_three.mutant
def at_most_12_60(judge):
    says = smoothness_at_three.says(top="12.60", form=WRITTEN)
    return refuted_by(judge, says, smoothness_at_three.instance)
