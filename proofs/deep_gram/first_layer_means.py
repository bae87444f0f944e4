"""Theorem 3.4, the first layer: the mean of a product of two pre-activations. W(a, c) and T(a, e)
are two rows of the weights of input channel a, x(a, c) and z(a, e) that channel of two inputs.
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
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from ..textbook.means import mean_of_terms
from . import chapter_3

a, b, c, e, m, d = nats("a b c e m d")
w = samples("w")
W, T = functions("W T", "nat", "nat", "sample")
x, z, S, K = functions("x z S K", "nat", "nat")
A, B = reals("A B")


def pre(weights, features, channel, index):
    """What one channel adds to a pre-activation"""
    return sum_over(index, d, weights(channel, index, w) * features(channel, index))


def law():
    """Independent channels with mean zero and one law, S its second moments"""
    mixed = E(w, W(a, c, w) * T(b, e, w)) == E(w, W(a, c, w)) * E(w, T(b, e, w))
    return given(
        forall(a, c)(E(w, W(a, c, w)) == 0),
        forall(b, e)(E(w, T(b, e, w)) == 0),
        forall(a, c, e)(E(w, W(a, c, w) * T(a, e, w)) == S(c, e)),
        forall(a, b, c, e)((a != b) >> mixed),
        forall(c, e)(K(c, e) == sum_over(a, m, x(a, c) * z(a, e))),
    )


def of_products(k, product, sums, equal, mean):
    """The mean of a product of two sums from that of the sum over all pairs"""
    same = k.for_all(k.arith(sums == product, equal), w)
    there = k.mean_of_equal(same, k.arith(integrable(E(w, sums)), mean))
    return k.arith(E(w, product) == mean.sides[1], there, mean)


def first_layer_says():
    both = sum_over(a, m, pre(W, x, a, c)) * sum_over(b, m, pre(T, z, b, e))
    form = sum_over(c, d, sum_over(e, d, S(c, e) * K(c, e)))
    own = sum_over(a, m, E(w, pre(W, x, a, c) * pre(T, z, a, e)))
    return forall(W, T, x, z, S, K, m, d)(law() >> conj(E(w, both) == own, own == form))


@claim(
    "deep.thm-3.4-s1",
    chapter_3("Theorem 3.4 and its proof"),
    formula=r"E\big[U_iU_j^\top\big]=\sum_\gamma "
    r"E_W\big[WX_i^{(0),\gamma}X_j^{(0),\gamma\top}W^\top\big]=\mathfrak W(K_{ij}^{(0)})",
    hypotheses=(
        "the weights of different channels are independent (said as the product rule for two of "
        "them), with E W = 0 and one law; entry by entry",
        "W(K) has the entries sum over c, e of E[W_ac W_be] K_ce",
    ),
    says=first_layer_says,
    uses=("book.mean-of-sum", "book.sum-exchange", "book.sum-times-sum", "book.sum-pick"),
)
def base_case(judge):
    """The pre-activations of the first layer: products of different channels have mean zero, the
    others add up to W(K^(0)).
    """
    k = judge.theorem()
    zero_W, zero_T, own, mixed, moments = k.given
    # one pair of weights
    same, goal = b == a, E(w, W(a, c, w) * T(b, e, w)) == indicator(b == a) * S(c, e)
    here = k.indicator(same, True, k.assume(same))
    there = k.indicator(same, False, k.assume(~same))
    one = k.rewrite(k.assume(same), k.at(own, a, c, e), E(w, W(a, c, w) * T(b, e, w)) == S(c, e))
    one = k.arith(goal, one, here)
    apart = k.apply(k.at(mixed, a, b, c, e), k.arith(a != b, k.assume(~same)))
    other = k.arith(goal, apart, there, k.at(zero_W, a, c), k.at(zero_T, b, e))
    pair = k.cases(k.excluded_middle(same), one, other)
    # one term, then the sums over e, c
    factor, noise = x(a, c) * z(b, e), W(a, c, w) * T(b, e, w)
    body = W(a, c, w) * x(a, c) * (T(b, e, w) * z(b, e))
    each = mean_of_combination(
        k, w, body, [(factor, noise, k.arith(integrable(E(w, noise)), pair))]
    )
    mean = factor * (indicator(b == a) * S(c, e))
    each = k.arith(E(w, body) == mean, each, pair)
    inner, own_mean = sum_over(e, d, body), sum_over(e, d, mean)
    total = mean_of_terms(k, e, d, body, mean, each)
    total = mean_of_terms(k, c, d, inner, own_mean, total)
    entries = Lambda((c,), W(a, c, w) * x(a, c)), Lambda((e,), T(b, e, w) * z(b, e))
    product = pre(W, x, a, c) * pre(T, z, b, e)
    equal = k.by("book.sum-times-sum", *entries, d, d)
    pair = of_products(k, product, sum_over(c, d, inner), equal, total)
    form = x(a, c) * z(b, e) * S(c, e)
    chosen = entrywise(
        k, lambda one, other: one == indicator(b == a) * other, [mean, form],
        sizes=((e, d), (c, d)),
    )  # fmt: skip
    form = sum_over(c, d, sum_over(e, d, form))
    pair = k.arith(E(w, product) == indicator(b == a) * form, pair, chosen)
    # the sums over the channels
    row, picked = sum_over(b, m, product), sum_over(b, m, indicator(b == a) * form)
    total = mean_of_terms(k, b, m, product, indicator(b == a) * form, pair)
    total = mean_of_terms(k, a, m, row, picked, total)
    entries = Lambda((a,), pre(W, x, a, c)), Lambda((b,), pre(T, z, b, e))
    whole = sum_over(a, m, pre(W, x, a, c)) * sum_over(b, m, pre(T, z, b, e))
    equal = k.by("book.sum-times-sum", *entries, m, m)
    both = of_products(k, whole, sum_over(a, m, row), equal, total)
    own = form.put(b, a)
    pick = k.part(k.by("book.sum-pick", Lambda((b,), form), a, m), 0)
    pick = k.arith(picked == own, k.apply(pick, k.assume(a < m)))
    picked = by_terms(
        k, a, m, lambda q: sum_over(a, q, picked) == sum_over(a, q, own), [picked, own], pick
    )
    diagonal = E(w, pre(W, x, a, c) * pre(T, z, a, e))
    one = k.indicator((b == a).put(b, a), True, k.arith((b == a).put(b, a)))
    pair = k.arith(diagonal == own, k.at(k.for_all(pair, b), a), one)
    there = k.for_all(k.arith(integrable(diagonal), pair), a)
    channels = by_terms(
        k, a, m, lambda q: sum_over(a, q, diagonal) == sum_over(a, q, own), [diagonal, own], pair,
        defined=[there],
    )  # fmt: skip
    end = of_the_form(k, moments)
    first = k.arith(both.sides[0] == sum_over(a, m, diagonal), both, picked, channels)
    second = k.arith(sum_over(a, m, diagonal) == end.sides[1], channels, end)
    return k.qed(k.both(first, second))


def of_the_form(k, moments):
    """sum_a x(a, c) z(a, e) S(c, e) over c and e is the sum of S K."""
    body = x(a, c) * z(a, e) * S(c, e)
    outer = k.by("book.sum-exchange", Lambda((a, c), sum_over(e, d, body)), m, d)
    inner = k.by("book.sum-exchange", Lambda((a, e), body), m, d)
    parts = [body, x(a, c) * z(a, e)]
    last = by_terms(
        k, a, m, lambda q: sum_over(a, q, body) == S(c, e) * sum_over(a, q, parts[1]), parts
    )
    parts = [sum_over(a, m, body), S(c, e) * K(c, e)]
    column = by_terms(
        k, e, d, lambda q: sum_over(e, q, parts[0]) == sum_over(e, q, parts[1]), parts,
        k.arith(parts[0] == parts[1], last, k.at(moments, c, e)),
    )  # fmt: skip
    parts = [sum_over(a, m, sum_over(e, d, body)), sum_over(e, d, parts[1])]
    total = by_terms(
        k, c, d, lambda q: sum_over(c, q, parts[0]) == sum_over(c, q, parts[1]), parts,
        k.arith(parts[0] == parts[1], inner, column),
    )  # fmt: skip
    whole = sum_over(a, m, sum_over(c, d, sum_over(e, d, body)))
    return k.arith(whole == sum_over(c, d, parts[1]), outer, total)


@base_case.mutant
def channels_that_are_not_independent(judge):
    """Equal weights of two channels: the mixed terms double the sum."""
    return falsify(
        forall(A, B)(given(A == 1, B == 1) >> (A * A + A * B + B * A + B * B == A * A + B * B)),
        hints=[{"values": {"A": "1", "B": "1"}}],
    )
