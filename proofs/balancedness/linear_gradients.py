"""The displays in the proof of Theorem 2.2 (Du, Hu, Lee 2018, Appendix A) for layers of any width:
the two gradients by the chain rule, and the rates of W W^T and V^T V along gradient flow.

As in the source for one sample: the layers add V W u to x^(h+1), all else adds rest, and the loss
is any function L of x^(h+1) that is differentiable there with the gradient G.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    family,
    forall,
    functions,
    given,
    indicator,
    sum_over,
    term,
)

from .layers import V, W
from .linear_layers import product, rate
from .mixing import e, everywhere, f, for_all_neurons
from .networks import i, j, k, m, n, p
from .rays import Now
from .weights import (
    Point,
    along,
    differentiable,
    end,
    gradient_flow,
    names,
    same_sum,
    sort_of,
    start,
    t,
    y,
)

GROUPS = [W, V]
BOOK = ("book.sum-equal", "book.sum-linear", "book.sum-scaled")
CHAIN, RATES = (*BOOK, "book.sum-exchange"), (*BOOK, "book.sum-pick", "book.sum-constant")
Z = functions("z", "nat")


def around(*time: Any) -> tuple[Any, Any, Any]:
    """u, rest and L (at a time)."""
    more = list(map(sort_of, time))
    return (*functions("u rest", "nat", *more), functions("L", family(1), *more))


def inner(w: Any, *time: Any) -> Any:
    """(W u)_j"""
    return sum_over(k, m, w(j, k) * around(*time)[0](k, *time))


def outputs(w: Any, v: Any, *time: Any) -> Any:
    """x^(h+1)_i"""
    return around(*time)[1](i, *time) + sum_over(j, n, v(i, j) * inner(w, *time))


def loss(*time: Any) -> Any:
    """The loss as a function of W and V."""
    return lambda w, v: around(*time)[2](Lambda((i,), outputs(w, v, *time)), *time)


def above(*time: Any) -> Any:
    """L is differentiable at x^(h+1) with the gradient G."""
    return differentiable(lambda z: around(*time)[2](Lambda((i,), z(i)), *time), [point()], *time)


def point() -> Point:
    def entry(*time: Any) -> Any:
        return outputs(W.at(*time), V.at(*time), *time)

    return Point("z", "G", (i,), (p,), entry=entry)


def gradients(*time: Any) -> list[Any]:
    """(V^T G)_j u_k and G_i (W u)_j"""
    G = point().value("G", *time)
    back = sum_over(i, p, V.here(*time) * G)
    return [back * around(*time)[0](k, *time), G * inner(W.at(*time), *time)]


def chain_rule() -> Any:
    """The loss is differentiable in W and V together, with these gradients."""
    letters = [one.name(one.letter) for one in (W, V)]
    return forall(m, n, p, *around(), *letters, point().name("G"))(
        above() >> differentiable(loss(), GROUPS, gradients=gradients())
    )


class Curve:
    """The weights along any curve through them, and what follows for x^(h+1) along it."""

    def __init__(self, proof: Any):
        self.k = proof
        self.curves = [one.name(f"{one.letter}_curve", "real") for one in GROUPS]
        self.slopes = [one.name(f"{one.letter}_slope") for one in GROUPS]
        held = [
            one.every(
                conj(c(*one.index, 0) == one.here(), deriv(y, c(*one.index, y), 0) == s(*one.index))
            )
            for one, c, s in zip(GROUPS, self.curves, self.slopes)
        ]
        self.held = conj(*held)
        self.known = [
            proof.at(one, *group.index)
            for one, group in zip(proof.split(proof.assume(self.held)), GROUPS)
        ]
        self.turn = sum_over(k, m, self.slopes[0](j, k) * around()[0](k))  # (W' u)_j

    def terms(self) -> tuple[Any, Any]:
        """V'_ij (W u)_j and V_ij (W' u)_j"""
        return self.slopes[1](i, j) * inner(W.at()), V.here() * self.turn

    def moved(self) -> tuple[Any, list[Any]]:
        """The curve of x^(h+1), that it begins there, and its slope."""
        proof, (w, v), u = self.k, self.curves, around()[0]
        first, last = self.known
        now = inner(lambda *index: w(*index, y))
        part = deriv(y, w(j, k, y) * u(k), 0)
        slope = self.slopes[0](j, k) * u(k)
        each = proof.arith(part == slope, proof.derivative(part, *proof.split(first)), first)
        inside = proof.derivative_of_sum(proof.for_all(proof.discharge(each, k < m), k))
        start = w(j, k, 0) * u(k)
        same = same_sum(
            proof, k, m, start, W.here() * u(k), proof.arith(start == W.here() * u(k), first)
        )
        product = deriv(y, v(i, j, y) * now, 0)
        one, two = self.terms()
        rule = proof.derivative(product, *proof.split(last), inside)
        each = proof.arith(product == 1 * one + 1 * two, rule, *proof.split(last), inside, same)
        whole = proof.derivative_of_sum(proof.for_all(proof.discharge(each, j < n), j))
        halves = linear(proof, j, n, one, two)
        begins = v(i, j, 0) * now.put(y, 0)
        step = proof.arith(begins == V.here() * inner(W.at()), same, last)
        begins = same_sum(proof, j, n, begins, V.here() * inner(W.at()), step)
        return outputs(lambda *q: w(*q, y), lambda *q: v(*q, y)), [whole, halves, begins]


def linear(proof: Any, index: Any, count: Any, one: Any, two: Any) -> Any:
    return proof.by("book.sum-linear", 1, 1, Lambda((index,), one), Lambda((index,), two), count)


def scaled(proof: Any, index: Any, count: Any, factor: Any, body: Any, right: Any) -> Any:
    """factor * sum of body == sum of right, from factor * body == right."""
    same = same_sum(proof, index, count, factor * body, right, proof.arith(factor * body == right))
    out = proof.by("book.sum-scaled", Lambda((index,), body), factor, count)
    whole = factor * sum_over(index, count, body)
    return proof.arith(whole == sum_over(index, count, right), same, out)


def chain(proof: Any) -> Any:
    """The conclusion of `chain_rule`."""
    curve = Curve(proof)
    body, known = curve.moved()
    one, two = curve.terms()
    slope = sum_over(j, n, one) + sum_over(j, n, two)
    change = along(proof, [point()], proof.given[0], [(body, slope)], *known)
    G = point().value("G")
    first, second = gradients()
    parts = []
    sums = G * sum_over(j, n, one), G * sum_over(j, n, two)
    split = proof.arith(G * slope == 1 * sums[0] + 1 * sums[1])
    parts.append(same_sum(proof, i, p, G * slope, 1 * sums[0] + 1 * sums[1], split))
    parts.append(linear(proof, i, p, *sums))
    out = second * curve.slopes[1](i, j)
    row = scaled(proof, j, n, G, one, out)
    parts.append(same_sum(proof, i, p, *row.sides, row))
    row = scaled(proof, j, n, G, two, G * two)
    parts.append(same_sum(proof, i, p, *row.sides, row))
    parts.append(proof.by("book.sum-exchange", Lambda((i, j), G * two), p, n))
    back = sum_over(i, p, V.here() * G)
    column = scaled(proof, i, p, curve.turn, V.here() * G, G * two)
    into = scaled(
        proof, k, m, back, curve.slopes[0](j, k) * around()[0](k), first * curve.slopes[0](j, k)
    )
    column = proof.arith(column.sides[1] == into.sides[1], column, into)
    parts.append(same_sum(proof, j, n, *column.sides, column))
    left, _ = change.sides
    right = W.sum(first * curve.slopes[0](j, k)) + V.sum(out)
    found = proof.arith(left == right, change, *parts)
    return proof.for_all(proof.discharge(found, curve.held), *curve.curves, *curve.slopes)


# --- the rates of the two products


def back(neuron: Any, *time: Any) -> Any:
    """(V^T G) at a neuron"""
    return sum_over(i, p, V.at(*time)(i, neuron) * point().value("G", *time))


def forward(neuron: Any, *time: Any) -> Any:
    """(W u) at a neuron"""
    return inner(W.at(*time), *time).put(j, neuron)


def rates() -> Any:
    """Along gradient flow both products move at -(W u G^T V + V^T G u^T W^T)(e, f)."""
    inside = given(start < t, t < end)
    both = forall(t)(inside >> equal_rates())
    flow = gradient_flow(loss(t), GROUPS), forall(t)(inside >> above(t))
    letters = [*names(GROUPS, "real"), point().name("G", "real")]
    every = forall(start, end, m, n, p, *around(t), *letters)
    return every(given(*flow) >> everywhere(both, n))


def equal_rates() -> Any:
    rate = -1 * (forward(e, t) * back(f, t) + back(e, t) * forward(f, t))
    return conj(*(deriv(y, product(one, one.letter, one.letter, y), t) == rate for one in GROUPS))


def compared(proof: Any) -> Any:
    """The conclusion of `rates`: the gradients are those of `chain_rule`."""
    flow, over = proof.given
    inside = given(start < t, t < end)
    smooth, *moves, there = [
        one
        for each in (flow, over)
        for one in proof.split(proof.apply(proof.at(each, t), proof.assume(inside)))
    ]
    u, rest, outer = around(t)
    now = [
        Lambda((k,), u(k, t)),
        Lambda((i,), rest(i, t)),
        Lambda((Z,), outer(Lambda((i,), Z(i)), t)),
        *(one.put(one.here(t)) for one in GROUPS),
        Lambda((i,), point().value("G", t)),
    ]
    printed = proof.apply(proof.by("balance.thm-2.2-proof.1", m, n, p, *now), there)
    pairs = [
        contracted(proof, one, (smooth, printed), *pair)
        for one in GROUPS
        for pair in ((e, f), (f, e))
    ]
    slopes = [rate(proof, one, move) for one, move in zip(GROUPS, moves)]
    end_of_it = proof.arith(equal_rates(), *slopes, *pairs)
    made = proof.for_all(proof.discharge(end_of_it, inside), t)
    return for_all_neurons(proof, made, n)


def contracted(proof: Any, one: Any, smooth: Any, first: Any, second: Any) -> Any:
    """(A W^T)(e, f) == (V^T G)_e (W u)_f, or (V^T B)(f, e) == (W u)_e (V^T G)_f, with the gradients
    A, B: neuron e gains a multiple of the weights of neuron f, and the loss has one derivative.
    """
    chosen, other = indicator(j == first), one.here(t).put(j, second)
    bodies = [(each.here(t), term(0)) for each in GROUPS]
    bodies[GROUPS.index(one)] = (one.here(t) + y * (chosen * other), chosen * other)
    now = [Now(each, t) for each in GROUPS]
    changes = [along(proof, now, each, bodies) for each in smooth]
    (rest,) = (each for each in GROUPS if each is not one)
    facts = []
    for mine, others in _both_gradients(one):
        facts += [_picked(proof, one, mine, chosen, other, first), _nothing(proof, rest, others)]
    here = gradients(t)[GROUPS.index(one)].put(j, first) * other
    if one is W:
        end_of_it = scaled(proof, k, m, back(first, t), other * around(t)[0](k, t), here)
    else:
        body = V.here(t).put(j, second) * point().value("G", t)
        end_of_it = scaled(proof, i, p, forward(first, t), body, here)
    left = facts[0].sides[1]
    return proof.arith(left == end_of_it.sides[0], *changes, *facts, end_of_it)


def _both_gradients(one: Any) -> list[Any]:
    """(gradient in the group, in the other one) by the letters, and as printed."""
    lettered = [each.value(each.gradient, t) for each in GROUPS]
    order = 1 if one is W else -1
    return [tuple(each[::order]) for each in (lettered, gradients(t))]


def _picked(proof: Any, one: Any, gradient: Any, chosen: Any, other: Any, neuron: Any) -> Any:
    """The sum of gradient * chosen * other over the group has the terms of one neuron alone."""
    inside = proof.assume(neuron < n)
    body = gradient * (chosen * other)
    if one is W:
        row = scaled(proof, k, m, chosen, gradient * other, body)
        whole = sum_over(k, m, gradient * other)
        same = same_sum(proof, j, n, *row.sides, row)
        pick = proof.by("book.sum-pick", Lambda((j,), whole), neuron, n)
        return proof.arith(
            one.sum(body) == whole.put(j, neuron), same, proof.use(proof.part(pick, 0), inside)
        )
    step = proof.arith(body == chosen * (gradient * other))
    same = same_sum(proof, j, n, body, chosen * (gradient * other), step)
    pick = proof.by("book.sum-pick", Lambda((j,), gradient * other), neuron, n)
    row = proof.arith(
        sum_over(j, n, body) == (gradient * other).put(j, neuron),
        same,
        proof.use(proof.part(pick, 0), inside),
    )
    return same_sum(proof, i, p, *row.sides, row)


def _nothing(proof: Any, one: Any, gradient: Any) -> Any:
    """The sum of gradient * 0 over the group is 0."""
    body, step = gradient * term(0), proof.arith(gradient * term(0) == 0)
    for index, count in reversed(tuple(zip(one.index, one.count))):
        same = same_sum(proof, index, count, body, 0, step)
        body = sum_over(index, count, body)
        step = proof.arith(body == 0, same, proof.by("book.sum-constant", 0, count))
    return step
