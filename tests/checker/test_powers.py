"""Powers in certificates: exponents, induction, rewriting; forged ones are refused."""

from __future__ import annotations

import copy

import pytest
from steepest.proofs.checker import recheck

from .good import goal, smt

P, NEXT = ["power", "2", "n"], ["power", "2", ["+", "n", "1"]]
AT_LEAST = [">=", "n", "0"]
CLAIM = [">=", P, ["+", "n", "1"]]
THEN = [">=", NEXT, ["+", ["+", "n", "1"], "1"]]
INDUCTION = {
    "kind": "induction",
    "goal": goal("n", CLAIM, AT_LEAST, integers=["n"]),
    "variable": "n",
    "base": smt(goal("", [">=", ["^", "2", "0"], ["+", "0", "1"]])),
    "step": smt(
        goal("n", THEN, AT_LEAST, CLAIM, integers=["n"]),
        ["power-sum", "2", "n", "1", ["+", "n", "1"]],
    ),
}
LARGE = ["^", ["+", "x", "y"], "40"]
OPAQUE = ["power", ["+", "x", "y"], ["+", "40"]]
POSITIVE = [[">=", "x", "0"], [">=", "y", "1"]]
REWRITE = {
    "kind": "rewrite",
    "goal": goal("x y", [">=", LARGE, "1"], *POSITIVE),
    "equations": [],
    "final": smt(
        goal("x y", [">=", OPAQUE, "1"], *POSITIVE),
        ["power-exponent", ["+", "x", "y"], ["+", "40"], "0"],
    ),
}
ROOT, CUBE = ["rpower", "x", "1/3"], ["^", ["rpower", "x", "1/3"], "3"]
EQUATION = {
    "kind": "rewrite",
    "goal": goal("x", ["<=", CUBE, ["*", "2", CUBE]], [">=", "x", "0"]),
    "equations": [smt(goal("x", ["==", CUBE, "x"], [">=", "x", "0"]))],
    "final": smt(goal("x", ["<=", "x", ["*", "2", "x"]], [">=", "x", "0"])),
}
GOOD = {
    "induction": INDUCTION,
    "rewrite": REWRITE,
    "equation": EQUATION,
    "bernoulli": smt(
        goal(
            "x n",
            [">=", ["power", ["+", "1", "x"], "n"], ["+", "1", ["*", "n", "x"]]],
            [">=", "x", "-1"],
            [">=", "n", "0"],
            integers=["n"],
        ),
        ["power-bernoulli", ["+", "1", "x"], "n"],
    ),
    "zero to the zero": {
        "kind": "point",
        "goal": goal("n", ["==", ["power", "0", "n"], "0"], AT_LEAST, integers=["n"]),
        "values": {"n": "0"},
    },
    "a negative power of zero": {
        "kind": "point",
        "goal": goal("x n", [">=", ["^", ["power", "x", "n"], "2"], "0"], integers=["n"]),
        "values": {"x": "0", "n": "-1"},
    },
    "a real power of zero": {
        "kind": "point",
        "goal": goal("x a", [">=", ["rpower", "x", "a"], "0"], [">=", "x", "0"]),
        "values": {"x": "0", "a": "0"},
    },
}


@pytest.mark.parametrize("name", GOOD)
def test_good(name):
    outcome = recheck(GOOD[name])
    assert outcome.ok, outcome.reason


def changed(data, *path, to):
    found = copy.deepcopy(data)
    place = found
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return found


def over(where, base="0"):
    """The induction with another hypothesis about n, and a base at another start."""
    found = changed(INDUCTION, "goal", "where", to=where)
    claim = [">=", ["^", "2", base], ["+", base, "1"]]
    return changed(found, "base", to=smt(goal("", claim)))


FORGED = {
    "induction over a real variable": changed(INDUCTION, "goal", "integers", to=[]),
    "induction without a start": over([]),
    "induction below an upper bound": over([["<=", "n", "5"]]),
    "induction between bounds": over([AT_LEAST, ["<=", "n", "5"]]),
    "induction from an equation": over([["==", "n", "0"]]),
    "induction from a start that is too late": over([AT_LEAST], "1"),
    "induction from a bound that is no number": over([[">=", "n", "m"]]),
    "induction without a step": changed(INDUCTION, "step", to=INDUCTION["base"]),
    "induction with a step that assumes more": changed(
        INDUCTION,
        "step",
        to=smt(
            goal("n", THEN, AT_LEAST, CLAIM, [">=", "n", "3"], integers=["n"]),
            ["power-sum", "2", "n", "1", ["+", "n", "1"]],
        ),
    ),
    "induction for another claim": changed(INDUCTION, "goal", "claim", to=[">=", P, "n"]),
    "induction whose step is the claim": changed(
        INDUCTION, "step", to=smt(goal("n", CLAIM, AT_LEAST, CLAIM, integers=["n"]))
    ),
    "rewriting to another exponent": changed(
        REWRITE, "goal", "claim", to=[">=", ["^", ["+", "x", "y"], "41"], "2"]
    ),
    "rewriting with fewer hypotheses": changed(REWRITE, "goal", "where", to=POSITIVE[:1]),
    "rewriting without the equation": changed(EQUATION, "equations", to=[]),
    "an equation under other hypotheses": changed(EQUATION, "goal", "where", to=[]),
    "an equation of the checked kind alone": changed(
        EQUATION, "equations", to=[smt(goal("x", ["<=", CUBE, "x"], [">=", "x", "0"]))]
    ),
    "a half as exponent": smt(goal("x", [">=", ["power", "x", "1/2"], "0"], [">", "x", "0"])),
    "a real name as exponent": smt(
        goal("x a", [">", ["power", "x", "a"], "0"], [">", "x", "0"]), ["power-positive", "x", "a"]
    ),
    "a quotient as exponent": smt(
        goal("x n", [">", ["power", "x", ["/", "n", "2"]], "0"], [">", "x", "0"], integers=["n"]),
        ["power-positive", "x", ["/", "n", "2"]],
    ),
    "a fact about a real exponent": smt(
        goal("x a", [">=", ["rpower", "x", ["*", "2", "a"]], "0"], [">", "x", "0"]),
        ["power-even", "x", "a"],
    ),
    "a power of a negative number": smt(
        goal("x", ["==", ["^", ["rpower", "x", "1/3"], "3"], "x"]),
        ["rpower-root", "x", "1/3", "3"],
    ),
    "zero to the zero as a real power": smt(
        goal("a", ["==", ["rpower", "0", "a"], "0"], [">=", "a", "0"]), ["rpower-nought", "0", "a"]
    ),
    "a negative power of zero": smt(
        goal("x n", [">=", ["^", ["power", "x", "n"], "2"], "0"], integers=["n"])
    ),
    "an even power without parity": smt(
        goal("x n", [">=", ["power", "x", "n"], "0"], AT_LEAST, integers=["n"]),
        ["power-nonnegative", "x", "n"],
    ),
    "bernoulli beyond its reach": smt(
        goal(
            "x n",
            [">=", ["power", ["+", "1", "x"], "n"], ["+", "1", ["*", "n", "x"]]],
            [">=", "n", "0"],
            integers=["n"],
        ),
        ["power-bernoulli", ["+", "1", "x"], "n"],
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged(name):
    assert not recheck(FORGED[name]).ok
