"""The runner: every claim in a process of its own, under limits of processor time and memory.

A hang becomes UNDECIDED, a crash or an exception becomes ERROR, and neither touches another claim.
Results reach the store one by one, so that a run that is interrupted or killed continues where it
was.
"""

from __future__ import annotations

import graphlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from steepest.proofs import registry
from steepest.proofs.engine.processes import Ended, Limits, Pool, Stopped, Task, as_they_end
from steepest.proofs.vocabulary import Claim, SteepestError, Verdict

from ..store.composition import Verdicts
from ..store.database import Store
from ..store.goals import engines
from ..store.keys import content_key
from .worker import NOT_RUN, OUT_OF_TIME, Job, failed, mutant_id

# The work of a check is counted by the engines; a claim's own limit is only the last net, and in
# processor time it may be used this many times, on a slow machine too.
NET = 3.0
WORKER = "steepest.verify.running.worker"


@dataclass(frozen=True)
class Event:
    """Something that happened: `record` is None when the job starts; `goals` were decided for it
    anew.
    """

    job: Job
    record: dict[str, Any] | None = None
    reused: bool = False
    goals: dict[str, str] = field(default_factory=dict)


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
    paper = registry.opened()
    for claim in claims:
        for mutant in claim.mutants if mutants else [None]:
            key = content_key(claim, mutant, full=full)
            name = mutant.name if mutant else None
            seconds = timeout or claim.seconds
            more = max(1.0, seconds / claim.seconds)
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
                    more=more,
                    uses=() if mutant else claim.uses,
                    engine=engines() if store else "",
                    paper=str(paper.path) if paper else "",
                )
            )
    return jobs


def reusable(record: dict[str, Any] | None) -> bool:
    """A stored result stands unless it was a defect, or the clock or the memory stopped it."""
    if record is None or record["verdict"] == Verdict.ERROR:
        return False
    return record["method"] not in (OUT_OF_TIME, NOT_RUN, "time limit", "memory limit")


def run(
    jobs: list[Job],
    store: Store,
    *,
    workers: int | None = None,
    fresh: bool = False,
    stop: int | None = None,
) -> Iterator[Event]:
    """Evaluate the jobs, store every result as it comes, and yield what happens.

    Unchanged results are reused unless `fresh`. Claims that use others come last, when the words
    below them are known. A byte on the file descriptor `stop` raises
    `Stopped`; that, and closing the generator, ends every worker.
    """
    shown = {name: stored.record for name, stored in store.latest().items()}
    previous = {name: record["seconds"] for name, record in shown.items()}
    due, held = [], []
    for job in jobs:
        known = None if fresh else store.get(job.name, job.key)
        if known is None or not reusable(known):
            due.append(replace(job, fresh=fresh))
            shown.pop(job.name, None)  # what is due is not decided yet
            continue
        shown[job.name] = known
        event = Event(job, known, reused=True)
        if job.uses:
            held.append(event)
        else:
            yield event
    verdicts = Verdicts(shown)
    # the longest first, so that the end is not one long claim alone
    due.sort(key=lambda job: -previous.get(job.name, 1.0))
    for event in evaluate_all(due, workers=workers, stop=stop):
        if event.record is not None:
            shown[event.job.name] = event.record
            store.put(event.record, event.job.key, event.goals, event.job.engine)
            if event.job.uses:  # its word is known when all claims below it are decided
                held.append(event)
                continue
        yield event
    for event in held:
        yield replace(event, record=verdicts.of(event.job.name))


def evaluate_all(
    jobs: list[Job], *, workers: int | None = None, stop: int | None = None
) -> Iterator[Event]:
    """Evaluate the jobs in worker processes, without a store; a claim after those that it uses."""
    by_name = {job.name: job for job in jobs}
    tasks = [
        Task(f"{WORKER}:decided", (job,), job.name, _limits(job), frozenset(job.uses))
        for job in jobs
    ]
    load = "preload_engines" if any(job.paper for job in jobs) else "preload"
    with Pool(workers, load=[f"{WORKER}:{load}"], fresh=True) as pool:
        try:
            for event in as_they_end(tasks, pool, stop):
                if isinstance(event, Ended):
                    job = by_name[event.task.name]
                    yield _event(job, event)
                else:
                    yield Event(by_name[event.name])
        except graphlib.CycleError as error:
            circle = " -> ".join(error.args[1])
            raise SteepestError(
                f"claims use one another in a circle: {circle}; take one of these out of `uses`"
            ) from None


def _limits(job: Job) -> Limits:
    if job.strict:
        return Limits(wall=job.seconds, memory_gb=job.memory_gb)
    return Limits(processor=NET * job.seconds, memory_gb=job.memory_gb)


def _event(job: Job, ended: Ended) -> Event:
    if ended.how != "done":
        return Event(job, _failed(job, ended))
    answer = json.loads(ended.value)
    return Event(job, answer["record"], goals=answer["goals"])


def _failed(job: Job, ended: Ended) -> dict[str, Any]:
    if ended.how == "time":
        limit = f"{job.seconds:g} s" if job.strict else f"{NET * job.seconds:g} s of processor time"
        detail = f"stopped at the time limit of {limit}; --timeout raises it"
        return failed(job, Verdict.UNDECIDED, OUT_OF_TIME, detail, ended.seconds)
    if ended.how == "memory":
        return failed(job, Verdict.UNDECIDED, "memory limit", ended.value, ended.seconds)
    if ended.how == "raised":
        return failed(job, Verdict.ERROR, "exception", ended.value, ended.seconds)
    detail = f"the worker process {ended.value} and gave no result"
    return failed(job, Verdict.ERROR, "crash", detail, ended.seconds)


__all__ = ["Event", "Job", "Stopped", "evaluate_all", "jobs_for", "mutant_id", "reusable", "run"]
