"""A step of a proof may have hypotheses that contradict each other: everything follows from them.
A goal that stands by itself says nothing then.
"""

from __future__ import annotations

from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.judge import Judge
from steepest.proofs.vocabulary import Verdict

EMPTY = Goal.of(("<=", "x", "y"), [("<", "x", "y"), ("<", "y", "x")])


def test_a_step_follows_from_a_contradiction():
    assert Judge().decide(EMPTY, step=True).verdict == Verdict.PROVED


def test_a_goal_of_its_own_does_not():
    assert Judge().decide(EMPTY).verdict == Verdict.UNDECIDED


def test_a_step_that_does_not_follow_is_not_proved():
    false = Goal.of(("<=", "x", "y"), [("<", "y", "x")])
    assert Judge().decide(false, step=True).verdict == Verdict.REFUTED
