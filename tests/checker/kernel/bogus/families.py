"""Families as arguments: forms, captured indices, entries that are equal only in part; derivatives
of functions that are equal only on one side.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    family,
    forall,
    functions,
    log,
    nats,
    negation,
    sequences,
)

from ..derive import assume
from .words import h, n, s, t, x, y, z

loss, other_loss = functions("loss other", family())
pair = functions("pair", family(2))
moving = functions("moving", family(), "real")
a, b = sequences("a b")
i = nats("i")
LOSS = {"loss": ["function", [["function", ["nat"], "real"]], "real"]}


def entries(body: Any, index: Any = t) -> Lambda:
    return Lambda((index,), body)


def same(equation: Any) -> dict[str, Any]:
    return {"rule": "same-family", "from": [0], "formula": equation}


def written(argument: Any, **more: Any) -> list[dict[str, Any]]:
    formula = [">", ["apply", "loss", argument], "0"]
    return [{"rule": "assume", "formula": formula, "sorts": LOSS | more}]


def local(below: Any, same: Any, above: Any, known: Any) -> list[dict[str, Any]]:
    lines = [assume(one) for one in (same, below, above, known)]
    return [*lines, {"rule": "derivative-of-equal", "from": [0, 1, 2, 3]}]


EVERY = forall(t)(a(t) == b(t))
NEAR = forall(x)(conj(y - 1 < x, x < y + 1) >> (abs(x) == x))
SLOPE = deriv(x, x, y) == 1
FAMILIES: dict[str, list[dict[str, Any]]] = {
    "a family that is a name": written("a", a=["function", ["nat"], "real"]),
    "a family that is a number": written("1"),
    "a family without indices": written(["lambda", [], "1"]),
    "a family of two dimensions in place of one": written(["lambda", ["i", "j"], "i"]),
    "a family that is indexed by a term": written(["lambda", ["0"], "1"]),
    "putting in a function that ignores an undefined family": [
        assume(forall(loss)(negation(loss(entries(1 / x)) == loss(entries(1 / x))))),
        {"rule": "specialize", "from": [0], "term": ["lambda", ["z"], "1"]},
    ],
    "a family as a number": [
        {"rule": "assume", "formula": [">", ["lambda", ["i"], "i"], "0"], "sorts": {}}
    ],
    "an index twice": [
        {
            "rule": "assume",
            "formula": [">", ["apply", "pair", ["lambda", ["i", "i"], "i"]], "0"],
            "sorts": {"pair": ["function", [["function", ["nat", "nat"], "real"]], "real"]},
        }
    ],
    "a family of curves": [
        {
            "rule": "assume",
            "formula": ["forall", "q", ["function", [["function", ["real"], "real"]], "real"],
                        ["==", "0", "0"]],
        }
    ],
    "an index outside its family": written(["lambda", ["i"], ["+", "i", "k"]]),
    "equal families, below n": [
        assume(forall(t)((t < n) >> (a(t) == b(t)))),
        same(loss(entries(a(t))) == loss(entries(b(t)))),
    ],
    "equal families, at one index": [
        assume(a(t) == b(t)),
        same(loss(entries(a(t))) == loss(entries(b(t)))),
    ],
    "equal families, of reals": [
        assume(forall(x)(h(x) == x)),
        same(loss(entries(h(t))) == loss(entries(t))),
    ],
    "equal families, another function": [
        assume(EVERY),
        same(loss(entries(a(t))) == other_loss(entries(b(t)))),
    ],
    "equal families, the other way round in one index": [
        assume(forall(t)(forall(s)(a(t) * s == b(s) * t))),
        same(pair(Lambda((t, s), a(t) * s)) == pair(Lambda((t, s), b(t) * s))),
    ],
    "equal families, an index that is also outside": [
        assume(forall(t)(a(t) == b(t))),
        same(loss(entries(a(t))) == loss(entries(b(t), s))),
    ],
    "equal families, an outer name that is captured": [
        assume(forall(t)(a(t) == a(t))),
        same(loss(entries(a(t))) == loss(entries(a(t) + 0 * s, s))),
    ],
    "equal families, an inequality": [
        assume(forall(t)(a(t) <= b(t))),
        same(loss(entries(a(t))) == loss(entries(b(t)))),
    ],
    "equal families, an inequality of the values": [
        assume(EVERY),
        same(loss(entries(a(t))) <= loss(entries(b(t)))),
    ],
    "equal families, entries without a value": [
        assume(forall(t)(log(t) == log(t))),
        same(loss(entries(log(t))) == loss(entries(1 * log(t)))),
    ],
    "equal families, and another number": [
        assume(EVERY),
        same(moving(entries(a(t)), x) == moving(entries(b(t)), y)),
    ],
    "a family put under its own index": [
        assume(forall(x)(loss(entries(x, t)) == 0)),
        {"rule": "specialize", "from": [0], "term": t},
        {"rule": "generalize", "from": [1], "name": "t"},
        {"rule": "specialize", "from": [2], "term": s},
        {"rule": "rewrite", "from": [3, 3], "formula": loss(entries(t, t)) == 0},
    ],
    "the derivative of a loss by the table": [
        {"rule": "derivative", "name": "x", "point": y, "term": loss(entries(x * a(t)))},
    ],
    "the derivative of a loss from its entries": [
        assume(forall(t)(deriv(x, x * a(t), y) == a(t))),
        {"rule": "derivative", "from": [0], "name": "x", "point": y,
         "term": loss(entries(x * a(t)))},
    ],
    "a local derivative at the boundary": local(
        y <= y, forall(x)(conj(y < x, x < y + 1) >> (abs(x) == x)), y < y + 1, SLOPE
    ),
    "a local derivative outside the interval": local(y - 1 < z, NEAR, z < y + 1, SLOPE),
    "a local derivative from one side": local(
        y - 1 < y, forall(x)((y - 1 < x) >> (abs(x) == x)), y < y + 1, SLOPE
    ),
    "a local derivative, closed intervals": local(
        y - 1 < y, forall(x)(conj(y - 1 <= x, x < y + 1) >> (abs(x) == x)), y < y + 1, SLOPE
    ),
    "a local derivative of natural numbers": local(
        y - 1 < y, forall(t)(conj(y - 1 < t, t < y + 1) >> (abs(t) == t)), y < y + 1, SLOPE
    ),
    "a local derivative, another function": local(
        y - 1 < y, NEAR, y < y + 1, deriv(x, x**2, y) == 1
    ),
    "a local derivative, a boundary that moves": local(
        x - 1 < y, forall(x)(conj(x - 1 < x, x < y + 1) >> (abs(x) == x)), y < y + 1, SLOPE
    ),
    "a local derivative from an inequality": local(
        y - 1 < y, forall(x)(conj(y - 1 < x, x < y + 1) >> (abs(x) >= x)), y < y + 1, SLOPE
    ),
    "a local derivative from a bound of the slope": local(
        y - 1 < y, NEAR, y < y + 1, deriv(x, x, y) >= 1
    ),
}  # fmt: skip
