"""Means of finite sums whose terms are known up to their number only."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    forall,
    functions,
    given,
    integrable,
    nats,
    samples,
    sequences,
    sum_over,
    term,
)

from . import concentration

i, j, n, m, q = nats("i j n m q")
w = samples("w")
Y = functions("Y", "nat", "sample")
X = functions("X", "nat", "nat", "sample")
M = sequences("M")
K = functions("M", "nat", "nat")


def single_says(factor=1):
    each = forall(i)((i < n) >> (E(w, Y(i, w)) == M(i)))
    whole = E(w, sum_over(i, n, Y(i, w)))
    return forall(Y, M, n)(each >> (factor * whole == sum_over(i, n, M(i))))


@claim(
    "book.mean-of-bounded-sum",
    concentration("section 2.1"),
    says=single_says,
    instance={
        "values": {"n": "1"},
        "functions": {"Y": {"of": ["i", "w"], "is": "1"}, "M": {"table": ["1"]}},
        "weights": ["1"],
    },
)
def means_add_up(judge, factor=1):
    """The mean of a finite sum is the sum of the means, of which those below the end are known."""
    k = judge.theorem()
    (each,) = k.given
    partial = lambda q: sum_over(i, q, Y(i, w))  # noqa: E731
    value = factor * E(w, partial(q)) == sum_over(i, q, M(i))
    here = (q <= n) >> value
    zero = k.mean_of_constant(w, 0)
    nothing = k.for_all(k.arith(term(0) == partial(0), k.sum_empty(i, Y(i, w))), w)
    empty = k.mean_of_equal(nothing, k.arith(integrable(E(w, term(0))), zero))
    base = k.arith(value.put(q, 0), empty, zero, k.sum_empty(i, M(i)))
    base = k.discharge(base, (q <= n).put(q, 0))
    soon = k.assume(q + 1 <= n)
    now = k.apply(k.assume(here), k.arith(q <= n, soon))
    last = k.apply(k.at(each, q), k.arith(q < n, soon))
    total = k.mean_of_sum(
        w, 1, partial(q), 1, Y(q, w), k.arith(integrable(E(w, partial(q))), now),
        k.arith(integrable(E(w, Y(q, w))), last),
    )  # fmt: skip
    both = 1 * partial(q) + 1 * Y(q, w)
    same = k.for_all(k.arith(both == partial(q + 1), k.sum_step(i, q, Y(i, w))), w)
    next_ = k.mean_of_equal(same, k.arith(integrable(E(w, both)), total))
    step = k.arith(value.put(q, q + 1), now, last, total, next_, k.sum_step(i, q, M(i)))
    step = k.discharge(step, q + 1 <= n)
    return k.qed(k.apply(k.at(k.induction(q, here, base, step), n), k.arith(n <= n)))


means_add_up.mutant("twice the mean", factor=2)


def double_says(factor=1):
    each = forall(i, j)(given(i < n, j < m) >> (E(w, X(i, j, w)) == K(i, j)))
    whole = E(w, sum_over(i, n, sum_over(j, m, X(i, j, w))))
    total = sum_over(i, n, sum_over(j, m, K(i, j)))
    return forall(X, K, n, m)(each >> (factor * whole == total))


@claim(
    "book.mean-of-double-sum",
    concentration("section 2.1"),
    says=double_says,
    uses=("book.mean-of-bounded-sum",),
    instance={
        "values": {"n": "1", "m": "1"},
        "functions": {
            "X": {"of": ["i", "j", "w"], "is": "1"},
            "M": {"of": ["i", "j"], "is": "1"},
        },
        "weights": ["1"],
    },
)
def double_means_add_up(judge, factor=1):
    """The mean of a finite double sum is the double sum of the means."""
    k = judge.theorem()
    (each,) = k.given
    inside, also = k.assume(i < n), k.assume(j < m)
    entry = k.use(k.at(each, i, j), inside, also)
    row = k.by("book.mean-of-bounded-sum", Lambda((j, w), X(i, j, w)), Lambda((j,), K(i, j)), m)
    row = k.apply(row, k.for_all(k.discharge(entry, j < m), j))
    row = k.arith(E(w, sum_over(j, m, X(i, j, w))) == sum_over(j, m, K(i, j)), row)
    rows = Lambda((i, w), sum_over(j, m, X(i, j, w))), Lambda((i,), sum_over(j, m, K(i, j)))
    whole = k.by("book.mean-of-bounded-sum", *rows, n)
    whole = k.apply(whole, k.for_all(k.discharge(row, i < n), i))
    return k.qed(k.arith(k.target, whole))


double_means_add_up.mutant("twice the mean", factor=2)
