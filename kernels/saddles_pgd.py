"""Perturbed gradient descent (Algorithm 2 of the thesis; Jin et al. 2017) on the octopus, many trials at once; any d.

    if ||grad f(x^(t))|| <= g_thres and t - t_noise > t_thres:  x^(t) += xi, xi uniform in the ball of radius r, t_noise = t
    x^(t+1) = x^(t) - eta grad f(x^(t)),    t = 0, 1, ...,   t_noise = -t_thres - 1 at the start

`y` holds x_j less its centre (4 tau times its sign for j < k, else 0), where k is the saddle being left: then every coordinate but
x_k, and x_{k+1} in the buffer, is multiplied by 1 - 2 eta L. A uniform point of the ball is the first d coordinates of a uniform
point of the sphere in d + 2 dimensions. Start and noise of trial i depend on (seed, i) alone: they are column i mod 256 of an
array drawn for the block i // 256, by a Philox stream of its own for every event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .errors import KernelError

BLOCK = 256
CELLS = 60_000  # coordinates in one sweep; fits a core's cache
DEFAULTS: dict[str, Any] = {
    "d": 10, "L": 3.0, "gamma": 1.0, "tau": float(np.e), "eta": 0.0, "radius": 0.0, "g_thres": 0.0, "t_thres": 1, "noise": "ball", "horizon": 1_000_000,
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """All numbers of a run; eta = 1/(4 L), radius = tau/100, g_thres = gamma tau/100 where 0 is given, as in the experiments."""

    d: int
    L: float
    gamma: float
    tau: float
    eta: float
    radius: float
    g_thres: float
    t_thres: int
    noise: str
    horizon: int

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Setting:
        if unknown := sorted(set(parameters) - set(DEFAULTS)):
            raise KernelError(f"saddle-pgd: unknown parameter {unknown[0]!r}; it takes {', '.join(DEFAULTS)}")
        p = DEFAULTS | dict(parameters)
        s = cls(**p)
        s = cls(
            **p | {"eta": s.eta or 1 / (4 * s.L), "radius": s.radius or s.tau / 100, "g_thres": s.g_thres or s.gamma * s.tau / 100}
        )
        if not (0 < s.gamma < s.L and s.tau >= 1):
            raise KernelError(
                f"saddle-pgd: L = {s.L}, gamma = {s.gamma}, tau = {s.tau} were given; need L > gamma > 0 and tau >= 1"
            )
        if not 0 < s.eta <= 1 / (2 * s.L):
            raise KernelError(f"saddle-pgd: eta = {s.eta} was given; need 0 < eta <= 1/(2 L) = {1 / (2 * s.L):g}")
        if s.g_thres > s.gamma * s.tau / 10 or s.radius > s.tau / 20:
            raise KernelError(
                f"saddle-pgd: g_thres = {s.g_thres}, radius = {s.radius} were given; "
                f"need g_thres <= gamma tau/10 = {s.gamma * s.tau / 10:g} and radius <= tau/20 = {s.tau / 20:g}"
            )
        if s.noise not in ("ball", "gaussian"):
            raise KernelError(f"saddle-pgd: noise = {s.noise!r} was given; expected ball or gaussian")
        if s.d < 1 or s.t_thres < 0 or s.horizon < 1:
            raise KernelError(
                f"saddle-pgd: d = {s.d}, t_thres = {s.t_thres}, horizon = {s.horizon} were given; need d, horizon >= 1, t_thres >= 0"
            )
        return s


def _stream(seed: int, block: int, purpose: int, event: int = 0) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=np.array([seed, block], dtype=np.uint64), counter=[0, 0, event, purpose]))


def _columns(first: int, count: int, draw: Any) -> np.ndarray:
    """The columns first..first+count-1 of the blocks' arrays, side by side."""
    blocks = range(first // BLOCK, (first + count - 1) // BLOCK + 1)
    whole = np.concatenate([draw(block) for block in blocks], axis=-1)
    begin = first - blocks[0] * BLOCK
    return np.ascontiguousarray(whole[..., begin : begin + count])


def starts(first: int, count: int, d: int, seed: int) -> np.ndarray:
    """Uniform points of [-1, 1]^d, shape (d, count); dyadic rationals, never 0."""

    def draw(block: int) -> np.ndarray:
        words = _stream(seed, block, 0).integers(0, 2**52, size=(d, BLOCK))
        return (2.0 * words + 1.0) * 2.0**-52 - 1.0

    return _columns(first, count, draw)


class _Noise:
    """The perturbation of event e for every trial of a sweep, drawn when first asked for."""

    def __init__(self, first: int, count: int, setting: Setting, seed: int):
        self.first, self.count, self.setting, self.seed = first, count, setting, seed
        self.kept: dict[int, np.ndarray] = {}

    def __call__(self, event: int) -> np.ndarray:
        if event not in self.kept:
            self.kept[event] = self._draw(event)
        return self.kept[event]

    def forget(self, before: int) -> None:
        for event in [event for event in self.kept if event < before]:
            del self.kept[event]

    def _draw(self, event: int) -> np.ndarray:
        s = self.setting
        z = _columns(self.first, self.count, lambda b: _stream(self.seed, b, 1, event).standard_normal((s.d + 2, BLOCK)))
        if s.noise == "gaussian":  # the same covariance as the ball
            return z[: s.d] * (s.radius / np.sqrt(s.d + 2))
        return z[: s.d] * (s.radius / np.sqrt(np.einsum("ij,ij->j", z, z)))


def simulate(
    first: int, count: int, setting: Setting, seed: int, x0: np.ndarray | None = None, follow: bool = False
) -> dict[str, np.ndarray]:
    """T: (d, count) times, -1 where not reached; kicks: perturbations; outside: iterates outside the domain; heights (with follow)."""
    s, tau = setting, setting.tau
    h, theta, kappa = 2 * s.eta * s.gamma, 2 * s.eta * s.L, s.L / s.gamma
    y = starts(first, count, s.d, seed) if x0 is None else np.array(x0, dtype=float)
    noise = _Noise(first, count, s, seed)
    T = np.full((s.d, count), -1, dtype=np.int64)
    kicks, outside = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    who, k, last = np.arange(count), np.zeros(count, dtype=np.int64), np.full(count, -s.t_thres - 1)
    kicked = np.zeros(count, dtype=np.int64)
    heights: list[np.ndarray] = []
    for t in range(s.horizon + 1):
        rows = np.arange(len(who))
        a = y[k, rows]
        out = np.flatnonzero(np.abs(a) >= 2 * tau)
        if len(out):
            T[k[out], who[out]] = t
            outside[who[out]] += np.abs(a[out]) > 6 * tau
            y[k[out], out] -= np.sign(a[out]) * 4 * tau
            k[out] += 1
            done = k == s.d
            if done.any():
                kicks[who[done]] = kicked[done]
                keep = np.flatnonzero(~done)
                y, who, k, last, kicked = np.ascontiguousarray(y[:, keep]), who[keep], k[keep], last[keep], kicked[keep]
                rows = np.arange(len(who))
                if not len(who):
                    break
            a = y[k, rows]
        size = np.abs(a)
        squares = np.einsum("ij,ij->j", y, y) - a * a
        small = (4 * s.L**2 * squares + 4 * s.gamma**2 * a * a <= s.g_thres**2) & (t - last > s.t_thres) & (size <= tau)
        due = np.flatnonzero(small)
        if len(due):
            events = kicked[due]
            for event in np.unique(events):
                columns = due[events == event]
                y[:, columns] += noise(int(event))[:, who[columns]]
            kicked[due] += 1
            last[due] = t
            noise.forget(int(kicked.min()))
            a = y[k, rows]
            size = np.abs(a)
            squares[due] = np.einsum("ij,ij->j", y[:, due], y[:, due]) - a[due] * a[due]
        far = np.flatnonzero(squares > tau * tau)
        if len(far):
            limit = np.where(np.arange(s.d)[:, None] < k[far], 2 * tau, tau)
            beyond = np.abs(y[:, far]) > limit
            beyond[k[far], np.arange(len(far))] = False
            outside[who[far]] += beyond.any(axis=0)
        if follow:
            heights.append(_heights(s, y, k))
        buffer = np.flatnonzero(size > tau)
        after = a * (1 + h)
        if len(buffer):
            kb = k[buffer]
            inner = kb < s.d - 1
            nxt = np.minimum(kb + 1, s.d - 1)
            b = y[nxt, buffer]
            u = size[buffer] / tau - 1
            v = np.where(inner, b / tau, 0.0)
            q = -2 + u * (-2 + u * (10 - 14 * kappa + u * (10 * kappa - 6)))
            rise = -q / 2 + (kappa + 1) * 15 * (u * (1 - u)) ** 2 * v * v
            after[buffer] = np.sign(a[buffer]) * tau * (1 + u + h * rise)
            next_after = b * (1 - h * (kappa - (kappa + 1) * u**3 * (10 + u * (6 * u - 15))))
            y *= 1 - theta
            y[nxt[inner], buffer[inner]] = next_after[inner]
        else:
            y *= 1 - theta
        y[k, rows] = after
    if len(who):
        kicks[who] = kicked
    found = {"T": T, "kicks": kicks, "outside": outside}
    return found | ({"heights": np.array([row[0] for row in heights])} if follow else {})


def _heights(s: Setting, y: np.ndarray, k: np.ndarray) -> np.ndarray:
    """f at the current points, for pictures: f depends on the sizes alone, and (|x_j| - 4 tau)^2 is y_j^2 for either sign."""
    from .saddles import Octopus

    f = Octopus(s.L, s.gamma, s.tau)
    x = y
    x = np.abs(np.where(np.arange(s.d)[:, None] < k, x + 4 * s.tau, x))
    return np.array([f.value(column) for column in x.T])


def batch(first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str) -> dict[str, np.ndarray]:
    """Trials from uniform starts in [-1, 1]^d. Success: the final region within the horizon, and no iterate outside the domain."""
    if backend == "cuda":
        raise KernelError("saddle-pgd is an array program for numpy; the backend cuda was given: use numpy, cpu or auto")
    setting = Setting.of(parameters)
    width = max(CELLS // setting.d // BLOCK * BLOCK, BLOCK)
    parts = [simulate(at, min(width, first + count - at), setting, seed) for at in range(first, first + count, width)]
    joined = {key: np.concatenate([part[key] for part in parts], axis=-1) for key in parts[0]} if parts else {}
    if not parts:
        return {"success": np.zeros(0, dtype=np.int8)}
    return summary(joined, setting)


def summary(found: Mapping[str, np.ndarray], setting: Setting) -> dict[str, np.ndarray]:
    """One row a trial: T_1, T_d, the mean of Delta_k over k >= 3 (k >= 2 or 1 for small d), perturbations, iterates outside."""
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


def comparison(first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str) -> dict[str, np.ndarray]:
    """Success: `times` T_d of perturbed descent < T_d of gradient descent from the same start (the latter exact)."""
    from fractions import Fraction

    from .saddles_exact import escape_times, exact_starts

    given = dict(parameters)
    times = given.pop("times", 1)
    setting = Setting.of(given)
    found = batch(first, count, given, seed, backend)
    exact = [
        escape_times(x, Fraction(setting.L), Fraction(setting.gamma), Fraction(setting.eta)).T[-1]
        for x in exact_starts(first, count, setting.d, seed)
    ]
    faster = [ok and times * steps < limit for ok, steps, limit in zip(found["success"], found["steps"], exact)]
    return found | {"success": np.array(faster, dtype=np.int8), "gd_steps": np.array([float(limit) for limit in exact])}


def constancy(first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str) -> dict[str, np.ndarray]:
    """Trial i is the group of runs 100 i to 100 i + 99. Success: the group means of Delta_k, 3 <= k <= d, differ by at most `spread`."""
    given = dict(parameters)
    spread = given.pop("spread", 0.05)
    setting = Setting.of(given)
    success, width = [], []
    for group in range(first, first + count):
        T = simulate(100 * group, 100, setting, seed)["T"]
        means = np.diff(T, axis=0).mean(axis=1)[1:]
        width.append(float((means.max() - means.min()) / means.mean()) if (T >= 0).all() else np.inf)
        success.append(width[-1] <= spread)
    return {"success": np.array(success, dtype=np.int8), "spread": np.array(width, dtype=float)}


def order(first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str) -> dict[str, np.ndarray]:
    """Success: the mean of Delta_k over k >= 3 lies between `low` and `high` times 1/(eta gamma)."""
    given = dict(parameters)
    low, high = given.pop("low"), given.pop("high")
    setting = Setting.of(given)
    found = batch(first, count, given, seed, backend)
    unit = 1 / (setting.eta * setting.gamma)
    inside = (low * unit <= found["delta_mean"]) & (found["delta_mean"] <= high * unit)
    return found | {"success": inside.astype(np.int8)}
