"""A pool worker: `python -m steepest.verify.trials.engine.worker` reads tasks from its input and
writes shards to its output.

Messages are frames: eight bytes of length, then the bytes. A task is JSON; an answer is one byte (D
done, M memory, E an error of the plan, X a defect) and then npz bytes or text. No pickle, and
nothing of the caller's main program is imported.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import struct
import sys
import threading
from typing import Any, BinaryIO

LENGTH = struct.Struct("<Q")


def frame(payload: bytes) -> bytes:
    return LENGTH.pack(len(payload)) + payload


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next message, None at the end of the stream."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    size = LENGTH.unpack(head)[0]
    body = stream.read(size)
    return body if len(body) == size else None


def _listen(stream: BinaryIO, tasks: queue.SimpleQueue[bytes]) -> None:
    """Hand on tasks; when the parent is gone, end at once, in the middle of a kernel too."""
    while (message := read_frame(stream)) is not None:
        tasks.put(message)
    os._exit(0)


def _answer(message: dict[str, Any]) -> bytes:
    from ...store.rows import pack
    from .shard import Task
    from .tasks import outcome_of

    outcome = outcome_of(
        message["plan"], Task(message["first"], message["count"], message["batch"])
    )
    if outcome.arrays is not None:
        return b"D" + pack(outcome.arrays)
    kind = b"M" if outcome.again else b"X" if outcome.defect else b"E"
    return kind + outcome.cause.encode()


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)  # what a kernel prints must not end up among the answers
    first = json.loads(read_frame(inbox) or b"{}")
    sys.path[:] = first.get("path", sys.path)
    if first.get("memory"):
        _limit_memory(first["memory"])
    tasks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(inbox, tasks), daemon=True).start()
    while True:
        answer = _answer(json.loads(tasks.get()))
        with contextlib.suppress(BrokenPipeError):
            outbox.write(frame(answer))
            outbox.flush()


def _limit_memory(gigabytes: float) -> None:
    """Allow this much beyond what the loaded libraries occupy."""
    import resource

    import numpy as numpy

    with open("/proc/self/statm", encoding="ascii") as statm:
        occupied = int(statm.read().split()[0]) * resource.getpagesize()
    limit = occupied + int(gigabytes * 2**30)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


if __name__ == "__main__":
    main()
