"""The arithmetic leaf: certificates, opaque terms, definedness."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import E, Prob, disj, forall, negation

from ..derive import assume
from .words import A, B, X, arith, f, s, smt, t, w, x, y

ARITHMETIC: dict[str, list[dict[str, Any]]] = {
    "a certificate of another goal": [arith(x >= 1, smt(x**2 >= 0))],
    "a certificate with a further hypothesis": [arith(x >= 0, smt(x >= 0, x >= 1))],
    "a hypothesis that is no premise": [assume(B), arith(x >= 0, smt(x >= 0, x > 0), 0)],
    "a false certificate": [arith(x >= 0, smt(x >= 0))],
    "a strict conclusion": [assume(x >= 0), arith(x > 0, smt(x > 0, x >= 0), 0)],
    "integers for reals": [assume(x > 0), arith(x >= 1, smt(x >= 1, x > 0, integers=("x",)), 0)],
    "no certificate": [arith(x**2 >= 0, None)],
    "a witness as a certificate": [
        arith(x >= 0, {"kind": "point", "goal": smt(x >= 0)["goal"], "values": {"x": "-1"}})
    ],
    "a quantifier in arithmetic": [assume(forall(x)(A)), arith(y > 0, smt(y > 0, names="y"), 0)],
    "an undefined term is not itself": [arith(1 / x == 1 / x, smt(x == x))],
    "an expectation is not itself": [
        arith(
            E(w, X(w)) == E(w, X(w)),
            {
                "kind": "smt",
                "goal": {
                    "variables": ["expect__0"],
                    "where": [],
                    "claim": ["==", "expect__0", "expect__0"],
                },
                "axioms": [],
            },
        )
    ],
    "a probability is at least 0 without being defined": [
        arith(
            Prob(w, X(w) > 0) ** 2 >= 0,
            {
                "kind": "smt",
                "goal": {
                    "variables": ["expect__0"],
                    "where": [],
                    "claim": [">=", ["^", "expect__0", "2"], "0"],
                },
                "axioms": [],
            },
        )
    ],
    "a disjunction with an undefined part": [
        assume(disj(1 / x > 0, x == 0)),
        arith(x > 0, smt(x > 0, disj(1 / x > 0, x == 0)), 0),
    ],
    "a negation with an undefined part": [
        assume(negation(1 / x > 0)),
        arith(x < 0, smt(x < 0, negation(1 / x > 0)), 0),
    ],
    "an implication with an undefined part": [
        assume((1 / x > 0) >> B),
        arith(y > 0, smt(y > 0, names="x y"), 0),
    ],
    "two opaque terms are not equal": [
        arith(
            f(t) == f(s),
            {
                "kind": "smt",
                "goal": {"variables": ["f__0"], "where": [], "claim": ["==", "f__0", "f__0"]},
                "axioms": [],
            },
        )
    ],
    "f(t) is not a natural number": [
        assume(f(t) > 0),
        arith(
            f(t) >= 1,
            {
                "kind": "smt",
                "goal": {
                    "variables": ["f__0"],
                    "where": [[">", "f__0", "0"]],
                    "claim": [">=", "f__0", "1"],
                    "integers": ["f__0"],
                },
                "axioms": [],
            },
            0,
        ),
    ],
    "f(t) is not at least 0": [
        arith(
            f(t) >= 0,
            {
                "kind": "smt",
                "goal": {
                    "variables": ["f__0"],
                    "where": [[">=", "f__0", "0"]],
                    "claim": [">=", "f__0", "0"],
                },
                "axioms": [],
            },
        )
    ],
    "a made-up name in the claim": [
        arith(
            x >= 0,
            {
                "kind": "smt",
                "goal": {
                    "variables": ["x", "f__0"],
                    "where": [[">=", "x", "f__0"]],
                    "claim": [">=", "x", "0"],
                },
                "axioms": [],
            },
        )
    ],
}
