"""Matrices of a model: lists of rows of numbers, at sizes that the model says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .._terms import ONE, ZERO, need
from .reading import from_json
from .syntax import Node, Sort

LARGEST = 12
Rows = list[list[Any]]
Operation = Callable[[str, list[Any]], Any]  # a head of scalar terms on numbers


def sizes_from(data: Any) -> dict[str, int]:
    need(isinstance(data, dict), "sizes are a table of names")
    for name, size in data.items():
        need(type(size) is int and 1 <= size <= LARGEST, f"{name} is no size from 1 to {LARGEST}")
    return dict(data)


def size_of(size: Node, sizes: Mapping[str, int]) -> int:
    if isinstance(size, Fraction):
        need(size <= LARGEST, "a size is too large")
        return int(size)
    need(size in sizes, f"the model does not say the size {size}")
    return sizes[size]


def rows_from(data: Any) -> Rows:
    """A matrix of rational numbers from JSON."""
    need(isinstance(data, list) and data, "a matrix is a list of rows")
    rows = [[from_json(one) for one in row] if isinstance(row, list) else [] for row in data]
    need(all(row and len(row) == len(rows[0]) for row in rows), "rows of equal lengths")
    need(all(isinstance(one, Fraction) for row in rows for one in row), "numbers are expected")
    return rows


def fits(rows: Rows, sort: Sort, sizes: Mapping[str, int]) -> bool:
    """Whether the matrix is a value of the sort."""
    m, n = (size_of(one, sizes) for one in sort[1:])
    return len(rows) == m and all(len(row) == n for row in rows)


def matrix_of(head: str, parts: list[Any], sizes: Mapping[str, int], do: Operation) -> Rows:
    """The value of a matrix head; parts are values, or sizes of identity and zeros."""
    if head in ("identity", "zeros"):
        m, n = size_of(parts[0], sizes), size_of(parts[-1], sizes)
        return [[ONE if head == "identity" and i == j else ZERO for j in range(n)]
                for i in range(m)]  # fmt: skip
    if head == "T":
        return [list(column) for column in zip(*parts[0])]
    if head == "scale":
        return [[do("*", [parts[0], one]) for one in row] for row in parts[1]]
    if head == "@":
        total = parts[0]
        for right in parts[1:]:
            columns = list(zip(*right))
            total = [[_dot(row, column, do) for column in columns] for row in total]
        return total
    sign = "+" if head == "plus" else "-"
    return [[do(sign, list(cells)) for cells in zip(*rows)] for rows in zip(*parts)]


def measure(head: str, parts: list[Rows], do: Operation) -> Any:
    """trace, inner, norm2 and fro, its root."""
    if head == "trace":
        return do("+", [row[i] for i, row in enumerate(parts[0])])
    left, right = parts[0], parts[-1]
    total = do("+", [_dot(a, b, do) for a, b in zip(left, right)])
    return do("sqrt", [total]) if head == "fro" else total


def _dot(left: Any, right: Any, do: Operation) -> Any:
    return do("+", [do("*", [a, b]) for a, b in zip(left, right)])
