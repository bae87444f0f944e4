"""Remark 3.7: the constants of Theorem 3.4 for the three architectures, and the width that they
leave for the residual network.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    exp,
    forall,
    functions,
    given,
    log,
    maximum,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .framework import REMARK
from .recursions import H, a, b, e, h, layers, noise

n, m, q, s, i, j = nats("n m q s l r")
d, N, A, B, T, U, bound = reals("d N A B T U bound")
lam, c, delta = reals("lambda_0 c delta")
K = functions("K", "nat", "nat")


def norm_of(A, image):
    """A is the least number with |image(K)|_inf <= A |K|_inf for all K."""

    def at_most(A):
        small = forall(i, j)(abs(K(i, j)) <= bound)
        return forall(K, bound)(small >> forall(i, j)(abs(image(i, j)) <= A * bound))

    return conj(at_most(A), forall(B)(at_most(B) >> (A <= B)))


def shifted(i, j):
    """W(K) for convolutions"""
    return sum_over(s, q, K(i + s, j + s))


def skips():
    """D = d I, with A and T for D and D . D^T, and N for W(K) = K"""
    return given(
        disj(d == 0, d == 1), norm_of(A, lambda i, j: d * K(i, j)),
        norm_of(T, lambda i, j: d**2 * K(i, j)), norm_of(N, K),
    )  # fmt: skip


def constants_say():
    one = forall(d, A, T, N)(skips() >> conj(1 + maximum(A, T) == 1 + d, 1 + N == 2))
    return conj(one, forall(q, N)(norm_of(N, shifted) >> (1 + N == 1 + q)))


@claim(
    "deep.rem-3.7-amended",
    chapter_3(REMARK),
    formula=r"A_{(h)}=1\ (\text{fully connected}),\quad A_{(h)}=2\ (\text{ResNet}),\quad\mathfrak "
    r"W_{(h)}=2,\ 1+q",
    hypotheses=(
        "D = d I with d = 0 or 1, so that D v = d v and D M D^T = d^2 M; norms are those of the "
        "largest entry (a vector is a K that does not depend on r)",
        "W(K) = K for both, W(K)_lr = sum over q shifts of K for convolutions",
    ),
    says=constants_say,
    amends="deep.rem-3.7",
    uses=("book.sum-constant",),
)
def constants(judge):
    """The values that the definitions give."""
    k = judge.theorem()
    small = k.assume(forall(i, j)(abs(K(i, j)) <= bound))

    def attained(least, A, size, entry, at_one):
        """A == size, if `entry` bounds the image by size * bound and K = 1 attains it."""
        below, first = k.split(least)
        always = k.for_all(k.discharge(k.for_all(entry, i, j), small.formula), K, bound)
        above = k.apply(k.at(first, size), always)
        ones = k.for_all(k.arith(abs(term(1)) <= 1), i, j)
        one = k.at(k.apply(k.at(below, Lambda((i, j), term(1)), 1), ones), 0, 0)
        return k.arith(A == size, above, one, *at_one)

    # D = d I
    known = k.assume(skips())
    options, own, both, same = (k.part(known, index) for index in range(4))
    entry = k.at(small, i, j)
    rule = k.lemma(
        forall(d, B, bound)(
            given(disj(d == 0, d == 1), abs(B) <= bound)
            >> conj(abs(d * B) <= d * bound, abs(d**2 * B) <= d**2 * bound)
        ),
        d, K(i, j), bound,
    )  # fmt: skip
    scaled = k.split(k.use(rule, options, entry))
    values = [
        attained(own, A, d, scaled[0], [options]),
        attained(both, T, d**2, scaled[1], [options]),
        attained(same, N, term(1), k.arith(abs(K(i, j)) <= 1 * bound, entry), []),
    ]
    first = k.arith(conj(1 + maximum(A, T) == 1 + d, 1 + N == 2), *values, options)
    first = k.for_all(k.discharge(first, known.formula), d, A, T, N)
    # the shifts
    known = k.assume(norm_of(N, shifted))
    body = K(i + s, j + s)
    total = by_terms(
        k, s, q,
        lambda t: conj(sum_over(s, t, body) <= t * bound, -t * bound <= sum_over(s, t, body)),
        [body], k.at(small, i + s, j + s),
    )  # fmt: skip
    ones = k.by("book.sum-constant", 1, q)
    entry = k.arith(abs(shifted(i, j)) <= q * bound, total)
    second = k.arith(1 + N == 1 + q, attained(known, N, q, entry, [ones]))
    second = k.for_all(k.discharge(second, known.formula), q, N)
    return k.qed(k.both(first, second))


@constants.mutant
def zero_for_the_fully_connected_network(judge):
    """A_(h) = d, as the remark prints it."""
    return falsify(
        forall(d, A)(given(d == 0, A == d) >> (1 + A == d)),
        hints=[{"values": {"d": "0", "A": "0"}}],
    )


def resnet_says():
    """epsilon = sqrt(log(H n/delta)/m)"""
    gain = exp(a) * (1 + b / a)
    residual = (1 + a / H) * e(h) + b / H * noise
    size = log(H * n / delta)
    return forall(e, noise, a, b, lam, c, delta, m, n, H)(
        given(
            a > 0, b >= 0, lam > 0, c > 0, delta > 0, n >= 1, m >= 1, H >= 1, noise >= 0,
            noise**2 * m == size, e(0) >= 0, e(0) <= noise, layers(residual),
            m * (c * lam) ** 2 >= gain**2 * n**2 * size,
        )
        >> forall(h)((h <= H) >> (e(h) <= c * lam / n))
    )  # fmt: skip


@claim(
    "deep.rem-3.7.resnet-amended",
    chapter_3(REMARK),
    formula=r"e_{H-1}\le e^a\big(e_1+\tfrac ba\varepsilon\big),\quad "
    r"m\ge\frac{e^{2a}(1+b/a)^2\,n^2\log(Hn/\delta)}{c^2\lambda_0^2}\implies "
    r"e_{H-1}\le\frac{c\lambda_0}n",
    hypotheses=(
        "without the 1 in A, and with the fluctuation b epsilon/H of a residual layer "
        "(deep.thm-3.4.accumulation, which says the first half)",
        "epsilon = sqrt(log(Hn/delta)/m), e_1 <= epsilon",
        "constants of one layer a, b free of H",
    ),
    says=resnet_says,
    amends="deep.rem-3.7.resnet",
    uses=("deep.thm-3.4.accumulation",),
)
def width_of_the_resnet(judge):
    """The conclusion of the remark for residual networks survives: no factor 2^O(H) in the
    width.
    """
    k = judge.theorem()
    a_pos, b_low, lam_pos, c_pos, _, some, wide, deep, quiet, size, start, first, run, enough = (
        k.given
    )
    whole = k.part(k.by("deep.thm-3.4.accumulation", e, term(0), noise, a, b, H), 1)
    grown = k.apply(k.at(k.apply(whole, k.both(a_pos, b_low, quiet, start, deep, run)), h),
                    k.assume(h <= H))  # fmt: skip
    there = [k.arith(a != 0, a_pos)]
    gain = exp(a) * (1 + b / a)
    rule = k.lemma(
        forall(A, B, T, U, a, b, noise)(
            given(A <= U * (B + b / a * noise), B <= noise, U > 0) >> (A <= U * (1 + b / a) * noise)
        ),
        e(h), e(0), T, exp(a), a, b, noise,
    )  # fmt: skip
    below = k.use(rule, grown, first, k.arith(exp(a) > 0))
    rule = k.lemma(
        forall(A, B, T, U, N, noise)(
            given(noise**2 * N == T, N * U**2 >= A**2 * B**2 * T, N >= 1, T >= 0)
            >> ((A * B * noise) ** 2 <= U**2)
        ),
        gain, n, log(H * n / delta), c * lam, m, noise, defined=there,
    )  # fmt: skip
    low = k.lemma(
        forall(N, T, noise)(given(noise**2 * N == T, N >= 1, noise**2 >= 0) >> (T >= 0)),
        m, log(H * n / delta), noise,
    )  # fmt: skip
    low = k.use(low, size, wide, k.arith(noise**2 >= 0))
    square = k.use(rule, size, enough, wide, low)
    rule = k.lemma(
        forall(A, B, T, U, N)(
            given(T <= A * N, (A * B * N) ** 2 <= U**2, B >= 1, U > 0) >> (T <= U / B)
        ),
        gain, n, e(h), c * lam, noise, defined=there,
    )  # fmt: skip
    positive = k.arith(c * lam > 0, c_pos, lam_pos)
    end = k.use(rule, below, square, some, positive)
    return k.qed(k.for_all(k.discharge(end, h <= H), h))


@width_of_the_resnet.mutant
def one_power_of_n(judge):
    """n in place of n^2: the error 1/2 is not c lambda_0/n for n = 4, c lambda_0 = 1."""
    return falsify(
        forall(A, n, T)(given(n >= 1, T == 1, n * A**2 <= T**2) >> (A <= T / n)),
        hints=[{"values": {"n": "4", "A": "1/2", "T": "1"}}],
    )
