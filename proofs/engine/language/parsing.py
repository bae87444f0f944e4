"""Texts of claim files to Python's syntax trees, within limits; nothing is ever evaluated."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from . import hints
from .errors import ClaimFileError

LONGEST = 10_000  # characters of one expression
DEEPEST = 80  # levels of nesting, written
LONGEST_NUMBER = 60  # digits
LARGEST_EXPONENT = 200
_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,4}))?\Z")


class Parser:
    """The text of one field; `place` says which (file, claim, field)."""

    def __init__(self, place: Mapping[str, str]):
        self.place, self.text = place, ""

    def error(self, problem: str, node: Any = None, column: int | None = None) -> ClaimFileError:
        column = getattr(node, "col_offset", column)
        return ClaimFileError(problem, text=self.text, column=column, **self.place)

    def _parse(self, text: Any) -> ast.expr:
        if not isinstance(text, str):
            raise self.error(
                f'{text!r:.60} was given; an expression is written as a string, as in "x**2 + 1"'
            )
        self.text = text = text.strip().replace("\n", " ")
        if not text:
            raise self.error("the expression is empty; write a formula such as x**2 + 1")
        if len(text) > LONGEST:
            self.text = ""
            raise self.error(
                f"the expression has {len(text)} characters; at most {LONGEST} are read. Name its "
                f"parts with `let`"
            )
        for column, sign in enumerate(text):
            if not (sign.isascii() and (sign.isprintable())):
                instead = hints.CHARACTERS.get(sign)
                raise self.error(
                    f"the character {sign!r} (U+{ord(sign):04X}) was given; expressions are "
                    f"plain ASCII" + (f": write {instead}" if instead else ""),
                    column=column,
                )
        depth = level = 0
        for column, sign in enumerate(text):
            level += (sign in "([{") - (sign in ")]}")
            depth = max(depth, level)
            if depth > DEEPEST:
                raise self.error(
                    f"parentheses are nested deeper than {DEEPEST}; name the parts with `let`",
                    column=column,
                )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text, mode="eval").body
        except SyntaxError as error:
            if hint := hints.for_text(text):
                raise self.error(f"this is no formula: {hint[0]}", column=hint[1]) from None
            reason = "a number is too long" if "digits" in str(error.msg) else error.msg
            problem, column = (
                f"this is no formula: {reason}; write it as in (x + 1)**2 <= 4",
                max(0, (error.offset or 1) - 1),
            )
        except (ValueError, RecursionError, MemoryError, OverflowError):
            problem, column = (
                "this formula cannot be read: it is too deep, or a number is too long; name "
                "its parts with `let`",
                0,
            )
        raise self.error(problem, column=column)

    def _number(self, node: ast.Constant) -> Fraction:
        text = self.text[node.col_offset : node.end_col_offset]
        found = _NUMBER.match(text)
        if isinstance(node.value, (bool, str, bytes, complex)) or not found:
            raise self.error(
                f"{text[:40]!r} is no number; write integers and decimals such as 3, 0.25 or 1e-6",
                node,
            )
        if len(text) > LONGEST_NUMBER or abs(int(found[2] or 0)) > LARGEST_EXPONENT:
            raise self.error(
                f"the number is too long; at most {LONGEST_NUMBER} digits and exponents up to "
                f"{LARGEST_EXPONENT} are read",
                node,
            )
        return Fraction(text)
