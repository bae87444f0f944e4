"""The workers that decide the claims of a user; they wait for more work between two calls."""

from __future__ import annotations

import os

from steepest.proofs.engine import processes
from steepest.proofs.engine.processes import Pool

WORKERS = 2
LOAD = ("steepest.verify.user_claims:preload",)
_pool: list[Pool] = []  # kept for the next question of this process


def prepare() -> None:
    """Start the loading of what they need, beside what this process does meanwhile."""
    processes.prepare(LOAD)


def warm(workers: int = WORKERS) -> Pool:
    """The workers of this process."""
    if not _pool or _pool[0].size != max(1, workers) or _pool[0].owner != os.getpid():
        while _pool:
            _pool.pop().close()
        _pool.append(Pool(workers, load=LOAD))
    return _pool[0]
