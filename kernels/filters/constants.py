"""gamma, L, beta and L_cross of an input law, what the convergence theorems make of them, and exact
population dynamics.

beta and L_cross are suprema over 0 < phi <= pi/2 of (max over theta <= phi of something)/phi, which
equals the supremum of something(theta)/theta. Their limits at phi -> 0 come from `InputLaw.limits`;
finite laws are evaluated at their breakpoints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, inf, log, pi
from typing import Any

import numpy as np

from ..engine.errors import KernelError
from .arcs import MP, PM, PP
from .atoms import Atoms
from .laws import Patches
from .moments import InputLaw, Moments, gradient, loss

MOST_BREAKPOINTS = 600
ROUNDING = 1e-12  # an eigenvalue this small beside the largest one is taken for zero
GRID = np.unique(np.concatenate((np.geomspace(1e-6, pi / 2, 61), np.linspace(0.04, pi / 2, 39))))


@dataclass(frozen=True)
class Value:
    """A number, the angle where it is attained (0: in the limit), and how it was found."""

    value: float
    at: float
    how: str


def least_and_largest(moments: Moments) -> tuple[np.ndarray, np.ndarray]:
    """min lambda_min and max lambda_max of M_++,++ over the representative w."""
    low, high = moments.spectrum(PP, PP)
    least, largest = low.min(axis=-1), high.max(axis=-1)
    return np.where(least > ROUNDING * largest, least, 0.0), largest


def gamma_and_L(law: InputLaw, angle: Any) -> tuple[np.ndarray, np.ndarray]:
    """gamma(phi) and L(phi)."""
    return least_and_largest(law.at_angle(angle))


def side(moments: Moments) -> np.ndarray:
    """max lambda_max(M_+-,+-) over the representative w."""
    return moments.spectrum(PM, PM)[1].max(axis=-1)


def cross(moments: Moments, reading: str = "norm") -> np.ndarray:
    """The largest sum of the sizes of M_++,+-, M_++,-+ and M_+-,-+ over the representative w;
    reading "norm" or "eigenvalue".
    """
    size = moments.norm if reading == "norm" else moments.largest_eigenvalue
    total = size(PP, PM) + size(PP, MP) + size(PM, MP)
    return total.max(axis=-1)


@lru_cache(maxsize=16)
def on_grid(law: InputLaw) -> tuple[np.ndarray, Moments, bool]:
    """Angles at which the suprema are looked for, the moments there, and whether no other angle can
    give more.
    """
    if not isinstance(law, Atoms):
        return GRID, law.at_angle(GRID), False
    found = law.crossings
    found, whole = found[found <= pi / 2], law.complete
    most = MOST_BREAKPOINTS if law.complete else MOST_BREAKPOINTS // 4
    if len(found) > most:
        chosen = np.concatenate(
            (
                np.arange(most // 4),
                np.linspace(most // 4, len(found) - 1, most - most // 4).astype(int),
            )
        )
        found, whole = found[np.unique(chosen)], False
    # just after a breakpoint the patch has changed its region
    return found, law.at_angle(found * (1 + 1e-12)), whole


def _supremum(
    law: InputLaw, quantity: Callable[[Moments], np.ndarray], limit: float | None
) -> Value:
    angles, moments, whole = on_grid(law)
    values = lambda angle: quantity(law.at_angle(angle))  # noqa: E731
    if not len(angles):
        return Value(limit or 0.0, 0.0, "no breakpoint: the moments do not change")
    ratio = quantity(moments) / angles
    if isinstance(law, Atoms):
        best = int(np.argmax(ratio))
        how = (
            "all breakpoints"
            if whole
            else f"{len(angles)} breakpoints" + ("" if law.complete else ", sampled directions")
        )
        return Value(float(ratio[best]), float(angles[best]), how)
    best = int(np.argmax(ratio))
    low, high = angles[max(best - 1, 0)], angles[min(best + 1, len(angles) - 1)]
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda t: -float(values(np.array([t]))[0] / t),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-9},
    )
    top, at = max((float(ratio[best]), float(angles[best])), (-float(found.fun), float(found.x)))
    if limit is not None and limit >= top * (1 - 1e-9):
        return Value(limit, 0.0, "limit at angle 0")
    return Value(top, at, "grid and local search")


def beta(law: InputLaw) -> Value:
    """The sharp beta of the growth assumption: sup of lambda_max(M_+-,+-)/phi."""
    limits = law.limits()
    return _supremum(law, side, limits[0] if limits else None)


def L_cross(law: InputLaw, reading: str = "norm") -> Value:
    """The sharp L_cross: sup of the three cross sizes over phi; 0 for one patch and for equal
    patches.
    """
    if law.k == 1 or (isinstance(law, Patches) and law.coupling == "equal"):
        return Value(0.0, 0.0, "one patch" if law.k == 1 else "equal patches")
    limits = law.limits() if reading == "norm" else None
    return _supremum(law, lambda moments: cross(moments, reading), limits[1] if limits else None)


@dataclass(frozen=True)
class Guarantee:
    """What the theorem for population gradient descent says at one start."""

    phi_0: float
    gamma: float  # at phi_0
    margin: float  # gamma(phi_0) - 6 L_cross
    step: float | None  # the largest admissible constant step; None where the hypothesis fails
    factor: float | None  # ||d_{t+1}||^2 <= factor ||d_t||^2 at that step

    def iterations(self, eps: float) -> int | None:
        """Steps after which ||d|| <= eps ||d_0|| is guaranteed."""
        return (
            ceil(2 * log(1 / eps) / -log(self.factor))
            if self.factor is not None and self.factor < 1
            else None
        )


def guarantee(
    law: InputLaw, phi_0: float, beta_: float, L_cross_: float, points: int = 120
) -> Guarantee:
    """min over phi <= phi_0 of (gamma - 6 L_cross)/(2 (L + 10 L_cross + 4 beta)^2), and the factor
    1 - eta (gamma(phi_0) - 6 L_cross)/2.
    """
    angles = np.unique(
        np.concatenate((np.geomspace(1e-6, phi_0, points // 3), np.linspace(0, phi_0, points)))
    )
    if isinstance(law, Atoms):
        steps = law.crossings[law.crossings <= phi_0][:MOST_BREAKPOINTS]
        angles = np.unique(np.concatenate((angles, steps * (1 - 1e-12), steps * (1 + 1e-12))))
    gammas, Ls = gamma_and_L(law, angles)
    margin = float(gammas[-1]) - 6 * L_cross_
    if margin <= 0 or beta_ == inf:
        return Guarantee(phi_0, float(gammas[-1]), margin, None, None)
    step = float(((gammas - 6 * L_cross_) / (2 * (Ls + 10 * L_cross_ + 4 * beta_) ** 2)).min())
    return Guarantee(phi_0, float(gammas[-1]), margin, step, 1 - step * margin / 2)


def target_of(law: InputLaw) -> np.ndarray:
    """w*: that of a finite law, or e_1 in the plane of w* and w."""
    return law.target if isinstance(law, Atoms) else np.array((1.0, 0.0))


def population(law: InputLaw, w: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float]:
    """Exact population gradient and loss at w; for `Patches`, w and w* = |w*| e_1 are given in
    their plane.
    """
    if isinstance(law, Atoms):
        block = law.moments_at(w)
    elif isinstance(law, Patches):
        block = law.moments(np.arctan2(w[1], w[0])).block
    else:
        raise KernelError("population dynamics are known for `Patches` and `Atoms`")
    return gradient(block, w, target), float(loss(block, w, target))


def descend(law: InputLaw, start: Any, eta: float, steps: int, target: Any = None) -> np.ndarray:
    """w_0, ..., w_steps of gradient descent on the population loss."""
    w, target = (
        np.asarray(start, dtype=float),
        target_of(law) if target is None else np.asarray(target, dtype=float),
    )
    path = np.empty((steps + 1, len(w)))
    path[0] = w
    for t in range(steps):
        w = w - eta * population(law, w, target)[0]
        path[t + 1] = w
    return path


def descend_many(law: Patches, starts: Any, etas: Any, steps: int) -> np.ndarray:
    """Paths (steps + 1, n, 2) of population descent from n starts with a step size each; w* =
    e_1.
    """
    w, etas, target = (
        np.array(starts, dtype=float),
        np.asarray(etas, dtype=float)[:, None],
        np.array((1.0, 0.0)),
    )
    path = np.empty((steps + 1, *w.shape))
    path[0] = w
    for t in range(steps):
        w = w - etas * gradient(law.moments(np.arctan2(w[:, 1], w[:, 0])).block, w, target)
        path[t + 1] = w
    return path


def distances(path: np.ndarray, target: np.ndarray) -> np.ndarray:
    """||w_t - w*||."""
    return np.linalg.norm(path - target, axis=-1)
