"""Mathematics on the page: TeX to MathML, which browsers show without any script.

A statement is text; what stands between two dollar signs is TeX and is set. Everything else is
shown as it is written, letter by letter: nothing is guessed. TeX that the converter does not know
is shown as its source (and is an error of the test suite).
"""

from __future__ import annotations

import functools
import html
from typing import Any


class BadTeX(ValueError):
    """TeX that cannot be set, or a dollar sign without its partner."""


@functools.cache
def converted(tex: str, display: bool = False) -> str:
    """The MathML of a formula. Raises `BadTeX`."""
    from math_core import LatexError

    try:
        return _converter().convert_with_local_state(tex, displaystyle=display)
    except LatexError as problem:
        raise BadTeX(f"{tex}: {problem}") from None


@functools.cache
def _converter() -> Any:
    from math_core import LatexToMathML

    return LatexToMathML(fancy_error=False)


def pieces(text: str) -> list[tuple[str, bool]]:
    """The parts of a statement in order, and whether each is TeX. Raises `BadTeX`."""
    parts = text.split("$")
    if len(parts) % 2 == 0:
        raise BadTeX(f"a dollar sign without its partner: {text}")
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def formula(tex: str) -> Any:
    """A displayed formula as markup; its source when it cannot be set; "" for none."""
    from markupsafe import Markup

    try:
        return Markup(converted(tex, display=True) if tex else "")
    except BadTeX:
        return Markup(f"<code>{html.escape(tex)}</code>")


def statement(text: str) -> Any:
    """A statement as markup, with the TeX between its dollar signs set."""
    from markupsafe import Markup

    try:
        return Markup("").join(
            Markup(converted(part)) if is_tex else part for part, is_tex in pieces(text)
        )
    except BadTeX:
        return Markup(html.escape(text))
