"""Lemmas 5.7, 5.8 and their corollaries: the signal x = a.a* between its bounds. n = 1 unless said;
kappa = eta (pi - 1)/(2 pi).
"""

from __future__ import annotations

from steepest.proofs import claim

from . import thesis
from .state import at_n_one, g_range, holds, state


def target():
    """((g - 1)/(pi - 1)) |a*|^2."""
    from sympy import pi

    z = state()
    return (z.g - 1) / (pi - 1) * z.N


def known(eta_limit=None):
    from sympy import pi

    z = state()
    small = (z.eta * (pi - 1), "<=", 2 * pi) if eta_limit is None else (z.eta, "<=", eta_limit)
    return [*g_range(), (z.N, ">", 0), (z.eta, ">", 0), small, (z.S * z.s, "<=", z.S**2)]


@claim(
    "conv.lem-5.7",
    thesis("Lemma 5.7"),
    formula=r"(a^{t+1})^\top a^*\ge\min\left\{x+\eta\left(\tfrac{g-1}{\pi-1}\|a^*\|^2-x\right),"
    r"\tfrac{g-1}{\pi-1}\|a^*\|^2\right\}",
    hypotheses=("n = 1", "1.a* 1.a^t <= (1.a*)^2", "eta <= 1", "g >= 1, x > 0"),
)
def signal_step(judge, rate=1):
    """The signal moves towards its target at the rate eta (as printed): the recursion has the
    smaller rate eta (pi - 1)/(2 pi) = 0.34 eta.
    """
    from sympy import Min

    z = state()
    G = target()
    where = [*known(1), (z.g, ">=", 1), (z.x, ">", 0)]
    return holds(judge, (at_n_one(z.x_next), ">=", Min(z.x + rate * z.eta * (G - z.x), G)), where)


signal_step.mutant("twice the rate", rate=2)


@claim(
    "conv.cor-5.2",
    thesis("Corollary 5.2, proof"),
    formula=r"a^\top a^*\le\tfrac12\tfrac{g-1}{\pi-1}\|a^*\|^2\implies a^\top a^*\text{ "
    r"increases by "
    r"at least }\eta\tfrac{g-1}{2(\pi-1)}\|a^*\|^2",
    hypotheses=("n = 1", "g > 1", "the constant as read from the source"),
)
def signal_increment(judge):
    """Each step adds at least half of the target times eta, as printed."""
    z = state()
    G = target()
    where = [*known(), (z.g, ">", 1), (z.x, ">", 0), (2 * z.x, "<=", G)]
    return holds(judge, (at_n_one(z.x_next) - z.x, ">=", z.eta * G / 2), where)


@signal_increment.mutant
def two_targets(judge):
    z = state()
    return holds(
        judge,
        (at_n_one(z.x_next) - z.x, ">=", 2 * z.eta * target()),
        [*known(), (z.g, ">", 1), (2 * z.x, "<=", target())],
    )


@claim(
    "conv.lem-5.8",
    thesis("Lemma 5.8"),
    formula=r"(a^t)^\top a^*\le(\|a^*\|^2+(1^\top a^*)^2)\|w^*\|^2\quad(t=0,1,\dots)",
    hypotheses=(
        "the assumptions of Theorem 5.3: a.a* > 0, |1.a| <= |1.a*|, and no bound on |a^0|",
        "t = 0, k >= 2",
    ),
    case=True,
)
def signal_ceiling(judge, factor=1):
    """The base case: a start with 1.a = 0 and a large a.a* satisfies every assumption."""
    z = state()
    where = [
        (z.n, "==", 1),
        (z.N, ">", 0),
        (z.x, ">", 0),
        (z.s, "==", 0),
        (z.S, "==", 0),
        (z.q * z.N, ">=", z.x**2),
    ]
    return holds(judge, (z.x, "<=", factor * (z.N + z.S**2) * z.n**2), where)


signal_ceiling.mutant("a constant 100", factor=100)


@claim(
    "conv.lem-5.8.scale",
    thesis("Lemma 5.8"),
    formula=r"a=\|w^*\|a^*\text{ (the minimum)}:\ (a^t)^\top a^*\le(\|a^*\|^2+(1^\top "
    r"a^*)^2)\|w^*\|^2",
    hypotheses=("any n > 0", "the run rests at the global minimum"),
)
def ceiling_and_scale(judge, power=2):
    """At the global minimum a.a* = n N; the printed bound has n^2, and is too small for n < 1 when
    1.a* is small.
    """
    z = state()
    where = [(z.n, ">", 0), (z.N, ">", 0), (z.S**2, "<=", z.k * z.N), (z.k, ">=", 1)]
    return holds(judge, (z.n * z.N, "<=", (z.N + z.S**2) * z.n**power), where)


ceiling_and_scale.mutant("n^3", power=3)
