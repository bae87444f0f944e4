"""Inequalities with kinks beside elementary functions, abs(u), max(u, v) and min(u, v): a case for
each side of a kink, in which the kink is one of its arguments.

A derivative decides the cases; the goal itself has none at the kink.
"""

from __future__ import annotations

from collections.abc import Callable

from ..goal import Goal
from ..terms import TURNED, Term, names, to_json
from . import axioms
from .exact import certificate as settled
from .forms import ZERO, functions, heads
from .rational import Field
from .rewriting import replaced, rewritten

KINKS = ("abs", "max", "min")
DEEPEST = 4  # kinks of one goal: at most 16 cases


def certificate(goal: Goal, prove: Callable[[Goal], dict | None]) -> dict | None:
    """A certificate of the kind "cases", at an innermost kink; `prove` settles a case."""
    kink = next((part for part in functions(goal.claim) if part[0] in KINKS), None)
    if kink is None or len(kink) > 3:
        return None
    if not heads(goal.claim) - {"sqrt", *KINKS}:
        return None  # z3 reads kinks as they are
    known = tuple(axioms.instances(*kink[1:]))  # for the conditions under which u, v have values
    cases = []
    for when, value in _sides(kink):
        part = Goal(goal.variables, (*goal.where, when), goal.claim, goal.integers)
        tried = [goal, part] if functions(when) else [part]  # a derivative reads bounds alone
        found = next(filter(None, (prove(replaced(one, {kink: value})) for one in tried)), None)
        if found is None:
            return None
        same = Goal(part.variables, part.where, ("==", kink, value), part.integers)
        case = rewritten(part, [settled(same, tuple(known), here=True)], found)
        cases.append({"when": to_json(when), "certificate": case})
    either = ("or", *(when for when, _ in _sides(kink)))
    cover = Goal(goal.variables, goal.where, either, goal.integers)
    covered = settled(cover, tuple(known), here=True)
    return {"kind": "cases", "goal": goal.to_json(), "cases": cases, "cover": covered}


def _sides(kink: Term) -> list[tuple[Term, Term]]:
    """(the condition as a bound of a variable, what the kink is there)."""
    return [(_bound(*when), value) for when, value in kink_sides(kink)]


def kink_sides(kink: Term) -> list[tuple[Term, Term]]:
    """(the condition, what the kink is there)."""
    head, u = kink[:2]
    if head == "abs":
        return [((">=", u, ZERO), u), (("<=", u, ZERO), ("-", u))]
    v = kink[2]
    at_first, at_second = (">=", "<=") if head == "max" else ("<=", ">=")
    return [((at_first, u, v), u), ((at_second, u, v), v)]


def _bound(head: str, u: Term, v: Term) -> Term:
    """u >= v (or <=) as a bound of its first variable, where it is linear in that: the derivative
    argument reads bounds.
    """
    whole = (head, u, v)
    if not names(u, v) or functions(u, v):
        return whole
    name, field = names(u, v)[0], Field(u, v)
    gap = field.difference(whole)
    slope = gap.numerator.derivative(name)
    if not (gap.denominator.is_constant() and slope.is_constant()) or slope.is_zero():
        return whole
    rest = field.term(field.generator(name) - gap.numerator / slope.leading_coefficient())
    falls = slope.leading_coefficient() * gap.denominator.leading_coefficient() < 0
    turned = TURNED[head] if falls else head
    return (turned, name, rest)
