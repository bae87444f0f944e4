"""Estimates between vectors of any length m, for n inputs: x(i, r) and z(i, r) are features of
input i before and after a step, a(r) and b(r) the output weights; norms are sums of squares.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)

from . import chapter_3

i, r, n, m = nats("i r n m")
a, b, e = sequences("a b e")
x, z = functions("x z", "nat", "nat")
eta, t, X = reals("eta t X")
A, B, C, D = reals("A B C D")


def size(vector):
    """The squared norm"""
    return sum_over(r, m, vector(r) ** 2)


def dot(f, g):
    return sum_over(r, m, f(r) * g(r))


def two_terms_say(factor=2):
    change = sum_over(i, n, (dot(b, lambda r: z(i, r)) - dot(a, lambda r: x(i, r))) ** 2)
    after = sum_over(i, n, size(lambda r: z(i, r)))
    moved = sum_over(i, n, size(lambda r: z(i, r) - x(i, r)))
    step = size(lambda r: b(r) - a(r))
    return forall(a, b, x, z, n, m)(change <= factor * step * after + factor * size(a) * moved)


@claim(
    "deep.lem-3.7.two-terms",
    chapter_3("Lemma 3.7"),
    says=two_terms_say,
    uses=("book.cauchy-schwarz",),
    instance={
        "values": {"n": "1", "m": "1"},
        "functions": {
            "a": {"table": ["1"]}, "b": {"table": ["2"]},
            "x": {"of": ["i", "r"], "is": "1"}, "z": {"of": ["i", "r"], "is": "1"},
        },
    },
)  # fmt: skip
def two_terms(judge, factor=2):
    """b.z - a.x = (b - a).z + a.(z - x), the square of a sum, and Cauchy-Schwarz twice, for all m;
    then the sum over i.

    |u(k+1) - u(k)|^2 <= 2 |a(k+1) - a(k)|^2 sum_i |x_i(k+1)|^2 + 2 |a(k)|^2 sum_i |x_i(k+1) -
    x_i(k)|^2.
    """
    k = judge.theorem()
    now, after = Lambda((r,), z(i, r) - x(i, r)), Lambda((r,), z(i, r))
    step = Lambda((r,), b(r) - a(r))
    bodies = [
        b(r) * z(i, r), a(r) * x(i, r), (b(r) - a(r)) * z(i, r), a(r) * (z(i, r) - x(i, r))
    ]  # fmt: skip

    def here(q):
        one, two, three, four = (sum_over(r, q, body) for body in bodies)
        return one - two == three + four

    split = by_terms(k, r, m, here, bodies)
    first = k.by("book.cauchy-schwarz", step, after, m)
    second = k.by("book.cauchy-schwarz", a, now, m)
    sizes = [size(one) for one in (
        lambda r: b(r) - a(r), lambda r: z(i, r), a, lambda r: z(i, r) - x(i, r))]  # fmt: skip
    p, q, Y = reals("p q Y")
    rule = k.lemma(
        forall(A, B, C, D, Y, p, q)(
            given(Y == p + q, p**2 <= A * B, q**2 <= C * D, (p - q) ** 2 >= 0)
            >> (Y**2 <= factor * A * B + factor * C * D)
        ),
        *sizes, *(sum_over(r, m, bodies[0]) - sum_over(r, m, bodies[1]), sum_over(r, m, bodies[2]),
                  sum_over(r, m, bodies[3])),
    )  # fmt: skip
    bounds = [k.arith(rule.formula.left.part(q), one) for q, one in ((1, first), (2, second))]
    each = k.use(rule, split, *bounds)
    change = (dot(b, lambda r: z(i, r)) - dot(a, lambda r: x(i, r))) ** 2
    parts = [change, sizes[1], sizes[3]]

    def total(q):
        one, two, three = (sum_over(i, q, part) for part in parts)
        return one <= factor * sizes[0] * two + factor * sizes[2] * three

    return k.qed(by_terms(k, i, n, total, parts, each))


two_terms.mutant("factor 1/2", factor="1/2")


def output_says(reach=2):
    moduli = sum_over(i, n, abs(e(i)))
    moved = forall(r)((r < m) >> (b(r) == a(r) - eta * sum_over(i, n, e(i) * x(i, r))))
    short = forall(i)((i < n) >> (size(lambda r: x(i, r)) <= (2 * X) ** 2))
    return forall(a, b, e, x, eta, X, n, m)(
        given(eta > 0, X > 0, moved, short)
        >> (size(lambda r: b(r) - a(r)) <= (reach * eta * X * moduli) ** 2)
    )


@claim(
    "deep.lem-3.12-s2",
    chapter_3("Lemma 3.12"),
    says=output_says,
    uses=("book.norm-of-sum",),
    instance={
        "values": {"n": "1", "m": "1", "eta": "1", "X": "1/2"},
        "functions": {
            "a": {"table": ["1"]}, "b": {"table": ["2"]}, "e": {"table": ["-1"]},
            "x": {"of": ["i", "r"], "is": "1"},
        },
    },
)  # fmt: skip
def output_moves(judge, reach=2):
    """The first inequality, from the triangle inequality over the data.

    |a(s+1) - a(s)| <= 2 eta c_x0 sum_i |y_i - u_i(s)| for any number of data, if |x_i^(H)(s)| <= 2
    c_x0: a moves by -eta times the sum of the (u_i - y_i) x_i^(H).
    """
    k = judge.theorem()
    rate_pos, X_pos, moved, short = k.given
    # x_i/(2 X) has norm 1 at most; t = 1/(2 X)
    scale = k.assume(t * (2 * X) == 1)
    bodies = [(t * x(i, r)) ** 2, x(i, r) ** 2]
    scaled = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == t**2 * sum_over(r, q, bodies[1]), bodies
    )
    rule = k.lemma(
        forall(A, B, X, D)(
            given(A == D**2 * B, B <= (2 * X) ** 2, D * (2 * X) == 1) >> (A <= 1)
        ),
        sum_over(r, m, bodies[0]), sum_over(r, m, bodies[1]), X, t,
    )  # fmt: skip
    unit = k.use(rule, scaled, k.apply(k.at(short, i), k.assume(i < n)), scale)
    unit = k.for_all(k.discharge(unit, i < n), i)
    lemma = k.by("book.norm-of-sum", Lambda((i, r), t * x(i, r)), e, n, m)
    bound = k.apply(lemma, unit)
    plain, inner = sum_over(i, n, e(i) * x(i, r)), sum_over(i, n, e(i) * (t * x(i, r)))
    same = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, e(i) * (t * x(i, r))) == t * sum_over(i, q, e(i) * x(i, r)),
        [e(i) * (t * x(i, r)), e(i) * x(i, r)],
    )  # fmt: skip
    step = k.apply(k.at(moved, r), k.assume(r < m))
    rule = k.lemma(
        forall(A, B, C, D, eta, X)(
            given(C == A - eta * B, D * (2 * X) == 1)
            >> ((C - A) ** 2 == (eta * 2 * X) ** 2 * (D * B) ** 2)
        ),
        a(r), plain, b(r), t, eta, X,
    )  # fmt: skip
    square = k.arith(
        (b(r) - a(r)) ** 2 == (eta * 2 * X) ** 2 * inner**2, k.use(rule, step, scale), same
    )
    moves = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, (b(r) - a(r)) ** 2)
        == (eta * 2 * X) ** 2 * sum_over(r, q, inner**2),
        [(b(r) - a(r)) ** 2, inner**2], square,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, eta, X)(
            given(A == (eta * 2 * X) ** 2 * B, B <= C**2) >> (A <= (reach * eta * X * C) ** 2)
        ),
        size(lambda r: b(r) - a(r)), sum_over(r, m, inner**2), sum_over(i, n, abs(e(i))), eta, X,
    )  # fmt: skip
    end = k.use(rule, moves, k.arith(rule.formula.left.part(1), bound))
    end = k.for_all(k.discharge(end, scale.formula), t)
    has = k.arith(2 * X != 0, X_pos)
    end = k.at(end, 1 / (2 * X), defined=[has])
    return k.qed(k.apply(end, k.arith(1 / (2 * X) * (2 * X) == 1, has)))


output_moves.mutant("factor 1", reach=1)
