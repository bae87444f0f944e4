"""No mutant of a certificate is accepted for a statement that is false."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from steepest.proofs.checker import recheck

from .good import GOOD
from .mutants import false, mutant

CORPUS = json.loads((Path(__file__).parent / "corpus.json").read_text("utf-8"))
ORIGINALS = [*(one for name, one in GOOD.items() if name != "all"), *CORPUS]
BATCHES = 10
NIGHT = int(os.environ.get("STEEPEST_MUTANTS", "0"))  # further mutants a batch


def attack(seed, count):
    """(mutants, accepted ones, accepted ones that are false)."""
    rng, accepted, wrong = random.Random(seed), 0, []
    for _ in range(count):
        data = mutant(rng.choice(ORIGINALS), rng)
        outcome = recheck(data)
        if not outcome.ok:
            continue
        accepted += 1
        try:
            if false(data) is not None:
                wrong.append((data, outcome.shows))
        except (ValueError, KeyError, TypeError, np_error()):
            continue
    return count, accepted, wrong


def np_error():
    import numpy

    return numpy.linalg.LinAlgError


@pytest.mark.parametrize("batch", range(BATCHES))
def test_mutants(batch):
    count, accepted, wrong = attack(batch, 5_000 + NIGHT)
    assert not wrong, wrong[0]
    assert accepted > count // 100  # many changes are harmless: a label, an order, a weaker claim


def test_the_evaluator_sees_what_is_false():
    """The evaluator is no rubber stamp."""
    wrong = {
        "smt": {
            "kind": "smt",
            "goal": {"variables": ["x"], "where": [], "claim": [">", ["^", "x", "2"], "1"]},
        },
        "matrix": {
            "kind": "matrix",
            "letters": {"A": ["n", "n"], "B": ["n", "n"]},
            "rules": [],
            "left": ["@", "A", "B"],
            "right": ["@", "B", "A"],
        },
        "matrix-sos": {
            "kind": "matrix-sos",
            "letters": {"A": ["n", "m"]},
            "rules": [],
            "left": ["norm2", "A"],
            "right": "0",
        },
        "point": {
            "kind": "point",
            "goal": {"variables": ["x"], "where": [], "claim": [">", "x", "0"]},
            "values": {"x": "1"},
        },
    }
    for kind, data in wrong.items():
        assert false(data) is not None, kind
