"""Gaussian inputs: the second moments of both regions of activation, in any dimension.

e_1 and e_2 are orthonormal, w* = |w*| e_1 and w = |w| (cos(phi) e_1 + sin(phi) e_2).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    cos,
    exp,
    forall,
    given,
    indicator,
    integrable,
    pi,
    reals,
    sequences,
    sin,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import product, square
from .moments import Z, c, dot, inside, p, s, u, vector_of, w, w_star

BOUNDED = "0 <= phi <= pi"
place = "Section 6.2 and Section 6.6.1"
e_1, e_2, way = sequences("e_1 e_2 way")
m, n, phi = reals("size_w n phi_w")
S, C = sin(phi), cos(phi)
ANGLE = phi >= 0, phi <= pi
ALL = (Z, w, w_star, e_1, e_2, m, n, phi, p)


def multiple(k, left, right, factor=-1):
    """The sum of the left bodies is a multiple of that of the right ones."""
    here = lambda q: sum_over(c, q, left) == factor * sum_over(c, q, right)  # noqa: E731
    return by_terms(k, c, p, here, [left, right])


def dot_to(f, count):
    return sum_over(c, count, f(c) * Z(c, s))


def normal():
    """The coordinates of the input are independent standard normal numbers."""
    return forall(way)(E(s, exp(dot(way))) == exp(square(way) / 2))


def plane():
    """The plane of w and w*, in which phi is their angle."""
    basis = square(e_1) == 1, square(e_2) == 1, product(e_1, e_2) == 0
    star = forall(c)(w_star(c) == n * e_1(c))
    turned = forall(c)(w(c) == m * (C * e_1(c) + S * e_2(c)))
    return *basis, m > 0, n > 0, star, turned, *ANGLE


def moment(sign, x=u):
    """x^T A_{w,w*} x, with -w* for the sign -1"""
    return E(s, dot(x) ** 2 * indicator(inside(sign)))


def value(sign):
    """2 pi times the moment"""
    first, second = product(u, e_1), product(u, e_2)
    turned = S * (C * (first**2 - second**2) + 2 * S * first * second)
    return (pi - phi) * square(u) + turned if sign > 0 else phi * square(u) - turned


def forms_says(law=None):
    equal = [moment(sign) == value(sign) / (2 * pi) for sign in (1, -1)]
    known = given(normal() if law is None else law, *plane())
    return forall(*ALL)(known >> forall(u)(conj(*equal)))


@claim(
    "fsgd.gauss-forms",
    chapter_6(place),
    formula=r"u^\top A_{w,w_*}u=\tfrac1{2\pi}\left((\pi-\phi)\|u\|^2+\sin\phi\,(\cos\phi(u_1^2-"
    r"u_2^2)+2\sin\phi\,u_1u_2)\right),\quad A_{w,w_*}+A_{w,-w_*}=\tfrac12I",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "u_1, u_2 the coordinates of u in the plane"),
    says=forms_says,
    uses=("book.normal-wedge-form",),
)
def forms_of_both_regions(judge):
    """The second moments of a Gaussian input on both regions, as forms, in any dimension."""
    k = judge.theorem()
    law, *basis, long, far, star, turned, low, high = k.given
    bodies = [f(c) * Z(c, s) for f in (w, w_star, e_1, e_2)]
    lines = [
        by_terms(k, c, p, lambda q: dot_to(w_star, q) == n * dot_to(e_1, q), bodies, k.at(star, c)),
        by_terms(
            k, c, p, lambda q: dot_to(w, q) == m * (C * dot_to(e_1, q) + S * dot_to(e_2, q)),
            bodies, k.at(turned, c),
        ),
    ]  # fmt: skip
    away = -e_1(c)
    flips = [
        multiple(k, left, right)
        for left, right in (
            (away * Z(c, s), e_1(c) * Z(c, s)), (away * e_2(c), e_1(c) * e_2(c)),
            (u(c) * away, u(c) * e_1(c)),
        )
    ]  # fmt: skip
    flips.append(multiple(k, away**2, e_1(c) ** 2, 1))
    flips.append(k.arith(conj(cos(pi - phi) == -C, sin(pi - phi) == S)))
    parts = []
    for sign, axis, angle in ((1, e_1, phi), (-1, lambda index: -e_1(index), pi - phi)):
        known = k.by("book.normal-wedge-form", Z, vector_of(axis), e_2, u, p, angle)
        known = k.use(known, law, *basis, low, high, *flips)
        X, Y = dot(axis), dot(e_2)
        there, event = conj(X >= 0, cos(angle) * X + sin(angle) * Y >= 0), inside(sign)
        into = k.arith(event, k.assume(there), *lines, *flips, long, far)
        out = k.arith(~event, k.assume(~there), *lines, *flips, long, far)
        bits = indicator(there) == indicator(event)
        yes = k.indicator(there, True, k.assume(there)), k.indicator(event, True, into)
        no = k.indicator(there, False, k.assume(~there)), k.indicator(event, False, out)
        equal = k.cases(k.excluded_middle(there), k.arith(bits, *yes), k.arith(bits, *no))
        old, new = (dot(u) ** 2 * indicator(one) for one in (there, event))
        same = k.for_all(k.arith(old == new, equal), s)
        moved = k.mean_of_equal(same, k.arith(integrable(E(s, old)), known))
        parts.append(k.arith(moment(sign) == value(sign) / (2 * pi), moved, known, *flips))
    return k.qed(k.for_all(k.both(*parts), u))


MODEL = {
    "values": {"p": "2", "size_w": "1", "n": "1", "phi_w": "0"},
    "functions": {
        name: {"table": ["1", "0"]} for name in ("e_1", "w", "w_star", "u")
    }
    | {"e_2": {"table": ["0", "1"]}, "Z": {"of": ["c", "s"], "is": "1"}},
    "weights": ["1"],
}  # fmt: skip
VARIANCES = forall(c)((c < p) >> (E(s, Z(c, s) ** 2) == 1))


@forms_of_both_regions.mutant
def of_variance_one(judge):
    """Variances in the place of the law: the constant 1, at phi = 0."""
    return falsify(forms_says(VARIANCES), hints=[MODEL])


def mid(index):
    """Half way between w* and w, of length 1"""
    return cos(phi / 2) * e_1(index) + sin(phi / 2) * e_2(index)


def off(index):
    """Across it, in the plane"""
    return cos(phi / 2) * e_2(index) - sin(phi / 2) * e_1(index)


def least(sign):
    return (pi - phi - S) / (2 * pi) if sign > 0 else (phi - S) / (2 * pi)


def most(sign):
    return (pi - phi + S) / (2 * pi) if sign > 0 else (phi + S) / (2 * pi)


def bounds(sign):
    size = square(u)
    return conj(least(sign) * size <= moment(sign), moment(sign) <= most(sign) * size)


def attained(sign):
    low, high = (off, mid) if sign > 0 else (mid, off)
    return conj(moment(sign, low) == least(sign), moment(sign, high) == most(sign))


def between(sign):
    """The ends of the spectrum: bounds of all forms, which are attained"""
    return conj(forall(u)(bounds(sign)), attained(sign))


def resolved(sign):
    """The form by the eigenvectors"""
    turned = S * (product(u, mid) ** 2 - product(u, off) ** 2)
    whole = (pi - phi) * square(u) + turned if sign > 0 else phi * square(u) - turned
    return moment(sign) == whole / (2 * pi)


def frame():
    return conj(square(mid) == 1, square(off) == 1, product(mid, off) == 0)


def spectrum_says():
    known = given(normal(), *plane())
    forms = forall(u)(conj(resolved(1), resolved(-1)))
    return forall(*ALL)(known >> conj(frame(), forms, between(1), between(-1)))


@claim(
    "fsgd.cf-gauss",
    chapter_6(place),
    formula=(
        r"Z\sim N(0,I_p):\ \mathrm{spec}A_{w,w_*}=\tfrac1{2\pi}\{\pi-\phi\pm\sin\phi,\ "
        r"\pi-\phi\},\quad"
        r"\mathrm{spec}A_{w,-w_*}=\tfrac1{2\pi}\{\phi\pm\sin\phi,\ "
        r"\phi\},\quad\gamma,L=\tfrac{\pi-\phi\mp\sin\phi}{2\pi}"
    ),
    hypotheses=("p >= 2; the last value has multiplicity p - 2", BOUNDED),
    says=spectrum_says,
    uses=("fsgd.gauss-forms",),
)
def gaussian_moments(judge):
    """Second moments of both regions for the standard Gaussian, in every dimension p >= 2: along
    the direction half way between w and w*, across it in the plane, and outside the plane.
    """
    k = judge.theorem()
    _, one, two, apart, *_ = k.given
    forms = k.use(k.by("fsgd.gauss-forms", *ALL), *k.given)
    c_2, s_2 = cos(phi / 2), sin(phi / 2)
    half = k.arith(conj(c_2**2 + s_2**2 == 1, C == c_2**2 - s_2**2, S == 2 * s_2 * c_2))
    squares = [e_1(c) ** 2, e_2(c) ** 2, e_1(c) * e_2(c)]

    def in_plane(body, first, second, mixed):
        """The sum of a body, made of e_1 and e_2"""

        def here(q):
            one, two, both = (sum_over(c, q, each) for each in squares)
            return sum_over(c, q, body) == first * one + second * two + mixed * both

        total = by_terms(k, c, p, here, [body, *squares])
        value = sum_over(c, p, body) == first + second
        return k.arith(value, total, one, two, apart)

    def of_u(axis, first, second):
        bodies = [u(c) * axis(c), u(c) * e_1(c), u(c) * e_2(c)]

        def here(q):
            whole, one, two = (sum_over(c, q, each) for each in bodies)
            return whole == first * one + second * two

        return by_terms(k, c, p, here, bodies)

    middle, across = mid(c), off(c)
    ends = {
        "mm": in_plane(middle**2, c_2**2, s_2**2, 2 * c_2 * s_2),
        "oo": in_plane(across**2, s_2**2, c_2**2, -2 * c_2 * s_2),
        "mo": in_plane(middle * across, -c_2 * s_2, s_2 * c_2, c_2**2 - s_2**2),
        "om": in_plane(across * middle, -c_2 * s_2, s_2 * c_2, c_2**2 - s_2**2),
        "m.m": in_plane(middle * middle, c_2**2, s_2**2, 2 * c_2 * s_2),
        "o.o": in_plane(across * across, s_2**2, c_2**2, -2 * c_2 * s_2),
    }
    orthonormal = k.arith(frame(), *ends.values(), half)

    a, b, e, f, x, y, z = reals("a b e f x y z")
    first, second = product(u, e_1), product(u, e_2)
    turn = [of_u(mid, c_2, s_2), of_u(off, -s_2, c_2)]
    rule = forall(a, b, e, f, x, y)(
        given(e == x * a + y * b, f == -y * a + x * b)
        >> conj(e**2 - f**2 == (x**2 - y**2) * (a**2 - b**2) + 2 * (2 * y * x) * a * b,
                e**2 + f**2 == (x**2 + y**2) * (a**2 + b**2))
    )  # fmt: skip
    rule = k.lemma(rule, first, second, product(u, mid), product(u, off), c_2, s_2)
    turned = k.use(rule, *turn)
    here = k.at(forms, u)
    shown = [k.arith(resolved(sign), here, turned, half) for sign in (1, -1)]
    always = k.for_all(k.both(*shown), u)

    rest = u(c) - first * e_1(c) - second * e_2(c)
    bodies = [rest**2, u(c) ** 2, *squares[:2], u(c) * e_1(c), u(c) * e_2(c), squares[2]]

    def bessel(q):
        left, whole, one, two, in_first, in_second, mixed = (sum_over(c, q, x) for x in bodies)
        return conj(
            left >= 0,
            left == whole + first**2 * one + second**2 * two - 2 * first * in_first
            - 2 * second * in_second + 2 * first * second * mixed,
        )  # fmt: skip

    inside_ = k.arith(
        first**2 + second**2 <= square(u), by_terms(k, c, p, bessel, bodies), one, two, apart
    )
    short = k.arith(product(u, mid) ** 2 + product(u, off) ** 2 <= square(u), turned, half, inside_)
    rule = forall(x, a, b, y)(
        given(x >= 0, a**2 + b**2 <= y)
        >> conj(x * (a**2 - b**2) <= x * y, -x * y <= x * (a**2 - b**2))
    )
    rule = k.lemma(rule, S, product(u, mid), product(u, off), square(u))
    range_ = k.use(rule, k.arith(S >= 0, *k.given[-2:]), short)
    parts = [orthonormal, always]
    at_ends = k.at(always, vector_of(mid)), k.at(always, vector_of(off))
    for sign, form in zip((1, -1), shown, strict=True):
        all_forms = k.for_all(k.arith(bounds(sign), form, range_), u)
        parts.append(k.both(all_forms, k.arith(attained(sign), *at_ends, *ends.values(), half)))
    return k.qed(k.both(*parts))


@gaussian_moments.mutant
def bounds_by_variances(judge):
    """Variances in the place of the law: the constant 1 has the mean square 1, above L(0) = 1/2."""
    return falsify(forall(*ALL)(given(VARIANCES, *plane()) >> forall(u)(bounds(1))), hints=[MODEL])
