"""Expectations of independent standard normal numbers in closed form.

    E X^(2k) = 1*3*..*(2k - 1),  E X^(2k + 1) = 0,  E |X|^(2k + 1) = sqrt(2/pi) 2^k k!,
    E relu(X)^m = E |X|^m / 2,   E p(X) exp(b X) = exp(b^2/2) E p(X + b)

The body is a polynomial in the numbers, relu(X), abs(X) and exp of linear terms, with coefficients
that are any terms; nothing else has a closed form here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb, factorial, prod

from ..terms import Term, names
from .calculus import plus, times

ZERO, ONE, TWO = Fraction(0), Fraction(1), Fraction(2)
MOST_PARTS = 400


class NoMoment(Exception):
    """A term whose expectation has no closed form here."""


@dataclass(frozen=True)
class Part:
    """coefficient * prod X^p relu(X)^r |X|^a * exp(sum b X)"""

    coefficient: Term
    powers: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    rates: dict[str, Term] = field(default_factory=dict)

    def __mul__(self, other: Part) -> Part:
        powers = dict(self.powers)
        for name, more in other.powers.items():
            powers[name] = tuple(map(sum, zip(powers.get(name, (0, 0, 0)), more)))
        rates = dict(self.rates)
        for name, rate in other.rates.items():
            rates[name] = plus(rates[name], rate) if name in rates else rate
        return Part(times(self.coefficient, other.coefficient), powers, rates)


def parts(tree: Term, normals: Collection[str]) -> list[Part]:
    """The term as a sum. Raises `NoMoment`."""
    if not set(names(tree)) & set(normals):
        return [Part(tree)]
    if isinstance(tree, str):
        return [Part(ONE, {tree: (1, 0, 0)})]
    head, *inside = tree
    if head == "+":
        return _few([one for part in inside for one in parts(part, normals)])
    if head == "-":
        first, *rest = (parts(part, normals) for part in inside)
        minus = [Part(-ONE) * one for one in (rest[0] if rest else first)]
        return _few([*first, *minus] if rest else minus)
    if head == "*":
        found = [Part(ONE)]
        for part in inside:
            found = _few([a * b for a in found for b in parts(part, normals)])
        return found
    if head == "/" and not set(names(inside[1])) & set(normals):
        return [one * Part(("/", ONE, inside[1])) for one in parts(inside[0], normals)]
    if head == "^" and inside[1] >= 0:
        return parts(("*", *[inside[0]] * int(inside[1])), normals) if inside[1] else [Part(ONE)]
    if head == "max" and inside[1] == ZERO and inside[0] in normals:
        return [Part(ONE, {inside[0]: (0, 1, 0)})]
    if head == "abs" and inside[0] in normals:
        return [Part(ONE, {inside[0]: (0, 0, 1)})]
    if head == "exp":
        return [_exponential(inside[0], normals)]
    raise NoMoment(tree)


def _few(found: list[Part]) -> list[Part]:
    if len(found) > MOST_PARTS:
        raise NoMoment("a sum of too many parts")
    return found


def _exponential(tree: Term, normals: Collection[str]) -> Part:
    constant: list[Term] = []
    rates: dict[str, list[Term]] = {}
    for one in parts(tree, normals):
        if not one.powers and not one.rates:
            constant.append(one.coefficient)
            continue
        if one.rates or len(one.powers) > 1 or next(iter(one.powers.values())) != (1, 0, 0):
            raise NoMoment(("exp", tree))
        rates.setdefault(next(iter(one.powers)), []).append(one.coefficient)
    scale = ("exp", plus(*constant)) if constant else ONE
    return Part(scale, {}, {name: plus(*all) for name, all in rates.items()})


def mean(tree: Term, normals: Collection[str]) -> tuple[Term, list[Term]]:
    """The expectation, and the coefficients that it no longer names (they must have values)."""
    kept, gone = [], []
    for one in parts(tree, normals):
        factors = [
            _moment(one.powers.get(name, (0, 0, 0)), one.rates.get(name))
            for name in dict.fromkeys((*one.powers, *one.rates))
        ]
        if ZERO in factors:
            gone.append(one.coefficient)
        else:
            kept.append(times(one.coefficient, *factors))
    return plus(*kept), gone


def _moment(powers: tuple[int, int, int], rate: Term | None) -> Term:
    p, r, a = powers
    if rate is not None:
        if r or a:
            raise NoMoment("relu(X) or abs(X) times exp of X")
        shifted = [
            times(Fraction(comb(p, k) * _even(k)), _power(rate, p - k)) for k in range(0, p + 1, 2)
        ]
        return times(("exp", ("/", ("^", rate, TWO), TWO)), plus(*shifted))
    n = p + r + a
    if r:
        return times(Fraction(1, 2), _absolute(n))
    if a % 2 == 0:
        return ZERO if n % 2 else Fraction(_even(n))
    return ZERO if p % 2 else _absolute(n)


def _power(base: Term, k: int) -> Term:
    return ONE if k == 0 else base if k == 1 else ("^", base, Fraction(k))


def _even(n: int) -> int:
    """1*3*..*(n - 1)"""
    return prod(range(1, n, 2))


def _absolute(n: int) -> Term:
    if n % 2 == 0:
        return Fraction(_even(n))
    k = (n - 1) // 2
    return times(Fraction(2**k * factorial(k)), ("sqrt", ("/", TWO, ("pi",))))
