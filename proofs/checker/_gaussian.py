"""The mean of a function of a standard normal variable lies in an interval: integration on [-R, R]
in balls, an explicit bound beyond.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from ._terms import ZERO, Goal, Rejected, Term, field, names, need, parse, show

# at a pole a ball becomes infinite by itself
MEROMORPHIC = ("exp", "sin", "cos", "tan", "sinh", "cosh", "tanh")


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
        first = (
            first + one
            if head == "+"
            else first - one
            if head == "-"
            else first * one
            if head == "*"
            else first / one
        )
    return first


def rational(data: Any) -> Fraction:
    number = parse(data)
    need(isinstance(number, Fraction), f"not a rational number: {str(data)[:60]}")
    return number


def exact(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def gaussian_mean(data: dict, proofs: Callable[[list], list[Goal]]) -> str:
    """E f(z) p(z) in [lo, hi], p the polynomial `times` (1 if left out). `tail` proves |f| <= A + B
    z^2 on both half-lines.

    Beyond R the mean of |z|^j is at most M_j: M_0 = 2 phi(R)/R, M_1 = 2 phi(R), M_j = 2 R^(j-1)
    phi(R) + (j-1) M_(j-2).
    """
    name, function = field(data, "variable", str), parse(field(data, "function"))
    low, high = map(rational, field(data, "interval", list))
    A, B = map(rational, field(data, "bound", list))
    cut = rational(field(data, "cut"))
    need(
        names(function) <= {name} and 1 <= cut <= 64 and A >= 0 and B >= 0,
        "a function of one variable, 1 <= R <= 64, A, B >= 0",
    )
    times = (
        [rational(one) for one in field(data, "times", list)] if "times" in data else [Fraction(1)]
    )
    need(0 < len(times) <= 64, "the polynomial has 1 to 64 coefficients")
    square = ("+", A, ("*", B, ("^", name, Fraction(2))))
    shown = proofs(field(data, "tail", list))
    for side in ((">=", name, ZERO), ("<=", name, ZERO)):
        for claim in (("<=", function, square), (">=", function, ("-", square))):
            need(any(one.covers(Goal((side,), claim)) for one in shown), "the tail is not bounded")
    with ctx.workprec(192):
        R, normal = exact(cut), (2 * arb.pi()).sqrt()
        factors = [acb(exact(one)) for one in times]

        def integrand(z: acb, analytic: bool) -> acb:
            power = acb(0)
            for one in reversed(factors):
                power = power * z + one
            return complex_value(function, z, analytic) * power * (-z * z / 2).exp() / normal

        inside, density = (
            acb.integral(integrand, -R, R, abs_tol=arb(2) ** -140).real,
            (-R * R / 2).exp() / normal,
        )
        M = [2 * density / R, 2 * density]
        for k in range(2, len(times) + 2):
            M.append(2 * R ** (k - 1) * density + (k - 1) * M[k - 2])
        rest = sum(
            (
                abs(exact(one)) * (exact(A) * M[k] + exact(B) * M[k + 2])
                for k, one in enumerate(times)
            ),
            arb(0),
        )
        total = inside + arb(0, rest.upper())
        need(
            exact(low) <= total and total <= exact(high),
            f"the enclosure {total.str(25)} is not inside [{low}, {high}]",
        )
    factor = (
        ""
        if times == [1]
        else f" times the polynomial with coefficients {', '.join(map(str, times))}"
    )
    return f"E {show(function)}{factor} is in [{low}, {high}], {name} standard normal"
