"""Input laws of a convolutional filter that are built from a law of one patch (see `arcs`), and
records of laws.

The moments of `Patches` live in the plane of w* and w plus `rest`, the common second moment of the
p - 2 directions orthogonal to it; those of `Atoms` are in their own coordinates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf, pi
from typing import Any

import numpy as np

from ..engine.errors import KernelError
from .arcs import (
    PANEL,
    PP,
    Bell,
    Cone,
    Mixture,
    Patch,
    Rotational,
    Truncated,
    ends,
    matrix,
    panels,
    vector,
)
from .atoms import Atoms
from .moments import InputLaw, Moments

COUPLINGS = ("equal", "iid", "close")


@dataclass(frozen=True)
class Patches(InputLaw):
    """k patches made from one law: all equal, independent, or rotations of one by independent small
    angles.

    close: Z_i is Z rotated by delta_i, delta_i iid N(0, sigma_2^2) given |delta_i| <= pi (p = 2).
    w* lies along e_1.
    """

    patch: Patch
    k: int = 1
    coupling: str = "equal"
    sigma_2: float = 0.0

    def __post_init__(self) -> None:
        if self.coupling not in COUPLINGS:
            raise KernelError(
                f"the coupling {self.coupling!r} was given; choose one of {', '.join(COUPLINGS)}"
            )
        if not (isinstance(self.k, int) and self.k >= 1):
            raise KernelError(
                f"k={self.k!r} patches were asked for; give a whole number, at least 1"
            )
        if self.coupling == "close" and not self.patch.planar:
            raise KernelError("close patches are rotations in the plane: they need p = 2")
        if self.coupling == "close" and not 0 < self.sigma_2 < inf:
            raise KernelError(
                f"close patches need 0 < sigma_2 < infinity, sigma_2={self.sigma_2} was given; "
                f"equal ones need none"
            )

    @property
    def p(self) -> int:
        return self.patch.p

    @property
    def symmetric(self) -> bool:
        """Whether w at angles a and -a give the same quantities (by reflection or rotation about
        w*).
        """
        return not self.patch.signed

    def moments(self, angle: Any, order: int = PANEL) -> Moments:
        """The moments for w at the signed angles."""
        angle = np.asarray(angle, dtype=float)
        if self.coupling == "close" and self.k > 1:
            parts = [self._close(float(a), order) for a in angle.ravel()]
            block = np.array(parts).reshape(*angle.shape, 3, 3, 2, 2)
            return Moments(block, np.zeros(block.shape[:-2]), 0)
        regions = (
            self.patch.regions(angle, order)
            if isinstance(self.patch, Cone)
            else self.patch.regions(angle)
        )
        share = 1.0 if self.coupling == "equal" else 1 / self.k
        block = np.zeros((*angle.shape, 3, 3, 2, 2))
        rest = np.zeros((*angle.shape, 3, 3))
        for a in range(3):
            block[..., a, a, :, :], rest[..., a, a] = (
                share * regions.block[..., a, :, :],
                share * regions.rest[..., a],
            )
        if self.coupling == "iid":
            block += (
                (1 - share)
                * regions.first[..., :, None, :, None]
                * regions.first[..., None, :, None, :]
            )
        return Moments(block, rest, self.p - 2)

    def error(self, angle: Any) -> float:
        """How far the quadrature with half the nodes is off: far more than the error of `moments`
        itself, which has no other error but rounding.
        """
        full, half = self.moments(angle), self.moments(angle, PANEL // 2)
        return float(
            max(np.abs(full.block - half.block).max(), np.abs(full.rest - half.rest).max())
        )

    def at_angle(self, angle: Any) -> Moments:
        angle = np.asarray(angle, dtype=float)
        return self.moments(np.stack((angle, -angle) if self.patch.signed else (angle,), axis=-1))

    @cached_property
    def delta(self) -> Bell:
        return Bell(self.sigma_2, pi)

    def _nodes(self, marks: Any, order: int) -> tuple[np.ndarray, np.ndarray]:
        """Nodes for the angle of Z: fine near `marks` and their opposites, where a patch changes
        its region.
        """
        steps = [step * self.sigma_2 for step in (0.0, 1.5, 4.0, 9.0)]
        near = [
            mark + turn + sign * step
            for mark in marks
            for turn in (0, pi)
            for step in steps
            for sign in (1, -1)
        ]
        cut = [(x + pi) % (2 * pi) - pi for x in near]
        psi, weight = panels(np.round([*self.patch.breaks, *cut], 13), order)
        return psi, weight * self.patch.density(psi)

    def _close(self, angle: float, order: int) -> np.ndarray:
        """One quadrature over the angle of Z; given it, the patches are independent and each has
        closed-form moments.
        """
        first, last = ends(angle)
        marks, place = np.unique(np.concatenate((first, last)), return_inverse=True)  # four angles
        psi, weight = self._nodes(marks, order)
        points = marks[:, None] - psi
        turns = np.floor((points + pi) / (2 * pi))
        inside = points - 2 * pi * turns

        def moment(m: int) -> np.ndarray:
            whole = 2 * self.delta.integral(m, pi).real
            values = np.exp(1j * m * psi) * (self.delta.integral(m, inside) + turns * whole)
            return values[place[3:]] - values[place[:3]]

        mean = vector(moment(1))  # (3, nodes, 2)
        own = matrix((moment(0) * weight).sum(-1), (moment(2) * weight).sum(-1))
        pairs = np.einsum("n,ani,bnj->abij", weight, mean, mean)
        block = (1 - 1 / self.k) * pairs
        for a in range(3):
            block[a, a] += own[a] / self.k
        return self.patch.square * block

    def limits(self) -> tuple[float, float]:
        patch, share = self.patch, 1.0 if self.coupling == "equal" or self.k == 1 else 1 / self.k
        if isinstance(patch, Cone):
            along, across, first = patch.thin()
            start = float(np.linalg.norm(patch.regions(0.0).first[PP]))
            return share * max(along, across), (1 - share) * start * 2 * first
        found = []
        for sign in (1, -1):
            outer, inner = patch.edge(sign)
            if self.coupling == "close" and self.k > 1:
                found.append(self._close_limits(sign))
                continue
            start = float(np.linalg.norm(patch.regions(0.0).first[PP]))
            found.append(
                (share * patch.square * outer, (1 - share) * start * patch.length * (outer + inner))
            )
        return max(beta for beta, _ in found), max(cross for _, cross in found)

    def _close_limits(self, sign: int) -> tuple[float, float]:
        sides = (sign * pi / 2, -sign * pi / 2)
        psi, weight = self._nodes(sides, PANEL)
        points = np.array([[-pi / 2], [pi / 2]]) - psi
        turns = np.floor((points + pi) / (2 * pi))
        values = np.exp(1j * psi) * (
            self.delta.integral(1, points - 2 * pi * turns)
            + turns * 2 * self.delta.integral(1, pi).real
        )
        mean = values[1] - values[0]
        edges = [self.delta.density((side - psi + pi) % (2 * pi) - pi) for side in sides]
        cross = sum(abs((weight * mean * edge).sum()) for edge in edges)
        outer = float((weight * edges[0]).sum())
        return self.patch.square * outer / self.k, self.patch.square * (1 - 1 / self.k) * float(
            cross
        )

    def sample(self, rng: np.random.Generator, count: int) -> np.ndarray:
        shape = (count, 1 if self.coupling != "iid" else self.k)
        Z = draw(self.patch, rng, shape)
        if self.coupling == "close":
            turn = _bell(self.delta, rng, (count, self.k))
            cos, sin = np.cos(turn), np.sin(turn)
            return np.stack(
                (cos * Z[..., 0] - sin * Z[..., 1], sin * Z[..., 0] + cos * Z[..., 1]), axis=-1
            )
        return np.broadcast_to(Z, (count, self.k, self.p))


def _bell(bell: Bell, rng: np.random.Generator, shape: Any) -> np.ndarray:
    u = rng.random(shape)
    if bell.sigma == inf:
        return bell.edge * (2 * u - 1)
    from scipy.special import ndtr, ndtri

    low = ndtr(-bell.edge / bell.sigma)
    return bell.sigma * ndtri(low + u * (1 - 2 * low))


def draw(patch: Patch, rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Independent patches of one law, shape (*shape, p)."""
    if isinstance(patch, Rotational):
        Z = rng.standard_normal((*shape, patch.p))
        return Z / np.linalg.norm(Z, axis=-1, keepdims=True) if patch.unit else Z
    sigma = getattr(patch, "sigma", inf)
    if isinstance(patch, Truncated) and sigma < inf:
        from scipy.special import log_ndtr, ndtri_exp

        u = rng.random(shape)
        # the upper tail of N(0, 1), mirrored
        low, high = log_ndtr(-3 * pi / 2 / sigma), log_ndtr(-pi / 2 / sigma)
        far = -sigma * ndtri_exp(high + np.log(u + (1 - u) * np.exp(low - high))) - pi
        psi = np.where(rng.random(shape) < 0.5, far, _bell(Bell(sigma, pi / 2), rng, shape))
        return vector(np.exp(1j * psi))
    psi = _bell(Bell(sigma, pi / 2), rng, shape)
    if not isinstance(patch, Truncated):
        psi = psi + pi * (rng.random(shape) < 0.5)
    if not isinstance(patch, Cone):
        return vector(np.exp(1j * psi))
    q = rng.standard_normal((*shape, patch.p - 1))
    q /= np.linalg.norm(q, axis=-1, keepdims=True)
    return np.concatenate((np.cos(psi)[..., None], np.sin(psi)[..., None] * q), axis=-1)


def gaussian(p: int = 2, k: int = 1) -> Patches:
    """N(0, I_p), with k > 1 independent patches."""
    return Patches(Rotational(p), k, "iid" if k > 1 else "equal")


def sphere(p: int = 2, k: int = 1) -> Patches:
    """Uniform on the unit sphere of R^p, with k > 1 independent patches."""
    return Patches(Rotational(p, unit=True), k, "iid" if k > 1 else "equal")


def mixture(
    sigma: float,
    p: int = 2,
    literal: bool = False,
    k: int = 1,
    coupling: str = "equal",
    sigma_2: float = 0.0,
) -> Patches:
    """Truncated Gaussians around w* and -w*: in the plane, in R^p (p >= 3), or as the formula is
    printed (`literal`).
    """
    if not sigma > 0:
        raise KernelError(
            f"the mixture needs sigma > 0 (inf for the rotation invariant law), sigma={sigma} was "
            f"given"
        )
    if literal and p != 2:
        raise KernelError(f"the literal mixture is a law in the plane, p={p} was given; use p = 2")
    patch = Truncated(sigma) if literal else Mixture(sigma) if p == 2 else Cone(sigma, p)
    return Patches(patch, k, coupling, sigma_2)


def law_of(record: Mapping[str, Any]) -> InputLaw:
    """The law of a record, such as {"kind": "mixture", "sigma": 1.0, "k": 5, "coupling": "close",
    "sigma_2": 0.1}.

    kinds: gaussian and sphere (p, k), mixture (sigma, p, literal, k, coupling, sigma_2), atoms
    (points, weights, w_star).
    """
    given = dict(record)
    kind = given.pop("kind", None)
    makers = {"gaussian": gaussian, "sphere": sphere, "mixture": mixture}
    if kind == "atoms":
        points = np.array(given["points"], dtype=float)
        if points.ndim != 3 or not points.size or len(given["weights"]) != len(points):
            raise KernelError(
                f"atoms need points of shape (n, k, p) and n weights; {points.shape} and "
                f"{len(given['weights'])} were given"
            )
        return Atoms(
            points, np.array(given["weights"], dtype=float), np.array(given["w_star"], dtype=float)
        )
    if kind not in makers:
        raise KernelError(
            f"a law of the kind {kind!r} was given; choose atoms, {', '.join(makers)}"
        )
    try:
        if "sigma" in given:
            # also the text "inf", which JSON has no number for
            given["sigma"] = float(given["sigma"])
        return makers[kind](**given)
    except TypeError as error:
        raise KernelError(f"the law {kind} cannot be made of {', '.join(given)}: {error}") from None
