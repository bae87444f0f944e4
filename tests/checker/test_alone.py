"""The checker runs where the engines and SymPy cannot be imported."""

from __future__ import annotations

import json
import subprocess
import sys

from .good import GOOD

PROGRAM = """
import importlib.abc, json, sys

class Closed(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        closed = ("sympy", "mpmath", "scipy", "numpy", "steepest.proofs.engine",
                  "steepest.verify", "steepest.kernels")
        if name.startswith(closed):
            raise ImportError(f"{name} is closed here")

sys.meta_path.insert(0, Closed())
from steepest.proofs.checker import recheck
for name, data in json.load(sys.stdin).items():
    outcome = recheck(data)
    assert outcome.ok, (name, outcome.reason)
print("all accepted")
"""


def test_no_engine_is_needed():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(GOOD),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "all accepted"
