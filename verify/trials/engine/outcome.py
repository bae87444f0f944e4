"""What a run of a plan found: counts, the table of trials, and the evidence they make."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from steepest.proofs.vocabulary import Evidence, Plan, Verdict

from ...statistics import (
    Bounds,
    interval,
    lower_limit,
    power,
    rational,
    trials_to_support,
    upper_limit,
    verdict,
)
from .plans import exact_numbers, step_hash
from .shard import FLAGS


@dataclass(frozen=True)
class Failure:
    """A shard that could not be run: its trials have no answer."""

    first: int
    count: int
    cause: str


@dataclass(frozen=True)
class Counts:
    """Integer counts; `unknown` trials ended without an answer (cut off where that is no failure,
    or never run).
    """

    successes: int
    trials: int
    diverged: int = 0
    censored: int = 0
    excluded: int = 0
    unknown: int = 0

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.successes, self.trials, self.unknown)


@dataclass(frozen=True)
class Result:
    """A finished run. `table` holds one array a recorded quantity, in trial order, and `trial`, the
    trials' numbers.
    """

    plan: Plan
    hash: str
    table: Mapping[str, Any]
    failures: tuple[Failure, ...] = ()
    stopped: int | None = None  # trials after which an early plan was settled
    resumed: int = 0  # trials that were already in the store
    retries: int = 0
    seconds: float = 0.0
    counts: Counts = field(init=False)
    verdict: Verdict = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "counts", counted(self.plan, self.table, self.stopped or self.plan.trials)
        )
        counts = self.counts
        found = (
            verdict(counts.bounds, self.plan.at_least, self.plan.margin, self.plan.alpha)
            if counts.trials
            else Verdict.UNDECIDED
        )
        object.__setattr__(self, "verdict", found)

    @property
    def first_failing(self) -> int | None:
        """The smallest trial that was run and failed the predicate."""
        import numpy

        failing = numpy.flatnonzero(_failing(self.plan, self.table))
        return int(self.table["trial"][failing[0]]) if len(failing) else None

    def limits(self) -> tuple[float, float]:
        """The interval whose ends decide: one-sided limits at level alpha, unknown trials counted
        against each end.
        """
        bounds, alpha = self.counts.bounds, rational(self.plan.alpha)
        low, high = (
            lower_limit(bounds.successes, bounds.trials, alpha),
            upper_limit(bounds.most, bounds.trials, alpha),
        )
        return float(low), float(high)

    def summary(self) -> dict[str, dict[str, Any]]:
        """Smallest, middle and largest value of every recorded number; order statistics, so the
        same for every sharding.
        """
        import numpy

        found = {}
        for key, values in self.table.items():
            if key in (*FLAGS, "trial") or values.ndim != 1 or not len(values):
                continue
            ordered = numpy.sort(values)
            middle = (
                float(ordered[(len(ordered) - 1) // 2]) + float(ordered[len(ordered) // 2])
            ) / 2
            nonfinite = int((~numpy.isfinite(values)).sum())
            numbers = {
                "min": float(numpy.min(values)),
                "median": middle,
                "max": float(numpy.max(values)),
            }
            found[key] = {
                name: number if math.isfinite(number) else None for name, number in numbers.items()
            }
            if nonfinite:
                found[key]["nonfinite"] = nonfinite
                if numpy.isnan(values).any():
                    found[key]["median"] = None
        return found


def _failing(plan: Plan, table: Mapping[str, Any]) -> Any:
    failing = table["success"] == 0
    if plan.diverged == "excluded":
        failing &= table["diverged"] == 0
    if plan.censored == "unknown":
        failing &= table["censored"] == 0
    return failing


def counted(plan: Plan, table: Mapping[str, Any], planned: int) -> Counts:
    """The counts of a table of `planned` trials, absent ones being unknown."""
    success, diverged, censored = (table[flag].astype(bool) for flag in FLAGS)
    excluded = int((diverged & ~success).sum()) if plan.diverged == "excluded" else 0
    open_ended = censored & ~success & ~(diverged if plan.diverged == "excluded" else False)
    return Counts(
        successes=int(success.sum()),
        trials=planned - excluded,
        diverged=int(diverged.sum()),
        censored=int(censored.sum()),
        excluded=excluded,
        unknown=planned
        - len(success)
        + (int(open_ended.sum()) if plan.censored == "unknown" else 0),
    )


def evidence(result: Result, replay: str = "") -> Evidence:
    """The evidence of a run: counts, exact interval and power, and for a refutation the smallest
    failing trial.

    `replay` is the command without `--only`; by default the plan's own name.
    """
    plan, counts, word = result.plan, result.counts, result.verdict
    refuted = word == Verdict.REFUTED
    document = {
        "kind": "counts",
        "verdict": str(word),
        "successes": counts.bounds.most if refuted else counts.successes,
        "trials": counts.trials,
        **exact_numbers(plan),
        "name": plan.name,
        "plan": result.hash,
        "step": step_hash(plan),
        "seed": plan.seed,
        "backend": plan.backend,
        "diverged": counts.diverged,
        "censored": counts.censored,
        "excluded": counts.excluded,
        "unknown": counts.unknown,
        "sequential": result.stopped is not None,
    }
    if counts.trials:
        document["interval"] = list(result.limits())
        document["interval_95"] = [
            float(end) for end in interval(counts.successes, counts.trials, "0.95")
        ]
        # the power of a run that may stop early is not that of its length
        fixed = result.stopped is None
        document["power"] = power(counts.trials, plan.at_least, plan.alpha) if fixed else None
    document["recorded"] = result.summary()
    if refuted and result.first_failing is not None:
        command = replay or f"steepest trial {plan.name}"
        document["first_failing"] = result.first_failing
        document["replay"] = f"{command} --only {result.first_failing}"
    return Evidence(
        verdict=word,
        scope=scope(plan),
        method="pre-registered trials, exact binomial"
        + (", confidence sequence" if result.stopped is not None else ""),
        certificate=document if word == Verdict.SUPPORTED else None,
        witness=document if refuted else None,
        detail=sentence(result),
    )


def scope(plan: Plan) -> str:
    words = [f"{plan.trials} random trials, seed {plan.seed}"]
    words += [f"{key} = {value}" for key, value in plan.parameters.items() if value is not None]
    if plan.horizon:
        words.append(f"horizon {plan.horizon} steps")
    return ", ".join(words)


def sentence(result: Result) -> str:
    """The finding in words: counts first, then what they say about the claimed probability."""
    plan, counts = result.plan, result.counts
    if not counts.trials:
        return (
            f"every one of {counts.excluded} trials diverged, and the statement speaks only "
            f"of those that do not (vacuous)."
        )
    low, high = result.limits()
    claimed = float(rational(plan.at_least))
    parts = [
        f"{counts.successes} of {counts.trials} trials succeed ({plan.success}); probability in "
        f"[{low:.6g}, {high:.6g}]"
    ]
    parts += [
        f"{number} {words}"
        for number, words in (
            (counts.diverged, "diverged"),
            (counts.censored, "reached the horizon"),
            (counts.excluded, "excluded"),
            (counts.unknown, "without an answer"),
        )
        if number
    ]
    text = ", ".join(parts)
    match result.verdict:
        case Verdict.REFUTED:
            text += (
                f"; probability at least {claimed:g} is rejected at level "
                f"{float(rational(plan.alpha)):g}"
            )
        case Verdict.SUPPORTED:
            text += f"; the lower limit reaches {claimed:g} - {float(rational(plan.margin)):g}"
        case _:
            needed, target = (
                trials_to_support(plan.at_least, plan.margin, plan.alpha),
                claimed - float(rational(plan.margin)),
            )
            reach = f"at least {needed} trials" if needed else "a positive margin"
            text += (
                f"; consistent with at least {claimed:g}, but the lower limit is below "
                f"{target:g} (support needs {reach})"
            )
    if result.stopped is not None:
        text += f"; settled after {result.stopped} of {plan.trials} trials"
    if result.failures:
        failure = result.failures[0]
        where = f"trials {failure.first} to {failure.first + failure.count - 1}"
        last = failure.cause.strip().splitlines()[-1] if failure.cause.strip() else "no cause given"
        text += f"; {len(result.failures)} shards failed four times, first {where}: {last}"
    return text + "."
