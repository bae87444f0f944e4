"""The long slope of equation (7.2): gradient descent with eta = 1/4 from far away, with log|x_2| so
that nothing underflows.

f = -4 x_1 + x_2^2 (x_1 <= -2),  h_1(s) + h_2(s) x_2^2 with s = x_1 + 2 (between),  x_1^2 - x_2^2
(x_1 >= -1) h_1 = 8 - 4 s - 37 s^3 + 57 s^4 - 23 s^5 + 64 s^3 (1 - s)^3 (2 s - 1),  h_2 = 1 - 2 (10
s^3 - 15 s^4 + 6 s^5)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine import plans
from ..engine.batches import generator

DEFAULTS: dict[str, Any] = {"low": 10.0, "high": 1000.0, "slack": 10.0, "share": 1.0}


FACTOR_OF_THE_SADDLE = 1.5


def slope(s: Any, square: Any) -> Any:
    """df/dx_1 between the pieces, at s = x_1 + 2 in [0, 1] and x_2^2 = square; at s = 0 that of the
    long slope.
    """
    bump = 64 * (3 * (s * (1 - s)) ** 2 * (1 - 2 * s) * (2 * s - 1) + 2 * (s * (1 - s)) ** 3)
    return -4 - 111 * s**2 + 228 * s**3 - 115 * s**4 + bump - 60 * (s * (1 - s)) ** 2 * square


def factor(s: Any) -> Any:
    """By how much a step multiplies x_2 there."""
    return 1 - (1 - 2 * s**3 * (10 - 15 * s + 6 * s**2)) / 2


def slope_of_the_saddle(x: Any) -> Any:
    return 2 * x


def descend(x: np.ndarray, log_y: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """The first times with x_1 > -1 and with |x_2| > 1, of every start; -1 where the horizon comes
    first.
    """
    x, log_y = x.astype(float).copy(), log_y.astype(float).copy()
    entry, leave = np.full(len(x), -1), np.full(len(x), -1)
    for t in range(horizon + 1):
        entry[(entry < 0) & (x > -1)] = t
        leave[(leave < 0) & (entry >= 0) & (log_y > 0)] = t
        if (leave >= 0).all():
            break
        s = np.clip(x + 2, 0.0, 1.0)
        between = slope(s, np.exp(2 * np.minimum(log_y, 1.0)))
        down = np.where(x >= -1, slope_of_the_saddle(x), between)
        by = np.where(x >= -1, FACTOR_OF_THE_SADDLE, factor(s))
        going = leave < 0
        x = np.where(going, x - down / 4, x)
        log_y = np.where(going, log_y + np.log(by), log_y)
    return entry, leave


def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """R log-uniform in [low, high], x^(0) uniform on [-R - 1, -R + 1] x [-1, 1]. Success: the entry
    into x_1 > -1 comes at R up to 3 steps, and from there the exit from |x_2| <= 1 takes `share` (R
    log 2 + log(1/|x_2^(0)|))/log(3/2) steps up to `slack`.
    """
    given = plans.settings(
        "long slope", DEFAULTS, parameters, positive=("low", "high", "slack", "share")
    )
    draws = np.array(
        [generator(seed, trial).uniform(size=3) for trial in range(first, first + count)]
    )
    R = given["low"] * (given["high"] / given["low"]) ** draws[:, 0]
    log_y = np.log(draws[:, 2])
    entry, leave = descend(-R - 1 + 2 * draws[:, 1], log_y, int(4 * given["high"]) + 1000)
    predicted = given["share"] * (R * np.log(2) - log_y) / np.log(1.5)
    off = leave - entry - predicted
    success = (np.abs(entry - R) <= 3) & (leave >= 0) & (np.abs(off) <= given["slack"])
    return {
        "success": success.astype(np.int8),
        "entry_less_R": entry - R,
        "exit_less_prediction": off,
    }
