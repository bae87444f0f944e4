"""Exact rational matrices of integer size: the value of a tree there, without any normal form.

This is the second opinion on the free algebra, and the language of witnesses.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import arb, ctx, fmpq, fmpq_mat

from .words import Letter, Size


class Irrational(Exception):
    """A matrix with irrational entries: exact points do not hold them."""


@dataclass
class Point:
    """Integer values of the sizes, rational matrices for the letters, rationals for the scalars."""

    sizes: dict[str, int]
    matrices: dict[str, fmpq_mat] = field(default_factory=dict)
    scalars: dict[str, fmpq] = field(default_factory=dict)

    def size(self, size: Size) -> int:
        if isinstance(size, int):
            return size
        return int(size) if size.isdigit() else self.sizes[size]

    def shape(self, letter: Letter) -> tuple[int, int]:
        return self.size(letter.rows), self.size(letter.cols)

    def value(self, tree: Any) -> Any:
        """The fmpq_mat or fmpq of a tree; a ball (arb) when irrational norms occur."""
        before = ctx.prec
        try:
            ctx.prec = PRECISION
            return self._value(tree)
        finally:
            ctx.prec = before

    def _value(self, tree: Any) -> Any:
        if isinstance(tree, Fraction):
            return fmpq(tree.numerator, tree.denominator)
        if isinstance(tree, str):
            return self.matrices[tree] if tree in self.matrices else self.scalars[tree]
        head = tree[0]
        if head == "I":
            return identity(self.size(tree[1]))
        if head == "0":
            return fmpq_mat(self.size(tree[1]), self.size(tree[2]))
        if head == "^":
            return self._value(tree[1]) ** int(tree[2])
        parts = [self._value(part) for part in tree[1:]]
        if head == "sqrt":
            return root(parts[0])
        if head == "T":
            return parts[0].transpose()
        if head == "tr":
            return trace(parts[0])
        if head == "norm2":
            return trace(parts[0].transpose() * parts[0])
        if head == "inner":
            return trace(parts[0].transpose() * parts[1])
        if head == "-":
            return parts[0] * fmpq(-1) if len(parts) == 1 else parts[0] - parts[1]
        if head == "/":
            return parts[0] / parts[1]
        total = parts[0]
        for part in parts[1:]:
            if isinstance(total, fmpq) and isinstance(part, arb):
                total = arb(total)
            if head == "+":
                total = total + part
            elif isinstance(part, fmpq_mat) and isinstance(total, fmpq):
                total = part * total
            elif isinstance(part, fmpq_mat) and isinstance(total, arb):
                raise Irrational
            else:
                total = total * part
        return total

    def equal(self, left: Any, right: Any) -> bool:
        """Equal exactly; what depends on irrational norms is never called equal."""
        try:
            a, b = self.value(left), self.value(right)
        except Irrational:
            return False
        return not isinstance(a, arb) and not isinstance(b, arb) and a == b

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Point:
        """The point of a witness."""
        table = lambda rows: fmpq_mat(  # noqa: E731
            len(rows), len(rows[0]), [_number(x) for row in rows for x in row]
        )
        return cls(
            dict(data["sizes"]),
            {name: table(rows) for name, rows in data["matrices"].items()},
            {name: _number(text) for name, text in data["scalars"].items()},
        )

    def to_json(self) -> dict:
        return {
            "sizes": dict(self.sizes),
            "matrices": {
                name: [[str(x) for x in row] for row in matrix.tolist()]
                for name, matrix in self.matrices.items()
            },
            "scalars": {name: str(value) for name, value in self.scalars.items()},
        }


PRECISION = 200


def _number(text: str) -> fmpq:
    return fmpq(*Fraction(text).as_integer_ratio())


def root(value: fmpq) -> fmpq | arb:
    """The square root of a squared norm: exact when rational, else a ball."""
    p, q = isqrt(int(value.p)), isqrt(int(value.q))
    if p * p == value.p and q * q == value.q:
        return fmpq(p, q)
    return arb(value).sqrt()


def identity(n: int) -> fmpq_mat:
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def trace(matrix: fmpq_mat) -> fmpq:
    return sum((matrix[i, i] for i in range(matrix.nrows())), fmpq(0))


def height(point: Mapping[str, fmpq_mat] | Point) -> int:
    """Total size of the numbers of a point: what shrinking makes small."""
    matrices, scalars = point.matrices, point.scalars
    entries = [x for m in matrices.values() for x in m.entries()] + list(scalars.values())
    return (
        sum(abs(int(x.p)) + int(x.q) - 1 for x in entries)
        + sum(1 for x in entries if x != 0)
        + len(entries)
    )


def semidefinite(m: Any) -> bool:
    """Exact test by symmetric elimination."""
    m = fmpq_mat(m)
    n = m.nrows()
    for k in range(n):
        if m[k, k] < 0 or (m[k, k] == 0 and any(m[k, j] != 0 for j in range(k + 1, n))):
            return False
        if m[k, k] == 0:
            continue
        for i in range(k + 1, n):
            factor = m[i, k] / m[k, k]
            for j in range(k + 1, n):
                m[i, j] = m[i, j] - factor * m[k, j]
    return True


def negative_vector(m: fmpq_mat) -> list[fmpq] | None:
    """A vector v with v^T m v < 0, with small integers where they do; None if there is none.

    The elimination keeps rows t_k with t_i^T m t_j = 0 off the diagonal; a pivot that is negative,
    or zero beside a row that is not, gives the vector.
    """
    n = m.nrows()

    def form(v: Sequence[Any]) -> Any:
        return sum((v[i] * m[i, j] * v[j] for i in range(n) for j in range(n)), fmpq(0))

    small = itertools.product((0, 1, -1, 2), repeat=n) if n <= 5 else ()
    for v in sorted(small, key=lambda v: sum(map(abs, v))):
        if form(v) < 0:
            return [fmpq(x) for x in v]
    rows = [[fmpq(int(i == j)) for j in range(n)] for i in range(n)]
    a = fmpq_mat(m)
    for k in range(n):
        if a[k, k] < 0:
            return rows[k]
        for i in range(k + 1, n):
            if a[k, k] == 0 and a[i, k] != 0:
                t = -(a[i, i] + 1) / (2 * a[i, k])  # (t e_k + e_i): 2 t a_ik + a_ii = -1
                return [t * x + y for x, y in zip(rows[k], rows[i])]
        for i in range(k + 1, n) if a[k, k] != 0 else ():
            factor = a[i, k] / a[k, k]
            rows[i] = [y - factor * x for x, y in zip(rows[k], rows[i])]
            for j in range(k + 1, n):
                a[i, j] = a[i, j] - factor * a[k, j]
    return None


def has_kind(m: fmpq_mat, kind: str) -> bool:
    """Whether a matrix is what its letter was declared to be."""
    n = m.nrows()
    if kind == "orthogonal":
        return m.transpose() * m == identity(n)
    if kind in ("diagonal", "selector"):
        off = any(m[i, j] != 0 for i in range(n) for j in range(n) if i != j)
        return not off and (
            kind == "diagonal" or sorted(m[i, i] for i in range(n)) == [*[0] * (n - 1), 1]
        )
    if kind in ("symmetric", "psd") and m != m.transpose():
        return False
    return kind != "psd" or semidefinite(m)
