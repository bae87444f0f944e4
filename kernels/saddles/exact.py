"""Certified escape times of gradient descent on the octopus, for any dimension, without simulating
the exponential time.

Scaled by tau, with theta = 2 eta L and h = 2 eta gamma. In A_k coordinate k is multiplied by 1 + h
each step and every later one by 1 - theta, so the next event is one logarithm away; in a buffer B_k
(at most 1/h + 1 steps) the pair (x_k, x_{k+1}) is iterated. All in ball arithmetic (python-flint),
later coordinates by their logarithms, so nothing underflows. An integer is certified when the whole
ball decides it; otherwise the precision is doubled and the run starts again.

    S_k = min{t : |x_k^(t)| >= tau},   T_k = min{t : |x_k^(t)| >= 2 tau}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..engine import plans
from ..engine.errors import KernelError
from ..engine.number import Number, number
from .steps import bend, in_region, one_saddle, rise

Exact = int | str | Fraction | Number
MOST_BITS = 1 << 17
LONGEST_BUFFER = 10**6


class _Undecided(Exception):
    """A comparison that this precision cannot make."""


@dataclass(frozen=True)
class Escape:
    """S[k-1], T[k-1] for k = 1..d, exact integers; `entries` holds u at S_k, ..., T_k as floats,
    for pictures.
    """

    S: tuple[int, ...]
    T: tuple[int, ...]
    bits: int
    largest: float  # max of |x_{k+1}|/tau in the buffers (the domain asks <= 1)
    kappa: Number
    eta: Number
    at_T: tuple[float, ...] = field(default=())  # log(|x_{k+1}|/tau) at T_k
    entries: tuple[tuple[float, ...], ...] = field(default=())

    @property
    def T_buffer(self) -> tuple[int, ...]:
        """T_k^tau = T_k - S_k."""
        return tuple(t - s for s, t in zip(self.S, self.T))

    @property
    def Delta(self) -> tuple[int, ...]:
        """T_k - T_{k-1}, with T_0 = 0."""
        return tuple(b - a for a, b in zip((0, *self.T), self.T))


def escape_times(
    x: Sequence[Exact],
    L: Exact = 3,
    gamma: Exact = 1,
    eta: Exact | None = None,
    tau: Exact = "e",
    bits: int = 0,
) -> Escape:
    """The exact times for the start x (rationals, |x_j| <= tau, none zero), eta = 1/(4 L) unless
    given. L, gamma, eta, tau are exact numbers such as 3, "1/10", "e" or "sqrt(2)".
    """
    L, gamma, tau = _exact(L, "L"), _exact(gamma, "gamma"), _exact(tau, "tau")
    eta = 1 / (4 * L) if eta is None and L > 0 else _exact(eta, "eta")
    start = [_start(value, f"x_{j + 1}") for j, value in enumerate(x)]
    if not 0 < gamma <= L:
        raise KernelError(f"octopus: L = {L}, gamma = {gamma} were given; need L >= gamma > 0")
    if not tau > 0:
        raise KernelError(f"octopus: tau = {tau} was given; need tau > 0")
    if not 0 < 2 * eta * L < 1:
        raise KernelError(
            f"octopus: eta = {eta} was given; need 0 < eta < 1/(2 L) = {1 / (2 * L)} (at 1/(2 "
            f"L) later coordinates become 0)"
        )
    if 2 * eta * gamma * LONGEST_BUFFER < 1:
        raise KernelError(
            f"octopus: eta = {eta} needs about 1/(2 eta gamma) steps in each buffer; the most is "
            f"{LONGEST_BUFFER}"
        )
    if not start or 0 in start:
        raise KernelError(
            "octopus: give at least one coordinate, none of them 0: a coordinate that starts at 0 "
            "never escapes"
        )
    size = bits or _guess(len(start), L, gamma, eta)
    while size <= MOST_BITS:
        try:
            return _propagate(start, L, gamma, eta, tau, size)
        except _Undecided:
            size *= 2
    raise KernelError(
        f"octopus: {MOST_BITS} bits do not decide an escape time; the start is (nearly) on a "
        f"boundary: change it slightly"
    )


def _exact(value: Exact | None, name: str) -> Number:
    return number(value, f"octopus, {name}")


def _start(value: Exact, name: str) -> Fraction:
    exact = _exact(value, name).rational
    if exact is None:
        raise KernelError(f"octopus: {name} = {value} was given; a start has rational coordinates")
    return abs(exact)


def _guess(d: int, L: Number, gamma: Number, eta: Number) -> int:
    """Bits for times of size growth^d and some room; being wrong costs a second run."""
    from math import log1p, log2

    growth = 1 - log1p(-float(2 * eta * L)) / log1p(float(2 * eta * gamma))
    return int(160 + d * log2(growth) - log2(float(2 * eta * gamma)))


def _propagate(
    start: list[Fraction], L: Number, gamma: Number, eta: Number, tau: Number, bits: int
) -> Escape:
    from flint import arb, ctx, fmpq

    before, ctx.prec = ctx.prec, bits
    try:
        ball = lambda q: arb(fmpq(q.numerator, q.denominator))  # noqa: E731
        scale, kappa, h = tau.ball(), (L / gamma).ball(), (2 * eta * gamma).ball()
        grow, shrink = in_region(kappa, h)
        log_theta, log_h = shrink.log(), grow.log()
        at_start = [(ball(value) / scale).log() for value in start]
        if any(not value <= 0 for value in at_start):
            raise KernelError("octopus: the start has to satisfy |x_j| <= tau (the first region)")
        S: list[int] = []
        T: list[int] = []
        logs: list[float] = []
        entries: list[tuple[float, ...]] = []
        t, current, largest = 0, at_start[0], 0.0
        for k in range(len(start)):
            wait = _ceiling(-current / log_h)
            S.append(t + wait)
            u = (current + wait * log_h).exp() - 1
            following = at_start[k + 1] + S[k] * log_theta if k + 1 < len(start) else None
            path, following, peak = _buffer(u, following, h, kappa)
            steps = len(path) - 1
            entries.append(path)
            t = S[k] + steps
            T.append(t)
            largest = max(largest, peak)
            if following is not None:
                current = following
                logs.append(float(following))
        return Escape(
            tuple(S), tuple(T), bits, largest, L / gamma, eta, tuple(logs), tuple(entries)
        )
    finally:
        ctx.prec = before


def _buffer(u: Any, log_v: Any, h: Any, kappa: Any) -> tuple[tuple[float, ...], Any, float]:
    """The values of u until u >= 1, log|x_{k+1}/tau| then, and the largest |x_{k+1}|/tau on the
    way.
    """
    peak, path = 0.0, [float(u)]
    while not _less(1, u, or_equal=True):
        v = 0 if log_v is None else log_v.exp()
        step = h * rise(u, v, kappa)
        if log_v is not None:
            peak = max(peak, float(v.upper()))
            if not log_v <= 0:
                raise KernelError(
                    "octopus: the iterate leaves the domain in a buffer (x_{k+1} > tau)"
                    if log_v > 0
                    else "undecided"
                )
            factor = 1 - h * bend(u, kappa)
            if not factor > 0:
                raise _Undecided
            log_v = log_v + factor.log()
        u = u + step
        path.append(float(u))
    return tuple(path), log_v, peak


def _less(a: Any, b: Any, or_equal: bool = False) -> bool:
    """a < b (or a <= b), if the balls decide it."""
    if (b >= a) if or_equal else (b > a):
        return True
    if (b < a) if or_equal else (b <= a):
        return False
    raise _Undecided


def _ceiling(ball: Any) -> int:
    """The smallest integer t >= 0 with t >= ball."""
    low, high = ball.lower().ceil().unique_fmpz(), ball.upper().ceil().unique_fmpz()
    if low is None or high is None or low != high:
        raise _Undecided
    return max(int(low), 0)


def direct_times(
    x: Sequence[Exact],
    L: Exact = 3,
    gamma: Exact = 1,
    eta: Exact | None = None,
    tau: Exact = "e",
    bits: int = 4000,
    horizon: int = 10**6,
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """S and T by plain iteration of the whole vector in balls of `bits` bits: slow, written in x as
    the thesis prints f, and sharing nothing with `escape_times`.
    """
    from flint import ctx

    L, gamma, tau = _exact(L, "L"), _exact(gamma, "gamma"), _exact(tau, "tau")
    eta = 1 / (4 * L) if eta is None else _exact(eta, "eta")
    before, ctx.prec = ctx.prec, bits
    try:
        Lb, c, e, s = L.ball(), gamma.ball(), eta.ball(), tau.ball()
        point = [abs(_exact(value, "x").ball()) for value in x]
        d, S, T, i = len(point), [-1] * len(point), [-1] * len(point), 0
        for t in range(horizon + 1):
            for j in range(d):
                if S[j] < 0 and _less(s, point[j], or_equal=True):
                    S[j] = t
                if T[j] < 0 and _less(2 * s, point[j], or_equal=True):
                    T[j], i = t, j + 1
            if i == d:
                return tuple(S), tuple(T)
            gradient = [2 * Lb * (y - 4 * s) if j < i else 2 * Lb * y for j, y in enumerate(point)]
            y = point[i]
            if S[i] < 0:
                gradient[i] = -2 * c * y
            else:
                b = y - 2 * s
                w = y - s
                gradient[i] = (
                    -2 * c * s
                    - 2 * c * w
                    + (10 * c - 14 * Lb) * w**2 / s
                    + (10 * Lb - 6 * c) * w**3 / s**2
                )
                if i + 1 < d:
                    z = point[i + 1]
                    gradient[i] -= 30 * (Lb + c) * b**2 * w**2 / s**5 * z**2
                    g2 = -c - (Lb + c) * (10 * b**3 / s**3 + 15 * b**4 / s**4 + 6 * b**5 / s**5)
                    gradient[i + 1] = 2 * g2 * z
            point = [y - e * g for y, g in zip(point, gradient)]
        raise KernelError(
            f"octopus: the final region is not reached within {horizon} steps; raise the horizon "
            f"or use escape_times"
        )
    except _Undecided:
        raise KernelError(
            f"octopus: {bits} bits do not decide the next event after step {t}; give more bits"
        ) from None
    finally:
        ctx.prec = before


def exact_starts(first: int, count: int, d: int, seed: int) -> list[list[Fraction]]:
    """The uniform starts in [-1, 1]^d that perturbed descent uses, as the exact rationals that they
    are.
    """
    from .setting import starts

    return [
        [Fraction(float(value)) for value in column] for column in starts(first, count, d, seed).T
    ]


def _at_least(value: int, factor: Number, power: int, other: int, bits: int) -> bool:
    """value >= factor^power other, exactly; agreement to `MOST_BITS` bits is equality."""
    if factor.rational is not None:
        return value >= factor.rational**power * other
    while bits <= MOST_BITS:
        gap = value - factor.ball(bits + 64) ** power * other
        if not gap.contains(0):
            return bool(gap > 0)
        bits *= 2
    return True


@plans.runs(lambda _: one_saddle())
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, Any]:
    """Gradient descent from uniform starts in [-1, 1]^d, exact. Success: at every saddle S_{k+1} >=
    ((L + gamma)/gamma) S_k, and T_d >= ((L + gamma)/gamma)^d. `backend` makes no difference to
    integers.
    """
    import math

    import numpy as np

    given = {"d": 10, "L": "3", "gamma": "1", "tau": "e", "eta": "0", "check": "success"} | dict(
        parameters
    )
    L, gamma, d = _exact(given["L"], "L"), _exact(given["gamma"], "gamma"), int(given["d"])
    if d < 1:
        raise KernelError(f"saddle-gd: d = {d} was given; need d >= 1")
    eta = _exact(given["eta"], "eta") or None
    rows = []
    for x in exact_starts(first, count, d, seed):
        run = escape_times(x, L, gamma, eta, given["tau"])
        ratio = 1 + run.kappa
        recursion = all(_at_least(b, ratio, 1, a, run.bits) for a, b in zip(run.S, run.S[1:]))
        times, doubled = (
            all(_at_least(b, factor * ratio, 1, a, run.bits) for a, b in zip(run.T, run.T[1:]))
            for factor in (1, 2)
        )
        wanted = {
            "success": recursion and _at_least(run.T[-1], ratio, d, 1, run.bits),
            "T_recursion_success": times,
            "T_recursion_doubled": doubled,
        }
        if given["check"] not in wanted:
            raise KernelError(
                f"saddle-gd: check = {given['check']!r} was given; expected one of "
                f"{', '.join(wanted)}"
            )
        last = run.T[-1] / run.T[-2] if d > 1 else math.nan
        rows.append(
            (wanted[given["check"]], times, run.T[0], math.log10(run.T[-1]), last, run.bits)
        )
    names = ("success", "T_recursion", "T_first", "log10_T_d", "last_ratio", "bits")
    columns = (
        {name: np.array(column, dtype=float) for name, column in zip(names, zip(*rows))}
        if rows
        else {"success": np.zeros(0)}
    )
    return columns | {"success": columns["success"].astype(np.int8)}
