"""Each elementary fact is tried at many points in ball arithmetic: never certainly false where all
its terms are defined.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from flint import ctx
from steepest.proofs.checker._balls import truth, value
from steepest.proofs.checker._facts import FACTS, axiom, relation
from steepest.proofs.checker._terms import Rejected, names, obligations, read, substitute

POINTS = [
    Fraction(n, d)
    for n, d in (
        (0, 1),
        (1, 1),
        (-1, 1),
        (1, 2),
        (-1, 2),
        (3, 1),
        (-3, 1),
        (22, 7),
        (11, 7),
        (-11, 7),
        (1, 1000),
        (-1, 1000),
        (7, 1),
        (40, 1),
    )
]


def draws(count):
    rng = random.Random(5)
    for _ in range(400):
        yield [
            rng.choice(POINTS) if rng.random() < 0.5 else Fraction(rng.randint(-4000, 4000), 1000)
            for _ in range(count)
        ]


@pytest.mark.parametrize("rule", FACTS["axioms"])
def test_axiom(rule):
    count, effective = len(names(read(FACTS["axioms"][rule]))), 0
    with ctx.workprec(128):
        for point in draws(count):
            statement = axiom(rule, point)
            try:
                if any(truth(one, {}) is not True for one in obligations(statement)):
                    continue
                answer = truth(statement, {})
            except Rejected:
                continue
            effective += 1
            assert answer is not False, point
    assert effective >= 20


SOLVE = {
    "T*U - V": lambda t, u: [t, u, t * u],
    "T + U - V": lambda t, u: [t, u, t + u],
    "T - U - V": lambda t, u: [t, u, t - u],
    "T + U": lambda t, u: [t, -t],
    "U - T**2": lambda t, u: [t, t * t],
    "U - 1 + T**2": lambda t, u: [t, 1 - t * t],
    "U - 1 - T**2": lambda t, u: [t, 1 + t * t],
    "T": lambda t, u: [Fraction(0)],
    "T - 1": lambda t, u: [Fraction(1)],
    "2*T - 1": lambda t, u: [Fraction(1, 2)],
    "T - pi": lambda t, u: [("pi",)],
    "2*T - pi": lambda t, u: [("/", ("pi",), Fraction(2))],
    "3*T - pi": lambda t, u: [("/", ("pi",), Fraction(3))],
    "4*T - pi": lambda t, u: [("/", ("pi",), Fraction(4))],
    "6*T - pi": lambda t, u: [("/", ("pi",), Fraction(6))],
    "T - E": lambda t, u: [("E",)],
    "0": lambda t, u: [t, u],
}


@pytest.mark.parametrize("rule", FACTS["relations"])
def test_relation(rule):
    atoms, zero, side = FACTS["relations"][rule]
    count, effective = len(names(read(f"F({atoms}, {zero}, {side})"))), 0
    with ctx.workprec(128):
        for t, u in draws(2):
            values = SOLVE[side](t, u)[:count]
            given = [substitute(one, dict(zip("TUV", values))) for one in read(f"F({atoms})")[1:]]
            term, _ = relation(rule, [*given, *values])
            try:
                low, high = value(term, {})
            except Rejected:
                continue
            effective += 1
            assert low <= 0 <= high, values
    assert effective >= 20
