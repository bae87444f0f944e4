"""Rational matrices at integer sizes, exactly (FLINT)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpq_mat

from .._terms import field


class Numbers:
    """Rational matrices (FLINT) at integer sizes."""

    def __init__(self, sizes: dict, matrices: dict[str, fmpq_mat], scalars: dict[str, fmpq]):
        self.sizes, self.matrices, self.scalars = sizes, matrices, scalars

    def size(self, size: str) -> int:
        return int(size) if size.isdigit() else field(self.sizes, size, int)

    def number(self, value: Fraction) -> fmpq:
        return fmpq(value.numerator, value.denominator)

    def scalar(self, name: str) -> fmpq:
        return self.scalars[name]

    def matrix(self, name: str) -> fmpq_mat:
        return self.matrices[name]

    def identity(self, size: str) -> fmpq_mat:
        return fmpq_mat(n := self.size(size), n, [int(i == j) for i in range(n) for j in range(n)])

    def zero(self, rows: str, cols: str) -> fmpq_mat:
        return fmpq_mat(self.size(rows), self.size(cols))

    def add(self, a: Any, b: Any) -> Any:
        return a + b

    def times(self, a: Any, b: Any) -> Any:
        return a * b

    def transpose(self, a: fmpq_mat) -> fmpq_mat:
        return a.transpose()

    def root(self, radicand: Any) -> Any:
        p, q = (radicand.p, radicand.q) if isinstance(radicand, fmpq) else (2, 1)
        exact = p.is_square() and q.is_square() if isinstance(radicand, fmpq) else False
        return fmpq(p.isqrt(), q.isqrt()) if exact else arb(radicand).sqrt()

    def trace(self, a: fmpq_mat, size: str) -> fmpq:
        return sum((a[i, i] for i in range(a.nrows())), fmpq(0))


def has_kind(matrix: fmpq_mat, kind: str) -> bool:
    n, cells = (
        matrix.nrows(),
        [(i, j) for i in range(matrix.nrows()) for j in range(matrix.ncols())],
    )
    if kind == "orthogonal":
        return matrix.transpose() * matrix == fmpq_mat(n, n, [int(i == j) for i, j in cells])
    if kind in ("diagonal", "selector"):
        entries = [matrix[i, j] for i, j in cells if matrix[i, j] != 0]
        return all(matrix[i, j] == 0 or i == j for i, j in cells) and (
            kind == "diagonal" or entries == [1]
        )
    symmetric = matrix == matrix.transpose()
    # all roots of the characteristic polynomial are >= 0 exactly if its coefficients alternate
    if kind == "psd":
        return symmetric and all(
            c * (-1) ** (n - i) >= 0 for i, c in enumerate(matrix.charpoly().coeffs())
        )
    return symmetric and kind == "symmetric"
