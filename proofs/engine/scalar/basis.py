"""Coordinates of arguments: integer combinations of monomials for angles and exponents, products of
factors for logarithms.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm

from ..terms import Term, substitute
from .forms import ONE, ZERO
from .rational import Field, Quotient

Vector = tuple[int, ...]


class Basis:
    """Integer coordinates of terms over rational multiples of monomials."""

    def __init__(self, field: Field, arguments: Iterable[Term]):
        self.field = field
        self._back = {name: atom for atom, name in field.atoms.items()}
        coordinates = {argument: self._monomials(field.read(argument)) for argument in arguments}
        self.keys = sorted({key for each in coordinates.values() for key in each})
        self.units = {}
        for key in self.keys:
            values = [each[key] for each in coordinates.values() if key in each]
            top, bottom = (
                gcd(*(abs(each.numerator) for each in values)),
                lcm(*(each.denominator for each in values)),
            )
            self.units[key] = Fraction(1 if self._meaningful(key) else top, bottom)

    def _monomials(self, quotient: Quotient) -> dict[tuple, Fraction]:
        below = str(quotient.denominator)
        self._below = {**getattr(self, "_below", {}), below: quotient.denominator}
        return {
            (below, tuple(int(e) for e in exponents)): Fraction(int(c.p), int(c.q))
            for exponents, c in quotient.numerator.terms()
        }

    def _meaningful(self, key: tuple) -> bool:
        """The bare monomial has values of its own: 1, pi, log(t), acos(t), ..."""
        below, exponents = key
        used = [name for name, e in zip(self.field.generators, exponents) if e]
        return self._below[below].is_constant() and (
            not used or any(name.startswith("_") for name in used)
        )

    def vector(self, argument: Term) -> Vector | None:
        """The coordinates, None when they are not integers over this basis."""
        found = self._monomials(self.field.read(argument))
        if set(found) - set(self.keys):
            return None
        values = [found.get(key, ZERO) / self.units[key] for key in self.keys]
        return (
            tuple(int(each) for each in values)
            if all(each.denominator == 1 for each in values)
            else None
        )

    def unit(self, position: int) -> Vector:
        return tuple(int(i == position) for i in range(len(self.keys)))

    def monomial(self, position: int) -> Term:
        """The basis element without its rational factor, as a term (1 for the constant)."""
        below, exponents = self.keys[position]
        top = substitute(
            self.field.term(self.field.context.term(coeff=1, exp_vec=exponents)), self._back
        )
        bottom = self._below[below]
        return (
            top
            if bottom.is_constant()
            else ("/", top, substitute(self.field.term(bottom), self._back))
        )

    def term(self, vector: Vector) -> Term:
        parts = []
        for position, n in enumerate(vector):
            if n:
                factor, monomial = n * self.units[self.keys[position]], self.monomial(position)
                parts.append(
                    factor
                    if monomial == ONE
                    else monomial
                    if factor == 1
                    else ("*", factor, monomial)
                )
        return parts[0] if len(parts) == 1 else ("+", *parts) if parts else ZERO


def summand(v: Vector) -> Vector:
    """A summand of v that is closer to the basis: half of a multiple, or everything but the last
    coordinate.
    """
    used = [i for i, n in enumerate(v) if n]
    last = used[-1]
    if len(used) == 1:
        half = abs(v[last]) // 2 if abs(v[last]) > 1 else 1
        return tuple((half if v[last] > 0 else -half) if i == last else 0 for i in range(len(v)))
    return tuple(0 if i == last else n for i, n in enumerate(v))


def product_of(bases: list[Term], v: Vector) -> Term:
    def power(base: Term, n: int) -> Term:
        return base if n == 1 else ("^", base, Fraction(n))

    top = [power(base, n) for base, n in zip(bases, v) if n > 0]
    bottom = [power(base, -n) for base, n in zip(bases, v) if n < 0]

    def product(parts: list[Term]) -> Term:
        return parts[0] if len(parts) == 1 else ("*", *parts) if parts else ONE

    return ("/", product(top), product(bottom)) if bottom else product(top)


def factors_of(field: Field, argument: Term) -> dict:
    """{key: (polynomial, exponent)}: irreducible factors and primes of the constant; a factor -1 is
    kept with the first one.
    """
    quotient = field.read(argument)
    found: dict[str, list] = {}
    constant = Fraction(1)
    for polynomial, sign in ((quotient.numerator, 1), (quotient.denominator, -1)):
        lead, factors = polynomial.factor()
        value = Fraction(int(lead.p), int(lead.q))
        constant *= value if sign > 0 else 1 / value
        for factor, exponent in factors:
            found[str(factor)] = [factor, sign * int(exponent)]
    if constant < 0:
        for key, (factor, exponent) in list(found.items()):
            if exponent % 2:
                del found[key]
                found[str(-factor)] = [-factor, exponent]
                constant = -constant
                break
    for number, sign in ((constant.numerator, 1), (constant.denominator, -1)):
        for prime, exponent in _primes(abs(number)):
            found[str(prime)] = [field.constant(prime), sign * exponent]
    return {key: (factor, exponent) for key, (factor, exponent) in found.items()}


def _primes(number: int) -> list[tuple[int, int]]:
    import flint

    if number >= 10**12:
        return [(number, 1)]
    return (
        [(int(prime), int(exponent)) for prime, exponent in flint.fmpz(number).factor()]
        if number > 1
        else []
    )
