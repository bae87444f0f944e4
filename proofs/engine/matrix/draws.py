"""Random numbers and matrices of a kind: small, sparse, orthogonal, semidefinite, projections."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from flint import fmpq, fmpq_mat

from .points import Point, identity
from .words import Letter


class NoPoint(Exception):
    """These sizes or numbers do not allow the pattern."""


class Draws:
    """Exact values for letters and scalars by their kinds, in a style ("small", "sparse", ...)."""

    letters: Mapping[str, Letter]
    integers: Sequence[str]
    slacks: Sequence[str]
    random: random.Random

    def number(self, style: str) -> fmpq:
        r = self.random
        if style == "unit":
            return fmpq(r.choice((-1, 0, 1, 1)))
        if style in ("small", "equal", "identity"):
            return fmpq(r.randint(-3, 3))
        if style == "fractions":
            return fmpq(r.randint(-9, 9), r.choice((1, 2, 3, 4)))
        if style == "sparse":
            return fmpq(r.choice((0, 0, 0, 0, 1, -2)))
        return fmpq(0 if style == "zero" else 1)

    def matrix(self, m: int, n: int, style: str) -> fmpq_mat:
        if style == "identity":
            scale = self.random.choice((fmpq(1), fmpq(1), fmpq(-1), fmpq(1, 2)))
            return fmpq_mat(m, n, [int(i == j) for i in range(m) for j in range(n)]) * scale
        return fmpq_mat(m, n, [self.number(style) for _ in range(m * n)])

    def draw(self, point: Point, name: str, style: str) -> None:
        if name not in self.letters:
            wide = self.slacks and self.random.random() < 0.3  # a bound on semidefinite matrices
            value = self.number(style) * (9 if wide else 1)
            point.scalars[name] = value * value.q if name in self.integers else value
            return
        one = self.letters[name]
        m, n = point.shape(one)
        if one.kind == "orthogonal":
            value = self.cayley(n, style)
        elif one.kind == "selector":
            i = self.random.randrange(n)
            value = fmpq_mat(n, n, [int(j == k == i) for j in range(n) for k in range(n)])
        elif one.kind == "diagonal":
            value = fmpq_mat(
                n, n, [self.number(style) if j == k else 0 for j in range(n) for k in range(n)]
            )
        elif one.kind == "psd":
            root = self.matrix(n, n if style == "identity" else self.random.randint(1, n), style)
            value = root * root.transpose()
        else:
            alike = (
                [v for v in point.matrices.values() if (v.nrows(), v.ncols()) == (m, n)]
                if style == "equal"
                else []
            )
            value = alike[0] if alike else self.matrix(m, n, style)
            if one.kind == "symmetric":
                value = value + value.transpose() if style != "identity" else value
        point.matrices[name] = value

    def cayley(self, n: int, style: str) -> fmpq_mat:
        """A rational orthogonal matrix (I - S)(I + S)^-1 with S skew, times random signs."""
        a = self.matrix(n, n, style if style != "flat" else "small")
        skew = a - a.transpose()
        one = identity(n)
        signs = fmpq_mat(
            n,
            n,
            [self.random.choice((1, 1, -1)) if j == k else 0 for j in range(n) for k in range(n)],
        )
        return (one - skew) * (one + skew).inv() * signs

    def orthonormal(self, m: int, n: int, style: str) -> fmpq_mat:
        """m x n with orthonormal columns."""
        if m < n:
            raise NoPoint
        q = self.cayley(m, style)
        return fmpq_mat(m, n, [q[i, j] for i in range(m) for j in range(n)])

    def draw_pattern(self, point: Point, pattern: str, arguments: tuple, style: str) -> None:
        name = arguments[0]
        m, n = point.shape(self.letters[name])
        if pattern == "sphere":
            column = self.orthonormal(m * n, 1, style)
            value = fmpq_mat(m, n, column.entries()) * arguments[1]
        elif pattern == "orthonormal":
            columns = arguments[1] == 1  # X^T X
            value = (
                self.orthonormal(m, n, style)
                if columns
                else self.orthonormal(n, m, style).transpose()
            )
            value = value * arguments[2]
        elif pattern == "projection":
            x = self.matrix(n, self.random.randint(0, n), style)
            oblique = self.random.random() < 0.5
            y = (self.matrix(n, x.ncols(), style) if oblique else x).transpose()
            try:
                value = x * (y * x).inv() * y if x.ncols() else fmpq_mat(n, n)
            except ZeroDivisionError:
                raise NoPoint from None
        else:  # same gram: X X^T = Y Y^T up to transposes
            other = arguments[2]
            rows, cols = point.shape(self.letters[other])
            value = self.matrix(m, n, style)
            x = value if arguments[1] == 0 else value.transpose()  # rule: x x^T = y y^T
            wide = cols if arguments[3] == 0 else rows
            k = x.ncols()
            if k > wide:
                thin = min(k, wide)
                x = fmpq_mat(
                    x.nrows(),
                    k,
                    [x[i, j] if j < thin else 0 for i in range(x.nrows()) for j in range(k)],
                )
                value = x if arguments[1] == 0 else x.transpose()
                core = fmpq_mat(
                    x.nrows(), thin, [x[i, j] for i in range(x.nrows()) for j in range(thin)]
                )
                y = core * self.cayley(thin, style)
            else:
                y = x * self.orthonormal(wide, k, style).transpose()
            point.matrices[other] = y if arguments[3] == 0 else y.transpose()
        point.matrices[name] = value
