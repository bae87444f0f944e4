"""Matrices as forms and maps: the norm by the sums of rows and columns, the form of a sum, a
diagonal entry.
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
    indicator,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities
from .forms import bounded_below, form, i, j, n, v

A, B = functions("A B", "nat", "nat")
s = reals("s")
place, other = nats("p q")
alpha, beta = reals("alpha beta")


def row_sums(norm=s):
    rows = forall(i)((i < n) >> (sum_over(j, n, abs(A(i, j))) <= s))
    columns = forall(j)((j < n) >> (sum_over(i, n, abs(A(i, j))) <= s))
    image = sum_over(i, n, sum_over(j, n, A(i, j) * v(j)) ** 2)
    return forall(A, n, s)(
        given(s >= 0, rows, columns) >> forall(v)(image <= norm**2 * sum_over(j, n, v(j) ** 2))
    )


@claim(
    "book.row-sums",
    inequalities("theorem 275"),
    says=row_sums,
    uses=("book.sum-exchange",),
    instance={
        "values": {"n": "1", "s": "1"},
        "functions": {"A": {"of": ["i", "j"], "is": "1"}, "v": {"table": ["1"]}},
    },
)
def norm_by_row_sums(judge, norm=s):
    """A matrix whose rows and columns have absolute sums of at most s has a norm of at most s."""
    k = judge.theorem()
    positive, rows, columns = k.given
    row = sum_over(j, n, A(i, j) * v(j))
    # 2 t row_i v_j A_ij <= |A_ij| (row_i^2 + t^2 v_j^2) for every t, summed over j
    bodies = [A(i, j) * v(j), abs(A(i, j)), abs(A(i, j)) * v(j) ** 2]
    a, b, t, x, y, X = reals("a b t x y X")
    pair = k.lemma(
        forall(a, b, x, y)(
            given(a <= b, -a <= b, (x - y) ** 2 >= 0, (x + y) ** 2 >= 0)
            >> (2 * x * a * y <= b * x**2 + b * y**2)
        ),
        A(i, j), abs(A(i, j)), x, t * v(j),
    )  # fmt: skip
    pair = k.use(pair)
    inner = by_terms(
        k, j, n,
        lambda q: conj(
            2 * t * x * sum_over(j, q, bodies[0])
            <= x**2 * sum_over(j, q, bodies[1]) + t**2 * sum_over(j, q, bodies[2]),
            sum_over(j, q, bodies[2]) >= 0,
        ),
        bodies, pair, k.arith(bodies[2] >= 0),
    )  # fmt: skip
    inner = k.for_all(inner, t, x)
    small = k.apply(k.at(rows, i), k.assume(i < n))
    weight, total = sum_over(j, n, bodies[2]), sum_over(j, n, bodies[1])

    def from_case(case, ratio, *defined):
        """row^2 <= s * weight: the best t in the case weight > 0, any t in the other."""
        here = k.assume(case(weight))
        one = k.at(inner, ratio(row, weight), row, defined=defined)
        rule = k.lemma(
            forall(a, b, X, s)(
                given(
                    2 * ratio(a, X) * a * a <= a**2 * b + ratio(a, X) ** 2 * X,
                    b <= s, s >= 0, case(X),
                )
                >> (a**2 <= s * X)
            ),
            row, total, weight, s,
        )  # fmt: skip
        return k.use(rule, k.part(one, 0), small, positive, here)

    nonzero = k.arith(weight != 0, k.assume(weight > 0))
    cover = k.arith((weight > 0) | (weight == 0), k.part(k.at(inner, 0, 0), 1))
    each = k.cases(
        cover,
        from_case(lambda X: X > 0, lambda a, X: a**2 / X, nonzero),
        from_case(lambda X: X == 0, lambda a, X: s + 1),
    )
    left = by_terms(
        k, i, n, lambda q: sum_over(i, q, row**2) <= s * sum_over(i, q, weight),
        [row**2, weight], each,
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((i, j), bodies[2]), n, n)
    column = sum_over(i, n, bodies[2])
    same = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, bodies[2]) == sum_over(i, q, bodies[1]) * v(j) ** 2,
        bodies[1:],
    )  # fmt: skip
    small = k.apply(k.at(columns, j), k.assume(j < n))
    each = k.lemma(
        forall(a, b, x, s)(given(a == b * x**2, b <= s) >> (a <= s * x**2)),
        column, sum_over(i, n, bodies[1]), v(j), s,
    )  # fmt: skip
    right = by_terms(
        k, j, n, lambda q: sum_over(j, q, column) <= s * sum_over(j, q, v(j) ** 2),
        [column, v(j) ** 2], k.use(each, same, small),
    )  # fmt: skip
    X, Y, Z = reals("X Y Z")
    last = k.lemma(
        forall(X, Y, Z, s)(given(X <= s * Y, Y <= s * Z, s >= 0) >> (X <= norm**2 * Z)),
        sum_over(i, n, row**2), sum_over(i, n, weight), sum_over(j, n, v(j) ** 2), s,
    )  # fmt: skip
    end = k.use(last, left, k.arith(last.formula.left.part(1), right, swap), positive)
    return k.qed(k.for_all(end, v))


norm_by_row_sums.mutant("half of the sums", norm=s / 2)


def form_says(total=1):
    both = form(lambda i, j: A(i, j) + B(i, j))
    return forall(A, B, v, n)(total * both == form(A) + form(B))


@claim(
    "book.form-of-sum",
    inequalities("chapter 2"),
    says=form_says,
    instance={
        "values": {"n": "1"},
        "functions": {name: {"of": ["i", "j"], "is": "1"} for name in "AB"}
        | {"v": {"table": ["1"]}},
    },
)
def forms_add_up(judge, total=1):
    """The quadratic form of a sum of matrices is the sum of their forms."""
    k = judge.theorem()
    bodies = [(A(i, j) + B(i, j)) * v(j), A(i, j) * v(j), B(i, j) * v(j)]

    def sums(index, bodies):
        def here(q):
            both, first, second = (sum_over(index, q, body) for body in bodies)
            return both == first + second

        return here

    inner = by_terms(k, j, n, sums(j, bodies), bodies)
    rows = [v(i) * sum_over(j, n, body) for body in bodies]
    return k.qed(k.arith(k.target, by_terms(k, i, n, sums(i, rows), rows, inner)))


forms_add_up.mutant("twice the form", total=2)


def hit(index, at):
    return indicator(index == at)


def picked(k, index, body, at, inside):
    """The sum of hit(index, at) times the body is the body at this place."""
    lemma = k.by("book.sum-pick", Lambda((index,), body), at, n)
    return k.apply(k.part(lemma, 0), inside)


def block_form():
    form = alpha**2 * A(place, place) + beta**2 * A(other, other)
    form = form + alpha * beta * (A(place, other) + A(other, place))
    return form >= s * (alpha**2 + beta**2)


def block_says(low=None):
    low = bounded_below(A, s) if low is None else low
    return forall(A, n, s, place, other)(
        given(place < n, other < n, place != other, low) >> forall(alpha, beta)(block_form())
    )


@claim(
    "book.two-by-two-block",
    inequalities("chapter 2"),
    says=block_says,
    uses=("book.sum-pick",),
)
def block(judge):
    """The form of a block of two rows and columns is not below the least eigenvalue."""
    k = judge.theorem()
    first, second, apart, low = k.given
    v = lambda index: alpha * hit(index, place) + beta * hit(index, other)  # noqa: E731

    def along(index, body, left, known=()):
        """The sum of the products of `left`, which is v times the body, by its two terms."""
        terms = [left, hit(index, place) * body, hit(index, other) * body]

        def here(q):
            whole, one, two = (sum_over(index, q, each) for each in terms)
            return whole == alpha * one + beta * two

        total = by_terms(k, index, n, here, terms, *known)
        ends = [picked(k, index, body, at, step) for at, step in ((place, first), (other, second))]
        return k.arith(
            sum_over(index, n, left)
            == alpha * term(body).put(index, place) + beta * term(body).put(index, other),
            total, *ends,
        )  # fmt: skip

    row = along(j, A(i, j), A(i, j) * v(j))
    whole = along(
        i, alpha * A(i, place) + beta * A(i, other), v(i) * sum_over(j, n, A(i, j) * v(j)), [row]
    )
    square = along(i, v(i), v(i) ** 2)
    values = [
        k.indicator(place == place, True, k.arith(place == place)),
        k.indicator(other == other, True, k.arith(other == other)),
        k.indicator(place == other, False, k.arith(~(place == other), apart)),
        k.indicator(other == place, False, k.arith(~(other == place), apart)),
    ]
    end = k.arith(block_form(), k.at(low, Lambda((i,), v(i))), whole, square, *values)
    return k.qed(k.for_all(end, alpha, beta))


@block.mutant
def sum_of_the_block(judge):
    """The bound for the vector of ones only: the form of diag(0, 2, 1) at (1, 1, 1) is 3."""
    ones = sum_over(i, n, sum_over(j, n, A(i, j))) >= s * n
    diagonal = ["*", "2", ["*", "i", "j"]]
    model = {
        "values": {"n": "3", "s": "1", "p": "0", "q": "1", "alpha": "1", "beta": "0"},
        "functions": {"A": {"of": ["i", "j"], "is": diagonal}},
    }
    return falsify(block_says(low=ones), hints=[model])


def diagonal_says(low=None):
    low = bounded_below(A, s) if low is None else low
    return forall(A, n, s, place)(given(place < n, low) >> (A(place, place) >= s))


@claim(
    "book.diagonal-entry",
    inequalities("chapter 2"),
    says=diagonal_says,
    uses=("book.sum-pick",),
)
def diagonal_entry(judge):
    """No diagonal entry of a matrix is below its least eigenvalue."""
    k = judge.theorem()
    inside, low = k.given

    def same_sums(index, body, other, *known):
        pair = [body, other]
        return by_terms(
            k, index, n, lambda q: sum_over(index, q, pair[0]) == sum_over(index, q, pair[1]), pair,
            *known,
        )  # fmt: skip

    row = same_sums(j, A(i, j) * hit(j, place), hit(j, place) * A(i, j))
    row = k.arith(
        sum_over(j, n, A(i, j) * hit(j, place)) == A(i, place),
        row,
        picked(k, j, A(i, j), place, inside),
    )
    whole = same_sums(
        i, hit(i, place) * sum_over(j, n, A(i, j) * hit(j, place)), hit(i, place) * A(i, place), row
    )
    event = i == place
    ends = [
        k.arith(
            hit(i, place) ** 2 == hit(i, place) * (1 + 0 * i),
            k.indicator(event, truth, k.assume(one)),
        )
        for truth, one in ((True, event), (False, ~event))
    ]
    one = k.cases(k.excluded_middle(event), *ends)
    squares = same_sums(i, hit(i, place) ** 2, hit(i, place) * (1 + 0 * i), one)
    known = [
        whole,
        picked(k, i, A(i, place), place, inside),
        squares,
        picked(k, i, 1 + 0 * i, place, inside),
    ]
    return k.qed(k.arith(k.target, k.at(low, Lambda((i,), hit(i, place))), *known))


@diagonal_entry.mutant
def one_vector(judge):
    """The bound for the vector of ones only: the form of diag(0, 2) at (1, 1) is 2."""
    ones = sum_over(i, n, sum_over(j, n, A(i, j))) >= s * n
    model = {
        "values": {"n": "2", "s": "1", "p": "0"},
        "functions": {"A": {"of": ["i", "j"], "is": ["*", "2", ["*", "i", "j"]]}},
    }
    return falsify(diagonal_says(low=ones), hints=[model])
