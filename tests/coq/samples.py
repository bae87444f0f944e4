"""Evidence of every kind that has a Coq form, small enough to be read."""

from __future__ import annotations

from typing import Any

REAL = {"x": "real"}


def scalar(where: list[Any], claim: Any, **more: Any) -> dict[str, Any]:
    names = sorted({one for part in [*where, claim] for one in _names(part)})
    return {"goal": {"variables": names, "where": where, "claim": claim}, **more}


def _names(node: Any) -> set[str]:
    if isinstance(node, str):
        return {node} if node[0].isalpha() else set()
    return set().union(*map(_names, node[1:]))


# x > 0, y >= x  |-  x y >= x^2, by the product of the two hypotheses
PRODUCT = {
    "kind": "positivstellensatz",
    **scalar([[">", "x", "0"], [">=", "y", "x"]], [">=", ["*", "x", "y"], ["^", "x", "2"]]),
    "proofs": [
        [
            "sum",
            [
                [">", "x", "0"],
                [">=", "y", "x"],
                ["<", ["*", "x", "y"], ["^", "x", "2"]],
            ],
            [["1", [0, 1], []], ["1", [2], []]],
            [],
        ]
    ],
}
# x > 0, x + 1 >= x  |-  x (x + 1) >= x^2, from the one above
INSTANCE = {
    "kind": "instance",
    **scalar(
        [[">", "x", "0"], [">=", ["+", "x", "1"], "x"]],
        [">=", ["*", "x", ["+", "x", "1"]], ["^", "x", "2"]],
    ),
    "put": {"y": ["+", "x", "1"]},
    "certificate": PRODUCT,
}
# x > 0, y >= x, z == x y  |-  z >= x^2, with x y for z
REWRITTEN = {
    "kind": "rewrite",
    **scalar(
        [[">", "x", "0"], [">=", "y", "x"], ["==", "z", ["*", "x", "y"]]],
        [">=", "z", ["^", "x", "2"]],
    ),
    "equations": [
        {
            "kind": "positivstellensatz",
            **scalar([["==", "z", ["*", "x", "y"]]], ["==", "z", ["*", "x", "y"]]),
            "proofs": [],
        }
    ],
    "final": PRODUCT,
}
# x != 0  |-  (x^2 - 1)/x == x - 1/x, with the definedness of both sides
QUOTIENT = {
    "kind": "identity",
    **scalar(
        [["!=", "x", "0"]],
        ["==", ["/", ["-", ["^", "x", "2"], "1"], "x"], ["-", "x", ["/", "1", "x"]]],
    ),
    "relations": [],
    "cofactors": [],
}
# s^2 = 2  |-  (s + 1)(s - 1) == 1
RELATION = {
    "kind": "identity",
    **scalar([["==", ["^", "s", "2"], "2"]], ["==", ["*", ["+", "s", "1"], ["-", "s", "1"]], "1"]),
    "relations": [["hypothesis", 0]],
    "cofactors": ["1"],
}
# the same of a number with the name of a trace: no label of the proof may have it
LETTER = {
    "kind": "identity",
    **scalar([["==", ["^", "T", "2"], "2"]], ["==", ["*", ["+", "T", "1"], ["-", "T", "1"]], "1"]),
    "relations": [["hypothesis", 0]],
    "cofactors": ["1"],
}
# A^2 == 1, f == 0 or f == 1, |z| <= s  |-  |f A z| <= f s, by the values of A and f
VALUES = {
    "kind": "smt",
    **scalar(
        [
            ["==", ["^", "A", "2"], "1"],
            ["or", ["==", "f", "0"], ["==", "f", "1"]],
            ["<=", ["abs", "z"], "s"],
        ],
        ["<=", ["abs", ["*", "f", ["*", "A", "z"]]], ["*", "f", "s"]],
    ),
}
# log(0 + 1) == 0
UNIT = {
    "kind": "ball",
    **scalar([], ["==", ["log", ["+", "0", "1"]], "0"]),
    "box": {},
    "tree": "direct",
}
# n an integer, 2 n - 1 > 0  |-  2 n - 1 >= 1
_ODD = ["-", ["*", "2", "n"], "1"]
WHOLE = {
    "kind": "positivstellensatz",
    "goal": {
        "variables": ["n"],
        "integers": ["n"],
        "where": [[">", _ODD, "0"]],
        "claim": [">=", _ODD, "1"],
    },
    "proofs": [
        [
            "whole",
            [">", _ODD, "0"],
            [
                "sum",
                [["<=", ["+", "0", "1"], _ODD], ["<", _ODD, "1"]],
                [["1", [0], []], ["1", [1], []]],
                [],
            ],
        ]
    ],
}
# d/dx (x^3) == 3 x^2
SLOPE = {
    "kind": "written",
    **scalar([], ["==", ["diff", ["^", "x", "3"], "x"], ["*", "3", ["^", "x", "2"]]]),
    "certificate": {
        "kind": "identity",
        **scalar([], ["==", ["*", "3", ["^", "x", "2"], "1"], ["*", "3", ["^", "x", "2"]]]),
        "relations": [],
        "cofactors": [],
    },
}
# tr(A B) == tr(B A), and |A + B|^2 == |A|^2 + 2 <A, B> + |B|^2, for all sizes
TRACE = {
    "kind": "matrix",
    "letters": {"A": ["m", "n"], "B": ["n", "m"]},
    "scalars": [],
    "left": ["tr", ["@", "A", "B"]],
    "right": ["tr", ["@", "B", "A"]],
    "rules": [],
    "combination": [],
}
SQUARE = {
    "kind": "matrix",
    "letters": {"A": ["m", "n"], "B": ["m", "n"]},
    "scalars": [],
    "left": ["norm2", ["+", "A", "B"]],
    "right": ["+", ["norm2", "A"], ["*", "2", ["inner", "A", "B"]], ["norm2", "B"]],
    "rules": [],
    "combination": [],
}
# <u, S v>^2 == tr(S u v^T S u v^T) for symmetric S: cut at the size 1, each half turned over
SYMMETRIC = {
    "kind": "matrix",
    "letters": {"S": ["n", "n"], "u": ["n", "1"], "v": ["n", "1"]},
    "kinds": {"S": "symmetric"},
    "scalars": [],
    "left": ["^", ["inner", "u", ["@", "S", "v"]], "2"],
    "right": ["tr", ["@", "S", "u", ["T", "v"], "S", "u", ["T", "v"]]],
    "rules": [],
    "combination": [],
}

# for all sequences f and real q: f(t + 1) == q f(t) for all t implies f(t) == q^t f(0) for all t
_F = ["function", ["nat"], "real"]
_SORTS = {"f": _F, "q": "real", "t": "nat"}
_NEXT = ["+", "t", "1"]
_AT = ["apply", "f", "t"]
_RUN = ["forall", "t", "nat", ["==", ["apply", "f", _NEXT], ["*", "q", _AT]]]


def _power(exponent: Any, at: Any) -> list[Any]:
    return ["==", ["apply", "f", at], ["*", ["^", "q", exponent], ["apply", "f", "0"]]]


GEOMETRIC = {
    "kind": "theorem",
    "statement": ["forall", "q", "real",
                  ["forall", "f", _F, ["implies", _RUN, ["forall", "t", "nat", _power("t", "t")]]]],
    "lines": [
        {"rule": "assume", "formula": _RUN, "sorts": {"f": _F, "q": "real"}},
        {"rule": "power-zero", "from": [], "term": "q", "sorts": {"q": "real"}},
        {
            "rule": "arithmetic",
            "from": [1],
            "formula": _power("0", "0"),
            "sorts": {"f": _F, "q": "real"},
            "certificate": {
                "kind": "identity",
                "goal": {
                    "variables": ["f__0", "q"],
                    "where": [["==", ["^", "q", "0"], "1"]],
                    "claim": ["==", "f__0", ["*", ["^", "q", "0"], "f__0"]],
                },
                "relations": [],
                "cofactors": [],
            },
        },
        {"rule": "assume", "formula": _power("t", "t"), "sorts": _SORTS},
        {"rule": "specialize", "from": [0], "term": "t", "sorts": {"t": "nat"}},
        {"rule": "power-step", "from": [], "term": "q", "count": "t", "sorts": _SORTS},
        {
            "rule": "arithmetic",
            "from": [3, 4, 5],
            "formula": _power(_NEXT, _NEXT),
            "sorts": _SORTS,
            "certificate": {
                "kind": "identity",
                "goal": {
                    "variables": ["f__0", "f__2", "f__3", "power__1", "power__4", "q"],
                    "where": [
                        ["==", "f__0", ["*", "power__1", "f__2"]],
                        ["==", "f__3", ["*", "q", "f__0"]],
                        ["==", "power__4", ["*", "power__1", "q"]],
                    ],
                    "claim": ["==", "f__3", ["*", "power__4", "f__2"]],
                },
                "relations": [["hypothesis", 0], ["hypothesis", 1], ["hypothesis", 2]],
                "cofactors": ["q", "1", ["-", "f__2"]],
            },
        },
        {"rule": "induction", "from": [2, 6], "name": "t", "formula": _power("t", "t"),
         "sorts": _SORTS},
        {"rule": "discharge", "from": [7], "formula": _RUN, "sorts": {"f": _F, "q": "real"}},
        {"rule": "generalize", "from": [8], "name": "f", "sorts": {"f": _F}},
        {"rule": "generalize", "from": [9], "name": "q", "sorts": {"q": "real"}},
    ],
}  # fmt: skip

# the gradient of |A|^2 is 2 A, for all sizes
GRADIENT = {
    "kind": "matrix",
    "letters": {"A": ["m", "n"]},
    "scalars": [],
    "left": ["grad", ["norm2", "A"], "A"],
    "right": ["scale", "2", "A"],
    "rules": [],
    "combination": [],
}
# <A, B>^2 / 4 <= |A|^2 |B|^2 / 4, for all sizes
CAUCHY = {
    "kind": "matrix-sos",
    "letters": {"A": ["m", "n"], "B": ["m", "n"]},
    "scalars": [],
    "left": ["/", ["^", ["inner", "A", "B"], "2"], "4"],
    "right": ["/", ["*", ["norm2", "A"], ["norm2", "B"]], "4"],
    "rules": [],
    "combination": [],
    "terms": [{"coefficient": "1/4", "factors": [["cauchy-schwarz", "A", "B"]]}],
}
# exp(1) > 5/2
ENCLOSED = {"kind": "ball", **scalar([], [">", ["exp", "1"], "5/2"]), "box": {}, "tree": "direct"}
# x >= 0  |-  x^3 >= 0, from its derivative
GROWS = {
    "kind": "derivative",
    **scalar([[">=", "x", "0"]], [">=", ["^", "x", "3"], "0"]),
    "variable": "x",
    "side": "lo",
    "end": "0",
    "at": {"kind": "smt", **scalar([], [">=", ["^", "0", "3"], "0"])},
    "slope": {
        "kind": "smt",
        **scalar([[">=", "x", "0"], [">", "x", "0"]], [">=", ["*", "3", ["^", "x", "2"]], "0"]),
    },
}
GROWS["at"]["goal"]["variables"] = ["x"]
# h' == 0 everywhere: h is constant
_H = ["function", ["real"], "real"]
_FLAT = ["forall", "x", "real", ["implies", ["and", ["<=", "a", "x"], ["<=", "x", "b"]],
                                ["==", ["deriv", "y", "x", ["apply", "h", "y"]], "0"]]]  # fmt: skip
_ENDS = {"a": "real", "b": "real", "h": _H}
CONSTANT = {
    "kind": "theorem",
    "statement": ["forall", "h", _H, ["forall", "a", "real", ["forall", "b", "real", [
        "implies", ["<=", "a", "b"], ["implies", _FLAT, [
            "==", ["apply", "h", "b"], ["apply", "h", "a"]]]]]]],
    "lines": [
        {"rule": "assume", "formula": _FLAT, "sorts": _ENDS},
        {"rule": "assume", "formula": ["<=", "a", "b"], "sorts": {"a": "real", "b": "real"}},
        {"rule": "mean-value", "from": [0, 1]},
        {"rule": "discharge", "from": [2], "formula": _FLAT, "sorts": _ENDS},
        {"rule": "discharge", "from": [3], "formula": ["<=", "a", "b"],
         "sorts": {"a": "real", "b": "real"}},
        {"rule": "generalize", "from": [4], "name": "b", "sorts": {"b": "real"}},
        {"rule": "generalize", "from": [5], "name": "a", "sorts": {"a": "real"}},
        {"rule": "generalize", "from": [6], "name": "h", "sorts": {"h": _H}},
    ],
}  # fmt: skip
# the derivative of 1 / y at x, where x is not 0
_QUOTIENT = ["/", "1", "y"]
_OTHER = ["!=", "x", "0"]
_SLOPE = ["/", ["-", ["*", "0", "x"], ["*", "1", "1"]], ["*", "x", "x"]]
RECIPROCAL = {
    "kind": "theorem",
    "statement": ["forall", "x", "real", [
        "implies", _OTHER, ["==", ["deriv", "y", "x", _QUOTIENT], _SLOPE]]],
    "lines": [
        {"rule": "assume", "formula": _OTHER, "sorts": {"x": "real"}},
        {"rule": "derivative", "from": [0], "name": "y", "point": "x", "term": _QUOTIENT,
         "sorts": {"x": "real"}},
        {"rule": "discharge", "from": [1], "formula": _OTHER, "sorts": {"x": "real"}},
        {"rule": "generalize", "from": [2], "name": "x", "sorts": {"x": "real"}},
    ],
}  # fmt: skip
# what it means that h has the derivative 3 at 1, for the size e
_AT_ONE = ["==", ["deriv", "y", "1", ["apply", "h", "y"]], "3"]
_SIZE = [">", "e", "0"]
_GAP = ["-", ["-", ["apply", "h", "y"], ["apply", "h", "1"]], ["*", "3", ["-", "y", "1"]]]
_NEAR = ["<=", ["abs", _GAP], ["*", "e", ["abs", ["-", "y", "1"]]]]
_INSIDE = ["and", ["<", ["-", "1", "d"], "y"], ["<", "y", ["+", "1", "d"]]]
_ALL_NEAR = ["forall", "y", "real", ["implies", _INSIDE, _NEAR]]
_AROUND = ["exists", "d", "real", ["and", [">", "d", "0"], _ALL_NEAR]]
ESTIMATE = {
    "kind": "theorem",
    "statement": ["forall", "h", _H, ["forall", "e", "real", [
        "implies", _SIZE, ["implies", _AT_ONE, _AROUND]]]],
    "lines": [
        {"rule": "assume", "formula": _AT_ONE, "sorts": {"h": _H}},
        {"rule": "assume", "formula": _SIZE, "sorts": {"e": "real"}},
        {"rule": "derivative-estimate", "from": [0, 1]},
        {"rule": "discharge", "from": [2], "formula": _AT_ONE, "sorts": {"h": _H}},
        {"rule": "discharge", "from": [3], "formula": _SIZE, "sorts": {"e": "real"}},
        {"rule": "generalize", "from": [4], "name": "e", "sorts": {"e": "real"}},
        {"rule": "generalize", "from": [5], "name": "h", "sorts": {"h": _H}},
    ],
}  # fmt: skip
# the converse: h has this derivative at 1, since the estimate holds for every size
_EVERY = ["forall", "e", "real", ["implies", _SIZE, _AROUND]]
CONVERSE = {
    "kind": "theorem",
    "statement": ["forall", "h", _H, ["implies", _EVERY, _AT_ONE]],
    "lines": [
        {"rule": "assume", "formula": _EVERY, "sorts": {"h": _H}},
        {"rule": "derivative-from-estimates", "from": [0], "formula": _AT_ONE, "sorts": {"h": _H}},
        {"rule": "discharge", "from": [1], "formula": _EVERY, "sorts": {"h": _H}},
        {"rule": "generalize", "from": [2], "name": "h", "sorts": {"h": _H}},
    ],
}  # fmt: skip
# the derivative of f(g(y)) at a, from those of f at g(a) and of g at a
_OUTER = ["==", ["deriv", "x", ["apply", "g", "a"], ["apply", "f", "x"]], "c"]
_INNER = ["==", ["deriv", "y", "a", ["apply", "g", "y"]], "b"]
_SMOOTH = {"a": "real", "b": "real", "c": "real", "f": _H, "g": _H}
_ABOUT_OUTER = {"a": "real", "c": "real", "f": _H, "g": _H}
_ABOUT_INNER = {"a": "real", "b": "real", "g": _H}
_CHAIN = ["apply", "f", ["apply", "g", "y"]]
CHAIN = {
    "kind": "theorem",
    "statement": ["forall", "f", _H, ["forall", "g", _H, ["forall", "a", "real", [
        "forall", "b", "real", ["forall", "c", "real", ["implies", _OUTER, ["implies", _INNER, [
            "==", ["deriv", "y", "a", _CHAIN], ["*", "c", "b"]]]]]]]]],
    "lines": [
        {"rule": "assume", "formula": _OUTER, "sorts": _ABOUT_OUTER},
        {"rule": "assume", "formula": _INNER, "sorts": _ABOUT_INNER},
        {"rule": "derivative", "from": [0, 1], "name": "y", "point": "a", "term": _CHAIN,
         "sorts": _SMOOTH},
        {"rule": "discharge", "from": [2], "formula": _INNER, "sorts": _ABOUT_INNER},
        {"rule": "discharge", "from": [3], "formula": _OUTER, "sorts": _ABOUT_OUTER},
        {"rule": "generalize", "from": [4], "name": "c", "sorts": {"c": "real"}},
        {"rule": "generalize", "from": [5], "name": "b", "sorts": {"b": "real"}},
        {"rule": "generalize", "from": [6], "name": "a", "sorts": {"a": "real"}},
        {"rule": "generalize", "from": [7], "name": "g", "sorts": {"g": _H}},
        {"rule": "generalize", "from": [8], "name": "f", "sorts": {"f": _H}},
    ],
}  # fmt: skip
# not both positive: one is <= 0, and in both cases the goal x y <= 0 or x <= 0 or y <= 0
NOT_BOTH = {
    "kind": "positivstellensatz",
    **scalar(
        [["not", ["and", [">", "x", "0"], [">", "y", "0"]]], [">", "x", "0"]], ["<=", "y", "0"]
    ),
    "proofs": [
        [
            "cases",
            ["or", ["<=", "x", "0"], ["<=", "y", "0"]],
            ["sum", [[">", "x", "0"], ["<=", "x", "0"]], [["1", [0], []], ["1", [1], []]], []],
            ["sum", [[">", "y", "0"], ["<=", "y", "0"]], [["1", [0], []], ["1", [1], []]], []],
        ]
    ],
}
