"""abs(u) <= c is u <= c and -u <= c."""

from __future__ import annotations

from ...goal import Goal
from ...terms import TURNED
from ...work import Budget
from .. import exact
from ..forms import ALGEBRAIC, heads
from .settled import by_lemmas
from .variables import Step


def split(goal: Goal, budget: Budget) -> Step | None:
    """The two inequalities, where the smaller side of the claim is an absolute value."""
    head, *sides = goal.claim
    if head in (">=", ">"):
        head, sides = TURNED[head], sides[::-1]
    if head not in ("<=", "<") or len(sides) != 2 or not heads(goal.claim) - ALGEBRAIC:
        return None
    small, large = sides
    if not (isinstance(small, tuple) and small[0] == "abs"):
        return None
    parts = [
        Goal(goal.variables, goal.where, (head, one, large), goal.integers)
        for one in (small[1], ("-", small[1]))
    ]
    wider = Goal(
        goal.variables, (*goal.where, *(one.claim for one in parts)), goal.claim, goal.integers
    )
    final = exact.quick(wider)
    if final is None:
        return None
    return parts, lambda proofs: by_lemmas(goal, list(zip(parts, proofs)), final)
