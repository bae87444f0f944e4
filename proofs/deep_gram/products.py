"""Lemma 3.26: how far apart two products of matrices are, for any number of factors of any sizes.

Factor h is a d(h) x d(h + 1) matrix A(h) or B(h); S and T are the products up to it, M(h) bounds
the norms of both, and Q is the product of these bounds.
"""

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
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.operators import map_at_most

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layers import product

h, i, j, lower, c = nats("h i j l c")
d = functions("d", "nat", value="nat")
A, B, S, T = functions("A B S T", "nat", "nat", "nat")
M, alpha, Q, v = sequences("M alpha Q v")
P, R, U, X, Y, Z = reals("P R U X Y Z")


def norm_at_most(matrix, h, bound):
    """|A(h)| <= bound"""
    return map_at_most(lambda i, j: matrix(h, i, j), d(h), d(h + 1), bound)


def total(h, entry):
    """Over all entries of a product up to the factor h"""
    return sum_over(i, d(0), sum_over(c, d(h + 1), entry(i, c)))


def factors():
    gap = sum_over(j, d(h), sum_over(c, d(h + 1), (A(h, j, c) - B(h, j, c)) ** 2))
    return forall(h)(
        conj(
            M(h) >= 0, alpha(h) >= 0, norm_at_most(A, h, M(h)), norm_at_most(B, h, M(h)),
            gap <= (alpha(h) * M(h)) ** 2,
        )
    )  # fmt: skip


def products():
    def one(P, A):
        next_one = P(h + 1, i, c) == sum_over(j, d(h + 1), P(h, i, j) * A(h + 1, j, c))
        return conj(forall(i, j)(P(0, i, j) == A(0, i, j)), forall(h, i, c)(next_one))

    bounds = conj(Q(0) == M(0), forall(h)(Q(h + 1) == Q(h) * M(h + 1)))
    return conj(one(S, A), one(T, B), bounds)


def distance(h):
    """|S(h) - T(h)|_F^2"""
    return total(h, lambda i, c: (S(h, i, c) - T(h, i, c)) ** 2)


def share(h):
    return sum_over(lower, h + 1, alpha(lower))


def products_say():
    close = distance(h) <= (share(h) * Q(h)) ** 2
    return forall(A, B, S, T, d, M, alpha, Q)(conj(factors(), products()) >> forall(h)(close))


@claim(
    "deep.lem-3.26",
    chapter_3("Lemma 3.26"),
    formula=r"\Big\|\prod_iA_i-\prod_iB_i\Big\|_F\le\Big(\sum_i\alpha_i\Big)\prod_iM_i",
    hypotheses=(
        "|A_i|, |B_i| <= M_i (operator norms), |A_i - B_i|_F <= alpha_i M_i",
        "every number of factors",
    ),
    says=products_say,
    uses=("book.norm-of-transpose", "book.sum-exchange", "book.frobenius-triangle"),
)
def difference_of_products(judge):
    """One factor more: A P - B Q = (A - B) P + B (P - Q); the operator norm of a factor times the
    Frobenius norm of the difference.
    """
    k = judge.theorem()
    norm_T = map_at_most(lambda i, j: T(h, i, j), d(0), d(h + 1), Q(h))
    close = distance(h) <= (share(h) * Q(h)) ** 2
    here = conj(Q(h) >= 0, share(h) >= 0, norm_T, close)
    always = k.induction(h, here, first_factor(k, here), one_more(k, here))
    return k.qed(k.for_all(k.part(k.at(always, h), 3), h))


def first_factor(k, here):
    """Both products are their first factors."""
    all_factors, S_0, _, T_0, _, Q_0, _ = k.given
    M_low, alpha_low, _, norm, gap = k.split(k.at(all_factors, 0))
    wide = d(term(0) + 1)
    one = (T(0, i, j) * v(j), B(0, i, j) * v(j))
    row = by_terms(
        k, j, wide,
        lambda q: sum_over(j, q, one[0]) == sum_over(j, q, one[1]), one, k.at(T_0, i, j),
    )  # fmt: skip
    squares = [sum_over(j, wide, body) ** 2 for body in one]
    image = by_terms(
        k, i, d(0), lambda q: sum_over(i, q, squares[0]) == sum_over(i, q, squares[1]), squares,
        k.arith(squares[0] == squares[1], row),
    )  # fmt: skip
    goals = [here.part(q).put(h, 0) for q in range(4)]
    norm = k.arith(Q(0) ** 2 == M(0) ** 2, Q_0), k.at(norm, v), image
    size = sum_over(j, wide, v(j) ** 2)
    norm = k.for_all(k.arith(image.sides[0] <= Q(0) ** 2 * size, *norm), v)
    bodies = [(S(0, i, c) - T(0, i, c)) ** 2, (A(0, i, c) - B(0, i, c)) ** 2]
    same = entrywise(
        k, lambda one, other: one == other, bodies, k.at(S_0, i, c), k.at(T_0, i, c),
        sizes=((c, wide), (i, d(0))),
    )  # fmt: skip
    sums = k.sum_step(lower, 0, alpha(lower)), k.sum_empty(lower, alpha(lower))
    return k.both(
        k.arith(goals[0], Q_0, M_low), k.arith(goals[1], alpha_low, *sums), norm,
        k.arith(goals[3], same, gap, Q_0, *sums),
    )  # fmt: skip


def one_more(k, here):
    """The step from h to h + 1"""
    all_factors, _, S_next, _, T_next, _, Q_next = k.given
    Q_low, share_low, image_T, near = k.split(k.assume(here))
    M_low, alpha_low, norm_A, norm_B, gap = k.split(k.at(all_factors, h + 1))
    inner, outer, more = d(h + 1), d(h + 1 + 1), k.at(Q_next, h)
    gone = S(h, i, j) - T(h, i, j)
    change = A(h + 1, j, c) - B(h + 1, j, c)
    bodies = [S(h, i, j) * A(h + 1, j, c), T(h, i, j) * B(h + 1, j, c), gone * A(h + 1, j, c),
              T(h, i, j) * change]  # fmt: skip
    first, second = (sum_over(j, inner, body) for body in bodies[2:])
    # |(S - T) A| <= M |S - T|, row by row
    lemma = k.by("book.norm-of-transpose", Lambda((j, c), A(h + 1, j, c)), inner, outer, M(h + 1))
    row = k.at(k.apply(lemma, norm_A), Lambda((j,), gone))
    parts = [sum_over(c, outer, first**2), sum_over(j, inner, gone**2)]
    rows = by_terms(
        k, i, d(0), lambda q: sum_over(i, q, parts[0]) <= M(h + 1) ** 2 * sum_over(i, q, parts[1]),
        parts, row,
    )  # fmt: skip
    # |T (A - B)| <= |T| |A - B|, column by column
    parts = [sum_over(i, d(0), second**2), sum_over(j, inner, change**2)]
    columns = by_terms(
        k, c, outer, lambda q: sum_over(c, q, parts[0]) <= Q(h) ** 2 * sum_over(c, q, parts[1]),
        parts, k.at(image_T, Lambda((j,), change)),
    )  # fmt: skip
    turned = [k.by("book.sum-exchange", Lambda((c, i), second**2), outer, d(0)),
              k.by("book.sum-exchange", Lambda((c, j), change**2), outer, inner)]  # fmt: skip
    rule = forall(P, R, U, X)(given(P <= R**2 * U, U <= X**2) >> (P <= (X * R) ** 2))
    moved = total(h + 1, lambda i, c: first**2)
    left = k.use(
        k.lemma(rule, moved, M(h + 1), distance(h), share(h) * Q(h)), rows, near
    )  # fmt: skip
    parts = total(h + 1, lambda i, c: second**2), gap.sides[0]
    known = k.arith(parts[0] <= Q(h) ** 2 * parts[1], columns, *turned)
    rule = k.lemma(rule, parts[0], Q(h), parts[1], alpha(h + 1) * M(h + 1))
    right = k.use(rule, known, gap)
    reach = share(h) * Q(h) * M(h + 1), alpha(h + 1) * M(h + 1) * Q(h)
    lows = [
        product(k, share(h) * Q(h), M(h + 1), product(k, share(h), Q(h), share_low, Q_low), M_low),
        product(k, alpha(h + 1) * M(h + 1), Q(h),
                product(k, alpha(h + 1), M(h + 1), alpha_low, M_low), Q_low),
    ]  # fmt: skip
    triangle = k.by(
        "book.frobenius-triangle",
        Lambda((i, c), first),
        Lambda((i, c), second),
        d(0),
        outer,
        *reach,
    )
    triangle = k.use(triangle, *lows, left, right)
    split = by_terms(
        k, j, inner,
        lambda q: sum_over(j, q, bodies[0]) - sum_over(j, q, bodies[1])
        == sum_over(j, q, bodies[2]) + sum_over(j, q, bodies[3]),
        bodies,
    )  # fmt: skip
    squares = [(S(h + 1, i, c) - T(h + 1, i, c)) ** 2, (first + second) ** 2]
    own = k.arith(squares[0] == squares[1], split, k.at(S_next, h, i, c), k.at(T_next, h, i, c))
    same = entrywise(k, lambda one, other: one == other, squares, own,
                     sizes=((c, outer), (i, d(0))))  # fmt: skip
    sums = k.sum_step(lower, h + 1, alpha(lower))
    rule = k.lemma(
        forall(P, R, U, X, Y, Z)(
            given(P <= (R * U * X + Y * X * U) ** 2, Z == U * X)
            >> (P <= ((R + Y) * Z) ** 2)
        ),
        distance(h + 1), share(h), Q(h), M(h + 1), alpha(h + 1), Q(h + 1),
    )  # fmt: skip
    end = k.use(rule, k.arith(rule.formula.left.part(0), same, triangle), more)
    goals = [here.part(q).put(h, h + 1) for q in (0, 1, 3)]
    return k.both(
        k.arith(goals[0], more, product(k, Q(h), M(h + 1), Q_low, M_low)),
        k.arith(goals[1], sums, share_low, alpha_low),
        norm_of_product(k, image_T, norm_B, more, k.at(T_next, h, i, c)),
        k.arith(goals[2], end, sums),
    )  # fmt: skip


def norm_of_product(k, image_T, norm_B, more, next_one):
    """|T B v| <= |T| |B v| <= |T| |B| |v|"""
    inner, outer = d(h + 1), d(h + 1 + 1)
    below = sum_over(c, outer, B(h + 1, j, c) * v(c))
    body = T(h, i, j) * (B(h + 1, j, c) * v(c))
    parts = [T(h, i, j) * B(h + 1, j, c), body]
    each = by_terms(
        k, j, inner, lambda q: sum_over(j, q, parts[0]) * v(c) == sum_over(j, q, body), parts
    )
    parts = [T(h + 1, i, c) * v(c), sum_over(j, inner, body)]
    whole = by_terms(
        k, c, outer, lambda q: sum_over(c, q, parts[0]) == sum_over(c, q, parts[1]), parts,
        k.arith(parts[0] == parts[1], each, next_one),
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((c, j), body), outer, inner)
    parts = [body, B(h + 1, j, c) * v(c)]
    each = by_terms(
        k, c, outer, lambda q: sum_over(c, q, body) == T(h, i, j) * sum_over(c, q, parts[1]), parts
    )
    parts = [sum_over(c, outer, body), T(h, i, j) * below]
    last = by_terms(
        k, j, inner, lambda q: sum_over(j, q, parts[0]) == sum_over(j, q, parts[1]), parts, each
    )
    squares = [sum_over(c, outer, T(h + 1, i, c) * v(c)) ** 2, sum_over(j, inner, parts[1]) ** 2]
    same = by_terms(
        k, i, d(0), lambda q: sum_over(i, q, squares[0]) == sum_over(i, q, squares[1]), squares,
        k.arith(squares[0] == squares[1], whole, swap, last),
    )  # fmt: skip
    rule = k.lemma(
        forall(P, R, U, X, Y, Z)(
            given(P <= R**2 * U, U <= X**2 * Y, Z == R * X, R**2 >= 0) >> (P <= Z**2 * Y)
        ),
        same.sides[0], Q(h), sum_over(j, inner, below**2), M(h + 1),
        sum_over(c, outer, v(c) ** 2), Q(h + 1),
    )  # fmt: skip
    image = k.arith(rule.formula.left.part(0), same, k.at(image_T, Lambda((j,), below)))
    return k.for_all(k.use(rule, image, k.at(norm_B, v), more), v)


@difference_of_products.mutant
def half_of_the_sum(judge):
    """Half of the sum of the alpha: one factor, 1 and 0."""
    return falsify(
        forall(P, R, U)(given(R == 1, U == 1, P == 1) >> (P <= R / 2 * U)),
        hints=[{"values": {"P": "1", "R": "1", "U": "1"}}],
    )
