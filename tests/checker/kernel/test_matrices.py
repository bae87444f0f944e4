"""The matrix leaf on random matrices: what it accepts holds there, and models say so exactly."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from steepest.proofs.checker import prove, recheck
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import obligations, show, tex, to_json
from steepest.proofs.checker.formal.counterexample import refuted, satisfied
from steepest.proofs.checker.kernel import replay
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.theorems import (
    Lambda,
    NotProved,
    Proof,
    conj,
    family,
    forall,
    functions,
    given,
    nats,
    reals,
)
from steepest.proofs.engine.theorems.arrays import (
    array_sequences,
    arrays,
    eye,
    inner,
    norm,
    norm2,
    size,
    stated,
    tr,
    zeros,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.vocabulary import Verdict

U, V, P, Q = arrays("U: d1 x r, V: d2 x r, P: r x r, Q: r x r")
(W,) = array_sequences("W: r x r")
s, x = reals("s x")
t = nats("t")

TRUE = [
    forall(U, V)(norm2(U.T @ U - V.T @ V) + 2 * norm2(U @ V.T) == norm2(U.T @ U) + norm2(V.T @ V)),
    forall(U, V)(norm(U @ V.T) <= norm(U) * norm(V)),
    forall(P, Q)(norm(P + Q) <= norm(P) + norm(Q)),
    forall(P, Q)(inner(P, Q) ** 2 <= norm2(P) * norm2(Q)),
    forall(U)(tr(U.T @ U) ** 2 <= size("r") * norm2(U.T @ U)),
    forall(P, Q)((P @ Q == eye("r")) >> (Q @ P == eye("r"))),
    forall(s, P, Q)(given(P == s * Q, s**2 <= 4) >> (norm2(P) <= 4 * norm2(Q))),
    forall(P)(size("r") > 0),
    forall(P)(P + zeros("r", "r") == 2 * P - P),
]
FALSE = [
    forall(P, Q)(P @ Q == Q @ P),
    forall(U, V)(norm2(U.T @ U - V.T @ V) + norm2(U @ V.T) == norm2(U.T @ U) + norm2(V.T @ V)),
    forall(U)(2 * tr(U.T @ U) ** 2 <= size("r") * norm2(U.T @ U)),
    forall(P, Q)(2 * norm(P @ Q) <= norm(P) * norm(Q)),
    forall(P)(norm2(P) > 0),
]


@pytest.mark.parametrize("says", TRUE, ids=repr)
def test_what_is_true_for_all_sizes_is_a_theorem(says):
    k = Proof(Judge(), says)
    found = k.qed(k.matrix(k.target, *k.given))
    assert recheck(found.certificate).ok
    assert falsify(says, attempts=300) is None


@pytest.mark.parametrize("says", FALSE, ids=repr)
def test_what_is_false_is_neither_proved_nor_believed(says):
    k = Proof(Judge(), says)
    with pytest.raises(NotProved):
        k.qed(k.matrix(k.target, *k.given, amount=1.0))
    assert falsify(says, judge=Judge(), attempts=300).verdict == Verdict.REFUTED


def random_term(source, depth):
    """A random square matrix of P, Q and their sums and products."""
    if depth == 0:
        return source.choice([P, Q, eye("r"), zeros("r", "r")])
    a, b = random_term(source, depth - 1), random_term(source, depth - 1)
    kind = source.randrange(5)
    return [a + b, a - b, a @ b, a.T, source.randint(-2, 2) * a][kind]


@pytest.mark.parametrize("seed", range(12))
def test_random_identities_are_proved_exactly_where_no_model_denies_them(seed):
    source = random.Random(seed)
    a, b, c = (random_term(source, 2) for _ in range(3))
    # distributivity in a disguise, once with a mistake
    true = forall(P, Q)(tr((a + b) @ c.T) == inner(a, c) + inner(b, c))
    false = forall(P, Q)(tr((a + b) @ c.T) == inner(a, c) + inner(b, c) + norm2(P))
    k = Proof(Judge(), true)
    assert k.qed(k.matrix(k.target)).verdict == Verdict.PROVED
    k = Proof(Judge(), false)
    with pytest.raises(NotProved):
        k.matrix(k.target)
    assert falsify(false, attempts=200) is not None


def model(says, **data):
    return {"kind": "model", "statement": to_json(says.node), "values": {}, "functions": {}, **data}


def test_a_model_with_matrices_and_a_recurrence_of_matrices():
    run = forall(t)(W(t + 1) == P @ W(t))
    says = forall(P, W, t)(run >> (norm2(W(t)) <= norm2(W(0))))
    at = {"sizes": {"r": 1}, "matrices": {"P": [["2"]]}, "values": {"t": "3"}}
    starts = {"functions": {"W": {"start": [["1"]]}}}
    refuted(model(says, **(at | starts)))
    halves = {**at, "matrices": {"P": [["1/2"]]}}
    with pytest.raises(Rejected, match="true in the model"):
        refuted(model(says, **(halves | starts)))
    satisfied(model(says, **(halves | starts)))


@pytest.mark.parametrize(
    "data",
    [
        {"sizes": {"r": 0}},
        {"sizes": {"r": 2}, "matrices": {"P": [["1"]]}},
        {"sizes": {"r": 1}, "matrices": {"P": [["x"]]}},
        {"sizes": {"r": 1}, "matrices": {"P": []}},
        {"sizes": {"r": 1}},
        {"matrices": {"P": [["1"]]}},
        {"sizes": {"r": 2}, "matrices": {"P": [["1", "2"], ["3"]]}},
    ],
)
def test_a_model_that_does_not_fit_is_refused(data):
    says = forall(P)(norm2(P) > 100)
    refuted(model(says, sizes={"r": 1}, matrices={"P": [["1"]]}))
    with pytest.raises(Rejected):
        refuted(model(says, **data))


def test_a_size_with_the_name_of_a_variable_is_refused():
    r = reals("r")
    says = forall(r, P)((r == r) >> (P == P))
    k = Proof(Judge(), says)
    found = k.qed(k.matrix(P == P))
    with pytest.raises(Rejected, match="name of a variable"):
        replay(found.certificate, prove, {})


def test_a_size_with_the_name_of_an_index_is_refused():
    loss, r = functions("loss", family()), nats("r")
    of = loss(Lambda((r,), r * 1))
    k = Proof(Judge(), forall(loss, P)(conj(P == P, of <= of)))
    found = k.qed(k.both(k.matrix(P == P), k.arith(of <= of)))
    with pytest.raises(Rejected, match="name of a variable"):
        replay(found.certificate, prove, {})


def test_words_refuse_what_does_not_fit():
    for wrong in (lambda: U + V, lambda: U @ V, lambda: U == V, lambda: U @ 2, lambda: inner(U, V)):
        with pytest.raises(TypeError):
            wrong()
    with pytest.raises(TypeError):
        bool(U)
    with pytest.raises(TypeError):
        arrays("U d1 x r")


def test_statements_are_printed_and_defined():
    says = forall(s, U)(norm2(s * U) == s**2 * norm2(U))
    assert show(says.node) == ("for all real s, matrix(d1 x r) U: norm2(s*U) == s**2*norm2(U)")
    assert r"\left\|s\,U\right\|_F^2" in tex(says.node)
    assert obligations(((1 / x) * U).node) == [("!=", "x", Fraction(0))]


def test_what_the_engine_derives_is_what_is_stated():
    from steepest.proofs.engine.matrix import gradient, matrices
    from steepest.proofs.engine.matrix import norm2 as square

    A, M = matrices("A: d1 x r, M: d1 x r")
    (N,) = arrays("N: d1 x r")
    found = stated(gradient(square(A - M) / 2, A), {"A": U, "M": N})
    k = Proof(Judge(), forall(U, N)(found == U - N))
    assert k.qed(k.matrix(k.target)).verdict == Verdict.PROVED


def test_facts_hold_at_random_matrices():
    """The polar decomposition from the singular value decomposition: numerically, the statement as
    it stands in the kernel.
    """
    import numpy as np

    draw = np.random.default_rng(5)
    for n in (1, 2, 3, 5):
        g = draw.normal(size=(n, n)) @ np.diag(draw.integers(0, 2, n))  # singular ones as well
        left, values, right = np.linalg.svd(g)
        rotation, root = right.T @ left.T, np.diag(np.sqrt(values)) @ left.T
        assert np.allclose(rotation @ rotation.T, np.eye(n))
        assert np.allclose(g @ rotation, root.T @ root)


def test_a_theorem_lists_the_facts_it_rests_on():
    from steepest.proofs.checker.kernel.replay import line

    made = line({"rule": "fact", "name": "polar-decomposition", "sizes": {"n": "r"}}, [], prove, {})
    assert made.facts == {"polar-decomposition"}
    assert "G @ R == K.T @ K" in show(made.conclusion)
