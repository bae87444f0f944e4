"""What a worker process does: tasks in, answers out, one after the other."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from .children import end_with_parent


def resolve(name: str) -> Any:
    """The module "package.module", or the object "package.module:name"."""
    module, _, inner = name.partition(":")
    found = importlib.import_module(module)
    return getattr(found, inner) if inner else found


def serve(descriptor: int) -> None:
    """Answer tasks until the other side closes the connection.

    The first message says where to find modules and where errors go. An answer is ("done", value),
    ("memory", text) or ("raised", traceback).
    """
    os.setpgid(0, 0)  # one group with everything a task starts, so that a limit ends all of it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent()
    with Connection(descriptor) as connection, contextlib.suppress(EOFError, ConnectionError):
        path, errors, environment = connection.recv()
        sys.path[:] = path
        os.environ.clear()
        os.environ.update(environment)
        _quiet(errors)
        while True:
            work, arguments, memory_gb = connection.recv()
            connection.send(_answer(work, arguments, memory_gb))


def _answer(work: str, arguments: tuple[Any, ...], memory_gb: float | None) -> tuple[str, Any]:
    limit_memory(memory_gb)
    try:
        return "done", resolve(work)(*arguments)
    except MemoryError:
        return "memory", f"stopped at the memory limit of {memory_gb:g} GB"
    except Exception:
        return "raised", traceback.format_exc(limit=-12)


def _quiet(errors: str) -> None:
    """What a task prints goes nowhere; what it writes as errors goes to a file that is read when
    the process dies.
    """
    for number, path in ((1, os.devnull), (2, errors)):
        to = os.open(path, os.O_WRONLY | os.O_APPEND)
        os.dup2(to, number)
        os.close(to)
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115


def limit_memory(gigabytes: float | None) -> None:
    """Allow `gigabytes` beyond what is loaded now; None lifts the limit."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = resource.RLIM_INFINITY
    if gigabytes is not None:
        with contextlib.suppress(OSError, ValueError):
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            limit = pages * resource.getpagesize() + int(gigabytes * 2**30)
    if hard != resource.RLIM_INFINITY:
        limit = hard if limit == resource.RLIM_INFINITY else min(limit, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
