"""Means under a standard normal law in R^k: polynomials times exponentials of linear forms.

A model says `"normal": k`: a sample is a point z of R^k under the standard normal law, a random
variable is a linear form of z, so that any covariance of rational linear forms is at hand. What
is averaged has to be a sum of c z^p exp(<r + i q, z>), r and q rational: polynomials, exp, sin,
cos of linear forms and their products. One coordinate gives

    E z^p exp(a z) = exp(a^2/2) E (z + a)^p,    a complex,

so that moments are exact and all else is a ball.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import reduce
from itertools import chain
from math import comb, prod
from operator import add, mul
from typing import Any

from flint import acb, fmpq

from .._terms import ONE, ZERO, Rejected, need
from .values import ball, scalar

TERMS, DEGREE, COORDINATES = 4000, 64, 8
Key = tuple[Any, ...]  # p, r, q


class Sample:
    """The point z itself, which only random variables take."""

    def combined(self, head: str, parts: list[Any]) -> Any:
        raise Rejected("a sample is no number")


class Expansion:
    """A sum of c z^p exp(<r + i q, z>); c is a Fraction, or an acb ball."""

    def __init__(self, k: int, terms: Iterable[tuple[Key, Any]]):
        self.k = k
        self.terms: dict[Key, Any] = {}
        for key, value in terms:
            self.terms[key] = _joined(add, self.terms[key], value) if key in self.terms else value
        for key in [key for key, value in self.terms.items() if value == 0]:
            del self.terms[key]  # a ball is == 0 only if it is the number 0
        need(len(self.terms) <= TERMS, "a mean of too many terms")

    def combined(self, head: str, parts: list[Any]) -> Expansion:
        """The value of a term with this part. Raises `Rejected`."""
        return combined(head, parts)

    def affine(self) -> tuple[Any, list[Any]]:
        """Constant and coefficients of a linear form. Raises `Rejected` for anything else."""
        constant, slopes = ZERO, [ZERO] * self.k
        for (powers, real, imaginary), value in self.terms.items():
            need(not any(real + imaginary) and sum(powers) <= 1, "not a linear form of z")
            if 1 in powers:
                slopes[powers.index(1)] = value
            else:
                constant = value
        return constant, slopes


def linear(coefficients: list[Fraction]) -> Expansion:
    k = len(coefficients)
    none = (fmpq(0),) * k
    unit = [tuple(int(i == j) for j in range(k)) for i in range(k)]
    return Expansion(k, (((one, none, none), c) for one, c in zip(unit, coefficients)))


# head: factors c with signs s, the sum of c exp(s x), or of c exp(i s x)
WAVES: dict[str, tuple[bool, list[tuple[int, complex]]]] = {
    "exp": (False, [(1, 1)]),
    "cosh": (False, [(1, 0.5), (-1, 0.5)]),
    "sinh": (False, [(1, 0.5), (-1, -0.5)]),
    "cos": (True, [(1, 0.5), (-1, 0.5)]),
    "sin": (True, [(1, -0.5j), (-1, 0.5j)]),
}


def combined(head: str, parts: list[Any]) -> Expansion:
    """The value of a term with expansions among its parts. Raises `Rejected`."""
    need(not any(isinstance(part, Sample) for part in parts), "a sample is no number")
    k = next(part.k for part in parts if isinstance(part, Expansion))

    def lifted(part: Any) -> Expansion:
        none = (fmpq(0),) * k
        number = part if isinstance(part, (Fraction, Expansion)) else _complex(part)
        key = ((0,) * k, none, none)
        return number if isinstance(number, Expansion) else Expansion(k, [(key, number)])

    if head == "/":
        need(not isinstance(parts[1], Expansion), "a random variable in a denominator")
        return combined("*", [parts[0], scalar("/", [ONE, parts[1]])])
    if head == "^":
        need(isinstance(parts[1], Fraction) and 0 <= parts[1] <= DEGREE, "no such power in a mean")
        return reduce(_product, [lifted(parts[0])] * int(parts[1]), lifted(ONE))
    first, *rest = map(lifted, parts)
    if head == "*":
        return reduce(_product, rest, first)
    if head in ("+", "-"):
        if head == "-" and not rest:
            return _product(lifted(-ONE), first)
        sign = lifted(ONE if head == "+" else -ONE)
        others = (pair for one in rest for pair in _product(sign, one).terms.items())
        return Expansion(k, chain(first.terms.items(), others))
    need(head in WAVES, f"no closed form of a mean with {head}")
    turns, ways = WAVES[head]
    constant, slopes = first.affine()
    need(all(isinstance(one, Fraction) for one in slopes), "a rate is rational")
    unit, none = acb(0, 1) if turns else acb(1), (fmpq(0),) * k
    made = []
    for sign, factor in ways:
        rates = tuple(sign * fmpq(one.numerator, one.denominator) for one in slopes)
        key = ((0,) * k, none, rates) if turns else ((0,) * k, rates, none)
        made.append((key, acb(factor) * (sign * unit * _complex(constant)).exp()))
    return Expansion(k, made)


def mean(value: Any) -> Any:
    """The mean of an expansion: a Fraction, or a real ball."""
    need(not isinstance(value, Sample), "a sample is no number")
    if not isinstance(value, Expansion):
        return value
    exact, rest = ZERO, acb(0)
    for (powers, real, imaginary), c in value.terms.items():
        need(sum(powers) <= DEGREE, "a moment of too high an order")
        if not any(real + imaginary):
            moment = Fraction(prod(map(_moment, powers)))
            if isinstance(c, Fraction):
                exact += c * moment
            else:
                rest += c * _complex(moment)
            continue
        rates = [acb(r) + acb(0, 1) * acb(q) for r, q in zip(real, imaginary)]
        half = sum((r * r - q * q for r, q in zip(real, imaginary)), fmpq(0)) / 2
        turn = sum((r * q for r, q in zip(real, imaginary)), fmpq(0))
        shifted = [_shifted(p, a) for p, a in zip(powers, rates)]
        whole = (acb(half) + acb(0, 1) * acb(turn)).exp()
        rest += prod(shifted, start=_complex(c) * whole)
    return exact if rest == 0 else ball(exact) + rest.real


def _moment(p: int) -> int:
    """E z^p = (p - 1)(p - 3) .. 1 for even p"""
    return 0 if p % 2 else prod(range(1, p, 2))


def _shifted(p: int, a: acb) -> acb:
    """E (z + a)^p"""
    parts = (comb(p, j) * _moment(j) * a ** (p - j) for j in range(0, p + 1, 2))
    return sum(parts, acb(0))


def _product(a: Expansion, b: Expansion) -> Expansion:
    need(len(a.terms) * len(b.terms) <= TERMS, "a mean of too many terms")
    return Expansion(
        a.k,
        (
            (tuple(tuple(map(add, x, y)) for x, y in zip(one, other)), _joined(mul, c, d))
            for one, c in a.terms.items()
            for other, d in b.terms.items()
        ),
    )


def _joined(operation: Callable, c: Any, d: Any) -> Any:
    """Exact where both are."""
    if isinstance(c, Fraction) and isinstance(d, Fraction):
        return operation(c, d)
    return operation(_complex(c), _complex(d))


def _complex(value: Any) -> acb:
    return value if isinstance(value, acb) else acb(ball(value))


__all__ = ["COORDINATES", "Expansion", "Sample", "linear", "mean"]
