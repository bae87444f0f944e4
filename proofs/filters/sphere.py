"""Inputs on the unit sphere: the direction Z of a Gaussian input g = R Z, whose length R is
independent of it. Regions depend on the direction alone, so that the moments are those of g
divided by E R^2 = p.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    pi,
    randoms,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import square
from .gaussian_regions import (
    ALL,
    moment,
    plane,
    value,
    way,
)
from .moments import Z, c, dot, inside, p, s, u, w, w_star

theorem_7 = "Theorem 6.7 and its proof"
g = functions("g", "nat", "sample")
R = randoms("R")
a, b, e, f, x, y = reals("a b e f x y")
SPHERE = (g, R, *ALL)


def seen(f):
    """f . g"""
    return sum_over(c, p, f(c) * g(c, s))


def uniform():
    """Z is uniform on the unit sphere of R^p: the direction of independent standard normal numbers,
    which is independent of their length.
    """
    law = forall(way)(E(s, exp(seen(way))) == exp(square(way) / 2))
    polar = forall(c, s)(g(c, s) == R(s) * Z(c, s))
    unit = forall(s)(conj(R(s) >= 0, sum_over(c, p, Z(c, s) ** 2) == 1))
    apart = forall(u)(conj(*(product_rule(sign) for sign in (1, -1))))
    return law, polar, unit, apart


def product_rule(sign):
    body = dot(u) ** 2 * indicator(inside(sign))
    return E(s, R(s) ** 2 * body) == E(s, R(s) ** 2) * moment(sign)


def of_g(sign, x=u):
    """The moment of g"""
    return E(s, seen(x) ** 2 * indicator(region_of_g(sign)))


def forms_says():
    equal = [
        conj(p * moment(sign) == of_g(sign), moment(sign) == value(sign) / (2 * pi * p))
        for sign in (1, -1)
    ]
    length = conj(E(s, sum_over(c, p, g(c, s) ** 2)) == p, E(s, R(s) ** 2) == p)
    return forall(*SPHERE)(
        given(p >= 2, *uniform(), *plane()) >> conj(length, forall(u)(conj(*equal)))
    )


@claim(
    "fsgd.sphere-forms",
    chapter_6(theorem_7),
    formula=r"u^\top A^{\mathrm{sphere}}u=\tfrac1pu^\top A^{\mathrm{Gauss}}u,\quad E\|g\|^2=p",
    hypotheses=("p >= 2", "g Gaussian, Z = g/|g| independent of |g|"),
    says=forms_says,
    uses=("fsgd.gauss-forms", "book.normal-length"),
)
def forms_on_the_sphere(judge):
    """The second moments on both regions of an input that is uniform on the unit sphere."""
    k = judge.theorem()
    many, law, polar, unit, apart, *_ = k.given
    size = k.use(k.by("book.normal-length", g, p), law)
    polar, unit = k.at(polar, c, s), k.at(unit, s)
    bodies = [g(c, s) ** 2, Z(c, s) ** 2]

    def whole(q):
        first, second = (sum_over(c, q, one) for one in bodies)
        return first == R(s) ** 2 * second

    rule = k.use(
        k.lemma(forall(a, b, e)((a == b * e) >> (a**2 == b**2 * e**2)), g(c, s), R(s), Z(c, s)),
        polar,
    )
    lengths = k.arith(
        sum_over(c, p, bodies[0]) == R(s) ** 2, by_terms(k, c, p, whole, bodies, rule), unit
    )
    total = sum_over(c, p, bodies[0])
    radius = k.mean_of_equal(k.for_all(lengths, s), k.arith(integrable(E(s, total)), size))
    radius = k.arith(E(s, R(s) ** 2) == p, radius, size)
    gauss = k.at(k.use(k.by("fsgd.gauss-forms", g, *ALL[1:]), *k.given), u)
    lines = [turned(k, f, polar) for f in (u, w, w_star)]
    parts = []
    for sign, known in zip((1, -1), k.split(gauss), strict=True):
        there, event = region_of_g(sign), inside(sign)
        old = seen(u) ** 2 * indicator(there)
        new = R(s) ** 2 * (dot(u) ** 2 * indicator(event))
        same = k.for_all(alike(k, old == new, there, event, lines, unit), s)
        moved = k.mean_of_equal(same, k.arith(integrable(E(s, old)), known))
        rule = k.at(apart, u)
        rule = k.part(rule, 0 if sign > 0 else 1)
        scaled = k.arith(p * moment(sign) == of_g(sign), moved, rule, radius)
        divided = forall(a, b, p)(given(p >= 2, p * a == b / (2 * pi)) >> (a == b / (2 * pi * p)))
        have = k.arith(integrable(moment(sign)), rule)
        divided = k.lemma(divided, moment(sign), value(sign), p, defined=[have])
        parts.append(
            k.both(
                scaled, k.use(divided, many, k.arith(divided.formula.left.part(1), scaled, known))
            )
        )
    return k.qed(k.both(k.both(size, radius), k.for_all(k.both(*parts), u)))


def turned(k, f, polar):
    """f . g = R f . Z"""
    bodies = [f(c) * g(c, s), f(c) * Z(c, s)]

    def here(q):
        left, right = (sum_over(c, q, one) for one in bodies)
        return left == R(s) * right

    return by_terms(k, c, p, here, bodies, polar)


def region_of_g(sign):
    return conj(seen(w) >= 0, seen(w_star) >= 0 if sign > 0 else -seen(w_star) >= 0)


def alike(k, goal, there, event, lines, unit):
    """The goal at a sample: where R > 0 the events are the same, where R = 0 both sides are 0."""
    long = R(s) > 0
    same = indicator(there) == indicator(event)
    into = k.arith(there, k.assume(event), *lines, k.assume(long))
    out = k.arith(~there, k.assume(~event), *lines, k.assume(long))
    yes = k.indicator(there, True, into), k.indicator(event, True, k.assume(event))
    no = k.indicator(there, False, out), k.indicator(event, False, k.assume(~event))
    same = k.cases(k.excluded_middle(event), k.arith(same, *yes), k.arith(same, *no))
    rule = forall(a, b, e, x, y)(given(a == e * b, x == y) >> (a**2 * x == e**2 * (b**2 * y)))
    values = seen(u), dot(u), R(s), indicator(there), indicator(event)
    first = k.use(k.lemma(rule, *values), lines[0], same)
    none = forall(a, b, e, x, y)(given(a == e * b, e == 0) >> (a**2 * x == e**2 * (b**2 * y)))
    zero = k.arith(R(s) == 0, k.assume(~long), unit)
    return k.cases(k.excluded_middle(long), first, k.use(k.lemma(none, *values), lines[0], zero))


@forms_on_the_sphere.mutant
def without_the_length(judge):
    """Not divided by p, in letters: p A = B/(2 pi)"""
    rule = forall(a, b, p)(given(p == 2, p * a == b) >> (a == b))
    return falsify(rule, hints=[{"values": {"a": "1", "b": "2", "p": "2"}}])
