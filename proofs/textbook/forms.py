"""Words for n x n matrices of any size as forms and maps; A(i, j) are the entries, v a vector."""

from __future__ import annotations

from steepest.proofs.engine.theorems import forall, nats, sequences, sum_over

i, j, n = nats("i j n")
v = sequences("v")


def image(A):
    """|A v|^2"""
    return sum_over(i, n, sum_over(j, n, A(i, j) * v(j)) ** 2)


def length():
    """|v|^2"""
    return sum_over(i, n, v(i) ** 2)


def form(A):
    """v^T A v"""
    return sum_over(i, n, v(i) * sum_over(j, n, A(i, j) * v(j)))


def bounded_below(A, least):
    """lambda_min(A) >= least"""
    return forall(v)(form(A) >= least * length())


def norm_at_most(A, bound):
    """|A|_2 <= bound"""
    return forall(v)(image(A) <= bound**2 * length())
