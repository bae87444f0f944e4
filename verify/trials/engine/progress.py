"""Progress of a run, on stderr: a live bar on a terminal, elsewhere a line a tenth (none faster
than `PACE`, one every `EVERY`).
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, TextIO

from ...terminal import say
from .drive import Step

PACE, EVERY = 2.0, 30.0  # seconds between two plain lines: at least, at most


def clock(seconds: float) -> str:
    """h:mm:ss."""
    whole = max(0, round(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def eta(step: Step) -> float | None:
    """Seconds to go at the pace of this run; None before anything was done in it."""
    fresh = step.done - step.resumed
    return step.seconds * (step.trials - step.done) / fresh if fresh > 0 else None


def line(step: Step) -> str:
    left = eta(step)
    ending = f", ETA {clock(left)}" if left is not None and step.done < step.trials else ""
    return (
        f"{step.done} of {step.trials} trials ({100 * step.done // step.trials} %), "
        f"{step.successes} successes{ending}"
    )


class Plain:
    """Lines for a log."""

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._tenth = -1
        self._said = 0.0

    def __enter__(self) -> Plain:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def __call__(self, step: Step) -> None:
        tenth, waited = 10 * step.done // step.trials, step.seconds - self._said
        if waited < PACE or (tenth == self._tenth and waited < EVERY):
            return
        self._tenth, self._said = tenth, step.seconds
        say(line(step), file=self._stream, flush=True)


class Bar:
    """A rich progress bar."""

    def __init__(self, stream: TextIO):
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(
            *columns, TextColumn("{task.fields[eta]}"), console=Console(file=stream), transient=True
        )
        self._task: Any = None

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def __call__(self, step: Step) -> None:
        left = eta(step)
        ending = f"ETA {clock(left)}" if left is not None else ""
        if self._task is None:
            self._task = self._progress.add_task("", total=step.trials, eta=ending)
        words = f"{step.successes} of {step.done} succeed"
        self._progress.update(self._task, completed=step.done, description=words, eta=ending)


def progress(stream: TextIO | None = None) -> Plain | Bar:
    """The kind that fits the stream."""
    chosen: TextIO = sys.stderr if stream is None else stream
    return Bar(chosen) if chosen.isatty() else Plain(chosen)
