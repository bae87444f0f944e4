"""Warm workers behind sockets: tasks with limits, answers in the order in which they end.

Every worker leads a process group, so that a limit, a cancellation and the end of the run reach
what a task has started too.
"""

from __future__ import annotations

import atexit
import contextlib
import glob
import graphlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, BinaryIO

from .safety import SAFE, safe_path
from .server import HEAD, IMPORT, NUMBER, REAP, START, kill

ENVIRONMENT = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}
PATIENCE = 16.0  # a limit of processor time ends at this multiple of it on the wall clock too
GRACE = 0.5  # seconds between a limit and the end of the process


class Stopped(Exception):
    """The run was asked to stop."""


@dataclass(frozen=True)
class Limits:
    """What a task may use: seconds of processor time (of its whole group), or seconds on the wall
    clock when a user says so; gigabytes beyond what is loaded.
    """

    processor: float | None = None
    wall: float | None = None
    memory_gb: float | None = None


@dataclass(frozen=True, eq=False)
class Task:
    """`work` is "package.module:function"; its arguments and its value have to be picklable.
    `after` names tasks that have to end first.
    """

    work: str
    arguments: tuple[Any, ...] = ()
    name: str = ""
    limits: Limits = Limits()
    after: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ended:
    """`how`: "done" (with a value), "memory", "raised", "time" or "crash" (with a text)."""

    task: Task
    how: str
    value: Any
    seconds: float
    code: int = 0  # the exit status of a process that crashed, minus the signal's number


class _Server:
    """The process that workers are forked from, one for the life of this process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        code = f"from steepest.proofs.engine.processes.server import run; run({theirs.fileno()})"
        start = f"import sys; sys.path[:] = {safe_path()!r}; {code}"
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-c", start],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=ENVIRONMENT | os.environ | {SAFE: "1"},
                start_new_session=True,
            )
        self.socket, self.loaded, self.owner = ours, set[str](), os.getpid()
        self.waiting = 0  # answers that are still to come

    def ask(self, kind: bytes, body: bytes = b"", descriptors: Sequence[int] = ()) -> int:
        self._send(kind, body, descriptors)
        while True:
            (answer,) = NUMBER.unpack(self.socket.recv(NUMBER.size, socket.MSG_WAITALL))
            self.waiting -= 1
            if self.waiting == 0:
                return answer

    def load(self, names: Iterable[str]) -> None:
        """Ask for modules to be loaded, without waiting until they are."""
        new = [name for name in names if name not in self.loaded]
        if new:
            self._send(IMPORT, json.dumps(new).encode())
            self.loaded.update(new)

    def _send(self, kind: bytes, body: bytes, descriptors: Sequence[int] = ()) -> None:
        self.waiting += 1
        socket.send_fds(self.socket, [HEAD.pack(kind, len(body))], list(descriptors))
        self.socket.sendall(body)

    def alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def close(self) -> None:
        if self.owner == os.getpid():
            self.socket.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            self.process.kill()
            self.process.wait()


_server: _Server | None = None


def server() -> _Server:
    global _server
    if _server is None or not _server.alive():
        _server = _Server()
        atexit.register(_server.close)
    return _server


@dataclass
class _Worker:
    pid: int
    connection: Connection
    errors: BinaryIO
    task: Task | None = None
    started: float = 0.0
    before: float = 0.0  # processor seconds when the task began
    deadline: float = field(default=float("inf"))

    def begin(self, task: Task) -> None:
        self.task, self.started = task, time.monotonic()
        self.before = processor_seconds(self.pid) if task.limits.processor else 0.0
        limit = task.limits.wall or task.limits.processor or float("inf")
        self.deadline = self.started + limit + GRACE
        self.connection.send((task.work, task.arguments, task.limits.memory_gb))

    def expired(self) -> bool:
        """Whether the time is up. On a busy machine a task with a limit of processor time goes on
        as long as its group has not used it, up to PATIENCE times the limit.
        """
        now = time.monotonic()
        if self.task is None or now < self.deadline:
            return False
        limits = self.task.limits
        if limits.wall is not None or limits.processor is None:
            return True
        left = limits.processor - (processor_seconds(self.pid) - self.before)
        end = self.started + PATIENCE * limits.processor + GRACE
        self.deadline = min(now + max(left, 0.0), end)
        return left < 0.05 or now >= end


def prepare(load: Iterable[str]) -> None:
    """Start the server and the loading of modules now, beside what this process does meanwhile."""
    server().load(load)


class Pool:
    """At most `workers` processes, started when there is work for them.

    `load`: modules (or "module:function" to be called) that every worker finds loaded. `fresh`: a
    process for each task, so that none sees what another has changed.
    """

    def __init__(self, workers: int | None = None, load: Iterable[str] = (), fresh: bool = False):
        self.size = max(1, workers or os.cpu_count() or 1)
        self.load, self.fresh, self.owner = list(load), fresh, os.getpid()
        self._workers: list[_Worker] = []

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def free(self) -> int:
        return self.size - sum(worker.task is not None for worker in self._workers)

    def pids(self) -> list[int]:
        """Its processes, for whoever wants to watch (or kill) them."""
        return [worker.pid for worker in self._workers]

    def submit(self, task: Task) -> None:
        for worker in [each for each in self._workers if each.task is None]:
            with contextlib.suppress(OSError):  # it died while it had nothing to do
                return worker.begin(task)
            self._bury(worker)
        worker = self._start()
        return worker.begin(task)

    def wait(self, seconds: float | None = None, stop: int | None = None) -> list[Ended]:
        """What ended, after at most `seconds`. A byte on the descriptor `stop` raises `Stopped`."""
        busy = [worker for worker in self._workers if worker.task is not None]
        deadline = min([worker.deadline for worker in busy], default=float("inf"))
        limit = deadline - time.monotonic() if seconds is None else seconds
        limit = min(limit, max(0.0, deadline - time.monotonic()))
        watched: list[Any] = [worker.connection for worker in busy]
        ready = wait(
            watched + ([] if stop is None else [stop]),
            None if limit == float("inf") else max(0.0, limit),
        )
        if stop is not None and stop in ready:
            raise Stopped
        ended = []
        for worker in busy:
            if worker.connection in ready:
                ended.append(self._received(worker))
            elif worker.expired():
                kill(worker.pid)
                ended.append(self._ended(worker, "time", ""))
                self._bury(worker)
        return ended

    def cancel(self) -> None:
        """End every worker that has a task, and what it started."""
        self._drop([worker for worker in self._workers if worker.task is not None])

    def close(self) -> None:
        """End every worker and what it started."""
        self._drop(list(self._workers))

    def _drop(self, workers: list[_Worker]) -> None:
        for worker in workers:
            kill(worker.pid)
        for worker in workers:
            self._bury(worker)

    def _start(self) -> _Worker:
        forks = server()
        forks.load(self.load)
        ours, theirs = socket.socketpair()
        with theirs:
            pid = forks.ask(START, descriptors=[theirs.fileno()])
        errors = tempfile.NamedTemporaryFile(prefix="steepest-")  # noqa: SIM115
        worker = _Worker(pid, Connection(ours.detach()), errors)
        worker.connection.send((safe_path(), errors.name, dict(ENVIRONMENT | os.environ)))
        self._workers.append(worker)
        return worker

    def _ended(self, worker: _Worker, how: str, value: Any) -> Ended:
        assert worker.task is not None
        ended = Ended(worker.task, how, value, time.monotonic() - worker.started)
        worker.task, worker.deadline = None, float("inf")
        return ended

    def _received(self, worker: _Worker) -> Ended:
        try:
            how, value = worker.connection.recv()
        except (EOFError, OSError):
            task, started = worker.task, worker.started
            code, text = self._bury(worker)
            assert task is not None
            return Ended(task, "crash", text, time.monotonic() - started, code)
        ended = self._ended(worker, how, value)
        if self.fresh:
            kill(worker.pid)
            self._bury(worker)
        return ended

    def _bury(self, worker: _Worker) -> tuple[int, str]:
        """Forget a worker that is dead or dying; how it ended, and its last words."""
        self._workers.remove(worker)
        worker.connection.close()
        code = -signal.SIGKILL
        with contextlib.suppress(OSError, ValueError):
            code = server().ask(REAP, NUMBER.pack(worker.pid))
        kill(worker.pid)  # what it started
        worker.errors.seek(0)
        words = worker.errors.read()[-2000:].decode(errors="replace").strip()
        worker.errors.close()
        text = _how(code)
        return code, f"{text}, after printing: {words}" if words else text


def _how(code: int) -> str:
    if code >= 0:
        return f"ended with exit status {code}"
    name = signal.Signals(-code).name
    return f"was ended by {name}" + (
        ", as the system does when memory runs out" if name == "SIGKILL" else ""
    )


def processor_seconds(group: int) -> float:
    """Processor time of every process of a group and of the children they waited for; 0 where /proc
    does not tell.
    """
    ticks = 0
    for path in glob.iglob("/proc/[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(path, encoding="ascii", errors="replace") as stat:
                fields = stat.read().rpartition(")")[2].split()
            if int(fields[2]) == group:
                ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def as_they_end(
    tasks: Sequence[Task], pool: Pool, stop: int | None = None
) -> Iterator[Task | Ended]:
    """Run all tasks: a task when it starts, an `Ended` when it ends. Started in the order given, a
    task only after those that it names. Closing the generator ends the pool.
    """
    names = {task.name for task in tasks}
    graph = {task.name: task.after & names - {task.name} for task in tasks}
    order = graphlib.TopologicalSorter(graph)
    order.prepare()
    place = {task.name: number for number, task in enumerate(tasks)}
    ready: list[str] = []
    try:
        while order.is_active():
            ready = sorted([*ready, *order.get_ready()], key=place.__getitem__)
            while ready and pool.free() > 0:
                task = tasks[place[ready.pop(0)]]
                pool.submit(task)
                yield task
            for ended in pool.wait(stop=stop):
                order.done(ended.task.name)
                yield ended
    finally:
        pool.cancel()
