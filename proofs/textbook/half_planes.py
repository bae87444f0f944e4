"""How often independent standard normal numbers have nonnegative inner products with two given
vectors.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .directions import A, B, M, N, T, x, y
from .events import same_probability
from .gaussian import (
    ONES,
    W,
    along,
    c,
    d,
    half_line,
    only_squares,
    p,
    q,
    squared,
    standard,
    theta,
    w,
)

EVENT = conj(along(x) >= 0, along(y) >= 0)


def of_vectors(law=None):
    inner = sum_over(c, d, x(c) * y(c))
    return forall(W, x, y, d, N, M, theta)(
        given(
            standard() if law is None else law,
            N > 0,
            M > 0,
            squared(x) == N**2,
            squared(y) == M**2,
            inner == N * M * cos(theta),
            theta >= 0,
            theta <= pi,
        )
        >> (Prob(w, EVENT) == (pi - theta) / (2 * pi))
    )


@claim(
    "book.normal-half-planes",
    concentration("section 2.2"),
    says=of_vectors,
    uses=(
        *("book.normal-pair", "book.normal-line", "book.normal-sector"),
        *("book.orthonormal-pair", "book.parallel-vectors"),
    ),
)
def half_planes(judge):
    """Independent standard normal numbers have nonnegative inner products with two vectors at the
    angle theta with probability (pi - theta)/(2 pi), in any dimension.
    """
    k = judge.theorem()
    positive = 0 < theta
    ends = [
        k.cases(
            k.excluded_middle(theta < pi),
            apart(k, k.assume(positive), k.assume(theta < pi)),
            parallel(k, -1, pi, k.assume(~(theta < pi))),
        ),
        parallel(k, 1, term(0), k.assume(~positive)),
    ]
    return k.qed(k.cases(k.excluded_middle(positive), *ends))


@half_planes.mutant
def by_second_moments(judge):
    """Second moments in the place of the law: the constant 1, d = 1, has P = 1."""
    return falsify(of_vectors(only_squares()), hints=[ONES])


def apart(k, *inside):
    """0 < theta < pi: coordinates along x and across it."""
    law, *sizes = k.given
    sine = k.arith(sin(theta) > 0, *inside)
    circle = k.arith(cos(theta) ** 2 + sin(theta) ** 2 == 1)
    unit = k.assume(conj(A * N == 1, B * M == 1, T * sin(theta) == 1))
    basis = k.by("book.orthonormal-pair", x, y, d, N, M, cos(theta), sin(theta), A, B, T)
    *basis, made = k.split(k.use(basis, *sizes, circle, unit))
    one, two = A * x(c), T * (B * y(c) - cos(theta) * A * x(c))
    law = k.use(k.by("book.normal-pair", W, Lambda((c,), one), Lambda((c,), two), d), law, *basis)
    X, Y = (sum_over(c, d, each * W(c, w)) for each in (one, two))
    turned = cos(theta) * X + sin(theta) * Y
    lines = k.at(coordinates(k), Lambda((c,), one), Lambda((c,), two))
    lines = k.split(k.apply(lines, made))
    share = k.by("book.normal-sector", Lambda((w,), X), Lambda((w,), Y), theta)
    share = k.use(share, law, *sizes)
    there = conj(X >= 0, turned >= 0)
    end = same_signs(k, there, share, *lines, *sizes[:2])
    always = k.for_all(k.discharge(end, unit.formula), A, B, T)
    return k.use(k.at(always, 1 / N, 1 / M, 1 / sin(theta), defined=[sine]), sine, *k.given)


def coordinates(k):
    """The inner products with x and y from the two coordinates, for any two vectors that they are
    combinations of.
    """
    C, S = cos(theta), sin(theta)
    made = k.assume(forall(c)(conj(x(c) == N * p(c), y(c) == M * (C * p(c) + S * q(c)))))
    first, second = k.split(k.at(made, c))
    bodies = [each(c) * W(c, w) for each in (p, q, x, y)]
    turned = lambda n: C * along(p, n) + S * along(q, n)  # noqa: E731
    both = k.both(
        by_terms(k, c, d, lambda n: along(x, n) == N * along(p, n), bodies, first),
        by_terms(k, c, d, lambda n: along(y, n) == M * turned(n), bodies, second),
    )
    return k.for_all(k.discharge(both, made.formula), p, q)


def same_signs(k, there, share, *multiples):
    """The probability of the event is that of `there`: each inner product is a positive multiple of
    what `there` compares with 0.
    """
    into = k.arith(EVENT, k.assume(there), *multiples)
    out = k.arith(~EVENT, k.assume(~there), *multiples)
    has = k.arith(integrable(Prob(w, there)), share)
    same = same_probability(k, there, EVENT, has, into, out)
    return k.arith(Prob(w, EVENT) == share.sides[1], same, share)


def parallel(k, sign, end, outside):
    """theta is 0 or pi, so that cos theta is the sign 1 or -1: up to positive factors y is that
    multiple of x.
    """
    law, long, far, size, other, inner, *_ = k.given
    angle = k.arith(theta == end, outside, *k.given)
    cosine = k.arith(cos(theta) == sign, k.arith(cos(theta) == cos(end), angle))
    unit = k.assume(A * N == 1)
    one = A * x(c)
    length = k.arith(squared(lambda c: A * x(c)) == 1, scaled_square(k, one), size, unit)
    multiple = k.use(k.by("book.parallel-vectors", x, y, d, N, M, sign), *k.given, cosine)
    inside = k.assume(c < d)
    equal = k.arith(y(c) == sign * M * one, k.apply(k.at(multiple, c), inside), unit)
    first = lambda n: sum_over(c, n, one * W(c, w))  # noqa: E731
    first_is = by_terms(
        k,
        c,
        d,
        lambda n: along(x, n) == N * first(n),
        [one * W(c, w), x(c) * W(c, w)],
        always=[unit],
    )
    second_is = by_terms(
        k, c, d, lambda n: along(y, n) == sign * M * first(n), [one * W(c, w), y(c) * W(c, w)],
        equal, always=[unit],
    )  # fmt: skip
    known, share = [first_is, second_is, long, far], half(k, one, length)
    if sign == 1:
        end = same_signs(k, first(d) >= 0, share, *known)
    else:
        end = opposed(k, share, known, unit)
    end = k.arith(Prob(w, EVENT) == (pi - theta) / (2 * pi), end, angle)
    return k.use(k.at(k.for_all(k.discharge(end, unit.formula), A), 1 / N), *k.given)


def scaled_square(k, body):
    """The sum of (q x)^2 is q^2 times that of x^2, q = A or -A."""
    whole = lambda n: sum_over(c, n, body**2) == A**2 * sum_over(c, n, x(c) ** 2)  # noqa: E731
    return by_terms(k, c, d, whole, [body**2, x(c) ** 2])


def half(k, way, length):
    """The coordinate along `way` is nonnegative with probability 1/2."""
    line = sum_over(c, d, way * W(c, w))
    known = half_line(k, W, w, way, length, 0, "1/2")
    event = line >= 0
    plain = k.for_all(k.arith(line**0 * indicator(event) == indicator(event)), w)
    moved = k.mean_of_equal(plain, k.arith(integrable(E(w, line**0 * indicator(event))), known))
    return k.arith(Prob(w, event) == "1/2", moved, known)


def opposed(k, share, known, unit):
    """The inner products have opposite signs: both are nonnegative only where they are 0."""
    one = A * x(c)
    line, turned = (sum_over(c, d, way * W(c, w)) for way in (one, -one))
    length = sum_over(c, d, (-one) ** 2) == 1
    size = k.arith(length, scaled_square(k, -one), k.given[3], unit)
    other = half(k, -one, size)
    reversed_ = by_terms(
        k, c, d, lambda n: sum_over(c, n, -one * W(c, w)) == -sum_over(c, n, one * W(c, w)),
        [-one * W(c, w), one * W(c, w)],
    )  # fmt: skip
    first, second = line >= 0, turned >= 0
    goal = indicator(EVENT) == indicator(first) + indicator(second) - 1

    def case(up, down, both):
        own = [k.assume(first if up else ~first), k.assume(second if down else ~second)]
        here = k.arith(EVENT if both else ~EVENT, *own, reversed_, *known)
        return k.arith(
            goal,
            k.indicator(EVENT, both, here),
            k.indicator(first, up, own[0]),
            k.indicator(second, down, own[1]),
        )

    never = k.arith(second, k.assume(~first), reversed_)
    low = k.cases(
        k.excluded_middle(second),
        case(False, True, False),
        k.absurd(never, k.assume(~second), goal),
    )
    high = k.cases(k.excluded_middle(second), case(True, True, True), case(True, False, False))
    pointwise = k.cases(k.excluded_middle(first), high, low)
    whole = k.mean_of_constant(w, 1)
    means = (1, indicator(first), share), (1, indicator(second), other), (-1, term(1), whole)
    parts = [(q, one, k.arith(integrable(E(w, one)), step)) for q, one, step in means]
    total = mean_of_combination(k, w, indicator(EVENT), parts, pointwise)
    return k.arith(Prob(w, EVENT) == 0, total, share, other, whole)
