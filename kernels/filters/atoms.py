"""Finite input laws and samples, with their second moments in their own coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import Any

import numpy as np

from .moments import InputLaw, Moments

CELLS = 4_000_000  # numbers that moments of atoms may take at once
# directions orthogonal to w* that stand for all of them where p > 2 and the law has no symmetry
DIRECTIONS = 48


@dataclass(frozen=True, eq=False)
class Atoms(InputLaw):
    """A finite law: `points` of shape (n, k, p) with probabilities `weights`, and the direction of
    w*.
    """

    points: np.ndarray
    weights: np.ndarray
    target: np.ndarray

    @property
    def p(self) -> int:
        return self.points.shape[2]

    @property
    def k(self) -> int:
        return self.points.shape[1]

    @property
    def complete(self) -> bool:
        return self.p == 2

    @cached_property
    def frame(self) -> tuple[np.ndarray, np.ndarray]:
        """The unit vector along w* and unit vectors orthogonal to it, one a row: both for p = 2,
        else a fixed random choice.
        """
        unit = self.target / np.linalg.norm(self.target)
        if self.p == 1:
            return unit, np.zeros((0, 1))
        if self.p == 2:
            side = np.array((-unit[1], unit[0]))
            return unit, np.stack((side, -side))
        rng = np.random.Generator(np.random.Philox(key=self.p))
        sides = rng.standard_normal((DIRECTIONS, self.p))
        sides -= (sides @ unit)[:, None] * unit
        return unit, sides / np.linalg.norm(sides, axis=1, keepdims=True)

    def moments_at(self, w: np.ndarray) -> np.ndarray:
        """The blocks (..., 3, 3, p, p) at one w or at several, the last axis being the
        coordinates.
        """
        w = np.asarray(w, dtype=float)
        rows = w.reshape(-1, self.p)
        width = max(1, CELLS // (3 * self.points.size))
        parts = [self._moments(rows[at : at + width]) for at in range(0, len(rows), width)]
        return np.concatenate(parts).reshape(*w.shape[:-1], 3, 3, self.p, self.p)

    def _moments(self, w: np.ndarray) -> np.ndarray:
        along = self.points @ self.target
        own = np.einsum("nkp,mp->mnk", self.points, w)
        masks = np.stack(
            (((own >= 0) & (along >= 0)), (own >= 0) & (along <= 0), (own <= 0) & (along >= 0)),
            axis=2,
        )
        average = (masks.astype(float) @ self.points) / self.k  # (m, n, 3, p)
        flat = average.reshape(len(w), len(self.points), 3 * self.p)
        full = np.swapaxes(flat, 1, 2) @ (flat * self.weights[:, None])
        return full.reshape(len(w), 3, self.p, 3, self.p).transpose(0, 1, 3, 2, 4)

    def at_angle(self, angle: Any) -> Moments:
        angle = np.asarray(angle, dtype=float)[..., None, None]
        unit, sides = self.frame
        block = self.moments_at(np.cos(angle) * unit + np.sin(angle) * sides)
        return Moments(block, np.zeros(block.shape[:-2]), 0)

    @cached_property
    def crossings(self) -> np.ndarray:
        """The angles in (0, pi) at which a patch leaves or enters a region, for the representative
        directions; sorted.
        """
        unit, sides = self.frame
        along = (self.points @ unit).ravel()
        found = [
            np.arctan2(-sign * along, sign * across)
            for side in sides
            if (across := (self.points @ side).ravel()) is not None
            for sign in (1, -1)
        ]
        angles = np.concatenate(found) if found else np.zeros(0)
        return np.unique(angles[(angles > 1e-12) & (angles < pi - 1e-12)])

    def sample(self, rng: np.random.Generator, count: int) -> np.ndarray:
        return self.points[self.pick(rng.random(count))]

    def pick(self, u: np.ndarray) -> np.ndarray:
        """The atom of each uniform number."""
        edges = np.cumsum(self.weights)
        return np.minimum(np.searchsorted(edges, u * edges[-1], side="right"), len(edges) - 1)
