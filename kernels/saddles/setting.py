"""The numbers of a run of perturbed gradient descent on the octopus, checked, and its random
draws.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..engine import philox
from ..engine.errors import KernelError

DEFAULTS: dict[str, Any] = {
    "d": 10,
    "L": 3.0,
    "gamma": 1.0,
    "tau": float(np.e),
    "eta": 0.0,
    "radius": 0.0,
    "g_thres": 0.0,
    "t_thres": 1,
    "noise": "ball",
    "momentum": 0.0,
    "sgd": 0.0,
    "horizon": 1_000_000,
}
NOISES = ("ball", "gaussian", "none")


@dataclass(frozen=True)
class Setting:
    """All numbers of a run; eta = 1/(4 L), radius = tau/100, g_thres = gamma tau/100 where 0 is
    given, as in the experiments.

    noise     law of a perturbation: uniform in the ball of this radius, Gaussian of the same
    covariance, or none at all momentum  mu of the heavy ball, x' = x - eta grad f(x) + mu (x - x
    before); a perturbation is no part of the difference sgd       sigma: every gradient comes with
    an error of law N(0, sigma^2 I/d), so of mean square sigma^2
    """

    d: int
    L: float
    gamma: float
    tau: float
    eta: float
    radius: float
    g_thres: float
    t_thres: int
    noise: str
    momentum: float
    sgd: float
    horizon: int

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Setting:
        if unknown := sorted(set(parameters) - set(DEFAULTS)):
            raise KernelError(
                f"saddle-pgd: unknown parameter {unknown[0]!r}; it takes {', '.join(DEFAULTS)}"
            )
        p = DEFAULTS | dict(parameters)
        s = cls(**p)
        s = cls(
            **p
            | {
                "eta": s.eta or 1 / (4 * s.L),
                "radius": s.radius or s.tau / 100,
                "g_thres": s.g_thres or s.gamma * s.tau / 100,
            }
        )
        if not (0 < s.gamma <= s.L and s.tau >= 1):
            raise KernelError(
                f"saddle-pgd: L = {s.L}, gamma = {s.gamma}, tau = {s.tau} were given; need L "
                f">= gamma > 0 and tau >= 1"
            )
        if not 0 < s.eta <= 1 / (2 * s.L):
            raise KernelError(
                f"saddle-pgd: eta = {s.eta} was given; need 0 < eta <= 1/(2 L) = {1 / (2 * s.L):g}"
            )
        if s.g_thres > s.gamma * s.tau / 10 or s.radius > s.tau / 20:
            raise KernelError(
                f"saddle-pgd: g_thres = {s.g_thres}, radius = {s.radius} were given; "
                f"need g_thres <= gamma tau/10 = {s.gamma * s.tau / 10:g} and radius <= "
                f"tau/20 = {s.tau / 20:g}"
            )
        if s.noise not in NOISES:
            raise KernelError(
                f"saddle-pgd: noise = {s.noise!r} was given; expected {', '.join(NOISES[:-1])} or "
                f"{NOISES[-1]}"
            )
        if s.noise == "none" and not s.sgd:
            raise KernelError(
                "saddle-pgd: noise = none was given with sgd = 0, which is gradient descent: use "
                "the trial saddle-gd"
            )
        if not (0 <= s.momentum < 1 and s.sgd >= 0):
            raise KernelError(
                f"saddle-pgd: momentum = {s.momentum}, sgd = {s.sgd} were given; need 0 <= "
                f"momentum < 1 and sgd >= 0"
            )
        if s.d < 1 or s.t_thres < 0 or s.horizon < 1:
            raise KernelError(
                f"saddle-pgd: d = {s.d}, t_thres = {s.t_thres}, horizon = {s.horizon} were "
                f"given; need d, horizon >= 1, t_thres >= 0"
            )
        if s.blocks * (s.horizon + 1) >= 2**32:
            raise KernelError(
                f"saddle-pgd: d = {s.d} with horizon = {s.horizon} needs more than 2^32 "
                f"counter blocks; shorten the horizon"
            )
        return s

    @property
    def kick_normals(self) -> int:
        """Normals of a perturbation: a uniform point of the ball is part of one of the sphere in d
        + 2 dimensions.
        """
        return {"ball": self.d + 2, "gaussian": self.d, "none": 0}[self.noise]

    @property
    def normals(self) -> int:
        """Normals that a step may use: those of its perturbation, then those of its gradient
        error.
        """
        return self.kick_normals + (self.d if self.sgd else 0)

    @property
    def blocks(self) -> int:
        """Counter blocks of a step."""
        return (self.normals + 1) // 2


def starts(first: int, count: int, d: int, seed: int) -> np.ndarray:
    """Uniform points of [-1, 1]^d, shape (d, count): (2 k + 1)/2^52 - 1 with k uniform on 52 bits,
    so never 0.
    """
    if not count:
        return np.zeros((d, 0))
    return 2.0 * philox.uniforms(np.arange(first, first + count), d, seed=seed) - 1.0


def step_normals(
    setting: Setting, trial: np.ndarray, time: int, seed: int, which: str
) -> np.ndarray:
    """The normals of one step: `which` is kick or error; shape (their number, trials)."""
    z = philox.normals(trial, setting.normals, seed=seed, stream=1, block=time * setting.blocks)
    return z[: setting.kick_normals] if which == "kick" else z[setting.kick_normals :]


def kick(setting: Setting, z: np.ndarray) -> np.ndarray:
    """The perturbation made of its normals, shape (d, trials)."""
    if setting.noise == "gaussian":  # the covariance r^2/(d + 2) of the ball
        return z * (setting.radius / np.sqrt(setting.d + 2))
    return z[: setting.d] * (setting.radius / np.sqrt(np.einsum("ij,ij->j", z, z)))
