"""Lipschitz constants from slopes and back: the mean value inequality, and that a slope is a lower
bound of every Lipschitz constant.

The lemmas are about functions that have a value everywhere by their form. For others (log(1 + e^x))
the steps of their proofs serve, which take the function as a term.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, functions, given, reals
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis

x, y, a, b, c, v, d, F, G = reals("x y a b c v d F G")
f = functions("f", "real")

IDENTITY = [{"values": {"a": "0", "b": "1", "c": "1"}}]  # f(y) = y between 0 and 1


def lipschitz(value, constant):
    """|value(a) - value(b)| <= constant |a - b| for all a, b"""
    return forall(a, b)(abs(value(a) - value(b)) <= constant * abs(a - b))


def increment(k: Any, value: Any, constant: Any, ends: Any, slope: Any, order: Any) -> Any:
    """|value(high) - value(low)| <= constant (high - low) for the ends (low, high), in this order,
    from |value'(x)| <= constant, which may assume low <= x <= high.
    """
    low, high = ends
    inside = conj(low <= x, x <= high)
    known = k.differentiable(deriv(y, value(y), x), slope)
    sides = []
    for sign in (1, -1):
        mean = deriv(y, value(y) + sign * (constant * y), x)
        goal = mean >= 0 if sign > 0 else mean <= 0
        step = k.discharge(k.arith(goal, k.derivative(mean, known), slope), inside)
        sides.append(k.mean_value(k.for_all(step, x), order))
    up, down = F + 1 * (c * b) >= G + 1 * (c * a), F + -1 * (c * b) <= G + -1 * (c * a)
    joined = k.lemma(forall(F, G, c, a, b)(given(up, down) >> (abs(F - G) <= c * (b - a))))
    return k.use(k.at(joined, value(high), value(low), constant, low, high), *sides)


def everywhere(k: Any, value: Any, constant: Any, slope: Any) -> Any:
    """`lipschitz`, from |value'(x)| <= constant for every x."""
    near = given(a <= b, abs(F - G) <= c * (b - a))
    both = conj(abs(G - F) <= c * abs(a - b), abs(F - G) <= c * abs(b - a))
    either = k.lemma(forall(F, G, c, a, b)(near >> both))

    def ordered(low, high, place):
        order = k.assume(low <= high)
        step = increment(k, value, constant, (low, high), slope, order)
        step = k.use(k.at(either, value(high), value(low), constant, low, high), order, step)
        return k.part(step, place)

    cover = k.arith((a <= b) | (b <= a))
    return k.for_all(k.cases(cover, ordered(a, b, 0), ordered(b, a, 1)), a, b)


def least(k: Any, near: Any, constant: Any, known: Any, point: Any, *defined: Any) -> Any:
    """|v| <= constant, from `lipschitz` and the derivative v at the point (a term that is defined
    by the last steps): the function differs from its tangent by a small part of |t - point|.
    """
    slope = known.sides[1]
    goal, larger = abs(slope) <= constant, k.assume(abs(slope) > constant)
    tangent = k.estimate(known, k.arith((abs(slope) - constant) / 2 > 0, larger))
    positive, inside = k.split(k.such(tangent, d))
    after = point + d / 2
    around = k.arith(conj(point - d < after, after < point + d), positive, *defined)
    close = k.use(k.at(inside, after, defined=defined), around)
    change = k.at(near, after, point, defined=defined)
    wrong = k.arith(goal, close, change, positive, larger, *defined)
    cover = k.arith(goal | (abs(slope) > constant), known)
    return k.cases(cover, k.assume(goal), k.obtain(tangent, wrong, d))


def increment_says():
    slopes = forall(x)(conj(a <= x, x <= b) >> (abs(deriv(y, f(y), x)) <= c))
    return forall(f, a, b, c)(given(a <= b, slopes) >> (abs(f(b) - f(a)) <= c * (b - a)))


@claim("book.increment", analysis("theorem 5.10"), says=increment_says)
def increment_below_the_slope(judge):
    """|f(b) - f(a)| <= c (b - a) where |f'| <= c between a and b."""
    k = judge.theorem()
    order, slopes = k.given
    slope = k.apply(k.at(slopes, x), k.assume(conj(a <= x, x <= b)))
    return k.qed(increment(k, f, c, (a, b), slope, order))


@increment_below_the_slope.mutant
def half_of_the_increment(judge):
    """At most c (b - a)/2: f(y) = y with slope c = 1."""
    identity = given(a == 0, b == 1, c == 1) >> (abs(b - a) <= c * (b - a) / 2)
    return falsify(forall(a, b, c)(identity), hints=IDENTITY)


def line_says():
    slopes = forall(x)(abs(deriv(y, f(y), x)) <= c)
    return forall(f, c)(slopes >> lipschitz(f, c))


@claim("book.lipschitz", analysis("theorem 5.10"), says=line_says)
def bounded_slope(judge):
    """A bounded derivative gives a Lipschitz function: |f'| <= c on the line, so |f(a) - f(b)| <=
    c |a - b|.
    """
    k = judge.theorem()
    return k.qed(everywhere(k, f, c, k.at(k.given[0], x)))


@bounded_slope.mutant
def strictly_below(judge):
    """|f(a) - f(b)| < c |a - b|: f(y) = y with slope c = 1."""
    identity = given(a == 0, b == 1, c == 1) >> (abs(a - b) < c * abs(a - b))
    return falsify(forall(a, b, c)(identity), hints=IDENTITY)


def least_says():
    slope = deriv(y, f(y), x)
    return forall(f, c, x)(given(lipschitz(f, c), slope == slope) >> (abs(slope) <= c))


@claim("book.lipschitz-least", analysis("definition 5.1"), says=least_says)
def slope_below_every_constant(judge):
    """A Lipschitz constant is at least as large as every slope."""
    k = judge.theorem()
    near, known = k.given
    return k.qed(least(k, near, c, known, x))


@slope_below_every_constant.mutant
def below_half_of_it(judge):
    """Every slope is at most c/2: f(y) = y with c = 1."""
    return falsify(forall(c, v)(given(c == 1, v == 1) >> (abs(v) <= c / 2)))
