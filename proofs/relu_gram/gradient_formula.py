"""Equation (2.3) for all sizes: the slope of the loss along a line W + t V is that of the
formula with the indicators 1{z >= 0}. At kinks it is `gradient_cells`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    disj,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import V, W, a, active, b, c, d, i, m, n, output, pre, r, relu, x, y

t, e, tau = reals("t e tau")
A, B, Z, P, S, D, Y = reals("A B Z P S D Y")
LETTERS = (x, W, V, a, y, b, n, m, d)
ZERO = term(0)


def line(time):
    """W + t V"""
    return lambda r, c: W(r, c) + time * V(r, c)


def loss(weights):
    """L = |u - y|^2/2"""
    return sum_over(i, n, (output(weights, i) - y(i)) ** 2) / 2


def gradient(r, c):
    """dL/dw_r by the formula (2.3), in coordinate c"""
    pull = sum_over(i, n, (output(W, i) - y(i)) * x(i, c) * active(W, r, i))
    return b * a(r) * pull


def slope():
    """The sum over all neurons of the formula times the direction"""
    return sum_over(r, m, sum_over(c, d, gradient(r, c) * V(r, c)))


def at_kinks(flat):
    """Of every preactivation: it is not zero, or what is said of v_r . x_i."""
    return forall(r, i)(((r < m) & (i < n)) >> disj(pre(W, r, i) != 0, flat(pre(V, r, i))))


def rise(k, r):
    """z(W + t V) == z(W) + t z(V), for all t"""
    bodies = [line(t)(r, c) * x(i, c), W(r, c) * x(i, c), V(r, c) * x(i, c)]

    def here(q):
        whole, one, two = (sum_over(c, q, body) for body in bodies)
        return whole == one + t * two

    return by_terms(k, c, d, here, bodies)


def through_parts(k, part, moved, start):
    """The derivative at t = 0 of the loss with part(r, i, t) for the positive parts: `moved` is
    that of a part, the indicator times v_r . x_i, and `start` says that it begins as a positive
    part, as r < m and i < n.
    """
    prediction = lambda time: b * sum_over(r, m, a(r) * part(r, i, time))  # noqa: E731
    there = active(W, r, i) * pre(V, r, i)
    share = k.derivative(deriv(t, a(r) * part(r, i, t), 0), moved)
    share = k.arith(share.sides[0] == a(r) * there, share)
    total = k.derivative_of_sum(k.for_all(k.discharge(share, r < m), r))
    rate = b * sum_over(r, m, a(r) * there)
    total = k.derivative(deriv(t, prediction(t), 0), total)
    total = k.arith(total.sides[0] == rate, total)
    bodies = [a(r) * part(r, i, ZERO), a(r) * relu(pre(W, r, i))]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], start),
    )  # fmt: skip
    square = deriv(t, (prediction(t) - y(i)) ** 2, 0)
    each = k.derivative(square, total)
    rule = forall(A, B, Z, P, Y, S, b)(
        given(A == B, S == 2 * (b * A - Y) * P) >> (S == 2 * ((b * B - Y) * P))
    )
    rule = k.lemma(
        rule, *(sum_over(r, m, body) for body in bodies), Z, rate, y(i), square, b, defined=[each]
    )
    error = output(W, i) - y(i)
    each = k.use(rule, same, k.arith(rule.formula.left.part(1), each))
    whole = k.derivative_of_sum(k.for_all(k.discharge(each, i < n), i))
    curve = sum_over(i, n, (prediction(t) - y(i)) ** 2) / 2
    whole = k.derivative(deriv(t, curve, 0), whole)
    bodies = [2 * (error * rate), error * rate]
    double = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == 2 * sum_over(i, q, bodies[1]), bodies
    )
    whole = k.arith(whole.sides[0] == sum_over(i, n, error * rate), whole, double)
    return k.arith(whole.sides[0] == slope(), whole, exchanged(k, error, there, rate))


def exchanged(k, error, there, rate):
    """The sum over the samples of error times rate is the slope: the sums in another order."""
    pair = error * (b * (a(r) * there))
    row = by_terms(
        k, r, m,
        lambda q: error * (b * sum_over(r, q, a(r) * there)) == sum_over(r, q, pair),
        [a(r) * there, pair],
    )  # fmt: skip
    bodies = [error * rate, sum_over(r, m, pair)]
    rows = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies, row
    )
    swap = k.by("book.sum-exchange", Lambda((i, r), pair), n, m)
    pull = error * x(i, c) * active(W, r, i)
    entry = b * a(r) * pull * V(r, c)
    inside = by_terms(
        k, c, d,
        lambda q: error * (b * (a(r) * (active(W, r, i) * sum_over(c, q, V(r, c) * x(i, c)))))
        == sum_over(c, q, entry),
        [V(r, c) * x(i, c), entry],
    )  # fmt: skip
    bodies = [pair, sum_over(c, d, entry)]
    column = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies, inside
    )
    turned = k.by("book.sum-exchange", Lambda((i, c), entry), n, d)
    out = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, entry) == b * a(r) * sum_over(i, q, pull) * V(r, c),
        [entry, pull],
    )  # fmt: skip
    bodies = [sum_over(i, n, entry), gradient(r, c) * V(r, c)]
    last = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies, out
    )
    bodies = [sum_over(i, n, pair), sum_over(c, d, gradient(r, c) * V(r, c))]
    neuron = k.arith(bodies[0] == bodies[1], column, turned, last)
    neurons = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies, neuron
    )
    return k.arith(sum_over(i, n, error * rate) == slope(), rows, swap, neurons)


def along_says():
    flat = at_kinks(lambda moved: moved == 0)
    return forall(*LETTERS)(flat >> (deriv(t, loss(line(t)), 0) == slope()))


ONE = {
    "values": {"b": "1", "n": "1", "m": "1", "d": "1", "e": "1"},
    "functions": {
        "x": {"of": ["i", "c"], "is": "1"},
        "W": {"of": ["r", "c"], "is": "1"},
        "V": {"of": ["r", "c"], "is": "1"},
        "a": {"table": ["1"]},
        "y": {"table": ["2"]},
    },
}  # one input, one neuron


@claim(
    "relu2.eq-2.3.along",
    thesis("equation (2.3)"),
    says=along_says,
    uses=("book.positive-part", "book.sum-exchange"),
    instance=ONE,
)
def slopes_off_kinks(judge):
    """Along a line W + t V of weights the loss has the slope of formula (2.3), if V moves no
    preactivation that is zero.
    """
    k = judge.theorem()
    (known,) = k.given
    pair = k.both(k.assume(r < m), k.assume(i < n))
    here = k.apply(k.at(known, r, i), pair)
    moving = rise(k, r)
    z = lambda time: pre(line(time), r, i)  # noqa: E731
    part = lambda r, i, time: relu(pre(line(time), r, i))  # noqa: E731
    start = k.at(k.for_all(moving, t), 0)
    begin = k.arith(part(r, i, ZERO) == relu(pre(W, r, i)), start)
    each = k.derivative(deriv(t, line(t)(r, c) * x(i, c), 0))
    each = k.arith(each.sides[0] == V(r, c) * x(i, c), each)
    each = k.derivative_of_sum(k.for_all(k.discharge(each, c < d), c))
    lemma = k.by("book.positive-part", Lambda((t,), z(t)), 0)
    lemma = k.part(k.use(lemma, k.differentiable(deriv(t, z(t), 0), each)), 0)
    off = k.assume(pre(W, r, i) != 0)
    goal = deriv(t, part(r, i, t), 0) == active(W, r, i) * pre(V, r, i)
    smooth = k.use(lemma, k.arith(z(ZERO) != 0, off, start))
    events = k.unfold(k.arith(z(ZERO) == pre(W, r, i), start), smooth)
    smooth = k.arith(goal, events, each)
    still = k.assume(pre(V, r, i) == 0)
    constant = k.arith(part(r, i, t) == relu(pre(W, r, i)), moving, still)
    constant = k.for_all(k.discharge(constant, conj(ZERO - 1 < t, t < 1)), t)
    flat = k.derivative(deriv(t, relu(pre(W, r, i)), 0))
    flat = k.derivative_of_equal(constant, flat)
    moved = k.cases(here, smooth, k.arith(goal, flat, still))
    return k.qed(through_parts(k, part, moved, begin))


@slopes_off_kinks.mutant
def through_a_kink(judge):
    """At a kink that moves: of max(t, 0) at t = 0 the slopes on the two sides are 1 and 0."""
    return falsify(forall(t)((t == -1) >> ((relu(t) - relu(ZERO)) / t == 1)))
