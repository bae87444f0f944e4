"""Truth at a point: exact where possible, growing precision elsewhere, never a guess."""

from __future__ import annotations

from fractions import Fraction

import flint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from steepest.proofs.engine.scalar.algebraic import sign_of
from steepest.proofs.engine.scalar.facts import read
from steepest.proofs.engine.scalar.points import Undefined, Unsure, holds, value


@pytest.mark.parametrize(
    ("claim", "answer"),
    [
        ("1/3 + 1/6 == 1/2", True),
        ("sqrt(4) == 2", True),
        ("sqrt(2)*sqrt(8) == 4", True),
        ("sqrt(3 + 2*sqrt(2)) == 1 + sqrt(2)", True),
        ("sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3) < 0", False),
        ("abs(1 - sqrt(2)) == sqrt(2) - 1", True),
        ("max(sqrt(2), 7/5) == sqrt(2)", True),
        ("180*acos(7823207/7823209)/pi == 0", False),
        ("exp(1/100000000000000000000) == 1 + 1/100000000000000000000", False),
        ("exp(0) == 1", True),
        ("log(1) + sin(0) + acos(1) == 0", True),
        ("cos(pi/2) == 0", True),
        ("sin(3*pi/2) == -1", True),
        ("pi <= pi", True),
        ("log(2) < log(2)", False),
        ("1/0 == 1/0", False),
        ("0*sqrt(-1) == 0", False),
        ("log(0) < 0", False),
        ("acos(2) >= 0", False),
        ("tan(pi/2) == tan(pi/2)", False),
        ("1 == 1 or 1/0 == 0", False),
        ("exp(pi*sqrt(163)) == 262537412640768744", False),
        ("2**(-2) == 1/4", True),
    ],
)
def test_closed_statements(claim, answer):
    assert holds(read(claim), {}) is answer


def test_open_questions_stay_open():
    assert holds(read("exp(log(2)) == 2"), {}) is None
    assert holds(read("sin(1)**2 + cos(1)**2 >= 1"), {}) is None
    assert holds(read("exp(1000000000000) > 0"), {}) is None


def test_undefined_is_told_from_unsure():
    with pytest.raises(Undefined):
        value(read("1/(1 - 1)"), {})
    with pytest.raises(Unsure):
        value(read("1/(exp(log(2)) - 2)"), {})
    with pytest.raises(Unsure):
        value(read("sqrt(exp(log(2)) - 2)"), {})
    with pytest.raises(Unsure):
        value(read("log(exp(log(2)) - 2)"), {})
    with pytest.raises(Unsure):
        value(read("acos(exp(log(2)) - 1)"), {})


def test_precision_is_put_back():
    before = flint.ctx.prec
    holds(read("exp(log(2)) == 2"), {})
    assert flint.ctx.prec == before


numbers = st.fractions(min_value=-50, max_value=50, max_denominator=12)


@settings(max_examples=60, deadline=None)
@given(numbers, numbers, numbers)
def test_sign_of_a_root_expression(a, b, c):
    """sqrt(c^2)*a + b against |c|*a + b, where the answer is rational."""
    term = ("+", ("*", ("sqrt", ("^", c, Fraction(2))), a), b)
    exact = abs(c) * a + b
    assert sign_of(term) == (exact > 0) - (exact < 0)
    nested = (
        "-",
        ("^", ("+", ("sqrt", Fraction(2)), a), Fraction(2)),
        ("+", ("*", 2 * a, ("sqrt", Fraction(2))), a * a + 2),
    )
    assert sign_of(nested) == 0


def test_sign_declines_what_it_cannot_do():
    assert sign_of(read("exp(1) - 3")) is None
    assert sign_of(read("sqrt(-2)")) is None
    assert sign_of(read("1/(sqrt(2) - sqrt(2))")) is None
