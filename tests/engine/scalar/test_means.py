"""Means of many positive variables: weighted means, power means, bounds of products as hypotheses.
No constant is sharper than the true one, and certificates rest on no word of z3.
"""

from __future__ import annotations

import json

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.scalar import means
from steepest.proofs.engine.work import Budget
from steepest.proofs.vocabulary import Verdict

from .ask import goal, settled

TEN, EIGHT = "abcdefghij", "abcdefgh"


def positive(names: str, *more: str) -> list[str]:
    return [*(f"{name} > 0" for name in names), *more]


def total(names: str, power: int = 1) -> str:
    return " + ".join(f"{name}**{power}" for name in names)


PRODUCT = "*".join(TEN)
INVERSES = " + ".join(f"1/{name}" for name in EIGHT)
TRUE = [
    (f"{total(TEN, 2)} >= 10", positive(TEN, f"{PRODUCT} >= 1")),
    (f"{total(TEN, 2)} > 1", positive(TEN, f"{PRODUCT} > 1")),
    (f"{total(TEN)} > 10", positive(TEN, f"1 < {PRODUCT}")),
    (f"{total(TEN)} >= 20", positive(TEN, f"{PRODUCT} == 1024")),
    (f"{total(TEN, 10)} >= 10*{PRODUCT}", positive(TEN)),
    (f"{PRODUCT} < ({total(TEN, 10)})/9", positive(TEN)),
    (" + ".join(f"{x}/{y}" for x, y in zip(EIGHT, EIGHT[1:] + "a")) + " >= 8", positive(EIGHT)),
    (f"({total(EIGHT)})*({INVERSES}) >= 64", positive(EIGHT)),
    ("x**3/3 + 2*y**3/3 >= x*y**2", positive("xy")),
    ("a**3/b + b**3/c + c**3/a >= a*b + b*c + c*a", positive("abc")),
    ("2*x + y/3 >= 5", ["x >= 1/2", "y >= 1", "x**2*y**3 >= 729"]),
]
OPEN = [  # false, or not of this kind
    (f"{total(TEN, 2)} >= 1001/100", positive(TEN, f"{PRODUCT} >= 1")),
    (f"{total(TEN)} > 10", positive(TEN, f"{PRODUCT} >= 1")),
    (f"{total(TEN, 10)} >= 11*{PRODUCT}", positive(TEN)),
    (f"{total(TEN)} >= 10", [*positive(TEN[1:]), f"{PRODUCT} >= 1"]),
    (f"({total(EIGHT)})*({INVERSES}) >= 65", positive(EIGHT)),
    ("x + y >= sqrt(x*y)", positive("xy")),
    ("x + y >= 1", positive("xy")),
    ("x + y == 2", positive("xy", "x*y == 1")),
    ("pi*x + y >= 1", positive("xy", "x*y >= 1")),
    ("x**2 + 1/(x + y) >= y", positive("xy")),
]


@pytest.mark.parametrize(("claim", "where"), TRUE, ids=[one for one, _ in TRUE])
def test_true(claim, where):
    found = means.certificate(goal(claim, *where), Budget(5.0))
    assert found is not None
    assert recheck(json.loads(json.dumps(found))).ok
    assert '"smt"' not in json.dumps(found)


@pytest.mark.parametrize(("claim", "where"), OPEN, ids=[one for one, _ in OPEN])
def test_nothing_is_found(claim, where):
    assert means.certificate(goal(claim, *where), Budget(5.0)) is None


def test_a_smaller_product_is_refuted():
    evidence = settled(f"{total(TEN)} >= 10", *positive(TEN, f"{PRODUCT} >= 99/100"))
    assert evidence.verdict == Verdict.REFUTED
