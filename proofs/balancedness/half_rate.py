"""One neuron with phi(x) = x whose output is the loss, one weight 1 and the other -t: where the
identities of `rays` are refuted with another factor.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import Lambda, conj, deriv, forall, functions, sum_over, term

from . import smallest
from .networks import i, k, s
from .rays import Ray
from .weights import t, y


def refuted(judge: Any, ray: Ray) -> Any:
    """The statement with half the rate is false of one neuron: phi(x) = x, the loss its output,
    the other weight 1, and the moving weight -t, whose gradient is 1.
    """
    proof = judge.refutation()
    value, group, one = smallest.Power(1), ray.group, smallest.ONE
    index = group.index[0]
    moving = {other.letter: one for other in ray.others} | {group.letter: -t}
    weights = [Lambda((*other.index, t), moving[other.letter]) for other in ray.network.groups]
    claimed = proof.at(
        proof.claim, 0, 2, 1, *smallest.around(value, t), *weights,
        Lambda((index, t), one), Lambda((s, i, t), one),
    )  # fmt: skip
    inside = conj(term(0) < t, t < 2)
    table = proof.derivative(deriv(y, -y, t))
    slope = proof.arith(deriv(y, -y, t) == -one, table)
    moves = proof.for_all(proof.discharge(slope, index < one), index)
    facts = proof.both(_one_weight(proof, ray), moves, _one_output(proof, ray))
    flow = proof.for_all(proof.discharge(facts, inside), t)
    known = [smallest.positively_homogeneous(proof, value)] if ray.below else []
    rates = proof.apply(claimed, proof.both(*known, flow))
    rate = proof.use(proof.at(rates, 1))
    square = sum_over(index, 1, (-y) ** 2)
    term_ = proof.arith(deriv(y, (-y) ** 2, 1) == 2, proof.derivative(deriv(y, (-y) ** 2, 1)))
    parts = proof.derivative_of_sum(proof.for_all(proof.discharge(term_, index < one), index))
    inner = sum_over(k, 1, _weight(ray, "w") * one)
    body = one * (_weight(ray, "v") * inner)
    sums = [
        smallest.one_term(proof, index, term(2)),
        smallest.one_term(proof, k, _weight(ray, "w") * one),
        smallest.one_term(proof, i, body),
        smallest.one_term(proof, s, sum_over(i, 1, body)),
    ]
    left = deriv(y, square, 1)
    _, right = rate.sides
    return proof.qed(proof.falsehood(proof.arith(left <= right, rate), parts, *sums))


def _weight(ray: Ray, letter: str) -> Any:
    """At t = 1"""
    return -term(1) if ray.group.letter == letter else smallest.ONE


def _one_weight(proof: Any, ray: Ray) -> Any:
    """The loss is differentiable in the moving weight."""
    group, one = ray.group, smallest.ONE
    index = group.index[0]
    curve, slope = (
        group.name(f"{group.letter}_curve", "real"), group.name(f"{group.letter}_slope"),
    )  # fmt: skip
    moves = (curve(index, 0) == -t) & (deriv(y, curve(index, y), 0) == slope(index))
    held = proof.assume(forall(index)(moves))
    here = proof.at(held, index)
    first = proof.at(held, 0)
    if ray.below:
        entry = curve(index, y) * one
        part = proof.arith(
            deriv(y, entry, 0) == slope(index),
            proof.derivative(deriv(y, entry, 0), proof.part(here, 1)), here,
        )  # fmt: skip
        known = proof.derivative_of_sum(proof.for_all(proof.discharge(part, index < one), index))
        body = term(0) + one * sum_over(index, 1, entry)
        sums = []
    else:
        known = proof.part(first, 1)
        body = term(0) + curve(0, y) * sum_over(k, 1, one * one)
        sums = [smallest.one_term(proof, k, one * one)]
    table = proof.derivative(deriv(y, body, 0), known)
    sums += [smallest.one_term(proof, index, each) for each in (one * slope(index), slope(index))]
    right = sum_over(index, 1, one * slope(index))
    step = proof.arith(deriv(y, body, 0) == right, table, *sums, first)
    return proof.for_all(proof.discharge(step, forall(index)(moves)), curve, slope)


def _one_output(proof: Any, ray: Ray) -> Any:
    """The loss z(0, 0) is differentiable at the outputs."""
    curve, slope = functions("z_curve", "nat", "nat", "real"), functions("z_slope", "nat", "nat")
    weights = [(-t if ray.group is one else smallest.ONE) for one in ray.network.groups]
    here = term(0) + weights[1] * sum_over(k, 1, weights[0] * smallest.ONE)
    moves = (curve(s, i, 0) == here) & (deriv(y, curve(s, i, y), 0) == slope(s, i))
    every = forall(s, i)(moves)
    first = proof.at(proof.assume(every), 0, 0)
    one = smallest.ONE
    inner = sum_over(i, 1, one * slope(s, i))
    sums = [
        smallest.one_term(proof, s, inner),
        smallest.one_term(proof, i, one * slope(0, i)),
    ]
    value = deriv(y, curve(0, 0, y), 0)
    step = proof.arith(value == sum_over(s, 1, inner), first, *sums)
    return proof.for_all(proof.discharge(step, every), curve, slope)


def doubled(judge: Any, values: Any, here: Any, body: Any, *more: Any) -> Any:
    """A statement with twice the gradient is false where the loss is the one output `here`, which
    becomes `body` when the weight 1 becomes 1 + y. `more` makes what it assumes besides.
    """
    proof, one = judge.refutation(), smallest.ONE
    claimed = proof.at(proof.claim, *values)
    curve, slope = functions("z_curve", "nat", "real"), functions("z_slope", "nat")
    moves = (curve(i, 0) == here) & (deriv(y, curve(i, y), 0) == slope(i))
    first = proof.at(proof.assume(forall(i)(moves)), 0)
    counted = smallest.one_term(proof, i, one * slope(i))
    smooth = deriv(y, curve(0, y), 0) == sum_over(i, 1, one * slope(i))
    step = proof.discharge(proof.arith(smooth, first, counted), forall(i)(moves))
    known = proof.both(*(each(proof) for each in more), proof.for_all(step, curve, slope))
    every = proof.at(proof.apply(claimed, known), Lambda((k, y), one + y), Lambda((k,), one))
    table = proof.derivative(deriv(y, one + y, 0))
    begins = proof.arith(one + 0 == one)
    moved = proof.for_all(proof.both(begins, proof.arith(deriv(y, one + y, 0) == 1, table)), k)
    rate = proof.apply(every, moved)
    left, right = rate.sides
    facts = body(proof, right)
    return proof.qed(proof.falsehood(proof.arith(left >= right, rate), *facts))
