"""The process that workers are forked from: it has loaded what they need, so that one starts in
milliseconds.

A request is a kind, a length and a body: IMPORT and a list of modules (or "module:function" to be
called), START with the worker's end of a socket, or REAP and a process id. It ends, and ends every
process it made, when the other side is gone.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import struct
import time
from collections.abc import Iterable

from .worker import resolve, serve

IMPORT, START, REAP = b"I", b"S", b"R"
HEAD = struct.Struct("<cI")
NUMBER = struct.Struct("<q")


def run(descriptor: int) -> None:
    """Serve requests until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = socket.socket(fileno=descriptor)
    workers: set[int] = set()
    try:
        while True:
            head, descriptors, *_ = socket.recv_fds(requests, HEAD.size, 1, socket.MSG_WAITALL)
            if len(head) < HEAD.size:
                return
            kind, size = HEAD.unpack(head)
            rest = requests.recv(size, socket.MSG_WAITALL) if size else b""
            if kind == IMPORT:
                _load(json.loads(rest))
                requests.send(NUMBER.pack(0))
            elif kind == START:
                pid = os.fork()
                if pid == 0:
                    requests.close()
                    _become_a_worker(descriptors[0])
                os.close(descriptors[0])
                workers.add(pid)
                requests.send(NUMBER.pack(pid))
            else:
                (pid,) = NUMBER.unpack(rest)
                workers.discard(pid)
                requests.send(NUMBER.pack(_status(pid)))
    except (ConnectionError, BrokenPipeError):
        return
    finally:
        _end(workers)


def _load(names: Iterable[str]) -> None:
    """Import modules and call functions; what is broken is reported by whoever needs it."""
    for name in names:
        with contextlib.suppress(Exception):
            found = resolve(name)
            if ":" in name:
                found()
    gc.collect()
    gc.freeze()  # the memory of what is loaded stays shared


def _status(pid: int) -> int:
    """The exit code of a worker whose socket is closed; it is ended if it goes on nevertheless."""
    patience = time.monotonic() + 2
    while True:
        try:
            found, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return 0
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > patience:
            kill(pid)
        time.sleep(0.001)


def kill(group: int) -> None:
    """End a process and everything in its group."""
    for end in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            end(group, signal.SIGKILL)


def _end(workers: Iterable[int]) -> None:
    for pid in workers:
        kill(pid)
    for pid in workers:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _become_a_worker(descriptor: int) -> None:
    """In the forked process: never returns."""
    status = 1
    try:
        serve(descriptor)
        status = 0
    finally:
        os._exit(status)
