"""Expectation and probability."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import E, exists, exp, forall, integrable

from ..derive import assume
from .words import REAL, VAR, A, B, X, Y, h, specialize, w, x

MEANS: dict[str, list[dict[str, Any]]] = {
    "the mean of a random constant": [
        {"rule": "expect-constant", "name": "w", "term": X(w), "sorts": {"X": VAR, "w": "sample"}}
    ],
    "the mean of an undefined constant": [{"rule": "expect-constant", "name": "w", "term": 1 / x}],
    "a random coefficient": [
        assume(integrable(E(w, X(w)))),
        {
            "rule": "expect-linear",
            "from": [0, 0],
            "name": "w",
            "a": X(w),
            "f": X(w),
            "b": x,
            "g": X(w),
            "sorts": {"x": REAL, "X": VAR, "w": "sample"},
        },
    ],
    "an undefined coefficient": [
        assume(integrable(E(w, X(w)))),
        {
            "rule": "expect-linear",
            "from": [0, 0],
            "name": "w",
            "a": 1 / x,
            "f": X(w),
            "b": x,
            "g": X(w),
            "sorts": {"x": REAL, "X": VAR},
        },
    ],
    "linearity without integrability": [
        assume(integrable(E(w, X(w)))),
        {
            "rule": "expect-linear",
            "from": [0, 0],
            "name": "w",
            "a": x,
            "f": X(w),
            "b": x,
            "g": Y(w),
            "sorts": {"x": REAL, "X": VAR, "Y": VAR},
        },
    ],
    "linearity from a bound in place of integrability": [
        assume(forall(w)(X(w) <= 1)),
        {
            "rule": "expect-linear",
            "from": [0, 0],
            "name": "w",
            "a": x,
            "f": X(w),
            "b": x,
            "g": X(w),
            "sorts": {"x": REAL, "X": VAR},
        },
    ],
    "the mean of a product": [
        assume(integrable(E(w, X(w)))),
        {"rule": "expect-equal", "from": [0, 0]},
    ],
    "monotone at one sample": [
        assume(X(w) <= Y(w)),
        assume(integrable(E(w, X(w)))),
        assume(integrable(E(w, Y(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 2]},
    ],
    "monotone over a real": [
        assume(forall(x)(h(x) <= 1)),
        assume(integrable(E(w, X(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 1]},
    ],
    "monotone without integrability above": [
        assume(forall(w)(X(w) <= Y(w))),
        assume(integrable(E(w, X(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 1]},
    ],
    "monotone without integrability below": [
        assume(forall(w)(X(w) <= Y(w))),
        assume(integrable(E(w, Y(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 1]},
    ],
    "monotone from >=": [
        assume(forall(w)(X(w) >= Y(w))),
        assume(integrable(E(w, X(w)))),
        assume(integrable(E(w, Y(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 2]},
    ],
    "monotone from <": [
        assume(forall(w)(X(w) < Y(w))),
        assume(integrable(E(w, X(w)))),
        assume(integrable(E(w, Y(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 2]},
    ],
    "monotone from an existing sample": [
        assume(exists(w)(X(w) <= Y(w))),
        assume(integrable(E(w, X(w)))),
        assume(integrable(E(w, Y(w)))),
        {"rule": "expect-monotone", "from": [0, 1, 2]},
    ],
    "equal at one sample": [
        assume(X(w) == Y(w)),
        assume(integrable(E(w, X(w)))),
        {"rule": "expect-equal", "from": [0, 1]},
    ],
    "an indicator without its event": [
        assume(B),
        {"rule": "indicator", "from": [0], "formula": A, "truth": True},
    ],
    "an indicator of the opposite": [
        assume(A),
        {"rule": "indicator", "from": [0], "formula": A, "truth": False},
    ],
    "a normal mean of a number whose law is only bounded": [
        {"rule": "fact", "name": "normal-half-line"},
        specialize("X", sorts={"X": VAR}),
        specialize("0", 1),
        specialize("1/2", 2),
        assume(forall(x)(E(w, exp(x * X(w))) <= exp(x**2 / 2))),
        {"rule": "apply", "from": [3, 4]},
    ],
    "a third normal number of which only the own law is known": [
        {"rule": "fact", "name": "normal-third"},
        specialize("X", sorts={"X": VAR}),
        specialize("X", 1, sorts={"X": VAR}),
        specialize("X", 2, sorts={"X": VAR}),
        specialize("0", 3),
        specialize("1", 4),
        assume(forall(x)(E(w, exp(x * X(w))) == exp(x**2 / 2))),
        {"rule": "apply", "from": [5, 6]},
    ],
    "a normal fact with a size": [
        {"rule": "fact", "name": "normal-half-line", "sizes": {"n": "r"}}
    ],
    "a normal fact of another name": [{"rule": "fact", "name": "normal-half-plane"}],
    "an indicator of a weaker event": [
        assume(x > 1),
        {"rule": "indicator", "from": [0], "formula": A, "truth": True},
    ],
    "an indicator that is maybe": [
        assume(A),
        {"rule": "indicator", "from": [0], "formula": A, "truth": 1},
    ],
}
