"""Theorem 6.5: gamma of the patches by that of their average, up to the mass near hyperplanes."""

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
    sum_over,
)

from . import chapter_6, holds
from .descent import product, square
from .easy_laws import place
from .moments import c, p, s, u, w, w_star
from .near_average import gathered, mean, one
from .near_planes import a, b, beside, f, g, h, rho, y
from .network import Z, i, k
from .patch_moments import P, Q, R, averages, region, seen
from .patch_moments import mean as moment
from .separated import LETTERS, Mean, chances, mu, setting, symmetric

gamma = theorems.reals("gamma_avg")
AHEAD = conj(product(w, mean) >= 0, product(w_star, mean) >= 0)
NEAR = [beside(vector, mean, rho) for vector in (w, w_star)]


def of_average():
    """u^T E[M M^T 1{w.M >= 0, w*.M >= 0}] u"""
    return E(s, product(u, mean) ** 2 * indicator(AHEAD))


def kept():
    return moment(u, P, u, P) >= (gamma - 2 * mu * rho) * square(u)


def least():
    """gamma_avg bounds the eigenvalues of the average, as one patch, from below."""
    return forall(u)(of_average() >= gamma * square(u))


def gamma_says():
    exist = forall(u)(integrable(moment(u, P, u, P)))
    known = given(*setting(), forall(c, s)(averages()), exist, least())
    return forall(*LETTERS, P, Q, R, gamma)(known >> forall(u)(kept()))


@claim(
    "fsgd.thm-6.5.gamma-amended",
    chapter_6(place),
    formula=r"\gamma(\phi_0)\ge\gamma_{\mathrm{avg}}(\phi_0)-2\mu\rho",
    hypotheses=(
        "Z_avg is within rho of the hyperplane of w, or of w*, with probability at most mu rho "
        "each",
        "unit patches, theta(Z_i, Z_avg) <= rho",
        "at every w with theta(w, w*) <= pi/2",
    ),
    amends="fsgd.thm-6.5.gamma",
    says=gamma_says,
    uses=("fsgd.thm-6.5.near", "fsgd.thm-6.5.average", "book.cauchy-schwarz",
          "book.squares-nonnegative"),
)  # fmt: skip
def gamma_bound_amended(judge):
    """The loss is of first order in rho. u^T M u >= E[(u.Z_avg)^2 1{Z_avg in S(w, w*)}] - P(Z_avg
    within rho of a hyperplane).
    """
    z = judge.theorem()
    *_, exist, lower = z.given
    own, size = z.at(exist, u), square(u)
    bits = [indicator(event) for event in (AHEAD, *NEAR)]
    form = seen(u, P) * seen(u, P)
    body = product(u, mean) ** 2 * bits[0] - size * bits[1] - size * bits[2]
    point = pointwise(z, body <= form, bits)
    chance = [z.part(chances(z, vector, rho, i), 1) for vector in (w, w_star)]
    here = z.at(lower, u)
    parts = [(1, product(u, mean) ** 2 * bits[0], z.arith(integrable(of_average()), here))]
    for event, share in zip(NEAR, chance, strict=True):
        parts.append((-size, indicator(event), z.arith(integrable(Prob(s, event)), share)))
    total = mean_of_combination(z, s, body, parts)
    there = z.arith(integrable(E(s, body)), total)
    less = z.mean_is_monotone(z.for_all(point, s), there, own)
    rule = forall(a, b, f, g, h, y, gamma)(
        given(b - y * f - y * g <= a, b >= gamma * y, f <= h, g <= h, y >= 0)
        >> (a >= (gamma - 2 * h) * y)
    )
    values = moment(u, P, u, P), of_average(), *(Prob(s, event) for event in NEAR), mu * rho, size
    defined = [own, *(step for _, _, step in parts)]
    rule = z.lemma(rule, *values, gamma, defined=defined)
    low = z.by("book.squares-nonnegative", u, p)
    less = z.arith(rule.formula.left.part(0), less, total)
    end = z.use(rule, less, here, *chance, low)
    return z.qed(z.for_all(z.arith(kept(), end, own), u))


def pointwise(z, goal, bits):
    """(u.M)^2 1{M in S(w, w*)} <= (u.P)^2 + |u|^2 (1 for each hyperplane near M)"""
    length = z.use(z.by("fsgd.thm-6.5.average", *LETTERS[:2], rho, k, p), *z.given)
    length = z.at(length, s)
    low = z.by("book.squares-nonnegative", u, p)
    schwarz = z.by("book.cauchy-schwarz", u, Lambda((c,), mean(c)), p)
    rule = forall(a, b, f)(given(a <= b * f, f <= 1, b >= 0) >> (a <= b))
    most = z.use(
        z.lemma(rule, product(u, mean) ** 2, square(u), square(mean)), schwarz, length, low
    )
    # where a hyperplane is near, or M is not in the region
    rule = forall(a, b, f, g, h, y)(
        given(a**2 <= y, y >= 0, g >= 0, h >= 0, f <= 1, f >= 0, (f == 0) | (g == 1) | (h == 1))
        >> (a**2 * f - y * g - y * h <= b * b)
    )
    ranges = [z.indicator_range(event) for event in (AHEAD, *NEAR)]
    rule = z.lemma(rule, product(u, mean), seen(u, P), *bits, square(u))
    events, negligible = (AHEAD, *NEAR), []
    for event, truth in zip(events, (False, True, True), strict=True):
        case = z.assume(event if truth else ~event)
        cover = z.arith(rule.formula.left.part(6), z.indicator(event, truth, case))
        negligible.append(z.use(rule, most, low, *ranges, cover))
    inside = [z.assume(AHEAD), *(z.assume(~event) for event in NEAR)]
    equal = all_active(z, inside)
    rule = forall(a, b, f, g, h, y)(
        given(a == b, f == 1, g == 0, h == 0) >> (a**2 * f - y * g - y * h <= b * b)
    )
    rule = z.lemma(rule, product(u, mean), seen(u, P), *bits, square(u))
    known = (
        z.indicator(event, truth, step)
        for event, truth, step in zip(events, (True, False, False), inside, strict=True)
    )
    end = z.use(rule, equal, *known)
    for event, other in zip(NEAR[::-1], negligible[:0:-1], strict=True):
        end = z.cases(z.excluded_middle(event), other, end)
    return z.cases(z.excluded_middle(AHEAD), end, negligible[0])


def all_active(z, inside):
    """u.M = u.P where M is in the region and near no hyperplane: so are all patches."""
    patches, positive = z.meet(gathered()[-1], *z.given), z.at(z.meet(gathered()[-2], *z.given), s)
    here = z.apply(z.at(patches, s, i), z.assume(i < k))
    turned = symmetric(z, mean, one)
    rule = forall(a, b, f, g, h)(
        given(b >= 0, b**2 >= f * (g * h), a == b) >> conj(a >= 0, a**2 >= f * (h * g))
    )
    values = product(mean, one), product(one, mean), cos(rho) ** 2, square(one), square(mean)
    close = z.use(z.lemma(rule, *values), here, turned)
    signs = []
    for vector, off in zip((w, w_star), inside[1:], strict=True):
        rule = forall(a, b)(given(a < 0, b >= 0) >> (a * b <= 0))
        rule = z.lemma(rule, product(vector, one), product(vector, mean))
        away = z.use(rule, z.assume(product(vector, one) < 0), inside[0])
        found = z.by(
            "fsgd.thm-6.5.near", vector, Lambda((c,), one(c)), Lambda((c,), mean(c)), rho, p
        )
        found = z.use(found, away, close, positive, here, *z.given)
        sign = product(vector, one) >= 0
        wrong = z.absurd(found, off, sign)
        cover = z.arith((product(vector, one) < 0) | sign)
        signs.append(z.cases(cover, wrong, z.assume(sign)))
    bit = z.indicator(region(1, 1), True, z.both(*signs))
    body = Z(i, c, s) * indicator(region(1, 1))
    equal = z.arith(body == Z(i, c, s), bit)
    sums = by_terms(
        z, i, k, lambda q: sum_over(i, q, body) == sum_over(i, q, Z(i, c, s)),
        [body, Z(i, c, s)], equal,
    )  # fmt: skip
    rule = forall(a, b, f, g, k)(given(a == f / k, b == g / k, f == g, k >= 1) >> (b == a))
    values = P(c, s), Mean(c, s), sum_over(i, k, body), sum_over(i, k, Z(i, c, s)), k
    own = z.meet(forall(c, s)(averages()), *z.given)
    average = z.meet(gathered()[2], *z.given)
    each = z.use(z.lemma(rule, *values), z.at(own, c, s), z.at(average, c, s), sums, *z.given)
    bodies = [u(c) * mean(c), u(c) * P(c, s)]
    here = lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1])  # noqa: E731
    return by_terms(z, c, p, here, bodies, each)


@gamma_bound_amended.mutant
def one_hyperplane(judge):
    """mu rho, in letters: near both hyperplanes."""
    lost, rare = reals("lost mu_rho")
    return holds(judge, (lost, "<=", rare), [(rare, ">", 0), (lost, "==", 2 * rare)])
