"""Shards in local worker processes: a worker that dies costs its shard one attempt and nothing
else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steepest.proofs.engine import processes

from ...store.rows import pack, unpack
from .shard import Task
from .tasks import Outcome, outcome_of


def answer(record: Mapping[str, Any], task: Task) -> tuple[str, Any]:
    """What a worker does: a shard as npz bytes, or why there is none."""
    outcome = outcome_of(record, task)
    if outcome.arrays is not None:
        return "shard", pack(outcome.arrays)
    return "again" if outcome.again else "defect" if outcome.defect else "error", outcome.cause


class Pool:
    """At most `workers` processes, started when there is work for them."""

    def __init__(self, record: Mapping[str, Any], workers: int, memory_gb: float | None = None):
        self._record = dict(record)
        self._limits = processes.Limits(memory_gb=memory_gb)
        self._pool = processes.Pool(workers, load=["numpy", "steepest.verify.trials"])

    def free(self) -> int:
        return self._pool.free()

    def pids(self) -> list[int]:
        """Its processes, for whoever wants to watch (or kill) them."""
        return self._pool.pids()

    def submit(self, task: Task) -> None:
        work = f"{__name__}:{answer.__name__}"
        self._pool.submit(processes.Task(work, (self._record, task), limits=self._limits))

    def wait(self, seconds: float) -> list[Outcome]:
        return [_outcome(ended) for ended in self._pool.wait(seconds)]

    def close(self) -> None:
        self._pool.close()


def _outcome(ended: processes.Ended) -> Outcome:
    task = ended.task.arguments[1]
    if ended.how == "done":
        kind, body = ended.value
        if kind == "shard":
            return Outcome(task, unpack(body))
        return Outcome(task, cause=body, again=kind == "again", defect=kind == "defect")
    if ended.how == "memory":
        return Outcome(task, cause=f"no memory for a batch of {task.batch} trials", again=True)
    if ended.how == "raised":
        return Outcome(task, cause=ended.value, defect=True)
    return Outcome(task, cause=f"the worker process {ended.value}", again=True)
