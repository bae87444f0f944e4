"""The predictions of a network of any kind as functions of its q parameters: U(i, theta) is that of
datum i, J(i, p, s) its partial derivative in theta_p where the parameters are those of the time s.

U_i is differentiable there with this gradient: along every curve X through that point the slope of
U_i is sum_p J(i, p, s) X_p', which for finitely many parameters is Frechet's notion.
"""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    family,
    forall,
    functions,
    nats,
    reals,
    sequences,
    sum_over,
)

i, j, p, n, q = nats("i j p n q")
s, x = reals("s x")
U = functions("U", "nat", family(1))
label, slope = sequences("y S")
J = functions("J", "nat", "nat", "real")
X = functions("X", "nat", "real")


def prediction(i, at):
    """U_i at the parameters with the entry `at` in p"""
    return U(i, Lambda((p,), at))


def differentiable(at):
    """U_i at the point with the entries at(s)"""
    through = forall(p)(conj(X(p, s) == at(s), deriv(x, X(p, x), s) == slope(p)))
    change = deriv(x, prediction(i, X(p, x)), s) == sum_over(p, q, J(i, p, s) * slope(p))
    return forall(X, slope)(through >> change)


def pull(at, time):
    """L'_p = sum_j (u_j - y_j) dU_j/dtheta_p at the parameters `at` of that time"""
    return sum_over(j, n, (prediction(j, at) - label(j)) * J(j, p, time))


def gram_entry(time, i=i, j=j):
    return sum_over(p, q, J(i, p, time) * J(j, p, time))


def gram_row(at, time):
    """(G (u - y))_i"""
    return sum_over(j, n, (prediction(j, at) - label(j)) * gram_entry(time))


def against_gradient(k, at, time, here, moves):
    """From d/dx U_i = sum_p J(i, p, here) (-L'_p): it is -sum_p L'_p J(i, p, here)."""
    bodies = [J(i, p, here) * -pull(at, time), pull(at, time) * J(i, p, here)]
    turned = by_terms(
        k, p, q, lambda c: sum_over(p, c, bodies[0]) == -sum_over(p, c, bodies[1]), bodies
    )
    return k.arith(moves.sides[0] == -sum_over(p, q, bodies[1]), moves, turned)


def by_gram(k, at, time):
    """<L', u_i'> = (G (u - y))_i"""
    residual = prediction(j, at) - label(j)
    return exchanged(k, residual, lambda i: J(i, p, time), p, q)


def exchanged(k, residual, factor, p, q):
    """sum_p (sum_j r_j f_j) f_i = sum_j r_j sum_p f_i f_j, where `factor` makes f_i: a double sum
    the other way round.
    """
    own, other = factor(i), factor(j)
    product = residual * other * own
    row, column = sum_over(j, n, product), sum_over(p, q, product)
    bodies = [residual * other, product]
    rows = by_terms(
        k, j, n, lambda c: sum_over(j, c, bodies[0]) * own == sum_over(j, c, product), bodies
    )
    bodies = [sum_over(j, n, residual * other) * own, row]
    rows = by_terms(
        k, p, q, lambda c: sum_over(p, c, bodies[0]) == sum_over(p, c, row), bodies, rows
    )
    swap = k.by("book.sum-exchange", Lambda((p, j), product), q, n)
    columns = by_terms(
        k, p, q, lambda c: sum_over(p, c, product) == residual * sum_over(p, c, own * other),
        [product, own * other],
    )  # fmt: skip
    end = [column, residual * sum_over(p, q, own * other)]
    columns = by_terms(
        k, j, n, lambda c: sum_over(j, c, end[0]) == sum_over(j, c, end[1]), end, columns
    )
    return k.arith(sum_over(p, q, bodies[0]) == sum_over(j, n, end[1]), rows, swap, columns)
