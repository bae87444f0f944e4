"""Run risky work in child processes that can be killed, so that a time limit holds inside z3 or a
long expansion.

A child is a plain fork: it sees everything the parent sees and hands back one pickled value through
a pipe.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import selectors
import signal
import time
import warnings
from collections.abc import Callable, Sequence
from typing import Any

# name, work, and a time limit of its own
Job = tuple[str, Callable[[], Any]] | tuple[str, Callable[[], Any], float]


class Clock:
    """A time limit that stages share."""

    def __init__(self, seconds: float):
        self.end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(0.0, self.end - time.monotonic())

    def share(self, fraction: float, at_most: float = float("inf")) -> float:
        """A part of the time left."""
        return min(self.left * fraction, at_most)


def race(
    jobs: Sequence[Job], seconds: float, *, width: int = 2, log: list[str] | None = None
) -> tuple[str, Any] | None:
    """The first job that returns something other than None, with its name; None when all gave up or
    the time ran out.

    At most `width` jobs run at once, started in the order given; one that exceeds its own limit
    makes room for the next. A job that raises counts as having given up.
    """
    clock, waiting = Clock(seconds), list(jobs)
    running: dict[int, tuple[str, int, bytearray, Clock]] = {}
    selector = selectors.DefaultSelector()

    def drop(pipe: int) -> None:
        selector.unregister(pipe)
        del running[pipe]
        os.close(pipe)

    try:
        while (waiting or running) and clock.left > 0:
            while waiting and len(running) < width:
                name, work, *limit = waiting.pop(0)
                pid, pipe = _start(work)
                running[pipe] = (name, pid, bytearray(), Clock(*limit) if limit else clock)
                selector.register(pipe, selectors.EVENT_READ)
            for key, _ in selector.select(min(own.left for *_, own in running.values())):
                name, pid, data, _ = running[key.fd]
                block = os.read(key.fd, 1 << 16)
                if block:
                    data += block
                    continue
                drop(key.fd)
                _reap(pid)
                fine, value = (
                    pickle.loads(bytes(data)) if data else (False, "the child process died")
                )
                if not fine and log is not None:
                    log.append(f"{name}: {value}")
                if fine and value is not None:
                    return name, value
            for pipe, (_, pid, _, own) in list(running.items()):
                if own is not clock and own.left <= 0:
                    _kill(pid)
                    drop(pipe)
        if log is not None:
            log.extend(f"{name}: out of time" for name, *_ in running.values())
        return None
    finally:
        for pipe, (_, pid, *_) in running.items():
            _kill(pid)
            os.close(pipe)
        selector.close()


def alone(work: Callable[[], Any], seconds: float, log: list[str] | None = None) -> Any:
    """What `work` returns within the time limit, or None."""
    result = race([("work", work)], seconds, log=log)
    return None if result is None else result[1]


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _reap(pid)


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _start(work: Callable[[], Any]) -> tuple[int, int]:
    read, write = os.pipe()
    with warnings.catch_warnings():
        # the child starts no threads and takes no locks of the parent's
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        os.close(write)
        return pid, read
    try:
        os.close(read)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _die_with_parent()
        try:
            answer = (True, work())
        except BaseException as problem:
            answer = (False, f"{type(problem).__name__}: {problem}")
        with os.fdopen(write, "wb") as sink:
            sink.write(pickle.dumps(answer))
    finally:
        os._exit(0)


def _die_with_parent() -> None:
    with contextlib.suppress(Exception):
        import ctypes

        # PR_SET_PDEATHSIG; Linux only, harmless elsewhere
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
