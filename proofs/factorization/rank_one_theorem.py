"""Theorem 3.2 (Du, Hu, Lee 2018): randomly initialized gradient descent with a constant step
factors a rank-one matrix at a linear rate.

As printed, u_0, v_0 ~ N(0, delta I) with delta = c_init sqrt(sigma_1/d), the start has squared norm
about c_init sqrt(sigma_1 d), which no constant step survives when d grows (or sigma_1 shrinks):
gradient descent diverges. With delta as the standard deviation the theorem holds, with constant
probability, and here are constants for which every step of its proof is decided:

    c_step <= 1/100000,  c_init <= 1/5000,  c_1 = c_0 = 1/80008,  C_0 = 80008,  probability at least
    0.4233.

Constants that can be used in practice are in rank_one_sharper.py.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.text import as_written

from .rank_one_printed import divergence_says, diverges_probably, printed_theorem, refuted
from .rank_one_random import proved, theorem_says
from .rank_one_signs import equal_signs
from .rank_one_state import du_hu_lee, holds

locus, thesis = "Theorem 3.2", "Theorem 4.5"
printed = (
    r"u_0\sim\mathcal N(0,\delta I),\ v_0\sim\mathcal N(0,\delta I),\ "
    r"\delta=c_{init}\sqrt{\sigma_1/d},\ \eta=c_{step}/\sigma_1"
)


@claim(
    "balance.thm-3.2.divergence-probability",
    du_hu_lee(locus, thesis),
    formula=r"d_1=d_2=d\ge\frac{64}{\kappa^2}\implies "
    r"P(\text{divergence})\ge1-2\left(\tfrac{\sqrt e}2\right)^{d/2},\quad"
    r"1-2\left(\tfrac{\sqrt e}2\right)^{d/2}\ge0.995\ (d\ge64)",
    hypotheses=(
        "covariance delta I, delta = c_init sqrt(sigma_1/d), sigma_1 = 1",
        "kappa = c_init min(1, c_step), any c_init, c_step > 0",
        "E exp(-Z^2/2) = 1/sqrt 2",
    ),
    says=divergence_says,
    uses=(
        "balance.thm-3.2.divergence-vectors",
        "book.log-power",
        "book.mean-exp-of-squares",
    ),
)
def printed_start_diverges(judge, rare="1/200"):
    """Under the printed covariance both squared norms are at least 4 and 4/eta with probability
    near one, for every choice of the constants, and gradient descent diverges from there.

    |u_0|^2 = delta X with X chi-square of d degrees, at least d/2 but for the probability
    E exp((d/2 - X)/2) = exp(d/4) 2^(-d/2); it enters by this moment. At sigma_1 = 1, N is d.
    """
    return diverges_probably(judge.theorem(), rare)


@printed_start_diverges.mutant
def probability_of_failure_a_thousandth(judge):
    """2 (sqrt(e)/2)^32 <= 1/1000"""
    from sympy import Rational, exp, log

    return holds(judge, (2 * exp(-32 * (log(2) - Rational(1, 2))), "<=", Rational(1, 1000)))


@claim(
    "balance.thm-3.2",
    du_hu_lee(locus, thesis),
    formula=printed
    + r"\implies P\left(\|u_tv_t^\top-M^*\|_F\le\epsilon\sigma_1\text{ after }O(\log\tfrac "
    r"d\epsilon)\text{ steps}\right)\ge p\text{ for all }d",
    hypotheses=("covariance delta I, as printed", "some constants c_init, c_step, p > 0"),
    says=printed_theorem,
    uses=("balance.thm-3.2.divergence-vectors", "book.spread-of-squares", "book.sum-pick"),
)
def theorem_as_printed(judge, level=None):
    """With constant probability gradient descent converges from the printed start, for every
    dimension d and some constants c_init, c_step.

    For all constants it does not: whatever c_init, c_step and p > 0 are, the probability that it
    ever comes within sigma_1/2 of M* is at most 16/d at d1 = d2 = d >= 64/(c_init c_step)^2 +
    64/c_init^2, sigma_1 = 1. The start is larger than the step allows, except with that
    probability. Of the normal law this uses the moments in `says`.
    """
    k = judge.refutation()
    return k.qed(refuted(k))


theorem_as_printed.mutant("success probability one half", level="1/2")
theorem_as_printed.mutant("success probability one millionth", level="1/1000000")


@claim(
    "balance.thm-3.2-amended",
    du_hu_lee(locus, thesis),
    formula=r"u_0\sim\mathcal N(0,\delta^2I),\ v_0\sim\mathcal N(0,\delta^2I):\quad P\left(\forall "
    r"t:\|u_{T_1+t}v_{T_1+t}^\top-M^*\|_F^2\le3\sigma_1^2e^{-c_1c_{step}t}\right)\ge0.4233",
    hypotheses=(
        "delta = c_init sqrt(sigma_1/d) is the standard deviation, d = max(d1, d2)",
        "0 < c_init <= 1/5000, 0 < c_step <= 1/100000, c_1 = 1/80008",
        "T_1 <= 1 + (log(d)/2 + log(5/c_init))/log(1 + c_step/3)",
    ),
    amends="balance.thm-3.2",
    says=theorem_says,
    uses=("balance.init-C-amended", "balance.thm-3.2.from-range"),
)
def theorem(judge, least="4233/10000"):
    """Theorem 3.2 with its constants: with probability at least 0.4233 gradient descent converges
    at a linear rate after O(log d) steps, and the ratio of the signals stays bounded.

    In the four scalars, for starts of the law of balance.init-C-amended: such a start is in the
    printed range with that probability, and from there balance.thm-3.2.from-range applies, to both
    signals with their signs changed where they are negative. Here c_init_squared is c_init^2.
    """
    return proved(judge.theorem(), least)


@theorem.mutant
def with_probability_above_one_half(judge):
    """The ratio at t = 0 is positive only if alpha_0 beta_0 > 0, with probability 1/2."""
    return equal_signs(judge, "51/100")


@theorem.mutant
def with_a_ratio_between_one_half_and_two(judge):
    """alpha_0/beta_0 is a quotient of independent normals, a Cauchy variable: in [1/2, 2] with
    probability (atan 2 - atan 1/2)/pi = 0.2048 only.
    """
    return judge.holds(as_written("(atan(2) - atan(1/2))/pi >= 0.4233"))
