"""Runs of a figure side by side, one core each, in the workers that everything else uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from steepest.proofs.engine.processes import Pool, Task
from steepest.proofs.vocabulary import SteepestError


def side_by_side(
    work: str,
    arguments: Sequence[tuple[Any, ...]],
    workers: int,
    *,
    every: float | None = None,
    meanwhile: Callable[[set[int]], None] = lambda running: None,
) -> Iterator[tuple[int, Any]]:
    """(index, value) of `work` ("package.module:function") for each of the `arguments`, as they
    end; every so many seconds `meanwhile` is told which are running. Raises `SteepestError` when
    one fails.
    """
    waiting, running = list(range(len(arguments))), set[int]()
    with Pool(workers, load=[work.partition(":")[0]]) as pool:
        while waiting or running:
            while waiting and pool.free() > 0:
                index = waiting.pop(0)
                pool.submit(Task(work, arguments[index], str(index)))
                running.add(index)
            ended = pool.wait(every)
            for one in ended:
                if one.how != "done":
                    reason = str(one.value).strip().splitlines() or ["no reason was given"]
                    raise SteepestError(f"a run of the figure failed: {reason[-1]}")
                running.discard(int(one.task.name))
                yield int(one.task.name), one.value
            if not ended:
                meanwhile(running)
