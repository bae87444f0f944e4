"""Dual activations in ball arithmetic: rigorous enclosures of E g(u), E g(u) g(v), E g'(u) g'(v)
for arb covariance matrices.

Closed forms (erf, ReLU, GELU, sin, polynomials) are those of `kernels.deep_gram_duals` on the
numbers `Balls`. The others (softplus, sigmoid, tanh) are expanded in normalised Hermite polynomials
h_k: with z ~ N(0, 1), a_k(s) = E g(sqrt(s) z) h_k(z),

    E g(u) g(v) = sum_k a_k(s) a_k(t) rho^k,      |remainder after k = K| <= sqrt(T(s) T(t))
    |rho|^(K+1),   T(s) = E g^2 - sum_(k<=K) a_k^2.

The one-dimensional integrals are trapezoidal sums of step h over |x| <= R with two explicit errors.

* Discretisation (Trefethen and Weideman 2014, Theorem 5.1): at most 2 M/(exp(2 pi a/h) - 1) for an
  integrand w analytic in |Im x| < a with
  int |w(x + ib)| dx <= M there. With |g(y + ib)| <= A + B|y| for |b| <= beta, a = beta/sqrt(s), and
  E |h_k(x + ia)|^2 = L_k(-a^2) <= exp(2 a sqrt k): M <= exp(a^2/2 + a sqrt k) sqrt(2 A^2 + 2 B^2 s)
  for a_k, M <= exp(a^2/2) (2 A^2 + 2 B^2 s) for E g^2.
* Truncation: |h_k(x)| <= 1.0865 exp(x^2/4) (Cramer's inequality), so the tail of a_k is at most
  2.173 (2 A/R + 2 B sqrt s) exp(-R^2/4)/sqrt(2 pi), and
  that of E g^2 at most 2 (2 A^2/R + 2 B^2 s (R + 1/R)) exp(-R^2/2)/sqrt(2 pi), for R >= 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb, arb_mat, ctx, fmpq
from steepest.kernels.deep_gram.duals import closed_form, normalisation_of

BITS = 256  # working precision of the sums
GOAL = 110  # bits of the one-dimensional integrals
TAIL = 72  # bits to which the expansions are continued, where the largest number of terms allows
TERMS = (48, 96, 192, 384)


def ball(value: Fraction | int | str) -> arb:
    """The ball of a rational number."""
    exact = Fraction(value)
    return arb(fmpq(exact.numerator, exact.denominator))


def array(rows: Any) -> Any:
    """An object array of the given (nested) list; numpy must not look into the numbers."""
    rows = [list(row) for row in rows]
    out = np.empty((len(rows), len(rows[0])), dtype=object)
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            out[i, j] = value
    return out


def _entrywise(function: Callable[..., arb], inputs: int = 1) -> Any:
    return np.frompyfunc(function, inputs, 1)


def _root(x: arb) -> arb:
    """The square root of a number known to be >= 0, whose enclosure may stick out."""
    return x.nonnegative_part().sqrt()


class Balls:
    """The functions of the closed forms on object arrays of arb, at the current precision."""

    sqrt, exp, asin = (
        _entrywise(lambda x, name=name: getattr(arb(x), name)()) for name in ("sqrt", "exp", "asin")
    )
    sinh, cosh = (
        _entrywise(lambda x, name=name: getattr(arb(x), name)()) for name in ("sinh", "cosh")
    )
    atan2 = _entrywise(lambda y, x: arb.atan2(y, x), 2)
    root = _entrywise(_root)

    @property
    def pi(self) -> arb:
        return arb.pi()

    @staticmethod
    def number(value: Fraction | int) -> arb:
        return ball(value)


BALLS = Balls()


@dataclass(frozen=True)
class Strip:
    """A function real on R, analytic in |Im w| <= beta with |g(y + ib)| <= A + B|y| there."""

    value: Callable[[arb], arb]
    beta: Fraction
    bound: Callable[[arb], arb]  # beta as a ball to A
    growth: int = 0  # B


def _logistic(x: arb) -> arb:
    return 1 / (1 + (-x).exp())


def _softplus(x: arb) -> arb:
    return x + (-x).exp().log1p() if x > 0 else x.exp().log1p()


SMOOTH: dict[str, tuple[Strip, Strip]] = {
    # |log|1 + e^w|| <= max(|y| + log 2, -log sin beta) for pi/2 <= beta < pi, and |arg| < pi
    "softplus": (
        Strip(_softplus, Fraction(14, 5), lambda b: arb.pi() + arb(2).log() - b.sin().log(), 1),
        Strip(_logistic, Fraction(14, 5), lambda b: 1 / b.sin()),
    ),
    # |1 + e^-w| >= sin beta; the derivative is g(w) g(-w)
    "sigmoid": (
        Strip(_logistic, Fraction(14, 5), lambda b: 1 / b.sin()),
        Strip(lambda x: _logistic(x) * _logistic(-x), Fraction(14, 5), lambda b: 1 / b.sin() ** 2),
    ),
    # |tanh|^2 = (sinh^2 y + sin^2 b)/(sinh^2 y + cos^2 b), |cosh|^2 = sinh^2 y + cos^2 b
    "tanh": (
        Strip(lambda x: x.tanh(), Fraction(7, 5), lambda b: b.tan()),
        Strip(lambda x: x.sech() ** 2, Fraction(7, 5), lambda b: 1 / b.cos() ** 2),
    ),
}


class Expansion:
    """The dual of an activation with two strips (of g and of g'); arb matrices in, enclosures
    out.
    """

    def __init__(self, value: Strip, derivative: Strip):
        self.value, self.derivative = value, derivative
        self._known: dict[Any, Any] = {}

    def mean(self, K: Any) -> Any:
        return array([[self._coefficients(self.value, s, TERMS[0])[0][0] for s in K.diagonal()]])[0]

    def second(self, K: Any) -> Any:
        return self._matrix(self.value, K)

    def slope(self, K: Any) -> Any:
        return self._matrix(self.derivative, K)

    def _matrix(self, g: Strip, K: Any) -> Any:
        with ctx.workprec(BITS):
            n, roots = len(K), [_root(arb(s)) for s in K.diagonal()]
            rho = {
                (i, j): _correlation(arb(K[i, j]), roots[i], roots[j])
                for i in range(n)
                for j in range(i)
            }
            largest = max((float(r.abs_upper()) for r in rho.values()), default=0.0)
            for terms in TERMS:
                rows = [self._coefficients(g, s, terms) for s in K.diagonal()]
                worst = max(float(row[2].upper()) for row in rows) * min(largest, 1.0) ** terms
                if worst < 2.0**-TAIL:
                    break
            out = np.empty((n, n), dtype=object)
            for i in range(n):
                out[i, i] = rows[i][1]
                for j in range(i):
                    out[i, j] = out[j, i] = _series(rows[i], rows[j], rho[i, j])
            return out

    def _coefficients(self, g: Strip, s: arb, terms: int) -> tuple[list[arb], arb, arb]:
        """(a_0, .., a_(terms-1)), E g^2, and T = what is left of it."""
        key = (id(g), str(arb(s).repr()), terms)
        if key not in self._known:
            with ctx.workprec(BITS):
                self._known[key] = coefficients(g, arb(s), terms)
        return self._known[key]


def _correlation(c: arb, first: arb, second: arb) -> arb:
    if c.is_zero():
        return arb(0)
    return c / (first * second)


def _series(first: tuple, second: tuple, rho: arb) -> arb:
    total = arb(0)
    for a, b in zip(reversed(first[0]), reversed(second[0])):
        total = total * rho + a * b
    size = arb(min(float(rho.abs_upper()) * (1 + 2.0**-50), 1.0))
    tail = (first[2] * second[2]).nonnegative_part().sqrt() * size ** len(first[0])
    return total + arb(0, tail.upper())


def coefficients(g: Strip, s: arb, terms: int) -> tuple[list[arb], arb, arb]:
    """Enclosures of a_k(s), k < terms, of E g(sqrt(s) z)^2, and of the difference between that and
    the sum of squares.
    """
    if s.is_zero():
        at = g.value(arb(0))
        return [at] + [arb(0)] * (terms - 1), at * at, arb(0)
    if not s > 0:
        raise ValueError(
            f"a variance {s} is not known to be positive; give inputs with fewer digits lost, or "
            f"exact zeros"
        )
    root, beta = s.sqrt(), ball(g.beta)
    # below beta/sqrt(s), so that the strip is inside
    a = min(float((beta / root).lower()) * (1 - 1e-9), 4.0)
    step = 1.0
    while 2 * np.pi * a / step < 0.7 * GOAL + 8 + a * np.sqrt(terms) + a * a / 2 + 2 * np.log(
        2 + float(root.upper())
    ):
        step /= 2
    reach = float(np.ceil(2 * np.sqrt(0.7 * GOAL + 8)))
    A, size = g.bound(beta), arb(a)
    moment = 2 * A**2 + 2 * g.growth**2 * s
    strip = 2 / ((2 * arb.pi() * size / arb(step)).exp() - 1)
    R, density = arb(reach), (2 * arb.pi()).sqrt()
    table, nodes, weights = _table(step, reach, terms)
    values = [g.value(root * x) for x in nodes]
    sums = (arb_mat([values]) * table).entries()
    spread = strip * (size**2 / 2).exp() * moment.sqrt()
    cut = arb(2173) / 1000 * (2 * A / R + 2 * g.growth * root) * (-(R**2) / 4).exp() / density
    found = [
        one + arb(0, (spread * (size * arb(k).sqrt()).exp() + cut).upper())
        for k, one in enumerate(sums)
    ]
    square = sum((v * v * w for v, w in zip(values, weights)), arb(0))
    cut2 = 2 * (2 * A**2 / R + 2 * g.growth**2 * s * (R + 1 / R)) * (-(R**2) / 2).exp() / density
    square += arb(0, (strip * (size**2 / 2).exp() * moment + cut2).upper())
    return found, square, (square - sum((one * one for one in found), arb(0))).nonnegative_part()


@lru_cache(maxsize=16)
def _table(step: float, reach: float, terms: int) -> tuple[arb_mat, list[arb], list[arb]]:
    """(h_k(x_j) w_j) as a matrix nodes x terms, the nodes x_j = j h with |x_j| <= R and the weights
    h phi(x_j).
    """
    with ctx.workprec(BITS + 64):
        count, density = int(reach / step), (2 * arb.pi()).sqrt()
        nodes = [arb(step) * j for j in range(-count, count + 1)]
        weights = [arb(step) * (-x * x / 2).exp() / density for x in nodes]
        roots = [arb(k).sqrt() for k in range(terms + 1)]
        rows = []
        for x, w in zip(nodes, weights):
            previous, current, row = arb(0), w, []
            for k in range(terms):
                row.append(current)
                previous, current = current, (x * current - roots[k] * previous) / roots[k + 1]
            rows.append(row)
        return arb_mat(rows), nodes, weights


@lru_cache(maxsize=64)
def ball_dual(
    name: str, coefficients: tuple[Fraction, ...] = (), frequency: Fraction = Fraction(1)
) -> Any:
    """The dual of a named activation on arb matrices."""
    return closed_form(name, coefficients, frequency, BALLS) or Expansion(*SMOOTH[name])


def c_sigma(
    name: str, coefficients: tuple[Fraction, ...] = (), frequency: Fraction = Fraction(1)
) -> arb:
    """An enclosure of c_sigma = 1/E s(z)^2."""
    with ctx.workprec(BITS):
        return normalisation_of(ball_dual(name, coefficients, frequency), arb(1))
