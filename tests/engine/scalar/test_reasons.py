"""What an undecided goal says: its mathematics, never an engine's exception."""

from __future__ import annotations

import pytest
from steepest.proofs.engine.scalar.stages.reasons import reason

from .ask import goal, settled


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("exp(-1/x**2) <= 5*x**8", ("x > 0",), "unbounded in x: no bound for the tail was found"),
        ("exp(x) >= E*x", ("x > 0", "x < 2"), "the two sides meet at x = 1"),
        ("exp(x) > 0.99*exp(x)", ("x > 0", "x < 2"), "the two sides come within 0.005"),
        ("x**4 + y**4 >= x*y - 1/8", (), "no products of the hypotheses and squares were found"),
    ],
)
def test_the_reason_is_mathematical(text, where, said):
    told = reason(
        goal(text, *where), ["work: TypeError: 'x'", "ValueError", "smt: TooLarge: a sum"]
    )
    assert said in told
    assert "Error" not in told
    assert told.endswith("z3: a sum")


def test_an_equation_without_words_of_an_engine():
    assert reason(goal("sin(x) == cos(x)"), ["TypeError: 'x'"]) == "no engine applies"


def test_work_that_is_used_up_is_said_once_and_last():
    told = reason(goal("exp(x) >= 1"), ["out of time", "the child process died", "out of time"])
    assert told.count("the budget of work is used up") == 1
    assert told.endswith("the budget of work is used up")


def test_what_the_judge_says():
    evidence = settled("exp(-1/x**2) <= 5*x**8", "x > 0", seconds=1)
    assert "unbounded in x" in evidence.detail
