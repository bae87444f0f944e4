"""Factorizations and the heavy ball, for the self-check."""

from __future__ import annotations

from ..engine.examples import Entry, numbers
from . import momentum, rank_one, rank_r

EXAMPLES: dict[str, Entry] = {
    "rank-1 scalars": Entry(
        rank_one.recurrence,
        {"eta": 0.1, "sigma": 1, "d": 1e6, "d2": 50, "scale": 1e-3, "eps": 1e-3},
        400,
    ),
    "rank-1 momentum": Entry(
        momentum.rank_one_recurrence,
        {"eta": 0.1, "sigma": 1, "d": 1e6, "d2": 50, "scale": 1e-3, "eps": 1e-3, "mu": 0.5},
        300,
    ),
    "saddle momentum": Entry(momentum.saddle_recurrence, numbers(momentum.SADDLE), 300),
} | {
    f"rank-{r}": Entry(
        lambda r=r: rank_r.recurrence(r),
        {"eta": 0.1, "decay": 0.1, "d1": 60, "d2": 1e5, "deviation": 1e-3, "eps": 1e-2}
        | {f"sigma{i}": 1 + i / r for i in range(r)},
        200,
    )
    for r in range(1, rank_r.LARGEST_RANK + 1)
}
