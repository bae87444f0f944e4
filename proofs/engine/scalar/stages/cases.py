"""Cases: a base that vanishes, a kink, an induction; and real powers as exponentials."""

from __future__ import annotations

from functools import partial

from ....vocabulary import Evidence
from ...goal import Goal
from ...work import Budget
from .. import axioms as facts
from .. import exact, rewriting, smt
from .. import kinks as kinky
from .run import Run
from .side import prove


def real_powers(run: Run) -> Evidence | None:
    """Powers with a real exponent as exponentials; a base that may vanish is split off."""
    if not rewriting.real_powers(run.goal):
        return None
    moved = rewriting.without_real_powers(run.goal, partial(side_condition, run))
    if moved is not None:
        inner = run.inner(moved[0])
        if inner.certificate is None:
            return None
        return run.proved(inner.method, rewriting.rewritten(run.goal, moved[1], inner.certificate))
    base = rewriting.vanishing_bases(run.goal, partial(side_condition, run))
    if base is None or run.depth > 3:
        return None
    found = rewriting.split_at_zero(run.goal, base, lambda case: run.inner(case).certificate)
    return None if found is None else run.proved("a base that vanishes apart", found)


def side_condition(run: Run, goal: Goal) -> dict | None:
    return prove(goal, Budget(run.budget.share(0.1, 2.0)), run.log)


def induction(run: Run) -> Evidence | None:
    if not run.goal.integers or run.depth > 1:
        return None
    found = rewriting.induction(run.goal, partial(whole, run))
    return None if found is None else run.proved(f"induction over {found[0]}", found[1])


def kinks(run: Run) -> Evidence | None:
    if run.goal.claim[0] == "==" or run.depth >= kinky.DEEPEST:
        return None
    found = kinky.certificate(run.goal, lambda case: run.inner(case).certificate)
    return None if found is None else run.proved("cases at a kink", found)


def whole(run: Run, goal: Goal) -> dict | None:
    """A certificate of a part of an induction, by the short stages."""
    direct = prove(goal, Budget(run.budget.share(0.2, 4.0)), run.log)
    if direct is not None:
        return direct
    chosen = facts.extended(goal)
    answer = smt.prove(goal, run.budget.share(0.3, 5.0), chosen, run.log)
    if answer is not None and answer.result == "unsat":
        return exact.certificate(goal, chosen)
    return None
