"""Escape from a quadratic saddle: gradient descent, perturbed gradient descent, the heavy ball."""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import LARGEST, claimed, integer, kernel_plan, number, trial

SADDLE = {
    "d": integer(10, "the dimension", low=2, high=LARGEST),
    "L": number(1.0, "curvature along the stable directions", above=0),
    "gamma": number(0.1, "minus the curvature along the unstable one", above=0),
    "eta": number(0.5, "the step size", above=0),
    "exit": number(1.0, "the saddle is left when |y| reaches this", above=0),
    "horizon": integer(10_000, "steps after which a run is cut off", low=1, high=10**12),
    "at_least": claimed("0.99"),
}
ESCAPE = "|y| >= exit within the horizon"


@trial(
    "quadratic-saddle-gd",
    **{key: SADDLE[key] for key in ("gamma", "eta", "exit", "at_least")},
    log_scale=number(-20.0, "the start is y_0 = e^log_scale N(0, 1)", high=700),
    horizon=integer(100_000, "steps after which a run is cut off", low=1, high=10**12),
)
def saddle_gd(at_least: str, **parameters: Any) -> Plan:
    """Gradient descent leaves a quadratic saddle from a tiny random start, in log scale."""
    return _escape("quadratic-saddle-gd", "saddles.quadratic:plain_batch", at_least, parameters)


@trial(
    "quadratic-saddle-pgd",
    **SADDLE,
    radius=number(1e-3, "radius of a perturbation", above=0),
    g_thres=number(1e-2, "a gradient below this asks for a perturbation", low=0),
    t_thres=integer(20, "steps between two perturbations at least", low=1, high=10**12),
    stable_0=number(0.0, "the start along the stable directions"),
    unstable_0=number(0.0, "the start along the unstable one"),
)
def saddle_pgd(at_least: str, **parameters: Any) -> Plan:
    """Perturbed gradient descent leaves a quadratic saddle from its very centre."""
    return _escape("quadratic-saddle-pgd", "saddles.quadratic:batch", at_least, parameters)


@trial(
    "quadratic-saddle-momentum",
    **SADDLE,
    mu=number(0.9, "momentum", low=0, below=1),
    scale=number(1e-6, "the start is scale N(0, I_d)", above=0),
)
def saddle_momentum(at_least: str, **parameters: Any) -> Plan:
    """The heavy ball leaves a quadratic saddle from a tiny random start."""
    return _escape(
        "quadratic-saddle-momentum", "factorization.momentum:saddle_batch", at_least, parameters
    )


def _escape(name: str, batch: str, at_least: str, parameters: dict[str, Any]) -> Plan:
    return kernel_plan(name, batch, parameters, ESCAPE, at_least, parameters["horizon"])
