"""Lemma 7.2: what is printed in its proof and false. (What is true: `moves`, `times`, `recursion`.)

Scaled: y_j = x_j/tau, h = 2 eta gamma, theta = 2 eta L = kappa h; eta <= 1/(2 L) says theta <= 1.
S_k and T_k are the first times with x_k >= tau and x_k >= 2 tau, T_k^tau = T_k - S_k the number of
iterates in the buffer B_k. At theta = 1 exactly every later coordinate becomes 0 in one step and
stays there: the bounds hold because S_{k+1} is infinite, and the logarithms below are taken for
theta < 1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_7, every, holds
from .construction import box, moved, scaled, symbols

locus = "Lemma 7.2, proof"


def step_sizes(limit=1):
    """0 < eta, 2 eta L <= limit, L > gamma > 0, tau > 0."""
    s = symbols()
    return [
        (s.gamma, ">", 0),
        (s.L, ">", s.gamma),
        (s.tau, ">", 0),
        (s.eta, ">", 0),
        (2 * s.eta * s.L, "<=", limit),
    ]


def scaled_steps(limit=1):
    """h > 0 and kappa h <= limit, on the buffer."""
    s = symbols()
    return [*box(), (s.h, ">", 0), (s.kappa * s.h, "<=", limit)]


def settled():
    """L (x_j - 4 tau)^2, the term of a coordinate j < k."""
    s = symbols()
    return s.L * (s.x - 4 * s.tau) ** 2


@claim(
    "saddle.lem-7.2.a-count",
    chapter_7(locus),
    formula=r"T_k^\tau\le\frac{2\tau-\tau}{2\eta\gamma\tau}=\frac1{2\eta\gamma}",
    hypotheses=("T_k^tau is the number of iterates with tau <= x_k <= 2 tau, as defined",),
)
def buffer_count(judge, iterates=2):
    """The number of iterates in the buffer is at most 1/(2 eta gamma). False: n iterates are n - 1
    steps apart.

    The instance of two iterates: u_0 in [0, h) (the place where A_k is left) and u_1 = u_0 + h P <=
    1, so the count is at least 2.
    """
    s = symbols()
    inside = [*scaled_steps(), (s.u, "<", s.h), (s.u + s.h * scaled().P, "<=", 1)]
    return holds(judge, (iterates * s.h, "<=", 1), inside)


buffer_count.mutant("half of it", iterates=4)


@claim(
    "saddle.lem-7.2.c-log",
    chapter_7(locus),
    formula=r"0<x_1^{(0)}\le1,\ \tau\ge e\implies\log\frac\tau{x_1^{(0)}}\ge1",
)
def log_at_least_one(judge, least=None):
    """The logarithm of tau over a starting coordinate in (0, 1] is at least one if tau >= e."""
    from sympy import E, log

    x0, tau = reals("x_0 tau")
    where = [(x0, ">", 0), (x0, "<=", 1), (tau, ">=", E if least is None else least)]
    return holds(judge, (log(tau / x0), ">=", 1), where)


log_at_least_one.mutant("tau >= 2", least=2)


@claim(
    "saddle.lem-7.2.c-second",
    chapter_7(locus),
    formula=r"\frac1{2\eta\gamma}\ge T_1^\tau",
)
def first_buffer_is_short(judge):
    """The second link of the display; it is the bound of step a with k = 1 again. False for the
    same reason.
    """
    return buffer_count.check(judge)


@first_buffer_is_short.mutant
def twice_the_count(judge):
    return buffer_count.check(judge, iterates=4)


@claim(
    "saddle.lem-7.2.d-left",
    chapter_7(locus),
    formula=r"x_j^{(t+1)}=(1-\eta L)x_j^{(t)}-4\eta L\tau\quad(1\le j<k)",
)
def settled_update_as_printed(judge, sign=-1):
    """The displayed update of a coordinate j < k. False: the gradient is 2 L (x_j - 4 tau)."""
    s = symbols()
    return holds(
        judge,
        (moved(settled(), s.x), "==", (1 - s.eta * s.L) * s.x + sign * 4 * s.eta * s.L * s.tau),
        step_sizes(),
    )


settled_update_as_printed.mutant("plus 4 eta L tau", sign=1)


@claim(
    "saddle.lem-7.2.d-left-inclusion",
    chapter_7(locus),
    formula=r"(1-\eta L)x_j-4\eta L\tau\in[2\tau,6\tau]",
)
def settled_inclusion_as_printed(judge, sign=-1):
    """The displayed right-hand side would not stay in [2 tau, 6 tau] either. False."""
    s = symbols()
    value = (1 - s.eta * s.L) * s.x + sign * 4 * s.eta * s.L * s.tau
    return every(
        judge,
        [(value, ">=", 2 * s.tau), (value, "<=", 6 * s.tau)],
        [*step_sizes(), (s.x, ">=", 2 * s.tau), (s.x, "<=", 6 * s.tau)],
    )


@settled_inclusion_as_printed.mutant
def for_long_steps(judge):
    s = symbols()
    value = (1 - s.eta * s.L) * s.x - 4 * s.eta * s.L * s.tau
    return holds(
        judge,
        (value, ">=", 2 * s.tau),
        [*step_sizes(2), (s.x, ">=", 2 * s.tau), (s.x, "<=", 6 * s.tau)],
    )


# --- e, f: one step in B_k ------------------------------------------------------------------------


@claim(
    "saddle.lem-7.2.e",
    chapter_7(locus),
    formula=r"x_k-\eta\,\partial g/\partial x_k\le x_k+2\eta\gamma\tau",
    hypotheses=("the middle term is read from a noisy line",),
)
def buffer_overshoot_as_printed(judge, factor=1):
    """A step in the buffer is at most 2 eta gamma tau. False: it is at least that."""
    s = symbols()
    return holds(judge, (s.u + s.h * scaled().P, "<=", s.u + factor * s.h), scaled_steps())


buffer_overshoot_as_printed.mutant("half of it", factor=Fraction("1/2"))
