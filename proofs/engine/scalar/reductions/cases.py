"""Cases: the sides of a point that a hypothesis excludes, or of the corner of an absolute value."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from ...goal import Goal
from ...terms import TURNED, Term, names, to_json
from ...work import Budget
from .. import exact
from ..forms import ALGEBRAIC, ZERO, conjuncts, functions, heads
from ..kinks import KINKS, _bound, kink_sides
from ..piecewise import _looser
from ..points import holds
from ..rational import Field, TooLarge
from ..rewriting import replaced, rewritten
from .settled import by_lemmas, settled
from .variables import Step


def sides(goal: Goal, budget: Budget) -> Step | None:
    """x != c, where the claim divides: x < c and x > c."""
    if goal.integers or not heads(goal.claim) - ALGEBRAIC or not _divides(goal.claim):
        return None
    for part in (one for each in goal.where for one in conjuncts(each)):
        if part[0] == "!=" and isinstance(part[1], str) and not names(part[2]):
            rest = tuple(one for one in goal.where if one != part)
            return split(goal, rest, [("<", *part[1:]), (">", *part[1:])])
    return None


def outside(goal: Goal, budget: Budget) -> Step | None:
    """abs(x) > c with c >= 0: x > c and x < -c."""
    if goal.integers or not heads(goal.claim) - ALGEBRAIC:
        return None
    for part in goal.where:
        head, *both = part
        if head in ("<", "<=") and len(both) == 2:
            head, both = TURNED[head], both[::-1]
        if head not in (">", ">=") or len(both) != 2 or names(both[1]):
            continue
        large, bound = both
        if isinstance(large, tuple) and large[0] == "abs" and isinstance(large[1], str):
            if holds((">=", bound, ZERO), {}) is not True:
                continue
            rest = tuple(one for one in goal.where if one != part)
            below = -bound if isinstance(bound, Fraction) else ("-", bound)
            return split(goal, rest, [(head, large[1], bound), (TURNED[head], large[1], below)])
    return None


def corners(goal: Goal, budget: Budget) -> Step | None:
    """abs(u), max(u, v), min(u, v): one of the two values where the hypotheses say which, otherwise
    for both signs of a linear u, or u - v.
    """
    if goal.integers or not heads(goal.claim) - ALGEBRAIC:
        return None
    found = [part for part in functions(goal.claim) if part[0] in KINKS and len(part) <= 3]
    if not found or (len(found) == 1 and found[0] == _smaller(goal.claim)):
        return None
    for kink in found:
        signed = _signed(goal, kink, budget)
        if signed is not None:
            return signed
    for kink in found:
        whens = [_bound(head, _core(left), right) for (head, left, right), _ in kink_sides(kink)]
        if all(isinstance(when[1], str) and not names(when[2]) for when in whens):
            return split(goal, goal.where, whens)
    for kink in found:
        for factor in _linear(kink[1]) if kink[0] == "abs" else ():
            return split(goal, goal.where, [_bound(head, factor, ZERO) for head in (">=", "<=")])
    return None


def _linear(term: Term) -> list[Term]:
    """The factors x - c of a polynomial in one variable, where it has no others that vanish."""
    if len(names(term)) != 1 or heads(term):
        return []
    try:
        field = Field(term)
        read = field.read(term)
    except (TooLarge, ZeroDivisionError):
        return []
    if not read.denominator.is_constant() or len(read.numerator.factor()[1]) > 3:
        return []
    return [
        field.term(factor)
        for factor, _ in read.numerator.factor()[1]
        if factor.total_degree() == 1 and names(field.term(factor))
    ]


def _signed(goal: Goal, kink: Term, budget: Budget) -> Step | None:
    for when, value in kink_sides(kink):
        sign = Goal(goal.variables, goal.where, when)
        proof = settled(sign, budget)
        if proof is None:
            continue
        same = Goal(goal.variables, goal.where, ("==", kink, value))
        wider = Goal(goal.variables, (*goal.where, sign.claim), same.claim)
        equation = by_lemmas(same, [(sign, proof)], exact.certificate(wider, here=True))
        return [replaced(goal, {kink: value})], partial(_rewritten, goal, equation)
    return None


def _rewritten(goal: Goal, equation: dict, proofs: list[dict]) -> dict:
    return rewritten(goal, [equation], proofs[0])


def split(goal: Goal, where: tuple[Term, ...], whens: list[Term]) -> Step:
    parts = [
        Goal(
            goal.variables,
            (*(one for one in where if not implied(one, when)), when),
            goal.claim,
        )
        for when in whens
    ]
    cover = exact.certificate(Goal(goal.variables, goal.where, ("or", *whens)), here=True)

    def certificate(proofs: list[dict]) -> dict:
        listed = [{"when": to_json(when), "certificate": one} for when, one in zip(whens, proofs)]
        return {"kind": "cases", "goal": goal.to_json(), "cases": listed, "cover": cover}

    return parts, certificate


def implied(bound: Term, when: Term) -> bool:
    """A bound of the same variable that the condition makes superfluous."""
    head, name, place = when
    if not _looser(bound, name, head.rstrip("=") + "="):
        return False
    limit = bound[2] if bound[1] == name else bound[1]
    return not names(place, limit) and holds((head.rstrip("="), place, limit), {}) is True


def _smaller(claim: Term) -> Term | None:
    return claim[1] if claim[0] in ("<=", "<") else claim[2] if claim[0] in (">=", ">") else None


def _core(term: Term) -> Term:
    """A product without its factors that are numbers."""
    if isinstance(term, tuple) and term[0] == "*":
        named = [one for one in term[1:] if names(one)]
        if len(named) == 1 and all(
            holds((">", one, ZERO), {}) for one in term[1:] if one not in named
        ):
            return named[0]
    return term


def _divides(term: Term) -> bool:
    return isinstance(term, tuple) and (
        (term[0] == "/" and bool(names(term[2])))
        or (term[0] == "^" and term[2] < 0)
        or any(_divides(part) for part in term[1:])
    )
