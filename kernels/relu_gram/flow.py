"""Gradient flow of a two-layer ReLU network, solved exactly between events, in the sense of
Filippov at the kinks.

In Gram coordinates dz_r/dt = -(a_r/sqrt m) K b_r, where b_ri is e_i at an active entry, 0 at an
inactive one, and at a *sliding* entry (preactivation held at 0 from both sides) the weight sigma_ri
e_i, 0 <= sigma <= 1, that keeps it there: with A active and Q sliding b_Q = -K_QQ^{-1} K_QA e_A.
Then e' = -G e with G = (1/m) sum_r of the Schur complements K_AA - K_AQ K_QQ^{-1} K_QA, symmetric
and positive semidefinite, so that between events e(t) = V exp(-Lambda t) V^T e(0) and every
preactivation is a sum of n exponentials. Events: an entry reaches 0 (it crosses, or starts to
slide), a sliding weight reaches 0 or 1 (it leaves). Their times come from a search that cannot step
over a root: a step ends before the quadratic bound |f| + f' h - max|f''| h^2/2 reaches 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.errors import KernelError

Array = np.ndarray
INACTIVE, ACTIVE, SLIDING = 0, 1, 2
NEVER = np.inf


@dataclass
class Flow:
    """A solution: states at the asked times and at the events (time, neuron, input, new mode)."""

    times: Array
    e: Array  # (times, n): u - y
    Z: Array  # preactivations at the end
    modes: Array  # the pattern at the end: 0 inactive, 1 active, 2 sliding
    events: list[tuple[float, int, int, int]] = field(default_factory=list)
    # lambda_min(G) after each event, the start first
    least: list[float] = field(default_factory=list)
    reached: float = 0.0  # short of the last time only if `max_events` came first

    @property
    def loss(self) -> Array:
        return 0.5 * (self.e**2).sum(axis=1)


class _Cell:
    """One pattern: the linear equation, and every preactivation and sliding weight as a function of
    time.
    """

    def __init__(self, K: Array, a: Array, modes: Array):
        self.K, self.a, self.m = K, a, len(a)
        self.modes, n = modes, len(K)
        self.sliders = np.flatnonzero((modes == SLIDING).any(axis=1))
        S = (modes == ACTIVE).astype(float)
        G = K * (S.T @ S) / self.m
        self.maps: dict[int, Array] = {}
        for r in self.sliders:  # b_r = M e
            A, Q = np.flatnonzero(modes[r] == ACTIVE), np.flatnonzero(modes[r] == SLIDING)
            M = np.zeros((n, n))
            M[A, A] = 1.0
            M[np.ix_(Q, A)] = -np.linalg.solve(K[np.ix_(Q, Q)], K[np.ix_(Q, A)])
            self.maps[int(r)] = M
            G[np.ix_(A, A)] += K[np.ix_(A, Q)] @ M[np.ix_(Q, A)] / self.m
        self.rates, self.V = np.linalg.eigh((G + G.T) / 2)
        self.rates = np.maximum(self.rates, 0.0)

    def weights(self, r: int, e: Array) -> Array:
        """b_r for the residual e."""
        return self.maps[r] @ e if r in self.maps else (self.modes[r] == ACTIVE) * e

    def velocity(self, r: int, e: Array) -> Array:
        return -(self.a[r] / np.sqrt(self.m)) * (self.K @ self.weights(r, e))

    def directions(self, e: Array) -> Array:
        """(m, n, n): dz_ri/dt = sum_j of this times exp(-rate_j t)."""
        parts = self.V * (self.V.T @ e)  # column j: the part of e(0) along eigenvector j
        b = (self.modes == ACTIVE)[:, :, None] * parts[None]
        for r, M in self.maps.items():
            b[r] = M @ parts
        return -(self.a[:, None, None] / np.sqrt(self.m)) * np.einsum("ik,rkj->rij", self.K, b)

    def residual(self, e: Array, t: float) -> Array:
        return self.V @ (np.exp(-self.rates * t) * (self.V.T @ e))

    def integral(self, e: Array, t: float) -> Array:
        """int_0^t e"""
        return self.V @ (_phi(self.rates, t) * (self.V.T @ e))

    def move(self, Z: Array, e: Array, t: float) -> Array:
        E = self.integral(e, t)
        b = (self.modes == ACTIVE) * E
        for r, M in self.maps.items():
            b[r] = M @ E
        return Z - (self.a[:, None] / np.sqrt(self.m)) * (b @ self.K)


def _phi(rates: Array, t: Any) -> Array:
    """(1 - exp(-rate t))/rate, and t for rate 0."""
    x = rates * t
    safe = np.where(rates > 0, rates, 1.0)
    return np.where(x > 1e-300, -np.expm1(-x) / safe, t * np.ones_like(x))


def first_root(
    start: Array,
    c: Array,
    rates: Array,
    horizon: float,
    kind: str,
    tiny: float,
    after: Array | None = None,
) -> tuple[float, int]:
    """The first time in (0, horizon] at which one of the functions reaches 0 from above, and which;
    (inf, -1) if none does.

    kind "integral": start + sum_j c_j (1 - exp(-rate_j t))/rate_j; kind "value": sum_j c_j
    exp(-rate_j t). All are >= 0 at first. A function within `tiny` of 0 that falls counts as a
    root. `after`: times before which a function is not watched (it leaves 0 there).
    """
    t = np.zeros(len(c)) if after is None else after.copy()
    open_, best, which = np.ones(len(c), dtype=bool), horizon, -1
    power = 1 if kind == "integral" else 2
    for _ in range(400):
        rows = np.flatnonzero(open_ & (t < best))
        if not len(rows):
            break
        decay = np.exp(-rates * t[rows, None])
        if kind == "integral":
            f = start[rows] + (c[rows] * _phi(rates, t[rows, None])).sum(axis=1)
            slope, bend = (
                (c[rows] * decay).sum(axis=1),
                (np.abs(c[rows]) * rates * decay).sum(axis=1),
            )
        else:
            f = (c[rows] * decay).sum(axis=1)
            slope, bend = (
                -(c[rows] * rates * decay).sum(axis=1),
                (np.abs(c[rows]) * rates**power * decay).sum(axis=1),
            )
        hit = (f <= tiny) & (slope < 0) & (t[rows] > 0)
        if hit.any():
            k = rows[hit][np.argmin(t[rows[hit]])]
            if t[k] < best:
                best, which = float(t[k]), int(k)
        f = np.maximum(f, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(
                bend > 0,
                (slope + np.sqrt(slope**2 + 2 * bend * f)) / bend,
                np.where(slope < 0, f / -slope, NEVER),
            )
        step = np.where(np.isnan(step), NEVER, step)
        t[rows] += np.maximum(step, 1e-13 * (1 + t[rows]))
        open_[rows[hit]] = False
    return (best, which) if which >= 0 else (NEVER, -1)


def solve(K: Array, y: Array, Z0: Array, a: Array, times: Any, max_events: int = 100_000) -> Flow:
    """Gradient flow from W(0) X^T = Z0; the residual at the given increasing times. n^3 an event
    beside the search: for small networks.
    """
    K, Z, times = (
        np.asarray(K, dtype=float),
        np.array(Z0, dtype=float),
        np.asarray(times, dtype=float),
    )
    m, n = Z.shape
    if (
        len(times) == 0
        or times[0] < 0
        or np.any(np.diff(times) < 0)
        or not np.isfinite(times).all()
    ):
        raise KernelError(
            f"the times {times[:5]}... were given; expected finite, non-negative and increasing "
            f"times"
        )
    modes = (Z >= 0).astype(int)
    e = (a @ np.maximum(Z, 0)) / np.sqrt(m) - y
    out, now, asked = Flow(times, np.zeros((len(times), n)), Z, modes), 0.0, 0
    tiny = 1e-13 * (1 + float(np.abs(Z).max()))
    fresh: set[tuple[int, int]] = set()
    cell = _Cell(K, a, modes)
    out.least.append(float(cell.rates[0]))
    while True:
        when, event = _next(cell, Z, e, float(times[-1]) - now, tiny, fresh)
        end = min(now + when, float(times[-1]))
        while asked < len(times) and times[asked] <= end:
            out.e[asked] = cell.residual(e, times[asked] - now)
            asked += 1
        Z, e = cell.move(Z, e, end - now), cell.residual(e, end - now)
        Z[modes == SLIDING] = 0.0
        now = end
        if event is None or len(out.events) >= max_events:
            break
        r, i, left = event
        modes = modes.copy()
        fresh = {(r, i)}
        Z[r, i] = 0.0
        modes[r, i] = _mode(K, a, modes, r, i, e) if left is None else left
        cell = _Cell(K, a, modes)
        out.events.append((now, r, i, int(modes[r, i])))
        out.least.append(float(cell.rates[0]))
    out.Z, out.modes, out.reached = Z, modes, now
    return out


def _mode(K: Array, a: Array, modes: Array, r: int, i: int, e: Array) -> int:
    """What an entry at 0 does next: it leaves downwards or upwards if the velocity in that mode
    says so, otherwise it slides.
    """
    speeds = []
    for mode in (INACTIVE, ACTIVE):
        trial = modes[r].copy()
        trial[i] = mode
        speeds.append(float(_Cell(K, a[r : r + 1], trial[None]).velocity(0, e)[i]))
    below, above = speeds
    small = 1e-12 * float(np.abs(K[i]) @ np.abs(e))
    if below <= small:
        return INACTIVE if below < -small or above <= small else ACTIVE
    return ACTIVE if above > small else SLIDING


def _next(
    cell: _Cell, Z: Array, e: Array, horizon: float, tiny: float, fresh: set[tuple[int, int]]
) -> tuple[float, tuple[int, int, int | None] | None]:
    """The time until the next event, the entry, and the mode in which it leaves its slide (None: it
    has just reached 0).
    """
    if horizon <= 0:
        return 0.0, None
    c = cell.directions(e)
    reach = (
        np.linalg.norm(cell.K, axis=1)
        * np.linalg.norm(_phi(cell.rates, horizon) * (cell.V.T @ e))
        / np.sqrt(cell.m)
    )
    free = (cell.modes != SLIDING) & (np.abs(Z) <= reach * (1 + 1e-9) + tiny)
    rows, columns = np.nonzero(free)
    sign = np.where(cell.modes[rows, columns] == ACTIVE, 1.0, -1.0)
    later = np.array([1e-9 if (r, i) in fresh else 0.0 for r, i in zip(rows, columns)])
    best, which = first_root(
        sign * Z[rows, columns],
        sign[:, None] * c[rows, columns],
        cell.rates,
        horizon,
        "integral",
        tiny,
        later,
    )
    event = (int(rows[which]), int(columns[which]), None) if which >= 0 else None
    parts = cell.V * (cell.V.T @ e)
    functions, owners = [], []
    for r in cell.sliders:
        b = cell.maps[int(r)] @ parts
        for i in np.flatnonzero(cell.modes[r] == SLIDING):
            side = (
                1.0 if parts[i].sum() > 0 else -1.0
            )  # sigma = b_i/e_i in [0, 1]: both of these stay >= 0 (as long as e_i keeps its sign)
            functions += [side * b[i], side * (parts[i] - b[i])]
            owners += [(int(r), int(i), INACTIVE), (int(r), int(i), ACTIVE)]
    if functions:
        later = np.array([1e-9 if owner[:2] in fresh else 0.0 for owner in owners])
        small = 1e-13 * (1e-300 + float(np.abs(e).max()))
        other, which = first_root(
            np.zeros(len(functions)),
            np.array(functions),
            cell.rates,
            min(best, horizon),
            "value",
            small,
            later,
        )
        if which >= 0 and other < best:
            best, event = other, owners[which]
    return (best, event) if event is not None else (horizon, None)
