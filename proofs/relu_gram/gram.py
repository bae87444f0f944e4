"""lambda_0 = lambda_min(H_inf) of given inputs: when it is exactly zero, a certified enclosure, and
a lower bound from the separation alone.

Inputs are exact: integers, fractions, texts such as "3/5", or floats (a float is the binary
fraction that it is). Angles come from exact inner products through tan theta = |x ^ y|/(x.y), |x ^
y|^2 = |x|^2 |y|^2 - (x.y)^2 in rationals, so that no digit of a small angle is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from steepest.proofs.vocabulary import SteepestError

Rows = list[list[Fraction]]


class InputError(SteepestError):
    """Inputs of which no Gram matrix can be formed."""


@dataclass(frozen=True)
class Inputs:
    """The rows x_i, exactly, and their Gram matrix K."""

    X: Rows

    @classmethod
    def of(cls, X: Any) -> Inputs:
        try:
            rows = [
                [
                    Fraction(v) if isinstance(v, int | str | Fraction) else Fraction(float(v))
                    for v in row
                ]
                for row in X
            ]
        except (ValueError, TypeError, OverflowError) as error:
            raise InputError(
                f"the inputs are not finite numbers ({error}); give rows of integers, "
                f"fractions, texts or floats"
            ) from None
        if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
            raise InputError(
                f"{len(rows)} rows of lengths {sorted({len(row) for row in rows})} were "
                f"given; expected rows of one length >= 1"
            )
        return cls(rows)

    @cached_property
    def K(self) -> Rows:
        from flint import fmpq, fmpq_mat

        flat = [fmpq(v.numerator, v.denominator) for row in self.X for v in row]
        M = fmpq_mat(len(self.X), len(self.X[0]), flat)
        G = M * M.transpose()
        return [
            [Fraction(int(G[i, j].p), int(G[i, j].q)) for j in range(len(self.X))]
            for i in range(len(self.X))
        ]

    def entry(self, i: int, j: int) -> Any:
        """(H_inf)_ij as a ball, at the current precision."""
        from flint import arb

        c = self.K[i][j]
        if i == j or not c:
            return ball(c) / 2
        cross = self.K[i][i] * self.K[j][j] - c * c
        return ball(c) * (arb.pi() - arb.atan2(ball(cross).sqrt(), ball(c))) / (2 * arb.pi())

    def gram(self) -> list[list[Any]]:
        """The lower triangle of H_inf, by rows of balls."""
        return [[self.entry(i, j) for j in range(i + 1)] for i in range(len(self.X))]


def ball(q: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(q.numerator, q.denominator))


# --- exactly zero ---------------------------------------------------------------------------------


def null_vector(X: Any) -> tuple[str, list[Fraction]] | None:
    """Why lambda_0 = 0, and a rational c with H_inf c = 0; None where lambda_0 > 0. Exact, for any
    inputs.

    By relu2.thm-2.1.exact lambda_0 vanishes exactly for a zero input, two inputs on one ray, or
    antipodal pairs with dependent directions.
    """
    inputs = Inputs.of(X)
    rows, n = inputs.X, len(inputs.X)
    unit = lambda *at: [Fraction(dict(at).get(i, 0)) for i in range(n)]  # noqa: E731
    rays: dict[tuple, int] = {}
    for i, row in enumerate(rows):
        lead = next((v for v in row if v), None)
        if lead is None:
            return f"input {i} is zero", unit((i, 1))
        ray = tuple(v / abs(lead) for v in row)
        if ray in rays:
            j = rays[ray]
            return f"input {i} is a positive multiple of input {j}", unit(
                (i, 1), (j, -_ratio(row, rows[j]))
            )
        rays[ray] = i
    pairs = [
        (i, rays[opposite])
        for ray, i in rays.items()
        if (opposite := tuple(-v for v in ray)) in rays and i < rays[opposite]
    ]
    beta = _dependence([rows[i] for i, _ in pairs])
    if beta is None:
        return None
    c = [Fraction(0)] * n
    # with x_j = -t x_i, t > 0: phi(x_i) - phi(x_j)/t is the constant field x_i
    for b, (i, j) in zip(beta, pairs):
        c[i] += b
        c[j] -= b / _ratio([-v for v in rows[j]], rows[i])
    chosen = ", ".join(f"{i} and {j}" for b, (i, j) in zip(beta, pairs) if b)
    return f"the antipodal pairs {chosen} have linearly dependent directions", c


def _ratio(row: list[Fraction], other: list[Fraction]) -> Fraction:
    """t with row = t other."""
    return next(p / q for p, q in zip(row, other) if q)


def _dependence(rows: Rows) -> list[Fraction] | None:
    """A non-trivial rational combination of the rows that vanishes, by elimination that remembers
    what it did.
    """
    basis: list[tuple[int, list[Fraction], list[Fraction]]] = []
    for k, row in enumerate(rows):
        rest, made = list(row), [Fraction(i == k) for i in range(len(rows))]
        for lead, base, how in basis:
            if factor := rest[lead] / base[lead]:
                rest = [p - factor * q for p, q in zip(rest, base)]
                made = [p - factor * q for p, q in zip(made, how)]
        lead = next((i for i, v in enumerate(rest) if v), None)
        if lead is None:
            return made
        basis.append((lead, rest, made))
    return None


# --- a certified enclosure ------------------------------------------------------------------------


@dataclass(frozen=True)
class LeastEigenvalue:
    """lambda_0 in [low, high], with a certificate that `steepest.proofs.checker.recheck`
    accepts.
    """

    low: Fraction
    high: Fraction
    certificate: dict[str, Any]
    reason: str = ""  # where lambda_0 = 0


def lambda_0(X: Any, digits: int = 12, decimals: int | None = None) -> LeastEigenvalue:
    """lambda_0 to about `digits` digits: the pivots of the LDL^T factorization of H_inf - low are
    positive, and a vector shows high.

    Where lambda_0 = 0 exactly, low = high = 0 and `reason` says why (`null_vector` has the vector).
    With `decimals` the enclosures of the entries are rounded outwards to that many decimals, which
    keeps certificates short; it costs digits where lambda_0 is tiny.
    """
    if not 1 <= digits <= 100:
        raise InputError(f"{digits} digits were asked for; choose 1 to 100")
    inputs = Inputs.of(X)
    if found := null_vector(X):
        return LeastEigenvalue(Fraction(0), Fraction(0), {}, found[0])
    for bits in (128, 256, 512, 1024, 2048):
        made = _enclose(inputs, digits, bits, decimals)
        if made is not None:
            return made
    raise InputError(
        "lambda_0 is positive but below 10^-500 or so of the largest entry; rescale or separate "
        "the inputs"
    )


def _enclose(
    inputs: Inputs, digits: int, bits: int, decimals: int | None = None
) -> LeastEigenvalue | None:
    from flint import ctx

    with ctx.workprec(bits):
        rows = inputs.gram()
        value, vector = _approximate(rows, bits)
        if not value > 0:
            return None
        entries = [[ends(entry, decimals) for entry in row] for row in rows]
        square = sum(v * v for v in vector)
        form = sum(
            (
                vector[i]
                * vector[j]
                * e[1 if vector[i] * vector[j] > 0 else 0]
                * (1 if i == j else 2)
                for i, row in enumerate(entries)
                for j, e in enumerate(row)
            ),
            Fraction(0),
        )
        high = _rounded(form / square, digits + 2, up=True)
        low = high - Fraction(1, 10**digits) * high
        for _ in range(4):
            if low > 0 and definite(entries, low):
                return LeastEigenvalue(low, high, certificate(entries, low, high, vector, bits))
            low -= 50 * (high - low)
    return None


def certificate(
    entries: Any, low: Fraction, high: Fraction, vector: list[Fraction], bits: int
) -> dict[str, Any]:
    matrix = [[[str(e[0]), str(e[1])] for e in row] for row in entries]
    return {
        "kind": "least-eigenvalue",
        "matrix": matrix,
        "at_least": str(low),
        "at_most": str(high),
        "vector": [str(v) for v in vector],
        "precision": bits,
    }


def definite(entries: Any, shift: Fraction) -> bool:
    """Every symmetric matrix with these entries has least eigenvalue > shift: all pivots of LDL^T
    are certainly positive (balls).
    """
    A = [[ball(low).union(ball(high)) for low, high in row] for row in entries]
    for i, row in enumerate(A):
        row[i] = row[i] - ball(shift)
    for k in range(len(A)):
        if not A[k][k] > 0:
            return False
        for i in range(k + 1, len(A)):
            factor = A[i][k] / A[k][k]
            for j in range(k + 1, i + 1):
                A[i][j] = A[i][j] - factor * A[j][k]
    return True


def ends(entry: Any, decimals: int | None) -> tuple[Fraction, Fraction]:
    """Rational ends of a ball (binary fractions), or the nearest decimals outside."""
    low, high = (
        Fraction(int(end.p), int(end.q)) for end in (entry.lower().fmpq(), entry.upper().fmpq())
    )
    if decimals is None:
        return low, high
    unit = 10**decimals
    return Fraction(low * unit // 1, unit), Fraction(-(-high * unit // 1), unit)


def _approximate(rows: list[list[Any]], bits: int) -> tuple[float, list[Fraction]]:
    """The least eigenvalue and its vector, not rigorous: float64, or mpmath where float64 has too
    few digits.
    """
    import mpmath
    import numpy as np

    n = len(rows)
    H = np.array(
        [[float((rows[i][j] if j <= i else rows[j][i]).mid()) for j in range(n)] for i in range(n)]
    )
    values, vectors = np.linalg.eigh(H)
    if values[0] > 1e-7 * values[-1] or n > 60:
        v = vectors[:, 0]
        return float(values[0]), [Fraction(int(round(x * 2**52)), 2**52) for x in v]
    with mpmath.workprec(bits):
        M = mpmath.matrix(n, n)
        for i in range(n):
            for j in range(i + 1):
                M[i, j] = M[j, i] = mpmath.mpf(rows[i][j].mid().str(int(bits / 3.3), radius=False))
        exact, basis = mpmath.eigsy(M)
        unit = 2 ** (bits - 20)
        return float(exact[0]), [
            Fraction(int(mpmath.nint(basis[i, 0] * unit)), unit) for i in range(n)
        ]


def _rounded(value: Fraction, digits: int, up: bool) -> Fraction:
    """A decimal with `digits` significant digits, not below (up) or not above the value."""
    scale = Fraction(1)
    while value * scale < 10 ** (digits - 1):
        scale *= 10
    whole = value * scale
    return (
        Fraction(
            -(-whole.numerator // whole.denominator) if up else whole.numerator // whole.denominator
        )
        / scale
    )


# --- a bound from the separation ------------------------------------------------------------------


def separation_bound(X: Any) -> Fraction:
    """A lower bound of lambda_0 from the largest |cosine| alone, rational and rigorous:
    relu2.thm-2.1.separation, any n and d.

    min|x_i|^2 p_k/(4 pi), p_k = binomial(2k, k)/4^k, with the least k such that (n - 1) rho^(2k+2)
    <= 1/2; 0 if that k is beyond a million.
    """
    inputs = Inputs.of(X)
    K, n = inputs.K, len(inputs.X)
    least = min(K[i][i] for i in range(n))
    squares = (
        [K[i][j] ** 2 / (K[i][i] * K[j][j]) for i in range(n) for j in range(i)]
        if least
        else [Fraction(1)]
    )
    rho2 = max(squares, default=Fraction(0))
    if rho2 >= 1:
        return Fraction(0)
    upper = Fraction(int(rho2 * 2**60) + 1, 2**60)  # short, and not below
    if upper >= 1:
        return Fraction(0)
    power, p, k = upper, Fraction(1), 0
    while (n - 1) * power > Fraction(1, 2) and k < 10**6:
        k += 1
        power = Fraction(int(power * upper * 2**80) + 1, 2**80)
        p = Fraction(int(p * (2 * k - 1) * 2**80) // (2 * k), 2**80)
    # 1/(4 pi) > 7/88
    return least * p * Fraction(7, 88) if (n - 1) * power <= Fraction(1, 2) else Fraction(0)
