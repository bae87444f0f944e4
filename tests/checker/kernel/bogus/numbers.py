"""Natural numbers: induction, powers, sums."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import conj, exists, forall, log

from ..derive import assume
from .words import (
    INV,
    NAT,
    NEXT,
    REAL,
    SEQ,
    START,
    A,
    arith,
    f,
    generalize,
    h,
    induct,
    n,
    s,
    smt,
    specialize,
    t,
    x,
    y,
)

# sum(1/(t - 1) for t < t): the count is the t outside, the terms have one inside
OWN_COUNT = ["sum", "t", "t", ["/", "1", ["-", "t", "1"]]]

NUMBERS: dict[str, list[dict[str, Any]]] = {
    "induction without the base": [assume(f(1) <= 1), assume(NEXT), induct(INV, 0, 1)],
    "induction whose step is assumed for this t": [
        assume(START),
        assume(INV >> NEXT),
        assume(INV),
        {"rule": "apply", "from": [1, 2]},
        induct(INV, 0, 3),
    ],
    "induction with t in a hypothesis of the step": [
        assume(START),
        assume(NEXT),
        induct(INV, 0, 1),
    ],
    "induction with t in the base": [
        assume(conj(START, t > 3)),
        {"rule": "part", "from": [0], "index": 0},
        assume(NEXT),
        induct(INV, 1, 2),
    ],
    "induction that steps by two": [
        assume(START),
        assume(forall(t)(f(t + 2) <= 1)),
        specialize(t, 1),
        induct(INV, 0, 2),
    ],
    "induction that stays": [
        assume(START),
        assume(forall(t)(f(t) <= 1)),
        specialize(t, 1),
        induct(INV, 0, 2),
    ],
    "induction on a real": [
        assume(h(0) <= 1),
        assume(forall(x)((h(x) <= 1) >> (h(x + 1) <= 1))),
        specialize(x, 1),
        assume(h(x) <= 1),
        {"rule": "apply", "from": [2, 3]},
        {"rule": "induction", "from": [0, 4], "name": "x", "formula": h(x) <= 1},
    ],
    "induction on another formula": [
        assume(START),
        assume(forall(t)(INV >> NEXT)),
        specialize(t, 1),
        assume(INV),
        {"rule": "apply", "from": [2, 3]},
        induct(f(t) <= 2, 0, 4),
    ],
    "strong induction from an earlier time or now": [
        assume(forall(s)((s <= t) >> (f(s) <= 1))),
        assume(forall(t)(forall(s)((s <= t) >> (f(s) <= 1)) >> INV)),
        specialize(t, 1),
        {"rule": "apply", "from": [2, 0]},
        {"rule": "strong-induction", "from": [3], "name": "t", "formula": INV},
    ],
    "strong induction from the assumption itself": [
        assume(INV),
        {"rule": "strong-induction", "from": [0], "name": "t", "formula": INV},
    ],
    "strong induction that ends at t + 1": [
        assume(forall(t)(NEXT)),
        specialize(t),
        {"rule": "strong-induction", "from": [1], "name": "t", "formula": INV},
    ],
    "the least of the reals": [assume(exists(x)(A)), {"rule": "least", "from": [0]}],
    "the least without existence": [assume(forall(t)(INV)), {"rule": "least", "from": [0]}],
    "a number above something undefined": [{"rule": "archimedes", "term": 1 / x}],
    "a number above a number that may be none": [{"rule": "archimedes", "term": log(x)}],
    "0 to the power of something undefined": [{"rule": "power-zero", "term": 1 / x}],
    "a power with a real exponent": [
        {"rule": "power-step", "term": x, "count": y, "sorts": {"x": REAL, "y": REAL}}
    ],
    "a power with a negative exponent": [
        {"rule": "power-step", "term": x, "count": "-1", "sorts": {"x": REAL}}
    ],
    "a power with one half": [
        {"rule": "power-step", "term": x, "count": "1/2", "sorts": {"x": REAL}}
    ],
    "a power of an undefined base": [
        {"rule": "power-step", "term": log(x), "count": t, "sorts": {"x": REAL, "t": NAT}}
    ],
    "an empty sum of what is not declared": [
        {"rule": "sum-empty", "name": "s", "term": f(s), "sorts": {"g": SEQ}}
    ],
    "a sum whose terms are defined up to the last one": [
        assume(forall(s)((s < n) >> (f(s) != 0))),
        {
            "rule": "sum-step",
            "from": [0],
            "name": "s",
            "count": n,
            "term": 1 / f(s),
            "sorts": {"f": SEQ, "n": NAT},
        },
    ],
    "a sum of which one term is defined": [
        assume(f(n) != 0),
        {
            "rule": "sum-step",
            "from": [0],
            "name": "s",
            "count": n,
            "term": 1 / f(s),
            "sorts": {"f": SEQ, "n": NAT},
        },
    ],
    "a sum of undefined terms grows": [
        {
            "rule": "sum-step",
            "name": "s",
            "count": n,
            "term": log(f(s)),
            "sorts": {"f": SEQ, "n": NAT},
        }
    ],
    "a sum with a real count": [
        {"rule": "sum-step", "name": "s", "count": x, "term": f(s), "sorts": {"f": SEQ, "x": REAL}}
    ],
    "a sum whose bound name stands in its count, shown to be defined for no time": [
        {"rule": "archimedes", "term": 0 * x},
        arith(x == x, smt(x == x)),
        generalize("x", 1),
        assume(t < t),
        arith(t - 1 != 0, smt(t - 1 != 0, t < t, t >= 0, integers=("t",), names="t"), 3),
        {"rule": "discharge", "from": [4], "formula": t < t},
        generalize("t", 5),
        specialize(OWN_COUNT, 2, 6, sorts={"t": NAT}),
    ],
    "a sum down to a negative count": [
        {"rule": "sum-step", "name": "s", "count": "-1", "term": f(s), "sorts": {"f": SEQ}}
    ],
}
