"""Functions that are put together from pieces: where the pieces agree to second order, the whole is
twice continuously differentiable.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    disj,
    exists,
    forall,
    functions,
    given,
    maximum,
    minimum,
    reals,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis

a, b, e, d, s, v, x, y, r, r_1, r_2 = reals("a b e d s v x y r r_1 r_2")
f, f_1, f_2 = functions("f f_1 f_2", "real")
g, g_1, g_2 = functions("g g_1 g_2", "real")
h, h_1, h_2 = functions("h h_1 h_2", "real")
WHOLE, BEFORE, AFTER = (f, f_1, f_2), (g, g_1, g_2), (h, h_1, h_2)


def left(f, g):
    """f is g up to a."""
    return forall(x)((x <= a) >> (f(x) == g(x)))


def right(f, g):
    """f is g from a on."""
    return forall(x)((x >= a) >> (f(x) == g(x)))


def at_seam_says():
    return forall(f, g, h, a, v)(
        given(left(f, g), right(f, h), deriv(s, g(s), a) == v, deriv(s, h(s), a) == v)
        >> (deriv(s, f(s), a) == v)
    )


@claim("book.derivative-at-seam", analysis("definition 5.1"), says=at_seam_says)
def derivative_at_seam(judge):
    """Two pieces that meet with one slope: the function that is one of them on the left and the
    other on the right has this slope there.
    """
    k = judge.theorem()
    before, after, *slopes = k.given
    positive = k.assume(e > 0)
    one, two = (k.estimate(known, positive) for known in slopes)
    near, also = k.such(one, r_1), k.such(two, r_2)
    radius = minimum(r_1, r_2)
    inside = k.assume(conj(a - radius < x, x < a + radius))
    small = abs(f(x) - f(a) - v * (x - a)) <= e * abs(x - a)
    ends = []
    for piece, known, side in ((before, near, x <= a), (after, also, x >= a)):
        here = k.assume(side)
        gap = k.use(k.at(k.part(known, 1), x), inside)
        same = k.use(k.at(piece, x), here), k.use(k.at(piece, a), k.arith(a <= a))
        ends.append(k.arith(small, gap, *same))
    gap = k.cases(k.arith((x <= a) | (x >= a)), *ends)
    gap = k.for_all(k.discharge(gap, inside.formula), x)
    size = k.arith(radius > 0, k.part(near, 0), k.part(also, 0))
    found = k.exhibit(k.near_tangent(k.target, e), radius, k.both(size, gap))
    every = k.obtain(one, k.obtain(two, found, r_2), r_1)
    every = k.for_all(k.discharge(every, positive.formula), e)
    return k.qed(k.from_estimates(k.target, every))


@derivative_at_seam.mutant
def with_another_slope(judge):
    """|x| is -x on the left and x on the right."""
    return falsify(forall(x)((x <= 0) >> (x == -x)))


def has_slopes(f, f_1):
    return forall(x)(deriv(s, f(s), x) == f_1(x))


def stays_close(f):
    """Near x the value is within e of that at x."""
    near = forall(y)(conj(x - d < y, y < x + d) >> (abs(f(y) - f(x)) < e))
    return exists(d)((d > 0) & near)


def is_continuous(f):
    return forall(x, e)((e > 0) >> stays_close(f))


def twice(f, f_1, f_2):
    """f is twice continuously differentiable, with these derivatives."""
    return conj(has_slopes(f, f_1), has_slopes(f_1, f_2), is_continuous(f_2))


def glued_slopes_says():
    pieces = [left(f, g), right(f, h), left(f_1, g_1), right(f_1, h_1)]
    return forall(f, f_1, g, g_1, h, h_1, a)(
        given(*pieces, has_slopes(g, g_1), has_slopes(h, h_1)) >> has_slopes(f, f_1)
    )


@claim(
    "book.glued-slopes",
    analysis("definition 5.1"),
    says=glued_slopes_says,
    uses=("book.derivative-at-seam",),
)
def glued_slopes(judge):
    """Two differentiable pieces that meet with one value and one slope make a differentiable
    function.
    """
    k = judge.theorem()
    before, after, slopes_before, slopes_after, *smooth = k.given
    goal = deriv(s, f(s), x) == f_1(x)
    ends = []
    for piece, slopes, known, side, low, high in (
        (before, slopes_before, smooth[0], x < a, x - 1, a),
        (after, slopes_after, smooth[1], x > a, a, x + 1),
    ):
        here, inside = k.assume(side), k.assume(conj(low < y, y < high))
        order = k.arith(y <= a if low is not a else y >= a, inside)
        same = k.for_all(k.discharge(k.use(k.at(piece, y), order), inside.formula), y)
        mean = k.derivative_of_equal(same, k.at(known, x), here)
        ends.append(k.arith(goal, mean, k.use(k.at(slopes, x), here)))
    at_a = [k.use(k.at(one, a), k.arith(a <= a)) for one in (slopes_before, slopes_after)]
    meets = [
        k.arith(deriv(s, piece(s), a) == f_1(a), k.at(known, a), one)
        for piece, known, one in zip((g, h), smooth, at_a)
    ]
    seam = k.by("book.derivative-at-seam", f, g, h, a, f_1(a))
    seam = k.use(seam, before, after, *meets)
    equal = k.assume(x == a)
    ends.append(k.rewrite(equal, seam, goal))
    return k.qed(k.for_all(k.cases(k.arith(disj(x < a, x > a, x == a)), *ends), x))


@glued_slopes.mutant
def with_a_jump_of_the_slope(judge):
    """|x| is -x on the left and x on the right; its slope at 0 is not both."""
    return falsify(forall(v)(given(v <= 0, v >= 0) >> conj(v == -1, v == 1)))


def glued_continuous_says():
    pieces = [left(f, g), right(f, h)]
    return forall(f, g, h, a)(
        given(*pieces, is_continuous(g), is_continuous(h)) >> is_continuous(f)
    )


@claim("book.glued-continuous", analysis("definition 4.5"), says=glued_continuous_says)
def glued_continuous(judge):
    """Two continuous pieces that meet make a continuous function: f(y) = g(min(y, a)) + h(max(y,
    a)) - f(a).
    """
    k = judge.theorem()
    before, after, *smooth = k.given
    positive = k.assume(e > 0)
    half = k.arith(e / 2 > 0, positive)
    at_a = [k.use(k.at(one, a), k.arith(a <= a)) for one in (before, after)]

    def apart(y):
        """f(y) = g(min(y, a)) + h(max(y, a)) - f(a)"""
        low, high = minimum(y, a), maximum(y, a)
        ends = []
        for piece, side, (one, two) in ((before, y <= a, (y, a)), (after, y >= a, (a, y))):
            here = k.assume(side)
            step = k.arith(f(y) == g(one) + h(two) - f(a), k.use(k.at(piece, y), here), *at_a)
            step = k.rewrite(k.arith(high == two, here), step, f(y) == g(one) + h(high) - f(a))
            equal = k.arith(low == one, here)
            ends.append(k.rewrite(equal, step, f(y) == g(low) + h(high) - f(a)))
        return k.cases(k.arith((y <= a) | (y >= a)), *ends)

    existences, found = [], []
    for known, clamp, radius in zip(smooth, (minimum, maximum), (r_1, r_2)):
        existences.append(k.use(k.at(known, clamp(x, a), e / 2), half))
        found.append(k.such(existences[-1], radius))
    radius = minimum(r_1, r_2)
    inside = k.assume(conj(x - radius < y, y < x + radius))
    gaps = []
    for known, clamp, own in zip(found, (minimum, maximum), (r_1, r_2)):
        order = k.arith(
            conj(clamp(x, a) - own < clamp(y, a), clamp(y, a) < clamp(x, a) + own), inside
        )
        gaps.append(k.use(k.at(k.part(known, 1), clamp(y, a)), order))
    gap = k.arith(abs(f(y) - f(x)) < e, *gaps, apart(x), apart(y))
    gap = k.for_all(k.discharge(gap, inside.formula), y)
    size = k.arith(radius > 0, k.part(found[0], 0), k.part(found[1], 0))
    step = k.exhibit(stays_close(f), radius, k.both(size, gap))
    step = k.obtain(existences[0], k.obtain(existences[1], step, r_2), r_1)
    return k.qed(k.for_all(k.discharge(step, positive.formula), x, e))


@glued_continuous.mutant
def with_a_jump(judge):
    """0 on the left and 1 on the right."""
    return falsify(forall(x)((x <= 0) >> (abs(x - 1) < 1)))


def glued_twice_says():
    pieces = [left(one, piece) for one, piece in zip(WHOLE, BEFORE)]
    pieces += [right(one, piece) for one, piece in zip(WHOLE, AFTER)]
    return forall(*WHOLE, *BEFORE, *AFTER, a)(
        given(*pieces, twice(*BEFORE), twice(*AFTER)) >> twice(*WHOLE)
    )


@claim(
    "book.glued-twice",
    analysis("definition 5.14"),
    says=glued_twice_says,
    uses=("book.glued-slopes", "book.glued-continuous"),
)
def glued_twice(judge):
    """Two pieces that meet with one value, one slope and one second derivative make a twice
    continuously differentiable function.
    """
    k = judge.theorem()
    slopes = [
        k.by("book.glued-slopes", f, f_1, g, g_1, h, h_1, a),
        k.by("book.glued-slopes", f_1, f_2, g_1, g_2, h_1, h_2, a),
        k.by("book.glued-continuous", f_2, g_2, h_2, a),
    ]
    return k.qed(k.both(*(k.use(one, *k.given) for one in slopes)))


@glued_twice.mutant
def with_a_jump_of_the_second_derivative(judge):
    """x |x|/2 has the second derivatives -1 and 1."""
    return falsify(forall(v)(given(v <= 0, v >= 0) >> conj(v == -1, v == 1)))


def bent(g, g_1, g_2, t, c):
    """The Taylor polynomial of g of order two at c"""
    return g(c) + g_1(c) * (t - c) + g_2(c) / 2 * (t - c) ** 2


def clamped(t, low=a, high=b):
    """The nearest point of [a, b]"""
    return minimum(maximum(t, low), high)


def outside(g, g_1, g_2):
    """The Taylor polynomial at c and its derivatives, as functions of t and c"""
    return (
        lambda t, c: bent(g, g_1, g_2, t, c),
        lambda t, c: g_1(c) + g_2(c) * (t - c),
        lambda t, c: g_2(c),
    )


def with_ends(g, g_1, g_2, low=a, high=b):
    """g on [a, b], continued by its Taylor polynomials there, and its derivatives"""
    return [lambda t, one=one: one(t, clamped(t, low, high)) for one in outside(g, g_1, g_2)]


def put(k, goal, equal, *known):
    """goal(place), from goal(value) and the step place == value."""
    place, value = equal.sides
    return k.rewrite(equal, k.arith(goal(value), *known), goal(place))


@claim(
    "book.quadratic-ends",
    analysis("definition 5.14"),
    says=lambda: forall(*BEFORE, a, b)(given(a <= b, twice(*BEFORE)) >> twice(*with_ends(*BEFORE))),
    uses=("book.glued-twice", "book.continuous"),
)
def quadratic_ends(judge):
    """A twice continuously differentiable function on [a, b], continued by its Taylor polynomials
    of order two at a and at b, is twice continuously differentiable.
    """
    k = judge.theorem()
    order, *smooth = k.given
    orders = outside(*BEFORE)
    middle = [lambda t, one=one: one(t, maximum(t, a)) for one in orders]
    at_a, at_b = ([lambda t, one=one, c=c: one(t, c) for one in orders] for c in (a, b))

    def same(one, piece, side, place, value):
        """For all x on a side one(x, place) is the piece, since it is so at the value."""
        here = k.assume(side)
        equal = k.arith(place == value, here, order)
        step = put(k, lambda c: one(x, c) == piece(x), equal)
        return k.for_all(k.discharge(step, side), x)

    def glued(whole, pieces, at, facts):
        functions = [Lambda((x,), one(x)) for one in (*whole, *pieces)]
        return k.use(k.by("book.glued-twice", *functions, at), *facts)

    high = maximum(x, a)
    facts = [same(one, piece, x <= a, high, a) for one, piece in zip(orders, at_a)]
    facts += [same(one, piece, x >= a, high, x) for one, piece in zip(orders, BEFORE)]
    first = glued(middle, (*at_a, *BEFORE), a, [*facts, by_table(k, *at_a), *smooth])
    facts = [same(one, piece, x <= b, clamped(x), high) for one, piece in zip(orders, middle)]
    facts += [same(one, piece, x >= b, clamped(x), b) for one, piece in zip(orders, at_b)]
    whole = with_ends(*BEFORE)
    return k.qed(glued(whole, (*middle, *at_b), b, [*facts, first, by_table(k, *at_b)]))


@quadratic_ends.mutant
def straight_ends(judge):
    """x^2 continued by its tangent: the second derivatives 2 and 0 at one point."""
    return falsify(forall(v)(conj(v >= 0, v <= 0) >> conj(v == 2, v == 0)))


def by_table(k, f, f_1, f_2):
    """`twice` of functions that the table of derivatives knows."""
    slopes = []
    for one, other in ((f, f_1), (f_1, f_2)):
        mean = deriv(s, one(s), x)
        slopes.append(k.for_all(k.arith(mean == other(x), k.derivative(mean)), x))
    return k.both(*slopes, continuous_by_table(k, f_2))


def continuous_by_table(k, f):
    """`is_continuous` of a function that the table of derivatives knows."""
    mean = deriv(s, f(s), x)
    return continuous_by_slope(k, f, k.differentiable(mean, k.derivative(mean)))


def continuous_by_slope(k, f, there):
    """`is_continuous` of a function that has a derivative at x."""
    positive = k.assume(e > 0)
    near = k.use(k.by("book.continuous", Lambda((s,), f(s)), x, e), there, positive)
    return k.for_all(k.discharge(near, positive.formula), x, e)
