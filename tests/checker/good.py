"""Hand-made certificates and witnesses of every kind; all are accepted."""

from __future__ import annotations

from typing import Any

Json = Any


def goal(variables: str, claim: Json, *where: Json, **more: Json) -> Json:
    return {"variables": variables.split(), "where": list(where), "claim": claim, **more}


X, SQUARE = "x", ["^", "x", "2"]
UNIT = [[">=", "x", "0"], ["<=", "x", "1"]]
POSITIVE = [">", "x", "0"]
AM_GM = goal(
    "x y",
    ["<=", ["sqrt", ["*", "x", "y"]], ["/", ["+", "x", "y"], "2"]],
    [">=", "x", "0"],
    [">=", "y", "0"],
)
U = {"U": ["d1", "r"], "V": ["d2", "r"]}


def smt(target: Json, *axioms: Json) -> Json:
    return {"kind": "smt", "goal": target, "axioms": list(axioms)}


GOOD: dict[str, Json] = {
    "smt": smt(AM_GM),
    "smt-rational": smt(goal("x", [">=", ["+", "x", ["/", "1", "x"]], "2"], POSITIVE)),
    "smt-exp": smt(goal("x", [">", ["exp", "x"], "x"]), ["exp-tangent", "x"]),
    "smt-integers": smt(goal("n", [">=", ["*", "n", ["-", "n", "1"]], "0"], integers=["n"])),
    "smt-relation": smt(goal("x", ["<=", ["abs", ["sin", "x"]], "1"]), ["pythagoras", "x"]),
    "smt-log": smt(
        goal("x", ["<=", ["log", ["+", "1", "x"]], "x"], [">", "x", "-1"]),
        ["log-tangent", ["+", "1", "x"]],
    ),
    "smt-pi": smt(
        goal("x", [">=", ["+", ["acos", "x"], ["/", "22", "7"]], ["pi"]], *UNIT),
        ["acos-range", "x"],
    ),
    "identity": {
        "kind": "identity",
        "goal": goal(
            "x",
            ["==", ["/", ["-", SQUARE, "1"], ["-", "x", "1"]], ["+", "x", "1"]],
            ["!=", "x", "1"],
        ),
        "atoms": {},
        "relations": [],
        "cofactors": [],
        "defined": [smt(goal("x", ["!=", ["-", "x", "1"], "0"], ["!=", "x", "1"]))],
    },
    "identity-pythagoras": {
        "kind": "identity",
        "goal": goal("x", ["==", ["^", ["cos", "x"], "2"], ["-", "1", ["^", ["sin", "x"], "2"]]]),
        "atoms": {"_s": ["sin", "x"], "_c": ["cos", "x"]},
        "relations": [["pythagoras", "_s", "_c", "x"]],
        "cofactors": ["1"],
    },
    "identity-hypothesis": {
        "kind": "identity",
        "goal": goal(
            "a b c", ["==", ["/", "a", "c"], ["/", "b", "c"]], ["==", "a", "b"], ["!=", "c", "0"]
        ),
        "relations": [["hypothesis", 0]],
        "cofactors": [["/", "1", "c"]],
    },
    "identity-sqrt": {
        "kind": "identity",
        "goal": goal("x", ["==", ["/", "1", ["sqrt", "x"]], ["/", ["sqrt", "x"], "x"]], POSITIVE),
        "atoms": {"_r": ["sqrt", "x"]},
        "relations": [["sqrt", "_r", "x"]],
        "cofactors": ["-1"],
        "defined": [smt(goal("x", ["!=", ["sqrt", "x"], "0"], POSITIVE))],
    },
    "identity-exp": {
        "kind": "identity",
        "goal": goal("x y", ["==", ["*", ["exp", "x"], ["exp", "y"]], ["exp", ["+", "y", "x"]]]),
        "atoms": {"_a": ["exp", "x"], "_b": ["exp", "y"], "_c": ["exp", ["+", "y", "x"]]},
        "relations": [["exp-sum", "_a", "_b", "_c", "x", "y", ["+", "y", "x"]]],
        "cofactors": ["1"],
    },
    "identity-nested": {
        "kind": "identity",
        "goal": goal("x", ["==", ["cos", ["acos", "x"]], "x"], *UNIT),
        "atoms": {"_t": ["acos", "x"], "_c": ["cos", "_t"]},
        "relations": [["cos-acos", "_c", "x"]],
        "cofactors": ["1"],
        "defined": [smt(goal("x", ["and", ["<=", "-1", "x"], ["<=", "x", "1"]], *UNIT))],
    },
    "ball-taylor": {
        "kind": "ball",
        "goal": goal("x", ["<=", ["sin", "x"], "x"], *UNIT),
        "box": {"x": ["0", "1"]},
        "tree": ["taylor", "x", "lo", 3],
    },
    "ball-split": {
        "kind": "ball",
        "goal": goal("x", ["<", ["sin", "x"], ["+", "x", "1/10"]], *UNIT),
        "box": {"x": ["0", "1"]},
        "tree": ["split", "x", "1/10", "direct", ["split", "x", "1/2", "mean", "mean"]],
        "precision": 80,
    },
    "ball-edge": {
        "kind": "ball",
        "goal": goal(
            "x y", [">=", ["+", "x", ["exp", "y"]], "1"], *UNIT, ["<=", "0", "y"], [">=", "2", "y"]
        ),
        "box": {"x": ["0", "1"], "y": ["0", "2"]},
        "tree": ["edge", "x", "lo", ["edge", "y", "lo", "direct"]],
    },
    "ball-outside": {
        "kind": "ball",
        "goal": goal("x", [">", "x", "1/2"], *UNIT, [">=", SQUARE, "1/3"]),
        "box": {"x": ["0", "1"]},
        "tree": ["split", "x", "11/20", "outside", "direct"],
    },
    "ball-connectives": {
        "kind": "ball",
        "goal": goal(
            "x",
            ["and", ["or", [">=", "x", "-1"], [">", "x", "5"]], ["<=", ["abs", "x"], "1"]],
            *UNIT,
        ),
        "box": {"x": ["0", "1"]},
        "tree": ["and", ["or", 0, "direct"], "direct"],
    },
    "ball-domain": {
        "kind": "ball",
        "goal": goal("x", ["<=", ["acos", ["-", "1", SQUARE]], ["pi"]], *UNIT),
        "box": {"x": ["0", "1"]},
        "tree": "direct",
    },
    "lemmas": {
        "kind": "lemmas",
        "goal": goal("x", [">=", ["^", ["+", SQUARE, "1"], "2"], "1"]),
        "lemmas": [
            {
                "goal": goal("x", [">=", SQUARE, "0"]),
                "certificate": smt(goal("x", [">=", SQUARE, "0"])),
            }
        ],
        "final": smt(goal("x", [">=", ["^", ["+", SQUARE, "1"], "2"], "1"], [">=", SQUARE, "0"])),
    },
    "cases": {
        "kind": "cases",
        "goal": goal("x", [">=", ["abs", "x"], "x"]),
        "cases": [
            {
                "when": [">=", "x", "0"],
                "certificate": smt(goal("x", [">=", ["abs", "x"], "x"], [">=", "x", "0"])),
            },
            {
                "when": ["<", "x", "0"],
                "certificate": smt(goal("x", [">=", ["abs", "x"], "x"], ["<", "x", "0"])),
            },
        ],
        "cover": smt(goal("x", ["or", [">=", "x", "0"], ["<", "x", "0"]])),
    },
    "matrix": {
        "kind": "matrix",
        "letters": U,
        "scalars": [],
        "left": ["norm2", ["@", "U", ["T", "V"]]],
        "right": ["inner", ["@", ["T", "U"], "U"], ["@", ["T", "V"], "V"]],
        "rules": [],
        "combination": [],
    },
    "matrix-rule": {
        "kind": "matrix",
        "letters": {"O": ["n", "n"], "A": ["n", "m"]},
        "scalars": ["eta"],
        "left": ["*", "eta", ["norm2", ["@", "O", "A"]]],
        "right": ["*", "eta", ["norm2", "A"]],
        "rules": [[["@", ["T", "O"], "O"], ["I", "n"]]],
        "reasons": ["given"],
        "combination": [
            {
                "coefficient": "eta",
                "rule": 0,
                "transposed": False,
                "left": ["I", "n"],
                "right": ["@", "A", ["T", "A"]],
                "trace": True,
            }
        ],
    },
    "matrix-inverse": {
        "kind": "matrix",
        "letters": {"O": ["n", "n"], "x": ["n", "1"], "y": ["n", "1"]},
        "scalars": [],
        "left": ["@", "O", ["T", "O"], "x", ["T", "y"], "y"],
        "right": ["scale", ["inner", "y", "y"], "x"],
        "rules": [[["@", ["T", "O"], "O"], ["I", "n"]], [["@", "O", ["T", "O"]], ["I", "n"]]],
        "reasons": ["given", "inverse 0"],
        "combination": [
            {
                "coefficient": ["tr", ["@", ["T", "y"], "y"]],
                "rule": 1,
                "transposed": False,
                "left": ["I", "n"],
                "right": "x",
            }
        ],
    },
    "matrix-sos": {
        "kind": "matrix-sos",
        "letters": {"A": ["m", "n"], "B": ["m", "n"], "P": ["m", "m"], "R": ["m", "m"]},
        "scalars": ["c"],
        "kinds": {"P": "psd", "R": "symmetric"},
        "where": [["0", "c"]],
        "left": ["*", "2", ["inner", "A", "B"]],
        "right": [
            "+",
            ["norm2", "A"],
            ["norm2", "B"],
            ["*", "c", ["tr", ["@", ["T", "A"], "P", "A"]]],
        ],
        "rules": [["P", ["@", "R", "R"]]],
        "reasons": ["root P R"],
        "terms": [
            {"coefficient": "1", "factors": [["norm2", ["-", "A", "B"]]]},
            {"coefficient": "1", "factors": [["where", 0], ["norm2", ["@", "R", "A"]]]},
        ],
        "combination": [
            {
                "coefficient": "c",
                "rule": 0,
                "transposed": False,
                "left": ["I", "m"],
                "right": ["@", "A", ["T", "A"]],
                "trace": True,
            }
        ],
    },
    "matrix-cauchy": {
        "kind": "matrix-sos",
        "letters": {"A": ["m", "n"], "B": ["m", "n"]},
        "scalars": [],
        "left": ["^", ["inner", "A", "B"], "2"],
        "right": ["*", ["norm2", "A"], ["norm2", "B"]],
        "rules": [],
        "terms": [{"coefficient": "1", "factors": [["cauchy-schwarz", "A", "B"]]}],
    },
    "matrix-roots": {
        "kind": "matrix-sos",
        "letters": {"A": ["m", "n"], "B": ["m", "n"]},
        "scalars": [],
        "left": ["norm2", ["+", "A", "B"]],
        "right": ["^", ["+", ["sqrt", ["norm2", "A"]], ["sqrt", ["norm2", "B"]]], "2"],
        "rules": [],
        "terms": [{"coefficient": "2", "factors": [["cauchy-schwarz-root", "A", "B"]]}],
    },
    "enclosure": {
        "kind": "enclosure",
        "constant": "C",
        "goal": goal("x y C", ["<=", ["*", "x", "y"], ["*", "C", ["+", SQUARE, ["^", "y", "2"]]]]),
        "smallest": True,
        "interval": ["499/1000", "1/2"],
        "holds": smt(
            goal("x y", ["<=", ["*", "x", "y"], ["*", "1/2", ["+", SQUARE, ["^", "y", "2"]]]])
        ),
        "fails": {
            "kind": "point",
            "goal": goal(
                "x y", ["<=", ["*", "x", "y"], ["*", "499/1000", ["+", SQUARE, ["^", "y", "2"]]]]
            ),
            "values": {"x": "1", "y": "1"},
        },
    },
    "enclosure-domain": {
        "kind": "enclosure",
        "constant": "t",
        "goal": goal(
            "x t", ["<=", ["*", ["^", ["-", "1", "t"], "2"], SQUARE], SQUARE], [">=", "t", "0"]
        ),
        "smallest": False,
        "interval": ["2", "2001/1000"],
        "holds": smt(goal("x", ["<=", ["*", ["^", ["-", "1", "2"], "2"], SQUARE], SQUARE])),
        "fails": {
            "kind": "point",
            "goal": goal("x", ["<=", ["*", ["^", ["-", "1", "2001/1000"], "2"], SQUARE], SQUARE]),
            "values": {"x": "1"},
        },
    },
    "derivative": {
        "kind": "derivative",
        "goal": goal("x", [">=", ["exp", "x"], ["+", "1", "x"]], [">=", "x", "0"]),
        "variable": "x",
        "end": "0",
        "side": "lo",
        "at": {
            "kind": "ball",
            "goal": goal("", [">=", ["exp", "0"], ["+", "1", "0"]]),
            "box": {},
            "tree": "direct",
        },
        "slope": smt(
            goal("x", [">=", ["-", ["exp", "x"], "1"], "0"], [">=", "x", "0"]), ["exp-tangent", "x"]
        ),
    },
    "ball-put": {
        "kind": "ball",
        "goal": goal(
            "u", [">=", ["sin", "u"], "0"], [">=", "u", "0"], ["<=", "u", ["/", ["pi"], "2"]]
        ),
        "put": {"u": ["*", ["pi"], "_u"]},
        "box": {"_u": ["0", "1/2"]},
        "tree": ["split", "_u", "1/4", ["taylor", "_u", "lo", 1], "direct"],
    },
    "counts": {
        "kind": "counts",
        "verdict": "SUPPORTED",
        "successes": 4990,
        "trials": 5000,
        "at_least": "99/100",
        "margin": "1/100",
        "alpha": "1/100000",
    },
    "counts-refuted": {
        "kind": "counts",
        "verdict": "REFUTED",
        "successes": 4000,
        "trials": 5000,
        "at_least": 0.9,
        "margin": 0.0,
        "alpha": 1e-5,
    },
    "point": {
        "kind": "point",
        "goal": goal("x", [">=", ["+", "x", ["/", "1", "x"]], "2"]),
        "values": {"x": "-1"},
    },
    "point-undefined": {
        "kind": "point",
        "goal": goal("x", ["==", ["/", "x", "x"], "1"]),
        "values": {"x": "0"},
    },
    "point-irrational": {
        "kind": "point",
        "goal": goal(
            "x y",
            ["<", ["*", "x", "y"], ["/", ["+", SQUARE, ["^", "y", "2"]], "2"]],
            ["==", SQUARE, "2"],
        ),
        "values": {"x": ["sqrt", "2"], "y": ["sqrt", "2"]},
    },
    "point-acos": {
        "kind": "point",
        "goal": goal("", ["==", ["/", ["*", "180", ["acos", "7823207/7823209"]], ["pi"]], "0"]),
        "values": {},
    },
    "matrix-point": {
        "kind": "matrix-point",
        "letters": {"A": ["n", "n"], "B": ["n", "n"]},
        "scalars": {"c": "1"},
        "kinds": {"A": "psd"},
        "rules": [],
        "left": ["@", "A", "B"],
        "right": ["@", "B", "A"],
        "relation": "==",
        "sizes": {"n": 2},
        "matrices": {"A": [["1", "0"], ["0", "0"]], "B": [["0", "1"], ["0", "0"]]},
    },
    "matrix-point-root": {
        "kind": "matrix-point",
        "letters": {"A": ["1", "n"], "B": ["1", "n"]},
        "scalars": {},
        "rules": [],
        "left": ["sqrt", ["norm2", ["+", "A", "B"]]],
        "right": ["sqrt", ["norm2", "A"]],
        "relation": "<=",
        "sizes": {"n": 2},
        "matrices": {"A": [["1", "1"]], "B": [["1", "0"]]},
    },
    "shape": {"kind": "shape", "operation": "@", "shapes": [["d1", "r"], ["d2", "r"]]},
}
GOOD["all"] = {"kind": "all", "parts": [GOOD["smt"], GOOD["matrix"], GOOD["counts"]]}
