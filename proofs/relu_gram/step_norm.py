"""The quadratic term of one step with |K|_2 in place of n, K = X X^T: the words and the steps of
relu2.quadratic-bound.sharper. The notation is that of `step`.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.textbook.forms import norm_at_most

from .network import V, W, a, active, b, d, eta, i, j, kernel, m, n, pre, r, relu, x
from .perturbation import norm_by_frobenius
from .step import SIZES, change, e, influence, loss, setting

kappa = reals("kappa")
USES = (
    "relu2.step.preactivations", "relu2.kernel-entries", "book.square-of-sum",
    "book.sum-exchange", "relu2.lem-2.2.perturbation",
)  # fmt: skip
P, Q, R, S, A, B, f = reals("P Q R S A B f")


def changes() -> Any:
    return sum_over(i, n, change(i) ** 2)


def sharper() -> Any:
    """|u(k+1) - u(k)| <= eta |K|_2 |r|, squared, and |K|_2 <= n."""
    bound = eta**2 * kappa**2 * loss()
    return forall(*SIZES)(
        setting()
        >> conj(
            forall(kappa)(norm_at_most(kernel, kappa) >> (changes() <= bound)),
            norm_at_most(kernel, n),
            forall(r, i)(fraction(pre(V, r, i), pre(W, r, i))),
        )
    )


def fraction(after: Any, before: Any) -> Any:
    """The change of relu is a fraction of the change of its argument: an entry of D~_r."""
    change = relu(after) - relu(before)
    return exists(f)(conj(f >= 0, f <= 1, change == f * (after - before)))


def sharper_proof(k: Any) -> Any:
    norm = norm_at_most(kernel, kappa)
    found = _by_the_norm(k, k.assume(norm))
    every = k.at(_fractions(k), pre(V, r, i), pre(W, r, i))
    return k.both(
        k.for_all(k.discharge(found, norm), kappa), _norm_below_n(k), k.for_all(every, r, i)
    )


def _fractions(k: Any) -> Any:
    """(relu(P) - relu(Q))/(P - Q), or 0 where P = Q."""
    same, value = P == Q, (relu(P) - relu(Q)) / (P - Q)
    none = k.assume(same)
    zero = k.arith(conj(term(0) >= 0, term(0) <= 1, relu(P) - relu(Q) == 0 * (P - Q)), none)
    apart = k.assume(~same)
    differ = k.arith(P - Q != 0, apart)
    parts = conj(value >= 0, value <= 1, relu(P) - relu(Q) == value * (P - Q))
    ends = [
        k.exhibit(fraction(P, Q), 0, zero),
        k.exhibit(fraction(P, Q), value, k.arith(parts, differ), differ),
    ]
    return k.for_all(k.cases(k.excluded_middle(same), *ends), P, Q)


def _by_the_norm(k: Any, norm: Any) -> Any:
    """change_i^2 <= eta^2/m sum over r of influence(r, i)^2, as b^2 m = 1."""
    scale, width, _, signed, positive, *_ = k.given
    shift = k.apply(k.by("relu2.step.preactivations", *SIZES), k.meet(setting(), *k.given))
    inside = k.both(k.assume(r < m), k.assume(i < n))
    at_r = k.part(k.apply(k.at(shift, r, i), inside), 0)
    part = a(r) * relu(pre(V, r, i)) - a(r) * relu(pre(W, r, i))
    share = eta**2 * b**2 * influence(r, i) ** 2
    narrow = forall(P, Q)((relu(P) - relu(Q)) ** 2 <= (P - Q) ** 2)
    narrow = k.lemma(narrow, pre(V, r, i), pre(W, r, i))
    rule = forall(P, Q, R, S, A, b, eta)(
        given(A**2 == 1, R**2 <= (P - Q) ** 2, P - Q == -1 * eta * (b * A * S))
        >> ((A * R) ** 2 <= eta**2 * b**2 * S**2)
    )
    gap = relu(pre(V, r, i)) - relu(pre(W, r, i))
    rule = k.lemma(rule, pre(V, r, i), pre(W, r, i), gap, influence(r, i), a(r), b, eta)
    each = k.use(rule, k.apply(k.at(signed, r), k.assume(r < m)), narrow, at_r)
    each = k.arith(part**2 <= share, each)
    squares = by_terms(
        k, r, m, lambda q: sum_over(r, q, part**2) <= sum_over(r, q, share), [part**2, share], each
    )
    bodies = [a(r) * relu(pre(V, r, i)), a(r) * relu(pre(W, r, i)), part]

    def whole(q: Any) -> Any:
        one, two, three = (sum_over(r, q, body) for body in bodies)
        return one - two == three

    split = by_terms(k, r, m, whole, bodies)
    mean = k.by("book.square-of-sum", Lambda((r,), part), m)
    rule = forall(P, Q, R, S, A, b, m)(
        given(P == b * A, A**2 <= m * R, R <= S, b**2 * m == 1) >> (P**2 <= S)
    )
    sums = [sum_over(r, m, body) for body in (part, part**2, share)]
    rule = k.lemma(rule, change(i), P, sums[1], sums[2], sums[0], b, m)
    entry = k.use(rule, k.arith(change(i) == b * sums[0], split), mean, squares, width)
    rows = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, change(i) ** 2) <= sum_over(i, q, sums[2]),
        [change(i) ** 2, sums[2]], entry,
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((i, r), share), n, m)
    most = eta**2 * b**2 * (kappa**2 * loss())
    columns = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, sum_over(i, n, share)) <= q * most,
        [sum_over(i, n, share)], _column(k, norm, share),
    )  # fmt: skip
    rule = forall(P, Q, R, b, m, eta, kappa)(
        given(P <= Q, Q <= m * (eta**2 * b**2 * (kappa**2 * R)), b**2 * m == 1)
        >> (P <= eta**2 * kappa**2 * R)
    )
    rule = k.lemma(rule, changes(), swap.sides[1], loss(), b, m, eta, kappa)
    return k.use(rule, k.arith(changes() <= swap.sides[1], rows, swap), columns, width)


def _column(k: Any, norm: Any, share: Any) -> Any:
    """The shares of a neuron: sum over i of influence^2 <= |K|_2^2 |D r|^2 <= |K|_2^2 |r|^2."""
    moved = e(j) * active(W, r, j)
    bound = k.at(norm, Lambda((j,), moved))
    bodies = [kernel(i, j) * moved, e(j) * (kernel(i, j) * active(W, r, j))]
    same = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies
    )
    sides = [sum_over(j, n, bodies[0]) ** 2, share]
    images = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, sides[1]) == eta**2 * b**2 * sum_over(i, q, sides[0]),
        sides, k.arith(sides[1] == eta**2 * b**2 * sides[0], same),
    )  # fmt: skip
    inside = k.indicator_range(pre(W, r, j) >= 0)
    less = k.lemma(
        forall(A, B)(given(A >= 0, A <= 1) >> ((B * A) ** 2 <= B**2)), active(W, r, j), e(j)
    )
    lengths = by_terms(
        k, j, n, lambda q: sum_over(j, q, moved**2) <= sum_over(j, q, e(j) ** 2),
        [moved**2, e(j) ** 2], k.use(less, inside),
    )  # fmt: skip
    rule = forall(P, Q, R, S, b, eta, kappa)(
        given(P == eta**2 * b**2 * Q, Q <= kappa**2 * R, R <= S)
        >> (P <= eta**2 * b**2 * (kappa**2 * S))
    )
    sizes = sum_over(i, n, share), bound.sides[0], sum_over(j, n, moved**2), loss()
    rule = k.lemma(rule, *sizes, b, eta, kappa)
    return k.use(rule, images, bound, lengths)


def _norm_below_n(k: Any) -> Any:
    """By the Frobenius norm, as |K_ij| <= 1."""
    known = k.apply(k.by("relu2.kernel-entries", x, n, d), k.given[2])
    small = k.apply(k.at(known, i, j), k.both(k.assume(i < n), k.assume(j < n)))
    small = k.lemma(forall(P)((abs(P) <= 1) >> (P**2 <= 1)), kernel(i, j)), small
    entry = kernel(i, j) ** 2
    row = sum_over(j, n, entry)
    rows = by_terms(k, j, n, lambda q: sum_over(j, q, entry) <= q, [entry], k.use(*small))
    whole = by_terms(k, i, n, lambda q: sum_over(i, q, row) <= q * n, [row], rows)
    return norm_by_frobenius(k, kernel, k.arith(sum_over(i, n, row) <= n**2, whole), n)
