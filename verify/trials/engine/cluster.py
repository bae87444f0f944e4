"""The same shards on a Dask cluster (`--dask tcp://host:8786`).

Dask delivers at least once: it reruns the tasks of a lost worker by itself, and gives up on a task
whose workers died three times. Both are harmless here, because a shard is the same bytes whoever
computes it.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import socket
import time
from collections.abc import Mapping
from typing import Any

from ...store.rows import unpack
from .shard import Task, TrialError, run_packed
from .tasks import Outcome, failure

_LOST = (
    "KilledWorker",
    "CommClosedError",
    "FutureCancelledError",
    "CancelledError",
    "LostWorkerError",
)


def _knock(address: str, patience: float) -> None:
    """Raise OSError or ValueError unless something listens at a TCP address; other transports are
    left to Dask.
    """
    scheme, _, place = address.rpartition("://")
    if scheme in ("", "tcp", "tls"):
        host, _, port = place.rpartition(":")
        socket.create_connection((host.strip("[]"), int(port)), patience).close()


class Cluster:
    """An executor on the scheduler at `address`; at most two shards a thread are in flight."""

    def __init__(self, record: Mapping[str, Any], address: str, patience: float = 10.0):
        try:
            from distributed import Client
        except ImportError:
            raise TrialError(
                "--dask needs the package distributed; install it with: pip install "
                "'steepest[dask]'"
            ) from None
        try:
            # a Client that fails to connect leaves a half-open loop behind
            _knock(address, patience)
            self._client = Client(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError) as error:
            raise TrialError(
                f"no Dask scheduler answers at {address!r} ({type(error).__name__}); start "
                f"one with `dask scheduler` and give its "
                f"address, such as tcp://127.0.0.1:8786"
            ) from None
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            self._client.close(timeout=2)
            raise TrialError(
                f"the Dask scheduler at {address} has no workers; start some with `dask worker "
                f"{address}`"
            ) from None
        self._record = dict(record)
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._tasks: dict[str, tuple[Task, Any]] = {}
        self._number = itertools.count()
        self._seen = time.monotonic()
        self._patience = patience

    def free(self) -> int:
        known: Any = self._client.nthreads() if self._client.status == "running" else {}
        threads = sum(known.values())
        return max(1, 2 * threads) - len(self._tasks)

    def submit(self, task: Task) -> None:
        key = f"steepest-{self._record['name']}-{task.first}-{task.attempt}-{next(self._number)}"
        future = self._client.submit(
            run_packed, self._record, task.first, task.count, task.batch, key=key, pure=False
        )
        self._tasks[key] = (task, future)
        future.add_done_callback(lambda future: self._done.put(future.key))

    def wait(self, seconds: float) -> list[Outcome]:
        try:
            keys = [self._done.get(timeout=seconds)]
        except queue.Empty:
            self._check_alive()
            return []
        self._seen = time.monotonic()
        while not self._done.empty():
            keys.append(self._done.get())
        return [self._outcome(key) for key in keys if key in self._tasks]

    def close(self) -> None:
        for _, future in self._tasks.values():
            future.release()
        self._tasks.clear()
        # a slow farewell must not cost a finished run
        with contextlib.suppress(OSError, TimeoutError):
            self._client.close(timeout=5)

    def _outcome(self, key: str) -> Outcome:
        task, future = self._tasks.pop(key)
        try:
            outcome = Outcome(task, unpack(future.result(timeout=60)))
        except Exception as error:
            lost = type(error).__name__ in _LOST or isinstance(error, OSError | TimeoutError)
            outcome = (
                Outcome(task, cause=f"lost on the cluster: {error}", again=True)
                if lost
                else failure(task, error)
            )
        future.release()
        return outcome

    def _check_alive(self) -> None:
        if self._client.status == "running":
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._patience:
            raise TrialError(
                "the Dask scheduler is gone; finished shards are stored, so start it and run the "
                "same command again"
            )
