"""Mathematics on the page: TeX to MathML, which browsers show without any script.

A statement is text; what stands between two dollar signs is TeX and is set. Everything else is
shown as it is written, letter by letter: nothing is guessed. TeX that the converter does not know
is shown as its source (and is an error of the test suite). A formula that may be wider than a
telephone stands in a box that scrolls and shows that it does.
"""

from __future__ import annotations

import functools
import html
import re
from typing import Any

# The converter's style attributes, which the policy of the pages forbids, as classes of style.css.
STYLES = {
    "padding-right:0.1667em;": ' class="thin"',
    "margin-left:-0.16666667em;": ' class="back"',
    "text-align: left;justify-items: start;padding-right: 0;": ' class="cell"',
    "text-align: left;justify-items: start;padding-right: 0;padding-left:1em;": ' class="cell far"',
}
STYLE = re.compile(r'\sstyle="([^"]*)"')
SHORT = 16  # signs that fit on a line of 390 pixels


class BadTeX(ValueError):
    """TeX that cannot be set, or a dollar sign without its partner."""


@functools.cache
def converted(tex: str, display: bool = False) -> str:
    """The MathML of a formula. Raises `BadTeX`."""
    from math_core import LatexError

    try:
        made = _converter().convert_with_local_state(tex, displaystyle=display)
        return STYLE.sub(lambda found: STYLES[found[1]], made)
    except LatexError as problem:
        raise BadTeX(f"{tex}: {problem}") from None
    except KeyError as unknown:
        raise BadTeX(f"{tex}: it is set with a style of its own, {unknown}") from None


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


def width(mathml: str) -> int:
    """About how many signs stand side by side."""
    return len(re.sub(r"<[^>]*>|\s", "", html.unescape(mathml)))


def boxed(mathml: str, tag: str = "div", name: str = "formula") -> Any:
    """MathML in a box that scrolls if need be, and can then be reached by the keyboard."""
    from markupsafe import Markup

    reach = ' tabindex="0" role="group" aria-label="formula"' if width(mathml) > SHORT else ""
    return Markup(f'<{tag} class="{name}"{reach}>{mathml}</{tag}>')


def formula(tex: str) -> Any:
    """A displayed formula as markup; its source when it cannot be set; "" for none."""
    from markupsafe import Markup

    if not tex:
        return Markup("")
    try:
        return boxed(converted(tex, display=True))
    except BadTeX:
        return Markup(f"<code>{html.escape(tex)}</code>")


def statement(text: str) -> Any:
    """A statement as markup, with the TeX between its dollar signs set."""
    from markupsafe import Markup

    try:
        return Markup("").join(
            _inline(part) if is_tex else Markup(html.escape(part)) for part, is_tex in pieces(text)
        )
    except BadTeX:
        return Markup(html.escape(text))


def _inline(tex: str) -> Any:
    from markupsafe import Markup

    mathml = converted(tex)
    return boxed(mathml, "span", "inline") if width(mathml) > SHORT else Markup(mathml)


def plain(text: str) -> str:
    """A statement as plain text, for indexes: TeX without its signs."""
    return re.sub(r"\s+", " ", re.sub(r"[$\\{}]", "", text)).strip()
