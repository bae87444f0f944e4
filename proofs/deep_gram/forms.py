"""Matrices of any size by their quadratic forms: least eigenvalues under sums, norms by entries.

lambda_min(A) >= s says that v^T A v >= s |v|^2 for all v, and |E| <= t that |E v|^2 <= t^2 |v|^2.
"""

from __future__ import annotations

from steepest.proofs import Source, claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import (
    bounded_below,
    form,
    i,
    image,
    j,
    length,
    n,
    norm_at_most,
    v,
)

from . import chapter_3

A, B, M, K, D, F = functions("A B M K D F", "nat", "nat")
alpha, beta, e, lam, X, Y, Z = reals("alpha beta e lambda_0 X Y Z")
BLOCKS = Source("du-lee-li-wang-zhai-2019", "Section 8, direction 4", "du-thesis, Section 3.7")


def both(A, B):
    return lambda i, j: A(i, j) + B(i, j)


def weyl_says(sign=1):
    sums = bounded_below(both(A, B), alpha + beta if sign == 1 else alpha - beta)
    more = forall(v)(form(B) >= 0) >> bounded_below(both(A, B), alpha)
    return forall(A, B, n, alpha, beta)(
        given(bounded_below(A, alpha)) >> conj(bounded_below(B, beta) >> sums, more)
    )


@claim(
    "deep.all-blocks.weyl",
    BLOCKS,
    says=weyl_says,
    uses=("book.form-of-sum",),
)
def weyl(judge):
    """Keeping further blocks never lowers the bound: v^T(A + B)v >= (alpha + beta) v^T v if v^T A v
    >= alpha v^T v and v^T B v >= beta v^T v.

    And v^T(A + B)v >= alpha v^T v if B is positive semidefinite.
    """
    k = judge.theorem()
    (first,) = k.given
    total, first = k.by("book.form-of-sum", A, B, v, n), k.at(first, v)
    second = k.assume(bounded_below(B, beta))
    end = k.arith(form(both(A, B)) >= (alpha + beta) * length(), total, first, k.at(second, v))
    one = k.discharge(k.for_all(end, v), second.formula)
    psd = k.assume(forall(v)(form(B) >= 0))
    end = k.arith(form(both(A, B)) >= alpha * length(), total, first, k.at(psd, v))
    return k.qed(k.both(one, k.discharge(k.for_all(end, v), psd.formula)))


@weyl.mutant
def the_difference(judge):
    """alpha - beta, for numbers with beta = -1."""
    return falsify(
        forall(X, Y, alpha, beta)(given(X >= alpha, Y >= beta) >> (X + Y >= alpha - beta)),
        hints=[{"values": {"X": "0", "Y": "-1", "alpha": "0", "beta": "-1"}}],
    )


def twice_says():
    return forall(K, D, F, n, lam)(
        given(lam > 0, bounded_below(K, lam), norm_at_most(D, lam / 4), norm_at_most(F, lam / 4))
        >> conj(bounded_below(both(K, D), 3 * lam / 4), bounded_below(both(both(K, D), F), lam / 2))
    )


@claim(
    "deep.claim-3.8c",
    chapter_3("Section 3.8"),
    says=twice_says,
    uses=("relu2.lem-2.1.weyl",),
)
def least_eigenvalues(judge):
    """Weyl: a perturbation of norm lambda_0/4 lowers the least eigenvalue by at most lambda_0/4,
    twice.

    From K^(H) to G^(H)(0) = K^(H) + E, and on to G^(H)(k) = G^(H)(0) + F.
    """
    k = judge.theorem()
    positive, start, first, second = k.given
    quarter = k.arith(lam / 4 >= 0, positive)

    def lowered(base, change, least, known, small, left):
        lemma = k.by("relu2.lem-2.1.weyl", *(
            Lambda((i, j), one(i, j)) for one in (base, change)), n, least, lam / 4)  # fmt: skip
        end = k.at(k.use(lemma, known, small, quarter), v)
        end = k.arith(form(both(base, change)) >= left * length(), end)
        return k.for_all(end, v)

    one = lowered(K, D, lam, start, first, 3 * lam / 4)
    two = lowered(both(K, D), F, 3 * lam / 4, one, second, lam / 2)
    return k.qed(k.both(one, two))


@least_eigenvalues.mutant
def perturbations_of_a_third(judge):
    """Norms of lambda_0/3: 1 x 1 matrices."""
    return falsify(
        forall(X, Y, Z, lam)(
            given(lam > 0, X >= lam, Y >= -lam / 3, Z >= -lam / 3) >> (X + Y + Z >= lam / 2)
        ),
        hints=[{"values": {"lambda_0": "3", "X": "3", "Y": "-1", "Z": "-1"}}],
    )


def entries_say():
    frobenius = sum_over(i, n, sum_over(j, n, M(i, j) ** 2))
    small = forall(i, j)(((i < n) & (j < n)) >> (abs(M(i, j)) <= e))
    return forall(M, n, e)(
        given(e >= 0, small)
        >> conj(forall(v)(image(M) <= frobenius * length()), frobenius <= (n * e) ** 2)
    )


@claim(
    "deep.lem-3.4-s5",
    chapter_3("Lemma 3.4"),
    says=entries_say,
    uses=("relu2.lem-2.2.perturbation",),
    instance={
        "values": {"n": "1", "e": "1"},
        "functions": {"M": {"of": ["i", "j"], "is": "1"}, "v": {"table": ["1"]}},
    },
)
def entrywise(judge):
    """The operator norm is at most the Frobenius norm, and n^2 entries of size e have Frobenius
    norm at most n e; for all n.
    """
    k = judge.theorem()
    low_e, small = k.given
    norm = k.part(k.by("relu2.lem-2.2.perturbation", M, v, n), 0)
    frobenius = sum_over(i, n, sum_over(j, n, M(i, j) ** 2))
    first = k.for_all(k.arith(image(M) <= frobenius * length(), norm), v)
    here = k.apply(k.at(small, i, j), k.both(k.assume(i < n), k.assume(j < n)))
    square = k.lemma(forall(X, e)((abs(X) <= e) >> (X**2 <= e**2)), M(i, j), e)
    row = sum_over(j, n, M(i, j) ** 2)
    rows = by_terms(
        k, j, n, lambda q: sum_over(j, q, M(i, j) ** 2) <= q * e**2, [M(i, j) ** 2],
        k.apply(square, here),
    )  # fmt: skip
    total = by_terms(k, i, n, lambda q: sum_over(i, q, row) <= q * (n * e**2), [row], rows)
    return k.qed(k.both(first, k.arith(k.target.part(1), total)))


@entrywise.mutant
def half_of_it(judge):
    """2 |M|_F^2 <= (n e)^2: one entry, M = e."""
    return falsify(
        forall(X, e)((abs(X) <= e) >> (2 * X**2 <= e**2)),
        hints=[{"values": {"X": "1", "e": "1"}}],
    )
