"""The engine: a registered plan, its missing shards, an executor, retries, and the result.

The plan is stored and hashed before the first shard starts. Every shard is stored the moment it is
done, so that a run that ends in any way continues from there; the result is read from the table of
all trials and not from the order of events.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import Evidence, Plan, SteepestError

from ...statistics import stopping_time
from .outcome import Failure, Result, evidence
from .plans import registered, shard_size, validated
from .shard import Task, TrialError
from .table import Ledger, Memory, gaps, ranges, table
from .tasks import Executor, Here, Outcome

MOST_RETRIES = 3
TICK = 0.1  # seconds between two looks at the signals


class Interrupted(SteepestError):
    """The run was asked to stop; what was finished is stored."""

    def __init__(self, number: int, done: int, trials: int):
        name = signal.Signals(number).name
        super().__init__(
            f"stopped by {name} after {done} of {trials} trials; the finished shards are stored"
        )
        self.number = number


class TrialDefect(RuntimeError):
    """A kernel raised: a defect of ours, with its traceback."""


@dataclass(frozen=True)
class Step:
    """Progress: trials done of all, successes among those, seconds since the start, trials that
    were in the store.
    """

    done: int
    trials: int
    successes: int
    seconds: float
    resumed: int


Report = Callable[[Step], None]


def run_plan(
    plan: Plan,
    store: Ledger | None = None,
    *,
    workers: int = 0,
    dask: str | None = None,
    batch: int | None = None,
    fresh: bool = False,
    report: Report | None = None,
    signals: bool = False,
    memory_gb: float | None = None,
) -> Result:
    """Run what is missing of a plan and return the result of the whole.

    `workers` local processes (0: this process, shard after shard) or the Dask cluster at `dask`.
    `batch` bounds the trials of one kernel call. `fresh` runs stored shards again: their stored
    content must come out, or the store says so. `signals` answers SIGINT and SIGTERM with
    `Interrupted` within `TICK` seconds (in the main thread, with workers or a cluster).
    """
    started = time.monotonic()
    plan = validated(plan)
    record = registered(plan)
    ledger = Memory() if store is None else store
    hash = ledger.put_plan(record)
    stored: dict[int, Mapping[str, Any]] = dict(ledger.shards(hash))
    run = _Run(plan, hash, ledger, stored, report or (lambda step: None), started, batch, fresh)
    if run.todo and not run.settled():
        with _signals(signals and bool(workers or dask)) as caught:
            executor = _executor(record, workers, dask, memory_gb)
            try:
                run.work(executor, caught)
            finally:
                executor.close()
    return run.result()


def judge_trials(
    store: Any = None,
    *,
    workers: int = 0,
    full: bool = False,
    backend: str | None = None,
    batch: int | None = None,
) -> Callable[[Plan], Evidence]:
    """The function that a judge calls for its trials: run the plan, keep the shards, judge the
    counts.

    `store` is a store, the path of one (joined for each plan), or None for no memory. By default
    everything runs in this process, as it must inside a runner's worker. `backend` replaces the
    plan's; `full` runs early-stopping plans to the end.
    """

    def judge(plan: Plan) -> Evidence:
        changes: dict[str, Any] = {"backend": backend} if backend else {}
        if full:
            changes["early"] = False
        chosen = replace(plan, **changes)
        if isinstance(store, str | Path):
            from ...store.database import Store

            with Store(store, "join") as opened:
                return evidence(run_plan(chosen, opened, workers=workers, batch=batch))
        return evidence(run_plan(chosen, store, workers=workers, batch=batch))

    return judge


def _executor(
    record: Mapping[str, Any], workers: int, dask: str | None, memory_gb: float | None
) -> Executor:
    if dask:
        from .cluster import Cluster

        return Cluster(record, dask)
    if workers:
        from .pool import Pool

        return Pool(record, workers, memory_gb)
    return Here(record)


@dataclass
class _Run:
    plan: Plan
    hash: str
    ledger: Ledger
    shards: dict[int, Mapping[str, Any]]
    report: Report
    started: float
    batch: int | None
    fresh: bool
    todo: deque[Task] = field(default_factory=deque)
    failures: list[Failure] = field(default_factory=list)
    resumed: int = 0
    retries: int = 0
    stopped: int | None = None
    # the outcomes of the trials in one piece from the first on
    _prefix: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        done = ranges(self.shards, self.plan.trials)
        missing = gaps(done, self.plan.trials)
        self.resumed = self.plan.trials - sum(count for _, count in missing)
        size = shard_size(self.plan)
        pieces = [
            (at, min(size, first + count - at))
            for first, count in missing
            for at in range(first, first + count, size)
        ]
        if self.fresh:
            pieces, self.shards, self.resumed = sorted(pieces + done), {}, 0
        batch = max(1, self.batch or size)
        self.todo.extend(Task(first, count, min(batch, count)) for first, count in pieces)

    @property
    def done(self) -> int:
        return sum(len(arrays["success"]) for arrays in self.shards.values())

    def work(self, executor: Executor, caught: Callable[[], int]) -> None:
        done, successes = (
            self.done,
            sum(int(arrays["success"].sum()) for arrays in self.shards.values()),
        )
        running = 0
        self._say(done, successes)
        while self.todo or running:
            while self.todo and executor.free() > 0:
                executor.submit(self.todo.popleft())
                running += 1
            for outcome in executor.wait(TICK):
                running -= 1
                if outcome.arrays is None:
                    self._retry(outcome)
                    continue
                self.ledger.put_shard(self.hash, outcome.task.first, outcome.arrays)
                self.shards[outcome.task.first] = outcome.arrays
                done += outcome.task.count
                successes += int(outcome.arrays["success"].sum())
                self._say(done, successes)
                if self.settled():
                    return
            if number := caught():
                raise Interrupted(number, done, self.plan.trials)

    def _say(self, done: int, successes: int) -> None:
        self.report(
            Step(done, self.plan.trials, successes, time.monotonic() - self.started, self.resumed)
        )

    def _retry(self, outcome: Outcome) -> None:
        task = outcome.task
        if outcome.defect:
            raise TrialDefect(
                f"{self.plan.batch} raised in trials {task.first} to "
                f"{task.first + task.count - 1}\n{outcome.cause}"
            )
        if not outcome.again:
            raise TrialError(outcome.cause)
        if task.attempt < MOST_RETRIES:
            self.retries += 1
            self.todo.appendleft(task.halved())
        else:
            self.failures.append(Failure(task.first, task.count, outcome.cause))

    def settled(self) -> bool:
        """Whether an early plan is decided by the trials that are done in one piece from the first
        on.
        """
        if not self.plan.early:
            return False
        import numpy

        known = reached = sum(len(piece) for piece in self._prefix)
        while reached in self.shards:
            self._prefix.append(self.shards[reached]["success"])
            reached += len(self._prefix[-1])
        if reached > known and self.stopped is None:
            outcomes, plan = numpy.concatenate(self._prefix), self.plan
            self.stopped = stopping_time(
                outcomes, plan.at_least, plan.margin, plan.alpha, after=known
            )
        return self.stopped is not None

    def result(self) -> Result:
        full = table(dict(sorted(self.shards.items())), self.plan.trials)
        if self.stopped is not None:
            full = {key: array[: self.stopped] for key, array in full.items()}
        seconds = time.monotonic() - self.started
        return Result(
            self.plan,
            self.hash,
            full,
            tuple(self.failures),
            self.stopped,
            self.resumed,
            self.retries,
            seconds,
        )


@contextlib.contextmanager
def _signals(wanted: bool) -> Iterator[Callable[[], int]]:
    """Note SIGINT and SIGTERM instead of dying in the middle of something; 0 while none has
    come.
    """
    caught: list[int] = []
    if not wanted or threading.current_thread() is not threading.main_thread():
        yield lambda: 0
        return
    before = {
        number: signal.signal(number, lambda number, frame: caught.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield lambda: caught[0] if caught else 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
