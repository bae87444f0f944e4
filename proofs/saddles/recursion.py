"""Lemma 7.2, second half: the recursion between consecutive escape times, the lemma itself, and the
bound of the sketch.

Notation as in `descent`: h = 2 eta gamma, theta = 2 eta L = kappa h, S_k = T_k - T_k^tau.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_7, every, holds
from .construction import symbols
from .descent import (
    buffer_count_amended,
    buffer_overshoot,
    buffer_step,
    contraction_until_the_buffer,
    escape_takes_longer_than_the_buffer,
    exact,
    first_escape,
    first_escape_is_long,
    growth_in_the_buffer,
    log_at_least_one,
    next_coordinate_stays_small,
    settled_update,
    stable_inclusion,
    unstable_inclusion,
    unstable_update,
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


@claim(
    "saddle.lem-7.2.j",
    chapter_7(locus),
    formula=r"T_{k+1}-T_{k+1}^\tau\ge\frac{L+\gamma}\gamma(T_k-T_k^\tau)",
    missing=(FIRST_TIME, "steps i and c-log enter as hypotheses"),
)
def recursion(judge, gain=1):
    """S_{k+1} >= (kappa + 1) S_k, and more: S_{k+1} >= (kappa + 1) S_k + 1/h."""
    s = symbols()
    S, next_S, gap = reals("S S_next log_ratio")
    where = [
        (s.h, ">", 0),
        (s.kappa, ">", 1),
        (S, ">=", 0),
        (gap, ">=", 1),
        (s.h * (next_S - S), ">=", gap + s.kappa * s.h * S),
    ]
    return every(
        judge,
        [(next_S, ">=", (s.kappa + gain) * S), (next_S, ">=", (s.kappa + gain) * S + 1 / s.h)],
        where,
    )


recursion.mutant("kappa + 2", gain=2)


@claim(
    "saddle.lem-7.2.k",
    chapter_7(locus),
    formula=r"T_d\ge\frac1{2\eta\gamma}\left(\frac{L+\gamma}\gamma\right)^{d-1}\ge\left(\frac{L+"
    r"\gamma}\gamma\right)^{d-1}",
    missing=(
        "induction over the saddles: one is decided, with step j as a hypothesis",
        "T_d > S_d",
    ),
)
def exponential_time(judge, limit=1):
    """Induction over the saddles: S_k >= R/h with R = (kappa + 1)^{k-1} gives S_{k+1} >= (kappa +
    1) R/h; and 1/h >= 1.
    """
    s = symbols()
    S, next_S, R = reals("S S_next R")
    ratio = s.kappa + 1
    where = [
        (s.h, ">", 0),
        (s.kappa, ">", 1),
        (s.kappa * s.h, "<=", limit),
        (R, ">", 0),
        (S, ">=", R / s.h),
        (next_S, ">=", ratio * S),
    ]
    return every(
        judge, [(next_S, ">=", ratio * R / s.h), (ratio * R / s.h, ">=", ratio * R)], where
    )


exponential_time.mutant("eta up to 1/L", limit=2)


@claim(
    "saddle.lem-7.2",
    chapter_7("Lemma 7.2"),
    formula=r"T\le\left(\frac{L+\gamma}\gamma\right)^{d-1}\implies x_d^{(T)}\le2\tau",
    hypotheses=(
        "tau >= e",
        "x^(0) in [-1, 1]^d and in D_0",
        "eta <= 1/(2 L) (the relation is unreadable in our copy)",
    ),
    seconds=180.0,
    missing=(
        "induction over t and over the saddles",
        FIRST_TIME,
        "that the steps combine: each enters the next as a hypothesis",
    ),
)
def exponential_lower_bound(judge, limit=1):
    """Gradient descent needs exponential time on the tube: every step of the proof, with the
    amended ones in place of the false ones.

    Steps: the iterates stay in D_0 (d, e, eq. 7.11 with c), S_1 >= 1/h (b, c), S_{k+1} >= (kappa +
    1) S_k (f, g, h, i, j), and the induction (k) gives T_d > S_d >= (kappa + 1)^{d-1}. Coordinates
    that start at 0 stay at 0, and then nothing is to be shown.
    """
    steps = (
        log_at_least_one,
        buffer_step,
        buffer_count_amended,
        unstable_update,
        first_escape,
        first_escape_is_long,
        escape_takes_longer_than_the_buffer,
        settled_update,
        unstable_inclusion,
        buffer_overshoot,
        contraction_until_the_buffer,
        growth_in_the_buffer,
        next_coordinate_stays_small,
        size_at_the_next_saddle,
        size_at_the_next_escape,
        logarithmic_recursion,
        recursion,
        exponential_time,
    )
    return judge.all(stable_inclusion.check(judge, limit), *[step(judge) for step in steps])


# the first step leaves D_0: x_2 becomes (1 - 2 eta L) x_2 < 0
exponential_lower_bound.mutant("eta up to 1/L", limit=2)


@claim(
    "saddle.tube-d",
    chapter_7("Section 7.4.1"),
    formula=r"t_d\ge\left(\frac{L+\gamma}\gamma\right)^d",
    hypotheses=("t_i = T_i, the time at which x_i reaches 2 tau", "eta <= 1/(2 L), tau >= e"),
    missing=(
        "induction over the saddles: one is decided, with step j as a hypothesis",
        "T_d >= S_d + 1",
    ),
)
def one_more_power(judge, gain=1):
    """The exponent d of the sketch (the lemma has d - 1) is right: S_k + 1 >= (kappa + 1)^k by
    induction, and T_d >= S_d + 1.

    S_1 >= 1/h >= kappa starts it; S_{k+1} >= (kappa + 1) S_k + 1/h carries it; one iterate at least
    lies in B_d (step d-middle).
    """
    s = symbols()
    S, next_S, R = reals("S S_next R")
    ratio = s.kappa + 1
    small = [(s.h, ">", 0), (s.kappa, ">", 1), (s.kappa * s.h, "<=", 1)]
    base = holds(judge, (S + 1, ">=", s.kappa + gain), [*small, (S, ">=", 1 / s.h)])
    where = [*small, (S + 1, ">=", R), (next_S, ">=", ratio * S + 1 / s.h)]
    return judge.all(
        base, holds(judge, (next_S + 1, ">=", ratio * R), where, [(1 / s.h, ">=", s.kappa)])
    )


one_more_power.mutant("kappa + 2 at the start", gain=2)
