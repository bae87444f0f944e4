"""A linear rate of a two-layer ReLU network for all time, recomputed from the start of the run:
every comparison is exact or by enclosures.

The conditions are those of the claims relu2.certificate.flow and relu2.certificate.descent.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx, fmpq, fmpq_mat, fmpz

from ._gaussian import exact, rational
from ._terms import field, need


def relu_rate(data: dict) -> str:
    """`inputs`, `labels`, `weights` (rows), `signs`, `tau`, `least`, `rate`; for descent also `eta`
    and `norm`.
    """
    X, W = (_matrix(field(data, name, list)) for name in ("inputs", "weights"))
    y, a = ([rational(one) for one in field(data, name, list)] for name in ("labels", "signs"))
    tau, least, rate = (rational(field(data, name)) for name in ("tau", "least", "rate"))
    n, d, m = X.nrows(), X.ncols(), W.nrows()
    need(
        W.ncols() == d and len(y) == n and len(a) == m and all(abs(one) == 1 for one in a),
        "the sizes do not fit",
    )
    need(
        n <= 60 and m * n <= 10**6 and tau > 0 and least > 0 and rate >= 0,
        "tau and least are positive; at most 60 inputs",
    )
    K, Z = X * X.transpose(), W * X.transpose()
    # k_i^2 tau^2
    reach = [_fraction(sum((K[i, j] ** 2 for j in range(n)), fmpq(0))) * tau**2 for i in range(n)]
    sums, both = [Fraction(0)] * n, [[0] * n for _ in range(n)]
    loose, touched = [Fraction(0)] * n, [0] * n
    size = [[abs(_fraction(K[i, j])) for j in range(n)] for i in range(n)]
    for r in range(m):
        z = [_fraction(Z[r, i]) for i in range(n)]
        near = [m * z[i] ** 2 <= reach[i] for i in range(n)]
        on = [i for i in range(n) if z[i] >= 0]
        at = [i for i in range(n) if near[i]]
        for i in at:
            # at least |K| on the loose entries
            loose[i] += max(sum(size[k][j] for j in at) for k in at)
        for i in range(n):
            touched[i] += near[i] or z[i] >= 0
        for i in on:
            sums[i] += a[r] * z[i]
            if not any(near):
                for j in on:
                    both[i][j] += 1
    H = [[_fraction(K[i, j]) * both[i][j] / m for j in range(n)] for i in range(n)]
    need(
        _definite([[H[i][j] - least * (i == j) for j in range(n)] for i in range(n)]),
        "the tight neurons do not reach `least`",
    )
    with ctx.workprec(256):
        root = arb(fmpz(m)).sqrt()
        error = sum(((exact(s) / root - exact(t)) ** 2 for s, t in zip(sums, y)), arb(0)).sqrt()
        where = f"on the stated network of {n} inputs and {m} neurons"
        if "eta" not in data:
            need(rate <= least, "the rate is larger than `least`")
            need(exact(least * tau) > error, "least tau > |e(0)| is not certain")
            return (
                f"|u(t) - y| <= exp(-{rate} t) |u(0) - y| for all t >= 0 under gradient flow "
                f"{where}"
            )
        eta, norm = rational(data["eta"]), rational(field(data, "norm"))
        need(
            _definite([[norm * (i == j) - _fraction(K[i, j]) for j in range(n)] for i in range(n)]),
            "`norm` does not exceed |K|",
        )
        theta = 2 - eta * norm * Fraction(max(touched), m)
        need(
            eta > 0 and theta > 0 and rate < 1,
            "eta and theta = 2 - eta M^2 are positive, the rate is below 1",
        )
        factor = 1 - eta * (theta * least - max(loose) / m / theta)
        need(factor <= rate**2, "the contraction is weaker than the rate")
        need(
            exact((1 - rate) * tau) >= exact(eta) * error,
            "eta |e(0)| <= (1 - rate) tau is not certain",
        )
        return (
            f"|u(k) - y| <= ({rate})^k |u(0) - y| for all k under gradient descent with step "
            f"{eta} {where}"
        )


def _matrix(rows: list) -> fmpq_mat:
    need(
        rows and all(isinstance(row, list) and len(row) == len(rows[0]) > 0 for row in rows),
        "a matrix has rows of one length",
    )
    flat = [rational(one) for row in rows for one in row]
    return fmpq_mat(len(rows), len(rows[0]), [fmpq(q.numerator, q.denominator) for q in flat])


def _fraction(q: fmpq) -> Fraction:
    return Fraction(int(q.p), int(q.q))


def _definite(A: list[list[Fraction]]) -> bool:
    """All pivots of the exact LDL^T factorization are positive."""
    A = [list(row) for row in A]
    for k in range(len(A)):
        if A[k][k] <= 0:
            return False
        for i in range(k + 1, len(A)):
            factor = A[i][k] / A[k][k]
            for j in range(k + 1, len(A)):
                A[i][j] -= factor * A[k][j]
    return True
