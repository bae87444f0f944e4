"""The network of Section 2.1 in formal statements, for all sizes: n inputs of dimension d, m
neurons, b = 1/sqrt(m).

x(i, c), W(r, c), a(r), y(i) are coordinates of the inputs, the weights, the signs, the labels; V
and U are other weights, F(r, i) = 1 for the neurons whose pattern at x_i may flip and 0 for the
rest; along a run w(k, r, c) are the weights after k steps; root = sqrt(n), size = |y - u|. What
does not depend on the weights alone is written out: a preactivation is a sum over c, a prediction a
sum over r.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    maximum,
    nats,
    reals,
    sequences,
    sum_over,
)

from . import thesis

n, m, d, i, j, r, c, k = nats("n m d i j r c k")
x, W, V, U, F = functions("x W V U F", "nat", "nat")
w = functions("w", "nat", "nat", "nat")
a, y, v, p, q = sequences("a y v p q")
b, eta, t = reals("b eta t")
root, size, lam, C, R, delta = reals("root size lambda_0 C R delta")


def pre(weights: Callable[..., Any], r: Any, i: Any, point: Callable[..., Any] = x) -> Any:
    """w_r . x_i"""
    return sum_over(c, d, weights(r, c) * point(i, c))


def kernel(i: Any, j: Any) -> Any:
    """K_ij = x_i . x_j"""
    return sum_over(c, d, x(i, c) * x(j, c))


def symmetric_kernel(K: Any) -> Any:
    """K_ij == K_ji as a step of the proof K"""
    bodies = [x(i, c) * x(j, c), x(j, c) * x(i, c)]
    return by_terms(
        K, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies
    )


def relu(z: Any) -> Any:
    return maximum(z, 0)


def active(weights: Callable[..., Any], r: Any, i: Any) -> Any:
    """1{w_r . x_i >= 0}"""
    return indicator(pre(weights, r, i) >= 0)


def output(weights: Callable[..., Any], i: Any) -> Any:
    """u_i = f(W, a, x_i)"""
    return b * sum_over(r, m, a(r) * relu(pre(weights, r, i)))


def width() -> Any:
    """b = 1/sqrt(m)"""
    return conj(b > 0, b**2 * m == 1)


def root_n() -> Any:
    """root = sqrt(n)"""
    return conj(root >= 0, root**2 == n)


def unit_inputs() -> Any:
    return forall(i)((i < n) >> (sum_over(c, d, x(i, c) ** 2) == 1))


def signs() -> Any:
    return forall(r)((r < m) >> (a(r) ** 2 == 1))


def at_point(weights: Callable[..., Any], point: Callable[..., Any]) -> Any:
    """f(W, a, x) for one input"""
    return b * sum_over(r, m, a(r) * relu(sum_over(c, d, weights(r, c) * point(c))))


def homogeneity(least=0):
    value = at_point(W, p)
    return forall(W, a, p, b, m, d, t)(
        given(width(), t > least)
        >> conj(
            at_point(W, lambda c: t * p(c)) == t * value,
            at_point(lambda r, c: t * W(r, c), p) == t * value,
            at_point(W, lambda c: 0 * p(c)) == 0,
        )
    )


ONE_NEURON = {
    "values": {"b": "1", "m": "1", "d": "1", "t": "1"},
    "functions": {
        "W": {"of": ["r", "c"], "is": "1"},
        "a": {"table": ["1"]},
        "p": {"table": ["1"]},
    },
}


@claim("relu2.def-model.homogeneity", thesis("Section 2.1"), says=homogeneity, instance=ONE_NEURON)
def homogeneous(judge, least=0):
    """The network is positively homogeneous in x and in W, and vanishes at x = 0:
    f(W, a, c x) = f(c W, a, x) = c f(W, a, x) for c > 0.
    """
    k = judge.theorem()
    *_, positive = k.given
    z = sum_over(c, d, W(r, c) * p(c))

    def scaled(inside, factor):
        """b sum_r a_r relu(z') == factor times that at z, where z' = factor z."""
        moved = sum_over(c, d, inside)
        same = by_terms(
            k, c, d,
            lambda q: sum_over(c, q, inside) == factor * sum_over(c, q, W(r, c) * p(c)),
            [inside, W(r, c) * p(c)],
        )  # fmt: skip
        each = k.arith(relu(moved) == factor * relu(z), same, positive)
        body = a(r) * relu(moved)
        return by_terms(
            k, r, m,
            lambda q: sum_over(r, q, body) == factor * sum_over(r, q, a(r) * relu(z)),
            [body, a(r) * relu(z)],
            each,
        )  # fmt: skip

    parts = [scaled(W(r, c) * (t * p(c)), t), scaled(t * W(r, c) * p(c), t)]
    parts.append(scaled(W(r, c) * (0 * p(c)), t * 0))
    return k.qed(k.both(*(k.arith(k.target.part(one), parts[one]) for one in range(3))))


homogeneous.mutant("negative factors too", least=-2)


def odd_part(sign=-1):
    mean = lambda c: b * sum_over(r, m, a(r) * W(r, c))  # noqa: E731
    difference = at_point(W, p) + sign * at_point(W, lambda c: -p(c))
    return forall(W, a, p, b, m, d)(width() >> (difference == sum_over(c, d, mean(c) * p(c))))


@claim(
    "relu2.asm-2.1.necessary.pairs",
    thesis("Assumption 2.1"),
    says=odd_part,
    uses=("book.sum-exchange", "book.sum-scaled"),
    instance=ONE_NEURON,
)
def odd_part_is_linear(judge, sign=-1):
    """The odd part of a network without bias is linear: f(e) - f(-e) = (b sum_r a_r w_r) . e."""
    k = judge.theorem()
    z, opposite = sum_over(c, d, W(r, c) * p(c)), sum_over(c, d, W(r, c) * (-p(c)))
    negative = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, W(r, c) * (-p(c))) == -sum_over(c, q, W(r, c) * p(c)),
        [W(r, c) * (-p(c)), W(r, c) * p(c)],
    )  # fmt: skip
    each = k.arith(relu(z) - relu(opposite) == z, negative)
    row = sum_over(c, d, a(r) * (W(r, c) * p(c)))
    inside = k.arith(
        row == a(r) * z, k.by("book.sum-scaled", Lambda((c,), W(r, c) * p(c)), a(r), d)
    )
    bodies = [a(r) * relu(z), a(r) * relu(opposite), row]

    def here(q):
        one, two, three = (sum_over(r, q, body) for body in bodies)
        return one - two == three

    rows = by_terms(k, r, m, here, bodies, each, inside)
    swap = k.by("book.sum-exchange", Lambda((r, c), a(r) * (W(r, c) * p(c))), m, d)
    column = sum_over(r, m, a(r) * (W(r, c) * p(c)))
    total = sum_over(r, m, a(r) * W(r, c))
    out = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, a(r) * (W(r, c) * p(c))) == sum_over(r, q, a(r) * W(r, c)) * p(c),
        [a(r) * (W(r, c) * p(c)), a(r) * W(r, c)],
    )  # fmt: skip
    columns = by_terms(
        k, c, d,
        lambda q: b * sum_over(c, q, column) == sum_over(c, q, b * total * p(c)),
        [column, b * total * p(c)],
        out,
    )  # fmt: skip
    return k.qed(k.arith(k.target, rows, swap, columns))


odd_part_is_linear.mutant("the sum instead of the difference", sign=1)


def positive_signs(factor=1):
    """Whatever the weights are, negative labels are never fitted."""
    loss = sum_over(i, n, (output(W, i) - y(i)) ** 2)
    return forall(x, W, a, y, b, n, m, d)(
        given(width(), forall(r)((r < m) >> (a(r) == 1)), forall(i)((i < n) >> (y(i) < 0)))
        >> (loss >= factor * sum_over(i, n, y(i) ** 2))
    )


@claim(
    "relu2.thm-2.3.necessary-signs",
    thesis("Theorems 2.2 and 2.3"),
    says=positive_signs,
    instance={
        "values": {"b": "1", "n": "1", "m": "1", "d": "1"},
        "functions": {
            "x": {"of": ["i", "c"], "is": "1"},
            "W": {"of": ["r", "c"], "is": "-1"},
            "a": {"table": ["1"]},
            "y": {"table": ["-1"]},
        },
    },
    uses=("book.sum-nonnegative",),
)
def random_signs_are_used(judge, factor=1):
    """Without negative output weights negative labels are never fitted: with all signs +1 the loss
    is at least that of the zero network, for all weights and at any width.
    """
    k = judge.theorem()
    scale, square, plus, negative = k.given
    z = pre(W, r, i)
    one = k.apply(k.at(plus, r), k.assume(r < m))
    term = k.arith(a(r) * relu(z) >= 0, one)
    terms = k.for_all(k.discharge(term, r < m), r)
    lemma = k.by("book.sum-nonnegative", Lambda((r,), a(r) * relu(z)), m)
    above = k.apply(lemma, terms)
    below = k.apply(k.at(negative, i), k.assume(i < n))
    S, v = reals("S v")
    rule = k.lemma(
        forall(S, v, b)(given(b > 0, S >= 0, v < 0) >> ((b * S - v) ** 2 >= v**2)),
        sum_over(r, m, a(r) * relu(z)), y(i), b,
    )  # fmt: skip
    each = k.use(rule, scale, above, below)
    bodies = [(output(W, i) - y(i)) ** 2, y(i) ** 2]
    here = lambda q: sum_over(i, q, bodies[0]) >= sum_over(i, q, bodies[1])  # noqa: E731
    return k.qed(k.arith(k.target, by_terms(k, i, n, here, bodies, each)))


random_signs_are_used.mutant("twice the loss", factor=2)
