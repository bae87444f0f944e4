"""The Frobenius norm as a scalar: an atom whose square is the polynomial of norm2."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt, prod
from typing import Any

from . import words
from .errors import MatrixError
from .expressions import Matrix, Scalar, norm2
from .tree import ROOTS


def norm(a: Any) -> Scalar:
    """The Frobenius norm, a nonnegative scalar whose square is norm2(A); norm(-3 A) = 3 norm(A)."""
    if not isinstance(a, Matrix):
        raise MatrixError(f"norm takes a matrix expression, {type(a).__name__} was given")
    squared = norm2(a)
    tree, weight = ("sqrt", squared.tree), squared.weight + 1
    if not squared.polynomial:
        return Scalar({}, a.letters, tree, weight)
    content = _square_content(squared.polynomial[max(squared.polynomial)])
    key = tuple(sorted((mono, value / content**2) for mono, value in squared.polynomial.items()))
    if key == ((words.ONE, Fraction(1)),):
        return Scalar(words.constant(content), a.letters, tree, weight)
    ROOTS.setdefault(key, a.tree if content == 1 else (a / content).tree)
    return Scalar({((("norm", key), 1),): content}, a.letters, tree, weight)


def _square_content(value: Fraction) -> Fraction:
    """The largest rational c (small primes only) such that value / c^2 is an integer over a
    square-free denominator.
    """
    value = abs(value)

    def root(n: int) -> int:
        found = isqrt(n)
        if found * found == n:
            return found
        return prod(p ** (_times(n, p) // 2) for p in (2, 3, 5, 7, 11, 13))

    return Fraction(root(value.numerator), root(value.denominator))


def _times(n: int, p: int) -> int:
    count = 0
    while n % p == 0:
        n, count = n // p, count + 1
    return count
