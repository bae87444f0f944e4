"""One shard: the trials first .. first+count-1 of a plan, run in batches of any size, checked, and
joined.

Runs the same in this process, in a pool worker and on a Dask worker. Trial i depends on (seed, i)
alone, so that neither the shard nor the batch can change a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steepest.proofs.vocabulary import SteepestError

from ...store.rows import pack
from .plans import batch_function, code_hash

FLAGS = ("success", "diverged", "censored")


class TrialError(SteepestError):
    """A trial that could not be run: its kernel broke its contract, or a worker was lost for
    good.
    """


@dataclass(frozen=True)
class Task:
    """A shard to run, and in batches of how many trials."""

    first: int
    count: int
    batch: int
    attempt: int = 0

    def halved(self) -> Task:
        return Task(self.first, self.count, max(1, self.batch // 2), self.attempt + 1)


def run(record: Mapping[str, Any], task: Task) -> dict[str, Any]:
    """The arrays of a shard. `record` is the registered plan; `_range` (first, count) rides
    along.
    """
    import numpy

    if record["code"] != code_hash(record["batch"]):
        raise TrialError(
            f"the code of {record['batch']} differs between the machine that registered the "
            f"plan and the one that runs it; "
            f"install the same version on both and start again"
        )
    function, parts = batch_function(record["batch"]), []
    for first in range(task.first, task.first + task.count, task.batch):
        count = min(task.batch, task.first + task.count - first)
        # overflow in a diverging trial is an outcome, reported through its flags
        with numpy.errstate(all="ignore"):
            arrays = function(
                first, count, dict(record["parameters"]), record["seed"], record["backend"]
            )
        parts.append(checked(arrays, count, record["batch"]))
        if parts[0].keys() != parts[-1].keys() or any(
            parts[0][key].dtype != parts[-1][key].dtype for key in parts[0]
        ):
            raise TrialError(
                f"{record['batch']} returned other keys or types for trial {first} than for trial "
                f"{task.first}"
            )
    joined = {key: numpy.concatenate([part[key] for part in parts]) for key in sorted(parts[0])}
    return joined | {"_range": numpy.array([task.first, task.count], dtype=numpy.int64)}


def run_packed(record: Mapping[str, Any], first: int, count: int, batch: int) -> bytes:
    """`run` as bytes, for workers."""
    return pack(run(record, Task(first, count, batch)))


def checked(arrays: Mapping[str, Any], count: int, origin: str) -> dict[str, Any]:
    """The batch's arrays on the host with 0/1 flags as bytes; raises `TrialError` where they break
    the contract.

    A success that is NaN or infinite is no answer: that trial is flagged as diverged and has not
    succeeded.
    """
    import numpy

    if not isinstance(arrays, Mapping) or "success" not in arrays:
        raise TrialError(f"{origin} must return a dict of arrays with the key 'success'")
    host: dict[str, Any] = {}
    for key, array in arrays.items():
        array = numpy.asarray(
            array.get() if hasattr(array, "get") and hasattr(array, "device") else array
        )
        if (
            array.ndim == 0
            or len(array) != count
            or array.dtype.kind not in "biuf"
            or key.startswith("_")
        ):
            raise TrialError(
                f"{origin} returned {key!r} with shape {array.shape} and type {array.dtype} "
                f"for {count} trials; "
                f"expected one real number (or one row of them) a trial"
            )
        host[key] = array
    host.setdefault("diverged", numpy.zeros(count, dtype=numpy.uint8))
    host.setdefault("censored", numpy.zeros(count, dtype=numpy.uint8))
    lost = ~numpy.isfinite(host["success"])
    if lost.any():
        host["success"] = numpy.where(lost, 0, host["success"])
        host["diverged"] = numpy.where(lost, 1, host["diverged"])
    for flag in FLAGS:
        values = host[flag]
        if values.shape != (count,) or not ((values == 0) | (values == 1)).all():
            raise TrialError(
                f"{origin} returned {flag!r} with a value other than 0 and 1; it is a flag a trial"
            )
        host[flag] = values.astype(numpy.uint8)
    return {
        key: array.astype(numpy.uint8) if array.dtype.kind == "b" else array
        for key, array in host.items()
    }
