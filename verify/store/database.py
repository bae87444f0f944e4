"""The result store: one SQLite file (WAL, synchronous=FULL) that survives kill -9 and notices
damage.

Every row carries the SHA-256 of its own content, row number included, so a flipped byte is an error
message and never a verdict. Results are only appended; plans and shards are written once and are
idempotent. Blobs are npz read with ``allow_pickle=False``: nothing that is read can run.

One run owns a store at a time (``Store(path)`` holds an advisory lock next to the file); its
workers join it with ``Store(path, mode="join")``, and anybody may look with ``mode="read"``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from .rows import (
    APPLICATION,
    AUDITS,
    FIGURES,
    GOALS,
    SCHEMA,
    TABLES,
    VERSION,
    StoreError,
    acquire,
    canonical,
    damaged,
    digest,
    explain,
    pack,
    sound_plan,
    sound_result,
    sound_shard,
    strange,
    unpack,
)

__all__ = ["Store", "StoreError", "Stored", "canonical", "digest", "pack", "unpack"]


@dataclass(frozen=True)
class Stored:
    """One result row."""

    id: str
    key: str
    record: dict[str, Any]
    created: str


class Store:
    """A result store. Use it as a context manager.

    `mode`: "write" owns the store (refuses while another run owns it), "join" writes on behalf of
    the owner, "read" never changes the file and works on read-only media.
    """

    def __init__(self, path: str | Path, mode: Literal["write", "join", "read"] = "write"):
        self.path = Path(path)
        self.mode = mode
        self._lock: Any = None
        self._connection: sqlite3.Connection
        if os.path.isdir(self.path):
            raise StoreError(
                f"the store {self.path} is a directory; give the path of a file, such as "
                f"{self.path / 'results.sqlite'}"
            )
        if mode == "read":
            if not os.path.exists(self.path):
                raise StoreError(
                    f"there is no store at {self.path}; `steepest run` makes one, --store names "
                    f"another"
                )
        else:
            self._prepare()
        try:
            with self._explained():
                self._connection = self._open()
                self._check_schema()
        except BaseException:
            self.close()
            raise

    # --- opening and closing ----------------------------------------------------------------------

    def _prepare(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.mode == "write":
                self._lock = acquire(self.path.with_name(self.path.name + ".lock"), self.path)
        except OSError as error:
            raise StoreError(
                f"the store {self.path} cannot be written: {error.strerror or error}; "
                f"make its directory writable, free some space, or name another file with --store"
            ) from None

    def _open(self) -> sqlite3.Connection:
        if self.mode == "read":
            wal = self.path.with_name(self.path.name + "-wal")
            uri = self.path.resolve().as_uri() + "?mode=ro"
            if not os.access(self.path, os.R_OK, effective_ids=True):
                raise StoreError(
                    f"the store {self.path} cannot be read: permission denied; check its owner "
                    f"and mode"
                )
            if not os.access(self.path.parent, os.W_OK, effective_ids=True) and not wal.exists():
                # SQLite wants to make a shared-memory file beside a WAL database
                uri += "&immutable=1"
            return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _check_schema(self) -> None:
        execute = self._connection.execute
        tables = {
            name for (name,) in execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        if not tables and self.mode != "read":
            execute("PRAGMA journal_mode=WAL")
            with self._transaction():
                if not execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                    for statement in SCHEMA.split(";"):
                        execute(statement)
                    execute("INSERT INTO schema VALUES (?)", (VERSION,))
                    execute(f"PRAGMA application_id={APPLICATION}")
            return
        if execute("PRAGMA application_id").fetchone()[0] != APPLICATION or "schema" not in tables:
            raise StoreError(
                f"{self.path} is an SQLite database but not a steepest store; name another file "
                f"with --store"
            )
        if problem := strange(self._connection):
            raise StoreError(damaged(self.path, problem))
        versions = [version for (version,) in execute("SELECT version FROM schema")]
        if versions != [VERSION]:
            found = ", ".join(map(str, versions)) or "none"
            raise StoreError(
                f"the store {self.path} has schema version {found}, this steepest reads "
                f"version {VERSION}; "
                f"use the steepest that wrote it, or start another store with --store FILE"
            )
        if self.mode == "write":
            execute("PRAGMA journal_mode=WAL")
        if self.mode != "join":
            problems = [text for (text,) in execute("PRAGMA integrity_check(3)") if text != "ok"]
            if problems:
                raise StoreError(damaged(self.path, problems[0]))

    def close(self) -> None:
        connection = getattr(self, "_connection", None)
        if connection is not None:
            connection.close()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into messages that say what to do."""
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise StoreError(explain(self.path, error)) from None

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    # --- results ----------------------------------------------------------------------------------

    def put(
        self, record: Mapping[str, Any], key: str, goals: Mapping[str, str] = {}, engine: str = ""
    ) -> None:
        """Append the record of one claim, computed under the content key `key`, and keep the goals
        that `engine` decided for it (see `store.goals`); those of other engines go.
        """
        text, id, created = canonical(record), str(record["id"]), _now()
        with self._explained(), self._transaction():
            row = self._connection.execute(
                "SELECT coalesce(max(row), 0) + 1 FROM results"
            ).fetchone()[0]
            checksum = digest(row, id, key, text, created)
            self._connection.execute(
                "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?)",
                (row, id, key, text, checksum, created),
            )
            if goals:
                self._keep(goals, engine)

    def _keep(self, goals: Mapping[str, str], engine: str) -> None:
        execute = self._connection.execute
        execute(GOALS.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS", 1))
        execute("DELETE FROM goals WHERE engine != ?", (engine,))
        for key, evidence in goals.items():
            row = (engine, key, evidence, digest(engine, key, evidence))
            execute("INSERT OR REPLACE INTO goals VALUES (?, ?, ?, ?)", row)

    def goals(self) -> int:
        """The number of goals that are kept."""
        return self._count("goals")

    def get(self, id: str, key: str) -> dict[str, Any] | None:
        """The newest record of the claim under this key, or None."""
        rows = self._results("WHERE claim_id = ? AND key = ?", (id, key))
        return rows[-1].record if rows else None

    def latest(self) -> dict[str, Stored]:
        """The newest result of every claim, by id."""
        return {stored.id: stored for stored in self._results()}

    def history(self, id: str) -> list[Stored]:
        """Every result of one claim, oldest first."""
        return self._results("WHERE claim_id = ?", (id,))

    def _results(self, where: str = "", values: tuple = ()) -> list[Stored]:
        query = (
            f"SELECT row, claim_id, key, record, checksum, created FROM results {where} "
            f"ORDER BY row"
        )
        with self._explained():
            rows = self._connection.execute(query, values).fetchall()
        for row in rows:
            if not sound_result(row):
                raise StoreError(
                    damaged(self.path, f"result {row[0]} ({row[1]}) does not match its checksum")
                )
        if not where and rows and rows[-1][0] != len(rows):
            raise StoreError(damaged(self.path, f"{rows[-1][0] - len(rows)} results are missing"))
        return [Stored(id, key, json.loads(text), created) for _, id, key, text, _, created in rows]

    # --- plans and shards -------------------------------------------------------------------------

    def put_plan(self, plan: Mapping[str, Any]) -> str:
        """Register a plan (JSON) before its first shard runs; returns its hash. Idempotent."""
        text = canonical(plan)
        hash = digest("plan", text)
        with self._explained(), self._transaction():
            row = (hash, text, digest(hash, text), _now())
            self._connection.execute("INSERT OR IGNORE INTO plans VALUES (?, ?, ?, ?)", row)
        return hash

    def plan(self, hash: str) -> dict[str, Any] | None:
        with self._explained():
            row = self._connection.execute(
                "SELECT hash, plan, checksum FROM plans WHERE hash = ?", (hash,)
            ).fetchone()
        if row is None:
            return None
        if not sound_plan(row):
            raise StoreError(damaged(self.path, f"plan {hash[:12]} does not match its checksum"))
        return json.loads(row[1])

    def plans(self) -> dict[str, dict[str, Any]]:
        """Every registered plan by hash, oldest first."""
        with self._explained():
            hashes = [
                hash
                for (hash,) in self._connection.execute(
                    "SELECT hash FROM plans ORDER BY created, hash"
                )
            ]
        return {hash: plan for hash in hashes if (plan := self.plan(hash)) is not None}

    def put_shard(self, plan: str, shard: int, arrays: Mapping[str, Any]) -> None:
        """Store the arrays of one shard. Storing the same shard again is harmless; another content
        is an error.
        """
        payload = pack(arrays)
        checksum = digest(plan, shard, payload)
        with self._explained(), self._transaction():
            values = (plan, shard, payload, checksum)
            added = self._connection.execute(
                "INSERT OR IGNORE INTO shards VALUES (?, ?, ?, ?)", values
            ).rowcount
            if not added:
                query = "SELECT checksum FROM shards WHERE plan = ? AND shard = ?"
                if self._connection.execute(query, (plan, shard)).fetchone()[0] != checksum:
                    raise StoreError(
                        f"shard {shard} of plan {plan[:12]} is already stored with another "
                        f"content: its kernel is not "
                        f"reproducible, or it changed without the plan changing; keep both by "
                        f"giving the new plan another name"
                    )

    def shard_ids(self, plan: str) -> list[int]:
        with self._explained():
            rows = self._connection.execute(
                "SELECT shard FROM shards WHERE plan = ? ORDER BY shard", (plan,)
            )
            return [shard for (shard,) in rows]

    def shards(self, plan: str) -> dict[int, dict[str, Any]]:
        """The arrays of every stored shard of a plan, by shard number, ascending."""
        query = "SELECT plan, shard, payload, checksum FROM shards WHERE plan = ? ORDER BY shard"
        found = {}
        with self._explained():
            rows = self._connection.execute(query, (plan,)).fetchall()
        for row in rows:
            if not sound_shard(row):
                raise StoreError(
                    damaged(
                        self.path, f"shard {row[1]} of plan {plan[:12]} does not match its checksum"
                    )
                )
            try:
                found[row[1]] = unpack(row[2])
            except ValueError as error:
                what = f"shard {row[1]} of plan {plan[:12]} cannot be read: {error}"
                raise StoreError(damaged(self.path, what)) from None
        return found

    # --- figures ----------------------------------------------------------------------------------

    def put_figures(self, files: Mapping[str, str]) -> None:
        """Register files of figures: {path below the store's folder: SHA-256}."""
        with self._explained(), self._transaction():
            self._connection.execute(FIGURES.replace("TABLE", "TABLE IF NOT EXISTS"))
            self._connection.executemany(
                "INSERT OR REPLACE INTO figures VALUES (?, ?)", sorted(files.items())
            )

    def figures(self) -> dict[str, str]:
        """The registered files of figures; a store from before there were any has none."""
        with self._explained():
            if not self._count("figures"):
                return {}
            rows = self._connection.execute("SELECT path, sha256 FROM figures")
            return {str(path): str(sha) for path, sha in rows}

    # --- audits -----------------------------------------------------------------------------------

    def put_audit(self, id: str, key: str, lines: list[dict[str, Any]]) -> None:
        """Keep what an audit said of a claim, under the claim's content key."""
        text = canonical(lines)
        with self._explained(), self._transaction():
            self._connection.execute(AUDITS.replace("TABLE", "TABLE IF NOT EXISTS"))
            row = (id, key, text, digest(id, key, text))
            self._connection.execute("INSERT OR REPLACE INTO audits VALUES (?, ?, ?, ?)", row)

    def audits(self) -> dict[str, tuple[str, list[dict[str, Any]]]]:
        """What audits said: {claim: (key, lines)}; a damaged row says nothing."""
        with self._explained():
            if not self._count("audits"):
                return {}
            rows = self._connection.execute("SELECT claim_id, key, lines, checksum FROM audits")
            return {
                id: (key, json.loads(text))
                for id, key, text, checksum in rows
                if checksum == digest(id, key, text)
            }

    def _count(self, table: str) -> int:
        """The number of rows of a table that a store need not have."""
        execute = self._connection.execute
        known = execute(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,)
        ).fetchone()[0]
        return execute(f"SELECT count(*) FROM {table}").fetchone()[0] if known else 0

    # --- health -----------------------------------------------------------------------------------

    def integrity(self) -> list[str]:
        """Every defect that can be found, in words; an empty list for a sound store."""
        execute = self._connection.execute
        try:
            defects = [text for (text,) in execute("PRAGMA integrity_check") if text != "ok"]
            for table, (columns, sound) in TABLES.items():
                for row in execute(f"SELECT {columns} FROM {table}"):
                    if not sound(row):
                        defects.append(f"{table}: {row[0]!r} does not match its checksum")
        except (sqlite3.Error, UnicodeDecodeError) as error:
            return [explain(self.path, error)]
        return defects


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
