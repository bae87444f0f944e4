"""Terms from text stay exactly as they are written."""

from fractions import Fraction

import pytest
import sympy as sp
from steepest.proofs.engine.terms import show
from steepest.proofs.engine.text import as_written


def test_nothing_is_expanded_sorted_or_decided():
    assert as_written("x - x == 0") == ("==", ("-", "x", "x"), Fraction(0))
    assert as_written("2*3*x") == ("*", ("*", Fraction(2), Fraction(3)), "x")
    assert as_written("0.1 + 1/3") == ("+", Fraction(1, 10), ("/", Fraction(1), Fraction(3)))
    assert as_written("x**-2") == ("^", "x", Fraction(-2))
    assert as_written("0 <= x < pi") == (
        "and",
        ("<=", Fraction(0), "x"),
        ("<", "x", ("pi",)),
    )


def test_values_are_put_in_for_names():
    x, y = sp.symbols("x y", real=True)
    assert show(as_written("u**2 - u", u=x + y)) == "(x + y)**2 - (x + y)"
    assert as_written("at(f, x, 0)", f=as_written("x*x"))[1] == ("*", "x", "x")


@pytest.mark.parametrize("text", ["x +", "x[0]", "f(x)", "x**y", "sqrt(x, 2)", "'a'", "1 is 2"])
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(ValueError, match="formula|term|exponent"):
        as_written(text)


def test_a_value_for_no_name_is_refused():
    with pytest.raises(ValueError, match="does not occur"):
        as_written("x + 1", y=2)
