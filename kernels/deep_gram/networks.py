"""Trials on finite networks at initialisation: how far their Gram matrices are from a given matrix,
and how the distance falls with the width.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

import numpy as np

from ..engine.batches import collect, generator
from .finite import Finite, draw, statistic
from .training import Data, forward, full_gram, initial


def z_scores(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Is the mean over `draws` networks within `threshold` standard errors of `target`, in every
    entry? Keeps the largest |z|.

    `statistic`: "gram", "full" (all parameters), "K" or "b" (with `layer`); `direct`: weight
    matrices are drawn; `average`: over the output weights.
    """
    rows, network = [], Finite.of(parameters)
    target = np.array(parameters["target"], dtype=float)
    what, layer = parameters.get("statistic", "gram"), int(parameters.get("layer", -1))
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        options = {
            "direct": bool(parameters.get("direct", True)),
            "average": bool(parameters.get("average", False)),
        }
        values = np.array(
            [
                _observed(network, parameters["inputs"], rng, what, layer, options)
                for _ in range(parameters["draws"])
            ]
        )
        error = values.std(axis=0, ddof=1) / sqrt(len(values))
        gap = values.mean(axis=0) - target
        exact = abs(gap) <= 1e-12 * abs(target).max()
        z = np.where(exact, 0.0, gap / np.where(error > 0, error, 1e-300))
        largest = float(abs(z).max())
        rows.append({"success": np.int8(largest <= parameters["threshold"]), "largest": largest})
    return collect(rows)


def _observed(
    network: Finite,
    inputs: Any,
    rng: np.random.Generator,
    what: str,
    layer: int,
    options: Mapping[str, bool],
) -> Any:
    """One value of a statistic; "full" is the Gram matrix of the gradients of all parameters, by
    back-propagation.
    """
    if what != "full":
        return statistic(draw(network, inputs, rng, **options), what, layer)
    x = np.asarray(inputs, dtype=float)
    conv = network.kind == "conv"
    data = Data(
        x.transpose(1, 0, 2).reshape(x.shape[1], -1) if conv else x.T,
        np.zeros(len(x)),
        x.shape[2] if conv else 1,
    )
    return full_gram(forward(network, initial(network, data, rng), data), data)


def root_m(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """sqrt(m) times the root-mean-square deviation from `target` over `draws` networks, for each of
    `widths`: is max/min <= 1 + `slack`?
    """
    rows, target = [], np.array(parameters["target"], dtype=float)
    what, layer = parameters.get("statistic", "gram"), int(parameters.get("layer", -1))
    for trial in range(first, first + count):
        rng, scaled = generator(seed, trial), []
        for width in parameters["widths"]:
            network = Finite.of({**parameters, "width": width})
            gaps = [
                statistic(
                    draw(
                        network,
                        parameters["inputs"],
                        rng,
                        direct=bool(parameters.get("direct", False)),
                    ),
                    what,
                    layer,
                )
                - target
                for _ in range(parameters["draws"])
            ]
            scaled.append(sqrt(width * np.mean(np.square(gaps))))
        spread = max(scaled) / min(scaled)
        rows.append(
            {
                "success": np.int8(spread <= 1 + parameters["slack"]),
                "spread": spread,
                "constant": scaled[-1],
            }
        )
    return collect(rows)
