"""Lemma 2.2 for the random start: the mean of all changes, and the lemma with its probability, for
all sizes and for all weights within R of the start W(., ., o), which may depend on the outcome in
any way: the bounds hold for all of them on every outcome.

The law of the start is that of `start`: standard normal preactivations; events are assumed to be
measurable.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import thesis
from .network import (
    R,
    U,
    b,
    c,
    d,
    delta,
    i,
    j,
    m,
    n,
    pre,
    r,
    t,
    unit_inputs,
    width,
    x,
)
from .stability_event import locus
from .stability_rows import can_flip, flip, most, moved, near, share, shares, total
from .start import mean_of_flips, normal, o, rarely_large

V = functions("W", "nat", "nat", "sample")
START = lambda r, c: V(r, c, o)  # noqa: E731


def setting():
    rows = forall(r, i)(normal(pre(START, r, i)))
    return conj(width(), unit_inputs(), n >= 1, R > 0, density(t), rows)


SIZES = (x, V, Phi, g_0, b, n, m, d, R)


def mean_of_share(k):
    """E q_i <= 2 R/sqrt(2 pi)"""
    scale, square, _, _, R_pos, *law, rows = k.given
    row_mean = mean_of_flips(k, pre(START, r, i), k.at(rows, r, i), law, R_pos)
    row = sum_over(r, m, flip(r, i, START))
    has = k.arith(integrable(E(o, row)), row_mean)
    mean = mean_of_combination(k, o, share(i, START), [(b**2, row, has)])
    A, B, X = reals("A B X")
    rule = k.lemma(
        forall(A, B, X, b, R, g_0)(
            given(A == b**2 * B, B <= X * (2 * R * g_0), b**2 * X == 1) >> (A <= 2 * g_0 * R)
        ),
        E(o, share(i, START)), E(o, row), m, b, R, g_0, defined=[mean, has],
    )  # fmt: skip
    return k.use(rule, k.arith(rule.formula.left.part(0), mean), row_mean, square)


def on_every_outcome(k):
    """What row-sums says, for all outcomes o and weights U near its start."""
    scale, square, unit, one, R_pos, *_ = k.given
    lemma = k.by("relu2.lem-2.2.row-sums", x, Lambda((r, c), START(r, c)), b, n, m, d, R)
    return k.apply(k.at(k.use(lemma, scale, square, unit, one, R_pos), U), k.assume(near(START)))


def entrywise_says(four=4):
    change = moved(START)
    both = share(i, START) + share(j, START)
    always = forall(o, U)(near(START) >> (abs(change(i, j)) <= both))
    return forall(*SIZES)(
        setting() >> forall(i, j)(((i < n) & (j < n)) >> conj(always, E(o, both) <= 4 * g_0 * R))
    )


@claim(
    "relu2.lem-2.2.entrywise",
    thesis(locus),
    says=entrywise_says,
    uses=("relu2.lem-2.2.row-sums", "relu2.lem-2.2.anticoncentration", "book.mean-of-sum"),
)
def entrywise(judge):
    """An entry of H changes by at most 4R/sqrt(2 pi) in expectation, for the worst weights.

    On every outcome and for all weights within R the change is at most q_i + q_j, the shares of the
    neurons that can flip at x_i and at x_j, whose mean is at most 4R/sqrt(2 pi).
    """
    k = judge.theorem()
    pair = k.assume((i < n) & (j < n))
    here = k.part(k.apply(k.at(k.part(on_every_outcome(k), 0), i, j), pair), 0)
    always = k.for_all(k.discharge(here, near(START)), o, U)
    first = mean_of_share(k)
    second = k.at(k.for_all(first, i), j)
    has = [k.arith(integrable(one.sides[0]), one) for one in (first, second)]
    two = share(i, START) + share(j, START)
    whole = mean_of_combination(
        k, o, two,
        [(1, share(one, START), step) for one, step in zip((i, j), has)],
    )  # fmt: skip
    mean = k.arith(E(o, two) <= 4 * g_0 * R, whole, first, second)
    return k.qed(k.for_all(k.discharge(k.both(always, mean), pair.formula), i, j))


@entrywise.mutant
def three_for_four(judge):
    """3R/sqrt(2 pi): two different inputs, R = 1/10: the mean is twice 2 g_0 (R - R^3/6) at
    least.
    """
    at = given(R == "1/10", g_0 > "3989/10000", g_0 < "399/1000")
    return falsify(
        forall(R, g_0)(at >> (4 * g_0 * (R - R**3 / 6) <= 3 * g_0 * R)),
        hints=[{"values": {"R": "1/10", "g_0": "39894/100000"}}],
    )


def sums_say(saved=2):
    always = forall(o, U)(near(START) >> (total(START) <= most(START)))
    mean = E(o, most(START)) <= (4 * n**2 - saved * n) * g_0 * R
    return forall(*SIZES)(setting() >> conj(always, mean))


@claim(
    "relu2.lem-2.2.sum-markov.diagonal",
    thesis(locus),
    says=sums_say,
    uses=("relu2.lem-2.2.row-sums", "relu2.lem-2.2.anticoncentration", "book.mean-of-sum"),
)
def diagonal_counts_once(judge):
    """The sum of all changes with the diagonal counted once.

    For all weights within R it is at most (2n - 1)(q_1 + .. + q_n), of mean at most (4n^2 - 2n)
    R/sqrt(2 pi): a diagonal entry involves one event only.
    """
    k = judge.theorem()
    *_, one, R_pos, g_pos, _, _, _ = k.given
    always = k.part(on_every_outcome(k), 2)
    always = k.for_all(k.discharge(always, near(START)), o, U)
    own = mean_of_share(k)
    mean = share(i, START)
    has = k.for_all(k.arith(integrable(E(o, mean)), own), i)
    whole = k.apply(k.by("book.mean-of-sum", Lambda((i, o), mean), n), has)
    bound = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(o, mean)) <= q * (2 * g_0 * R), [E(o, mean)], own,
        defined=[has],
    )  # fmt: skip
    has_sum = k.arith(integrable(E(o, shares(START))), whole)
    scaled = mean_of_combination(k, o, most(START), [(2 * n - 1, shares(START), has_sum)])
    A, B, X = reals("A B X")
    rule = k.lemma(
        forall(A, B, X, R, g_0)(
            given(A == (2 * X - 1) * B, B <= X * (2 * g_0 * R), 2 * X - 1 >= 0)
            >> (A <= (4 * X**2 - 2 * X) * g_0 * R)
        ),
        E(o, most(START)), E(o, shares(START)), n, R, g_0, defined=[scaled, has_sum],
    )  # fmt: skip
    small = k.arith(E(o, shares(START)) <= n * (2 * g_0 * R), whole, bound)
    known = k.arith(rule.formula.left.part(0), scaled)
    return k.qed(k.both(always, k.use(rule, known, small, k.arith(2 * n - 1 >= 0, one))))


@diagonal_counts_once.mutant
def three_for_two(judge):
    """4n^2 - 3n: at n = m = 1, R = 1/10 the mean is at least 2 g_0 (R - R^3/6)."""
    at = given(R == "1/10", g_0 > "3989/10000", g_0 < "399/1000")
    return falsify(
        forall(R, g_0)(at >> (2 * g_0 * (R - R**3 / 6) <= g_0 * R)),
        hints=[{"values": {"R": "1/10", "g_0": "39894/100000"}}],
    )


def markov_says():
    level = 4 * n**2 * g_0 * R
    many = most(START) >= level / delta
    always = forall(o, U)(near(START) >> (total(START) <= most(START)))
    tail = forall(delta)(given(delta > 0, integrable(Prob(o, many))) >> (Prob(o, many) <= delta))
    return forall(*SIZES)(setting() >> conj(always, E(o, most(START)) <= level, tail))


@claim(
    "relu2.lem-2.2.sum-markov",
    thesis(locus),
    says=markov_says,
    uses=("relu2.lem-2.2.sum-markov.diagonal", "book.markov"),
)
def sum_and_markov(judge):
    """The sum of all changes, in expectation and with probability 1 - delta.

    Its mean is at most 4n^2 R/sqrt(2 pi), for the worst weights; by Markov's inequality it is at
    least 4n^2 R/(sqrt(2 pi) delta) with probability at most delta.
    """
    k = judge.theorem()
    *_, one, R_pos, g_pos, _, _, _ = k.given
    always, mean = k.split(k.use(k.by("relu2.lem-2.2.sum-markov.diagonal", *SIZES), *k.given))
    A, X = reals("A X")
    level = 4 * n**2 * g_0 * R
    product = k.use(
        k.lemma(forall(X, R, g_0)(given(X >= 1, g_0 > 0, R > 0) >> (X * (g_0 * R) > 0)), n, R, g_0),
        one, g_pos, R_pos,
    )  # fmt: skip
    mean = k.arith(E(o, most(START)) <= level, mean, product)
    flips = by_terms(k, r, m, lambda q: sum_over(r, q, flip(r, i, START)) >= 0,
                     [flip(r, i, START)], k.indicator_range(can_flip(r, i, START)))  # fmt: skip
    weighted = k.lemma(forall(A, b)((A >= 0) >> (b**2 * A >= 0)),
                       sum_over(r, m, flip(r, i, START)), b)  # fmt: skip
    never = by_terms(k, i, n, lambda q: sum_over(i, q, share(i, START)) >= 0,
                     [share(i, START)], k.use(weighted, flips))  # fmt: skip
    rule = k.lemma(forall(A, X)(given(A >= 0, X >= 0) >> (X * A >= 0)), shares(START), 2 * n - 1)
    never = k.use(rule, never, k.arith(2 * n - 1 >= 0, one))
    rule = k.lemma(forall(A, X)(given(X >= 1, A > 0) >> (4 * X * A > 0)), n * (g_0 * R), n)
    positive = k.arith(level > 0, k.use(rule, one, product))
    wanted = k.assume(given(delta > 0, integrable(Prob(o, most(START) >= level / delta))))
    d_pos, measurable = k.split(wanted)
    tail = rarely_large(k, most(START), level, never, mean, positive, d_pos, measurable)
    tail = k.for_all(k.discharge(tail, wanted.formula), delta)
    return k.qed(k.both(always, mean, tail))


@sum_and_markov.mutant
def half_of_the_threshold(judge):
    """2 n^2 R/(sqrt(2 pi) delta): for one neuron and two equal inputs the sum is 6 where the
    pattern can flip, with a probability of at least 2 g_0 (R - R^3/6).
    """
    few = given(R > 0, delta > 0, g_0 > "3988/10000", 8 * g_0 * R <= 6 * delta)
    return falsify(
        forall(R, delta, g_0)(few >> (2 * g_0 * (R - R**3 / 6) <= delta)),
        hints=[{"values": {"R": "1/10", "delta": "5320/100000", "g_0": "3989/10000"}}],
    )
