"""Small batches of trials with known laws, for tests: trial i uses the generator of (seed, i)
alone.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np


def uniforms(first, count, seed, draws=1):
    rows = [
        np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, first + k])).random(draws)
        for k in range(count)
    ]
    return np.array(rows).reshape(count, draws)


def coin(first, count, parameters, seed, backend):
    """Success with probability parameters["p"]; records the draw."""
    u = uniforms(first, count, seed)[:, 0]
    return {"success": u < parameters["p"], "draw": u}


def always(first, count, parameters, seed, backend):
    return {"success": np.ones(count, dtype=bool)}


def descent(first, count, parameters, seed, backend):
    """Gradient descent on h x^2 / 2 from a random start: converges for eta h < 2, runs to infinity
    beyond.
    """
    u = uniforms(first, count, seed, 2)
    x, h = u[:, 0] + 0.5, 1 + u[:, 1]
    steps = np.full(count, np.nan)
    bad = np.full(count, -1)
    for t in range(parameters.get("horizon", 60)):
        steps = np.where(np.isnan(steps) & (abs(x) < 1e-3), t, steps)
        x = x - parameters["eta"] * h * x
        bad = np.where((bad < 0) & ~np.isfinite(x), t, bad)
    lost = bad >= 0
    reached = ~np.isnan(steps)
    return {
        "success": reached,
        "diverged": lost,
        "censored": ~reached & ~lost,
        "steps": steps,
        "diverged_at": bad,
    }


def pause(first, count, parameters, seed, backend):
    """A coin that takes parameters["seconds"] a trial."""
    time.sleep(parameters["seconds"] * count)
    return coin(first, count, parameters, seed, backend)


def deadly(first, count, parameters, seed, backend):
    """A coin whose process dies while trial parameters["at"] is in the batch: always, or once a
    file is missing.
    """
    marker = parameters.get("once")
    inside = first <= parameters["at"] < first + count
    if (
        inside
        and count > parameters.get("fits", 0)
        and (marker is None or not Path(marker).exists())
    ):
        if marker is not None:
            Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return coin(first, count, parameters, seed, backend)


def hungry(first, count, parameters, seed, backend):
    """A coin that has no memory for more than parameters["fits"] trials at once."""
    if count > parameters["fits"]:
        raise MemoryError
    return coin(first, count, parameters, seed, backend)


def glutton(first, count, parameters, seed, backend):
    """A coin that really asks for parameters["megabytes"] of memory a trial."""
    ballast = np.ones((count, int(parameters["megabytes"] * 2**17)))
    result = coin(first, count, parameters, seed, backend)
    assert ballast.shape[0] == count
    return result


def broken(first, count, parameters, seed, backend):
    """Breaks the contract in the way parameters["how"] names."""
    how, ones = parameters["how"], np.ones(count)
    if how == "raises":
        return {"success": ones / 0 if count < 0 else [][1]}
    return {
        "no success": {"draw": ones},
        "wrong length": {"success": np.ones(count + 1)},
        "not a flag": {"success": 2 * ones},
        "nan": {"success": np.where(np.arange(first, first + count) % 3 == 0, np.nan, 1.0)},
        "inf": {"success": np.where(np.arange(first, first + count) % 3 == 0, np.inf, 1.0)},
        "objects": {"success": ones, "name": np.array(["x"] * count, dtype=object)},
        "moody": {"success": ones} | ({"extra": ones} if first else {}),
        "no dict": [1, 2],
    }[how]
