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
    reals,
    sequences,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import same_probability
from .gaussian import ONES, W, along, c, d, only_squares, squared, standard, theta, w

N, M = reals("N M")
x, y = sequences("x y")

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
    uses=("book.normal-pair", "book.normal-line", "book.normal-sector", "book.term-below-sum"),
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


def spread(k, body, of_x, of_y, of_both):
    """The sum of a body is the combination of the sums of x^2, y^2 and x y."""
    factors, terms = (of_x, of_y, of_both), (x(c) ** 2, y(c) ** 2, x(c) * y(c))

    def whole(n):
        first, *rest = [factor * sum_over(c, n, each) for factor, each in zip(factors, terms)]
        return sum_over(c, n, body) == sum(rest, first)

    return by_terms(k, c, d, whole, [body, *terms])


def apart(k, *inside):
    """0 < theta < pi: coordinates along x and across it."""
    law, long, far, size, other, inner, *_ = k.given
    A, B, T = reals("A B T")
    S, C = sin(theta), cos(theta)
    sine, circle = k.arith(S > 0, *inside), k.arith(S**2 + C**2 == 1)
    units = conj(A * N == 1, B * M == 1, T * S == 1)
    unit = k.split(k.assume(units))
    one, two = A * x(c), T * (B * y(c) - C * A * x(c))
    known = [size, other, inner, circle, *unit]

    def added(body, value, *factors):
        return k.arith(sum_over(c, d, body) == value, spread(k, body, *factors), *known)

    along_x = added(one**2, 1, A**2, 0, 0)
    across = added(two**2, 1, (T * C * A) ** 2, (T * B) ** 2, -2 * T**2 * B * C * A)
    product = added(one * two, 0, -T * C * A**2, 0, A * T * B)
    law = k.apply(
        k.by("book.normal-pair", W, Lambda((c,), one), Lambda((c,), two), d),
        k.both(law, along_x, across, product),
    )
    first, second = (lambda n, each=each: sum_over(c, n, each * W(c, w)) for each in (one, two))
    turned = lambda n: C * first(n) + S * second(n)  # noqa: E731
    bodies = [each * W(c, w) for each in (one, two, x(c), y(c))]
    first_is = by_terms(k, c, d, lambda n: along(x, n) == N * first(n), bodies, always=unit)
    second_is = by_terms(k, c, d, lambda n: along(y, n) == M * turned(n), bodies, always=unit)
    share = k.by("book.normal-sector", Lambda((w,), first(d)), Lambda((w,), second(d)), theta)
    share = k.use(share, law, *k.given)
    there = conj(first(d) >= 0, turned(d) >= 0)
    end = same_signs(k, there, share, first_is, second_is, long, far)
    always = k.for_all(k.discharge(end, units), A, B, T)
    return k.use(k.at(always, 1 / N, 1 / M, 1 / S, defined=[sine]), sine, *k.given)


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
    A, B = reals("A B")
    units = conj(A * N == 1, B * M == 1)
    unit = k.split(k.assume(units))
    one, gap = A * x(c), B * y(c) - sign * A * x(c)
    length = k.arith(squared(lambda c: A * x(c)) == 1, spread(k, one**2, A**2, 0, 0), size, *unit)
    none = spread(k, gap**2, A**2, B**2, -2 * sign * A * B)
    none = k.arith(sum_over(c, d, gap**2) == 0, none, size, other, inner, cosine, *unit)
    inside = k.assume(c < d)
    never = k.for_all(k.discharge(k.arith(gap**2 >= 0), c < d), c)
    below = k.use(k.by("book.term-below-sum", Lambda((c,), gap**2), d, c), inside, never)
    equal = k.arith(gap == 0, below, none, k.arith(gap**2 >= 0))
    first = lambda n: sum_over(c, n, one * W(c, w))  # noqa: E731
    first_is = by_terms(
        k, c, d, lambda n: along(x, n) == N * first(n), [one * W(c, w), x(c) * W(c, w)], always=unit
    )
    second_is = by_terms(
        k, c, d, lambda n: along(y, n) == sign * M * first(n), [one * W(c, w), y(c) * W(c, w)],
        equal, always=unit,
    )  # fmt: skip
    known, share = [first_is, second_is, long, far], half(k, one, length)
    if sign == 1:
        end = same_signs(k, first(d) >= 0, share, *known)
    else:
        end = opposed(k, A, share, known, unit)
    end = k.arith(Prob(w, EVENT) == (pi - theta) / (2 * pi), end, angle)
    always = k.for_all(k.discharge(end, units), A, B)
    return k.use(k.at(always, 1 / N, 1 / M), *k.given)


def half(k, way, length):
    """The coordinate along `way` is nonnegative with probability 1/2."""
    line = sum_over(c, d, way * W(c, w))
    law = k.use(k.by("book.normal-line", W, Lambda((c,), way), d), k.given[0], length)
    known = k.at(k.fact("normal-half-line"), Lambda((w,), line), 0, "1/2")
    known = k.apply(known, law, k.arith(known.formula.left.part(1)))
    event = line >= 0
    plain = k.for_all(k.arith(line**0 * indicator(event) == indicator(event)), w)
    moved = k.mean_of_equal(plain, k.arith(integrable(E(w, line**0 * indicator(event))), known))
    return k.arith(Prob(w, event) == "1/2", moved, known)


def opposed(k, A, share, known, unit):
    """The inner products have opposite signs: both are nonnegative only where they are 0."""
    one = A * x(c)
    line, turned = (sum_over(c, d, way * W(c, w)) for way in (one, -one))
    length = sum_over(c, d, (-one) ** 2) == 1
    size = k.arith(length, spread(k, (-one) ** 2, A**2, 0, 0), k.given[3], *unit)
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
