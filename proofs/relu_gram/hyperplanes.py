"""Lemma 2.6 and the balls of Section 2.6: points of a hyperplane D_i = {w . x_i = 0} that lie on no
other, and what the features are near them. z and w are points, x(i, c) the inputs.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    functions,
    given,
    negation,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import R, c, d, i, j, kernel, n, x
from .sectors import s, sums, t

proof = "Section 2.6, proof of Theorem 2.1"
z, w = sequences("z w")
N, M, u, r = reals("N M u r")


def product(z, i):
    """z . x_i"""
    return sum_over(c, d, z(c) * x(i, c))


def distance(w, z):
    """|w - z|^2"""
    return sum_over(c, d, (w(c) - z(c)) ** 2)


def parallel(i, j):
    return exists(s)(forall(c)((c < d) >> (x(j, c) == s * x(i, c))))


def nonzero():
    return forall(i)((i < n) >> (kernel(i, i) > 0))


def apart():
    """No two inputs are parallel."""
    return forall(i, j)(given(i < n, j < n, i != j) >> negation(parallel(i, j)))


def off_the_others(z, count=n):
    """z lies on D_i and on none of the first others."""
    others = forall(j)(given(j < count, j != i) >> (product(z, j) != 0))
    return conj(product(z, i) == 0, others)


def same_side(k, w, z, i, near, radius):
    """w . x_i has the sign of z . x_i, which is not 0, from `near`: |w - z|^2 < r^2 and `radius`:
    r^2 |x_i|^2 <= (z . x_i)^2.
    """


def ball_says(reach=1):
    near = given(j < n, j != i, R**2 * kernel(j, j) <= reach * product(z, j) ** 2)
    return near
