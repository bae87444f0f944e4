"""Damaged and foreign stores: a changed, removed or strange row is noticed and never used; salvage
keeps what is sound.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap

import numpy
import pytest
from steepest.verify.store.database import (
    Store,
    StoreError,
    digest,
    pack,
    unpack,
)
from steepest.verify.store.salvage import salvage


def test_a_changed_row_is_never_used(path, fill):
    plan = fill(path)
    connection = sqlite3.connect(path)
    connection.execute(
        "UPDATE results SET record = replace(record, 'PROVED', 'REFUTED') WHERE row = 3"
    )
    connection.execute("UPDATE shards SET payload = zeroblob(10) WHERE shard = 2")
    connection.execute("UPDATE plans SET plan = '{}'")
    connection.commit()
    connection.close()
    with Store(path) as store:
        with pytest.raises(StoreError, match="result 3 .* does not match its checksum.*--salvage"):
            store.latest()
        with pytest.raises(StoreError, match="shard 2 of plan"):
            store.shards(plan)
        with pytest.raises(StoreError, match="plan .* does not match"):
            store.plan(plan)
        assert len(store.integrity()) == 3
    kept, lost, aside = salvage(path)
    assert (kept, lost) == (19 + 4, 3)
    assert aside.exists()
    with Store(path) as store:
        assert len(store.latest()) == 19
        assert "claim-2" not in store.latest()
        assert store.shard_ids(plan) == [0, 1, 3, 4]
        assert store.integrity() == []


def test_a_removed_row_is_noticed(path, fill):
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM results WHERE row = 3")
    connection.commit()
    connection.close()
    with Store(path) as store, pytest.raises(StoreError, match="1 results are missing"):
        store.latest()


ENDLESS = """CREATE VIEW results (row, claim_id, key, record, checksum, created) AS
WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x, 1, 2, 3, 4, 5 FROM n"""
STRANGE = {
    "a view that never ends": ("DROP TABLE results", ENDLESS),
    "a trigger": (
        "CREATE TRIGGER t AFTER INSERT ON results BEGIN DELETE FROM results WHERE row = 1; END",
    ),
    "a further table": ("CREATE TABLE mine (x)",),
    "an index on an expression": ("CREATE INDEX i ON results (hex(zeroblob(row)))",),
    "a column that is computed": (
        "DROP TABLE plans",
        "CREATE TABLE plans (hash, plan, checksum, created AS (hex(zeroblob(9))))",
    ),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_a_store_would_run_is_refused(path, name, fill):
    fill(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in STRANGE[name]:
            connection.execute(statement)
        connection.commit()
    for mode in ("read", "write"):
        with pytest.raises(StoreError, match="is none that steepest writes"):
            Store(path, mode)
    salvage(path)
    with Store(path, "read") as store:
        assert store.integrity() == []
        assert len(store.latest()) == (0 if "view" in name else 20)


def test_a_shard_is_not_larger_than_it_is_stored(path, fill):
    """A few kilobytes that would unfold to gigabytes, and what is no archive at all."""
    unfolding = io.BytesIO()
    numpy.savez_compressed(unfolding, success=numpy.zeros(2**20))
    header = pack({"success": numpy.zeros(3)}).replace(b"(3,)", b"(9,)")
    for payload in (unfolding.getvalue(), b"no archive", header):
        with pytest.raises(ValueError, match="."):
            unpack(payload)
    plan = fill(path)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        forged = (b"no archive", digest(plan, 1, b"no archive"), plan)
        connection.execute(
            "UPDATE shards SET payload = ?, checksum = ? WHERE plan = ? AND shard = 1", forged
        )
        connection.commit()
    with Store(path, "read") as store, pytest.raises(StoreError, match="shard 1 .* cannot be read"):
        store.shards(plan)


def test_nothing_to_salvage(path):
    with pytest.raises(StoreError, match="nothing to salvage"):
        salvage(path)


def test_salvage_of_a_ruin(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(os.urandom(5000))
    kept, _, aside = salvage(path)
    assert kept == 0
    assert aside.stat().st_size == 5000
    with Store(path) as store:
        assert store.latest() == {}


@pytest.mark.fault
def test_flipped_and_cut_bytes_are_detected_or_harmless(path, tmp_path, fill, content):
    fill(path)
    results, plans, shards = content(path)
    chance = random.Random(2018)
    data = path.read_bytes()
    noticed = 0
    for number in range(300):
        victim = tmp_path / "victim.sqlite"
        for leftover in tmp_path.glob("victim.sqlite*"):
            leftover.unlink()
        at = chance.randrange(len(data))
        cut = number % 10 == 0
        victim.write_bytes(
            data[:at]
            if cut
            else data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
        )
        try:
            found = content(victim) if victim.stat().st_size else ({}, {}, {})
        except StoreError as error:
            noticed += "\n" not in str(error)
            continue
        assert found == (results, plans, shards) or cut
        for mine, original in zip(found, (results, plans, shards)):
            assert mine.items() <= original.items()
    assert noticed > 100  # the rest fell on unused bytes


@pytest.mark.fault
def test_acknowledged_rows_survive_kill_9(path):
    code = f"""
        import itertools
        from steepest.verify.store.database import Store
        with Store({str(path)!r}) as store:
            for n in itertools.count(len(store.latest())):
                store.put({{"id": str(n), "verdict": "PROVED"}}, "k")
                print(n, flush=True)
    """
    chance = random.Random(7)
    acknowledged = -1
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 40)):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        acknowledged = int(rest[-1]) if rest else acknowledged
        process.stdout.close()
        process.wait()
        with Store(path) as store:
            assert store.integrity() == []
            assert {str(n) for n in range(acknowledged + 1)} <= set(store.latest())
