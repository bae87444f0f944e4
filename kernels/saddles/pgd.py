"""Perturbed gradient descent (Algorithm 2 of the thesis; Jin et al. 2017) on the octopus, many
trials at once; any d.

    if ||grad f(x^(t))|| <= g_thres and t - t_noise > t_thres:  x^(t) += xi, xi uniform in the ball
    of radius r, t_noise = t x^(t+1) = x^(t) - eta grad f(x^(t)),    t = 0, 1, ...,   t_noise =
    -t_thres - 1 at the start

`y` holds x_j less its centre (4 tau times its sign for j < k, else 0), where k is the saddle being
left: then every coordinate but x_k, and x_{k+1} in the buffer, is multiplied by 1 - 2 eta L. Up to
`kernel.LARGEST` coordinates `batch` runs the generated kernel; `simulate` is the array
program for any d, with the same draws, and the one that gives every T_k and f along a run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.drive import run
from ..engine.errors import KernelError
from .kernel import LARGEST, NUMBERS, recurrence
from .setting import Setting, kick, starts, step_normals
from .steps import bend, rise

CELLS = 60_000  # coordinates in one sweep; fits a core's cache


def simulate(
    first: int,
    count: int,
    setting: Setting,
    seed: int,
    x0: np.ndarray | None = None,
    follow: bool = False,
) -> dict[str, np.ndarray]:
    """T: (d, count) times, -1 where not reached; kicks: perturbations; outside: iterates outside
    the domain; heights (with follow).
    """
    s, tau = setting, setting.tau
    h, theta, kappa = 2 * s.eta * s.gamma, 2 * s.eta * s.L, s.L / s.gamma
    y = starts(first, count, s.d, seed) if x0 is None else np.array(x0, dtype=float)
    w = np.zeros_like(y) if s.momentum else None
    T = np.full((s.d, count), -1, dtype=np.int64)
    kicks, outside = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    who, k, last = np.arange(count), np.zeros(count, dtype=np.int64), np.full(count, -s.t_thres - 1)
    heights: list[np.ndarray] = []
    for t in range(s.horizon + 1):
        rows = np.arange(len(who))
        a = y[k, rows]
        out = np.flatnonzero(np.abs(a) >= 2 * tau)
        if len(out):
            T[k[out], who[out]] = t
            y[k[out], out] -= np.sign(a[out]) * 4 * tau
            k[out] += 1
            a = np.where(k < s.d, y[np.minimum(k, s.d - 1), rows], 0.0)
        squares = np.einsum("ij,ij->j", y, y) - a * a
        far = np.flatnonzero(squares > tau * tau)
        if len(far):
            place = np.arange(s.d)[:, None]
            beyond = (np.abs(y[:, far]) > np.where(place < k[far], 2 * tau, tau)) & (
                place != k[far]
            )
            outside[who[far]] += beyond.any(axis=0)
        if len(out) and (k == s.d).any():
            keep = np.flatnonzero(k < s.d)
            if not len(keep):
                break
            y, w = (
                np.ascontiguousarray(y[:, keep]),
                None if w is None else np.ascontiguousarray(w[:, keep]),
            )
            who, k, last, a, squares, rows = (
                who[keep],
                k[keep],
                last[keep],
                a[keep],
                squares[keep],
                np.arange(len(keep)),
            )
        small = 4 * s.L**2 * squares + 4 * s.gamma**2 * a * a <= s.g_thres**2
        due = (
            np.flatnonzero(small & (t - last > s.t_thres) & (np.abs(a) <= tau))
            if s.noise != "none"
            else rows[:0]
        )
        if len(due):
            y[:, due] += kick(s, step_normals(s, first + who[due], t, seed, "kick"))
            kicks[who[due]] += 1
            last[due] = t
            a = y[k, rows]
        if follow:
            heights.append(_heights(s, y, k))
        size = np.abs(a)
        buffer = np.flatnonzero(size > tau)
        after, moved = a * (1 + h), y * (1 - theta)
        if len(buffer):
            inner = k[buffer] < s.d - 1
            nxt = np.minimum(k[buffer] + 1, s.d - 1)
            b = np.where(inner, y[nxt, buffer], 0.0)
            u = size[buffer] / tau - 1
            after[buffer] = np.sign(a[buffer]) * tau * (1 + u + h * rise(u, b / tau, kappa))
            moved[nxt[inner], buffer[inner]] = (b * (1 - h * bend(u, kappa)))[inner]
        moved[k, rows] = after
        if w is not None:
            moved += s.momentum * w
        if s.sgd:
            moved += s.eta * s.sgd / np.sqrt(s.d) * step_normals(s, first + who, t, seed, "error")
        if w is not None:
            w = moved - y
        y = moved
    found = {"T": T, "kicks": kicks, "outside": outside}
    return found | ({"heights": np.array([row[0] for row in heights])} if follow else {})


def _heights(s: Setting, y: np.ndarray, k: np.ndarray) -> np.ndarray:
    """f at the current points, for pictures: f depends on the sizes alone, and (|x_j| - 4 tau)^2 is
    y_j^2 for either sign.
    """
    from .octopus import Octopus

    f = Octopus(s.L, s.gamma, s.tau)
    x = y
    x = np.abs(np.where(np.arange(s.d)[:, None] < k, x + 4 * s.tau, x))
    return np.array([f.value(column) for column in x.T])


def kernel_batch(
    first: int, count: int, setting: Setting, seed: int, backend: str
) -> dict[str, np.ndarray]:
    """The same trials by the generated kernel, with what it records of them; see `summary` for the
    columns.
    """
    s = setting
    numbers = {symbol.name: float(getattr(s, symbol.name)) for symbol in NUMBERS}
    got = run(
        recurrence(s.d, s.noise, s.momentum > 0, s.sgd > 0),
        first=first, count=count, horizon=s.horizon, parameters=numbers, seed=seed, backend=backend,
    )  # fmt: skip
    reached = got["stopped"] == 1
    before = {0: np.zeros(count), 1: got["T_1"], 2: got["T_2"]}[min(2, s.d - 1)]
    steps = np.where(reached, got["steps"], -1).astype(float)
    return {
        "success": (reached & (got["outside"] == 0)).astype(np.int8),
        "censored": (~reached).astype(np.int8),
        "steps": steps,
        "T_first": got["T_1"],
        "delta_mean": np.where(reached, (steps - before) / (s.d - min(2, s.d - 1)), np.nan),
        "kicks": got["kicks"],
        "outside": got["outside"],
    }


def _generated(parameters: Mapping[str, Any]) -> Any:
    """The recurrence that `batch` runs, for the hash of its step; None for the array program."""
    s = Setting.of(parameters)
    return recurrence(s.d, s.noise, s.momentum > 0, s.sgd > 0) if s.d <= LARGEST else None


def _of_groups(parameters: Mapping[str, Any]) -> Any:
    own = ("times", "spread", "low", "high")
    return _generated({key: value for key, value in parameters.items() if key not in own})


@plans.runs(_generated)
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Trials from uniform starts in [-1, 1]^d. Success: the final region within the horizon, and no
    iterate outside the domain.
    """
    setting = Setting.of(parameters)
    if not count:
        return {"success": np.zeros(0, dtype=np.int8)}
    if setting.d <= LARGEST:
        return kernel_batch(first, count, setting, seed, backend)
    if backend == "cuda":
        raise KernelError(
            f"saddle-pgd beyond d = {LARGEST} is an array program for numpy; the backend cuda "
            f"was given: use numpy or cpu"
        )
    width = max(CELLS // setting.d, 32)
    parts = [
        simulate(at, min(width, first + count - at), setting, seed)
        for at in range(first, first + count, width)
    ]
    return summary(
        {key: np.concatenate([part[key] for part in parts], axis=-1) for key in parts[0]}, setting
    )


def summary(found: Mapping[str, np.ndarray], setting: Setting) -> dict[str, np.ndarray]:
    """One row a trial: T_1, T_d, the mean of Delta_k over k >= 3 (k >= 2 or 1 for small d),
    perturbations, iterates outside.
    """
    T = found["T"]
    delta = np.diff(T, axis=0, prepend=0)
    from_ = min(2, setting.d - 1)
    reached = T[-1] >= 0
    return {
        "success": (reached & (found["outside"] == 0)).astype(np.int8),
        "censored": (~reached).astype(np.int8),
        "steps": T[-1].astype(float),
        "T_first": T[0].astype(float),
        "delta_mean": np.where(reached, delta[from_:].mean(axis=0), np.nan),
        "kicks": found["kicks"].astype(float),
        "outside": found["outside"].astype(float),
    }


@plans.runs(_of_groups)
def comparison(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: `times` T_d of perturbed descent < T_d of gradient descent from the same start (the
    latter exact).
    """
    from fractions import Fraction

    from .exact import escape_times, exact_starts

    given = dict(parameters)
    times = given.pop("times", 1)
    setting = Setting.of(given)
    found = batch(first, count, given, seed, backend)
    exact = [
        escape_times(x, Fraction(setting.L), Fraction(setting.gamma), Fraction(setting.eta)).T[-1]
        for x in exact_starts(first, count, setting.d, seed)
    ]
    faster = [
        ok and times * steps < limit
        for ok, steps, limit in zip(found["success"], found["steps"], exact)
    ]
    return found | {
        "success": np.array(faster, dtype=np.int8),
        "gd_steps": np.array([float(limit) for limit in exact]),
    }


def constancy(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Trial i is the group of runs 100 i to 100 i + 99. Success: the group means of Delta_k, 3 <= k
    <= d, differ by at most `spread`.
    """
    given = dict(parameters)
    spread = given.pop("spread", 0.05)
    T = simulate(100 * first, 100 * count, Setting.of(given), seed)["T"].reshape(-1, count, 100)
    means = np.diff(T, axis=0).mean(axis=2)[1:]
    width = np.where((T >= 0).all(axis=(0, 2)), np.ptp(means, axis=0) / means.mean(axis=0), np.inf)
    return {"success": (width <= spread).astype(np.int8), "spread": width}


@plans.runs(_of_groups)
def order(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: the mean of Delta_k over k >= 3 lies between `low` and `high` times 1/(eta
    gamma).
    """
    given = dict(parameters)
    low, high = given.pop("low"), given.pop("high")
    setting = Setting.of(given)
    found = batch(first, count, given, seed, backend)
    unit = 1 / (setting.eta * setting.gamma)
    inside = (low * unit <= found["delta_mean"]) & (found["delta_mean"] <= high * unit)
    return found | {"success": inside.astype(np.int8)}


def growth(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Trial i: 64 runs at d = 10 and 8 runs at d = 80. Success: the steps per saddle grow by b log
    8 with b between `low` and `high` times 1/(2 log(1 + 2 eta gamma)), what a coordinate of size
    r/sqrt(d) of the perturbation costs.
    """
    given = dict(parameters)
    low, high = given.pop("low"), given.pop("high")
    flat, tall = (Setting.of(given | {"d": d}) for d in (10, 80))
    near = (
        kernel_batch(64 * first, 64 * count, flat, seed, backend)["delta_mean"]
        .reshape(count, 64)
        .mean(axis=1)
    )
    far = (
        np.diff(simulate(8 * first, 8 * count, tall, seed)["T"], axis=0)[1:]
        .mean(axis=0)
        .reshape(count, 8)
        .mean(axis=1)
    )
    slope = (far - near) / np.log(8) * 2 * np.log1p(2 * flat.eta * flat.gamma)
    return {"success": ((low <= slope) & (slope <= high)).astype(np.int8), "slope": slope}
