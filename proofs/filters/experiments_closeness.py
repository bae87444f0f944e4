"""Figure 6.3b: five patches that are rotations of one another by small angles; do closer patches
learn faster, and does Theorem 6.3 say so?
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_6, holds, number
from .experiments import WHERE, close, constants, order


@claim(
    "fsgd.exp-6.3b",
    chapter_6("Section 6.4 and Figure 6.3b"),
    trial=True,
    hypotheses=(
        "p = 2, k = 5, sigma = 1",
        "sigma_2 in {0.05, 0.2, 0.5, 1, 2}",
        "each curve: the median of 200 runs of batch-1 SGD",
    ),
)
def closer_is_faster(judge, reverse=False):
    """The closer the patches, the faster SGD converges from the same start with the same step:
    medians at t = 50, 100, 200 in this order.
    """
    laws = [close(sigma_2) for sigma_2 in (2.0, 1.0, 0.5, 0.2, 0.05)]
    laws = laws[::-1] if reverse else laws
    basis = "pilot filters.closeness: from t = 50 on the medians are in order"
    return order(judge, "filter-closeness", laws, [50, 100, 200], 30, runs=200, basis=basis)


closer_is_faster.mutant("farther is faster", reverse=True)


@claim(
    "fsgd.exp-6.3b.theorem",
    chapter_6("Section 6.4, 'coincides with Theorem 6.3'"),
    formula=r"\gamma(0)>6L_{cross}?",
    trial=True,
    hypotheses=(
        "the law of the figure: sigma = 1, k = 5, p = 2",
        "sigma_2 log-uniform in [0.005, 2]",
    ),
)
def theorem_applies(judge, factor=1.0):
    """Theorem 6.3 covers the experiment: gamma(phi_0) > 6 L_cross for small phi_0. False for every
    sigma_2: already gamma(0) < 6 L_cross.

    L_cross does not vanish as the patches get close: it tends to (1 - 1/k) f, f the density of the
    angle at the hyperplane of w*.
    """
    success = "gamma(0) > 6 L_cross"
    law = {"law": close(0.1), "vary": {"sigma_2": [0.005, 2.0]}, "phi_0": 0.0}
    return constants(
        judge,
        "filter-hypothesis",
        success,
        6,
        "0.99",
        "0.5",
        "1e-5",
        claim="hypothesis",
        factor=factor,
        **law,
    )


theorem_applies.mutant("gamma(0) > 9 L_cross", factor=1.5)


@claim(
    "fsgd.exp-6.3b.theorem-limit",
    chapter_6(WHERE),
    formula=r"\sigma_2\to0:\quad6L_{cross}\ge6\left(1-\tfrac1k\right)f\left(\tfrac\pi2\right)\ge"
    r"\tfrac{12}5\frac{e^{-\pi^2/8}}{\sqrt{2\pi}}>\tfrac14\ge\gamma(0)",
    hypotheses=(
        "sigma = 1, k = 5, p = 2",
        "the density at the hyperplane is e^{-pi^2/8}/(2 sqrt(2 pi) P(|N| <= pi/2)), P <= 1",
        "gamma(0) <= tr/2 <= 1/4",
    ),
    missing=(
        "the limit of L_cross as sigma_2 -> 0",
        "the density at the hyperplane",
        "gamma(0) is at most half the trace",
    ),
)
def theorem_in_the_limit(judge, k=5):
    """In the limit of close patches 6 L_cross exceeds gamma(0), in closed form: 6 (4/5) f > 0.278 >
    1/4.
    """
    from sympy import exp, pi, sqrt

    P, f = reals("P f")
    density = exp(-(pi**2) / 8) / (2 * sqrt(2 * pi))
    where = [(P, ">", 0), (P, "<=", 1), (f * P, "==", density)]
    return judge.all(
        holds(judge, (f, ">=", density), where),
        holds(judge, (6 * (1 - number(f"1/{k}")) * density, ">", number("1/4"))),
    )


theorem_in_the_limit.mutant("two patches", k=2)


@claim(
    "fsgd.exp-6.3b.theorem-amended",
    chapter_6(WHERE),
    formula=r"\gamma(\phi_0)>6L_{cross}\quad(\sigma=\tfrac12,\ \phi_0\le\tfrac35)",
    trial=True,
    amends="fsgd.exp-6.3b.theorem",
    hypotheses=("sigma = 1/2, k = 5, p = 2", "sigma_2 log-uniform in [0.005, 0.03]"),
)
def theorem_applies_at_half(judge, factor=1.0):
    """With less mass near the hyperplane, sigma = 1/2, close patches do satisfy gamma(3/5) > 6
    L_cross, and the theorem applies.
    """
    law = {"law": close(0.01, 0.5), "vary": {"sigma_2": [0.005, 0.03]}, "phi_0": 0.6}
    return constants(
        judge,
        "filter-hypothesis-half",
        "gamma(3/5) > 6 L_cross",
        10,
        "0.9",
        "0.3",
        claim="hypothesis",
        factor=factor,
        **law,
    )


theorem_applies_at_half.mutant("gamma(3/5) > 60 L_cross", factor=10.0)
