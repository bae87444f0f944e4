"""Exact numbers as a user writes them."""

import math
from fractions import Fraction

import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.number import Number, number, rounded
from steepest.verify.trials.engine.named import TrialInputError, exact
from steepest.verify.trials.engine.named import number as real

GOOD = {
    "3": 3.0,
    "1/10": 0.1,
    "0.1": 0.1,
    "1e-3": 1e-3,
    "e": math.e,
    "E": math.e,
    "pi/4": math.pi / 4,
    "sqrt(2)": math.sqrt(2),
    "1 - exp(-2)": 1 - math.exp(-2),
    "-(1/3)*pi": -math.pi / 3,
    "2*e/(3 - pi)": 2 * math.e / (3 - math.pi),
    "e^2": math.exp(2),
    "2**-3": 0.125,
    "3-(2-e)": 1 + math.e,
    "log(2)": math.log(2),
}


@pytest.mark.parametrize("text", GOOD)
def test_texts_are_read_and_shown(text):
    one = Number.of(text)
    assert float(one) == pytest.approx(GOOD[text], rel=1e-15)
    assert Number.of(str(one)) == one
    assert rounded(text) == float(one)


@pytest.mark.parametrize(
    "text",
    ["x", "", "e**pi", "2.5.3", "e()", "1j", "nan", "inf", "True", "1e999", "1e999999999", "9**99"]
    + ["__import__('os')", "sqrt(2, 3)", "(" * 200, "1" * 200, "log(0)", "1/0", "1/(e - e)"]
    + ["sqrt(-1)", "sqrt(2)**1000", 0.5, True, None],
)
def test_what_is_no_exact_number(text):
    with pytest.raises(ValueError, match="expected an exact number such as"):
        Number.of(text)
    with pytest.raises(KernelError, match="L: .*expected"):
        number(text, "L")


def test_comparison_is_exact():
    assert Number.of("sqrt(2)*sqrt(2)") == 2
    assert Number.of("e") > Fraction(271828182845904523536, 10**20)
    assert Number.of("e") < Number.of("2.71828182845904523536028747135266249776")
    assert Number.of("e") == Number.of("exp(1)")
    assert Number.of("e") != "e"
    assert 1 / Number.of("4*e") < 2 * Number.of("pi") - 6
    assert not Number.of("0")
    with pytest.raises(KernelError, match="tau: 1/2 was given; expected at least 1"):
        number("1/2", "tau", least=1)


def test_parameters_take_them():
    assert exact("3", above=0).read("L", "e/2") == "e/2"
    assert exact("3", above=0).read("L", "0.5") == "1/2"
    assert real(1.0, above=0).read("sigma", "sqrt(2)") == math.sqrt(2)
    assert real(1.0, above=0).read("sigma", "1e-300") == 1e-300
    for parameter, text in ((exact("3", above=0), "2 - e"), (exact("e", low="pi/4"), "1/2")):
        with pytest.raises(TrialInputError, match="takes an exact number such as 0.1, 1/10, e"):
            parameter.read("L", text)
    for text in ("nan", "1e400", "three"):
        with pytest.raises(TrialInputError, match="takes a number"):
            real(1.0).read("mu", text)
