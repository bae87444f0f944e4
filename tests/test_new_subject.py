"""A new subject is one folder a layer and nothing else: no list anywhere names it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = {
    "kernels/toys/__init__.py": "",
    "kernels/toys/halving.py": """
import sympy

from ..engine.recurrence import Recurrence, value_at


def recurrence():
    x = sympy.Symbol("x", real=True)
    return Recurrence("halving", step={x: x / 2}, start={x: 1}, record={"third": value_at(3, x)})


def batch(first, count, parameters, seed, backend="numpy"):
    import numpy

    return {"success": numpy.ones(count, dtype=numpy.uint8)}
""",
    "kernels/toys/examples.py": """
from ..engine.examples import Entry
from . import halving

EXAMPLES = {"halving": Entry(halving.recurrence, {}, 5)}
""",
    "proofs/toys/__init__.py": """
from ..vocabulary import Source

PAPERS = {"nobody-2026": "Nobody. Halving. 2026."}
HERE = Source("nobody-2026", "Section 1")
""",
    "proofs/toys/halves.py": """
from .. import claim, reals
from . import HERE

x = reals("x")


@claim("toy.half", HERE)
def half(judge, factor=1):
    '''Half of a number from 1 on is at most the number.'''
    return judge.holds(factor * x / 2 <= x, [x >= 1])


half.mutant("three halves", factor=3)
""",
    "verify/trials/toys/__init__.py": "",
    "verify/trials/toys/halving.py": """
from ..engine.named import claimed, kernel_plan, trial


@trial("toy-halving", at_least=claimed("1/2"))
def halving(at_least):
    '''Halving comes to an end.'''
    return kernel_plan("toy-halving", "toys.halving:batch", {}, "it ends", at_least, 10, 200)
""",
    "verify/reproduce/toys/__init__.py": "",
    "verify/reproduce/toys/picture.py": """
from ..engine.registry import Reproduction, reproduction


@reproduction("toy-picture", "Section 1")
def picture(run):
    '''Half of everything'''
    return Reproduction("toy-picture", "Half of everything", "Section 1")
""",
}


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    folder = tmp_path_factory.mktemp("new")
    for layer in ("kernels", "proofs", "verify"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / layer, folder / "steepest" / layer, ignore=ignored)
    shutil.copy(ROOT / "verify" / "public" / "__init__.py", folder / "steepest")
    for name, text in FILES.items():
        path = folder / "steepest" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def call(code, *arguments):
        here = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
        done = subprocess.run(
            [sys.executable, "-c", here + code, *arguments],
            capture_output=True,
            text=True,
            timeout=200,
            cwd=folder,
        )
        assert done.stdout, done.stderr
        return done.stdout

    return call


def test_one_folder_a_layer_is_enough(python):
    def steepest(*arguments):
        return python("from steepest.verify.cli import main\nmain()", *arguments)

    assert json.loads(steepest("list", "toy.*", "--json"))["id"] == "toy.half"
    ran = json.loads(steepest("run", "toy.half", "--json", "--no-report"))
    assert ran["verdict"] == "PROVED"
    mutant = json.loads(steepest("run", "toy.half", "--mutants", "--json"))
    assert mutant["verdict"] == "REFUTED"
    assert json.loads(steepest("trial", "toy-halving", "--json"))["verdict"] == "SUPPORTED"
    assert "toy-picture" in steepest("reproduce")
    known = python("from steepest.kernels.catalogue import ENTRIES; print(*ENTRIES, sep='\\n')")
    assert "halving" in known.splitlines()
