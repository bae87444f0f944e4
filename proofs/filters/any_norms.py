"""Theorem 6.5 for patches of any norms, which are independent of the angles (its footnote)."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    conj,
    forall,
    given,
    indicator,
    integrable,
)

from ..textbook.events import truths
from . import chapter_6, holds
from .crossings import alone, from_pairs, small_cross
from .moments import c, nonnegative, p, s, w, w_star
from .network import Z, i, k
from .pairs import exist, lengths, r, weight
from .patch_moments import P, Q, R, averages
from .separated import LETTERS, PAIRS, any_length, j, joint, mu
from .teacher_angle import theta

a, b, f, m, g = theorems.reals("a b f m g")
most = theorems.reals("R_max")
SHARE = 6 * (k - 1) / k * mu * most


def both():
    """E[|Z_i| |Z_j|]"""
    return E(s, r(i, s) * r(j, s))


def independent():
    """The norms of a pair are independent of the regions in which it lies."""
    return forall(i, j)(
        conj(*(E(s, weight(pair)) == both() * Prob(s, joint(pair)) for pair in PAIRS))
    )


def norms():
    """|Z_i| is r(i), and E[|Z_i| |Z_j|] is at most R for i != j."""
    apart = given(i < k, j < k, ~(j == i))
    return lengths(), independent(), most >= 0, forall(i, j)(apart >> (both() <= most))


def says():
    known = given(*any_length(), forall(c, s)(averages()), exist(), *norms())
    return forall(*LETTERS, P, Q, R, r, most)(known >> small_cross(SHARE))


@claim(
    "fsgd.thm-6.5.footnote-amended",
    chapter_6("Theorem 6.5, footnote"),
    formula=r"L_{\mathrm{cross}}\le\tfrac{6(k-1)}k\mu\max_{i\ne j}E[\|Z_i\|\|Z_j\|]",
    hypotheses=(
        "the norms of a pair are independent of its angles: of the regions in which it lies",
        "theta(Z_i, M) <= rho for a vector M, as Z_avg; mu as in fsgd.thm-6.5-amended",
    ),
    amends="fsgd.thm-6.5.footnote",
    says=says,
    uses=("fsgd.thm-6.5.directions", "fsgd.thm-6.5.pairs"),
)
def any_norm_amended(judge):
    """With norms independent of the angles L_cross is at most 6 (k - 1)/k mu times the largest
    E[|Z_i||Z_j|]: |E[Z_i Z_j^T 1]| <= E[|Z_i||Z_j|] P, and P <= 2 mu phi.
    """
    z = judge.theorem()
    top = 2 * mu * theta * most
    pairs = [line for pair in PAIRS for line in likely(z, pair, top)]
    found = z.by("fsgd.thm-6.5.pairs", Z, w, w_star, P, Q, R, r, top, k, p)
    rule = forall(a, b, f)(given(a >= 0, b >= 0, f >= 0) >> (2 * a * b * f >= 0))
    signs = z.use(z.lemma(rule, mu, theta, most), *z.given)
    found = z.use(found, signs, *pairs, *z.given)
    return z.qed(from_pairs(z, found, top, SHARE, signs))


def likely(z, pair, top):
    """What fsgd.thm-6.5.pairs asks of a pair of patches"""
    event, number = joint(pair), PAIRS.index(pair)
    apart, chance = z.meet(independent(), *z.given), E(s, weight(pair))
    first, second = z.assume(i < k), z.assume(j < k)
    product_ = z.part(z.at(apart, i, j), number)
    own = z.part(z.at(z.meet(any_length()[-1], *z.given), i, j), number)
    # a patch lies in both regions with probability 0
    ones = z.part(z.at(z.meet(any_length()[-1], *z.given), i, i), number)
    never = alone(z, pair, first, ones)
    event_ = event.put(j, i)
    low = nonnegative(z, indicator(event_), truths(z, indicator(event_) >= 0, [event_]), ones)
    none = z.part(z.at(apart, i, i), number)
    rule = forall(a, b, f)(given(a == b * f, f <= 0, f >= 0) >> (a <= 0))
    has = [z.arith(integrable(one), none) for one in (chance.put(j, i), both().put(j, i))]
    values = chance.put(j, i), both().put(j, i), Prob(s, event_)
    none = z.use(z.lemma(rule, *values, defined=[*has, ones]), none, never, low)
    none = z.for_all(z.discharge(none, i < k), i)
    # two of them, with probability at most 2 mu theta
    found = z.use(z.by("fsgd.thm-6.5.directions", *LETTERS, i, j), first, second, *z.given)
    found = z.part(found, number)
    rule = forall(a, b)(given(a >= 0, b >= 0) >> (a * b <= 2 * a * b))
    twice = z.use(z.lemma(rule, mu, theta), *z.given)
    goal, near = Prob(s, event) <= 2 * mu * theta, z.assume(found.formula.part(0).left)
    small = z.arith(goal, z.apply(z.part(found, 0), near), twice)
    far = z.assume(found.formula.part(1).left)
    large = z.arith(goal, z.apply(z.part(found, 1), far))
    less = z.cases(z.arith(near.formula | far.formula), small, large)
    low = nonnegative(z, indicator(event), truths(z, indicator(event) >= 0, [event]), own)
    rule = forall(a, b, f, m, g)(given(a == b * f, b <= m, f <= g, f >= 0, m >= 0) >> (a <= g * m))
    has = [z.arith(integrable(one), product_) for one in (chance, both())]
    same, off = z.assume(j == i), z.assume(~(j == i))
    largest = z.use(z.at(z.meet(norms()[-1], *z.given), i, j), first, second, off)
    values = chance, both(), Prob(s, event), most, 2 * mu * theta
    two = z.lemma(rule, *values, defined=[*has, own])
    two = z.use(two, product_, largest, less, low, *z.given)
    rule = forall(a, b, f)(given(a >= 0, b >= 0, f >= 0) >> (2 * a * b * f >= 0))
    signs = z.use(z.lemma(rule, mu, theta, most), *z.given)
    one = z.rewrite(same, z.apply(z.at(none, i), first), chance <= 0)
    one = z.arith(chance <= top, one, signs)
    two = z.arith(chance <= top, two)
    less = z.cases(z.excluded_middle(j == i), one, two)
    inside = conj(i < k, j < k)
    pair_ = z.assume(inside)
    for step in (first, second):
        less = z.discharge(less, step.formula)
    for position in (1, 0):
        less = z.apply(less, z.part(pair_, position))
    ends = z.both(has[0], z.discharge(less, inside))
    return z.for_all(ends, i, j), none


@any_norm_amended.mutant
def five(judge):
    """5 in place of 6 (k - 1)/k, in letters: all three bounds are reached, and k is large."""
    each, share, norms_ = reals("each mu_phi R")
    where = [(share, ">", 0), (norms_, ">", 0), (each, "==", 2 * share * norms_)]
    return holds(judge, (3 * each, "<=", 5 * share * norms_), where)
