"""Olympiad inequalities of public lists: what is proved is accepted by the checker, and a constant
one thousandth too sharp is never proved."""

from __future__ import annotations

import json

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.scalar import decide, exact
from steepest.proofs.engine.scalar.roots import without_roots
from steepest.proofs.engine.work import Budget
from steepest.proofs.vocabulary import Verdict

from .suites import Problem, problems

PROBLEMS = problems("olympiad")
KNOWN = [one for one in PROBLEMS if not one.open]
LONG = {"ChenNEQ-P32"}  # by the long search alone
SMALL = [one for one in KNOWN if "MO-INT" not in one.name and one.name not in LONG]
SHARP = [one for one in SMALL if "P57" not in one.name]  # its constant is not the best one
named = lambda one: one.name  # noqa: E731


def goal(problem: Problem) -> Goal:
    return problem.asked().goal


def sharper(problem: Problem) -> Goal:
    left, right = problem.claim.split("<=")
    return goal(problem._replace(claim=f"1001/1000*({left}) <= {right}"))


def test_the_sample_is_large_enough():
    assert len(PROBLEMS) >= 40
    assert len(KNOWN) >= 0.6 * len(PROBLEMS)


def shown(wanted: Goal) -> dict | None:
    """A certificate by products and squares, after tangent forms have replaced roots."""
    found = exact.quick(wanted) or exact.squares(wanted)
    if found is None:
        for reduction in without_roots(wanted, Budget(20.0)):
            inner = exact.squares(reduction.goals[0])
            if inner is not None:
                return reduction.certificate([inner])
    return found


@pytest.mark.parametrize("problem", SMALL[::3], ids=named)
def test_a_certificate_is_found_and_accepted(problem):
    certificate = shown(goal(problem))
    assert certificate is not None
    outcome = recheck(json.loads(json.dumps(certificate)))
    assert outcome.ok, outcome.reason


@pytest.mark.parametrize("problem", SHARP[1::6], ids=named)
def test_a_sharper_constant_is_not_proved(problem):
    assert shown(sharper(problem)) is None


@pytest.mark.slow
@pytest.mark.parametrize("problem", KNOWN, ids=named)
def test_the_judge_decides(problem):
    evidence = decide(goal(problem))
    assert evidence.verdict == Verdict.PROVED, evidence.detail
    assert recheck(json.loads(json.dumps(evidence.certificate))).ok


@pytest.mark.slow
@pytest.mark.parametrize("problem", KNOWN[:40], ids=named)
def test_the_judge_refutes_a_sharper_constant(problem):
    evidence = decide(sharper(problem))
    assert evidence.verdict == Verdict.REFUTED, evidence.detail
    assert recheck(json.loads(json.dumps(evidence.witness))).ok
