"""The store: what it keeps, what it refuses, what it notices."""

from __future__ import annotations

import os
import resource
import shutil
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


def test_another_version_is_refused_and_kept(path, fill):
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


def test_read_only_places(path, nobody, tmp_path, fill, content):
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
def test_a_file_size_limit_is_survived(path, content):
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


def test_copies_are_stores(path, tmp_path, fill, content):
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
