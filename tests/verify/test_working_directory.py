"""No command imports what lies in the working directory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (
    "import sys; from steepest.verify.cli import main; sys.argv[0] = 'steepest'; sys.exit(main())"
)
MODULES = ("z3", "sympy", "numpy", "flint", "json", "scipy", "mpmath", "threading", "steepest")
FALSE = {
    "kind": "smt",
    "goal": {"variables": ["x"], "where": [], "claim": ["<", ["^", "x", "2"], "0"]},
}
CLAIMS = """
[[claim]]
id = "square"
real = ["x", "y"]
claim = "x**2 + y**2 >= 2*x*y"
[[claim]]
id = "product"
matrix = { A = "n x n", B = "n x n" }
claim = "(A @ B).T == B.T @ A.T"
"""
TRAP = """
import pathlib
pathlib.Path({mark!r}).write_text(__name__)
raise SystemExit("the working directory was imported: " + __name__)
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A working directory full of modules that nobody should import."""
    trap = TRAP.format(mark=str(tmp_path / "imported.txt"))
    here = tmp_path / "here"
    here.mkdir()
    for name in MODULES:
        (here / name).mkdir()
        (here / name / "__init__.py").write_text(trap)
    checker = here / "steepest" / "proofs" / "checker"
    checker.mkdir(parents=True)
    (here / "steepest" / "__init__.py").unlink()  # as in a clone: a namespace
    (here / "steepest" / "proofs" / "__init__.py").write_text("")
    (checker / "__init__.py").write_text(trap)
    (here / "false.json").write_text(json.dumps(FALSE))
    (here / "own.claims.toml").write_text(CLAIMS)
    return here


def run(folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess:
    """Like a console script: in a folder of its own, which heads the path; no flag of Python."""
    script = folder.parent / "bin" / "program"
    script.parent.mkdir()
    script.write_text(program)
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=250,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["recheck", "false.json"], 1),
        (["check", "own.claims.toml", "--certificates", "out"], 0),
        (["recheck", "out"], 2),
        (["run", "balance.eq-20", "--store", "s.sqlite"], 0),
        (["trial", "toy", "--store", "s.sqlite"], 2),
        (["doctor"], 0),
        (["list"], 0),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_commands(folder, arguments, code):
    done = run(folder, PROGRAM, *arguments)
    assert not (folder.parent / "imported.txt").exists(), done.stderr
    assert done.returncode == code, done.stdout + done.stderr


def test_trial_workers(folder):
    from steepest.verify.trials.engine.named import trials

    name = min(trials())
    done = run(folder, PROGRAM, "trial", name, "--trials", "20", "--store", "s.sqlite")
    assert not (folder.parent / "imported.txt").exists(), done.stderr
    assert done.returncode in (0, 1), done.stderr


def test_the_pytest_plugin(folder):
    program = (
        "import sys, pytest\n"
        "sys.exit(pytest.main(['-q', 'own.claims.toml', '-p', 'no:cacheprovider']))"
    )
    done = run(folder, program)
    assert not (folder.parent / "imported.txt").exists(), done.stdout + done.stderr
    assert done.returncode == 0, done.stdout + done.stderr


def test_python_with_the_working_directory_on_its_path(folder):
    """A notebook: steepest is imported, then the working directory joins the path."""
    program = (
        "import sys, steepest.verify as v, steepest.verify.user_claims, sympy\n"
        "sys.path.insert(0, '')\n"
        "print([r['verdict'] for r in v.check('own.claims.toml')])"
    )
    done = run(folder, program)
    assert not (folder.parent / "imported.txt").exists(), done.stderr
    assert done.stdout.strip() == "['PROVED', 'PROVED']", done.stdout + done.stderr
