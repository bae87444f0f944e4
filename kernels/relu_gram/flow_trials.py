"""Trials of gradient flow: the rate of Theorem 2.2, agreement with short steps of descent, and how
common sliding is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import collect
from ..engine.errors import KernelError
from .flow import SLIDING, Flow, solve
from .gram import Setting, inputs, limiting_gram, plain, weights

DEFAULTS: dict[str, Any] = {
    "check": "rate",
    "n": 4,
    "d": 4,
    "m": 100,
    "horizon": 10.0,
    "factor": 1.0,
    "label_scale": 1.0,
    "step": 0.002,
    "speed": 1.0,
    "tolerance": 0.02,
}


def _flow(setting: Setting, times: np.ndarray) -> tuple[Flow, float]:
    """The flow from the setting's start, and lambda_0 of its inputs."""
    X, y = inputs(setting)
    W, a = weights(setting)
    return solve(X @ X.T, y, W @ X.T, a, times), float(np.linalg.eigvalsh(limiting_gram(X))[0])


def flow(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Gradient flow from random starts on [0, horizon]. Success, by `check`:

    "rate": |u(t) - y|^2 <= exp(-factor lambda_0 t) |u(0) - y|^2 at 41 times; "slides": some
    preactivation slides; "agrees": descent with step `step` stays within `tolerance` of |u(0) - y|
    of the flow at those times (`speed` stretches its time).
    """
    given = plans.settings(
        "relu flow", DEFAULTS, parameters, positive=("n", "d", "m", "horizon", "step", "tolerance")
    )
    check, times = given["check"], np.linspace(0.0, float(given["horizon"]), 41)
    if check not in ("rate", "slides", "agrees"):
        raise KernelError(f"check {check!r} was given; choose rate, slides or agrees")
    base = Setting(**{name: given[name] for name in ("n", "d", "m", "label_scale")}, seed=seed)
    rows = []
    for trial in range(first, first + count):
        setting = replace(base, trial=trial)
        seen, lambda0 = _flow(setting, times)
        slides = sum(event[3] == SLIDING for event in seen.events)
        excess = float(np.max(np.log(seen.loss / seen.loss[0]) + given["factor"] * lambda0 * times))
        gap = _gap(setting, seen, times, given) if check == "agrees" else 0.0
        done = seen.reached >= times[-1]
        good = {"rate": excess <= 1e-9, "slides": slides > 0, "agrees": gap <= given["tolerance"]}[
            check
        ] and done
        rows.append(
            {
                "success": np.int8(good),
                "events": len(seen.events),
                "slides": slides,
                "excess": excess,
                "gap": gap,
                "lambda0": lambda0,
                "least": min(seen.least),
                "censored": np.int8(not done),
            }
        )
    return collect(rows)


def _gap(setting: Setting, seen: Flow, times: np.ndarray, given: Mapping[str, Any]) -> float:
    X, y = inputs(setting)
    W, a = weights(setting)
    steps = np.rint(times / given["step"]).astype(int)
    short = plain(X @ X.T, y, W @ X.T, a, given["step"] * given["speed"], int(steps[-1]))
    return float(
        np.abs(np.sqrt(seen.loss) - np.sqrt(short.loss[steps])).max() / np.sqrt(seen.loss[0])
    )
