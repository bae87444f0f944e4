"""The mean of a function of a standard normal variable lies in an interval: integration on [-R, R] in balls, an explicit bound beyond."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from ._terms import ZERO, Goal, Rejected, Term, field, names, need, parse, show

MEROMORPHIC = ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh")  # at a pole a ball becomes infinite by itself


def complex_value(term: Term, z: acb, analytic: bool) -> acb:
    if isinstance(term, str):
        return z
    if isinstance(term, Fraction):
        return acb(exact(term))
    head, *parts = term
    if head in ("pi", "E"):
        return acb(arb.pi() if head == "pi" else arb.const_e())
    if head == "^":
        return complex_value(parts[0], z, analytic) ** int(parts[1])
    first, *rest = (complex_value(part, z, analytic) for part in parts)
    if head in ("log", "sqrt"):
        return getattr(first, head)(analytic=analytic)
    if head in MEROMORPHIC:
        return getattr(first, head)()
    if head not in ("+", "-", "*", "/"):
        raise Rejected(f"{head} cannot stand in a Gaussian mean")
    if head == "-" and not rest:
        return -first
    for one in rest:
        first = first + one if head == "+" else first - one if head == "-" else first * one if head == "*" else first / one
    return first


def rational(data: Any) -> Fraction:
    number = parse(data)
    need(isinstance(number, Fraction), f"not a rational number: {str(data)[:60]}")
    return number


def exact(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def gaussian_mean(data: dict, proofs: Callable[[list], list[Goal]]) -> str:
    """E f(z) in [lo, hi]. `tail` proves |f| <= A + B z^2 on both half-lines, so beyond R at most sqrt(2/pi) (A/R + B (R + 1/R)) exp(-R^2/2)."""
    name, function = field(data, "variable", str), parse(field(data, "function"))
    low, high = map(rational, field(data, "interval", list))
    A, B = map(rational, field(data, "bound", list))
    cut = rational(field(data, "cut"))
    need(names(function) <= {name} and 1 <= cut <= 64 and A >= 0 and B >= 0, "a function of one variable, 1 <= R <= 64, A, B >= 0")
    square = ("+", A, ("*", B, ("^", name, Fraction(2))))
    shown = proofs(field(data, "tail", list))
    for side in ((">=", name, ZERO), ("<=", name, ZERO)):
        for claim in (("<=", function, square), (">=", function, ("-", square))):
            need(any(one.covers(Goal((side,), claim)) for one in shown), "the tail is not bounded")
    with ctx.workprec(192):
        R, normal = exact(cut), (2 * arb.pi()).sqrt()
        inside = acb.integral(
            lambda z, analytic: complex_value(function, z, analytic) * (-z * z / 2).exp() / normal, -R, R, abs_tol=arb(2) ** -140
        ).real
        rest = 2 / normal * (exact(A) / R + exact(B) * (R + 1 / R))
        total = inside + arb(0, (rest * (-R * R / 2).exp()).upper())
        need(exact(low) <= total and total <= exact(high), f"the enclosure {total.str(25)} is not inside [{low}, {high}]")
    return f"E {show(function)} is in [{low}, {high}], {name} standard normal"
