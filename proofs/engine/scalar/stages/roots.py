"""Inequalities with roots by inequalities without them: see `scalar.roots`."""

from __future__ import annotations

from ....vocabulary import Evidence
from ...processes import alone
from ...work import Budget
from .. import exact
from ..roots import without_roots
from ..roots.shapes import summands
from .run import Run


def tangents(run: Run) -> Evidence | None:
    """Every root by a tangent form; what is left is one between quotients."""
    if run.depth > 1 or summands(run.goal) is None:
        return None
    exact.load()
    share = run.budget.share(0.4, 8.0)
    found = alone(lambda: _found(run, Budget(share)), share, run.log)
    return None if found is None else run.proved(exact.METHOD, found)


def _found(run: Run, budget: Budget) -> dict | None:
    for number, reduction in enumerate(without_roots(run.goal, budget)):
        (goal,) = reduction.goals
        proof = exact.squares(goal) or (
            exact.longer(goal, effort=exact.HERE) if not number else None
        )
        if proof is not None:
            return reduction.certificate([proof])
    return None
