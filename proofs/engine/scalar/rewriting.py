"""Goals with powers as goals without them: real powers as exp(a*log(b)), large powers unexpanded,
and induction over an integer.

Each gives a certificate of the goal from one of the new goal.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..goal import Goal
from ..terms import Term, names, substitute, to_json
from ..work import Budget
from . import axioms, exact, powers, smt
from .domain import box
from .forms import ONE, ZERO, folded, functions

Prove = Callable[[Goal], dict | None]


def replaced(goal: Goal, pairs: dict[Term, Term]) -> Goal:
    put = lambda term: folded(substitute(term, pairs))  # noqa: E731
    where = tuple(dict.fromkeys(map(put, goal.where)))
    return Goal(goal.variables, where, put(goal.claim), goal.integers)


def rewritten(goal: Goal, equations: list[dict], final: dict) -> dict:
    return {"kind": "rewrite", "goal": goal.to_json(), "equations": equations, "final": final}


# --- large powers ---------------------------------------------------------------------------------


def unexpanded(goal: Goal, budget: Budget, log: list[str]) -> dict | None:
    """By the order of powers alone: no power is multiplied out."""
    pairs = powers.unexpanded(goal.claim, *goal.where)
    if not pairs:
        return None
    put = lambda term: substitute(term, pairs)  # noqa: E731
    moved = Goal(goal.variables, tuple(map(put, goal.where)), put(goal.claim), goal.integers)
    chosen = tuple(axioms.instances(moved.claim, *moved.where))
    answer = smt.prove(moved, budget.share(0.2, 3.0), chosen, log)
    if answer is None or answer.result != "unsat":
        return None
    return rewritten(goal, [], exact.certificate(moved, chosen))


# --- real powers ----------------------------------------------------------------------------------


def real_powers(goal: Goal) -> list[Term]:
    """The real powers that occur, inner ones first."""
    return [part for part in functions(goal.claim, *goal.where) if part[0] == "rpower"]


def without_real_powers(goal: Goal, prove: Prove) -> tuple[Goal, list[dict]] | None:
    """(the goal with exp and log, the equations) where every base is shown to be positive."""
    pairs: dict[Term, Term] = {}
    equations = []
    for part in real_powers(goal):
        base, exponent = part[1:]
        new = ("exp", ("*", exponent, ("log", base)))
        sign = Goal(goal.variables, goal.where, (">", base, ZERO), goal.integers)
        proof = prove(sign)
        if proof is None:
            return None
        equation = Goal(goal.variables, goal.where, ("==", part, new), goal.integers)
        wider = Goal(goal.variables, (*goal.where, sign.claim), equation.claim, goal.integers)
        listed = [{"goal": sign.to_json(), "certificate": proof}]
        final = exact.certificate(wider, (("rpower-log", base, exponent),), here=True)
        equations.append(
            {"kind": "lemmas", "goal": equation.to_json(), "lemmas": listed, "final": final}
        )
        pairs[part] = new
    # inner powers inside outer ones: one more rewriting
    moved = replaced(goal, pairs)
    return moved, equations


def vanishing_bases(goal: Goal, prove: Prove) -> Term | None:
    """A base of a real power that is shown to be nonnegative, to be split at zero."""
    for part in real_powers(goal):
        base = part[1]
        if prove(Goal(goal.variables, goal.where, (">", base, ZERO), goal.integers)) is None and (
            prove(Goal(goal.variables, goal.where, (">=", base, ZERO), goal.integers)) is not None
        ):
            return base
    return None


def split_at_zero(goal: Goal, base: Term, decide: Callable[[Goal], dict | None]) -> dict | None:
    """Cases base == 0 and base > 0."""
    parts = []
    for head in (">", "=="):
        when = (head, base, ZERO)
        case = Goal(goal.variables, (*goal.where, when), goal.claim, goal.integers)
        found = decide(case)
        if found is None:
            return None
        parts.append({"when": to_json(when), "certificate": found})
    whens = ("or", (">", base, ZERO), ("==", base, ZERO))
    cover = Goal(goal.variables, goal.where, whens, goal.integers)
    return {
        "kind": "cases",
        "goal": goal.to_json(),
        "cases": parts,
        "cover": exact.certificate(cover, here=True),
    }


# --- induction ------------------------------------------------------------------------------------


def induction(goal: Goal, prove: Prove) -> tuple[str, dict] | None:
    """(variable, certificate): the claim at the least integer, and from n to n + 1."""
    ends = box(goal)
    for name in goal.integers:
        low = ends[name].low if name in ends else None
        if name not in names(goal.claim) or low is None or not isinstance(low.at, Fraction):
            continue
        bounds = [part for part in goal.where if name in names(part)]
        if not all(_lower(part, name) for part in bounds):
            continue
        start = Fraction(low.at // 1 + 1 if low.strict else -(-low.at // 1))
        others = tuple(part for part in goal.where if name not in names(part))
        base = prove(_at(goal, others, name, start))
        if base is None:
            continue
        following = folded(substitute(goal.claim, {name: ("+", name, ONE)}))
        where = (*others, (">=", name, start), goal.claim)
        step = prove(Goal(goal.variables, where, following, goal.integers))
        if step is not None:
            return name, {
                "kind": "induction",
                "goal": goal.to_json(),
                "variable": name,
                "base": base,
                "step": step,
            }
    return None


def _lower(part: Term, name: str) -> bool:
    """A lower bound of the name by a number."""
    head, *sides = part
    if len(sides) != 2:
        return False
    signs, own, other = ((">", ">="), *sides) if sides[0] == name else (("<", "<="), *sides[::-1])
    return head in signs and own == name and isinstance(other, Fraction)


def _at(goal: Goal, where: tuple[Term, ...], name: str, start: Fraction) -> Goal:
    claim = folded(substitute(goal.claim, {name: start}))
    rest = tuple(other for other in goal.variables if other != name)
    return Goal(rest, where, claim, tuple(other for other in goal.integers if other != name))


__all__ = ["induction", "rewritten", "unexpanded", "without_real_powers"]
