"""The trials of Chapter 7: gradient descent and perturbed gradient descent on the octopus with d
saddles.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import choice, claimed, exact, integer, number, trial

EXACT = {
    "d": integer(10, "the dimension", low=1, high=2000),
    "L": exact("3", "curvature along the stable directions, at least gamma", above=0),
    "gamma": exact("1", "minus the curvature along the unstable one", above=0),
    "eta": exact("0", "the step size; 0: 1/(4 L)", low=0),
    "tau": exact("e", "the size of a quadratic region; Lemma 7.2 asks tau >= e", low=1),
}


@trial("saddle-gd", **EXACT, at_least=claimed("1"))
def saddle_gd(at_least: str, **parameters: Any) -> Plan:
    """Gradient descent on the octopus from uniform starts: the recursion of Lemma 7.2, with exact
    escape times.

    Every time is an integer certified by ball arithmetic; nothing is simulated in floating point.
    """
    success = "S_(k+1) >= ((L + gamma)/gamma) S_k for every k, and T_d >= ((L + gamma)/gamma)^d"
    return Plan(
        "saddle-gd",
        "steepest.kernels.saddles.exact:batch",
        parameters,
        20,
        success,
        at_least=at_least,
        margin="1/2",
    )


def exact_table(at_least: str, d: int, L: str, gamma: str, eta: str, tau: str) -> list[str]:
    """The exact times of the first start, and how they were certified."""
    from math import log1p

    from steepest.kernels.saddles.exact import escape_times, exact_starts

    run = escape_times(
        exact_starts(0, 1, d, Plan("", "", {}, 1, "").seed)[0],
        L,
        gamma,
        eta if eta != "0" else None,
        tau,
    )
    h = 2 * run.eta * gamma
    rate = 1 - log1p(-float(h * run.kappa)) / log1p(float(h))
    lines = [
        f"exact    trial 0, eta = {run.eta}: integers certified by ball arithmetic of "
        f"{run.bits} bits",
        f"         printed growth (L + gamma)/gamma = {float(1 + run.kappa):.6g}; true growth "
        f"1 - log(1 - 2 eta L)/log(1 + 2 eta gamma) = {rate:.6g}",
    ]
    shown = range(d) if d <= 12 else [*range(5), *range(d - 3, d)]
    for k in shown:
        if d > 12 and k == d - 3:
            lines.append("         ...")
        ratio = f", T_k/T_(k-1) = {run.T[k] / run.T[k - 1]:.8g}" if k else ""
        lines.append(f"         k = {k + 1}: S_k = {run.S[k]}, T_k = {run.T[k]}{ratio}")
    return lines


saddle_gd.explain = exact_table


@trial(
    "saddle-pgd",
    d=integer(10, "the dimension", low=1, high=5000),
    L=number(3.0, "curvature along the stable directions", above=0),
    gamma=number(1.0, "minus the curvature along the unstable one", above=0),
    tau=number(2.718281828459045, "the size of a quadratic region", low=1),
    eta=number(0.0, "the step size; 0: 1/(4 L)", low=0),
    radius=number(0.0, "radius of a perturbation; 0: tau/100", low=0),
    g_thres=number(
        0.0, "a gradient of at most this asks for a perturbation; 0: gamma tau/100", low=0
    ),
    t_thres=integer(
        1, "a perturbation comes more than this many steps after the one before", low=0, high=10**9
    ),
    noise=choice(
        "ball",
        "gaussian",
        "none",
        says="the law of a perturbation; none: only the errors of the gradient",
    ),
    momentum=number(0.0, "the heavy ball's factor", low=0, below=1),
    sgd=number(0.0, "root mean square of a Gaussian error in every gradient", low=0),
    horizon=integer(1_000_000, "steps after which a run is cut off", low=1, high=10**9),
    at_least=claimed("0.9999"),
)
def saddle_pgd(at_least: str, **parameters: Any) -> Plan:
    """Perturbed gradient descent on the octopus from uniform starts in [-1, 1]^d (Theorem 7.3, part
    2).

    Variants: Gaussian perturbations, errors in every gradient (with or without perturbations),
    momentum.
    """
    from steepest.kernels.saddles.kernel import LARGEST
    from steepest.kernels.saddles.setting import Setting

    Setting.of(parameters)
    backend = "auto" if parameters["d"] <= LARGEST else "numpy"
    success = (
        "the final region, with the minimum, is reached within the horizon, and no iterate "
        "leaves the domain"
    )
    return Plan(
        "saddle-pgd",
        "steepest.kernels.saddles.pgd:batch",
        parameters,
        5000,
        success,
        at_least=at_least,
        margin="0.01",
        horizon=parameters["horizon"],
        backend=backend,
    )
