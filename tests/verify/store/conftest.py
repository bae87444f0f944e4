"""A store to be filled, and what it holds."""

from __future__ import annotations

import os

import numpy
import pytest
from steepest.verify.store.database import (
    Store,
    pack,
    unpack,
)

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


@pytest.fixture
def fill():
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

    return fill


@pytest.fixture
def content():
    def content(path):
        with Store(path, "read") as store:
            plans = store.plans()
            shards = {
                (hash, n): a["success"].tolist()
                for hash in plans
                for n, a in store.shards(hash).items()
            }
            return {id: stored.record for id, stored in store.latest().items()}, plans, shards

    return content
