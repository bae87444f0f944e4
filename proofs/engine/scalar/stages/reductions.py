"""The goal by simpler goals: see `scalar.reductions`."""

from __future__ import annotations

from ....vocabulary import Evidence
from ...work import Budget
from ..forms import ALGEBRAIC, heads
from ..reductions import reduced
from .run import Run


def simpler(run: Run) -> Evidence | None:
    if run.depth > 0 or run.goal.claim[0] == "==":
        return None
    if not heads(run.goal.claim) - ALGEBRAIC | ({"sqrt"} & heads(run.goal.claim)):
        return None
    found = reduced(run.goal, Budget(run.budget.share(0.35, 5.0)))
    if found is None:
        return None
    proofs, methods = [], []
    for number, goal in enumerate(found.goals):
        inner = run.inner(goal, 0.75 / (len(found.goals) - number))
        if inner.certificate is None:
            return None
        proofs.append(inner.certificate)
        methods.append(inner.method)
    method = ", ".join(dict.fromkeys(methods)) or "sign of the derivative"
    return run.proved(method, found.certificate(proofs))
