"""Decided goals of a store, for the workers of a run: read without a lock, written by the run.

An entry counts under the engines that made it (their sources and the versions of the libraries)
and while its checksum is right; whether it is believed is for the checker to say (see
`proofs.engine.judge.remembered`). A store that cannot be read has no entries.
"""

from __future__ import annotations

import contextlib
import functools
import sqlite3
from pathlib import Path

from .keys import closure, source_digest, versions
from .rows import digest


@functools.cache
def engines() -> str:
    """The digest of what decides and checks scalar goals."""
    modules = closure("steepest.proofs.engine.scalar") | closure("steepest.proofs.checker")
    return digest(*(f"{name}={source_digest(name)}" for name in sorted(modules)), *versions())


class Goals:
    """The entries that `engine` made, from the store at `path`; opened at the first question."""

    def __init__(self, path: str | None, engine: str):
        self.path, self.engine = path, engine
        self._connection: sqlite3.Connection | None = None

    def read(self, key: str) -> str | None:
        if self.path is None:
            return None
        with contextlib.suppress(sqlite3.Error, UnicodeDecodeError):
            if self._connection is None:
                uri = Path(self.path).resolve().as_uri() + "?mode=ro"
                self._connection = sqlite3.connect(uri, uri=True, timeout=10)
            row = self._connection.execute(
                "SELECT engine, key, evidence, checksum FROM goals WHERE engine = ? AND key = ?",
                (self.engine, key),
            ).fetchone()
            if row is not None and row[3] == digest(*row[:3]):
                return row[2]
        return None
