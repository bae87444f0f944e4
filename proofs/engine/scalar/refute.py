"""Search for a point where the hypotheses hold and the claim fails; only exact or ball arithmetic
confirms one.

Candidates are screened in floating point, the margin is minimised locally, and models of z3 are
tried. The confirmed point is shrunk to small rationals.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..goal import Goal
from ..terms import Term, to_json
from ..work import Budget, charge
from .candidates import Candidates, Point
from .floats import function, margin
from .forms import positive
from .points import holds


@dataclass(frozen=True)
class Found:
    """A confirmed counterexample."""

    point: Point

    def witness(self, goal: Goal) -> dict:
        return {
            "kind": "point",
            "goal": goal.to_json(),
            "values": {name: to_json(term) for name, term in self.point.items()},
        }


def inside(goal: Goal, point: Point) -> bool:
    """The point certainly satisfies every hypothesis."""
    return all(
        isinstance(point[name], Fraction) and point[name].denominator == 1 for name in goal.integers
    ) and all(holds(part, point) is True for part in goal.where)


def violates(goal: Goal, point: Point) -> bool:
    """The point is a certain counterexample: in the domain, with the claim false or undefined."""
    return holds(goal.claim, point) is False and inside(goal, point)


class Search(Candidates):
    """Candidates for one goal. `sample` proposes points of the domain, `refute` looks for a
    counterexample.
    """

    def __init__(self, goal: Goal, seed: int = 0):
        super().__init__(goal, seed)
        self._hypotheses = [margin(positive(part)) for part in goal.where]
        self._exact = [part[0] == "==" for part in goal.where]
        self._claim = margin(positive(goal.claim))

    def screened(
        self, candidates: list[dict[str, Fraction]], violated: bool = True
    ) -> Iterator[Point]:
        """Candidates that floating point places in the domain, the most violated first; undefined
        ones count as violated. Without `violated` the simplest come first.
        """
        import numpy as np

        # a candidate is made, turned into floats and put into every statement
        charge(len(candidates) * (25 + 5 * len(self.free)))
        if not candidates:
            return
        arrays = self.columns(candidates)
        ok = np.ones(len(candidates), dtype=bool)
        for check, equation in zip(self._hypotheses, self._exact):
            gap = np.broadcast_to(check(arrays), ok.shape)
            ok &= np.where(np.isnan(gap), False, gap >= (-1e-9 if equation else -1e-12))
        gaps = np.broadcast_to(self._claim(arrays), ok.shape)
        clear = np.isnan(gaps) | (gaps < -1e-9) if violated else ~np.zeros_like(ok)
        kept = np.flatnonzero(ok & clear).tolist()
        # clear violations: the simplest first
        kept.sort(key=lambda position: sum(map(_cost, candidates[position].values())))
        order = np.argsort(np.where(clear, np.inf, gaps), kind="stable")
        kept += [position for position in order.tolist() if ok[position] and not clear[position]]
        for position in kept:
            point = self.complete(candidates[position])
            if point is not None:
                yield point

    def violated(self, count: int) -> bool:
        """Whether one of the most suspicious of a few sample points is a counterexample,
        certainly.
        """
        candidates = self.special(count)[: 2 * count] + self.scattered(count)
        return any(
            violates(self.goal, point) for point in itertools.islice(self.screened(candidates), 8)
        )

    def columns(self, candidates: list[dict[str, Term]]) -> dict[str, Any]:
        """The candidates as one array of floats a variable, the solved variables filled in."""
        import numpy as np

        arrays: dict[str, Any] = {
            name: np.array([_float(each[name]) for each in candidates]) for name in self.free
        }
        for name, term in reversed(self.solved):
            arrays[name] = np.broadcast_to(function(term)(arrays), len(candidates))
        return arrays

    def complete_floats(self, free: dict[str, float]) -> dict[str, float]:
        point = dict(free)
        for name, term in reversed(self.solved):
            point[name] = float(function(term)(point))
        return point

    def confirm(self, candidates: Iterable[Point], budget: Budget, limit: int) -> Found | None:
        for point in itertools.islice(candidates, limit):
            if budget.left <= 0:
                return None
            charge(100)
            if violates(self.goal, point):
                return Found(shrink(self.goal, point, budget))
        return None

    def some_point(self, budget: Budget) -> Point | None:
        """A point of the domain, certainly."""
        for candidates in (
            lambda: self.special(150)[:300],  # nearly always enough
            self.special,
            lambda: self.scattered(300),
            lambda: self.scattered(3700),
        ):
            for point in itertools.islice(self.screened(candidates(), violated=False), 200):
                if inside(self.goal, point):
                    return point
                if budget.left <= 0:
                    return None
        return None

    def quick(self, budget: Budget) -> Found | None:
        """Special values, then a few thousand random points."""
        found = self.confirm(self.screened(self.special()), budget, 400)
        found = found or self.confirm(self.screened(self.angular()), budget, 300)
        return found or self.confirm(self.screened(self.scattered(3000)), budget, 150)

    def descend(self, budget: Budget, starts: int = 6) -> Found | None:
        """Minimise the margin (hypotheses as penalties) from the best starts; nearby rationals are
        confirmed.
        """
        import numpy as np
        from scipy.optimize import minimize

        if not self.free or self.goal.integers:
            return None

        def height(vector: np.ndarray) -> float:
            point = {name: float(each) for name, each in zip(self.free, vector)}
            full = self.complete_floats(point)
            gap = float(self._claim(full))
            penalty = 0.0
            for check in self._hypotheses:
                each = float(check(full))
                penalty += 0.0 if each >= 0 else (1.0 - each if each == each else 10.0)
            return (gap if gap == gap else 5.0) + 10 * penalty

        for start in itertools.islice(
            self.screened(self.special(1500) + self.scattered(1500)), starts
        ):
            if budget.left <= 0:
                return None
            try:
                vector = np.array(
                    [
                        float(start[name]) if isinstance(start[name], Fraction) else 0.0
                        for name in self.free
                    ]
                )
            except OverflowError:
                continue
            with np.errstate(all="ignore"):
                best = minimize(
                    height,
                    vector,
                    method="Nelder-Mead",
                    options={"maxfev": 250 * len(vector), "xatol": 1e-14, "fatol": 1e-18},
                )
            charge(best.nfev * (10 + 8 * len(self.goal.where)))
            found = self.confirm(self._near(best.x), budget, 60)
            if found:
                return found
        return None


def shrink(goal: Goal, point: Point, budget: Budget) -> Point:
    """Simpler coordinates one at a time, as long as the point stays a certain counterexample."""
    simple = dict(point)
    for name in goal.variables:
        current = simple[name]
        if not isinstance(current, Fraction):
            continue
        tries = [Fraction(0), Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2)]
        tries += [current.limit_denominator(bound) for bound in (1, 2, 3, 4, 10, 100, 10**3, 10**6)]
        cost = _cost(current)
        for each in dict.fromkeys(tries):
            if budget.left <= 0:
                return simple
            if _cost(each) < cost and violates(goal, {**simple, name: each}):
                simple[name] = each
                break
    return simple


def _cost(value: Term) -> int:
    if not isinstance(value, Fraction):
        return 12
    return 2 * (abs(value.numerator).bit_length() + value.denominator.bit_length()) + (value < 0)


def _float(value: Term) -> float:
    try:
        return float(function(value)({})) if isinstance(value, tuple) else float(value)
    except OverflowError:
        return float("inf")
