"""The trial of Table 5.1 by name. Importing this module registers it."""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import LARGEST, choice, claimed, integer, kernel_plan, number, trial


@trial(
    "conv",
    k=integer(25, "patches", low=2, high=LARGEST),
    p=integer(6, "filter length", low=2, high=LARGEST),
    r=number(4.0, "(1.a*)^2/|a*|^2, at most k", low=0),
    n=number(1.0, "|w*|", above=0),
    norm2=number(0.2, "|a*|^2", above=0),
    eta=number(0.0, "the step size; 0: pi/(k + pi - 1)", low=0),
    radius=number(1.0, "a is uniform in the ball of this radius times |1.a*| n/sqrt k", low=0),
    horizon=integer(200_000, "steps after which a run is cut off", low=1, high=10**9),
    minimum=choice("global", "spurious", says="which minimum counts as success"),
    at_least=claimed("1/2"),
)
def conv(at_least: str, minimum: str, eta: float, **parameters: Any) -> Plan:
    """Gradient descent on the two-layer convolutional network from the start of Theorem 5.4
    (thesis, Table 5.1).

    Five scalars carry the run, so the cost depends on neither k nor p; a run is classified by an
    invariant region, not by a threshold.
    """
    from steepest.kernels.conv.scalars import settings

    parameters |= {"eta": eta or None}
    settings(parameters)
    batch = "conv.scalars:batch" if minimum == "global" else "conv.scalars:spurious_batch"
    return kernel_plan(
        "conv",
        batch,
        parameters,
        f"the run enters the region of the {minimum} minimum",
        at_least,
        parameters["horizon"],
    )
