"""Theorem 6.5: how often the hyperplanes of w and w* separate two patches.

v is w or w*; a patch that v separates from another one is within rho of its hyperplane, or the
other one is, since Z_avg = M is on one of the two sides; mu bounds how often that happens.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    pi,
    sin,
    sum_over,
)

from ..textbook.events import implied
from . import chapter_6, holds
from .descent import own_product, product, square
from .easy_laws import proof
from .moments import c, p, s, v, w, w_star
from .near_average import Mean, gathered, mean, one
from .near_planes import QUARTER, a, b, beside, close, f, g, h, rho, y
from .network import Z, i, k
from .patch_moments import region
from .teacher_angle import angle, n, size, teacher, theta

j, m = nats("j m")
mu, psi = theorems.reals("mu psi")
PAIRS = (((1, 1), (1, -1)), ((1, 1), (-1, 1)), ((1, -1), (-1, 1)))


def other(index):
    """Z_j"""
    return Z(j, index, s)


def rare():
    """Every patch, and the average, is within psi <= rho of the hyperplane of v with probability at
    most mu psi, for every v that w can be: v.w* >= 0.
    """
    here = given(square(v) > 0, product(v, w_star) >= 0, psi >= 0, psi <= rho)
    patches = (i < k) >> (Prob(s, beside(v, one, psi)) <= mu * psi)
    average = Prob(s, beside(v, mean, psi)) <= mu * psi
    return mu >= 0, forall(v, psi, i)(here >> conj(patches, average))


def joint(pair):
    """Z_i and Z_j lie in these two regions."""
    first, second = pair
    return conj(region(*first), region(*second).put(i, j))


def loose():
    """Patches of any length with theta(Z_i, M) <= rho <= pi/2, for a vector M."""
    patches = conj(square(one) > 0, close(one, mean))
    return QUARTER, k >= 1, forall(s)(square(mean) > 0), forall(s, i)((i < k) >> patches)


def setting():
    """The patches, mu, and the angle theta <= pi/2 of w and w*."""
    return *gathered(), *rare(), teacher, angle(w, size, theta), theta <= pi / 2


def measurable():
    """It is measurable which patches lie in which regions."""
    return forall(i, j)(conj(*(integrable(Prob(s, joint(pair))) for pair in PAIRS)))


def law():
    """The setting, with measurable regions"""
    return *setting(), measurable()


def any_length():
    """The setting for patches of any length"""
    turned = teacher, angle(w, size, theta), theta <= pi / 2
    return *loose(), *rare(), *turned, measurable()


LETTERS = (Z, Mean, w, w_star, rho, mu, n, size, theta, k, p)


def pair_says(known=None):
    ends = []
    for pair in PAIRS:
        chance = Prob(s, joint(pair))
        far = conj(chance <= 2 * mu * rho, 2 * mu * rho <= 2 * mu * theta)
        ends.append(conj((theta <= rho) >> (chance <= mu * theta), (theta > rho) >> far))
    return forall(*LETTERS, i, j)(given(*(known or law()), i < k, j < k) >> conj(*ends))


@claim(
    "fsgd.thm-6.5.directions",
    chapter_6(proof),
    formula=r"P(Z_i\in S_{++},Z_j\in S_{+-})\le\mu\phi\ (\phi\le\rho),\quad\le2\mu\rho\le2\mu\phi\ "
    r"(\phi>\rho)",
    hypotheses=(
        "patches of any lengths but 0, theta(Z_i, M) <= rho for a vector M",
        "mu as in fsgd.thm-6.5-amended",
    ),
    says=lambda: pair_says(any_length()),
    uses=("fsgd.thm-6.5.near", "book.squares-nonnegative"),
)
def pair_probability(judge):
    """The two cases, for patches of any length; for (++, -+) and (+-, -+) the hyperplane of w takes
    the place of that of w*, and mu must bound the mass there.
    """
    z = judge.theorem()
    ends = []
    for pair, (v_, u_) in zip(PAIRS, ((w_star, w), (w, w_star), (w, w_star)), strict=True):
        own = z.part(z.at(z.given[-3], i, j), len(ends))
        near, far = z.assume(theta <= rho), z.assume(theta > rho)
        small = by_one(z, joint(pair), v_, u_, own, near)
        large = by_two(z, joint(pair), v_, own, far)
        ends.append(z.both(z.discharge(small, near.formula), z.discharge(large, far.formula)))
    return z.qed(z.both(*ends))


def symmetric(z, first, second):
    """The inner product in the other order"""
    bodies = [first(c) * second(c), second(c) * first(c)]
    here = lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1])  # noqa: E731
    return by_terms(z, c, p, here, bodies)


def vectors(z):
    """|w|, |w*| > 0 and theta(w, w*) = theta <= pi/2, without the lengths."""
    inner = product(w, w_star)
    rule = forall(a, b, f, g, h, y)(
        given(a > 0, b > 0, f >= 0, a**2 == g, b**2 == h, a * b * f == y)
        >> conj(g > 0, h > 0, y >= 0, y**2 >= f**2 * (g * h), y**2 >= f**2 * (h * g))
    )
    rule = z.lemma(rule, size, n, cos(theta), square(w), square(w_star), inner)
    known = z.use(rule, z.arith(cos(theta) >= 0, *z.given), *z.given)
    turned = symmetric(z, w_star, w)
    back = product(w_star, w)
    ends = conj(back >= 0, back**2 >= cos(theta) ** 2 * (square(w_star) * square(w)))
    return z.both(known, z.arith(ends, turned, known), own_product(z, w_star))


def chances(z, v_, angle_, index, *known):
    """How often mu lets the patch with the index, and the average, be within the angle of the
    hyperplane of v.
    """
    lines = vectors(z)
    rule = z.at(z.meet(rare()[1], *z.given), v_, angle_, index)
    return z.use(rule, lines, z.arith(product(w_star, w_star) >= 0, lines), *known, *z.given)


def often(z, v_, angle_, index, *known):
    return z.use(z.part(chances(z, v_, angle_, index, *known), 0), *known, *z.given)


def by_one(z, event, v_, u_, own, near):
    """theta <= rho: Z_j lies between the hyperplanes of w and w*."""
    happens, patches = z.assume(event), z.meet(loose()[-1], *z.given)
    unit = z.apply(z.at(patches, s, j), z.meet(j < k, *z.given))
    turned = [symmetric(z, other, vector) for vector in (v_, u_)]
    rule = forall(a, b)(given(a >= 0, -b >= 0) >> (a * b <= 0))
    rule = z.lemma(rule, product(other, u_), product(other, v_))
    signs = z.use(rule, z.arith(rule.formula.left, happens, *turned))
    found = z.by("fsgd.thm-6.5.near", Lambda((c,), other(c)), u_, v_, theta, p)
    found = z.use(found, signs, vectors(z), z.part(unit, 0), *z.given)
    place = beside(v_, other, theta)
    rule = forall(a, b, f, g, h)(given(a**2 <= f * (g * h), a == b) >> (b**2 <= f * (h * g)))
    values = product(other, v_), product(v_, other), sin(theta) ** 2, square(other), square(v_)
    reached = z.use(z.lemma(rule, *values), found, turned[0])
    chance = often(z, v_, theta, j, near)
    measured = z.arith(integrable(Prob(s, place)), chance)
    less = implied(z, event, place, reached, own, measured, s)
    return z.arith(Prob(s, event) <= mu * theta, less, chance)


def by_two(z, event, v_, own, far):
    """theta > rho: Z_avg lies on one of the two sides."""
    happens, patches = z.assume(event), z.meet(loose()[-1], *z.given)
    above = z.at(z.meet(loose()[-2], *z.given), s)
    places = [beside(v_, patch, rho) for patch in (one, other)]
    first, second = (indicator(place) for place in places)
    goal = indicator(event) <= first + second
    sides, middle, ends = [product(v_, patch) for patch in (one, other)], product(v_, mean), []
    for number, (index, patch, sign) in enumerate(((i, one, -1), (j, other, 1))):
        here = z.apply(z.at(patches, s, index), z.meet(index < k, *z.given))
        rule = forall(a, b)(given(sign * a >= 0, sign * b <= 0) >> (a * b <= 0))
        rule = z.lemma(rule, middle, sides[number])
        apart = z.use(rule, happens, z.assume(sign * middle >= 0))
        found = z.by("fsgd.thm-6.5.near", v_, Lambda((c,), mean(c)), Lambda((c,), patch(c)), rho, p)
        found = z.use(found, apart, above, here, *z.given)
        bits = z.indicator(places[number], True, found), z.indicator_range(places[1 - number])
        ends.append(z.arith(goal, *bits, z.indicator_range(event)))
    cover = z.arith((-1 * middle >= 0) | (1 * middle >= 0))
    none = z.indicator(event, False, z.assume(~event))
    none = z.arith(goal, none, *(z.indicator_range(place) for place in places))
    point = z.for_all(z.cases(z.excluded_middle(event), z.cases(cover, *ends), none), s)
    shares = [often(z, v_, rho, index) for index in (i, j)]
    parts = [
        (1, bit, z.arith(integrable(Prob(s, place)), chance))
        for bit, place, chance in zip((first, second), places, shares, strict=True)
    ]
    total = mean_of_combination(z, s, first + second, parts)
    less = z.mean_is_monotone(point, own, z.arith(integrable(E(s, first + second)), total))
    reach = z.arith(Prob(s, event) <= 2 * mu * rho, less, total, *shares)
    rule = forall(a, b, f)(given(a >= 0, b < f) >> (2 * a * b <= 2 * a * f))
    return z.both(reach, z.use(z.lemma(rule, mu, rho, theta), far, *z.given))


@pair_probability.mutant
def one_patch_of_two(judge):
    """mu phi for phi > rho, in letters: both chances are mu rho."""
    chance, rare_ = reals("P mu_rho")
    where = [(rare_, ">", 0), (chance, "==", 2 * rare_)]
    return holds(judge, (2 * chance, "<=", 3 * rare_), where)


@claim(
    "fsgd.thm-6.5.cross-amended",
    chapter_6(proof),
    formula=r"P(Z_i\in S_{++},Z_j\in S_{+-})\le\mu\phi\ (\phi\le\rho),\quad\le2\mu\rho\le2\mu\phi\ "
    r"(\phi>\rho)",
    hypotheses=("unit patches, theta(Z_i, Z_avg) <= rho", "mu as in fsgd.thm-6.5-amended"),
    amends="fsgd.thm-6.5.cross",
    says=pair_says,
    uses=("fsgd.thm-6.5.directions",),
)
def pair_probability_amended(judge):
    """The two cases, for unit patches: lengths do not matter."""
    z = judge.theorem()
    inside = z.assume(m < k)
    unit = z.apply(z.at(z.meet(gathered()[-1], *z.given), s, m), inside)
    length = z.both(z.arith(square(one).put(i, m) > 0, unit), z.part(unit, 1))
    patches = z.for_all(z.discharge(length, m < k), s, m)
    return z.qed(z.use(z.by("fsgd.thm-6.5.directions", *LETTERS, i, j), patches, *z.given))


@pair_probability_amended.mutant
def one_of_two(judge):
    """mu phi for phi > rho, in letters: both chances are mu rho."""
    chance, rare_ = reals("P mu_rho")
    where = [(rare_, ">", 0), (chance, "==", 2 * rare_)]
    return holds(judge, (2 * chance, "<=", 3 * rare_), where)
