"""Gaussian inputs: the mixed moments of both regions, and the gradient of the population loss."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.row_sums import hit
from . import chapter_6
from .descent import gap, product
from .descent_rate import part
from .gaussian_regions import (
    ALL,
    BOUNDED,
    MODEL,
    VARIANCES,
    C,
    S,
    e_1,
    e_2,
    m,
    n,
    normal,
    phi,
    place,
    plane,
)
from .moments import Z, c, dot, e, inside, p, s, u, v, vector_of, w, w_star

x, y = reals("x y")


def mixed(sign, left=u, right=v):
    """x^T A_{w,w*} y, with -w* for the sign -1"""
    return E(s, dot(left) * (dot(right) * indicator(inside(sign))))


def mixed_value(sign):
    """2 pi times the mixed moment"""
    (u_1, u_2), (v_1, v_2) = ([product(one, axis) for axis in (e_1, e_2)] for one in (u, v))
    turned = S * (C * (u_1 * v_1 - u_2 * v_2) + S * (u_1 * v_2 + u_2 * v_1))
    return (pi - phi) * product(u, v) + turned if sign > 0 else phi * product(u, v) - turned


def mixed_says(law=None):
    known = given(normal() if law is None else law, *plane())
    equal = [mixed(sign) == mixed_value(sign) / (2 * pi) for sign in (1, -1)]
    return forall(*ALL, u, v)(known >> conj(*equal))


@claim(
    "fsgd.gauss-mixed",
    chapter_6(place),
    formula=r"u^\top A_{w,w_*}v=\tfrac1{2\pi}\left((\pi-\phi)u^\top v+\sin\phi\,(\cos\phi(u_1v_1-"
    r"u_2v_2)+\sin\phi(u_1v_2+u_2v_1))\right),\quad A_{w,w_*}+A_{w,-w_*}=\tfrac12I",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "u_1, u_2 the coordinates of u in the plane"),
    says=mixed_says,
    uses=("fsgd.gauss-forms",),
)
def mixed_moments(judge):
    """The second moments of a Gaussian input on both regions, between two directions: the forms at
    their sum and their difference.
    """
    k = judge.theorem()
    forms = k.use(k.by("fsgd.gauss-forms", *ALL), *k.given)
    ends = [(side, *spread(k, side, forms)) for side in (1, -1)]
    results = []
    for index, sign in enumerate((1, -1)):
        parts, known = [], []
        for side, both, _, sizes, form in ends:
            form = k.part(form, index)
            body = dot(both) ** 2 * indicator(inside(sign))
            parts.append((term(side) / 4, body, k.arith(integrable(E(s, body)), form)))
            known += [form, sizes]
        whole = dot(u) * (dot(v) * indicator(inside(sign)))
        total = mean_of_combination(k, s, whole, parts, *(seen for _, _, seen, _, _ in ends))
        results.append(k.arith(mixed(sign) == mixed_value(sign) / (2 * pi), total, *known))
    return k.qed(k.both(*results))


def spread(k, side, forms):
    """u + side v: what it sees, its size and its coordinates, and its forms."""

    def both(index):
        return u(index) + side * v(index)

    def linear(weight):
        bodies = [one(c) * weight for one in (both, u, v)]

        def here(q):
            whole, first, second = (sum_over(c, q, one) for one in bodies)
            return whole == first + side * second

        return by_terms(k, c, p, here, bodies)

    bodies = [both(c) ** 2, u(c) ** 2, v(c) ** 2, u(c) * v(c)]

    def square_(q):
        whole, first, second, mixed_ = (sum_over(c, q, one) for one in bodies)
        return whole == first + second + 2 * side * mixed_

    size = by_terms(k, c, p, square_, bodies)
    sizes = k.both(size, linear(e_1(c)), linear(e_2(c)))
    return both, linear(Z(c, s)), sizes, k.at(forms, vector_of(both))


@mixed_moments.mutant
def of_variance_one(judge):
    """Variances in the place of the law: the constant 1, at phi = 0."""
    model = MODEL | {"functions": MODEL["functions"] | {"v": {"table": ["1", "0"]}}}
    return falsify(mixed_says(VARIANCES), hints=[model])


def both():
    """A_{w,w*} (w - w*) + A_{w,-w*} w, the coordinate c"""
    return part(w, 1, gap()) + part(w, -1, w)


def slope(index):
    """The coordinates of the printed gradient"""
    pull = (pi - phi) * w_star(index) + S * (n / m) * w(index)
    return w(index) / 2 - pull / (2 * pi)


def gradient_says(law=None):
    known = given(normal() if law is None else law, *plane())
    return forall(*ALL)(known >> forall(e)((e < p) >> (both().put(c, e) == slope(e))))


@claim(
    "fsgd.cf-gauss.gradient",
    chapter_6(place),
    formula=r"\nabla\ell(w)=A_{w,w_*}(w-w_*)+A_{w,-w_*}w=\tfrac12w-\tfrac1{2\pi}\left((\pi-\phi)"
    r"w_*+\sin\phi\tfrac{\|w_*\|}{\|w\|}w\right)",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "w != 0", BOUNDED),
    says=gradient_says,
    uses=("fsgd.gauss-mixed", "book.sum-pick"),
)
def gaussian_gradient(judge):
    """The population gradient A_{w,w*}(w - w*) + A_{w,-w*} w of a Gaussian input, every coordinate,
    in every dimension.

    The mixed moments between a unit vector and w - w*, and w: the turned parts of w cancel, what is
    left is w/2 and the turned part of w*, along cos(phi) e_1 + sin(phi) e_2 = w/|w|.
    """
    k = judge.theorem()
    one, two, apart, long, _, star, turned = k.given[1:8]
    known = k.by("fsgd.gauss-mixed", *ALL, u, v)
    known = k.for_all(k.use(known, *k.given), u, v)
    below, unit = k.assume(e < p), Lambda((c,), hit(c, e))
    picks = [pick(k, axis(c), below) for axis in (e_1, e_2, gap(), w)]
    coordinate = pick(k, Z(c, s), below)
    squares = [e_1(c) ** 2, e_2(c) ** 2, e_1(c) * e_2(c)]
    lines = []
    for vector, first, second in ((gap(), m * C - n, m * S), (w, m * C, m * S)):
        for axis, factors in ((e_1, (first, 0, second)), (e_2, (0, second, first))):
            bodies = [vector(c) * axis(c), *squares]

            def here(q, bodies=bodies, factors=factors):
                whole, *rest = (sum_over(c, q, one) for one in bodies)
                return whole == sum(f * each for f, each in zip(factors, rest, strict=True))

            total = by_terms(k, c, p, here, bodies, k.at(star, c), k.at(turned, c))
            value_ = first if axis is e_1 else second
            lines.append(k.arith(product(vector, axis) == value_, total, one, two, apart))
    ends = []
    for index, vector, sign in ((0, gap(), 1), (1, w, -1)):
        form = k.part(k.at(known, unit, vector_of(vector)), index)
        rest = dot(vector) * indicator(inside(sign))
        old, new = sum_over(c, p, hit(c, e) * Z(c, s)) * rest, Z(e, s) * rest
        there = k.arith(integrable(E(s, old)), form)
        same = k.for_all(k.arith(old == new, coordinate), s)
        ends += [k.mean_of_equal(same, there), form]
    here_ = [k.at(star, e), k.at(turned, e)]
    circle = k.arith(S**2 + C**2 == 1)
    end = k.arith(both().put(c, e) == slope(e), *ends, *lines, *picks, *here_, circle, long)
    return k.qed(k.for_all(k.discharge(end, below.formula), e))


def pick(k, body, below):
    """The sum of the body over c, times [c = e], is the body at e."""
    known = k.by("book.sum-pick", Lambda((c,), body), e, p)
    return k.apply(k.part(known, 0), below)


@gaussian_gradient.mutant
def twice_the_sine(judge):
    """sin(phi)/pi, in letters: the angle pi/2 where w* = 0."""
    rule = forall(x, y)(given(x > 0, y == x / 2) >> (y == x))
    return falsify(rule, hints=[{"values": {"x": "1", "y": "1/2"}}])
