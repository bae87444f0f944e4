"""Shorthand of these tests: a proof as a list of lines, replayed by the kernel."""

from __future__ import annotations

from typing import Any

from steepest.proofs.checker import prove
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import to_json
from steepest.proofs.checker.kernel import Theorem
from steepest.proofs.checker.kernel.replay import line
from steepest.proofs.engine.theorems import Formula


def write(value: Any) -> Any:
    """A value of `words` as JSON; other data as it is."""
    node = getattr(value, "node", None)
    return to_json(node) if node is not None else value


def lines(*entries: dict[str, Any], claims: dict[str, Any] | None = None) -> list[Theorem]:
    """The theorems of the lines. A line's formula or term brings its own sorts along."""
    known: list[Theorem] = []
    for entry in entries:
        sorts: dict[str, Any] = {}
        for value in entry.values():
            sorts |= {name: write_sort(sort) for name, sort in getattr(value, "sorts", {}).items()}
        data = {key: write(value) for key, value in entry.items()}
        if sorts and "sorts" not in data and data.get("rule") not in BARE:
            data["sorts"] = sorts
        known.append(line(data, known, prove, claims or {}))
    return known


BARE = ("apply", "together", "part", "cases", "obtain", "least", "expect-monotone", "expect-equal")


def write_sort(sort: Any) -> Any:
    return to_json(sort)


def refused(*entries: dict[str, Any], claims: dict[str, Any] | None = None) -> str:
    """Why the last line is refused; the lines before it have to be fine."""
    lines(*entries[:-1], claims=claims)
    try:
        made = lines(*entries, claims=claims)
    except Rejected as problem:
        return str(problem)
    raise AssertionError(f"the kernel accepted {made[-1]!r}")


def assume(formula: Formula) -> dict[str, Any]:
    return {"rule": "assume", "formula": formula}
