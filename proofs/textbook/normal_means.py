"""The mean of a function of a standard normal number, by a primitive of the function times the
density.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    minimum,
    nats,
    pi,
    reals,
    sqrt,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .limits import tends
from .normal_law import (
    Phi,
    Z,
    continuous,
    density,
    grows,
    has_exponential_moment,
    inside,
    slope_of_the_law,
    standard_normal,
    w,
)

a, b, c, d, e, r, s, u, v, x, y, B, L = reals("a b c d e r s u v x y B L")
low = reals("low")
q, q_0 = nats("q q_0")
f, G = functions("f G", "real")


def mean_says():
    slope = forall(x)(deriv(y, G(y), x) == f(x) * exp(-(x**2) / 2))
    return forall(Z, f, G, B, c, L)(
        given(standard_normal(), continuous(f), grows(f), slope, tends(G(q) - G(-q), L))
        >> (E(w, f(Z(w))) == L / sqrt(2 * pi))
    )


def truncated(t):
    """E f(Z) over low <= Z <= t"""
    return E(w, f(Z(w)) * indicator(inside(Z(w), low, t)))


def step_between(k: Any, p: Any, q: Any, order: Any, near: Any, small: Any) -> Any:
    """|T(q) - T(p) - f(b) (Phi(q) - Phi(p))| <= e (Phi(q) - Phi(p)) for low <= p <= q by `order`,
    T the truncated mean, where f differs by at most `small` from f(b) between p and q by `near`.
    """
    law, measured, smooth, growth, *_ = k.given
    have = k.use(k.at(measured, f, B, c), smooth, growth)
    upper, lower = inside(Z(w), low, q), inside(Z(w), low, p)
    one, two = indicator(upper), indicator(lower)
    value = f(Z(w))
    apart = value * one - value * two - f(b) * one + f(b) * two
    bound = small * one - small * two
    between = k.assume(inside(Z(w), p, q))
    close = k.discharge(near(between), between.formula)
    goal = conj(apart <= bound, -1 * bound <= apart)
    first, second = k.assume(upper), k.assume(lower)
    no_first, no_second = k.assume(~upper), k.assume(~lower)
    ind = k.indicator
    both = k.arith(goal, ind(upper, True, first), ind(lower, True, second))
    there = k.arith(inside(Z(w), p, q), first, no_second, order)
    only = k.arith(
        goal, ind(upper, True, first), ind(lower, False, no_second), k.apply(close, there)
    )
    never = k.absurd(k.arith(upper, second, order), no_first, goal)
    none = k.arith(goal, ind(upper, False, no_first), ind(lower, False, no_second))
    pointwise = k.cases(
        k.excluded_middle(upper),
        k.cases(k.excluded_middle(lower), both, only),
        k.cases(k.excluded_middle(lower), never, none),
    )
    shares = [k.use(k.at(law, low, end), order) for end in (q, p)]
    has_part = k.part(have, 1)
    parts = [k.at(has_part, low, end) for end in (q, p)]
    shared = [k.arith(integrable(E(w, ind_)), step) for ind_, step in zip((one, two), shares)]
    mean = mean_of_combination(
        k, w, apart,
        [(1, value * one, parts[0]), (-1, value * two, parts[1]),
         (-f(b), one, shared[0]), (f(b), two, shared[1])],
    )  # fmt: skip
    has_mean = k.arith(integrable(E(w, apart)), mean)
    ends = []
    for sign, place in ((1, 0), (-1, 1)):
        whole = sign * bound if sign < 0 else bound
        limit = mean_of_combination(
            k, w, whole, [(sign * small, one, shared[0]), (-sign * small, two, shared[1])]
        )
        has = k.arith(integrable(E(w, whole)), limit)
        below = k.for_all(k.part(pointwise, place), w)
        ends += [
            limit,
            k.mean_is_monotone(below, *((has_mean, has) if sign > 0 else (has, has_mean))),
        ]
    gain = Phi(q) - Phi(p)
    return k.arith(
        abs(truncated(q) - truncated(p) - f(b) * gain) <= small * gain, mean, *ends, *shares
    )


def slope_of_the_mean(k: Any, start: Any) -> Any:
    """The derivative of the truncated mean at b > low is f(b) times the density."""
    _, _, smooth, *_ = k.given
    positive = k.assume(e > 0)
    known = slope_of_the_law(k, b)
    F, W, D, V, X, T, P = reals("F W D V X T P")
    sizes = k.lemma(
        forall(e, F)(
            (e > 0)
            >> conj(e / (2 * (1 + abs(F))) > 0, e / (2 * (1 + abs(F))) * (1 + abs(F)) == e / 2)
        ),
        e, f(b),
    )  # fmt: skip
    sizes = k.use(sizes, positive)
    fine = e / (2 * (1 + abs(f(b))))
    tangent = k.estimate(known, k.part(sizes, 0))
    flat = k.use(k.at(smooth, b, e / 2), k.arith(e / 2 > 0, positive))
    d_1, d_2 = reals("d_1 d_2")
    straight, even = k.such(tangent, d_1), k.such(flat, d_2)
    radius = minimum(minimum(d_1, d_2), b - low)
    least = k.arith(
        conj(radius > 0, radius <= d_1, radius <= d_2, radius <= b - low),
        k.part(straight, 0), k.part(even, 0), start,
    )  # fmt: skip
    around = k.assume(conj(b - radius < x, x < b + radius))
    line = k.use(k.at(k.part(straight, 1), x), around, least)

    def near(between):
        return k.use(k.at(k.part(even, 1), Z(w)), between, around, least)

    known = [
        abs(T - F * P) <= e / 2 * abs(P), abs(P) <= abs(X), abs(P - V * X) <= d * abs(X),
        d * (1 + abs(F)) == e / 2, d > 0, e > 0,
    ]  # fmt: skip
    gaps = k.split(k.assume(conj(*known)))
    first = k.arith(abs(T - F * P) <= e / 2 * abs(X), gaps[0], gaps[1], gaps[5])
    share = k.arith(abs(F) * d * abs(X) <= e / 2 * abs(X), k.arith(abs(F) * d <= e / 2, *gaps[3:]))
    other = k.arith(abs(F) * abs(P - V * X) <= abs(F) * (d * abs(X)), gaps[2])
    product = k.arith(abs(F * (P - V * X)) == abs(F) * abs(P - V * X))
    other = k.arith(abs(F * P - F * V * X) <= e / 2 * abs(X), other, share, product)
    rule = k.arith(abs(T - F * V * X) <= e * abs(X), first, other)
    rule = k.for_all(k.discharge(rule, conj(*known)), T, P, F, V, X, d, e)
    law, measured, _, growth, *_ = k.given
    has = k.part(k.use(k.at(measured, f, B, c), smooth, growth), 1)
    there = [k.at(has, low, end) for end in (x, b)]
    gap, gain = truncated(x) - truncated(b), Phi(x) - Phi(b)
    rule = k.at(rule, gap, gain, f(b), density(b), x - b, fine, e, defined=there)
    steep = k.arith(abs(gain) <= abs(x - b))
    ends = []
    for p, q_, way in ((b, x, k.assume(b <= x)), (x, b, k.assume(~(b <= x)))):
        order = k.arith(conj(low <= p, p <= q_, low <= q_), way, around, least, start)
        change = step_between(k, p, q_, order, near, e / 2)
        rises = k.arith(Phi(p) <= Phi(q_), order)
        ends.append(k.arith(abs(gap - f(b) * gain) <= e / 2 * abs(gain), change, rises))
    total = k.cases(k.excluded_middle(b <= x), *ends)
    close = k.use(rule, total, steep, line, sizes, positive)
    slope = deriv(x, truncated(x), b) == f(b) * density(b)
    size = k.near_tangent(slope, e)
    close = k.arith(abs(gap - f(b) * density(b) * (x - b)) <= e * abs(x - b), close, *there)
    every = k.for_all(k.discharge(close, around.formula), x)
    found = k.exhibit(size, radius, k.both(k.part(least, 0), every))
    found = k.obtain(tangent, k.obtain(flat, found, d_2), d_1)
    return k.from_estimates(slope, k.for_all(k.discharge(found, e > 0), e))


def over_an_interval(k: Any) -> Any:
    """T(v) - T(u) == (G(v) - G(u))/sqrt(2 pi) for low < u <= v, T the truncated mean."""
    start = k.assume(low < b)
    moves = k.for_all(k.discharge(slope_of_the_mean(k, start), start.formula), b)
    ends = k.assume(conj(low < u, u <= v))
    here = k.assume(conj(u <= s, s <= v))
    own = k.use(k.at(moves, s), ends, here)
    other = k.at(k.given[4], s)
    root = k.arith(sqrt(2 * pi) > 0)
    gap = deriv(y, truncated(y) - G(y) / sqrt(2 * pi), s)
    flat = k.arith(gap == 0, k.derivative(gap, own, other, root), own, other, root)
    slopes = k.for_all(k.discharge(flat, here.formula), s)
    same = k.mean_value(slopes, k.part(ends, 1))
    return k.for_all(k.discharge(same, ends.formula), u, v)


def dominated(k: Any) -> Any:
    """|f(Z)| Z^2 <= 2 B (exp(S Z) + exp(-S Z)), S = c + 1, and B >= 0."""
    growth, z = k.given[3], Z(w)
    F, X, p, h, m = reals("F X p h m")
    square = k.lemma(forall(X)(abs(X) ** 2 <= 2 * exp(abs(X))), z)
    both = k.lemma(forall(c, X)(exp(c * X) * exp(X) == exp((c + 1) * X)), c, abs(z))
    ends = [exp((c + 1) * z), exp(-(c + 1) * z)]
    goal = exp((c + 1) * abs(z)) <= ends[0] + ends[1]
    sides = []
    for case, own, value in ((z >= 0, ends[0], z), (~(z >= 0), ends[1], -z)):
        same = k.arith(abs(z) == value, k.assume(case))
        mirrored = exp((c + 1) * abs(z))
        found = k.rewrite(same, k.arith(mirrored == mirrored), mirrored == exp((c + 1) * value))
        found = k.arith(mirrored == own, found, k.arith(exp((c + 1) * value) == own))
        sides.append(k.arith(goal, found, *(k.arith(one > 0) for one in ends)))
    sign = k.cases(k.excluded_middle(z >= 0), *sides)
    least = k.arith(B >= 0, k.at(growth, 0), k.arith(exp(c * abs(term(0))) == 1))
    rule = k.lemma(
        forall(F, X, B, p, h, m, s)(
            given(abs(F) <= B * p, abs(X) ** 2 <= 2 * h, p * h == m, m <= s, B >= 0, h > 0, p > 0)
            >> (abs(F) * X**2 <= 2 * B * s)
        ),
        f(z), z, B, exp(c * abs(z)), exp(abs(z)), exp((c + 1) * abs(z)), ends[0] + ends[1],
    )  # fmt: skip
    positive = [k.arith(exp(one) > 0) for one in (c * abs(z), abs(z))]
    return k.use(rule, k.at(growth, z), square, both, sign, least, *positive)


def near_the_mean(k: Any) -> Any:
    """|E f(Z) - (T(s) - T(-s))| s^2 <= M for s > 0 and a number M, T the mean over low <= Z <= t
    with low = -s - 1.
    """
    _, measured, smooth, growth, *_ = k.given
    z = Z(w)
    has = k.use(k.at(measured, f, B, c), smooth, growth)
    q_, start = s, -s - 1
    positive = k.assume(s > 0)
    upper, lower = inside(z, start, q_), inside(z, start, -q_)
    one, two = indicator(upper), indicator(lower)
    apart = f(z) - f(z) * one + f(z) * two
    tail = dominated(k)
    moments = [exp((c + 1) * z), exp(-(c + 1) * z)]
    bound = tail.sides[1]
    size = k.arith(abs(f(z)) * z**2 >= 0)
    F, M, t = reals("F M t")
    far = k.lemma(
        forall(F, M, t, s)(
            given(abs(F) * t**2 <= M, t**2 >= s**2) >> (abs(F) * s**2 <= M)
        ),
        f(z), bound, z, s,
    )  # fmt: skip
    goal = conj(apart * s**2 <= bound, -1 * bound <= apart * s**2)
    first, second = k.assume(upper), k.assume(lower)
    no_first, no_second = k.assume(~upper), k.assume(~lower)
    ind = k.indicator

    def outside(*known):
        """By a case in which z is not below s, or in which it is at most -s."""
        square = k.arith(z**2 >= s**2, k.arith(abs(z) >= s, *known), positive)
        return k.use(far, tail, square)

    both = k.arith(
        goal, ind(upper, True, first), ind(lower, True, second), outside(second, positive)
    )
    only = k.arith(
        goal, ind(upper, True, first), ind(lower, False, no_second), k.arith(bound >= 0, tail, size)
    )
    never = k.absurd(k.arith(upper, second, positive), no_first, goal)
    none = k.arith(
        goal, ind(upper, False, no_first), ind(lower, False, no_second),
        outside(no_first, positive),
    )  # fmt: skip
    pointwise = k.cases(
        k.excluded_middle(upper),
        k.cases(k.excluded_middle(lower), both, only),
        k.cases(k.excluded_middle(lower), never, none),
    )
    square = apart * s**2
    own = [k.part(has, 0), *(k.at(k.part(has, 1), start, end) for end in (s, -s))]
    bodies = [f(z), f(z) * one, f(z) * two]
    parts = [(way * s**2, body, step) for way, body, step in zip((1, -1, 1), bodies, own)]
    mean = mean_of_combination(k, w, square, parts)
    there = k.arith(integrable(E(w, square)), mean)
    rates = [has_exponential_moment(k, measured, rate) for rate in (c + 1, -(c + 1))]
    ends = []
    for sign, place in ((1, 0), (-1, 1)):
        whole = bound if sign > 0 else -1 * bound
        limit = mean_of_combination(
            k, w, whole, [(2 * sign * B, m, step) for m, step in zip(moments, rates)]
        )
        pair = there, k.arith(integrable(E(w, whole)), limit)
        below = k.for_all(k.part(pointwise, place), w)
        ends += [limit, k.mean_is_monotone(below, *(pair if sign > 0 else pair[::-1]))]
    most = 2 * B * (E(w, moments[0]) + E(w, moments[1]))
    value, *sides = (E(w, body) for body in bodies)
    close = k.arith(abs((value - sides[0] + sides[1]) * s**2) <= most, mean, *ends)
    return close, own, rates


def mean_from_primitive(k: Any) -> Any:
    """E f(Z) == L"""
    limit = k.given[5]
    close, own, rates = near_the_mean(k)
    positive = k.assume(s > 0)
    moves = k.at(k.for_all(over_an_interval(k), low), -s - 1, -s, s)
    same = k.use(moves, k.arith(conj(-s - 1 < -s, -s <= s), positive))
    value, most = E(w, f(Z(w))), close.sides[1]
    root = k.arith(sqrt(2 * pi) > 0)
    scaled = value * sqrt(2 * pi)
    gain, V, R = (G(s) - G(-s)), *reals("V R")
    M, D = reals("M D")
    rule = k.lemma(
        forall(V, R, M, D, s)(
            given(abs((V - D / R) * s**2) <= M, R > 0) >> (abs((V * R - D) * s**2) <= M * R)
        ),
        value, sqrt(2 * pi), most, gain, s, defined=[own[0], *rates],
    )  # fmt: skip
    close = k.arith(abs((value - gain / sqrt(2 * pi)) * s**2) <= most, close, same, *own, *rates)
    close = k.for_all(k.discharge(k.use(rule, close, root), s > 0), s)
    rule = same_limit(k, limit)
    equal = k.apply(k.at(rule, scaled, most * sqrt(2 * pi), defined=[own[0], *rates]), close)
    return k.arith(value == L / sqrt(2 * pi), equal, root, own[0])


def same_limit(k: Any, limit: Any) -> Any:
    """For all V, M: V is the limit L of G(q) - G(-q) if they differ by at most M/q^2."""
    V, M, bound = reals("V M bound")
    Q, n = nats("Q n")
    near = k.assume(forall(s)((s > 0) >> (abs((V - (G(s) - G(-s))) * s**2) <= M)))
    goal = V == L
    wrong = k.assume(~goal)
    gap = abs(V - L)
    some = k.arith(gap > 0, wrong)
    late = k.use(k.at(limit, gap / 2), k.arith(gap / 2 > 0, some))
    held = k.such(late, Q)
    many = k.at(k.for_all(k.archimedes(bound), bound), 2 * M / gap, defined=[some])
    count = k.such(many, n)
    there = Q + n + 1
    close = k.use(k.at(held, there), k.arith(there >= Q))
    size = k.use(k.at(near, there), k.arith(there > 0))
    F, X = reals("F X")
    rule = k.lemma(
        forall(V, L, F, X, M)(
            given(
                abs((V - F) * X**2) <= M, abs(F - L) <= abs(V - L) / 2, X >= 1,
                abs(V - L) * X > 2 * M, abs(V - L) > 0,
            )
            >> (term(0) > 1)
        ),
        V, L, G(there) - G(-there), there, M,
    )  # fmt: skip
    large = k.arith(gap * n >= 2 * M, count, some)
    large = k.arith(gap * there > 2 * M, large, some)
    false = k.use(rule, size, close, k.arith(there >= 1), large, some)
    end = k.absurd(false, k.arith(~(term(0) > 1)), goal)
    end = k.obtain(late, k.obtain(many, end, n), Q)
    end = k.cases(k.excluded_middle(goal), k.assume(goal), end)
    return k.for_all(k.discharge(end, near.formula), V, M)


@claim(
    "book.normal-mean",
    concentration("section 2.2"),
    says=mean_says,
    uses=("book.continuous",),
)
def mean_of_a_function(judge):
    """The mean of a continuous function f of a standard normal number, of at most exponential
    growth, is 1/sqrt(2 pi) times what a primitive of f(x) exp(-x^2/2) gains over the line.
    """
    k = judge.theorem()
    return k.qed(mean_from_primitive(k))


@mean_of_a_function.mutant
def by_second_moments(judge):
    """Second moments in the place of the law, f = z^4: of a sign the mean is 1 and not 3."""
    known = given(E(w, Z(w)) == 0, E(w, Z(w) ** 2) == 1)
    sign = {"functions": {"Z": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]}
    return falsify(forall(Z)(known >> (E(w, Z(w) ** 4) == 3)), hints=[sign])
