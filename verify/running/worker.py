"""What runs in a worker process: one claim (or one of its mutants), with limits, answered as one
JSON message.

Importing this module loads the registry and the engines: the fork server imports it once, so that a
worker starts in milliseconds. A worker lives for one evaluation, so no evaluation can see the
caches or the globals of another.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from steepest.proofs import registry
from steepest.proofs.engine.judge import Judge
from steepest.proofs.vocabulary import Claim, Evidence, Plan, Verdict

from ..store.keys import SEED
from ..store.rows import canonical

FIELDS = (
    "id",
    "title",
    "source",
    "verdict",
    "scope",
    "method",
    "seconds",
    "certificate",
    "witness",
    "detail",
    "hash",
    "backend",
    "seed",
    "amends",
)
PER_QUESTION = 20.0  # seconds an engine may spend on one question of a check


@dataclass(frozen=True)
class Job:
    """One evaluation to be done: a claim, or the mutant `mutant` of it."""

    id: str
    module: str
    key: str
    seconds: float
    memory_gb: float = 4.0
    mutant: str | None = None
    full: bool = False
    store: str | None = None
    strict: bool = False  # `seconds` is wall-clock time, not processor time

    @property
    def name(self) -> str:
        return self.id if self.mutant is None else mutant_id(self.id, self.mutant)


def mutant_id(id: str, mutant: str) -> str:
    """The id under which the result of a mutant is stored."""
    return f"{id} ~ {mutant}"


def record(claim: Claim, job: Job, evidence: Evidence, seconds: float) -> dict[str, Any]:
    """The record of one evaluation, with exactly the keys of the public format."""
    certificate = evidence.certificate
    backend = certificate.get("backend") if isinstance(certificate, dict) else None
    witness = evidence.witness
    backend = backend or (witness.get("backend") if isinstance(witness, dict) else None)
    return {
        "id": job.name,
        "title": claim.title,
        "source": str(claim.source),
        "verdict": str(evidence.verdict),
        "scope": evidence.scope,
        "method": evidence.method,
        "seconds": round(seconds, 3),
        "certificate": certificate,
        "witness": witness,
        "detail": evidence.detail,
        "hash": job.key,
        "backend": backend or ("numpy" if claim.trial else "exact"),
        "seed": SEED,
        "amends": None if job.mutant else claim.amends,
    }


def failed(job: Job, verdict: Verdict, method: str, detail: str, seconds: float) -> dict[str, Any]:
    """The record of an evaluation that gave no evidence: the claim is looked up for its title
    only.
    """
    claim = registry._claims.get(job.id)
    evidence = Evidence(verdict, scope="", method=method, detail=detail)
    if claim is not None:
        return record(claim, job, evidence, seconds)
    empty = {
        "title": "",
        "source": "",
        "certificate": None,
        "witness": None,
        "backend": "exact",
        "seed": SEED,
        "amends": None,
    }
    return empty | {
        "id": job.name,
        "verdict": str(verdict),
        "scope": "",
        "method": method,
        "seconds": round(seconds, 3),
        "detail": detail,
        "hash": job.key,
    }


def evaluate(job: Job) -> dict[str, Any]:
    """Decide one job in this process; never raises for anything that the check does."""
    started = time.perf_counter()
    try:
        importlib.import_module(job.module)
        claim = registry._claims[job.id]
        check: Callable[[Any], Evidence] = claim
        if job.mutant is not None:
            check = next(mutant for mutant in claim.mutants if mutant.name == job.mutant)
        judge = Judge(
            seed=SEED, seconds=min(PER_QUESTION, job.seconds), trials=_trials(job), full=job.full
        )
        evidence = check(judge)
        if not isinstance(evidence, Evidence):
            raise TypeError(
                f"the check of {job.name} returned {type(evidence).__name__}; a check returns "
                f"Evidence"
            )
        result = record(claim, job, evidence, time.perf_counter() - started)
        canonical(result)
        return result
    except MemoryError:
        detail = f"stopped at the memory limit of {job.memory_gb:g} GB"
        return failed(job, Verdict.UNDECIDED, "memory limit", detail, time.perf_counter() - started)
    except Exception:
        text = traceback.format_exc(limit=-12)
        return failed(job, Verdict.ERROR, "exception", text, time.perf_counter() - started)


def _trials(job: Job) -> Callable[[Plan], Evidence]:
    """The trial engine on the run's store, imported and opened when the first plan arrives."""

    def run(plan: Plan) -> Evidence:
        from ..trials import judge_trials

        return judge_trials(job.store, full=job.full)(plan)

    return run


def main(connection: Any, job: Job) -> None:
    """Entry point of a worker process."""
    os.setpgid(0, 0)  # one group with everything the check starts, so that a limit ends all of it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    _end_with_parent()
    _limit_memory(job.memory_gb)
    result = evaluate(job)
    with contextlib.suppress(BrokenPipeError):
        connection.send_bytes(canonical(result).encode())
    os._exit(0)  # nothing is left to tidy up that the operating system does not


def _limit_memory(gigabytes: float) -> None:
    """Allow `gigabytes` beyond what the loaded libraries already occupy."""
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as statm:
            occupied = int(statm.read().split()[0]) * resource.getpagesize()
        limit = occupied + int(gigabytes * 2**30)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(
            resource.RLIMIT_AS,
            (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard),
        )


def _end_with_parent() -> None:
    """End this process and everything it started as soon as the run's process is gone, even by kill
    -9.
    """
    import multiprocessing
    from multiprocessing.connection import wait

    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os.killpg(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _preload() -> None:
    """Load the registry and the engines; a broken module is reported by whoever needs it, not
    here.
    """
    with contextlib.suppress(Exception):
        registry.load()
    for name in (
        "sympy",
        "flint",
        "z3",
        "numpy",
        "scipy.special",
        "steepest.proofs.engine.scalar",
        "steepest.proofs.engine.matrix",
    ):
        with contextlib.suppress(Exception):
            importlib.import_module(name)


if __name__ != "__main__" and "STEEPEST_PRELOAD" in os.environ:
    _preload()
