"""Settings of the figures of one convolutional filter, and what they share."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np
from steepest.proofs.vocabulary import SteepestError

from ..engine.registry import Run

SOURCE = "du-thesis, Section 6.4 and Figure 6.3; also Du, Lee, Tian, ICLR 2018"
SWEEP = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, float("inf"))
CLOSENESS = (0.01, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
COLOURS = ("#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#b5a100")
TARGET = np.array((1.0, 0.0))


class SettingError(SteepestError):
    """A setting of a figure that cannot be used."""


def chosen(run: Run, defaults: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The defaults with the run's settings in their place; unknown names and values of another kind
    are errors.
    """
    for key, value in run.settings.items():
        if key not in defaults:
            near = get_close_matches(key, defaults, n=1, cutoff=0.4)
            hint = f"; nearest: {near[0]}" if near else ""
            raise SettingError(f"{name} has no setting {key!r}; it has {', '.join(defaults)}{hint}")
        like = defaults[key]
        fine = (
            isinstance(value, str)
            if isinstance(like, str)
            else isinstance(value, int | float) and value > 0
        )
        if not fine or (isinstance(like, int) and value != int(value)):
            wanted = (
                "a text"
                if isinstance(like, str)
                else "a whole number above 0"
                if isinstance(like, int)
                else "a number above 0"
            )
            raise SettingError(
                f"{name}: {key} = {value!r} was given; expected {wanted}, such as {like}"
            )
    return dict(defaults) | {key: type(defaults[key])(value) for key, value in run.settings.items()}


def label(value: float) -> str:
    return "∞" if value == float("inf") else f"{value:g}"
