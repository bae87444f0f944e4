"""Rows of the store: their schema, their checksums, their packing, and what SQLite's errors mean to
a person.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import SteepestError

VERSION = 1
APPLICATION = 0x53544550  # "STEP"
SCHEMA = """
CREATE TABLE schema (version INTEGER NOT NULL);
CREATE TABLE results (row INTEGER PRIMARY KEY, claim_id TEXT NOT NULL, key TEXT NOT NULL,
                      record TEXT NOT NULL, checksum TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE plans (hash TEXT PRIMARY KEY, plan TEXT NOT NULL, checksum TEXT NOT NULL,
                    created TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE shards (plan TEXT NOT NULL, shard INTEGER NOT NULL, payload BLOB NOT NULL,
                     checksum TEXT NOT NULL, PRIMARY KEY (plan, shard)) WITHOUT ROWID;
"""
FIGURES = "CREATE TABLE figures (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL)"
GOALS = """CREATE TABLE goals (engine TEXT NOT NULL, key TEXT NOT NULL, evidence TEXT NOT NULL,
                    checksum TEXT NOT NULL, PRIMARY KEY (engine, key)) WITHOUT ROWID"""
AUDITS = """CREATE TABLE audits (claim_id TEXT PRIMARY KEY, key TEXT NOT NULL, lines TEXT NOT NULL,
                     checksum TEXT NOT NULL) WITHOUT ROWID"""
OWN = frozenset(" ".join(one.split()) for one in (*SCHEMA.split(";"), FIGURES, GOALS, AUDITS))


class StoreError(SteepestError):
    """The store cannot be used as asked."""


def canonical(value: Any) -> str:
    """The one JSON text of a value: sorted keys, no spaces, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    )


def digest(*parts: str | bytes | int) -> str:
    """SHA-256 of a sequence, unambiguous in where one part ends."""
    total = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        total.update(f"{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()


def pack(arrays: Mapping[str, Any]) -> bytes:
    """Named arrays as npz bytes, the same bytes for the same arrays."""
    import numpy

    buffer = io.BytesIO()
    plain = {name: numpy.asarray(arrays[name]) for name in sorted(arrays)}
    for name, array in plain.items():
        if array.dtype.hasobject:
            raise TypeError(
                f"the array {name!r} holds Python objects; only numbers and fixed-width text are "
                f"stored"
            )
    numpy.savez(buffer, **plain)  # pyright: ignore[reportArgumentType]
    return buffer.getvalue()


def strange(connection: sqlite3.Connection) -> str:
    """A view, trigger or table that steepest does not write (it could run for ever, or compute what
    it shows), in words; "" if there is none.
    """
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema"):
        own = kind == "table" and " ".join(str(sql).split()) in OWN
        if not own and not (kind == "index" and sql is None):  # indexes of keys have no text
            return f"its {kind} {str(name)[:60]} is none that steepest writes"
    return ""


def unpack(payload: bytes) -> dict[str, Any]:
    """The arrays of `pack`. Raises `ValueError` for anything else, and for what would be larger
    than it is stored.
    """
    import zipfile

    import numpy

    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as members:
            for one in members.infolist():
                if one.compress_type != zipfile.ZIP_STORED or one.file_size > len(payload):
                    raise ValueError("arrays are stored as they are, not compressed")
        with numpy.load(io.BytesIO(payload), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (zipfile.BadZipFile, OSError, EOFError, KeyError, MemoryError, SyntaxError) as error:
        raise ValueError(f"no arrays: {error}") from None


def sound_result(row: tuple) -> bool:
    return row[4] == digest(row[0], row[1], row[2], row[3], row[5])


def sound_plan(row: tuple) -> bool:
    return row[0] == digest("plan", row[1]) and row[2] == digest(row[0], row[1])


def sound_shard(row: tuple) -> bool:
    return row[3] == digest(row[0], row[1], row[2])


TABLES = {
    "results": ("row, claim_id, key, record, checksum, created", sound_result),
    "plans": ("hash, plan, checksum, created", sound_plan),
    "shards": ("plan, shard, payload, checksum", sound_shard),
}


def acquire(lock: Path, store: Path) -> Any:
    """Take the advisory lock, or say who holds it. The operating system frees it when its process
    ends, however it ends.
    """
    handle = open(lock, "a+", encoding="ascii")  # noqa: SIM115
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.seek(0)
        owner = handle.read(40).strip() or "unknown"
        handle.close()
        raise StoreError(
            f"the store {store} is in use by another run, process {owner}; wait for it to "
            f"end, stop it, or use another --store FILE"
        ) from None
    handle.truncate(0)
    handle.write(f"{os.getpid()}\n")
    handle.flush()
    return handle


def damaged(path: Path, what: str) -> str:
    what = " ".join(what.split())
    return (
        f"the store {path} is damaged: {what}; `steepest doctor --salvage --store {path}` "
        f"keeps every sound row in a fresh file"
    )


def explain(path: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return (
                f"no space left for the store {path}; free some space and run the same "
                f"command again: finished claims are kept"
            )
        case sqlite3.SQLITE_IOERR:
            return (
                f"the store {path} cannot be written ({error}); check space and file-size "
                f"limits, then run it again"
            )
        case sqlite3.SQLITE_NOTADB:
            return (
                f"{path} is not a steepest store (not an SQLite database); name another file "
                f"with --store"
            )
        case sqlite3.SQLITE_READONLY:
            return (
                f"the store {path} is read-only; make the file and its directory writable, or "
                f"name another file with --store"
            )
        case sqlite3.SQLITE_CANTOPEN:
            return (
                f"the store {path} cannot be opened; check that the file and its directory "
                f"are readable and writable"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return (
                f"the store {path} is locked by another program; close it, or use another "
                f"--store FILE"
            )
        case sqlite3.SQLITE_CORRUPT:
            return damaged(path, str(error))
    return damaged(path, str(error))
