"""Lemma 7.4, the inequalities: every printed bound on the derivatives of g and g_1, each side by
itself, in (kappa, u, v).

dg/dx_i = -2 gamma tau P(kappa, u, v) by `saddle.scaled`. The buffer is 0 <= u <= 1, 0 <= v <= 1,
and kappa = L/gamma > 1.
"""

from __future__ import annotations

from steepest.proofs import claim

from . import chapter_7, diff, holds, number
from .construction import box, positive, scaled, spline, symbols, to_scaled
from .gaps import SCALED

locus = "Lemma 7.4"


def slope():
    """dg/dx_i over gamma tau."""
    return -2 * scaled().P


def slope_alone():
    """g_1' over gamma tau."""
    return scaled().q


def line():
    """kappa > 1, 0 <= u <= 1."""
    return box()[:3]


@claim(
    "saddle.lem-7.4-ineq.i-upper",
    chapter_7(locus),
    formula=r"\frac{\partial g}{\partial x_i}<-2\gamma\tau",
    hypotheses=("tau <= x_i <= 2 tau", "0 <= x_{i+1} <= tau"),
)
def slope_below(judge):
    """Strictly downhill by 2 gamma tau. False on the face x_i = tau, where the slope is exactly -2
    gamma tau.
    """
    return holds(judge, (slope(), "<", -2), box())


@slope_below.mutant
def by_three_gamma_tau(judge):
    return holds(judge, (slope(), "<", -3), box())


@claim(
    "saddle.lem-7.4-ineq.i-upper-amended",
    chapter_7(locus),
    formula=r"\frac{\partial g}{\partial x_i}\le-2\gamma\tau,\ \text{strict for } x_i>\tau",
    amends="saddle.lem-7.4-ineq.i-upper",
    missing=(SCALED,),
)
def slope_at_most(judge, factor=2):
    """Downhill by at least 2 gamma tau, and by more inside the buffer."""
    s = symbols()
    inside = [part for part in box() if part != (s.u, ">=", 0)] + [(s.u, ">", 0)]
    return judge.all(
        holds(judge, (slope(), "<=", -number(factor)), box()),
        holds(judge, (slope(), "<", -2), inside),
    )


slope_at_most.mutant("21/10 gamma tau", factor="21/10")


@claim(
    "saddle.lem-7.4-ineq.i-lower",
    chapter_7(locus),
    formula=r"-4L\tau<\frac{\partial g}{\partial x_i}",
    hypotheses=("tau <= x_i <= 2 tau", "0 <= x_{i+1} <= tau"),
)
def slope_above(judge, factor=4):
    """Never steeper than 4 L tau. False, even with <=: g_1' reaches -4 L tau at 2 tau with slope 2
    L > 0, so it is below just before.
    """
    return holds(judge, (-number(factor) * symbols().kappa, "<=", slope()), box())


slope_above.mutant("3 L tau", factor=3)


@claim(
    "saddle.lem-7.4-ineq.i-lower-amended",
    chapter_7(locus),
    formula=r"-\tfrac{15}{2}L\tau\le\frac{\partial g}{\partial x_i}",
    amends="saddle.lem-7.4-ineq.i-lower",
    missing=(SCALED,),
)
def slope_above_amended(judge, factor="15/2"):
    """15/2 L tau is enough for every kappa > 1."""
    return holds(judge, (-number(factor) * symbols().kappa, "<=", slope()), box())


slope_above_amended.mutant("7 L tau", factor=7)


@claim(
    "saddle.lem-7.4-ineq.ii",
    chapter_7(locus),
    formula=r"\frac{\partial g}{\partial x_{i+1}}\ge-2\gamma\tau",
    missing=("the two goals multiplied: gamma tau > 0",),
)
def slope_across(judge, factor=2):
    """The next coordinate is pushed outwards by at most 2 gamma tau; equality at x_i = 2 tau,
    x_{i+1} = tau.
    """
    s = symbols()
    printed = to_scaled(diff(spline().g, s.z))
    scaled_form = holds(
        judge, (printed, "==", s.gamma * s.tau * 2 * scaled().G2 * s.v), positive()[2:]
    )
    below = (scaled().step, "<=", 1)
    return judge.all(
        scaled_form, holds(judge, (2 * scaled().G2 * s.v, ">=", -factor), box(), [below])
    )


slope_across.mutant("gamma tau", factor=1)


@claim(
    "saddle.lem-7.4-ineq.ii-linear",
    chapter_7("equation (7.11)"),
    formula=r"\frac{\partial g}{\partial x_{i+1}}\ge-2\gamma x_{i+1}",
    missing=(SCALED,),
)
def slope_across_linear(judge, factor=2):
    """The form that (7.11) needs, and that (ii) does not give: the push is at most 2 gamma
    x_{i+1}.
    """
    s = symbols()
    return holds(
        judge, (2 * scaled().G2 * s.v, ">=", -factor * s.v), box(), [(scaled().step, "<=", 1)]
    )


slope_across_linear.mutant("gamma x_{i+1}", factor=1)


@claim(
    "saddle.lem-7.4-ineq.iii-upper",
    chapter_7(locus),
    formula=r"\frac{\partial g_1}{\partial x_i}<-2\gamma\tau",
    hypotheses=("tau <= x_i <= 2 tau",),
)
def slope_alone_below(judge):
    """The same strict bound for g_1. False at x_i = tau."""
    return holds(judge, (slope_alone(), "<", -2), line())


@slope_alone_below.mutant
def by_three(judge):
    return holds(judge, (slope_alone(), "<", -3), line())


@claim(
    "saddle.lem-7.4-ineq.iii-upper-amended",
    chapter_7(locus),
    formula=r"\frac{\partial g_1}{\partial x_i}\le-2\gamma(x_i)\le-2\gamma\tau",
    amends="saddle.lem-7.4-ineq.iii-upper",
    missing=(SCALED,),
)
def slope_alone_at_most(judge, growth=1):
    """More is true: g_1' <= -2 gamma x_i in the buffer, so x_i keeps growing at least by the factor
    1 + 2 eta gamma.
    """
    s = symbols()
    return judge.all(
        holds(judge, (slope_alone(), "<=", -2 * (1 + growth * s.u)), line()),
        holds(judge, (slope_alone(), "<=", -2), line()),
    )


slope_alone_at_most.mutant("-2 gamma tau (1 + 2 u)", growth=2)


@claim(
    "saddle.lem-7.4-ineq.iii-lower",
    chapter_7(locus),
    formula=r"-4L\tau<\frac{\partial g_1}{\partial x_i}",
    hypotheses=("tau <= x_i <= 2 tau",),
)
def slope_alone_above(judge, factor=4):
    """The lower bound for g_1. False, even with <=, for every kappa > 1 (next claim)."""
    return holds(judge, (-number(factor) * symbols().kappa, "<=", slope_alone()), line())


slope_alone_above.mutant("3 L tau", factor=3)


@claim(
    "saddle.lem-7.4-ineq.iii-lower.always",
    chapter_7(locus),
    formula=r"\forall\kappa>1:\ g_1'(\tau(1+u))<-4L\tau\ \text{at}\ u=\tfrac{14}{15}",
    missing=(SCALED,),
)
def violated_for_every_kappa(judge, place="14/15"):
    """The printed lower bound fails whatever L > gamma is: at x_i = (29/15) tau."""
    s = symbols()
    return holds(
        judge, (slope_alone().subs(s.u, number(place)), "<", -4 * s.kappa), [(s.kappa, ">", 1)]
    )


violated_for_every_kappa.mutant("at u = 1/2", place="1/2")


@claim(
    "saddle.lem-7.4-ineq.iii-lower-amended",
    chapter_7(locus),
    formula=r"-\tfrac{21}{5}L\tau\le g_1'",
    amends="saddle.lem-7.4-ineq.iii-lower",
    missing=(SCALED,),
)
def slope_alone_above_amended(judge, factor="21/5"):
    """21/5 L tau is enough for every kappa > 1."""
    return holds(judge, (-number(factor) * symbols().kappa, "<=", slope_alone()), line())


slope_alone_above_amended.mutant("41/10 L tau", factor="41/10")


@claim(
    "saddle.lem-7.4-ineq.iii-lower.exact",
    chapter_7(locus),
    formula=r"\min_{[\tau,2\tau]}g_1'=\gamma\tau\,q(u^*),\quad "
    r"u^*=\frac{14\kappa-10+\sqrt{196\kappa^2-220\kappa+64}}{30\kappa-18}",
    missing=(SCALED, "that the parts combine into a minimum"),
)
def exact_minimum(judge, inside=220):
    """The exact minimum of g_1' for every kappa > 1: at u* in (9/10 - 1/15, 1), where g_1''
    vanishes.

    q(u) - q(u*) = (u - u*)^2 ((10 kappa - 6)(u + 2 u*) + 10 - 14 kappa), and the last factor is at
    least that at u = 0, which is positive.
    """
    from steepest.proofs import reals

    s, q = symbols(), slope_alone()
    k, u = s.kappa, s.u
    (root,) = reals("root,")
    star = (14 * k - 10 + root) / (30 * k - 18)
    known = [(k, ">", 1), (root, ">=", 0), (root**2, "==", 196 * k**2 - inside * k + 64)]
    rest = (10 * k - 6) * (u + 2 * star) + 10 - 14 * k
    return judge.all(
        holds(judge, (q - q.subs(u, star), "==", (u - star) ** 2 * rest), known),
        holds(judge, (rest, ">=", 0), [*known, (u, ">=", 0)]),
        holds(judge, (star, "<", 1), known),
        holds(judge, (star, ">", number("5/6")), known),
    )


exact_minimum.mutant("another discriminant", inside=210)


@claim(
    "saddle.lem-7.4-ineq.iii-lower.sharpest",
    chapter_7(locus),
    formula=r"\inf\{C:\ g_1'\ge-CL\tau\ \forall\kappa\ge1\}",
    missing=(SCALED,),
)
def sharpest_constant(judge, most=5):
    """The constant that belongs in place of 4, enclosed (about 4.1342, reached as kappa tends to
    1).
    """
    from steepest.proofs import reals

    u = symbols().u
    C, inverse = reals("C inverse_kappa")  # q/kappa with inverse_kappa = 1/kappa
    ratio = inverse * (-2 - 2 * u + 10 * u**2 - 6 * u**3) - 14 * u**2 + 10 * u**3
    where = [(u, ">=", 0), (u, "<=", 1), (inverse, ">=", 0), (inverse, "<=", 1)]
    if most != 5:
        return holds(judge, (ratio, ">=", -number(most)), where)
    from . import relation

    return judge.sharpest(
        C,
        relation(ratio, ">=", -C),
        [relation(*part) for part in [*where, (C, ">=", 0), (C, "<=", most)]],
    )


sharpest_constant.mutant("413/100", most="413/100")
