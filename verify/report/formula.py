"""LaTeX to MathML, which browsers show without any script."""

from __future__ import annotations

import functools
import html
import warnings
from typing import Any


@functools.cache
def mathml(latex: str) -> Any:
    """The formula as MathML markup; its source when it cannot be converted; "" for none."""
    from markupsafe import Markup

    if not latex:
        return ""
    try:
        from latex2mathml.converter import convert

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Markup(convert(latex, display="block"))
    except Exception:  # the converter raises many kinds of its own for text it does not know
        return Markup(f"<code>{html.escape(latex)}</code>")
