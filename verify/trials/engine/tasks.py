"""The ways to run shards: here, one after the other; in a pool of local processes; on a Dask
cluster.

An executor takes tasks while `free()` is positive and reports outcomes in any order. It never
retries: the engine does, so that the rule (at most three more attempts, half the batch each time)
is the same everywhere.
"""

from __future__ import annotations

import importlib
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from steepest.proofs.vocabulary import SteepestError

from . import shard
from .shard import Task


@dataclass(frozen=True)
class Outcome:
    """What became of a task: its arrays, or why there are none."""

    task: Task
    arrays: Mapping[str, Any] | None = None
    cause: str = ""
    again: bool = False  # worth another attempt: the worker died or ran out of memory
    defect: bool = False  # the kernel raised: a traceback, not a sentence for the user


class Executor(Protocol):
    def free(self) -> int: ...
    def submit(self, task: Task) -> None: ...
    def wait(self, seconds: float) -> list[Outcome]: ...
    def close(self) -> None: ...


class Here:
    """Runs each task in this process when it is waited for: no pool inside a worker of another
    pool.
    """

    def __init__(self, record: Mapping[str, Any]):
        self._record = record
        self._waiting: list[Task] = []

    def free(self) -> int:
        return 1 - len(self._waiting)

    def submit(self, task: Task) -> None:
        self._waiting.append(task)

    def wait(self, seconds: float) -> list[Outcome]:
        done = [outcome_of(self._record, task) for task in self._waiting]
        self._waiting.clear()
        return done

    def close(self) -> None:
        self._waiting.clear()


def outcome_of(record: Mapping[str, Any], task: Task) -> Outcome:
    """Run a task in this process; every failure becomes an outcome."""
    try:
        return Outcome(task, shard.run(record, task))
    except Exception as error:
        return failure(task, error)


def failure(task: Task, error: BaseException) -> Outcome:
    if out_of_memory(error):
        return Outcome(task, cause=f"no memory for a batch of {task.batch} trials", again=True)
    if isinstance(error, SteepestError) or type(error).__name__ == "KernelError":
        return Outcome(task, cause=str(error))
    return Outcome(task, cause="".join(traceback.format_exception(error)), defect=True)


def out_of_memory(error: BaseException) -> bool:
    """MemoryError, or the same said by CuPy, which is not imported for asking."""
    if isinstance(error, MemoryError):
        return True
    module, name = type(error).__module__, type(error).__name__
    return name == "OutOfMemoryError" and importlib.import_module(module).__name__.startswith(
        "cupy"
    )
