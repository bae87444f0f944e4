"""Theorem 6.4, amended: how long stochastic gradient descent takes to reach w*, with its step. The
notation is that of `walk_filter`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Prob, forall, given, log, reals
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .stochastic_theorem import theorem
from .teacher_angle import n
from .walk import B, G, T, V, d, delta, eta, g, martingale, measurable, o, p, r_0, r_1, walking
from .walk import gamma as gamma_low
from .walk_filter import HYPOTHESES, LETTERS, driven, filtering
from .walk_rate import close, epsilon, goal, means, starting

C, D, S, X = reals("C D S X")


def chosen():
    """The step, the number of steps, and how small eps is; the noise is to be small against goal =
    delta eps^2 |w*|^2.
    """
    small = delta * goal()
    return (
        eta == small * gamma_low / B**2, delta > 0, delta < 1, epsilon > 0, gamma_low > 0, B > 0,
        r_0 > 0, r_1 > r_0, T >= 1,
        small <= (r_1**2 - r_0**2) ** 2 / (16 * r_1**2 * log(T / delta)), small <= 2 * r_0**2,
        small <= B**2 / (2 * gamma_low**2),
        T >= B**2 / (2 * small * gamma_low**2) * log(2 * r_0**2 / small),
    )  # fmt: skip


def theorem_says():
    run = starting(), walking()[1], *martingale(), *measurable(), *means()
    return forall(*LETTERS, eta, B, r_0, r_1, delta, epsilon, T, p)(
        given(*filtering(), *chosen(), *run) >> (Prob(o, close()) >= 1 - 2 * delta)
    )


@claim(
    "fsgd.thm-6.4-amended",
    chapter_6(theorem),
    formula=(
        r"\eta=\frac{\delta\varepsilon^2\gamma'\|w_*\|^2}{B^2},\ "
        r"T\ge\left\lceil\frac{B^2}{2\delta\varepsilon^2\gamma'^2\|w_*\|^2}\log\frac{2r_0^2}{"
        r"\delta\varepsilon^2\|w_*\|^2}\right\rceil"
        r"\implies P(\|w_T-w_*\|\le\varepsilon\|w_*\|)\ge1-2\delta,\quad\gamma'=\gamma("
        r"\phi_1)-6L_{\mathrm{cross}}>0"
    ),
    hypotheses=(
        "eps small enough: delta eps^2 |w*|^2 <= min{(r_1^2 - r_0^2)^2/(16 r_1^2 "
        "log(T/delta)), 2 r_0^2, B^2/(2 gamma'^2)}, T >= 1",
        "r_0 = |w_0 - w*| < r_1 < |w*|, as r_1 = |w*| sin(phi_1), phi_1 = (phi_0 + phi_*)/2, phi_* "
        "in [0, pi/2]",
        *HYPOTHESES,
    ),
    amends="fsgd.thm-6.4",
    says=theorem_says,
    uses=("fsgd.thm-6.3.push", "fsgd.lem-6.3.walk"),
)
def sgd_theorem_amended(judge):
    """Stochastic gradient descent reaches eps |w*| with probability 1 - 2 delta: Theorem 6.4 with
    explicit constants and an explicit threshold for eps.
    """
    z = judge.theorem()
    small, spread = delta * goal(), (r_1**2 - r_0**2) ** 2
    positive = z.lemma(
        forall(C, D, X)(given(C > 0, D > 0, X > 0) >> (C * (D**2 * X**2) > 0)), delta, epsilon, n
    )
    positive = z.use(positive, *z.given)
    rule = forall(C, X)(given(X > 0, X < 1, C >= 1) >> (log(C / X) > 0))
    ratio = z.arith(T / delta > 0, *z.given[12:20])
    above = z.use(z.lemma(rule, T, delta, defined=[ratio]), *z.given)
    wide = z.arith(r_1 > 0, *z.given[12:20])
    signs = given(D > 0, gamma_low > 0, B > 0, r_1 > 0, C > 0, eta == D * gamma_low / B**2)
    parts = [
        (D > 0, eta > 0),
        (D <= S / (16 * r_1**2 * C), 16 * eta * B**2 * r_1**2 * C <= gamma_low * S),
        (D <= 2 * r_0**2, eta * B**2 <= 2 * gamma_low * r_0**2),
        (D <= B**2 / (2 * gamma_low**2), 2 * eta * gamma_low <= 1),
        (T >= B**2 / (2 * D * gamma_low**2) * X, 2 * eta * gamma_low * T >= X),
        (D > 0, eta * B**2 <= D * gamma_low),
    ]
    least = z.arith(2 * r_0**2 / small > 0, positive, *z.given[12:20])
    values = (
        small,
        gamma_low,
        B,
        r_1,
        log(T / delta),
        spread,
        log(2 * r_0**2 / small),
        r_0,
        T,
        eta,
    )
    ends = []
    for known, reached in parts:
        rule = forall(D, gamma_low, B, r_1, C, S, X, r_0, T, eta)(given(signs, known) >> reached)
        rule = z.lemma(rule, *values, defined=[ratio, least])
        ends.append(z.use(rule, positive, above, wide, *z.given))
    ends[-1] = z.arith(eta * B**2 <= delta * gamma_low * goal(), ends[-1])
    letters = d, g, G, V, eta, gamma_low, B, r_0, r_1, delta, epsilon, n, T, p
    walk_ = z.by("fsgd.lem-6.3.walk", *letters)
    return z.qed(z.use(walk_, driven(z), *ends, *z.given))


@sgd_theorem_amended.mutant
def no_steps(judge):
    """With T = 0 in place of the stated T: w_0 is as far from w* as it was, and r_0 is not bounded
    by the goal. Here delta = 1/2 and target = eps|w*|, small enough for every condition on eps.
    """
    target = reals("target")
    small = target > 0, target**2 <= 4 * r_0**2, r_0 > 0, r_1 > r_0
    return falsify(forall(r_0, r_1, target)(given(*small) >> (r_0 <= target)))
