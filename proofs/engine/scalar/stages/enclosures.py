"""Balls on a box, and the sign of a derivative on an interval that may be unbounded."""

from __future__ import annotations

from typing import Any

from ....vocabulary import Evidence, Verdict
from ...goal import Goal
from ...processes import alone
from ...terms import names
from ...work import Budget
from .. import ball, monotone, piecewise
from .. import touching as touch
from ..domain import turned_box
from ..forms import ALGEBRAIC, conditions, heads
from ..points import holds
from .run import Run
from .side import prove

MOST = 200_000  # boxes of a long search
NEAR = 400  # of a short one
SHORT = 0.8  # nominal seconds of a short search for the sign of a derivative
AFTER = 2.0  # nominal seconds that are left to exact engines when the short one has succeeded


def closed(run: Run) -> Evidence | None:
    """A statement without variables: exact algebra when it is algebraic, balls otherwise."""
    if names(run.goal.claim) or not heads(run.goal.claim) - ALGEBRAIC:
        return None
    if holds(run.goal.claim, {}) is not True:
        return None
    return certified(run, {})


def certified(
    run: Run,
    sides: dict,
    defined: list[dict] | None = None,
    put: dict | None = None,
    nodes: int = MOST,
) -> Evidence | None:
    found = alone(
        lambda: ball.certificate(run.goal, sides, defined, nodes, put),
        run.budget.share(0.8),
        run.log,
    )
    if found is None:
        if nodes == MOST:
            run.log.append(f"enclosures of the two sides overlap on some of {MOST} boxes")
        return None
    scope = (
        "box " + ", ".join(_side(name, *ends) for name, ends in sides.items())
        if sides
        else run.scope()
    )
    return Evidence(Verdict.CERTIFIED, scope, "ball arithmetic", certificate=found)


def derivative(run: Run) -> Evidence | None:
    """The sign of a derivative, from the ends of the domain or of pieces of it."""
    share = run.budget.share(0.45, 10.0)
    found = alone(lambda: piecewise.certificate(run.goal, Budget(share)), share, run.log)
    return None if found is None else run.proved("sign of the derivative", found)


def near(run: Run) -> Evidence | None:
    """A short search for the sign of a derivative, and a short branch and bound. What rests on
    enclosures is kept, and the exact engines, whose word is stronger, get a short time more.
    """
    if not heads(run.goal.claim) - ALGEBRAIC:
        return None
    if monotone.applies(run.goal):
        found = alone(lambda: monotone.certificate(run.goal, Budget(SHORT)), 2 * SHORT, None)
        if found is not None:
            run.spare = run.proved("sign of the derivative", found)
    if run.spare is None:
        run.spare = boxed(run, NEAR)
    if run.spare is not None:
        if run.spare.verdict == Verdict.PROVED:
            return run.spare
        run.budget = Budget(min(run.budget.left, AFTER))
    return None


def touching(run: Run) -> Evidence | None:
    """One variable: Taylor's way where the sides touch, balls elsewhere."""
    share = run.budget.share(0.5, 4.0)
    found = alone(lambda: touch.certificate(run.goal, Budget(share)), share, run.log)
    return None if found is None else run.proved("sign of a derivative near equality", found)


def spared(run: Run) -> Evidence | None:
    """What the short branch and bound has found."""
    return run.spare


def boxed(run: Run, nodes: int = MOST) -> Evidence | None:
    """Branch and bound on a bounded box."""
    if run.goal.claim[0] == "==" or run.goal.integers:
        return None
    sides, put = turned_box(run.goal)
    if nodes < MOST and not _inside(run.goal, sides, put):
        return None
    unbounded = [name for name in names(run.goal.claim) if name not in sides and name not in put]
    if unbounded:
        return None
    defined = None
    needed = conditions(run.goal.claim)
    if any(each[0] != "!=" for each in needed):
        parts = [
            prove(Goal(run.goal.variables, run.goal.where, each), run.budget, run.log)
            for each in needed
        ]
        defined = None if None in parts else parts
    return certified(run, sides, defined, put, nodes)


def _side(name: str, low: Any, high: Any) -> str:
    turn = "*pi" if name.startswith("_") else ""
    return f"{low}{turn} <= {name.removeprefix('_')} <= {high}{turn}"


def _inside(goal: Goal, sides: dict, put: dict) -> bool:
    return all(name in sides or name in put for name in names(goal.claim))
