"""Counts of independent trials, judged by exact binomial tails."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from ._terms import need

DECIMAL = re.compile(r"[0-9]{1,40}(/[0-9]{1,40}|(\.[0-9]{1,40})?(e-[0-9]{1,2})?)\Z")
MOST = 10**7  # trials


def probability(data: Any) -> Fraction:
    """A number of [0, 1], written as a decimal or a quotient."""
    text = str(data)
    need(
        isinstance(data, (str, int, float)) and not isinstance(data, bool) and DECIMAL.match(text),
        f"not a probability: {text[:60]!r}",
    )
    need(not re.search("/0+$", text), "a quotient by zero")
    value = Fraction(text)
    need(value <= 1, f"{text[:60]} is larger than 1")
    return value


def counts(data: dict) -> str:
    """P(X >= x | p - margin) <= alpha supports, P(X <= x | p) <= alpha rejects "with probability at
    least p".
    """
    x, n, verdict = data["successes"], data["trials"], data["verdict"]
    p, margin, alpha = (probability(data.get(key, 0)) for key in ("at_least", "margin", "alpha"))
    need(0 <= x <= n <= MOST and n > 0, "no such number of successes")
    need(0 < alpha <= Fraction(1, 100), "the level is above 0 and at most 1/100")
    need(verdict in ("SUPPORTED", "REFUTED"), "the verdict of counts is SUPPORTED or REFUTED")
    if verdict == "SUPPORTED":
        low = p - margin
        need(low > 0 and 2 * margin <= p, "the margin leaves less than half of what is claimed")
        need(at_most(n - x, n, 1 - low, alpha), f"{x} of {n} do not support it at level {alpha}")
        word, sign = "supported", ">="
    else:
        low = p
        need(at_most(x, n, p, alpha), f"{x} of {n} do not reject it at level {alpha}")
        word, sign = "false", "<"
    return (
        f"{word}: {x} of {n} successes, at level {float(alpha):g} the probability is {sign} {low}"
    )


def at_most(x: int, n: int, p: Fraction, alpha: Fraction) -> bool:
    """P(X <= x) <= alpha for a binomial X with n trials of probability p, by enclosures.

    The terms from x downwards decrease at least geometrically where x is below the mean.
    """
    if p in (0, 1) or x >= n:
        return p == 1 and x < n
    with ctx.workprec(192):
        level, success, failure = (arb(fmpq(q.numerator, q.denominator)) for q in (alpha, p, 1 - p))
        term = arb.bin_uiui(n, x) * success**x * failure ** (n - x)
        total = arb(0)
        for k in range(x, -1, -1):
            total += term
            if total > level:
                return False
            ratio = k * failure / ((n - k + 1) * success)  # of the next term to this one
            if not ratio < 1:
                return False
            if total + term * ratio / (1 - ratio) <= level:
                return True
            term = term * ratio
        return total <= level
