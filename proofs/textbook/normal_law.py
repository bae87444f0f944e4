"""The standard normal law by its distribution function, and what it gives at once."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    deriv,
    erf,
    exists,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    pi,
    randoms,
    reals,
    samples,
    sqrt,
    term,
)

a, b, c, d, e, r, s, x, y, B = reals("a b c d e r s x y B")
w = samples("w")
Z = randoms("Z")
g = functions("g", "real")


def density(x):
    """The density of the standard normal law."""
    return exp(-(x**2) / 2) / sqrt(2 * pi)


def Phi(x):
    """A primitive of the density: the distribution function less 1/2."""
    return erf(x / sqrt(term(2))) / 2


def inside(value, first, last):
    return conj(term(first) <= value, value <= term(last))


def continuous(g):
    near = forall(y)(conj(x - d < y, y < x + d) >> (abs(g(y) - g(x)) < e))
    return forall(x, e)((e > 0) >> exists(d)((d > 0) & near))


def grows(g):
    """|g(x)| <= B exp(c |x|)"""
    return forall(x)(abs(g(x)) <= B * exp(c * abs(x)))


def standard_normal(Z=Z):
    """Z is a random variable with the standard normal law: intervals have their probabilities, and
    a continuous function of at most exponential growth has a mean, over every interval and over
    the line (Z is measurable, and the law has exponential moments).
    """
    share = Prob(w, inside(Z(w), a, b)) == Phi(b) - Phi(a)
    part = integrable(E(w, g(Z(w)) * indicator(inside(Z(w), a, b))))
    means = conj(integrable(E(w, g(Z(w)))), forall(a, b)(part))
    measured = forall(g, B, c)(given(continuous(g), grows(g)) >> means)
    return conj(forall(a, b)((a <= b) >> share), measured)


def slope_of_the_law(k: Any, point: Any) -> Any:
    """The derivative of Phi is the density."""
    form = exp(-((point / sqrt(term(2))) ** 2)) == exp(-(point**2) / 2)
    mean = deriv(y, Phi(y), point)
    table = k.unfold(k.arith(form), k.derivative(mean))
    return k.arith(mean == density(point), table)


def continuous_from_slope(k: Any, value: Any, *known: Any) -> Any:
    """`continuous`, for a function that the table of derivatives knows, with those of unknown
    functions at x.
    """
    slope = k.derivative(deriv(s, value(s), x), *known)
    there, positive = k.arith(integrable(slope.sides[0]), slope), k.assume(e > 0)
    near = k.apply(k.by("book.continuous", Lambda((s,), value(s)), x, e), k.both(there, positive))
    return k.for_all(k.discharge(near, e > 0), x, e)


def has_exponential_moment(k: Any, measured: Any, rate: Any) -> Any:
    """E exp(rate Z) has a value."""
    value = lambda t: exp(rate * t)  # noqa: E731
    below = k.arith(exp(r * x) <= exp(abs(r) * abs(x)), k.arith(r * x <= abs(r) * abs(x)))
    below = k.arith(abs(exp(r * x)) <= 1 * exp(abs(r) * abs(x)), below, k.arith(exp(r * x) > 0))
    below = k.at(k.for_all(below, r, x), rate)
    smooth = continuous_from_slope(k, value)
    known = k.at(measured, Lambda((x,), value(x)), 1, abs(rate))
    return k.part(k.apply(known, k.both(smooth, below)), 0)
