"""Lemmas 5.7 and 5.8 and their like: one step of the signal a.a*, for every number of patches."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, minimum, pi

from . import thesis
from .layer_invariants import USES, for_states, shown
from .layer_scalars import ONE, refuted_at


def target(z):
    """((g - 1)/(pi - 1)) |a*|^2"""
    return (z.g - 1) / (pi - 1) * z.N


def small(z):
    """|w*| = 1, 1.a* 1.a <= (1.a*)^2 and 0 < eta <= 2 pi/(pi - 1)."""
    return [z.n == 1, z.S * z.s <= z.S**2, z.eta > 0, z.eta * (pi - 1) <= 2 * pi]


def towards_target(factor=1):
    def conclude(z):
        kappa = factor * (z.eta * (pi - 1) / (2 * pi))
        return z.x_next >= minimum(z.x + kappa * (target(z) - z.x), target(z))

    return small, conclude


@claim(
    "conv.lem-5.7-amended",
    thesis("Lemma 5.7"),
    formula=r"(a^{t+1})^\top a^*\ge\min\left\{x+\tfrac{\eta(\pi-1)}{2\pi}\left(\tfrac{g-1}{\pi-1}"
    r"\|a^*"
    r"\|^2-x\right),\tfrac{g-1}{\pi-1}\|a^*\|^2\right\}",
    hypotheses=("n = 1", "1.a* 1.a^t <= (1.a*)^2", "0 < eta <= 2 pi/(pi - 1)"),
    amends="conv.lem-5.7",
    says=lambda: for_states(*towards_target()),
    uses=USES,
    instance=ONE,
)
def signal_step_amended(judge):
    """With kappa = eta (pi - 1)/(2 pi) in place of eta; tight when 1.a* 1.a^t = (1.a*)^2. Both
    cases of the minimum.
    """
    return shown(judge, *towards_target())


@signal_step_amended.mutant
def twice_kappa(judge):
    """2 kappa"""
    return refuted_at(for_states(*towards_target(2)), [0, 1], [1, 0])


def ceiling(two_sided=True):
    def assume(z):
        low = [z.S * z.s >= -(z.S**2)] if two_sided else []
        return [z.n == 1, z.eta > 0, z.S * z.s <= z.S**2, *low]

    def conclude(z):
        kappa = z.eta * (pi - 1) / (2 * pi)
        return z.x_next <= (1 - kappa) * z.x + kappa * z.N + kappa * z.S**2

    return assume, conclude


@claim(
    "conv.lem-5.8.step",
    thesis("Lemma 5.8, proof"),
    formula=r"(a^{t+1})^\top a^*\le(1-\tfrac{\eta(\pi-1)}{2\pi})x+\tfrac{\eta(\pi-1)}{2\pi}\|a^*"
    r"\|^2+"
    r"\tfrac{\eta(\pi-1)}{2\pi}(1^\top a^*)^2",
    hypotheses=("n = 1", "|1.a^t| <= |1.a*| (both signs are used)", "eta > 0"),
    says=lambda: for_states(*ceiling()),
    uses=USES,
    instance=ONE,
)
def ceiling_step(judge):
    """The printed induction step; (1.a*)^2 - 1.a 1.a* <= 2 (1.a*)^2 <= (pi - 1)(1.a*)^2."""
    return shown(judge, *ceiling())


@ceiling_step.mutant
def one_sided(judge):
    """Only 1.a 1.a* <= (1.a*)^2."""
    return refuted_at(for_states(*ceiling(False)), [0, -100], [1, 0])


def dynamics(size=1):
    def conclude(z):
        rate = 1 - z.eta * (size * z.k + pi - 1) / (2 * pi)
        gain = z.eta * (z.k + z.g - 1) / (2 * pi) * z.S**2
        exact = z.s_next * z.S == rate * z.s * z.S + z.n * gain
        above = z.s_next * z.S <= rate * z.s * z.S + z.eta * (z.k + pi - 1) / (2 * pi) * z.S**2
        return conj(exact, above, (z.S - z.s_next) * z.S >= rate * (z.S - z.s) * z.S)

    return lambda z: [z.n == 1, z.eta > 0], conclude


@claim(
    "conv.sum-dynamics",
    thesis("Section 5.4.1, before Lemma 5.4"),
    formula=r"1^\top a^{t+1}1^\top a^*=(1-\tfrac{\eta(k+\pi-1)}{2\pi})1^\top a^t1^\top "
    r"a^*+\tfrac{\eta(k+g-1)}{2\pi}(1^\top a^*)^2\le\dots",
    hypotheses=("n = 1", "0 <= g <= pi", "eta > 0"),
    says=lambda size=1: for_states(*dynamics(size)),
    uses=USES,
    instance=ONE,
)
def sum_recursion(judge, size=1):
    """The sum of the a-step, for all k (1.1 = k), and the two printed consequences of g <= pi."""
    return shown(judge, *dynamics(size))


sum_recursion.mutant("2k in place of k", size=2)


def negative(twice=2):
    def assume(z):
        sums = [z.S * z.s <= z.S**2, z.S * z.s >= -(z.S**2)]
        step = [z.k >= 1, z.eta > 0, z.eta * (z.k + pi - 1) <= 2 * pi]
        return [z.n == 1, *step, z.x < 0, *sums, z.g * z.N <= z.N - 2 * z.S**2]

    def conclude(z):
        middle = z.eta / (2 * pi) * ((z.g - 1) * z.N + twice * z.S**2)
        below = z.S * z.s_next <= z.S**2
        return conj(z.x_next <= middle, middle <= 0, below, z.S * z.s_next >= -(z.S**2))

    return assume, conclude


@claim(
    "conv.thm-5.5-proof",
    thesis("Section 5.11"),
    formula=r"(a^{t+1})^\top a^*\le\tfrac\eta{2\pi}\left((g-1)\|a^*\|^2+2(1^\top a^*)^2\right)\le0",
    hypotheses=(
        "n = 1",
        "a.a* < 0 (printed > 0, a misprint), |1.a| <= |1.a*|, g <= 1 - 2 S^2/N",
        "0 < eta <= 2 pi/(k + pi - 1)",
    ),
    says=lambda: for_states(*negative()),
    uses=USES,
)
def stays_negative(judge):
    """One step of the induction towards the spurious point, both printed links; and the sum stays
    within +-|1.a*|.
    """
    return shown(judge, *negative())


@stays_negative.mutant
def one_square(judge):
    """One (1.a*)^2 instead of two."""
    return refuted_at(for_states(*negative(1)), ["-251/1500", "-499/1500"], [1, "-1/2"], phi=2)
