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
from .directions import M, N, by_angle, in_a_plane, on_a_line, x, y
from .events import same_probability, truths
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
    vectors = x, y, N, M, theta

    def apart(sine):
        return in_a_plane(k, vectors, sine, lambda *found: in_coordinates(k, *found))

    def parallel(sign, end, angle, cosine):
        def shown(way, length, lines):
            share, known = half(k, way, length), [*lines, *k.given[1:3]]
            there = sum_over(c, d, way * W(c, w)) >= 0
            same = (
                same_signs(k, there, share, *known)
                if sign == 1
                else opposed(k, way, share, length, known)
            )
            return k.arith(Prob(w, EVENT) == (pi - theta) / (2 * pi), same, angle)

        return on_a_line(k, (W, w), vectors, sign, cosine, shown)

    return k.qed(by_angle(k, theta, apart, parallel))


@half_planes.mutant
def by_second_moments(judge):
    """Second moments in the place of the law: the constant 1, d = 1, has P = 1."""
    return falsify(of_vectors(only_squares()), hints=[ONES])


def in_coordinates(k, first, second, basis, made):
    """0 < theta < pi: by the coordinates along x and across it."""
    law, *sizes = k.given
    law = k.use(k.by("book.normal-pair", W, first, second, d), law, *basis)
    X, Y = (sum_over(c, d, each.body * W(c, w)) for each in (first, second))
    lines = k.split(k.apply(k.at(coordinates(k), first, second), made))
    share = k.by("book.normal-sector", Lambda((w,), X), Lambda((w,), Y), theta)
    share = k.use(share, law, *sizes)
    there = conj(X >= 0, cos(theta) * X + sin(theta) * Y >= 0)
    return same_signs(k, there, share, *lines, *sizes[:2])


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


def half(k, way, length):
    """The coordinate along `way` is nonnegative with probability 1/2."""
    line = sum_over(c, d, way * W(c, w))
    known = half_line(k, W, w, way, length, 0, "1/2")
    event = line >= 0
    plain = k.for_all(k.arith(line**0 * indicator(event) == indicator(event)), w)
    moved = k.mean_of_equal(plain, k.arith(integrable(E(w, line**0 * indicator(event))), known))
    return k.arith(Prob(w, event) == "1/2", moved, known)


def opposed(k, one, share, length, known):
    """The inner products have opposite signs: both are nonnegative only where they are 0."""
    line, turned = (sum_over(c, d, way * W(c, w)) for way in (one, -one))
    size = by_terms(
        k, c, d, lambda n: sum_over(c, n, (-one) ** 2) == sum_over(c, n, one**2),
        [(-one) ** 2, one**2],
    )  # fmt: skip
    other = half(k, -one, k.arith(sum_over(c, d, (-one) ** 2) == 1, size, length))
    reversed_ = by_terms(
        k, c, d, lambda n: sum_over(c, n, -one * W(c, w)) == -sum_over(c, n, one * W(c, w)),
        [-one * W(c, w), one * W(c, w)],
    )  # fmt: skip
    first, second = line >= 0, turned >= 0
    goal = indicator(EVENT) == indicator(first) + indicator(second) - 1
    pointwise = truths(k, goal, (first, second, EVENT), reversed_, *known)
    whole = k.mean_of_constant(w, 1)
    means = (1, indicator(first), share), (1, indicator(second), other), (-1, term(1), whole)
    parts = [(q, one, k.arith(integrable(E(w, one)), step)) for q, one, step in means]
    total = mean_of_combination(k, w, indicator(EVENT), parts, pointwise)
    return k.arith(Prob(w, EVENT) == 0, total, share, other, whole)
