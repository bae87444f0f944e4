"""What a claim file can get wrong."""

from __future__ import annotations

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
    ):
        self.problem, self.file, self.claim, self.field, self.text, self.column = (
            problem,
            file,
            claim,
            field,
            text,
            column,
        )
        place = [file] if file else []
        place += [f"claim {claim!r}"] if claim else []
        place += [field + (f", column {column + 1}" if column is not None else "")] if field else []
        shown = ""
        if text and column is not None and "\n" not in text:
            start = max(0, column - 60)
            line = text[start : column + 60]
            shown = f"\n    {line}\n    {' ' * (column - start)}^"
        super().__init__(": ".join([*place, problem]) + shown)


def nearest(given: str, known: object) -> str:
    """A hint for a misspelt word."""
    from difflib import get_close_matches

    found = get_close_matches(given, [str(one) for one in known], n=1, cutoff=0.6)  # type: ignore[attr-defined]
    return f"; did you mean {found[0]!r}?" if found else ""
