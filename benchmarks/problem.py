"""The common problem: gradient descent on a rank-1 factorization as four scalars, and the largest
imbalance seen.

25 operations a step, all of them + - * abs max, in float64, from the same starts for everybody.
`plain` is the program in NumPy that a user would write; the others must give its numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

ETA, SIGMA = 0.01, 1.0
NAMES = ("alpha", "alpha_perp", "beta", "beta_perp")


def starts(trials: int) -> np.ndarray:
    """Shape (4, trials): small normals, and norms of the parts orthogonal to the signal."""
    rng = np.random.default_rng(20180604)
    first = 0.05 * rng.normal(size=(4, trials))
    first[1::2] = np.abs(first[1::2]) + 0.1
    return first


def plain(first: np.ndarray, steps: int) -> np.ndarray:
    """Rows: the four scalars at the end, the largest |alpha^2 + alpha_perp^2 - beta^2 -
    beta_perp^2| over every step.
    """
    a, ap, b, bp = first
    largest = np.full_like(a, -np.inf)
    signal = ETA * SIGMA
    for t in range(steps + 1):
        u, v = a * a + ap * ap, b * b + bp * bp
        largest = np.maximum(largest, np.abs(v - u))
        if t == steps:
            break
        left, right = 1.0 - ETA * v, 1.0 - ETA * u
        a, ap, b, bp = signal * b + left * a, left * ap, signal * a + right * b, right * bp
    return np.stack([a, ap, b, bp, largest])


def recurrence() -> Any:
    """The same problem for our kernels; its step is the one that the proofs speak about."""
    import sympy
    from steepest.kernels import Recurrence
    from steepest.kernels.engine.recurrence import largest
    from steepest.kernels.factorization import rank_one

    a, ap, b, bp = rank_one.STATE
    return Recurrence(
        "benchmark",
        step=rank_one.STEP,
        start={},
        parameters=(rank_one.eta, rank_one.sigma),
        record={"largest": largest(sympy.Abs(a**2 + ap**2 - b**2 - bp**2))},
    )
