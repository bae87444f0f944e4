"""A matrix with a unit diagonal and small entries, for all sizes."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    forall,
    functions,
    given,
    indicator,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, length

from . import thesis
from .network import i, j, n, v

A = functions("A", "nat", "nat")
r, a, b, q, h = reals("r a b q h")


def small_says():
    small = (i < n) & (j < n) & (i != j)
    return forall(A, n, r)(
        given(
            r >= 0, forall(i)((i < n) >> (A(i, i) == 1)),
            forall(i, j)(small >> (abs(A(i, j)) <= r)),
        )
        >> bounded_below(A, 1 - (n - 1) * r)
    )  # fmt: skip


@claim(
    "relu2.thm-2.1.separation.diagonal-dominance",
    thesis("Theorem 2.1, made quantitative"),
    says=small_says,
    uses=("book.sum-pick", "book.square-of-sum"),
)
def dominance(judge):
    """A matrix with unit diagonal and small entries is positive definite.

    sum_{i != j} |v_i||v_j| = (sum |v_i|)^2 - |v|^2 <= (n - 1)|v|^2 by Cauchy-Schwarz with the
    vector of ones, for every n.
    """
    k = judge.theorem()
    low, ones, small = k.given
    inside, also = k.assume(i < n), k.assume(j < n)
    own = j == i
    hit = indicator(own)
    # v_i A_ij v_j >= (1 + r) 1{i == j} v_i v_j - r |v_i| |v_j|
    goal = v(i) * (A(i, j) * v(j)) >= (1 + r) * (hit * (v(i) * v(j))) - r * (abs(v(i)) * abs(v(j)))
    same = k.assume(own)
    value = k.rewrite(same, k.use(k.at(ones, i), inside), A(i, j) == 1)
    value = k.arith(v(i) * (A(i, j) * v(j)) == v(i) * v(j), value)
    square = k.rewrite(same, k.arith(v(i) * v(i) == abs(v(i)) * abs(v(i))),
                       v(i) * v(j) == abs(v(i)) * abs(v(j)))  # fmt: skip
    first = k.arith(goal, value, square, k.indicator(own, True, same))
    other = k.assume(~own)
    bound = k.use(k.at(small, i, j), inside, also, k.arith(i != j, other))
    rule = forall(a, b, q, r)(given(abs(q) <= r, r >= 0) >> (a * (q * b) >= -r * (abs(a) * abs(b))))
    second = k.use(k.lemma(rule, v(i), v(j), A(i, j), r), bound, low)
    second = k.arith(goal, second, k.indicator(own, False, other))
    pair = k.cases(k.excluded_middle(own), first, second)
    total, row = sum_over(j, n, abs(v(j))), sum_over(j, n, A(i, j) * v(j))
    bodies = [A(i, j) * v(j), hit * (v(i) * v(j)), abs(v(j))]

    def along(q):
        one, two, three = (sum_over(j, q, body) for body in bodies)
        return v(i) * one >= (1 + r) * two - r * (abs(v(i)) * three)

    rows = by_terms(k, j, n, along, bodies, pair)
    picked = k.by("book.sum-pick", Lambda((j,), v(i) * v(j)), i, n)
    picked = k.apply(k.part(picked, 0), inside)
    bodies = [v(i) * row, v(i) ** 2, abs(v(i))]
    each = k.arith(bodies[0] >= (1 + r) * bodies[1] - r * (bodies[2] * total), rows, picked)

    def whole(q):
        one, two, three = (sum_over(i, q, body) for body in bodies)
        return one >= (1 + r) * two - r * (three * total)

    below = by_terms(k, i, n, whole, bodies, each)
    mean = k.by("book.square-of-sum", Lambda((i,), abs(v(i))), n)
    squares = by_terms(
        k, i, n, lambda q: sum_over(i, q, abs(v(i)) ** 2) == sum_over(i, q, v(i) ** 2),
        [abs(v(i)) ** 2, v(i) ** 2],
    )  # fmt: skip
    X, N, L, T = reals("X N L T")
    rule = forall(X, N, L, T, r)(
        given(X >= (1 + r) * L - r * (T * T), T**2 <= N * L, r >= 0) >> (X >= (1 - (N - 1) * r) * L)
    )
    last = k.lemma(rule, sum_over(i, n, v(i) * row), n, length(), total, r)
    end = k.use(last, below, k.arith(last.formula.left.part(1), mean, squares), low)
    return k.qed(k.for_all(end, v))


@dominance.mutant
def two_less(judge):
    """n - 2: the form of ((1, -1), (-1, 1)) at (1, 1) is 0, and r = 1."""
    return falsify(forall(h, r)(given(h == 0, r == 1) >> (h >= 2 * (1 - (2 - 2) * r))))
