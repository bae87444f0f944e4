"""Bivariate expectations with an explicit error bound, down to one-dimensional integrals that the
checker does again.
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import Any

from steepest.proofs import Source, claim, reals

from ..engine.terms import from_sympy, to_json
from ..vocabulary import Evidence, Verdict
from . import every, number

IDENTITY = Source(
    "du-lee-li-wang-zhai-2019",
    "expectations in Definitions 5.1, 6.1, 7.1",
    "du-thesis, Definitions 3.1 to 3.3",
)


def he(k: int) -> list[int]:
    """The coefficients of the Hermite polynomial He_k."""
    previous, current = [0], [1]
    for j in range(k):
        shifted = [0, *current]
        lower = [*previous, *[0] * (len(shifted) - len(previous))]
        previous, current = current, [a - j * b for a, b in zip(shifted, lower)]
    return current


@claim(
    "deep.ref-quadrature",
    IDENTITY,
    formula=r"E\tanh(u)\tanh(v)=0.0920679481211\pm10^{-12}\quad(\text{unit variances},\ "
    r"\rho=\tfrac14)",
    missing=(
        "the Hermite expansion of the mean and its tail (deep.ref-hermite, "
        "deep.ref-quadrature.tail)",
    ),
)
def bivariate_tanh(judge, value="0.0920679481211"):
    """A bivariate expectation without closed form to 12 digits: E tanh(u)tanh(v) for unit variances
    and correlation 1/4.

    Sum over odd k <= 15 of a_k^2 rho^k/k!, a_k = E tanh(z) He_k(z), with the tail |rho|^17 (E
    tanh^2 - sum a_k^2/k!); every one-dimensional mean has a certificate with an explicit error.
    """
    from flint import arb, ctx
    from sympy import tanh

    from .balls.duals import ball_dual
    from .balls.evidence import ends, mean_between

    (x,) = reals("x,")
    rho, orders = Fraction(1, 4), range(1, 16, 2)
    dual = ball_dual("tanh")
    with ctx.workprec(256):
        coefficients, square, _ = dual._coefficients(dual.value, arb(1), 48)
        means = {k: coefficients[k] * arb(factorial(k)).sqrt() for k in orders}
    facts = [mean_between(judge, tanh(x) ** 2, x, square, *ends(square, 30), (1, 0))]
    unit = ("+", Fraction(1), ("*", Fraction(0), ("^", str(x), Fraction(2))))
    tails = [
        judge.holds(one)
        for one in (("<=", from_sympy(tanh(x)), unit), (">=", from_sympy(tanh(x)), ("-", unit)))
    ]
    if any(one.verdict != Verdict.PROVED for one in tails):
        return judge.undecided("the bound of tanh was not proved")
    intervals = {k: ends(mean, 30) for k, mean in means.items()}
    for k in orders:
        facts.append(_moment(tails, x, k, intervals[k]))
    # no interval contains 0
    squares = {k: sorted(Fraction(end) ** 2 for end in intervals[k]) for k in orders}
    low, high = (sum(squares[k][side] * rho**k / factorial(k) for k in orders) for side in (0, 1))
    top = ends(square, 30)[1] - sum(squares[k][0] / factorial(k) for k in orders)
    rest = rho**17 * top
    middle = Fraction(value)
    claims = [
        (low - rest, ">=", middle - Fraction(1, 10**12)),
        (high + rest, "<=", middle + Fraction(1, 10**12)),
    ]
    return judge.all(*facts, every(judge, [(_sym(a), sign, _sym(b)) for a, sign, b in claims]))


bivariate_tanh.mutant("3e-12 away", value="0.0920679481241")


def _sym(value: Fraction) -> Any:
    return number(f"{value.numerator}/{value.denominator}")


def _moment(tails: list[Evidence], x: Any, k: int, interval: tuple[Fraction, Fraction]) -> Evidence:
    """E tanh(z) He_k(z) lies in the interval."""
    from sympy import tanh

    certificate = {
        "kind": "gaussian-mean",
        "variable": str(x),
        "function": to_json(from_sympy(tanh(x))),
        "interval": [str(end) for end in interval],
        "cut": "20",
        "bound": ["1", "0"],
        "tail": [one.certificate for one in tails],
        "times": [str(c) for c in he(k)],
    }
    return Evidence(
        Verdict.CERTIFIED,
        "standard normal variable",
        "trapezoidal rule with explicit error",
        certificate,
    )
