"""Functions in processes with limits on processor time and memory that hold inside C code too.

Whatever a file from outside makes a library do, it ends with one sentence. A worker that runs into
a limit is gone, and another one takes its place.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import ceil
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import Any

from .processes import started_safely

PATIENCE = 20.0  # of wall-clock time for the processor time of the limit: the machine may be busy


@dataclass(frozen=True)
class Limits:
    seconds: float  # of processor time for one call
    gigabytes: float  # beyond what the worker occupies when it starts


@dataclass(frozen=True)
class Failed:
    """A call that gave no result, and why."""

    reason: str


@dataclass
class _Worker:
    process: Any
    connection: Any
    number: int
    started: float = field(default_factory=time.monotonic)


def call(function: Callable[..., Any], *arguments: Any, limits: Limits) -> Any:
    """One call in a process of its own; its result, or `Failed`."""
    return next(iter(each(function, [arguments], limits=limits, workers=1)))[1]


def each(
    function: Callable[..., Any],
    calls: Iterable[tuple],
    *,
    limits: Limits,
    workers: int | None = None,
    preload: str = "",
) -> Iterator[tuple[int, Any]]:
    """(number of the call, its result or `Failed`) as they come. `function` is one of a module;
    `preload` names modules that the workers import first.
    """
    context = get_context("forkserver")
    with started_safely():
        context.set_forkserver_preload([__name__, *preload.split()])
    waiting, running = deque(enumerate(calls)), []
    idle: list[_Worker] = []
    try:
        while waiting or running:
            while waiting and len(running) < (workers or os.cpu_count() or 1):
                number, arguments = waiting.popleft()
                worker = idle.pop() if idle else _start(context, function, limits)
                worker.number, worker.started = number, time.monotonic()
                try:
                    worker.connection.send(arguments)
                except OSError:  # it died while it was idle
                    _end(worker)
                    waiting.appendleft((number, arguments))
                    continue
                running.append(worker)
            for worker in _ready(running, limits):
                running.remove(worker)
                result = _received(worker, limits)
                if isinstance(result, Failed) and worker.process.exitcode is not None:
                    _end(worker)
                else:
                    idle.append(worker)
                yield worker.number, result
    finally:
        for worker in [*running, *idle]:
            _end(worker)


def _start(context: Any, function: Callable[..., Any], limits: Limits) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, function, limits), daemon=True)
    with started_safely():
        process.start()
    theirs.close()
    return _Worker(process, ours, -1)


def _work(connection: Any, function: Callable[..., Any], limits: Limits) -> None:
    """Entry point of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory(limits.gigabytes)
    while True:
        try:
            arguments = connection.recv()
        except (EOFError, OSError):
            os._exit(0)
        used = resource.getrusage(resource.RUSAGE_SELF)
        spent = used.ru_utime + used.ru_stime
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(spent + limits.seconds), hard))
        try:
            result = function(*arguments)
        except MemoryError:
            result = Failed(f"stopped at the memory limit of {limits.gigabytes:g} GB")
        except RecursionError:
            result = Failed("nested too deeply")
        except Exception as problem:
            result = Failed(f"{type(problem).__name__}: {str(problem)[:300]}")
        try:
            connection.send(result)
        except (OSError, ValueError, TypeError):
            os._exit(1)


def memory(gigabytes: float) -> None:
    """Allow this much beyond what the process occupies now."""
    with contextlib.suppress(OSError, ValueError):
        with open("/proc/self/statm", encoding="ascii") as statm:
            occupied = int(statm.read().split()[0]) * resource.getpagesize()
        limit = occupied + int(gigabytes * 2**30)
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _ready(running: list[_Worker], limits: Limits) -> list[_Worker]:
    """The workers that answered or ended; one whose wall-clock time is up is ended."""
    longest = PATIENCE * limits.seconds + 5
    first = min(worker.started for worker in running) + longest
    ready = wait([w.connection for w in running], timeout=max(0.0, first - time.monotonic()))
    late = [w for w in running if time.monotonic() - w.started > longest]
    for worker in late:
        worker.process.kill()
    return [w for w in running if w.connection in ready or w in late]


def _received(worker: _Worker, limits: Limits) -> Any:
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join(5)
    code = worker.process.exitcode
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return Failed(f"stopped after {limits.seconds:g} s of processor time")
    if code == -signal.SIGABRT:
        return Failed(f"stopped at the memory limit of {limits.gigabytes:g} GB")
    return Failed(f"the process ended with status {code}")


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()
    worker.process.close()


__all__ = ["Failed", "Limits", "call", "each", "memory"]
