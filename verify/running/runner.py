"""The runner: every claim in a process of its own, two at a time, under a time and a memory limit.

A hang becomes UNDECIDED, a crash or an exception becomes ERROR, and neither touches another claim.
Results reach the store one by one, so that a run that is interrupted or killed continues where it
was.
"""

from __future__ import annotations

import contextlib
import glob
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any

from steepest.proofs.vocabulary import Claim, Verdict

from ..processes import started_safely
from ..store.database import Store
from ..store.keys import content_key
from .worker import Job, failed, main, mutant_id

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "STEEPEST_PRELOAD": "1",
}
# on a busy machine a claim may take this multiple of its own limit, as long as its processor time
# stays within it
PATIENCE = 4.0
GRACE = 0.5  # seconds between the limit that a check sees and the end of its process


@dataclass(frozen=True)
class Event:
    """Something that happened: `record` is None when the job starts."""

    job: Job
    record: dict[str, Any] | None = None
    reused: bool = False


@dataclass
class _Running:
    job: Job
    process: Any
    connection: Any
    started: float = field(default_factory=time.monotonic)
    deadline: float = 0.0

    def __post_init__(self) -> None:
        self.deadline = self.started + self.job.seconds + GRACE

    def expired(self) -> bool:
        """Whether the time is up. A limit of the user is wall-clock time; a claim's own limit is
        processor time of all its processes, so that a busy machine does not change a verdict.
        """
        now = time.monotonic()
        if now < self.deadline:
            return False
        left = 0.0 if self.job.strict else self.job.seconds - processor_seconds(self.process.pid)
        end = self.started + PATIENCE * self.job.seconds + GRACE
        self.deadline = min(now + max(left, 0.0), end)
        return left < 0.05 or now >= end


def jobs_for(
    claims: Iterable[Claim],
    *,
    mutants: bool = False,
    full: bool = False,
    timeout: float | None = None,
    store: str | None = None,
) -> list[Job]:
    """The evaluations of these claims (or of all their mutants)."""
    jobs = []
    for claim in claims:
        for mutant in claim.mutants if mutants else [None]:
            key = content_key(claim, mutant, full=full)
            name = mutant.name if mutant else None
            seconds = timeout or claim.seconds
            jobs.append(
                Job(
                    claim.id,
                    claim.module,
                    key,
                    seconds,
                    claim.memory_gb,
                    name,
                    full,
                    store,
                    strict=timeout is not None,
                )
            )
    return jobs


def reusable(record: dict[str, Any] | None, job: Job) -> bool:
    """A stored result stands unless it was a defect, or a limit lower than today's stopped it."""
    if record is None or record["verdict"] == Verdict.ERROR or record["method"] == "memory limit":
        return False
    return not (record["method"] == "time limit" and record["seconds"] < job.seconds)


class Stopped(Exception):
    """The run was asked to stop; what was finished is stored."""


def run(
    jobs: list[Job],
    store: Store,
    *,
    workers: int | None = None,
    fresh: bool = False,
    stop: int | None = None,
) -> Iterator[Event]:
    """Evaluate the jobs, store every result as it comes, and yield what happens.

    Unchanged results are reused unless `fresh`. A byte on the file descriptor `stop` raises
    `Stopped`; that, and closing the generator, ends every worker.
    """
    latest = store.latest()
    due = []
    for job in jobs:
        known = None if fresh else store.get(job.name, job.key)
        if known is not None and reusable(known, job):
            yield Event(job, known, reused=True)
        else:
            due.append(job)
    previous = {name: stored.record["seconds"] for name, stored in latest.items()}
    # the longest first, so that the end is not one long claim alone
    due.sort(key=lambda job: -previous.get(job.name, 1.0))
    for event in evaluate_all(due, workers=workers, stop=stop):
        if event.record is not None:
            store.put(event.record, event.job.key)
        yield event


def evaluate_all(
    jobs: list[Job], *, workers: int | None = None, stop: int | None = None
) -> Iterator[Event]:
    """Evaluate the jobs in worker processes, without a store."""
    waiting, running = list(reversed(jobs)), []
    workers = workers or os.cpu_count() or 1
    context = _context() if jobs else None
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(_start(context, waiting.pop()))
                yield Event(running[-1].job)
            for done, result in _next(running, stop):
                running.remove(done)
                yield Event(done.job, result)
    finally:
        for one in running:
            _kill(one)


def processor_seconds(group: int) -> float:
    """Processor time of every process of a group and of the children they waited for; 0 where /proc
    does not tell.
    """
    ticks = 0
    for path in glob.iglob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(path, encoding="ascii", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def _context() -> Any:
    """A fork server with the registry and the engines loaded, one thread of linear algebra per
    worker, a fixed hash seed.
    """
    for name, value in {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "STEEPEST_PRELOAD": "1",
    }.items():
        os.environ.setdefault(name, value)
    context = get_context("forkserver")
    context.set_forkserver_preload(["steepest.verify.running.worker"])
    return context


def _start(context: Any, job: Job) -> _Running:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=main, args=(sender, job), name=job.name)
    with started_safely():
        process.start()
    sender.close()
    return _Running(job, process, receiver)


def _next(running: list[_Running], stop: int | None) -> list[tuple[_Running, dict[str, Any]]]:
    """Wait until something ends or runs out of time; the ended ones with their records."""
    deadline = min(one.deadline for one in running)
    watched = [one.connection for one in running] + ([] if stop is None else [stop])
    ready = wait(watched, timeout=max(0.0, deadline - time.monotonic()))
    if stop in ready:
        raise Stopped
    ended = []
    for one in running:
        if one.connection in ready:
            ended.append((one, _receive(one, time.monotonic() - one.started)))
        elif one.expired():
            _kill(one)
            detail = f"stopped at the time limit of {one.job.seconds:g} s; --timeout raises it"
            ended.append(
                (one, failed(one.job, Verdict.UNDECIDED, "time limit", detail, one.job.seconds))
            )
    return ended


def _receive(one: _Running, elapsed: float) -> dict[str, Any]:
    try:
        message = one.connection.recv_bytes()
    except (EOFError, OSError):
        one.process.join(5)
        code = one.process.exitcode
        how = (
            f"signal {signal.Signals(-code).name}"
            if code is not None and code < 0
            else f"exit status {code}"
        )
        _kill(one)
        return failed(
            one.job,
            Verdict.ERROR,
            "crash",
            f"the worker process ended with {how} and no result",
            elapsed,
        )
    _kill(one, wait=2)
    return json.loads(message)


def _kill(one: _Running, wait: float = 0) -> None:
    """End a worker and everything it started."""
    if wait:
        one.process.join(wait)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(one.process.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        one.process.kill()
    one.process.join()
    one.connection.close()
    one.process.close()


__all__ = ["Event", "Job", "Stopped", "evaluate_all", "jobs_for", "mutant_id", "reusable", "run"]
