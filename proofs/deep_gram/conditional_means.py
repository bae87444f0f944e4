"""Theorem 3.4, given the layers below: the mean of the empirical moments of one layer. For two
inputs, x(r, c) and z(r, c) are the features of channel r below it, U and V its pre-activations, D
the linear map of the skip connection, K, f and g the empirical moments below.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    reals,
    samples,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.means import mean_of_terms
from . import chapter_3

r, i, j, c, e, m, d = nats("r i j c e m d")
w = samples("w")
rho = functions("rho", "real")
x, z, D, K, R = functions("x z D K R", "nat", "nat")
U, V = functions("U V", "nat", "nat", "sample")
f, g, P, Q = sequences("f g P Q")
A, B = reals("A B")


def carried(features, row, index=c):
    """(D x_r)(row)"""
    return sum_over(index, d, D(row, index) * features(r, index))


def channel(features, noise, row, index=c):
    """One channel after the layer: D x + rho(U)"""
    return carried(features, row, index) + rho(noise(r, row, w))


def moments():
    """One law for all channels, and the empirical moments below as sums"""
    laws = conj(
        E(w, rho(U(r, i, w))) == P(i), E(w, rho(V(r, j, w))) == Q(j),
        E(w, rho(U(r, i, w)) * rho(V(r, j, w))) == R(i, j),
    )  # fmt: skip
    below = conj(
        m * K(c, e) == sum_over(r, m, x(r, c) * z(r, e)), m * f(c) == sum_over(r, m, x(r, c)),
        m * g(e) == sum_over(r, m, z(r, e)),
    )  # fmt: skip
    return given(forall(r, i, j)(laws), forall(c, e)(below))


def rows(row, moment, index=c):
    return sum_over(index, d, D(row, index) * moment(index))


def second():
    """D K D^T + P (D g)^T + (D f) Q^T + R at (i, j)"""
    skip = sum_over(c, d, sum_over(e, d, D(i, c) * (K(c, e) * D(j, e))))
    return skip + P(i) * rows(j, g, e) + rows(i, f) * Q(j) + R(i, j)


def conditional_says():
    product = sum_over(r, m, channel(x, U, i) * channel(z, V, j, e))
    means = E(w, sum_over(r, m, channel(x, U, i))) == m * (rows(i, f) + P(i))
    both = forall(i, j)(conj(E(w, product) == m * second(), means))
    return forall(x, z, D, U, V, rho, K, f, g, P, Q, R, m, d)(moments() >> both)


def added(k, features, row, moment, index, known):
    """sum_r (D x_r)(row) == m (D moment)(row)"""
    body = D(row, index) * features(r, index)
    swap = k.by("book.sum-exchange", Lambda((r, index), body), m, d)
    parts = [body, features(r, index)]
    inner = by_terms(
        k, r, m, lambda q: sum_over(r, q, body) == D(row, index) * sum_over(r, q, parts[1]), parts
    )
    own = [sum_over(r, m, body), D(row, index) * moment(index)]
    total = by_terms(
        k, index, d, lambda q: sum_over(index, q, own[0]) == m * sum_over(index, q, own[1]), own,
        k.arith(own[0] == m * own[1], inner, known),
    )  # fmt: skip
    return k.arith(
        sum_over(r, m, carried(features, row, index)) == m * rows(row, moment, index), swap, total
    )


def products(k, known):
    """sum_r (D x_r)(i) (D z_r)(j) == m (D K D^T)(i, j)"""
    first, other = D(i, c) * x(r, c), D(j, e) * z(r, e)
    body = first * other
    pair = k.by("book.sum-times-sum", Lambda((c,), first), Lambda((e,), other), d, d)
    inner = sum_over(c, d, sum_over(e, d, body))
    own = [carried(x, i) * carried(z, j, e), inner]
    start = by_terms(
        k, r, m, lambda q: sum_over(r, q, own[0]) == sum_over(r, q, own[1]), own,
        k.arith(own[0] == own[1], pair),
    )  # fmt: skip
    outer = k.by("book.sum-exchange", Lambda((r, c), sum_over(e, d, body)), m, d)
    turned = k.by("book.sum-exchange", Lambda((r, e), body), m, d)
    parts = [body, x(r, c) * z(r, e)]
    last = by_terms(
        k, r, m, lambda q: sum_over(r, q, body) == D(i, c) * D(j, e) * sum_over(r, q, parts[1]),
        parts,
    )  # fmt: skip
    own = [sum_over(r, m, body), D(i, c) * (K(c, e) * D(j, e))]
    column = by_terms(
        k, e, d, lambda q: sum_over(e, q, own[0]) == m * sum_over(e, q, own[1]), own,
        k.arith(own[0] == m * own[1], last, known),
    )  # fmt: skip
    own = [sum_over(r, m, sum_over(e, d, body)), sum_over(e, d, own[1])]
    total = by_terms(
        k, c, d, lambda q: sum_over(c, q, own[0]) == m * sum_over(c, q, own[1]), own,
        k.arith(own[0] == m * own[1], turned, column),
    )  # fmt: skip
    return k.arith(start.sides[0] == m * sum_over(c, d, own[1]), start, outer, total)


@claim(
    "deep.thm-3.4-s2",
    chapter_3("Theorem 3.4 and its proof"),
    formula=r"E^{(l)}\hat K_{ij}^{(l)}=D\hat K_{ij}^{(l-1)}D^\top+E\big[\rho(U)(D\hat "
    r"b_j)^\top+(D\hat b_i)\rho(V)^\top+\rho(U)\rho(V)^\top\big],\quad E^{(l)}\hat "
    r"b_i^{(l)}=D\hat b_i^{(l-1)}+E\rho(U)",
    hypotheses=(
        "given the layers below the channels have one law: (U, V) ~ N(0, W of the empirical "
        "moments), of which only the three means are used",
        "m times both sides; entry by entry",
    ),
    says=conditional_says,
    uses=("book.mean-of-sum", "book.sum-exchange", "book.sum-times-sum"),
)
def conditional_expectation(judge):
    """(D x + rho(U))(D z + rho(V))^T expanded; for all sizes."""
    k = judge.theorem()
    laws, below = k.given
    mean_U, mean_V, mean_both = k.split(k.at(laws, r, i, j))
    of_K, of_f, of_g = k.split(k.at(below, c, e))
    noise = rho(U(r, i, w)), rho(V(r, j, w))
    one = k.mean_of_constant(w, term(1))
    p, q = carried(x, i), carried(z, j, e)
    parts = [
        (p * q, term(1), k.arith(integrable(E(w, term(1))), one)),
        (p, noise[1], k.arith(integrable(E(w, noise[1])), mean_V)),
        (q, noise[0], k.arith(integrable(E(w, noise[0])), mean_U)),
        (1, noise[0] * noise[1], k.arith(integrable(E(w, noise[0] * noise[1])), mean_both)),
    ]
    body = channel(x, U, i) * channel(z, V, j, e)
    each = mean_of_combination(k, w, body, parts)
    mean = p * q + p * Q(j) + q * P(i) + R(i, j)
    each = k.arith(E(w, body) == mean, each, one, mean_U, mean_V, mean_both)
    total = mean_of_terms(k, r, m, body, mean, each)
    bodies = [mean, p * q, p, q]
    split = by_terms(
        k, r, m,
        lambda n: sum_over(r, n, bodies[0]) == sum_over(r, n, bodies[1])
        + Q(j) * sum_over(r, n, bodies[2]) + P(i) * sum_over(r, n, bodies[3]) + n * R(i, j),
        bodies,
    )  # fmt: skip
    sums = [products(k, of_K), added(k, x, i, f, c, of_f), added(k, z, j, g, e, of_g)]
    first = k.arith(total.sides[0] == m * second(), total, split, *sums)
    # the means
    parts = [(p, term(1), parts[0][2]), (1, noise[0], parts[2][2])]
    each = mean_of_combination(k, w, channel(x, U, i), parts)
    each = k.arith(E(w, channel(x, U, i)) == p + P(i), each, one, mean_U)
    total = mean_of_terms(k, r, m, channel(x, U, i), p + P(i), each)
    bodies = [p + P(i), p]
    split = by_terms(
        k, r, m, lambda n: sum_over(r, n, bodies[0]) == sum_over(r, n, bodies[1]) + n * P(i), bodies
    )
    means = k.arith(total.sides[0] == m * (rows(i, f) + P(i)), total, split, sums[1])
    return k.qed(k.for_all(k.both(first, means), i, j))


@conditional_expectation.mutant
def one_cross_term_twice(judge):
    """P (D g)^T twice: numbers with D = 1 and one channel."""
    values = {"A": "1", "B": "0"}
    return falsify(
        forall(A, B)(given(A == 1, B == 0) >> (A + B == 2 * A)), hints=[{"values": values}]
    )
