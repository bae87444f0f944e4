"""Points that a search tries: special and boundary values, angles, seeded random numbers over many
magnitudes, rationals near a float or near a model of z3.

Nothing here decides anything: whether a point is a counterexample is confirmed in `refute`.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction

from ..goal import Goal
from ..terms import Term, substitute, subterms
from .domain import box, solved
from .points import rational_value

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


class Candidates:
    """Points of the domain of one goal that may refute it; the same ones for the same seed."""

    def __init__(self, goal: Goal, seed: int = 0):
        self.goal = goal
        self.random = random.Random(f"steepest {seed}")
        self.box = box(goal)
        self.solved = solved(goal)
        bound = {name for name, _ in self.solved}
        self.free = [name for name in goal.variables if name not in bound]

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
