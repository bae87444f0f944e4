"""A check that asks one case of its sentence refutes it or leaves it open."""

from __future__ import annotations

import pytest
from steepest.proofs import reals, registry
from steepest.proofs.engine.judge import Judge
from steepest.proofs.vocabulary import Claim, Mutant, Source, Verdict
from steepest.verify.recheck.binding import mismatches

HERE = Source("test", "one case")


def squares_are_small(judge, most=3):
    """x^2 <= 3 for every x; asked at x = 2."""
    x = reals("x")
    return judge.holds(x**2 <= most, where=[x >= 2, x <= 2])


@pytest.fixture
def claim():
    return Claim("case.squares", HERE, squares_are_small, case=True)


def test_a_counterexample_refutes(claim):
    assert claim(Judge()).verdict == Verdict.REFUTED
    claim.mutant("two", most=2)
    assert claim.mutants[0](Judge()).verdict == Verdict.REFUTED


def test_a_case_that_holds_shows_nothing(claim):
    found = Mutant("four", squares_are_small, {"most": 4}, case=True)(Judge())
    assert found.verdict == Verdict.UNDECIDED
    assert found.certificate is None
    assert "nothing about the others" in found.detail


def test_a_stored_proof_of_a_case_is_no_proof(claim, monkeypatch):
    squares = Claim("case.squares", HERE, lambda judge: squares_are_small(judge, 4))
    evidence = squares(Judge())
    assert evidence.verdict == Verdict.PROVED
    record = {"id": squares.id, "verdict": "PROVED", "certificate": evidence.certificate}
    squares.case = True
    monkeypatch.setitem(registry._claims, squares.id, squares)
    problems = " ".join(mismatches(record, None))
    assert "mis-worded: its certificates stand for UNDECIDED" in problems


def test_the_claims_that_are_checked_at_a_case():
    """None of them rests on a theorem of its statement, and none says what is missing."""
    cases = [one for one in registry.claims().values() if one.case]
    assert len(cases) > 50
    assert not [one.id for one in cases if one.says is not None or one.missing]
