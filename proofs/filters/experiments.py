"""Figures 6.1 to 6.4 and Section 6.4: what the pictures are said to show, proved where it can be,
else tried with registered plans.

Settings that the source leaves open: w* = e_1, w_0 = 0.4 e_1 + 0.6 e_2, eta = 1/2, k = 5 patches;
sigma and sigma_2 are the standard deviations before truncation. For the images, MNIST is replaced
by the first 900 digits that come with scikit-learn: 5 x 5 patches at stride 1, so k = 16, p = 25;
starts w* + c |w*| u, c in {1/4, 1/2, 3/4, 1, 3/2}, u uniform on the sphere; batch 1 with
reshuffling, step 1/max |Z_avg|^2, 5 epochs. Every plan says where its thresholds come from
(`basis`): from theory, or from a stored pilot that ran under another seed. Figures 6.3a, 6.3b and
the images have a file each.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.vocabulary import Plan

from . import SEED, chapter_6, holds, number

WHERE = "Section 6.4"
RUNS = "steepest.kernels.filters.runs"


def mixture(sigma, **fields):
    """The record of the law of Figure 6.3a."""
    return {"kind": "mixture", "sigma": sigma} | fields


def close(sigma_2, sigma=1.0):
    return mixture(sigma, k=5, coupling="close", sigma_2=sigma_2)


def order(
    judge,
    name,
    laws,
    times,
    trials,
    at_least="0.9",
    margin="0.2",
    alpha="1/100",
    basis="",
    **parameters,
):
    success = (
        f"at every t in {times} the curves of |w_t - w*| lie in the order of the laws, the "
        f"last one lowest"
    )
    given = {"laws": laws, "times": times} | parameters
    return judge.trial(
        Plan(
            name,
            f"{RUNS}:order",
            given,
            trials,
            success,
            at_least=at_least,
            margin=margin,
            alpha=alpha,
            backend="auto",
            seed=SEED,
            basis=basis,
        )
    )


def constants(
    judge,
    name,
    success,
    trials,
    at_least="0.9",
    margin="0.2",
    alpha="1/100",
    basis="theory: no threshold is chosen, two constants of a law are compared",
    **parameters,
):
    return judge.trial(
        Plan(
            name,
            f"{RUNS}:constants",
            parameters,
            trials,
            success,
            at_least=at_least,
            margin=margin,
            alpha=alpha,
            seed=SEED,
            basis=basis,
        )
    )


@claim(
    "fsgd.fig-6.1.aligned",
    chapter_6("Figure 6.1c"),
    formula=r"E s^2=v:\quad\gamma(0)\ge c\ \text{ for some }c>0\text{ and all }v>0?",
    hypotheses=(
        "one patch Z = (cos psi, sin psi), psi = s or s + pi with equal probability, |s| <= pi/2",
    ),
)
def concentration_is_easy(judge, c="1/100"):
    """Concentrating the mass along w* makes learning easy, gamma(0) staying above 1/100. False:
    gamma(0) <= v/2 with v = E s^2.

    gamma(0) = lambda_min(E Z Z^T 1{w*.Z >= 0}) <= E sin^2(s)/2 <= v/2, which vanishes as the mass
    concentrates.
    """
    s, v, g = reals("s v g")
    from sympy import pi, sin

    pointwise = holds(judge, (sin(s) ** 2, "<=", s**2), [(s, ">=", -pi / 2), (s, "<=", pi / 2)])
    small = holds(
        judge, (g, "<", number(c)), [(g, "<=", v / 2), (v, ">", 0), (v, "<", 2 * number(c))]
    )
    return judge.contradicted(
        pointwise,
        small,
        because="gamma(0) <= v/2 for v = E s^2, so that v < 2 c gives gamma(0) < c",
    )


concentration_is_easy.mutant("gamma(0) stays above 1/10", c="1/10")
