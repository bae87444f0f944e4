"""Figure 1 as trials: descent on f and on f + 1/8 ||U^T U - V^T V||_F^2 from one start, on the
reduced state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine.batches import array_module, collect, generator
from . import matrix_gd as gd


def two_objectives(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Success: every measure named in parameters["bounds"] lies in its interval.

    Measures: final_plain, final_regularised (last loss / first), slowdown (iterations to 1e-6 of
    the first loss on f over those on g), ratio_moves (largest |ratio / first ratio - 1| of ||U||^2
    / ||V||^2 on f), difference_moves (of ||U||^2 - ||V||^2, relative to the largest of the norms),
    closer_to_one (1 when |log ratio| ends smaller than it began).
    """
    xp = array_module(backend)
    r, steps = int(parameters.get("r", 5)), int(parameters.get("steps", 1500))
    d1, d2, variance = (
        int(parameters.get("d1", 100)),
        int(parameters.get("d2", 100)),
        float(parameters.get("variance", 1e-4)),
    )
    starts, sigma = [], []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        sigma.append(rng.uniform(0.5, 1.0, r))
        starts.append([gd.reduced_gaussian(d, r, variance, rng) for d in (d1, d2)])
    spectrum = xp.asarray(np.array(sigma))
    size, M = xp.sqrt((spectrum**2).sum(axis=1)), gd.reduced_target(spectrum, xp)
    eta = float(parameters.get("eta", 0.05)) / size
    measures: dict[str, Any] = {}
    for name, regularised in (("plain", False), ("regularised", True)):
        U, V = (xp.asarray(np.stack([pair[k] for pair in starts])) for k in (0, 1))
        arrived = xp.full(count, np.inf)
        with np.errstate(all="ignore"):
            for t, u, v in gd.descend(U, V, M, lambda t: eta, steps, regularised):
                f, x, y = gd.loss(u, v, M, regularised), gd.square(u), gd.square(v)
                if t == 0:
                    f0, ratio0, gap0 = f, x / y, x - y
                    moved, gap, largest = xp.zeros(count), xp.zeros(count), xp.maximum(x, y)
                arrived = xp.where(xp.isinf(arrived) & (f <= 1e-6 * f0), float(t), arrived)
                moved, gap = (
                    xp.maximum(moved, xp.abs(x / y / ratio0 - 1)),
                    xp.maximum(gap, xp.abs(x - y - gap0)),
                )
                largest = xp.maximum(largest, xp.maximum(x, y))
            measures[f"final_{name}"], measures[f"steps_{name}"] = f / f0, arrived
            if not regularised:
                measures |= {"ratio_moves": moved, "difference_moves": gap / largest}
                measures["closer_to_one"] = (xp.abs(xp.log(x / y)) < xp.abs(xp.log(ratio0))).astype(
                    float
                )
    with np.errstate(all="ignore"):
        measures["slowdown"] = measures["steps_plain"] / measures["steps_regularised"]
    host = {
        name: column.get() if hasattr(column, "get") else column
        for name, column in measures.items()
    }
    bounds = parameters.get("bounds", {})
    success = np.ones(count, dtype=bool)
    for name, (low, high) in bounds.items():
        success &= (host[name] >= low) & (host[name] <= high)
    rows = collect(
        [{name: float(column[k]) for name, column in host.items()} for k in range(count)]
    )
    return {
        "success": success.astype(np.int8),
        "diverged": (~np.isfinite(host["final_plain"])).astype(np.int8),
        **rows,
    }
