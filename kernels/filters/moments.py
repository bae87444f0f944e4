"""The second moments M_ab = E[Z_a Z_b^T], a, b in {++, +-, -+}, of an input law (patch averages
Z_a).

With f(w) = w.(Z_++ + Z_+-) and f(w*) = w*.(Z_++ + Z_-+), the population loss and its gradient are
linear in the M_ab:

    grad l(w) = sum_{a in {++,+-}} [ (M_{a,++} + M_{a,+-}) w - (M_{a,++} + M_{a,-+}) w* ].
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .arcs import MP, PM, PP


class Moments(NamedTuple):
    """M_ab: block (..., 3, 3, q, q), and rest (..., 3, 3) on each of `others` further
    directions.
    """

    block: np.ndarray
    rest: np.ndarray
    others: int

    def spectrum(self, a: int, b: int) -> tuple[np.ndarray, np.ndarray]:
        """Least and largest eigenvalue of the symmetric M_ab (a = b)."""
        values = np.linalg.eigvalsh(self.block[..., a, b, :, :])
        low, high = values[..., 0], values[..., -1]
        if self.others:
            low, high = (
                np.minimum(low, self.rest[..., a, b]),
                np.maximum(high, self.rest[..., a, b]),
            )
        return low, high

    def norm(self, a: int, b: int) -> np.ndarray:
        """The spectral norm of M_ab."""
        size = np.linalg.norm(self.block[..., a, b, :, :], ord=2, axis=(-2, -1))
        return np.maximum(size, np.abs(self.rest[..., a, b])) if self.others else size

    def largest_eigenvalue(self, a: int, b: int) -> np.ndarray:
        """The largest real part of an eigenvalue of M_ab, which need not be symmetric."""
        size = np.linalg.eigvals(self.block[..., a, b, :, :]).real.max(axis=-1)
        return np.maximum(size, self.rest[..., a, b]) if self.others else size


def gradient(M: np.ndarray, w: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The population gradient at w from the blocks of M."""
    left = M[..., PP, :, :, :] + M[..., PM, :, :, :]
    own, other = (
        left[..., PP, :, :] + left[..., PM, :, :],
        left[..., PP, :, :] + left[..., MP, :, :],
    )
    return (own @ w[..., None] - other @ target[..., None])[..., 0]


def loss(M: np.ndarray, w: np.ndarray, target: np.ndarray) -> np.ndarray:
    """The population loss (1/2) E (f(w) - f(w*))^2 at w from the blocks of M."""
    own = M[..., :2, :2, :, :].sum(axis=(-4, -3))
    mixed = M[..., :2, ::2, :, :].sum(axis=(-4, -3))
    goal = M[..., ::2, ::2, :, :].sum(axis=(-4, -3))
    form = lambda x, A, y: (x[..., None, :] @ A @ y[..., None])[..., 0, 0]  # noqa: E731
    return form(w, own, w) / 2 - form(w, mixed, target) + form(target, goal, target) / 2


class InputLaw:
    """A law of Z in R^{p x k}. `complete`: `at_angle` stands for every w at that angle."""

    p: int
    k: int
    complete: bool = True

    def at_angle(self, angle: Any) -> Moments:
        """The moments for every representative w at the angles: one more axis, the last before the
        regions.
        """
        raise NotImplementedError

    def limits(self) -> tuple[float, float] | None:
        """lim of lambda_max(M_+-,+-)/angle and of the three cross norms/angle as angle -> 0; None
        where no formula is known.
        """
        return None

    def sample(self, rng: np.random.Generator, count: int) -> np.ndarray:
        """`count` inputs, shape (count, k, p)."""
        raise NotImplementedError
