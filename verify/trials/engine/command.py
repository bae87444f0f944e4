"""`steepest trial NAME`: show the plan, run it with progress, print counts, exact interval, verdict
and power.
"""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import Evidence, Plan, Verdict, together

from ...statistics import power, rational, trials_to_support
from ...store.database import Store, StoreError
from ...terminal import emit, say
from .drive import Interrupted, run_plan
from .lookup import Target, check_settings, find, plans_of
from .named import TrialInputError, parse_settings
from .outcome import Result, evidence
from .plans import plan_hash, registered, validated
from .progress import progress
from .shard import Task, run

NO_SPACE = 74  # the exit code of a store that could not be written (EX_IOERR)


def trial_command(
    name: str,
    store: str | Path | None = None,
    *,
    trials: int | None = None,
    settings: Iterable[str] | Mapping[str, Any] = (),
    backend: str | None = None,
    seed: int | None = None,
    dask: str | None = None,
    resume: bool = True,
    json: bool = False,
    only: int | None = None,
    workers: int | None = None,
    early: bool = False,
) -> tuple[dict[str, Any], int]:
    """Run the trial and print it; (the record, the exit code).

    Exit codes: 0 not refuted (or refuted as the ledger records); 1 refuted, or shards were lost for
    good; 74 the store could not be written; 130 and 143 stopped by SIGINT and SIGTERM. Wrong input
    raises a `SteepestError`. With `json` the record goes to stdout, and everything for people to
    stderr.
    """
    session = _Session(
        name, parse_settings(settings), trials, backend, seed, dask, resume, json, workers, early
    )
    path = Path(store) if store is not None else None
    if only is not None:
        return session.replay(only, path)
    if path is None:
        return session.run(None)
    with closing(Store(path)) as opened:
        return session.run(opened)


class _Session:
    def __init__(
        self,
        name: str,
        settings: dict[str, Any],
        trials: int | None,
        backend: str | None,
        seed: int | None,
        dask: str | None,
        resume: bool,
        json: bool,
        workers: int | None,
        early: bool,
    ):
        if workers is not None and not 1 <= workers <= 1024:
            raise TrialInputError(
                f"--workers {workers} was given; expected a whole number from 1 to 1024"
            )
        changes = {"trials": trials, "seed": seed, "backend": backend, "early": early or None}
        self.name, self.settings = name, settings
        self.changes = {key: value for key, value in changes.items() if value is not None}
        self.dask, self.fresh, self.json, self.workers = dask, not resume, json, workers
        self.out = sys.stderr if json else sys.stdout
        self.results: list[Result] = []

    # --- the two things to do ---------------------------------------------------------------------

    def run(self, store: Store | None) -> tuple[dict[str, Any], int]:
        target = find(self.name, store)
        started = time.monotonic()
        try:
            found = self._decide(target, store)
        except Interrupted as stop:
            self._complain(f"{stop}. To go on: {self._resume_command(store)}")
            return {}, 128 + stop.number
        except StoreError as error:
            self._complain(str(error))
            return {}, NO_SPACE
        record = self._record(target, found, time.monotonic() - started)
        for line in target.named.explain(self.settings) if target.named else []:
            self._say(line)
        numbers = target.named.numbers(self.settings, self.results) if target.named else None
        if numbers is not None:
            record["numbers"] = numbers[0]
            self._say("\n".join(numbers[1]))
        if self.json:
            emit(record)
        return record, self._exit_code(record)

    def replay(self, trial: int, path: Path | None) -> tuple[dict[str, Any], int]:
        """Run one trial of each plan again and print what it records; the exit code is 0 if it
        succeeds.
        """
        stored = Store(path, "read") if path is not None and path.exists() else None
        try:
            target = find(self.name, stored)
        finally:
            if stored is not None:
                stored.close()
        found = []
        for plan in self._plans(target):
            if not 0 <= trial < plan.trials:
                raise TrialInputError(
                    f"--only {trial}: {plan.name} has the trials 0 to {plan.trials - 1}"
                )
            arrays = run(registered(plan), Task(trial, 1, 1))
            values = {key: array[0].tolist() for key, array in arrays.items() if key != "_range"}
            found.append(
                {"name": plan.name, "plan": plan_hash(plan), "trial": trial, "recorded": values}
            )
            self._say(
                f"trial {trial} of {plan.name} (seed {plan.seed}, "
                f"{plan.backend}{_parameters(plan)})"
            )
            for key, value in values.items():
                self._say(f"  {key} = {value!r}")
        record = found[0] if len(found) == 1 else {"trial": trial, "plans": found}
        if self.json:
            emit(record)
        return record, 0 if all(one["recorded"]["success"] for one in found) else 1

    # --- plans ------------------------------------------------------------------------------------

    def _plans(self, target: Target) -> list[Plan]:
        if target.claim is not None:
            plans = plans_of(target.claim, self.settings)
        elif target.named is not None:
            plans = [target.named.plan(self.settings)]
        else:
            assert target.stored is not None
            if self.settings:
                raise TrialInputError(
                    f"--set cannot change the registered plan {self.name}; use the trial's name"
                )
            plans = [target.stored]
        return [self._chosen(plan) for plan in plans]

    def _chosen(self, plan: Plan) -> Plan:
        return validated(replace(plan, **self.changes))

    def _decide(self, target: Target, store: Store | None) -> Evidence:
        if target.claim is None:
            return together(*(self._trial(plan, store) for plan in self._plans(target)))
        from steepest.proofs.engine.judge import Judge

        judge = Judge(trials=lambda plan: self._trial(self._chosen(plan), store))
        return target.claim.check(judge, **check_settings(target.claim, self.settings))

    def _trial(self, plan: Plan, store: Store | None) -> Evidence:
        self._say("\n".join(described(plan)))
        if store is not None:
            stored = store.shard_ids(plan_hash(plan))
            self._say(
                f"store    {store.path}"
                + (f" ({len(stored)} shards are there)" if stored and not self.fresh else "")
            )
        local = 0 if self.dask else self._processes(plan)
        with progress() as report:
            result = run_plan(
                plan,
                store,
                workers=local,
                dask=self.dask,
                fresh=self.fresh,
                report=report,
                signals=True,
            )
        self.results.append(result)
        found = evidence(result, self._command())
        self._say("\n".join(concluded(result, found)))
        return found

    def _processes(self, plan: Plan) -> int:
        if self.workers:
            return self.workers
        # those use every core or the device themselves
        return 1 if plan.backend in ("cpu", "cuda") else os.cpu_count() or 1

    # --- words ------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        say(text, file=self.out, flush=True)

    def _complain(self, text: str) -> None:
        say(f"steepest: {text}", file=sys.stderr, flush=True)

    def _command(self) -> str:
        """The command that makes these plans."""
        words = ["steepest", "trial", self.name]
        words += [
            word for key, value in self.settings.items() for word in ("--set", f"{key}={value}")
        ]
        words += [
            word
            for key in ("trials", "seed", "backend")
            if key in self.changes
            for word in (f"--{key}", str(self.changes[key]))
        ]
        return shlex.join(words)

    def _resume_command(self, store: Store | None) -> str:
        extra = ["--dask", self.dask] if self.dask else []
        extra += ["--early"] if self.changes.get("early") else []
        extra += ["--store", str(store.path)] if store is not None else []
        return " ".join(filter(None, [self._command(), shlex.join([*extra, "--resume"])]))

    def _record(self, target: Target, found: Evidence, seconds: float) -> dict[str, Any]:
        hashes = [result.hash for result in self.results]
        return {
            "id": self.name,
            "title": target.title,
            "source": str(target.claim.source) if target.claim else "",
            "verdict": str(found.verdict),
            "scope": found.scope,
            "method": found.method,
            "seconds": round(seconds, 3),
            "certificate": found.certificate,
            "witness": found.witness,
            "detail": found.detail,
            "hash": " ".join(hashes),
            "backend": " ".join(dict.fromkeys(result.plan.backend for result in self.results))
            or "exact",
            "seed": self.results[0].plan.seed if self.results else 0,
            "amends": target.claim.amends if target.claim else None,
        }

    def _exit_code(self, record: Mapping[str, Any]) -> int:
        if any(result.failures for result in self.results):
            return 1
        if record["verdict"] != Verdict.REFUTED:
            return 0
        from ...store.ledger import recorded

        as_recorded = (
            not self.settings and not self.changes and recorded().get(self.name) == Verdict.REFUTED
        )
        return 0 if as_recorded else 1


def described(plan: Plan) -> list[str]:
    """A plan for a person, before it runs."""
    claimed, margin, alpha = (
        float(rational(value)) for value in (plan.at_least, plan.margin, plan.alpha)
    )
    reach = power(plan.trials, plan.at_least, plan.alpha)
    needed = trials_to_support(plan.at_least, plan.margin, plan.alpha)
    lines = [
        f"trial    {plan.name}{_parameters(plan)}",
        f"plan     {plan_hash(plan)[:12]}: {plan.trials} trials, seed {plan.seed}, backend "
        f"{plan.backend}"
        + (f", horizon {plan.horizon} steps" if plan.horizon else "")
        + (", may stop early" if plan.early else ""),
        f"success  {plan.success}",
        f"claimed  with probability at least {claimed:g} (margin {margin:g}, alpha {alpha:g})",
        f"power    refuted with probability 0.99 if the truth is {reach:.6g} or less"
        if reach is not None
        else f"power    none: no outcome of {plan.trials} trials refutes it at this level",
    ]
    if needed is None or needed > plan.trials:
        lines[-1] += "; cannot be supported" + (
            f" by fewer than {needed} trials" if needed else " without a margin"
        )
    return lines


def concluded(result: Result, found: Evidence) -> list[str]:
    """A result for a person."""
    lines = [f"result   {found.verdict}: {found.detail}"]
    if result.counts.trials:
        low, high = result.limits()
        lines.append(f"counts   {_counts(result)}")
        lines.append(
            f"interval [{low:.8g}, {high:.8g}], exact, each end at level "
            f"{float(rational(result.plan.alpha)):g}"
        )
    for key, numbers in result.summary().items():
        values = ", ".join(
            f"{name} {value:.6g}" for name, value in numbers.items() if value is not None
        )
        lines.append(f"         {key}: {values}")
    if isinstance(found.witness, dict) and "replay" in found.witness:
        lines.append(f"replay   {found.witness['replay']}")
    again = f", {result.retries} retries" if result.retries else ""
    stored = f", {result.resumed} trials from the store" if result.resumed else ""
    lines.append(f"time     {result.seconds:.2f} s{stored}{again}")
    return lines


def _counts(result: Result) -> str:
    counts = result.counts
    words = {
        "succeeded": counts.successes,
        "trials": counts.trials,
        "diverged": counts.diverged,
        "reached the horizon": counts.censored,
        "excluded": counts.excluded,
        "without an answer": counts.unknown,
    }
    return ", ".join(
        f"{number} {name}"
        for name, number in words.items()
        if number or name in ("succeeded", "trials", "diverged")
    )


def _parameters(plan: Plan) -> str:
    shown = {key: str(value) for key, value in plan.parameters.items() if value is not None}
    return "".join(
        f", {key} = {value if len(value) <= 400 else value[:397] + '...'}"
        for key, value in shown.items()
    )
