"""Saddles, for the self-check."""

from __future__ import annotations

from typing import Any

from ..engine.examples import Entry, numbers
from . import kernel as saddles_kernel
from . import quadratic as saddle
from . import setting as saddles_setting
from . import steps


def _octopus(**changes: Any) -> dict[str, float]:
    """The numbers of a run of perturbed descent on the octopus."""
    setting = saddles_setting.Setting.of({"horizon": 1000} | changes)
    return {symbol.name: getattr(setting, symbol.name) for symbol in saddles_kernel.NUMBERS}


ONE_SADDLE = {"kappa": 3.0, "h": 0.01, "place_0": 0.5, "height_0": 0.25}

EXAMPLES: dict[str, Entry] = {
    "one saddle, scaled": Entry(steps.one_saddle, ONE_SADDLE, 300),
    "saddle, perturbed": Entry(saddle.perturbed, numbers(saddle.PERTURBED), 300),
    "saddle, log scale": Entry(saddle.plain, numbers(saddle.PLAIN), 500),
    "octopus": Entry(lambda: saddles_kernel.recurrence(4), _octopus(d=4), 120),
    "octopus, stochastic heavy ball": Entry(
        lambda: saddles_kernel.recurrence(3, "gaussian", True, True),
        _octopus(d=3, noise="gaussian", momentum=0.5, sgd=0.1),
        100,
    ),
}
