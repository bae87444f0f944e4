"""Hoeffding's lemma: the exponential moments of bounded random variables and of their sums.

The martingale property enters as the product rule for the means that are used.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    integrable,
    log,
    mean_of_combination,
    nats,
    reals,
    samples,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration, inequalities

p, s, t, u, x, y, tau = reals("p s t u x y tau")
i, n, m = nats("i n m")
w = samples("w")
a, c, mu = sequences("a c mu")
X = functions("X", "nat", "sample")


def chord_says(most=1):
    return forall(x, y)(given(x >= 0, x <= most) >> (exp(y * x) <= 1 - x + x * exp(y)))


@claim("book.exp-chord", inequalities("theorem 9"), says=chord_says)
def below_the_chord(judge, most=1):
    """The exponential function is convex: exp(x y) <= 1 - x + x exp(y) for 0 <= x <= 1."""
    k = judge.theorem()
    low, high = k.given
    A, B, C = reals("A B C")
    rule = k.lemma(
        forall(A, B, C, x, y)(
            given(A > 0, B >= 1 + y * (1 - x), C >= 1 - y * x, A * C == 1, x >= 0, x <= most)
            >> (A <= 1 - x + x * (A * B))
        ),
        exp(y * x), exp(y * (1 - x)), exp(-y * x), x, y,
    )  # fmt: skip
    end = k.use(
        rule,
        k.arith(exp(y * x) > 0),
        k.arith(exp(y * (1 - x)) >= 1 + y * (1 - x)),
        k.arith(exp(-y * x) >= 1 - y * x),
        k.arith(exp(y * x) * exp(-y * x) == 1),
        low,
        high,
    )
    whole = k.arith(exp(y * x) * exp(y * (1 - x)) == exp(y))
    return k.qed(k.arith(k.target, end, whole))


below_the_chord.mutant("0 <= x <= 2", most=2)


def two_points(p, s):
    return 1 - p + p * exp(s)


def two_points_say(eighth=8):
    return forall(p, s)(given(p >= 0, p <= 1) >> (two_points(p, s) <= exp(p * s + s**2 / eighth)))


@claim("book.two-points", concentration("lemma 2.2"), says=two_points_say)
def of_two_points(judge):
    """Hoeffding's lemma for two values: 1 - p + p exp(s) <= exp(p s + s^2/8) for 0 <= p <= 1."""
    k = judge.theorem()
    ahead = conj(p >= 0, p <= 1, s >= 0)
    known = k.assume(ahead)
    low, high, _ = k.split(known)
    A, B, D, q = reals("A B D q")
    weight = lambda one: 1 - p + p * exp(one)  # noqa: E731
    positive = forall(p, A)(given(p >= 0, p <= 1, A > 0) >> (1 - p + p * A > 0))

    def weighs(one):
        """1 - p + p exp(u) > 0"""
        return k.use(k.lemma(positive, p, exp(one)), low, high, k.arith(exp(one) > 0))

    slope = lambda one: p + one / 4 - p * exp(one) / weight(one)  # noqa: E731
    total = deriv(tau, slope(tau), u)
    exact = k.derivative(total, weighs(u))
    curved = k.lemma(
        forall(p, A, q)(
            given(q > 0, q == 1 - p + p * A)
            >> (term("1/4") - (p * A * q - p * A * (p * A)) / (q * q) >= 0)
        ),
        p, exp(u), weight(u),
    )  # fmt: skip
    curved = k.use(curved, weighs(u), k.arith(weight(u) == 1 - p + p * exp(u)))
    sign = k.arith(total >= 0, exact, curved, weighs(u))
    every = lambda step, top: k.for_all(k.discharge(step, conj(0 <= u, u <= top)), u)  # noqa: E731
    here = k.assume(conj(0 <= u, u <= s))
    v = reals("v")
    rises = k.mean_value(k.for_all(k.discharge(sign, conj(0 <= u, u <= v)), u), k.assume(0 <= v))
    rises = k.discharge(rises, 0 <= v)
    rises = k.at(k.for_all(rises, v), u)
    rises = k.use(rises, here)
    flat = k.arith(slope(term(0)) == 0, k.arith(exp(term(0)) == 1), weighs(term(0)))
    rises = k.arith(slope(u) >= 0, rises, flat)
    gap = lambda one: p * one + one**2 / 8 - log(weight(one))  # noqa: E731
    total = deriv(tau, gap(tau), u)
    exact = k.derivative(total, weighs(u))
    sign = k.arith(total >= 0, exact, rises, weighs(u))
    grows = k.mean_value(every(sign, s), k.arith(0 <= s, known))
    zero = k.arith(gap(term(0)) == 0, k.arith(exp(term(0)) == 1), weighs(term(0)))
    end = k.arith(log(weight(s)) <= p * s + s**2 / 8, grows, zero)
    larger = k.arith(exp(log(weight(s))) <= exp(p * s + s**2 / 8), end)
    same = k.arith(exp(log(weight(s))) == weight(s), weighs(s))
    end = k.arith(two_points(p, s) <= exp(p * s + s**2 / 8), larger, same)
    right = k.for_all(k.discharge(end, ahead), p, s)
    # s < 0: the other value
    low, high = k.given
    behind = k.assume(~(s >= 0))
    other = k.at(right, 1 - p, -s)
    other = k.use(other, low, high, behind)
    rule = k.lemma(
        forall(p, A, B, D, q)(
            given(1 - (1 - p) + (1 - p) * B <= D, A * B == 1, A > 0, A * D == q)
            >> (1 - p + p * A <= q)
        ),
        p, exp(s), exp(-s), exp((1 - p) * -s + (-s) ** 2 / 8), exp(p * s + s**2 / 8),
    )  # fmt: skip
    left = k.use(
        rule, other, k.arith(exp(s) * exp(-s) == 1), k.arith(exp(s) > 0),
        k.arith(exp(s) * exp((1 - p) * -s + (-s) ** 2 / 8) == exp(p * s + s**2 / 8)),
    )  # fmt: skip
    cover = k.excluded_middle(s >= 0)
    right = k.use(k.at(right, p, s), low, high, k.assume(s >= 0))
    return k.qed(k.cases(cover, right, left))


@of_two_points.mutant
def a_ninth(judge):
    """exp(s^2/9), at p = 1/2 and s = 1."""
    return falsify(two_points_say(9), hints=[{"values": {"p": "1/2", "s": "1"}}])


b, L = reals("b L")


def slope(b, L, s):
    """The slope of exp(s x) over [-b, L - b]"""
    return exp(-s * b) * (exp(s * L) - 1) / L


def line_says():
    inside = given(L > 0, b >= 0, b <= L, x + b >= 0, x + b <= L)
    return forall(x, b, L, s)(inside >> (exp(s * x) <= exp(s**2 * L**2 / 8) + slope(b, L, s) * x))


@claim(
    "book.exp-below-line",
    concentration("lemma 2.2"),
    says=line_says,
    uses=("book.exp-chord", "book.two-points"),
)
def below_a_line(judge):
    """exp(s x) is below a line that is exp(s^2 L^2/8) at 0, for x in an interval of length L around
    0: its chord there is lower.
    """
    k = judge.theorem()
    wide, low, high, *near = k.given
    A, B, C, D, F, G = reals("A B C D F G")
    nonzero = k.arith(L != 0, wide)
    share, where = b / L, (x + b) / L
    part = forall(A, B)(given(B > 0, A >= 0, A <= B) >> conj(A / B >= 0, A / B <= 1))
    unit = k.use(k.lemma(part, b, L), wide, low, high)
    inside = k.use(k.lemma(part, x + b, L), wide, *near)
    y_ = s * L
    chord = k.use(k.by("book.exp-chord", where, y_, defined=[nonzero]), inside)
    points = k.use(k.by("book.two-points", share, y_, defined=[nonzero]), unit)
    left = exp(-s * b)
    height = left * two_points(share, y_)
    split = k.arith(exp(s * x) == left * exp(y_ * where), nonzero)
    rule = k.lemma(
        forall(A, B, C, D, F, G)(
            given(B != 0, A <= 1 - (C + D) / B + (C + D) / B * F, G > 0)
            >> (G * A <= G * (1 - D / B + D / B * F) + G * (F - 1) / B * C)
        ),
        exp(y_ * where), L, x, b, exp(y_), left, defined=[nonzero],
    )  # fmt: skip
    below = k.use(rule, nonzero, chord, k.arith(left > 0))
    small = k.arith(
        height <= left * exp(share * y_ + y_**2 / 8), points, k.arith(left > 0), nonzero
    )
    whole = k.arith(left * exp(share * y_ + y_**2 / 8) == exp(s**2 * L**2 / 8), nonzero)
    return k.qed(k.arith(k.target, split, below, small, whole, nonzero))


@below_a_line.mutant
def of_slope_zero(judge):
    """Without the slope: exp(1) <= exp(1/2) at s = x = b = 1, L = 2."""
    return falsify(
        forall(x, b, L, s)(
            given(L > 0, b >= 0, b <= L, x + b >= 0, x + b <= L)
            >> (exp(s * x) <= exp(s**2 * L**2 / 8))
        ),
        hints=[{"values": {"x": "1", "b": "1", "L": "2", "s": "1"}}],
    )


def partial(n, body=None):
    """S_n, the sum of the first n of the variables X(i, w)."""
    return sum_over(i, n, X(i, w) if body is None else body)


def squares(n):
    return sum_over(i, n, c(i) ** 2)


def bounded():
    """-a_i <= X_i <= c_i - a_i, an interval of length c_i around 0"""
    shifted = X(i, w) + a(i)
    ranges = forall(i)(conj(c(i) > 0, a(i) >= 0, a(i) <= c(i)))
    return conj(ranges, forall(i, w)(conj(shifted >= 0, shifted <= c(i))))


def differences(s):
    """E exp(s S_i) X_i = 0: X_i has the mean 0 given the variables before it."""
    grown = exp(s * partial(n))
    return conj(forall(n)(integrable(E(w, grown))), forall(n)(E(w, grown * X(n, w)) == 0))


def mean_of_one_more(k, past, value, line, known, means):
    """E(past exp(s x)) <= height E(past) where E(past x) = 0: `line` is (height, steep) with
    exp(s x) <= height + steep x, `known` are that, the next exponential == past exp(s x), and that
    the divisor of `steep` is not 0; `means` are those of past, of past x and of the next one.
    """
    (height, steep), (below, product, nonzero), (own, mixed, next_) = line, known, means
    A, B, C, D, F = reals("A B C D F")
    now, grown = product.sides[0], below.sides[0]
    rule = k.lemma(
        forall(A, B, C, D, F)(given(A <= C + D * B, F > 0) >> (F * A <= C * F + D * (F * B))),
        grown, value, height, steep, past, defined=[nonzero],
    )  # fmt: skip
    pointwise = k.use(rule, below, k.arith(past > 0))
    whole = lambda A, B: A * past + B * (past * value)  # noqa: E731
    pointwise = k.arith(now <= whole(height, steep), product, pointwise, nonzero)
    # in the mean, for any two coefficients
    every = k.assume(forall(w)(now <= whole(A, B)))
    there = k.arith(integrable(mixed.sides[0]), mixed)
    total = mean_of_combination(k, w, whole(A, B), [(A, past, own), (B, past * value, there)])
    smaller = k.mean_is_monotone(every, next_, k.arith(integrable(E(w, whole(A, B))), total))
    smaller = k.arith(E(w, now) <= A * E(w, past), smaller, total, mixed)
    smaller = k.for_all(k.discharge(smaller, every.formula), A, B)
    smaller = k.at(smaller, height, steep, defined=[nonzero])
    return k.apply(smaller, k.for_all(pointwise, w))


def moment_says(eighth=8):
    return forall(X, a, c, s)(
        given(bounded(), differences(s))
        >> forall(n)(E(w, exp(s * partial(n))) <= exp(s**2 * squares(n) / eighth))
    )


@claim(
    "book.bounded-differences",
    concentration("lemma 2.2 and theorem 2.8"),
    says=moment_says,
    uses=("book.exp-below-line",),
)
def moment_generating_function(judge):
    """E exp(s S_n) <= exp(s^2 (c_1^2 + .. + c_n^2)/8) for a sum of martingale differences, each in
    an interval of length c_i around 0.
    """
    k = judge.theorem()
    ranges, bounds, has, zero = k.given
    here = E(w, exp(s * partial(n))) <= exp(s**2 * squares(n) / 8)
    one = k.mean_of_constant(w, term(1))
    start = k.arith(term(1) == exp(s * partial(0)), k.sum_empty(i, X(i, w)))
    start = k.mean_of_equal(k.for_all(start, w), k.arith(integrable(E(w, term(1))), one))
    base = k.arith(here.put(n, 0), start, one, k.sum_empty(i, c(i) ** 2), k.arith(exp(0 * s) == 1))
    # one more: exp(s X) is below a line
    A, B, C, F = reals("A B C F")
    wide, low, high = k.split(k.at(ranges, n))
    nonzero = k.arith(c(n) != 0, wide)
    height, steep = exp(s**2 * c(n) ** 2 / 8), slope(a(n), c(n), s)
    below = k.by("book.exp-below-line", X(n, w), a(n), c(n), s)
    below = k.use(below, wide, low, high, k.at(bounds, n, w))
    grown = exp(s * partial(n))
    longer = exp(s * partial(n + 1))
    product = k.lemma(
        forall(A, B, s)(exp(s * (A + B)) == exp(s * A) * exp(s * B)), partial(n), X(n, w), s
    )
    one_more = k.sum_step(i, n, X(i, w))
    product = k.rewrite(one_more, product, longer == grown * exp(s * X(n, w)))
    means = k.at(has, n), k.at(zero, n), k.at(has, n + 1)
    smaller = mean_of_one_more(k, grown, X(n, w), (height, steep), (below, product, nonzero), means)
    more = k.sum_step(i, n, c(i) ** 2)
    rule = k.lemma(
        forall(A, B, C, F)(given(A <= C * B, B <= F, C > 0) >> (A <= F * C)),
        E(w, longer), E(w, grown), height, exp(s**2 * squares(n) / 8), defined=[means[2], means[0]],
    )  # fmt: skip
    step = k.use(rule, smaller, k.assume(here), k.arith(height > 0))
    power = k.lemma(
        forall(A, B, s)(exp(s**2 * (A + B) / 8) == exp(s**2 * A / 8) * exp(s**2 * B / 8)),
        squares(n), c(n) ** 2, s,
    )  # fmt: skip
    power = k.rewrite(more, power, exp(s**2 * squares(n + 1) / 8) == power.sides[1])
    step = k.arith(here.put(n, n + 1), step, power)
    return k.qed(k.induction(n, here, base, step))


@moment_generating_function.mutant
def a_ninth_for_a_sign(judge):
    """exp(s^2 4/9) for one random sign, c = 2: E exp(s X) = cosh s, at s = 1."""
    return falsify(forall(s)((exp(s) + exp(-s)) / 2 <= exp(4 * s**2 / 9)), attempts=2000)
