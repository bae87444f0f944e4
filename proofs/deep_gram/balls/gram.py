"""The population matrix of a request: enclosures, and the least eigenvalue with a certificate of
kind "least-eigenvalue".
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx
from steepest.kernels.deep_gram.duals import float_dual, normalisation_of
from steepest.kernels.deep_gram.gram import (
    Network,
    build,
    fully_connected,
    input_gram,
    population,
    residual,
)

from ..gram_file import Request
from .duals import BITS, ball, ball_dual
from .evidence import ends
from .evidence import exact as rational

DIGITS = 30


@dataclass(frozen=True)
class Certified:
    """The matrix in balls; `low` <= lambda_min <= `high`; `certificate` shows the two ends for
    every matrix in the enclosures.
    """

    matrix: Any
    c_sigma: arb
    low: Fraction
    high: Fraction
    certificate: dict[str, Any]

    @property
    def radius(self) -> float:
        return max(float(one.rad()) for one in self.matrix.ravel())


@dataclass(frozen=True)
class Approximate:
    """The matrix in float64; `error` bounds what the truncated expansions leave out, rounding
    aside.
    """

    matrix: Any
    c_sigma: float
    least: float
    error: float


def certified(request: Request) -> Certified:
    """The limit of G^(H)(0) for the request, in balls."""
    dual = ball_dual(request.activation, request.coefficients, request.frequency)
    with ctx.workprec(BITS):
        c = normalisation_of(dual, arb(1))
        matrix = population(
            _network(request, dual, c, c.sqrt(), ball(request.c_res)), _balls(request)
        ).gram
        certificate = least_eigenvalue(matrix)
    return Certified(
        matrix, c, Fraction(certificate["at_least"]), Fraction(certificate["at_most"]), certificate
    )


def least_eigenvalue(matrix: Any) -> dict[str, Any]:
    """A certificate of kind "least-eigenvalue" for a matrix of balls."""
    with ctx.workprec(BITS):
        low, high, vector = _least(matrix)
        rows = [
            [[str(end) for end in ends(matrix[i, j], DIGITS)] for j in range(i + 1)]
            for i in range(len(matrix))
        ]
    return {
        "kind": "least-eigenvalue",
        "matrix": rows,
        "at_least": str(low),
        "at_most": str(high),
        "vector": [str(v) for v in vector],
        "precision": BITS,
    }


def approximate(request: Request) -> Approximate:
    """The same in float64."""
    dual = float_dual(request.activation, request.coefficients, request.frequency)
    x = np.array(
        [
            [[float(v) for v in part] for part in one]
            if request.positions > 1 or isinstance(one[0], tuple)
            else [float(v) for v in one]
            for one in request.inputs
        ]
    )
    if request.normalize:
        x = x / np.sqrt((x**2).sum(axis=tuple(range(1, x.ndim)), keepdims=True))
    network = build(
        request.architecture,
        dual,
        request.depth,
        c_res=float(request.c_res),
        positions=request.positions,
        filter=request.filter,
    )
    gram = population(network, input_gram(x)).gram
    error = getattr(dual, "error", 0.0)
    return Approximate(
        gram, float(normalisation_of(dual)), float(np.linalg.eigvalsh(gram)[0]), error
    )


def _network(request: Request, dual: Any, c: Any, root: Any, c_res: Any) -> Network:
    if request.architecture == "fc":
        return fully_connected(dual, c, request.depth, root)
    extra = (
        {"positions": request.positions, "filter": request.filter}
        if request.architecture == "conv"
        else {}
    )
    return residual(dual, c, request.depth, root, c_res, **extra)


def _balls(request: Request) -> Any:
    """K^(0) as balls of exact rationals."""
    exact = np.empty((request.rows,), dtype=object)
    # positions x channels
    rows = [list(zip(*one)) if isinstance(one[0], tuple) else [one] for one in request.inputs]
    flat = [part for one in rows for part in one]
    norms = [sum((v * v for part in one for v in part), Fraction(0)) for one in rows]
    owner = [i for i, one in enumerate(rows) for _ in one]
    scale = [1 / ball(norm).sqrt() if request.normalize else arb(1) for norm in norms]
    K = np.empty((len(exact), len(exact)), dtype=object)
    for a, first in enumerate(flat):
        for b, second in enumerate(flat[: a + 1]):
            inner = sum((x * y for x, y in zip(first, second)), Fraction(0))
            if request.normalize and owner[a] == owner[b]:
                K[a, b] = ball(inner / norms[owner[a]])
            else:
                K[a, b] = ball(inner) * scale[owner[a]] * scale[owner[b]]
            K[b, a] = K[a, b]
    return K


def _least(K: Any) -> tuple[Fraction, Fraction, list[Fraction]]:
    """Rationals low <= lambda_min <= high for every matrix in the enclosures, and a vector for
    high: inverse iteration, then LDL^T.
    """
    n = len(K)
    middle = np.array([[float(value.mid()) for value in row] for row in K])
    values, vectors = np.linalg.eigh(middle)
    size = max(float(abs(values).max()), 1e-300)
    vector = arb_mat([[arb(float(v))] for v in vectors[:, 0]])
    exact = arb_mat([[value.mid() for value in row] for row in K])
    shift = arb(float(values[0]) - 1e-13 * size)
    moved = exact - arb_mat([[shift if i == j else arb(0) for j in range(n)] for i in range(n)])
    for _ in range(4):
        try:
            solved = moved.solve(vector)
        except ZeroDivisionError:
            break
        largest = max(abs(float(one.mid())) for one in solved.entries())
        if not 0 < largest < float("inf"):
            break
        vector = arb_mat([[one.mid() / largest] for one in solved.entries()])
    grid = 2**100
    entries = [Fraction(floor(rational(one.mid()) * grid), grid) for one in vector.entries()]
    squares = sum((v * v for v in entries), Fraction(0))
    balls = [ball(v) for v in entries]
    form = sum((balls[i] * balls[j] * K[i, j] for i in range(n) for j in range(n)), arb(0)) / ball(
        squares
    )
    high = ends(form + arb(0, (form.rad() * 4).upper()), 40)[1] + Fraction(4 * n * n, 10**DIGITS)
    step = Fraction(max(1, int(size * 4 * n * n)), 10**DIGITS) + Fraction(4 * n * n, 10**DIGITS)
    while not _positive(K, high - step):
        step *= 16
    return high - step, high, entries


def _positive(K: Any, shift: Fraction) -> bool:
    """Every pivot of the LDL^T factorization of K - shift is positive, with enclosures at least as
    wide as those of the certificate.
    """
    n, blur = len(K), arb(0, arb(4) / arb(10) ** DIGITS)
    rows = [
        [K[i, j] + blur - (ball(shift) if i == j else 0) for j in range(i + 1)] for i in range(n)
    ]
    for k in range(n):
        if not rows[k][k] > 0:
            return False
        for i in range(k + 1, n):
            factor = rows[i][k] / rows[k][k]
            for j in range(k + 1, i + 1):
                rows[i][j] = rows[i][j] - factor * rows[j][k]
    return True
