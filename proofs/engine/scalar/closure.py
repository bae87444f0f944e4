"""Relations between the functions of a goal: addition formulas, exp/log rules, Pythagoras, inverse
functions, hypotheses.

Arguments are written over a common basis (angles n_1 b_1 + ... + n_k b_k with integers n_i,
logarithms of products of irreducible factors), and each function value is tied to the values at
basis elements by instances of the table of facts.
"""

from __future__ import annotations

from fractions import Fraction

from ..goal import Goal
from ..terms import Term, substitute
from . import powers
from .basis import Basis, Vector, factors_of, product_of, summand
from .facts import known
from .forms import ONE, ZERO, functions
from .rational import Field, TooLarge

LONGEST = 12  # sum of the |n_i|
PI = ("pi",)


class Closure:
    """Instances that reduce the functions of a goal to basic ones. `atoms`: all function terms,
    basic ones first.
    """

    def __init__(self, goal: Goal):
        self.goal = goal
        self.found: dict[tuple, None] = {}
        self.basic: list[Term] = []
        self._seen: set = set()
        present = functions(goal.claim, *goal.where)
        self.field = Field(goal.claim, *goal.where)
        for family in (
            self._trigonometric,
            self._exponential,
            self._logarithms,
            self._inverse,
            self._roots,
            self._others,
            self._powers,
        ):
            try:
                family(present)
            except (TooLarge, ZeroDivisionError):
                continue

    @property
    def instances(self) -> list[tuple]:
        return list(self.found)

    def add(self, rule: str, *values: Term) -> None:
        if known(rule):
            self.found[(rule, *values)] = None

    def same(self, head: str, a: Term, b: Term) -> None:
        if a != b:
            self.add("congruence", (head, a), (head, b))

    # --- sine and cosine --------------------------------------------------------------------------

    def _trigonometric(self, present: list[Term]) -> None:
        arguments = list(
            dict.fromkeys(part[1] for part in present if part[0] in ("sin", "cos", "tan"))
        )
        if not arguments:
            return
        basis = Basis(self.field, arguments)
        for argument in arguments:
            vector = basis.vector(argument)
            if vector is None or sum(map(abs, vector)) > LONGEST:
                continue
            canonical = basis.term(vector)
            self._turn(basis, vector)
            self.same("sin", argument, canonical)
            self.same("cos", argument, canonical)
            if ("tan", argument) in present:
                self.add("tan", argument)

    def _turn(self, basis: Basis, v: Vector) -> Term:
        """sin and cos at v in terms of the basis."""
        here = basis.term(v)
        if ("turn", v) in self._seen:
            return here
        self._seen.add(("turn", v))
        size = sum(map(abs, v))
        angle = self._fraction_of_pi(basis, v)
        if angle is not None and angle in _ANGLES and all(map(known, _ANGLES[angle])):
            for rule in _ANGLES[angle]:
                self.add(rule, here)
            if size > 1 and Fraction(angle, max(map(abs, v))) not in _ANGLES:
                # ties the value to an angle that has none of its own, such as pi/5
                self._sum(basis, v)
        elif size and next(n for n in v if n) < 0:
            there = self._turn(basis, tuple(-n for n in v))
            self.add("sin-odd", here, there)
            self.add("cos-even", here, there)
        elif size == 1:
            self.basic += [("cos", here), ("sin", here)]
            self.add("pythagoras", here)
            if angle is not None and angle.numerator == 1 and angle.denominator <= LONGEST:
                self._turn(basis, tuple(n * angle.denominator for n in v))
        else:
            self._sum(basis, v)
        return here

    def _sum(self, basis: Basis, v: Vector) -> None:
        first = summand(v)
        rest = tuple(a - b for a, b in zip(v, first))
        for rule in ("sin-sum", "cos-sum"):
            self.add(rule, self._turn(basis, first), self._turn(basis, rest), basis.term(v))

    @staticmethod
    def _fraction_of_pi(basis: Basis, v: Vector) -> Fraction | None:
        used = [i for i, n in enumerate(v) if n]
        if not used:
            return ZERO
        if len(used) == 1 and basis.monomial(used[0]) == PI:
            return v[used[0]] * basis.units[basis.keys[used[0]]]
        return None

    # --- exponentials -----------------------------------------------------------------------------

    def _exponential(self, present: list[Term]) -> None:
        hyperbolic = [part for part in present if part[0] in ("sinh", "cosh", "tanh")]
        plain = [part[1] for part in present if part[0] == "exp"]
        arguments = list(dict.fromkeys(plain + [part[1] for part in hyperbolic]))
        if not arguments:
            return
        basis = Basis(self.field, arguments)
        vectors = {argument: basis.vector(argument) for argument in arguments}
        short = lambda vector: sum(map(abs, vector)) <= 4 * LONGEST  # noqa: E731
        for argument, vector in vectors.items():
            if vector is not None and short(vector):
                self._exp(basis, vector)
                self.same("exp", argument, basis.term(vector))
        for part in hyperbolic:
            vector = vectors[part[1]]
            if vector is not None:
                back = tuple(-n for n in vector)
                inverse = self._exp(basis, back) if short(back) else basis.term(back)
                self.add(f"{part[0]}-exp", part[1], inverse)

    def _exp(self, basis: Basis, v: Vector) -> Term:
        here = basis.term(v)
        if ("exp", v) in self._seen:
            return here
        self._seen.add(("exp", v))
        used = [i for i, n in enumerate(v) if n]
        if not used:
            self.add("exp-zero", ZERO)
        elif v[used[0]] < 0:
            there = self._exp(basis, tuple(-n for n in v))
            self._exp(basis, tuple(0 for _ in v))
            self.add("exp-sum", here, there, ZERO)
        elif sum(map(abs, v)) == 1:
            monomial, factor = basis.monomial(used[0]), basis.units[basis.keys[used[0]]]
            self.basic.append(("exp", here))
            if monomial == ONE and factor == 1:
                self.add("exp-one", here)
            elif monomial == ONE and factor.numerator == 1 and factor.denominator <= LONGEST:
                self.add("exp-one", self._exp(basis, tuple(n * factor.denominator for n in v)))
            elif (
                isinstance(monomial, tuple)
                and monomial[0] == "log"
                and factor.numerator == 1
                and factor.denominator <= LONGEST
            ):
                whole = self._exp(basis, tuple(n * factor.denominator for n in v))
                if whole == monomial:
                    self.add("exp-log", monomial[1])
        else:
            first = summand(v)
            rest = tuple(a - b for a, b in zip(v, first))
            self.add("exp-sum", self._exp(basis, first), self._exp(basis, rest), here)
            if self._is_one(basis, v):
                self.add("exp-one", here)
            monomial = basis.monomial(used[0])
            if (
                len(used) == 1
                and isinstance(monomial, tuple)
                and monomial[0] == "log"
                and here == monomial
            ):
                self.add("exp-log", monomial[1])
        return here

    @staticmethod
    def _is_one(basis: Basis, v: Vector) -> bool:
        return basis.term(v) == ONE

    # --- logarithms -------------------------------------------------------------------------------

    def _logarithms(self, present: list[Term]) -> None:
        logs = [part[1] for part in present if part[0] == "log"]
        if not logs:
            return
        back = {name: atom for atom, name in self.field.atoms.items()}
        factored = {argument: factors_of(self.field, argument) for argument in logs}
        bases: dict[str, Term] = {}
        for factors in factored.values():
            for key, (polynomial, _) in factors.items():
                bases[key] = substitute(self.field.term(polynomial), back)
        order = sorted(bases)
        for argument, factors in factored.items():
            vector = tuple(factors[key][1] if key in factors else 0 for key in order)
            if sum(map(abs, vector)) <= LONGEST:
                self._log([bases[key] for key in order], vector)
                self.same("log", argument, product_of([bases[key] for key in order], vector))

    def _log(self, bases: list[Term], v: Vector) -> Term:
        here = product_of(bases, v)
        if ("log", v) in self._seen:
            return here
        self._seen.add(("log", v))
        used = [i for i, n in enumerate(v) if n]
        if not used:
            self.add("log-one", ONE)
        elif sum(map(abs, v)) == 1:
            base = bases[used[0]]
            if v[used[0]] < 0:
                there = self._log(bases, tuple(-n for n in v))
                self.add("log-product", here, there, self._log(bases, tuple(0 for _ in v)))
            elif base == ("E",):
                self.add("log-e", base)
            elif isinstance(base, tuple) and base[0] == "exp":
                self.add("log-exp", base[1])
            else:
                self.basic.append(("log", here))
        else:
            first = summand(v)
            rest = tuple(a - b for a, b in zip(v, first))
            self.add("log-product", self._log(bases, first), self._log(bases, rest), here)
        return here

    # --- inverse functions, roots, the rest -------------------------------------------------------

    def _inverse(self, present: list[Term]) -> None:
        roots = [part[1] for part in present if part[0] == "sqrt"]
        known_terms = {
            part for instance in self.found for value in instance[1:] for part in functions(value)
        } | set(present)
        angles = {part[1] for part in known_terms if part[0] in ("sin", "cos", "tan")} | {
            value
            for instance in self.found
            if instance[0] == "pythagoras"
            for value in instance[1:]
        }
        for angle in sorted((each for each in angles if isinstance(each, tuple)), key=repr):
            if angle[0] not in ("asin", "acos", "atan"):
                continue
            t = angle[1]
            rest = (
                ("+", ONE, ("^", t, Fraction(2)))
                if angle[0] == "atan"
                else ("-", ONE, ("^", t, Fraction(2)))
            )
            rest = next((root for root in roots if self._equal(root, rest)), rest)
            direct = {"asin": "sin", "acos": "cos", "atan": "tan"}[angle[0]]
            self.add(f"{direct}-{angle[0]}", t)
            for other in ("sin", "cos"):
                if other != direct:
                    self.add(f"{other}-{angle[0]}", t, rest)
            if rest not in roots:
                roots.append(rest)
                self.add("sqrt", rest)
            if angle[0] == "atan" and ("tan", angle) in present:
                self.add("tan", angle)
        self._inverse_values(present)

    def _inverse_values(self, present: list[Term]) -> None:
        arguments = {
            head: [part[1] for part in present if part[0] == head]
            for head in ("asin", "acos", "atan", "erf")
        }
        for t in arguments["asin"]:
            self.add("acos-asin", t)
        for head, values in arguments.items():
            if head == "asin":
                values = (
                    list(dict.fromkeys(values + arguments["acos"])) if arguments["asin"] else []
                )
            for number, t in enumerate(values):
                for u in values[number + 1 :]:
                    if self._equal(("+", t, u), ZERO):
                        self.add(f"{head}-odd", t, u)
        for head, values in (
            ("acos", arguments["acos"] + arguments["asin"]),
            ("atan", arguments["atan"]),
        ):
            for t in values:
                for value, name in ((0, "zero"), (Fraction(1, 2), "half"), (1, "one")):
                    if self._equal(t, Fraction(value)):
                        self.add(f"{head}-{name}", t)
                    if value and self._equal(t, -Fraction(value)):
                        self.add(f"{head}-{name}", Fraction(value))
                        self.add(f"{head}-odd", t, Fraction(value))

    def _equal(self, a: Term, b: Term) -> bool:
        try:
            field = Field(a, b)
            return field.difference(("==", a, b)).numerator.is_zero()
        except (TooLarge, ZeroDivisionError):
            return False

    def _roots(self, present: list[Term]) -> None:
        roots = [part[1] for part in present if part[0] == "sqrt"]
        for t in roots:
            self.add("sqrt", t)
        for i, t in enumerate(roots):
            for u in roots[i:]:
                for v in roots:
                    if v not in (t, u) and self._equal(("*", t, u), v):
                        self.add("sqrt-product", t, u, v)
        absolutes = [part[1] for part in present if part[0] == "abs"]
        for t in absolutes:
            self.add("abs", t)
            for u in roots:
                if self._equal(("^", t, Fraction(2)), u):
                    self.add("sqrt-abs", t, u)

    def _powers(self, present: list[Term]) -> None:
        for rule, *values in powers.relations(*present):
            self.add(rule, *values)

    def _others(self, present: list[Term]) -> None:
        for number, part in enumerate(present):
            for other in present[number + 1 :]:
                if (
                    part[0] == other[0]
                    and len(part) == len(other) == 2
                    and self._equal(part[1], other[1])
                ):
                    self.add("congruence", part, other)


_ANGLES = {
    Fraction(0): ("sin-zero", "cos-zero"),
    Fraction(1): ("sin-pi", "cos-pi"),
    Fraction(1, 2): ("sin-half-pi", "cos-half-pi"),
    Fraction(1, 3): ("sin-third-pi", "cos-third-pi"),
    Fraction(1, 4): ("sin-quarter-pi", "cos-quarter-pi"),
    Fraction(1, 6): ("sin-sixth-pi", "cos-sixth-pi"),
}
