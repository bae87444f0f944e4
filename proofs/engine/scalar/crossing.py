"""Counterexamples to L != R that are no radicals: L - R changes sign on an interval inside the
domain, so it vanishes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import flint

from ..goal import Goal
from ..terms import Term, substitute, to_json
from ..work import Budget
from .floats import function
from .forms import conditions, positive
from .intervals import Interval, enclosure
from .points import Undefined, Unsure, compare, value
from .rational import Field, TooLarge
from .refute import Search

NARROW = Fraction(1, 1000)


@dataclass(frozen=True)
class Crossing:
    """On `between` the hypotheses hold, the difference is continuous, and its signs at the ends are
    opposite.
    """

    variable: str
    between: tuple[Fraction, Fraction]
    others: dict[str, Term]

    def witness(self, goal: Goal) -> dict:
        return {
            "kind": "crossing",
            "goal": goal.to_json(),
            "variable": self.variable,
            "between": [str(end) for end in self.between],
            "values": {name: to_json(each) for name, each in self.others.items()},
        }


def find(goal: Goal, seed: int, budget: Budget) -> Crossing | None:
    """A crossing for a claim L != R, with the other variables at sample values."""
    if goal.claim[0] != "!=" or goal.integers:
        return None
    search = Search(goal, seed)
    for name in search.free:
        for point in search.special(60)[:40]:
            others = {other: each for other, each in point.items() if other != name}
            if budget.left <= 0:
                return None
            for solved, term in reversed(search.solved):
                others[solved] = substitute(term, others)
            found = _along(goal, name, others, search)
            if found is not None:
                return found
    return None


def _along(goal: Goal, name: str, others: dict[str, Fraction], search: Search) -> Crossing | None:
    import numpy as np

    values = sorted({each for each in search._values(name) if isinstance(each, Fraction)})
    pairs = zip(values, values[1:])
    grid = sorted(
        {
            *values,
            *(low + (high - low) * Fraction(k, 8) for low, high in pairs for k in range(1, 8)),
        }
    )
    gap = function(substitute(("-", goal.claim[1], goal.claim[2]), others))
    points = {name: np.array([float(x) for x in grid])}
    heights = np.broadcast_to(gap(points), (len(grid),))
    for low, high, a, b in zip(grid, grid[1:], heights, heights[1:]):
        if np.isfinite(a) and np.isfinite(b) and (a < 0 < b or b < 0 < a):
            found = _narrowed(goal, name, others, low, high)
            if found is not None:
                return found
    return None


def _narrowed(
    goal: Goal, name: str, others: dict[str, Fraction], low: Fraction, high: Fraction
) -> Crossing | None:
    gap = substitute(("-", goal.claim[1], goal.claim[2]), others)
    sign = _sign(gap, name, low)
    if sign is None or _sign(gap, name, high) != -sign:
        return None
    while high - low > NARROW * max(1, abs(low)):
        middle = ((low + high) / 2).limit_denominator(10**9)
        here = _sign(gap, name, middle)
        if here is None:
            return None
        low, high = (middle, high) if here == sign else (low, middle)
    found = Crossing(name, (low, high), dict(others))
    return found if _valid(goal, found) else None


def _sign(gap: Term, name: str, at: Fraction) -> int | None:
    try:
        height = value(substitute(gap, {name: at}), {})
    except (Undefined, Unsure):
        return None
    return (
        1
        if compare(">", height, flint.fmpq(0))
        else -1
        if compare("<", height, flint.fmpq(0))
        else None
    )


def _valid(goal: Goal, found: Crossing) -> bool:
    """Every hypothesis certainly holds on the whole interval, and the difference is defined
    there.
    """
    from .ball import truth

    box = {found.variable: Interval.between(*found.between)}
    for part in goal.where:
        if part[0] == "==" and _identity(substitute(part, found.others)):
            continue
        if truth(positive(substitute(part, found.others)), box) is not True:
            return False
    try:
        gap = substitute(("-", goal.claim[1], goal.claim[2]), found.others)
        enclosure(gap, box)
    except (Undefined, Unsure):
        return False
    needed = conditions(gap, *(substitute(part, found.others) for part in goal.where))
    return all(truth(positive(each), box) is True for each in needed)


def _identity(equation: Term) -> bool:
    try:
        return Field(equation).difference(equation).numerator.is_zero()
    except (TooLarge, ZeroDivisionError):
        return False
