"""Counterexamples: near misses, single points, boundaries, undefined points; confirmed, shrunk,
re-checked.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steepest.proofs.checker import recheck
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.scalar import decide
from steepest.proofs.engine.scalar.refute import Search, inside, shrink, violates
from steepest.proofs.engine.work import Budget
from steepest.proofs.vocabulary import Verdict

from .ask import goal, settled


@pytest.mark.parametrize(
    "case",
    [
        ("x*y <= (1/2 - 1/1000000000000)*(x**2 + y**2)",),
        ("sin(x) <= (1 - 1/1000000000000)*x", "x >= 0", "x <= 1"),
        ("exp(x) >= E*x + 1/1000000000000",),
        ("(x - 1/3)**2 != 0",),  # false at one point
        ("x**2 != 2",),  # false at irrational points
        ("x**3 - x - 1 != 0",),  # false where no radical of ours is
        ("exp(-x) != x",),
        ("x*(pi - x) < pi**2/4", "x >= 0", "x <= pi"),  # false at pi/2
        ("(x - 1)**2 + (y - x)**2 > 0",),
        ("sqrt(1 - x) <= 1", "x >= 0"),  # undefined beyond 1
        ("180*acos(7823207/7823209)/pi == 0",),
        ("s**2 > 1/2 or c**2 > 1/2", "s**2 + c**2 == 1", "s <= 0"),
        ("x**4 - 4*x**3 + 6*x**2 - 4*x + 1 > 1/1000000000",),
        ("(1 - e*m)**2 <= 1 - e*m", "m > 0", "e >= 0"),
    ],
    ids=lambda case: case[0],
)
def test_false(case):
    assert settled(*case).verdict == Verdict.REFUTED


def test_true_at_the_last_moment():
    """The sharp constant holds, the one undercut by 0.1 % does not."""
    assert settled("x + y <= sqrt(2)*sqrt(x**2 + y**2)").verdict == Verdict.PROVED
    assert settled("x + y <= 1413/1000*sqrt(x**2 + y**2)").verdict == Verdict.REFUTED


def test_witnesses_are_small():
    values = settled("x*y <= 49/100*(x**2 + y**2)").witness["values"]
    assert values == {"x": "1", "y": "1"}
    point = {"x": Fraction(123457, 10000), "y": Fraction(3)}
    question = goal("x <= 5")
    assert shrink(question, {"x": Fraction(123457, 10000)}, Budget(5))["x"] <= 12
    assert violates(Goal(("x", "y"), (), ("<=", "x", "y")), point)


def test_integers_stay_integers():
    evidence = decide(goal("n**2 != 2*n", "n >= 1", integers=["n"]))
    assert evidence.verdict == Verdict.REFUTED
    assert evidence.witness["values"] == {"n": "2"}
    assert decide(goal("2*n != 1", integers=["n"])).verdict == Verdict.PROVED


def test_a_witness_is_against_the_goal_as_asked():
    evidence = settled("x <= 1 and x >= 1/2", "x >= 0", "x <= 1")
    assert evidence.witness["goal"]["claim"][0] == "and"


def test_points_of_the_domain():
    question = goal("x >= 0", "x == y**2 + 1", "y >= 2", "z < y")
    point = Search(question).some_point(Budget(5))
    assert inside(question, point)
    assert Search(goal("x >= 0", "x > 1", "x < 0")).some_point(Budget(2)) is None


def test_the_same_seed_gives_the_same_witness():
    case = goal("x**3 + y**3 + z**3 >= 3*x*y*z", "x >= -1", "y >= -2")
    assert decide(case, seed=5).witness == decide(case, seed=5).witness


coefficient = st.fractions(min_value=-3, max_value=3, max_denominator=4)


@settings(max_examples=12, deadline=None)
@given(
    coefficient,
    coefficient,
    st.fractions(min_value=Fraction(1, 10**6), max_value=2),
    st.sampled_from(["<=", "<"]),
)
def test_squares_below_zero(a, b, gap, sign):
    """(x - a)^2 + (y - b x)^2 <= -gap is false everywhere; + gap instead of - makes > true."""
    from fractions import Fraction as Q

    square = ("+", ("^", ("-", "x", a), Q(2)), ("^", ("-", "y", ("*", b, "x")), Q(2)))
    assert decide(Goal.of((sign, square, -gap))).verdict == Verdict.REFUTED
    assert decide(Goal.of((">", ("+", square, gap), Q(0)))).verdict == Verdict.PROVED
    assert decide(Goal.of((">", square, Q(0)))).verdict == Verdict.REFUTED


def test_a_change_of_sign_is_checked():
    """The checker does not take an interval that leaves the domain, keeps its sign, or crosses a
    pole.
    """
    evidence = settled("x**3 - x - 1 != 0", "x >= 1", "x <= 2")
    good = evidence.witness
    assert good["kind"] == "crossing"
    for change in (
        {"between": ["3/2", "2"]},
        {"between": ["-1", "2"]},
        {"between": ["2", "1"]},
        {"variable": "y"},
    ):
        assert not recheck(good | change).ok
    pole = {"variables": ["x"], "where": [], "claim": ["!=", ["/", "1", "x"], "0"]}
    assert not recheck(good | {"goal": pole, "between": ["-1", "1"]}).ok
