"""What a person sees in a terminal: verdict colours, live progress, summary tables. Imports rich,
so import it late.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text
from steepest.proofs import registry
from steepest.proofs.vocabulary import Verdict

from ..running.runner import Event
from ..terminal import harmless, say

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


def warn_of_failures() -> int:
    """Name the modules of claims that could not be imported; returns how many."""
    for module, reason in registry.failures.items():
        say(
            f"steepest: {module} could not be imported, its claims are missing: {reason}",
            file=sys.stderr,
        )
    return len(registry.failures)


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


class Watch:
    """Follows a run: live bars on a terminal, one line per claim otherwise."""

    def __init__(self, total: int, *, quiet: bool = False):
        self.out = console(stderr=True)
        self.live = self.out.is_terminal and not quiet
        self.quiet = quiet
        self.counts: Counter[str] = Counter()
        self.reused = 0
        self._current: list[str] = []
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )
        self._task = self._progress.add_task("claims", total=total)
        self._display = Live(
            get_renderable=self._render, console=self.out, refresh_per_second=8, transient=True
        )

    def __enter__(self) -> Watch:
        if self.live:
            self._display.start()
        return self

    def __exit__(self, *exception: object) -> None:
        if self.live:
            self._display.stop()

    def _render(self) -> Table:
        grid = Table.grid()
        grid.add_row(self._progress)
        counts = Text("  ").join(
            Text(f"{count} {word}", STYLE[word]) for word, count in sorted(self.counts.items())
        )
        grid.add_row(counts)
        for name in self._current:
            grid.add_row(Text(f"  ... {name}", "dim"))
        return grid

    def see(self, event: Event) -> None:
        if event.record is None:
            self._current.append(event.job.name)
            return
        if event.job.name in self._current:
            self._current.remove(event.job.name)
        self.counts[event.record["verdict"]] += 1
        self.reused += event.reused
        self._progress.advance(self._task)
        if self.quiet:
            return
        if not self.live:
            self.out.print(line(event.record, note="unchanged" if event.reused else ""))
        elif not event.reused:
            self._display.console.print(line(event.record))


def summary(records: Iterable[tuple[str, Mapping[str, Any]]], title: str) -> Table:
    """Subjects down, verdicts across. `records` are pairs (subject, record)."""
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
