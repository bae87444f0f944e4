"""Discounted sums of martingale differences: V_(n + 1) = q V_n + X_n with 0 <= q <= 1.

The martingale property enters as the product rule for the means that are used.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    exp,
    forall,
    functions,
    given,
    integrable,
    randoms,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .moments import X, mean_of_one_more, n, s, slope, w

V = functions("V", "nat", "sample")
c, h, q, M = reals("c h q M")
A, B, C, D, F, G, P = reals("A B C D F G P")


def discounted():
    """V_0 = 0, V_(n + 1) = q V_n + X_n, |X_n| <= c"""
    first = forall(w)(V(0, w) == 0)
    return conj(first, forall(n, w)(V(n + 1, w) == q * V(n, w) + X(n, w)))


def differences():
    """E exp(s V_n) X_n = 0: X_n has the mean 0 given the past."""
    grown = exp(s * V(n, w))
    return forall(s, n)(conj(integrable(E(w, grown)), E(w, grown * X(n, w)) == 0))


def measurable():
    return forall(n)(integrable(Prob(w, V(n, w) >= h)))


def tail(two=2):
    return forall(n)(Prob(w, V(n, w) >= h) <= exp(-(h**2) / (two * c**2 * M)))


def tail_says():
    return forall(V, X, q, c, M, h)(
        given(
            q >= 0, c > 0, M > 0, q**2 * M + 1 <= M, h > 0, discounted(),
            forall(n, w)(abs(X(n, w)) <= c), differences(), measurable(),
        )
        >> tail()
    )  # fmt: skip


@claim(
    "book.discounted-differences",
    concentration("theorem 2.8"),
    says=tail_says,
    uses=("book.exp-below-line", "book.chernoff"),
)
def discounted_tail(judge):
    """Azuma's inequality for a discounted sum, at every time n with one bound: P(V_n >= h) <=
    exp(-h^2/(2 c^2 M)) with M >= 1 + q^2 M, which 1/(1 - q) is.
    """
    k = judge.theorem()
    low, wide, large, closed, high, first, steps, small, martingale, has = k.given
    moment = lambda at, rate: E(w, exp(rate * V(at, w)))  # noqa: E731
    bound = lambda rate: exp(rate**2 * c**2 * M / 2)  # noqa: E731
    every = lambda at: forall(s)(moment(at, s) <= bound(s))  # noqa: E731
    # at the start
    one = k.mean_of_constant(w, term(1))
    start = k.for_all(k.arith(term(1) == exp(s * V(0, w)), k.at(first, w)), w)
    start = k.mean_of_equal(start, k.arith(integrable(E(w, term(1))), one))
    above = k.arith(bound(s) >= 1 + s**2 * c**2 * M / 2)
    term_ = k.lemma(forall(s, c, M)((M > 0) >> (s**2 * c**2 * M / 2 >= 0)), s, c, M)
    base = k.arith(moment(0, s) <= bound(s), start, one, above, k.use(term_, large))
    base = k.for_all(base, s)
    # one step: E exp(s V') = E exp(s q V) exp(s X)
    before = k.assume(every(n))
    past, now = exp(s * q * V(n, w)), exp(s * V(n + 1, w))
    height, tilt = exp(s**2 * (2 * c) ** 2 / 8), slope(c, 2 * c, s)
    inside = given(c > 0, abs(A) <= c) >> conj(2 * c > 0, c >= 0, c <= 2 * c, A + c >= 0, A <= c)
    inside = k.use(k.lemma(forall(A, c)(inside), X(n, w), c), wide, k.at(small, n, w))
    short = k.by("book.exp-below-line", X(n, w), c, 2 * c, s)
    short = k.apply(short, k.arith(short.formula.left, inside))
    there = k.arith(2 * c != 0, wide)
    product = k.lemma(
        forall(A, B, s, q)(exp(s * (q * A + B)) == exp(s * q * A) * exp(s * B)),
        V(n, w), X(n, w), s, q,
    )  # fmt: skip
    product = k.rewrite(k.at(steps, n, w), product, now == past * exp(s * X(n, w)))
    own, mixed = k.split(k.at(k.at(martingale, s * q), n))
    mine = k.part(k.at(k.at(martingale, s), n + 1), 0)
    smaller = mean_of_one_more(
        k, past, X(n, w), (height, tilt), (short, product, there), (own, mixed, mine)
    )
    known = k.at(before, s * q)
    powers = k.lemma(
        forall(s, c, q, M)(
            exp(s**2 * c**2 / 2) * exp((s * q) ** 2 * c**2 * M / 2)
            == exp(s**2 * c**2 * (q**2 * M + 1) / 2)
        ),
        s, c, q, M,
    )  # fmt: skip
    exponent = k.lemma(
        forall(s, c, A, B)(
            given(A <= B) >> (exp(s**2 * c**2 * A / 2) <= exp(s**2 * c**2 * B / 2))
        ),
        s, c, q**2 * M + 1, M,
    )  # fmt: skip
    exponent = k.use(exponent, closed)
    rule = k.lemma(
        forall(A, B, C, F, G, P)(
            given(A <= C * B, B <= F, C > 0, C * F == G, G <= P) >> (A <= P)
        ),
        moment(n + 1, s), E(w, past), height, bound(s * q), powers.sides[1], bound(s),
        defined=[mine, own],
    )  # fmt: skip
    step = k.use(rule, smaller, known, k.arith(height > 0), powers, exponent)
    step = k.for_all(step, s)
    moments = k.induction(n, every(n), base, step)
    # Chernoff at s = h/(c^2 M)
    rate = h / (c**2 * M)
    nonzero = k.arith(c**2 * M != 0, wide, large)
    steep = k.use(
        k.lemma(forall(h, A)(given(h > 0, A > 0) >> (h / A >= 0)), h, c**2 * M), high,
        k.use(k.lemma(forall(A, M)(given(A > 0, M > 0) >> (A**2 * M > 0)), c, M), wide, large),
    )  # fmt: skip
    has_mean = k.part(k.at(k.at(martingale, s), n), 0)
    event = k.at(has, n)
    bound_ = k.by("book.chernoff", Lambda((w,), V(n, w)), s, h)
    bound_ = k.use(bound_, k.assume(s >= 0), has_mean, event)
    rule = k.lemma(
        forall(A, B, P, G)(given(P <= A * G, A <= B, G > 0) >> (P <= B * G)),
        moment(n, s), bound(s), Prob(w, V(n, w) >= h), exp(-1 * s * h), defined=[has_mean, event],
    )  # fmt: skip
    end = k.use(rule, bound_, k.at(k.at(moments, n), s), k.arith(exp(-1 * s * h) > 0))
    whole = k.arith(bound(s) * exp(-1 * s * h) == exp(s**2 * c**2 * M / 2 - s * h))
    end = k.arith(Prob(w, V(n, w) >= h) <= exp(s**2 * c**2 * M / 2 - s * h), end, whole)
    end = k.for_all(k.discharge(end, s >= 0), s)
    end = k.use(k.at(end, rate, defined=[nonzero]), steep)
    least = k.lemma(
        forall(h, c, M)(
            given(c > 0, M > 0)
            >> ((h / (c**2 * M)) ** 2 * c**2 * M / 2 - h / (c**2 * M) * h
                == -(h**2) / (2 * c**2 * M))
        ),
        h, c, M,
    )  # fmt: skip
    least = k.use(least, wide, large)
    end = k.rewrite(least, end, Prob(w, V(n, w) >= h) <= exp(-(h**2) / (2 * c**2 * M)))
    return k.qed(k.for_all(end, n))


@discounted_tail.mutant
def without_two(judge):
    """exp(-h^2) for one fair coin: it is at least 9/10 with probability 1/2 > exp(-81/100)."""
    coin = {
        "values": {"h": "9/10"},
        "functions": {"U": {"table": ["1", "-1"]}},
        "weights": ["1/2", "1/2"],
    }
    U = randoms("U")
    return falsify(
        forall(U, h)(
            given(forall(w)(abs(U(w)) <= 1), E(w, U(w)) == 0, h > 0)
            >> (Prob(w, U(w) >= h) <= exp(-(h**2)))
        ),
        hints=[coin],
    )
