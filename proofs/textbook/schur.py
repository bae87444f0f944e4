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
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities

i, j, n = nats("i j n")
v, w = sequences("v w")
A, B = functions("A B", "nat", "nat")
a, b, c, f, g, lam, p, q, r, s, t, x = reals("a b c f g lambda p q r s t x")


def form(matrix, vector=v, count=n):
    """v^T A v for the first `count` rows and columns"""
    row = sum_over(j, count, matrix(i, j) * vector(j))
    return sum_over(i, count, vector(i) * row)


def mixed(matrix, vector=v):
    """The terms of row and column n, per v_n"""
    return sum_over(i, n, (matrix(i, n) + matrix(n, i)) * vector(i))


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
    bodies = [A(i, j) * w(j), A(i, j) * v(j)]
    inner = by_terms(
        k, j, n, lambda c: sum_over(j, c, bodies[0]) == sum_over(j, c, bodies[1]), bodies, other
    )
    # the last row, whose terms the columns share
    bodies = [A(n, j) * w(j), A(n, j) * v(j)]
    bottom = by_terms(
        k, j, n, lambda c: sum_over(j, c, bodies[0]) == sum_over(j, c, bodies[1]), bodies, other
    )
    long, short = (sum_over(j, c, A(i, j) * u(j)) for c, u in ((n + 1, w), (n, v)))
    rows = k.arith(long == short + A(i, n) * t, k.sum_step(j, n, A(i, j) * w(j)), inner, last)
    bodies = [w(i) * long, v(i) * short, A(i, n) * v(i)]

    def total(q):
        one, two, three = (sum_over(i, q, body) for body in bodies)
        return one == two + t * three

    rows = by_terms(k, i, n, total, bodies, rows, here)
    both = [(A(i, n) + A(n, i)) * v(i), A(i, n) * v(i), A(n, i) * v(i)]
    split = by_terms(
        k, i, n,
        lambda c: sum_over(i, c, both[0]) == sum_over(i, c, both[1]) + sum_over(i, c, both[2]),
        both,
    )  # fmt: skip
    end = [k.sum_step(i, n, bodies[0]), k.sum_step(j, n, A(n, j) * w(j)), last, bottom]
    return k.qed(k.arith(k.target, rows, split, *end))


one_row_more.mutant("twice the mixed terms", factor=2)


def length(vector, count=n):
    return sum_over(i, count, vector(i) ** 2)


def bounded_below(matrix, least, count=n):
    """lambda_min >= least, for the first `count` rows and columns"""
    return forall(v)(form(matrix, v, count) >= least * length(v, count))


def hadamard(i, j):
    return A(i, j) * B(i, j)


def diagonal(count=n, matrix=B):
    return sum_over(i, count, matrix(i, i) * v(i) ** 2)


def hypotheses(count=n):
    symmetric = forall(i, j)(B(i, j) == B(j, i))
    return given(symmetric, bounded_below(A, lam, count), forall(v)(form(B, v, count) >= 0))


def larger(count=n, share=1):
    least = lam if share == 1 else share * lam
    return form(hadamard, v, count) >= least * diagonal(count)


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

    def extended(matrix, u, last):
        """u(i) for i < n and `last` at n, and the form of the matrix there"""
        made = u(i) + (last - u(n)) * indicator(i == n)
        off = k.indicator(i == n, False, k.arith(~(i == n), k.assume(i < n)))
        same = k.arith(made == u(i), off)
        on = k.indicator((i == n).put(i, n), True, k.arith(n == n))
        last_is = k.arith(made.put(i, n) == last, on)
        lemma = k.by("book.form-extended", Lambda((i, j), matrix(i, j)), Lambda((i,), u(i)),
                     Lambda((i,), made), n, last)  # fmt: skip
        all_same = k.for_all(k.discharge(same, i < n), i)
        return Lambda((i,), made), k.apply(lemma, k.both(all_same, last_is)), same, last_is

    # A of n rows: the last entry of the vector is 0
    made, split, same, last = extended(A, v, 0)
    squares = [made.body**2, v(i) ** 2]
    short = by_terms(
        k, i, n, lambda c: sum_over(i, c, squares[0]) == sum_over(i, c, squares[1]), squares, same
    )
    first = k.arith(
        form(A) >= lam * length(v), k.at(above, made), split, short, last,
        k.sum_step(i, n, squares[0]),
    )  # fmt: skip
    first = k.for_all(first, v)
    # B for all last entries t
    made, split, *_ = extended(B, v, t)
    bodies = [(B(i, n) + B(n, i)) * v(i), B(i, n) * v(i)]
    column = sum_over(i, n, bodies[1])
    twice = by_terms(
        k, i, n, lambda c: sum_over(i, c, bodies[0]) == 2 * sum_over(i, c, bodies[1]), bodies,
        k.at(symmetric, i, n),
    )  # fmt: skip
    corner = B(n, n)
    square = k.arith(
        form(B) + 2 * t * column + t**2 * corner >= 0, k.at(positive, made), split, twice
    )
    square = k.for_all(square, v, t)
    # the corner is not negative: v = 0, t = 1
    zero = Lambda((i,), 0 * v(i))
    one = k.at(square, zero, 1)
    bodies = [0 * v(i) * sum_over(j, n, B(i, j) * (0 * v(j))), B(i, n) * (0 * v(i))]
    none = [by_terms(k, i, n, lambda c, body=body: sum_over(i, c, body) == 0, [body])
            for body in bodies]  # fmt: skip
    low = k.arith(corner >= 0, one, *none)

    def full(matrix, u):
        """The form with row and column n, at the vector itself"""
        same = k.for_all(k.discharge(k.arith(u(i) == u(i)), i < n), i)
        lemma = k.by("book.form-extended", Lambda((i, j), matrix(i, j)), Lambda((i,), u(i)),
                     Lambda((i,), u(i)), n, u(n))  # fmt: skip
        return k.apply(lemma, k.both(same, k.arith(u(n) == u(n))))

    product = full(hadamard, v)
    scaled = lambda i: B(i, n) * v(i)  # noqa: E731
    bodies = [(hadamard(i, n) + hadamard(n, i)) * v(i), (A(i, n) + A(n, i)) * scaled(i)]
    shared = by_terms(
        k, i, n, lambda c: sum_over(i, c, bodies[0]) == sum_over(i, c, bodies[1]), bodies,
        k.at(symmetric, i, n),
    )  # fmt: skip
    more = k.sum_step(i, n, B(i, i) * v(i) ** 2)
    goal = larger(n + 1)
    # a corner of 0: the column is orthogonal to every vector
    flat = k.assume(corner == 0)
    cross = k.assume(~(column == 0))
    F, S = form(B), column
    has = k.arith(2 * S != 0, cross)
    there = k.at(square, v, -(F + 1) / (2 * S), defined=[has])
    rule = k.lemma(
        forall(f, s, c)(
            given(
                f + 2 * (-(f + 1) / (2 * s)) * s + (-(f + 1) / (2 * s)) ** 2 * c >= 0, c == 0,
                ~(s == 0),
            )
            >> (s == 0)
        ),
        F, S, corner,
    )  # fmt: skip
    none = k.use(rule, there, flat, cross)
    none = k.cases(k.excluded_middle(S == 0), k.assume(S == 0), none)
    none = k.at(k.for_all(none, v), Lambda((i,), (A(i, n) + A(n, i)) * v(i)))
    other = B(i, n) * ((A(i, n) + A(n, i)) * v(i))
    none = (
        by_terms(
            k,
            i,
            n,
            lambda c: sum_over(i, c, bodies[1]) == sum_over(i, c, other),
            [bodies[1], other],
        ),
        none,
    )
    inner = k.for_all(k.arith(form(B) >= 0, k.at(square, v, 0)), v)
    inner = k.at(k.apply(k.at(smaller, A, B), k.both(symmetric, first, inner)), v)
    zero = k.arith(goal, inner, product, shared, *none, more, flat)
    # a corner of 1/g: without b b^T/b_n the last row and column of B are 0
    has = k.assume(g * corner == 1)
    rest = lambda i, j: B(i, j) - g * B(i, n) * B(n, j)  # noqa: E731
    sides = [B(n, j) * v(j), B(j, n) * v(j)]
    row = by_terms(
        k, j, n, lambda c: sum_over(j, c, sides[0]) == sum_over(j, c, sides[1]), sides,
        k.at(symmetric, n, j),
    )  # fmt: skip

    bodies = [rest(i, j) * v(j), B(i, j) * v(j), B(n, j) * v(j)]
    rows = by_terms(
        k, j, n,
        lambda c: sum_over(j, c, bodies[0])
        == sum_over(j, c, bodies[1]) - g * B(i, n) * sum_over(j, c, bodies[2]), bodies,
    )  # fmt: skip
    bodies = [v(i) * sum_over(j, n, bodies[0]), v(i) * sum_over(j, n, bodies[1]), B(i, n) * v(i)]
    rows = by_terms(
        k, i, n,
        lambda c: sum_over(i, c, bodies[0])
        == sum_over(i, c, bodies[1]) - g * column * sum_over(i, c, bodies[2]),
        bodies, rows, always=[row],
    )  # fmt: skip
    rule = k.lemma(
        forall(f, s, c, g, x)(
            given(f + 2 * (-g * s) * s + (-g * s) ** 2 * c >= 0, g * c == 1, x == f - g * s * s)
            >> (x >= 0)
        ),
        F, S, corner, g, form(rest),
    )  # fmt: skip
    left = k.use(rule, k.at(square, v, -g * S), has, rows)
    turned = k.arith(
        rest(i, j) == rest(j, i),
        *(k.at(symmetric, *at) for at in ((i, j), (i, n), (n, j))),
    )  # fmt: skip
    turned = k.for_all(turned, i, j)
    inner = k.at(smaller, A, Lambda((i, j), rest(i, j)))
    inner = k.at(k.apply(inner, k.both(turned, first, k.for_all(left, v))), v)
    bodies = [A(i, j) * rest(i, j) * v(j), hadamard(i, j) * v(j), A(i, j) * scaled(j)]
    rows = by_terms(
        k, j, n,
        lambda c: sum_over(j, c, bodies[0])
        == sum_over(j, c, bodies[1]) - g * B(i, n) * sum_over(j, c, bodies[2]),
        bodies, k.at(symmetric, n, j),
    )  # fmt: skip
    bodies = [v(i) * sum_over(j, n, bodies[0]), v(i) * sum_over(j, n, bodies[1]),
              scaled(i) * sum_over(j, n, bodies[2])]  # fmt: skip
    parts = by_terms(
        k, i, n,
        lambda c: sum_over(i, c, bodies[0])
        == sum_over(i, c, bodies[1]) - g * sum_over(i, c, bodies[2]),
        bodies, rows,
    )  # fmt: skip
    bodies = [rest(i, i) * v(i) ** 2, B(i, i) * v(i) ** 2, scaled(i) ** 2]
    trace = by_terms(
        k, i, n,
        lambda c: sum_over(i, c, bodies[0])
        == sum_over(i, c, bodies[1]) - g * sum_over(i, c, bodies[2]),
        bodies, k.at(symmetric, n, i),
    )  # fmt: skip
    whole_form = full(A, scaled)
    bound = k.at(above, Lambda((i,), scaled(i)))
    longer = k.sum_step(i, n, scaled(i) ** 2)
    H, M, L, X, Y, D = reals("H M L X Y D")
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
        form(A, scaled, n + 1), diagonal(), A(n, n), corner, g, lam,
        form(lambda i, j: A(i, j) * rest(i, j)), form(hadamard, v, n + 1), v(n),
    )  # fmt: skip
    positive_g = k.lemma(forall(g, c)(given(g * c == 1, c >= 0) >> (g >= 0)), g, corner)
    sources = [(parts,), (inner, trace), (whole_form,), (bound, longer), (product, shared),
               (more,), (has,), (k.use(positive_g, has, low),)]  # fmt: skip
    facts = [k.arith(rule.formula.left.part(at), *steps) for at, steps in enumerate(sources)]
    split_off = k.arith(goal, k.use(rule, *facts))
    split_off = k.for_all(k.discharge(split_off, has.formula), g)
    defined = k.arith(corner != 0, k.assume(corner > 0))
    split_off = k.at(split_off, 1 / corner, defined=[defined])
    split_off = k.apply(split_off, k.arith(1 / corner * corner == 1, defined))
    step = k.cases(k.arith((corner == 0) | (corner > 0), low), zero, split_off)
    always = k.at(k.induction(n, whole(n), base, closed(n + 1, step)), n)
    return k.qed(k.apply(k.at(always, A, B), k.both(*k.given)))


@entrywise_product.mutant
def twice_lambda(judge):
    """1 x 1 matrices."""
    return falsify(
        forall(a, b, lam)(given(a >= lam, b >= 0) >> (a * b >= 2 * lam * b)),
        hints=[{"values": {"a": "1", "b": "1", "lambda": "1"}}],
    )
