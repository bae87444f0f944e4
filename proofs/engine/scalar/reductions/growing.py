"""Functions that grow or settle along an unbounded variable, written with what is bounded there:
atan(u) = pi/2 - atan(1/u) for u > 0, sqrt(u) = x**k sqrt(u/x**(2k)) for x > 0.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache, partial

from ...goal import Goal
from ...terms import Term, names, substitute, to_json
from ...work import Budget
from .. import monotone
from ..domain import box
from ..floats import function
from ..forms import HALF_TURN, ONE, ZERO, functions, heads
from ..rational import Field, TooLarge
from ..rewriting import replaced, rewritten
from .settled import by_lemmas, instance, settled
from .variables import Step

FAR = 1e4
NEAR = 0.5  # a variable that comes nearer to 0 is cut first
X = "_x"


def written(goal: Goal, budget: Budget) -> Step | None:
    """The goal with one such function rewritten, where a variable goes to infinity."""
    if goal.integers:
        return None
    sides = box(goal)
    for part in functions(goal.claim):
        if part[0] not in ("atan", "sqrt") or heads(part[1]) or len(names(part)) != 1:
            continue
        (name,) = names(part)
        side = sides[name]
        end = side.low or side.high
        if side.bounded or end is None or abs(end.ball()) < NEAR:
            continue
        sign = 1 if side.high is None else -1
        rewrite = _atan if part[0] == "atan" else _sqrt
        found = rewrite(goal, part, name, sign, budget)
        if found is not None:
            return found
    return None


def drawn(goal: Goal, name: str, sign: int, budget: Budget) -> Step | None:
    """The goal with a power of the variable drawn out of a root."""
    for part in functions(goal.claim):
        if part[0] == "sqrt" and names(part[1]) == (name,) and not heads(part[1]):
            found = _sqrt(goal, part, name, sign, budget)
            if found is not None:
                return found
    return None


def _atan(goal: Goal, part: Term, name: str, sign: int, budget: Budget) -> Step | None:
    inside = part[1]
    if not _grows(inside, name, sign):
        return None
    for head, quarter in ((">", HALF_TURN), ("<", ("-", HALF_TURN))):
        about = settled(Goal(goal.variables, goal.where, (head, inside, ZERO)), budget)
        general = _reciprocal(head) if about is not None else None
        if general is None:
            continue
        new = ("-", quarter, ("atan", ("/", ONE, inside)))
        same = Goal(goal.variables, goal.where, ("==", part, new))
        equation = instance(same, {X: inside}, general, [about])
        return [replaced(goal, {part: new})], partial(_back, goal, equation)
    return None


@cache
def _reciprocal(head: str) -> dict | None:
    """atan(x) == pi/2 - atan(1/x) for x > 0, with -pi/2 for x < 0: both differences have
    derivative 0, and vanish at 1 (at -1).
    """
    place, quarter = (ONE, HALF_TURN) if head == ">" else (-ONE, ("-", HALF_TURN))
    left, right = ("atan", X), ("-", quarter, ("atan", ("/", ONE, X)))
    where = ((head, X, ZERO),)
    lemmas = []
    for relation in ("<=", ">="):
        goal = Goal((X,), where, (relation, left, right))
        parts = []
        for end in ("<=", ">="):
            beyond = end[0] == head  # the bound by 0 is the weaker one there
            one = Goal((X,), (*(() if beyond else where), (end, X, place)), goal.claim)
            found = monotone.certificate(one, Budget(20.0), 1)
            if found is None:
                return None
            parts.append({"when": to_json((end, X, place)), "certificate": found})
        cover = settled(
            Goal((X,), where, ("or", *((end, X, place) for end in ("<=", ">=")))), Budget(5.0)
        )
        if cover is None:
            return None
        lemmas.append(
            (goal, {"kind": "cases", "goal": goal.to_json(), "cases": parts, "cover": cover})
        )
    same = Goal((X,), where, ("==", left, right))
    wider = Goal((X,), (*where, *(one.claim for one, _ in lemmas)), same.claim)
    final = settled(wider, Budget(5.0), facts=False)
    return None if final is None else by_lemmas(same, lemmas, final)


def _sqrt(goal: Goal, part: Term, name: str, sign: int, budget: Budget) -> Step | None:
    try:
        field = Field(part[1])
        read = field.read(part[1])
    except (TooLarge, ZeroDivisionError):
        return None
    place = field.generators.index(name)
    order = int(read.numerator.degrees()[place]) - int(read.denominator.degrees()[place])
    if order < 2 or order % 2:
        return None
    turned = substitute(part[1], {name: ("/", ONE, name)})
    field = Field(turned)
    read = field.read(("*", ("^", name, Fraction(order)), turned))
    inside = field.term(read.numerator)
    if not read.denominator.is_constant():
        inside = ("/", inside, field.term(read.denominator))
    inside = substitute(inside, {name: ("/", ONE, name)})
    power = name if order == 2 else ("^", name, Fraction(order // 2))
    if sign < 0 and (order // 2) % 2:
        power = ("-", power)
    new = ("*", power, ("sqrt", inside))
    same = Goal(goal.variables, goal.where, ("==", part, new))
    proof = settled(same, budget, facts=False)
    return None if proof is None else ([replaced(goal, {part: new})], partial(_back, goal, proof))


def _grows(term: Term, name: str, sign: int) -> bool:
    import numpy as np

    with np.errstate(all="ignore"):
        near, far = np.abs(function(term)({name: sign * np.array([FAR, FAR**2])}))
    return bool(far > 100 * near and far > FAR)


def _back(goal: Goal, equation: dict, proofs: list[dict]) -> dict:
    return rewritten(goal, [equation], proofs[0])
