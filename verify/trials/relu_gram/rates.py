"""Trials of two-layer ReLU networks by name: rates of descent and of flow. Importing this module
registers them.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import choice, claimed, integer, number, trial

RATE = {
    "n": integer(10, "inputs, uniform on the unit sphere", low=1, high=2000),
    "d": integer(
        10, "their dimension; beyond the inputs' Gram matrix it costs nothing", low=1, high=100_000
    ),
    "m": integer(1000, "neurons", low=1, high=100_000),
    "eta": number(0.5, "the step size", above=0),
    "steps": integer(100, "iterations", low=2, high=10**6),
    "factor": number(0.5, "the rate asked for, in units of eta lambda_0", low=0),
    "label_scale": number(1.0, "standard deviation of the labels", low=0),
    "low": number(1.0, "norms of the inputs are uniform from this ...", above=0),
    "high": number(1.0, "... to this", above=0),
}


@trial("relu-gram", **RATE, at_least=claimed("0.99"))
def relu_gram(at_least: str, **parameters: Any) -> Plan:
    """Gradient descent on a two-layer ReLU network from a random start: the rate of Theorem 2.3
    (thesis), at any width.

    lambda_0 = lambda_min(H_inf) of each trial's own inputs; recorded: lambda_0, the rate reached,
    the rate of the slowest direction.
    """
    from steepest.kernels.relu_gram.trials import settings

    settings(parameters)
    success = "|u(k) - y|^2 <= (1 - factor eta lambda_0)^k |u(0) - y|^2 for every k up to steps"
    return Plan(
        "relu-gram",
        "steepest.kernels.relu_gram.trials:rate",
        parameters,
        400,
        success,
        at_least=at_least,
        margin="0.05",
        horizon=parameters["steps"],
    )


def rate_table(at_least: str, factor: float, **parameters: Any) -> list[str]:
    """Three repetitions: lambda_0 and the measured rate beside the predicted one."""
    from steepest.kernels.relu_gram.gram import Setting
    from steepest.kernels.relu_gram.trials import one_rate

    seed = Plan("", "", {}, 1, "").seed
    lines = [
        "rate     -log of |u(k+1) - y|^2/|u(k) - y|^2 over the second half of a run, beside "
        "-2 log(1 - eta lambda_0) and Theorem 2.3"
    ]
    for repetition in range(3):
        seen = one_rate(Setting(**parameters, seed=seed, trial=repetition), factor)
        lines.append(
            f"         trial {repetition}: lambda_0 = {seen['lambda0']:.6f}; measured "
            f"{seen['rate']:.5f}, slowest direction {seen['linear']:.5f}, "
            f"theorem {seen['theorem']:.5f}; patterns changed {seen['changed']:.2%}, largest "
            f"distance {seen['moved']:.4f}"
        )
    return lines


relu_gram.explain = rate_table


@trial(
    "relu-flow",
    n=integer(4, "inputs, uniform on the unit sphere", low=1, high=40),
    d=integer(4, "their dimension", low=1, high=100_000),
    m=integer(100, "neurons", low=1, high=2000),
    horizon=number(10.0, "the time until which the flow is followed", above=0),
    factor=number(1.0, "the rate asked for, in units of lambda_0", low=0),
    label_scale=number(1.0, "standard deviation of the labels", low=0),
    check=choice(
        "rate",
        "slides",
        says="rate: the bound of Theorem 2.2; slides: some preactivation slides along 0",
    ),
    at_least=claimed("0.95"),
)
def relu_flow(at_least: str, check: str, horizon: float, **parameters: Any) -> Plan:
    """Gradient flow of a two-layer ReLU network from a random start, solved from event to event
    (crossings and slides).
    """
    says = {
        "rate": "|u(t) - y|^2 <= exp(-factor lambda_0 t) |u(0) - y|^2 at 41 times up to the "
        "horizon",
        "slides": "some preactivation slides before the horizon",
    }
    parameters |= {"check": check, "horizon": horizon}
    place = "steepest.kernels.relu_gram.flow_trials:flow"
    return Plan(
        "relu-flow",
        place,
        parameters,
        100,
        says[check],
        at_least=at_least,
        margin="0.2",
        horizon=int(horizon) + 1,
    )
