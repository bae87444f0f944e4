"""Gradient descent on a two-layer ReLU network in exact rational arithmetic: small instances, no
rounding, every indicator certain.

With m a perfect square and rational data all iterates are rational. Between pattern changes the
update is affine, so that the digits grow linearly with the number of steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt

from steepest.proofs.vocabulary import SteepestError

Vector = list[Fraction]
Rows = list[Vector]


class NotExact(SteepestError):
    """An instance without rational iterates."""


class Degenerate(SteepestError):
    """Inputs for which the asked object does not exist: zero, parallel or not separated."""


@dataclass(frozen=True)
class Network:
    """Inputs X (rows), labels y, signs a and the first weights W; everything rational, len(W) a
    perfect square.
    """

    X: Rows
    y: Vector
    a: Vector
    W: Rows

    def __post_init__(self) -> None:
        m = len(self.W)
        if m == 0 or isqrt(m) ** 2 != m:
            raise NotExact(
                f"{m} neurons were given; an exact run needs a perfect square such as 1, 4, "
                f"9, since 1/sqrt(m) must be rational"
            )
        if (
            len(self.a) != m
            or len(self.X) != len(self.y)
            or len({len(row) for row in (*self.X, *self.W)}) != 1
        ):
            raise NotExact(
                "the sizes do not fit: expected one sign per neuron, one label per input and rows "
                "of one length"
            )

    @property
    def scale(self) -> Fraction:
        """m^{-1/2}"""
        return Fraction(1, isqrt(len(self.W)))

    def outputs(self, W: Rows) -> Vector:
        """u_i = m^{-1/2} sum_r a_r relu(w_r . x_i)"""
        return [
            self.scale
            * sum((a * max(dot(w, x), Fraction(0)) for a, w in zip(self.a, W)), Fraction(0))
            for x in self.X
        ]

    def gradient(self, W: Rows) -> Rows:
        """The printed formula, equation (2.3): indicators are 1{z >= 0}."""
        residual = [u - y for u, y in zip(self.outputs(W), self.y)]
        rows = []
        for a, w in zip(self.a, W):
            active = [dot(w, x) >= 0 for x in self.X]
            parts = [(r * a * self.scale, x) for r, x, on in zip(residual, self.X, active) if on]
            rows.append([sum((q * x[j] for q, x in parts), Fraction(0)) for j in range(len(w))])
        return rows

    def descend(self, eta: Fraction, steps: int) -> list[Rows]:
        """W(0), ..., W(steps)"""
        path = [self.W]
        for _ in range(steps):
            path.append(
                [
                    [p - eta * q for p, q in zip(w, g)]
                    for w, g in zip(path[-1], self.gradient(path[-1]))
                ]
            )
        return path

    def gram(self, W: Rows, rows: Sequence[int] | None = None) -> Rows:
        """H_ij = (1/m) x_i.x_j #{r : both preactivations >= 0}; over the neurons `rows` only, if
        given.
        """
        chosen = range(len(W)) if rows is None else rows
        on = [[dot(W[r], x) >= 0 for x in self.X] for r in chosen]
        count = lambda i, j: sum(s[i] and s[j] for s in on)  # noqa: E731
        n = len(self.X)
        return [
            [dot(self.X[i], self.X[j]) * Fraction(count(i, j), len(W)) for j in range(n)]
            for i in range(n)
        ]


def dot(a: Vector, b: Vector) -> Fraction:
    return sum((p * q for p, q in zip(a, b)), Fraction(0))


def rationals(rows: Sequence[Sequence[int | str | Fraction]]) -> Rows:
    return [[Fraction(value) for value in row] for row in rows]


def example() -> Network:
    """Three unit inputs in the plane, four neurons."""
    X = rationals([["3/5", "4/5"], ["5/13", "-12/13"], ["-8/17", "15/17"]])
    W = rationals([["1/2", "1/3"], ["-1", "2/5"], ["3/4", "-5/4"], ["1/7", "9/8"]])
    return Network(X, rationals([["1", "-1/2", "1/3"]])[0], rationals([[1, -1, 1, -1]])[0], W)
