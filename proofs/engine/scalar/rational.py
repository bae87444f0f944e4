"""Normal forms: rational functions over Q in the variables and one generator for every function
subterm.

Two terms without functions are equal as rational functions exactly when their normal forms
coincide. Definedness is not kept here (x/x becomes 1): `forms.conditions` states it and is always
decided beside.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

import flint

from ..terms import RELATIONS, Term, names
from ..work import charge
from .forms import functions

LARGEST_EXPONENT = 400
LARGEST_POLYNOMIAL = 20_000


class TooLarge(Exception):
    """An expansion that would not end in time."""


@dataclass(frozen=True)
class Quotient:
    """numerator/denominator without common factor, denominator with leading coefficient 1."""

    numerator: Any
    denominator: Any

    @property
    def key(self) -> tuple[str, str]:
        return str(self.numerator), str(self.denominator)


class Field:
    """Q(variables, atoms): reads terms. Atoms are all function subterms of `terms`; pi and E are
    indeterminates.
    """

    def __init__(self, *terms: Term, extra: tuple[str, ...] = ()):
        self.atoms = {part: f"_{number}" for number, part in enumerate(functions(*terms))}
        constants = ("_pi", "_E")
        generators = tuple(reversed(self.atoms.values())) + extra + names(*terms) + constants
        self.generators = tuple(dict.fromkeys(generators))
        self.context = flint.fmpq_mpoly_ctx.get(self.generators, flint.Ordering.lex)
        self.one = self.context.constant(1)
        self._generator = dict(zip(self.generators, self.context.gens()))
        self._known: dict[Term, Quotient] = {}

    def generator(self, name: str) -> Any:
        return self._generator[name]

    def constant(self, value: Fraction | int) -> Any:
        value = Fraction(value)
        return self.context.constant(flint.fmpq(value.numerator, value.denominator))

    def read(self, term: Term) -> Quotient:
        """The normal form. Raises ZeroDivisionError when a denominator is the zero polynomial."""
        if term not in self._known:
            self._known[term] = self._read(term)
        return self._known[term]

    def difference(self, relation: Term) -> Quotient:
        return self.read(("-", relation[1], relation[2]))

    def _read(self, term: Term) -> Quotient:
        if isinstance(term, Fraction):
            return Quotient(self.constant(term), self.one)
        if isinstance(term, str):
            return Quotient(self._generator[term], self.one)
        head = term[0]
        if head in ("pi", "E"):
            return Quotient(self._generator["_" + head], self.one)
        if term in self.atoms:
            return Quotient(self._generator[self.atoms[term]], self.one)
        if head in RELATIONS:
            raise TypeError("a scalar term is expected, a relation was given")
        if head == "^":
            return self._power(self.read(term[1]), int(term[2]))
        parts = [self.read(part) for part in term[1:]]
        if head == "+":
            return self._sum(parts)
        if head == "-":
            minus = [
                Quotient(-part.numerator, part.denominator)
                for part in (parts if len(parts) == 1 else parts[1:])
            ]
            return minus[0] if len(parts) == 1 else self._sum([parts[0], *minus])
        if head == "*":
            result = parts[0]
            for part in parts[1:]:
                result = self._product(result, part)
            return result
        if head == "/":
            top, bottom = parts
            if bottom.numerator.is_zero():
                raise ZeroDivisionError("a denominator is identically zero")
            return self._product(top, Quotient(bottom.denominator, bottom.numerator))
        raise TypeError(f"{head} is not an arithmetic operator")

    def _sum(self, parts: list[Quotient]) -> Quotient:
        result = parts[0]
        for part in parts[1:]:
            if result.denominator == part.denominator:
                result = self._reduced(result.numerator + part.numerator, result.denominator)
            else:
                top = result.numerator * part.denominator + part.numerator * result.denominator
                result = self._reduced(top, result.denominator * part.denominator)
        return result

    def _product(self, a: Quotient, b: Quotient) -> Quotient:
        if len(a.numerator) * len(b.numerator) > 50 * LARGEST_POLYNOMIAL:
            raise TooLarge(
                f"a product of polynomials with {len(a.numerator)} and {len(b.numerator)} terms"
            )
        charge(len(a.numerator) * len(b.numerator) / 4)
        return self._reduced(a.numerator * b.numerator, a.denominator * b.denominator)

    def _power(self, base: Quotient, exponent: int) -> Quotient:
        if abs(exponent) > LARGEST_EXPONENT and not base.numerator.is_constant():
            raise TooLarge(f"the exponent {exponent}")
        if abs(exponent) > 10**5:
            raise TooLarge(f"the exponent {exponent}")
        top, bottom = (
            (base.numerator, base.denominator)
            if exponent >= 0
            else (base.denominator, base.numerator)
        )
        if bottom.is_zero():
            raise ZeroDivisionError("a denominator is identically zero")
        longest = max(len(top), len(bottom))
        if longest > 1 and comb(longest + abs(exponent) - 1, longest - 1) > LARGEST_POLYNOMIAL:
            raise TooLarge(f"a power {exponent} of a polynomial with {len(top)} terms")
        return self._reduced(top ** abs(exponent), bottom ** abs(exponent))

    def _reduced(self, top: Any, bottom: Any) -> Quotient:
        if len(top) > LARGEST_POLYNOMIAL or len(bottom) > LARGEST_POLYNOMIAL:
            raise TooLarge(f"a polynomial with {max(len(top), len(bottom))} terms")
        charge(3 + len(top))
        if bottom.is_constant():
            return Quotient(top / bottom.leading_coefficient(), self.one)
        charge(20 * (len(top) + len(bottom)))
        common = top.gcd(bottom)
        if not common.is_constant():
            top, bottom = divmod(top, common)[0], divmod(bottom, common)[0]
        lead = bottom.leading_coefficient()
        return Quotient(top / lead, bottom / lead)

    def cleared(self, term: Term) -> tuple[Any, Any]:
        """Numerator and denominator as the denominators are cleared, nothing cancelled: what the
        checker takes for the zero of a relation.
        """
        if not isinstance(term, tuple) or term in self.atoms or term[0] in ("pi", "E"):
            return self.read(term).numerator, self.one
        head, *parts = term
        (n, d), *rest = map(self.cleared, parts[:1] if head == "^" else parts)
        if head == "^":
            exponent = int(parts[1])
            return (n**exponent, d**exponent) if exponent >= 0 else (d**-exponent, n**-exponent)
        if head == "-" and not rest:
            return -n, d
        for p, q in rest:
            charge(len(n) * len(q) + len(p) * len(d))
            if head in "*/":
                n, d = (n * p, d * q) if head == "*" else (n * q, d * p)
            else:
                common = d.gcd(q)
                one, other = q / common, d / common
                n, d = n * one + (p if head == "+" else -p) * other, d * one
        return n, d

    def term(self, polynomial: Any) -> Term:
        """A polynomial as a term in generator names (constants pi and E restored)."""
        summands = []
        for exponents, coefficient in polynomial.terms():
            value = Fraction(int(coefficient.p), int(coefficient.q))
            factors: list[Term] = [] if value == 1 and any(exponents) else [value]
            for name, exponent in zip(self.generators, exponents):
                base = (name[1:],) if name in ("_pi", "_E") else name
                if exponent:
                    factors.append(base if exponent == 1 else ("^", base, Fraction(int(exponent))))
            summands.append(factors[0] if len(factors) == 1 else ("*", *factors))
        return summands[0] if len(summands) == 1 else ("+", *summands) if summands else Fraction(0)
