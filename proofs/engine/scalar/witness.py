"""What a counterexample shows, in words: both sides there, or the term that has no value."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import flint

from ..goal import Goal
from ..terms import Term, show, substitute, subterms
from .forms import conditions, positive, relations
from .points import Undefined, Unsure, holds, value

LONGEST = 14  # digits and signs of an exact number that is printed


def told(goal: Goal, point: Mapping[str, Term]) -> str:
    """The sentence for a point at which the claim fails."""
    places = ", ".join(f"{name} = {show(term)}" for name, term in point.items())
    start = f"fails at {places}" if places else "the closed statement is false"
    missing = without_value(goal.claim, point)
    if missing:
        return f"{start}: {missing}"
    failing = next(
        (part for part in relations(positive(goal.claim)) if holds(part, point) is False), None
    )
    if failing is None:
        return start
    left, right = (number(side, point) for side in failing[1:])
    if len(relations(goal.claim)) > 1:
        return f"{start}: {show(failing)} fails, with {left} on the left and {right} on the right"
    return f"{start}: the left side is {left}, the right side {right}"


def without_value(statement: Term, point: Mapping[str, Term]) -> str:
    """Which term has no value at the point, and why; empty when all have one."""
    for part in subterms(statement):
        if isinstance(part, tuple) and part[0] not in ("and", "or", "not"):
            for condition in _own(part):
                if holds(condition, point) is False:
                    return f"{show(part)} has no value there ({_reason(part, point)})"
    return ""


def _own(part: Term) -> list[Term]:
    inner = [one for each in part[1:] for one in conditions(each)]
    return [one for one in conditions(part) if one not in inner]


def _reason(part: Term, point: Mapping[str, Term]) -> str:
    head, *parts = part
    last = parts[0] if head != "/" else parts[1]
    text = _is(last, point)
    if head in ("power", "rpower"):
        return f"the base {text} and the exponent {_is(parts[1], point)}"
    if head == "tan":
        return "the cosine is 0"
    return text


def _is(term: Term, point: Mapping[str, Term]) -> str:
    """`x is 2`; of a number, `is 2`."""
    return (
        f"is {number(term, point)}"
        if isinstance(term, Fraction)
        else (f"{show(term)} is {number(term, point)}")
    )


def number(term: Term, point: Mapping[str, Term]) -> str:
    """The value, exact where that is short."""
    try:
        found = value(substitute(term, dict(point)), {})
    except Undefined:
        return "without value"
    except Unsure:
        return "not known"
    if not isinstance(found, flint.arb):
        exact = str(Fraction(int(found.p), int(found.q)))
        if len(exact) <= LONGEST:
            return exact
        found = flint.arb(found)
    return f"about {found.str(8, radius=False)}"
