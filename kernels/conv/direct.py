"""Checks of the five-scalar reduction of `conv`: the same runs with p-vectors and k-vectors, and
whole trajectories.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import collect, generator
from ..engine.drive import run
from ..engine.errors import KernelError
from . import scalars as conv

DEFAULTS: dict[str, Any] = {"largest": 500, "steps": 2000, "tolerance": 1e-10, "speed": 1.0}


def sine_minus(angle: float) -> float:
    """sin t - t cos t."""
    return (
        angle**3 / 3 - angle**5 / 30 + angle**7 / 840
        if angle < 0.03
        else float(np.sin(angle) - angle * np.cos(angle))
    )


def full_step(
    v: np.ndarray, a: np.ndarray, w_star: np.ndarray, a_star: np.ndarray, eta: float
) -> tuple[np.ndarray, np.ndarray]:
    """One step of gradient descent with the population gradients (thesis, Theorem 5.2) on the
    vectors themselves.
    """
    length, n = np.linalg.norm(v), np.linalg.norm(w_star)
    across = w_star - v * (v @ w_star) / length**2
    phi = float(np.arctan2(np.linalg.norm(across), v @ w_star / length))
    g = sine_minus(np.pi - phi) if phi > np.pi / 2 else (np.pi - phi) * np.cos(phi) + np.sin(phi)
    grad_v = -across * (a @ a_star) * (np.pi - phi) / (2 * np.pi * length)
    grad_a = (a.sum() + (np.pi - 1) * a - n * (a_star.sum() + (g - 1) * a_star)) / (2 * np.pi)
    return v - eta * grad_v, a - eta * grad_a


def scalars(
    v: np.ndarray, a: np.ndarray, w_star: np.ndarray, a_star: np.ndarray
) -> dict[str, float]:
    """The state of `conv` of a pair (v, a)."""
    n, k = np.linalg.norm(w_star), len(a)
    gap, one = a - n * a_star, np.ones(k)
    basis = np.linalg.qr(np.column_stack((one, a_star)))[0]
    along = float(v @ w_star / n)
    return {
        "along": along,
        "across": float(np.linalg.norm(v - along * w_star / n)),
        "sums": float(gap.sum()),
        "inner": float(gap @ a_star),
        "rest": float(np.linalg.norm(gap - basis @ (basis.T @ gap))),
    }


def reduced(
    parameters: Mapping[str, float],
    start: Mapping[str, Any],
    marks: Sequence[int],
    backend: str = "auto",
) -> dict[str, np.ndarray]:
    """The five scalars at the times `marks` (increasing), from given first values, without any
    stop: one array per scalar.
    """
    numbers = {"p": 2.0, "size": 1.0} | {
        name: float(parameters[name]) for name in ("k", "n", "N", "S", "eta")
    }
    count = int(np.size(next(iter(start.values()))))
    first = {
        name: np.broadcast_to(np.asarray(value, dtype=float), (count,))
        for name, value in start.items()
    }
    out = run(
        conv.recurrence(False),
        count=count,
        horizon=int(marks[-1]),
        parameters=numbers,
        start=first,
        snapshots=marks,
        backend=backend,
    )
    return {symbol.name: out["at"][:, row] for row, symbol in enumerate(conv.STATE)}


@plans.runs(lambda _: conv.recurrence(False))
def full_dimension(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: along a whole run the five scalars agree with those of the vectors to `tolerance`
    times max(1, n |a*|^2, |v|).

    k and p are uniform up to `largest`, n in [1/2, 2], |a*|^2 in [1/10, 3], 1.a* of every size;
    starts with |v| = 1. Runs whose angle is within 1e-6 of 90 degrees amplify rounding and do not
    occur in this sample. `speed` multiplies the step of the vectors.
    """
    given = plans.settings(
        "conv reduction", DEFAULTS, parameters, positive=("largest", "steps", "tolerance", "speed")
    )
    plans.at_least("conv reduction", "largest", given["largest"], 3)
    if given["largest"] > 10_000:
        raise KernelError(
            f"conv reduction trials run full vectors: largest <= 10000, {given['largest']} was "
            f"given"
        )
    return collect(
        [_compare(generator(seed, trial), given) for trial in range(first, first + count)]
    )


def _compare(rng: np.random.Generator, given: Mapping[str, Any]) -> dict[str, Any]:
    k, p = (int(rng.integers(3, given["largest"] + 1)) for _ in range(2))
    n = float(rng.uniform(0.5, 2))
    w_star = rng.standard_normal(p)
    w_star *= n / np.linalg.norm(w_star)
    a_star = rng.standard_normal(k) + rng.uniform(-1, 1)
    a_star *= np.sqrt(rng.uniform(0.1, 3)) / np.linalg.norm(a_star)
    v = rng.standard_normal(p) + rng.uniform(-1, 1) * np.sqrt(p) * w_star
    v /= np.linalg.norm(v)
    a = rng.standard_normal(k)
    a *= rng.uniform() * abs(a_star.sum()) * n / np.sqrt(k) / np.linalg.norm(a)
    N, S = float(a_star @ a_star), float(a_star.sum())
    eta = float(rng.uniform(0.2, 1)) * 2 * np.pi / (k + np.pi - 1)
    marks = [0, 1, 2, 10, 50, 200, 500, 1000, given["steps"]]
    marks = [mark for mark in marks if mark <= given["steps"]]
    small = reduced(
        {"k": k, "n": n, "N": N, "S": S, "eta": eta}, scalars(v, a, w_star, a_star), marks
    )
    worst = 0.0
    for t in range(given["steps"] + 1):
        if t in marks:
            now = scalars(v, a, w_star, a_star)
            scale = max(1.0, n * N, abs(S) * n, float(np.linalg.norm(v)))
            worst = max(
                worst, max(abs(now[name] - small[name][marks.index(t)][0]) for name in now) / scale
            )
        v, a = full_step(v, a, w_star, a_star, eta * given["speed"])
    return {"success": np.int8(worst <= given["tolerance"]), "gap": worst, "k": k, "p": p}
