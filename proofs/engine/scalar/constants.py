"""What a sharp constant may be: enclosed to many digits, rounded, recognised as a simple number."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint

from ...vocabulary import SteepestError
from ..terms import Term, show, substitute
from .points import Undefined, Unsure, value


class ConstantError(SteepestError):
    """The sharp constant was asked for a name that is not free in the claim."""


def enclose(term: Term, values: Mapping[str, Any] | None = None, digits: int = 30) -> flint.arb:
    """A ball around the value of a term, with about that many correct digits. `values`: exact
    numbers for its names.
    """
    closed = substitute(term, {name: Fraction(each) for name, each in (values or {}).items()})
    previous = flint.ctx.prec
    try:
        for factor in (1, 2, 8, 32):
            flint.ctx.prec = factor * (int(3.33 * digits) + 32)
            try:
                ball = flint.arb(value(closed, {}))
            except Unsure:
                continue
            except Undefined as problem:
                raise ConstantError(
                    f"{show(closed)} has no value: {problem}; give other values for its names"
                ) from None
            if ball.rel_accuracy_bits() >= 3.33 * digits or ball.is_zero():
                return ball
        raise ConstantError(
            f"{show(closed)} could not be enclosed to {digits} digits; ask for fewer"
        )
    finally:
        flint.ctx.prec = previous


def decimal(number: Fraction) -> str:
    if number.denominator == 1 or len(str(number)) <= 8:
        return str(number)
    return f"{float(number):.10g}"


def rounded(number: Fraction, step: Fraction) -> Fraction:
    """A decimal within `step` of the number."""
    power = Fraction(1)
    while power > step:
        power /= 10
    while power * 10 <= step:
        power *= 10
    return round(number / power) * power


def recognised(number: float) -> list[Fraction]:
    """Simple rationals that agree with the estimate to nine digits."""
    found = []
    for bound in (1, 12, 100, 1000):
        candidate = Fraction(number).limit_denominator(bound)
        if abs(float(candidate) - number) <= 1e-9 * max(abs(number), 1e-3):
            found.append(candidate)
    return list(dict.fromkeys(found))[:1]
