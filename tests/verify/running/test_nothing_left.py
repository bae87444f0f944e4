"""A command that has ended has ended every process that it started: at its end, after Ctrl-C, and
after a line that was wrong.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

PROC = Path("/proc")
ROOT = Path(__file__).parents[3]
DRIVE = ROOT / "tests" / "verify" / "fakes" / "drive.py"
HALF = '[[claim]]\nid = "half"\nreal = ["x"]\nwhere = ["x >= 1"]\nclaim = "x/2 <= x"\n'
pytestmark = pytest.mark.skipif(not PROC.exists(), reason="processes are read from /proc")


def with_mark(mark):
    """The processes that inherited an environment with this mark."""
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                if mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ")[:200])
            except OSError:
                continue
    return found


def started(mark, *words):
    return subprocess.Popen(
        [sys.executable, str(DRIVE), *map(str, words)],
        env=os.environ | {"STEEPEST_TEST_MARK": mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def files(tmp_path):
    claims = tmp_path / "claims.toml"
    claims.write_text(HALF)
    broken = tmp_path / "broken.toml"
    broken.write_text(HALF.replace("x/2 <= x", "x/2 <= y"))
    return {"CLAIMS": claims, "BROKEN": broken, "STORE": tmp_path / "out.sqlite"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("check CLAIMS", 0),
        ("check BROKEN", 2),
        ("audit CLAIMS", 0),
        ("run CLAIMS --store STORE --no-report", 0),
        ("run slow.0 fake.proved --store STORE --no-report", 1),  # in no ledger
        ("run bad.hang --timeout 1 --store STORE --no-report", 0),  # out of time, and it says so
        ("list", 0),
    ],
)
def test_after_its_end(line, code, files):
    mark = uuid.uuid4().hex
    with started(mark, *(files.get(word, word) for word in line.split())) as process:
        _, err = process.communicate(timeout=200)
    assert with_mark(mark) == []
    assert process.returncode == code, err


@pytest.mark.fault
def test_after_an_interruption(files):
    mark = uuid.uuid4().hex
    with started(mark, "run", "slow.*", "--no-report", "--store", files["STORE"]) as process:
        assert process.stderr is not None
        process.stderr.readline()
        assert with_mark(mark)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert with_mark(mark) == []
