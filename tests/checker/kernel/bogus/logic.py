"""Logic: quantifiers, connectives, equations."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    E,
    conj,
    disj,
    exists,
    forall,
    log,
    negation,
    sqrt,
    sum_over,
)

from ..derive import assume
from .words import (
    NAT,
    SEQ,
    VAR,
    A,
    B,
    C,
    X,
    arith,
    f,
    g,
    generalize,
    h,
    n,
    s,
    smt,
    specialize,
    t,
    w,
    x,
    y,
    z,
)

LOGIC: dict[str, list[dict[str, Any]]] = {
    "modus ponens with another premise": [
        assume(A >> B),
        assume(C),
        {"rule": "apply", "from": [0, 1]},
    ],
    "modus ponens backwards": [assume(A >> B), assume(B), {"rule": "apply", "from": [0, 1]}],
    "modus ponens from a conjunction": [
        assume(conj(A, B)),
        assume(A),
        {"rule": "apply", "from": [0, 1]},
    ],
    "affirming a weaker premise": [
        assume((x > 1) >> B),
        assume(A),
        {"rule": "apply", "from": [0, 1]},
    ],
    "a part that is not there": [assume(conj(A, B)), {"rule": "part", "from": [0], "index": 2}],
    "a negative part": [assume(conj(A, B)), {"rule": "part", "from": [0], "index": -1}],
    "a part that is true and false": [
        assume(conj(A, B)),
        {"rule": "part", "from": [0], "index": True},
    ],
    "a part of a disjunction": [assume(disj(A, B)), {"rule": "part", "from": [0], "index": 0}],
    "a part of an implication": [assume(A >> B), {"rule": "part", "from": [0], "index": 1}],
    "a conjunction of nothing": [{"rule": "together", "from": []}],
    "either of others": [assume(A), {"rule": "either", "from": [0], "formula": disj(B, C)}],
    "either as a conjunction": [assume(A), {"rule": "either", "from": [0], "formula": conj(A, B)}],
    "cases that miss one": [
        assume(disj(A, B, C)),
        assume(z > 1),
        {"rule": "cases", "from": [0, 1, 1]},
    ],
    "cases without a cover": [assume(A), assume(B), {"rule": "cases", "from": [0, 1]}],
    "cases that end differently": [
        assume(disj(A, B)),
        assume(A),
        assume(B),
        {"rule": "cases", "from": [0, 1, 2]},
    ],
    "cases of a conjunction": [assume(conj(A, B)), assume(C), {"rule": "cases", "from": [0, 1, 1]}],
    "no contradiction": [
        assume(A),
        assume(negation(B)),
        {"rule": "contradiction", "from": [0, 1], "formula": C},
    ],
    "two facts are no contradiction": [
        assume(A),
        assume(B),
        {"rule": "contradiction", "from": [0, 1], "formula": C},
    ],
    "a contradiction the wrong way round": [
        assume(negation(A)),
        assume(A),
        {"rule": "contradiction", "from": [0, 1], "formula": C},
    ],
    "negating without falsehood": [assume(A), {"rule": "negate", "from": [0], "formula": B}],
    "negating by 1 < 0 that is not the falsehood": [
        assume(x < x),
        {"rule": "negate", "from": [0], "formula": A},
    ],
    "generalizing an assumed name": [assume(A), generalize("x")],
    "generalizing over two hypotheses": [
        assume(A),
        assume(x < 1),
        {"rule": "together", "from": [0, 1]},
        generalize("x", 2),
    ],
    "generalizing without a sort": [assume(A), generalize("y")],
    "generalizing with another sort": [
        assume(A),
        {"rule": "discharge", "from": [0], "formula": A},
        {"rule": "generalize", "from": [1], "name": "x", "sorts": {"x": NAT}},
    ],
    "an instance of an existence": [assume(exists(x)(A)), specialize(y)],
    "an instance of an implication": [assume(A >> B), specialize(y)],
    "a real for a natural number": [assume(forall(t)(f(t) >= 0)), specialize(x)],
    "one half for a natural number": [assume(forall(t)(f(t) >= 0)), specialize(["/", "1", "2"])],
    "a negative number for a natural one": [assume(forall(t)(f(t) >= 0)), specialize("-1")],
    "t - 1 for a natural number": [assume(forall(t)(f(t) >= 0)), specialize(s - 1)],
    "a quotient for a natural number": [assume(forall(t)(f(t) >= 0)), specialize(s / 2)],
    "1/y undefined": [assume(forall(x)(x**2 >= 0)), specialize(1 / y)],
    "log y undefined": [assume(forall(x)(x**2 >= 0)), specialize(log(y))],
    "root of y undefined": [assume(forall(x)(x**2 >= 0)), specialize(sqrt(y))],
    "1/y with a premise about z": [
        assume(forall(x)(x**2 >= 0)),
        assume(z != 0),
        specialize(1 / y, 0, 1),
    ],
    "1/y with the premise y >= 0": [
        assume(forall(x)(x**2 >= 0)),
        assume(y >= 0),
        specialize(1 / y, 0, 1),
    ],
    "a root inside a power": [assume(forall(x)(x >= x)), specialize(sqrt(y) ** 2)],
    "an expectation that may not exist": [assume(forall(x)(x >= x)), specialize(E(w, X(w)))],
    "a sum of undefined terms": [assume(forall(x)(x >= x)), specialize(sum_over(s, n, 1 / f(s)))],
    "a sample for a real": [assume(forall(x)(A)), specialize("w", sorts={"w": "sample"})],
    "a real for a sample": [assume(forall(w)(X(w) > 0)), specialize(x)],
    "a sequence for a real": [assume(forall(x)(A)), specialize("f", sorts={"f": SEQ})],
    "a real for a sequence": [assume(forall(f)(f(0) >= 0)), specialize(x)],
    "a random variable for a sequence": [
        assume(forall(f)(f(0) >= 0)),
        specialize("X", sorts={"X": VAR}),
    ],
    "a function that may be undefined": [
        assume(forall(f)(f(0) >= f(0))),
        specialize(["lambda", ["s"], ["/", "1", "s"]]),
    ],
    "a function of too many arguments": [
        assume(forall(f)(f(0) >= 0)),
        specialize(["lambda", ["s", "r"], "s"]),
    ],
    "a function with one argument twice": [
        assume(forall(f)(f(0) >= 0)),
        specialize(["lambda", ["s", "s"], "s"]),
    ],
    "exhibiting another instance": [
        assume(A),
        {"rule": "exhibit", "from": [0], "formula": exists(z)(z > 1), "term": x},
    ],
    "exhibiting an undefined value": [
        assume(forall(x)(x >= x)),
        assume(1 / y >= 1 / y),
        {"rule": "exhibit", "from": [1], "formula": exists(z)(z >= 1 / y), "term": sqrt(y)},
    ],
    "exhibiting for all": [
        assume(A),
        {"rule": "exhibit", "from": [0], "formula": forall(z)(z > 0), "term": x},
    ],
    "exhibiting a real as a natural number": [
        assume(x >= 0),
        {"rule": "exhibit", "from": [0], "formula": exists(s)(s >= 0), "term": x},
    ],
    "obtaining a name that stays": [
        assume(exists(x)(A)),
        assume(y > 0),
        {"rule": "obtain", "from": [0, 1], "name": "y"},
    ],
    "obtaining a name of another hypothesis": [
        assume(exists(y)(B)),
        assume(A),
        assume(x < 5),
        {"rule": "together", "from": [1, 2]},
        arith(z == z, smt(z == z, names="z"), 3),
        {"rule": "obtain", "from": [0, 4], "name": "x"},
    ],
    "obtaining from a statement for all": [
        assume(forall(x)(A)),
        assume(C),
        {"rule": "obtain", "from": [0, 1], "name": "y"},
    ],
    "putting in a function that ignores an undefined argument": [
        assume(forall(h)(negation(h(1 / x) == h(1 / x)))),
        specialize(["lambda", ["z"], "1"]),
    ],
    "exhibiting a function that ignores an undefined argument": [
        assume(x == x),
        {
            "rule": "exhibit",
            "from": [0],
            "formula": exists(h)(h(1 / x) == h(1 / x)),
            "term": ["lambda", ["z"], "x"],
        },
    ],
    "obtaining a name that reads like the mark of a bound one": [
        assume(exists(x)(forall(y)(x <= y * y))),
        assume(forall(y)(y <= y * y)),
        {"rule": "obtain", "from": [0, 1], "name": "@0"},
    ],
    "exhibiting a name that reads like the mark of a bound one": [
        assume(forall(y)(y <= y * y)),
        {
            "rule": "exhibit",
            "from": [0],
            "formula": exists(x)(forall(y)(x <= y * y)),
            "term": "@0",
            "sorts": {"@0": "real"},
        },
    ],
    "obtaining with another sort": [
        assume(exists(x)(A)),
        assume(t > 0),
        {"rule": "discharge", "from": [1], "formula": t > 0},
        assume(t > 0),
        {"rule": "apply", "from": [2, 3]},
        {"rule": "obtain", "from": [0, 4], "name": "t"},
    ],
    "rewriting one side only": [
        assume(x == y),
        assume(x > z),
        {"rule": "rewrite", "from": [0, 1], "formula": z > y},
    ],
    "rewriting by an inequality": [
        assume(x <= y),
        assume(x > z),
        {"rule": "rewrite", "from": [0, 1], "formula": y > z},
    ],
    "rewriting under a binder that captures": [
        assume(x == y),
        assume(exists(y)(y > x)),
        {"rule": "rewrite", "from": [0, 1], "formula": exists(y)(y > y)},
    ],
    "rewriting what a binder binds": [
        assume(x == 1),
        assume(forall(x)(x >= x)),
        {"rule": "rewrite", "from": [0, 1], "formula": forall(x)(x >= 1)},
    ],
    "rewriting by an equation under a binder": [
        assume(f(t) == 0),
        assume(forall(t)(f(t) >= 0)),
        {"rule": "rewrite", "from": [0, 1], "formula": forall(t)(f(0) - f(0) >= 0)},
    ],
    "rewriting a function name": [
        assume(f(t) == g(t)),
        assume(f(s) > 0),
        {"rule": "rewrite", "from": [0, 1], "formula": g(s) > 0},
    ],
    "one name with two sorts": [
        assume(x > 0),
        {"rule": "assume", "formula": A, "sorts": {"x": NAT}},
        {"rule": "together", "from": [0, 1]},
    ],
}
