"""Trials beside the table: Monte Carlo of the population formulas, the remarks, the start of
Theorem 5.4, the times of Theorem 5.3.

Every plan says where its thresholds come from (`basis`): from theory, or from a stored pilot that
ran under another seed.
"""

from __future__ import annotations

from steepest.proofs import Plan, claim

from . import SEED, thesis


def _trial(judge, name, batch, parameters, trials, success, **plan):
    plan |= {"seed": SEED}
    return judge.trial(
        Plan(name, f"steepest.kernels.conv.checks:{batch}", parameters, trials, success, **plan)
    )


@claim(
    "conv.monte-carlo",
    thesis("Theorems 5.1 (amended), 5.2"),
    trial=True,
    seconds=120,
    hypotheses=(
        "k = 1, .., 4, |w*| and |v| in [1/2, 2], every angle",
        "20 configurations of 500,000 networks: 10^7 samples",
    ),
)
def samples_agree(judge, scale=1.0):
    """The loss and both gradients are the means over sampled networks: every component within 5
    standard errors (3 x 10^-7 by chance each).

    Independent of every derivation: per-sample loss and gradients from the definition, patches
    drawn at random.
    """
    success = "loss, gradient in v and gradient in a within 5 standard errors of 500,000 samples"
    return _trial(
        judge,
        "conv.monte-carlo",
        "monte_carlo",
        {"scale": scale},
        20,
        success,
        at_least=1,
        margin="1/2",
        shard=20,
        basis="theory: 5 standard errors",
    )


samples_agree.mutant("five percent more", scale=1.05)


@claim(
    "conv.rem-5.2.trial",
    thesis("Remark 5.2"),
    trial=True,
    seconds=120,
    hypotheses=(
        "patches uniform on the sphere of radius sqrt(p), and on spheres of random radius; p = 3, "
        ".., 30",
    ),
)
def other_laws(judge, share=1.0):
    """For two other rotation-invariant laws the Gaussian expectations a, c and d of Lemma 5.6 hold
    times E r^2/2 (conv.rem-5.2), by sampling.
    """
    parts = [
        _trial(
            judge,
            f"conv.rem-5.2.{law}",
            "rotation_invariant",
            {"law": law, "share": share},
            24,
            "four expectations within 5 standard errors of 200,000 samples",
            at_least=1,
            margin="1/2",
            shard=24,
            basis="theory: 5 standard errors",
        )
        for law in ("sphere", "mixture")
    ]
    return judge.all(*parts)


other_laws.mutant("E r^2 in place of E r^2/2", share=2.0)


@claim(
    "conv.rem-5.3.trial",
    thesis("Remark 5.3"),
    trial=True,
    seconds=120,
    hypotheses=(
        "k = 25, p = 6, r = 4, |a*|^2 = 1/5, phi^0 < pi/2, a^0.a* > 0",
        "first |a^0| up to 1000 times |1.a*|/sqrt k",
    ),
)
def halving_works(judge, halvings=10):
    """Halving a too large start until |1.a^0| <= |1.a*| takes at most 10 halvings, since 2^10 >
    1000, and then the global minimum is reached (its region is entered).
    """
    success = (
        "at most the stated number of halvings, then the region of the global minimum "
        "within 200,000 steps"
    )
    return _trial(
        judge,
        "conv.rem-5.3",
        "halving",
        {"halvings": halvings},
        4000,
        success,
        at_least="0.999",
        margin="0.01",
        backend="auto",
        basis="theory: |1.a^0| <= sqrt(k) |a^0| <= 1000 |1.a*| < 2^10 |1.a*|",
    )


halving_works.mutant("three halvings", halvings=3)


@claim(
    "conv.thm-5.4.theta-trial",
    thesis("Theorem 5.4"),
    formula=r"\tfrac1{200}\le\frac{|a^\top a^*|k}{|1^\top a^*|\|a^*\|\|w^*\|},\ |\cos\phi^0|\sqrt "
    r"p\le4\text{ with probability}\ge0.98",
    trial=True,
    seconds=120,
    hypotheses=("k and p from 10 to 10^4, sampled exactly (squares of coordinates are Beta)",),
)
def order_of_the_start(judge, low=0.005):
    """The order of a.a* and of cos phi^0 is right, with constants 1/200 and 4 and probability 0.98.

    'With high probability' holds in this sense only: for fixed constants the probability tends to a
    number below 1 (both ratios tend to |N(0, 1)|).
    """
    parts = [
        _trial(
            judge,
            f"conv.thm-5.4.theta-{k}-{p}",
            "order_of_the_start",
            {"k": k, "p": p, "low": low},
            20_000,
            "both ratios between 1/200 and 4",
            at_least="0.98",
            margin="0.01",
            shard=20_000,
            basis="theory: both ratios tend to |N(0, 1)|, below 1/200 or above 4 with chance 0.004",
        )
        for k, p in ((10, 10), (10_000, 10), (100, 10_000))
    ]
    return judge.all(*parts)


order_of_the_start.mutant("at least 1/10", low=0.1)


@claim(
    "conv.thm-5.3-amended.trial",
    thesis("Theorem 5.3"),
    trial=True,
    seconds=120,
    hypotheses=(
        "random instances of conv.thm-5.3-amended: k = 2, .., 100, n in [1/10, 10], |a*|^2 in "
        "[1/10, 30], cos phi^0 >= 1/10",
        "eps = 1/1000",
    ),
)
def explicit_times_hold(judge, share=1.0):
    """The explicit times T_1 and T_1 + T_2 are late enough in every run; they are generous by a
    factor of about 10 (a twentieth of them is not enough).
    """
    success = "phi <= pi/4 and a.a* >= n |a*|^2/7 at T_1, loss <= eps n^2 |a*|^2 at T_1 + T_2"
    plan = {"at_least": 1, "margin": "0.25", "backend": "auto", "shard": 60}
    plan["basis"] = "theory: conv.thm-5.3-amended"
    return _trial(
        judge, "conv.thm-5.3.times", "explicit_theorem", {"share": share}, 60, success, **plan
    )


explicit_times_hold.mutant("a twentieth of the times", share=0.05)


@claim(
    "conv.phase-summary.step",
    thesis("Theorem 5.3, Section 5.4.2"),
    formula=r"T_1,T_2\propto\frac1\eta",
    trial=True,
    seconds=120,
    hypotheses=("n = 1, k = 2, .., 50, |a*|^2 in [1/20, 1/2], ratio at most 4, cos phi^0 = 1/10",),
)
def times_and_the_step(judge, low=1.9, high=2.1):
    """Both phases take twice as long with half the step, to 5 %."""
    parameters = {"change": "eta", "low": low, "high": high}
    success = "T_1 and T_2 grow by a factor between 1.9 and 2.1 when eta is halved"
    plan = {"at_least": "0.9", "margin": "0.2", "backend": "auto", "shard": 50}
    plan["basis"] = "pilot conv.step: 2 in the limit of small steps, 5 % for the step of the trial"
    return _trial(judge, "conv.phase-summary.step", "scaling", parameters, 50, success, **plan)


times_and_the_step.mutant("by half", low=1.4, high=1.6)


@claim(
    "conv.phase-summary.angle",
    thesis("Theorem 5.3, Section 5.4.2"),
    formula=r"T_1=O\left(\tfrac1{\eta\cos\phi^0\beta^0}\right)\text{: by }10^4\text{ from "
    r"}\cos\phi^0=10^{-2}\text{ to }10^{-4};\text{ measured: at most by }4",
    trial=True,
    seconds=120,
    hypotheses=(
        "as conv.phase-summary.step, x_0 = |a*|^2 cos phi^0, so that cos phi^0 beta^0 is of the "
        "order cos^2 phi^0",
    ),
)
def times_and_the_angle(judge, high=4.0):
    """The first phase takes at most logarithmically longer from a flat start: the printed bound is
    an upper bound, not the order of T_1.

    Near phi = pi/2 cos phi grows by about eta lambda a step however small it is, and 1.a* feeds the
    signal: T_1 grows like log(1/cos phi^0).
    """
    parameters = {"change": "cosine", "low": 1.0, "high": high}
    success = "T_1 grows by a factor between 1 and 4 when cos phi^0 falls from 1/100 to 1/10,000"
    plan = {"at_least": "0.9", "margin": "0.2", "backend": "auto", "shard": 50}
    plan["basis"] = "theory: log(1/cos phi^0) doubles; twice that"
    return _trial(judge, "conv.phase-summary.angle", "scaling", parameters, 50, success, **plan)


times_and_the_angle.mutant("not at all", high=1.001)
