"""Certificates that have to be refused, by what is wrong with them."""

from __future__ import annotations

from .good import GOOD, goal, smt

X2 = ["^", "x", "2"]
WRONG = {
    "false": smt(goal("x", [">", X2, "0"])),
    "undefined quotient": smt(goal("x", ["==", ["/", "x", "x"], "1"])),
    "undefined quotient in a true disjunction": smt(
        goal("x", ["or", ["==", "x", "0"], ["!=", ["/", "1", "x"], "0"]])
    ),
    "negative root": smt(goal("x", [">=", ["sqrt", "x"], "0"])),
    "sign of a root": smt(goal("x", ["==", ["sqrt", X2], "x"])),
    "two quotients share no value": smt(
        goal(
            "x y z",
            ["==", ["sqrt", ["/", "x", "y"]], ["/", "x", "y"]],
            [">", "x", "0"],
            [">", "y", "0"],
        )
    ),
    "logarithm without positivity": smt(
        goal("x", ["<=", ["log", "x"], ["-", "x", "1"]]), ["log-tangent", "x"]
    ),
    "axiom at an undefined place": smt(
        goal("x", [">=", "x", "1"]), ["log-tangent", ["-", "0", X2]], ["log-lower", ["-", "0", X2]]
    ),
    "unknown axiom": smt(goal("x", [">=", X2, "0"]), ["magic", "x"]),
    "axiom on a new name": smt(goal("x", [">=", X2, "0"]), ["exp-tangent", "y"]),
    "integers assumed": smt(goal("n", [">=", ["*", "n", ["-", "n", "1"]], "0"])),
    "pi is not 22/7": smt(goal("x", [">=", ["pi"], "22/7"])),
    "identity dropped domain": {
        **GOOD["identity"],
        "goal": goal("x", ["==", ["/", ["-", X2, "1"], ["-", "x", "1"]], ["+", "x", "1"]]),
        "defined": [],
    },
    "identity by a cyclic atom": {
        "kind": "identity",
        "goal": goal("x", ["==", "x", ["+", "x", "1"]]),
        "atoms": {"_a": ["sqrt", ["+", ["^", "_a", "2"], "1"]]},
        "relations": [["sqrt", "_a", ["+", ["^", "_a", "2"], "1"]]],
        "cofactors": ["1"],
    },
    "identity by a wrong atom": {
        **GOOD["identity-pythagoras"],
        "atoms": {"_s": ["sin", "x"], "_c": ["cos", ["*", "2", "x"]]},
    },
    "identity by an impossible cofactor": {
        "kind": "identity",
        "goal": goal("a b c", ["==", "a", "b"], ["==", ["*", "a", "c"], ["*", "b", "c"]]),
        "relations": [["hypothesis", 0]],
        "cofactors": [["/", "1", "c"]],
    },
    "identity by an inequality": {
        "kind": "identity",
        "goal": goal("a b", ["==", "a", "b"], ["<=", "a", "b"]),
        "relations": [["hypothesis", 0]],
        "cofactors": ["1"],
    },
    "identity through an undefined logarithm": {
        "kind": "identity",
        "goal": goal("x", ["==", ["exp", ["log", "x"]], "x"]),
        "atoms": {"_l": ["log", "x"], "_e": ["exp", "_l"]},
        "relations": [["exp-log", "_e", "x"]],
        "cofactors": ["1"],
    },
    "ball box too small": {**GOOD["ball-taylor"], "box": {"x": ["0", "1/2"]}},
    "ball box from nothing": {
        **GOOD["ball-taylor"],
        "goal": goal("x", ["<=", ["sin", "x"], "x"], [">=", "x", "0"]),
    },
    "ball split leaves a gap": {
        **GOOD["ball-split"],
        "tree": ["split", "x", "3", "direct", "direct"],
    },
    "ball unknown node": {**GOOD["ball-taylor"], "tree": "trust"},
    "ball strict from a root": {
        "kind": "ball",
        "goal": goal("x", ["<", ["sin", "x"], "x"], [">=", "x", "0"], ["<=", "x", "1"]),
        "box": {"x": ["0", "1"]},
        "tree": ["taylor", "x", "lo", 3],
    },
    "ball wrong edge": {
        **GOOD["ball-edge"],
        "tree": ["edge", "x", "hi", ["edge", "y", "hi", "direct"]],
    },
    "ball uses a dropped hypothesis on an edge": {
        "kind": "ball",
        "goal": goal(
            "x y",
            [">=", ["+", "x", "y"], "1/2"],
            [">=", "x", "0"],
            ["<=", "x", "1"],
            [">=", "y", "0"],
            ["<=", "y", "1"],
            [">=", ["+", "x", "y"], "1/3"],
        ),
        "box": {"x": ["0", "1"], "y": ["0", "1"]},
        "tree": ["edge", "x", "lo", ["split", "y", "1/4", "outside", "direct"]],
    },
    "ball undefined on part of the box": {
        "kind": "ball",
        "goal": goal(
            "x", [">=", ["sqrt", ["-", "x", "1/2"]], "-1"], [">=", "x", "0"], ["<=", "x", "1"]
        ),
        "box": {"x": ["0", "1"]},
        "tree": "direct",
    },
    "lemma with another hypothesis": {
        "kind": "lemmas",
        "goal": goal("x", [">=", "x", "0"]),
        "lemmas": [
            {
                "goal": goal("x", [">=", "x", "0"], [">=", "x", "1"]),
                "certificate": smt(goal("x", [">=", "x", "0"], [">=", "x", "1"])),
            }
        ],
        "final": smt(goal("x", [">=", "x", "0"], [">=", "x", "0"])),
    },
    "integer lemma for a real goal": {
        "kind": "lemmas",
        "goal": goal("n", [">=", ["*", "n", ["-", "n", "1"]], "0"]),
        "lemmas": [
            {
                "goal": goal("n", [">=", ["*", "n", ["-", "n", "1"]], "0"], integers=["n"]),
                "certificate": GOOD["smt-integers"],
            }
        ],
        "final": smt(
            goal(
                "n",
                [">=", ["*", "n", ["-", "n", "1"]], "0"],
                [">=", ["*", "n", ["-", "n", "1"]], "0"],
            )
        ),
    },
    "cases leave a gap": {
        **GOOD["cases"],
        "cases": GOOD["cases"]["cases"][:1],
        "cover": smt(goal("x", [">=", ["^", "x", "2"], "0"])),
    },
    "matrix transposed": {**GOOD["matrix"], "left": ["norm2", ["@", ["T", "U"], "U"]]},
    "matrix shapes": {**GOOD["matrix"], "left": ["norm2", ["@", "U", "V"]]},
    "matrix inverse of a tall matrix": {
        **GOOD["matrix-inverse"],
        "letters": {"O": ["m", "n"], "x": ["m", "1"], "y": ["n", "1"]},
        "left": ["@", "O", ["T", "O"], "x"],
        "right": "x",
        "rules": [[["@", ["T", "O"], "O"], ["I", "n"]], [["@", "O", ["T", "O"]], ["I", "n"]]],
        "combination": [{"coefficient": "1", "rule": 1, "right": "x"}],
    },
    "matrix negative square": {
        **GOOD["matrix-cauchy"],
        "left": ["norm2", "A"],
        "right": "0",
        "terms": [{"coefficient": "-1", "factors": [["norm2", "A"]]}],
    },
    "matrix psd not declared": {**GOOD["matrix-sos"], "kinds": {"R": "symmetric"}},
    "matrix root used in the claim": {
        **GOOD["matrix-sos"],
        "left": ["tr", "R"],
        "right": ["tr", "R"],
        "terms": [],
        "combination": [],
    },
    "matrix sign not declared": {**GOOD["matrix-sos"], "where": []},
    "matrix unknown reason": {
        **GOOD["matrix-cauchy"],
        "terms": [{"coefficient": "1", "factors": [["obvious", "A"]]}],
    },
    "matrix reason of a rule": {**GOOD["matrix-rule"], "reasons": ["orthogonal O"]},
    "matrix diagonal not declared": {
        **GOOD["matrix"],
        "letters": {"D": ["n", "n"], "F": ["n", "n"]},
        "left": ["@", "D", "F"],
        "right": ["@", "F", "D"],
        "rules": [[["@", "D", "F"], ["@", "F", "D"]]],
        "reasons": ["diagonal F D"],
        "combination": [{"coefficient": "1", "rule": 0}],
    },
    "slope of the wrong sign": {
        **GOOD["derivative"],
        "slope": smt(
            goal("x", ["<=", ["-", "1", ["exp", "x"]], "0"], [">=", "x", "0"]), ["exp-tangent", "x"]
        ),
    },
    "slope of another term": {
        **GOOD["derivative"],
        "slope": smt(goal("x", [">=", ["exp", "x"], "0"], [">=", "x", "0"]), ["exp-positive", "x"]),
    },
    "slope with another hypothesis": {
        **GOOD["derivative"],
        "slope": smt(
            goal("x", [">=", ["-", ["exp", "x"], "1"], "0"], [">=", "x", "1"]), ["exp-tangent", "x"]
        ),
    },
    "two lower bounds": {
        **GOOD["derivative"],
        "goal": goal(
            "x", [">=", ["exp", "x"], ["+", "1", "x"]], [">=", "x", "0"], [">=", "x", "1"]
        ),
    },
    "a hole in the interval": {
        **GOOD["derivative"],
        "goal": goal(
            "x", [">=", ["exp", "x"], ["+", "1", "x"]], [">=", "x", "0"], ["!=", "x", "1"]
        ),
    },
    "strict from a weak start": {
        **GOOD["derivative"],
        "goal": goal("x", [">", ["exp", "x"], ["+", "1", "x"]], [">=", "x", "0"]),
    },
    "no derivative at a root": {
        "kind": "derivative",
        "goal": goal("x", [">=", ["abs", "x"], "0"], [">=", "x", "-1"]),
        "variable": "x",
        "end": "-1",
        "side": "lo",
        "at": smt(goal("", [">=", ["abs", "-1"], "0"])),
        "slope": smt(goal("x", [">=", "1", "0"], [">=", "x", "-1"])),
    },
    "angle beyond the hypotheses": {**GOOD["ball-put"], "box": {"_u": ["0", "1/4"]}},
    "angle put twice": {**GOOD["ball-put"], "put": {"u": ["*", ["pi"], "u"]}},
    "enclosure turned round": {**GOOD["enclosure"], "smallest": False},
    "counts not enough": {**GOOD["counts"], "successes": 4900},
    "counts more than trials": {**GOOD["counts"], "successes": 6000},
    "point where it holds": {**GOOD["point"], "values": {"x": "1"}},
    "point outside the domain": {
        "kind": "point",
        "goal": goal("x", [">", "x", "0"], [">=", "x", "1"]),
        "values": {"x": "-1"},
    },
    "point with an undefined hypothesis": {
        "kind": "point",
        "goal": goal("x", [">", "x", "0"], ["<=", ["/", "1", "x"], "1"]),
        "values": {"x": "0"},
    },
    "point half an integer": {
        "kind": "point",
        "goal": goal("n", [">=", ["*", "n", ["-", "n", "1"]], "0"], integers=["n"]),
        "values": {"n": "1/2"},
    },
    "matrix point where it holds": {
        **GOOD["matrix-point"],
        "matrices": {"A": [["1", "0"], ["0", "0"]], "B": [["1", "0"], ["0", "0"]]},
    },
    "matrix point not psd": {
        **GOOD["matrix-point"],
        "matrices": {"A": [["-1", "0"], ["0", "0"]], "B": [["0", "1"], ["0", "0"]]},
    },
    "matrix point breaks a rule": {**GOOD["matrix-point"], "rules": [["A", "B"]]},
    "matrix point with equal roots": {
        "kind": "matrix-point",
        "letters": {"A": ["1", "n"]},
        "scalars": {},
        "rules": [],
        "relation": "<=",
        "sizes": {"n": 2},
        "left": ["sqrt", ["norm2", "A"]],
        "right": ["sqrt", ["norm2", ["-", "A"]]],
        "matrices": {"A": [["1", "1"]]},
    },
    "matrix point of another size": {**GOOD["matrix-point"], "sizes": {"n": 3}},
    "shapes that fit": {"kind": "shape", "operation": "@", "shapes": [["m", "r"], ["r", "n"]]},
    "no parts": {"kind": "all", "parts": []},
    "unknown kind": {"kind": "trust me"},
}
