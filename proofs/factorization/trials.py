"""Sections 3.1 and B (Du, Hu, Lee 2018) on random factorization problems, run on the exact reduced
state (balance.reduction).

Targets of rank 1 to 8, ||M*||_F from 1/10 to 10, condition up to 4, eps = ||M*||_F / 2 unless said,
starts N(0, eps / poly(d)) with poly(d) = 8 d^2 and their exact law for every d.
"""

from __future__ import annotations

from steepest.proofs import Plan, claim
from steepest.proofs.balancedness import du_hu_lee

KERNEL = "steepest.kernels.factorization.matrix_gd_trials"
LANDSCAPE = "steepest.kernels.factorization.matrix_landscape"
SIZES = (10, 100, 10**4, 10**6)
SEED = 20261130  # of a plan that is registered anew: its horizon stood without a reason


def _trial(judge, name, batch, parameters, trials, success, **fields):
    """Where no basis is named, the threshold is the inequality of the source, up to rounding."""
    settled = {"margin": 0.01, "basis": "theory: the source's own inequality, up to rounding"}
    return judge.trial(Plan(name, batch, parameters, trials, success, **(settled | fields)))


@claim(
    "balance.lem-3.1-proof.base-trial",
    du_hu_lee("proof of Lemma 3.1", "proof of Lemma 4.1"),
    trial=True,
    seconds=300,
)
def small_start(judge, coefficient=8, power=2):
    """With entries N(0, eps / (8 d^2)): ||U_0||_F^2, ||V_0||_F^2 <= eps, ||U_0^T U_0 - V_0^T
    V_0||_F <= eps/2, f_0 <= 2 ||M*||_F^2.
    """
    poly = {"coefficient": coefficient, "power": power}
    return judge.all(
        *(
            _trial(
                judge,
                "initial-law",
                f"{KERNEL}:initial_law",
                {"d": d, "poly": poly},
                1200,
                "all four bounds hold at the start",
            )
            for d in SIZES
        )
    )


small_start.mutant("variance eps", coefficient=1, power=0)


@claim(
    "balance.lem-3.1.trial",
    du_hu_lee("Lemma 3.1", "Lemma 4.1"),
    trial=True,
    seconds=300,
    hypotheses=("the printed step sizes",),
)
def lemma_3_1_at_every_step(judge, schedule=None):
    """Lemma 3.1 (i), (ii), (iii) at each of the first 500 steps, r = 1 to 8, d = 100 and 10^6: no
    violation.
    """
    success = "(i), (ii) and (iii) hold at every step"
    parameters = {"steps": 500, "schedule": schedule or {"kind": "printed"}}
    return judge.all(
        *(
            _trial(
                judge,
                "lemma-3.1",
                f"{KERNEL}:lemma_3_1",
                parameters | {"d": d},
                1200,
                success,
                horizon=500,
            )
            for d in (100, 10**6)
        )
    )


lemma_3_1_at_every_step.mutant(
    "steps 3 / |M*|, never smaller", schedule={"kind": "constant", "c": 3}
)


@claim(
    "balance.fn-11.trial",
    du_hu_lee("footnote 11"),
    trial=True,
    seconds=300,
    hypotheses=("eta_t = c (t+1)^-(1/2+delta) / ||M*||",),
)
def slow_schedules_converge(judge, c=1):
    """With eta_t = (t+1)^-(1/2+delta) / ||M*||_F, delta = 1/10 and 1/5: ||U_t V_t^T - M*||_F <= eps
    within 20,000 steps, d = 10^6.
    """
    success = "||U V^T - M*||_F <= ||M*||_F / 2 within the horizon"
    parts = []
    for delta in (0.1, 0.2):
        parameters = {
            "d": 10**6,
            "r": [1, 4],
            "steps": 20_000,
            "schedule": {"kind": "power", "c": c, "delta": delta},
        }
        parts.append(
            _trial(
                judge,
                "slow-steps",
                f"{KERNEL}:convergence",
                parameters,
                60,
                success,
                margin=0.2,
                horizon=20_000,
                seed=SEED,
                basis="theory: the steps sum to 131 and 65 over |M*|, and a start of size 10^-7 "
                "needs 16 over the leading singular value",
            )
        )
    return judge.all(*parts)


slow_schedules_converge.mutant("a hundredth of the step", c=0.01)


@claim(
    "balance.thm-3.1.trial",
    du_hu_lee("Theorem 3.1", "Theorem 4.4"),
    trial=True,
    seconds=300,
    hypotheses=("the printed step sizes", "10^4 iterations"),
)
def printed_schedule_has_not_arrived(judge, kind="printed"):
    """With the printed steps 10^4 iterations leave ||U V^T - M*||_F above eps: the theorem's limit
    cannot be watched.

    The steps sum to sqrt(eps/r) / (100 ||M*||^(3/2)) (log t + 0.58), so that the time needed to
    leave a small start, about log(1 / start) / ||M*||, takes 10^500 iterations and more.
    """
    parameters = {"d": 10**6, "r": [1, 4], "steps": 10_000, "schedule": {"kind": kind, "c": 0.1}}
    success = "||U V^T - M*||_F > ||M*||_F / 2 at all 10,000 iterations"
    return _trial(
        judge,
        "printed-schedule",
        f"{KERNEL}:not_arrived",
        parameters,
        120,
        success,
        margin=0.1,
        horizon=10_000,
        basis="theory: the steps sum to less than 0.1 over |M*|; any horizon that can be run",
    )


printed_schedule_has_not_arrived.mutant("constant steps", kind="constant")


@claim(
    "balance.thm-3.1.followed",
    du_hu_lee("Theorem 3.1", "Theorem 4.4"),
    trial=True,
    seconds=300,
    hypotheses=("the printed step sizes",),
)
def printed_schedule_followed_in_flow_time(judge, longest=None):
    """Theorem 3.1 followed to its end: descent for 1,000 iterations, then gradient flow in the time
    sum eta_t, d = 10^6.

    ||U V^T - M*||_F <= eps is reached, with ||U^T U - V^T V||_F <= eps and f never increasing on
    the way; the number of iterations that this takes has more than 500 decimal digits (recorded as
    log10_iterations). All later eta_t^2 sum to less than 1e-7
    ||M*||^-2, the order to which descent and flow differ.
    """
    parameters = {"d": 10**6, "r": [1, 3], "steps": 1000} | (
        {} if longest is None else {"longest": longest}
    )
    success = (
        "within eps at a finite flow time, (i) and (ii) of Lemma 3.1 on the way, more than "
        "10^500 iterations"
    )
    basis = "theory: the printed steps sum to at most (log t + 0.58)/141 over |M*|"
    fields = {"margin": 0.3, "basis": basis}
    return _trial(judge, "followed", f"{KERNEL}:followed", parameters, 40, success, **fields)


printed_schedule_followed_in_flow_time.mutant("stopped at time 2 / |M*|", longest=2.0)


@claim(
    "balance.thm-3.1-linear-net-view.trial",
    du_hu_lee("Section 3.1", "Section 4.3.1"),
    trial=True,
    seconds=300,
    hypotheses=("gradient flow",),
)
def flow_keeps_the_balance(judge, regularised=False):
    """Along gradient flow on (8), U^T U - V^T V drifts by at most 1e-7 of ||U||^2 + ||V||^2
    (DOP853, tolerance 1e-10).
    """
    parameters = {"d": 100, "variance": 0.01, "regularised": regularised}
    return _trial(
        judge,
        "flow-balance",
        f"{KERNEL}:flow_balance",
        parameters,
        60,
        "relative drift at most 1e-7",
        margin=0.2,
        basis="theory: the drift is the integrator's error, 1,000 times its tolerance",
    )


flow_keeps_the_balance.mutant("flow on the regularised objective", regularised=True)


@claim(
    "balance.reduction.trial",
    du_hu_lee("Section 3.1, equation (9)", "Section 4.3.1"),
    trial=True,
    seconds=300,
)
def reduced_runs_equal_full_runs(judge, tolerance=1e-10):
    """Loss, norms and U^T U - V^T V of 200 steps of full-size and of reduced descent agree to
    1e-10, on (1) and on (3).
    """
    parts = [
        _trial(
            judge,
            "reduction",
            f"{KERNEL}:reduction_error",
            {"regularised": regularised, "tolerance": tolerance},
            60,
            "all quantities agree to the tolerance at every step",
            margin=0.2,
        )
        for regularised in (False, True)
    ]
    return judge.all(*parts)


reduced_runs_equal_full_runs.mutant("to a tolerance below rounding", tolerance=1e-18)


@claim("balance.lem-3.2.trial", du_hu_lee("Lemma 3.2", "Lemma 4.2"), trial=True, seconds=300)
def stationary_points_are_solutions_or_strict_saddles(judge, allowance=1.0, demand=1e-9):
    """At random stationary points of f, with eps = ||U^T U - V^T V||_F: ||U V^T - M*||_F <= eps or
    the Hessian has a negative eigenvalue.
    """
    parameters = {"allowance": allowance, "demand": demand}
    success = (
        "within eps of a solution, or the smallest eigenvalue of the Hessian is below "
        "-1e-9 of the largest"
    )
    return _trial(
        judge,
        "strict-saddles",
        f"{LANDSCAPE}:strict_saddles",
        parameters,
        300,
        success,
        margin=0.04,
    )


stationary_points_are_solutions_or_strict_saddles.mutant(
    "curvature below minus the largest eigenvalue", demand=1.0
)


@claim(
    "balance.eq-3-properties.trial",
    du_hu_lee("Section 1", "Section 4.1"),
    trial=True,
    seconds=300,
    hypotheses=("M of rank r",),
)
def saddles_of_the_regularised_objective_are_strict(judge, demand=1e-9):
    """At balanced stationary points of (3), every choice of kept singular directions: a solution,
    or a negative eigenvalue.
    """
    parameters = {"regularised": True, "demand": demand}
    success = "a solution, or the smallest eigenvalue of the Hessian is below -1e-9 of the largest"
    return _trial(
        judge,
        "strict-saddles-3",
        f"{LANDSCAPE}:strict_saddles",
        parameters,
        300,
        success,
        margin=0.04,
    )


saddles_of_the_regularised_objective_are_strict.mutant(
    "curvature below minus the largest eigenvalue", demand=1.0
)


@claim("balance.lem-B.1.trial", du_hu_lee("Lemma B.1", "Lemma 4.3"), trial=True, seconds=300)
def hessian_stays_below_the_constant(judge, bound=(6, 2)):
    """The largest |eigenvalue| of D^2 f on ||U||^2 = ||V||^2 = c ||M*|| is at most (6 c + 2)
    ||M*||; the largest ratio seen is 1/2.
    """
    success = "largest |eigenvalue| <= (a c + b) ||M*||_F"
    return _trial(
        judge,
        "smoothness",
        f"{LANDSCAPE}:smoothness",
        {"bound": list(bound)},
        300,
        success,
        margin=0.04,
    )


hessian_stays_below_the_constant.mutant("(2 c + 1)", bound=(2, 1))


@claim(
    "balance.eq-22.trial",
    du_hu_lee("inequality (22)", "(4.22)"),
    trial=True,
    seconds=300,
    hypotheses=("Delta with the optimal rotation",),
)
def rotated_difference(judge, factor=2, rotate=True):
    """||Delta Delta^T||_F^2 <= 2 ||W W^T - W* W*^T||_F^2, W near W*, W* turned, or W with
    directions lost.
    """
    parameters = {"factor": factor, "rotate": rotate}
    success = "the ratio of the sides is at most 1 (to rounding)"
    return _trial(
        judge,
        "rotation",
        f"{LANDSCAPE}:rotation_inequality",
        parameters,
        4000,
        success,
        margin=0.01,
    )


rotated_difference.mutant("without the rotation", rotate=False)
rotated_difference.mutant("factor 1/2", factor=0.5)
