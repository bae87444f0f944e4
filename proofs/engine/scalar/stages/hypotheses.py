"""Whether a point satisfies the hypotheses: a claim about nothing is no claim."""

from __future__ import annotations

from ....vocabulary import Evidence
from ...work import Budget
from .. import smt
from ..forms import ALGEBRAIC, heads
from .run import VACUOUS, Run


def vacuous(run: Run) -> Evidence | None:
    if run.satisfiable or (not run.goal.where and not run.goal.integers):
        return None
    share = run.budget.share(0.2, 3.0)
    if run.here(lambda: run.search.some_point(Budget(share)), share) is not None:
        return None
    if run.budget.left > 0:
        answer = smt.satisfiable(run.goal, run.budget.share(0.4), run.log)
        if answer is not None and answer.result == "unsat":
            return run.undecided(VACUOUS)
        if answer is not None and answer.result == "sat" and not heads(*run.goal.where) - ALGEBRAIC:
            return None
    return run.undecided(
        "no point that satisfies the hypotheses was found; they may be contradictory"
    )
