"""Certificates that were made to deceive: each uses one thing that the checker once overlooked."""

from __future__ import annotations

from random import Random

import pytest
from steepest.proofs.checker import Rejected, parsed, recheck

from .good import goal, smt

ALIASES = {
    # cos(_1) >= 0 was read off from "_1 >= 0" while the value cos(_1) was itself called _1
    "a variable named like a function value": {
        "kind": "derivative",
        "goal": goal("_0", [">=", ["+", "_0", ["sin", "_0"]], ["*", "3", "_0"]], [">=", "_0", "0"]),
        "variable": "_0",
        "end": "0",
        "side": "lo",
        "at": smt(
            goal("", [">=", ["+", "0", ["sin", "0"]], ["*", "3", "0"]]),
            ["sin-below", "0"],
            ["sin-above", "0"],
        ),
        "slope": smt(
            goal("_0", [">=", ["-", "_0", "2"], "0"], [">=", "_0", "0"], [">=", "_0", "2"])
        ),
    },
    "the value of exp named like its argument": {
        "kind": "derivative",
        "goal": goal("_0", [">=", ["exp", "_0"], "1"], ["<=", "_0", "0"]),
        "variable": "_0",
        "end": "0",
        "side": "hi",
        "at": smt(goal("", [">=", ["exp", "0"], "1"]), ["exp-tangent", "0"]),
        "slope": smt(goal("_0", ["<=", "_0", "0"], ["<=", "_0", "0"])),
    },
}
SQUARES = {"M": ["k", "k"], "N": ["k", "k"], "I2": ["k", "k"]}
UNIT = ["I", "k"]


def matrix(rules, reasons, left, right, **more):
    combination = [{"coefficient": "1", "rule": 0}]
    return {
        "kind": "matrix",
        "letters": SQUARES,
        "scalars": [],
        "rules": rules,
        "reasons": reasons,
        "left": left,
        "right": right,
        "combination": combination,
        **more,
    }


MN, NM = ["@", "M", "N"], ["@", "N", "M"]
MATRICES = {
    f"a hypothesis whose reason is {reason!r}": matrix([[MN, UNIT]], [reason], MN, UNIT)
    for reason in (" given", "given  ", "given\t", "given by inspection", "Given", "", "inverse")
} | {
    "an inverse of itself": matrix([[["@", "M", "M"], UNIT]], ["inverse 0"], ["@", "M", "M"], UNIT),
    "two rules that are inverses of one another": matrix(
        [[NM, UNIT], [MN, UNIT]], ["inverse 1", "inverse 0"], NM, UNIT
    ),
    "an inverse counted from the end": matrix(
        [[NM, UNIT], [MN, UNIT]], ["inverse -1", "inverse 0"], NM, UNIT
    ),
    "a letter that is called like a unit matrix": matrix(
        [[NM, "I2"], [MN, "I2"]],
        ["inverse 1", "given"],
        NM,
        "I2",
        letters={"M": ["2", "2"], "N": ["2", "2"], "I2": ["2", "2"]},
    ),
    "an orthogonal letter whose product is a letter": matrix(
        [[["@", ["T", "M"], "M"], "I2"]],
        ["orthogonal M"],
        ["@", ["T", "M"], "M"],
        "I2",
        kinds={"M": "orthogonal"},
    ),
    "scalars written as one string": matrix([], [], "ab", "ab", scalars="ab", combination=[]),
    "an empty name": matrix([], [], "", "", scalars=[""], combination=[]),
    "an inequality between matrices": {
        **matrix([["M", "N"]], ["given"], "M", "N"),
        "kind": "matrix-sos",
        "terms": [],
    },
    "hypotheses that the stored point does not satisfy": matrix(
        [[MN, UNIT]],
        ["given"],
        MN,
        UNIT,
        satisfiable={
            "sizes": {"k": 1},
            "matrices": {"M": [["2"]], "N": [["1"]], "I2": [["1"]]},
            "scalars": {},
        },
    ),
}


def disc(**more):
    """cos(u) > 1/2 on [0, pi], which is false, with some trick."""
    return {
        "kind": "ball",
        "goal": goal("u", [">", ["cos", "u"], "1/2"], [">=", "u", "0"], ["<=", "u", ["pi"]]),
        "box": {"_v": ["0", "1"]},
        "put": {"u": ["*", ["pi"], "_v"]},
        "tree": "direct",
        **more,
    }


BALLS = {
    "a substitution with a further factor": disc(put={"u": ["*", ["pi"], "_v", "1/9"]}),
    "a substitution with a factor zero": disc(put={"u": ["*", ["pi"], "_v", "0"]}),
    "a leaf with parts": disc(tree=["outside", "direct"]),
    "a tree that is an object": disc(tree={"direct": 1}),
    "a side of the box with three ends": disc(box={"_v": ["0", "0", "1"]}),
}
CONSTANT = {
    "kind": "enclosure",
    "constant": "C",
    "goal": goal("x C", ["<=", "x", ["^", "C", "2"]], [">=", "x", "0"], ["<=", "x", "4"]),
    "smallest": True,
    "interval": ["19/10", "2"],
    "holds": smt(goal("x", ["<=", "x", ["^", "2", "2"]], [">=", "x", "0"], ["<=", "x", "4"])),
    "fails": {
        "kind": "point",
        "goal": goal("x", ["<=", "x", ["^", "19/10", "2"]], [">=", "x", "0"], ["<=", "x", "4"]),
        "values": {"x": "4"},
    },
}
POSITIVE = {
    **CONSTANT,
    "goal": goal(
        "x C", ["<=", "x", ["^", "C", "2"]], [">=", "x", "0"], ["<=", "x", "4"], [">", "C", "0"]
    ),
}
ENCLOSURES = {
    "a constant that has no smallest value: -3 will do": CONSTANT,
    "a constant that its own hypothesis excludes": {
        **POSITIVE,
        "goal": goal(
            "x C", ["<=", "x", ["^", "C", "2"]], [">=", "x", "0"], ["<=", "x", "4"], [">", "C", "3"]
        ),
    },
    "a constant of another name": {**CONSTANT, "constant": "D"},
    "two intervals": {**POSITIVE, "enclosure": ["0", "2"]},
    "a point that satisfies the hypotheses for one constant alone": {
        **CONSTANT,
        "goal": goal("x C", [">=", "x", "1"], ["==", "x", ["abs", "C"]]),
        "interval": ["1/2", "1"],
        "holds": smt(goal("x", [">=", "x", "1"], ["==", "x", ["abs", "1"]])),
        "fails": {
            "kind": "point",
            "goal": goal("x", [">=", "x", "1"], ["==", "x", ["abs", "1/2"]]),
            "values": {"x": "1/2"},
        },
    },
}


def interval(change):
    """A constant beside matrices between two ends, changed."""
    from .random_matrices import between

    data = between(Random(1))
    change(data)
    return data


BETWEEN = {
    "the ends the wrong way": lambda d: d.update(interval=d["interval"][::-1]),
    "another good end": lambda d: d.update(interval=[d["interval"][0], "100"]),
    "another bad end": lambda d: d.update(interval=["0", d["interval"][1]]),
    "the other side": lambda d: d.update(smallest=False),
    "a coefficient with the constant": lambda d: d.update(rises=d["holds"]),
    "a proof in the place of the point": lambda d: d.update(fails=d["rises"]),
    "a point in the place of the proof": lambda d: d.update(holds=d["fails"]),
    "a point at which it holds": lambda d: d["fails"].update(matrices={"A": [["1"]], "B": [["0"]]}),
    "a constant that nothing mentions": lambda d: d.update(constant="D"),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_an_interval_for_a_constant_beside_matrices_is_refused(name):
    assert not recheck(interval(BETWEEN[name])).ok


def tally(successes, trials, at_least, **more):
    return {
        "kind": "counts",
        "verdict": "SUPPORTED",
        "successes": successes,
        "trials": trials,
        "at_least": at_least,
        "alpha": "1/100",
        **more,
    }


COUNTS = {
    "a margin that leaves nothing": tally(0, 1, "1", margin="3"),
    "a margin that leaves little": tally(50, 50, "1/2", margin="2/5"),
    "a margin of a thousand million digits": tally(1, 1, "1/2", margin="1e2000000000"),
    "a level of a thousand million digits": tally(0, 10, "1", alpha="1e-2000000000"),
    "a negative margin": tally(0, 10, "1/2", margin="-1/4", verdict="REFUTED"),
    "more than ten million trials": tally(10**8, 10**8, "1/2"),
    "too few trials": tally(5, 5, "9/10"),
}
CONSTANTS = {
    f"a variable called {name}": {
        "kind": "point",
        "goal": {"variables": [name], "where": [], "claim": [">", name, "0"]},
        "values": {name: "-1"},
    }
    for name in ("pi", "E")
} | {
    "a scalar called pi": matrix([], [], "pi", "pi", scalars=["pi"], combination=[]),
    "a letter called E": matrix([], [], "E", "E", letters={"E": ["k", "k"]}, combination=[]),
    "a variable that is no name": {
        "kind": "smt",
        "goal": {"variables": ["x y"], "where": [], "claim": ["==", "1", "1"]},
    },
}
IDENTITY = {
    "kind": "identity",
    "goal": goal("x", ["==", ["+", "x", "x"], ["*", "2", "x"]]),
    "relations": [],
    "cofactors": [],
}
SHAPES = {
    "a field that nothing reads": {**IDENTITY, "note": "also proves P = NP"},
    "a goal with a field that nothing reads": {
        **IDENTITY,
        "goal": {**IDENTITY["goal"], "for some": ["x"]},
    },
    "a list where an object belongs": {**IDENTITY, "atoms": []},
    "a string where a list belongs": {**IDENTITY, "relations": ""},
    "a relation as a string": {**IDENTITY, "relations": ["hypothesis"], "cofactors": ["1"]},
    "a truth value for a number": {"kind": "smt", "goal": IDENTITY["goal"], "axioms": [True]},
    "a lemma with a field that nothing reads": {
        "kind": "lemmas",
        "goal": IDENTITY["goal"],
        "lemmas": [{"goal": IDENTITY["goal"], "certificate": IDENTITY, "for": "x > 0"}],
        "final": IDENTITY,
    },
    "sizes that differ in their spelling": {
        "kind": "shape",
        "operation": "+",
        "shapes": [["k", "007"], ["k", "7"]],
    },
    "an operation that there is not": {
        "kind": "shape",
        "operation": "frobnicate",
        "shapes": [["k", "l"], ["m", "n"]],
    },
    "a power of a square matrix": {
        "kind": "shape",
        "operation": "power",
        "shapes": [["k", "k"], ["k", "l"]],
    },
}
FORGED = {
    **ALIASES,
    **MATRICES,
    **BALLS,
    **ENCLOSURES,
    **COUNTS,
    **CONSTANTS,
    **SHAPES,
}


@pytest.mark.parametrize("name", FORGED)
def test_refused(name):
    outcome = recheck(FORGED[name])
    assert not outcome.ok, outcome.shows
    assert outcome.reason


# tr A <= tr B for A <= B, "refuted" where B - A is not positive semidefinite; and hypotheses that
# a reason hides
SLACK = {
    "kind": "matrix-point",
    "letters": {name: ["n", "n"] for name in "ABP"},
    "left": ["tr", "A"],
    "right": ["tr", "B"],
    "rules": [["B", ["+", "A", "P"]]],
    "reasons": ["order P"],
    "relation": "<=",
    "sizes": {"n": 1},
    "matrices": {"A": [["1"]], "B": [["0"]], "P": [["-1"]]},
}
UNORDERED = {
    "a slack without a kind": SLACK,
    "a slack that is not psd": {**SLACK, "kinds": {"P": "psd"}},
    "a slack of another kind": {**SLACK, "kinds": {"P": "symmetric"}},
    "a slack that is subtracted": {
        **SLACK,
        "kinds": {"P": "psd"},
        "rules": [["B", ["-", "A", "P"]]],
        "matrices": {"A": [["1"]], "B": [["0"]], "P": [["1"]]},
    },
    "a rule hidden as a root": {**SLACK, "reasons": ["root B A"], "rules": [["B", "A"]]},
    "a rule hidden as an inverse": {**SLACK, "reasons": ["inverse 0"], "rules": [["P", "P"]]},
}


@pytest.mark.parametrize("name", UNORDERED)
def test_a_point_is_one_of_the_statement_that_is_shown(name):
    outcome = recheck(UNORDERED[name])
    assert not outcome.ok, outcome.shows


def test_an_order_at_a_point():
    more = {"kinds": {"P": "psd"}, "matrices": {"A": [["1"]], "B": [["3"]], "P": [["2"]]}}
    outcome = recheck({**SLACK, **more, "left": ["tr", "B"], "right": ["tr", "A"]})
    assert outcome.ok, outcome.reason
    assert outcome.shows[0].endswith("tr(B) <= tr(A) for all A: n x n, B: n x n with A <= B")


def test_the_same_without_the_trick():
    """What the forged ones imitate is accepted."""
    for good in (
        matrix([[MN, UNIT]], ["given"], MN, UNIT),
        matrix(
            [[MN, UNIT], [NM, UNIT]],
            ["given", "inverse 0"],
            NM,
            UNIT,
            combination=[{"coefficient": "1", "rule": 1}],
        ),
        disc(goal=goal("u", [">=", ["cos", "u"], "-1"], [">=", "u", "0"], ["<=", "u", ["pi"]])),
        POSITIVE,
        tally(500, 500, "1", margin="1/10"),
        {"kind": "shape", "operation": "power", "shapes": [["k", "l"], ["l", "k"]]},
    ):
        outcome = recheck(good)
        assert outcome.ok, outcome.reason
    assert "false for every C <= 19/10" in recheck(POSITIVE).shows[0]


def test_a_contradiction_in_words_is_called_so():
    """A sentence is no refutation: it is shown as the words it is."""
    fact = smt(goal("x", [">=", ["^", "x", "2"], "0"]))
    outcome = recheck({"kind": "contradiction", "because": "I say so", "certificate": fact})
    assert outcome.ok
    assert outcome.shows[0].startswith("in words: I say so")


@pytest.mark.parametrize(
    "text",
    [
        '{"kind": "smt", "kind": "all"}',
        '{"goal": {"where": [], "where": [["==", "1", "1"]]}}',
        '{"alpha": NaN}',
        "[-Infinity]",
    ],
)
def test_json_says_everything_once(text):
    with pytest.raises(Rejected):
        parsed(text)
