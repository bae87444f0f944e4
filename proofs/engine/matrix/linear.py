"""Sparse linear algebra over (monomial, word): the support modulo a prime, the coefficients
over Q.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .. import work
from . import words
from .rules import Flat, Key

PRIME = (1 << 61) - 1


def size(key: Key) -> int:
    """Degree of a key: scalars and letters count one each."""
    return words.degree(key[0]) + len(key[1] or ())


def order(key: Key) -> tuple:
    """Products of larger keys with the same scalars are larger: what rewriting needs to end."""
    atoms = tuple(atom for atom, exponent in key[0] for _ in range(exponent))
    return (size(key), len(key[1] or ()), atoms, key[1] or ())


def solve(goal: Flat, columns: Mapping[Any, Flat], deadline: float) -> dict[Any, Fraction] | None:
    """Rational x with sum of x[step] * columns[step] = goal, or None. The support is found modulo a
    prime.
    """
    # pivot -> (row with pivot 1, how it was made)
    basis: dict[Key, tuple[dict[Key, int], dict[Any, int]]] = {}

    def modular(q: Fraction) -> int:
        return q.numerator * pow(q.denominator, -1, PRIME) % PRIME

    def reduce(entries: Flat, label: Any) -> tuple[dict[Key, int], dict[Any, int]]:
        vector = {key: value for key, q in entries.items() if (value := modular(q))}
        made: dict[Any, int] = {label: 1}
        hits = [key for key in vector if key in basis]
        while hits:
            for key in hits:
                value = vector.get(key)
                if not value:
                    continue
                row, recipe = basis[key]
                work.charge(len(row) + len(recipe))
                for target, source in ((vector, row), (made, recipe)):
                    for k, x in source.items():
                        y = (target.get(k, 0) - value * x) % PRIME
                        if y:
                            target[k] = y
                        else:
                            target.pop(k, None)
            hits = [key for key in vector if key in basis]
        return vector, made

    for step, entries in columns.items():
        if work.over(deadline, 50 + 10 * len(entries)):
            return None
        vector, made = reduce(entries, step)
        if vector:
            pivot = min(vector, key=order)
            inverse = pow(vector[pivot], -1, PRIME)
            basis[pivot] = (
                {key: x * inverse % PRIME for key, x in vector.items()},
                {key: x * inverse % PRIME for key, x in made.items()},
            )
    vector, made = reduce(goal, None)
    if vector:
        return None
    return exact_solution(goal, {step: columns[step] for step in made if step is not None})


def exact_solution(goal: Flat, columns: Mapping[Any, Flat]) -> dict[Any, Fraction] | None:
    """The unique rational solution on independent columns."""
    from flint import fmpq, fmpq_mat

    rows = sorted({key for entries in columns.values() for key in entries} | set(goal), key=order)
    place = {key: i for i, key in enumerate(rows)}
    n = len(columns)
    table = fmpq_mat(len(rows), n + 1)
    for j, entries in enumerate([*columns.values(), goal]):
        for key, q in entries.items():
            table[place[key], j] = fmpq(q.numerator, q.denominator)
    reduced, rank = table.rref()
    solution: dict[Any, Fraction] = {}
    steps = list(columns)
    for i in range(rank):
        pivot = next(j for j in range(n + 1) if reduced[i, j] != 0)
        if pivot == n:
            return None
        value = reduced[i, n]
        if value != 0:
            solution[steps[pivot]] = Fraction(int(value.p), int(value.q))
    return solution
