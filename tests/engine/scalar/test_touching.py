"""One variable: sides that touch at ends or inside, by derivatives near there and balls elsewhere;
with false neighbours.
"""

from __future__ import annotations

import json

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.scalar import touching
from steepest.proofs.engine.work import Budget

from .ask import goal

TRUE = [
    ("cos(pi*x) < 1 - 2*x", "x > 1/2", "x < 1"),  # at both ends
    ("x*cos(x) < pi/4*sin(x)*(pi - 2*x)", "x > 0", "x < pi/2"),
    ("x*(2 + cos(x)) > 3*sin(x)", "x > 0", "x < 6"),  # of order five
    ("sin(x) > x*cos(x/sqrt(3))", "x > 0", "x <= 4"),  # as sqrt(3)**2 is 3
    ("x*exp(-x) <= exp(-1)", "x > 0", "x <= 3"),  # inside
    ("1 - x**2/2 <= cos(x)", "x >= -1", "x <= 1"),
    ("log(x) <= x - 1", "x >= 1/4", "x <= 3"),
]
FALSE = [
    ("cos(pi*x) < 1 - 201/100*x", "x > 1/2", "x < 1"),
    ("x*(2 + cos(x)) >= 301/100*sin(x)", "x > 0", "x < 6"),
    ("sin(x) > x*cos(x/sqrt(301/100))", "x > 0", "x <= 4"),
    ("x*exp(-x) < exp(-1)", "x > 0", "x <= 3"),
    ("x*exp(-x) <= exp(-1001/1000)", "x > 0", "x <= 3"),
    ("1 - x**2/2 < cos(x)", "x >= 0", "x <= 1"),
    ("sin(x) > x - x**3/7", "x >= 0", "x <= 1"),
    ("log(x) <= 99/100*(x - 1)", "x >= 1", "x <= 3"),
]


@pytest.mark.parametrize("text", TRUE, ids=lambda text: text[0])
def test_true(text):
    found = touching.certificate(goal(*text), Budget(5.0))
    assert found is not None
    outcome = recheck(json.loads(json.dumps(found)))
    assert outcome.ok, outcome.reason


@pytest.mark.parametrize("text", FALSE, ids=lambda text: text[0])
def test_false(text):
    assert touching.certificate(goal(*text), Budget(5.0)) is None


@pytest.mark.parametrize(
    "text",
    [("sin(x) <= x", "x >= 0"), ("x*y <= exp(x)*y", "x > 0", "y > 0"), ("x**2 >= 0", "x <= 1")],
    ids=lambda text: text[0],
)
def test_unbounded_several_or_without_functions(text):
    assert touching.certificate(goal(*text), Budget(5.0)) is None
