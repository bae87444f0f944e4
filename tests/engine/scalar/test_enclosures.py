"""Intervals contain the values, expansions contain the derivatives, trees end at equality on the
boundary.
"""

from __future__ import annotations

from fractions import Fraction

import flint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steepest.proofs.engine.scalar import ball
from steepest.proofs.engine.scalar.calculus import NotSmooth, derivative
from steepest.proofs.engine.scalar.domain import box, outer_box, turned_box
from steepest.proofs.engine.scalar.facts import read
from steepest.proofs.engine.scalar.intervals import Interval, enclosure, expansion
from steepest.proofs.engine.scalar.points import Undefined, Unsure, rational, value

from .ask import goal

TERMS = [
    "x*y - y/(3 + x**2)",
    "x**4 - x**3",
    "sqrt(4 + x) + abs(y)",
    "exp(x)*sin(y) - cos(x*y)",
    "log(3 + x*y) - atan(y)",
    "acos(x/4)*asin(y/4)",
    "tanh(x)*cosh(y) + sinh(x - y)",
    "min(x, y)*max(x, 2*y)",
    "tan(x/2) + 1/(5 + y)",
    "sin(pi*x/3)",
]
side = st.fractions(min_value=-1, max_value=1, max_denominator=16)
inner = st.fractions(min_value=0, max_value=1, max_denominator=8)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(TERMS), side, side, side, side, inner, inner)
def test_values_lie_inside(text, a, b, c, d, s, t):
    term = read(text)
    (a, b), (c, d) = sorted((a, b)), sorted((c, d))
    enclosed = enclosure(term, {"x": Interval.between(a, b), "y": Interval.between(c, d)})
    point = {"x": rational(a + s * (b - a)), "y": rational(c + t * (d - c))}
    there = flint.arb(value(term, point))
    assert enclosed.low <= there.upper()
    assert there.lower() <= enclosed.high


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([text for text in TERMS if "abs" not in text and "min" not in text]),
    side,
    side,
    inner,
)
def test_expansions_agree_with_the_rules(text, a, c, s):
    """The first coefficient of the expansion over a box contains the derivative at its points."""
    term = read(text)
    b = a + Fraction(1, 8)
    hull = {"x": Interval.between(a, b), "y": Interval.between(c, c)}
    slope = expansion(term, hull, "x", 2)[1]
    point = {"x": rational(a + s * (b - a)), "y": rational(c)}
    assert slope.overlaps(flint.arb(value(derivative(term, "x"), point)))


def test_corners_have_no_derivative():
    with pytest.raises(NotSmooth):
        derivative(read("abs(x)*x"), "x")
    assert derivative(read("abs(y)*x"), "x") == ("abs", "y")
    flat = expansion(read("abs(x)"), {"x": Interval.between(Fraction(-1), Fraction(1))}, "x", 2)[1]
    assert flat.contains(-1)
    assert flat.contains(1)
    with pytest.raises(Unsure):
        expansion(read("abs(x)"), {"x": Interval.between(Fraction(-1), Fraction(1))}, "x", 3)


@pytest.mark.parametrize("text", ["1/x", "log(x)", "sqrt(x - 1/2)", "acos(2*x)", "tan(2*x)"])
def test_leaving_the_domain_is_noticed(text):
    with pytest.raises((Unsure, Undefined)):
        enclosure(read(text), {"x": Interval.between(Fraction(-1), Fraction(1))})


@pytest.mark.parametrize("text", ["1/(x - x)", "log(x - 3)", "sqrt(x - 3)", "asin(x + 4)"])
def test_undefined_everywhere(text):
    with pytest.raises((Undefined, Unsure)):
        enclosure(read(text), {"x": Interval.between(Fraction(0), Fraction(1))})


def test_boxes():
    question = goal("x + y <= 1", "0 <= 2*x", "x/3 < 1", "y >= -pi/2", "y <= pi", "z > 1")
    sides = box(question)
    assert (sides["x"].low.at, sides["x"].high.at, sides["x"].high.strict) == (0, 3, True)
    assert sides["z"].high is None
    turned, put = turned_box(question)
    assert turned["_y"] == (Fraction(-1, 2), Fraction(1))
    assert put == {"y": ("*", ("pi",), "_y")}
    low, high = outer_box(question)["y"]
    assert low <= Fraction(-157, 100)
    assert high >= Fraction(31416, 10000) - Fraction(1, 10000)


@pytest.mark.parametrize(
    ("claim", "where", "leaf"),
    [
        ("sin(x) <= x", ("x >= 0", "x <= 1"), "taylor"),
        ("exp(x) + exp(y) >= 2*exp(x*y/4)", ("x >= 0", "x <= 1", "y >= 0", "y <= 1"), "edge"),
        ("exp(x) >= x + 1/2", ("x >= -1", "x <= 1"), "model"),
        ("exp(x) + sin(9*x) >= x - 1", ("x >= -2", "x <= 2"), "split"),
        ("exp(x) >= 1/3", ("x >= -1", "x <= 1"), "direct"),
        (
            "x**2 + exp(y) >= 3/2",
            ("x >= -2", "x <= 2", "y >= 0", "y <= 1", "x**2 + y >= 1"),
            "outside",
        ),
    ],
)
def test_trees(claim, where, leaf):
    question = goal(claim, *where)
    found = ball.certificate(question, outer_box(question))
    assert leaf in str(found["tree"])


def test_no_tree_for_a_false_claim():
    question = goal("sin(x) < x", "x >= 0", "x <= 1")
    assert ball.certificate(question, outer_box(question), budget=2000) is None
