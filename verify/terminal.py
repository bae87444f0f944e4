"""What is written to a terminal: text from outside (ids, titles, records, file names) is never
obeyed by it.

Every command prints through `say`, `emit` or the console of `pages.display`; a rule of the linter
forbids `print` beside them.
"""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from steepest.proofs.files import printable


def harmless(text: object) -> str:
    """The text, its lines kept, with control characters, overrides of the writing direction and
    what else has no shape spelled as codes.
    """
    return "\n".join(printable(line.expandtabs(), len(line) * 8) for line in str(text).split("\n"))


def say(text: object = "", *, file: TextIO | None = None, flush: bool = False) -> None:
    """Print lines of text."""
    print(harmless(text), file=file or sys.stdout, flush=flush)  # noqa: T201


def emit(value: Any, *, flush: bool = False) -> None:
    """Print one JSON value on a line, in ASCII. Raises `ValueError` for NaN."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, default=str)
    print(text, flush=flush)  # noqa: T201
