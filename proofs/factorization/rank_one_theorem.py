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

from .rank_one_stage1 import number
from .rank_one_start import DENSITY, STEPS_TO_RUNS, positive_product, start_probability
from .rank_one_state import du_hu_lee, holds, state

locus, thesis = "Theorem 3.2", "Theorem 4.5"
printed = (
    r"u_0\sim\mathcal N(0,\delta I),\ v_0\sim\mathcal N(0,\delta I),\ "
    r"\delta=c_{init}\sqrt{\sigma_1/d},\ \eta=c_{step}/\sigma_1"
)


def squared_norms_triple(judge):
    """One step of balance.thm-3.2.divergence as goals over the squared norms, at sigma_1 = 1: U =
    |u|^2, V = |v|^2, g = alpha beta, |u_next|^2 = (1 - c V)^2 U + 2 c (1 - c V) g + c^2 beta^2.
    """
    from steepest.proofs import reals

    s = state()
    U, V, g, B, c = reals("U V g B c_step")  # B = beta^2
    unit = {s.sigma_1: 1, s.eta: s.c_step}
    norm = (s.alpha_next**2 + s.P_next).subs(unit)
    factor_v = 1 - s.c_step * s.v2
    expanded = (
        factor_v**2 * s.u2 + 2 * s.c_step * factor_v * s.alpha * s.beta + s.c_step**2 * s.beta**2
    )
    sizes = [
        (c, ">", 0),
        (c * U, ">=", 4),
        (c * V, ">=", 4),
        (U, ">", 0),
        (V, ">", 0),
    ]
    small_g = [(g, "<=", U * V / 4), (g, ">=", -U * V / 4)]
    grown = (1 - c * V) ** 2 * U + 2 * c * (1 - c * V) * g + c**2 * B
    linear = (c * V - 1) * (c * V / 2 - 1) * U
    return judge.all(
        judge.equal(norm, expanded),
        *(
            holds(
                judge,
                bound,
                [*sizes, (g**2, "<=", U * V), (U * V, ">=", 16)],
            )
            for bound in small_g
        ),
        holds(judge, (grown, ">=", linear), [*sizes, *small_g, (B, ">=", 0)]),
        holds(judge, (linear, ">=", 3 * U), sizes),
    )


def _success_at_most(d):
    """2 (sqrt(e)/2)^(d/2): twice the bound for P(chi-square with d degrees < d/2)."""
    from sympy import Rational, exp, log

    return 2 * exp(-d * (log(2) - Rational(1, 2)) / 2)


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
    missing=(
        "Markov's inequality: the expectation of the pointwise bound, a product",
        "the law of the start: chi-square",
        "the union bound over u and v",
        "the iterates diverge (balance.thm-3.2.divergence, by induction)",
    ),
)
def printed_start_diverges(judge, d_least=64):
    """Under the printed covariance both squared norms are at least 4 and 4/eta with probability
    near one, for every choice of the constants.

    |u_0|^2 = delta X = c_init X/m with X chi-square of d degrees and m = sqrt(d) >= 8/kappa. X >=
    d/2 gives kappa X/m >= kappa m/2 >= 4, which is both |u_0|^2 >= 4 and eta |u_0|^2 >= 4.
    Chernoff: P(X < d/2) <= exp(d/4) 2^(-d/2); exp((d/2 - X)/2) >= 1 wherever X < d/2.
    """
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term
    from sympy import exp, log

    kappa, m, X, d = reals("kappa m X d")
    large = [
        (kappa, ">", 0),
        (m, ">", 0),
        (kappa**2 * m**2, ">=", d_least),
        (X, ">=", m**2 / 2),
    ]
    scaled = (kappa * X / m, ">=", 4)
    markov = holds(
        judge,
        (exp((d / 2 - X) / 2), ">=", 1),
        [(X, "<=", d / 2)],
        axioms=[("exp-tangent", term((d / 2 - X) / 2))],
    )
    tail = _success_at_most(d)
    exponent, most = -d * (log(2) - number("1/2")) / 2, -number("617/100")
    below = judge.all(
        holds(
            judge,
            (exponent, "<=", most),
            [(d, ">=", 64)],
            lemmas=[(log(2), ">=", number("693/1000"))],
        ),
        holds(
            judge,
            (tail, "<=", 2 * exp(most)),
            [(exponent, "<=", most)],
            axioms=[("exp-monotone", term(exponent), term(most))],
        ),
        holds(judge, (2 * exp(most), "<=", number("1/200"))),
    )
    return judge.all(
        markov,
        holds(judge, scaled, large, lemmas=[(kappa * m, ">=", 8)] if d_least == 64 else []),
        below,
    )


printed_start_diverges.mutant("from d = 49/kappa^2 on", d_least=49)


def success_vanishes(judge, p):
    """2 exp(-y) < p from d >= 21/p on, y = d (log 2 - 1/2)/2: exp(-y) <= 1/(1 + y)."""
    from steepest.proofs import reals
    from steepest.proofs.engine.terms import from_sympy as term
    from sympy import exp, log

    d, y = reals("d y")
    at = d * (log(2) - number("1/2")) / 2
    return judge.all(
        holds(
            judge,
            (at, ">=", 2 / p),
            [(p, ">", 0), (d, ">=", 21 / p)],
            lemmas=[(log(2), ">=", number("693/1000")), (d, ">", 0)],
        ),
        holds(
            judge,
            (2 * exp(-y), "<", p),
            [(p, ">", 0), (y, ">=", 2 / p)],
            axioms=[
                ("exp-tangent", term(y)),
                ("exp-sum", term(y), term(-y)),
                ("exp-positive", term(-y)),
            ],
        ),
    )


@claim(
    "balance.thm-3.2",
    du_hu_lee(locus, thesis),
    formula=printed
    + r"\implies P\left(\|u_tv_t^\top-M^*\|_F\le\epsilon\sigma_1\text{ after }O(\log\tfrac "
    r"d\epsilon)\text{ steps}\right)\ge p\text{ for all }d",
    hypotheses=("covariance delta I, as printed", "some constants c_init, c_step, p > 0"),
)
def theorem_as_printed(judge, p=None):
    """With constant probability gradient descent converges from the printed start, for every
    dimension d and some constants c_init, c_step.

    For all constants it does not: whatever c_init, c_step and p > 0 are, with kappa = c_init min(1,
    c_step) the iterates diverge with probability above 1 - p for every d1 = d2 = d >= max(64,
    64/kappa^2, 21/p).
    """
    from steepest.proofs import reals

    (level,) = reals("p,")
    return judge.contradicted(
        squared_norms_triple(judge),
        printed_start_diverges.check(judge),
        success_vanishes(judge, level if p is None else number(p)),
        because="The theorem says that some constants c_init, c_step, p > 0 serve every d. For all "
        "of them the probability of success is below p at every d1 = d2 = d >= max(64, "
        "64/kappa^2, 21/p), kappa = c_init min(1, c_step): both squared norms of the start are "
        "then large enough to triple for ever, except with probability below p.",
    )


theorem_as_printed.mutant("success probability one half", p="1/2")
theorem_as_printed.mutant("success probability one millionth", p="1/1000000")


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
    uses=("balance.thm-3.2.from-range",),
    missing=(STEPS_TO_RUNS[1], DENSITY),
)
def theorem(judge):
    """Theorem 3.2 with its constants: with probability at least 0.4233 gradient descent converges
    at a linear rate after O(log d) steps.

    The convergence from every start in the printed range is the theorem
    balance.thm-3.2.from-range; decided here is the probability of such a start.
    """
    return start_probability.check(judge)


@theorem.mutant
def with_probability_above_one_half(judge):
    """The ratio at t = 0 is positive only if alpha_0 beta_0 > 0, with probability 1/2."""
    return positive_product.check(judge, result="51/100")


@theorem.mutant
def with_a_ratio_between_one_half_and_two(judge):
    """alpha_0/beta_0 is a quotient of independent normals, a Cauchy variable: in [1/2, 2] with
    probability (atan 2 - atan 1/2)/pi = 0.2048 only.
    """
    return judge.holds(as_written("(atan(2) - atan(1/2))/pi >= 0.4233"))
