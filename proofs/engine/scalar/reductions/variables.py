"""Variables that a hypothesis defines: y == t, y**n == t with y >= 0, an equation linear in y."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial

from ...goal import Goal
from ...terms import Term, names
from ...work import Budget
from ..domain import _solve
from ..forms import ONE, ZERO, conjuncts, functions
from ..rewriting import replaced, rewritten
from .settled import settled

Step = tuple[list[Goal], Callable[[list[dict]], dict]]
LARGEST_ROOT = 3


def put_in(goal: Goal, budget: Budget) -> Step | None:
    """The goal with such a variable replaced by what it is."""
    if goal.integers or not functions(goal.claim):
        return None
    parts = [one for part in goal.where for one in conjuncts(part)]
    for part in parts:
        for name, term in _defined(part, parts):
            if name not in names(goal.claim, *(one for one in parts if one != part)):
                continue
            same = Goal(goal.variables, goal.where, ("==", name, term))
            proof = settled(same, budget, facts=False)
            if proof is None:
                continue
            moved = replaced(goal, {name: term})
            kept = tuple(one for one in moved.where if one[0] != "==" or names(one))
            moved = Goal(moved.variables, _useful(kept, name, term), moved.claim)
            return [moved], partial(_back, goal, proof)
    return None


def _back(goal: Goal, equation: dict, proofs: list[dict]) -> dict:
    return rewritten(goal, [equation], proofs[0])


def _useful(where: tuple[Term, ...], name: str, term: Term) -> tuple[Term, ...]:
    """Without what is true of the term by its form."""
    root = isinstance(term, tuple) and term[0] in ("sqrt", "rpower")
    said = {(head, *pair) for head in (">=",) for pair in ((term, ZERO),)}
    said |= {("<=", ZERO, term)}
    return tuple(
        one
        for one in where
        if not (root and one in said) and not (one[0] == "==" and _trivial(one, term))
    )


def _trivial(one: Term, term: Term) -> bool:
    if one[1] == one[2]:
        return True
    if not (isinstance(term, tuple) and term[0] in ("sqrt", "rpower")):
        return False
    degree = Fraction(2) if term[0] == "sqrt" else 1 / term[2]
    power = ("^", term, degree)
    return power in one[1:] and term[1] in one[1:]


def _defined(part: Term, parts: list[Term]) -> list[tuple[str, Term]]:
    if part[0] != "==":
        return []
    found: list[tuple[str, Term]] = []
    for left, right in ((part[1], part[2]), (part[2], part[1])):
        if isinstance(left, str) and left not in names(right):
            found.append((left, right))
        elif isinstance(left, tuple) and left[0] == "^" and isinstance(left[1], str):
            name, degree = left[1], left[2]
            if (
                name in names(right)
                or not 2 <= degree <= LARGEST_ROOT
                or not _positive(name, parts)
            ):
                continue
            root = ("sqrt", right) if degree == 2 else ("rpower", right, ONE / degree)
            found.append((name, root))
    if not found:
        solved = _solve(part, set())
        if solved is not None:
            found.append(solved)
    return found


def _positive(name: str, parts: list[Term]) -> bool:
    """The hypotheses say name >= 0 (or a larger bound) in so many words."""
    for one in parts:
        if len(one) != 3:
            continue
        head, left, right = one
        if right == name:
            head, left, right = {"<=": ">=", "<": ">"}.get(head, ""), right, left
        if left == name and head in (">=", ">") and isinstance(right, Fraction) and right >= 0:
            return True
    return False
