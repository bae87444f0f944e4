"""Counting steps from a linear rate: what the corollaries of Theorem 6.2 share."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import reals

from . import holds

proof = "Section 6.6.1, proof of Theorem 6.2"
ZERO = Fraction(0)
SETTING = ("one patch", "Assumption 6.1", "|w_0 - w*| < |w*|", "phi_t = arcsin(|w_t - w*|/|w*|)")


def geometric(judge, factor, log):
    """(1 - x)^T <= eps^2 when T >= (factor/x) log(1/eps): T log(1 - x) <= -T x <= 2 log(eps)."""
    T, x, eps = reals("T x epsilon")
    where = [
        (x, ">", 0),
        (x, "<", 1),
        (eps, ">", 0),
        (eps, "<", 1),
        (T * x, ">=", -factor * log(eps)),
        (T, ">=", 0),
    ]
    return holds(judge, (T * log(1 - x), "<=", 2 * log(eps)), where, [(log(1 - x), "<=", -x)])
