"""Norms of n x d matrices as maps: |A| <= s says that |A v| <= s |v| for all v."""

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
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities
from .frobenius import entrywise

i, j, r, c, m, n, d = nats("i j r c m n d")
A, f, g = functions("A f g", "nat", "nat")
e, u, v = sequences("e u v")
s, P, Q, R, F, G = reals("s P Q R F G")


def map_at_most(A, n, d, bound):
    """|A v| <= bound |v| for all v"""
    image = sum_over(i, n, sum_over(j, d, A(i, j) * v(j)) ** 2)
    return forall(v)(image <= bound**2 * sum_over(j, d, v(j) ** 2))


def pulled(A, n, d):
    """|u^T A|^2"""
    return sum_over(j, d, sum_over(i, n, u(i) * A(i, j)) ** 2)


def transpose_says():
    bound = s**2 * sum_over(i, n, u(i) ** 2)
    return forall(A, n, d, s)(map_at_most(A, n, d, s) >> forall(u)(pulled(A, n, d) <= bound))


@claim(
    "book.norm-of-transpose",
    inequalities("chapter 2"),
    says=transpose_says,
    uses=("book.cauchy-schwarz", "book.sum-exchange", "book.squares-nonnegative"),
)
def transposed_norm(judge):
    """A matrix and its transpose have the same norm: |A^T u|^2 = u.A A^T u <= |u| |A| |A^T u|."""
    k = judge.theorem()
    (known,) = k.given
    back = sum_over(i, n, u(i) * A(i, j))  # A^T u
    forth = sum_over(j, d, A(i, j) * back)  # A A^T u
    image = k.at(known, Lambda((j,), back))
    mixed = k.by("book.cauchy-schwarz", u, Lambda((i,), forth), n)
    body = u(i) * (A(i, j) * back)
    rows = by_terms(
        k, j, d,
        lambda q: u(i) * sum_over(j, q, A(i, j) * back) == sum_over(j, q, body),
        [A(i, j) * back, body],
    )  # fmt: skip
    total = [u(i) * forth, sum_over(j, d, body)]
    rows = by_terms(
        k, i, n, lambda q: sum_over(i, q, total[0]) == sum_over(i, q, total[1]), total, rows
    )
    swap = k.by("book.sum-exchange", Lambda((i, j), body), n, d)
    columns = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, body) == sum_over(i, q, u(i) * A(i, j)) * back,
        [body, u(i) * A(i, j)],
    )  # fmt: skip
    total = [sum_over(i, n, body), back**2]
    columns = by_terms(
        k, j, d, lambda q: sum_over(j, q, total[0]) == sum_over(j, q, total[1]), total,
        k.arith(total[0] == total[1], columns),
    )  # fmt: skip
    size, own = pulled(A, n, d), sum_over(i, n, u(i) ** 2)
    inner = sum_over(i, n, u(i) * forth)
    equal = k.arith(inner == size, rows, swap, columns)
    low = k.by("book.squares-nonnegative", Lambda((j,), back), d)
    least = k.by("book.squares-nonnegative", u, n)
    rule = k.lemma(
        forall(P, Q, R, s)(
            given(P**2 <= Q * R, R <= s**2 * P, Q >= 0, P >= 0) >> (P * (s**2 * Q - P) >= 0)
        ),
        size, own, image.sides[0], s,
    )  # fmt: skip
    square = k.arith(size**2 <= own * image.sides[0], equal, mixed)
    product = k.use(rule, square, image, least, low)
    rule = forall(P, R)(given(P * (R - P) >= 0, P >= 0, R >= 0) >> (P <= R))
    bound = k.arith(s**2 * own >= 0, least)
    end = k.use(k.lemma(rule, size, s**2 * own), product, low, bound)
    return k.qed(k.for_all(end, u))


@transposed_norm.mutant
def twice_the_square(judge):
    """Of the 1 x 1 matrix 1 both norms are 1: 2 u^2 <= u^2 fails at u = 1."""
    return falsify(forall(P)((P == 1) >> (2 * P**2 <= P**2)))


def combination(m):
    """(sum_i e_i f_i g_i^T)(r, c)"""
    return sum_over(i, m, e(i) * (f(i, r) * g(i, c)))


def rank_one_says(factor=1):
    whole = sum_over(r, n, sum_over(c, d, combination(m) ** 2))
    sizes = conj(sum_over(r, n, f(i, r) ** 2) <= P**2, sum_over(c, d, g(i, c) ** 2) <= Q**2)
    bound = (P * Q) ** 2 * (m * sum_over(i, m, e(i) ** 2))
    return forall(e, f, g, m, n, d, P, Q)(forall(i)((i < m) >> sizes) >> (factor * whole <= bound))


@claim(
    "book.rank-one-sum",
    inequalities("theorem 7"),
    says=rank_one_says,
    uses=("book.cauchy-schwarz", "book.sum-exchange", "book.squares-nonnegative"),
    instance={
        "values": {"m": "1", "n": "1", "d": "1", "P": "1", "Q": "1"},
        "functions": {
            "e": {"table": ["1"]}, "f": {"of": ["i", "r"], "is": "1"},
            "g": {"of": ["i", "c"], "is": "1"},
        },
    },
)  # fmt: skip
def sum_of_rank_one(judge, factor=1):
    """The Frobenius norm of a combination of m matrices f_i g_i^T with |f_i| <= P and |g_i| <= Q is
    at most P Q sqrt(m) times the norm of its weights.
    """
    k = judge.theorem()
    (sizes,) = k.given
    square = (f(i, r) * g(i, c)) ** 2
    weights = sum_over(i, m, e(i) ** 2)
    entry = k.by("book.cauchy-schwarz", e, Lambda((i,), f(i, r) * g(i, c)), m)
    below = entrywise(
        k, lambda one, other: one <= weights * other,
        [combination(m) ** 2, sum_over(i, m, square)], entry, sizes=((c, d), (r, n)),
    )  # fmt: skip
    # the squares, input by input
    row = k.by("book.sum-exchange", Lambda((c, i), square), d, m)
    swap = entrywise(
        k, lambda one, other: one == other,
        [sum_over(c, d, sum_over(i, m, square)), sum_over(i, m, sum_over(c, d, square))], row,
        sizes=((r, n),),
    )  # fmt: skip
    turned = k.by("book.sum-exchange", Lambda((r, i), sum_over(c, d, square)), n, m)
    first, second = sum_over(r, n, f(i, r) ** 2), sum_over(c, d, g(i, c) ** 2)
    inner = by_terms(
        k, c, d, lambda q: sum_over(c, q, square) == f(i, r) ** 2 * sum_over(c, q, g(i, c) ** 2),
        [square, g(i, c) ** 2],
    )  # fmt: skip
    own = sum_over(c, d, square)
    inner = by_terms(
        k, r, n, lambda q: sum_over(r, q, own) == sum_over(r, q, f(i, r) ** 2) * second,
        [own, f(i, r) ** 2], inner,
    )  # fmt: skip
    rule = k.lemma(
        forall(s, P, Q, F, G)(
            given(s == F * G, F <= P**2, G <= Q**2, F >= 0, G >= 0) >> (s <= (P * Q) ** 2)
        ),
        sum_over(r, n, own), P, Q, first, second,
    )  # fmt: skip
    lows = [k.by("book.squares-nonnegative", Lambda((r,), f(i, r)), n),
            k.by("book.squares-nonnegative", Lambda((c,), g(i, c)), d)]  # fmt: skip
    each = k.use(rule, inner, k.apply(k.at(sizes, i), k.assume(i < m)), *lows)
    total = by_terms(
        k, i, m, lambda q: sum_over(i, q, sum_over(r, n, own)) <= q * (P * Q) ** 2,
        [sum_over(r, n, own)], each,
    )  # fmt: skip
    squares = sum_over(r, n, sum_over(c, d, sum_over(i, m, square)))
    least = k.by("book.squares-nonnegative", e, m)
    few = k.arith(squares <= m * (P * Q) ** 2, swap, turned, total)
    rule = k.lemma(
        forall(s, F, G, P)(given(s <= F * G, G <= P, F >= 0) >> (factor * s <= F * P)),
        below.sides[0], weights, squares, m * (P * Q) ** 2,
    )  # fmt: skip
    return k.qed(k.arith(k.target, k.use(rule, below, few, least)))


sum_of_rank_one.mutant("twice the square", factor=2)
