"""The row "laws of 100 networks": every conservation law of 100 random linear and ReLU networks,
counted exactly.

Depth 2 to 4, widths 2 to 9, with and without bias, as in the paper that counted such networks first
(Marcotte, Gribonval, Peyre 2023). It reports 41 s (linear) and 136 s (ReLU) a network on 64
processes, for upper ends alone; its notebook needs SageMath and is not run here.
"""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from typing import Any

from steepest.proofs.laws import chain

from .rivals import Missing
from .rows import Answer, Row

NETWORKS = 100


def network(seed: int) -> dict[str, Any]:
    draw = random.Random(seed)
    depth = draw.randint(2, 4)
    widths = [draw.randint(2, 9) for _ in range(depth + 1)]
    bias, act = draw.random() < 0.5, draw.choice(["linear", "relu"])
    return chain(*widths, act=act, bias=bias)


def counted(seed: int) -> tuple[int, int]:
    from steepest.proofs.engine.laws import count, read

    found = count(read(network(seed)))
    return found.lower, found.upper


def steepest(threads: int) -> Any:
    def go() -> Answer:
        with ProcessPoolExecutor(threads) as pool:
            return {"ends": list(pool.map(counted, range(NETWORKS)))}

    return go


def published(threads: int) -> Any:
    raise Missing("SageMath is needed; published are 41 s and 136 s a network on 64 processes")


def compare(mine: Answer, wanted: Answer) -> str:
    return f"{sum(low == high for low, high in mine['ends'])} of {NETWORKS} counts are exact"


ROW = Row(
    "laws-100",
    "Laws of 100 networks",
    f"All conservation laws of {NETWORKS} random linear and ReLU networks (depth 2 to 4, widths 2 "
    f"to 9, with and without bias), both ends, every law proved.",
    {"steepest": steepest, "the notebook of Marcotte, Gribonval, Peyre": published},
    "steepest",
    compare,
)
