"""The coefficients p_k = binom(2k, k)/4^k of (1 - x^2)^(-1/2), their size, and the tail of those of
the arcsine, c_k = p_k/(2k + 1).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    forall,
    given,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term_after_term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis

p = sequences("p")
j, ell, M, N = nats("j l M N")
eps, R, K = reals("eps R K")


def share(k):
    """c_k"""
    return p(k) / (2 * k + 1)


def following(p, k):
    """p_(k + 1), from p_k"""
    return p * (2 * k + 1) / (2 * k + 2)


def coefficients():
    return conj(p(0) == 1, forall(j)(p(j + 1) == following(p(j), j)))


def in_the_end():
    """The sum of c_k, c_(k + 1), .. comes within eps of p_k."""
    tail = sum_over(j, M, share(ell + j)) >= p(ell) - eps
    return exists(N)(forall(M)((M >= N) >> tail))


def tail_says():
    below = p(ell) >= 1 / (2 * sqrt(ell))
    bounds = p(ell) <= 1 / sqrt(2 * ell + 1), (ell >= 1) >> below
    return forall(p)(
        coefficients() >> forall(ell)(conj(forall(eps)((eps > 0) >> in_the_end()), *bounds))
    )


@claim(
    "relu2.thm-2.1.separation.tail",
    thesis("Theorem 2.1, made quantitative"),
    formula=r"\sum_{j\ge k}c_j\ge p_k,\qquad\frac1{2\sqrt k}\le p_k\le\frac1{\sqrt{2k+1}}",
    says=tail_says,
)
def tail_of_the_series(judge):
    """The tail of the series from k on sums to at least p_k.

    c_j >= p_j - p_(j+1) telescopes to p_k, because p_j tends to 0; both bounds of p_k by induction
    on its square. k is written l, and k >= 1 in the lower bound.
    """
    k = judge.theorem()
    always, below = squares(k)
    rule = forall(R, K)(given(R > 0, R**2 * (2 * K + 1) <= 1, K >= 0) >> (R <= 1 / sqrt(2 * K + 1)))
    top = k.use(k.lemma(rule, p(ell), ell), k.at(always, ell), k.arith(ell >= 0))
    rule = forall(R, K)(given(R > 0, 4 * K * R**2 >= 1, K >= 1) >> (R >= 1 / (2 * sqrt(K))))
    one = k.assume(ell >= 1)
    bottom = k.apply(k.at(below, ell), one)
    bottom = k.use(k.lemma(rule, p(ell), ell), k.part(k.at(always, ell), 0), bottom, one)
    bottom = k.discharge(bottom, ell >= 1)
    # p_(k + M) is small for large M
    partial = k.at(telescoped(k, always), M)
    positive = k.assume(eps > 0)
    enough = k.for_all(k.archimedes(R), R)
    enough = k.at(enough, 1 / eps**2, defined=[k.arith(eps != 0, positive)])
    far, late = k.such(enough, N), k.assume(M >= N)
    rule = forall(R, K, eps)(
        given(R > 0, R**2 * (2 * K + 1) <= 1, K >= 1 / eps**2, eps > 0) >> (R <= eps)
    )
    there = k.arith(ell + M >= 1 / eps**2, far, late, k.arith(ell >= 0))
    small = k.use(k.lemma(rule, p(ell + M), ell + M, eps), k.at(always, ell + M), there, positive)
    tail = k.arith(sum_over(j, M, share(ell + j)) >= p(ell) - eps, partial, small)
    tail = k.for_all(k.discharge(tail, late.formula), M)
    tail = k.obtain(enough, k.exhibit(in_the_end(), N, tail), N)
    tail = k.for_all(k.discharge(tail, positive.formula), eps)
    return k.qed(k.for_all(k.both(tail, top, bottom), ell))


def squares(k):
    """p_j > 0 and p_j^2 (2j + 1) <= 1 for all j, and 4 j p_j^2 >= 1 from j = 1 on."""
    start, more = k.given
    here = conj(p(j) > 0, p(j) ** 2 * (2 * j + 1) <= 1)
    after = following(R, K)
    rule = forall(R, K)(
        given(R > 0, R**2 * (2 * K + 1) <= 1, K >= 0)
        >> conj(after > 0, after**2 * (2 * K + 3) <= 1)
    )
    next_ = k.use(k.lemma(rule, p(j), j), k.assume(here), k.arith(j >= 0))
    next_ = k.arith(here.put(j, j + 1), next_, k.at(more, j))
    always = k.induction(j, here, k.arith(here.put(j, 0), start), next_)
    # from p_1 = 1/2 on
    low = 4 * j * p(j) ** 2 >= 1
    zero, later = k.assume(j == 0), k.assume(j >= 1)
    one = k.rewrite(zero, start, p(j) == 1)
    first = k.arith(low.put(j, j + 1), k.at(more, j), one, zero)
    rule = forall(R, K)(given(4 * K * R**2 >= 1, K >= 1) >> (4 * (K + 1) * after**2 >= 1))
    rest = k.use(k.lemma(rule, p(j), j), k.apply(k.assume((j >= 1) >> low), later), later)
    rest = k.arith(low.put(j, j + 1), rest, k.at(more, j))
    next_ = k.cases(k.arith((j == 0) | (j >= 1)), first, rest)
    none = (j >= 1).put(j, 0)
    base = k.discharge(k.arith(low.put(j, 0), k.assume(none)), none)
    below = k.induction(j, (j >= 1) >> low, base, k.discharge(next_, j + 1 >= 1))
    return always, below


def telescoped(k, always):
    """c_k + .. + c_(k + M - 1) >= p_k - p_(k + M)"""
    here = sum_over(j, M, share(ell + j)) >= p(ell) - p(ell + M)
    rule = forall(R, K)(given(R > 0, K >= 0) >> (R / (2 * K + 1) >= R - following(R, K)))
    gap = k.lemma(rule, p(ell + M), ell + M)
    gap = k.use(gap, k.part(k.at(always, ell + M), 0), k.arith(ell + M >= 0))
    more = k.unfold(k.arith(ell + M + 1 == ell + (M + 1)), k.at(k.given[1], ell + M))
    own = k.arith(p(ell) == p(ell))
    start = k.rewrite(k.arith(ell + 0 == ell), own, p(ell + 0) == p(ell))
    has = k.for_all(k.arith(2 * (ell + j) + 1 != 0), j)
    return term_after_term(
        k, j, here, M, share(ell + j), first=[start], more=[gap, more], defined=[has]
    )


@tail_of_the_series.mutant
def one_over_the_root(judge):
    """p_k >= 1/sqrt(k): p_1 = 1/2."""
    return falsify(forall(R, ell)(given(R == "1/2", ell == 1) >> (R >= 1 / sqrt(ell))))
