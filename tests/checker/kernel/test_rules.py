"""Each rule does what its fraction says; theorems cannot be made or changed from outside."""

from __future__ import annotations

import pytest
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import alike, show
from steepest.proofs.checker.kernel import Theorem
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    conj,
    disj,
    exists,
    forall,
    indicator,
    integrable,
    nats,
    negation,
    randoms,
    reals,
    samples,
    sequences,
    sum_over,
)

from .derive import assume, lines

x, y, z = reals("x y z")
t, s, n = nats("t s n")
f, g = sequences("f g")
w = samples("w")
X, Y = randoms("X Y")
A, B, C = x > 0, y > 0, z > 0


def last(*entries, **more):
    return lines(*entries, **more)[-1]


def test_assume_and_discharge():
    made = last(assume(A), {"rule": "discharge", "from": [0], "formula": A})
    assert show(made.conclusion) == "x > 0 implies x > 0"
    assert made.hypotheses == ()


def test_apply():
    made = last(assume(A >> B), assume(A), {"rule": "apply", "from": [0, 1]})
    assert show(made.conclusion) == "y > 0"
    assert len(made.hypotheses) == 2


def test_conjunction():
    both = [assume(A), assume(B), {"rule": "together", "from": [0, 1]}]
    assert show(last(*both).conclusion) == "x > 0 and y > 0"
    assert show(last(*both, {"rule": "part", "from": [2], "index": 1}).conclusion) == "y > 0"


def test_disjunction_and_cases():
    entries = [
        assume(disj(A, B)),
        assume(A),
        {"rule": "either", "from": [1], "formula": disj(B, A)},
        assume(B),
        {"rule": "either", "from": [3], "formula": disj(B, A)},
        {"rule": "cases", "from": [0, 2, 4]},
    ]
    made = last(*entries)
    assert show(made.conclusion) == "y > 0 or x > 0"
    assert [show(one) for one in made.hypotheses] == ["x > 0 or y > 0"]


def test_negation():
    made = last(
        assume(A),
        assume(negation(A)),
        {"rule": "contradiction", "from": [0, 1], "formula": x - x < 0},
    )
    assert show(made.conclusion) == "x - x < 0"
    assert show(last({"rule": "excluded-middle", "formula": A}).conclusion) == (
        "x > 0 or not (x > 0)"
    )


def test_for_all_and_back():
    made = last(
        assume(forall(x)(x**2 >= 0)),
        {"rule": "specialize", "from": [0], "term": y + 1},
        {"rule": "generalize", "from": [1], "name": "y"},
    )
    assert alike(made.conclusion, forall(z)((z + 1) ** 2 >= 0).node)


def test_instances_that_may_be_undefined_need_a_premise():
    made = last(
        assume(forall(x)(x**2 >= 0)),
        assume(y != 0),
        {"rule": "specialize", "from": [0, 1], "term": 1 / y},
    )
    assert show(made.conclusion) == "(1/y)**2 >= 0"


def test_functions_are_put_in():
    everywhere = forall(f)(f(0) <= f(1))
    made = last(
        assume(everywhere),
        {"rule": "specialize", "from": [0], "term": ["lambda", ["s"], ["*", "s", "x"]],
         "sorts": {"x": "real"}},
    )  # fmt: skip
    assert show(made.conclusion) == "0*x <= 1*x"


def test_existence():
    square = exists(x)(x**2 == 4)
    made = last(
        {"rule": "arithmetic", "formula": x**2 >= 0, "certificate": SQUARE},
        assume(exists(y)(y > 3)),
        assume(x > 3),
        {"rule": "exhibit", "from": [2], "formula": exists(z)(z > 3), "term": x},
        {"rule": "obtain", "from": [1, 3], "name": "x"},
    )
    assert show(made.conclusion) == "there is real z: z > 3"
    assert square.sorts == {}


SQUARE = {
    "kind": "smt",
    "goal": {"variables": ["x"], "where": [], "claim": [">=", ["^", "x", "2"], "0"]},
    "axioms": [],
}


def test_rewriting_by_an_equation():
    made = last(
        assume(f(t) == x),
        assume(f(t) ** 2 + f(t) <= 2 * f(t)),
        {"rule": "rewrite", "from": [0, 1], "formula": x**2 + f(t) <= 2 * x},
    )
    assert show(made.conclusion) == "x**2 + f(t) <= 2*x"


def test_induction():
    inv = f(t) <= g(t)
    made = last(
        assume(f(0) <= g(0)),
        assume(forall(t)((f(t) <= g(t)) >> (f(t + 1) <= g(t + 1)))),
        assume(inv),
        {"rule": "specialize", "from": [1], "term": t},
        {"rule": "apply", "from": [3, 2]},
        {"rule": "induction", "from": [0, 4], "name": "t", "formula": inv},
    )
    assert show(made.conclusion) == "for all natural t: f(t) <= g(t)"
    assert len(made.hypotheses) == 2


def test_strong_induction_and_the_least_number():
    inv = f(t) >= 0
    before = forall(s)((s < t) >> (f(s) >= 0))
    step = assume(forall(t)(before >> inv))
    made = last(
        step,
        {"rule": "specialize", "from": [0], "term": t},
        assume(before),
        {"rule": "apply", "from": [1, 2]},
        {"rule": "strong-induction", "from": [3], "name": "t", "formula": inv},
    )
    assert show(made.conclusion) == "for all natural t: f(t) >= 0"
    first = last(assume(exists(t)(f(t) > 1)), {"rule": "least", "from": [0]})
    assert alike(
        first.conclusion,
        exists(t)(conj(f(t) > 1, forall(s)((s < t) >> negation(f(s) > 1)))).node,
    )


def test_powers_and_sums():
    assert show(last({"rule": "power-zero", "term": x + 1}).conclusion) == "(x + 1)**0 == 1"
    step = last({"rule": "power-step", "term": x, "count": t, "sorts": {"x": "real", "t": "nat"}})
    assert show(step.conclusion) == "x**(t + 1) == x**t*x"
    body = f(s) * x
    sorts = {"x": "real", "n": "nat", "f": ["function", ["nat"], "real"]}
    total = last(
        {"rule": "sum-step", "name": "s", "count": n, "term": body, "sorts": sorts},
    )
    whole = sum_over(s, n, body)
    assert alike(total.conclusion, (sum_over(s, n + 1, body) == whole + f(n) * x).node), (
        total.conclusion
    )


def test_expectation():
    exist = [assume(integrable(E(w, X(w)))), assume(integrable(E(w, Y(w))))]
    made = last(
        *exist,
        {"rule": "expect-linear", "from": [0, 1], "name": "w", "a": x, "f": X(w), "b": y,
         "g": Y(w), "sorts": {"x": "real", "y": "real",
                              "X": ["function", ["sample"], "real"],
                              "Y": ["function", ["sample"], "real"]}},
    )  # fmt: skip
    assert show(made.conclusion) == "E[w](x*X(w) + y*Y(w)) == x*E[w](X(w)) + y*E[w](Y(w))"
    less = last(
        *exist,
        assume(forall(w)(X(w) <= Y(w))),
        {"rule": "expect-monotone", "from": [2, 0, 1]},
    )
    assert show(less.conclusion) == "E[w](X(w)) <= E[w](Y(w))"
    sure = last({"rule": "expect-constant", "name": "w", "term": x})
    assert show(sure.conclusion) == "E[w](x) == x"
    one = last(assume(A), {"rule": "indicator", "from": [0], "formula": A, "truth": True})
    assert one.conclusion == (indicator(A) == 1).node
    assert show(Prob(w, X(w) > x).node) == "Prob[w](X(w) > x)"


def test_a_theorem_is_made_by_a_rule_only():
    with pytest.raises(Rejected, match="made by a rule"):
        Theorem(object(), (), A.node, {"x": "real"}, frozenset(), frozenset())
    made = last(assume(A))
    with pytest.raises(AttributeError):
        made.hypotheses = ()
    with pytest.raises(AttributeError):
        del made.conclusion
