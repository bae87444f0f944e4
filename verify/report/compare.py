"""Two statements side by side: what is in one and not in the other is marked."""

from __future__ import annotations

import difflib
import re
from typing import Any

from .tex import BadTeX, boxed, converted

LEAF = re.compile(r"<(mi|mn|mo|mtext)\b([^>]*)>([^<]*)</\1>")


def formulas(first: str, second: str) -> tuple[Any, Any] | None:
    """Two TeX formulas as markup in which the signs that differ are marked; None where one of them
    cannot be set, or where nearly everything differs.
    """
    try:
        one, two = converted(first, display=True), converted(second, display=True)
    except BadTeX:
        return None
    marks = different(signs(one), signs(two))
    if marks is None:
        return None
    return boxed(marked(one, marks[0])), boxed(marked(two, marks[1]))


def signs(mathml: str) -> list[str]:
    """The signs of a formula from left to right."""
    return [found[3] for found in LEAF.finditer(mathml)]


def different(one: list[str], two: list[str]) -> tuple[set[int], set[int]] | None:
    """The places that differ; None if the two have little in common."""
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    if matcher.ratio() < 0.5:
        return None
    left: set[int] = set()
    right: set[int] = set()
    for word, i, j, k, m in matcher.get_opcodes():
        if word != "equal":
            left |= set(range(i, j))
            right |= set(range(k, m))
    return left, right


def marked(mathml: str, places: set[int]) -> str:
    """The formula with the signs at these places marked."""
    number = iter(range(len(mathml)))

    def one(found: re.Match[str]) -> str:
        if next(number) not in places or not found[3].strip():
            return found[0]
        return f'<{found[1]} class="differs"{found[2]}>{found[3]}</{found[1]}>'

    return LEAF.sub(one, mathml)
