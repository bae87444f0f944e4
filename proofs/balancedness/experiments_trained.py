"""Section 4 (Du, Hu, Lee 2018): the printed numbers, figures and conclusions against trained
networks. The setting: experiments.py.
"""

from __future__ import annotations

from steepest.proofs import claim

from .experiments import HYPOTHESES, PRINTED, SEED, SOURCE, WIDTHS, experiment


def _within(kind, share):
    return {
        f"norm_{h}": [float(text) * (1 - share), float(text) * (1 + share)]
        for h, text in enumerate(PRINTED[kind], 1)
    }


def _norms(judge, kind, share, scale):
    success = f"all three final squared norms within {share:.0%} of the printed ones"
    changes = {
        "steps": 10_000,
        "widths": list(WIDTHS["full"]),
        "points": 1000,
        "variances": None,
        "eta": 5e-6,
        "label_scale": scale,
    }
    return experiment(
        judge,
        f"exp-norms-{kind}",
        kind,
        _within(kind, share),
        success,
        threshold="printed",
        **changes,
    )


@claim(
    "balance.exp-balanced.norms", SOURCE, trial=True, full=True, hypotheses=HYPOTHESES, seconds=3600
)
def balanced_norms_are_reproduced(judge, share=0.06, scale=5.0):
    """Balanced start, full size, after 10,000 iterations: 42.90, 43.76, 43.68, each to 6 %."""
    return _norms(judge, "balanced", share, scale)


balanced_norms_are_reproduced.mutant("labels a fifth as large", scale=1.0)


@claim(
    "balance.exp-unbalanced.norms",
    SOURCE,
    trial=True,
    full=True,
    hypotheses=HYPOTHESES,
    seconds=3600,
)
def unbalanced_norms_are_reproduced(judge, share=0.06, scale=5.0):
    """Unbalanced start, full size, after 10,000 iterations: 55.50, 45.65, 45.46, each to 6 %."""
    return _norms(judge, "unbalanced", share, scale)


unbalanced_norms_are_reproduced.mutant("labels a fifth as large", scale=1.0)


@claim("balance.exp-balanced.differences", SOURCE, trial=True, hypotheses=HYPOTHESES, seconds=1800)
def balanced_differences_are_bounded(judge, bound=0.14):
    """Figure 2a: in all iterations both differences of squared norms are at most 0.14."""
    bounds = {"largest_12": [0, bound], "largest_23": [0, bound]}
    return experiment(
        judge,
        "exp-2a",
        "balanced",
        bounds,
        f"both differences at most {bound} at every iteration",
        threshold="printed",
    )


balanced_differences_are_bounded.mutant("bounded by 0.001", bound=0.001)


@claim("balance.exp-balanced.ratios", SOURCE, trial=True, hypotheses=HYPOTHESES, seconds=1800)
def balanced_ratios_approach_one(judge, close=1.02):
    """Figure 2b: the ratios of squared norms approach 1: the largest ends at most at 1.02."""
    return experiment(
        judge,
        "exp-2b",
        "balanced",
        {"ratio": [1, close]},
        f"largest final ratio at most {close}",
        threshold="a reading of 'approach 1': 2 %, as the printed 43.76/42.90; the pilot's "
        "largest is 1.0015",
    )


balanced_ratios_approach_one.mutant("at most 1.00001", close=1.00001)


@claim(
    "balance.exp-unbalanced.differences", SOURCE, trial=True, hypotheses=HYPOTHESES, seconds=1800
)
def unbalanced_differences_are_bounded(judge, bound=9.0):
    """Figure 2c, as printed: both differences of squared norms are bounded by 9 in all iterations.

    The first difference starts at 9 in expectation and moves little: in about half of the draws it
    starts above 9. Sixteen draws (10 within) did not decide; these 48 are others.
    """
    bounds = {"largest_12": [0, bound], "largest_23": [0, bound]}
    return experiment(
        judge,
        "exp-2c",
        "unbalanced",
        bounds,
        f"both differences at most {bound} at every iteration",
        threshold="printed",
        trials=48,
        seed=SEED + 1,
    )


unbalanced_differences_are_bounded.mutant("bounded by 1", bound=1.0)


@claim(
    "balance.exp-unbalanced.differences-amended",
    SOURCE,
    trial=True,
    hypotheses=HYPOTHESES,
    seconds=1800,
    amends="balance.exp-unbalanced.differences",
)
def unbalanced_differences_change_little(judge, share=1):
    """Figure 2c: at every iteration both differences have changed by at most 2 eta (L_0 - L_t), and
    by at most a tenth of what the smallest norm grows by in the end.

    The first is the bound of balance.discrete.drift.
    """
    bounds = {"drift_share": [0, share], "moved_of_grown": [0, 0.1]}
    success = (
        f"both differences move by at most {share} of 2 eta (L_0 - L_t), and by a tenth of "
        f"the growth of the squared norms"
    )
    return experiment(
        judge,
        "exp-2c-moves",
        "unbalanced",
        bounds,
        success,
        threshold="proved (balance.discrete.drift); a reading of 'little': a tenth",
    )


unbalanced_differences_change_little.mutant("a hundredth of the bound", share=0.01)


@claim("balance.exp-unbalanced.ratios", SOURCE, trial=True, hypotheses=HYPOTHESES, seconds=1800)
def unbalanced_ratios_come_close_to_one(judge, close=1.3, latest=2000):
    """Figure 2d: after about 1,000 iterations the ratios are close to 1 and stay so: at most 1.3,
    from iteration 2,000 at the latest.

    1.3, because the printed final norms have the ratio 1.22: with a difference that stays near 9
    the limit is not 1.
    """
    bounds = {"close_from": [0, latest], "ratio": [1, close]}
    return experiment(
        judge,
        "exp-2d",
        "unbalanced",
        bounds,
        f"every ratio at most {close} from iteration {latest} on",
        threshold="1.3 from the printed final ratio 1.22; 2,000 above the pilot's latest, 1,566",
    )


unbalanced_ratios_come_close_to_one.mutant("from iteration 50", latest=50)


@claim(
    "balance.exp-conclusions",
    SOURCE,
    trial=True,
    hypotheses=("small step and small initialisation", *HYPOTHESES),
    seconds=1800,
)
def differences_stay_small_and_ratios_near_one(judge, share=0.02):
    """(1) the difference of squared norms of any two layers stays below 2 % of the final norm; (2)
    the ratio ends below 1.02.
    """
    bounds = {"largest_share": [0, share], "ratio": [1, 1.02]}
    success = (
        f"all differences at most {share:.0%} of the final norm at every iteration, "
        f"largest final ratio at most 1.02"
    )
    return experiment(
        judge,
        "exp-conclusions",
        "balanced",
        bounds,
        success,
        threshold="a reading of 'small' and 'close to 1': 2 %; the pilot's largest is 0.15 %",
    )


differences_stay_small_and_ratios_near_one.mutant("0.01 %", share=0.0001)


@claim("balance.exp-conclusions.step", SOURCE, trial=True, hypotheses=HYPOTHESES, seconds=1800)
def smaller_steps_move_the_differences_less(judge, factor=0.5):
    """Half the step for twice as many iterations halves the bound 2 eta (L_0 - L_t) on the movement
    of the differences, which holds; they move by 0.05 at most.
    """
    bounds = {
        "drift_share": [0, 1],
        "moved_12": [0, 0.05],
        "moved_23": [0, 0.05],
        "loss_share": [0, 0.5],
    }
    base, steps = (5e-6, 10_000) if judge.full else (2.8e-5, 2800)
    changes = {"eta": base * factor, "steps": int(steps / factor)}
    return experiment(
        judge,
        "exp-step",
        "balanced",
        bounds,
        "both differences move by at most 0.05 and by the proved bound; the loss halves",
        threshold="proved (balance.discrete.drift); 0.05 above the pilot's largest, 0.034",
        **changes,
    )


smaller_steps_move_the_differences_less.mutant("a step twice as large", factor=2)
