"""What a person sees in a terminal: verdict colours, lines, summary tables. Imports rich, so import
it late.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.segment import Segment
from rich.text import Text
from steepest.proofs.vocabulary import Verdict

from ..terminal import harmless

STYLE = {
    "PROVED": "bold green",
    "CERTIFIED": "green",
    "ARGUED": "bright_blue",
    "SUPPORTED": "cyan",
    "REFUTED": "bold red",
    "UNDECIDED": "yellow",
    "ERROR": "bold white on red",
}


class Harmless(Console):
    """A console whose text can colour nothing and move nothing: only its own styles can."""

    def render(self, renderable: Any, options: Any = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else segment._replace(text=harmless(segment.text))


def console(*, stderr: bool = False) -> Console:
    """A console that never cuts a line when its output goes to a file or a pipe."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else 120
    return Harmless(
        stderr=stderr,
        highlight=False,
        soft_wrap=not stream.isatty(),
        width=width,
        emoji=False,
        markup=False,
    )


@contextlib.contextmanager
def paged(out: Console, lines: int) -> Iterator[None]:
    """Send what is printed through the user's pager when it is longer than the terminal."""
    if not out.is_terminal or lines < out.size.height:
        yield
        return
    os.environ.setdefault("LESS", "-FRX")  # colours, and no pager for what fits
    with out.pager(styles=True):
        yield


def verdict_text(word: str) -> Text:
    return Text(f"{word:<9}", STYLE.get(word, ""))


def line(record: Mapping[str, Any], *, note: str = "") -> Text:
    """One claim on one line: verdict, id, seconds, and what is unusual about it."""
    text = Text.assemble(
        verdict_text(record["verdict"]),
        "  ",
        record["id"],
        "  ",
        (f"{record['seconds']:.2f} s", "dim"),
    )
    if note:
        text.append(f"  ({note})", "dim")
    if record["verdict"] in ("UNDECIDED", "ERROR") and record["detail"]:
        text.append(f"  {record['detail'].strip().splitlines()[-1][:120]}", "dim")
    return text


def summary(records: Iterable[tuple[str, Mapping[str, Any]]], title: str) -> Any:
    """Subjects down, verdicts across. `records` are pairs (subject, record)."""
    from rich.table import Table

    counts: dict[str, Counter[str]] = {}
    for subject, record in records:
        counts.setdefault(subject, Counter())[record["verdict"]] += 1
    words = [
        word
        for word in Verdict
        if word != Verdict.ERROR or any(count[word] for count in counts.values())
    ]
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("subject")
    for word in words:
        table.add_column(word, justify="right", style=STYLE[word])
    table.add_column("all", justify="right")
    for subject, count in counts.items():
        table.add_row(subject, *(str(count[word] or "-") for word in words), str(count.total()))
    if len(counts) > 1:
        total = sum(counts.values(), Counter())
        table.add_section()
        table.add_row("all", *(str(total[word] or "-") for word in words), str(total.total()))
    return table
