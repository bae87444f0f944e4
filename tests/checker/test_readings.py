"""Certificates of every kind: random valid ones are accepted, what they say is true by a reading
that shares no code with the checker, and no mutant is accepted for a statement that is false.
"""

from __future__ import annotations

import copy
import json
import os
from random import Random

import numpy
import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.checker._shape import KINDS as SHAPES

from .mutants import false, mutant
from .random_good import KINDS

ELSEWHERE = {"relu-rate"}  # tests/relu_gram/test_certificate.py
SLOW = {"law-count": 4, "law-miscount": 4, "theorem": 6, "all": 12}  # random ones of a kind
NIGHT = int(os.environ.get("STEEPEST_MUTANTS", "0"))
MUTANTS = {
    "matrix-point": 1500,
    "model": 1500,
    "negation": 600,
    "theorem": 300,
    "gaussian-mean": 300,
    "least-eigenvalue": 1500,
    "law-count": 120,
    "positivstellensatz": 600,
    "enclosure": 600,
    "crossing": 600,
    "written": 300,
    "rewrite": 300,
    "induction": 300,
}


def test_every_kind_has_random_ones():
    assert set(SHAPES) == set(KINDS) | ELSEWHERE


@pytest.mark.parametrize("kind", KINDS)
def test_random_valid_ones_are_accepted(kind):
    for seed in range(SLOW.get(kind, 40)):
        data = json.loads(json.dumps(KINDS[kind](Random(seed))))
        outcome = recheck(data)
        assert outcome.ok, (seed, outcome.reason)
        assert outcome.shows
        if seed < 3:
            assert false(data) is None, (seed, false(data))


@pytest.mark.parametrize("kind", MUTANTS)
def test_no_mutant_is_accepted_for_what_is_false(kind):
    source, accepted = Random(kind), 0
    for _ in range(MUTANTS[kind] + NIGHT):
        data = mutant(KINDS[kind](source), source)
        outcome = recheck(data)
        if not outcome.ok:
            continue
        accepted += 1
        try:
            wrong = false(data)
        except (ValueError, KeyError, TypeError, numpy.linalg.LinAlgError):
            continue
        assert wrong is None, (wrong, data, outcome.shows)
    assert accepted or kind in ("theorem", "law-count", "written", "rewrite")


def made(kind, change):
    data = copy.deepcopy(KINDS[kind](Random(1)))
    change(data)
    return data


def put(*path, to):
    def change(data):
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to(data[path[-1]]) if callable(to) else to

    return change


FALSE = {
    "a matrix at which the claim holds": (
        "matrix-point", put("matrices", to=lambda m: m | {"A": [["-9"]]})),
    "matrices that are not ordered": ("matrix-point", lambda d: d.update(
        letters={name: ["n", "n"] for name in "ABP"}, rules=[["B", ["+", "A", "P"]]],
        reasons=["order P"], matrices={"A": [["5"]], "B": [["1"]], "P": [["-4"]]})),
    "a model in which the conclusion holds": (
        "model", put("statement", to=lambda s: json.loads(json.dumps(s).replace('"<"', '"<="')))),
    "a mean elsewhere": ("gaussian-mean", put("interval", to=["100", "101"])),
    "an eigenvalue below": ("least-eigenvalue", put("at_least", to="9")),
    "more laws than there are": (
        "law-count", lambda d: d.update(lower=d["lower"] + 1, upper=d["upper"] + 1)),
    "fewer laws than there are": (
        "law-count", lambda d: d.update(lower=d["lower"] - 1, upper=d["upper"] - 1)),
    "a theorem without its hypothesis": ("theorem", put("statement", to=[
        "forall", "f", ["function", ["nat"], "real"],
        ["forall", "t", "nat", [">=", ["apply", "f", "t"], "0"]]])),
}  # fmt: skip


@pytest.mark.parametrize("name", FALSE)
def test_the_readings_see_what_is_false(name):
    kind, change = FALSE[name]
    data = made(kind, change)
    assert false(data) is not None
    assert not recheck(data).ok
