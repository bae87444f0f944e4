"""Why a goal is undecided, in the words of its mathematics: what is unbounded, where the two sides
meet, what was not found.
"""

from __future__ import annotations

import re
from typing import Any

from ...goal import Goal
from ...terms import names
from ..domain import box
from ..floats import margin
from ..forms import ALGEBRAIC, conjuncts, heads, positive
from ..refute import Search

SAMPLES = 600
EQUAL, CLOSE = 1e-9, 0.02
_INSIDE = re.compile(r"^(\w+: )?\w*(Error|Exception)\b")
_SAID = ("out of time", "the child process died", "the budget of work is used up")


def reason(goal: Goal, log: list[str], seed: int = 0) -> str:
    """What stands between the goal and a verdict. `log`: what the engines said."""
    told = [] if goal.claim[0] in ("==", "!=") else [*_unbounded(goal), *_nearest(goal, seed)]
    engines = [re.sub(r"^work: ", "", one) for one in log if not _INSIDE.match(one)]
    engines = [re.sub(r"^(nlsat|smt): (TooLarge: )?", "z3: ", one) for one in engines]
    told += [one for one in engines if not one.endswith(_SAID)]
    if not told:
        told = ["no engine applies"]
    if any(one.endswith(_SAID) for one in engines):
        told.append("the budget of work is used up")
    return "; ".join(dict.fromkeys(told))


def _unbounded(goal: Goal) -> list[str]:
    if not heads(goal.claim) - ALGEBRAIC:
        return ["no products of the hypotheses and squares were found that add up to the claim"]
    sides = box(goal)
    open_ = [name for name in names(goal.claim) if not sides[name].bounded]
    return [f"unbounded in {', '.join(open_)}: no bound for the tail was found"] if open_ else []


def _nearest(goal: Goal, seed: int) -> list[str]:
    """Where sample points bring the two sides nearest to each other."""
    import numpy as np

    if any(part[0] not in ("<=", "<", ">=", ">") for part in conjuncts(positive(goal.claim))):
        return []
    search = Search(goal, seed)
    candidates = search.special(SAMPLES)[:SAMPLES] + search.scattered(SAMPLES)
    if not candidates:
        return []
    arrays = search.columns(candidates)
    wide = lambda check: np.broadcast_to(check(arrays), len(candidates))  # noqa: E731
    gaps = wide(margin(positive(goal.claim)))
    inside = np.isfinite(gaps)
    for part in goal.where:
        inside &= wide(margin(positive(part))) >= -EQUAL
    if not inside.any():
        return []
    size = sum((np.abs(arrays[name]) for name in goal.variables), start=np.zeros(len(candidates)))
    best = np.where(inside, np.abs(gaps) + 1e-12 * size, np.inf)
    place = int(np.argmin(best))
    point = ", ".join(f"{name} = {_short(arrays[name][place])}" for name in goal.variables)
    if abs(gaps[place]) < EQUAL:
        return [f"the two sides meet at {point}"]
    if abs(gaps[place]) < CLOSE:
        return [f"the two sides come within {abs(gaps[place]):.1g} of their size at {point}"]
    return []


def _short(value: Any) -> str:
    return f"{float(value):.6g}"
