"""Sums of squares with unknown coefficients: a conic solver in floats, exact in the end.

Unknown are positive semidefinite Gram matrices over vectors of one kind (polynomials, or words of
one shape), nonnegative coefficients and free ones, so that columns add up to a goal. Clarabel looks
for a point with a margin. Where there is none, null vectors of the Gram matrices are rounded and
the vectors restricted to what is orthogonal to them (facial reduction), and the search goes on.
With a margin the unknowns are rounded to rationals, the equations solved exactly for as many of
them (Peyrl and Parrilo), and each Gram matrix is split exactly as L D L^T with D >= 0.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat, nmod_mat

from . import work

Flat = Mapping[Hashable, Any]  # coefficients, rational, by whatever names the coordinates
PRIME = 2**31 - 1
ROUNDS = 6
DENOMINATORS = (1, 2, 12, 120, 5040, 10**6, 10**9)
MOST_UNKNOWNS, MOST_ROWS = 6000, 500


class Found(NamedTuple):
    """Per block its squares (d, vector) with d > 0; coefficients of the columns."""

    squares: list[list[tuple[fmpq, Any]]]
    nonnegative: list[fmpq]
    free: list[fmpq]


def sum_of_squares(
    blocks: Sequence[Sequence[Any]],
    product: Callable[[int, Any, Any], Flat],
    nonnegative: Sequence[Flat],
    free: Sequence[Flat],
    goal: Flat,
    charge: Callable[[float], None] = work.charge,
) -> Found | None:
    """Sum over blocks of sum G_ij product(block, v_i, v_j), and columns, equal to the goal.

    Vectors can be added and multiplied by a number from the left; `product` is bilinear.
    """
    vectors = [list(block) for block in blocks]
    kept = list(range(len(nonnegative)))
    for _ in range(ROUNDS):
        problem = _Problem(vectors, product, [nonnegative[k] for k in kept], free, goal)
        if not problem.possible():
            return None
        charge(problem.cost())
        point = problem.solved()
        if point is None:
            return None
        margin, z = point
        exact = problem.rounded(z) if margin > 1e-9 else None
        if exact is not None:
            found, some, rest = exact
            every = [fmpq(0)] * len(nonnegative)
            for k, value in zip(kept, some):
                every[k] = value
            return Found(found, every, rest)
        smaller = problem.face(z)
        if smaller is None:
            return None
        vectors, alive = smaller
        kept = [kept[k] for k in alive]
    return None


class _Problem:
    """The equations between the unknowns: entries of Gram matrices, then coefficients."""

    def __init__(
        self,
        vectors: list[list[Any]],
        product: Callable[[int, Any, Any], Flat],
        nonnegative: list[Flat],
        free: Sequence[Flat],
        goal: Flat,
    ):
        self.vectors, self.nonnegative, self.free = vectors, nonnegative, free
        self.places: list[tuple[int, int, int]] = []
        self.columns: list[Flat] = []
        for b, some in enumerate(vectors):
            for j in range(len(some)):
                for i in range(j + 1):
                    self.places.append((b, i, j))
                    column = product(b, some[i], some[j])
                    self.columns.append(column if i == j else {k: 2 * v for k, v in column.items()})
        self.entries = len(self.columns)
        self.columns += [*nonnegative, *free]
        keys: dict[Hashable, int] = {}
        for column in (*self.columns, goal):
            for key in column:
                keys.setdefault(key, len(keys))
        self.rows, self.right = keys, [fmpq(0)] * len(keys)
        for key, value in goal.items():
            self.right[keys[key]] = _rational(value)

    def possible(self) -> bool:
        return (
            0 < len(self.columns) <= MOST_UNKNOWNS
            and 0 < len(self.rows) <= MOST_ROWS
            and all(value == 0 or self._met(i) for i, value in enumerate(self.right))
        )

    def cost(self) -> float:
        """Microseconds of a solution, about."""
        triangles = [len(some) * (len(some) + 1) / 2 for some in self.vectors]
        return 8000 + 50 * len(self.columns) + 2e-3 * sum(one**3 for one in triangles)

    def _met(self, i: int) -> bool:
        key = list(self.rows)[i]
        return any(key in column for column in self.columns)

    # --- in floats --------------------------------------------------------------------------------

    def solved(self) -> tuple[float, Any] | None:
        """(margin, unknowns) with every Gram matrix at least the margin times the identity."""
        import clarabel
        import numpy as np
        from scipy import sparse

        n, m = len(self.columns), len(self.rows)
        values, row, column = [], [], []
        for k, one in enumerate(self.columns):
            for key, value in one.items():
                row.append(self.rows[key])
                column.append(k)
                values.append(_float(value))
        values = np.array(values)
        size = np.sqrt(np.maximum(np.bincount(row, values**2, m), 1e-30))
        right = np.array([_float(one) for one in self.right]) / size
        parts = [sparse.csc_matrix((values / size[row], (row, column)), shape=(m, n + 1))]
        cones = [clarabel.ZeroConeT(m)]
        start, root = 0, np.sqrt(2.0)
        for some in self.vectors:
            count = len(some) * (len(some) + 1) // 2
            if not count:
                continue
            scale = np.full(count, -root)
            diagonal = np.cumsum(np.arange(1, len(some) + 1)) - 1
            scale[diagonal] = -1.0
            data = np.concatenate([scale, np.ones(len(some))])
            rows = np.concatenate([np.arange(count), diagonal])
            columns = np.concatenate([start + np.arange(count), np.full(len(some), n)])
            parts.append(sparse.csc_matrix((data, (rows, columns)), shape=(count, n + 1)))
            cones.append(clarabel.PSDTriangleConeT(len(some)))
            start += count
        signed = len(self.nonnegative)
        at = self.entries + np.arange(signed)
        data = [-1.0] * signed + [1.0]
        parts.append(
            sparse.csc_matrix((data, (np.arange(signed + 1), [*at, n])), shape=(signed + 1, n + 1))
        )
        cones.append(clarabel.NonnegativeConeT(signed + 1))
        matrix: Any = sparse.vstack(parts, format="csc")
        bounds = np.zeros(matrix.shape[0])
        bounds[:m], bounds[-1] = right, 1.0
        cost = np.zeros(n + 1)
        cost[n] = -1.0
        settings = clarabel.DefaultSettings()
        settings.verbose, settings.max_iter, settings.max_threads = False, 80, 1
        nothing = sparse.csc_matrix((n + 1, n + 1))
        answer = clarabel.DefaultSolver(nothing, cost, matrix, bounds, cones, settings).solve()
        status = str(answer.status)
        if "Infeasible" in status or "Error" in status:
            return None
        x = np.array(answer.x)
        if not np.isfinite(x).all() or np.abs(matrix[:m] @ x - right).max() > 1e-4:
            return None
        return float(x[n]), x[:n]

    def grams(self, z: Any) -> list[Any]:
        import numpy as np

        made = [np.zeros((len(some), len(some))) for some in self.vectors]
        for value, (b, i, j) in zip(z, self.places):
            made[b][i, j] = made[b][j, i] = value
        return made

    def face(self, z: Any) -> tuple[list[list[Any]], list[int]] | None:
        """The vectors orthogonal to the null vectors of the Gram matrices, and the coefficients
        that are not zero; None where that is everything."""
        import numpy as np

        made, changed = [], False
        everything = max((float(np.abs(one).max()) for one in self.grams(z) if one.size), default=1)
        for some, matrix in zip(self.vectors, self.grams(z)):
            if not some:
                made.append([])
                continue
            values, columns = np.linalg.eigh(matrix)
            basis = rational_rows(columns[:, : _null(values, everything)].T)
            if not basis:
                made.append(some)
                continue
            changed = True
            made.append([_combined(row, some) for row in complement(basis, len(some))])
        coefficients = z[self.entries : self.entries + len(self.nonnegative)]
        alive = [k for k, value in enumerate(coefficients) if value > 1e-6]
        if not changed and len(alive) == len(self.nonnegative):
            return None
        return made, alive

    # --- exact ------------------------------------------------------------------------------------

    def rounded(self, z: Any) -> tuple | None:
        """Exact unknowns near z, as squares and coefficients."""
        pivots, rows = self._pivots(z)
        if len(pivots) != len(rows):
            return None
        place = {row: i for i, row in enumerate(rows)}
        keys = list(self.rows)
        wanted = {keys[row]: i for row, i in place.items()}
        table = [fmpq(0)] * (len(rows) ** 2)
        for j, k in enumerate(pivots):
            for key, value in self.columns[k].items():
                if key in wanted:
                    table[wanted[key] * len(rows) + j] = _rational(value)
        square = fmpq_mat(len(rows), len(rows), table)
        chosen = set(pivots)
        for denominator in DENOMINATORS:
            exact = [fmpq(round(float(v) * denominator), denominator) for v in z]
            right = [self.right[row] for row in rows]
            for k, column in enumerate(self.columns):
                if k in chosen or exact[k] == 0:
                    continue
                for key, value in column.items():
                    if key in wanted:
                        right[wanted[key]] -= _rational(value) * exact[k]
            try:
                solution = square.solve(fmpq_mat(len(rows), 1, right))
            except ZeroDivisionError:
                return None
            for j, k in enumerate(pivots):
                exact[k] = solution[j, 0]
            found = self._squares(exact)
            if found is not None:
                return found
        return None

    def _pivots(self, z: Any) -> tuple[list[int], list[int]]:
        """Columns to solve for, and as many independent equations; entries off the diagonals and
        large ones first."""
        order = list(range(len(self.columns)))
        rank = lambda k: (  # noqa: E731
            (k >= self.entries and k < self.entries + len(self.nonnegative)),
            k < self.entries and self.places[k][1] == self.places[k][2],
            len(self.columns[k]),
        )
        order.sort(key=rank)
        table = [[0] * len(order) for _ in self.rows]
        for j, k in enumerate(order):
            for key, value in self.columns[k].items():
                q = _rational(value)
                table[self.rows[key]][j] = int(q.p) * pow(int(q.q), -1, PRIME) % PRIME
        flat = [x for row in table for x in row]
        matrix = nmod_mat(len(table), len(order), flat, PRIME)
        reduced, count = matrix.rref()
        leading, j = [], 0
        for i in range(count):
            while int(reduced[i, j]) == 0:
                j += 1
            leading.append(j)
        chosen = [order[j] for j in leading]
        small = nmod_mat(
            len(leading), len(table), [table[i][j] for j in leading for i in range(len(table))],
            PRIME,
        )  # fmt: skip
        reduced, count = small.rref()
        rows, j = [], 0
        for i in range(count):
            while int(reduced[i, j]) == 0:
                j += 1
            rows.append(j)
        return chosen, rows

    def _squares(self, exact: list[fmpq]) -> tuple | None:
        signed = exact[self.entries : self.entries + len(self.nonnegative)]
        if any(value < 0 for value in signed):
            return None
        matrices = [fmpq_mat(len(some), len(some)) for some in self.vectors]
        for value, (b, i, j) in zip(exact, self.places):
            matrices[b][i, j] = matrices[b][j, i] = value
        made = []
        for some, matrix in zip(self.vectors, matrices):
            if not _looks_positive(matrix):
                return None
            pieces = squares_of(matrix)
            if pieces is None:
                return None
            made.append([(d, _combined(row, some)) for d, row in pieces])
        for key, i in self.rows.items():  # equations left out as dependent
            total = -self.right[i]
            for value, column in zip(exact, self.columns):
                if value != 0 and key in column:
                    total += value * _rational(column[key])
            if total != 0:
                return None
        return made, signed, exact[self.entries + len(self.nonnegative) :]


def _null(values: Any, everything: float) -> int:
    """How many of the ascending eigenvalues are zero but for rounding: up to the widest gap."""
    import numpy as np

    low = np.maximum(values, 1e-9) / max(1e-3, min(1.0, everything))
    gaps = [
        (low[k] / low[k - 1], k) for k in range(1, len(low)) if low[k - 1] < 1e-5 and low[k] > 1e-7
    ]
    if low[-1] < 1e-5:
        return len(low)
    return max(gaps, default=(0.0, 0))[1]


def _looks_positive(matrix: fmpq_mat) -> bool:
    import numpy as np

    n = matrix.nrows()
    if n < 3:
        return True
    entries = [[_float(matrix[i, j]) for j in range(n)] for i in range(n)]
    values = np.linalg.eigvalsh(np.array(entries))
    return bool(values[0] >= -1e-9 * max(1.0, abs(values[-1])))


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
        for i in range(k, n):
            if row[i] != 0:
                for j in range(k, n):
                    g[i, j] = g[i, j] - d * row[i] * row[j]
    return found


def rational_rows(null: Any) -> list[list[fmpq]]:
    """Reduced row echelon form in floats, of which rows with simple rational entries are kept."""
    import numpy as np

    a = np.array(null, dtype=float)
    r = 0
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
    found = []
    for row in a[:r]:
        near = [Fraction(float(x)).limit_denominator(60) for x in row]
        if max(abs(float(q) - x) for q, x in zip(near, row)) < 2e-3:
            found.append([fmpq(q.numerator, q.denominator) for q in near])
    return found


def complement(rows: list[list[fmpq]], width: int) -> list[list[fmpq]]:
    """A basis of the rational vectors orthogonal to the rows."""
    reduced, rank = fmpq_mat(len(rows), width, [x for row in rows for x in row]).rref()
    pivots = [next(j for j in range(width) if reduced[i, j] != 0) for i in range(rank)]
    found = []
    for free in (j for j in range(width) if j not in pivots):
        vector = [fmpq(0)] * width
        vector[free] = fmpq(1)
        for i, p in enumerate(pivots):
            vector[p] = -reduced[i, free]
        found.append(vector)
    return found


def _combined(row: Sequence[fmpq], some: Sequence[Any]) -> Any:
    number = (lambda x: x) if hasattr(some[0], "to_dict") else _fraction
    total: Any = None
    for x, v in zip(row, some):
        if x != 0:
            part = v if x == 1 else number(x) * v
            total = part if total is None else total + part
    return total


def _rational(value: Any) -> fmpq:
    return value if isinstance(value, fmpq) else fmpq(value.numerator, value.denominator)


def _fraction(x: fmpq) -> Fraction:
    return Fraction(int(x.p), int(x.q))


def _float(value: Any) -> float:
    value = _rational(value)
    return int(value.p) / int(value.q)


__all__ = ["Found", "complement", "squares_of", "sum_of_squares"]
