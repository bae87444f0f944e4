"""The constant that a single point asks for, in floating point: where the search starts."""

from __future__ import annotations

from collections.abc import Callable

from ..goal import Goal
from ..terms import TURNED, Term, names
from .floats import function, margin
from .forms import conjuncts, gap, positive

Asked = Callable[[dict[str, float]], float]


def asked_for(goal: Goal, constant: str, smallest: bool, between: tuple[float, float]) -> Asked:
    """Where the claim turns true at a point: by a formula if it is linear in the constant,
    otherwise by bisection between two numbers; nan where it does not.
    """
    parts = [part for part in conjuncts(positive(goal.claim)) if constant in names(part)]
    pick = max if smallest else min
    solvers = [_solver(part, constant, smallest, between) for part in parts]
    return lambda point: pick(solve(point) for solve in solvers)


def _solver(part: Term, constant: str, smallest: bool, between: tuple[float, float]) -> Asked:
    apart = function(gap(part)) if part[0] in TURNED else margin(part)

    def at(point: dict[str, float], value: float) -> float:
        return float(apart({**point, constant: value}))

    def solve(point: dict[str, float]) -> float:
        zero, one, two = at(point, 0.0), at(point, 1.0), at(point, 2.0)
        slope = one - zero
        if abs(two - one - slope) <= 1e-9 * (abs(two) + abs(one) + abs(zero)):
            rises = slope > 0 if smallest else slope < 0
            return -zero / slope if rises and abs(slope) > 1e-250 else float("nan")
        return _bisected(lambda value: at(point, value), smallest, between)

    return solve


def _bisected(gap: Callable[[float], float], smallest: bool, between: tuple[float, float]) -> float:
    low, high = between
    if smallest != (gap(high) >= 0) and smallest != (gap(low) < 0):
        return float("nan")
    for _ in range(80):
        middle = (low + high) / 2
        good = gap(middle) >= 0
        if good == smallest:
            high = middle
        else:
            low = middle
    return high if smallest else low
