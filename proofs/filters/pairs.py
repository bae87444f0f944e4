"""Theorem 6.5: the cross moments of the averages, from pairs of patches in different regions."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    sqrt,
    sum_over,
    term,
)

from ..textbook.events import truths
from ..textbook.means import mean_of_terms
from . import chapter_6, holds
from .descent import root_of, square
from .easy_laws import proof
from .moments import c, p, s, u, v, w, w_star
from .near_average import one
from .near_planes import a, b, f, g, h, y
from .network import Z, i, k, patch
from .patch_moments import P, Q, R, averages, in_patches, mean, region, seen
from .separated import PAIRS, j, joint

r = functions("r", "nat", "sample")  # r(i, .) = |Z_i|
X, x = theorems.reals("X x")
CELLS = {(1, 1): (P, 0), (1, -1): (Q, 1), (-1, 1): (R, 2)}


def weight(pair):
    """|Z_i| |Z_j| where the two patches lie in these regions"""
    return r(i, s) * r(j, s) * indicator(joint(pair))


def lengths():
    return forall(i, s)((i < k) >> conj(r(i, s) >= 0, r(i, s) ** 2 == square(one)))


def paired(pair):
    """At most X for two patches, 0 for a patch with itself."""
    chance, alone = E(s, weight(pair)), E(s, weight(pair).put(j, i))
    most = forall(i, j)(conj(integrable(chance), given(i < k, j < k) >> (chance <= X)))
    return most, forall(i)((i < k) >> (alone <= 0))


def moment(pair):
    """u^T M_{a,b} v"""
    first, second = (CELLS[signs][0] for signs in pair)
    return mean(u, first, v, second)


def small(pair):
    return moment(pair) ** 2 <= ((k - 1) / k * X) ** 2 * (square(u) * square(v))


def exist():
    """The three cross moments"""
    return forall(u, v)(conj(*(integrable(moment(pair)) for pair in PAIRS)))


def pairs_say():
    known = given(
        k >= 1,
        forall(c, s)(averages()),
        X >= 0,
        lengths(),
        exist(),
        *(one for pair in PAIRS for one in paired(pair)),
    )
    ends = forall(u, v)(conj(*(small(pair) for pair in PAIRS)))
    return forall(Z, w, w_star, P, Q, R, r, X, k, p)(known >> ends)


@claim(
    "fsgd.thm-6.5.pairs",
    chapter_6(proof),
    formula=r"\|M_{++,+-}\|\le\tfrac{k-1}k\max_{i\ne j}E[\|Z_i\|\|Z_j\|1\{Z_i\in S_{++},Z_j\in "
    r"S_{+-}\}]",
    says=pairs_say,
    uses=("book.sum-exchange", "book.sum-times-sum", "book.cauchy-schwarz", "book.mean-of-sum",
          "book.sum-pick", "book.squares-nonnegative"),
)  # fmt: skip
def sums_over_pairs(judge):
    """k^2 (u.A)(v.B) is the sum of (u.Z_i)(v.Z_j) over the pairs in the two regions; the pairs i =
    j contribute nothing.
    """
    z = judge.theorem()
    there = z.at(z.given[4], u, v)
    sizes = z.both(*(z.by("book.squares-nonnegative", vector, p) for vector in (u, v)))
    roots = z.both(*(root_of(z, square(vector), sizes) for vector in (u, v)))
    ends = []
    for number, pair in enumerate(PAIRS):
        own, few = (
            z.part(there, number),
            counted(z, pair, *(z.meet(one, *z.given) for one in paired(pair))),
        )
        ends.append(bounded(z, pair, own, few, sizes, roots))
    return z.qed(z.for_all(z.both(*ends), u, v))


def counted(z, pair, known, alone):
    """The double sum of the means is at most k (k - 1) X, and the mean of the double sum is it."""
    body, chance = weight(pair), E(s, weight(pair))
    there = z.at(known, i, j)
    has = z.part(there, 0)
    first, second = z.assume(i < k), z.assume(j < k)
    most = z.use(z.part(there, 1), first, second)
    own, off, pick = z.assume(j == i), z.assume(~(j == i)), indicator(j == i) * 1
    goal = chance + X * pick <= X
    none = z.rewrite(own, z.apply(z.at(alone, i), first), chance <= 0)
    each = z.cases(
        z.excluded_middle(j == i),
        z.arith(goal, none, z.indicator(j == i, True, own)),
        z.arith(goal, most, z.indicator(j == i, False, off)),
    )
    less = by_terms(
        z, j, k, lambda q: sum_over(j, q, chance) + X * sum_over(j, q, pick) <= q * X,
        [chance, pick], each, defined=[z.for_all(has, j)],
    )  # fmt: skip
    once = z.apply(z.part(z.by("book.sum-pick", Lambda((j,), term(1)), i, k), 0), first)
    row = z.arith(sum_over(j, k, chance) <= (k - 1) * X, less, once)
    all_ = z.for_all(z.for_all(z.discharge(has, j < k), j), i)
    total = by_terms(
        z, i, k, lambda q: sum_over(i, q, sum_over(j, k, chance)) <= q * ((k - 1) * X),
        [sum_over(j, k, chance)], row, defined=[all_],
    )  # fmt: skip
    same = z.arith(E(s, body) == chance, has)
    rows = mean_of_terms(z, j, k, body, chance, same, w=s)
    both = mean_of_terms(z, i, k, sum_over(j, k, body), sum_over(j, k, chance), rows, all_, w=s)
    return z.both(total, both)


def bounded(z, pair, own, few, sizes, roots):
    """The bound of one cross moment, from what `counted` says."""
    A, B = (CELLS[signs][0] for signs in pair)
    U, V = sqrt(square(u)), sqrt(square(v))
    body, form = weight(pair), seen(u, A) * seen(v, B)
    double = sum_over(i, k, sum_over(j, k, body))
    point = pointwise(z, pair, sizes, roots)
    there = z.arith(integrable(E(s, double)), few)
    ends = []
    for sign in (1, -1):
        left, right = sign * k**2 * form, U * V * double
        less = z.arith(left <= right, point)
        first = mean_of_combination(z, s, left, [(sign * k**2, form, own)])
        second = [(y, double, there)]
        second = z.for_all(mean_of_combination(z, s, y * double, second), y)
        second = z.at(second, U * V, defined=[sizes])
        has = [
            z.arith(integrable(E(s, side)), one) for side, one in ((left, first), (right, second))
        ]
        mean_ = z.mean_is_monotone(z.for_all(less, s), *has)
        ends.append(z.arith(sign * k**2 * E(s, form) <= U * V * E(s, double), mean_, first, second))
    few = z.arith(E(s, double) <= k * ((k - 1) * X), few)
    rule = forall(a, b, f, h, X, k)(
        given(k**2 * a <= b * f * h, -(k**2) * a <= b * f * h, h <= k * ((k - 1) * X), b >= 0,
              f >= 0, k >= 1)
        >> conj(k * a <= b * f * ((k - 1) * X), -k * a <= b * f * ((k - 1) * X))
    )  # fmt: skip
    values = E(s, form), U, V, E(s, double), X, k
    rule = z.lemma(rule, *values, defined=[own, there, roots, sizes])
    less = z.arith(rule.formula.left.part(1), ends[1])
    most = z.use(rule, ends[0], less, few, roots, *z.given)
    rule = forall(a, b, f, g, h, X, k)(
        given(k * a <= b * f * ((k - 1) * X), -k * a <= b * f * ((k - 1) * X), b**2 == g,
              f**2 == h, k >= 1)
        >> (a**2 <= ((k - 1) / k * X) ** 2 * (g * h))
    )  # fmt: skip
    values = E(s, form), U, V, square(u), square(v), X, k
    rule = z.lemma(rule, *values, defined=[own, roots, sizes])
    return z.use(rule, most, roots, *z.given)


def pointwise(z, pair, sizes, roots):
    """k^2 |(u.A)(v.B)| <= |u||v| times the double sum, at a sample"""
    U, V = sqrt(square(u)), sqrt(square(v))
    places = region(*pair[0]), region(*pair[1]).put(i, j), joint(pair)
    bits = [indicator(event) for event in places]
    joined = truths(z, conj(bits[0] * bits[1] == bits[2], bits[2] >= 0), places)
    first_, second_ = z.assume(i < k), z.assume(j < k)
    length = z.apply(z.at(z.meet(lengths(), *z.given), i, s), first_)
    sides, short = [], []
    rule = forall(a, b, f, g, h)(
        given(a**2 <= f * g, b**2 == f, h**2 == g, b >= 0, h >= 0) >> conj(a <= b * h, -a <= b * h)
    )
    for vector, root in ((u, U), (v, V)):
        schwarz = z.by("book.cauchy-schwarz", vector, Lambda((c,), one(c)), p)
        values = patch(vector), root, square(vector), square(one), r(i, s)
        bound = z.lemma(rule, *values, defined=[roots, sizes])
        bound = z.use(bound, schwarz, roots, length)
        short.append(z.for_all(z.discharge(bound, i < k), i))
        sides.append(patch(vector))
    sides[1] = sides[1].put(i, j)
    first, second = sides[0] * bits[0], sides[1] * bits[1]
    rule = forall(a, b, f, g, h, x, y)(
        given(a <= x, -a <= x, b <= y, -b <= y, f * g == h, h >= 0)
        >> conj(a * f * (b * g) <= x * y * h, -(a * f * (b * g)) <= x * y * h)
    )
    values = *sides, *bits, U * r(i, s), V * r(j, s)
    rule = z.lemma(rule, *values, defined=[roots, sizes])
    bounds = z.apply(z.at(short[0], i), first_), z.apply(z.at(short[1], j), second_)
    each = z.use(rule, *bounds, joined)
    body, term_ = weight(pair), first * second
    each = z.arith(conj(term_ <= U * V * body, -term_ <= U * V * body), each)

    def here(index, inner, outer):
        def relation(q):
            left, right = sum_over(index, q, inner), U * V * sum_over(index, q, outer)
            return conj(left <= right, -left <= right)

        return relation

    row = by_terms(z, j, k, here(j, term_, body), [term_, body], each, always=[roots])
    rows = sum_over(j, k, term_), sum_over(j, k, body)
    whole = by_terms(z, i, k, here(i, *rows), rows, row, always=[roots])
    product = z.by("book.sum-times-sum", Lambda((i,), first), Lambda((j,), second), k, k)
    averages_ = z.split(z.at(z.meet(forall(c, s)(averages()), *z.given), c, s))
    own = [
        in_patches(z, vector, CELLS[signs][0], signs, averages_[CELLS[signs][1]])
        for vector, signs in zip((u, v), pair, strict=True)
    ]
    rule = forall(a, b, f, g, k)(given(k * a == f, k * b == g) >> (k**2 * (a * b) == f * g))
    totals = [sum_over(i, k, patch(vector) * indicator(region(*signs)))
              for vector, signs in zip((u, v), pair, strict=True)]  # fmt: skip
    forms = [seen(vector, CELLS[signs][0]) for vector, signs in zip((u, v), pair, strict=True)]
    exact = z.use(z.lemma(rule, *forms, *totals, k), *own)
    form = forms[0] * forms[1]
    double = sum_over(i, k, rows[1])
    return z.arith(conj(k**2 * form <= U * V * double, -(k**2) * form <= U * V * double),
                   whole, exact, product)  # fmt: skip


@sums_over_pairs.mutant
def all_pairs(judge):
    """(k - 2)/k, in letters: two patches."""
    (most,) = reals("X,")
    return holds(judge, (most, "<=", 0), [(most, ">", 0)])
