"""Lipschitz constants from slopes and back: the mean value inequality, and that a slope is a lower
bound of every Lipschitz constant.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, functions, given, reals
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis

x, y, a, b, c, v, d, e = reals("x y a b c v d e")
f = functions("f", "real")


def lipschitz(value, constant):
    """|value(a) - value(b)| <= constant |a - b| for all a, b."""
    return forall(a, b)(abs(value(a) - value(b)) <= constant * abs(a - b))


def increment_says(factor=1):
    inside = conj(a <= x, x <= b)
    slopes = forall(x)(inside >> (abs(deriv(y, f(y), x)) <= c))
    return forall(f, a, b, c)(given(a <= b, slopes) >> (abs(f(b) - f(a)) <= factor * c * (b - a)))


@claim("book.increment", analysis("theorem 5.10"), says=increment_says)
def increment_below_the_slope(judge, factor=1):
    """|f(b) - f(a)| <= c (b - a) where |f'| <= c between a and b."""
    k = judge.theorem()
    order, slopes = k.given
    inside = conj(a <= x, x <= b)
    slope = k.apply(k.at(slopes, x), k.assume(inside))
    ends = []
    for sign, relation in ((1, lambda s: s >= 0), (-1, lambda s: s <= 0)):
        mean = deriv(y, f(y) + sign * (c * y), x)
        table = k.derivative(mean, k.differentiable(deriv(y, f(y), x), slope))
        step = k.discharge(k.arith(relation(mean), table, slope), inside)
        ends.append(k.mean_value(k.for_all(step, x), order))
    return k.qed(k.arith(k.target, *ends, order))


@increment_below_the_slope.mutant
def half_of_the_increment(judge):
    """At most c (b - a)/2: f(y) = y with slope c = 1."""
    identity = given(a == 0, b == 1, c == 1) >> (abs(b - a) <= c * (b - a) / 2)
    return falsify(forall(a, b, c)(identity), hints=[{"values": {"a": "0", "b": "1", "c": "1"}}])


def line_says():
    slopes = forall(x)(abs(deriv(y, f(y), x)) <= c)
    return forall(f, c)(slopes >> lipschitz(f, c))


@claim("book.lipschitz", analysis("theorem 5.10"), says=line_says, uses=("book.increment",))
def bounded_slope(judge):
    """A bounded derivative gives a Lipschitz function: |f'| <= c on the line, so |f(a) - f(b)| <=
    c |a - b|.
    """
    k = judge.theorem()
    (slopes,) = k.given

    def between(low, high):
        inside = conj(low <= x, x <= high)
        everywhere = k.for_all(k.discharge(k.at(slopes, x), inside), x)
        step = k.use(k.by("book.increment", f, low, high, c), k.assume(low <= high), everywhere)
        return k.arith(abs(f(a) - f(b)) <= c * abs(a - b), step, k.assume(low <= high))

    cover = k.arith((a <= b) | (b <= a))
    return k.qed(k.for_all(k.cases(cover, between(a, b), between(b, a)), a, b))


@bounded_slope.mutant
def strictly_below(judge):
    """|f(a) - f(b)| < c |a - b|: f(y) = y with slope c = 1."""
    identity = given(a == 0, b == 1, c == 1) >> (abs(a - b) < c * abs(a - b))
    return falsify(forall(a, b, c)(identity), hints=[{"values": {"a": "0", "b": "1", "c": "1"}}])


def least_says():
    slope = deriv(y, f(y), x)
    return forall(f, c, x)(given(lipschitz(f, c), slope == slope) >> (abs(slope) <= c))


@claim("book.lipschitz-least", analysis("definition 5.1"), says=least_says)
def slope_below_every_constant(judge):
    """A Lipschitz constant is at least as large as every slope: f(t) differs from its tangent by a
    small part of |t - x|.
    """
    k = judge.theorem()
    near, exists = k.given
    slope = exists.sides[0]
    larger = k.assume(abs(slope) > c)
    tangent = k.estimate(exists, k.arith((abs(slope) - c) / 2 > 0, larger))
    positive, inside = k.split(k.such(tangent, d))
    after = x + d / 2
    close = k.use(k.at(inside, after), k.arith(conj(x - d < after, after < x + d), positive))
    change = k.at(near, after, x)
    wrong = k.arith(k.target, close, change, positive, larger)
    never = k.obtain(tangent, wrong, d)
    cover = k.arith((abs(slope) <= c) | (abs(slope) > c), exists)
    return k.qed(k.cases(cover, k.assume(k.target), never))


@slope_below_every_constant.mutant
def below_half_of_it(judge):
    """Every slope is at most c/2: f(y) = y with c = 1."""
    return falsify(forall(c, v)(given(c == 1, v == 1) >> (abs(v) <= c / 2)))
