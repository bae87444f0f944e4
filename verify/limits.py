"""Functions in processes with limits on processor time and memory that hold inside C code too.

Whatever a file from outside makes a library do, it ends with one sentence. A worker that runs into
a limit is gone, and another one takes its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from steepest.proofs.engine import processes
from steepest.proofs.engine.processes import Ended, Pool, Task, as_they_end


@dataclass(frozen=True)
class Limits:
    seconds: float  # of processor time for one call
    gigabytes: float  # beyond what the worker occupies when it starts


@dataclass(frozen=True)
class Failed:
    """A call that gave no result, and why."""

    reason: str


def call(function: Callable[..., Any], *arguments: Any, limits: Limits) -> Any:
    """One call in a process of its own; its result, or `Failed`."""
    return next(iter(each(function, [arguments], limits=limits, workers=1)))[1]


def each(
    function: Callable[..., Any],
    calls: Iterable[tuple],
    *,
    limits: Limits,
    workers: int | None = None,
    preload: str = "",
) -> Iterator[tuple[int, Any]]:
    """(number of the call, its result or `Failed`) as they come. `function` is one of a module;
    `preload` names modules that the workers import first.
    """
    work = f"{function.__module__}:{function.__qualname__}"
    limited = processes.Limits(processor=limits.seconds, memory_gb=limits.gigabytes)
    tasks = [Task(work, one, str(number), limited) for number, one in enumerate(calls)]
    with Pool(workers, load=[__name__, *preload.split()]) as pool:
        for event in as_they_end(tasks, pool):
            if isinstance(event, Ended):
                yield int(event.task.name), _result(event, limits)


def _result(ended: Ended, limits: Limits) -> Any:
    if ended.how == "done":
        return ended.value
    if ended.how == "time":
        return Failed(f"stopped after {limits.seconds:g} s of processor time")
    if ended.how == "memory" or (ended.how == "crash" and ended.code == -6):  # flint aborts
        return Failed(f"stopped at the memory limit of {limits.gigabytes:g} GB")
    if ended.how == "crash":
        return Failed(f"the process ended with status {ended.code}")
    last = str(ended.value).strip().splitlines()[-1]
    if last.startswith("RecursionError"):
        return Failed("nested too deeply")
    return Failed(re.sub(r"^\w+(\.\w+)+: ", "", last)[:300])  # without "module.TypeOfError: "


__all__ = ["Failed", "Limits", "call", "each"]
