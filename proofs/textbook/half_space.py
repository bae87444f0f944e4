"""Independent standard normal numbers over a half-space: their means, and the image of its normal
under their second moments, in any dimension.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
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
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import truths
from .gaussian import (
    ONES,
    SIGN,
    WEDGE,
    W,
    X,
    Y,
    a,
    along,
    b,
    between_normals,
    c,
    d,
    form,
    half_line,
    only_squares,
    p,
    pair,
    quarter_turns,
    second_moments,
    sector_mean,
    squared,
    standard,
    theta,
    w,
)

x = sequences("x")
A, B, R, T, M = reals("A B R T M")
ROOT = sqrt(2 * pi)


def linear_says(moments=3):
    known = given(pair(X(w), Y(w)) if moments > 2 else second_moments(), theta >= 0, theta <= pi)
    value = (a * (1 + cos(theta)) + b * sin(theta)) / (2 * ROOT)
    mean = E(w, (a * X(w) + b * Y(w)) * indicator(WEDGE))
    return forall(X, Y, theta, a, b)(known >> (mean == value))


@claim("book.normal-wedge-line", concentration("section 2.2"), says=linear_says)
def lines_over_a_wedge(judge):
    """The mean of a linear form of two independent standard normal numbers over the part of the
    plane that two half-planes share, at the angle theta.
    """
    k = judge.theorem()

    def line(x, y):
        return a * x + b * y

    def primitive(t):
        return a * sin(t) - b * cos(t)

    t, u, v = reals("t u v")
    bound = 2 + a**2 + b**2
    small = forall(a, b, u, v)(
        given(u**2 + v**2 == 1) >> conj(a * u + b * v <= bound, -bound <= a * u + b * v)
    )
    circle = k.arith(cos(t) ** 2 + sin(t) ** 2 == 1)
    below = k.use(k.lemma(small, a, b, cos(t), sin(t)), circle)
    found = sector_mean(k, line, primitive, 1, sqrt(pi / 2), bound, below)
    moved = between_normals(k, line, found)
    root = k.arith(sqrt(pi / 2) * (2 * ROOT) == 2 * pi)
    positive = k.arith(ROOT > 0)
    f, s, r = reals("f s r")
    last = forall(f, s, r, M)(
        given(f == s * (M / (2 * pi)), s * (2 * r) == 2 * pi, r > 0) >> (f == M / (2 * r))
    )
    gain = a * (1 + cos(theta)) + b * sin(theta)
    ends = k.arith(
        E(w, line(X(w), Y(w)) * indicator(WEDGE)) == sqrt(pi / 2) * (gain / (2 * pi)),
        moved, found, quarter_turns(k),
    )  # fmt: skip
    there = k.arith(ends.sides[0] == ends.sides[0], ends)
    last = k.lemma(last, ends.sides[0], sqrt(pi / 2), ROOT, gain, defined=[there])
    return k.qed(k.use(last, ends, root, positive))


@lines_over_a_wedge.mutant
def of_a_sign(judge):
    """The mean of the constant 1 is 1, not sqrt(2/pi) and the like."""
    return falsify(linear_says(2), hints=[SIGN])


def inner(f, g):
    return sum_over(c, d, f(c) * g(c))


HALF = indicator(along(p) >= 0)


def half_space_says(law=None):
    first = E(w, along(x) * HALF) == inner(x, p) / ROOT
    second = E(w, along(x) * along(p) * HALF) == inner(x, p) / 2
    law = standard() if law is None else law
    return forall(W, p, x, d)(given(law, squared(p) == 1) >> conj(first, second))


@claim(
    "book.normal-half-space",
    concentration("section 2.2"),
    says=half_space_says,
    uses=(
        *("book.normal-line", "book.normal-pair", "book.normal-wedge", "book.normal-wedge-line"),
        "book.cauchy-schwarz",
    ),
)
def over_a_half_space(judge):
    """The means of independent standard normal numbers over the half-space with the normal p, and
    their second moments with p, along every direction x.
    """
    k = judge.theorem()
    law, one = k.given
    known = k.assume(A == inner(x, p))
    rest = x(c) - A * p(c)
    squares = [x(c) ** 2, x(c) * p(c), p(c) ** 2]
    first, third = along(p), sum_over(c, d, rest * W(c, w))
    long = sum_over(c, d, rest**2)

    def added(body, *factors):
        def whole(n):
            terms = (f * sum_over(c, n, each) for f, each in zip(factors, squares, strict=True))
            return sum_over(c, n, body) == sum(terms, 0)

        return by_terms(k, c, d, whole, [body, *squares])

    across = k.arith(sum_over(c, d, p(c) * rest) == 0, added(p(c) * rest, 0, 1, -A), known, one)
    line = by_terms(
        k, c, d,
        lambda n: along(x, n) == A * along(p, n) + sum_over(c, n, rest * W(c, w)),
        [x(c) * W(c, w), p(c) * W(c, w), rest * W(c, w)],
    )  # fmt: skip
    length = k.arith(sum_over(c, d, p(c) ** 2) == 1, one)
    own = [
        half_line(k, W, w, p(c), length, degree, value)
        for degree, value in ((1, 1 / ROOT), (2, "1/2"))
    ]
    own_parts = [first**degree * HALF for degree in (1, 2)]
    goals = E(w, along(x) * HALF) == A / ROOT, E(w, along(x) * first * HALF) == A / 2

    def has(step):
        return k.arith(integrable(step.sides[0]), step)

    def in_the_plane():
        """The rest has the length 0."""
        schwarz = k.by("book.cauchy-schwarz", Lambda((c,), rest), Lambda((c,), W(c, w)), d)
        here = lambda n: sum_over(c, n, rest**2) >= 0  # noqa: E731
        nonnegative = by_terms(k, c, d, here, [rest**2])
        none = k.arith(long == 0, k.assume(~(long > 0)), nonnegative)
        rule = forall(R, M, T)(given(T**2 <= R * M, R == 0) >> (T == 0))
        zero = k.use(k.lemma(rule, long, sum_over(c, d, W(c, w) ** 2), third), schwarz, none)
        made = []
        for goal, part, step, value in zip(
            goals, own_parts, own, (along(x) * HALF, along(x) * first * HALF), strict=True
        ):
            same = k.arith(value == A * part, line, zero)
            total = mean_of_combination(k, w, value, [(A, part, has(step))], same)
            made.append(k.arith(goal, total, step))
        return k.both(*made)

    def outside():
        """T makes the rest a direction of length 1."""
        unit = k.assume(T**2 * long == 1)
        way = T * rest

        def multiple(left, factor, right):
            here = lambda n: sum_over(c, n, left) == factor * sum_over(c, n, right)  # noqa: E731
            return by_terms(k, c, d, here, [left, right])

        lengths = multiple(way**2, T**2, rest**2), multiple(p(c) * way, T, p(c) * rest)
        size = k.arith(sum_over(c, d, way**2) == 1, lengths[0], unit)
        apart = k.arith(sum_over(c, d, p(c) * way) == 0, lengths[1], across)
        law_ = k.use(k.by("book.normal-pair", W, p, Lambda((c,), way), d), law, one, size, apart)
        U = sum_over(c, d, way * W(c, w))
        scaled = multiple(way * W(c, w), T, rest * W(c, w))
        flat = k.arith(conj(cos(term(0)) == 1, sin(term(0)) == 0))
        angle = k.arith(conj(term(0) >= 0, term(0) <= pi))
        names = Lambda((w,), first), Lambda((w,), U), 0
        event = conj(first >= 0, cos(term(0)) * first + sin(term(0)) * U >= 0)
        equal = truths(k, indicator(event) == HALF, (event, first >= 0), flat)
        made = []
        for goal, part, step, value, lemma, inside, factor in (
            (goals[0], own_parts[0], own[0], along(x) * HALF,
             k.by("book.normal-wedge-line", *names, 0, 1), 0 * first + 1 * U, term(1)),
            (goals[1], own_parts[1], own[1], along(x) * first * HALF,
             k.by("book.normal-wedge", *names, 0, 1, 0), form(first, U, 0, 1, 0), first),
        ):  # fmt: skip
            mean = k.use(lemma, law_, angle)
            over = inside * indicator(event)
            a_, y_, e, f, u, v = reals("a y e f u v")
            # x.W = A X + R T U
            rule = forall(A, R, T, a_, y_, e, f, u, v)(
                given(a_ == A * u + y_, e == T * y_, T**2 * R == 1, v == f)
                >> conj(a_ * f == A * (u**1 * f) + R * T * ((0 * u + 1 * e) * v),
                        a_ * u * f == A * (u**2 * f) + R * T * (form(u, e, 0, 1, 0) * v))
            )  # fmt: skip
            rule = k.lemma(rule, A, long, T, along(x), third, U, HALF, first, indicator(event))
            same = k.use(rule, line, scaled, unit, equal)
            same = k.part(same, 0 if factor.node == term(1).node else 1)
            parts = [(A, part, has(step)), (long * T, over, has(mean))]
            total = mean_of_combination(k, w, value, parts, same)
            made.append(k.arith(goal, total, step, mean, flat))
        end = k.both(*made)
        always = k.for_all(k.discharge(end, unit.formula), T)
        root = forall(R)((R > 0) >> conj(1 / sqrt(R) == 1 / sqrt(R), (1 / sqrt(R)) ** 2 * R == 1))
        root = k.use(k.lemma(root, long), k.assume(long > 0))
        nonzero = k.arith(sqrt(long) != 0, k.assume(long > 0))
        return k.use(k.at(always, 1 / sqrt(long), defined=[root, nonzero]), root)

    shown = k.cases(k.excluded_middle(long > 0), outside(), in_the_plane())
    end = k.arith(k.target, shown, known)
    always = k.for_all(k.discharge(end, known.formula), A)
    return k.qed(k.use(k.at(always, inner(x, p))))


@over_a_half_space.mutant
def of_a_constant(judge):
    """Second moments in the place of the law: the mean of the constant 1 is 1."""
    return falsify(half_space_says(only_squares()), hints=[ONES])
