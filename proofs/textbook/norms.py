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
P, Q, s = reals("P Q s")


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
    larger = k.lemma(
        forall(a, b, P, Q)(given(b >= 0, a <= P**2, b <= Q**2) >> (a * b <= (P * Q) ** 2)),
        first, second, P, Q,
    )  # fmt: skip
    root = k.lemma(forall(a, m)(given(a >= 0, m**2 <= a**2) >> (m <= a)), P * Q, mixed)
    facts = [*k.given, *k.split(split)]
    both = k.arith(mixed**2 <= (P * Q) ** 2, cs, k.use(larger, *facts))
    small = k.use(root, k.arith(P * Q >= 0, *k.given), both)
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


def gram_form(factor=1):
    combined = sum_over(c, d, sum_over(i, n, v(i) * A(i, c)) ** 2)
    inner = sum_over(c, d, A(i, c) * A(j, c))
    form = sum_over(i, n, v(i) * sum_over(j, n, inner * v(j)))
    return forall(A, v, n, d)(factor * combined == form)


@claim(
    "book.gram-form",
    inequalities("chapter 2"),
    says=gram_form,
    uses=("book.sum-times-sum", "book.sum-exchange"),
)
def norm_of_a_combination(judge, factor=1):
    """The square of the norm of v^T A is the quadratic form of the Gram matrix A A^T at v."""
    k = judge.theorem()
    f, entry = v(i) * A(i, c), v(i) * A(i, c) * (v(j) * A(j, c))
    total = sum_over(i, n, f)
    rows = sum_over(j, n, entry)
    product = k.by("book.sum-times-sum", Lambda((i,), f), Lambda((i,), f), n, n)
    square = k.arith(total**2 == sum_over(i, n, rows), product)
    squares = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, total**2) == sum_over(c, q, sum_over(i, n, rows)),
        [total**2, sum_over(i, n, rows)], square,
    )  # fmt: skip
    outer = k.by("book.sum-exchange", Lambda((c, i), rows), d, n)
    inner = k.by("book.sum-exchange", Lambda((c, j), entry), d, n)
    column = sum_over(c, d, A(i, c) * A(j, c))
    last = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, entry) == v(i) * (sum_over(c, q, A(i, c) * A(j, c)) * v(j)),
        [entry, A(i, c) * A(j, c)],
    )  # fmt: skip
    row = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, sum_over(c, d, entry)) == v(i) * sum_over(j, q, column * v(j)),
        [sum_over(c, d, entry), column * v(j)], last,
    )  # fmt: skip
    each = k.arith(sum_over(c, d, rows) == v(i) * sum_over(j, n, column * v(j)), inner, row)
    bodies = [sum_over(c, d, rows), v(i) * sum_over(j, n, column * v(j))]
    whole = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies, each
    )
    return k.qed(k.arith(k.target, squares, outer, whole))


norm_of_a_combination.mutant("twice the square", factor=2)


def gram_image(factor=1):
    pulled = sum_over(j, n, v(j) * A(j, c))
    image = sum_over(j, n, sum_over(c, d, A(i, c) * A(j, c)) * v(j))
    return forall(A, v, n, d, i)(factor * sum_over(c, d, pulled * A(i, c)) == image)


@claim(
    "book.gram-image",
    inequalities("chapter 2"),
    says=gram_image,
    uses=("book.sum-exchange",),
)
def image_of_a_combination(judge, factor=1):
    """The inner product of row i of A with v^T A is entry i of the Gram matrix A A^T times v."""
    k = judge.theorem()
    entry = v(j) * A(j, c) * A(i, c)
    pulled = sum_over(j, n, v(j) * A(j, c))
    into = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, v(j) * A(j, c)) * A(i, c) == sum_over(j, q, entry),
        [v(j) * A(j, c), entry],
    )  # fmt: skip
    bodies = [pulled * A(i, c), sum_over(j, n, entry)]
    columns = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies, into
    )
    swap = k.by("book.sum-exchange", Lambda((c, j), entry), d, n)
    column = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, entry) == sum_over(c, q, A(i, c) * A(j, c)) * v(j),
        [entry, A(i, c) * A(j, c)],
    )  # fmt: skip
    bodies = [sum_over(c, d, entry), sum_over(c, d, A(i, c) * A(j, c)) * v(j)]
    rows = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies, column
    )
    return k.qed(k.arith(k.target, columns, swap, rows))


image_of_a_combination.mutant("twice the product", factor=2)


def sum_of_norms(factor=1):
    combined = sum_over(c, d, sum_over(i, n, v(i) * A(i, c)) ** 2)
    short = forall(i)((i < n) >> (sum_over(c, d, A(i, c) ** 2) <= 1))
    return forall(A, v, n, d)(short >> (factor * combined <= sum_over(i, n, abs(v(i))) ** 2))


@claim(
    "book.norm-of-sum",
    inequalities("theorem 25"),
    says=sum_of_norms,
    uses=("book.minkowski",),
    instance={
        "values": {"n": "1", "d": "1"},
        "functions": {"A": {"of": ["i", "c"], "is": "1"}, "v": {"table": ["1"]}},
    },
)
def norms_add_up(judge, factor=1):
    """A combination of vectors of norm at most 1 has at most the sum of the moduli of its
    coefficients as its norm.
    """
    k = judge.theorem()
    (short,) = k.given
    count = nats("t")
    partial, moduli = sum_over(i, count, v(i) * A(i, c)), sum_over(i, count, abs(v(i)))
    here = (count <= n) >> conj(moduli >= 0, sum_over(c, d, partial**2) <= moduli**2)
    nothing = sum_over(i, 0, v(i) * A(i, c))
    zero = by_terms(
        k, c, d, lambda q: sum_over(c, q, nothing**2) == 0, [nothing**2],
        k.arith(nothing**2 == 0, k.sum_empty(i, v(i) * A(i, c))),
    )  # fmt: skip
    goal = here.part(1).put(count, 0)
    base = k.discharge(k.arith(goal, zero, k.sum_empty(i, abs(v(i)))), (count <= n).put(count, 0))
    soon = k.assume(count + 1 <= n)
    known = k.apply(k.assume(here), k.arith(count <= n, soon))
    one = k.apply(k.at(short, count), k.arith(count < n, soon))
    own = v(count) * A(count, c)
    scaled = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, own**2) == v(count) ** 2 * sum_over(c, q, A(count, c) ** 2),
        [own**2, A(count, c) ** 2],
    )  # fmt: skip
    small = k.lemma(
        forall(P, Q, s)(given(P == s**2 * Q, Q <= 1) >> (P <= abs(s) ** 2)),
        sum_over(c, d, own**2), sum_over(c, d, A(count, c) ** 2), v(count),
    )  # fmt: skip
    small = k.use(small, scaled, one)
    triangle = k.by(
        "book.minkowski", Lambda((c,), partial), Lambda((c,), own), d, moduli, abs(v(count))
    )
    longer = k.use(triangle, *k.split(known), k.arith(abs(v(count)) >= 0), small)
    following = sum_over(i, count + 1, v(i) * A(i, c))
    each = k.arith(following**2 == (partial + own) ** 2, k.sum_step(i, count, v(i) * A(i, c)))
    same = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, following**2) == sum_over(c, q, (partial + own) ** 2),
        [following**2, (partial + own) ** 2], each,
    )  # fmt: skip
    added = k.sum_step(i, count, abs(v(i)))
    after = here.part(1).put(count, count + 1)
    end = k.both(k.arith(after.part(0), added, known), k.arith(after.part(1), same, longer, added))
    step = k.discharge(end, count + 1 <= n)
    whole = k.apply(k.at(k.induction(count, here, base, step), n), k.arith(n <= n))
    return k.qed(k.arith(k.target, whole))


norms_add_up.mutant("twice the square", factor=2)
