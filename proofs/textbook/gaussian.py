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
from .events import same_probability

r, s, t, u, v, tau, theta = reals("r s t u v tau theta")
c, d = nats("c d")
w = samples("w")
W = functions("W", "nat", "sample")
a, p, q = sequences("a p q")
X, Y = randoms("X Y")


def along(direction, count=d):
    """The inner product of W and a direction."""
    return sum_over(c, count, direction(c) * W(c, w))


def squared(direction):
    return sum_over(c, d, direction(c) ** 2)


def standard():
    """W(0), .., W(d - 1) are independent standard normal numbers."""
    return forall(a)(E(w, exp(along(a))) == exp(squared(a) / 2))


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


def of_a_pair(moments=3):
    event = conj(X(w) >= 0, cos(theta) * X(w) + sin(theta) * Y(w) >= 0)
    second = conj(E(w, X(w) ** 2) == 1, E(w, Y(w) ** 2) == 1, E(w, X(w) * Y(w)) == 0)
    return forall(X, Y, theta)(
        given(pair(X(w), Y(w)) if moments > 2 else second, theta >= 0, theta <= pi)
        >> (Prob(w, event) == (pi - theta) / (2 * pi))
    )


@claim("book.normal-sector", concentration("section 2.2"), says=of_a_pair)
def sector(judge):
    """Two half-planes whose normals are at the angle theta share (pi - theta)/(2 pi) of the plane,
    under the law of two independent standard normal numbers (Sheppard).
    """
    k = judge.theorem()
    law, *angle = k.given
    low, high = theta - pi / 2, pi / 2
    one, identity = Lambda((u, v), term(1)), Lambda((t,), t)
    known = k.at(k.fact("normal-sector"), X, Y, one, identity, 0, 1, 1, low, high)
    ends = k.arith(conj(low <= high, high <= low + pi), *angle)
    degree = k.arith(term(1) == r**0 * term(1))
    homogeneous = k.for_all(k.discharge(degree, r > 0), r, u, v)
    slope = k.derivative(deriv(tau, tau, t))
    slope = k.arith(conj(deriv(tau, tau, t) == 1, abs(term(1)) <= 1), slope)
    primitive = k.for_all(k.discharge(slope, conj(low <= t, t <= high)), t)
    moment = k.arith(known.formula.left.part(4))
    found = k.apply(known, law, ends, homogeneous, primitive, moment)
    turned = k.arith(
        conj(sin(low) == -cos(theta), cos(low) == sin(theta), sin(high) == 1, cos(high) == 0)
    )
    there = conj(X(w) * sin(low) <= Y(w) * cos(low), Y(w) * cos(high) <= X(w) * sin(high))
    event = conj(X(w) >= 0, cos(theta) * X(w) + sin(theta) * Y(w) >= 0)
    plain = k.for_all(k.arith(1 * indicator(there) == indicator(there)), w)
    moved = k.mean_of_equal(plain, k.arith(integrable(E(w, 1 * indicator(there))), found))
    has = k.arith(integrable(Prob(w, there)), moved)
    into, out = (k.arith(to, turned, k.assume(of)) for to, of in ((event, there), (~event, ~there)))
    same = same_probability(k, there, event, has, into, out)
    return k.qed(k.arith(Prob(w, event) == (pi - theta) / (2 * pi), same, moved, found))


@sector.mutant
def uncorrelated(judge):
    """Uncorrelated numbers of variance 1: X = 1 and a sign Y at the angle 1."""
    signs = {"X": {"table": ["1", "1"]}, "Y": {"table": ["1", "-1"]}}
    model = {"values": {"theta": "1"}, "functions": signs, "weights": ["1/2", "1/2"]}
    return falsify(of_a_pair(2), hints=[model])
