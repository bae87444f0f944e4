"""The gradient for k patches is at most Lambda |w - w*|, where Lambda bounds the eigenvalues of the
mean of the E[Z_i Z_i^T] and no patch lies on the hyperplanes of w and w*.

u.(Z_++ + Z_+-) is the mean of the u.Z_i over the patches with w.Z_i >= 0, and f - f* the mean of
numbers of size at most |d.Z_i|: both squares are at most the mean of (u.Z_i)^2, of (d.Z_i)^2.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    randoms,
    reals,
    sum_over,
    term,
)

from .. import symbols
from ..textbook.events import truths
from . import chapter_6, holds
from .convolution_proof import G, inner_known
from .descent import gap, own_product, split, square
from .moments import c, p, s, u, w, w_star
from .network import Z, i, k, patch
from .patch_moments import P, Q, R, averages, in_patches, miss, region

X = randoms("X")
Lam, a, b, f, g, h, y = reals("Lambda a b f g h y")
FALSE = term(0) < 0
LETTERS = Z, w, w_star, P, Q, R, G, Lam, k, p


def energy(vector):
    """The sum of (vector.Z_i)^2"""
    return sum_over(i, k, patch(vector) ** 2)


def largest():
    """Lambda bounds the eigenvalues of the mean of the E[Z_i Z_i^T]."""
    return forall(u)(E(s, energy(u)) <= k * Lam * square(u))


def on(weights):
    """Some patch lies on the hyperplane."""
    return exists(i)(conj(i < k, patch(weights) == 0))


def thin(weights=w):
    """No patch lies on the hyperplane, with probability 1."""
    return forall(X)(E(s, X(s) * indicator(on(weights))) == 0)


def says():
    known = given(*inner_known(), Lam > 0, largest(), thin(), thin(w_star))
    return forall(*LETTERS)(known >> (square(G) <= Lam**2 * square(gap())))


@claim(
    "fsgd.patch-gradient-norm",
    chapter_6("Section 6.6.2, proof of Theorem 6.3"),
    formula=r"\|\nabla\ell(w)\|\le\Lambda\|w-w_*\|,\quad\Lambda=\lambda_{\max}\Big(\tfrac1k\sum_iE["
    r"Z_iZ_i^\top]\Big)",
    hypotheses=("any k, any law with second moments, no patch on the hyperplanes of w and w*",),
    says=says,
    uses=("fsgd.mean-inner", "book.cauchy-schwarz", "book.sum-exchange"),
)
def norm_of_the_gradient(judge):
    """|grad| <= Lambda |w - w*| for k patches: 2 Lambda (f - f*) grad.(Z_++ + Z_+-) is at most the
    mean of Lambda^2 (d.Z_i)^2 + (grad.Z_i)^2.
    """
    z = judge.theorem()
    most = z.meet(largest(), *z.given)
    slopes = z.meet(inner_known()[-1], *z.given)
    whole = Lambda((c, s), P(c, s) + Q(c, s))
    inner = z.use(z.by("fsgd.mean-inner", whole, Lambda((s,), miss()), G, G, p), slopes)
    A, first, last = ahead(), energy(gap()), energy(G)
    excess = 2 * k * Lam * (A * miss()) - Lam**2 * first - last
    edges = [indicator(on(one)) for one in (w, w_star)]
    rests = excess, excess * (1 - edges[0])
    nothing = [
        z.at(z.meet(thin(one), *z.given), Lambda((s,), rest))
        for one, rest in zip((w, w_star), rests, strict=True)
    ]
    bound = Lam**2 * first + last + rests[0] * edges[0] + rests[1] * edges[1]
    goal = 2 * k * Lam * (A * miss()) <= bound
    ends = []
    for weights in (w, w_star):
        here = z.assume(on(weights))
        facts = [z.indicator(on(weights), True, here)]
        if weights is w_star:
            facts.append(z.indicator(on(w), False, z.assume(~on(w))))
        ends.append(z.arith(goal, *facts))
    away = [z.assume(~on(one)) for one in (w, w_star)]
    bits = [z.indicator(on(one), False, known)
            for one, known in zip((w, w_star), away, strict=True)]  # fmt: skip
    ends.append(z.arith(goal, off_the_edges(z, away), *bits))
    point = z.cases(z.excluded_middle(on(w_star)), *ends[1:])
    point = z.cases(z.excluded_middle(on(w)), ends[0], point)
    have = [z.at(most, one) for one in (Lambda((c,), gap()(c)), G)]
    parts = [
        (Lam**2, first, z.arith(integrable(E(s, first)), have[0])),
        (1, last, z.arith(integrable(E(s, last)), have[1])),
    ]
    for rest, edge, none in zip(rests, edges, nothing, strict=True):
        parts.append((1, rest * edge, z.arith(integrable(E(s, rest * edge)), none)))
    right = mean_of_combination(z, s, bound, parts)
    left = 2 * k * Lam * (A * miss())
    total = mean_of_combination(z, s, left, [(2 * k * Lam, A * miss(), z.part(inner, 0))])
    sides = [z.arith(integrable(one.sides[0]), one) for one in (total, right)]
    less = z.mean_is_monotone(z.for_all(point, s), *sides)
    own = own_product(z, G)
    less = z.arith(
        2 * k * Lam * square(G) <= Lam**2 * E(s, first) + E(s, last), less, total, right, inner,
        own, *nothing,
    )  # fmt: skip
    rule = forall(a, b, f, g, Lam, k)(
        given(2 * k * Lam * a <= Lam**2 * f + g, f <= k * Lam * b, g <= k * Lam * a, Lam > 0,
              k >= 1)
        >> (a <= Lam**2 * b)
    )  # fmt: skip
    values = square(G), square(gap()), E(s, first), E(s, last), Lam, k
    rule = z.lemma(rule, *values, defined=[one for *_, one in parts])
    return z.qed(z.use(rule, less, *have, *z.given))


def ahead():
    """grad . (Z_++ + Z_+-)"""
    return sum_over(c, p, G(c) * (P(c, s) + Q(c, s)))


def off(z, weights, none):
    """No patch is on the hyperplane."""
    inside, zero = z.assume(i < k), z.assume(patch(weights) == 0)
    there = z.exhibit(on(weights), i, z.both(inside, zero))
    return z.negate(z.absurd(there, none, FALSE), zero.formula)


def off_the_edges(z, away):
    """2 k Lambda (f - f*) grad.(Z_++ + Z_+-) <= Lambda^2 sum (d.Z_i)^2 + sum (grad.Z_i)^2"""
    means = z.split(z.at(z.meet(forall(c, s)(averages()), *z.given), c, s))
    signs = (1, 1), (1, -1), (-1, 1)
    places = [region(*one) for one in signs]
    bits = [indicator(one) for one in places]
    apart = [off(z, one, none) for one, none in zip((w, w_star), away, strict=True)]
    shift = split(z, A=lambda c: Z(i, c, s))
    one_, two = patch(gap()), patch(G)
    gains = one_ * bits[0] + patch(w) * bits[1] - patch(w_star) * bits[2]
    slopes = two * bits[0] + two * bits[1]
    point = truths(z, conj(gains**2 <= one_**2, slopes**2 <= two**2), places, shift, *apart)
    pieces = [(gap(), P, 0), (w, Q, 1), (w_star, R, 2), (G, P, 0), (G, Q, 1)]
    sums = [in_patches(z, vector, A, signs[m], means[m]) for vector, A, m in pieces]
    bodies = [patch(vector) * bits[m] for vector, _, m in pieces]
    every = [*bodies, gains * 1, slopes * 1, term(1) ** 2, gains**2, slopes**2, one_**2, two**2]

    def here(q):
        d, own, star, x, y_, all_, ahead_, ones, sq, sq2, low, low2 = (
            sum_over(i, q, body) for body in every
        )
        return conj(all_ == d + own - star, ahead_ == x + y_, ones == q, sq <= low, sq2 <= low2)

    known = by_terms(z, i, k, here, every, point)
    schwarz = [
        z.by("book.cauchy-schwarz", Lambda((i,), one), Lambda((i,), term(1)), k)
        for one in (gains, slopes)
    ]
    whole = [G(c) * (P(c, s) + Q(c, s)), G(c) * P(c, s), G(c) * Q(c, s)]

    def split_(q):
        both, first, second = (sum_over(c, q, body) for body in whole)
        return both == first + second

    line = by_terms(z, c, p, split_, whole)
    totals = [sum_over(i, k, one * 1) for one in (gains, slopes)]
    exact = z.arith(conj(k * miss() == totals[0], k * ahead() == totals[1]), known, line, *sums)
    rule = forall(a, f, h, k)(
        given(k * a == f, f**2 <= k * h, k >= 1, k * (h - k * a**2) >= 0) >> (k * a**2 <= h)
    )
    scale = forall(a, f, h, k)(given(k * a == f, f**2 <= k * h) >> (k * (h - k * a**2) >= 0))
    few = []
    for value, total, low, bound in zip(
        (miss(), ahead()), totals, (energy(gap()), energy(G)), schwarz, strict=True
    ):
        many = z.meet(k >= 1, *z.given)
        short = z.arith(total**2 <= k * low, bound, known, many)
        values = value, total, low, k
        scaled = z.use(z.lemma(scale, *values), exact, short)
        few.append(z.use(z.lemma(rule, *values), exact, short, scaled, many))
    rule = forall(a, b, h, y, Lam, k)(
        given(
            k * a**2 <= h, k * b**2 <= y, k * (Lam * a - b) ** 2 >= 0, Lam**2 * (h - k * a**2) >= 0
        )
        >> (2 * k * Lam * (b * a) <= Lam**2 * h + y)
    )
    signs = forall(a, b, h, Lam, k)(
        given(k * a**2 <= h, k >= 1)
        >> conj(k * (Lam * a - b) ** 2 >= 0, Lam**2 * (h - k * a**2) >= 0)
    )
    values = miss(), ahead(), energy(gap()), Lam, k
    signs = z.use(z.lemma(signs, *values), few[0], z.meet(k >= 1, *z.given))
    values = miss(), ahead(), energy(gap()), energy(G), Lam, k
    return z.use(z.lemma(rule, *values), *few, signs)


@norm_of_the_gradient.mutant
def half(judge):
    """Lambda/2, in letters: one input with every patch active, grad = Lambda d."""
    size, gap_, most = symbols.reals("grad d Lambda")
    where = [(gap_, ">", 0), (most, ">", 0), (size, "==", most * gap_)]
    return holds(judge, (2 * size, "<=", most * gap_), where)
