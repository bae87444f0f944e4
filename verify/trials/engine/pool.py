"""A pool of local worker processes that notices every death.

Each worker is a fresh interpreter behind two pipes, in a session of its own (Ctrl-C reaches only
the parent, who decides). Reading never blocks, so a signal is answered at once; a worker that dies
costs its shard one attempt and nothing else.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ...processes import SAFE, safe_path
from ...store.rows import unpack
from .shard import Task
from .tasks import Outcome
from .worker import LENGTH, frame


@dataclass
class _Worker:
    process: subprocess.Popen[bytes]
    errors: BinaryIO
    task: Task | None = None
    buffer: bytearray = field(default_factory=bytearray)


class Pool:
    """At most `workers` processes, started when there is work for them."""

    def __init__(self, record: Mapping[str, Any], workers: int, memory_gb: float | None = None):
        self._record = record
        self._size = workers
        self._memory = memory_gb
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()

    def free(self) -> int:
        return self._size - sum(worker.task is not None for worker in self._workers)

    def pids(self) -> list[int]:
        """Its processes, for whoever wants to watch (or kill) them."""
        return [worker.process.pid for worker in self._workers]

    def submit(self, task: Task) -> None:
        worker = (
            next((worker for worker in self._workers if worker.task is None), None) or self._start()
        )
        worker.task = task
        message = {
            "plan": self._record,
            "first": task.first,
            "count": task.count,
            "batch": task.batch,
        }
        self._send(worker, message)

    def wait(self, seconds: float) -> list[Outcome]:
        outcomes = []
        for key, _ in self._selector.select(seconds):
            worker: _Worker = key.data
            data = os.read(key.fd, 1 << 20)
            worker.buffer += data
            if not data:
                outcomes += self._buried(worker)
            elif len(worker.buffer) >= LENGTH.size:
                size = LENGTH.unpack_from(worker.buffer)[0]
                if len(worker.buffer) >= LENGTH.size + size:
                    outcomes.append(
                        _outcome(
                            worker,
                            bytes(memoryview(worker.buffer)[LENGTH.size : LENGTH.size + size]),
                        )
                    )
                    worker.buffer, worker.task = bytearray(), None
        return outcomes

    def close(self) -> None:
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            self._forget(worker)
        self._workers.clear()
        self._selector.close()

    def _start(self) -> _Worker:
        threads = str(max(1, (os.cpu_count() or 1) // self._size))
        environment = (
            {
                "OMP_NUM_THREADS": threads,
                "OPENBLAS_NUM_THREADS": threads,
                "MKL_NUM_THREADS": threads,
            }
            | os.environ
            | {SAFE: "1"}
        )
        errors = tempfile.TemporaryFile()  # noqa: SIM115
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "steepest.verify.trials.engine.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            start_new_session=True,
        )
        worker = _Worker(process, errors)
        assert process.stdout is not None
        self._selector.register(process.stdout, selectors.EVENT_READ, worker)
        self._workers.append(worker)
        self._send(worker, {"path": safe_path(), "memory": self._memory})
        return worker

    def _send(self, worker: _Worker, message: Mapping[str, Any]) -> None:
        assert worker.process.stdin is not None
        # it is dead: its output ends too, and `wait` reports that
        with contextlib.suppress(BrokenPipeError):
            worker.process.stdin.write(frame(json.dumps(message).encode()))
            worker.process.stdin.flush()

    def _buried(self, worker: _Worker) -> list[Outcome]:
        """The last words of a worker whose output ended."""
        deadline = time.monotonic() + 5
        while worker.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        cause = f"the worker process {_ended(worker.process.poll())}"
        worker.errors.seek(0)
        if words := worker.errors.read()[-2000:].decode(errors="replace").strip():
            cause += f", after printing: {words}"
        self._workers.remove(worker)
        self._forget(worker)
        return [Outcome(worker.task, cause=cause, again=True)] if worker.task is not None else []

    def _forget(self, worker: _Worker) -> None:
        process = worker.process
        process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        self._selector.unregister(process.stdout)
        process.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()
        worker.errors.close()


def _ended(code: int | None) -> str:
    if code is None:
        return "closed its output"
    if code < 0:
        name = signal.Signals(-code).name
        return f"was ended by {name}" + (
            ", as the system does when memory runs out" if name == "SIGKILL" else ""
        )
    return f"ended with exit status {code}"


def _outcome(worker: _Worker, answer: bytes) -> Outcome:
    assert worker.task is not None
    kind, body = answer[:1], answer[1:]
    if kind == b"D":
        return Outcome(worker.task, unpack(body))
    return Outcome(worker.task, cause=body.decode(), again=kind == b"M", defect=kind == b"X")
