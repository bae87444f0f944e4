"""The general framework, one layer in the mean: Definition 3.4 at any width, given the layer below.

x(r, a) and y(r, a) are the features of two inputs in the channel r at the position a, D a matrix
between positions, and a layer adds rho of the pre-activations U(r, a) and V(r, a), which depend on
the new weights alone.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
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

from . import chapter_3

w = samples("w")
r, a, b, c, e, m, p = nats("r a b c e m p")
x, y, D, K, S = functions("x y D K S", "nat", "nat")
U, V = functions("U V", "nat", "nat", "sample")
rho = functions("rho", "real")
b_x, b_y, mu, nu = sequences("b_x b_y mu nu")
g, h, A, B = reals("g h A B")


def carried(features: Any, at: Any, index: Any) -> Any:
    """(D x)(a) in the channel r"""
    return sum_over(index, p, D(at, index) * features(r, index))


def outputs() -> tuple[Any, Any]:
    return carried(x, a, c) + rho(U(r, a, w)), carried(y, b, e) + rho(V(r, b, w))


def layer_says() -> Any:
    first, second = outputs()
    mean = sum_over(r, m, E(w, first * second)) / m
    new = (
        sum_over(c, p, D(a, c) * sum_over(e, p, D(b, e) * K(c, e)))
        + nu(b) * sum_over(c, p, D(a, c) * b_x(c))
        + mu(a) * sum_over(e, p, D(b, e) * b_y(e))
        + S(a, b)
    )
    return forall(x, y, D, U, V, rho, K, S, b_x, b_y, mu, nu, m, p)(
        given(
            m >= 1,
            forall(c, e)(K(c, e) == sum_over(r, m, x(r, c) * y(r, e)) / m),
            forall(c)(b_x(c) == sum_over(r, m, x(r, c)) / m),
            forall(e)(b_y(e) == sum_over(r, m, y(r, e)) / m),
            forall(r, a)(E(w, rho(U(r, a, w))) == mu(a)),
            forall(r, b)(E(w, rho(V(r, b, w))) == nu(b)),
            forall(r, a, b)(E(w, rho(U(r, a, w)) * rho(V(r, b, w))) == S(a, b)),
        )
        >> forall(a, b)(mean == new)
    )  # fmt: skip


def turned(k: Any, rows: Any, columns: Any, weight: Any, factor: Any, entry: Any) -> Any:
    """sum_r g(r) sum_c d(c) f(r, c) == sum_c d(c) sum_r g(r) f(r, c), rows = (r, its count)."""
    (row, m), (column, p) = rows, columns
    weight, factor = term(weight), term(factor)
    body, inner, outer = weight * (factor * entry), factor * entry, weight * entry
    each = by_terms(
        k, column, p, lambda q: weight * sum_over(column, q, inner) == sum_over(column, q, body),
        [inner, body],
    )  # fmt: skip
    bodies = [weight * sum_over(column, p, inner), sum_over(column, p, body)]
    left = by_terms(
        k,
        row,
        m,
        lambda q: sum_over(row, q, bodies[0]) == sum_over(row, q, bodies[1]),
        bodies,
        each,
    )
    swap = k.by("book.sum-exchange", Lambda((row, column), body), m, p)
    each = by_terms(
        k, row, m, lambda q: sum_over(row, q, body) == factor * sum_over(row, q, outer),
        [body, outer],
    )  # fmt: skip
    last = [sum_over(row, m, body), factor * sum_over(row, m, outer)]
    right = by_terms(
        k, column, p, lambda q: sum_over(column, q, last[0]) == sum_over(column, q, last[1]), last,
        each,
    )  # fmt: skip
    goal = sum_over(row, m, bodies[0]) == sum_over(column, p, last[1])
    return k.arith(goal, left, swap, right)


def alike(k: Any, index: Any, count: Any, first: Any, second: Any, *each: Any) -> Any:
    """sum of `first` == sum of `second`, from terms that arithmetic compares by `each`."""
    return by_terms(
        k, index, count, lambda q: sum_over(index, q, first) == sum_over(index, q, second),
        [first, second], *each,
    )  # fmt: skip


def of_one(k: Any, column: Any, entry: Any, feature: Any, mean: Any, nonzero: Any) -> Any:
    """sum_r (D x)(a) == m (D b)(a), from b(c) == sum_r x(r, c)/m."""
    index, p = column
    swap = turned(k, (r, m), column, 1, entry, feature)
    own = alike(k, r, m, 1 * feature, feature)
    value = mean.sides[0]
    each = k.arith(entry * sum_over(r, m, 1 * feature) == m * (entry * value), own, mean, nonzero)
    bodies = [each.sides[0], entry * value]
    right = by_terms(
        k, index, p, lambda q: sum_over(index, q, bodies[0]) == m * sum_over(index, q, bodies[1]),
        bodies, each,
    )  # fmt: skip
    carry = sum_over(index, p, entry * feature)
    left = alike(k, r, m, 1 * carry, carry)
    return k.arith(sum_over(r, m, carry) == right.sides[1], left, swap, right)


@claim(
    "deep.def-3.4.step",
    chapter_3("Definition 3.4, equation (3.15)"),
    formula=r"E[(Dx_i+\rho(U))(Dx_j+\rho(V))^\top]=DK_{ij}D^\top+Db_iE\rho(V)^\top+"
    r"E\rho(U)(Db_j)^\top+E\rho(U)\rho(V)^\top",
    hypotheses=(
        "given the layer below: K and b are the means of its features over the m channels",
        "the pre-activations of a channel have the same means in every channel",
    ),
    says=layer_says,
    uses=("book.sum-exchange",),
)
def one_layer(judge):
    """The general definition is one layer in the mean: the product of two outputs, averaged over
    the channels and over the new weights, at every width m and for any positions.

    Given the layer below only rho(U) and rho(V) are random: E (P + u)(Q + v) = PQ + P E v + Q E u +
    E uv in each channel, and the sums over the channels are m times K, b_i and b_j.
    """
    k = judge.theorem()
    many, K_is, bx_is, by_is, first, second, both = k.given
    P, Q = carried(x, a, c), carried(y, b, e)
    u, v = rho(U(r, a, w)), rho(V(r, b, w))
    laws = [k.at(first, r, a), k.at(second, r, b), k.at(both, r, a, b)]
    has = [k.arith(integrable(one.sides[0]), one) for one in laws]
    one = k.mean_of_constant(w, 1)
    sure = k.arith(integrable(one.sides[0]), one)
    product = (P + u) * (Q + v)
    mean = mean_of_combination(
        k, w, product, [(P * Q, 1, sure), (P, v, has[1]), (Q, u, has[0]), (1, u * v, has[2])]
    )
    value = E(w, product)
    mean = k.arith(value == P * Q + P * nu(b) + Q * mu(a) + S(a, b), mean, one, *laws)
    bodies = [value, P * Q, P, Q]
    total = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, value)
        == sum_over(r, q, P * Q) + nu(b) * sum_over(r, q, P) + mu(a) * sum_over(r, q, Q)
        + q * S(a, b),
        bodies, mean, defined=[k.for_all(k.arith(integrable(value), mean), r)],
    )  # fmt: skip
    nonzero = k.arith(m != 0, many)
    means = [
        of_one(k, (c, p), D(a, c), x(r, c), k.at(bx_is, c), nonzero),
        of_one(k, (e, p), D(b, e), y(r, e), k.at(by_is, e), nonzero),
    ]
    # sum_r P Q, where P is the sum over c and Q the one over e
    rows = turned(k, (r, m), (e, p), x(r, c), D(b, e), y(r, e))
    inner = sum_over(r, m, x(r, c) * y(r, e))
    entry = k.at(K_is, c, e)
    each = k.arith(D(b, e) * inner == m * (D(b, e) * K(c, e)), entry, nonzero)
    whole = [each.sides[0], D(b, e) * K(c, e)]
    columns = by_terms(
        k, e, p, lambda q: sum_over(e, q, whole[0]) == m * sum_over(e, q, whole[1]), whole, each
    )
    pair = [Q * x(r, c), x(r, c) * Q]
    swapped = alike(k, r, m, *pair)
    outer = turned(k, (r, m), (c, p), Q, D(a, c), x(r, c))
    row = sum_over(e, p, D(b, e) * K(c, e))
    each = k.arith(D(a, c) * sum_over(r, m, pair[0]) == m * (D(a, c) * row), swapped, rows, columns)
    last = [each.sides[0], D(a, c) * row]
    right = by_terms(
        k, c, p, lambda q: sum_over(c, q, last[0]) == m * sum_over(c, q, last[1]), last, each
    )
    left = alike(k, r, m, P * Q, Q * P)
    square = k.arith(sum_over(r, m, P * Q) == right.sides[1], left, outer, right)
    new = (
        sum_over(c, p, last[1]),
        sum_over(c, p, D(a, c) * b_x(c)),
        sum_over(e, p, D(b, e) * b_y(e)),
    )
    end = new[0] + nu(b) * new[1] + mu(a) * new[2] + S(a, b)
    end = k.arith(sum_over(r, m, value) / m == end, total, square, *means, nonzero)
    return k.qed(k.for_all(end, a, b))


@one_layer.mutant
def with_its_own_activation(judge):
    """b_i with E rho(U) in place of E rho(V): one channel, x_i = 1, x_j = 0, rho(U) = 0, rho(V) =
    1.
    """
    return falsify(
        forall(A, B, g, h)(
            given(A == 1, B == 0, g == 0, h == 1)
            >> ((A + g) * (B + h) == A * B + A * g + B * h + g * h)
        ),
        hints=[{"values": {"A": "1", "B": "0", "g": "0", "h": "1"}}],
    )
