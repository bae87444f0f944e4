"""How every process of ours is started: it imports what this one imports, and nothing that lies in
the working directory.

Python puts the working directory in front of the path of `python -c` and `python -m`, which is how
multiprocessing starts its helpers: a file `z3.py` or a folder `steepest/` beside a user's files
would replace the installed one, the checker included.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path

SAFE = "PYTHONSAFEPATH"
_lock = threading.RLock()


def safe_path() -> list[str]:
    """The import path of this process without the working directory, unless steepest itself was
    imported from it.
    """
    here = Path.cwd()
    if Path(__file__).absolute().parents[4] == here:
        return list(sys.path)
    return [entry for entry in sys.path if entry and Path(entry).absolute() != here]


@contextlib.contextmanager
def started_safely() -> Iterator[None]:
    """Start processes (of multiprocessing, or with this process's environment) in this block.

    The program's `__main__` is hidden: workers need steepest, not the script that called it.
    """
    with _lock:
        main, path, before = sys.modules["__main__"], sys.path[:], os.environ.get(SAFE)
        sys.modules["__main__"] = types.ModuleType("__main__")
        os.environ[SAFE] = "1"
        sys.path[:] = safe_path()
        try:
            yield
        finally:
            sys.path[:] = path
            sys.modules["__main__"] = main
            os.environ.pop(SAFE) if before is None else os.environ.update({SAFE: before})


__all__ = ["SAFE", "safe_path", "started_safely"]
