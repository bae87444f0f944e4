"""Roots by tangent forms: certificates that the checker accepts, and none for a constant that is a
thousandth too sharp.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.scalar import exact
from steepest.proofs.engine.scalar.roots import without_roots
from steepest.proofs.engine.scalar.roots.shapes import summands
from steepest.proofs.engine.work import Budget
from steepest.verify import claim

POSITIVE = ("a > 0", "b > 0", "c > 0")
TRUE = [
    "sqrt(a**2 + b**2) + sqrt(b**2 + c**2) + sqrt(c**2 + a**2) >= {k}*sqrt(2)*(a + b + c)",
    "{k}*9/(2*(a + b + c)) <= 1/sqrt(2*a**2 + a*b + b*c) + 1/sqrt(2*b**2 + b*c + c*a)"
    " + 1/sqrt(2*c**2 + c*a + a*b)",
    "{k}*(sqrt(3*a**2/(7*a**2 + 5*(b + c)**2)) + sqrt(3*b**2/(7*b**2 + 5*(c + a)**2))"
    " + sqrt(3*c**2/(7*c**2 + 5*(a + b)**2))) <= 1",
    "{k}*(a*b)**(1/2) + {k}*(b*c)**(1/2) + {k}*(c*a)**(1/2) <= a + b + c",
    "{k}*3*(a*b*c)**(1/3) <= a + b + c",
]


def goal(text: str):
    return claim("roots", text, list(POSITIVE), real=["a", "b", "c"]).goal


def found(text: str) -> dict | None:
    for reduction in without_roots(goal(text), Budget(20.0)):
        proof = exact.squares(reduction.goals[0])
        if proof is not None:
            return reduction.certificate([proof])
    return None


@pytest.mark.parametrize("text", TRUE[1:], ids=lambda text: text[:30])
def test_a_certificate_is_accepted(text):
    certificate = found(text.format(k=1))
    assert certificate is not None
    outcome = recheck(json.loads(json.dumps(certificate)))
    assert outcome.ok, outcome.reason


@pytest.mark.parametrize("text", TRUE, ids=lambda text: text[:30])
def test_a_sharper_constant_is_not_proved(text):
    assert found(text.format(k="(1001/1000)")) is None


def test_a_changed_tangent_is_refused():
    certificate = found(TRUE[1].format(k=1))
    changed = json.loads(json.dumps(certificate))
    inside = changed["lemmas"][0]["certificate"]
    assert inside["kind"] == "instance"
    inside["put"]["_m"] = ["*", "2", inside["put"]["_m"]]
    assert not recheck(changed).ok


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(a + sqrt(b)) >= 0",  # one root in another
        "sqrt(a)*sqrt(b) <= a + b",  # two in a term
        "exp(a) >= sqrt(a)",  # another function
        "a*sqrt(b) == b",  # an equation
    ],
)
def test_what_is_not_read(text):
    assert summands(goal(text)) is None


def test_the_parts_of_a_sum_are_read():
    head, parts = summands(goal("a - 2*(sqrt(b) - 3/sqrt(c)) > 1"))
    assert head == "<"
    assert {(one.sign * one.factor, one.exponent) for one in parts if one.root} == {
        (Fraction(-2), 1),
        (Fraction(6), -1),
    }
