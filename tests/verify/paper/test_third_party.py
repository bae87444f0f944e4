"""A package of somebody else with one subject, installed in an environment of its own: its claims
are listed, run, reported, and its claim files are tested by the pytest plugin.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

FILES = {
    "descent_notes/__init__.py": 'PAPERS = {"someone-2026": "Someone. Notes on descent. 2026."}\n',
    "descent_notes/steps.py": '''
from steepest.proofs import Source, claim, reals

eta, mu = reals("eta mu")


@claim("notes.contraction", Source("someone-2026", "Lemma 1"))
def contraction(judge, most=2):
    """One step contracts for 0 < eta mu < 2."""
    return judge.holds((1 - eta * mu) ** 2 < 1, [eta * mu > 0, eta * mu < most])


contraction.mutant("three", most=3)
''',
    "tests/notes.claims.toml": """
[[claim]]
id = "step"
real = ["x"]
where = ["x > 0", "x < 2"]
claim = "(1 - x)**2 < 1"
""",
}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """(folder of sources, environment with the package installed in a folder of its own)."""
    source = tmp_path_factory.mktemp("descent-notes")
    for name, text in FILES.items():
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text(text)
    site = tmp_path_factory.mktemp("site")  # what an installer leaves there
    shutil.copytree(source / "descent_notes", site / "descent_notes")
    described = site / "descent_notes-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: descent-notes\nVersion: 1.0\n"
    )
    points = "[steepest.papers]\ndescent-notes = descent_notes\n"
    (described / "entry_points.txt").write_text(points)
    return source, {**os.environ, "PYTHONPATH": str(site)}


def call(installed, *words):
    source, environment = installed
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True)


def steepest(installed, *words):
    return call(installed, "-m", "steepest.verify", *words)


def test_it_is_listed_runs_and_is_reported(installed):
    (listed,) = steepest(installed, "list", "notes.*", "--json").stdout.splitlines()
    assert json.loads(listed)["subject"] == "descent_notes"
    done = steepest(installed, "run", "notes.contraction", "--json")
    assert json.loads(done.stdout)["verdict"] == "PROVED", done.stderr
    assert (done.returncode, "every verdict is as expected" in done.stderr) == (0, True)
    assert (
        "notes.contraction"
        in (installed[0] / "steepest-output" / "report" / "index.html").read_text()
    )
    mutant = steepest(installed, "run", "notes.contraction", "--mutants", "--json")
    assert json.loads(mutant.stdout)["verdict"] == "REFUTED"
    assert steepest(installed, "recheck", "notes.contraction").returncode == 0
    page = steepest(installed, "show", "notes.contraction").stdout
    assert "Someone. Notes on descent. 2026." in page


def test_the_plugin_tests_its_claim_files(installed):
    done = call(installed, "-m", "pytest", "-p", "steepest.verify.pytest_plugin", "-q", "tests")
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_without_it_nothing_changes(installed):
    source, _ = installed
    code = "from steepest.proofs import registry; print(*registry.packages())"
    done = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True)
    assert done.stdout.split() == ["steepest.proofs"]


CLASH = {
    "clashing/__init__.py": "def rate():\n    return 1\n",
    "clashing/rate.py": FILES["descent_notes/steps.py"].replace("notes.", "clash."),
    "clashing/worse.py": "import nothing_of_this_name\n",
}


@pytest.fixture(scope="module")
def clashing(tmp_path_factory):
    """A package with a module named like a function of the package, and one that is broken."""
    site = tmp_path_factory.mktemp("clash")
    for name, text in CLASH.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text)
    described = site / "clashing-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: clashing\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text("[steepest.papers]\nclashing = clashing\n")
    return site, {**os.environ, "PYTHONPATH": str(site)}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list"], 1),
        (["show", "saddle.lem-7.2.a"], 1),
        (["errata"], 1),
        (["show", "clash.contraction"], 2),
    ],
)
def test_claims_that_vanish_are_named_at_the_end_of_every_command(clashing, words, code):
    done = steepest(clashing, *words)
    assert done.returncode == code, done.stderr
    said = " ".join(done.stderr.split())
    assert "clashing.rate could not be imported, so its claims are MISSING here" in said
    assert "clashing has something else with the name rate; rename one of the two" in said
    assert "clashing.worse could not be imported" in said
    assert "python -c 'import clashing.worse'" in said
    assert "Traceback" not in said
