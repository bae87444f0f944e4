"""Matrix leaves that would prove too much, and matrices that are not well formed."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import conj, reals
from steepest.proofs.engine.theorems.arrays import (
    array_sequences,
    arrays,
    eye,
    norm,
    norm2,
    tr,
    zeros,
)

from ..derive import assume

U, V, P, Q = arrays("U: d1 x r, V: d2 x r, P: r x r, Q: r x r")
R, S = arrays("R: n x m, S: m x n")
(W,) = array_sequences("W: d1 x r")
x, y = reals("x y")
NOTHING = {"kind": "matrix", "combination": []}
MATRIX = ["matrix", "r", "r"]


def leaf(claim: Any, certificate: Any, *places: int) -> dict[str, Any]:
    return {"rule": "matrix", "formula": claim, "from": list(places), "certificate": certificate}


def sos(*terms: Any, **more: Any) -> dict[str, Any]:
    return {"kind": "matrix-sos", "combination": [], "terms": list(terms), **more}


def once(*factors: Any, q: str = "1") -> dict[str, Any]:
    return {"coefficient": q, "factors": [list(one) for one in factors]}


def used(rule: int, q: str = "1", size: str = "r") -> dict[str, Any]:
    ends = {"left": ["I", size], "right": ["I", size]}
    return {"coefficient": q, "rule": rule, "transposed": False, **ends}


INVERSE = {"inverses": [[0, [["@", "Q_1", "P_0"], ["I", "r"]]]]}
UNDEFINED = (1 / x) * P

MATRICES: dict[str, list[dict[str, Any]]] = {
    "matrices commute": [leaf(P @ Q == Q @ P, NOTHING)],
    "a trace of a product is a product of traces": [leaf(tr(P @ Q) == tr(P) * tr(Q), NOTHING)],
    "a matrix is its transpose": [leaf(P.T == P, NOTHING)],
    "an inequality as an identity": [leaf(norm2(U) >= 0, NOTHING)],
    "a square is negative": [leaf(norm2(U) <= 0, sos(once(["norm2", "U_0"])))],
    "a negative coefficient": [leaf(norm2(U) <= 0, sos(once(["norm2", "U_0"], q="-1")))],
    "a number that is not negative for no reason": [leaf(x >= 0, sos(once(["x_0"])))],
    "an unknown reason": [leaf(x >= 0, sos(once(["trust-me", "x_0"])))],
    "a strict sign from a square": [leaf(norm2(U) > 0, sos(once(["norm2", "U_0"]), positive=0))],
    "a strict sign that nothing shows": [leaf(norm2(U) > 0, sos(once(["norm2", "U_0"])))],
    "Cauchy-Schwarz the wrong way round": [
        leaf(norm(U) * norm(U) <= norm2(U) - 1, sos(once(["cauchy-schwarz-root", "U_0", "U_0"])))
    ],
    "a hypothesis that is no premise": [leaf(P == Q, {**NOTHING, "combination": [used(0)]})],
    "an inequality that is no premise": [leaf(x >= 0, sos(once(["where", 0])))],
    "an inequality read backwards": [
        assume(x <= 0),
        leaf(x >= 0, sos(once(["where", 0])), 0),
    ],
    "a strict claim from a premise that is not strict": [
        assume(x >= 0),
        leaf(x > 0, sos(once(["where", 0]), positive=0), 0),
    ],
    "an order from an equation of the wrong sign": [
        assume(P == Q),
        leaf(P == -Q, {**NOTHING, "combination": [used(0)]}, 0),
    ],
    "twice an equation": [
        assume(P == Q),
        leaf(P == 2 * Q, {**NOTHING, "combination": [used(0)]}, 0),
    ],
    "hypotheses in the certificate": [leaf(P == Q, {**NOTHING, "rules": [["P_0", "Q_1"]]})],
    "inequalities in the certificate": [leaf(x >= 0, sos(once(["where", 0]), where=[["0", "x"]]))],
    "kinds in the certificate": [leaf(P.T == P, {**NOTHING, "kinds": {"P_0": "symmetric"}})],
    "reasons in the certificate": [leaf(P == Q, {**NOTHING, "reasons": ["given"]})],
    "letters in the certificate": [
        leaf(P.T == P, {**NOTHING, "letters": {"P_0": ["1", "1"]}}),
    ],
    "a relation in the certificate": [leaf(x == y, sos(relation="<="))],
    "another statement in the certificate": [leaf(x == y, {**NOTHING, "left": "x_0"})],
    "an inverse of a matrix that is not square": [
        assume(R @ S == eye("n")),
        leaf(
            S @ R == eye("m"),
            {
                **NOTHING,
                "combination": [used(1, size="m")],
                "inverses": [[0, [["@", "S_1", "R_0"], ["I", "m"]]]],
            },
            0,
        ),
    ],
    "an inverse of nothing": [
        leaf(Q @ P == eye("r"), {**NOTHING, "combination": [used(0)], **INVERSE})
    ],
    "an inverse of a product that is no identity": [
        assume(P @ Q == P),
        leaf(Q @ P == eye("r"), {**NOTHING, "combination": [used(1)], **INVERSE}, 0),
    ],
    "an inverse that is its own reason": [
        leaf(
            Q @ P == eye("r"),
            {
                **NOTHING,
                "combination": [used(0)],
                "inverses": [[0, [["@", "Q_0", "P_1"], ["I", "r"]]]],
            },
        )
    ],
    "a disjunction as a premise": [
        assume((P == Q) | (x > 0)),
        leaf(P == Q, {**NOTHING, "combination": [used(0)]}, 0),
    ],
    "a negation as a premise": [
        assume(~(P == Q)),
        leaf(P == Q, {**NOTHING, "combination": [used(0)]}, 0),
    ],
    "a matrix with an entry without value": [leaf(UNDEFINED == UNDEFINED, NOTHING)],
    "a number without value": [leaf(0 * (1 / x) == 0, NOTHING)],
    "a sequence at two times": [leaf(W(0) == W(1), NOTHING)],
    "no certificate": [leaf(P == P, None)],
    "a certificate of another kind": [leaf(P == P, {"kind": "identity"})],
    "a zero matrix of another shape": [
        {"rule": "assume", "formula": ["equal", "P", ["zeros", "r", "m"]], "sorts": {"P": MATRIX}}
    ],
    "matrices of different shapes are equal": [
        {
            "rule": "assume",
            "formula": ["equal", "P", "U"],
            "sorts": {"P": MATRIX, "U": ["matrix", "d", "r"]},
        }
    ],
    "a product that does not fit": [
        {
            "rule": "assume",
            "formula": ["equal", ["@", "U", "U"], "U"],
            "sorts": {"U": ["matrix", "d", "r"]},
        }
    ],
    "a trace of a matrix that is not square": [
        {
            "rule": "assume",
            "formula": [">=", ["trace", "U"], "0"],
            "sorts": {"U": ["matrix", "d", "r"]},
        }
    ],
    "matrices added as numbers": [
        {"rule": "assume", "formula": ["equal", ["+", "P", "P"], "P"], "sorts": {"P": MATRIX}}
    ],
    "a number that is equal as a matrix": [
        {"rule": "assume", "formula": ["equal", "x", "x"], "sorts": {"x": "real"}}
    ],
    "a matrix as a number": [
        {"rule": "assume", "formula": [">", "P", "0"], "sorts": {"P": MATRIX}}
    ],
    "a matrix beyond zero by arithmetic": [
        {"rule": "assume", "formula": ["<=", "0", ["*", "P", "P"]], "sorts": {"P": MATRIX}}
    ],
    "a matrix of no rows": [
        {"rule": "assume", "formula": ["equal", "P", "P"], "sorts": {"P": ["matrix", "0", "r"]}}
    ],
    "another shape put in": [
        assume(conj(norm2(P) >= 0)),
        {"rule": "discharge", "from": [0], "formula": norm2(P) >= 0},
        {"rule": "generalize", "from": [1], "name": "P"},
        {"rule": "specialize", "from": [2], "term": U},
    ],
    "a matrix without value put in": [
        assume(norm2(P) >= 0),
        {"rule": "discharge", "from": [0], "formula": norm2(P) >= 0},
        {"rule": "generalize", "from": [1], "name": "P"},
        {"rule": "specialize", "from": [2], "term": UNDEFINED},
    ],
    "a size as a name": [
        {"rule": "assume", "formula": [">=", ["size", ["+", "n", "1"]], "1"], "sorts": {}}
    ],
    "rewriting by a matrix inside a size": [
        assume(P == zeros("r", "r")),
        assume(norm2(eye("r")) >= 1),
        {"rule": "rewrite", "from": [0, 1], "formula": norm2(zeros("r", "r")) >= 1},
    ],
    "an unknown fact": [{"rule": "fact", "name": "everything", "sizes": {}}],
    "a fact at a size too many": [
        {"rule": "fact", "name": "polar-decomposition", "sizes": {"n": "r", "m": "d"}}
    ],
    "a fact at no rows": [{"rule": "fact", "name": "polar-decomposition", "sizes": {"n": "0"}}],
    "a fact at a size that is a term": [
        {"rule": "fact", "name": "polar-decomposition", "sizes": {"n": ["+", "r", "1"]}}
    ],
}
