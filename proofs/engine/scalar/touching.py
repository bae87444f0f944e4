"""Inequalities in one variable whose sides touch at an end of a bounded interval, or at one point
inside: by Taylor's way near that point, by balls elsewhere.

Near a touching end p the derivatives of the gap vanish at p up to some order k, and balls show the
sign of the k-th one up to a cut; the orders below follow, one from another, by the mean value
theorem.
"""

from __future__ import annotations

from functools import partial

from ..goal import Goal
from ..terms import Term, names, substitute
from ..work import Budget
from . import ball
from .calculus import NotSmooth, derivative
from .domain import box, outer_box
from .forms import ZERO, gap, size
from .monotone import _ends, _open, _tidy, applies, joined, plausible, settle
from .piecewise import _least, cut, piece
from .points import Undefined, Unsure, value
from .rational import TooLarge

ORDERS = 8  # derivatives that are taken
PARTS = (2, 4, 8, 16, 64)  # of the interval: what a wedge at an end may take
NODES, FEW = 1500, 40  # boxes of the middle, of a derivative
LARGEST = 900
VANISHES = 1e-12


def certificate(goal: Goal, budget: Budget) -> dict | None:
    """A certificate of the kind "cases", "derivative" or "ball"; None where no point touches."""
    if not applies(goal) or len(names(goal.claim)) != 1 or not plausible(goal):
        return None
    (name,) = names(goal.claim)
    ends = outer_box(goal).get(name)
    if ends is None or _ends(goal, name) is None:
        return None
    touches = [_order(goal, name, side) for side in ("lo", "hi")]
    if touches != [0, 0]:
        return _wedges(goal, name, budget)
    place = _least(goal, name, *ends)
    height = _at(gap(goal.claim), name, place) if ends[0] < place < ends[1] else None
    if height is None or abs(height) > VANISHES:
        return None
    return cut(goal, name, place, lambda part: _wedges(part, name, budget))


def _wedges(goal: Goal, name: str, budget: Budget) -> dict | None:
    """Wedges at the ends that touch, and the middle by balls."""
    for side, head in (("lo", "<="), ("hi", ">=")):
        order = _order(goal, name, side)
        if order is None or budget.left <= 0:
            return None
        if order == 0:
            continue
        whole = _wedge(goal, name, side, order, budget)
        if whole is not None:
            return whole
        low, high = outer_box(goal)[name]
        for part in PARTS:
            width = (high - low) / part
            place = (low + width if side == "lo" else high - width).limit_denominator(4096)
            mine = piece(goal, name, head, place)
            near = _wedge(mine, name, side, order, budget)
            if near is not None:
                rest = partial(_other, mine, near, name, budget)
                return cut(goal, name, place, rest)
        return None
    return _balls(goal, name, NODES)


def _other(mine: Goal, near: dict, name: str, budget: Budget, part: Goal) -> dict | None:
    return near if part == mine else _wedges(part, name, budget)


def _wedge(goal: Goal, name: str, side: str, order: int, budget: Budget) -> dict | None:
    """The goal by the sign of its derivative of that order, which balls give."""
    if budget.left <= 0:
        return None
    if order == 0:
        return _balls(goal, name, FEW)
    bounds = _ends(goal, name)
    if bounds is None or len(bounds[side]) != 1:
        return None
    ((open_end, end),) = bounds[side]
    head, left, right = goal.claim
    if head in ("<", ">") and not open_end:
        return None
    slope = _slope(gap(goal.claim), name)
    if slope is None:
        return None
    weak = {"<": "<=", ">": ">="}.get(head, head)
    rest = tuple(part for part in goal.where if name not in names(part))
    inner = _open(goal, name, side, end)
    steep = Goal(goal.variables, inner, (">" if side == "lo" else "<", slope, ZERO))
    above = _wedge(steep, name, side, order - 1, budget)
    if above is None:
        return None
    there = Goal(goal.variables, rest, substitute((weak, left, right), {name: end}))
    at = settle(there, budget, 0)
    return None if at is None else joined(goal, name, side, end, at, above, budget)


def _order(goal: Goal, name: str, side: str) -> int | None:
    """How many derivatives of the gap, itself counted, vanish at the end; None where the first one
    that does not has the wrong sign, or there are too many.
    """
    bound = getattr(box(goal)[name], {"lo": "low", "hi": "high"}[side])
    if bound is None:
        return None
    term: Term | None = gap(goal.claim)
    for order in range(ORDERS + 1):
        height = None if term is None else _at(term, name, bound.at)
        if term is None or height is None:
            return None
        if abs(height) > VANISHES:
            rising = height > 0 if side == "lo" or order % 2 == 0 else height < 0
            return order if rising else None
        term = _slope(term, name)
    return None


def _slope(term: Term, name: str) -> Term | None:
    try:
        found = _tidy(derivative(term, name))
    except (NotSmooth, TooLarge, ZeroDivisionError):
        return None
    return found if size(found) <= LARGEST else None


def _at(term: Term, name: str, place: Term) -> float | None:
    try:
        return float(value(substitute(term, {name: place}), {}))
    except (Undefined, Unsure, ZeroDivisionError, OverflowError):
        return None


def _balls(goal: Goal, name: str, nodes: int) -> dict | None:
    return ball.certificate(goal, {name: outer_box(goal)[name]}, None, nodes)
