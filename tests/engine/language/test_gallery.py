"""The gallery and the trap set: every file reads, the statements are many, and a slow test decides
them all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from steepest.proofs.engine.language import load
from steepest.verify.check_command import as_expected
from steepest.verify.traps import TRUTHS, judged, main, statements, table, wrong
from steepest.verify.user_claims import check

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted((ROOT / "examples").glob("*.toml"))
TRAPS = ROOT / "tests" / "traps"


def test_the_gallery_reads():
    claims = [one for path in EXAMPLES for one in load(path)]
    assert len(claims) >= 120
    assert all(one.expect for one in claims)
    assert {one.expect for one in claims} >= {"PROVED", "REFUTED", "CERTIFIED"}


def test_the_trap_set_reads():
    for truth in TRUTHS:
        claims = statements(TRAPS, truth)
        assert len(claims) >= 300
        assert len({one.id for one in claims}) == len(claims)


def test_first_example_and_its_change(tmp_path):
    text = (ROOT / "examples" / "first.toml").read_text()
    (record,) = check(ROOT / "examples" / "first.toml")
    assert record["verdict"] == "PROVED"
    changed = tmp_path / "changed.toml"
    changed.write_text(text.replace("<=", ">="))
    (record,) = check(changed)
    assert record["verdict"] == "REFUTED"
    assert "fails at x = " in record["detail"]


def test_confusion_table(tmp_path, capsys):
    (tmp_path / "true.toml").write_text('[[claim]]\nid = "t"\nreal = ["x"]\nclaim = "x**2 >= 0"\n')
    (tmp_path / "false.toml").write_text('[[claim]]\nid = "f"\nreal = ["x"]\nclaim = "x**2 > 0"\n')
    assert main([str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "true ones shown: 100.0 %; false ones refuted: 100.0 %; wrong verdicts: 0" in shown
    assert main([str(tmp_path / "absent")]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert [
        wrong(*pair) for pair in (("true", "REFUTED"), ("false", "PROVED"), ("true", "UNDECIDED"))
    ] == [True, True, False]


@pytest.mark.slow
def test_the_gallery_is_as_expected(tmp_path):
    claims = [one for path in EXAMPLES for one in load(path)]
    started = time.monotonic()
    records = check(claims)
    assert time.monotonic() - started < 900  # 240 s on a quiet machine
    assert [one.id for one, record in zip(claims, records) if not as_expected(one, record)] == []
    (tmp_path / "records.json").write_text(
        json.dumps([r["certificate"] or r["witness"] for r in records])
    )
    program = (
        "import importlib.abc, json, sys\n"
        "class Closed(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name.startswith(('sympy', 'scipy', 'steepest.proofs.engine.scalar', "
        "'steepest.proofs.engine.matrix', 'steepest.proofs.engine.judge')):\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Closed())\n"
        "from steepest.proofs.checker import recheck\n"
        f"for data in json.load(open({str(tmp_path / 'records.json')!r})):\n"
        "    outcome = recheck(data)\n"
        "    assert outcome.ok, outcome.reason\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_trap_set():
    rows = judged(TRAPS)
    assert [
        (truth, record["id"]) for truth, record in rows if wrong(truth, record["verdict"])
    ] == [], table(rows)
    shown = [
        record["verdict"] in ("PROVED", "CERTIFIED") for truth, record in rows if truth == "true"
    ]
    refuted = [record["verdict"] == "REFUTED" for truth, record in rows if truth == "false"]
    assert sum(shown) >= 0.9 * len(shown), table(rows)
    assert sum(refuted) >= 0.95 * len(refuted), table(rows)
