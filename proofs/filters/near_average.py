"""Theorem 6.5: unit patches at an angle of at most rho from their average Z_avg = M."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    given,
    sqrt,
    sum_over,
)

from . import chapter_6, holds
from .descent import product, root_of, square
from .easy_laws import proof
from .moments import c, p, s, u, v
from .near_planes import QUARTER, Mean, a, b, close, f, g, h, rho, t, y
from .network import Z, i, k


def one(index):
    """Z_i"""
    return Z(i, index, s)


def mean(index):
    """Z_avg"""
    return Mean(index, s)


def gathered():
    """Unit patches with theta(Z_i, Z_avg) <= rho <= pi/2."""
    patches = conj(square(one) == 1, close(one, mean))
    average = Mean(c, s) == sum_over(i, k, Z(i, c, s)) / k
    return (
        QUARTER, k >= 1, forall(c, s)(average), forall(s)(square(mean) > 0),
        forall(s, i)((i < k) >> patches),
    )  # fmt: skip


def average_says():
    between = conj(cos(rho) ** 2 <= square(mean), square(mean) <= 1)
    return forall(Z, Mean, rho, k, p)(given(*gathered()) >> forall(s)(between))


@claim(
    "fsgd.thm-6.5.average",
    chapter_6(proof),
    formula=r"\cos\rho\le\|Z_{\mathrm{avg}}\|\le1",
    says=average_says,
    uses=("book.sum-exchange", "book.squares-nonnegative"),
)
def length_of_the_average(judge):
    """|M|^2 is the mean of the Z_i.M, which lie between cos(rho)|M| and (1 + |M|^2)/2."""
    z = judge.theorem()
    *_, many, average, positive, patches = z.given
    above = z.at(positive, s)
    here = z.apply(z.at(patches, s, i), z.assume(i < k))
    q, inner = square(mean), product(one, mean)
    low, root, sign = along(z, here, above)
    r = sqrt(q)
    apart = apart_(z)
    size = z.by("book.squares-nonnegative", Lambda((c,), one(c) - mean(c)), p)
    high = z.arith(2 * inner <= 1 + q, size, apart, here)
    total = by_terms(
        z, i, k, lambda m: conj(sum_over(i, m, inner) >= m * (cos(rho) * r),
                                2 * sum_over(i, m, inner) <= m * (1 + q)),
        [inner], low, high, always=[root],
    )  # fmt: skip
    total = z.both(total, added(z, many, z.at(average, c, s)))
    rule = forall(a, f, y, b, k)(
        given(b >= k * (a * y), 2 * b <= k * (1 + f), b == k * f, y**2 == f, y >= 0, f > 0, k >= 1,
              a >= 0)
        >> conj(a**2 <= f, f <= 1)
    )  # fmt: skip
    rule = z.lemma(rule, cos(rho), q, r, sum_over(i, k, inner), k, defined=[root])
    return z.qed(z.for_all(z.use(rule, total, root, many, sign), s))


def along(z, here, above):
    """Z_i.M >= cos(rho)|M|, and what is known of |M| and cos(rho)."""
    q, inner = square(mean), product(one, mean)
    root = z.both(z.arith(q > 0, above), root_of(z, q, z.arith(q >= 0, above)))
    rule = forall(t, a, f, y)(
        given(t >= 0, t**2 >= a**2 * (1 * f), y**2 == f, y >= 0, a >= 0) >> (t >= a * y)
    )
    sign = z.arith(cos(rho) >= 0, *z.given)
    rule = z.lemma(rule, inner, cos(rho), q, sqrt(q), defined=[root])
    return z.use(rule, z.arith(rule.formula.left.part(1), here), here, root, sign), root, sign


def apart_(z):
    """|Z_i - M|^2 = |Z_i|^2 - 2 Z_i.M + |M|^2"""
    bodies = [(one(c) - mean(c)) ** 2, one(c) ** 2, one(c) * mean(c), mean(c) ** 2]

    def here(q):
        whole, own, mixed, other = (sum_over(c, q, body) for body in bodies)
        return whole == own - 2 * mixed + other

    return by_terms(z, c, p, here, bodies)


def added(z, many, average):
    """The Z_i.M add up to k |M|^2."""
    body = one(c) * mean(c)
    rows = by_terms(
        z, i, k, lambda q: sum_over(i, q, body) == mean(c) * sum_over(i, q, one(c)), [body, one(c)]
    )
    rule = forall(a, b, f, k)(given(a == b / k, f == a * b, k >= 1) >> (f == k * a**2))
    rule = z.lemma(rule, mean(c), sum_over(i, k, one(c)), sum_over(i, k, body), k)
    each = z.use(rule, average, rows, many)
    whole = by_terms(
        z, c, p, lambda q: sum_over(c, q, sum_over(i, k, body)) == k * sum_over(c, q, mean(c) ** 2),
        [sum_over(i, k, body), mean(c) ** 2], each,
    )  # fmt: skip
    swap = z.by("book.sum-exchange", Lambda((c, i), body), p, k)
    return z.arith(sum_over(i, k, product(one, mean)) == k * square(mean), whole, swap)


@length_of_the_average.mutant
def longer(judge):
    """|M| >= 1 - rho^2/4, in letters: two patches at +-rho, where |M| = cos(rho)."""
    from sympy import cos

    (angle,) = reals("rho,")
    return holds(judge, (cos(angle), ">=", 1 - angle**2 / 4), [(angle, ">", 0), (angle, "<=", 1)])


def cosine_says():
    reach = product(u, mean) ** 2 * product(v, lambda c: one(c) - mean(c)) ** 2
    most = reach <= 2 * (1 - cos(rho)) * (square(u) * square(v))
    return forall(Z, Mean, rho, k, p)(given(*gathered()) >> forall(s, i, u, v)((i < k) >> most))


@claim(
    "fsgd.thm-6.5.cosine-amended",
    chapter_6(proof),
    formula=r"\|Z_{\mathrm{avg}}(Z_i-Z_{\mathrm{avg}})^\top\|\le\sqrt{2(1-\cos\rho)}",
    hypotheses=("unit patches, theta(Z_i, Z_avg) <= rho <= pi/2",),
    amends="fsgd.thm-6.5.cosine",
    says=cosine_says,
    uses=("fsgd.thm-6.5.average", "book.cauchy-schwarz", "book.squares-nonnegative"),
)
def law_of_cosines_amended(judge):
    """|Z_i - Z_avg|^2 = 1 - 2 m cos(theta_i) + m^2 <= 2(1 - C) for m = |Z_avg| in [C, 1],
    cos(theta_i) >= C = cos(rho).
    """
    z = judge.theorem()
    *_, positive, patches = z.given
    inside = z.assume(i < k)
    here, above = z.apply(z.at(patches, s, i), inside), z.at(positive, s)
    length = z.at(z.use(z.by("fsgd.thm-6.5.average", Z, Mean, rho, k, p), *z.given), s)
    q, inner, difference = square(mean), product(one, mean), Lambda((c,), one(c) - mean(c))
    low, root, sign = along(z, here, above)
    rule = forall(t, a, f, y, h)(
        given(t >= a * y, y**2 == f, y >= 0, a >= 0, a <= 1, a**2 <= f, f <= 1,
              h == 1 - 2 * t + f)
        >> (f * h <= 2 * (1 - a))
    )  # fmt: skip
    size = sum_over(c, p, (one(c) - mean(c)) ** 2)
    rule = z.lemma(rule, inner, cos(rho), q, sqrt(q), size, defined=[root])
    exact = z.arith(size == 1 - 2 * inner + q, apart_(z), here)
    small = z.use(rule, low, sign, z.arith(cos(rho) <= 1), exact, root, length)
    first = z.by("book.cauchy-schwarz", u, Lambda((c,), mean(c)), p)
    second = z.by("book.cauchy-schwarz", v, difference, p)
    sizes = [z.by("book.squares-nonnegative", each, p) for each in (u, v, difference)]
    rule = forall(a, b, t, y, f, g, h)(
        given(a <= t * f, b <= y * g, f * g <= h, a >= 0, b >= 0, t >= 0, y >= 0, g >= 0)
        >> (a * b <= h * (t * y))
    )
    values = (
        product(u, mean) ** 2,
        product(v, lambda c: one(c) - mean(c)) ** 2,
        square(u),
        square(v),
    )
    rule = z.lemma(rule, *values, q, size, 2 * (1 - cos(rho)))
    squares = [z.arith(each >= 0) for each in values[:2]]
    end = z.use(rule, first, second, small, *squares, *sizes)
    return z.qed(z.for_all(z.discharge(end, i < k), s, i, u, v))


@law_of_cosines_amended.mutant
def one_less_cosine(judge):
    """1 - cos(rho), in letters: a patch at rho from the average, whose length is 1."""
    (C,) = reals("C,")
    return holds(judge, (2 - 2 * C, "<=", 1 - C), [(C, ">", 0), (C, "<", 1)])
