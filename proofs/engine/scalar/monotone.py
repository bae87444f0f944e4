"""Inequalities by the sign of a derivative: g >= 0 at one end and g' >= 0 on the way, also on
unbounded domains.

The derivative is settled by z3 with elementary facts or, factor by factor, by the same argument
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from ..goal import Goal
from ..terms import TURNED, Term, names, substitute, to_json
from ..work import Budget
from . import axioms, ball, exact, identity, smt
from .calculus import NotSmooth, derivative
from .forms import ALGEBRAIC, ZERO, conditions, conjuncts, functions, gap
from .points import holds
from .rational import Field, TooLarge
from .refute import Search

DEEPEST = 4


# filled, like `_plausible`, in child processes only, which end with their question
_settled: dict[Goal, dict | None] = {}


def settle(goal: Goal, budget: Budget, depth: int = DEEPEST) -> dict | None:
    """A certificate by identity, z3 with facts, the derivative argument, or (closed statements)
    balls.
    """
    if budget.left <= 0 or not _plausible(goal):
        return None
    if goal not in _settled:
        _settled[goal] = _at_once(goal, budget)
    if _settled[goal] is None and depth > 0:
        return certificate(goal, budget, depth - 1)
    return _settled[goal]


def _at_once(goal: Goal, budget: Budget) -> dict | None:
    try:
        plain = identity.plain(goal) if not conditions(goal.claim) else None
    except (TooLarge, ZeroDivisionError):
        return None
    if plain is not None:
        return plain
    few, more = tuple(axioms.instances(goal.claim, *goal.where)), axioms.extended(goal)
    closed = not names(goal.claim)
    for chosen in dict.fromkeys((axioms.related(goal), more) if closed else (few, more)):
        if budget.left <= 0:
            return None
        found = exact.quick(goal, tuple(chosen))
        if found is not None:
            return found
        answer = smt.prove_here(goal, chosen)
        if answer is not None and answer.result == "unsat":
            return exact.upgraded(goal, chosen, here=True)
    return ball.certificate(goal, {}) if closed else None


def certificate(goal: Goal, budget: Budget, depth: int = DEEPEST) -> dict | None:
    """A certificate of the kind "derivative": from one of the ends of one of the variables."""
    if not applies(goal) or not _plausible(goal):
        return None
    for name in names(goal.claim):
        ends = _ends(goal, name)
        for side in ("lo", "hi") if ends is not None else ():
            for strict, end in ends[side]:
                found = _from_end(goal, name, side, end, strict, budget, depth)
                if found is not None:
                    return found
    return None


def applies(goal: Goal) -> bool:
    """An inequality between reals with elementary functions."""
    return (
        goal.claim[0] in TURNED
        and not goal.integers
        and bool({part[0] for part in functions(goal.claim)} - ALGEBRAIC)
    )


def _ends(goal: Goal, name: str) -> dict[str, list[tuple[bool, Term]]] | None:
    """The bounds of a variable, when its hypotheses are nothing but bounds free of it; those of a
    side that has several are left out.
    """
    found: dict[str, dict[Term, bool]] = {"lo": {}, "hi": {}}  # places, whether excluded
    for part in (each for hypothesis in goal.where for each in conjuncts(hypothesis)):
        if name not in names(part):
            continue
        if part[0] not in TURNED:
            return None
        head, left, right = part
        if right == name:
            head, left, right = TURNED[head], right, left
        if left != name or name in names(right):
            return None
        side = found["lo" if head in (">", ">=") else "hi"]
        side[right] = side.get(right, False) or head in ("<", ">")
    return {
        side: [(strict, at) for at, strict in ends.items()] if len(ends) == 1 else []
        for side, ends in found.items()
    }


def _from_end(
    goal: Goal, name: str, side: str, end: Term, open_end: bool, budget: Budget, depth: int
) -> dict | None:
    head, left, right = goal.claim
    strict = head in ("<", ">")
    try:
        slope = _tidy(derivative(gap(goal.claim), name))
    except (NotSmooth, TooLarge, ZeroDivisionError):
        return None
    rest = tuple(part for part in goal.where if name not in names(part))
    weak = {"<": "<=", ">": ">="}.get(head, head)
    for at_head, slope_strict in [(head, False)] + ([(weak, True)] if strict and open_end else []):
        there = Goal(goal.variables, rest, substitute((at_head, left, right), {name: end}))
        sign = (">" if slope_strict else ">=") if side == "lo" else ("<" if slope_strict else "<=")
        inner = _open(goal, name, side, end)
        if not _plausible(Goal(goal.variables, inner, (sign, slope, ZERO))):
            continue
        at = settle(there, budget, 0)
        if at is None:
            continue
        slope_proof = _slope(Goal(goal.variables, inner, (sign, slope, ZERO)), budget, depth)
        if slope_proof is None:
            continue
        return joined(goal, name, side, end, at, slope_proof, budget)
    return None


def joined(
    goal: Goal, name: str, side: str, end: Term, at: dict, slope: dict, budget: Budget
) -> dict | None:
    """The certificate from those of the claim at the end and of the sign of the slope; None where
    it is open that the sides are defined, or smooth.
    """
    inner = _open(goal, name, side, end)
    duties = (goal.where, conditions(goal.claim)), (inner, _smooth(gap(goal.claim), name))
    defined, smooth = (
        [settle(Goal(goal.variables, where, each), budget, 0) for each in owed]
        for where, owed in duties
    )
    if None in (*defined, *smooth):
        return None
    return {
        "kind": "derivative",
        "goal": goal.to_json(),
        "variable": name,
        "end": to_json(end),
        "side": side,
        "at": at,
        "slope": slope,
        "defined": defined,
        "inside": smooth,
    }


def _open(goal: Goal, name: str, side: str, end: Term) -> tuple[Term, ...]:
    """The hypotheses with the end itself excluded: the mean value theorem needs the derivative
    inside only.
    """
    strict, weak = (">", ">=") if side == "lo" else ("<", "<=")
    same = {(weak, name, end), (TURNED[weak], end, name)}
    return (*(part for part in goal.where if part not in same), (strict, name, end))


def _smooth(term: Term, name: str) -> list[Term]:
    """What differentiability in the variable needs beyond definedness."""
    found: dict[Term, None] = {}
    for head, *parts in (part for part in functions(term) if name in names(part)):
        if head == "sqrt":
            found[(">", parts[0], ZERO)] = None
        elif head in ("asin", "acos"):
            found |= {("<", Fraction(-1), parts[0]): None, ("<", parts[0], Fraction(1)): None}
    return list(found)


def plausible(goal: Goal) -> bool:
    """False when a sample point violates the claim for certain: then no proof is attempted."""
    if not names(goal.claim):
        return holds(goal.claim, {}) is not False
    return not Search(goal).violated(200)


_plausible = cache(plausible)


def _slope(goal: Goal, budget: Budget, depth: int) -> dict | None:
    """The sign of the derivative, directly or from the signs of its factors."""
    direct = settle(goal, budget, 0)
    if direct is not None or depth <= 0:
        return direct
    lemmas = []
    for factor in _factors(goal.claim[1]):
        strict = (">", "<") if goal.claim[0] in ("<", ">") else ()
        for head in (*strict, ">=", "<="):
            lemma = Goal(goal.variables, goal.where, (head, factor, ZERO))
            found = certificate(lemma, budget, depth - 1) if budget.left > 0 else None
            if found is not None:
                lemmas.append((lemma, found))
                break
    if not lemmas:
        return None
    wider = Goal(goal.variables, goal.where + tuple(lemma.claim for lemma, _ in lemmas), goal.claim)
    final = settle(wider, budget, 0)
    if final is None:
        return None
    listed = [{"goal": lemma.to_json(), "certificate": found} for lemma, found in lemmas]
    return {"kind": "lemmas", "goal": goal.to_json(), "lemmas": listed, "final": final}


def _tidy(term: Term) -> Term:
    """The normal form as a quotient of factored polynomials, written in the original function
    terms.
    """
    field = Field(term)
    quotient = field.read(term)
    back = {name: atom for atom, name in field.atoms.items()}
    top = substitute(_factored(field, quotient.numerator), back)
    return (
        top
        if quotient.denominator.is_constant()
        else ("/", top, substitute(_factored(field, quotient.denominator), back))
    )


def _factored(field: Field, polynomial) -> Term:
    if polynomial.is_constant():
        return field.term(polynomial)
    lead, factors = polynomial.factor()
    constant = Fraction(int(lead.p), int(lead.q))
    parts: list[Term] = [] if constant == 1 else [constant]
    for factor, exponent in factors:
        base = field.term(factor)
        parts.append(base if exponent == 1 else ("^", base, Fraction(int(exponent))))
    return parts[0] if len(parts) == 1 else ("*", *parts)


def _factors(term: Term) -> Iterator[Term]:
    """The factors of a tidy term whose sign is not obvious to z3: those with elementary
    functions.
    """
    top = term[1] if isinstance(term, tuple) and term[0] == "/" else term
    for factor in top[1:] if isinstance(top, tuple) and top[0] == "*" else (top,):
        base = factor[1] if isinstance(factor, tuple) and factor[0] == "^" else factor
        if (
            isinstance(base, tuple)
            and base[0] in ("+", "-")
            and {part[0] for part in functions(base)} - ALGEBRAIC
        ):
            yield base


__all__ = ["applies", "certificate", "settle"]
