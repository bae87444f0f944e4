"""Reductions one after the other, until none applies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...goal import Goal
from ...work import Budget
from . import absolute, angles, bounds, cases, denominators, growing, rooted, tails, variables

MOST = 12  # reductions of one goal
STEPS = (
    variables.put_in,
    rooted.unrooted,
    angles.summed,
    cases.sides,
    cases.outside,
    cases.corners,
    absolute.split,
    bounds.said,
    tails.turned,
    tails.at_once,
    growing.written,
    tails.shortened,
    denominators.cleared,
)


@dataclass(frozen=True)
class Reduction:
    """`goals` together give the goal; `certificate` makes its certificate from theirs."""

    goals: tuple[Goal, ...]
    certificate: Callable[[list[dict]], dict]


def reduced(goal: Goal, budget: Budget) -> Reduction | None:
    """The goal by goals to which no reduction applies; None when none applies to the goal."""
    found = _all(goal, budget, MOST)
    return None if found.goals == (goal,) else found


def _all(goal: Goal, budget: Budget, left: int) -> Reduction:
    if left > 0:
        for step in STEPS:
            found = step(goal, budget)
            if found is not None:
                parts = [_all(one, budget, left - 1) for one in found[0]]
                return _together(parts, found[1])
    return Reduction((goal,), lambda proofs: proofs[0])


def _together(parts: list[Reduction], join: Callable[[list[dict]], dict]) -> Reduction:
    def certificate(proofs: list[dict]) -> dict:
        rest, made = list(proofs), []
        for part in parts:
            made.append(part.certificate(rest[: len(part.goals)]))
            del rest[: len(part.goals)]
        return join(made)

    return Reduction(tuple(one for part in parts for one in part.goals), certificate)
