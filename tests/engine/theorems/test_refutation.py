"""Statements that no point refutes are refuted by the theorem of their negation."""

from __future__ import annotations

import copy

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.theorems import NotProved, conj, exists, forall, nats, reals, term
from steepest.proofs.vocabulary import Evidence, Verdict
from steepest.verify.recheck.shown import leaves

C, D, x, y = reals("C D x y")
BOUNDED = exists(C)(forall(x)(x**2 <= C))
SLOPE = exists(C, D)(conj(D > 0, forall(x)(conj(x > 0, x < D) >> (x <= C * x**2))))


def judged(says, check, **more):
    return Judge().about(says, **more).established(check)


def no_bound(judge):
    k = judge.refutation()
    (bound,) = k.inside(C)
    return k.qed(k.falsehood(k.at(bound, C**2 + 1)))


def no_slope(judge):
    k = judge.refutation()
    positive, bound = k.inside(C, D)
    small = D / (1 + D + D * abs(C))
    nonzero = k.arith(1 + D + D * abs(C) != 0, positive)
    return k.qed(k.falsehood(k.use(k.at(bound, small, defined=[nonzero]), positive), positive))


@pytest.mark.parametrize(("says", "check"), [(BOUNDED, no_bound), (SLOPE, no_slope)])
def test_some_constant_works(says, check):
    found = judged(says, check)
    assert found.verdict == Verdict.REFUTED
    assert found.method.startswith("theorem of the negation")
    outcome = recheck(found.witness)
    assert outcome.ok, outcome.reason
    assert outcome.shows == (f"false: {says!r}",)
    assert [leaf.sort for leaf in leaves(found.witness)] == ["statement"]


def test_the_negation_of_another_statement():
    found = judged(BOUNDED, no_bound)
    other = SLOPE.node
    from steepest.proofs.checker.formal import to_json

    for change in (
        {"statement": to_json(other)},
        {"statement": to_json((~BOUNDED).node)},
        {"certificate": judged(SLOPE, no_slope).witness["certificate"]},
        {"certificate": found.witness},
        {"more": 1},
    ):
        assert not recheck(found.witness | change).ok
    proof = copy.deepcopy(found.witness)
    proof["certificate"]["lines"].pop()
    assert not recheck(proof).ok
    with pytest.raises(TypeError, match="another statement"):
        judged(SLOPE, lambda judge: found)
    with pytest.raises(TypeError, match="another statement"):
        judged(SLOPE, lambda judge: Evidence(Verdict.REFUTED, "", "x", witness={"kind": "x"}))


def test_a_true_statement_is_not_refuted():
    true = exists(C)(forall(x)(x**2 >= C))

    def check(judge):
        k = judge.refutation()
        (bound,) = k.inside(C)
        return k.qed(k.falsehood(k.at(bound, C**2 + 1)))

    found = judged(true, check)
    assert found.verdict == Verdict.UNDECIDED


def test_what_is_asked_of_a_refutation():
    k = Judge().about(BOUNDED).refutation()
    (bound,) = k.inside(C)
    with pytest.raises(NotProved, match="no inequality to deny"):
        k.falsehood(k.claim)
    with pytest.raises(NotProved, match="no statement of existence"):
        k.inside(C, D)
    with pytest.raises(TypeError, match="no formal statement"):
        Judge().refutation()
    assert bound


def test_theorems_of_other_claims_are_repeated():
    """A witness calls no claim: it holds the proof of the lemma (Bernoulli's inequality) itself."""
    t = nats("t")

    def no_power(judge):
        k = judge.refutation()
        (bound,) = k.inside(C)
        large = k.above(abs(C), t)
        lemma = k.at(k.use(k.by("book.bernoulli", 1), k.arith(term(1) >= -1)), t)
        return k.qed(k.falsehood(k.at(bound, t), lemma, large))

    found = judged(exists(C)(forall(t)((term(1) + 1) ** t <= C)), no_power)
    assert found.verdict == Verdict.REFUTED
    assert recheck(found.witness).ok
    assert not any(line["rule"] == "claim" for line in found.witness["certificate"]["lines"])
