"""Denominators whose sign the hypotheses give, multiplied out of an inequality: what is left has no
pole and no removable singularity at the boundary.
"""

from __future__ import annotations

from ...goal import Goal
from ...terms import Term, names
from ...work import Budget
from ..calculus import plus, times
from ..forms import ALGEBRAIC, ONE, ZERO, heads, size
from ..monotone import plausible
from .settled import by_lemmas, settled
from .variables import Step

LARGEST = 400


def cleared(goal: Goal, budget: Budget) -> Step | None:
    """The claim without denominators."""
    head, *sides = goal.claim
    if head not in ("<=", "<", ">=", ">") or not heads(goal.claim) - ALGEBRAIC:
        return None
    if not any(map(_divides, sides)):
        return None
    left, right = map(_fraction, sides)
    factors = list(dict.fromkeys((*left[1], *right[1])))
    signs: dict[Term, tuple[Goal, dict, int]] = {}
    for factor in factors:
        sign = _sign(goal, factor, budget)
        if sign is None:
            return None
        signs[factor] = sign
    need = {one: max(left[1].count(one), right[1].count(one)) for one in factors}
    turned = 1
    for one, count in need.items():
        turned *= signs[one][2] ** count
    tops = []
    for top, bottom in (left, right):
        rest = [one for one in factors for _ in range(need[one] - bottom.count(one))]
        tops.append(times(top, *rest))
    if turned < 0:
        tops.reverse()
    claim = (head, *tops)
    if size(claim) > LARGEST:
        return None
    inner = Goal(goal.variables, goal.where, claim, goal.integers)
    lemmas = [(one, proof) for one, proof, _ in signs.values()]
    known = (*goal.where, *(one.claim for one, _ in lemmas), claim)
    final = settled(Goal(goal.variables, known, goal.claim, goal.integers), budget, facts=False)
    if final is None:
        return None
    return [inner], lambda proofs: by_lemmas(goal, [*lemmas, (inner, proofs[0])], final)


def _sign(goal: Goal, factor: Term, budget: Budget) -> tuple[Goal, dict, int] | None:
    for head, sign in ((">", 1), ("<", -1)):
        one = Goal(goal.variables, goal.where, (head, factor, ZERO), goal.integers)
        if plausible(one):
            proof = settled(one, budget)
            if proof is not None:
                return one, proof, sign
    return None


def _divides(term: Term) -> bool:
    """Outside of functions the term divides by something that is no number."""
    if not isinstance(term, tuple) or term[0] not in ("+", "-", "*", "/", "^"):
        return False
    head, *parts = term
    return (
        (head == "/" and bool(names(parts[1])))
        or (head == "^" and parts[1] < 0)
        or any(map(_divides, parts))
    )


def _fraction(term: Term) -> tuple[Term, list[Term]]:
    """(top, factors of the bottom) of a term, factors that are numbers left in the top."""
    if not isinstance(term, tuple) or not names(term):
        return term, []
    head, *parts = term
    if head in ("+", "-") and len(parts) > 1:
        pieces = [_fraction(part) for part in parts]
        factors = list(dict.fromkeys(one for _, bottom in pieces for one in bottom))
        most = {one: max(bottom.count(one) for _, bottom in pieces) for one in factors}
        tops = [
            times(top, *(one for one in factors for _ in range(most[one] - bottom.count(one))))
            for top, bottom in pieces
        ]
        whole = plus(*tops) if head == "+" else ("-", *tops)
        return whole, [one for one in factors for _ in range(most[one])]
    if head == "-":
        top, bottom = _fraction(parts[0])
        return ("-", top), bottom
    if head == "*":
        pieces = [_fraction(part) for part in parts]
        return times(*(top for top, _ in pieces)), [one for _, more in pieces for one in more]
    if head == "/":
        (top, under), (over, more) = map(_fraction, parts)
        if not names(over):
            return ("/", times(top, *more), over), under
        return times(top, *more), [*under, *_parts(over)]
    if head == "^":
        top, bottom = _fraction(parts[0])
        count = int(parts[1])
        if count < 0:
            return times(*bottom * -count), _parts(top) * -count
        return ("^", top, parts[1]), bottom * count
    return term, []


def _parts(term: Term) -> list[Term]:
    """The factors of a product; numbers stay with the first one."""
    if isinstance(term, tuple) and term[0] == "*":
        named = [one for one in term[1:] if names(one)]
        numbers = [one for one in term[1:] if not names(one)]
        found = [part for one in named for part in _parts(one)]
        return [times(*numbers, found[0]), *found[1:]] if numbers else found
    if isinstance(term, tuple) and term[0] == "^" and term[2] > 0:
        return _parts(term[1]) * int(term[2])
    return [term] if term != ONE else []
