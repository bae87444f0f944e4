"""Sums of squares with unknown coefficients: positive semidefinite Gram matrices over words.

A sum of squares of combinations of v_1, ..., v_k (words of one shape, or scalar monomials) is sum
G_ij <v_i, v_j> with G positive semidefinite; `semidefinite` finds G and the coefficients of further
bricks, exact in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq

from .. import semidefinite, work
from . import positive
from .expressions import Matrix, Scalar, inner
from .positive import Brick
from .rules import Flat, flat
from .words import Letter, Polynomial

LARGEST_BLOCK = 14
MOST_UNKNOWNS = 400


def sum_of_squares(
    goal: Flat,
    polynomial: Polynomial,
    letters: Mapping[str, Letter],
    reduced: Callable[[Flat], Flat],
    extra: Sequence[tuple[Brick, Flat, Any]],
    end: float,
) -> dict[Brick, Fraction] | None:
    """Bricks and nonnegative coefficients that add up to the goal (modulo the rules behind
    `reduced`), or None.
    """
    blocks = _blocks(polynomial, letters)
    if not blocks:
        return None
    extra = [c for c in extra if c[1]]
    room = MOST_UNKNOWNS - sum(len(block) * (len(block) + 1) // 2 for block in blocks)
    if room < 0 or work.over(end, 1000):
        return None
    extra = extra[:room]

    def product(block: int, v: Any, w: Any) -> Flat:
        return reduced(flat(_dot(v, w)))

    certificate = semidefinite.sum_of_squares(
        blocks, product, [entries for _, entries, _ in extra], [], goal
    )
    if certificate is None:
        return None
    found: dict[Brick, Fraction] = {}
    for d, total in (one for some in certificate.squares for one in some):
        matrix = isinstance(total, Matrix)
        brick = positive.square_norm(total) if matrix else positive.square(total)
        found[brick] = found.get(brick, Fraction(0)) + _fraction(d)
    for (brick, _, _), value in zip(extra, certificate.nonnegative):
        if value != 0:
            found[brick] = found.get(brick, Fraction(0)) + _fraction(value)
    return found


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _dot(x: Any, y: Any) -> Scalar:
    return inner(x, y) if isinstance(x, Matrix) else x * y


def _blocks(polynomial: Polynomial, letters: Mapping[str, Letter]) -> list[list[Any]]:
    """Words of equal shape whose inner products occur, and scalar monomials likewise."""
    shapes: dict[Any, dict[Any, Any]] = {}
    for x, y in positive.halves(polynomial, letters):
        for v in (x, y):
            if v.shape[::-1] in shapes and v.shape not in shapes:
                v = v.T
            own = shapes.setdefault(v.shape, {})
            if v.shape != v.shape[::-1] or v.T not in own:
                own.setdefault(v, v)
    blocks = [list(own.values()) for own in shapes.values()]
    scalars = positive.scalar_halves(polynomial)
    if any(len(s.polynomial) and next(iter(s.polynomial)) for s in scalars):
        blocks.append(list(scalars))
    return [block for block in blocks if 0 < len(block) <= LARGEST_BLOCK]
