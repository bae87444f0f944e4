"""Independent standard normal numbers outside the plane of two half-spaces: the second moments of
all of them over what the half-spaces share, in any dimension.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    exp,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    randoms,
    reals,
    sequences,
    sin,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .gaussian import (
    HIGH,
    LOW,
    WEDGE,
    W,
    X,
    Y,
    along,
    between_normals,
    c,
    d,
    exponent,
    form,
    p,
    q,
    r,
    s,
    squared,
    standard,
    t,
    theta,
    w,
)

U = randoms("U")
x = sequences("x")
A, B, R, T, M = reals("A B R T M")
S, C = sin(theta), cos(theta)
ANGLE = theta >= 0, theta <= pi
LAW = standard()


def trio(X, Y, U):
    """X, Y and U are independent standard normal numbers."""
    return forall(s, t, r)(E(w, exp(s * X + t * Y + r * U)) == exp((s**2 + t**2 + r**2) / 2))


def inner(f, g):
    return sum_over(c, d, f(c) * g(c))


def third_says(law=None):
    bit = indicator(WEDGE)
    share = E(w, U(w) ** 2 * bit) == (pi - theta) / (2 * pi)
    mixed = [E(w, U(w) * one(w) * bit) == 0 for one in (X, Y)]
    law = trio(X(w), Y(w), U(w)) if law is None else law
    return forall(X, Y, U, theta)(given(law, *ANGLE) >> conj(share, *mixed))


@claim("book.normal-third", concentration("section 2.2"), says=third_says)
def beside_a_sector(judge):
    """The second moments of a third standard normal number over the part of the plane of two others
    that two half-planes share.
    """
    k = judge.theorem()
    law, *angle = k.given
    ends = k.arith(conj(LOW <= HIGH, HIGH <= LOW + pi), *angle)
    found = k.apply(k.at(k.fact("normal-third"), X, Y, U, LOW, HIGH), law, ends)
    bodies = [lambda x, y: U(w) ** 2, lambda x, y: U(w) * X(w), lambda x, y: U(w) * Y(w)]
    moved = [between_normals(k, G, one) for G, one in zip(bodies, k.split(found), strict=True)]
    return k.qed(k.arith(k.target, *moved, *k.split(found)))


@beside_a_sector.mutant
def of_mean_square_one(judge):
    """Mean squares in the place of the law: three times the number 1, at theta = 0."""
    ones = {name: {"table": ["1"]} for name in ("X", "Y", "U")}
    law = conj(*(E(w, one(w) ** 2) == 1 for one in (X, Y, U)))
    return falsify(
        third_says(law),
        hints=[{"values": {"theta": "0"}, "functions": ones, "weights": ["1"]}],
    )


AXES = {"p": ["1", "0", "0"], "q": ["0", "1", "0"], "x": ["0", "0", "1"]}
ALIKE = {
    "values": {"d": "3", "s": "1", "t": "0", "r": "0", "theta": "0"},
    "functions": {name: {"table": row} for name, row in AXES.items()}
    | {"W": {"of": ["c", "w"], "is": "1"}},
    "weights": ["1"],
}
VARIANCES = forall(c)((c < d) >> (E(w, W(c, w) ** 2) == 1))


def three_says(law=LAW):
    lengths = [squared(one) == 1 for one in (p, q, x)]
    apart = [inner(*two) == 0 for two in ((p, q), (x, p), (x, q))]
    return forall(W, p, q, x, d)(given(law, *lengths, *apart) >> trio(along(p), along(q), along(x)))


@claim("book.normal-three", concentration("section 2.2"), says=three_says)
def three_directions(judge):
    """Along three orthogonal directions of length 1 independent standard normal numbers have three
    independent standard normal coordinates.
    """
    k = judge.theorem()
    way = s * p(c) + t * q(c) + r * x(c)
    squares = [one(c) ** 2 for one in (p, q, x)]
    mixed = [p(c) * q(c), x(c) * p(c), x(c) * q(c)]

    def long(n):
        first, second, third = (sum_over(c, n, one) for one in squares)
        pq, xp, xq = (sum_over(c, n, one) for one in mixed)
        whole = s**2 * first + t**2 * second + r**2 * third
        return sum_over(c, n, way**2) == whole + 2 * s * t * pq + 2 * r * s * xp + 2 * r * t * xq

    length = by_terms(k, c, d, long, [way**2, *squares, *mixed])
    line = lambda n: s * along(p, n) + t * along(q, n) + r * along(x, n)  # noqa: E731
    same = by_terms(
        k, c, d, lambda n: sum_over(c, n, way * W(c, w)) == line(n),
        [way * W(c, w), *(one(c) * W(c, w) for one in (p, q, x))],
    )  # fmt: skip
    end = exponent(k, way, line(d), s**2 + t**2 + r**2, same, length)
    return k.qed(k.for_all(end, s, t, r))


def random(value):
    return Lambda((w,), value)


def nonnegative(k, body):
    """The sum of the squares of a body"""
    here = lambda n: sum_over(c, n, body**2) >= 0  # noqa: E731
    return by_terms(k, c, d, here, [body**2])


@three_directions.mutant
def of_variance_one(judge):
    """Variances in the place of the law: the constant 1, at s = 1 and t = r = 0."""
    return falsify(three_says(VARIANCES), hints=[ALIKE])


def multiple(k, left, factor, right):
    """The sum of the left bodies is a multiple of that of the right ones."""
    here = lambda n: sum_over(c, n, left) == factor * sum_over(c, n, right)  # noqa: E731
    return by_terms(k, c, d, here, [left, right])


def share_of(x):
    """2 pi times the mean of (x.W)^2 over the wedge"""
    one, two = inner(x, p), inner(x, q)
    return (pi - theta) * squared(x) + S * (C * (one**2 - two**2) + 2 * S * one * two)


def event():
    """The inner products with p and with cos(theta) p + sin(theta) q are nonnegative."""
    return conj(along(p) >= 0, C * along(p) + S * along(q) >= 0)


def basis():
    return squared(p) == 1, squared(q) == 1, inner(p, q) == 0


def form_says(law=LAW):
    mean = E(w, along(x) ** 2 * indicator(event()))
    return forall(W, p, q, x, d, theta)(
        given(law, *basis(), *ANGLE) >> (mean == share_of(x) / (2 * pi))
    )


@claim(
    "book.normal-wedge-form",
    concentration("section 2.2"),
    says=form_says,
    uses=(
        *("book.normal-pair", "book.normal-three", "book.normal-third", "book.normal-wedge"),
        "book.cauchy-schwarz",
    ),
)
def forms_over_a_wedge(judge):
    """The mean of (x.W)^2 over the part of space that two half-spaces share, at the angle theta,
    for independent standard normal numbers in any dimension.
    """
    k = judge.theorem()
    law, one, two, apart, *angle = k.given
    rest = x(c) - A * p(c) - B * q(c)
    known = k.assume(conj(A == inner(x, p), B == inner(x, q)))
    squares = [x(c) ** 2, p(c) ** 2, q(c) ** 2, x(c) * p(c), x(c) * q(c), p(c) * q(c)]

    def added(body, *factors):
        """The sum of a body is the combination of those of the squares."""

        def whole(n):
            terms = (f * sum_over(c, n, each) for f, each in zip(factors, squares, strict=True))
            return sum_over(c, n, body) == sum(terms, 0)

        return by_terms(k, c, d, whole, [body, *squares])

    size = k.arith(
        sum_over(c, d, rest**2) == squared(x) - A**2 - B**2,
        added(rest**2, 1, A**2, B**2, -2 * A, -2 * B, 2 * A * B), known, one, two, apart,
    )  # fmt: skip
    across = [
        k.arith(sum_over(c, d, rest * p(c)) == 0, added(rest * p(c), 0, -A, 0, 1, 0, -B),
                known, one, apart),
        k.arith(sum_over(c, d, rest * q(c)) == 0, added(rest * q(c), 0, 0, -B, 0, 1, -A),
                known, two, apart),
    ]  # fmt: skip
    lines = [each * W(c, w) for each in (x(c), p(c), q(c), rest)]
    line = by_terms(
        k, c, d,
        lambda n: along(x, n)
        == A * along(p, n) + B * along(q, n) + sum_over(c, n, rest * W(c, w)),
        lines,
    )  # fmt: skip
    plane = k.by("book.normal-pair", W, p, q, d)
    plane = k.use(plane, law, one, two, apart)
    first, second, third = along(p), along(q), sum_over(c, d, rest * W(c, w))
    factors = A**2, 2 * A * B, B**2
    flat = k.by("book.normal-wedge", random(first), random(second), theta, *factors)
    flat = k.use(flat, plane, *angle)
    bit = indicator(event())
    inside = form(first, second, *factors) * bit
    long = sum_over(c, d, rest**2)
    value = (
        factors[0] * (pi - theta + S * C) + factors[1] * S**2 + factors[2] * (pi - theta - S * C)
    )
    goal = E(w, along(x) ** 2 * bit) == (value + long * (pi - theta)) / (2 * pi)

    def in_the_plane():
        """The rest has the length 0."""
        schwarz = k.by("book.cauchy-schwarz", Lambda((c,), rest), Lambda((c,), W(c, w)), d)
        none = k.arith(long == 0, k.assume(~(long > 0)), nonnegative(k, rest))
        rule = forall(R, M, T)(given(T**2 <= R * M, R == 0) >> (T == 0))
        zero = k.use(k.lemma(rule, long, sum_over(c, d, W(c, w) ** 2), third), schwarz, none)
        same = k.for_all(k.arith(inside == along(x) ** 2 * bit, line, zero), w)
        moved = k.mean_of_equal(same, k.arith(integrable(E(w, inside)), flat))
        return k.arith(goal, moved, flat, none)

    def outside():
        """T makes the rest a direction of length 1."""
        unit = k.assume(T**2 * long == 1)
        way = T * rest
        scaled = [multiple(k, T * rest * one, T, rest * one) for one in (p(c), q(c), W(c, w))]
        lengths = multiple(k, way**2, T**2, rest**2), *scaled[:2]
        law_ = k.by("book.normal-three", W, p, q, Lambda((c,), way), d)
        law_ = k.use(law_, law, one, two, apart, *lengths, *across, unit)
        U_ = sum_over(c, d, way * W(c, w))
        means = k.by("book.normal-third", *map(random, (first, second, U_)), theta)
        means = k.split(k.use(means, law_, *angle))
        bodies = [inside, U_**2 * bit, U_ * first * bit, U_ * second * bit]
        weights = 1, long, 2 * A * long * T, 2 * B * long * T
        parts = [
            (by, body, k.arith(integrable(E(w, body)), step))
            for by, body, step in zip(weights, bodies, (flat, *means), strict=True)
        ]
        a, b, e, f, u, v = reals("a b e f u v")
        rule = forall(A, B, R, T, a, b, e, f, u, v)(
            given(a == A * u + B * v + b, e == T * b, T**2 * R == 1)
            >> (1 * (form(u, v, *factors) * f) + R * (e**2 * f) + 2 * A * R * T * (e * u * f)
                + 2 * B * R * T * (e * v * f) == a**2 * f)
        )  # fmt: skip
        rule = k.lemma(rule, A, B, long, T, along(x), third, U_, bit, first, second)
        total = mean_of_combination(
            k, w, along(x) ** 2 * bit, parts, k.use(rule, line, scaled[2], unit)
        )
        end = k.arith(goal, total, flat, *means)
        always = k.for_all(k.discharge(end, unit.formula), T)
        root = forall(R)((R > 0) >> conj(1 / sqrt(R) == 1 / sqrt(R), (1 / sqrt(R)) ** 2 * R == 1))
        root = k.use(k.lemma(root, long), k.assume(long > 0))
        nonzero = k.arith(sqrt(long) != 0, k.assume(long > 0))
        return k.use(k.at(always, 1 / sqrt(long), defined=[root, nonzero]), root)

    shown = k.cases(k.excluded_middle(long > 0), outside(), in_the_plane())
    end = k.arith(
        E(w, along(x) ** 2 * bit) == share_of(x) / (2 * pi), shown, size, known,
        k.arith(S**2 + C**2 == 1),
    )  # fmt: skip
    always = k.for_all(k.discharge(end, known.formula), A, B)
    values = inner(x, p), inner(x, q)
    here = k.at(always, *values)
    return k.qed(k.use(here))


@forms_over_a_wedge.mutant
def of_a_constant(judge):
    """Variances in the place of the law: the constant 1, at theta = 0."""
    return falsify(form_says(VARIANCES), hints=[ALIKE])
