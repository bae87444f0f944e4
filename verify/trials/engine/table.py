"""Which trials are done, and the table they make: one face for the SQLite store and for memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ...store.rows import canonical, digest
from .shard import FLAGS, TrialError


class Ledger(Protocol):
    """What the engine needs of a store; `steepest.verify.store.database.Store` is one."""

    def put_plan(self, plan: Mapping[str, Any]) -> str: ...
    def put_shard(self, plan: str, shard: int, arrays: Mapping[str, Any]) -> None: ...
    def shards(self, plan: str) -> dict[int, dict[str, Any]]: ...


class Memory:
    """A ledger that lasts as long as the process: for trials that nobody wants to keep."""

    def __init__(self) -> None:
        self._plans: dict[str, Mapping[str, Any]] = {}
        self._shards: dict[str, dict[int, dict[str, Any]]] = {}

    def put_plan(self, plan: Mapping[str, Any]) -> str:
        hash = digest("plan", canonical(plan))
        self._plans.setdefault(hash, plan)
        return hash

    def put_shard(self, plan: str, shard: int, arrays: Mapping[str, Any]) -> None:
        self._shards.setdefault(plan, {}).setdefault(shard, dict(arrays))

    def shards(self, plan: str) -> dict[int, dict[str, Any]]:
        return dict(sorted(self._shards.get(plan, {}).items()))


def ranges(shards: Mapping[int, Mapping[str, Any]], trials: int) -> list[tuple[int, int]]:
    """(first, count) of every stored shard, ascending. A shard's number is its first trial;
    anything else is damage.
    """
    found = []
    for number, arrays in sorted(shards.items()):
        first, count = (int(value) for value in arrays.get("_range", (-1, -1)))
        lengths = {len(array) for key, array in arrays.items() if key != "_range"}
        fine = (
            first == number
            and 0 <= first < first + count <= trials
            and lengths == {count}
            and set(FLAGS) <= arrays.keys()
        )
        if not fine:
            raise TrialError(
                f"the stored shard {number} does not hold the trials it is named after; start "
                f"another --store FILE"
            )
        found.append((first, count))
    return found


def gaps(done: list[tuple[int, int]], trials: int) -> list[tuple[int, int]]:
    """The trials of [0, trials) in no range, as ascending (first, count)."""
    missing, reached = [], 0
    for first, count in [*sorted(done), (trials, 0)]:
        if first > reached:
            missing.append((reached, first - reached))
        reached = max(reached, first + count)
    return missing


def table(shards: Mapping[int, Mapping[str, Any]], trials: int) -> dict[str, Any]:
    """One array a key, in trial order, and `trial` with the trials' numbers: the same bytes for
    every way of sharding.
    """
    import numpy

    pieces: list[dict[str, Any]] = []
    reached = 0
    for (first, count), arrays in zip(
        ranges(shards, trials), (shards[number] for number in sorted(shards))
    ):
        skip = max(0, reached - first)
        if skip < count:
            numbers = {"trial": numpy.arange(first + skip, first + count, dtype=numpy.int64)}
            pieces.append(
                numbers | {key: array[skip:] for key, array in arrays.items() if key != "_range"}
            )
            reached = first + count
    if not pieces:
        return {key: numpy.zeros(0, dtype=numpy.uint8) for key in FLAGS} | {
            "trial": numpy.zeros(0, dtype=numpy.int64)
        }
    kinds = [
        {key: (array.dtype, array.shape[1:]) for key, array in piece.items()} for piece in pieces
    ]
    if any(kind != kinds[0] for kind in kinds):
        raise TrialError(
            "the stored shards of this plan record different quantities; start another --store FILE"
        )
    return {key: numpy.concatenate([piece[key] for piece in pieces]) for key in pieces[0]}
