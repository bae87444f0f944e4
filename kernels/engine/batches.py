"""What batches of array programs share: the array module of a backend, one generator per trial,
rows to columns.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from .errors import KernelError


def array_module(backend: str = "numpy") -> ModuleType:
    """NumPy for "numpy", "cpu" and "auto", CuPy for "cuda". CuPy is asked for its device: importing
    it proves nothing.
    """
    if backend in ("numpy", "cpu", "auto"):
        return np
    if backend != "cuda":
        raise KernelError(
            f"the backend {backend!r} was given; array programs run on numpy, cpu or cuda"
        )
    from .cuda import unavailable

    if reason := unavailable():
        raise KernelError(f"the backend cuda is not available: {reason}. Use numpy")
    import cupy  # pyright: ignore[reportMissingImports]  # an extra

    return cupy


def generator(seed: int, trial: int) -> np.random.Generator:
    """The random stream of one trial: Philox keyed by (seed, trial), so that no trial depends on
    how trials are batched.
    """
    return np.random.Generator(np.random.Philox(key=np.array([seed, trial], dtype=np.uint64)))


def collect(rows: list[dict[str, Any]]) -> dict[str, np.ndarray]:
    """One dictionary a trial to one array a key, as a batch returns them."""
    return (
        {key: np.array([row[key] for row in rows]) for key in rows[0]}
        if rows
        else {"success": np.zeros(0, dtype=np.int8)}
    )
