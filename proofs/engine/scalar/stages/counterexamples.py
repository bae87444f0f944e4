"""Searches for a point that violates the claim."""

from __future__ import annotations

from ....vocabulary import Evidence, Verdict
from ...processes import alone
from ...terms import show
from ...work import Budget
from .. import crossing as crossings
from .run import Run


def quick(run: Run) -> Evidence | None:
    share = run.budget.share(0.25, 4.0)
    found = alone(lambda: run.search.quick(Budget(share)), share, run.log)
    return None if found is None else run.refuted(found, "exact evaluation")


def deep(run: Run) -> Evidence | None:
    share = run.budget.share(0.5, 8.0)
    found = alone(lambda: run.search.descend(Budget(share)), share, run.log)
    return None if found is None else run.refuted(found, "local minimisation, confirmed exactly")


def crossing(run: Run) -> Evidence | None:
    share = run.budget.share(0.3, 3.0)
    found = alone(lambda: crossings.find(run.goal, run.seed, Budget(share)), share, run.log)
    if found is None:
        return None
    low, high = found.between
    rest = "".join(f", {name} = {show(term)}" for name, term in found.others.items())
    text = (
        f"fails at some {found.variable} between {low} and {high}{rest}: the difference "
        f"of the sides changes sign there"
    )
    return Evidence(
        Verdict.REFUTED,
        "a point in the stated interval",
        "change of sign",
        witness=found.witness(run.goal),
        detail=text,
    )
