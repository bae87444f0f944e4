"""Gradient flow on (1/2)|U V^T - M|_F^2 (Du, Hu, Lee 2018, Section 3.1) keeps U^T U - V^T V, entry
by entry, for matrices of every size.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    functions,
    given,
    nats,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import du_hu_lee
from .weights import constant_between, end, same_sum, start, stays, t, y

i, j, e, f, m, n, r = nats("i j e f m n r")
U, V, R = functions("U V R", "nat", "nat", "real")
M = functions("M", "nat", "nat")
INSIDE = given(start < t, t < end)


def gram(time: Any) -> Any:
    """(U^T U - V^T V)(e, f)"""
    over_u = sum_over(i, m, U(i, e, time) * U(i, f, time))
    return over_u - sum_over(j, n, V(j, e, time) * V(j, f, time))


def flow() -> Any:
    """U' = -(U V^T - M) V and V' = -(U V^T - M)^T U; R is the residual."""
    residual = sum_over(e, r, U(i, e, t) * V(j, e, t)) - M(i, j)
    move_u = deriv(y, U(i, e, y), t) == -sum_over(j, n, R(i, j, t) * V(j, e, t))
    move_v = deriv(y, V(j, e, y), t) == -sum_over(i, m, R(i, j, t) * U(i, e, t))
    inside = conj(
        forall(i, j)(conj(i < m, j < n) >> (R(i, j, t) == residual)),
        forall(i, e)(conj(i < m, e < r) >> move_u),
        forall(j, e)(conj(j < n, e < r) >> move_v),
    )
    return forall(t)(INSIDE >> inside)


def conserved() -> Any:
    still = forall(t)(INSIDE >> (deriv(y, gram(y), t) == 0))
    return forall(m, n, r, M, U, V, R, start, end)(
        flow() >> forall(e, f)(conj(e < r, f < r) >> conj(still, stays(gram)))
    )


@claim(
    "balance.thm-3.1-linear-net-view",
    du_hu_lee("Section 3.1", "Section 4.3.1"),
    formula=r"\frac{d}{dt}\left(U^\top U - V^\top V\right) = 0",
    hypotheses=("gradient flow on (1/2)|U V^T - M|_F^2 (its gradient: balance.eq-2)",),
    says=conserved,
    uses=("book.sum-equal", "book.sum-scaled", "book.sum-exchange", "book.sum-linear"),
)
def factorization_is_a_linear_network(judge):
    """Factorization is a two-layer linear network fed with the standard basis
    (`balance.thm-3.1-linear-net-view.objective`), so U^T U - V^T V is constant along its flow.
    """
    k = judge.theorem()
    (moves,) = k.given
    bounds = k.assume(conj(e < r, f < r))
    inside = k.assume(INSIDE)
    _, move_u, move_v = k.split(k.apply(k.at(moves, t), inside))
    rows = _slope(k, U, V, i, m, j, n, lambda a, b: R(a, b, t), move_u, bounds)
    columns = _slope(k, V, U, j, n, i, m, lambda a, b: R(b, a, t), move_v, bounds)
    swaps = [_exchanged(k, *pair) for pair in ((e, f), (f, e))]
    table = k.derivative(deriv(y, gram(y), t), rows[0], columns[0])
    flat = k.arith(
        deriv(y, gram(y), t) == 0, table, rows[0], columns[0], rows[1], columns[1], *swaps
    )
    still = k.for_all(k.discharge(flat, INSIDE), t)
    found = k.both(still, constant_between(k, flat, gram))
    return k.qed(k.for_all(k.discharge(found, conj(e < r, f < r)), e, f))


def _slope(k, A, B, one, count, other, size, residual, move, bounds):
    """(the derivative of the sum of A(., e) A(., f), what that is in double sums)"""
    inside, ends, products, pulled = k.assume(one < count), [], [], []
    for first, second in ((e, f), (f, e)):
        inner, factor = residual(one, other) * B(other, first, t), A(one, second, t)
        ends.append(k.use(k.at(move, one, first), inside, bounds))
        products.append(sum_over(other, size, inner) * factor)
        whole = sum_over(other, size, inner * factor)
        out = k.by("book.sum-scaled", Lambda((other,), inner), factor, size)
        turned = k.arith(factor * inner == inner * factor)
        turned = same_sum(k, other, size, factor * inner, inner * factor, turned)
        each = k.arith(products[-1] == whole, out, turned)
        pulled.append(same_sum(k, one, count, products[-1], whole, each))
    body, slope = A(one, e, y) * A(one, f, y), -1 * products[0] + -1 * products[1]
    step = k.arith(deriv(y, body, t) == slope, k.derivative(deriv(y, body, t), *ends), *ends)
    total = k.derivative_of_sum(k.for_all(k.discharge(step, one < count), one))
    linear = k.by("book.sum-linear", -1, -1, *(Lambda((one,), each) for each in products), count)
    return total, k.both(linear, *pulled)


def _exchanged(k, first, second):
    """sum_i sum_j R V(j, first) U(i, second) == sum_j sum_i R U(i, second) V(j, first)"""
    body = R(i, j, t) * V(j, first, t) * U(i, second, t)
    other = R(i, j, t) * U(i, second, t) * V(j, first, t)
    swapped = k.by("book.sum-exchange", Lambda((i, j), body), m, n)
    inner = same_sum(k, i, m, body, other, k.arith(body == other))
    outer = same_sum(k, j, n, sum_over(i, m, body), sum_over(i, m, other), inner)
    return k.both(swapped, outer)


@factorization_is_a_linear_network.mutant
def twice_the_second_gram_matrix(judge):
    """For scalars the derivative of u^2 - 2 v^2 is 2 (u v - M) u v."""
    u, v, w = reals("u v w")
    rate = 2 * u * (-(u * v - w) * v) - 2 * (2 * v * (-(u * v - w) * u))
    return falsify(forall(u, v, w)(rate == 0))
