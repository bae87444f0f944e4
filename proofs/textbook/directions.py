"""Two vectors at an angle: the orthonormal pair in their plane, and when they are parallel."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    given,
    nats,
    pi,
    reals,
    sequences,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities

c, d = nats("c d")
x, y = sequences("x y")
N, M, s = reals("N M s")
C, S = reals("C S")  # cosine and sine of the angle
A, B, T = reals("A B T")  # 1/N, 1/M, 1/S


def inner(f, g):
    return sum_over(c, d, f(c) * g(c))


def lengths():
    """N and M are the lengths of x and y."""
    squares = [sum_over(c, d, f(c) ** 2) == size**2 for f, size in ((x, N), (y, M))]
    return conj(N > 0, M > 0, *squares)


def along(i):
    """x/|x|"""
    return A * x(i)


def across(i):
    """What y/|y| has besides x/|x|, of length 1"""
    return T * (B * y(i) - C * A * x(i))


def spread(k, body, of_x, of_y, of_both):
    """The sum of a body is the combination of the sums of x^2, y^2 and x y."""
    factors, terms = (of_x, of_y, of_both), (x(c) ** 2, y(c) ** 2, x(c) * y(c))

    def whole(n):
        first, *rest = [factor * sum_over(c, n, each) for factor, each in zip(factors, terms)]
        return sum_over(c, n, body) == sum(rest, first)

    return by_terms(k, c, d, whole, [body, *terms])


INCLINED = {
    "values": {"d": "2", "N": "1", "M": "1", "A": "1", "B": "1"}
    | {"C": "3/5", "S": "4/5", "T": "5/4", "c": "0"},
    "functions": {"x": {"table": ["1", "0"]}, "y": {"table": ["3/5", "4/5"]}},
}


def pair_says(turn=1):
    units = conj(C**2 + S**2 == 1, A * N == 1, B * M == 1, T * S == 1)
    ones = [sum_over(c, d, f(c) ** 2) == 1 for f in (along, across)]
    turned = C if turn == 1 else turn * C
    made = conj(x(c) == N * along(c), y(c) == M * (turned * along(c) + S * across(c)))
    return forall(x, y, d, N, M, C, S, A, B, T)(
        given(lengths(), inner(x, y) == N * M * C, units)
        >> conj(*ones, inner(along, across) == 0, forall(c)(made))
    )


@claim(
    "book.orthonormal-pair",
    inequalities("section 2.4"),
    says=pair_says,
    instance=INCLINED,
)
def orthonormal_pair(judge):
    """Two vectors at an angle that is neither 0 nor pi lie in the plane of two orthogonal ones of
    length 1, of which the first has the direction of x.
    """
    k = judge.theorem()
    long, far, size, other, product, *unit = k.given
    known = [size, other, product, *unit]

    def added(body, value, *factors):
        return k.arith(sum_over(c, d, body) == value, spread(k, body, *factors), *known)

    one, two = along(c), across(c)
    parts = [
        added(one**2, 1, A**2, 0, 0),
        added(two**2, 1, (T * C * A) ** 2, (T * B) ** 2, -2 * T**2 * B * C * A),
        added(one * two, 0, -T * C * A**2, 0, A * T * B),
    ]
    made = k.arith(conj(x(c) == N * one, y(c) == M * (C * one + S * two)), *unit)
    return k.qed(k.both(*parts, k.for_all(made, c)))


@orthonormal_pair.mutant
def half_of_the_cosine(judge):
    """(1, 0) and (3/5, 4/5)"""
    return falsify(pair_says("1/2"), hints=[INCLINED])


def parallel_says(factor=1):
    same = forall(c)((c < d) >> (N * y(c) == factor * s * M * x(c)))
    return forall(x, y, d, N, M, s)(given(lengths(), inner(x, y) == s * N * M, s**2 == 1) >> same)


@claim(
    "book.parallel-vectors",
    inequalities("section 2.4"),
    says=parallel_says,
    uses=("book.term-below-sum",),
    instance={
        "values": {"d": "1", "N": "1", "M": "1", "s": "1", "c": "0"},
        "functions": {"x": {"table": ["1"]}, "y": {"table": ["1"]}},
    },
)
def parallel_vectors(judge, factor=1):
    """Equality in the Cauchy-Schwarz inequality: one vector is a multiple of the other."""
    k = judge.theorem()
    *_, size, other, product, sign = k.given
    gap = N * y(c) - s * M * x(c)
    none = spread(k, gap**2, (s * M) ** 2, N**2, -2 * s * N * M)
    none = k.arith(sum_over(c, d, gap**2) == 0, none, size, other, product, sign)
    inside, square = k.assume(c < d), k.arith(gap**2 >= 0)
    never = k.for_all(k.discharge(square, c < d), c)
    below = k.use(k.by("book.term-below-sum", Lambda((c,), gap**2), d, c), inside, never)
    equal = k.arith(N * y(c) == factor * s * M * x(c), below, none, square)
    return k.qed(k.for_all(k.discharge(equal, c < d), c))


parallel_vectors.mutant("twice the multiple", factor=2)


# --- proofs about two vectors x, y at an angle: the hypotheses are the law of W, then N > 0, M > 0,
# |x|^2 == N^2, |y|^2 == M^2, x . y == N M cos(theta), theta >= 0, theta <= pi


def by_angle(k, theta, apart, parallel):
    """The cases of theta: `apart(sine)` for sin theta > 0, and `parallel(sign, end, angle, cosine)`
    at 0 and pi, where theta is the end and cos theta the sign 1 or -1.
    """
    positive, less = theta > 0, theta < pi

    def at_end(sign, end, inside):
        angle = k.arith(theta == end, k.assume(~inside), *k.given)
        cosine = k.arith(cos(theta) == sign, k.arith(cos(theta) == cos(end), angle))
        return parallel(sign, end, angle, cosine)

    sine = k.arith(sin(theta) > 0, k.assume(positive), k.assume(less))
    above = k.cases(k.excluded_middle(less), apart(sine), at_end(-1, pi, less))
    return k.cases(k.excluded_middle(positive), above, at_end(1, term(0), positive))


def in_a_plane(k, vectors, sine, shown):
    """What `shown(first, second, basis, made)` says of an orthonormal pair in the plane of x and y:
    `basis` are its lengths and inner product, `made` how x and y are made of it.
    """
    x, y, N, M, theta = vectors
    unit = k.assume(conj(A * N == 1, B * M == 1, T * sin(theta) == 1))
    basis = k.by("book.orthonormal-pair", x, y, d, N, M, cos(theta), sin(theta), A, B, T)
    circle = k.arith(cos(theta) ** 2 + sin(theta) ** 2 == 1)
    *basis, made = k.split(k.use(basis, *k.given[1:], circle, unit))
    first, second = A * x(c), T * (B * y(c) - cos(theta) * A * x(c))
    end = shown(Lambda((c,), first), Lambda((c,), second), basis, made)
    always = k.for_all(k.discharge(end, unit.formula), A, B, T)
    return k.use(k.at(always, 1 / N, 1 / M, 1 / sin(theta), defined=[sine]), sine, *k.given)


def on_a_line(k, numbers, vectors, sign, cosine, shown):
    """What `shown(way, length, lines)` says of the direction of x, for cos theta == sign: `length`
    is that it has length 1, and `lines` are the inner products of W with x and y as multiples of
    that with it.
    """
    (W, w), (x, y, N, M, _) = numbers, vectors
    unit = k.assume(A * N == 1)
    way = A * x(c)
    length = k.arith(sum_over(c, d, way**2) == 1, scaled_square(k, x, way), *k.given[3:4], unit)
    multiple = k.use(k.by("book.parallel-vectors", x, y, d, N, M, sign), *k.given, cosine)
    equal = k.apply(k.at(multiple, c), k.assume(c < d))
    equal = k.arith(y(c) == sign * M * way, equal, unit)
    bodies = [each * W(c, w) for each in (way, x(c), y(c))]
    along = lambda body, q: sum_over(c, q, body * W(c, w))  # noqa: E731
    lines = [
        by_terms(k, c, d, lambda q: along(x(c), q) == N * along(way, q), bodies, always=[unit]),
        by_terms(k, c, d, lambda q: along(y(c), q) == sign * M * along(way, q), bodies, equal),
    ]
    always = k.for_all(k.discharge(shown(way, length, lines), unit.formula), A)
    return k.use(k.at(always, 1 / N), *k.given)


def scaled_square(k, x, body):
    """The sum of (q x)^2 is A^2 times that of x^2, for q = A and q = -A."""
    whole = lambda n: sum_over(c, n, body**2) == A**2 * sum_over(c, n, x(c) ** 2)  # noqa: E731
    return by_terms(k, c, d, whole, [body**2, x(c) ** 2])
