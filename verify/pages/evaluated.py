"""A witness with its numbers put in: each hypothesis and the claim, both sides evaluated.

Floating point, for reading only: the exact values stand in the witness, and the checker confirms
them exactly or by enclosures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steepest.proofs.engine.terms import RELATIONS, from_json

from .witness import FAILURES, term_text, value

NEAR = 1e-13  # relative; sides nearer than this differ by rounding


@dataclass(frozen=True)
class Row:
    """One relation at the witness. `role`: "assumed" or "claimed"; `there`: "2 <= 1", or "" where a
    side has no value that floating point can show.
    """

    role: str
    text: str
    there: str = ""


def values(witness: Any) -> list[tuple[str, str]]:
    """The numbers of a point: (name, value as it is written, with a decimal beside a fraction)."""
    point = _point(witness)
    return [(name, _number(entry)) for name, entry in point.get("values", {}).items()]


def rows(witness: Any) -> list[Row]:
    """The hypotheses and the claim of a point, evaluated; an empty list for another witness."""
    point = _point(witness)
    goal, given = point.get("goal", {}), point.get("values", {})
    if "claim" not in goal:
        return []
    found = [
        Row("assumed", term_text(part), evaluated(part, given))
        for one in goal.get("where", [])
        for part in _conjuncts(one)
    ]
    claims = list(_conjuncts(goal["claim"]))
    return found + [Row("claimed", term_text(part), evaluated(part, given)) for part in claims]


def evaluated(relation: Any, given: dict[str, Any]) -> str:
    """Both sides of a relation at a point, rounded: "2 <= 1". More digits where few do not tell
    the sides apart, unless what is left is rounding.
    """
    try:
        head, left, right = from_json(relation)
        if head not in RELATIONS:
            return ""
        point = {name: value(from_json(entry), {}) for name, entry in given.items()}
        numbers = [value(side, point) for side in (left, right)]
    except FAILURES:
        return ""
    near = abs(numbers[0] - numbers[1]) <= NEAR * max(map(abs, numbers))
    for digits in (6,) if near else (6, 10, 15):
        texts = [f"{number:.{digits}g}" for number in numbers]
        if texts[0] != texts[1]:
            break
    return f"{texts[0]} {head} {texts[1]}"


def _point(witness: Any) -> dict[str, Any]:
    if not isinstance(witness, dict):
        return {}
    if witness.get("kind") == "written-point" and isinstance(witness.get("witness"), dict):
        return witness["witness"] | {"goal": witness["witness"].get("goal", {})}
    return witness if witness.get("kind") == "point" else {}


def _conjuncts(formula: Any) -> Iterator[Any]:
    if isinstance(formula, list) and formula[:1] == ["and"]:
        for part in formula[1:]:
            yield from _conjuncts(part)
    else:
        yield formula


def _number(entry: Any) -> str:
    text = term_text(entry)
    if text.lstrip("-").isdigit() and len(text) < 12:
        return text
    try:
        return f"{text} = {value(from_json(entry), {}):.6g}" if len(text) < 60 else _long(entry)
    except FAILURES:
        return text


def _long(entry: Any) -> str:
    return f"{value(from_json(entry), {}):.12g} (exact: {len(term_text(entry))} characters)"
