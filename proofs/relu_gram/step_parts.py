"""Section 2.3.1: the change of the predictions in one step, split into the neurons that keep their
pattern and the flippable ones, and the bound of its quadratic part. The notation is that of `step`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    forall,
    given,
    reals,
    sum_over,
)

from . import thesis
from .network import (
    F,
    V,
    W,
    a,
    active,
    b,
    d,
    eta,
    i,
    kernel,
    m,
    n,
    pre,
    r,
    relu,
    x,
)
from .perturbation import gram_of
from .step import (
    ONE,
    SIZES,
    change,
    loss,
    section,
    setting,
    total,
    total_against_loss,
)

FLIPS = (*SIZES[:3], F, *SIZES[3:])
gram = gram_of(W)


def difference(r, i):
    """a_r (relu(w_r(k + 1) . x_i) - relu(w_r(k) . x_i))"""
    return a(r) * (relu(pre(V, r, i)) - relu(pre(W, r, i)))


def first_part(i):
    """I_1^i: the neurons of S_i"""
    return b * sum_over(r, m, (1 - F(r, i)) * difference(r, i))


def second_part(i):
    """I_2^i: the others"""
    return b * sum_over(r, m, F(r, i) * difference(r, i))


def perpendicular(i, j):
    """H^perp_ij"""
    both = active(W, r, i) * active(W, r, j)
    return b**2 * kernel(i, j) * sum_over(r, m, F(r, i) * both)


def difference_says(sign=1):
    split = change(i) == first_part(i) + sign * second_part(i)
    return forall(x, W, V, F, a, b, m, d)(forall(i)(split))


@claim(
    "relu2.pred-diff",
    thesis(section),
    says=difference_says,
    instance=ONE,
)
def prediction_difference(judge, sign=1):
    """One step changes a prediction by I_1 (neurons of S_i) plus I_2 (the others)."""
    k = judge.theorem()
    bodies = [
        a(r) * relu(pre(V, r, i)),
        a(r) * relu(pre(W, r, i)),
        (1 - F(r, i)) * difference(r, i),
        F(r, i) * difference(r, i),
    ]

    def here(q):
        one, two, three, four = (sum_over(r, q, body) for body in bodies)
        return one - two == three + sign * four

    parts = by_terms(k, r, m, here, bodies)
    split = k.arith(change(i) == first_part(i) + sign * second_part(i), parts)
    return k.qed(k.for_all(split, i))


prediction_difference.mutant("the difference of the parts", sign=-1)


def quadratic_says(power=2):
    changes = sum_over(i, n, change(i) ** 2)
    return forall(*SIZES)(
        setting()
        >> conj(
            forall(i)((i < n) >> (abs(change(i)) <= eta * total())),
            changes <= eta**2 * n**power * loss(),
        )
    )


TWO_INPUTS = {
    "values": {"b": "1", "eta": "1", "n": "2", "m": "1", "d": "1"},
    "functions": ONE["functions"]
    | {
        "V": {"of": ["r", "c"], "is": "3"},
        "y": {"table": ["2", "2"]},
        "e": {"table": ["-1", "-1"]},
    },
}  # the same input twice


@claim(
    "relu2.quadratic-bound",
    thesis(section),
    says=quadratic_says,
    uses=("relu2.step.preactivations", "book.square-of-sum"),
    instance=TWO_INPUTS,
)
def quadratic_term(judge, power=2):
    """The quadratic term |u(k + 1) - u(k)|^2 is at most eta^2 n^2 |y - u(k)|^2: a prediction
    changes by at most eta times the sum of the |u_j - y_j|.
    """
    k = judge.theorem()
    scale, width, _, signed, positive, *_ = k.given
    S = total()
    shift = k.apply(k.by("relu2.step.preactivations", *SIZES), k.meet(setting(), *k.given))
    now = k.assume(i < n)
    at_r = k.part(k.apply(k.at(shift, r, i), k.both(k.assume(r < m), now)), 1)
    A, z, h, T, D, w = reals("A z h T D w")
    relu_moves = forall(A, z, h, T)(
        given(A**2 == 1, abs(z - h) <= T) >> (abs(A * (relu(z) - relu(h))) <= T)
    )
    rule = k.lemma(relu_moves, a(r), pre(V, r, i), pre(W, r, i), eta * b * S)
    each = k.use(rule, k.apply(k.at(signed, r), k.assume(r < m)), at_r)
    bodies = [a(r) * relu(pre(V, r, i)), a(r) * relu(pre(W, r, i))]

    def here(q):
        one, two = (sum_over(r, q, body) for body in bodies)
        return abs(one - two) <= q * (eta * b * S)

    sums = by_terms(k, r, m, here, bodies, each)
    whole = forall(D, T, h, b, eta, w)(
        given(b > 0, b**2 * w == 1, abs(D) <= w * (eta * b * h), T == b * D) >> (abs(T) <= eta * h)
    )
    first, second = (sum_over(r, m, body) for body in bodies)
    entry = k.use(
        k.lemma(whole, first - second, change(i), S, b, eta, m),
        scale, width, sums, k.arith(change(i) == b * (first - second)),
    )  # fmt: skip
    square = k.lemma(forall(D, T)((abs(D) <= T) >> (D**2 <= T**2)), change(i), eta * S)
    added = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, change(i) ** 2) <= q * (eta * S) ** 2,
        [change(i) ** 2],
        k.apply(square, entry),
    )  # fmt: skip
    N = reals("N")
    final = k.lemma(
        forall(D, T, N, eta, w)(
            given(w >= 0, D <= w * (eta * T) ** 2, T**2 <= w * N)
            >> (D <= eta**2 * w**power * N)
        ),
        sum_over(i, n, change(i) ** 2), S, loss(), eta, n,
    )  # fmt: skip
    end = k.use(final, added, total_against_loss(k), k.arith(n >= 0))
    return k.qed(k.both(k.for_all(k.discharge(entry, i < n), i), end))


quadratic_term.mutant("n in place of n^2", power=1)
