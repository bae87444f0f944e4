"""Identities: normal forms modulo relations; each certificate passes the independent checker."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.scalar.decide import decide
from steepest.proofs.vocabulary import Verdict

from .ask import POSITIVE, settled

TRUE = [
    ("(x + y)**3 == x**3 + 3*x**2*y + 3*x*y**2 + y**3",),
    ("(x**2 - 1)/(x - 1) == x + 1", "x > 1"),
    ("sin(x + y)*sin(x - y) == sin(x)**2 - sin(y)**2",),
    ("cos(3*x) == 4*cos(x)**3 - 3*cos(x)",),
    ("sin(x + 2*pi) == sin(x)",),
    ("tanh(x) == (exp(2*x) - 1)/(exp(2*x) + 1)",),
    ("log(x/y) == log(x) - log(y)", "x > 0", "y > 0"),
    ("exp(3*log(x)) == x**3", "x > 0"),
    ("cos(2*acos(x)) == 2*x**2 - 1", "x >= -1", "x <= 1"),
    ("sin(acos(x)) == sqrt(1 - x**2)", "x >= -1", "x <= 1"),
    ("cos(pi/4) == sqrt(2)/2",),
    ("x**4 + y**4 == 1 - 2*x**2*y**2", "x**2 + y**2 == 1"),
    ("sqrt(x**2) == x", "x >= 0"),
    ("sqrt(x)*sqrt(y) == sqrt(x*y)", "x >= 0", "y >= 0"),
    ("abs(x*y) == abs(x)*abs(y)",),
    ("x == -z*w/2", "x == z*y", "y == -w/2"),  # relations with denominators
    ("2*pi*x == z*(pi - 2*w)", "x == z*y", "y == 1/2 - w/pi"),
    ("x*(3*w + w**3)*(1 + u**2) == w**2", "x == z*y", "y == w/(1 + u**2)", "z == 1/(3 + w**2)"),
]
FALSE = [
    ("sqrt(x**2) == x",),
    ("x/x == 1",),
    ("x == z*w/2", "x == z*y", "y == -w/2"),
    ("(x**2 - 1)/(x - 1) == x + 1",),
    ("log(x*y) == log(x) + log(y)",),
    ("acos(cos(x)) == x",),
    ("sqrt(x*y) == sqrt(x)*sqrt(y)", "x*y >= 0"),
    ("sin(x)**2 + cos(x)**2 == 1 + x**2/1000000000000000000000000",),
    ("tan(x)*cos(x) == sin(x)",),
]


@pytest.mark.parametrize("case", TRUE, ids=lambda case: case[0])
def test_true(case):
    assert settled(*case).verdict == Verdict.PROVED


@pytest.mark.parametrize("case", FALSE, ids=lambda case: case[0])
def test_false(case):
    assert settled(*case).verdict == Verdict.REFUTED


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        ("cosh(x)**2 - sinh(x)**2 == 1",),
        ("sinh(x + y) == sinh(x)*cosh(y) + cosh(x)*sinh(y)",),
        ("1/(1 + exp(-x)) == 1 - 1/(1 + exp(x))",),
        ("log(1 + exp(x)) - x == log(1 + exp(-x))",),
        ("log(x**2) == 2*log(abs(x))", "x != 0"),
        ("acos(x) + asin(x) == pi/2", "x >= -1", "x <= 1"),
        ("acos(1/2) == pi/3",),
        ("cos(pi/5) == (1 + sqrt(5))/4",),
        ("log(8) == 3*log(2)",),
        ("exp(1) == E",),
        ("tan(x)**2 + 1 == 1/cos(x)**2", "x > -1", "x < 1"),
        (
            "tan(x + y) == (tan(x) + tan(y))/(1 - tan(x)*tan(y))",
            "x > 0",
            "x < 1/2",
            "y > 0",
            "y < 1/2",
        ),
        ("1/(sqrt(x + 1) + sqrt(x)) == sqrt(x + 1) - sqrt(x)", "x >= 0"),
        ("max(x, y) + min(x, y) == x + y",),
    ],
    ids=lambda case: case[0],
)
def test_more_true(case):
    assert settled(*case).verdict in POSITIVE


def test_a_hidden_denominator_is_not_forgotten():
    evidence = settled("(x**2 - y**2)/(x - y) == x + y", "x >= 0")
    assert evidence.verdict == Verdict.REFUTED
    assert "y" in evidence.witness["values"]


coefficients = st.fractions(min_value=-4, max_value=4, max_denominator=3)
rows = st.lists(
    st.tuples(coefficients, st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=4
)


def _polynomial(parts) -> tuple:
    from fractions import Fraction

    return ("+", *(("*", c, ("^", "x", Fraction(i)), ("^", "y", Fraction(j))) for c, i, j in parts))


@settings(max_examples=15, deadline=None)
@given(rows, rows, st.sampled_from([10, 10**6, 10**12, 10**20]))
def test_perturbed_products_are_refuted(p, q, size):
    """p*q == expanded is proved; with one coefficient off by 1/size it is refuted."""
    from fractions import Fraction

    product = ("*", _polynomial(p), _polynomial(q))
    expanded = (
        "+",
        *(
            ("*", a * b, ("^", "x", Fraction(i + k)), ("^", "y", Fraction(j + m)))
            for a, i, j in p
            for b, k, m in q
        ),
    )
    assert decide(Goal.of(("==", product, expanded))).verdict == Verdict.PROVED
    wrong = ("+", expanded, ("*", Fraction(1, size), "x"))
    evidence = decide(Goal.of(("==", product, wrong)))
    assert evidence.verdict == Verdict.REFUTED
