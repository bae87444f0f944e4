"""The derivative of the positive part max(f, 0) of a function of a real variable."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    disj,
    forall,
    given,
    indicator,
    integrable,
    maximum,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis
from .flows import FALSE, a, d, f, s, x

v, r = reals("v r")
SLOPE = deriv(s, f(s), a)
PART = deriv(s, maximum(f(s), 0), a)


def minimum_says():
    return forall(f, a)(given(integrable(SLOPE), forall(x)(f(x) >= f(a))) >> (SLOPE == 0))


@claim("book.interior-minimum", analysis("theorem 5.8"), says=minimum_says)
def interior_minimum(judge):
    """The derivative at a least value is zero."""
    k = judge.theorem()
    there, least = k.given

    def impossible(sign):
        """Anything from a slope of this sign: the function falls on the other side."""
        steep = k.assume(sign * SLOPE > 0)
        size = sign * SLOPE / 2
        known = k.estimate(there, k.arith(size > 0, steep))
        has = k.such(known, r)
        point = a - sign * r / 2
        near = k.use(k.at(k.part(has, 1), point), k.part(has, 0))
        F, V, X = reals("F V X")
        rule = k.lemma(
            forall(F, V, X, r)(
                given(sign * V > 0, r > 0, F >= 0, abs(F - V * X) <= sign * V / 2 * abs(X),
                      2 * X == -(sign * r))
                >> FALSE
            ),
            f(point) - f(a), SLOPE, point - a, r, defined=[there],
        )  # fmt: skip
        shift = k.arith(2 * (point - a) == -(sign * r))
        above = k.arith(f(point) - f(a) >= 0, k.at(least, point))
        false = k.obtain(known, k.use(rule, steep, k.part(has, 0), above, near, shift), r)
        return k.arith(SLOPE == 0, false, there)

    cover = k.lemma(forall(v)(disj(1 * v > 0, -1 * v > 0, v == 0)), SLOPE, defined=[there])
    return k.qed(k.cases(cover, impossible(1), impossible(-1), k.assume(SLOPE == 0)))


@interior_minimum.mutant
def on_one_side(judge):
    """v x at x = 0, a least value for x >= 0 only."""
    return falsify(forall(v, x)(given(x > 0, v * x >= 0) >> (v == 0)))


def part_says():
    off = given(f(a) != 0) >> (PART == indicator(f(a) >= 0) * SLOPE)
    at_kink = given(f(a) == 0, integrable(PART)) >> conj(PART == 0, SLOPE == 0)
    return forall(f, a)(integrable(SLOPE) >> conj(off, at_kink))


@claim(
    "book.positive-part",
    analysis("theorem 5.8"),
    says=part_says,
    uses=("book.continuous", "book.interior-minimum"),
)
def positive_part(judge):
    """Where f is not zero max(f, 0) has the slope of f or 0, and where both have a derivative at a
    zero of f both derivatives are zero.
    """
    k = judge.theorem()
    (there,) = k.given
    event = f(a) >= 0

    def beside(sign, value, truth):
        """Near a the positive part is `value`, as f has this sign."""
        side = k.assume(sign * f(a) > 0)
        size = sign * f(a)
        near = k.use(k.by("book.continuous", f, a, size), there, side)
        has = k.such(near, d)
        inside = conj(a - d < x, x < a + d)
        close = k.apply(k.at(k.part(has, 1), x), k.assume(inside))
        same = k.arith(maximum(f(x), 0) == value(x), close, side)
        same = k.for_all(k.discharge(same, inside), x)
        own = k.derivative(deriv(x, value(x), a), there)
        part = k.derivative_of_equal(same, own, k.part(has, 0))
        part = k.obtain(near, part, d)
        fact = k.arith(event if truth else ~event, side)
        return k.arith(
            PART == indicator(event) * SLOPE, part, k.indicator(event, truth, fact), there
        )

    nonzero = k.assume(f(a) != 0)
    cover = k.arith((1 * f(a) > 0) | (-1 * f(a) > 0), nonzero)
    off = k.cases(cover, beside(1, f, True), beside(-1, lambda x: term(0) * x, False))
    off = k.discharge(off, f(a) != 0)
    kink = k.assume(given(f(a) == 0, integrable(PART)))
    zero, has = k.split(kink)
    never = k.for_all(k.arith(maximum(f(x), 0) >= maximum(f(a), 0), zero), x)
    lemma = k.by("book.interior-minimum", Lambda((s,), maximum(f(s), 0)), a)
    flat = k.use(lemma, has, never)
    rest = lambda s: maximum(f(s), 0) - f(s)  # noqa: E731
    slope = k.derivative(deriv(s, rest(s), a), has, there)
    never = k.for_all(k.arith(rest(x) >= rest(a), zero), x)
    lemma = k.by("book.interior-minimum", Lambda((s,), rest(s)), a)
    both = k.use(lemma, k.differentiable(deriv(s, rest(s), a), slope), never)
    end = k.both(flat, k.arith(SLOPE == 0, flat, both, slope))
    return k.qed(k.both(off, k.discharge(end, kink.formula)))


@positive_part.mutant
def with_the_slope_of_f(judge):
    """max(-x, 0) for x > 0 does not fall with -x."""
    rise = maximum(-(x + s), 0) - maximum(-x, 0)
    return falsify(forall(x, s)(given(x > 0, s > 0) >> (rise == -s)))
