"""Euclidean norms of vectors and matrices of any size, as sums of squares."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)

from . import inequalities

i, j, c, n, d = nats("i j c n d")
f, g, v = sequences("f g v")
A = functions("A", "nat", "nat")
P, Q = reals("P Q")


def positive_terms(least=0):
    return forall(f, n)(forall(i)((i < n) >> (f(i) >= least)) >> (sum_over(i, n, f(i)) >= 0))


@claim("book.sum-nonnegative", inequalities("chapter 1"), says=positive_terms)
def no_negative_term(judge, least=0):
    """A sum of terms that are not negative is not negative."""
    k = judge.theorem()
    (terms,) = k.given
    each = k.apply(k.at(terms, i), k.assume(i < n))
    return k.qed(by_terms(k, i, n, lambda q: sum_over(i, q, f(i)) >= 0, [f(i)], each))


no_negative_term.mutant("terms above -1", least=-1)


def sum_of_squares(factor=1):
    return forall(f, n)(
        forall(i)((i < n) >> (f(i) >= 0))
        >> conj(
            sum_over(i, n, f(i)) >= 0,
            factor * sum_over(i, n, f(i) ** 2) <= sum_over(i, n, f(i)) ** 2,
        )
    )


@claim("book.squares-below-square", inequalities("theorem 19"), says=sum_of_squares)
def squares_below_the_square(judge, factor=1):
    """Squares of numbers that are not negative add up to at most the square of their sum."""
    k = judge.theorem()
    (terms,) = k.given
    each = k.apply(k.at(terms, i), k.assume(i < n))

    def here(q):
        total = sum_over(i, q, f(i))
        return conj(total >= 0, factor * sum_over(i, q, f(i) ** 2) <= total**2)

    return k.qed(by_terms(k, i, n, here, [f(i), f(i) ** 2], each))


squares_below_the_square.mutant("twice the squares", factor=2)


def mean_square(factor=1):
    return forall(f, n)(
        factor * sum_over(i, n, f(i)) ** 2 <= n * sum_over(i, n, f(i) ** 2),
    )


@claim(
    "book.square-of-sum",
    inequalities("theorem 16"),
    says=mean_square,
    uses=("book.cauchy-schwarz", "book.sum-constant"),
)
def square_of_a_sum(judge, factor=1):
    """The square of a sum of n numbers is at most n times the sum of their squares."""
    k = judge.theorem()
    cs = k.by("book.cauchy-schwarz", Lambda((i,), 0 * f(i) + 1), f, n)
    ones = (0 * f(i) + 1) ** 2
    count = by_terms(k, i, n, lambda q: sum_over(i, q, ones) == q, [ones])
    mixed = (0 * f(i) + 1) * f(i)
    same = by_terms(k, i, n, lambda q: sum_over(i, q, mixed) == sum_over(i, q, f(i)), [mixed, f(i)])
    return k.qed(k.arith(k.target, k.unfold(same, k.unfold(count, cs))))


square_of_a_sum.mutant("twice the square", factor=2)


def minkowski(factor=1):
    first, second = sum_over(i, n, f(i) ** 2), sum_over(i, n, g(i) ** 2)
    whole = sum_over(i, n, (f(i) + g(i)) ** 2)
    return forall(f, g, n, P, Q)(
        given(P >= 0, Q >= 0, first <= P**2, second <= Q**2) >> (factor * whole <= (P + Q) ** 2)
    )


@claim(
    "book.minkowski",
    inequalities("theorem 25"),
    says=minkowski,
    uses=("book.cauchy-schwarz",),
    instance={
        "values": {"n": "1", "P": "1", "Q": "1"},
        "functions": {"f": {"table": ["1"]}, "g": {"table": ["1"]}},
    },
)
def triangle_inequality(judge, factor=1):
    """Norms of vectors add up at most: |f + g| <= P + Q if |f| <= P and |g| <= Q."""
    k = judge.theorem()
    bodies = (f(i) ** 2, g(i) ** 2, f(i) * g(i), (f(i) + g(i)) ** 2)
    first, second, mixed, whole = (sum_over(i, n, one) for one in bodies)

    def here(q):
        one, two, both, total = (sum_over(i, q, body) for body in bodies)
        return conj(one >= 0, two >= 0, total == one + 2 * both + two)

    split = by_terms(k, i, n, here, bodies)
    cs = k.arith(mixed**2 <= first * second, k.by("book.cauchy-schwarz", f, g, n))
    a, b, m = reals("a b m")
    product = k.lemma(
        forall(a, b, m, P, Q)(
            given(P >= 0, Q >= 0, a >= 0, b >= 0, a <= P**2, b <= Q**2, m**2 <= a * b)
            >> (m <= P * Q)
        ),
        first, second, mixed, P, Q,
    )  # fmt: skip
    small = k.use(product, *k.given, *k.split(split), cs)
    return k.qed(k.arith(k.target, split, small, *k.given))


triangle_inequality.mutant("twice the square", factor=2)


def double_sum(extra=0):
    rows = sum_over(i, n, sum_over(j, d, f(i) * g(j)))
    return forall(f, g, n, d)(rows == sum_over(i, n, f(i)) * sum_over(j, d, g(j)) + extra)


@claim("book.sum-times-sum", inequalities("chapter 2"), says=double_sum, uses=("book.sum-scaled",))
def product_of_sums(judge, extra=0):
    """A product of two sums is the sum over all pairs."""
    k = judge.theorem()
    columns = sum_over(j, d, g(j))
    row = sum_over(j, d, f(i) * g(j))
    each = k.arith(row == f(i) * columns, k.by("book.sum-scaled", g, f(i), d))
    here = lambda q: sum_over(i, q, row) == sum_over(i, q, f(i)) * columns  # noqa: E731
    return k.qed(k.arith(k.target, by_terms(k, i, n, here, [row, f(i)], each)))


product_of_sums.mutant("one more", extra=1)


def frobenius(factor=1):
    combined = sum_over(c, d, sum_over(i, n, v(i) * A(i, c)) ** 2)
    size = sum_over(i, n, sum_over(c, d, A(i, c) ** 2))
    return forall(A, v, n, d)(factor * combined <= sum_over(i, n, v(i) ** 2) * size)


@claim(
    "book.frobenius",
    inequalities("theorem 7"),
    says=frobenius,
    uses=("book.cauchy-schwarz", "book.sum-exchange"),
)
def combination_of_rows(judge, factor=1):
    """The norm of v^T A is at most the norm of v times the Frobenius norm of A, for all sizes."""
    k = judge.theorem()
    inner = sum_over(i, n, v(i) * A(i, c))
    column, size = sum_over(i, n, A(i, c) ** 2), sum_over(i, n, v(i) ** 2)
    each = k.by("book.cauchy-schwarz", v, Lambda((i,), A(i, c)), n)

    def here(q):
        return sum_over(c, q, inner**2) <= size * sum_over(c, q, column)

    whole = by_terms(k, c, d, here, [inner**2, column], each)
    swap = k.by("book.sum-exchange", Lambda((i, j), A(i, j) ** 2), n, d)
    return k.qed(k.arith(k.target, whole, swap))


combination_of_rows.mutant("twice the square", factor=2)
