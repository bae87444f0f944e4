"""Lemma 7.4, the inequalities: every printed bound on the derivatives of g and g_1, each side by
itself, in (kappa, u, v).

dg/dx_i = -2 gamma tau P(kappa, u, v) by `saddle.scaled`. The buffer is 0 <= u <= 1, 0 <= v <= 1,
and kappa = L/gamma > 1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, read, reals

from . import chapter_7, holds, number, slopes
from .construction import box, scaled, symbols
from .slopes import WRITTEN, L, gamma, kappa, tau, u, v, x, z
from .tube import between

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
    "saddle.lem-7.4-ineq.iii-lower",
    chapter_7(locus),
    formula=r"-4L\tau<\frac{\partial g_1}{\partial x_i}",
    hypotheses=("tau <= x_i <= 2 tau",),
)
def slope_alone_above(judge, factor=4):
    """The lower bound for g_1. False, even with <=, for every kappa > 1 (next claim)."""
    return holds(judge, (-number(factor) * symbols().kappa, "<=", slope_alone()), line())


slope_alone_above.mutant("3 L tau", factor=3)


# --- what is true ---------------------------------------------------------------------------------


def steep(u, v):
    """-dg/dx_i over 2 gamma tau"""
    return read(scaled().P, {"kappa": kappa, "u": u, "v": v})


def bent(u, v):
    """g_2 over gamma"""
    return read(scaled().G2, {"kappa": kappa, "u": u})


def alone_in(u, v):
    """g_1' over gamma tau"""
    return read(scaled().q, {"kappa": kappa, "u": u})


def place(x_i="6", x_next="1"):
    """An instance: gamma = 1, kappa = 2, tau = 4."""
    return {"values": {"gamma": "1", "kappa": "2", "tau": "4", "x_i": x_i, "x_next": x_next}}


def factor_of(factor):
    return -Fraction(factor) * gamma * tau


def proved_along(judge, held, bound):
    p = judge.theorem()
    (equation,) = slopes.written_out(p, 0)
    final = lambda Q: bound(-2 * gamma * tau * Q)  # noqa: E731
    return p.qed(slopes.by_scaling(p, equation, steep, held, final))


@claim(
    "saddle.lem-7.4-ineq.i-upper-amended",
    chapter_7(locus),
    formula=r"\frac{\partial g}{\partial x_i}\le-2\gamma\tau,\ \text{strict for } x_i>\tau",
    amends="saddle.lem-7.4-ineq.i-upper",
    says=lambda factor=2, form="derivative": forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), slopes.in_buffer())
        >> conj(
            slopes.along(form=form) <= factor_of(factor),
            (x > tau) >> (slopes.along(form=form) < factor_of(factor)),
        )
    ),
    uses=("saddle.lem-7.4.slopes",),
    instance=place(x_i="4"),
)
def slope_at_most(judge, factor=2, form="derivative"):
    """Downhill by at least 2 gamma tau, and by more inside the buffer."""
    p = judge.theorem()
    (equation,) = slopes.written_out(p, 0)
    below = slopes.by_scaling(
        p, equation, steep, lambda Q: Q >= 1, lambda Q: -2 * gamma * tau * Q <= factor_of(factor)
    )
    nonzero = p.arith(tau != 0, *p.given)
    box = given(kappa > 1, u > 0, u <= 1, v >= 0, v <= 1)
    inside = p.lemma(forall(u, v)(box >> (steep(u, v) > 1)))
    places = (x / tau - 1, z / tau)
    for one in places:
        inside = p.at(inside, one, defined=[nonzero])
    beyond = p.assume(x > tau)
    known = p.use(inside, beyond, *p.given)
    Q = reals("Q")
    strict = forall(Q)(given(slopes.letters(), Q > 1) >> (-2 * gamma * tau * Q < factor_of(factor)))
    made = p.use(p.at(p.lemma(strict), steep(*places), defined=[nonzero]), known, *p.given)
    return p.qed(p.both(below, p.discharge(p.fold(equation, made), x > tau)))


slope_at_most.mutant("21/10 gamma tau", factor="21/10", form=WRITTEN)


@claim(
    "saddle.lem-7.4-ineq.i-lower-amended",
    chapter_7(locus),
    formula=r"-\tfrac{15}{2}L\tau\le\frac{\partial g}{\partial x_i}",
    amends="saddle.lem-7.4-ineq.i-lower",
    says=lambda factor="15/2", form="derivative": forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), slopes.in_buffer())
        >> (slopes.along(form=form) >= -Fraction(factor) * L * tau)
    ),
    uses=("saddle.lem-7.4.slopes",),
    instance=place(),
)
def slope_above_amended(judge, factor="15/2", form="derivative"):
    """15/2 L tau is enough for every kappa > 1."""
    return proved_along(
        judge,
        lambda Q: 4 * Q <= 15 * kappa,
        lambda slope: slope >= -Fraction(factor) * L * tau,
    )


slope_above_amended.mutant("7 L tau", factor=7, form=WRITTEN)


@claim(
    "saddle.lem-7.4-ineq.ii",
    chapter_7(locus),
    formula=r"\frac{\partial g}{\partial x_{i+1}}\ge-2\gamma\tau",
    says=lambda factor=2, form="derivative": forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), slopes.in_buffer())
        >> (slopes.across(form=form) >= factor_of(factor))
    ),
    uses=("saddle.lem-7.4.slopes",),
    instance=place(x_i="8", x_next="4"),
)
def slope_across(judge, factor=2, form="derivative"):
    """The next coordinate is pushed outwards by at most 2 gamma tau; equality at x_i = 2 tau,
    x_{i+1} = tau.
    """
    return proved_across(judge, lambda slope: slope >= factor_of(factor))


def proved_across(judge, bound):
    p = judge.theorem()
    (equation,) = slopes.written_out(p, 1)
    nonzero = p.arith(tau != 0, *p.given)
    box = given(kappa > 1, u >= 0, u <= 1)
    inside = p.at(p.lemma(forall(u)(box >> (bent(u, v) >= -1))), x / tau - 1, defined=[nonzero])
    Q = reals("Q")
    held = given(slopes.letters(), between(0, z, tau), Q >= -1)
    known = p.lemma(forall(Q)(held >> bound(2 * gamma * Q * z)))
    made = p.at(known, bent(x / tau - 1, v), defined=[nonzero])
    return p.qed(p.fold(equation, p.use(made, p.use(inside, *p.given), *p.given)))


slope_across.mutant("gamma tau", factor=1, form=WRITTEN)


@claim(
    "saddle.lem-7.4-ineq.ii-linear",
    chapter_7("equation (7.11)"),
    formula=r"\frac{\partial g}{\partial x_{i+1}}\ge-2\gamma x_{i+1}",
    says=lambda factor=2, form="derivative": forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), slopes.in_buffer())
        >> (slopes.across(form=form) >= -Fraction(factor) * gamma * z)
    ),
    uses=("saddle.lem-7.4.slopes",),
    instance=place(x_i="8", x_next="4"),
)
def slope_across_linear(judge, factor=2, form="derivative"):
    """The form that (7.11) needs, and that (ii) does not give: the push is at most 2 gamma
    x_{i+1}.
    """
    return proved_across(judge, lambda slope: slope >= -Fraction(factor) * gamma * z)


slope_across_linear.mutant("gamma x_{i+1}", factor=1, form=WRITTEN)


@claim(
    "saddle.lem-7.4-ineq.iii-upper-amended",
    chapter_7(locus),
    formula=r"\frac{\partial g_1}{\partial x_i}\le-2\gamma(x_i)\le-2\gamma\tau",
    amends="saddle.lem-7.4-ineq.iii-upper",
    says=lambda growth=1, form="derivative": forall(gamma, tau, kappa, x)(
        given(slopes.letters(), slopes.on_line())
        >> conj(
            slopes.alone(form=form) <= -2 * gamma * (tau + growth * (x - tau)),
            -2 * gamma * x <= -2 * gamma * tau,
        )
    ),
    instance=place(),
)
def slope_alone_at_most(judge, growth=1, form="derivative"):
    """More is true: g_1' <= -2 gamma x_i in the buffer, so x_i keeps growing at least by the factor
    1 + 2 eta gamma.
    """
    p = judge.theorem()
    equation = written_alone(p)
    nonzero = p.arith(tau != 0, *p.given)
    box = given(kappa > 1, u >= 0, u <= 1)
    inside = p.lemma(forall(u)(box >> (alone_in(u, v) <= -2 * (1 + u))))
    known = p.use(p.at(inside, x / tau - 1, defined=[nonzero]), *p.given)
    Q = reals("Q")
    lemma = forall(Q)(
        given(slopes.letters(), Q <= -2 * (1 + (x / tau - 1)))
        >> (gamma * tau * Q <= -2 * gamma * (tau + growth * (x - tau)))
    )
    made = p.use(p.at(p.lemma(lemma), alone_in(x / tau - 1, v), defined=[nonzero]), known, *p.given)
    return p.qed(p.both(p.fold(equation, made), p.arith(p.target.part(1), *p.given)))


slope_alone_at_most.mutant("-2 gamma tau (1 + 2 u)", growth=2, form=WRITTEN)


@claim(
    "saddle.lem-7.4-ineq.iii-lower-amended",
    chapter_7(locus),
    formula=r"-\tfrac{21}{5}L\tau\le g_1'",
    amends="saddle.lem-7.4-ineq.iii-lower",
    says=lambda factor="21/5", form="derivative": forall(gamma, tau, kappa, x)(
        given(slopes.letters(), slopes.on_line())
        >> (slopes.alone(form=form) >= -Fraction(factor) * L * tau)
    ),
    instance=place(),
)
def slope_alone_above_amended(judge, factor="21/5", form="derivative"):
    """21/5 L tau is enough for every kappa > 1."""
    p = judge.theorem()
    equation = written_alone(p)
    nonzero = p.arith(tau != 0, *p.given)
    box = given(kappa > 1, u >= 0, u <= 1)
    inside = p.lemma(forall(u)(box >> (alone_in(u, v) >= -Fraction(factor) * kappa)))
    known = p.use(p.at(inside, x / tau - 1, defined=[nonzero]), *p.given)
    Q = reals("Q")
    held = given(slopes.letters(), Q >= -Fraction(factor) * kappa)
    lemma = p.lemma(forall(Q)(held >> (gamma * tau * Q >= -Fraction(factor) * L * tau)))
    made = p.use(p.at(lemma, alone_in(x / tau - 1, v), defined=[nonzero]), known, *p.given)
    return p.qed(p.fold(equation, made))


def written_alone(p, at=x):
    """g_1' at a place, written out"""
    slope = slopes.alone(at)
    return p.arith(slope == slopes.alone(at, form=WRITTEN), p.derivative(slope, *p.given), *p.given)


slope_alone_above_amended.mutant("41/10 L tau", factor="41/10", form=WRITTEN)
