"""Statements to JSON and back: numbers are strings, names are strings, the rest are lists."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .._terms import NUMBER, need
from .syntax import NAME, Node, Sorts, check_formula, check_sort

LIMIT = 50_000  # nodes of one statement


def to_json(node: Node) -> Any:
    if isinstance(node, Fraction):
        return str(node)
    if isinstance(node, tuple):
        return [to_json(part) for part in node]
    return node


def from_json(data: Any) -> Node:
    """The tuple form of JSON data; not yet checked for sorts. Raises `Rejected`."""
    budget = [LIMIT]
    return _read(data, 0, budget)


def _read(data: Any, depth: int, budget: list[int]) -> Node:
    budget[0] -= 1
    need(budget[0] > 0, f"a statement has more than {LIMIT} parts")
    need(depth < 200, "a statement is nested deeper than 200")
    if isinstance(data, str):
        if NUMBER.match(data):
            return Fraction(data)
        return data
    need(isinstance(data, list) and data, "neither a name, a number nor a list: ", data)
    return tuple(_read(part, depth + 1, budget) for part in data)


def formula_from(data: Any, sorts: Sorts) -> Node:
    """A well-formed formula from JSON, its free names declared in `sorts`. Raises `Rejected`."""
    node = from_json(data)
    check_formula(node, sorts)
    return node


def sort_from(data: Any) -> Any:
    sort = from_json(data)
    check_sort(sort)
    return sort


__all__ = ["NAME", "formula_from", "from_json", "sort_from", "to_json"]
