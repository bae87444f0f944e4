"""The store: what it keeps, what it refuses, what it notices."""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import shutil
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
    canonical,
    digest,
    pack,
    unpack,
)
from steepest.verify.store.goals import Goals
from steepest.verify.store.rows import VERSION
from steepest.verify.store.salvage import salvage

RECORD = {"id": "a", "verdict": "PROVED", "certificate": {"kind": "all", "parts": []}}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "store.sqlite"


@pytest.fixture
def nobody():
    """Run as an unprivileged user, for whom permissions count."""
    if os.geteuid() != 0:
        yield
        return
    unpack(pack({"a": [1]}))  # imports what this user may not read
    os.seteuid(65534)
    yield
    os.seteuid(0)


def fill(path, count=20):
    with Store(path) as store:
        for number in range(count):
            store.put(
                {"id": f"claim-{number}", "verdict": "PROVED", "certificate": "x" * 300},
                f"key-{number}",
            )
        plan = store.put_plan({"trials": 100})
        for shard in range(5):
            store.put_shard(plan, shard, {"success": numpy.full(50, shard)})
    return plan


def content(path):
    with Store(path, "read") as store:
        plans = store.plans()
        shards = {
            (hash, n): a["success"].tolist()
            for hash in plans
            for n, a in store.shards(hash).items()
        }
        return {id: stored.record for id, stored in store.latest().items()}, plans, shards


def test_results_are_kept_in_order(path):
    with Store(path) as store:
        store.put(RECORD, "k1")
        store.put(RECORD | {"verdict": "REFUTED"}, "k2")
        store.put(RECORD | {"id": "b"}, "k1")
        assert store.get("a", "k1") == RECORD
        assert store.get("a", "none") is None
        assert store.latest()["a"].record["verdict"] == "REFUTED"
        assert [stored.key for stored in store.history("a")] == ["k1", "k2"]
        assert store.integrity() == []
    with Store(path, "read") as store:
        assert set(store.latest()) == {"a", "b"}


def test_plans_and_shards_are_idempotent(path):
    with Store(path) as store:
        plan = store.put_plan({"trials": 10, "seed": 1})
        assert store.put_plan({"seed": 1, "trials": 10}) == plan
        assert store.plan(plan) == {"trials": 10, "seed": 1}
        assert store.plan("other") is None
        store.put_shard(plan, 1, {"success": numpy.arange(3)})
        store.put_shard(plan, 0, {"success": numpy.zeros(3)})
        store.put_shard(plan, 1, {"success": numpy.arange(3)})
        assert store.shard_ids(plan) == [0, 1]
        assert store.shards(plan)[1]["success"].tolist() == [0, 1, 2]
        with pytest.raises(
            StoreError, match="shard 1 of plan .* already stored with another content"
        ):
            store.put_shard(plan, 1, {"success": numpy.arange(4)})


def test_blobs_hold_no_objects():
    assert pack({"b": [1], "a": [2.5]}) == pack({"a": [2.5], "b": [1]})
    assert unpack(pack({"a": [1, 2]}))["a"].tolist() == [1, 2]
    with pytest.raises(TypeError, match="'a' holds Python objects"):
        pack({"a": [object()]})


def test_digest_separates_its_parts():
    assert digest("ab", "c") != digest("a", "bc")
    assert canonical({"b": 1, "a": [1.5]}) == '{"a":[1.5],"b":1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


def test_a_second_run_is_told_the_process(path):
    with (
        Store(path),
        pytest.raises(StoreError, match=f"in use by another run, process {os.getpid()}"),
    ):
        Store(path)
    with Store(path, "join") as worker:
        worker.put(RECORD, "k")
    with Store(path):
        pass


def test_what_is_no_store_is_refused(path, tmp_path):
    with pytest.raises(StoreError, match="is a directory"):
        Store(tmp_path)
    with pytest.raises(StoreError, match="there is no store at"):
        Store(path, "read")
    text = tmp_path / "notes.txt"
    text.write_text("not a database, " * 100)
    for mode in ("write", "read", "join"):
        with pytest.raises(StoreError, match="not an SQLite database"):
            Store(text, mode)
    assert text.read_text().startswith("not a database")
    foreign = tmp_path / "foreign.sqlite"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(StoreError, match="not a steepest store"):
        Store(foreign)


def test_another_version_is_refused_and_kept(path):
    fill(path)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE schema SET version = 99")
    connection.commit()
    connection.close()
    before = path.read_bytes()
    with pytest.raises(
        StoreError, match=f"schema version 99, this steepest reads version {VERSION}"
    ):
        Store(path)
    with pytest.raises(StoreError, match="schema version 99"):
        salvage(path)
    assert path.read_bytes() == before


def test_read_only_places(path, nobody, tmp_path):
    folder = path.parent
    os.seteuid(0) if os.getuid() == 0 else None
    fill(path)
    os.chmod(tmp_path, 0o755)
    for parent in tmp_path.parents:
        if os.stat(parent).st_uid == os.getuid() and parent.name.startswith(("pytest", "popen")):
            os.chmod(parent, 0o755)
    folder.chmod(0o555)
    os.seteuid(65534) if os.getuid() == 0 else None
    try:
        with pytest.raises(StoreError, match="cannot be written: Permission denied"):
            Store(path)
        with pytest.raises(StoreError, match="cannot be written: Permission denied"):
            Store(folder / "new" / "store.sqlite")
        with pytest.raises(StoreError, match="read-only"), Store(path, "join") as store:
            store.put(RECORD, "k")
        assert len(content(path)[0]) == 20
    finally:
        os.seteuid(0) if os.getuid() == 0 else None
        folder.chmod(0o755)
    path.chmod(0)
    os.seteuid(65534) if os.getuid() == 0 else None
    with pytest.raises(StoreError, match="permission denied"):
        Store(path, "read")


def test_no_space(path):
    with Store(path) as store:
        store.put(RECORD, "k")
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count={pages + 2}")
        with pytest.raises(StoreError, match="no space left .* finished claims are kept"):
            store.put(RECORD | {"detail": "x" * 100_000}, "big")
        assert store.get("a", "k") == RECORD
    with Store(path) as store:
        store.put(RECORD, "again")


@pytest.mark.fault
def test_a_file_size_limit_is_survived(path):
    code = f"""
        import resource, signal
        from steepest.verify.store.database import Store, StoreError
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        with Store({str(path)!r}) as store:
            store.put({{"id": "a"}}, "k")
            resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
            try:
                for n in range(1000):
                    store.put({{"id": "a", "detail": "x" * 5000}}, str(n))
            except StoreError as error:
                print(error)
            no_limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.setrlimit(resource.RLIMIT_FSIZE, no_limit)
            store.put({{"id": "after"}}, "k")
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "cannot be written" in done.stdout or "no space left" in done.stdout
    assert "after" in content(path)[0]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_a_changed_row_is_never_used(path):
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


def test_a_removed_row_is_noticed(path):
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
def test_what_a_store_would_run_is_refused(path, name):
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


def test_a_shard_is_not_larger_than_it_is_stored(path):
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
def test_flipped_and_cut_bytes_are_detected_or_harmless(path, tmp_path):
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


def test_copies_are_stores(path, tmp_path):
    fill(path)
    shutil.copy(path, tmp_path / "copy.sqlite")
    assert content(tmp_path / "copy.sqlite") == content(path)


def test_goals_are_kept_for_the_engines_that_decided_them(path):
    assert Goals(str(path), "e1").read("k") is None  # no store yet
    assert Goals(None, "e1").read("k") is None
    with Store(path) as store:
        assert Goals(str(path), "e1").read("k") is None  # a store without goals
        assert store.goals() == 0
        store.put(RECORD, "k1", {"k": "text", "l": "other"}, "e1")
        reader = Goals(str(path), "e1")
        assert (reader.read("k"), reader.read("l"), reader.read("m")) == ("text", "other", None)
        assert Goals(str(path), "e2").read("k") is None
        store.put(RECORD, "k1", {"k": "newer"}, "e1")
        assert (reader.read("k"), store.goals()) == ("newer", 2)
        store.put(RECORD, "k1", {"k": "text"}, "e2")
        assert (reader.read("k"), store.goals()) == (None, 1)
        assert store.integrity() == []


def test_a_goal_with_a_wrong_checksum_is_not_there(path):
    with Store(path) as store:
        store.put(RECORD, "k1", {"k": "text"}, "e")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE goals SET evidence = 'other'")
    connection.close()
    assert Goals(str(path), "e").read("k") is None
