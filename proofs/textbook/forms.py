"""Words for n x n matrices of any size as forms and maps; A(i, j) are the entries, v a vector."""

from __future__ import annotations

from steepest.proofs.engine.theorems import forall, nats, sequences, sum_over

i, j, n = nats("i j n")
v = sequences("v")


def image(A):
    """|A v|^2"""
    return sum_over(i, n, sum_over(j, n, A(i, j) * v(j)) ** 2)


def length(vector=v, count=n):
    """|v|^2 of the first `count` entries"""
    return sum_over(i, count, vector(i) ** 2)


def form(A, vector=v, count=n):
    """v^T A v for the first `count` rows and columns"""
    row = sum_over(j, count, A(i, j) * vector(j))
    return sum_over(i, count, vector(i) * row)


def bounded_below(A, least, count=n):
    """lambda_min(A) >= least, for the first `count` rows and columns"""
    return forall(v)(form(A, v, count) >= least * length(v, count))


def norm_at_most(A, bound):
    """|A|_2 <= bound"""
    return forall(v)(image(A) <= bound**2 * length())
