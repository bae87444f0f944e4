"""The mean of the least eigenvalue of H(0) against the width. q(s, i, j, o) are the entries of D_s
K D_s for neuron s at the outcome o, or of any random matrices; H_m is the mean of m of them.

L(r, o) is the least eigenvalue of the mean of the m - 1 neurons other than r, M(o) that of all m,
U(., o) an eigenvector of it; H_inf is the mean of every q(s), with lambda_0 at the eigenvector u.
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
    indicator,
    integrable,
    mean_of_combination,
    nats,
    randoms,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, length
from steepest.proofs.textbook.means import mean_of_terms

from . import thesis
from .network import i, j, lam, m, n, r
from .start import o

q = functions("q", "nat", "nat", "nat", "sample")
L, U = functions("L U", "nat", "sample")
H = functions("H", "nat", "nat")
M, u, s = randoms("M"), sequences("u"), nats("s")
one, less = reals("one less")  # 1/m and 1/(m - 1)


def own(s):
    return lambda i, j: q(s, i, j, o)


def total(i, j):
    return sum_over(s, m, q(s, i, j, o))


def whole(i, j):
    """H_m"""
    return one * total(i, j)


def without(i, j):
    """The mean of the neurons other than r"""
    return less * sum_over(s, m, q(s, i, j, o) - indicator(s == r) * q(s, i, j, o))


def vector(i):
    return U(i, o)


def eigenvalues_say():
    unit = conj(length(vector) == 1, form(whole, vector) == M(o), bounded_below(whole, M(o)))
    law = conj(forall(r)(E(o, L(r, o)) == E(o, L(0, o))), integrable(E(o, M(o))))
    mean = forall(s, i, j)(E(o, q(s, i, j, o)) == H(i, j))
    return forall(q, L, M, U, H, u, n, m, lam, one, less)(
        given(
            m >= 2, one * m == 1, less * (m - 1) == 1,
            forall(o, r)((r < m) >> bounded_below(without, L(r, o))),
            forall(o)(unit), law, mean, form(H, u) == lam, length(u) == 1,
        )
        >> conj(E(o, L(0, o)) <= E(o, M(o)), E(o, M(o)) <= lam)
    )  # fmt: skip


def scaled_form(k, factor, bodies, at, entry):
    """form(first) == factor * (form(second) - form(third) - ..) at the vector, from `entry`: the
    same of the entries; bodies are the three matrices.
    """

    def combined(index, parts, *known):
        def here(q):
            first, second, *rest = (sum_over(index, q, part) for part in parts)
            return first == factor * (second - sum(rest, start=0 * second))

        return by_terms(k, index, n, here, parts, *known)

    row = combined(j, [body(i, j) * at(j) for body in bodies], entry)
    return combined(i, [at(i) * sum_over(j, n, body(i, j) * at(j)) for body in bodies], row)


@claim(
    "relu2.fig-2.1a.mean-eigenvalue",
    thesis("Figure 2.1 (a), explanation"),
    says=eigenvalues_say,
    uses=("book.sum-pick", "book.sum-exchange", "book.sum-constant", "book.mean-of-sum"),
)
def mean_eigenvalue_increases(judge):
    """The mean of lambda_min(H(0)) never decreases in m and never exceeds lambda_0: a theorem
    behind the conjectured reason, for every width.

    Any inputs, any i.i.d. law of the w_r(0), of which it is used that the means without one neuron
    have one law. H_m is the mean of its m leave-one-out versions, each with the law of H_(m-1), and
    the least eigenvalue is concave; at a unit eigenvector u of H_inf the mean of u.H_m u is
    lambda_0.
    """
    k = judge.theorem()
    wide, ones, lesses, low, least, laws, has_M, means, atom, unit = k.given
    here = k.at(least, o)
    # one outcome: L(r) is at most the form without r at U
    inside = k.assume(r < m)
    below = k.at(k.apply(k.at(low, o, r), inside), Lambda((i,), vector(i)))
    pick = k.by("book.sum-pick", Lambda((s,), q(s, i, j, o)), r, m)
    pick = k.apply(k.part(pick, 0), inside)
    bodies = [q(s, i, j, o) - indicator(s == r) * q(s, i, j, o), q(s, i, j, o),
              indicator(s == r) * q(s, i, j, o)]  # fmt: skip

    def split_to(q):
        first, second, third = (sum_over(s, q, body) for body in bodies)
        return first == second - third

    split = by_terms(k, s, m, split_to, bodies)
    entries = [body(i, j) * vector(j) for body in (without, total, own(r))]
    entry = k.arith(entries[0] == less * (entries[1] - entries[2]), split, pick)
    apart = scaled_form(k, less, [without, total, own(r)], vector, entry)
    same = k.arith(whole(i, j) * vector(j) == one * (total(i, j) * vector(j)))
    full = scaled_form(k, one, [whole, total], vector, same)
    T, F = form(total, vector), form(own(r), vector)
    each = k.arith(L(r, o) <= less * (T - F), below, apart, here)
    pair = [L(r, o), F]
    summed = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, pair[0]) <= less * (q * T - sum_over(r, q, pair[1])),
        pair, each,
    )  # fmt: skip
    added = sum_of_forms(k, vector)
    A, B, C, D = reals("A B C D")
    rule = k.lemma(
        forall(A, B, C, D, one, less, m)(
            given(A <= less * (m * B - C), C == B, D == one * B, less * (m - 1) == 1, one * m == 1)
            >> (A <= m * D)
        ),
        sum_over(r, m, L(r, o)), T, sum_over(r, m, F), M(o), one, less, m,
    )  # fmt: skip
    pointwise = k.use(rule, summed, added, k.arith(M(o) == one * T, full, here), lesses, ones)
    law = k.at(laws, r)
    start = k.arith(integrable(E(o, L(0, o))), law)
    mean = mean_of_terms(k, r, m, L(r, o), E(o, L(0, o)), law, k.for_all(start, r), w=o)
    constant = k.by("book.sum-constant", E(o, L(0, o)), m, defined=[start])
    scaled = mean_of_combination(k, o, m * M(o), [(m, M(o), has_M)])
    pointwise = k.for_all(pointwise, o)
    sums = sum_over(r, m, L(r, o))
    order = k.mean_is_monotone(
        pointwise,
        k.arith(integrable(E(o, sums)), mean),
        k.arith(integrable(E(o, m * M(o))), scaled),
    )
    rule = k.lemma(
        forall(A, B, C, D, m)(
            given(m >= 2, A == m * B, C == m * D, A <= C) >> (B <= D)
        ),
        E(o, sums), E(o, L(0, o)), E(o, m * M(o)), E(o, M(o)), m,
        defined=[k.arith(integrable(E(o, sums)), mean), law, scaled, has_M],
    )  # fmt: skip
    mean = k.arith(E(o, sums) == m * E(o, L(0, o)), mean, constant)
    first = k.use(rule, wide, mean, scaled, order)
    # at the eigenvector of H_inf
    same = k.arith(whole(i, j) * u(j) == one * (total(i, j) * u(j)))
    full = scaled_form(k, one, [whole, total], u, same)
    forms = sum_over(s, m, form(own(s), u))
    above = k.arith(M(o) <= one * forms, k.at(k.part(here, 2), u), unit, full, sum_of_forms(k, u))
    mean = mean_at(k, means, atom)
    mean = mean_of_terms(k, s, m, form(own(s), u), lam, mean, w=o)
    added = mean_of_combination(
        k, o, one * forms, [(one, forms, k.arith(integrable(E(o, forms)), mean))]
    )
    order = k.mean_is_monotone(
        k.for_all(above, o), has_M, k.arith(integrable(E(o, one * forms)), added)
    )
    rule = k.lemma(
        forall(A, B, C, one, m, lam)(
            given(A == one * B, B == m * lam, one * m == 1, C <= A) >> (C <= lam)
        ),
        E(o, one * forms), E(o, forms), E(o, M(o)), one, m, lam, defined=[added, mean, has_M],
    )  # fmt: skip
    value = k.arith(E(o, forms) == m * lam, mean, k.by("book.sum-constant", lam, m))
    second = k.use(rule, added, value, ones, order)
    return k.qed(k.both(first, second))


@mean_eigenvalue_increases.mutant
def every_term_left_out_twice(judge):
    """The mean of m - 2 of the neurons: less (m B - 2 C) with C = B."""
    A, B = reals("A B")
    numbers = given(m >= 2, less * (m - 1) == 1, one * m == 1, A == less * (m * B - 2 * B))
    hint = {"values": {"m": "2", "less": "1", "one": "1/2", "A": "0", "B": "1"}}
    return falsify(forall(A, B, one, less, m)(numbers >> (A == m * (one * B))), hints=[hint])


def mean_at(k, means, atom):
    """E(u.q(s) u) == lambda_0"""
    entry, row = q(s, i, j, o) * u(j), sum_over(j, n, q(s, i, j, o) * u(j))
    known = k.at(means, s, i, j)
    has = k.arith(integrable(E(o, q(s, i, j, o))), known)
    mean = mean_of_combination(k, o, entry, [(u(j), q(s, i, j, o), has)])
    mean = k.arith(E(o, entry) == H(i, j) * u(j), mean, known)
    mean = mean_of_terms(k, j, n, entry, H(i, j) * u(j), mean, w=o)
    has = k.arith(integrable(E(o, row)), mean)
    value = sum_over(j, n, H(i, j) * u(j))
    mean = k.arith(
        E(o, u(i) * row) == u(i) * value,
        mean_of_combination(k, o, u(i) * row, [(u(i), row, has)]), mean,
    )  # fmt: skip
    mean = mean_of_terms(k, i, n, u(i) * row, u(i) * value, mean, w=o)
    return k.arith(E(o, form(own(s), u)) == lam, mean, atom)


def sum_of_forms(k, at):
    """The forms of the neurons add up to the form of the sum of their matrices."""
    entry = at(i) * (q(s, i, j, o) * at(j))
    parts = [q(s, i, j, o) * at(j), entry]
    row = by_terms(
        k, j, n, lambda q: at(i) * sum_over(j, q, parts[0]) == sum_over(j, q, parts[1]), parts
    )
    pair = [at(i) * sum_over(j, n, parts[0]), sum_over(j, n, entry)]
    rows = by_terms(
        k, i, n, lambda q: sum_over(i, q, pair[0]) == sum_over(i, q, pair[1]), pair, row
    )
    pair = [sum_over(i, n, one) for one in pair]
    neurons = by_terms(
        k, s, m, lambda q: sum_over(s, q, pair[0]) == sum_over(s, q, pair[1]), pair, rows
    )
    outer = k.by("book.sum-exchange", Lambda((s, i), sum_over(j, n, entry)), m, n)
    inner = k.by("book.sum-exchange", Lambda((s, j), entry), m, n)
    column = by_terms(
        k, s, m,
        lambda count: sum_over(s, count, entry)
        == at(i) * (sum_over(s, count, q(s, i, j, o)) * at(j)),
        [entry, q(s, i, j, o)],
    )  # fmt: skip
    pair = [sum_over(s, m, entry), total(i, j) * at(j)]
    columns = by_terms(
        k, j, n, lambda q: sum_over(j, q, pair[0]) == at(i) * sum_over(j, q, pair[1]), pair, column
    )
    pair = [sum_over(s, m, sum_over(j, n, entry)), at(i) * sum_over(j, n, total(i, j) * at(j))]
    whole_ = by_terms(
        k, i, n, lambda q: sum_over(i, q, pair[0]) == sum_over(i, q, pair[1]), pair, inner, columns
    )
    return k.arith(sum_over(s, m, form(own(s), at)) == form(total, at), neurons, outer, whole_)
