"""The Python form: what SymPy decided is refused, what it assumes becomes a hypothesis."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp
from steepest.proofs.vocabulary import SteepestError
from steepest.verify import claim
from steepest.verify.traps import written_in_python
from sympy.core.facts import InconsistentAssumptions

TRAPS = Path(__file__).parents[2] / "traps"
STATEMENTS = written_in_python(TRAPS)


@pytest.mark.parametrize("name", STATEMENTS.REFUSED)
def test_refused(name):
    # SymPy guesses zeros from random points and contradicts itself in some processes: then it
    # refuses by itself, while the statement is still being written
    with pytest.raises((SteepestError, InconsistentAssumptions)) as caught:
        STATEMENTS.REFUSED[name]()
    assert caught.type is InconsistentAssumptions or len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("assumptions", "facts", "integer"),
    [
        ({}, (), False),
        ({"real": True}, (), False),
        ({"positive": True}, ((">", "a", Fraction(0)),), False),
        ({"negative": True}, (("<", "a", Fraction(0)),), False),
        ({"nonnegative": True}, ((">=", "a", Fraction(0)),), False),
        ({"nonpositive": True}, (("<=", "a", Fraction(0)),), False),
        ({"nonzero": True, "real": True}, (("!=", "a", Fraction(0)),), False),
        ({"real": True, "negative": False}, ((">=", "a", Fraction(0)),), False),
        ({"integer": True}, (), True),
        ({"integer": True, "positive": True}, ((">", "a", Fraction(0)),), True),
    ],
)
def test_assumptions_are_hypotheses(assumptions, facts, integer):
    a, b = sp.Symbol("a", **assumptions), sp.Symbol("b", real=True)
    goal = claim("c", a * b <= 1).goal
    assert goal.where == facts
    assert goal.integers == (("a",) if integer else ())


def test_messages_say_what_to_do():
    x = sp.Symbol("x", real=True)
    with pytest.raises(SteepestError, match="write the statement as text"):
        claim("c", sp.Eq(x / x, 1))
    with pytest.raises(SteepestError, match="the assumptions of symbols are hypotheses already"):
        claim("c", x > 0, where=[sp.Symbol("p", positive=True) > 0])
    with pytest.raises(SteepestError, match="make it once and use it everywhere"):
        claim("c", sp.Symbol("x", positive=True) > x)
    with pytest.raises(SteepestError, match="symbols stand for real numbers"):
        claim("c", abs(sp.Symbol("z", imaginary=True)) > x)
    with pytest.raises(SteepestError, match="say also real=True"):
        claim("c", sp.Symbol("z", zero=False) ** 2 > x)
    with pytest.raises(SteepestError, match="reserved name"):
        claim("c", sp.Symbol("_x", real=True) > x)


@pytest.mark.slow
@pytest.mark.timeout(36_000)
def test_traps_are_the_same_for_every_hash_seed():
    found = []
    for seed in range(20):
        done = subprocess.run(
            [sys.executable, "-m", "steepest.verify.traps", str(TRAPS), "--json"],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        rows = map(json.loads, done.stdout.splitlines())
        found.append({(row["truth"], row["id"]): row["verdict"] for row in rows})
    assert all(other == found[0] for other in found[1:])
