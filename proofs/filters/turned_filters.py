"""Filters at every angle from w*, for p >= 2, and what Definition 6.1 says of two angles.

v with v.w* = 0 and v != 0 is one of (w*_1, -w*_0, 0, ..) and (1, 0, 0, ..); the filter at the angle
phi is |v| cos(phi) w* + |w*| sin(phi) v, of the length |v||w*|.
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
    pi,
    reals,
    sequences,
    sin,
    sqrt,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from ..textbook.events import truths
from . import chapter_6
from .arcs import definition
from .descent import own_product, product, root_of, square
from .descent_rate import L
from .moments import Z, c, dot, inside, p, s, vector_of, w, w_star
from .teacher_angle import angle, gamma, n, phi, size, teacher, theta
from .two_mirrors import long

v = sequences("v")
a, b, f, m, q, x, y = reals("a b f m q x y")
FALSE = term(0) < 0
ANGLE = "fsgd.filter-at-angle"


def upright(a, b):
    """(a, b, 0, ..)"""
    return lambda index: indicator(index == 0) * a + indicator(index == 1) * b


def missed(angle_=phi):
    """No filter is at the angle."""
    return forall(w, size)(~angle(w, size, angle_))


def filters_say():
    known = given(teacher, p >= 2, phi >= 0, phi <= pi)
    return forall(w_star, n, phi, p)(known >> ~missed())


@claim(
    ANGLE,
    chapter_6("Definition 6.1"),
    says=filters_say,
    uses=("book.sum-pick",),
)
def filter_at_every_angle(judge):
    """For p >= 2 there is a filter at every angle from 0 to pi to w*."""
    z = judge.theorem()
    first, second = w_star(term(0)), w_star(term(1))
    none = z.assume(conj(first == 0, second == 0))
    some = z.assume(~none.formula)
    never, ends = z.assume(missed()), []
    for case, pair in ((none, (term(1), term(0))), (some, (second, -first))):
        apart = z.arith(pair[0] ** 2 + pair[1] ** 2 > 0, case)
        level = z.arith(pair[0] * first + pair[1] * second == 0, case)
        ends.append(rotated(z, never, pair, apart, level))
    return z.qed(z.negate(z.cases(z.excluded_middle(none.formula), *ends), missed()))


def rotated(z, never, pair, apart, level):
    """The filter at the angle phi in the plane of w* and of (a, b, 0, ..), which is upright."""
    v_ = upright(*pair)
    here = [c == 0, c == 1]
    split = v_(c) ** 2 == indicator(c == 0) * pair[0] ** 2 + indicator(c == 1) * pair[1] ** 2
    square_ = picked(z, [v_(c) ** 2], [one**2 for one in pair], truths(z, split, here))
    along = picked(z, [v_(c) * w_star(c)], [one * w_star(c) for one in pair])
    level = z.arith(product(v_, w_star) == 0, along, level)
    root = root_of(z, square(v_), z.arith(square(v_) >= 0, square_, apart))
    length = z.assume(conj(long > 0, long**2 == square(v_)))

    def image(index):
        return long * cos(phi) * w_star(index) + n * sin(phi) * v_(index)

    bodies = [image(c) ** 2, w_star(c) ** 2, v_(c) * w_star(c), v_(c) ** 2]
    first, second = reals("along across")

    def turned(count):
        whole, star, mixed, own = (sum_over(c, count, one) for one in bodies)
        return whole == first**2 * star + 2 * first * second * mixed + second**2 * own

    def leaned(count):
        whole, star, mixed = (sum_over(c, count, one) for one in bodies)
        return whole == first * star + second * mixed

    def general(index):
        return first * w_star(index) + second * v_(index)

    values = long * cos(phi), n * sin(phi)
    bodies[0] = general(c) ** 2
    size_ = z.at(z.for_all(by_terms(z, c, p, turned, bodies), first, second), *values)
    bodies = [general(c) * w_star(c), w_star(c) * w_star(c), v_(c) * w_star(c)]
    lean = z.at(z.for_all(by_terms(z, c, p, leaned, bodies), first, second), *values)
    circle = z.arith(sin(phi) ** 2 + cos(phi) ** 2 == 1)
    rule = forall(a, b, n, q, x, y, m)(
        given(a**2 + b**2 == 1, n > 0, q > 0)
        >> conj((q * b) ** 2 * n**2 + (n * a) ** 2 * q**2 == (n * q) ** 2, n * q > 0)
    )
    rule = z.use(z.lemma(rule, sin(phi), cos(phi), n, long, x, y, m), circle, length, *z.given)
    own = own_product(z, w_star)
    turn = z.arith(angle(image, n * long, phi), size_, lean, rule, own, level, length, *z.given)
    end = z.absurd(turn, z.at(never, vector_of(image), n * long), FALSE)
    end = z.for_all(z.discharge(end, length.formula), long)
    positive = z.arith(sqrt(square(v_)) > 0, root, z.arith(square(v_) > 0, square_, apart))
    end = z.at(end, sqrt(square(v_)), defined=[z.arith(square(v_) >= 0, square_, apart)])
    return z.use(end, root, positive)


def picked(z, body, pair, *each):
    """The sum of [c = 0] f(c) + [c = 1] g(c) is f(0) + g(1)."""
    terms = [indicator(c == place) * one for place, one in enumerate(pair)]

    def here(count):
        whole, first, second = (sum_over(c, count, one) for one in (*body, *terms))
        return whole == first + second

    whole = by_terms(z, c, p, here, [*body, *terms], *each)
    found = []
    for place, one in enumerate(pair):
        known = z.by("book.sum-pick", Lambda((c,), one), term(place), p)
        found.append(z.apply(z.part(known, 0), z.arith(term(place) < p, *z.given)))
    return z.both(whole, *found)


@filter_at_every_angle.mutant
def on_a_line(judge):
    """p = 1, in letters: the cosine of the angle of two numbers is 1 or -1."""
    cosine, first, second = symbols.reals("cosine w w_star")
    where = [(first, ">", 0), (second, ">", 0), (cosine * first * second, "==", first * second)]
    return holds(judge, (2 * cosine, "<=", 1), where)


def bounds_say(factor=2):
    order = theta >= 0, theta <= phi, phi <= pi / 2
    known = given(teacher, p >= 2, *definition(), *order)
    ends = gamma(theta) >= gamma(phi), L(theta) <= factor * L(phi), gamma(phi) <= L(phi)
    return forall(Z, w_star, L, gamma, n, theta, phi, p)(known >> conj(*ends))


@claim(
    "fsgd.two-angles",
    chapter_6("Definition 6.1 and Section 6.2.1"),
    formula=r"0\le\theta\le\phi\le\tfrac\pi2\implies\gamma(\theta)\ge\gamma(\phi),\ "
    r"L(\theta)\le2L(\phi),\ \gamma(\phi)\le L(\phi)",
    hypotheses=("one patch, any law with second moments, p >= 2",),
    says=bounds_say,
    uses=(ANGLE, "fsgd.def-6.1.mono", "fsgd.L-at-zero"),
)
def two_angles(judge):
    """For p >= 2 and 0 <= theta <= phi <= pi/2: gamma(theta) >= gamma(phi), L(theta) <= 2 L(phi)
    and gamma(phi) <= L(phi).
    """
    z = judge.theorem()
    zero = term(0)
    exist, bounds = (z.meet(one, *z.given) for one in definition())
    order = z.meet(conj(theta >= 0, theta <= phi, phi <= pi / 2), *z.given)
    right = forall(a)(given(a >= 0, a <= pi / 2) >> conj(a >= 0, a < pi, a <= pi))
    angles_ = (zero, theta, phi)
    quarter = [z.arith(conj(one >= 0, one <= pi / 2), order) for one in angles_]
    here = [z.use(z.lemma(right, one), known) for one, known in zip(angles_, quarter, strict=True)]
    at_zero, _, at_phi = (
        z.split(z.use(z.at(bounds, one), shown)) for one, shown in zip(angles_, here, strict=True)
    )
    # the filter v at the angle phi, the filter w at the angle theta
    own, other = z.assume(angle(v, long, phi)), z.assume(angle(w, size, theta))
    goals = (
        (gamma(theta) >= gamma(phi), gamma(theta) >= gamma(theta)),
        (L(theta) <= L(zero), L(zero) <= L(zero)),
    )
    pairs = (theta, phi, v, long, own, here[2]), (zero, theta, w, size, other, here[1])
    falls = [
        falling(z, *goal, *pair, order, exist, bounds)
        for goal, pair in zip(goals, pairs, strict=True)
    ]
    within = z.assume(conj(m >= 0, m <= pi / 2))
    most = z.split(z.use(z.at(bounds, m), z.use(z.lemma(right, m), within)))[0]
    most = z.for_all(z.discharge(most, within.formula), m)
    twice = z.by("fsgd.L-at-zero", Z, v, w_star, L, n, long, phi, p)
    twice = z.use(twice, most, at_zero[1], own, order, *z.given)
    upper, lower = (z.apply(z.at(at_phi[one], v, w_star, long), own) for one in (0, 2))
    rule = forall(a, b, f, m, n)(given(a <= b * m, a >= f * m, m == n**2, n > 0) >> (f <= b))
    form = E(s, dot(w_star) * (dot(w_star) * indicator(inside(1, v))))
    there = z.arith(integrable(form), upper)
    rule = z.lemma(rule, form, L(phi), gamma(phi), square(w_star), n, defined=[there])
    rule = z.use(rule, upper, lower, *z.given)
    end = z.arith(z.target, *falls, twice, rule)
    for names, known, angle_ in (((w, size), other, theta), ((v, long), own, phi)):
        found = z.use(z.by(ANGLE, w_star, n, angle_, p), *here, *z.given)
        end = without(z, found, end, known, names)
    return z.qed(end)


def without(z, found, end, known, names):
    """The end, without the filter that it was shown with."""
    other = z.assume(~end.formula)
    never = z.negate(z.absurd(end, other, FALSE), known.formula)
    wrong = z.absurd(z.for_all(never, *names), found, end.formula)
    return z.cases(z.excluded_middle(end.formula), z.assume(end.formula), wrong)


def falling(z, goal, trivial, near, far, weights, length, turn, below, order, *definition_):
    """What fsgd.def-6.1.mono says of two angles, which may be equal"""
    strict, alike = z.assume(near < far), z.assume(near == far)
    values = Z, weights, w_star, L, gamma, n, length, far, near, p
    known = z.by("fsgd.def-6.1.mono", *values)
    low = z.arith(near >= 0, order)
    less = z.arith(goal, z.use(known, strict, turn, below, low, *definition_, *z.given))
    same = z.rewrite(alike, z.arith(trivial), goal)
    return z.cases(z.arith((near < far) | (near == far), order), less, same)


@two_angles.mutant
def no_factor(judge):
    """L(theta) <= L(phi), in letters: a region is covered by two of the same second moment."""
    L0, most = symbols.reals("L_theta L_phi")
    return holds(judge, (L0, "<=", most), [(most, ">", 0), (L0, "<=", 2 * most)])
