"""Dual activations: for centred Gaussian pairs (u, v), E s(u), E s(u) s(v) and E s'(u) s'(v),
entrywise over a covariance matrix.

Every dual has the methods

    mean(K)    E s(u_i)               a vector,
    second(K)  E s(u_i) s(u_j)        a matrix,
    slope(K)   E s'(u_i) s'(u_j)      a matrix,      (u_i) centred Gaussian with covariance K.

A closed form is written once and runs on float64 (`Floats`) as well as on arrays of other numbers
(balls, rationals), which supply their own `Numbers`. With s, t the variances and c the covariance
of (u, v):

* polynomial: sum_k c^k/k! E p^(k)(u) E p^(k)(v);
* erf: (2/pi) asin(2c/sqrt((1+2s)(1+2t))), Williams (1997); slope (4/pi)/sqrt((1+2s)(1+2t) - 4c^2);
* ReLU: (sqrt(st - c^2) + c (pi - angle))/(2 pi), slope (pi - angle)/(2 pi), angle = atan2(sqrt(st -
  c^2), c), Cho and Saul (2009);
* GELU u Phi(u): Gaussian integration by parts, twice; see `Gelu`;
* sin(w u): exp(-w^2 (s+t)/2) sinh(w^2 c), slope w^2 exp(-w^2 (s+t)/2) cosh(w^2 c).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np


class Floats:
    """The functions that closed forms need, on float64 arrays. Other numbers implement the same
    names.
    """

    pi = np.pi
    sqrt, exp, asin, sinh, cosh = np.sqrt, np.exp, np.arcsin, np.sinh, np.cosh
    atan2 = np.arctan2

    @staticmethod
    def number(value: Fraction | int) -> Any:
        return float(value)

    @staticmethod
    def root(value: Any) -> Any:
        """The square root of a number that is never negative, whatever rounding says."""
        return np.sqrt(np.maximum(value, 0.0))


def variances(K: Any) -> tuple[Any, Any, Any]:
    """(s as a column, t as a row, c) of a covariance matrix."""
    s = K.diagonal().copy()
    return s[:, None], s[None, :], K


@dataclass(frozen=True)
class Polynomial:
    """coefficients[k] multiplies u^k. Exact over any commutative ring that contains the
    rationals.
    """

    coefficients: tuple[Fraction, ...]
    numbers: Any = Floats

    def moments(self, order: int, s: Any) -> Any:
        """E p^(order)(u), u of variance s: sum over even powers 2i of (2i-1)!! s^i times the
        coefficient.
        """
        c = list(self.coefficients)
        for _ in range(order):
            c = [k * one for k, one in enumerate(c)][1:]
        value, power, factor = s * 0, s * 0 + 1, Fraction(1)
        for i in range((len(c) + 1) // 2):
            value = value + power * self.numbers.number(c[2 * i] * factor)
            power, factor = power * s, factor * (2 * i + 1)
        return value

    def mean(self, K: Any) -> Any:
        return self.moments(0, K.diagonal().copy())

    def second(self, K: Any) -> Any:
        return self._series(K, 0)

    def slope(self, K: Any) -> Any:
        return self._series(K, 1)

    def _series(self, K: Any, order: int) -> Any:
        s, t, c = variances(K)
        value, power, factor = c * 0, c * 0 + 1, Fraction(1)
        for k in range(len(self.coefficients) - order):
            value = value + power * self.moments(k + order, s) * self.moments(
                k + order, t
            ) * self.numbers.number(factor)
            power, factor = power * c, factor / (k + 1)
        return value


@dataclass(frozen=True)
class Erf:
    """The error function erf(u)."""

    numbers: Any = Floats

    def mean(self, K: Any) -> Any:
        return K.diagonal() * 0

    def second(self, K: Any) -> Any:
        f, (s, t, c) = self.numbers, variances(K)
        return f.asin(2 * c / (f.sqrt(1 + 2 * s) * f.sqrt(1 + 2 * t))) * 2 / f.pi

    def slope(self, K: Any) -> Any:
        f, (s, t, c) = self.numbers, variances(K)
        return 4 / (f.pi * f.sqrt((1 + 2 * s) * (1 + 2 * t) - 4 * c * c))


@dataclass(frozen=True)
class Relu:
    """max(u, 0), with derivative 1/2 at 0."""

    numbers: Any = Floats

    def mean(self, K: Any) -> Any:
        f = self.numbers
        return f.sqrt(K.diagonal().copy()) / f.sqrt(2 * f.pi)

    def _angle(self, K: Any) -> tuple[Any, Any]:
        f, (s, t, c) = self.numbers, variances(K)
        root = f.root(s * t - c * c)
        return root, f.pi - f.atan2(root, c)

    def second(self, K: Any) -> Any:
        f = self.numbers
        root, angle = self._angle(K)
        return _with_diagonal((root + K * angle) / (2 * f.pi), K.diagonal() / 2)

    def slope(self, K: Any) -> Any:
        return _with_diagonal(
            self._angle(K)[1] / (2 * self.numbers.pi),
            K.diagonal() * 0 + self.numbers.number(Fraction(1, 2)),
        )


@dataclass(frozen=True)
class Gelu:
    """u Phi(u), Phi the normal distribution function.

    With Q = E phi(u) phi(v) = 1/(2 pi sqrt(D)), D = (1+s)(1+t) - c^2, and P = E Phi(u) Phi(v) = 1/4
    + asin(c/sqrt((1+s)(1+t)))/(2 pi), integration by parts gives E[u Phi(u) v Phi(v)] = c P + Q r
    with r = st - c^2 + c^2/(1+s) + c^2/(1+t); its derivative in c is the slope.
    """

    numbers: Any = Floats

    def mean(self, K: Any) -> Any:
        f = self.numbers
        s = K.diagonal().copy()
        return s / f.sqrt(2 * f.pi * (1 + s))

    def _parts(self, K: Any) -> tuple[Any, ...]:
        f, (s, t, c) = self.numbers, variances(K)
        D = (1 + s) * (1 + t) - c * c
        P = f.asin(c / (f.sqrt(1 + s) * f.sqrt(1 + t))) / (2 * f.pi) + f.number(Fraction(1, 4))
        return s, t, c, D, P, 1 / (2 * f.pi * f.sqrt(D))

    def second(self, K: Any) -> Any:
        s, t, c, _, P, Q = self._parts(K)
        return c * P + Q * (s * t - c * c + c * c / (1 + s) + c * c / (1 + t))

    def slope(self, K: Any) -> Any:
        s, t, c, D, P, Q = self._parts(K)
        r = s * t - c * c + c * c / (1 + s) + c * c / (1 + t)
        return P + c * Q * (r / D - 1 + 2 / (1 + s) + 2 / (1 + t))


@dataclass(frozen=True)
class Sine:
    """sin(w u)."""

    frequency: Fraction = Fraction(1)
    numbers: Any = Floats

    def mean(self, K: Any) -> Any:
        return K.diagonal() * 0

    def _parts(self, K: Any) -> tuple[Any, Any, Any]:
        f, (s, t, c) = self.numbers, variances(K)
        square = f.number(self.frequency**2)
        return square, f.exp(-square * (s + t) / 2), square * c

    def second(self, K: Any) -> Any:
        _, decay, c = self._parts(K)
        return decay * self.numbers.sinh(c)

    def slope(self, K: Any) -> Any:
        square, decay, c = self._parts(K)
        return square * decay * self.numbers.cosh(c)


def _with_diagonal(K: Any, diagonal: Any) -> Any:
    K[np.diag_indices(len(K))] = diagonal
    return K


# --- activations without a closed form: Hermite expansion in float64 ------------------------------


def softplus(u: Any) -> Any:
    return np.logaddexp(0.0, u)


def sigmoid(u: Any) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * u))


SMOOTH = {  # name: (function, derivative, distance of the nearest singularity from the real axis)
    "softplus": (softplus, sigmoid, np.pi),
    "sigmoid": (sigmoid, lambda u: 0.25 / np.cosh(0.5 * np.clip(u, -1400, 1400)) ** 2, np.pi),
    "tanh": (np.tanh, lambda u: 1.0 / np.cosh(np.clip(u, -700, 700)) ** 2, np.pi / 2),
}


class Hermite:
    """An activation by its Hermite coefficients: E g(u) g(v) = sum_k a_k(s) a_k(t) rho^k, a_k(s) =
    E g(sqrt(s) z) h_k(z), z ~ N(0, 1).

    The coefficients come from the trapezoidal rule (exponentially accurate for an integrand
    analytic in a strip); the number of terms is the least for which the tail, at most sqrt(T(s)
    T(t)) |rho|^(k+1) with T = E g^2 - sum a_k^2, is below `tolerance` times the largest diagonal
    entry. `error` keeps the largest tail bound of all calls; rounding adds a few units in the last
    place of the sum.
    """

    MOST = 400

    def __init__(self, name: str, tolerance: float = 1e-14):
        self.function, self.derivative, self.strip = SMOOTH[name]
        self.name, self.tolerance, self.error = name, tolerance, 0.0

    def mean(self, K: Any) -> Any:
        values, weights, _ = self._samples(self.function, K.diagonal())
        return values @ weights

    def second(self, K: Any) -> Any:
        return self._expand(self.function, K)

    def slope(self, K: Any) -> Any:
        return self._expand(self.derivative, K)

    def _samples(self, g: Any, s: Any) -> tuple[Any, Any, Any]:
        root = np.sqrt(np.maximum(s, 0.0))
        reach = 13.0
        step = min(0.15, 2 * np.pi * 0.9 * self.strip / max(float(root.max()), 1e-9) / 38)
        z = np.arange(-np.ceil(reach / step), np.ceil(reach / step) + 1) * step
        return g(root[:, None] * z[None, :]), step * np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi), z

    def _expand(self, g: Any, K: Any) -> Any:
        values, weights, z = self._samples(g, K.diagonal())
        squares = values**2 @ weights
        root = np.sqrt(np.maximum(K.diagonal(), 1e-300))
        rho = np.clip(K / root[:, None] / root[None, :], -1.0, 1.0)
        _with_diagonal(rho, 0.0)
        largest = float(abs(rho).max()) if len(K) > 1 else 0.0
        coefficients, left, previous, h = [], squares.copy(), np.zeros_like(z), np.ones_like(z)
        for k in range(self.MOST):
            a = values @ (weights * h)
            coefficients.append(a)
            left = np.maximum(left - a * a, 0.0)
            tail = float(left.max()) * largest ** (k + 1)
            if tail <= self.tolerance * float(squares.max()):
                break
            previous, h = h, (z * h - np.sqrt(k) * previous) / np.sqrt(k + 1)
        self.error = max(self.error, tail)
        result = np.multiply.outer(coefficients[-1], coefficients[-1])
        term = np.empty_like(result)
        for a in reversed(coefficients[:-1]):
            result *= rho
            result += np.multiply.outer(a, a, out=term)
        return _with_diagonal(result, squares)


NAMES = ("softplus", "erf", "tanh", "relu", "gelu", "sigmoid", "sin", "polynomial")


def float_dual(
    name: str, coefficients: tuple[Fraction, ...] = (), frequency: Fraction = Fraction(1)
) -> Any:
    """The dual of a named activation in float64."""
    return closed_form(name, coefficients, frequency, Floats) or Hermite(name)


def closed_form(
    name: str, coefficients: tuple[Fraction, ...], frequency: Fraction, numbers: Any
) -> Any:
    """The dual on the given numbers where a closed form is known, else None."""
    simple = {"erf": Erf, "relu": Relu, "gelu": Gelu}
    if name in simple:
        return simple[name](numbers)
    if name == "polynomial":
        return Polynomial(tuple(map(Fraction, coefficients)), numbers)
    return Sine(Fraction(frequency), numbers) if name == "sin" else None


def normalisation_of(dual: Any, one: Any = 1.0) -> Any:
    """c_sigma = 1/E s(z)^2, z ~ N(0, 1); `one` is the number 1 that the dual works with."""
    return 1 / dual.second(np.array([[one]]))[0, 0]
