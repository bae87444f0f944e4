"""Points for the choice of tangents: where the two sides are equal, and many others. In floating
point; nothing is concluded from it.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from ...goal import Goal
from ...work import charge
from ..floats import function
from ..forms import conjuncts, gap

COUNT = 1500
EDGES = (0.0, 1.0, 2.0)
SCALES = np.logspace(-2.5, 2.5, 251)
NEAR = 1e-9


class Points:
    """`places` are points of equality, of simple proportions; `some` are points of the domain. Both
    are arrays with a column a variable.
    """

    def __init__(self, goal: Goal):
        self.names = goal.variables
        where = [one for part in goal.where for one in conjuncts(part)]
        self.equations = [_gap(one) for one in where if one[0] == "=="]
        self.bounds = [_larger(one) for one in where if one[0] in ("<=", "<", ">=", ">")]
        self.gap, self.size = _larger(goal.claim), _size(goal.claim)
        self.places = self._equal()
        self.some = self._others()
        charge(200 * (len(self.some) + len(self.places)))

    def at(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        return dict(zip(self.names, rows.T))

    def relative(self, rows: np.ndarray) -> np.ndarray:
        """The gap over the size of the sides."""
        points = self.at(rows)
        with np.errstate(all="ignore"):
            return _wide(self.gap(points), rows) / (1e-300 + _wide(self.size(points), rows))

    def _equal(self) -> np.ndarray:
        count = len(self.names)
        if count > 4:
            rows = np.ones((1, count))
        else:
            every = [one for one in product(EDGES, repeat=count) if any(one)]
            rows = np.array([one for one in every if 1.0 in one or self.equations])
        rows = self._inside(self._scaled(rows), 1e-9)
        return rows[np.abs(self.relative(rows)) < NEAR] if len(rows) else rows

    def _others(self) -> np.ndarray:
        rng, count = np.random.default_rng(0), len(self.names)
        rows = [np.exp(rng.normal(0, scale, (COUNT, count))) for scale in (0.3, 1.0, 3.0)]
        rows.append(rng.normal(0, 1, (COUNT // 4, count)))
        for place in self.places:
            for width in (0.02, 0.2):
                rows.append(place + width * np.abs(rng.normal(0, 1, (COUNT // 8, count))))
                rows.append(place * (1 + width * rng.normal(0, 1, (COUNT // 8, count))))
        return self._inside(self._scaled(np.concatenate(rows)), 0.0)

    def _inside(self, rows: np.ndarray, slack: float) -> np.ndarray:
        good = np.isfinite(rows).all(axis=1)
        for bound in self.bounds:
            values = _wide(bound(self.at(rows)), rows)
            good &= values >= -slack if slack else values > 0
        return rows[good]

    def _scaled(self, rows: np.ndarray) -> np.ndarray:
        """On the ray through each point, where the equation holds; two equations are not met."""
        if not self.equations:
            return rows
        if len(self.equations) > 1:
            return rows[:0]
        values = np.array([_wide(self.equations[0](self.at(rows * t)), rows) for t in SCALES])
        turns = np.sign(values[:-1]) * np.sign(values[1:]) <= 0
        first, found = np.argmax(turns, axis=0), turns.any(axis=0)
        low, high = SCALES[first], SCALES[np.minimum(first + 1, len(SCALES) - 1)]
        below = np.sign(values[first, np.arange(len(rows))])
        for _ in range(60):
            middle = (low + high) / 2
            here = np.sign(_wide(self.equations[0](self.at(rows * middle[:, None])), rows))
            same = here == below
            low, high = np.where(same, middle, low), np.where(same, high, middle)
        nice = np.round(high * 60) / 60  # the scale itself is often a simple number
        exact = np.abs(_wide(self.equations[0](self.at(rows * nice[:, None])), rows)) < 1e-12
        return (rows * np.where(exact, nice, high)[:, None])[found]


def _wide(values: Any, rows: np.ndarray) -> np.ndarray:
    return np.broadcast_to(np.asarray(values, dtype=float), len(rows))


def _gap(relation: tuple):
    return function(("-", relation[1], relation[2]))


def _larger(relation: tuple):
    return function(gap(relation))


def _size(relation: tuple):
    return function(("+", ("abs", relation[1]), ("abs", relation[2])))
