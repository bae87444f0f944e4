"""The exact sign of a closed term made of rationals, + - * / ^ and square roots.

Separation bound of Burnikel, Fleischer, Mehlhorn and Schirra (2000): with k square roots and D =
2^k, a non-zero value is at least 1 / (u^(D^2-1) l) in modulus, where u and l bound numerator and
denominator; balls decide beyond that precision.
"""

from __future__ import annotations

from fractions import Fraction

import flint

from ..terms import Term, subterms

_LARGEST_PRECISION = 60_000


def sign_of(term: Term) -> int | None:
    """-1, 0 or 1; None when the term is not of this form, not certainly defined, or the bound is
    out of reach.
    """
    parts = list(dict.fromkeys(subterms(term)))
    allowed = {"+", "-", "*", "/", "^", "sqrt", "abs", "min", "max"}
    if any(
        isinstance(part, str) or (isinstance(part, tuple) and part[0] not in allowed)
        for part in parts
    ):
        return None
    degree = 2 ** sum(1 for part in parts if isinstance(part, tuple) and part[0] == "sqrt")
    previous = flint.ctx.prec
    try:
        return _sign(term, degree, {})
    except (_Beyond, ZeroDivisionError):
        return None
    finally:
        flint.ctx.prec = previous


class _Beyond(Exception):
    pass


def _sign(term: Term, degree: int, signs: dict[Term, int]) -> int:
    if term in signs:
        return signs[term]
    upper, lower = _bound(term, degree, signs)
    needed = int((degree * degree - 1) * upper + lower) + 16
    if needed > _LARGEST_PRECISION:
        raise _Beyond
    precision = 64
    while True:
        flint.ctx.prec = precision
        ball = _ball(term, signs, degree)
        if ball > 0 or ball < 0:
            signs[term] = 1 if ball > 0 else -1
            return signs[term]
        if ball.is_finite() and abs(ball) < flint.arb(2) ** (-needed):
            signs[term] = 0
            return 0
        if precision > 2 * needed + 1024:
            raise _Beyond
        precision *= 2


def _ball(term: Term, signs: dict[Term, int], degree: int) -> flint.arb:
    if isinstance(term, Fraction):
        return flint.arb(flint.fmpq(term.numerator, term.denominator))
    head = term[0]
    if head == "^":
        exponent = int(term[2])
        if exponent < 0 and _inner(term[1], degree, signs) == 0:
            raise ZeroDivisionError
        return _ball(term[1], signs, degree) ** exponent
    parts = [_ball(part, signs, degree) for part in term[1:]]
    if head == "+":
        return sum(parts[1:], parts[0])
    if head == "-":
        return -parts[0] if len(parts) == 1 else parts[0] - parts[1]
    if head == "*":
        result = parts[0]
        for part in parts[1:]:
            result *= part
        return result
    if head == "/":
        if _inner(term[2], degree, signs) == 0:
            raise ZeroDivisionError
        return parts[0] / parts[1]
    if head == "abs":
        return abs(parts[0])
    if head in ("min", "max"):
        return parts[0].min(parts[1]) if head == "min" else parts[0].max(parts[1])
    sign = _inner(term[1], degree, signs)
    if sign < 0:
        raise ZeroDivisionError
    return flint.arb(0) if sign == 0 else parts[0].nonnegative_part().sqrt()


def _inner(term: Term, degree: int, signs: dict[Term, int]) -> int:
    precision = flint.ctx.prec
    try:
        return _sign(term, degree, signs)
    finally:
        flint.ctx.prec = precision


def _bound(term: Term, degree: int, signs: dict[Term, int]) -> tuple[float, float]:
    """(log2 u, log2 l), rounded up."""
    if isinstance(term, Fraction):
        return float(abs(term.numerator).bit_length() + 1), float(term.denominator.bit_length())
    head = term[0]
    if head == "^":
        upper, lower = _bound(term[1], degree, signs)
        exponent = int(term[2])
        return (
            (upper * exponent, lower * exponent)
            if exponent >= 0
            else (-lower * exponent, -upper * exponent)
        )
    parts = [_bound(part, degree, signs) for part in term[1:]]
    if head in ("+", "-") and len(parts) > 1:
        upper, lower = parts[0]
        for u, l in parts[1:]:  # noqa: E741
            upper, lower = max(upper + l, u + lower) + 1, lower + l
        return upper, lower
    if head == "*":
        return sum(u for u, _ in parts), sum(l for _, l in parts)  # noqa: E741
    if head == "/":
        return parts[0][0] + parts[1][1], parts[0][1] + parts[1][0]
    if head == "sqrt":
        return parts[0][0] / 2 + 1, parts[0][1] / 2 + 1
    if head in ("min", "max"):
        return max(parts[0][0], parts[1][0]), max(parts[0][1], parts[1][1])
    return parts[0]
