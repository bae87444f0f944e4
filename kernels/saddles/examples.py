"""Saddles, for the self-check."""

from __future__ import annotations

from typing import Any

from ..engine.examples import Entry, numbers
from . import kernel as saddles_kernel
from . import quadratic as saddle
from . import setting as saddles_setting


def _octopus(**changes: Any) -> dict[str, float]:
    """The numbers of a run of perturbed descent on the octopus."""
    setting = saddles_setting.Setting.of({"horizon": 1000} | changes)
    return {symbol.name: getattr(setting, symbol.name) for symbol in saddles_kernel.NUMBERS}


EXAMPLES: dict[str, Entry] = {
    "saddle, perturbed": Entry(saddle.perturbed, numbers(saddle.PERTURBED), 300),
    "saddle, log scale": Entry(saddle.plain, numbers(saddle.PLAIN), 500),
    "octopus": Entry(lambda: saddles_kernel.recurrence(4), _octopus(d=4), 120),
    "octopus, stochastic heavy ball": Entry(
        lambda: saddles_kernel.recurrence(3, "gaussian", True, True),
        _octopus(d=3, noise="gaussian", momentum=0.5, sgd=0.1),
        100,
    ),
}
