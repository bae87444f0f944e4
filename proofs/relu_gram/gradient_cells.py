"""Equation (2.3) at kinks, for all sizes: for small t > 0 W + t V stays in a cell with the
indicators of W, and the loss is a quadratic there. Notation of `gradient_formula`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    exists,
    exp,
    forall,
    given,
    indicator,
    minimum,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .gradient_formula import (
    LETTERS,
    ONE,
    ZERO,
    A,
    B,
    D,
    P,
    S,
    Y,
    Z,
    at_kinks,
    e,
    line,
    loss,
    rise,
    slope,
    t,
    through_parts,
)
from .network import R, V, W, a, active, b, i, m, n, pre, r, relu, y


def quotient(weights):
    return (loss(weights) - loss(W)) / t


def close(slope, weights):
    """Nearer than R the quotients differ from the slope by at most e."""
    return forall(t)(given(t > 0, t < R) >> (abs(quotient(weights) - slope) <= e))


def near(slope, weights):
    return exists(R)(conj(R > 0, close(slope, weights)))


def one_sided(slope, weights):
    """The loss at the weights, which depend on t, has the derivative `slope` for t > 0."""
    return forall(e)((e > 0) >> near(slope, weights))


def one_sided_says():
    return forall(*LETTERS)(at_kinks(lambda moved: moved >= 0) >> one_sided(slope(), line(t)))


@claim(
    "relu2.eq-2.3.one-sided",
    thesis("equation (2.3), footnote"),
    says=one_sided_says,
    uses=("book.common-bound-of-rows", "book.sum-exchange"),
    instance=ONE,
)
def slopes_at_kinks(judge):
    """Along W + t V with t > 0 the loss has the one-sided derivative of formula (2.3), if V lowers
    no preactivation that is zero.

    For small t > 0 the indicators at t = 0 are those of every preactivation, so the loss is the
    quadratic of that cell.
    """
    k = judge.theorem()
    (known,) = k.given
    pair = k.both(k.assume(r < m), k.assume(i < n))
    part = lambda r, i, time: active(W, r, i) * (pre(W, r, i) + time * pre(V, r, i))  # noqa: E731
    begin = by_sign(k, lambda *case: k.arith(part(r, i, ZERO) == relu(pre(W, r, i)), *case))
    moved = k.derivative(deriv(t, part(r, i, t), 0))
    moved = k.arith(moved.sides[0] == active(W, r, i) * pre(V, r, i), moved)
    smooth = through_parts(k, part, moved, begin)
    positive = k.assume(e > 0)
    within = k.estimate(smooth, positive)
    distance, tangent = k.split(k.such(within, D))
    common = one_radius(k, pair)
    size, every = k.split(k.such(common, S))
    least = minimum(S, D)
    here = k.assume(conj(t > 0, t < least))
    reached, value = k.apply(k.at(every, r, i), pair), k.apply(k.at(known, r, i), pair)
    cell = in_the_cell(k, part(r, i, t), here, reached, value)
    parts = [lambda r, i: relu(pre(line(t), r, i)), lambda r, i: part(r, i, t)]
    moving = same_loss(k, parts[0], parts[1], cell)
    parts = [lambda r, i: part(r, i, ZERO), lambda r, i: relu(pre(W, r, i))]
    standing = same_loss(k, parts[0], parts[1], begin)
    close_by = k.use(k.at(tangent, t), k.arith(conj(ZERO - D < t, t < ZERO + D), here))
    rule = forall(A, B, Z, P, Y, t, e)(
        given(A == Z, P == B, t > 0, abs(Z - P - Y * (t - 0)) <= e * abs(t - 0))
        >> (abs((A - B) / t - Y) <= e)
    )
    rule = k.lemma(
        rule, *moving.sides[:1], loss(W), moving.sides[1], standing.sides[0], slope(), t, e
    )
    end = k.use(rule, moving, standing, here, close_by)
    end = k.for_all(k.discharge(end, here.formula), t)
    found = k.exhibit(
        near(slope(), line(t)), least, k.both(k.arith(least > 0, size, distance), end)
    )
    found = k.obtain(within, k.obtain(common, found, S), D)
    return k.qed(k.for_all(k.discharge(found, positive.formula), e))


def by_sign(k, step):
    """The step, of what is known of the indicator of a preactivation, in both cases."""
    event = pre(W, r, i) >= 0
    ends = []
    for truth, case in ((True, event), (False, ~event)):
        here = k.assume(case)
        ends.append(step(here, k.indicator(event, truth, here)))
    return k.cases(k.excluded_middle(event), *ends)


def same_loss(k, one, two, equal):
    """Two losses with equal positive parts"""

    def error(part):
        return (b * sum_over(r, m, a(r) * part(r, i)) - y(i)) ** 2

    bodies = [a(r) * each(r, i) for each in (one, two)]
    same = lambda one, two: one == two  # noqa: E731
    row = by_terms(
        k, r, m, lambda q: same(*(sum_over(r, q, body) for body in bodies)), bodies,
        k.arith(same(*bodies), equal),
    )  # fmt: skip
    rule = forall(A, B, b, Y)((A == B) >> ((b * A - Y) ** 2 == (b * B - Y) ** 2))
    rule = k.lemma(rule, *(sum_over(r, m, body) for body in bodies), b, y(i))
    bodies = [error(one), error(two)]
    whole = by_terms(
        k, i, n, lambda q: same(*(sum_over(i, q, body) for body in bodies)), bodies,
        k.use(rule, row),
    )  # fmt: skip
    return k.arith(sum_over(i, n, error(one)) / 2 == sum_over(i, n, error(two)) / 2, whole)


def reach():
    """How far a preactivation may move before it is zero; 1 where it is zero already"""
    return indicator(pre(W, r, i) == 0) + abs(pre(W, r, i)) * exp(-abs(pre(V, r, i)))


def one_radius(k, pair):
    """S > 0, at most the reach of every preactivation"""
    kink = pre(W, r, i) == 0
    here, off = k.assume(kink), k.assume(~kink)
    rule = forall(S, Z, P)(given(S == 0, Z != 0) >> (S + abs(Z) * exp(-abs(P)) > 0))
    rule = k.lemma(rule, indicator(kink), pre(W, r, i), pre(V, r, i))
    some = k.cases(
        k.excluded_middle(kink),
        k.arith(reach() > 0, here, k.indicator(kink, True, here)),
        k.use(rule, k.indicator(kink, False, off), k.arith(pre(W, r, i) != 0, off)),
    )
    some = k.for_all(k.discharge(some, pair.formula), r, i)
    return k.use(k.by("book.common-bound-of-rows", Lambda((r, i), reach()), m, n), some)


def in_the_cell(k, value, here, reached, known):
    """The positive part of a preactivation at W + t V has the indicator at W."""
    kink, moved = pre(W, r, i) == 0, rise(k, r)
    goal = relu(pre(line(t), r, i)) == value
    zero, off = k.assume(kink), k.assume(~kink)
    up = k.arith(pre(V, r, i) >= 0, known, zero)
    on = k.indicator(pre(W, r, i) >= 0, True, k.arith(pre(W, r, i) >= 0, zero))
    first = k.arith(goal, moved, zero, up, on, here)
    size = abs(pre(W, r, i)) * exp(-abs(pre(V, r, i)))
    bound = k.arith(S <= size, reached, k.indicator(kink, False, off))
    small = k.arith(conj(exp(-abs(P)) > 0, exp(-abs(P)) * (1 + abs(P)) <= 1))
    small = k.at(k.for_all(small, P), pre(V, r, i))
    rule = forall(Z, P, Y, t, S)(
        given(t > 0, t < S, S <= abs(Z) * Y, Y > 0, Y * (1 + abs(P)) <= 1)
        >> conj((Z > 0) >> (Z + t * P > 0), (Z < 0) >> (Z + t * P < 0))
    )
    rule = k.lemma(rule, pre(W, r, i), pre(V, r, i), exp(-abs(pre(V, r, i))), t, S)
    sides = k.use(rule, k.arith(conj(t > 0, t < S), here), bound, small)

    def away(case, side):
        above = case.formula.node[0] != "not"
        strict = pre(W, r, i) > 0 if above else pre(W, r, i) < 0
        there = k.apply(k.part(sides, 0 if above else 1), k.arith(strict, case, off))
        return k.arith(goal, moved, there, side)

    return k.cases(k.excluded_middle(kink), first, by_sign(k, away))


@slopes_at_kinks.mutant
def a_preactivation_that_falls(judge):
    """A zero preactivation that falls: (max(-t, 0) - 0)/t is 0, and the formula says -1."""
    return falsify(forall(t)((t == 1) >> ((relu(-t) - relu(ZERO)) / t == -1)))
