"""Search for a point where the hypotheses hold and the claim fails; only exact or ball arithmetic
confirms one.

Candidates: special and boundary values, seeded random numbers over many magnitudes, local
minimisation of the margin, models of z3. The confirmed point is shrunk to small rationals.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..goal import Goal
from ..terms import Term, substitute, subterms, to_json
from ..work import Budget, charge
from .domain import box, solved
from .floats import function, margin
from .forms import positive
from .points import holds, rational_value

SPECIAL = [
    Fraction(each)
    for each in [
        "0",
        "1",
        "-1",
        "1/2",
        "-1/2",
        "2",
        "-2",
        "3",
        "-3",
        "1/3",
        "3/2",
        "1/4",
        "3/4",
        "5",
        "-5",
        "10",
        "-10",
        "1/10",
        "9/10",
        "99/100",
        "101/100",
        "1/100",
        "100",
        "-100",
        "1000",
        "1/1000",
        "1000000",
        "-1000000",
    ]
] + [
    Fraction(1, 10**6),
    Fraction(-1, 10**6),
    Fraction(1, 10**10),
    Fraction(10**10),
    Fraction(1, 10**20),
    Fraction(10**20),
    Fraction(-(10**10)),
]

_TURNS = [
    "1/2",
    "1",
    "1/4",
    "1/3",
    "1/6",
    "2/3",
    "3/4",
    "5/6",
    "2",
    "3/2",
    "-1/2",
    "-1",
    "-1/4",
    "1/5",
]

Point = dict[str, Term]


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


class Search:
    """Candidates for one goal. `sample` proposes points of the domain, `refute` looks for a
    counterexample.
    """

    def __init__(self, goal: Goal, seed: int = 0):
        self.goal = goal
        self.random = random.Random(f"steepest {seed}")
        self.box = box(goal)
        self.solved = solved(goal)
        bound = {name for name, _ in self.solved}
        self.free = [name for name in goal.variables if name not in bound]
        self._hypotheses = [margin(positive(part)) for part in goal.where]
        self._exact = [part[0] == "==" for part in goal.where]
        self._claim = margin(positive(goal.claim))

    # --- proposing --------------------------------------------------------------------------------

    def special(self, limit: int = 4000) -> list[dict[str, Fraction]]:
        """Products of special values of the free variables, or random combinations when there are
        too many.
        """
        values = [self._values(name) for name in self.free]
        total = 1
        for each in values:
            total *= len(each)
        equal = [dict.fromkeys(self.free, each) for each in SPECIAL] if len(self.free) > 1 else []
        if total <= limit:
            return equal + [dict(zip(self.free, each)) for each in itertools.product(*values)]
        short = [each[:5] for each in values]
        some = [
            dict(zip(self.free, each))
            for each in itertools.islice(itertools.product(*short), limit // 4)
        ]
        return (
            equal
            + some
            + [
                {name: self.random.choice(each) for name, each in zip(self.free, values)}
                for _ in range(limit)
            ]
        )

    def _values(self, name: str) -> list[Fraction]:
        interval = self.box[name]
        low, high = _rational(interval.low, up=True), _rational(interval.high, up=False)
        found = []
        if low is not None:
            found += [low] + [low + Fraction(1, 10**k) for k in (1, 2, 3, 6, 10, 20)]
        if high is not None:
            found += [high] + [high - Fraction(1, 10**k) for k in (1, 2, 3, 6, 10, 20)]
        if low is not None and high is not None:
            found += [low + (high - low) * Fraction(k, 12) for k in (6, 3, 9, 4, 8, 2, 10, 1, 11)]
        found = found[:1] + SPECIAL[:5] + found[1:] + SPECIAL[5:]
        return [each for each in dict.fromkeys(found) if self._allowed(name, each, low, high)] or [
            Fraction(0)
        ]

    def _allowed(
        self, name: str, value: Fraction, low: Fraction | None, high: Fraction | None
    ) -> bool:
        return (
            (low is None or value >= low)
            and (high is None or value <= high)
            and (name not in self.goal.integers or value.denominator == 1)
        )

    def angular(self, limit: int = 300) -> list[Point]:
        """Rational multiples of pi, alone and mixed with a few rationals, when the goal is about
        angles.
        """
        parts = [
            part
            for statement in (self.goal.claim, *self.goal.where)
            for part in subterms(statement)
        ]
        if not any(
            isinstance(part, tuple) and part[0] in ("pi", "sin", "cos", "tan") for part in parts
        ):
            return []
        angles = [("*", Fraction(each), ("pi",)) for each in _TURNS if each != "1"] + [("pi",)]
        few = [*angles, Fraction(0), Fraction(1), Fraction(1, 2)]
        found = [dict.fromkeys(self.free, each) for each in angles]
        for name in self.free:
            for each in angles:
                found.append(
                    {
                        other: each if other == name else self.random.choice(few)
                        for other in self.free
                    }
                )
        found += [
            {name: self.random.choice(few) for name in self.free}
            for _ in range(limit // 2 if len(self.free) > 1 else 0)
        ]
        return found[:limit]

    def scattered(self, count: int) -> list[dict[str, Fraction]]:
        """Seeded random rationals: uniform on bounded intervals, log-uniform in the distance from
        an end otherwise.
        """
        return [{name: self._scatter(name) for name in self.free} for _ in range(count)]

    def _scatter(self, name: str) -> Fraction:
        interval, rng = self.box[name], self.random
        low, high = _rational(interval.low, up=True), _rational(interval.high, up=False)
        if name in self.goal.integers:
            low = low if low is not None else (high - 20 if high is not None else Fraction(-20))
            high = high if high is not None else low + rng.choice((5, 50, 10**4))
            return Fraction(rng.randint(-int(-low // 1), max(int(high // 1), -int(-low // 1))))
        denominator = rng.choice((1, 2, 3, 5, 7, 10, 64, 100, 1000, 10**6))
        if low is not None and high is not None and rng.random() < 0.7:
            return low + (high - low) * Fraction(rng.randint(0, denominator), denominator)
        size = Fraction(rng.randint(1, 999)) * (
            Fraction(10) ** (-2 if rng.random() < 0.6 else rng.randint(-10, 6))
        )
        if low is not None:
            value = low + size
            return (
                value
                if high is None or value <= high
                else high - (high - low) * Fraction(1, 1 + abs(size))
            )
        if high is not None:
            return high - size
        return size * rng.choice((1, -1))

    def complete(self, free: dict[str, Fraction]) -> Point | None:
        """The solved variables filled in, as rationals where that is exact."""
        point: Point = dict(free)
        for name, term in reversed(self.solved):
            closed = substitute(term, point)
            exact = rational_value(closed)
            if exact is None and any(name in part for part in self.goal.integers):
                return None
            point[name] = closed if exact is None else exact
        return {name: point[name] for name in self.goal.variables}

    # --- screening and confirming -----------------------------------------------------------------

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

    def _near(self, vector) -> Iterator[Point]:
        """Rationals near a float point, coarse ones first."""
        for bound in (1, 2, 6, 10, 60, 100, 10**3, 10**4, 10**6, 10**9, 10**15):
            free = {
                name: Fraction(float(each)).limit_denominator(bound)
                for name, each in zip(self.free, vector)
                if each == each and abs(each) < 1e300
            }
            if len(free) == len(self.free):
                point = self.complete(free)
                if point is not None:
                    yield point

    def around(self, model: Point) -> Iterator[Point]:
        """A z3 model and rationals near it."""
        if all(name in model for name in self.goal.variables):
            yield {name: model[name] for name in self.goal.variables}
        numbers = {}
        for name in self.free:
            each = _approximate(model.get(name, Fraction(0)))
            if each is None:
                return
            numbers[name] = each
        for bound in (1, 2, 10, 100, 10**4, 10**8, 10**16):
            point = self.complete(
                {name: each.limit_denominator(bound) for name, each in numbers.items()}
            )
            if point is not None:
                yield point


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


def _rational(bound, up: bool) -> Fraction | None:
    """The end as a rational inside the interval (irrational ends are moved inwards by 1e-15)."""
    if bound is None:
        return None
    exact = rational_value(bound.at)
    if exact is not None:
        return exact
    ball = bound.ball()
    middle = Fraction(str(ball.mid().str(20, radius=False)))
    return middle + Fraction(1 if up else -1, 10**14)


def _approximate(term: Term) -> Fraction | None:
    import flint

    from .points import Undefined, Unsure, value

    exact = rational_value(term)
    if exact is not None:
        return exact
    try:
        ball = flint.arb(value(term, {}))
    except (Undefined, Unsure):
        return None
    return Fraction(str(ball.mid().str(30, radius=False)))
