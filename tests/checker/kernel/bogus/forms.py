"""Lines and statements that are not well formed."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import conj

from ..derive import assume
from .words import NAT, REAL, SEQ, A, B

FORMS: dict[str, list[dict[str, Any]]] = {
    "an unknown rule": [{"rule": "trust-me", "formula": A}],
    "no rule": [{"formula": A}],
    "an unknown field": [{"rule": "assume", "formula": A, "because": "x"}],
    "a field that is missing": [{"rule": "discharge", "from": []}],
    "a line that refers to itself": [{"rule": "part", "from": [0], "index": 0}],
    "a line that refers ahead": [assume(A), {"rule": "part", "from": [2], "index": 0}],
    "a line that refers before the start": [assume(A), {"rule": "part", "from": [-1], "index": 0}],
    "a place that is true": [
        assume(conj(A, B)),
        assume(A),
        {"rule": "part", "from": [True], "index": 0},
    ],
    "a name with no sort": [{"rule": "assume", "formula": [">", "q", "0"], "sorts": {}}],
    "a sequence as a number": [{"rule": "assume", "formula": [">", "f", "0"], "sorts": {"f": SEQ}}],
    "a number as a sequence": [
        {"rule": "assume", "formula": [">", ["apply", "x", "1"], "0"], "sorts": {"x": REAL}}
    ],
    "a sequence at one half": [
        {"rule": "assume", "formula": [">", ["apply", "f", "1/2"], "0"], "sorts": {"f": SEQ}}
    ],
    "a sequence at t - 1": [
        {
            "rule": "assume",
            "formula": [">", ["apply", "f", ["-", "t", "1"]], "0"],
            "sorts": {"f": SEQ, "t": NAT},
        }
    ],
    "a sequence at two places": [
        {"rule": "assume", "formula": [">", ["apply", "f", "1", "2"], "0"], "sorts": {"f": SEQ}}
    ],
    "a name that the kernel makes": [
        {"rule": "assume", "formula": [">", "f__0", "0"], "sorts": {"f__0": REAL}}
    ],
    "a name with an @": [{"rule": "assume", "formula": [">", "@0", "0"], "sorts": {"@0": REAL}}],
    "the name pi": [{"rule": "assume", "formula": [">", "pi", "0"], "sorts": {"pi": REAL}}],
    "the name E": [{"rule": "assume", "formula": [">", "E", "0"], "sorts": {"E": REAL}}],
    "a bound name pi": [{"rule": "assume", "formula": ["forall", "pi", "real", [">", "pi", "3"]]}],
    "an unknown sort": [{"rule": "assume", "formula": ["forall", "x", "ordinal", [">", "x", "0"]]}],
    "a sort of functions of functions": [
        {
            "rule": "assume",
            "formula": [
                "forall",
                "x",
                ["function", [["function", [["function", ["nat"], "real"]], "real"]], "real"],
                ["==", "0", "0"],
            ],
        }
    ],
    "a function of nothing": [
        {"rule": "assume", "formula": ["forall", "x", ["function", [], "real"], ["==", "0", "0"]]}
    ],
    "a term as a formula": [{"rule": "assume", "formula": ["+", "1", "2"]}],
    "a formula as a term": [{"rule": "assume", "formula": ["==", ["<", "1", "2"], "1"]}],
    "a chain": [{"rule": "assume", "formula": ["<", "1", "2", "3"]}],
    "a disjunction of nothing": [{"rule": "assume", "formula": ["or"]}],
    "a negation of two": [
        {"rule": "assume", "formula": ["not", ["==", "1", "1"], ["==", "1", "1"]]}
    ],
    "an implication of one": [{"rule": "assume", "formula": ["implies", ["==", "1", "1"]]}],
    "an exponent that is real": [
        {"rule": "assume", "formula": [">", ["^", "x", "y"], "0"], "sorts": {"x": REAL, "y": REAL}}
    ],
    "an exponent of one half": [
        {"rule": "assume", "formula": [">", ["^", "x", "1/2"], "0"], "sorts": {"x": REAL}}
    ],
    "an enormous exponent": [{"rule": "assume", "formula": [">", ["^", "2", "1000000000"], "0"]}],
    "a real power, which may be undefined": [
        {"rule": "assume", "formula": [">=", ["rpower", "-1", "1/2"], "0"]}
    ],
    "an integer power in the scalar form": [
        {"rule": "assume", "formula": [">=", ["power", "x", "-1"], "0"], "sorts": {"x": REAL}}
    ],
    "a derivative as a term": [
        {"rule": "assume", "formula": [">=", ["diff", "x", "x"], "0"], "sorts": {"x": REAL}}
    ],
    "an unknown function": [{"rule": "assume", "formula": [">", ["gamma", "1"], "0"]}],
    "an empty list": [{"rule": "assume", "formula": []}],
    "a number that is no string": [{"rule": "assume", "formula": [">", 1, 0]}],
    "a formula that is text": [{"rule": "assume", "formula": "x > 0", "sorts": {"x": REAL}}],
    "a claim that is not there": [{"rule": "claim", "id": "balance.nothing"}],
    "a claim with premises": [assume(A), {"rule": "claim", "id": "a", "from": [0]}],
    "an expectation over a real": [
        {
            "rule": "assume",
            "formula": [">", ["expect", "w", ["apply", "h", "w"]], "0"],
            "sorts": {"h": ["function", ["real"], "real"]},
        }
    ],
    "a sum up to one half": [{"rule": "assume", "formula": [">", ["sum", "s", "1/2", "s"], "0"]}],
}
