"""Polynomials over Q in the names and function values of a goal, and the trees of certificates over
them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from ....checker._algebra import Ring
from ....checker._definedness import obligations
from ....checker._positivstellensatz import OPAQUE, parts
from ....checker._terms import ONE, ZERO, Term, negated, subterms
from ...work import STEP, charge, done, once, vain

SPLIT, DEGREE = 40, 10  # terms and degree of a polynomial that is factored


class Spent(Exception):
    """The search has done what it may do."""


def digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class Fact(NamedTuple):
    """`formula` says poly > 0, >= 0, == 0 or != 0, by `sign`; poly is its value."""

    poly: Any
    sign: str
    formula: Term

    @property
    def strict(self) -> bool:
        return self.sign in (">", "!=")

    @property
    def factor(self) -> Any:
        """What it is as a factor of a product."""
        return self.poly * self.poly if self.sign == "!=" else self.poly


class Space:
    """The ring of a goal. Facts are relations of polynomials in it with 0."""

    def __init__(self, formulas: Iterable[Term], integers: Iterable[str] = ()):
        self.integers, self.left = frozenset(integers), 0
        inside = {one for term in formulas for one in subterms(term)}
        atoms = {one for one in inside if isinstance(one, tuple) and one[0] in OPAQUE}
        self.ring = Ring({one for one in inside if isinstance(one, str)} | atoms)
        self.context, self.one = self.ring.context, self.ring.one
        self.zero = self.context.constant(0)
        self.terms, self.generators = list(self.ring.variables), list(self.context.gens())
        self.atoms = atoms
        self.constants = inside & {("pi",), ("E",)}

    def spend(self, count: int) -> None:
        """Count work: about ten microseconds each."""
        charge(10 * count)
        self.left -= count
        if self.left < 0:
            raise Spent

    def once(self, *key: Any, search: Callable[[], Any]) -> Any:
        """What a search finds, which spends; see `work.once`."""
        name = digest(*key)
        if vain.get(name, 0.0) / 10 > self.left:  # it would end on the way
            return search()
        before, start = self.left, done()
        found = once(name, search)
        if self.left == before:  # not done again
            self.left -= round((done() - start) / STEP / 10)
        return found

    def factors(self, poly: Any) -> tuple[Any, list[tuple[Any, int]]]:
        """(number, [(factor, exponent)]); large polynomials are split into variables and a rest."""
        if len(poly) <= SPLIT and poly.total_degree() <= DEGREE:
            self.spend(1 + len(poly))
            lead, found = poly.factor()
            return lead, [(q, int(e)) for q, e in found]
        common = poly.term_content()
        rest = poly / common
        found = [(rest, 1)]
        for generator, e in zip(self.generators, common.monoms()[0]):
            found += [(generator, int(e))] if e else []
        return common.leading_coefficient(), found

    def value(self, relation: Term) -> tuple[Any, Any]:
        """(numerator, denominator) of the side that is larger less the other one."""
        sides = relation[:0:-1] if relation[0] in ("<", "<=") else relation[1:]
        return self.ring.quotient(("-", *sides))

    def term(self, poly: Any) -> Term:
        """The polynomial written out."""
        summands = []
        for exponents, coefficient in poly.terms():
            number = Fraction(int(coefficient.p), int(coefficient.q))
            factors: list[Term] = [] if number == 1 and any(exponents) else [number]
            for name, exponent in zip(self.terms, exponents):
                if exponent:
                    factors.append(name if exponent == 1 else ("^", name, Fraction(int(exponent))))
            summands.append(factors[0] if len(factors) == 1 else ("*", *factors))
        if not summands:
            return ZERO
        return summands[0] if len(summands) == 1 else ("+", *summands)

    def fact(self, poly: Any, sign: str) -> Fact:
        return Fact(poly, sign, (sign, self.term(poly), ZERO))

    def negation(self, fact: Fact) -> Fact:
        """The opposite, as the second branch of a split on the fact has it."""
        sign = {">": ">=", ">=": ">", "==": "!=", "!=": "=="}[fact.sign]
        poly = -fact.poly if sign in (">", ">=") else fact.poly
        return Fact(poly, sign, negated(fact.formula))

    def leaf(
        self,
        products: Iterable[tuple[Any, list[Fact], list[Any]]],
        equations: Iterable[tuple[Fact, Any]] = (),
    ) -> list:
        """The tree ["sum", ...]: products (c, facts, polynomials to be squared), and equations with
        their cofactors.
        """
        facts: dict[Term, int] = {}
        index = lambda fact: facts.setdefault(fact.formula, len(facts))  # noqa: E731
        listed = [
            [Fraction(int(c.p), int(c.q)) if not isinstance(c, int) else Fraction(c)]
            + [sorted(map(index, some)), list(map(self.term, roots))]
            for c, some, roots in products
        ]
        below = [[index(fact), self.term(factor)] for fact, factor in equations]
        return ["sum", list(facts), listed, below]


def needs(tree: list) -> set[Term]:
    """The facts that a tree uses and does not bring in itself."""
    head, first, *inner = tree
    if head == "sum":
        added = [*(one for _, _, some in inner[0] for one in some), *(one for _, one in inner[1])]
        return set(first).union(*map(parts, obligations(*added)))
    if head == "axiom":
        from ....checker._facts import axiom

        fact = axiom(first[0], list(first[1:]))
        return set().union(*map(parts, obligations(fact))) | (needs(inner[0]) - parts(fact))
    own: set[Term] = set().union(*map(parts, obligations(first)))
    if head == "split":
        return own | (needs(inner[0]) - parts(first)) | (needs(inner[1]) - parts(negated(first)))
    if head == "whole":
        low, high = first[1:] if first[0] == "<" else first[:0:-1]
        return {first} | (needs(inner[0]) - {("<=", ("+", low, ONE), high)})
    either = first[1:] if first[0] == "or" else [(sign, *first[1:]) for sign in "<>"]
    return {first}.union(*(needs(one) - parts(case) for case, one in zip(either, inner)))
