"""Trials beside the table: Monte Carlo of the population formulas, the remarks, the start of
Theorem 5.4, the times of Theorem 5.3.

Every plan says where its thresholds come from (`basis`): from theory, or from a stored pilot that
ran under another seed.
"""

from __future__ import annotations

from ..tables import Row, table
from . import SEED, thesis

table(__name__, "steepest.kernels.conv.checks", seed=SEED)(
    Row(
        "conv.monte-carlo",
        thesis("Theorems 5.1 (amended), 5.2"),
        "The loss and both gradients are the means over sampled networks: every component\n"
        "within 5 standard errors (3 x 10^-7 by chance each).\n\n"
        "Independent of every derivation: per-sample loss and gradients from the\n"
        "definition, patches drawn at random.",
        "monte_carlo",
        {"scale": 1.0},
        "loss, gradient in v and gradient in a within 5 standard errors of 500,000 samples",
        {"five percent more": {"scale": 1.05}},
        plan={"trials": 20, "margin": "1/2", "shard": 20, "basis": "theory: 5 standard errors"},
        claim={
            "seconds": 120,
            "hypotheses": (
                "k = 1, .., 4, |w*| and |v| in [1/2, 2], every angle",
                "20 configurations of 500,000 networks: 10^7 samples",
            ),
        },
    ),
    Row(
        "conv.rem-5.2.trial",
        thesis("Remark 5.2"),
        "For two other rotation-invariant laws the Gaussian expectations a, c and d of\n"
        "Lemma 5.6 hold times E r^2/2 (conv.rem-5.2), by sampling.",
        "rotation_invariant",
        {"share": 1.0},
        "four expectations within 5 standard errors of 200,000 samples",
        {"E r^2 in place of E r^2/2": {"share": 2.0}},
        plans={
            "conv.rem-5.2.sphere": {"law": "sphere"},
            "conv.rem-5.2.mixture": {"law": "mixture"},
        },
        plan={"trials": 24, "margin": "1/2", "shard": 24, "basis": "theory: 5 standard errors"},
        claim={
            "seconds": 120,
            "hypotheses": (
                "patches uniform on the sphere of radius sqrt(p), and on spheres of random "
                "radius; p = 3, "
                ".., 30",
            ),
        },
    ),
    Row(
        "conv.rem-5.3.trial",
        thesis("Remark 5.3"),
        "Halving a too large start until |1.a^0| <= |1.a*| takes at most 10 halvings, since\n"
        "2^10 > 1000, and then the global minimum is reached (its region is entered).",
        "halving",
        {"halvings": 10},
        "at most the stated number of halvings, then the region of the global minimum within "
        "200,000 steps",
        {"three halvings": {"halvings": 3}},
        plans={"conv.rem-5.3": {}},
        plan={
            "trials": 4000,
            "at_least": "0.999",
            "margin": "0.01",
            "backend": "auto",
            "basis": "theory: |1.a^0| <= sqrt(k) |a^0| <= 1000 |1.a*| < 2^10 |1.a*|",
        },
        claim={
            "seconds": 120,
            "hypotheses": (
                "k = 25, p = 6, r = 4, |a*|^2 = 1/5, phi^0 < pi/2, a^0.a* > 0",
                "first |a^0| up to 1000 times |1.a*|/sqrt k",
            ),
        },
    ),
    Row(
        "conv.thm-5.4.theta-trial",
        thesis("Theorem 5.4"),
        "The order of a.a* and of cos phi^0 is right, with constants 1/200 and 4 and\n"
        "probability 0.98.\n\n"
        "'With high probability' holds in this sense only: for fixed constants the\n"
        "probability tends to a number below 1 (both ratios tend to |N(0, 1)|).",
        "order_of_the_start",
        {"low": 0.005},
        "both ratios between 1/200 and 4",
        {"at least 1/10": {"low": 0.1}},
        plans={
            "conv.thm-5.4.theta-10-10": {"k": 10, "p": 10},
            "conv.thm-5.4.theta-10000-10": {"k": 10000, "p": 10},
            "conv.thm-5.4.theta-100-10000": {"k": 100, "p": 10000},
        },
        plan={
            "trials": 20000,
            "at_least": "0.98",
            "margin": "0.01",
            "shard": 20000,
            "basis": "theory: both ratios tend to |N(0, 1)|, below 1/200 or above 4 with chance "
            "0.004",
        },
        claim={
            "seconds": 120,
            "formula": r"\tfrac1{200}\le\frac{|a^\top a^*|k}{|1^\top a^*|\|a^*\|\|w^*\|},\ "
            r"|\cos\phi^0|\sqrt "
            r"p\le4\text{ with probability}\ge0.98",
            "hypotheses": (
                "k and p from 10 to 10^4, sampled exactly (squares of coordinates are Beta)",
            ),
        },
    ),
    Row(
        "conv.thm-5.3-amended.trial",
        thesis("Theorem 5.3"),
        "The explicit times T_1 and T_1 + T_2 are late enough in every run; they are\n"
        "generous by a factor of about 10 (a twentieth of them is not enough).",
        "explicit_theorem",
        {"share": 1.0},
        "phi <= pi/4 and a.a* >= n |a*|^2/7 at T_1, loss <= eps n^2 |a*|^2 at T_1 + T_2",
        {"a twentieth of the times": {"share": 0.05}},
        plans={"conv.thm-5.3.times": {}},
        plan={
            "trials": 60,
            "margin": "0.25",
            "backend": "auto",
            "shard": 60,
            "basis": "theory: conv.thm-5.3-amended",
        },
        claim={
            "seconds": 120,
            "hypotheses": (
                "random instances of conv.thm-5.3-amended: k = 2, .., 100, n in [1/10, 10], "
                "|a*|^2 in "
                "[1/10, 30], cos phi^0 >= 1/10",
                "eps = 1/1000",
            ),
        },
    ),
    Row(
        "conv.phase-summary.step",
        thesis("Theorem 5.3, Section 5.4.2"),
        "Both phases take twice as long with half the step, to 5 %.",
        "scaling",
        {"change": "eta", "low": 1.9, "high": 2.1},
        "T_1 and T_2 grow by a factor between 1.9 and 2.1 when eta is halved",
        {"by half": {"low": 1.4, "high": 1.6}},
        plan={
            "trials": 50,
            "at_least": "0.9",
            "margin": "0.2",
            "backend": "auto",
            "shard": 50,
            "basis": "pilot conv.step: 2 in the limit of small steps, 5 % for the step of the "
            "trial",
        },
        claim={
            "seconds": 120,
            "formula": r"T_1,T_2\propto\frac1\eta",
            "hypotheses": (
                "n = 1, k = 2, .., 50, |a*|^2 in [1/20, 1/2], ratio at most 4, cos phi^0 = 1/10",
            ),
        },
    ),
    Row(
        "conv.phase-summary.angle",
        thesis("Theorem 5.3, Section 5.4.2"),
        "The first phase takes at most logarithmically longer from a flat start: the\n"
        "printed bound is an upper bound, not the order of T_1.\n\n"
        "Near phi = pi/2 cos phi grows by about eta lambda a step however small it is, and\n"
        "1.a* feeds the signal: T_1 grows like log(1/cos phi^0).",
        "scaling",
        {"change": "cosine", "low": 1.0, "high": 4.0},
        "T_1 grows by a factor between 1 and 4 when cos phi^0 falls from 1/100 to 1/10,000",
        {"not at all": {"high": 1.001}},
        plan={
            "trials": 50,
            "at_least": "0.9",
            "margin": "0.2",
            "backend": "auto",
            "shard": 50,
            "basis": "theory: log(1/cos phi^0) doubles; twice that",
        },
        claim={
            "seconds": 120,
            "formula": r"T_1=O\left(\tfrac1{\eta\cos\phi^0\beta^0}\right)\text{: by }10^4\text{ "
            r"from "
            r"}\cos\phi^0=10^{-2}\text{ to }10^{-4};\text{ measured: at most by }4",
            "hypotheses": (
                "as conv.phase-summary.step, x_0 = |a*|^2 cos phi^0, so that cos phi^0 beta^0 "
                "is of the "
                "order cos^2 phi^0",
            ),
        },
    ),
)
