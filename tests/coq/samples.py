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
