"""Unsatisfiability over the reals (z3): hypotheses, axiom instances and the negated claim have no
common point.

z3's running times are heavy-tailed in the order of the assertions, so it is asked again with other
orders.

Definedness comes first: each obligation of the claim is derived from the hypotheses and the
obligations before it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from fractions import Fraction
from itertools import count
from typing import Any

import z3

from ._definedness import obligations
from ._facts import axiom
from ._terms import (
    COMPARE,
    ZERO,
    Goal,
    Term,
    monomials,
    names,
    need,
    need_whole_exponents,
    negated,
    parse,
    subterms,
    whole,
)

STEPS = 1_000_000  # z3's own count of work in a nominal second: the clock decides nothing
NET = 30  # but a step may take long, so that the clock is the last net
ATTEMPTS = (  # tactic, nominal seconds
    [("qfnra-nlsat", 2.0), ("", 2.0)]
    + [("qfnra-nlsat", 1.0)] * 6
    + [("", 4.0)]
    + [("qfnra-nlsat", 3.0)] * 4
    + [("qfnra-nlsat", 10.0), ("", 10.0)]
)
SHORT = (  # asked first, each in another order: hard in one is easy in another
    [("qfnra-nlsat", 0.2), ("", 0.2)]
    + [("qfnra-nlsat", 0.2)] * 3
    + [("", 0.2), ("", 1.5), ("qfnra-nlsat", 0.4), ("qfnra-nlsat", 0.4)]
)
LARGEST = 10**5  # monomials of a term
BOUNDS = {
    "pi": ("3.14159265358979", "3.14159265358980"),
    "E": ("2.71828182845904", "2.71828182845905"),
}


class Translation:
    """z3 terms for ours. `facts` holds pairs (obligation, what a fresh number satisfies where that
    obligation holds).
    """

    def __init__(self, integers: Iterable[str] = ()):
        self.integers, self.made, self.facts, self.count = frozenset(integers), {}, [], count()

    def fresh(self) -> Any:
        return z3.Real(f"!{next(self.count)}")  # no name of a goal begins with "!"

    def term(self, term: Term) -> Any:
        if term not in self.made:
            self.made[term] = self._term(term)
        return self.made[term]

    def _term(self, term: Term) -> Any:
        if isinstance(term, Fraction):
            return z3.RealVal(str(term))
        if isinstance(term, str):
            return z3.ToReal(z3.Int(term)) if term in self.integers else z3.Real(term)
        head, *parts = term
        a, b, *rest = [self.term(part) for part in (parts if head != "^" else parts[:1])] + [
            None,
            None,
        ]
        if head in ("+", "*"):
            return (z3.Sum if head == "+" else z3.Product)(
                [a, *([b, *rest[:-2]] if len(parts) > 1 else [])]
            )
        if head == "-":
            return -a if b is None else a - b
        if head == "^":
            power = z3.Product([a] * abs(int(parts[1]))) if parts[1] else z3.RealVal(1)
            return power if parts[1] >= 0 else self.quotient(parts[0], z3.RealVal(1), power)
        if head == "/":
            return (
                a / b
                if isinstance(parts[1], Fraction) and parts[1]
                else self.quotient(parts[1], a, b)
            )
        if head == "abs":
            return z3.If(a >= 0, a, -a)
        if head in ("min", "max"):
            return z3.If((a <= b) == (head == "min"), a, b)
        # a fresh real for the value: nothing else is known about exp, log, sin, ...
        fresh = self.fresh()
        if head == "sqrt":
            self.facts.append(((">=", parts[0], ZERO), z3.And(fresh >= 0, fresh * fresh == a)))
        if head == "rpower" and isinstance(q := parts[1], Fraction) and q.numerator == 1:
            root = z3.Product([fresh] * q.denominator) if q.denominator <= 60 else None
            if root is not None:
                self.facts.append(((">=", parts[0], ZERO), z3.And(fresh >= 0, root == a)))
        if head in BOUNDS:
            self.facts.append(
                (
                    None,
                    z3.And(
                        *(
                            fresh * sign > sign * z3.RealVal(end)
                            for sign, end in zip((1, -1), BOUNDS[head])
                        )
                    ),
                )
            )
        return fresh

    def integer(self, term: Term) -> Any:
        """A term made of integers in z3's integers, which it rounds where reals are searched."""
        if isinstance(term, Fraction):
            return z3.IntVal(int(term))
        if isinstance(term, str):
            return z3.Int(term)
        head, *parts = term
        a, *rest = map(self.integer, parts[:1] if head == "^" else parts)
        if head == "^":
            return z3.Product([a] * int(parts[1])) if parts[1] else z3.IntVal(1)
        if head in ("+", "*"):
            return (z3.Sum if head == "+" else z3.Product)([a, *rest])
        if head == "-":
            return a - rest[0] if rest else -a
        other = rest[0] if rest else -a
        return z3.If(a <= other if head == "min" else a >= other, a, other)

    def quotient(self, divisor: Term, top: Any, bottom: Any) -> Any:
        fresh = self.fresh()
        self.facts.append((("!=", divisor, ZERO), fresh * bottom == top))
        return fresh

    def formula(self, statement: Term) -> Any:
        head, *parts = statement
        if head in COMPARE:
            whole_sides = self.integers and all(whole(part, self.integers) for part in parts)
            return COMPARE[head](*map(self.integer if whole_sides else self.term, parts))
        inner = list(map(self.formula, parts))
        return z3.Not(inner[0]) if head == "not" else (z3.And if head == "and" else z3.Or)(inner)


def unsatisfiable(
    assumed: list[Term], integers: Iterable[str], axioms: Iterable[Term] = ()
) -> bool:
    """No real point satisfies the formulas with all their terms defined; axioms hold where their
    own terms are defined.
    """
    integers, axioms = frozenset(integers), list(axioms)
    for part in (part for one in (*assumed, *axioms) for part in subterms(one)):
        need(monomials(part) <= LARGEST, "too large to expand: ", part)
    known = list(dict.fromkeys([*obligations(*assumed), *assumed]))
    exact = formulas(known, integers, axioms)
    # nlsat knows no integers: what is contradictory over the reals is contradictory
    relaxed = formulas(known, frozenset(), axioms) if integers else exact
    for number, (tactic, seconds) in enumerate(SHORT):
        parts = list(relaxed if tactic else exact)
        if number:
            random.Random(number).shuffle(parts)
        answer = asked(parts, tactic, seconds, number % 2 == 0)
        if settles(answer, tactic, integers):
            return answer == z3.unsat
    for attempt, (tactic, seconds) in enumerate(ATTEMPTS):
        answer = asked(relaxed if tactic else exact, tactic, seconds, attempt % 4 != 2)
        if settles(answer, tactic, integers):
            return answer == z3.unsat
        random.Random(attempt).shuffle(exact)
        if relaxed is not exact:
            random.Random(attempt).shuffle(relaxed)
    return False


def asked(parts: list[Any], tactic: str, seconds: float, reorder: bool) -> Any:
    """z3's answer within nominal seconds; None when the tactic does not take the formula."""
    solver = z3.Tactic(tactic).solver() if tactic else z3.Solver()
    z3.set_param("nlsat.reorder", reorder)
    solver.set("rlimit", int(STEPS * seconds))
    solver.set("timeout", int(1000 * NET * seconds))
    solver.add(*parts)
    try:
        return solver.check()
    except z3.Z3Exception:
        return None


def settles(answer: Any, tactic: str, integers: frozenset) -> bool:
    """A point of the relaxed formulas need not be one of the exact ones."""
    return answer == z3.unsat or (answer == z3.sat and (not tactic or not integers))


def formulas(known: list[Term], integers: frozenset, axioms: list[Term]) -> list[Any]:
    """The assertions for z3."""
    translation = Translation(integers)
    parts = [translation.formula(one) for one in known]
    for one in axioms:
        guards = [translation.formula(guard) for guard in obligations(one) if guard not in known]
        parts.append(
            z3.Implies(z3.And(guards), translation.formula(one))
            if guards
            else translation.formula(one)
        )
    for guard, fact in translation.facts:  # grows while guards are translated
        parts.append(
            fact
            if guard is None or guard in known
            else z3.Implies(translation.formula(guard), fact)
        )
    return parts


def entails(goal: Goal, axioms: Iterable[Term] = ()) -> bool:
    """The claim is defined and true wherever the hypotheses hold."""
    where = list(goal.where)
    for one in [
        *obligations(goal.claim),
        *(goal.claim[1:] if goal.claim[0] == "and" else [goal.claim]),
    ]:
        if one not in where:
            if not unsatisfiable([*where, negated(one)], goal.integers, axioms):
                return False
            where.append(one)
    return True


def smt(goal: Goal, certificate: dict) -> None:
    instances = []
    for entry in certificate.get("axioms", []):
        need(isinstance(entry, list) and entry, "an axiom is a list of a rule and its terms")
        instances.append(axiom(entry[0], list(map(parse, entry[1:]))))
    need(
        names(*instances) <= names(goal.claim, *goal.where),
        "an axiom uses a name that is not in the goal",
    )
    need_whole_exponents(goal.integers, *instances)
    need(
        entails(goal, instances),
        "z3 does not find hypotheses, axioms and negated claim contradictory: ",
        goal,
    )
