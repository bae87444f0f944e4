"""The words of these tables, and shorthand for lines of a proof."""

from __future__ import annotations

from typing import Any

from steepest.proofs.checker.formal import to_json
from steepest.proofs.engine.theorems import functions, nats, randoms, reals, samples, sequences

x, y, z = reals("x y z")
t, s, n = nats("t s n")
f, g = sequences("f g")
h = functions("h", "real")
w, v = samples("w v")
X, Y = randoms("X Y")
A, B, C = x > 0, y > 0, z > 0

REAL, NAT, SEQ = "real", "nat", ["function", ["nat"], "real"]
VAR = ["function", ["sample"], "real"]


def smt(claim: Any, *where: Any, integers: tuple[str, ...] = (), names: str = "x") -> Any:
    goal = {
        "variables": names.split(),
        "where": [to_json(one.node) for one in where],
        "claim": to_json(claim.node),
    }
    if integers:
        goal["integers"] = list(integers)
    return {"kind": "smt", "goal": goal, "axioms": []}


def arith(claim: Any, certificate: Any, *places: int) -> dict[str, Any]:
    return {
        "rule": "arithmetic",
        "formula": claim,
        "from": list(places),
        "certificate": certificate,
    }


def generalize(name: str, place: int = 0) -> dict[str, Any]:
    return {"rule": "generalize", "from": [place], "name": name}


def specialize(value: Any, *places: int, **more: Any) -> dict[str, Any]:
    return {"rule": "specialize", "from": list(places or (0,)), "term": value, **more}


def induct(formula: Any, base: int, step: int, name: str = "t") -> dict[str, Any]:
    return {"rule": "induction", "from": [base, step], "name": name, "formula": formula}


INV = f(t) <= 1
NEXT = f(t + 1) <= 1
START = f(0) <= 1
