"""Hypotheses with `or` between parts that are not defined everywhere.

`log(x) > -1 or x == 0` holds at x = 0, where the logarithm has no value: a disjunction holds where
one of its parts is defined and holds. Such a goal is one goal for each part.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from ..goal import Goal
from ..terms import Term
from .forms import conditions, positive

MOST = 16


def goals(goal: Goal) -> list[Goal]:
    """The goals that together are the goal; the goal itself when nothing is partial."""
    choices = [_parts(part) if _partial(positive(part)) else [(part,)] for part in goal.where]
    found = []
    for chosen in product(*choices):
        where = tuple(dict.fromkeys(one for parts in chosen for one in parts))
        found.append(replace(goal, where=where))
        if len(found) > MOST:
            return [goal]
    return found


def _partial(statement: Term) -> bool:
    """A disjunction is inside, one of whose parts may have no value where another one holds."""
    head, *parts = statement
    if head == "or":
        return bool(conditions(*parts))
    return head == "and" and any(map(_partial, parts))


def _parts(statement: Term) -> list[tuple[Term, ...]]:
    """The conjunctions of which one holds."""
    head, *parts = positive(statement)
    if head == "or":
        return [one for part in parts for one in _parts(part)]
    if head == "and":
        return [
            tuple(one for each in chosen for one in each) for chosen in product(*map(_parts, parts))
        ]
    return [(positive(statement),)]
