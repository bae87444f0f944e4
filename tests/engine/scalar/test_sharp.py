"""Sharp constants: the enclosure is narrow, proved at one end and refuted at the other; values to
many digits.
"""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.scalar import ConstantError, enclose, sharpest
from steepest.proofs.engine.scalar.facts import read
from steepest.proofs.vocabulary import Verdict

from .ask import goal


@pytest.mark.parametrize(
    ("claim", "where", "smallest", "exact"),
    [
        ("x*y <= C*(x**2 + y**2)", ("x >= 0", "y >= 0"), True, 0.5),
        ("x + y <= C*sqrt(x**2 + y**2)", ("x > 0", "y > 0"), True, 2**0.5),
        ("(1 - e)**2 <= 1 - C*e", ("e >= 0", "e <= 1/2"), False, 1.5),
        ("sin(x) >= C*x", ("x >= 0", "x <= 1"), False, 0.8414709848078965),
    ],
)
def test_enclosures(claim, where, smallest, exact):
    evidence = sharpest("C", goal(claim, *where), smallest=smallest, seconds=40)
    assert evidence.verdict == Verdict.CERTIFIED
    low, high = map(Fraction, evidence.certificate["interval"])
    assert low - Fraction(1, 10**12) <= exact <= high + Fraction(1, 10**12)
    assert high - low <= 2e-6 * exact
    outcome = recheck(json.loads(json.dumps(evidence.certificate)))
    assert outcome.ok, outcome.reason


def test_no_constant():
    evidence = sharpest("C", goal("x <= C", "x >= 0"), seconds=10)
    assert evidence.verdict == Verdict.UNDECIDED
    assert "no finite" in evidence.detail


def test_mistakes():
    with pytest.raises(ConstantError, match="does not occur in the claim"):
        sharpest("K", goal("x <= C", "x >= 0"))
    with pytest.raises(ConstantError, match="has to be positive"):
        sharpest("C", goal("x <= C", "x >= 0"), width=0.0)


def test_values_to_many_digits():
    assert (
        enclose(read("pi + x"), {"x": "1/2"}, digits=40)
        .str(35, radius=False)
        .startswith("3.641592653589793238462643383279502")
    )
    with pytest.raises(ConstantError, match="has no value"):
        enclose(read("1/x"), {"x": 0})
    with pytest.raises(ConstantError, match="could not be enclosed"):
        enclose(read("1/(exp(log(2)) - 2)"), digits=10)
