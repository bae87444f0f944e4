"""Integration by parts under the standard normal law, and derivatives of means in a parameter."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    deriv,
    exists,
    exp,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    pi,
    reals,
    sqrt,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .normal_law import Z, continuous_from_slope, density, grows, standard_normal, w
from .normal_means import q

b, c, e, r, s, t, x, y, z, B = reals("b c e r s t x y z B")
g, g_1, g_2 = functions("g g_1 g_2", "real")
F = functions("F", "real", "sample")
D, M = functions("D M", "sample")


def has_slope(f: Any, f_1: Any) -> Any:
    return forall(x)(deriv(y, f(y), x) == f_1(x))


def stein_says():
    smooth = conj(has_slope(g, g_1), has_slope(g_1, g_2), grows(g), grows(g_1))
    value = E(w, Z(w) * g(Z(w)))
    return forall(Z, g, g_1, g_2, B, c)(
        given(standard_normal(), smooth) >> (value == E(w, g_1(Z(w))))
    )


@claim(
    "book.normal-stein",
    concentration("section 3.7"),
    says=stein_says,
    uses=("book.continuous", "book.normal-mean"),
)
def by_parts(judge):
    """Stein's identity E Z g(Z) = E g'(Z) for a standard normal number and a function that is twice
    differentiable, and of at most exponential growth with its derivative.

    z g - g' times the density has the primitive -g times the density.
    """
    k = judge.theorem()
    law, measured, *_ = k.given
    slope, bend, small, flat = k.given[2:]
    known = k.at(slope, x), k.at(bend, x)
    body = lambda t: t * g(t) - g_1(t)  # noqa: E731
    smooth = continuous_from_slope(k, body, *known)
    primitive = lambda t: -g(t) * exp(-(t**2) / 2)  # noqa: E731
    mean = deriv(y, primitive(y), x)
    slopes = k.arith(mean == body(x) * exp(-(x**2) / 2), k.derivative(mean, *known))
    grown = growth(k, small, flat)
    vanishes = at_both_ends(k, small)
    rule = k.by(
        "book.normal-mean", Z, Lambda((x,), body(x)), Lambda((x,), primitive(x)), B, c + 1, 0
    )
    zero = k.apply(
        rule, k.both(k.both(law, measured), smooth, grown, k.for_all(slopes, x), vanishes)
    )
    has = k.part(
        k.apply(
            k.at(measured, Lambda((x,), g_1(x)), B, c),
            k.both(continuous_from_slope(k, g_1, known[1]), flat),
        ),
        0,
    )
    value = Z(w)
    there = k.arith(integrable(E(w, body(value))), zero)
    total = mean_of_combination(
        k, w, value * g(value), [(1, body(value), there), (1, g_1(value), has)]
    )
    return k.qed(k.arith(k.target, total, zero))


def growth(k: Any, small: Any, flat: Any) -> Any:
    """|x g(x) - g'(x)| <= B exp((c + 1) |x|)"""
    G, H, p, h = reals("G H p h")
    size = k.arith(exp(abs(x)) >= 1 + abs(x))
    product = k.lemma(forall(c, r)(exp(c * r) * exp(r) == exp((c + 1) * r)), c, abs(x))
    first = k.lemma(
        forall(G, H, x, p, h, B)(
            given(abs(G) <= B * p, abs(H) <= B * p, h >= 1 + abs(x), p > 0)
            >> (abs(x * G - H) <= B * (p * h))
        ),
        g(x), g_1(x), x, exp(c * abs(x)), exp(abs(x)), B,
    )  # fmt: skip
    bound = k.use(first, k.at(small, x), k.at(flat, x), size, k.arith(exp(c * abs(x)) > 0))
    return k.for_all(
        k.arith(abs(x * g(x) - g_1(x)) <= B * exp((c + 1) * abs(x)), bound, product), x
    )


def at_both_ends(k: Any, small: Any) -> Any:
    """-g times the density tends to 0 at both ends: exp(c q - q^2/2) q <= exp((c + 1)^2/2)."""
    positive = k.assume(s > 0)
    most = B * exp((c + 1) ** 2 / 2)
    last = k.arith(c * s + s - s**2 / 2 <= (c + 1) ** 2 / 2, k.arith((c + 1 - s) ** 2 >= 0))
    last = k.arith(exp(c * s + s - s**2 / 2) <= exp((c + 1) ** 2 / 2), last)
    parts = [exp(c * s), exp(s), exp(-(s**2) / 2)]
    product = k.arith(parts[0] * parts[1] * parts[2] == exp(c * s + s - s**2 / 2))
    last = k.arith(parts[0] * parts[1] * parts[2] <= exp((c + 1) ** 2 / 2), last, product)
    G, p, h, m, T = reals("G p h m T")
    rule = k.lemma(
        forall(G, B, p, h, m, T, s)(
            given(
                abs(G) <= B * p, B >= 0, p * h * m <= T, s > 0, s <= h, p > 0, m > 0
            )
            >> (abs(G) * m * s <= B * T)
        )
    )  # fmt: skip
    least = k.arith(B >= 0, k.at(small, 0), k.arith(exp(c * abs(term(0))) == 1))
    signs = [k.arith(one > 0) for one in (parts[0], parts[2])]
    sides = []
    for one in (s, -s):
        size = k.arith(abs(one) == s, positive)
        mirrored = exp(c * abs(one))
        size = k.rewrite(size, k.arith(mirrored == mirrored), mirrored == exp(c * s))
        size = k.arith(abs(g(one)) <= B * exp(c * s), k.at(small, one), size)
        own = k.at(rule, g(one), B, *parts, exp((c + 1) ** 2 / 2), s)
        own = k.use(own, size, least, last, positive, k.arith(s <= exp(s)), *signs)
        same = k.arith(
            density(one) == parts[2] / sqrt(2 * pi), k.arith(exp(-(one**2) / 2) == parts[2])
        )
        sides.append(k.fold(same, own))
    first, second = (exp(-(one**2) / 2) for one in (s, -s))
    gap = -g(s) * first - -g(-s) * second
    rule = k.lemma(
        forall(G, p, h, m, s, T)(
            given(abs(G) * h * s <= T, abs(p) * m * s <= T, s > 0, h > 0, m > 0)
            >> (abs(-G * h - -p * m - 0) * s <= 2 * T)
        ),
        g(s), g(-s), first, second, s, most,
    )  # fmt: skip
    bells = [k.arith(one > 0) for one in (first, second)]
    close = k.use(rule, *sides, positive, *bells)
    return tends_by_rate(k, gap, 2 * most, k.for_all(k.discharge(close, s > 0), s))


def tends_by_rate(k: Any, value: Any, most: Any, close: Any) -> Any:
    """The value at s = q tends to 0, from |value - 0| s <= most for s > 0."""
    eps, bound, V = reals("eps bound V")
    Q, n = nats("Q n")
    positive = k.assume(eps > 0)
    many = k.at(k.for_all(k.archimedes(bound), bound), most / eps, defined=[positive])
    count = k.such(many, n)
    late = k.assume(q >= n + 1)
    size = k.use(k.at(close, q), k.arith(q > 0, late))
    rule = k.lemma(
        forall(V, s, B, eps, t)(
            given(V * s <= B, B <= eps * t, s >= t + 1, t >= 0, eps > 0, V >= 0) >> (V <= eps)
        ),
        abs(value.put(s, q) - 0), q, most, eps, n,
    )  # fmt: skip
    known = k.arith(most <= eps * n, count, positive), k.arith(q >= n + 1, late)
    small = k.use(rule, size, *known, positive, k.arith(abs(value.put(s, q) - 0) >= 0),
                  k.arith(term(n) >= 0))  # fmt: skip
    small = k.for_all(k.discharge(small, late.formula), q)
    whole = exists(Q)(forall(q)((q >= Q) >> (abs(value.put(s, q) - 0) <= eps)))
    found = k.obtain(many, k.exhibit(whole, n + 1, small), n)
    return k.for_all(k.discharge(found, eps > 0), eps)


@by_parts.mutant
def by_second_moments(judge):
    """Second moments in the place of the law, g = z^3: of a sign E Z^4 is 1, E 3 Z^2 is 3."""
    known = given(E(w, Z(w)) == 0, E(w, Z(w) ** 2) == 1)
    sign = {"functions": {"Z": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]}
    says = forall(Z)(known >> (E(w, Z(w) * Z(w) ** 3) == E(w, 3 * Z(w) ** 2)))
    return falsify(says, hints=[sign])
