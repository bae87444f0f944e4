"""Random valid certificates and witnesses about matrices, Gaussian means and laws."""

from __future__ import annotations

import copy
import functools
import json
from fractions import Fraction
from random import Random

from .good import goal, smt
from .random_terms import Json, ratio


def shapes(source: Random) -> tuple[str, str]:
    return tuple(source.sample(["m", "n", "k", "d1"], 2))


def matrix(source: Random) -> Json:
    """A (B + c C) == A B + c A C"""
    m, n = shapes(source)
    c = ratio(source, -9)
    return {
        "kind": "matrix",
        "letters": {"A": [m, n], "B": [n, m], "C": [n, m]},
        "rules": [],
        "left": ["@", "A", ["+", "B", ["scale", c, "C"]]],
        "right": ["+", ["@", "A", "B"], ["scale", c, ["@", "A", "C"]]],
    }


def matrix_sos(source: Random) -> Json:
    """2 c <A, B> <= |A|^2 + c^2 |B|^2"""
    m, n = shapes(source)
    c = Fraction(source.randint(1, 9), source.randint(1, 5))
    return {
        "kind": "matrix-sos",
        "letters": {"A": [m, n], "B": [m, n]},
        "rules": [],
        "left": ["*", str(2 * c), ["inner", "A", "B"]],
        "right": ["+", ["norm2", "A"], ["*", str(c * c), ["norm2", "B"]]],
        "terms": [{"coefficient": "1", "factors": [["norm2", ["-", "A", ["scale", str(c), "B"]]]]}],
    }


def between(source: Random) -> Json:
    """The least C with 2 a <A, B> <= C (|A|^2 + |B|^2) is a."""
    m, n = shapes(source)
    a = Fraction(source.randint(1, 9), source.randint(1, 5))
    low = a - Fraction(1, source.randint(100, 1000))
    whole = ["+", ["norm2", "A"], ["norm2", "B"]]
    claim = {
        "letters": {"A": [m, n], "B": [m, n]},
        "scalars": ["C"],
        "left": ["*", str(2 * a), ["inner", "A", "B"]],
        "right": ["*", "C", whole],
    }
    square = {"coefficient": str(a), "factors": [["norm2", ["-", "A", "B"]]]}
    parts = [{"coefficient": "1", "factors": [["norm2", name]]} for name in "AB"]
    holds = {
        "kind": "matrix-sos",
        **claim,
        "rules": [["C", str(a)]],
        "terms": [square],
        "combination": [{"coefficient": whole, "rule": 0}],
    }
    rises = {"kind": "matrix-sos", **claim, "rules": [], "left": "0", "right": whole}
    fails = {
        "kind": "matrix-point",
        **claim,
        "rules": [["C", str(low)]],
        "relation": "<=",
        "sizes": {m: 1, n: 1},
        "matrices": {"A": [["1"]], "B": [["1"]]},
        "scalars": {"C": str(low)},
    }
    return {
        "kind": "between",
        "constant": "C",
        "smallest": True,
        "interval": [str(low), str(a)],
        "holds": holds,
        "rises": rises | {"terms": parts, "scalars": []},
        "fails": fails,
    }


def matrix_point(source: Random) -> Json:
    """tr(A) <= tr(B) fails for A > B, with an order among the hypotheses in half of them."""
    a, b = Fraction(source.randint(5, 9)), Fraction(source.randint(-3, 3))
    made = {
        "kind": "matrix-point",
        "letters": {"A": ["n", "n"], "B": ["n", "n"]},
        "left": ["tr", "A"],
        "right": ["tr", "B"],
        "rules": [],
        "relation": "<=",
        "sizes": {"n": 1},
        "matrices": {"A": [[str(a)]], "B": [[str(b)]]},
    }
    if source.random() < 0.5:
        made["letters"]["P"] = ["n", "n"]
        made |= {
            "rules": [["A", ["+", "B", "P"]]],
            "reasons": ["order P"],
            "kinds": {"P": "psd", "A": "symmetric"},
            "matrices": made["matrices"] | {"P": [[str(a - b)]]},
        }
    return made


def shape(source: Random) -> Json:
    m, n = shapes(source)
    return {"kind": "shape", "operation": "@", "shapes": [[m, n], [m, n]]}


def gaussian_mean(source: Random) -> Json:
    """E c z^2 = c"""
    c = Fraction(source.randint(1, 9), source.randint(1, 5))
    function = ["*", str(c), ["^", "z", "2"]]
    bound = ["+", "0", ["*", str(c), ["^", "z", "2"]]]
    gap = Fraction(1, 10**9)
    return {
        "kind": "gaussian-mean",
        "variable": "z",
        "function": function,
        "cut": "20",
        "bound": ["0", str(c)],
        "interval": [str(c - gap), str(c + gap)],
        "tail": [
            smt(goal("z", ["<=", function, bound])),
            smt(goal("z", [">=", function, ["-", bound]])),
        ],
    }


def least_eigenvalue(source: Random) -> Json:
    """A diagonal that dominates."""
    n = source.randint(1, 5)
    rows = []
    for i in range(n):
        off = [Fraction(source.randint(-5, 5), 10) for _ in range(i)]
        rows.append([[str(one), str(one + Fraction(1, 100))] for one in off])
        rows[-1].append([str(n), str(n + 1)])
    return {"kind": "least-eigenvalue", "matrix": rows, "at_least": "1/10"}


@functools.cache
def counted(number: int) -> Json:
    from steepest.proofs.engine.laws import count, read

    data = (
        {"weights": {"W": [1, 1], "V": [1, 1]}, "inputs": {"x": [1]}, "layers": ["y = V (W x)"]},
        {"weights": {"W": [2, 1], "V": [1, 2]}, "inputs": {"x": [1]}, "layers": ["y = V (W x)"]},
        {
            "weights": {"W": [1, 2], "b": [1], "V": [1, 1]},
            "inputs": {"x": [2]},
            "layers": ["y = V relu(W x + b)"],
        },
    )[number]
    return json.loads(json.dumps(count(read(data)).certificate))


def law_count(source: Random) -> Json:
    return copy.deepcopy(counted(source.randrange(3)))


def law_miscount(source: Random) -> Json:
    inner = law_count(source)
    claimed = source.choice([inner["lower"] - 1, inner["upper"] + source.randint(1, 3)])
    return {"kind": "law-miscount", "claimed": claimed, "certificate": inner}
