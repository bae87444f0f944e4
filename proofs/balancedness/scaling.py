"""Why the loss of a homogeneous network does not change when the weights into a neuron are
multiplied by e > 0 and those out of it divided by e: the preactivation becomes e times as large,
hence its value, and the outputs stay.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import Lambda, exp, given, sum_over

from .weights import phi, same_sum, y

UP, DOWN = exp(y), exp(-y)
NEAR = given(-1 < y, y < 1)


def neuron(k: Any, homogeneous: Any, index: Any, count: Any, plain: Any, moved: Any, *bias: Any):
    """phi(sum of moved + b exp(y)) == exp(y) phi(sum of plain + b), where moved is exp(y) plain."""
    same = same_sum(k, index, count, moved, UP * plain, k.arith(moved == UP * plain))
    out = k.by("book.sum-scaled", Lambda((index,), plain), UP, count)
    before, after = sum_over(index, count, plain), sum_over(index, count, moved)
    for one in bias:
        before, after = before + one, after + one * UP
    larger = k.arith(after == UP * before, same, out)
    grown = k.use(k.at(homogeneous, UP, before), k.arith(UP > 0))
    return k.rewrite(larger, grown, phi(after) == UP * phi(before))


def unchanged(k: Any, grown: Any, weight: Any, moved: Any) -> Any:
    """moved * phi(after) == weight * phi(before), where moved is exp(-y) weight."""
    _, after, (_, _, before) = grown.theorem.conclusion
    after, before = (type(y)(one, grown.theorem.sorts) for one in (after, before))
    return k.arith(moved * after == weight * before, grown, lemmas=[DOWN * UP == 1])


def near(k: Any, step: Any) -> Any:
    """The step, for all y between -1 and 1."""
    return k.for_all(k.discharge(step, NEAR), y)
