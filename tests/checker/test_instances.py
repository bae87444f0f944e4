"""Terms put for variables, and Taylor models on a box: accepted where they prove the goal, refused
where a condition is missing or the goal is false.
"""

from __future__ import annotations

import copy

import pytest
from steepest.proofs.checker import recheck

from .good import goal, smt

SQUARE = [">=", ["*", "t", "t"], ["-", ["*", "2", "t"], "1"]]
RECIPROCAL = ["/", "1", "x"]
INSTANCE = {
    "kind": "instance",
    "goal": goal(
        "x",
        [">=", ["*", RECIPROCAL, RECIPROCAL], ["-", ["*", "2", RECIPROCAL], "1"]],
        [">", "x", "0"],
    ),
    "put": {"t": RECIPROCAL},
    "certificate": smt(goal("t", SQUARE)),
    "defined": [smt(goal("x", ["!=", "x", "0"], [">", "x", "0"]))],
}
UNIT = [[">=", "x", "-1"], ["<=", "x", "1"]]
CUBIC = ["-", "x", ["/", ["^", "x", "3"], "6"]]


def close(bound: str) -> list:
    return ["<=", ["-", ["sin", "x"], CUBIC], bound]


MODEL = {
    "kind": "ball",
    "goal": goal("x", close("9/1000"), *UNIT),
    "box": {"x": ["-1", "1"]},
    "tree": ["model", 7],
}


def changed(data: dict, *path_and_value) -> dict:
    data = copy.deepcopy(data)
    *path, last, value = path_and_value
    place = data
    for key in path:
        place = place[key]
    place[last] = value
    return data


def test_accepted():
    for one in (INSTANCE, MODEL):
        assert recheck(one).ok, recheck(one).reason


NO_HYPOTHESIS = changed(INSTANCE, "goal", "where", [])
REFUSED = {
    "the term may have no value": changed(NO_HYPOTHESIS, "defined", []),
    "its condition under other hypotheses": NO_HYPOTHESIS,
    "another claim": changed(INSTANCE, "goal", "claim", [">=", RECIPROCAL, "1"]),
    "another term": changed(INSTANCE, "put", {"t": ["/", "2", "x"]}),
    "a hypothesis of the general goal": changed(
        INSTANCE, "certificate", smt(goal("t", SQUARE, ["<=", "t", "1"]))
    ),
    "a real for an integer": changed(
        INSTANCE, "certificate", smt(goal("t", SQUARE, integers=["t"]))
    ),
    "an integer beside it": changed(
        INSTANCE, "certificate", smt(goal("t x", SQUARE, integers=["x"]))
    ),
    "a bound below the greatest value": changed(MODEL, "goal", "claim", close("8/1000")),
    "strictly above zero": changed(
        changed(MODEL, "goal", "claim", ["<", ["*", "0", ["sin", "x"]], "0"]), "tree", ["model", 3]
    ),
    "an order that is no number": changed(MODEL, "tree", ["model", "6"]),
    "an order of zero": changed(MODEL, "tree", ["model", 0]),
    "a corner": changed(MODEL, "goal", "claim", ["<=", ["abs", "x"], "2"]),
    "two wide sides": {
        **MODEL,
        "goal": goal("x y", ["<=", ["*", ["sin", "x"], "y"], "2"], *UNIT, [">=", "y", "0"],
                     ["<=", "y", "1"]),
        "box": {"x": ["-1", "1"], "y": ["0", "1"]},
    },
    "an odd term counted as even": changed(
        changed(MODEL, "goal", "claim", ["<=", ["sin", "x"], "1/2"]), "tree", ["model", 4]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    assert not recheck(REFUSED[name]).ok
