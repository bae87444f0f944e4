"""Sums of squares with unknown coefficients: positive semidefinite Gram matrices over words, exact
in the end.

A sum of squares of combinations of v_1, ..., v_k (words of one shape, or scalar monomials) is sum
G_ij <v_i, v_j> with G positive semidefinite. The equations between G, the coefficients of further
bricks and the goal are solved exactly; a barrier method looks for an interior point of the rest in
floats; where there is none, the null vectors found are rounded and cut away (facial reduction), and
the search goes on in the smaller face. Rounded to rationals, G is split exactly as L D L^T, and D
>= 0 is the proof.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from .. import work
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
    unknowns: list[tuple[int, int, int]] = []  # block, i, j
    columns: list[Flat] = []
    for b, vectors in enumerate(blocks):
        for i, j in itertools.combinations_with_replacement(range(len(vectors)), 2):
            unknowns.append((b, i, j))
            columns.append(reduced(flat((1 if i == j else 2) * _dot(vectors[i], vectors[j]))))
    extra = [c for c in extra if c[1]]
    while len(columns) + len(extra) > MOST_UNKNOWNS and extra:
        extra = extra[:-1]
    columns += [entries for _, entries, _ in extra]
    if len(columns) > MOST_UNKNOWNS:
        return None
    space = _Affine.of(columns, goal)
    sizes = [len(vectors) for vectors in blocks] + [1] * len(extra)
    places = [*unknowns, *((len(blocks) + k, 0, 0) for k in range(len(extra)))]
    solution = feasible(space, sizes, places, end) if space else None
    if solution is None:
        return None
    found: dict[Brick, Fraction] = {}
    matrices = assemble(solution, sizes, places)
    for vectors, matrix in zip(blocks, matrices):
        for d, row in squares_of(matrix) or ():
            total: Any = None
            for x, v in zip(row, vectors):
                part = _fraction(x) * v
                total = part if total is None else total + part
            brick = (
                positive.square_norm(total) if isinstance(total, Matrix) else positive.square(total)
            )
            found[brick] = found.get(brick, Fraction(0)) + _fraction(d)
    for (brick, _, _), matrix in zip(extra, matrices[len(blocks) :]):
        if matrix[0, 0] != 0:
            found[brick] = found.get(brick, Fraction(0)) + _fraction(matrix[0, 0])
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


# --- exact affine spaces --------------------------------------------------------------------------


class _Affine:
    """All z with A z = b, as z = base + basis @ y; rows can be added."""

    def __init__(self, rows: list[list[fmpq]], unknowns: int):
        self.rows, self.n = rows, unknowns
        table = fmpq_mat(len(rows), unknowns + 1, [x for row in rows for x in row])
        reduced, rank = table.rref()
        pivots = [next(j for j in range(unknowns + 1) if reduced[i, j] != 0) for i in range(rank)]
        self.empty = unknowns in pivots
        self.free = [j for j in range(unknowns) if j not in set(pivots)]
        self.reduced, self.pivots = reduced, pivots
        self.rows = [[reduced[i, j] for j in range(unknowns + 1)] for i in range(rank)]

    @classmethod
    def of(cls, columns: Sequence[Flat], goal: Flat) -> _Affine | None:
        keys = list(dict.fromkeys(key for entries in [*columns, goal] for key in entries))
        place = {key: i for i, key in enumerate(keys)}
        rows = [[fmpq(0)] * (len(columns) + 1) for _ in keys]
        for j, entries in enumerate([*columns, goal]):
            for key, q in entries.items():
                rows[place[key]][j] = fmpq(q.numerator, q.denominator)
        space = cls(rows, len(columns))
        return None if space.empty else space

    def with_rows(self, rows: list[list[fmpq]]) -> _Affine | None:
        space = _Affine([*self.rows, *rows], self.n)
        return None if space.empty else space

    def point(self, y: Sequence[fmpq]) -> list[fmpq]:
        """The exact z for values of the free unknowns."""
        z = [fmpq(0)] * self.n
        for j, value in zip(self.free, y):
            z[j] = value
        for i, p in enumerate(self.pivots):
            z[p] = self.reduced[i, self.n] - sum(
                (self.reduced[i, j] * z[j] for j in self.free), fmpq(0)
            )
        return z


def assemble(
    z: Sequence[fmpq], sizes: Sequence[int], places: Sequence[tuple[int, int, int]]
) -> list[fmpq_mat]:
    matrices = [fmpq_mat(n, n) for n in sizes]
    for value, (b, i, j) in zip(z, places):
        matrices[b][i, j] = value
        matrices[b][j, i] = value
    return matrices


def squares_of(matrix: fmpq_mat) -> list[tuple[fmpq, list[fmpq]]] | None:
    """G = sum d_k l_k l_k^T with d_k > 0, or None when G is not positive semidefinite."""
    g, n = fmpq_mat(matrix), matrix.nrows()
    found: list[tuple[fmpq, list[fmpq]]] = []
    for k in range(n):
        d = g[k, k]
        if d < 0 or (d == 0 and any(g[k, j] != 0 for j in range(n))):
            return None
        if d == 0:
            continue
        row = [g[k, j] / d for j in range(n)]
        found.append((d, row))
        for i in range(n):
            for j in range(n):
                g[i, j] = g[i, j] - d * row[i] * row[j]
    return found


# --- feasibility ----------------------------------------------------------------------------------


def feasible(
    space: _Affine,
    sizes: Sequence[int],
    places: Sequence[tuple[int, int, int]],
    end: float,
    rounds: int = 4,
) -> list[fmpq] | None:
    """An exact point of the affine space whose blocks are positive semidefinite."""
    for _ in range(rounds):
        margin, y, vectors = interior(space, sizes, places, end)
        if y is None or work.over(end, 1000):
            return None
        for denominator in (1, 2, 6, 12, 60, 1000, 10**5, 10**8):
            z = space.point([fmpq(round(float(v) * denominator), denominator) for v in y])
            if all(squares_of(m) is not None for m in assemble(z, sizes, places)):
                return z
        if margin < -1e-5:
            return None
        rows = null_rows(vectors, sizes, places, space.n)
        smaller = space.with_rows(rows) if rows else None
        if smaller is None or len(smaller.free) == len(space.free):
            return None
        space = smaller
    return None


def interior(
    space: _Affine, sizes: Sequence[int], places: Sequence[tuple[int, int, int]], end: float
) -> tuple:
    """Maximise t with all blocks >= t I: (t, free unknowns, per block its matrix there), by a
    barrier method in floats.

    Directions that are zero on the whole face are left out: each block is compressed to the range
    that occurs.
    """
    import numpy as np

    def arrays(z: Sequence[fmpq]) -> list[Any]:
        blocks = [np.zeros((n, n)) for n in sizes]
        for value, (b, i, j) in zip(z, places):
            blocks[b][i, j] = blocks[b][j, i] = float(int(value.p)) / float(int(value.q))
        return blocks

    k = len(space.free)
    base = arrays(space.point([fmpq(0)] * k))
    units = [space.point([fmpq(int(i == j)) for i in range(k)]) for j in range(k)]
    directions = [[x - y for x, y in zip(arrays(unit), base)] for unit in units]
    ranges = []
    for b, n in enumerate(sizes):
        stack = np.vstack([base[b], *(d[b] for d in directions)])
        _, s, vt = np.linalg.svd(stack) if stack.any() else (None, np.zeros(0), np.zeros((0, n)))
        ranges.append(vt[: int(np.sum(s > 1e-9))].T)
    base_c = [r.T @ m @ r for r, m in zip(ranges, base)]
    dirs_c = [[r.T @ m @ r for r, m in zip(ranges, d)] for d in directions]
    live = [b for b in range(len(sizes)) if ranges[b].shape[1]]
    y = np.zeros(k)

    def at(y):
        return [
            base_c[b] + sum((c * d[b] for c, d in zip(y, dirs_c)), np.zeros_like(base_c[b]))
            for b in live
        ]  # noqa: E731

    low = lambda blocks: min((float(np.linalg.eigvalsh(m)[0]) for m in blocks), default=0.0)  # noqa: E731
    t = min(low(at(y)) - 1.0, 0.0)
    weight = 1.0
    eyes = [-np.eye(base_c[b].shape[0]) for b in live]
    for _ in range(120):
        if work.over(end, 500 + 30 * len(live) * (k + 1) ** 2):
            return (t, None, None)
        blocks = [m + t * e for m, e in zip(at(y), eyes)]
        inverses = [np.linalg.inv(m) for m in blocks]
        grad, hess = np.zeros(k + 1), np.zeros((k + 1, k + 1))
        for position, b in enumerate(live):
            moves = [inverses[position] @ d[b] for d in dirs_c] + [
                inverses[position] @ eyes[position]
            ]
            grad -= np.array([np.trace(m) for m in moves])
            flatmoves = np.array([m.ravel() for m in moves])
            turned = np.array([m.T.ravel() for m in moves])
            hess += flatmoves @ turned.T
        # bounds t <= 1 and a weak pull of y to 0 keep the problem bounded
        grad[-1] += 1.0 / (1.0 - t) - weight
        hess[-1, -1] += 1.0 / (1.0 - t) ** 2
        grad[:k] += 1e-6 * y
        hess[range(k), range(k)] += 1e-6
        step = -np.linalg.lstsq(hess, grad, rcond=None)[0]
        decrement = float(-grad @ step)
        length = 1.0
        for _ in range(40):
            trial_y, trial_t = y + length * step[:k], t + length * step[-1]
            if trial_t < 1 and low([m + trial_t * e for m, e in zip(at(trial_y), eyes)]) > 0:
                break
            length /= 2
        else:
            break
        y, t = y + 0.95 * length * step[:k], t + 0.95 * length * step[-1]
        if decrement < 1e-3:
            if t > 1e-3 or weight > 1e9:
                break
            weight *= 4.0
    full = [np.zeros((n, n)) for n in sizes]
    for b, m in zip(live, at(y)):
        full[b] = ranges[b] @ m @ ranges[b].T
    return (t, y, full)


def null_rows(
    matrices: Sequence[Any], sizes: Sequence[int], places: Sequence[tuple[int, int, int]], n: int
) -> list[list[fmpq]]:
    """Equations G v = 0 for the null vectors v of the blocks, rounded to simple rationals."""
    import numpy as np

    rows: list[list[fmpq]] = []
    for b, matrix in enumerate(matrices):
        values, vectors = np.linalg.eigh(matrix)
        scale = max(1.0, float(np.max(np.abs(values)))) if len(values) else 1.0
        null = vectors[:, values < 1e-4 * scale].T
        for v in _rational_basis(null):
            for i in range(sizes[b]):
                row = [fmpq(0)] * (n + 1)
                for position, (block, p, q) in enumerate(places):
                    if block == b and i in (p, q):
                        other = q if p == i else p
                        row[position] = row[position] + v[other]
                rows.append(row)
    return rows


def _rational_basis(null: Any) -> list[list[fmpq]]:
    """Reduced row echelon form in floats, entries rounded to fractions of small denominator."""
    import numpy as np

    a = np.array(null, dtype=float)
    found, r = [], 0
    for c in range(a.shape[1] if a.size else 0):
        if r == a.shape[0]:
            break
        p = r + int(np.argmax(np.abs(a[r:, c])))
        if abs(a[p, c]) < 1e-3:
            continue
        a[[r, p]] = a[[p, r]]
        a[r] /= a[r, c]
        for i in range(a.shape[0]):
            if i != r:
                a[i] -= a[i, c] * a[r]
        r += 1
    for row in a[:r]:
        near = [Fraction(float(x)).limit_denominator(60) for x in row]
        if max(abs(float(q) - x) for q, x in zip(near, row)) < 2e-2:
            found.append([fmpq(q.numerator, q.denominator) for q in near])
    return found
