"""Case distinctions along one variable: where the difference of the sides is least, at other
variables, by bisection.

Each piece is settled by the sign of a derivative (tails and equality cases) or by branch and bound
with balls (the middle).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..goal import Goal
from ..terms import TURNED, Term, names, substitute, subterms, to_json
from ..work import Budget
from . import ball, monotone
from .calculus import NotSmooth, derivative
from .domain import box
from .exact import certificate as exact_certificate
from .floats import function
from .forms import HALF_TURN, ONE, ZERO, conditions, functions, gap
from .monotone import settle
from .points import holds
from .rational import Field, TooLarge

DEEPEST = 5


def certificate(goal: Goal, budget: Budget) -> dict | None:
    """A certificate of the kind "derivative", "ball", or "cases" of such."""
    if not monotone.applies(goal):
        return None
    found = monotone.certificate(goal, budget)
    if found is not None:
        return found
    variables = names(goal.claim)
    for name in variables:
        for other in variables:
            if other != name and budget.left > 0:
                found = _cut(goal, name, other, budget, 1)
                if found is not None:
                    return found
    for name in variables if len(variables) > 1 else ():
        for place in _stationary(goal, name):
            found = _cut(goal, name, place, budget, 1) if budget.left > 0 else None
            if found is not None:
                return found
    return _pieces(goal, variables[0], budget, 0) if len(variables) == 1 else None


def _stationary(goal: Goal, name: str) -> list[Term]:
    """Where the derivative in a variable vanishes, when it is A + B exp(c x + d), or A + B log(c x)
    with numbers c and d, and A and B are free of x: Young's inequalities touch there.
    """
    head, left, right = goal.claim
    try:
        slope = derivative(("-", right, left), name)
        inside = [part for part in functions(slope) if name in names(part)]
        if len(inside) != 1 or inside[0][0] not in ("exp", "log"):
            return []
        (part,) = inside
        field = Field(slope, part[1])
        top = field.read(slope).numerator
        b = top.derivative(field.atoms[part])
        a = top - b * field.generator(field.atoms[part])
        angle = field.read(part[1])
        c = angle.numerator.derivative(name)
    except (NotSmooth, TooLarge, ZeroDivisionError):
        return []
    free = lambda poly: not poly.degrees()[field.generators.index(name)]  # noqa: E731
    if not (free(a) and free(b) and c.is_constant() and angle.denominator.is_constant()):
        return []
    if c.is_zero() or b.is_zero():
        return []
    back = {new: atom for atom, new in field.atoms.items()}
    ratio = field.read(("/", ("-", field.term(a)), field.term(b)))
    level = field.term(ratio.numerator)
    if not ratio.denominator.is_constant():
        level = ("/", level, field.term(ratio.denominator))
    level = ("log" if part[0] == "exp" else "exp", substitute(level, back))
    rest = angle.numerator - c * field.generator(name)
    place = level if rest.is_zero() else ("-", level, substitute(field.term(rest), back))
    return [place if c == 1 else ("/", place, field.term(c))]


def _pieces(goal: Goal, name: str, budget: Budget, depth: int) -> dict | None:
    """One variable: settle the goal, or cut its interval and settle the parts."""
    if budget.left <= 0:
        return None
    side = box(goal)[name]
    if depth > 0:
        found = monotone.certificate(goal, Budget(budget.share(0.3, 3.0)), 2)
        if found is not None:
            return found
        if side.bounded:
            found = _by_balls(goal, name, budget)
            if found is not None:
                return found
    if depth >= DEEPEST:
        return None
    for place in _places(goal, name, first=depth == 0):
        found = _cut(goal, name, place, budget, depth + 1, pieces=True)
        if found is not None:
            return found
    return None


def _by_balls(goal: Goal, name: str, budget: Budget) -> dict | None:
    from .domain import outer_box

    defined = []
    for each in conditions(goal.claim):
        if each[0] != "!=":
            defined.append(settle(Goal(goal.variables, goal.where, each), budget, 0))
    return ball.certificate(
        goal, {name: outer_box(goal)[name]}, None if None in defined else defined, budget=400
    )


def _cut(
    goal: Goal, name: str, place: Term, budget: Budget, depth: int, pieces: bool = False
) -> dict | None:
    def prove(part: Goal) -> dict | None:
        if pieces:
            return _pieces(part, name, budget, depth)
        return monotone.certificate(part, budget, 3)

    return cut(goal, name, place, prove)


def cut(goal: Goal, name: str, place: Term, prove: Callable[[Goal], dict | None]) -> dict | None:
    """The goal by its two parts, below and above a place; the first that is open ends it."""
    parts = []
    for head in ("<=", ">="):
        found = prove(piece(goal, name, head, place))
        if found is None:
            return None
        parts.append({"when": to_json((head, name, place)), "certificate": found})
    cover = Goal(goal.variables, goal.where, ("or", ("<=", name, place), (">=", name, place)))
    return {
        "kind": "cases",
        "goal": goal.to_json(),
        "cases": parts,
        "cover": exact_certificate(cover, here=True),
    }


def piece(goal: Goal, name: str, head: str, place: Term) -> Goal:
    """The goal on one side of a place of a variable."""
    kept = (one for one in goal.where if not _looser(one, name, head))
    return Goal(goal.variables, (*kept, (head, name, place)), goal.claim)


def _looser(part: Term, name: str, head: str) -> bool:
    """A bound of the variable on the side that the case makes tighter."""
    if part[0] not in TURNED or name not in part[1:]:
        return False
    own, other = (part[0], part[2]) if part[1] == name else (TURNED[part[0]], part[1])
    return name not in names(other) and own in ((">=", ">") if head == ">=" else ("<=", "<"))


def _places(goal: Goal, name: str, first: bool) -> list[Term]:
    """Where to cut: near the least difference (a place of equality, first of all), then in the
    middle or further out.
    """
    side = box(goal)[name]
    low, high = (
        None if bound is None else Fraction(float(bound.ball().mid())).limit_denominator(10**6)
        for bound in (side.low, side.high)
    )
    if low is not None and high is not None:
        middle = (low + high) / 2
        found = (
            [_least(goal, name, low, high), middle.limit_denominator(64)]
            if first
            else [middle.limit_denominator(4096)]
        )
    elif low is None and high is None:
        found = [_least(goal, name, Fraction(-8), Fraction(8)), ZERO, ONE]
    elif low is not None:
        found = (
            [_least(goal, name, low, low + 8), low + 1, 2 * abs(low) + 4]
            if first
            else [low + 1 + abs(low)]
        )
    else:
        found = (
            [_least(goal, name, high - 8, high), high - 1, -2 * abs(high) - 4]
            if first
            else [high - 1 - abs(high)]
        )
    if first and any(part in (("E",), ("exp", ONE)) for part in subterms(goal.claim)):
        found.insert(0, ("E",))
    if first and any(part == ("pi",) for part in subterms(goal.claim)):
        found.insert(1, HALF_TURN)
    inside = [each for each in dict.fromkeys(found) if _strictly_between(low, each, high)]
    return inside[: 3 if {HALF_TURN, ("E",)} & set(inside) else 2]


def _strictly_between(low: Fraction | None, place: Term, high: Fraction | None) -> bool:
    return (low is None or holds((">", place, low), {}) is True) and (
        high is None or holds(("<", place, high), {}) is True
    )


def _least(goal: Goal, name: str, low: Fraction, high: Fraction) -> Fraction:
    """The float minimiser on a grid, as a small rational."""
    import numpy as np

    height = function(gap(goal.claim))
    grid = np.linspace(float(low), float(high), 1001)[1:-1]
    heights = np.broadcast_to(height({name: grid}), grid.shape)
    if not np.isfinite(heights).any():
        return (low + high) / 2
    return Fraction(
        float(grid[int(np.argmin(np.where(np.isfinite(heights), heights, np.inf)))])
    ).limit_denominator(12)
