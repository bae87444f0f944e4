"""Rescue the sound rows of a damaged store."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from .database import Store
from .rows import TABLES, StoreError, acquire, digest


def salvage(path: str | Path) -> tuple[int, int, Path]:
    """Copy every sound row into a fresh store and keep the damaged file beside it.

    Returns (rows kept, rows lost that could still be seen, where the damaged file went).
    """
    path = Path(path)
    if not path.exists():
        raise StoreError(f"there is no store at {path}; nothing to salvage")
    lock = acquire(path.with_name(path.name + ".lock"), path)
    try:
        _refuse_foreign(path)
        number = next(
            n for n in range(1, 10**6) if not path.with_name(f"{path.name}.damaged-{n}").exists()
        )
        aside, fresh = (
            path.with_name(f"{path.name}.damaged-{number}"),
            path.with_name(path.name + ".salvage"),
        )
        for leftover in fresh.parent.glob(fresh.name + "*"):
            leftover.unlink()
        kept = lost = 0
        sound: list[tuple[str, tuple]] = []
        for table, row in _readable_rows(path):
            if row is not None and TABLES[table][1](row):
                sound.append((table, row))
            else:
                lost += 1
        with Store(fresh) as target:
            for table, row in _numbered(sound):
                marks = ", ".join("?" * len(row))
                kept += target._connection.execute(
                    f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row
                ).rowcount
        for suffix in ("-wal", "-shm"):
            old = path.with_name(path.name + suffix)
            if old.exists():
                old.rename(aside.with_name(aside.name + suffix))
        path.rename(aside)
        fresh.rename(path)
        fresh.with_name(fresh.name + ".lock").unlink(missing_ok=True)
        return kept, lost, aside
    finally:
        lock.close()


def _numbered(rows: list[tuple[str, tuple]]) -> Iterator[tuple[str, tuple]]:
    """The same rows, results numbered without gaps in their old order."""
    results = sorted(row for table, row in rows if table == "results")
    for number, (_, id, key, record, _, created) in enumerate(results, 1):
        yield (
            "results",
            (number, id, key, record, digest(number, id, key, record, created), created),
        )
    yield from (entry for entry in rows if entry[0] != "results")


def _refuse_foreign(path: Path) -> None:
    """Salvage moves files around: leave alone what is readable and not a store of this version."""
    try:
        with Store(path, "read"):
            pass
    except StoreError as error:
        if "damaged" not in str(error) and "not an SQLite database" not in str(error):
            raise


def _readable_rows(path: Path) -> Iterator[tuple[str, tuple | None]]:
    """Every row that SQLite can still deliver, one by one from both ends so that one bad page hides
    little.
    """
    try:
        connection = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
        connection.text_factory = lambda data: data.decode(errors="replace")
    except sqlite3.Error:
        return
    with contextlib.closing(connection):
        for table in filter(lambda name: _plain(connection, name), TABLES):
            seen = set()
            for order in ("ASC", "DESC"):
                cursor = None
                with contextlib.suppress(sqlite3.Error):
                    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY 1 {order}")
                while cursor is not None:
                    try:
                        row = cursor.fetchone()
                    except (sqlite3.Error, OverflowError):
                        yield table, None
                        break
                    if row is None:
                        break
                    if row[:2] not in seen:
                        seen.add(row[:2])
                        yield table, row


def _plain(connection: sqlite3.Connection, table: str) -> bool:
    """A table of stored columns: no view, nothing that is computed while it is read."""
    with contextlib.suppress(sqlite3.Error):
        query = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
        columns = connection.execute(f"PRAGMA table_xinfo({table})").fetchall()
        found = connection.execute(query, (table,)).fetchone()[0]
        return bool(found) and not any(column[6] for column in columns)
    return False
