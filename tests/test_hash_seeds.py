"""Verdicts do not depend on PYTHONHASHSEED: twenty runs of every claim that is decided exactly."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from steepest.proofs import registry

EXACT = [claim.id for claim in registry.claims().values() if not (claim.trial or claim.full)]


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_verdicts_are_the_same_for_every_hash_seed(tmp_path):
    found = []
    for seed in range(20):
        command = [
            sys.executable,
            "-m",
            "steepest.verify",
            "run",
            *EXACT,
            "--json",
            "--no-report",
            "--store",
            str(tmp_path / f"{seed}.sqlite"),
        ]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        found.append(
            {row["id"]: row["verdict"] for row in map(json.loads, done.stdout.splitlines())}
        )
    assert set(found[0]) == set(EXACT)
    for other in found[1:]:
        assert other == found[0]
