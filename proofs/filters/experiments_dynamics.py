"""Theorems 6.2 to 6.4 on runs: exact population descent at the printed steps, and stochastic
gradient descent on fresh samples.

The theorems themselves are decided in `rate`, `convolution` and `stochastic`; here is how much room
their constants leave.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.vocabulary import Plan

from . import SEED, chapter_6
from .experiments import RUNS, close, mixture

ONE_PATCH = [
    {"kind": "gaussian", "p": 2},
    {"kind": "gaussian", "p": 50},
    {"kind": "sphere", "p": 5},
    mixture(0.2),
    mixture(0.5),
    mixture(1.0),
    mixture(2.0),
    mixture(1.0, p=4),
    mixture(1.0, literal=True),
]
LAWS = (
    "N(0, I_2), N(0, I_50), the sphere of R^5, mixtures around w* and -w* with sigma = 0.2 to "
    "2 in R^2 and R^4"
)
SUCCESS = "|d_{t+1}|^2 <= (1 - eta (gamma(phi_t) - 6 L_cross)/2 + 1e-12) |d_t|^2 at every step"


def contraction(
    judge, name, laws, trials, margin="0.1", basis="theory: Theorems 6.2 and 6.3", **parameters
):
    given = {"laws": laws} | parameters
    plan = Plan(
        name,
        f"{RUNS}:contraction",
        given,
        trials,
        SUCCESS,
        at_least="1",
        margin=margin,
        alpha="1/100",
        seed=SEED,
        basis=basis,
    )
    return judge.trial(plan)


@claim(
    "fsgd.thm-6.2.dynamics",
    chapter_6("Theorem 6.2"),
    formula=r"\|d_{t+1}\|^2\le\left(1-\tfrac{\eta\gamma(\phi_t)}2\right)\|d_t\|^2",
    trial=True,
    hypotheses=(
        LAWS,
        "sharp beta; phi_0 uniform in (0, 1.5), direction of w_0 - w* uniform",
        "the largest printed step, 40 steps",
    ),
)
def one_patch(judge, slack=1.0):
    """At the largest printed step every step of exact population descent contracts at least as
    promised.
    """
    return contraction(judge, "filter-contraction", ONE_PATCH, 54, steps=40, slack=slack)


one_patch.mutant("forty times the promised exponent", slack=40.0)


@claim(
    "fsgd.thm-6.2.room",
    chapter_6("Theorem 6.2"),
    trial=True,
    hypotheses=(LAWS, "four times the largest printed step"),
)
def four_times_the_step(judge, share=4.0):
    """The printed step can be multiplied by four on these laws and the promised contraction (for
    that step) still holds.
    """
    basis = "pilot filters.room: four times the step still contracts on these laws"
    return contraction(judge, "filter-room", ONE_PATCH, 54, basis=basis, steps=40, share=share)


four_times_the_step.mutant("a hundred times the step", share=100.0)


@claim(
    "fsgd.thm-6.3.dynamics",
    chapter_6("Theorem 6.3"),
    formula=r"\|d_{t+1}\|^2\le\left(1-\tfrac{\eta(\gamma(\phi_t)-6L_{cross})}2\right)\|d_t\|^2",
    trial=True,
    hypotheses=(
        "k = 5 patches, sigma = 1/2, sigma_2 = 0.01 (p = 2), where gamma(phi_0) > 6 L_cross "
        "up to phi_0 = 1.1",
        "the largest printed step, 8 steps",
    ),
)
def several_patches(judge, slack=1.0):
    """Close patches that satisfy the hypothesis contract at least as promised at the largest
    printed step (quadrature in the plane).
    """
    return contraction(
        judge, "filter-contraction-close", [close(0.01, 0.5)], 12, "0.35", steps=8, slack=slack
    )


several_patches.mutant("forty times the promised exponent", slack=40.0)


@claim(
    "fsgd.thm-6.4.runs",
    chapter_6("Theorem 6.4"),
    formula=r"P\left(\|w_T-w_*\|\le\tfrac1{20}\|w_*\|\right)\ge\tfrac{99}{100}",
    trial=True,
    hypotheses=(
        "mixture around w* and -w*, sigma = 1, p = 2, one patch",
        "w_0 = (0.4, 0.6), batch 1, eta = 1/2, T = 100",
    ),
)
def stochastic_runs(judge, horizon=100):
    """SGD on fresh samples comes within 1/20 of w* in 100 steps of size 1/2 with probability
    99/100: 100,000 runs.

    Without label noise the noise of the gradient vanishes at w*, so that no step of order eps^2 is
    needed here (compare `fsgd.thm-6.4`).
    """
    given = {"law": mixture(1.0), "eta": 0.5, "eps": 0.05, "horizon": horizon}
    success = "|w_t - w*| <= |w*|/20 within the horizon"
    return judge.trial(
        Plan(
            "filter-runs",
            f"{RUNS}:batch",
            given,
            100_000,
            success,
            at_least="0.99",
            margin="0.01",
            horizon=horizon,
            backend="auto",
            seed=SEED,
            basis="pilot filters.runs: the horizon and the accuracy",
        )
    )


stochastic_runs.mutant("in 20 steps", horizon=20)
