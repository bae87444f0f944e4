"""A run as it goes: live bars on a terminal, lines otherwise."""

from __future__ import annotations

from collections import Counter

from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ..running.runner import Event
from .display import STYLE, console, line


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
