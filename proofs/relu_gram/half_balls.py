"""Equations (2.8) to (2.10): the means of the features over the two halves of a ball around a point
of D_i alone, B_r^+ = {w . x_i > 0} and B_r^- = {w . x_i <= 0}.

They are stated for every law of w, so for the uniform one on the ball, whose means are those of the
Lebesgue measure. Each holds for every r that is small enough, and so in the limit. Notation of
`independence`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    conj,
    exists,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import truths
from . import thesis
from .hyperplanes import alone, product, z
from .independence import in_ball, weights
from .limit_gram import along
from .network import R, c, d, i, j, kernel, n, x
from .sectors import g, on, t
from .start import o

r = reals("r")
A, B = reals("A B")
PLUS = conj(in_ball(z), along(i) > 0)
MINUS = conj(in_ball(z), along(i) <= 0)
EDGE = conj(in_ball(z), along(i) == 0)


def mean(j, event):
    """Coordinate c of the mean of phi(x_j) over the event"""
    return E(o, x(j, c) * on(along(j)) * indicator(event)) / Prob(o, event)


def constant_mean(k, j, event, value, same, likely):
    """The mean is `value` times x_j, where the indicator of x_j has this value on the event."""
    has = k.arith(integrable(Prob(o, event)), likely)
    whole = x(j, c) * on(along(j)) * indicator(event)
    step = mean_of_combination(k, o, whole, [(x(j, c) * value, indicator(event), has)], same)
    total = k.arith(E(o, whole) == x(j, c) * value * Prob(o, event), step)
    rule = forall(A, B, t)(given(A == t * B, B > 0) >> (A / B == t))
    numbers = E(o, whole), Prob(o, event), x(j, c) * value
    return k.use(k.lemma(rule, *numbers, defined=[step, has]), total, likely)


def positive_says():
    return forall(g, x, z, i, d, R)((Prob(o, PLUS) > 0) >> forall(c)(mean(i, PLUS) == x(i, c)))


@claim(
    "relu2.eq-2.9",
    thesis("equation (2.9)"),
    formula=r"\lim_{r\to0+}\frac1{\mu(B_r^+)}\int_{B_r^+}\phi(x_i)(w)\,dw=x_i",
    says=positive_says,
)
def mean_on_the_positive_side(judge):
    """The mean of the feature of x_i over the positive half is x_i.

    On B_r^+ the indicator is 1, so that the mean is x_i for every r.
    """
    k = judge.theorem()
    (likely,) = k.given
    event, here = PLUS, k.assume(PLUS)
    goal = on(along(i)) * indicator(event) == indicator(event)
    inside = k.arith(along(i) >= 0, k.part(here, 1))
    yes = k.arith(goal, k.indicator(along(i) >= 0, True, inside))
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)))
    same = k.cases(k.excluded_middle(event), yes, no)
    end = constant_mean(k, i, event, 1, same, likely)
    return k.qed(k.for_all(k.arith(mean(i, event) == x(i, c), end), c))


@mean_on_the_positive_side.mutant
def half_of_the_input(judge):
    return falsify(forall(A, B)(given(A == B, B > 0) >> (A / B == "1/2")))


def negative_says():
    return forall(g, x, z, i, d, R)(
        given(Prob(o, MINUS) > 0, Prob(o, EDGE) == 0) >> forall(c)(mean(i, MINUS) == 0)
    )


@claim(
    "relu2.eq-2.10",
    thesis("equation (2.10)"),
    formula=r"\lim_{r\to0+}\frac1{\mu(B_r^-)}\int_{B_r^-}\phi(x_i)(w)\,dw=0",
    says=negative_says,
)
def mean_on_the_negative_side(judge):
    """The mean of the feature of x_i over the negative half is 0.

    On B_r^- the indicator is 0 except on the hyperplane itself, which is a null set.
    """
    k = judge.theorem()
    likely, null = k.given
    both = on(along(i)) * indicator(MINUS)
    goal = both == indicator(EDGE)
    same = k.cases(
        k.excluded_middle(EDGE), *(on_the_edge(k, goal, truth) for truth in (True, False))
    )
    has = k.arith(integrable(Prob(o, EDGE)), null)
    whole = x(i, c) * on(along(i)) * indicator(MINUS)
    step = mean_of_combination(k, o, whole, [(x(i, c), indicator(EDGE), has)], same)
    zero = k.arith(E(o, whole) == 0, step, null)
    rule = forall(A, B)(given(A == 0, B > 0) >> (A / B == 0))
    rule = k.lemma(rule, E(o, whole), Prob(o, MINUS), defined=[step, likely])
    return k.qed(k.for_all(k.use(rule, zero, likely), c))


@mean_on_the_negative_side.mutant
def on_the_hyperplane(judge):
    """With the hyperplane: at w . x_i = 0 the indicator is 1."""
    return falsify(forall(A, B)(given(A == B, B > 0) >> (A / B == 0)))


def on_the_edge(k, goal, truth):
    """Both events happen, or EDGE does not and one of the two does not either."""
    here = k.assume(EDGE if truth else ~EDGE)
    known = k.indicator(EDGE, truth, here)
    if truth:
        ball, flat = k.split(here)
        inside = k.both(ball, k.arith(along(i) <= 0, flat))
        active = k.indicator(along(i) >= 0, True, k.arith(along(i) >= 0, flat))
        return k.arith(goal, known, k.indicator(MINUS, True, inside), active)
    return truths(k, goal, (MINUS, along(i) >= 0), known, here)


def others_say():
    same = forall(c)(mean(j, PLUS) - mean(j, MINUS) == 0)
    halves = given(R > 0, R <= r, Prob(o, PLUS) > 0, Prob(o, MINUS) > 0)
    near = forall(R)(halves >> forall(j)(given(j < n, j != i) >> same))
    return forall(g, x, z, i, n, d)(
        given(kernel(i, i) > 0, alone(z)) >> exists(r)(conj(r > 0, near))
    )


@claim(
    "relu2.eq-2.8",
    thesis("equation (2.8)"),
    formula=r"j\ne i:\ \lim_{r\to0+}\left(\frac1{\mu(B_r^+)}\int_{B_r^+}\phi(x_j)-\frac1{"
    r"\mu(B_r^-)}"
    r"\int_{B_r^-}\phi(x_j)\right)=0",
    says=others_say,
    uses=("relu2.thm-2.1.ball",),
)
def other_means(judge):
    """The means of the other features over the two halves agree.

    phi(x_j) is constant on B(z, r) for r <= r_0, so the difference is 0 for every such r, not only
    in the limit.
    """
    k = judge.theorem()
    ball = k.use(k.by("relu2.thm-2.1.ball", x, z, i, n, d), *k.given)
    found, every = k.split(ball)
    radius = k.such(found, r)
    side = k.part(k.apply(k.at(every, r), radius), 0)
    known = k.assume(given(R > 0, R <= r, Prob(o, PLUS) > 0, Prob(o, MINUS) > 0))
    positive, smaller, *likely = k.split(known)
    other = k.assume(given(j < n, j != i))

    def value(event, likely):
        here = k.assume(event)
        near = k.arith(k.at(side, weights).formula.left, k.part(here, 0), positive, smaller)
        sign = k.apply(k.at(k.apply(k.at(side, weights), near), j), other)
        goal = on(along(j)) * indicator(event) == on(product(z, j)) * indicator(event)
        yes = truths(
            k, on(along(j)) == on(product(z, j)), (along(j) >= 0, product(z, j) >= 0), sign
        )
        yes = k.arith(goal, yes)
        no = k.arith(goal, k.indicator(event, False, k.assume(~event)))
        same = k.cases(k.excluded_middle(event), yes, no)
        return constant_mean(k, j, event, on(product(z, j)), same, likely)

    ends = [value(event, step) for event, step in zip((PLUS, MINUS), likely)]
    same = k.for_all(k.arith(mean(j, PLUS) - mean(j, MINUS) == 0, *ends), c)
    same = k.for_all(k.discharge(same, other.formula), j)
    near = k.for_all(k.discharge(same, known.formula), R)
    near = k.exhibit(k.target, r, k.both(k.part(radius, 0), near))
    return k.qed(k.obtain(found, near, r))


@other_means.mutant
def across_the_hyperplane(judge):
    """The feature of x_i itself: the means are x_i and 0."""
    return falsify(forall(A, B)(given(A == 1, B == 0) >> (A - B == 0)))
