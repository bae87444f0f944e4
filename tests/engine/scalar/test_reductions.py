"""Goals by simpler goals: each kind with a false twin that no reduction makes true, and every
certificate accepted by the checker.
"""

from __future__ import annotations

import pytest
from steepest.proofs.engine.scalar.reductions import reduced
from steepest.proofs.engine.work import Budget
from steepest.proofs.vocabulary import Verdict

from .ask import POSITIVE, goal, settled

TRUE = [
    ("exp(y) <= 3", "y == x", "x <= 1", "x >= 0"),  # a variable that an equation defines
    ("y <= 1 + x/2 and exp(x) <= 3", "y**2 == 1 + x", "y >= 0", "x >= 0", "x <= 1"),
    ("exp(x*c) <= 8", "s**2 + c**2 == 1", "x >= 0", "x <= 2"),  # bounds that are not said
    ("exp(x) <= 3", "x**2 <= 1"),
    ("sin(x) <= x", "x > 0", "x < y", "y < 2"),
    ("abs(sin(x) - x) <= x**3/6", "x >= 0", "x <= 1"),  # an absolute value
    ("sin(x)/x < 1", "x > 0", "x <= 3"),  # a removable singularity
    ("log(x)/(x - 1) <= 1/sqrt(x)", "x != 1", "x > 1/2", "x < 2"),  # the sides of a pole
    ("sin(1/x) < 1/x", "x > 2"),  # beyond a bound
    ("2*cos(1/x)/x**3 - sin(1/x)/x**4 > 0", "x > 1"),
    ("sin(x)/x <= 1/3", "x >= 4"),
    ("abs(sin(x) - (x - x**3/6 + x**5/120)) <= 1/600000", "x >= -1/2", "x <= 1/2"),  # a model
    ("abs(log(1 + x)) <= abs(x)/sqrt(1 + x)", "x > -1"),  # a root in place of its variable
    ("sqrt(x)*exp(sqrt(x)) >= 0", "x >= 0", "x <= 2*10**700"),  # beyond floating point
    ("2*cos(x)*cos(y) <= 1 + cos(x + y)",),  # products of waves as sums
    ("atan(3*x) - atan(x) > 9/(20*x)", "x >= 1"),  # atan at infinity
    ("exp(x) <= 3", "abs(y) > 1", "x*y**2 <= 1", "x >= 0"),  # the sides of abs(y) > c
    ("x*y <= x*log(x) + exp(y - 1)", "x > 0"),  # touching where a derivative vanishes
    ("log(1 + 1/x) < 1/sqrt(x**2 + x)", "x > 0"),  # functions of 1/x alone
    ("x**2*sin(1/x) > -1/20", "x > 0"),
    ("exp(-x) <= 1/10**9 + (2/(exp(1)*x))**2", "x > 0"),  # no tail without its denominator
    (
        "asin(x) < 1/10 + 6*(p - sqrt(1 - x))/(4 + p + sqrt(1 - x))",
        "x > 0",
        "x < 1",
        "p >= 0",
        "p**2 == 1 + x",
    ),  # a root whose ends are rational
    ("exp(x) <= max(3, 2 + x)", "x <= 1", "x > -1"),  # the corner of a maximum
]
FALSE = [
    ("exp(y) <= 2", "y == x", "x <= 1", "x >= 0"),
    ("exp(x*c) <= 7", "s**2 + c**2 == 1", "x >= 0", "x <= 2"),
    ("exp(x) <= 2", "x**2 <= 1"),
    ("abs(sin(x) - x) <= x**3/7", "x >= 0", "x <= 1"),
    ("sin(x)/x < 99/100", "x > 0", "x <= 3"),
    ("log(x)/(x - 1) >= 1/sqrt(x)", "x != 1", "x > 1/2", "x < 2"),
    ("sin(1/x) < 9/(10*x)", "x > 2"),
    ("2*cos(1/x)/x**3 - sin(1/x)/x**4 > 1/2", "x > 1"),
    ("sin(x)/x <= 1/9", "x >= 4"),
    ("abs(sin(x) - (x - x**3/6 + x**5/120)) <= 1/700000", "x >= -1/2", "x <= 1/2"),
    ("1/x <= 2", "x != 0", "x <= 1", "sin(x) <= 1"),
    ("abs(log(1 + x)) <= 99/100*abs(x)/sqrt(1 + x)", "x > -1"),
    ("2*cos(x)*cos(y) <= 99/100 + cos(x + y)",),
    ("atan(3*x) - atan(x) > 2/(3*x)", "x >= 1"),
    ("exp(x) <= 2", "abs(y) > 1", "x*y**2 <= 1", "x >= 0"),
    ("x*y <= x*log(x) + 99/100*exp(y - 1)", "x > 0"),
    ("log(1 + 1/x) < 99/100/sqrt(x**2 + x)", "x > 0"),
    ("x**2*sin(1/x) > -1/25", "x > 0"),
    ("exp(-x) <= 99/100*(2/(exp(1)*x))**2", "x > 0"),
    ("exp(x) <= max(5/2, 2 + x/2)", "x <= 1", "x > -1"),
]


@pytest.mark.parametrize("text", TRUE, ids=lambda text: text[0])
def test_true(text):
    evidence = settled(*text, seconds=12)
    assert evidence.verdict in POSITIVE, evidence.detail


@pytest.mark.parametrize("text", FALSE, ids=lambda text: text[0])
def test_false(text):
    evidence = settled(*text, seconds=6)
    assert evidence.verdict in (Verdict.REFUTED, Verdict.UNDECIDED)


def test_reductions_that_do_not_apply():
    assert reduced(goal("x**2 >= 0"), Budget(1)) is None
    assert reduced(goal("exp(x) >= 1 + x"), Budget(1)) is None
