"""Assumption 6.1 from a bounded density in the angle: beta = rho.

In the plane of w and w* the input is R (cos A, sin A), and w is at the angle phi: the region
w.Z >= 0 >= w*.Z is the sector pi/2 <= A <= pi/2 + phi.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    randoms,
    reals,
    sin,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import square
from .gaussian_regions import ALL, C, S, dot_to, e_1, e_2, m, moment, n, phi, plane
from .moments import Z, c, dot, inside, nonnegative, p, s, u, w, w_star

A, R = randoms("A R")
rho, low, high, x, y, a, b, f, g, t, r = reals("rho low high x y a b f g t r")


def own_size():
    """|Z|^2"""
    return sum_over(c, p, Z(c, s) ** 2)


def sector(low, high):
    return conj(low <= A(s), A(s) <= high)


def density():
    """Z has an angle A in the plane, and E[|Z|^2; A in an interval] <= rho times its length."""
    polar = conj(dot(e_1) == R(s) * cos(A(s)), dot(e_2) == R(s) * sin(A(s)), R(s) > 0)
    turn = conj(A(s) >= 0, A(s) < 2 * pi)
    seen = E(s, own_size() * indicator(sector(low, high)))
    return forall(s)(conj(polar, turn)), forall(low, high)(
        (low <= high) >> (seen <= rho * (high - low))
    )


def says():
    exist = forall(u)(integrable(moment(-1)))
    bound = forall(u)(moment(-1) <= rho * x * square(u))
    known = given(*plane(), phi > 0, phi <= pi / 2, x >= phi, *density(), exist)
    return forall(*ALL, A, R, rho, x)(known >> bound)


@claim(
    "fsgd.asm-6.1.density",
    chapter_6("before Assumption 6.1"),
    formula=r"E[\|Z\|^2;\ \text{angle of }Z\text{ in the plane of }w,w_*\in "
    r"dt]\le\rho\,dt\implies\lambda_{\max}(A_{w,-w_*})\le\rho\,\theta(w,w_*)",
    hypotheses=(
        "0 < theta(w, w*) <= pi/2; the input has an angle in the plane of w and w*, and the bound "
        "holds for every interval of angles",
    ),
    says=says,
    uses=("book.cauchy-schwarz", "book.squares-nonnegative"),
)
def bounded_density(judge):
    """A bounded density in the angle gives Assumption 6.1 with beta = rho: (u.Z)^2 <= |u|^2 |Z|^2,
    and +- is a sector of opening theta in the plane of w and w*.
    """
    z = judge.theorem()
    long, far, star, turned = z.given[3:7]
    angles = z.meet(conj(phi > 0, phi <= pi / 2, x >= phi), *z.given)
    polar, bound = (z.meet(one, *z.given) for one in density())
    exist = z.given[-1]
    here = z.at(polar, s)
    bodies = [one(c) * Z(c, s) for one in (w, w_star, e_1, e_2)]
    lines = [
        by_terms(z, c, p, lambda q: dot_to(w_star, q) == n * dot_to(e_1, q), bodies, z.at(star, c)),
        by_terms(
            z, c, p, lambda q: dot_to(w, q) == m * (C * dot_to(e_1, q) + S * dot_to(e_2, q)),
            bodies, z.at(turned, c),
        ),
    ]  # fmt: skip
    event, inside_ = inside(-1), sector(pi / 2, pi / 2 + phi)
    into = in_sector(z, z.assume(event), here, lines, long, far, angles)
    size = own_size()
    schwarz = z.by("book.cauchy-schwarz", u, Lambda((c,), Z(c, s)), p)
    total = z.both(
        z.by("book.squares-nonnegative", u, p),
        z.by("book.squares-nonnegative", Lambda((c,), Z(c, s)), p),
    )
    less = dot(u) ** 2 * indicator(event) <= square(u) * (size * indicator(inside_))
    yes = z.arith(less, schwarz, z.indicator(event, True, z.assume(event)),
                  z.indicator(inside_, True, into))  # fmt: skip
    rule = forall(a, b, f, g, t)(given(b == 0, f >= 0, g >= 0, t >= 0) >> (a**2 * b <= f * (g * t)))
    rule = z.lemma(rule, dot(u), indicator(event), square(u), size, indicator(inside_))
    no = z.use(rule, z.indicator(event, False, z.assume(~event)), total, z.indicator_range(inside_))
    point = z.for_all(z.cases(z.excluded_middle(event), yes, no), s)
    most = z.apply(z.at(bound, pi / 2, pi / 2 + phi), z.arith(pi / 2 <= pi / 2 + phi, angles))
    body = size * indicator(inside_)
    there = z.arith(integrable(E(s, body)), most)
    scaled = mean_of_combination(z, s, square(u) * body, [(square(u), body, there)])
    has = z.arith(integrable(E(s, square(u) * body)), scaled)
    mean = z.mean_is_monotone(point, z.at(exist, u), has)
    body_low = z.cases(
        z.excluded_middle(inside_),
        z.arith(body >= 0, total, z.indicator(inside_, True, z.assume(inside_))),
        z.arith(body >= 0, z.indicator(inside_, False, z.assume(~inside_))),
    )
    low_ = nonnegative(z, body, body_low, there)
    rule = forall(a, b, f, rho, t, x)(
        given(a <= b * f, f <= rho * t, f >= 0, b >= 0, t > 0, x >= t) >> (a <= rho * x * b)
    )
    values = moment(-1), square(u), E(s, body), rho, phi, x
    rule = z.lemma(rule, *values, defined=[z.at(exist, u), there])
    end = z.use(rule, z.arith(moment(-1) <= square(u) * E(s, body), mean, scaled),
                z.arith(E(s, body) <= rho * phi, most), low_, total, angles)  # fmt: skip
    return z.qed(z.for_all(end, u))


def in_sector(z, event, here, lines, long, far, angles):
    """The angle of an input with w.Z >= 0 >= w*.Z"""
    rule = forall(x, r, n)(given(r > 0, n > 0, -(n * (r * x)) >= 0) >> (x <= 0))
    away = z.lemma(rule, cos(A(s)), R(s), n)
    away = z.use(away, here, far, z.arith(-(n * (R(s) * cos(A(s)))) >= 0, event, lines[0], here))
    rule = forall(x, y, r, m, a, b)(
        given(r > 0, m > 0, m * (a * (r * x) + b * (r * y)) >= 0) >> (a * x + b * y >= 0)
    )
    ahead = z.lemma(rule, cos(A(s)), sin(A(s)), R(s), m, C, S)
    along = m * (C * (R(s) * cos(A(s))) + S * (R(s) * sin(A(s)))) >= 0
    ahead = z.use(ahead, here, long, z.arith(along, event, lines[1], here))
    turn = z.lemma(forall(t, phi)(cos(t - phi) == cos(phi) * cos(t) + sin(phi) * sin(t)), A(s), phi)
    ahead = z.arith(cos(A(s) - phi) >= 0, ahead, turn)
    sine = forall(t)(given(t > 0, t < pi) >> (sin(t) > 0))
    short = z.assume(A(s) < pi / 2)
    ahead_ = z.lemma(forall(t)(given(t >= 0, t < pi / 2) >> (cos(t) > 0)), A(s))
    first = pi / 2 <= A(s)
    no = z.arith(first, z.use(ahead_, here, short), away)
    first = z.cases(z.arith(first | (A(s) < pi / 2)), z.assume(first), no)
    below, top = A(s) <= pi / 2 + phi, 3 * pi / 2
    wide = z.assume(A(s) > pi / 2 + phi)
    near, over = z.assume(A(s) < top + phi), z.assume(A(s) >= top + phi)
    back = A(s) - phi - pi / 2
    no = z.use(z.lemma(sine, back), z.arith(conj(back > 0, back < pi), wide, near))
    turn = z.lemma(forall(t, phi)(cos(t - phi) == -sin(t - phi - pi / 2)), A(s), phi)
    no = z.arith(below, no, ahead, turn)
    back = A(s) - top
    other = z.use(z.lemma(sine, back), z.arith(conj(back > 0, back < pi), over, here, angles))
    turn = z.lemma(forall(t)(cos(t) == sin(t - top)), A(s))
    other = z.arith(below, other, away, turn)
    end = z.cases(z.arith((A(s) < top + phi) | (A(s) >= top + phi)), no, other)
    end = z.cases(z.arith(below | (A(s) > pi / 2 + phi)), z.assume(below), end)
    return z.both(first, end)


@bounded_density.mutant
def half_of_rho(judge):
    """rho/2, in letters: the bound is reached."""
    rule = forall(a, rho, t)(given(a == rho * t, rho > 0, t > 0) >> (2 * a <= rho * t))
    return falsify(rule, hints=[{"values": {"a": "1", "rho": "1", "t": "1"}}])
