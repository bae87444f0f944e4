"""Lemma 7.2, second half: the recursion between consecutive escape times, the lemma itself, and the
bound of the sketch.

Notation as in `descent`: h = 2 eta gamma, theta = 2 eta L = kappa h, S_k = T_k - T_k^tau.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_7, holds
from .descent import (
    exact,
)  # fmt: skip
from .gaps import FIRST_TIME, INDUCTION, LOGARITHMS

locus = "Lemma 7.2, proof"


@claim(
    "saddle.lem-7.2.g",
    chapter_7(locus),
    formula=r"x_{k+1}^{(T_k)}\le x_{k+1}^{(0)}(1-2\eta L)^{S_k}(1+2\eta\gamma)^{T_k^\tau}",
    missing=(INDUCTION,),
)
def size_at_the_next_saddle(judge, growth=1):
    """n steps by at most 1 + h: (7.11) at t = T_k, by induction over the steps in the buffer."""
    h, before, after, power, factor, start = reals("h before after power factor start")
    where = [
        (before, "<=", start * power),
        (after, "==", factor * before),
        (factor, ">=", 0),
        (factor, "<=", 1 + h),
    ]
    where += [(h, ">", 0), (start, ">=", 0), (power, ">", 0), (before, ">=", 0)]
    return holds(judge, (after, "<=", start * power * (1 + growth * h)), where)


size_at_the_next_saddle.mutant("1 + h/2", growth=exact("1/2"))


@claim(
    "saddle.lem-7.2.h",
    chapter_7(locus),
    formula=r"x_{k+1}^{(0)}(1-2\eta L)^{S_k}(1+2\eta\gamma)^{T_k^\tau}(1+2\eta"
    r"\gamma)^{S_{k+1}-T_k}\ge"
    r"\tau",
    missing=(FIRST_TIME, "step g enters as a hypothesis, the product p as a letter"),
)
def size_at_the_next_escape(judge, growth=1):
    """At S_{k+1} the coordinate is at least tau, and it is at most the product: x(T_k) <= C and tau
    <= x(T_k) p give tau <= C p.
    """
    x, C, p, tau = reals("x C p tau")
    return holds(
        judge,
        (C * p, ">=", growth * tau),
        [(x, "<=", C), (p, ">=", 1), (x * p, ">=", tau), (x, ">=", 0), (tau, ">", 0)],
    )


size_at_the_next_escape.mutant("2 tau", growth=2)


@claim(
    "saddle.lem-7.2.i",
    chapter_7(locus),
    formula=r"2\eta\gamma(S_{k+1}-S_k)\ge\log\frac{\tau}{x_{k+1}^{(0)}}+2\eta LS_k",
    hypotheses=("2 eta L < 1",),
    missing=(LOGARITHMS, "step h enters as a hypothesis"),
)
def logarithmic_recursion(judge, factor=1):
    """Logarithms of step h, then log(1 - theta) <= -theta and log(1 + h) <= h."""
    from sympy import log

    S, next_S, h, theta, gap = reals("S S_next h theta log_ratio")
    printed = (S * log(1 - theta) + (next_S - S) * log(1 + h), ">=", gap)
    where = [
        (h, ">", 0),
        (theta, ">", 0),
        (theta, "<", 1),
        (S, ">=", 0),
        (next_S, ">=", S),
        printed,
    ]
    elementary = [(log(1 - theta), "<=", -theta), (log(1 + h), "<=", h)]
    return holds(judge, (h * (next_S - S), ">=", gap + factor * theta * S), where, elementary)


logarithmic_recursion.mutant("twice theta", factor=2)
