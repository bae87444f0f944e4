"""Time limits, lemmas, facts, and independence of the hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
from steepest.proofs.engine.scalar import decide
from steepest.proofs.engine.scalar.children import alone, race
from steepest.proofs.engine.scalar.facts import FactError, read
from steepest.proofs.vocabulary import Verdict

from .ask import goal, settled


def _sleep() -> int:
    time.sleep(30)
    return 1


def _fail() -> int:
    raise ValueError("no such luck")


def test_children_are_stopped():
    started, log = time.monotonic(), []
    assert alone(_sleep, 0.3, log) is None
    assert race([("slow", _sleep), ("quick", lambda: 7)], 5) == ("quick", 7)
    assert race(
        [("slow", _sleep, 0.2), ("wrong", _fail), ("late", lambda: 8)], 5, width=1, log=log
    ) == ("late", 8)
    assert time.monotonic() - started < 4
    assert log == ["work: out of time", "wrong: ValueError: no such luck"]


def test_a_child_that_dies_gives_nothing():
    log: list[str] = []
    assert alone(lambda: os._exit(3), 2, log) is None
    assert log == ["work: the child process died"]


@pytest.mark.parametrize(
    "claim",
    [
        "(a + b + c + d + e + f)**30 >= -1",
        "a**4 + b**4 + c**4 + d**4 + e**4 + f**4 + 1 >= a*b*c*d + c*d*e*f + a*b*e*f",
        "sin(x*y)*exp(x) + cos(y**3*x) <= 10 + exp(2*x) + x**2*y**2",
    ],
)
def test_the_time_limit_holds(claim):
    started = time.monotonic()
    decide(goal(claim), seconds=2)
    assert time.monotonic() - started < 4  # the machine of the tests may be busy


def test_lemmas():
    evidence = settled("x**4 >= -1", "x >= 0", lemmas=[read("x**2 >= 0"), read("x**4 >= 0")])
    assert evidence.verdict == Verdict.PROVED
    assert evidence.certificate["kind"] == "lemmas"
    evidence = settled("x >= -1", "x >= 0", lemmas=[read("x >= 1")])
    assert evidence.verdict == Verdict.UNDECIDED
    assert "the lemma x >= 1 is not proved" in evidence.detail


def test_facts():
    assert settled("exp(x) >= 1", "x >= 0", axioms=[("exp-tangent", "x")]).verdict == Verdict.PROVED
    with pytest.raises(FactError, match="did you mean exp-tangent"):
        decide(goal("exp(x) >= 1", "x >= 0"), axioms=[("exp-tangents", "x")])
    with pytest.raises(FactError, match="was given 2 terms, it is about 1"):
        decide(goal("exp(x) >= 1", "x >= 0"), axioms=[("exp-tangent", "x", "y")])


PROGRAM = """
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.scalar import decide
from steepest.proofs.engine.scalar.facts import read
for claim, where in [
    ("sin(x + y) == sin(x)*cos(y) + cos(x)*sin(y)", []), ("exp(x) >= E*x", []),
    ("x*y <= 49/100*(x**2 + y**2)", []),
    ("sqrt(x*y) <= (x + y)/2", ["x >= 0", "y >= 0"]), ("180*acos(7823207/7823209)/pi == 0", []),
]:
    found = decide(Goal.of(read(claim), map(read, where)))
    print(found.verdict, found.witness)
"""


@pytest.mark.slow
def test_hash_seeds_do_not_matter():
    shown = set()
    for seed in ("0", "1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.returncode == 0, done.stderr
        shown.add(done.stdout)
    assert len(shown) == 1, shown
