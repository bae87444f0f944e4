"""One filter under every law, for the self-check."""

from __future__ import annotations

from ..engine.examples import Entry
from . import sgd as filters_sgd

_FILTER = {"eta": 0.1, "eps": 0.5, "along_0": 0.4, "across_0": 0.6}

EXAMPLES: dict[str, Entry] = {
    "filter, Gaussian": Entry(filters_sgd.rotational, {**_FILTER, "p": 10}, 100),
    "filter, sphere": Entry(lambda: filters_sgd.rotational(True), {**_FILTER, "p": 3}, 100),
    "filter, mixture": Entry(lambda: filters_sgd.around("mixture"), {**_FILTER, "sigma": 0.7}, 100),
    "filter, flat": Entry(lambda: filters_sgd.around("flat"), _FILTER, 100),
    "filter, truncated": Entry(
        lambda: filters_sgd.around("truncated"), {**_FILTER, "sigma": 0.7}, 100
    ),
    "filter, cone": Entry(
        lambda: filters_sgd.around("cone"), {**_FILTER, "sigma": 0.7, "p": 5}, 100
    ),
    "filter, 2 iid": Entry(
        lambda: filters_sgd.around("mixture", "iid", 2), {**_FILTER, "sigma": 0.7}, 100
    ),
    "filter, 2 close": Entry(
        lambda: filters_sgd.around("mixture", "close", 2),
        {**_FILTER, "sigma": 1, "sigma_2": 0.1},
        100,
    ),
}
