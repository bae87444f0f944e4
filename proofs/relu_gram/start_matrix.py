"""Lemma 2.1 by Hoeffding's inequality: the matrix. The notation and the hypotheses are those of
`start_entries`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Prob,
    by_terms,
    conj,
    disj,
    exp,
    forall,
    given,
    integrable,
    log,
    reals,
    sum_over,
    term,
)

from . import thesis
from .false_variants import one_neuron
from .network import b, delta, i, j, lam, m, n, r, v, width
from .perturbation import (
    bounded_below,
    form,
    form_after_change,
    length,
    norm_at_most,
    norm_by_frobenius,
)
from .start import o
from .start_entries import (
    deviation,
    entries,
    entry_is_near,
    law,
    measurable,
)
from .start_gram import K, P, active, both, difference
from .start_union import SETTING, union


def limit(i, j):
    """H_inf"""
    return K(i, j) * P(i, j)


def gram(i, j):
    """H(0)"""
    return b**2 * K(i, j) * sum_over(r, m, active(r, i) * active(r, j))


def close():
    """|H(0) - H_inf|_2 <= lambda_0/4 and lambda_min(H(0)) >= 3 lambda_0/4"""
    return conj(norm_at_most(difference, lam / 4), bounded_below(gram, 3 * lam / 4))


def matrix_says(wide, *more):
    return forall(*SETTING, lam, delta)(
        given(
            width(), law(), measurable(), entries(), n >= 1, delta > 0, delta < 1, lam > 0,
            bounded_below(limit, lam), wide, *more, integrable(Prob(o, close())),
        )
        >> (Prob(o, close()) >= 1 - delta)
    )  # fmt: skip


def from_entries(k, near, low, one, positive):
    """`close` from "for all i, j < n: |H_ij - H_inf_ij| <= lambda_0/(4 n)"."""
    A, B = reals("A B")
    level = lam / (4 * n)
    nonzero = k.arith(4 * n != 0, one)
    pair = k.both(k.assume(i < n), k.assume(j < n))
    square = k.lemma(forall(A, B)((abs(A) <= B) >> (A**2 <= B**2)), difference(i, j), level,
                     defined=[nonzero])  # fmt: skip
    square = k.use(square, k.apply(k.at(near, i, j), pair))
    row = sum_over(j, n, difference(i, j) ** 2)
    rows = by_terms(k, j, n, lambda q: sum_over(j, q, difference(i, j) ** 2) <= q * level**2,
                    [difference(i, j) ** 2], square, always=[nonzero])  # fmt: skip
    total = by_terms(k, i, n, lambda q: sum_over(i, q, row) <= q * (n * level**2), [row], rows,
                     always=[nonzero])  # fmt: skip
    rule = k.lemma(
        forall(A, B, lam)(
            given(A <= B * (B * (lam / (4 * B)) ** 2), B >= 1) >> (A <= (lam / 4) ** 2)
        ),
        sum_over(i, n, row), n, lam,
    )  # fmt: skip
    total = k.use(rule, total, one)
    norm = norm_by_frobenius(k, difference, total)
    small = k.arith(lam / 4 >= 0, positive)
    low = form_after_change(k, limit, difference, gram, lam, lam / 4, low, norm, small)
    low = k.arith(form(gram) >= 3 * lam / 4 * length(), low)
    return k.both(norm, k.for_all(low, v))


def sharper_says(factor=8):
    return matrix_says(m * lam**2 >= factor * n**2 * log(n * (n + 1) / delta))


@claim(
    "relu2.lem-2.1-sharper",
    thesis("Lemma 2.1"),
    says=sharper_says,
    uses=(
        "relu2.lem-2.1.hoeffding.mean", "relu2.lem-2.1.weyl", "relu2.lem-2.2.perturbation",
        "book.union-of-pairs",
    ),
)  # fmt: skip
def lemma_sharper(judge):
    """Lemma 2.1 with the constant 8, for every n and delta: m >= 8 n^2 log(n(n + 1)/delta)/
    lambda_0^2 is wide enough.

    Then |H(0) - H_inf|_2 <= lambda_0/4 and lambda_min(H(0)) >= 3 lambda_0/4 with probability at
    least 1 - delta.

    A constant 32 times smaller: n(n + 1)/2 different entries, each within lambda_0/(4n). 2 m t^2 =
    m lambda_0^2/(8 n^2) >= L = log(n(n + 1)/delta), so that n(n + 1)/2 times 2 exp(-2 m t^2) is at
    most n(n + 1) exp(-L) = delta.
    """
    k = judge.theorem()
    scale, square, *_ = k.given
    laws = k.given[:5]
    symmetric, small, one, d_pos, d_less, positive, low, wide, measured = k.given[5:]
    level = lam / (4 * n)
    nonzero = k.arith(4 * n != 0, one)
    defined = [nonzero, one, positive, k.arith(n != 0, one)]
    A, B, D, X, Y = reals("A B D X Y")
    # the event
    far = lambda i, j: abs(deviation(i, j)) >= level  # noqa: E731
    clear = k.assume(forall(i, j)(conj(i < n, j < i + 1) >> ~far(i, j)))
    pair = k.assume(conj(i < n, j < n))
    below = k.assume(j < i + 1)
    first = k.apply(k.at(clear, i, j), k.both(k.part(pair, 0), below))
    second = k.apply(
        k.at(clear, j, i), k.both(k.part(pair, 1), k.arith(i < j + 1, k.assume(~(j < i + 1))))
    )
    turned = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, active(r, i) * active(r, j))
        == sum_over(r, q, active(r, j) * active(r, i)),
        [active(r, i) * active(r, j), active(r, j) * active(r, i)],
    )  # fmt: skip
    ways = [k.at(laws[2], r, *one_) for one_ in ((i, j), (j, i))]
    swap = k.for_all(k.arith(both(r) == active(r, j) * active(r, i)), o)
    swap = k.mean_of_equal(swap, k.arith(integrable(ways[0].sides[0]), ways[0]))
    mirrored = k.arith(P(i, j) == P(j, i), *ways, swap)
    equal = k.arith(deviation(i, j) == deviation(j, i), turned, mirrored)
    second = k.rewrite(equal, second, ~far(i, j))
    apart = k.cases(k.excluded_middle(j < i + 1), first, second)
    held = entry_is_near(k, level, k.apply(k.at(small, i, j), pair), square, [nonzero])
    held = k.apply(k.discharge(held, ~far(i, j)), apart)
    near = k.for_all(k.discharge(held, pair.formula), i, j)
    well = from_entries(k, near, low, one, positive)
    above = k.use(k.lemma(forall(B, lam)(given(B >= 1, lam > 0) >> (lam / (4 * B) > 0)), n, lam),
                  one, positive)  # fmt: skip
    likely = union(
        k, laws, level, above, lambda i: i + 1, lambda q: term("1/2") * (q**2 + q), close(),
        measured, well, defined=defined,
    )  # fmt: skip
    # the size
    logs = log(n * (n + 1) / delta)
    product = k.arith(n * (n + 1) / delta > 0, one, d_pos)
    exponent = k.lemma(
        forall(A, B, X, lam)(
            given(B >= 1, A * lam**2 >= 8 * B**2 * X) >> (-2 * A * (lam / (4 * B)) ** 2 <= -X)
        ),
        m, n, logs, lam, defined=[product],
    )  # fmt: skip
    exponent = k.use(exponent, one, wide)
    rule = k.lemma(
        forall(A, B, D)(
            given(A <= -log(B * (B + 1) / D), B >= 1, D > 0)
            >> (term("1/2") * (B**2 + B) * (2 * exp(A)) <= D)
        ),
        -2 * m * level**2, n, delta, defined=[nonzero],
    )  # fmt: skip
    rare = k.use(rule, exponent, one, d_pos)
    return k.qed(k.arith(k.target, likely, rare, nonzero))


@lemma_sharper.mutant
def with_a_quarter_for_eight(judge):
    """m >= (n/lambda_0)^2 log(n(n + 1)/delta)/4."""
    return one_neuron(judge, "1/4", events=2)


def amended_says(factor=256):
    wide = m * lam**2 >= factor * n**2 * log(n / delta)
    return matrix_says(wide, disj(n >= 2, delta <= "97/100"))


@claim(
    "relu2.lem-2.1-amended",
    thesis("Lemma 2.1"),
    says=amended_says,
    amends="relu2.lem-2.1",
    uses=("relu2.lem-2.1-sharper",),
)
def lemma_amended(judge):
    """Lemma 2.1 with the constant 256, for n >= 2 or delta <= 97/100: m >= 256 n^2 log(n/delta)/
    lambda_0^2 is wide enough.

    Then |H(0) - H_inf|_2 <= lambda_0/4 and lambda_min(H(0)) >= 3 lambda_0/4 with probability at
    least 1 - delta.

    The printed proof with its constants: Hoeffding, union over the pairs, Frobenius norm, Weyl.
    """
    k = judge.theorem()
    *laws, symmetric, small, one, d_pos, d_less, positive, low, wide, some, measured = k.given
    A, B, D, X, Y = reals("A B D X Y")
    two = k.lemma(
        forall(A, D)(
            given(A >= 2, D > 0, D < 1) >> (log(A * (A + 1) / D) <= 32 * log(A / D))
        ),
        n, delta,
    )  # fmt: skip
    single = k.lemma(
        forall(A, D)(
            given(A == 1, D > 0, D <= "97/100") >> (log(A * (A + 1) / D) <= 32 * log(A / D))
        ),
        n, delta,
    )  # fmt: skip
    cover = k.arith((n >= 2) | conj(n == 1, delta <= "97/100"), some, one)
    own = k.assume(conj(n == 1, delta <= "97/100"))
    logs = k.cases(cover, k.use(two, k.assume(n >= 2), d_pos, d_less), k.use(single, own, d_pos))
    rule = k.lemma(
        forall(A, X, Y, D)(given(D >= 256 * A**2 * Y, X <= 32 * Y) >> (D >= 8 * A**2 * X)),
        n, log(n * (n + 1) / delta), log(n / delta), m * lam**2,
        defined=[k.arith(n * (n + 1) / delta > 0, one, d_pos), k.arith(n / delta > 0, one, d_pos)],
    )  # fmt: skip
    wide = k.use(rule, wide, logs)
    lemma = k.by("relu2.lem-2.1-sharper", *SETTING, lam, delta)
    return k.qed(
        k.use(lemma, *laws, symmetric, small, one, d_pos, d_less, positive, low, wide, measured)
    )


@lemma_amended.mutant
def with_eight_for_256(judge):
    """m >= 8 (n/lambda_0)^2 log(n/delta)."""
    return one_neuron(judge, 8)
