"""One piece of work in a forked child process: z3 and long expansions cannot be interrupted, but a
process can.

A child sees everything that its parent sees, counts its work on from the parent's count, and hands
back one pickled value through a pipe.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import warnings
from collections.abc import Callable
from itertools import islice
from math import ceil
from typing import Any

from .. import work as counted


def alone(work: Callable[[], Any], seconds: float, log: list[str] | None = None) -> Any:
    """What `work` returns, computed in a child process; None when it raises or has to be ended.

    `seconds` is the work that it may do, by its own count. Processor time beyond `NET` times that
    ends it: `work.cut_off` remembers so. What went wrong is appended to `log`.
    """
    pid, pipe = _start(work, seconds)
    data, status = b"", None
    try:
        with os.fdopen(pipe, "rb") as source:
            data = source.read()
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    finally:
        if status is None:
            _end(pid)
    if not data:
        problem = "out of time" if status == -signal.SIGXCPU else "the child process died"
        if status == -signal.SIGXCPU:
            counted.cut_off.append(problem)
        counted.advance(counted.done() + seconds)
        fine, value = False, problem
    else:
        fine, value, reached, cut, vain = pickle.loads(data)
        counted.advance(reached)
        counted.cut_off.extend(cut)
        counted.vain.update(vain)
    if not fine and value and log is not None:
        log.append(value)
    return value if fine else None


def _end(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _start(work: Callable[[], Any], seconds: float) -> tuple[int, int]:
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
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGXCPU):
            signal.signal(number, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, 0)
        end_with_parent()
        processor = 1 + ceil(counted.NET * seconds)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = processor if hard == resource.RLIM_INFINITY else min(processor, hard)
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
        counted.cut_off.clear()
        before = len(counted.vain)
        counted.limit(seconds)
        try:
            answer = (True, work())
        except counted.Exhausted as problem:
            answer = (False, str(problem))
        except BaseException as problem:
            ours = type(problem).__module__.startswith("steepest")
            answer = (False, str(problem) if ours else "")
        with os.fdopen(write, "wb") as sink:
            vain = dict(islice(counted.vain.items(), before, None))
            sink.write(pickle.dumps((*answer, counted.done(), counted.cut_off, vain)))
    finally:
        os._exit(0)


def end_with_parent() -> None:
    """End this process when the one that made it ends (Linux; elsewhere nothing happens)."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
