"""What a run keeps: one row of an array per state variable and record, one column per trial."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .program import Program

STOPPED, DIVERGED, UNDERFLOW, CENSORED, CHECK = 1, 2, 4, 8, 32  # as in trial.cuh


@dataclass
class Arrays:
    """State, records and flags of `count` trials, numbered from `first`; NumPy or CuPy arrays."""

    first: int
    count: int
    seed: int
    stream: int
    state: Any
    record: Any
    steps: Any
    flag: Any


def allocate(program: Program, first: int, count: int, seed: int, stream: int, xp: Any) -> Arrays:
    record = xp.empty((max(len(program.recurrence.running), 1), count))
    for row, kept in enumerate(program.recurrence.running.values()):
        record[row] = kept.before
    state = xp.zeros((program.width, count))
    return Arrays(
        first,
        count,
        seed,
        stream,
        state,
        record,
        xp.full(count, -1.0),
        xp.zeros(count, dtype=xp.int32),
    )
