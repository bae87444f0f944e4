"""Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011) and the laws derived from it, as array functions.

The counter is (block, trial low word, trial high word, stream), the key is the seed: a draw depends
on nothing else. The same functions, bit for bit, stand in `draws.cuh`. `xp` is numpy or cupy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arithmetic import exp, log, normal_quantile
from .errors import KernelError
from .laws import CHI_BLOCKS

MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
WEYL = (0x9E3779B9, 0xBB67AE85)
LOW = 0xFFFFFFFF


def philox(
    counter: tuple[Any, Any, Any, Any], key: tuple[int, int], xp: Any = np
) -> tuple[Any, Any, Any, Any]:
    """Four 32-bit words (in uint64 arrays) for each counter; counter and key are 32-bit words."""
    u64 = xp.uint64
    c = [xp.asarray(word).astype(u64) for word in counter]
    k = list(key)
    for _ in range(10):
        first, second = c[0] * u64(MULTIPLIERS[0]), c[2] * u64(MULTIPLIERS[1])
        c = [
            (second >> u64(32)) ^ c[1] ^ u64(k[0]),
            second & u64(LOW),
            (first >> u64(32)) ^ c[3] ^ u64(k[1]),
            first & u64(LOW),
        ]
        k = [(word + step) & LOW for word, step in zip(k, WEYL)]
    return tuple(c)


def split(seed: int) -> tuple[int, int]:
    """The two key words of a 64-bit seed."""
    if not 0 <= seed < 2**64:
        raise KernelError(f"the seed {seed} was given; use an integer from 0 to 2^64 - 1")
    return seed & LOW, seed >> 32


def _pair(words: tuple[Any, ...], xp: Any) -> tuple[Any, Any]:
    def unit(high: Any, low: Any) -> Any:
        k = (high << xp.uint64(20)) | (low >> xp.uint64(12))
        return (k.astype(xp.float64) + 0.5) * 2.0**-52

    return unit(words[0], words[1]), unit(words[2], words[3])


def uniform_pair(block: Any, trial: Any, stream: int, seed: int, xp: Any = np) -> tuple[Any, Any]:
    """The two uniforms on (0, 1) of one counter block."""
    trial = xp.asarray(trial).astype(xp.uint64)
    block = xp.asarray(block).astype(xp.uint64)
    counter = (block, trial & xp.uint64(LOW), trial >> xp.uint64(32), xp.uint64(stream))
    return _pair(philox(counter, split(seed), xp), xp)


def uniforms(
    trial: Any, count: int, *, seed: int, stream: int = 0, block: int = 0, xp: Any = np
) -> Any:
    """`count` uniforms for each trial index, shape (count, *trial.shape); two from each block, from
    `block` on.
    """
    trial = xp.asarray(trial)
    blocks = xp.arange(block, block + (count + 1) // 2, dtype=xp.uint64).reshape(
        (-1,) + (1,) * trial.ndim
    )
    first, second = uniform_pair(blocks, trial[None], stream, seed, xp)
    return xp.stack([first, second], axis=1).reshape((-1, *trial.shape))[:count]


def normals(
    trial: Any, count: int, *, seed: int, stream: int = 0, block: int = 0, xp: Any = np
) -> Any:
    """`count` standard normals for each trial index, shape (count, *trial.shape)."""
    return normal_quantile(uniforms(trial, count, seed=seed, stream=stream, block=block, xp=xp), xp)


def sphere_points(
    trial: Any, dimension: int, *, seed: int, stream: int = 0, block: int = 0, xp: Any = np
) -> Any:
    """A uniform point on the unit sphere of R^dimension for each trial, shape (dimension,
    *trial.shape).
    """
    z = normals(trial, dimension, seed=seed, stream=stream, block=block, xp=xp)
    return z / xp.sqrt(_squares(z, xp))


def ball_points(
    trial: Any, dimension: int, *, seed: int, stream: int = 0, block: int = 0, xp: Any = np
) -> Any:
    """A uniform point in the unit ball of R^dimension: the first coordinates of a point on the
    sphere of R^(dimension+2).
    """
    return sphere_points(trial, dimension + 2, seed=seed, stream=stream, block=block, xp=xp)[
        :dimension
    ]


def _squares(z: Any, xp: Any) -> Any:
    value = z[0] * z[0]
    for row in z[1:]:  # in order, so that the sum is the same on every machine
        value = value + row * row
    return value


def _series(y: Any) -> Any:
    """(3 log(1 + y) - 3 y - 3 y^2 - y^3 + (9/2) y^2)/y^4 for small y, where the difference itself
    would lose its digits.
    """
    return -0.75 + y * (
        0.6 + y * (-0.5 + y * (3.0 / 7.0 + y * (-0.375 + y * (1.0 / 3.0 + y * -0.3))))
    )


def chi(freedom: float, trial: Any, block: int, stream: int, seed: int, xp: Any = np) -> Any:
    """A chi variable for each trial: sqrt(2 Gamma(freedom/2)) by Marsaglia and Tsang (2000), at
    most 15 proposals.

    A proposal is rejected with probability below 0.05; the chance that all 15 are is below 1e-19,
    and the last then stands.
    """
    small = freedom < 2.0
    shape = freedom * 0.5 + (1.0 if small else 0.0)
    d = shape - 1.0 / 3.0
    c = 1.0 / np.sqrt(9.0 * d)
    trial = xp.asarray(trial)
    value, open_ = xp.ones(trial.shape), xp.ones(trial.shape, dtype=bool)
    for attempt in range(CHI_BLOCKS - 1):
        first, u = uniform_pair(block + attempt, trial, stream, seed, xp)
        x = normal_quantile(first, xp)
        y = c * x
        v = 1.0 + y
        cube = v * v * v
        safe = xp.where(v > 0.0, cube, 1.0)
        far = 0.5 * (x * x) + d * (1.0 - safe + log(safe, xp))
        near = d * (y * y * y * y) * _series(y)
        fits = (v > 0.0) & (log(u, xp) < xp.where(abs(y) < 0.05, near, far))
        value = xp.where(open_, xp.where(v > 0.0, cube, 1.0), value)
        open_ = open_ & ~fits
        if not open_.any():
            break
    value = xp.sqrt(2.0 * (d * value))
    if small and freedom > 0:
        boost, _ = uniform_pair(block + CHI_BLOCKS - 1, trial, stream, seed, xp)
        value = value * exp(log(boost, xp) / freedom, xp) if freedom != 1.0 else value * boost
    return value if freedom > 0 else value * 0.0
