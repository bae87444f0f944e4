"""What a worker process does: one claim (or one of its mutants), answered as one record.

A process decides one claim, so no evaluation can see the caches or the globals of another.
"""

from __future__ import annotations

import contextlib
import importlib
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from steepest.proofs import registry
from steepest.proofs.engine import work
from steepest.proofs.vocabulary import Claim, Evidence, Plan, SteepestError, Verdict

from ..store.goals import Goals
from ..store.keys import SEED
from ..store.rows import canonical
from .acceptance import accepted

if TYPE_CHECKING:
    from steepest.proofs.engine.judge.remembered import Remembered

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
PER_QUESTION = 20.0  # the work that an engine may spend on one question, in nominal seconds
NOT_RUN = "not run"  # the method of what needs an optional package: see `Judge.lacks`
INPUT = "input"  # the method of a claim of a file that cannot be understood
OUT_OF_TIME = "out of time"  # the method of what was cut off by the clock: never reused


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
    strict: bool = False  # the user gave `seconds`: wall-clock time
    more: float = 1.0  # times the usual work for each question
    uses: tuple[str, ...] = ()  # claims that come first
    engine: str = ""  # what decides scalar goals, as a digest: those of the store are read by it
    fresh: bool = False  # nothing that was decided before is read
    paper: str = ""  # the path of the paper that is open

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
    claim = registry.known(job.id)
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


def evaluate(job: Job, remembered: Remembered | None = None) -> dict[str, Any]:
    """Decide one job in this process; never raises for anything that the check does."""
    from steepest.proofs.engine.judge import Judge
    from steepest.proofs.engine.theorems.claims import used_statements

    started = time.perf_counter()
    try:
        claim = _claim(job)
        check: Callable[[Any], Evidence] = claim
        if job.mutant is not None:
            check = next(mutant for mutant in claim.mutants if mutant.name == job.mutant)
        work.cut_off.clear()
        judge = Judge(
            seed=SEED,
            seconds=PER_QUESTION * job.more,
            trials=_trials(job),
            full=job.full,
            remembered=remembered,
        )
        evidence = check(judge)
        if not isinstance(evidence, Evidence):
            raise TypeError(
                f"the check of {job.name} returned {type(evidence).__name__}; a check returns "
                f"Evidence"
            )
        if evidence.verdict == Verdict.UNDECIDED and work.cut_off:
            evidence = replace(evidence, method=OUT_OF_TIME)
        called = used_statements(claim.uses) if claim.says is not None else None
        evidence = accepted(evidence, Verdict.ERROR, called=called)
        result = record(claim, job, evidence, time.perf_counter() - started)
        canonical(result)
        return result
    except MemoryError:
        detail = f"stopped at the memory limit of {job.memory_gb:g} GB"
        return failed(job, Verdict.UNDECIDED, "memory limit", detail, time.perf_counter() - started)
    except Exception as problem:
        if job.paper and isinstance(problem, SteepestError):  # what a claim of a file says wrongly
            return failed(job, Verdict.ERROR, INPUT, str(problem), time.perf_counter() - started)
        text = traceback.format_exc(limit=-12)
        return failed(job, Verdict.ERROR, "exception", text, time.perf_counter() - started)


def _claim(job: Job) -> Claim:
    if job.paper:
        from ..paper import open_path

        open_path(job.paper)
    else:
        importlib.import_module(job.module)
    claim = registry.known(job.id)
    if claim is None:
        raise KeyError(f"{job.id} is not registered by {job.paper or job.module}")
    return claim


def _trials(job: Job) -> Callable[[Plan], Evidence]:
    """The trial engine on the run's store, imported and opened when the first plan arrives."""

    def run(plan: Plan) -> Evidence:
        from ..trials import judge_trials

        return judge_trials(job.store, full=job.full)(plan)

    return run


def decided(job: Job) -> str:
    """`evaluate` as JSON text, with the goals that were decided anew: what a worker process
    answers.
    """
    from steepest.proofs.engine.judge.remembered import Remembered

    goals = Goals(None if job.fresh or not job.engine else job.store, job.engine)
    remembered = Remembered(goals.read)
    answer = evaluate(job, remembered)
    return canonical({"record": answer, "goals": remembered.fresh if job.engine else {}})


def preload() -> None:
    """Load the registry and the engines, once for all workers; a broken module is reported by
    whoever needs it.
    """
    with contextlib.suppress(Exception):
        registry.load()
    preload_engines()


def preload_engines() -> None:
    """Load what claims of files need."""
    for name in (
        "sympy",
        "flint",
        "z3",
        "numpy",
        "scipy.special",
        "steepest.proofs.checker",
        "steepest.proofs.engine.judge",
        "steepest.proofs.engine.scalar",
        "steepest.proofs.engine.matrix",
        "steepest.proofs.engine.theorems",
    ):
        with contextlib.suppress(Exception):
            importlib.import_module(name)
