"""Trials on the convolutional network beside the table: Monte Carlo of its population formulas, its
remarks, the times of its two phases.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import collect, generator
from ..engine.drive import run
from . import direct as conv_direct
from . import scalars as conv

# --- Monte Carlo ----------------------------------------------------------------------------------

MONTE_CARLO: dict[str, Any] = {"samples": 500_000, "limit": 5.0, "law": "normal", "scale": 1.0}


def _patches(rng: np.random.Generator, law: str, shape: tuple[int, ...], p: int) -> np.ndarray:
    """Three coordinates of i.i.d. rotation-invariant patches in R^p: along w, across it in the
    plane of w*, and one more.
    """
    z = rng.standard_normal((3, *shape))
    if law == "normal":
        return z
    rest = rng.chisquare(p - 3, shape) if p > 3 else 0.0
    length = np.sqrt((z * z).sum(axis=0) + rest)
    if law == "sphere":  # of radius sqrt(p)
        return z * (math.sqrt(p) / length)
    return z * (math.sqrt(p) * rng.uniform(0, 2, shape) / length)  # a mixture of spheres


def monte_carlo(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: loss, gradient in v (three directions) and gradient in a agree with sample means
    within `limit` standard errors.

    Every trial has its own k in 1..4, |w*| in [1/2, 2], phi in (0, pi), a, a*, |v| and `samples`
    networks. `scale` multiplies the formulas.
    """
    given = plans.settings(
        "conv Monte Carlo", MONTE_CARLO, parameters, positive=("samples", "limit", "scale")
    )
    return collect(
        [_one_network(generator(seed, trial), given) for trial in range(first, first + count)]
    )


def _one_network(rng: np.random.Generator, given: Mapping[str, Any]) -> dict[str, Any]:
    k, phi, n, length = (
        int(rng.integers(1, 5)),
        rng.uniform(0.05, np.pi - 0.05),
        rng.uniform(0.5, 2),
        rng.uniform(0.5, 2),
    )
    a, a_star = rng.standard_normal(k), rng.standard_normal(k)
    v, w_star = np.array([length, 0.0, 0.0]), n * np.array([math.cos(phi), math.sin(phi), 0.0])
    formula_v, formula_a = (
        v - conv_direct.full_step(v, a, w_star, a_star, 1.0)[0],
        a - conv_direct.full_step(v, a, w_star, a_star, 1.0)[1],
    )
    numbers = {"k": float(k), "n": n, "N": float(a_star @ a_star), "S": float(a_star.sum())}
    state = (
        {name: np.array(value) for name, value in conv_direct.scalars(v, a, w_star, a_star).items()}
        if k > 1
        else None
    )
    if state is None:
        gap = float(a[0] - n * a_star[0])
        state = {
            "along": length * math.cos(phi),
            "across": length * math.sin(phi),
            "sums": gap,
            "inner": gap * a_star[0],
            "rest": 0.0,
        }
    wanted = given["scale"] * np.array([float(conv.loss(numbers, state)), *formula_v, *formula_a])
    total, squares, left = np.zeros(len(wanted)), np.zeros(len(wanted)), int(given["samples"])
    while left:
        size = min(left, 50_000)
        z = _patches(rng, "normal", (k, size), 3)
        own, other = z[0], math.cos(phi) * z[0] + math.sin(phi) * z[1]
        active, features = own > 0, np.maximum(own, 0.0)
        error = a @ features - n * (a_star @ np.maximum(other, 0.0))
        weights = a[:, None] * active * error
        slope = (weights * z).sum(axis=1)
        slope[0] = 0.0  # the projector I - v v^T/|v|^2
        sample = np.concatenate([[0.5 * error**2], slope / length, features * error])
        total += sample.sum(axis=1)
        squares += (sample**2).sum(axis=1)
        left -= size
    mean = total / given["samples"]
    deviation = np.sqrt(np.maximum(squares / given["samples"] - mean**2, 0.0) / given["samples"])
    z_scores = np.where(deviation > 0, (mean - wanted) / np.maximum(deviation, 1e-300), 0.0)
    return {
        "success": np.int8(np.abs(z_scores).max() <= given["limit"]),
        "largest_z": float(np.abs(z_scores).max()),
        "k": k,
    }


ROTATION: dict[str, Any] = {"samples": 200_000, "limit": 5.0, "law": "sphere", "share": 1.0}


def rotation_invariant(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: for a rotation-invariant law of the patches in R^p (p in 3..30) the sample means of
    Lemma 5.6 a, c, d are those of the Gaussian times E r^2/2 (r: the length in the plane of w and
    w*; here E r^2 = 2 s/p with s the mean square length), within `limit`.
    """
    given = plans.settings(
        "conv rotation-invariant", ROTATION, parameters, positive=("samples", "limit", "share")
    )
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        p, phi = int(rng.integers(3, 31)), rng.uniform(0.05, np.pi - 0.05)
        z = _patches(rng, given["law"], (int(given["samples"]),), p)
        own, other = z[0], math.cos(phi) * z[0] + math.sin(phi) * z[1]
        both = (own > 0) & (other > 0)
        # E r^2/2; the mean of uniform(0, 2)^2 is 4/3
        share = given["share"] * (1.0 if given["law"] == "sphere" else 4 / 3)
        angle = (np.pi - phi) / (2 * np.pi)
        wanted = share * np.array(
            [
                0.5,
                angle * math.cos(phi) + math.sin(phi) / (2 * np.pi),
                angle * math.sin(phi),
                angle * math.cos(phi) + math.sin(phi) / (2 * np.pi),
            ]
        )
        sample = np.array(
            [
                own**2 * (own > 0),
                both * own * other,
                both * z[1] * other,
                np.maximum(own, 0) * np.maximum(other, 0),
            ]
        )
        worst = float(
            np.abs(
                (sample.mean(axis=1) - wanted) / (sample.std(axis=1) / math.sqrt(given["samples"]))
            ).max()
        )
        rows.append({"success": np.int8(worst <= given["limit"]), "largest_z": worst, "p": p})
    return collect(rows)


# --- the initialisation ---------------------------------------------------------------------------

THETA: dict[str, Any] = {"k": 100, "p": 100, "low": 0.01, "high": 4.0}


def order_of_the_start(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: |a.a*| k/(|1.a*||a*||w*|) and |cos phi| sqrt(p) both lie in [low, high], for the
    start of Theorem 5.4, sampled exactly.
    """
    given = plans.settings("conv start", THETA, parameters, positive=("k", "p", "high"))
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        signal = math.sqrt(given["k"] * rng.beta(0.5, (given["k"] + 1) / 2))
        cosine = math.sqrt(given["p"] * rng.beta(0.5, (given["p"] - 1) / 2))
        inside = all(given["low"] <= each <= given["high"] for each in (signal, cosine))
        rows.append({"success": np.int8(inside), "signal": signal, "cosine": cosine})
    return collect(rows)


HALVING: dict[str, Any] = {
    "k": 25,
    "p": 6,
    "r": 4.0,
    "norm2": 0.2,
    "excess": 1000.0,
    "halvings": 16,
    "horizon": 200_000,
}


def halving(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Remark 5.3. A start with a.a* > 0, phi < pi/2 and |a| up to `excess` times too large is
    halved until |1.a| <= |1.a*|, 0 <= j times.

    Success: with j <= `halvings`, gradient descent from the last of these starts enters the region
    of the global minimum.
    """
    given = plans.settings(
        "conv halving", HALVING, parameters, positive=("k", "p", "r", "norm2", "excess", "horizon")
    )
    full = conv.settings({key: given[key] for key in ("k", "p", "r", "norm2", "horizon")})
    k, N, S = int(given["k"]), full["N"], full["S"]
    starts, needed = [], []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        across = math.sqrt(N - S * S / k)
        z = rng.standard_normal(k + 2)
        one, other, *rest = (
            z[:k] / np.linalg.norm(z) * given["excess"] ** rng.uniform() * full["size"]
        )  # along 1, along a* across 1, the rest
        if S / math.sqrt(k) * one + across * other < 0:
            one, other = -one, -other
        j = 0
        while abs(math.sqrt(k) * one) > S and j <= given["halvings"]:
            one, other, rest, j = one / 2, other / 2, [each / 2 for each in rest], j + 1
        cosine = abs(rng.standard_normal() / math.sqrt(rng.chisquare(given["p"])))
        cosine /= math.sqrt(1 + cosine**2)
        inner = S / math.sqrt(k) * one + across * other - N
        starts.append(
            (
                cosine,
                math.sqrt(1 - cosine**2),
                math.sqrt(k) * one - S,
                inner,
                float(np.linalg.norm(rest)),
            )
        )
        needed.append(j)
    numbers = {name: float(full[name]) for name in conv.NUMBERS}
    start = {symbol.name: np.array(column) for symbol, column in zip(conv.STATE, zip(*starts))}
    out = run(
        conv.recurrence(),
        count=count,
        horizon=int(given["horizon"]),
        parameters=numbers,
        start=start,
        backend=backend,
    )
    reached = (out["reached_global"] >= 0) & (np.array(needed) <= given["halvings"])
    return {"success": reached.astype(np.int8), "halvings": np.array(needed, dtype=float)}


# --- the times of Theorem 5.3 ---------------------------------------------------------------------


def g_of(angle: float) -> float:
    return (math.pi - angle) * math.cos(angle) + math.sin(angle)


def explicit_times(
    k: int,
    n: float,
    N: float,
    S: float,
    eta: float,
    cosine: float,
    x0: float,
    gap: float,
    eps: float,
) -> tuple[int, int]:
    """T_1 and T_2 of conv.thm-5.3-amended; gap = |a^0 - n a*|."""
    A, slow = math.sqrt(N), 2 * math.pi / (eta * (math.pi - 1))
    m = min(x0, n * (g_of(math.acos(cosine)) - 1) * N / (math.pi - 1))
    bound = max(gap, n * A * math.pi / (math.pi - 1))
    T1 = math.ceil(6 * math.log(2) / (eta * n * m * cosine)) + math.ceil(slow)
    T2 = math.ceil(40 / (eta * n**2 * N) * math.log(2 * math.sqrt(k + 1) / eps))
    return T1, T2 + math.ceil(slow * math.log(math.sqrt(k + 1) * bound / (eps * n * A)))


TIMES: dict[str, Any] = {"eps": 1e-3, "share": 1.0, "longest": 300_000}


def explicit_theorem(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: phi <= pi/4 and a.a* >= n |a*|^2/7 at `share` T_1, and loss <= eps n^2 |a*|^2 at
    `share` (T_1 + T_2) of conv.thm-5.3-amended.

    Starts that satisfy its hypotheses: k in 2..100, n in [1/10, 10], |a*|^2 in [1/10, 30], ratios
    up to k, cos phi^0 in [1/10, 1), every a^0 with |1.a^0| <= n |1.a*|; eta the largest that it
    allows, or less. Draws with T_1 + T_2 above `longest` are drawn again.
    """
    given = plans.settings("conv times", TIMES, parameters, positive=("eps", "share", "longest"))
    return collect(
        [_times(generator(seed, trial), given, backend) for trial in range(first, first + count)]
    )


def _times(rng: np.random.Generator, given: Mapping[str, Any], backend: str) -> dict[str, Any]:
    while True:
        k, n, N = int(rng.integers(2, 101)), 10 ** rng.uniform(-1, 1), 10 ** rng.uniform(-1, 1.5)
        S = math.sqrt(k * N) * rng.uniform() ** 2
        cosine, x0 = 10 ** rng.uniform(-1, -0.01), n * N * 10 ** rng.uniform(-1, 0.5)
        numbers = {"k": float(k), "n": n, "N": N, "S": S}
        eta = min(
            2 * math.pi / (k + math.pi - 1),
            cosine / (n * max(x0, n * (N + 2 * S * S / (math.pi - 1)))),
        ) * rng.uniform(0.5, 1)
        start = {
            "along": cosine,
            "across": math.sqrt(1 - cosine**2),
            "sums": n * S * (rng.uniform(-1, 1) - 1),
            "inner": x0 - n * N,
            "rest": n * math.sqrt(N) * rng.uniform(),
        }
        gap = math.sqrt(
            float(conv.square(numbers, {name: np.array(value) for name, value in start.items()}))
        )
        T1, T2 = explicit_times(k, n, N, S, eta, cosine, x0, gap, given["eps"])
        if given["longest"] >= T1 + T2:
            break
    marks = [round(given["share"] * T1), round(given["share"] * (T1 + T2))]
    path = conv_direct.reduced(numbers | {"eta": eta}, start, marks, backend)
    at = {name: values[:, 0] for name, values in path.items()}
    angle, x = np.arctan2(at["across"], at["along"]), n * N + at["inner"]
    loss = float(conv.loss(numbers, at)[1] / (given["eps"] * n**2 * N))
    ok = angle[0] <= math.pi / 4 and x[0] >= n * N / 7 and loss <= 1
    return {"success": np.int8(ok), "T1": float(T1), "T2": float(T2), "loss_over_bound": loss}


def phase_times(
    p: Mapping[str, Any], cosine: Any, x0: Any, eps: float = 1e-3, horizon: int = 1_000_000
) -> tuple[np.ndarray, np.ndarray]:
    """The measured times of many settings at once (arrays k, n, N, S, eta of equal length, or
    numbers), 1.a^0 = 0 and no third part.

    First with phi <= pi/4 and a.a* >= n |a*|^2/7, then from there on to loss <= eps n^2 |a*|^2; -1
    where the horizon comes first.
    """
    k, n, N, S, eta, cosine, x0 = np.broadcast_arrays(
        *(np.atleast_1d(each) for each in (p["k"], p["n"], p["N"], p["S"], p["eta"], cosine, x0))
    )
    state = np.array((cosine, np.sqrt(1 - cosine**2), -n * S, x0 - n * N), dtype=float)
    T1, T2 = np.full(len(k), -1), np.full(len(k), -1)
    who, slow = np.arange(len(k)), eta * (np.pi - 1) / (2 * np.pi)
    fast, spread = eta * (k + np.pi - 1) / (2 * np.pi), np.maximum(N - S * S / k, 1e-300)
    own = np.array((k, n, N, S, eta, fast, slow, spread), dtype=float)
    for t in range(horizon + 1):
        (k, n, N, S, eta, fast, slow, spread), (along, across, sums, inner) = own, state
        x, angle = n * N + inner, np.arctan2(across, along)
        short = conv.deficit(angle)
        first = (T1[who] < 0) & (angle <= math.pi / 4) & (x >= n * N / 7)
        T1[who[first]] = t
        layer = sums**2 / k + (inner - S / k * sums) ** 2 / spread
        loss = ((np.pi - 1) * layer + sums**2 + 2 * n * short * x) / (4 * np.pi)
        done = (T1[who] >= 0) & (loss <= eps * n**2 * N)
        length = np.hypot(along, across)
        u = eta * n * x * (np.pi - angle) / (2 * np.pi * length**2)
        push = eta / (2 * np.pi) * short * n
        after = (
            along + u * across**2 / length,
            np.abs(1 - u * along / length) * across,
            (1 - fast) * sums - push * S,
            (1 - slow) * inner - eta / (2 * np.pi) * S * sums - push * N,
        )
        state = np.array(after)
        if done.any():
            T2[who[done]] = t - T1[who[done]]
            who, own, state = who[~done], own[:, ~done], state[:, ~done]
            if not len(who):
                break
    return T1, T2


SCALING: dict[str, Any] = {"change": "eta", "low": 1.9, "high": 2.1}


def scaling(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """How the measured times change. change = eta: half the step, success if T_1 and T_2 grow by a
    factor in [low, high]; change = cosine: from cos phi^0 = 1/100 to 1/10,000, success if T_1 grows
    by a factor in [low, high] (any T_2).

    Random k in 2..50, |a*|^2 in [1/20, 1/2], ratio up to 4; n = 1, x_0 = |a*|^2 cos phi^0, 1.a^0 =
    0, eps = 1/1000, eta = 1/20 of 2 pi/(k + pi - 1).
    """
    given = plans.settings("conv scaling", SCALING, parameters, positive=("low", "high"))
    draws = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        draws.append((float(rng.integers(2, 51)), rng.uniform(0.05, 0.5), rng.uniform(0, 4)))
    k, N, r = np.array(draws).T
    own = {
        "k": k,
        "n": 1.0,
        "N": N,
        "S": np.sqrt(np.minimum(r, k) * N),
        "eta": np.pi / 10 / (k + np.pi - 1),
    }
    halved = given["change"] == "eta"
    cosine = 0.1 if halved else 0.01
    before = phase_times(own, cosine, N * cosine)
    other, flat = (own | {"eta": own["eta"] / 2}, cosine) if halved else (own, cosine / 100)
    after = phase_times(other, flat, N * flat)
    growth = [np.where((a > 0) & (b > 0), b / a, np.nan) for a, b in zip(before, after)]
    inside = [(given["low"] <= each) & (each <= given["high"]) for each in growth]
    success = inside[0] & inside[1] if halved else inside[0]
    return {"success": success.astype(np.int8), "T1_grows": growth[0], "T2_grows": growth[1]}
