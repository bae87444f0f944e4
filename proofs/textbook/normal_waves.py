"""The mean of the cosine of a multiple of a standard normal number."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    cos,
    deriv,
    exp,
    forall,
    given,
    integrable,
    mean_of_combination,
    reals,
    sin,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .normal_law import Z, continuous_from_slope, standard_normal, w

a, u, x, y = reals("a u x y")


def wave_says():
    return forall(Z)(standard_normal() >> forall(a)(E(w, cos(a * Z(w))) == exp(-(a**2) / 2)))


@claim(
    "book.normal-cosine",
    concentration("section 2.2"),
    says=wave_says,
    uses=("book.continuous", "book.normal-stein", "book.slope-of-mean"),
)
def mean_of_a_wave(judge):
    """E cos(a Z) = exp(-a^2/2) for a standard normal number: C(a) = E cos(a Z) has C(0) = 1 and
    C' = -E Z sin(a Z) = -a C by parts.
    """
    k = judge.theorem()
    law, measured = k.given
    value = Z(w)

    # E Z sin(a Z) = a E cos(a Z)
    functions = sin(a * x), a * cos(a * x), -(a**2) * sin(a * x)
    slopes = []
    for one, next_ in zip(functions, functions[1:]):
        mean = deriv(y, one.put(x, y), x)
        slopes.append(k.arith(mean == next_, k.derivative(mean)))
    most = 1 + abs(a)
    large = k.arith(exp(1 * abs(x)) >= 1, k.arith(exp(1 * abs(x)) >= 1 + abs(x)))
    h = reals("h")
    scaled = k.lemma(
        forall(a, u, h)(
            given(u <= 1, -1 <= u, h >= 1)
            >> conj(abs(u) <= (1 + abs(a)) * h, abs(a * u) <= (1 + abs(a)) * h)
        )
    )
    sizes = []
    for place, wave in enumerate((sin(a * x), cos(a * x))):
        unit = k.arith(conj(wave <= 1, -1 <= wave))
        both = k.use(k.at(scaled, a, wave, exp(1 * abs(x))), unit, large)
        sizes.append(k.part(both, place))
    rule = k.by("book.normal-stein", Z, *(Lambda((x,), one) for one in functions), most, 1)
    known = k.both(*(k.for_all(one, x) for one in [*slopes, *sizes]))
    parts = k.apply(rule, k.both(k.both(law, measured), known))
    wave, turned = cos(a * value), a * cos(a * value)
    bounded = k.arith(conj(cos(a * x) <= 1, -1 <= cos(a * x)))
    has = integrable_wave(k, measured, bounded, large)
    scaled = mean_of_combination(k, w, turned, [(a, wave, has)])
    # the slope in a
    squares = has_square(k, measured)
    tangent = distance_from_tangent(k, value)
    own = value * sin(a * value)
    there = k.arith(integrable(E(w, own)), parts)
    minus = mean_of_combination(k, w, -own, [(-1, own, there)])
    has_minus = k.arith(integrable(E(w, -own)), minus)
    every = k.for_all(k.at(k.for_all(has, a), y), y)
    near = k.for_all(k.discharge(tangent, conj(a - 1 < y, y < a + 1)), y, w)
    family = Lambda((y, w), cos(y * value)), Lambda((w,), -own), Lambda((w,), value**2)
    rule = k.by("book.slope-of-mean", *family, a)
    slope = k.apply(rule, k.both(k.both(every, has_minus, squares), near))
    mean = lambda a: E(w, cos(a * value))  # noqa: E731
    slope = k.arith(deriv(y, mean(y), a) == -a * mean(a), slope, minus, parts, scaled)
    # C(a) exp(a^2/2) is constant
    product = deriv(y, mean(y) * exp(y**2 / 2), a)
    flat = k.arith(product == 0, k.derivative(product, slope), slope)
    same = k.at(k.for_all(k.constant(k.for_all(flat, a), 0, u), u), a)
    unit = k.mean_of_constant(w, 1)
    zero = k.for_all(k.arith(term(1) == cos(0 * value)), w)
    zero = k.mean_of_equal(zero, k.arith(integrable(E(w, term(1))), unit))
    whole = mean(a) * exp(a**2 / 2) == 1
    whole = k.arith(whole, same, zero, unit, k.arith(exp(term(0) ** 2 / 2) == 1))
    inverse = k.arith(exp(a**2 / 2) * exp(-(a**2) / 2) == 1)
    C, p, q = reals("C p q")
    rule = k.lemma(
        forall(C, p, q)(given(C * p == 1, p * q == 1) >> (C == q)),
        mean(a), exp(a**2 / 2), exp(-(a**2) / 2), defined=[has],
    )  # fmt: skip
    return k.qed(k.for_all(k.use(rule, whole, inverse), a))


def integrable_wave(k: Any, measured: Any, bounded: Any, large: Any) -> Any:
    """E cos(a Z) has a value."""
    small = k.arith(abs(cos(a * x)) <= 1 * exp(1 * abs(x)), bounded, large)
    smooth = continuous_from_slope(k, lambda t: cos(a * t))
    known = k.at(measured, Lambda((x,), cos(a * x)), 1, 1)
    return k.part(k.apply(known, k.both(smooth, k.for_all(small, x))), 0)


def has_square(k: Any, measured: Any) -> Any:
    """E Z^2 has a value."""
    size = k.lemma(forall(x)(abs(x) ** 2 <= 2 * exp(abs(x))), x)
    large = k.arith(exp(1 * abs(x)) == exp(abs(x)))
    small = k.arith(abs(x**2) <= 2 * exp(1 * abs(x)), size, large, k.arith(abs(x**2) == x**2))
    smooth = continuous_from_slope(k, lambda t: t**2)
    known = k.at(measured, Lambda((x,), x**2), 2, 1)
    return k.part(k.apply(known, k.both(smooth, k.for_all(small, x))), 0)


def distance_from_tangent(k: Any, value: Any) -> Any:
    """|cos(y z) - cos(a z) + z sin(a z) (y - a)| <= z^2 (y - a)^2: with T = (y - a) z the left side
    is |cos(a z) (cos T - 1) + sin(a z) (T - sin T)|, and both brackets are at most T^2/2.
    """
    T = (y - a) * value
    gap = cos(y * value) - cos(a * value) - -(value * sin(a * value)) * (y - a)
    turned = cos(y * value) == cos(a * value) * cos(T) - sin(a * value) * sin(T)
    turned = k.arith(turned)
    C, X, V, q = reals("C X V q")
    even = k.lemma(forall(X)(conj(1 - cos(X) <= X**2 / 2, cos(X) <= 1)), T)
    odd = k.at(near_the_line(k), T)
    units = k.arith(conj(abs(cos(a * value)) <= 1, abs(sin(a * value)) <= 1))
    inside = given(abs(C) <= 1, V <= q, -q <= V, q >= 0)
    rule = k.lemma(forall(C, V, q)(inside >> conj(C * V <= q, -q <= C * V)))
    least = k.arith(T**2 / 2 >= 0)
    first = k.arith(conj(cos(T) - 1 <= T**2 / 2, -(T**2 / 2) <= cos(T) - 1), even, least)
    second = k.arith(conj(T - sin(T) <= T**2 / 2, -(T**2 / 2) <= T - sin(T)), odd)
    first = k.use(k.at(rule, cos(a * value), cos(T) - 1, T**2 / 2), first, units, least)
    second = k.use(k.at(rule, sin(a * value), T - sin(T), T**2 / 2), second, units, least)
    return k.arith(abs(gap) <= value**2 * (y - a) ** 2, turned, first, second)


def near_the_line(k: Any) -> Any:
    """|x - sin x| <= x^2/2: for 0 <= x <= 3 by x - x^3/6 <= sin x, from there on by -1 <= sin x."""
    goal = conj(u - sin(u) <= u**2 / 2, sin(u) - u <= u**2 / 2)
    near, far, positive = k.assume(u <= 3), k.assume(~(u <= 3)), k.assume(u >= 0)
    below = k.arith(sin(u) <= u, positive)
    cubic = k.arith(sin(u) >= u - u**3 / 6, positive)
    cubic = k.arith(goal, cubic, k.arith(u**3 / 6 <= u**2 / 2, positive, near), below)
    least = k.arith(goal, k.arith(sin(u) >= -1), k.arith(u + 1 <= u**2 / 2, far), below)
    right = k.cases(k.excluded_middle(u <= 3), cubic, least)
    right = k.for_all(k.discharge(right, u >= 0), u)
    negative = k.assume(~(u >= 0))
    other = k.use(k.at(right, -u), k.arith(-u >= 0, negative))
    other = k.arith(goal, other, k.arith(sin(-u) == -sin(u)))
    right = k.apply(k.at(right, u), positive)
    return k.for_all(k.cases(k.excluded_middle(u >= 0), right, other), u)


@mean_of_a_wave.mutant
def of_a_sign(judge):
    """Mean 0 and mean square 1 in the place of the law: of a sign E cos Z is cos 1 = 0.54."""
    known = given(E(w, Z(w)) == 0, E(w, Z(w) ** 2) == 1)
    sign = {"functions": {"Z": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]}
    return falsify(forall(Z)(known >> (E(w, cos(1 * Z(w))) == exp(-term("1/2")))), hints=[sign])
