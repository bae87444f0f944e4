"""The octopus function with d saddles on the way (Du, Jin, Lee, Jordan, Poczos, Singh 2017): f,
gradient, Hessian, region; any d.

    f(x) = sum_{j<i} L (|x_j| - 4 tau)^2 + middle + sum_{j>i} L x_j^2 - (i - 1) nu,

where i is the first coordinate with |x_i| < 2 tau. With |x_i| <= tau (region A_i) the middle is
-gamma x_i^2; with tau <= |x_i| <= 2 tau (buffer B_i) it is g_1(|x_i|) + (g_2(|x_i|) - L) x_{i+1}^2;
with no such i the point is in A_{d+1}. The domain asks 2 tau <= |x_j| <= 6 tau for j < i and |x_j|
<= tau for j > i.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine.errors import KernelError


def drop(L: Any, gamma: Any, tau: Any) -> Any:
    """nu: how much lower each saddle lies than the one before."""
    return tau**2 * (37 * L + 13 * gamma) / 6


def splines(u: Any, L: Any, c: Any, tau: Any) -> tuple[Any, Any, Any, Any, Any, Any]:
    """g_1, g_1', g_1'' and g_2, g_2', g_2'' at x = tau (1 + u), c = gamma (floats, arrays or
    symbols).
    """
    g1 = tau**2 * (
        -c - 2 * c * u - c * u**2 + (10 * c - 14 * L) * u**3 / 3 + (10 * L - 6 * c) * u**4 / 4
    )
    g1_slope = tau * (-2 * c - 2 * c * u + (10 * c - 14 * L) * u**2 + (10 * L - 6 * c) * u**3)
    g1_bend = -2 * c + 2 * (10 * c - 14 * L) * u + 3 * (10 * L - 6 * c) * u**2
    g2 = L - (L + c) * u**3 * (10 - 15 * u + 6 * u**2)
    g2_slope = -(L + c) * 30 * u**2 * (1 - u) ** 2 / tau
    g2_bend = -(L + c) * 60 * u * (1 - u) * (1 - 2 * u) / tau**2
    return g1, g1_slope, g1_bend, g2, g2_slope, g2_bend


@dataclass(frozen=True)
class Octopus:
    """The parameters L >= gamma > 0 and tau > 0, as floats."""

    L: float = float(np.e)
    gamma: float = 1.0
    tau: float = float(np.e)

    def __post_init__(self) -> None:
        if not (0 < self.gamma <= self.L < np.inf and 0 < self.tau < np.inf):
            raise KernelError(
                f"octopus: L = {self.L}, gamma = {self.gamma}, tau = {self.tau} were given; "
                f"need L >= gamma > 0 and tau > 0"
            )

    @property
    def nu(self) -> float:
        """How much lower each saddle lies than the one before."""
        return drop(self.L, self.gamma, self.tau)

    def splines(self, u: Any) -> tuple[Any, Any, Any, Any, Any, Any]:
        """g_1, g_1', g_1'' and g_2, g_2', g_2'' at x = tau (1 + u)."""
        return splines(u, self.L, self.gamma, self.tau)

    def region(self, x: Any) -> tuple[int, bool]:
        """(i, buffer?): A_i is (i, False), B_i is (i, True), the final region (d + 1, False).
        Raises KernelError outside the domain.
        """
        size = np.abs(self._point(x))
        below = np.flatnonzero(size < 2 * self.tau)
        i = int(below[0]) if len(below) else len(size)
        before, after = size[:i], size[i + 1 :]
        if (before > 6 * self.tau).any() or (after > self.tau).any():
            j = int(
                np.flatnonzero(
                    np.concatenate(
                        (before > 6 * self.tau, [False] * (i < len(size)), after > self.tau)
                    )
                )[0]
            )
            wanted = "between 2 tau and 6 tau" if j < i else "at most tau"
            raise KernelError(
                f"octopus: |x_{j + 1}| = {size[j]:g} lies outside the domain; with i = {i + 1} it "
                f"has to be {wanted}"
            )
        return i + 1, bool(i < len(size) and size[i] > self.tau)

    def value(self, x: Any) -> float:
        return float(self._all(x)[0])

    def gradient(self, x: Any) -> np.ndarray:
        return self._all(x)[1]

    def hessian(self, x: Any) -> np.ndarray:
        return self._all(x)[2]

    def _point(self, x: Any) -> np.ndarray:
        x = np.asarray(x, dtype=float)
        if x.ndim != 1 or not len(x) or not np.isfinite(x).all():
            raise KernelError(
                f"octopus: a point is a vector of finite numbers, the shape {x.shape} was given"
            )
        return x

    def _all(self, x: Any) -> tuple[float, np.ndarray, np.ndarray]:
        """f, gradient and Hessian, in |x| and then with the signs put back."""
        x = self._point(x)
        i, buffer = self.region(x)
        sign, a = np.where(x < 0, -1.0, 1.0), np.abs(x)
        centre = np.where(np.arange(len(a)) < i - 1, 4 * self.tau, 0.0)
        gradient, bend = 2 * self.L * (a - centre), np.full(len(a), 2 * self.L)
        value = self.L * float(np.sum((a - centre) ** 2)) - (i - 1) * self.nu
        hessian = np.diag(bend)
        if i <= len(a):
            k, y = i - 1, a[i - 1]
            value -= self.L * y**2
            if not buffer:
                value, gradient[k], hessian[k, k] = (
                    value - self.gamma * y**2,
                    -2 * self.gamma * y,
                    -2 * self.gamma,
                )
            else:
                g1, g1_slope, g1_bend, g2, g2_slope, g2_bend = self.splines(y / self.tau - 1)
                value, gradient[k], hessian[k, k] = value + g1, g1_slope, g1_bend
                if i < len(a):
                    z = a[i]
                    value += (g2 - self.L) * z**2
                    gradient[k] += g2_slope * z**2
                    gradient[k + 1] = 2 * g2 * z
                    hessian[k, k] += g2_bend * z**2
                    hessian[k, k + 1] = hessian[k + 1, k] = 2 * g2_slope * z
                    hessian[k + 1, k + 1] = 2 * g2
        return value, sign * gradient, hessian * np.outer(sign, sign)


def simulate(octopus: Octopus, x: Any, eta: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Plain gradient descent in float64: the iterates x^(0), ..., x^(steps) and f along them.

    Raises `KernelError` at the first step at which a coordinate falls below the normal range of the
    format: the coordinates of later saddles shrink like (1 - 2 eta L)^t, and after that the numbers
    no longer follow the recurrence.
    """
    x = octopus._point(x).copy()
    moving = x != 0
    path, values = [x.copy()], [octopus.value(x)]
    for t in range(1, steps + 1):
        x = x - eta * octopus.gradient(x)
        lost = np.flatnonzero(moving & (np.abs(x) < np.finfo(float).tiny))
        if len(lost):
            raise KernelError(
                f"octopus: at step {t} coordinate {int(lost[0]) + 1} falls below 2.2e-308 and "
                f"float64 no longer follows the recurrence; "
                "use steepest.kernels.saddles.exact.escape_times"
            )
        path.append(x.copy())
        values.append(octopus.value(x))
    return np.array(path), np.array(values)
