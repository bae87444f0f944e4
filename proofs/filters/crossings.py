"""Theorem 6.5, amended: L_cross of close patches with little mass near every hyperplane."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    exists,
    forall,
    given,
    indicator,
    integrable,
    sin,
    term,
)

from ..textbook.events import implied
from . import chapter_6, holds
from .descent import product, square
from .easy_laws import place
from .moments import c, p, s, u, v, w, w_star
from .near_average import gathered, one
from .near_gamma import gamma, kept, least
from .near_planes import beside, rho
from .network import Z, i, k
from .pairs import exist
from .patch_moments import P, Q, R, averages, cross, crossing, mean, x1, x2, x3
from .separated import LETTERS, PAIRS, j, joint, law, mu, often
from .teacher_angle import theta

a, b, f = theorems.reals("a b f")
SHARE = 6 * (k - 1) / k * mu


def small_cross(bound):
    """Assumption 6.3 at w, with the bound in the place of L_cross"""
    return exists(x1, x2, x3)(conj(*(one.put(cross, bound) for one in crossing())))


def cross_says():
    known = given(*law(), forall(c, s)(averages()), exist())
    return forall(*LETTERS, P, Q, R)(known >> small_cross(SHARE))


@claim(
    "fsgd.thm-6.5.L-cross-amended",
    chapter_6(place),
    formula=r"L_{\mathrm{cross}}\le\tfrac{6(k-1)}k\mu",
    hypotheses=(
        "mu bounds the mass near every hyperplane that w can reach, as in fsgd.thm-6.5-amended",
    ),
    amends="fsgd.thm-6.5.L-cross",
    says=cross_says,
    uses=("fsgd.thm-6.5.cross-amended", "fsgd.thm-6.5.pairs"),
)
def cross_bound_amended(judge):
    """Three pairs of regions at 2 mu phi each; the pairs i = j contribute nothing, which leaves the
    share (k - 1)/k of the k^2 pairs.
    """
    z = judge.theorem()
    top, ones = 2 * mu * theta, Lambda((i, s), term(1))
    pairs = [line for pair in PAIRS for line in alike(z, pair, top)]
    found = z.by("fsgd.thm-6.5.pairs", Z, w, w_star, P, Q, R, ones, top, k, p)
    rule = forall(a, b)(given(a >= 0, b >= 0) >> (2 * a * b >= 0))
    signs = z.use(z.lemma(rule, mu, theta), *z.given)
    found = z.use(found, units(z), signs, *pairs, *z.given)
    return z.qed(from_pairs(z, found, top, SHARE, signs))


def from_pairs(z, found, top, bound, sign):
    """Three times (k - 1)/k X is the bound times theta."""
    share = (k - 1) / k * top
    rule = forall(a, k)(given(a >= 0, k >= 1) >> ((k - 1) / k * a >= 0))
    low = z.use(z.lemma(rule, top, k), sign, *z.given)
    total = z.arith(3 * share <= bound * theta, low, *z.given)
    norms = [z.for_all(z.part(z.at(found, u, v), number), u, v) for number in range(3)]
    names, body, forms = [x1, x2, x3], conj(*(one.put(cross, bound) for one in crossing())), []
    for number, name in enumerate(names):
        forms.append(exists(*names[number:])(body))
        body = body.put(name, share)
    ends = z.both(*norms, z.meet(body.part(3), low, total))
    nonzero = z.arith(k != 0, *z.given)
    for form in reversed(forms):
        ends = z.exhibit(form, share, ends, nonzero)
    return ends


def units(z):
    """The patches have the length 1."""
    unit = z.apply(z.at(z.meet(gathered()[-1], *z.given), s, i), z.assume(i < k))
    held = conj(term(1) >= 0, term(1) ** 2 == square(one))
    return z.for_all(z.discharge(z.arith(held, unit), i < k), i, s)


def alike(z, pair, top):
    """What fsgd.thm-6.5.pairs asks of a pair of unit patches."""
    event, number = joint(pair), PAIRS.index(pair)
    own = z.part(z.at(z.meet(law()[-1], *z.given), i, j), number)
    body = term(1) * term(1) * indicator(event)
    moved = z.mean_of_equal(z.for_all(z.arith(indicator(event) == body), s), own)
    inside = z.assume(conj(i < k, j < k))
    less = likely(z, event, number, inside)
    less = z.arith(E(s, body) <= top, moved, less)
    most = z.both(z.arith(integrable(E(s, body)), moved, own),
                  z.discharge(less, inside.formula))  # fmt: skip
    return z.for_all(most, i, j), never(z, pair)


def likely(z, event, number, inside):
    """Two patches lie in the two regions with probability at most 2 mu theta."""
    found = z.use(z.by("fsgd.thm-6.5.cross-amended", *LETTERS, i, j), inside, *z.given)
    found, near = z.part(found, number), z.assume(theta <= rho)
    rule = forall(a, b)(given(a >= 0, b >= 0) >> (a * b <= 2 * a * b))
    twice = z.use(z.lemma(rule, mu, theta), *z.given)
    goal = Prob(s, event) <= 2 * mu * theta
    small = z.arith(goal, z.apply(z.part(found, 0), near), twice)
    far = z.assume(theta > rho)
    large = z.arith(goal, z.apply(z.part(found, 1), far))
    return z.cases(z.arith((theta <= rho) | (theta > rho)), small, large)


def never(z, pair):
    """A patch lies in both regions with probability 0."""
    event, number = joint(pair).put(j, i), PAIRS.index(pair)
    own = z.part(z.at(z.meet(law()[-1], *z.given), i, i), number)
    less = alone(z, pair, z.assume(i < k), own)
    body = term(1) * term(1) * indicator(event)
    moved = z.mean_of_equal(z.for_all(z.arith(indicator(event) == body), s), own)
    less = z.arith(E(s, body) <= 0, moved, less)
    return z.for_all(z.discharge(less, i < k), i)


def alone(z, pair, inside, own):
    """P(Z_i lies in both regions) <= 0: it would lie on the hyperplane between them."""
    event, plane = joint(pair).put(j, i), w_star if pair == PAIRS[0] else w
    place = beside(plane, one, term(0))
    rare_ = often(z, plane, term(0), i, inside)
    rule = forall(a, b, f)(given(a >= 0, -a >= 0, b == 0) >> (a**2 <= b**2 * f))
    values = product(plane, one), sin(term(0)), square(plane) * square(one)
    reached = z.use(z.lemma(rule, *values), z.assume(event), z.arith(sin(term(0)) == 0))
    less = implied(z, event, place, reached, own, z.arith(integrable(Prob(s, place)), rare_), s)
    return z.arith(Prob(s, event) <= 0, less, rare_)


def five(judge):
    """5 mu, in letters: all three bounds are reached."""
    each, share = reals("each mu_phi")
    where = [(share, ">", 0), (each, "==", 2 * share)]
    return holds(judge, (3 * each, "<=", 5 * share), where)


cross_bound_amended.mutant(five)


def theorem_says():
    have = exist(), forall(u)(integrable(mean(u, P, u, P)))
    known = given(*law(), forall(c, s)(averages()), *have, least())
    return forall(*LETTERS, P, Q, R, gamma)(known >> conj(forall(u)(kept()), small_cross(SHARE)))


@claim(
    "fsgd.thm-6.5-amended",
    chapter_6(place),
    formula=r"\gamma(\phi_0)\ge\gamma_{\mathrm{avg}}(\phi_0)-2\mu\rho,\quad "
    r"L_{\mathrm{cross}}\le\tfrac{6(k-1)}k\mu",
    hypotheses=(
        "unit patches, theta(Z_i, Z_avg) <= rho, any p",
        "for every direction v with theta(v, w*) <= pi/2 and phi <= rho: each Z_i, and Z_avg, "
        "is within the angle phi of the hyperplane of v "
        "with probability at most mu phi",
    ),
    amends="fsgd.thm-6.5",
    says=theorem_says,
    uses=("fsgd.thm-6.5.gamma-amended", "fsgd.thm-6.5.L-cross-amended"),
)
def easy_laws_amended(judge):
    """With a bound at every hyperplane that w can reach. Two patches in different regions are
    separated by the hyperplane of w or of w*.

    phi <= rho: a patch of +- or -+ is within phi of the hyperplane of w*, probability at most mu
    phi. phi > rho: if v separates Z_i from Z_j, then Z_avg is on one side and the patch on the
    other is within rho: at most 2 mu rho <= 2 mu phi. Three pairs of regions give 6 mu; i = j adds
    nothing.
    gamma: unless Z_avg is within rho of one of the two hyperplanes, Z_++ = Z_avg on the region of
    Z_avg; |Z_avg| <= 1.
    """
    z = judge.theorem()
    names = *LETTERS, P, Q, R
    gamma_ = z.use(z.by("fsgd.thm-6.5.gamma-amended", *names, gamma), *z.given)
    return z.qed(z.both(gamma_, z.use(z.by("fsgd.thm-6.5.L-cross-amended", *names), *z.given)))


easy_laws_amended.mutant(five)
