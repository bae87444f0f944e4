"""Schur's product theorem with a constant: the entrywise product of two positive semidefinite
matrices of any size, by induction on the size.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    forall,
    functions,
    given,
    indicator,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities
from .forms import bounded_below, form, i, j, length, n, v

w = sequences("w")
A, B = functions("A B", "nat", "nat")
a, b, c, f, g, lam, p, q, s, t, x = reals("a b c f g lambda p q s t x")
H, M, L, X, Y, D = reals("H M L X Y D")


def mixed(matrix, vector=v):
    """The terms of row and column n, per v_n"""
    return sum_over(i, n, (matrix(i, n) + matrix(n, i)) * vector(i))


def combined(k, index, body, *parts, each=(), always=()):
    """The sum of `body` over index < n is that of the parts (factor, body), from `each` term."""

    def whole(count):
        first, *rest = (factor * sum_over(index, count, part) for factor, part in parts)
        return sum_over(index, count, body) == sum(rest, first)

    return by_terms(k, index, n, whole, [body, *(part for _, part in parts)], *each, always=always)


def extended_says(factor=1):
    same = forall(i)((i < n) >> (w(i) == v(i)))
    whole = form(A) + factor * t * mixed(A) + t**2 * A(n, n)
    return forall(A, v, w, n, t)(given(same, w(n) == t) >> (form(A, w, n + 1) == whole))


@claim(
    "book.form-extended",
    inequalities("chapter 2"),
    says=extended_says,
    instance={
        "values": {"n": "1", "t": "1"},
        "functions": {"A": {"of": ["i", "j"], "is": "1"}}
        | {name: {"of": ["i"], "is": "1"} for name in "vw"},
    },
)
def one_row_more(judge, factor=1):
    """The quadratic form of a matrix with one row and one column more."""
    k = judge.theorem()
    same, last = k.given
    here = k.apply(k.at(same, i), k.assume(i < n))
    other = k.apply(k.at(same, j), k.assume(j < n))
    inner = combined(k, j, A(i, j) * w(j), (1, A(i, j) * v(j)), each=[other])
    # the last row, whose terms the columns share
    bottom = combined(k, j, A(n, j) * w(j), (1, A(n, j) * v(j)), each=[other])
    long, short = (sum_over(j, c, A(i, j) * u(j)) for c, u in ((n + 1, w), (n, v)))
    rows = k.arith(long == short + A(i, n) * t, k.sum_step(j, n, A(i, j) * w(j)), inner, last)
    column, row = A(i, n) * v(i), A(n, i) * v(i)
    rows = combined(k, i, w(i) * long, (1, v(i) * short), (t, column), each=[rows, here])
    split = combined(k, i, (A(i, n) + A(n, i)) * v(i), (1, column), (1, row))
    end = [k.sum_step(i, n, w(i) * long), k.sum_step(j, n, A(n, j) * w(j)), last, bottom]
    return k.qed(k.arith(k.target, rows, split, *end))


one_row_more.mutant("twice the mixed terms", factor=2)


def with_row_n(k, matrix, u, longer, same, last):
    """The form of n + 1 rows at `longer`, which is u(i) by `same` and at n by `last`."""
    entries = Lambda((i, j), matrix(i, j)), Lambda((i,), u(i)), longer
    lemma = k.by("book.form-extended", *entries, n, last.sides[1])
    return k.apply(lemma, k.both(k.for_all(k.discharge(same, i < n), i), last))


def at_itself(k, matrix, u):
    """The form of n + 1 rows at a vector, by its own last entry."""
    same, last = k.arith(u(i) == u(i)), k.arith(u(n) == u(n))
    return with_row_n(k, matrix, u, Lambda((i,), u(i)), same, last)


def with_last(k, matrix, last):
    """v(i) for i < n and `last` at n, with its form, and the steps that say so."""
    made = v(i) + (last - v(n)) * indicator(i == n)
    off = k.indicator(i == n, False, k.arith(~(i == n), k.assume(i < n)))
    same = k.arith(made == v(i), off)
    on = k.indicator((i == n).put(i, n), True, k.arith(n == n))
    end = k.arith(made.put(i, n) == last, on)
    made = Lambda((i,), made)
    return made, with_row_n(k, matrix, v, made, same, end), same, end


def hadamard(i, j):
    return A(i, j) * B(i, j)


def diagonal(count=n):
    return sum_over(i, count, B(i, i) * v(i) ** 2)


def hypotheses(count=n):
    symmetric = forall(i, j)(B(i, j) == B(j, i))
    return given(symmetric, bounded_below(A, lam, count), forall(v)(form(B, v, count) >= 0))


def larger(count=n, share=1):
    least = lam if share == 1 else share * lam
    return form(hadamard, v, count) >= least * diagonal(count)


CORNER = B(n, n)
COLUMN = sum_over(i, n, B(i, n) * v(i))


def scaled(i):
    """v o b, for the last column b of B"""
    return B(i, n) * v(i)


def rest(i, j):
    """B without g b b^T"""
    return B(i, j) - g * B(i, n) * B(n, j)


@claim(
    "book.schur",
    inequalities("chapter 2"),
    says=lambda share=1: forall(A, B, lam, n)(hypotheses() >> forall(v)(larger(n, share))),
    uses=("book.form-extended",),
)
def entrywise_product(judge):
    """v.(A o B) v >= lambda sum_i B_ii v_i^2 if v.A v >= lambda |v|^2 for all v and B is symmetric
    and positive semidefinite.

    By induction on the size: the last column b of B, if b_n > 0, splits off b b^T/b_n; otherwise it
    is 0.
    """
    k = judge.theorem()
    whole = lambda count: forall(A, B)(hypotheses(count) >> forall(v)(larger(count)))  # noqa: E731

    def closed(count, step):
        step = k.discharge(k.for_all(step, v), hypotheses(count))
        return k.for_all(step, A, B)

    bodies = [v(i) * sum_over(j, 0, hadamard(i, j) * v(j)), B(i, i) * v(i) ** 2]
    base = closed(0, k.arith(larger(0), *(k.sum_empty(i, body) for body in bodies)))
    smaller = k.assume(whole(n))
    symmetric, above, positive = k.split(k.assume(hypotheses(n + 1)))
    first, square = first_rows(k, above), square_of_last(k, symmetric, positive)
    low = corner_low(k, square)
    shared = combined(
        k, i, (hadamard(i, n) + hadamard(n, i)) * v(i), (1, (A(i, n) + A(n, i)) * scaled(i)),
        each=[k.at(symmetric, i, n)],
    )  # fmt: skip
    product = k.arith(
        form(hadamard, v, n + 1)
        == form(hadamard) + v(n) * mixed(A, scaled) + v(n) ** 2 * hadamard(n, n),
        at_itself(k, hadamard, v), shared,
    )  # fmt: skip
    more = k.sum_step(i, n, B(i, i) * v(i) ** 2)
    known = symmetric, first, square, smaller, product, more
    step = k.cases(
        k.arith((CORNER == 0) | (CORNER > 0), low),
        corner_zero(k, *known),
        split_off(k, above, low, *known),
    )
    always = k.at(k.induction(n, whole(n), base, closed(n + 1, step)), n)
    return k.qed(k.apply(k.at(always, A, B), k.both(*k.given)))


def first_rows(k, above):
    """v.A v >= lambda |v|^2 for the first n rows: the last entry of the vector is 0."""
    made, split, same, last = with_last(k, A, 0)
    squares = [made.body**2, v(i) ** 2]
    short = combined(k, i, squares[0], (1, squares[1]), each=[same])
    facts = k.at(above, made), split, short, last, k.sum_step(i, n, squares[0])
    return k.for_all(k.arith(form(A) >= lam * length(), *facts), v)


def square_of_last(k, symmetric, positive):
    """v.B v + 2 t b.v + t^2 b_n >= 0 for all v and t, the last entry of the vector."""
    made, split, *_ = with_last(k, B, t)
    row = k.at(symmetric, i, n)
    twice = combined(k, i, (B(i, n) + B(n, i)) * v(i), (2, B(i, n) * v(i)), each=[row])
    square = form(B) + 2 * t * COLUMN + t**2 * CORNER >= 0
    return k.for_all(k.arith(square, k.at(positive, made), split, twice), v, t)


def corner_low(k, square):
    """b_n >= 0, by v = 0 and t = 1."""
    zero = Lambda((i,), 0 * v(i))
    bodies = [0 * v(i) * sum_over(j, n, B(i, j) * (0 * v(j))), B(i, n) * (0 * v(i))]
    none = [by_terms(k, i, n, lambda c, body=body: sum_over(i, c, body) == 0, [body])
            for body in bodies]  # fmt: skip
    return k.arith(CORNER >= 0, k.at(square, zero, 1), *none)


def corner_zero(k, symmetric, first, square, smaller, product, more):
    """The step where b_n = 0: b is orthogonal to every vector."""
    flat = k.assume(CORNER == 0)
    cross = k.assume(~(COLUMN == 0))
    has = k.arith(2 * COLUMN != 0, cross)
    there = k.at(square, v, -(form(B) + 1) / (2 * COLUMN), defined=[has])
    rule = k.lemma(
        forall(f, s, c)(
            given(
                f + 2 * (-(f + 1) / (2 * s)) * s + (-(f + 1) / (2 * s)) ** 2 * c >= 0, c == 0,
                ~(s == 0),
            )
            >> (s == 0)
        ),
        form(B), COLUMN, CORNER,
    )  # fmt: skip
    none = k.use(rule, there, flat, cross)
    none = k.cases(k.excluded_middle(COLUMN == 0), k.assume(COLUMN == 0), none)
    weight = (A(i, n) + A(n, i)) * v(i)
    none = k.at(k.for_all(none, v), Lambda((i,), weight))
    same = combined(k, i, (A(i, n) + A(n, i)) * scaled(i), (1, B(i, n) * weight))
    inner = k.for_all(k.arith(form(B) >= 0, k.at(square, v, 0)), v)
    inner = k.at(k.apply(k.at(smaller, A, B), k.both(symmetric, first, inner)), v)
    return k.arith(larger(n + 1), inner, product, same, none, more, flat)


def split_off(k, above, low, symmetric, first, square, smaller, product, more):
    """The step where b_n = 1/g: the theorem for B - g b b^T, and the bound of A at v o b."""
    has = k.assume(g * CORNER == 1)
    inner = k.at(smaller, A, Lambda((i, j), rest(i, j)))
    inner = k.apply(inner, k.both(*without_column(k, has, symmetric, first, square)))
    parts, trace = parts_of_product(k, symmetric)
    bound = k.at(above, Lambda((i,), scaled(i)))
    longer = k.sum_step(i, n, scaled(i) ** 2)
    rule = k.lemma(
        forall(H, f, M, L, X, Y, D, a, c, g, lam, p, q, x)(
            given(
                p == H - g * f, p >= lam * (D - g * L),
                Y == f + c * x * M + (c * x) ** 2 * a, Y >= lam * (L + (c * x) ** 2),
                q == H + x * M + x**2 * (a * c), X == D + c * x**2, g * c == 1, g >= 0,
            )
            >> (q >= lam * X)
        ),
        form(hadamard), form(A, scaled), mixed(A, scaled), length(scaled), diagonal(n + 1),
        form(A, scaled, n + 1), diagonal(), A(n, n), CORNER, g, lam,
        form(lambda i, j: A(i, j) * rest(i, j)), form(hadamard, v, n + 1), v(n),
    )  # fmt: skip
    positive_g = k.lemma(forall(g, c)(given(g * c == 1, c >= 0) >> (g >= 0)), g, CORNER)
    sources = [(parts,), (k.at(inner, v), trace), (at_itself(k, A, scaled),), (bound, longer),
               (product,), (more,), (has,), (k.use(positive_g, has, low),)]  # fmt: skip
    facts = [k.arith(rule.formula.left.part(at), *steps) for at, steps in enumerate(sources)]
    split = k.arith(larger(n + 1), k.use(rule, *facts))
    split = k.for_all(k.discharge(split, has.formula), g)
    defined = k.arith(CORNER != 0, k.assume(CORNER > 0))
    split = k.at(split, 1 / CORNER, defined=[defined])
    return k.apply(split, k.arith(1 / CORNER * CORNER == 1, defined))


def without_column(k, has, symmetric, first, square):
    """What the theorem asks for of A and B - g b b^T: the form of the latter is that of B at v with
    the last entry t = -g b.v.
    """
    rows = form_of_rest(k, symmetric)
    rule = k.lemma(
        forall(f, s, c, g, x)(
            given(f + 2 * (-g * s) * s + (-g * s) ** 2 * c >= 0, g * c == 1, x == f - g * s * s)
            >> (x >= 0)
        ),
        form(B), COLUMN, CORNER, g, form(rest),
    )  # fmt: skip
    left = k.use(rule, k.at(square, v, -g * COLUMN), has, rows)
    return rest_turned(k, symmetric), first, k.for_all(left, v)


def form_of_rest(k, symmetric):
    """v.B v - g (b.v)^2"""
    row = combined(k, j, B(n, j) * v(j), (1, B(j, n) * v(j)), each=[k.at(symmetric, n, j)])
    rows = combined(k, j, rest(i, j) * v(j), (1, B(i, j) * v(j)), (-g * B(i, n), B(n, j) * v(j)))
    whole, own = (v(i) * sum_over(j, n, matrix(i, j) * v(j)) for matrix in (rest, B))
    return combined(k, i, whole, (1, own), (-g * COLUMN, B(i, n) * v(i)), each=[rows], always=[row])


def rest_turned(k, symmetric):
    """It is symmetric as well."""
    pairs = [k.at(symmetric, *at) for at in ((i, j), (i, n), (n, j))]
    return k.for_all(k.arith(rest(i, j) == rest(j, i), *pairs), i, j)


def parts_of_product(k, symmetric):
    """The form of A o (B - g b b^T) and the weighted diagonal, each in two parts."""
    column = k.at(symmetric, n, j)
    bodies = A(i, j) * rest(i, j) * v(j), hadamard(i, j) * v(j), A(i, j) * scaled(j)
    rows = combined(k, j, bodies[0], (1, bodies[1]), (-g * B(i, n), bodies[2]), each=[column])
    whole, own, other = (sum_over(j, n, body) for body in bodies)
    parts = combined(k, i, v(i) * whole, (1, v(i) * own), (-g, scaled(i) * other), each=[rows])
    trace = combined(
        k, i, rest(i, i) * v(i) ** 2, (1, B(i, i) * v(i) ** 2), (-g, scaled(i) ** 2),
        each=[k.at(symmetric, n, i)],
    )  # fmt: skip
    return parts, trace


@entrywise_product.mutant
def twice_lambda(judge):
    """1 x 1 matrices."""
    return falsify(
        forall(a, b, lam)(given(a >= lam, b >= 0) >> (a * b >= 2 * lam * b)),
        hints=[{"values": {"a": "1", "b": "1", "lambda": "1"}}],
    )
