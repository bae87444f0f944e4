"""Trials of the probabilistic lemmas on two-layer ReLU networks at initialization. One data set for
all trials; a trial is one W(0).

`start`: |H(0) - H_inf|_2 <= lambda_0/4 at the width 8 (n/lambda_0)^2 log(n(n+1)/delta). `flips`:
every H within the radius R = sqrt(2 pi)/16 delta lambda_0/n^2 has |H - H(0)|_2 <= lambda_0/4, by
the matrix that bounds all of them entry by entry. `residual`: |y - u(0)|^2 <= n (C^2 + 1/2)/delta
with |y_i| <= C = 1. `factor` multiplies the width, the radius and the bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, log, pi, sqrt
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import collect, generator
from ..engine.errors import KernelError
from .gram import Setting, inputs, limiting_gram

LEMMAS: dict[str, Any] = {"check": "start", "n": 3, "d": 3, "m": 1000, "delta": 0.2, "factor": 1.0}
CHECKS = ("start", "flips", "residual")


def worst_change(Z: np.ndarray, K: np.ndarray, R: float) -> np.ndarray:
    """Entry by entry the largest |H_ij - H_ij(0)| over all weights within R: |K_ij| times the share
    of neurons flippable at i or at j.
    """
    near = np.abs(Z) <= R
    either = near[:, :, None] | near[:, None, :]
    return np.abs(K) * either.mean(axis=0)


def lemma(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Success: the asserted bound holds at this initialization; `value` is the bounded quantity
    over its bound.
    """
    given = plans.settings(
        "relu lemma", LEMMAS, parameters, positive=("n", "d", "m", "delta", "factor")
    )
    n, m, delta, factor = given["n"], given["m"], given["delta"], given["factor"]
    if given["check"] not in CHECKS:
        raise KernelError(f"check {given['check']!r} was given; choose one of {', '.join(CHECKS)}")
    if not delta < 1:
        raise KernelError(f"delta = {delta} was given; a failure probability lies between 0 and 1")
    X, _ = inputs(Setting(n=n, d=given["d"], seed=seed))
    K, limit = X @ X.T, limiting_gram(X)
    least = float(np.linalg.eigvalsh(limit)[0])
    if given["check"] == "start":
        m = max(1, ceil(factor * 8 * (n / least) ** 2 * log(n * (n + 1) / delta)))
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, 3 * trial + 5)  # streams 0 and 1 belong to the data
        Z = rng.standard_normal((m, given["d"])) @ X.T
        if given["check"] == "start":
            S = (Z >= 0).astype(float)
            value = np.linalg.norm(K * (S.T @ S) / m - limit, 2) / (least / 4)
        elif given["check"] == "flips":
            R = factor * sqrt(2 * pi) / 16 * delta * least / n**2
            value = np.linalg.norm(worst_change(Z, K, R), 2) / (least / 4)
        else:
            y = rng.choice([-1.0, 1.0], n)
            u = rng.choice([-1.0, 1.0], m) @ np.maximum(Z, 0) / sqrt(m)
            value = float(((y - u) ** 2).sum()) * delta / (factor * 1.5 * n)
        rows.append({"success": np.int8(value <= 1), "value": float(value)})
    return collect(rows)


ONE_SAMPLE: dict[str, Any] = {"m": 10000, "label": 1.0, "factor": 1.0}


def one_sample(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Success: at n = 1 the flow moves some weight by more than `factor` times r0/(sqrt m lambda_0)
    = 2 r0/sqrt m. Exact, no time steps.

    Active neurons all move by the same M: those with a_r of the residual's sign grow, the others
    stop when they reach zero. The residual left is r0 - (sum of the movements)/sqrt m, so M passes
    a value M0 exactly if the residual at M0 is still positive.
    """
    given = plans.settings("relu one sample", ONE_SAMPLE, parameters, positive=("m", "factor"))
    m, rows = given["m"], []
    for trial in range(first, first + count):
        z, a, residual = _start(generator(seed, trial), m, given["label"])
        reach = given["factor"] * 2 * abs(residual) / sqrt(m)
        active = z >= 0
        growing = active & (a * residual > 0)
        gained = float(growing.sum()) * reach + float(np.minimum(z[active & ~growing], reach).sum())
        left = abs(residual) - gained / sqrt(m)
        rows.append({"success": np.int8(left > 0), "left": left / abs(residual)})
    return collect(rows)


ONE_RATE: dict[str, Any] = {"m": 10000, "label": 1.0, "share": 0.25}


def one_sample_rate(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Success: at n = 1 the flow has |u(t) - y|^2 <= exp(-2 share t)|u(0) - y|^2 for all t, shown
    by H(t) >= share along the whole path.

    H only falls, as neurons switch off; while H >= share no weight moves by more than r0/(sqrt m
    share), so it is enough to count the neurons that are still active then.
    """
    given = plans.settings("relu one sample rate", ONE_RATE, parameters, positive=("m", "share"))
    m, rows = given["m"], []
    for trial in range(first, first + count):
        z, a, residual = _start(generator(seed, trial), m, given["label"])
        reach = abs(residual) / (sqrt(m) * given["share"])
        left = (z >= 0) & ((a * residual > 0) | (z > reach))
        rows.append(
            {"success": np.int8(left.mean() >= given["share"]), "least": float(left.mean())}
        )
    return collect(rows)


def _start(rng: np.random.Generator, m: int, label: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Preactivations and output weights of m neurons at one sample, and the residual there."""
    z, a = rng.standard_normal(m), rng.choice([-1.0, 1.0], m)
    return z, a, label - float(a @ np.maximum(z, 0)) / sqrt(m)
