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
    forall,
    given,
    integrable,
    log,
    reals,
    sum_over,
)
from steepest.proofs.textbook.forms import bounded_below, norm_at_most

from . import thesis
from .false_variants import one_neuron
from .network import b, delta, i, j, lam, m, n, r, width
from .start import o
from .start_entries import (
    entries,
    law,
    measurable,
)
from .start_gram import K, P, active, difference
from .start_union import SETTING


def limit(i, j):
    """H_inf"""
    return K(i, j) * P(i, j)


def gram(i, j):
    """H(0)"""
    return b**2 * K(i, j) * sum_over(r, m, active(r, i) * active(r, j))


def close():
    """|H(0) - H_inf|_2 <= lambda_0/4 and lambda_min(H(0)) >= 3 lambda_0/4"""
    return conj(norm_at_most(difference, lam / 4), bounded_below(gram, 3 * lam / 4))


def matrix_says(*more, names=()):
    return forall(*SETTING, *names, lam, delta)(
        given(
            width(), law(), measurable(), entries(), n >= 1, delta > 0, delta < 1, lam > 0,
            bounded_below(limit, lam), *more, integrable(Prob(o, close())),
        )
        >> (Prob(o, close()) >= 1 - delta)
    )  # fmt: skip


def sharper_says(factor=8):
    return matrix_says(m * lam**2 >= factor * n**2 * log(n * (n + 1) / delta))


@claim(
    "relu2.lem-2.1-sharper",
    thesis("Lemma 2.1"),
    says=sharper_says,
    uses=("relu2.thm-2.3-data.start",),
)
def lemma_sharper(judge):
    """Lemma 2.1 with the constant 8, for every n and delta: m >= 8 n^2 log(n(n + 1)/delta)/
    lambda_0^2 is wide enough.

    Then |H(0) - H_inf|_2 <= lambda_0/4 and lambda_min(H(0)) >= 3 lambda_0/4 with probability at
    least 1 - delta.

    A constant 32 times smaller: relu2.thm-2.3-data.start with n for nu, since |x_i.x_j| <= 1.
    """
    k = judge.theorem()
    *laws, symmetric, small, one, d_pos, d_less, positive, low, wide, measured = k.given
    entry = k.apply(k.at(small, i, j), k.both(k.assume(i < n), k.assume(j < n)))
    rows = by_terms(k, j, n, lambda q: sum_over(j, q, abs(K(i, j))) <= q, [abs(K(i, j))], entry)
    rows = k.for_all(k.discharge(rows, i < n), i)
    lemma = k.by("relu2.thm-2.3-data.start", *SETTING, n, lam, delta)
    return k.qed(k.use(lemma, *laws, symmetric, small, one, d_pos, d_less, positive, low, one, rows,
                       wide, measured))  # fmt: skip


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
