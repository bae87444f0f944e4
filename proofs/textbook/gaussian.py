"""Independent standard normal numbers, by their moment generating function, along one and two
directions, and the plane cut by two lines.

Two facts of the kernel are called: the mean over a half-line and, for two numbers, over a sector.
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
    deriv,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    nats,
    pi,
    randoms,
    reals,
    samples,
    sequences,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import truths

a, b, e, r, s, t, u, v, tau, theta = reals("a b e r s t u v tau theta")
c, d = nats("c d")
w = samples("w")
W = functions("W", "nat", "sample")
p, q, way = sequences("p q way")
X, Y = randoms("X Y")
LOW, HIGH = theta - pi / 2, pi / 2


def along(direction, count=d):
    """The inner product of W and a direction."""
    return sum_over(c, count, direction(c) * W(c, w))


def squared(direction):
    return sum_over(c, d, direction(c) ** 2)


def standard(W=W, w=w):
    """W(0), .., W(d - 1) are independent standard normal numbers."""
    form = sum_over(c, d, way(c) * W(c, w))
    return forall(way)(E(w, exp(form)) == exp(squared(way) / 2))


def pair(X, Y):
    """X and Y are independent standard normal numbers."""
    return forall(s, t)(E(w, exp(s * X + t * Y)) == exp((s**2 + t**2) / 2))


def exponent(k, way, line, size, *sums):
    """E exp(line) == exp(size/2), from the law at the direction `way`: `sums` say that the inner
    product with it is the line, and how long it is.
    """
    told = k.at(k.given[0], Lambda((c,), way))
    form, long = sum_over(c, d, way * W(c, w)), sum_over(c, d, way**2) / 2
    moved = k.mean_of_equal(
        k.for_all(k.arith(exp(form) == exp(line), *sums), w),
        k.arith(integrable(E(w, exp(form))), told),
    )
    value = k.arith(exp(long) == exp(size / 2), k.arith(long == size / 2, *sums, *k.given))
    return k.arith(E(w, exp(line)) == exp(size / 2), moved, told, value)


def on_a_line():
    law = forall(s)(E(w, exp(s * along(p))) == exp(s**2 / 2))
    return forall(W, p, d)(given(standard(), squared(p) == 1) >> law)


@claim("book.normal-line", concentration("section 2.2"), says=on_a_line)
def one_direction(judge):
    """Along a direction of length 1 independent standard normal numbers have a standard normal
    coordinate.
    """
    k = judge.theorem()
    way = s * p(c)
    length = by_terms(
        k, c, d, lambda n: sum_over(c, n, way**2) == s**2 * sum_over(c, n, p(c) ** 2),
        [way**2, p(c) ** 2],
    )  # fmt: skip
    same = by_terms(
        k, c, d, lambda n: sum_over(c, n, way * W(c, w)) == s * along(p, n),
        [way * W(c, w), p(c) * W(c, w)],
    )  # fmt: skip
    return k.qed(k.for_all(exponent(k, way, s * along(p), s**2, same, length), s))


ONES = {
    "values": {"d": "1", "s": "1", "t": "1", "theta": "0", "N": "1", "M": "1"},
    "functions": {
        "W": {"of": ["c", "w"], "is": "1"},
        **{name: {"table": ["1"]} for name in ("p", "x", "y")},
    },
    "weights": ["1"],
}


def only_squares():
    """What second moments know of the law."""
    b, e = nats("b e")
    alone = forall(b)((b < d) >> (E(w, W(b, w) ** 2) == 1))
    inside = conj(b < d, e < d, b != e)
    return conj(alone, forall(b, e)(inside >> (E(w, W(b, w) * W(e, w)) == 0)))


@one_direction.mutant
def by_second_moments(judge):
    """Second moments in the place of the law: the constant 1 has them, d = 1."""
    law = E(w, exp(s * along(p))) == exp(s**2 / 2)
    known = given(only_squares(), squared(p) == 1)
    return falsify(forall(W, p, d, s)(known >> law), hints=[ONES])


def half_line(k, W, w, way, length, degree, value):
    """E[X^degree 1{X >= 0}] == value for the coordinate X along a direction of length 1; the law of
    W is the first hypothesis.
    """
    line = sum_over(c, d, way * W(c, w))
    law = k.use(k.by("book.normal-line", W, Lambda((c,), way), d), k.given[0], length)
    known = k.at(k.fact("normal-half-line"), Lambda((w,), line), degree, value)
    return k.apply(known, law, k.arith(known.formula.left.part(1)))


def combined():
    return forall(W, p, q, d)(
        given(standard(), squared(p) == 1, squared(q) == 1, sum_over(c, d, p(c) * q(c)) == 0)
        >> pair(along(p), along(q))
    )


@claim("book.normal-pair", concentration("section 2.2"), says=combined)
def two_directions(judge):
    """Along two orthogonal directions of length 1 independent standard normal numbers have two
    independent standard normal coordinates.
    """
    k = judge.theorem()
    way = s * p(c) + t * q(c)
    length = by_terms(
        k, c, d,
        lambda n: sum_over(c, n, way**2)
        == s**2 * sum_over(c, n, p(c) ** 2)
        + 2 * s * t * sum_over(c, n, p(c) * q(c))
        + t**2 * sum_over(c, n, q(c) ** 2),
        [way**2, p(c) ** 2, p(c) * q(c), q(c) ** 2],
    )  # fmt: skip
    same = by_terms(
        k, c, d,
        lambda n: sum_over(c, n, way * W(c, w)) == s * along(p, n) + t * along(q, n),
        [way * W(c, w), p(c) * W(c, w), q(c) * W(c, w)],
    )  # fmt: skip
    line = s * along(p) + t * along(q)
    return k.qed(k.for_all(exponent(k, way, line, s**2 + t**2, same, length), s, t))


@two_directions.mutant
def of_variance_one(judge):
    """Variances in the place of the law: the constant 1, at s = 1 and t = 0."""
    tables = {"p": {"table": ["1", "0"]}, "q": {"table": ["0", "1"]}}
    model = ONES | {"values": {"s": "1", "t": "0"}, "functions": ONES["functions"] | tables}
    lines = [sum_over(c, 2, one(c) * W(c, w)) for one in (p, q)]
    law = E(w, exp(s * lines[0] + t * lines[1])) == exp((s**2 + t**2) / 2)
    known = given(E(w, W(0, w) ** 2) == 1, E(w, W(1, w) ** 2) == 1)
    return falsify(forall(W, p, q, s, t)(known >> law), hints=[model])


def sector_mean(k, G, F, degree, moment, bound, *below):
    """E[G(X, Y) 1{the angle of (X, Y) is between theta - pi/2 and pi/2}] for the pair of the first
    hypothesis, with the event as the fact writes it: G homogeneous of the degree, F' = G and |G| <=
    bound on the unit circle by `below`, `moment` the mean of that power of the radius.
    """
    law, *angle = k.given
    values = Lambda((u, v), G(u, v)), Lambda((t,), F(t)), degree, moment, bound, LOW, HIGH
    known = k.at(k.fact("normal-sector"), X, Y, *values)
    ends = k.arith(conj(LOW <= HIGH, HIGH <= LOW + pi), *angle)
    scaled = k.arith(G(r * u, r * v) == r**degree * G(u, v))
    homogeneous = k.for_all(k.discharge(scaled, r > 0), r, u, v)
    circle, slope = G(cos(t), sin(t)), deriv(tau, F(tau), t)
    size = forall(u, v)(given(u <= v, -v <= u) >> (abs(u) <= v))
    size = k.use(k.lemma(size, circle, bound), *below)
    slopes = k.both(k.arith(slope == circle, k.derivative(slope)), size)
    primitive = k.for_all(k.discharge(slopes, conj(LOW <= t, t <= HIGH)), t)
    met = k.arith(known.formula.left.part(4))
    return k.apply(known, law, ends, homogeneous, primitive, met)


def quarter_turns(k):
    """Sine and cosine of theta - pi/2 and of pi/2."""
    low = sin(LOW) == -cos(theta), cos(LOW) == sin(theta)
    return k.arith(conj(*low, sin(HIGH) == 1, cos(HIGH) == 0))


def between_normals(k, G, found):
    """The mean over X >= 0, cos(theta) X + sin(theta) Y >= 0 from that over the sector between
    theta - pi/2 and pi/2.
    """
    turned = quarter_turns(k)
    there = conj(X(w) * sin(LOW) <= Y(w) * cos(LOW), Y(w) * cos(HIGH) <= X(w) * sin(HIGH))
    equal = truths(k, indicator(there) == indicator(WEDGE), (there, WEDGE), turned)
    value = G(X(w), Y(w))
    same = k.for_all(k.arith(value * indicator(there) == value * indicator(WEDGE), equal), w)
    return k.mean_of_equal(same, k.arith(integrable(E(w, value * indicator(there))), found))


WEDGE = conj(X(w) >= 0, cos(theta) * X(w) + sin(theta) * Y(w) >= 0)


def second_moments():
    return conj(E(w, X(w) ** 2) == 1, E(w, Y(w) ** 2) == 1, E(w, X(w) * Y(w)) == 0)


def of_a_pair(moments=3):
    return forall(X, Y, theta)(
        given(pair(X(w), Y(w)) if moments > 2 else second_moments(), theta >= 0, theta <= pi)
        >> (Prob(w, WEDGE) == (pi - theta) / (2 * pi))
    )


@claim("book.normal-sector", concentration("section 2.2"), says=of_a_pair)
def sector(judge):
    """Two half-planes whose normals are at the angle theta share (pi - theta)/(2 pi) of the plane,
    under the law of two independent standard normal numbers (Sheppard).
    """
    k = judge.theorem()
    one = lambda u, v: term(1)  # noqa: E731
    found = sector_mean(k, one, lambda t: t, 0, 1, 1)
    moved = between_normals(k, one, found)
    plain = k.for_all(k.arith(1 * indicator(WEDGE) == indicator(WEDGE)), w)
    bare = k.mean_of_equal(plain, k.arith(integrable(E(w, 1 * indicator(WEDGE))), moved))
    return k.qed(k.arith(Prob(w, WEDGE) == (pi - theta) / (2 * pi), bare, moved, found))


SIGN = {
    "values": {"theta": "1", "a": "1", "b": "0", "e": "0"},
    "functions": {"X": {"table": ["1", "1"]}, "Y": {"table": ["1", "-1"]}},
    "weights": ["1/2", "1/2"],
}


@sector.mutant
def uncorrelated(judge):
    """Uncorrelated numbers of variance 1: X = 1 and a sign Y at the angle 1."""
    return falsify(of_a_pair(2), hints=[SIGN])


def form(x, y, a=a, b=b, e=e):
    """A quadratic form"""
    return a * x**2 + b * x * y + e * y**2


def form_says(moments=3):
    S, C = sin(theta), cos(theta)
    value = a * (pi - theta + S * C) + b * S**2 + e * (pi - theta - S * C)
    return forall(X, Y, theta, a, b, e)(
        given(pair(X(w), Y(w)) if moments > 2 else second_moments(), theta >= 0, theta <= pi)
        >> (E(w, form(X(w), Y(w)) * indicator(WEDGE)) == value / (2 * pi))
    )


@claim("book.normal-wedge", concentration("section 2.2"), says=form_says)
def wedge(judge):
    """The mean of a quadratic form of two independent standard normal numbers over the part of the
    plane that two half-planes share, at the angle theta.
    """
    k = judge.theorem()

    def primitive(t):
        both = sin(t) * cos(t) / 2
        return a * (t / 2 + both) + b * (sin(t) ** 2 / 2) + e * (t / 2 - both)

    bound, C, S = 1 + a**2 + b**2 + e**2, cos(t), sin(t)
    p, q, r = reals("p q r")
    small = forall(a, b, e, p, q, r)(
        given(p**2 + q**2 + r**2 <= 1)
        >> conj(a * p + b * q + e * r <= bound, -bound <= a * p + b * q + e * r)
    )
    circle = k.arith((C**2) ** 2 + (C * S) ** 2 + (S**2) ** 2 <= 1, k.arith(C**2 + S**2 == 1))
    below = k.use(k.lemma(small, a, b, e, C**2, C * S, S**2), circle)
    found = sector_mean(k, form, primitive, 2, 2, bound, below)
    moved = between_normals(k, form, found)
    circle = k.arith(sin(theta) ** 2 + cos(theta) ** 2 == 1)
    return k.qed(k.arith(k.target, moved, found, quarter_turns(k), circle))


@wedge.mutant
def of_a_sign(judge):
    """The same numbers: E X^2 over their half is not that of normal numbers."""
    return falsify(form_says(2), hints=[SIGN])
