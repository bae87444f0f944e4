"""Identities: a rational function is a combination of relations, decided by exact polynomial
arithmetic over Q (FLINT).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import comb
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

from ._definedness import obligations
from ._facts import relation
from ._terms import (
    FUNCTIONS,
    NAME,
    Goal,
    Rejected,
    Term,
    field,
    formula,
    names,
    need,
    need_whole_exponents,
    parse,
    substitute,
    subterms,
)

LARGEST = 10**5  # terms of an expanded power


class Ring:
    """Quotients of polynomials over Q with one variable for each of the given terms and for pi and
    E.
    """

    def __init__(self, variables: Iterable[Term]):
        keys = [*sorted(variables, key=repr), ("pi",), ("E",)]
        self.context = fmpq_mpoly_ctx.get([f"v{i}" for i in range(len(keys))], "degrevlex")
        self.variables, self.one = dict(zip(keys, self.context.gens())), self.context.constant(1)

    def quotient(self, term: Term) -> tuple[Any, Any]:
        """(numerator, denominator), not reduced: the denominator vanishes only where the term is
        undefined.
        """
        if isinstance(term, Fraction):
            return self.context.constant(fmpq(term.numerator, term.denominator)), self.one
        if term in self.variables:
            return self.variables[term], self.one
        head = term[0]
        need(head in ("+", "-", "*", "/", "^"), "no atom stands for ", term)
        (n, d), *rest = map(self.quotient, term[1:2] if head == "^" else term[1:])
        if head == "^":
            exponent = int(term[2])
            for side in (n, d):
                terms = comb(max(len(side), 1) + abs(exponent) - 1, abs(exponent))
                need(terms <= LARGEST, "a power has too many terms to expand")
            return (n**exponent, d**exponent) if exponent >= 0 else (d**-exponent, n**-exponent)
        if head == "-" and not rest:
            return -n, d
        for other in rest:
            n, d = self.combined(head, (n, d), other)
        need(not d.is_zero(), "a denominator vanishes identically")
        return n, d

    def combined(self, head: str, left: tuple[Any, Any], right: tuple[Any, Any]) -> tuple[Any, Any]:
        """Sum, difference, product or quotient of two quotients."""
        (n, d), (p, q) = left, right
        need(
            max(len(n), len(d)) * max(len(p), len(q)) <= 50 * LARGEST,
            "a product has too many terms to expand",
        )
        if head in "*/":
            return (n * p, d * q) if head == "*" else (n * q, d * p)
        common = d.gcd(q)
        return (
            n * (q / common) + (p if head == "+" else -p) * (d / common),
            d * (q / common),
        )


def only_zeros_of(polynomial: Any, allowed: Any) -> bool:
    """Every zero of the polynomial is one of `allowed`: it divides a power of it."""
    while not polynomial.is_constant():
        common = polynomial.gcd(allowed)
        if common.is_constant():
            return False
        polynomial = polynomial / common
    return not polynomial.is_zero()


def identity(goal: Goal, certificate: dict, settle: Callable[[list[Term]], None]) -> None:
    """L - R = sum cofactor_i * relation_i in the ring of the atoms, up to factors that have no zero
    on the domain.
    """
    need(goal.claim[0] == "==", "an identity certificate proves an equation")
    declared, atoms = names(goal.claim, *goal.where), {}
    for name, data in certificate.get("atoms", {}).items():
        atoms[name] = substitute(parse(data), atoms)
        need(
            NAME.match(name) and name.startswith("_") and name not in declared,
            f"{name[:60]!r} is no fresh atom name",
        )
        need(
            names(atoms[name]) <= declared,
            f"the atom {name} uses a name that is not declared before it",
        )
    need_whole_exponents(goal.integers, *atoms.values())
    ring, back = Ring(declared | set(atoms)), {term: name for name, term in atoms.items()}
    quotient = lambda term: ring.quotient(substitute(term, back))  # noqa: E731
    zeros = []
    for entry in field(certificate, "relations", list):
        need(isinstance(entry, list) and entry, "a relation is a list of a rule and its terms")
        rule, *rest = entry
        if rule == "hypothesis":
            need(
                len(rest) == 1
                and type(rest[0]) is int
                and 0 <= rest[0] < len(certificate["goal"]["where"]),
                "no hypothesis has that index",
            )
            equation = formula(certificate["goal"]["where"][rest[0]])
            need(equation[0] == "==", "a relation needs an equation among the hypotheses")
            zeros.append(("-", *equation[1:]))
        else:
            zero, side = relation(rule, [substitute(parse(part), atoms) for part in rest])
            need_whole_exponents(goal.integers, zero)
            need(quotient(side)[0].is_zero(), f"{rule}: the side condition does not hold")
            zeros.append(zero)
    cofactors = [
        quotient(substitute(parse(part), atoms)) for part in field(certificate, "cofactors", list)
    ]
    need(len(cofactors) == len(zeros), "there must be one cofactor for each relation")
    numerator, denominator = quotient(("-", *goal.claim[1:]))
    conditions = obligations(goal.claim, *atoms.values(), *zeros)
    settle(conditions)
    nonzero, total, below = ring.one, ring.context.constant(0), ring.one
    for one in [*conditions, *goal.where]:
        if one[0] in ("!=", "<", ">"):
            try:
                nonzero *= quotient(("-", *one[1:]))[0]
            except Rejected:
                continue  # a condition on functions without atom cannot help
    for (n, d), zero in zip(cofactors, zeros):
        total, below = total * d + n * quotient(zero)[0] * below, below * d
    if not numerator.is_zero():
        need(not total.is_zero(), "left - right is not zero, the combination of relations is")
        top, bottom = numerator * below, denominator * total
        need(only_zeros_of(below, nonzero), "a cofactor divides by something that may vanish")
        need(
            only_zeros_of(bottom / top.gcd(bottom), nonzero),
            "the combination of relations is not left - right",
        )


def same(left: Term, right: Term) -> bool:
    """Equal as rational functions of the names, pi, E and the function values in them."""
    calls = {
        part
        for term in (left, right)
        for part in subterms(term)
        if type(part) is tuple and part[0] in (*FUNCTIONS, "min", "max", "power", "rpower")
    }
    # a function value is an indeterminate of its own: no name that a goal can write stands for it
    return Ring(names(left, right) | calls).quotient(("-", left, right))[0].is_zero()
