"""Batches that watch rank-one gradient descent step by step: the full-dimensional run beside the
four scalars, the two stages, the rate.

The full-dimensional run is the plain algorithm on vectors; it knows nothing of the reduction that
it is compared with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.philox import chi, normals, uniforms
from . import rank_one

FULL = {"largest": 40, "steps": 400, "c_step": 0.2, "tolerance": 1e-10, "speed": 1.0}
STAGES = {
    "d": 1000,
    "c_init": 0.01,
    "c_step": 0.1,
    "horizon": 600,
    "ratio": 100.0,
    "growth": 3.0,
    "c_1": 1 / 80008,
}
RATE = {
    "dimensions": (10, 100, 10**4, 10**6),
    "runs": 200,
    "c_init": 0.01,
    "c_step": 0.1,
    "eps": 1e-3,
    "r_squared": 0.99,
    "power": 1,
}


def advance(
    alpha: Any, alpha_perp: Any, beta: Any, beta_perp: Any, eta: Any, sigma: Any
) -> tuple[Any, Any, Any, Any]:
    """One step of the four scalars (equation (23)); the orthogonal parts with their sign."""
    u2, v2 = alpha**2 + alpha_perp**2, beta**2 + beta_perp**2
    return (
        (1 - eta * v2) * alpha + eta * sigma * beta,
        (1 - eta * v2) * alpha_perp,
        (1 - eta * u2) * beta + eta * sigma * alpha,
        (1 - eta * u2) * beta_perp,
    )


def full_dimension(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Vectors against scalars. Success: no scalar ever differs by more than `tolerance` sqrt(sigma)
    along the whole run.

    d1, d2 are uniform in 2..largest, sigma in [1/2, 2], u*, v* uniform on spheres, u_0 and v_0
    normal with entries of variance sigma/(100 d). `speed` multiplies the step of the scalars only.
    Also returned: `difference`, the largest relative one.
    """
    given = plans.settings(
        "full-dimension", FULL, parameters, positive=("largest", "steps", "c_step")
    )
    difference = np.array([_gap(trial, given, seed) for trial in range(first, first + count)])
    return {"success": (difference <= given["tolerance"]).astype(np.int8), "difference": difference}


def _gap(trial: int, given: Mapping[str, Any], seed: int) -> float:
    one = np.array([trial])
    sizes = uniforms(one, 3, seed=seed, stream=1)[:, 0]
    d1, d2 = (2 + int(part * (given["largest"] - 1)) for part in sizes[:2])
    sigma = 0.5 + 1.5 * sizes[2]
    z = normals(one, 2 * (d1 + d2), seed=seed, stream=2)[:, 0]
    u_star, v_star, u, v = np.split(z, [d1, d1 + d2, 2 * d1 + d2])
    u_star, v_star = u_star / np.linalg.norm(u_star), v_star / np.linalg.norm(v_star)
    u, v = (0.1 * np.sqrt(sigma / max(d1, d2)) * part for part in (u, v))
    target, eta = sigma * np.outer(u_star, v_star), given["c_step"] / sigma
    scalars, largest = _four(u, v, u_star, v_star), 0.0
    for _ in range(given["steps"]):
        residual = np.outer(u, v) - target
        u, v = u - eta * residual @ v, v - eta * residual.T @ u
        scalars = np.array(advance(*scalars, eta * given["speed"], sigma))
        largest = max(
            largest, float(np.abs(np.abs(scalars) - np.abs(_four(u, v, u_star, v_star))).max())
        )
    return largest / np.sqrt(sigma)


def _four(u: np.ndarray, v: np.ndarray, u_star: np.ndarray, v_star: np.ndarray) -> np.ndarray:
    alpha, beta = u @ u_star, v @ v_star
    return np.array(
        [alpha, np.linalg.norm(u - alpha * u_star), beta, np.linalg.norm(v - beta * v_star)]
    )


def stages(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Every assertion of the two stages at every step, sigma = 1. Success: none is ever violated
    beyond rounding (1e-12).

    Starts are normal with standard deviation c_init/sqrt(d), made positive, and clipped to [0.1,
    10] standard deviations. Also returned: `stage_one` and `stage_two` (0/1, which half held),
    `T1`, `final` (the last |h|).
    """
    given = plans.settings(
        "rank-one stages", STAGES, parameters, positive=("d", "c_init", "c_step", "horizon")
    )
    trial, c = np.arange(first, first + count), given["c_step"]
    scale = given["c_init"] / np.sqrt(given["d"])
    alpha, beta = scale * np.clip(np.abs(normals(trial, 2, seed=seed)), 0.1, 10)
    freedom = given["d"] - 1
    alpha_perp, beta_perp = (scale * chi(freedom, trial, 2 + 64 * k, 3 + k, seed) for k in range(2))
    start = alpha_perp**2 + beta_perp**2
    one, two = np.ones(count, bool), np.ones(count, bool)
    T1, bound = np.full(count, -1), start.copy()
    slack, gap = 1e-12, (given["ratio"] - 1) / (given["ratio"] + 1)
    for t in range(given["horizon"]):
        T1 = np.where((T1 < 0) & (alpha**2 + beta**2 >= 0.5), t, T1)
        early, late = T1 < 0, T1 >= 0
        h, xi, total = alpha * beta - 1, alpha_perp**2 + beta_perp**2, alpha + beta
        following = advance(alpha, alpha_perp, beta, beta_perp, c, 1.0)
        new_total = following[0] + following[2]
        first_half = (
            (alpha > 0)
            & (beta > 0)
            & (xi <= start + slack)
            & (np.abs(alpha - beta) <= gap * total + slack)
        )
        first_half &= (new_total >= (1 + c / given["growth"]) * total - slack) & (
            new_total <= (1 + c) * total + slack
        )
        new_h = following[0] * following[2] - 1
        second_half = (
            (np.minimum(alpha, beta) ** 2 >= given["c_1"]) & (h <= slack) & (xi <= bound + slack)
        )
        second_half &= np.abs(new_h) <= (1 - given["c_1"] * c) * np.abs(h) + c * xi + slack
        one &= ~early | first_half
        two &= ~late | second_half
        bound = np.where(late, bound * (1 - given["c_1"] * c), bound)
        alpha, alpha_perp, beta, beta_perp = following
    return {
        "success": (one & two & (T1 >= 0)).astype(np.int8),
        "stage_one": one.astype(np.int8),
        "stage_two": two.astype(np.int8),
        "T1": T1,
        "final": np.abs(alpha * beta - 1),
    }


@plans.runs(lambda _: rank_one.recurrence())
def rate(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """A trial is a whole experiment: `runs` runs in each of several dimensions, the median
    iterations to eps fitted against log(d/eps)^power.

    Success: R^2 of the least-squares line >= `r_squared` and every run arrived. Also returned:
    `slope`, `predicted` = 1/(2 log(1 + c_step)), what stage 1 alone would give, and `fit` = R^2.
    """
    given = plans.settings(
        "rank-one rate", RATE, parameters, positive=("runs", "c_init", "c_step", "eps")
    )
    lines = [_line(trial, given, seed, backend) for trial in range(first, first + count)]
    fit, slope = np.array([each[0] for each in lines]), np.array([each[1] for each in lines])
    predicted = np.full(count, 1 / (2 * np.log1p(given["c_step"])))
    return {
        "success": (fit >= given["r_squared"]).astype(np.int8),
        "fit": fit,
        "slope": slope,
        "predicted": predicted,
    }


def _line(trial: int, given: Mapping[str, Any], seed: int, backend: str) -> tuple[float, float]:
    runs, medians = given["runs"], []
    for d in given["dimensions"]:
        shared = {key: given[key] for key in ("c_init", "c_step", "eps")}
        found = rank_one.batch(
            trial * runs, runs, shared | {"d": d, "reading": "deviation"}, seed, backend
        )
        if not found["stopped"].all():
            return 0.0, 0.0
        medians.append(float(np.median(found["steps"])))
    x, y = np.log(np.array(given["dimensions"]) / given["eps"]) ** given["power"], np.array(medians)
    slope, intercept = np.polyfit(x, y, 1)
    return 1 - float(((y - slope * x - intercept) ** 2).sum() / ((y - y.mean()) ** 2).sum()), float(
        slope
    )
