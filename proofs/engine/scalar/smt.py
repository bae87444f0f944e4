"""Nonlinear real arithmetic: hypotheses and not(claim), cleared of denominators, handed to z3.

Function subterms other than sqrt, abs, min, max become fresh reals, tied together by axiom
instances only. A hypothesis counts as "defined and true", the claim as "defined and true", an axiom
as "true where defined".
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Any

from .. import work
from ..goal import Goal
from ..processes import alone
from ..terms import RELATIONS, Term
from .axioms import statement
from .forms import conditions, conjuncts, is_unit_fraction, positive
from .rational import Field, Quotient, TooLarge

PI_BOUNDS = Fraction(314159265358979, 10**14), Fraction(314159265358980, 10**14)
E_BOUNDS = Fraction(271828182845904, 10**14), Fraction(271828182845905, 10**14)


@dataclass(frozen=True)
class Answer:
    """unsat: no point satisfies the hypotheses and violates the claim. sat: `model` suggests one
    (rational approximations).
    """

    result: str
    model: dict[str, Term] = field(default_factory=dict)
    method: str = ""


class Translation:
    """Statements as z3 formulas over one rational function field."""

    def __init__(self, statements: Iterable[Term], integers: Iterable[str] = ()):
        import z3

        self.z3 = z3
        statements = list(statements)
        self.field = Field(*statements)
        self.integers = integers = set(integers)
        self.reals = {
            name: z3.ToReal(z3.Int(name)) if name in integers else z3.Real(name)
            for name in self.field.generators
        }
        self.structure = self._structure()

    def _structure(self) -> list:
        """Exact meaning of sqrt, abs, min, max (where defined) and bounds of pi and E."""
        z3, found = self.z3, []
        for part, name in self.field.atoms.items():
            atom = self.reals[name]
            if part[0] == "sqrt":
                inside = self.field.read(part[1])
                meaning = z3.And(
                    atom >= 0,
                    atom * atom * self.polynomial(inside.denominator)
                    == self.polynomial(inside.numerator),
                )
                found.append(z3.Implies(self._defined(conditions(part)), meaning))
            elif part[0] == "rpower" and is_unit_fraction(part[2]):
                inside = self.field.read(part[1])
                root = self.z3.Product([atom] * part[2].denominator)
                meaning = z3.And(
                    atom >= 0,
                    root * self.polynomial(inside.denominator) == self.polynomial(inside.numerator),
                )
                found.append(z3.Implies(self._defined(conditions(part)), meaning))
            elif part[0] in ("abs", "min", "max"):
                first, second = (part[1], ("-", part[1])) if part[0] == "abs" else part[1:]
                ahead = "<=" if part[0] == "min" else ">="
                mine = self.fieldname(part)
                meaning = z3.Or(
                    z3.And(self.relation((ahead, first, second)), self.equation(mine, first)),
                    z3.And(self.relation((ahead, second, first)), self.equation(mine, second)),
                )
                found.append(z3.Implies(self._defined(conditions(part)), meaning))
        for name, (low, high) in (("_pi", PI_BOUNDS), ("_E", E_BOUNDS)):
            found += [
                self.reals[name] > z3.Q(low.numerator, low.denominator),
                self.reals[name] < z3.Q(high.numerator, high.denominator),
            ]
        return found

    def fieldname(self, part: Term) -> Quotient:
        return Quotient(self.field.generator(self.field.atoms[part]), self.field.one)

    def equation(self, left: Quotient, right: Term) -> Any:
        other = self.field.read(right)
        return self.polynomial(left.numerator * other.denominator - other.numerator) == 0

    def polynomial(self, p: Any) -> Any:
        z3, sums = self.z3, []
        for exponents, coefficient in p.terms():
            factors = (
                [z3.Q(int(coefficient.p), int(coefficient.q))]
                if coefficient != 1 or not any(exponents)
                else []
            )
            for name, exponent in zip(self.field.generators, exponents):
                factors += [self.reals[name]] * int(exponent)
            sums.append(z3.Product(factors) if len(factors) > 1 else factors[0])
        return z3.Sum(sums) if len(sums) > 1 else sums[0] if sums else z3.RealVal(0)

    def relation(self, part: Term) -> Any:
        """A relation at points where its terms are defined: N/D R 0 as N * (odd part of D) R 0."""
        head = part[0]
        try:
            quotient = self.field.difference(part)
        except ZeroDivisionError:
            return self.z3.BoolVal(True)  # nowhere defined; the conditions say so
        top = quotient.numerator
        if head not in ("==", "!=") and not quotient.denominator.is_constant():
            constant, factors = quotient.denominator.factor()
            top = top * constant
            for factor, exponent in factors:
                if exponent % 2:
                    top = top * factor
        top = self._primitive(top)
        left = self._whole(top)
        left = self.polynomial(top) if left is None else left
        return {
            "==": left == 0,
            "!=": left != 0,
            "<=": left <= 0,
            "<": left < 0,
            ">=": left >= 0,
            ">": left > 0,
        }[head]

    def _whole(self, p: Any) -> Any:
        """A polynomial in integers alone as a term of z3's integers, which it rounds; else None."""
        used = [name for name, degree in zip(self.field.generators, p.degrees()) if degree]
        if not used or not set(used) <= self.integers or any(c.q != 1 for _, c in p.terms()):
            return None
        z3, sums = self.z3, []
        for exponents, coefficient in p.terms():
            factors = [z3.IntVal(int(coefficient.p))]
            for name, exponent in zip(self.field.generators, exponents):
                factors += [z3.Int(name)] * int(exponent)
            sums.append(z3.Product(factors) if len(factors) > 1 else factors[0])
        return z3.Sum(sums) if len(sums) > 1 else sums[0]

    def _primitive(self, p: Any) -> Any:
        """A positive rational multiple with small integer coefficients."""
        if p.is_zero():
            return p
        content = (
            p.term_content().leading_coefficient()
            if not p.is_constant()
            else abs(p.leading_coefficient())
        )
        return p / abs(content)

    def formula(self, part: Term) -> Any:
        """The statement at points where it is defined."""
        head = part[0]
        if head in RELATIONS:
            return self.relation(part)
        inner = [self.formula(each) for each in part[1:]]
        return (
            {"and": self.z3.And, "or": self.z3.Or}[head](*inner)
            if head != "not"
            else self.z3.Not(inner[0])
        )

    def _defined(self, needed: list[Term]) -> Any:
        return (
            self.z3.And(*[self.formula(each) for each in needed])
            if needed
            else self.z3.BoolVal(True)
        )

    def hypothesis(self, part: Term) -> Any:
        return self.z3.And(self._defined(conditions(part)), self.formula(positive(part)))

    def axiom(self, part: Term) -> Any:
        return self.z3.Implies(self._defined(conditions(part)), self.formula(part))


def obligations(goal: Goal) -> list[Term]:
    """Definedness of the claim, children first, then the claim: each may use the ones before it."""
    return [*conditions(goal.claim), *conjuncts(goal.claim)]


_seen = 0  # z3's own count in this process so far


def _charge(solver: Any, parts: int) -> None:
    """Count what z3 did since the last time; at half the price, since attempts come in pairs of
    which one is wasted.
    """
    global _seen
    count = _count(solver)
    work.charge(max(0, count - _seen) / work.Z3_STEPS / work.STEP / 2)
    _seen = max(count, _seen)
    work.charge(1000 + 50 * parts)


def _count(solver: Any) -> int:
    """z3's own count of work, which goes on over all solvers of a process."""
    statistics = solver.statistics()
    found = [name for name in statistics.keys() if name == "rlimit count"]  # noqa: SIM118
    return int(statistics.get_key_value(found[0])) if found else 0


def _start_count() -> None:
    """Take what z3 has done so far in this process for something else, such as a recheck, out of
    the count: a question costs the same whatever was asked before it.
    """
    import z3

    global _seen
    solver = z3.Solver()
    solver.check()
    _seen = max(_count(solver), _seen)


@dataclass(frozen=True)
class Variant:
    """One way of asking z3. Its running times are heavy-tailed in the order of assertions and
    variables, so restarts pay.
    """

    tactic: str  # "nlsat" or "smt"
    shuffle: int = 0
    reorder: bool = True
    seconds: float = 1.0  # nominal: `work.Z3_STEPS` of z3's own count each

    def solver(self) -> Any:
        import z3

        if self.tactic == "smt":
            solver = z3.Solver()
        else:
            z3.set_param("nlsat.reorder", self.reorder)
            solver = z3.Then("simplify", "propagate-values", "solve-eqs", "qfnra-nlsat").solver()
        solver.set("rlimit", max(1, int(self.seconds * work.Z3_STEPS)))
        return solver


def variants(seconds: float) -> list[Variant]:
    """Short attempts first, with growing limits; the last two may take what is left."""
    found, limit, shuffle = [Variant("nlsat", 0, True, 0.8), Variant("smt", 0, True, 1.6)], 0.8, 0
    while limit < seconds / 2:
        for _ in range(6):
            shuffle += 1
            found.append(Variant("nlsat", shuffle, bool(shuffle % 2), limit))
        found.append(Variant("smt", shuffle, True, 2 * limit))
        limit *= 2.5
    return [*found, Variant("nlsat", 0, True, seconds), Variant("smt", 0, True, seconds)]


def solve(
    goal: Goal, axioms: Iterable[tuple] = (), variant: Variant | None = None
) -> Answer | None:
    """Refute the negation with z3, one obligation after the other, each within the variant's
    limit. It cannot be interrupted: call it in a child process.
    """
    import z3

    _start_count()
    variant = variant or Variant("nlsat")
    facts, duties = [statement(each) for each in axioms], obligations(goal)
    try:
        # without the integers nlsat may still find the contradiction
        relaxed = variant.tactic == "nlsat"
        integers = () if relaxed else goal.integers
        translation = Translation([*goal.where, *facts, *duties], integers)
    except ZeroDivisionError:
        return None
    assumed = (
        translation.structure
        + [translation.hypothesis(part) for part in goal.where]
        + [translation.axiom(part) for part in facts]
    )
    for duty in duties:
        solver, parts = variant.solver(), [*assumed, z3.Not(translation.formula(positive(duty)))]
        if variant.shuffle:
            random.Random(variant.shuffle).shuffle(parts)
        solver.add(*parts)
        result = solver.check()
        _charge(solver, len(parts))
        if result == z3.unknown:
            return None
        if result == z3.sat:
            if relaxed and goal.integers:
                return None
            return Answer("sat", _model(solver.model(), goal), variant.tactic)
        assumed.append(translation.formula(positive(duty)))
    return Answer("unsat", {}, variant.tactic)


def _model(model: Any, goal: Goal) -> dict[str, Term]:
    import z3

    found: dict[str, Term] = {}
    for name in goal.variables:
        symbol = z3.Int(name) if name in goal.integers else z3.Real(name)
        value = model.eval(symbol, model_completion=True)
        if z3.is_algebraic_value(value):
            found[name] = _algebraic(value)
        elif z3.is_rational_value(value):
            found[name] = Fraction(value.numerator_as_long(), value.denominator_as_long())
        elif z3.is_int_value(value):
            found[name] = Fraction(value.as_long())
    return found


def _algebraic(value: Any) -> Term:
    """A quadratic irrational as a term with a square root, otherwise a close rational."""
    close = value.approx(30)
    near = Fraction(close.numerator_as_long(), close.denominator_as_long())
    coefficients = [each.as_long() if hasattr(each, "as_long") else None for each in value.poly()]
    if len(coefficients) == 3 and None not in coefficients:
        c, b, a = coefficients
        discriminant = Fraction(b * b - 4 * a * c)
        larger = (2 * a * near + b) >= 0  # the root with +sqrt has 2 a x + b >= 0
        root: Term = ("sqrt", discriminant)
        shift = Fraction(-b, 2 * a)
        scaled = ("*", Fraction(1 if larger else -1, 2 * a), root)
        return scaled if shift == 0 else ("+", shift, scaled)
    return near


def prove(
    goal: Goal, seconds: float, axioms: Iterable[tuple] = (), log: list[str] | None = None
) -> Answer | None:
    """The answer of the first of several z3 configurations that has one, each in a process of its
    own; which one is first does not depend on time.
    """
    axioms, budget = list(axioms), work.Budget(seconds)
    import z3  # noqa: F401  (loaded once here, not once in every child)

    for each in variants(seconds):
        limit = min(each.seconds, 2 * budget.left)
        if limit <= 0:
            break
        variant = replace(each, seconds=limit)
        answer = alone(partial(solve, goal, axioms, variant), limit, log)
        if answer is not None:
            return answer
    return None


def prove_here(goal: Goal, axioms: Iterable[tuple] = (), seconds: float = 0.4) -> Answer | None:
    """`prove` in this process, with three short attempts: for many small questions inside a child
    process.
    """
    axioms = list(axioms)
    for variant in (
        Variant("nlsat", seconds=seconds),
        Variant("smt", seconds=seconds),
        Variant("nlsat", 1, False, seconds),
    ):
        try:
            answer = solve(goal, axioms, variant)
        except (TooLarge, ZeroDivisionError):
            return None
        if answer is not None:
            return answer
    return None


def satisfiable(goal: Goal, seconds: float, log: list[str] | None = None) -> Answer | None:
    """Whether the hypotheses have a common point: `sat` with a model, or `unsat`."""
    false = ("==", Fraction(0), Fraction(1))
    return prove(Goal(goal.variables, goal.where, false, goal.integers), seconds, log=log)
