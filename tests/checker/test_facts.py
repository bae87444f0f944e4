"""Each elementary fact is tried at many points in ball arithmetic: never certainly false where all
its terms are defined.
"""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from flint import ctx
from steepest.proofs.checker._balls import truth, value
from steepest.proofs.checker._definedness import obligations
from steepest.proofs.checker._expressions import read
from steepest.proofs.checker._facts import FACTS, axiom, relation
from steepest.proofs.checker._terms import Rejected, fold, names, substitute, subterms

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


def draws(count, whole=()):
    """Values of T, U, V, W; those at the positions `whole` are integers."""
    rng = random.Random(5)
    for _ in range(400):
        yield [
            Fraction(rng.randint(-6, 9))
            if i in whole or rng.random() < 0.1
            else rng.choice(POINTS)
            if rng.random() < 0.5
            else Fraction(rng.randint(-4000, 4000), 1000)
            for i in range(count)
        ]


def exponents(term):
    """The positions of the parameters that stand in exponents of integer powers."""
    inside = [one[2] for one in subterms(term) if isinstance(one, tuple) and one[0] == "power"]
    return {"TUVW".index(name) for name in names(*inside)}


@pytest.mark.parametrize("rule", FACTS["axioms"])
def test_axiom(rule):
    template, effective = read(FACTS["axioms"][rule]), 0
    with ctx.workprec(128):
        for point in draws(len(names(template)), exponents(template)):
            if rule == "young":  # conjugate exponents
                point[3] = point[2] / (point[2] - 1) if point[2] != 1 else point[3]
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
    "T + U - V": lambda t, u: [t, u, t + u],
    "T - U - V": lambda t, u: [t, u, t - u],
    "T + U": lambda t, u: [t, -t],
    "U - T**2": lambda t, u: [t, t * t],
    "U - 1 + T**2": lambda t, u: [t, 1 - t * t],
    "U - 1 - T**2": lambda t, u: [t, 1 + t * t],
    "T": lambda t, u: [Fraction(0)],
    "2*T - 1": lambda t, u: [Fraction(1, 2)],
    "T - pi": lambda t, u: [("pi",)],
    "2*T - pi": lambda t, u: [("/", ("pi",), Fraction(2))],
    "3*T - pi": lambda t, u: [("/", ("pi",), Fraction(3))],
    "4*T - pi": lambda t, u: [("/", ("pi",), Fraction(4))],
    "6*T - pi": lambda t, u: [("/", ("pi",), Fraction(6))],
    "T - E": lambda t, u: [("E",)],
}


@pytest.mark.parametrize("rule", FACTS["relations"])
def test_relation(rule):
    atoms, zero, side = FACTS["relations"][rule]
    whole = read(f"F({atoms}, {zero}, {side})")
    count, effective = len(names(whole)), 0
    with ctx.workprec(128):
        for values in draws(count, exponents(whole)) if side in FREE else ():
            values = FREE[side](*values, *[Fraction(0)] * (4 - count))[:count]
            effective += tried(rule, atoms, values)
        for t, u in draws(2) if side not in FREE else ():
            effective += tried(rule, atoms, SOLVE[side](t, u)[:count])
    assert effective >= 20


# sides in four parameters, and those of powers
FREE = {
    "U + V - W": lambda t, u, v, w: [t, u, v, u + v],
    "U*V - W": lambda t, u, v, w: [t, u, v, u * v],
    "T*U - V": lambda t, u, v, w: [t, u, t * u, w],
    "U": lambda t, u, v, w: [t, Fraction(0)],
    "U - 1": lambda t, u, v, w: [t, Fraction(1)],
    "U*V - 1": lambda t, u, v, w: [t, 1 / (v or Fraction(1)), v or Fraction(1)],
    "0": lambda t, u, v, w: [t, u, v, w],
    "T - 1": lambda t, u, v, w: [Fraction(1), u],
}


def tried(rule, atoms, values):
    """1 if the relation could be tried at the values; it then holds."""
    put = dict(zip("TUVW", values))
    given = [fold(substitute(one, put), plain=True) for one in read(f"F({atoms})")[1:]]
    term, _ = relation(rule, [*given, *values])
    try:
        low, high = value(term, {})
    except Rejected:
        return 0
    assert low <= 0 <= high, values
    return 1
