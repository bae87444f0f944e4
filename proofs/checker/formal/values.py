"""Numbers of a model: exact rationals, or enclosures that decide."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from .._terms import COMPARE, ONE, ZERO, Rejected, need

DIGITS = 20_000  # bits of a number: beyond, the model is refused


class Undefined(Exception):
    """A term has no value: the relation around it is false."""


def small(value: Any) -> Any:
    if isinstance(value, Fraction):
        need(value.numerator.bit_length() + value.denominator.bit_length() < DIGITS, "too long")
    return value


def ball(value: Any) -> arb:
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return value


def compare(sign: str, left: Any, right: Any) -> bool:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return COMPARE[sign](left, right)
    a, b = ball(left), ball(right)
    need(isinstance(a, arb) and isinstance(b, arb), "a random variable is compared")
    if a < b:
        return sign in ("<", "<=", "!=")
    if a > b:
        return sign in (">", ">=", "!=")
    raise Rejected("an enclosure does not decide a comparison")


def scalar(head: str, parts: list[Any]) -> Any:
    exact = all(isinstance(part, Fraction) for part in parts)
    for part in parts:
        if not isinstance(part, (Fraction, arb)):
            need(hasattr(part, "combined"), "a number is expected")
            return part.combined(head, parts)  # a random variable: `normal`
    if head == "abs":
        return abs(parts[0])
    if head in ("min", "max"):
        first = compare("<=", *parts)
        return parts[0] if first == (head == "min") else parts[1]
    if head in ("pi", "E"):
        return arb.pi() if head == "pi" else arb(1).exp()
    a, *rest = parts if exact else map(ball, parts)
    if head == "+":
        return small(sum(rest, a))
    if head == "*":
        for one in rest:
            a = a * one
        return small(a)
    if head == "-":
        return a - rest[0] if rest else -a
    if head == "/":
        if compare("==", parts[1], ZERO):  # Rejected where an enclosure does not tell
            raise Undefined
        return a / rest[0]
    if head == "^":
        return _power(parts[0], parts[1])
    return _function(head, parts[0])


def _power(base: Any, exponent: Any) -> Any:
    need(isinstance(exponent, Fraction) and exponent.denominator == 1, "an exponent is whole")
    if isinstance(base, Fraction):
        if exponent < 0 and base == 0:
            raise Undefined
        size = (base.numerator.bit_length() + base.denominator.bit_length()) * abs(exponent)
        need(size < DIGITS, "a power is too large")
        return base ** int(exponent)
    return base ** int(exponent)


def _function(head: str, part: Any) -> Any:
    if head in ("sqrt", "log"):
        if compare("<", part, ZERO) or (head == "log" and part == 0):
            raise Undefined
        if head == "sqrt" and isinstance(part, Fraction):
            root = _root(part)
            if root is not None:
                return root
    outside = head in ("asin", "acos") and (compare(">", part, ONE) or compare("<", part, -ONE))
    if outside:
        raise Undefined
    if part == 0 and head in ("exp", "cos", "cosh"):
        return ONE
    if part == 0 and head in ("sin", "tan", "sinh", "tanh", "asin", "atan", "erf"):
        return ZERO
    found = getattr(ball(part), head)()
    need(found.is_finite(), f"no enclosure of {head}")
    return found


def _root(part: Fraction) -> Fraction | None:
    from math import isqrt

    top, bottom = isqrt(part.numerator), isqrt(part.denominator)
    exact = top * top == part.numerator and bottom * bottom == part.denominator
    return Fraction(top, bottom) if exact else None
