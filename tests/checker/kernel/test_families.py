"""Functions of families: substitution, equality up to bound names, the two rules, models."""

from __future__ import annotations

import random

import pytest
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import alike, canonical, free, put, show
from steepest.proofs.checker.formal.counterexample import refuted, satisfied
from steepest.proofs.checker.formal.defined import obligations
from steepest.proofs.checker.formal.reading import from_json, to_json
from steepest.proofs.checker.formal.tex import tex
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.theorems import (
    Lambda,
    Proof,
    conj,
    deriv,
    family,
    forall,
    functions,
    given,
    log,
    nats,
    negation,
    reals,
    sequences,
    sum_over,
)

x, y = reals("x y")
i, j, n = nats("i j n")
a, b = sequences("a b")
loss = functions("loss", family())
pair = functions("pair", family(2), "real")
f = functions("f", "real")


def entries(body, *indices):
    return Lambda(indices or (i,), body)


def test_bound_indices_do_not_matter():
    assert alike(loss(entries(a(i))).node, loss(entries(a(j), j)).node)
    assert not alike(loss(entries(a(i))).node, loss(entries(a(j), i)).node)
    one, other = pair(entries(i * j, i, j), x), pair(entries(j * i, j, i), x)
    assert alike(one.node, other.node)
    assert not alike(one.node, pair(entries(i * j, j, i), x).node)
    assert free(loss(entries(a(i) * x + j)).node) == {"loss", "a", "x", "j"}


def test_putting_in_captures_nothing():
    node = loss(entries(i + x)).node
    assert alike(put(node, {"x": "i"}), loss(entries(j + i, j)).node)
    assert put(node, {"i": "j"}) == node
    square = ("lambda", ("z",), ("^", ("apply", "z", "n"), to_number(2)))
    assert put(node, {"loss": square}) == ("^", ("+", "n", "x"), to_number(2))
    # the functional is given by a sum over the name that the entries have free
    total = ("lambda", ("z",), sum_over(i, n, functions("z", "nat")(i)).node)
    made = put(loss(entries(j * i, j)).node, {"loss": total})
    assert alike(made, sum_over(j, n, j * i).node)


def to_number(value):
    return from_json(str(value))


def test_all_entries_have_to_be_defined():
    assert obligations(loss(entries(log(a(i)))).node) == [forall(i)(a(i) > 0).node]
    assert obligations(loss(entries(a(i))).node) == []


def test_shown_and_read_back():
    term = pair(entries(a(i) * j, i, j), x)
    assert show(term.node) == "pair((i, j) -> a(i)*j, x)"
    assert r"\left[a\left(i\right)\,j\right]_{i,j}" in tex(term.node)
    assert from_json(to_json(term.node)) == term.node
    assert canonical(from_json(to_json(term.node))) == canonical(term.node)
    says = forall(loss, a)(loss(entries(a(i))) == 0)
    assert show(says.node).startswith("for all function(sequence) -> real loss, sequence a:")


def test_a_loss_does_not_change_when_the_entries_are_equal():
    says = forall(loss, a, b)(
        forall(i)(a(i) == b(i)) >> (loss(entries(2 * a(i))) == loss(entries(b(i) + b(i))))
    )
    k = Proof(Judge(), says)
    here = k.arith(2 * a(i) == b(i) + b(i), k.at(k.given[0], i))
    assert k.qed(k.same_family(k.target, k.for_all(here, i))).verdict == "PROVED"


def test_the_derivative_of_a_loss_that_is_differentiable():
    """d/dy loss(y a) at 1 is <gradient, a>, from the definition of the gradient along curves."""
    curve, g = functions("curve", "nat", "real"), sequences("g")
    along = forall(curve, b, x)(
        given(
            forall(i)((i < n) >> (curve(i, x) == a(i))),
            forall(i)((i < n) >> (deriv(y, curve(i, y), x) == b(i))),
        )
        >> (deriv(y, loss(entries(curve(i, y))), x) == sum_over(i, n, g(i) * b(i)))
    )
    says = forall(loss, a, g, n)(
        along >> (deriv(y, loss(entries(y * a(i))), 1) == sum_over(i, n, g(i) * a(i)))
    )
    k = Proof(Judge(), says)
    moved = k.at(k.given[0], Lambda((i, y), y * a(i)), a, 1)
    place = k.for_all(k.discharge(k.arith(1 * a(i) == a(i)), i < n), i)
    slope = k.arith(deriv(y, y * a(i), 1) == a(i), k.derivative(deriv(y, y * a(i), 1)))
    slopes = k.for_all(k.discharge(slope, i < n), i)
    assert k.qed(k.apply(moved, place, slopes)).verdict == "PROVED"


def test_a_derivative_is_local():
    """The modulus has the derivative 1 at every positive point."""
    says = forall(x)((x > 0) >> (deriv(y, abs(y), x) == 1))
    k = Proof(Judge(), says)
    (positive,) = k.given
    inside = k.assume(conj(0 < y, y < x + 1))
    same = k.for_all(k.discharge(k.arith(abs(y) == y, inside), conj(0 < y, y < x + 1)), y)
    known = k.arith(deriv(y, y, x) == 1, k.derivative(deriv(y, y, x)))
    order = [k.arith(0 < x, positive), k.arith(x < x + 1)]
    assert k.qed(k._line("derivative-of-equal", same, *order, known)).verdict == "PROVED"


MODEL = {
    "values": {"n": "2"},
    "functions": {
        "loss": {"of": ["z"], "is": ["+", ["apply", "z", "0"], ["*", "2", ["apply", "z", "1"]]]},
        "a": {"table": ["1", "3"]},
    },
}


def test_models_of_functions_of_families():
    says = forall(loss, a, n)(given(loss(entries(a(i) + 1)) == 10) >> (loss(entries(a(i))) == 8))
    data = {"kind": "model", "statement": to_json(says.node)} | MODEL
    assert refuted(data) == says.node
    assert satisfied(data) == says.node


def test_a_family_without_an_entry_has_no_value_in_a_model():
    """Not even for a function that asks for no entry of it."""
    of = Lambda((i,), 1 / (x - x))
    data = {"kind": "model", "values": {"x": "0"}, "functions": {"loss": {"of": ["z"], "is": "0"}}}
    says = forall(x, loss)(negation(loss(of) == loss(of)))
    with pytest.raises(Rejected, match="undefined"):
        refuted(data | {"statement": to_json(says.node)})


def test_a_matrix_of_a_family_in_a_model():
    sort = ["function", [["function", ["nat"], "real"]], ["matrix", "2", "2"]]
    entry = ["lambda", ["i"], "i"]
    claim = ["==", ["trace", ["apply", "F", entry]], "0"]
    data = {"kind": "model", "statement": ["forall", "F", sort, claim]}
    assert refuted(data | {"functions": {"F": {"of": ["u"], "is": ["identity", "2"]}}})
    with pytest.raises(Rejected, match="true"):
        refuted(data | {"functions": {"F": {"of": ["u"], "is": ["zeros", "2", "2"]}}})


@pytest.mark.parametrize("seed", range(40))
def test_equal_families_have_equal_values_in_random_models(seed):
    """The rule's conclusion at random losses and families, evaluated by the model."""
    source = random.Random(seed)
    number = lambda: str(source.randint(-4, 4))  # noqa: E731
    weights = [number() for _ in range(3)]
    body = ["+", *(["*", w, ["^", ["apply", "z", str(k)], source.choice("123")]]
                   for k, w in enumerate(weights))]  # fmt: skip
    says = forall(loss, a, x, n)(
        loss(entries((a(i) + x) ** 2)) != loss(entries(a(i) ** 2 + 2 * a(i) * x + x**2))
    )
    data = {
        "kind": "model",
        "statement": to_json(says.node),
        "values": {"n": number().strip("-"), "x": number()},
        "functions": {"loss": {"of": ["z"], "is": body}, "a": {"table": [number(), number()]}},
    }
    assert refuted(data) == says.node
