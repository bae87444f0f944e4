"""The laws of a user's architecture under gradient descent with a finite step."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import claimed, integer, kernel_plan, number, text, trial


@lru_cache(maxsize=4)
def _counted(path: str, size: int, changed: int) -> Any:
    from ...laws import laws

    return laws(path)


def prepared(model: str, eta: float, decay: float, steps: int, scale: float) -> dict[str, Any]:
    """What the kernel needs: nodes, loss, and the laws that were found and proved."""
    from steepest.proofs.engine.laws import ModelError, load

    if load(model).momentum is not None:
        raise ModelError(f'{model}: this trial measures laws of the flow: optimizer = "flow"')
    stat = Path(model).stat()
    found = _counted(model, stat.st_size, stat.st_mtime_ns)
    if not found.lower:
        raise ModelError(f"{model}: the model has no law to measure")
    laws = [one.law() for group in found.laws for one in group]
    keys = {"eta": eta, "decay": decay, "steps": steps, "scale": scale}
    return keys | {"network": found.model.network, "loss": found.model.loss, "laws": laws}


@trial(
    "laws",
    model=text("examples/conservation/relu-2.toml", "a model file"),
    eta=number(0.05, "the step size", above=0),
    decay=number(0.0, "weight decay lambda", low=0),
    steps=integer(100, "steps of gradient descent", low=1, high=10**5),
    scale=number(1.0, "weights start as normal numbers of this size over sqrt(fan-in)", above=0),
    at_least=claimed("1"),
)
def laws_trial(at_least: str, model: str, steps: int, **parameters: Any) -> Plan:
    """Every law of a model under gradient descent from random starts on random data.

    In each step every quadratic law must be (1 - eta lambda)^2 times what it was plus eta^2 Q(g).
    The drift of the law that moves most is recorded, and what the modified equation predicts.
    """
    return kernel_plan(
        "laws",
        "laws.drift:batch",
        prepared(model, steps=steps, **parameters),
        "each step changes each law by exactly eta^2 Q(g), to 1e-10 of its terms",
        at_least,
        steps,
        1200,
    )


def drift_table(at_least: str, model: str, **parameters: Any) -> list[str]:
    """The largest change of a law in the first trial, for each optimizer."""
    from steepest.kernels.laws.drift import paths

    lines = [f"{model}: the largest change of a law in trial 0, same time for all"]
    for name, (times, values) in paths(prepared(model, **parameters)).items():
        lines.append(f"         {name:<18} {abs(values[-1]).max():.3e}   at time {times[-1]:g}")
    return lines


laws_trial.explain = drift_table
