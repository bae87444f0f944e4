"""What a claim file can get wrong."""

from __future__ import annotations

from collections.abc import Iterable

from ...vocabulary import SteepestError


class ClaimFileError(SteepestError):
    """A mistake in a claim file: where it is, what was given, what was expected, what to do
    next.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str = "",
        claim: str = "",
        field: str = "",
        text: str = "",
        column: int | None = None,
        line: int | None = None,
    ):
        self.line = line
        self.problem, self.file, self.claim, self.field, self.text, self.column = (
            problem,
            file,
            claim,
            field,
            text,
            column,
        )
        place = [f"{file}:{line}" if line else file] if file else []
        place += [f"claim {claim!r}"] if claim else []
        place += [field + (f", column {column + 1}" if column is not None else "")] if field else []
        shown = ""
        if text and column is not None and "\n" not in text:
            start = max(0, column - 60)
            around = text[start : column + 60]
            shown = f"\n    {around}\n    {' ' * (column - start)}^"
        super().__init__(": ".join([*place, problem]) + shown)

    def at_line(self, line: int | None) -> ClaimFileError:
        """The same mistake with the line of the file where it is."""
        return ClaimFileError(
            self.problem,
            file=self.file,
            claim=self.claim,
            field=self.field,
            text=self.text,
            column=self.column,
            line=line,
        )


def nearest(given: str, known: Iterable[object]) -> str:
    """A hint for a misspelt word."""
    from difflib import get_close_matches

    found = get_close_matches(given, [str(one) for one in known], n=1, cutoff=0.6)
    return f"; did you mean {found[0]!r}?" if found else ""
