"""A constant of a claim about matrices lies in an interval: three statements that say so together.

That they are about one claim, in which the constant stands linearly with the coefficient of
`rises`, is compared by `steepest recheck`, which knows the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from ._enclosure import good_and_bad
from ._terms import need, parse


def between(data: dict, statements: Callable[[Any], list[str]]) -> str:
    """`holds` with the constant at one end, false at a point at the other, and what says that it
    holds beyond the good one.
    """
    constant = data["constant"]
    good, bad = good_and_bad(data)
    for leaf in _leaves(data["holds"]):
        for rule in leaf["rules"]:
            need(constant not in _names(rule) or _says(rule, constant, good), "another constant")
    for leaf in _leaves(data["rises"]):
        said = [leaf["left"], leaf["right"], leaf["rules"], leaf.get("where", [])]
        need(constant not in _names(said), "the coefficient depends on the constant")
    fails = data["fails"]
    need(fails.get("kind") == "matrix-point", "`fails` is a matrix-point")
    need(fails["scalars"].get(constant) == str(bad), "the point has another constant")
    shown = [text for side in ("holds", "rises", "fails") for text in statements(data[side])]
    side = ">=" if data["smallest"] else "<="
    return f"true for {constant} {side} {good}, false at {bad}: " + "; ".join(shown)


def _leaves(tree: Any) -> Iterator[dict]:
    if tree.get("kind") == "all":
        for part in tree["parts"]:
            yield from _leaves(part)
        return
    need(tree.get("kind") in ("matrix", "matrix-sos"), "a proof about matrices is expected")
    yield tree


def _names(tree: Any) -> set[str]:
    return set().union(*map(_names, tree)) if isinstance(tree, list) else {str(tree)}


def _says(rule: Any, constant: str, value: Fraction) -> bool:
    return rule[0] == constant and isinstance(rule[1], str) and parse(rule[1]) == value
