"""The orthogonal parts of a random start (Du, Hu, Lee 2018): xi_0/delta^2 is a sum of n squares of
independent standard normal numbers, said by E exp(Z^2/4) = sqrt 2 and the product rule for this
moment. It is rarely large.
"""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    conj,
    exp,
    forall,
    functions,
    given,
    nats,
    reals,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.textbook.normal import exponential_moments, i, w

from .rank_one_growth import c, sigma
from .rank_one_times import d

X = functions("X", "nat", "sample")
A, B, C, F = reals("A B C F")  # names of single steps of the arithmetic
delta = reals("delta")
n = nats("n")
RARE = exp(-25 * d)


def noise():
    """xi_0/delta^2, a sum of n squares"""
    return sum_over(i, n, X(i, w) ** 2)


def squares_of_normals():
    """The law of the X_i, by the moment at 1/4."""
    return exponential_moments(lambda i: X(i, w), term("1/4"), sqrt(2))


def noise_moment():
    """exp(xi_0/(4 delta^2))"""
    return exp(term("1/4") * noise())


def loud(k, size, square):
    """exp(-25 d) times the moment is at least 1, where `square` says that delta^2 times the sum is
    larger than 100 c sigma_1; `size` is delta > 0 and delta^2 d == c sigma_1.
    """
    many = forall(A, F, B, C)(given(F > 0, F**2 * B == C, F**2 * A > 100 * C) >> (A >= 100 * B))
    many = k.use(k.lemma(many, noise(), delta, d, c * sigma), size, square)
    large = k.arith(noise_moment() >= exp(25 * d), k.arith(term("1/4") * noise() >= 25 * d, many))
    return k.arith(RARE * noise_moment() >= 1, large, k.arith(RARE * exp(25 * d) == 1))


def mean_moment(k, each, rule, degrees, dim):
    """(what E(moment) is, exp(-25 d) E(moment) <= exp(-24 d)) from the law of the X_i, n <= 2 d - 2
    and d >= 1: sqrt(2)^n <= exp(n/2).
    """
    power = k.by("book.mean-exp-of-squares", X, "1/4", sqrt(2))
    power = k.at(k.use(power, each, rule), n)
    root = k.arith(conj(sqrt(2) >= 0, sqrt(2) <= 1 + term("1/2")))
    bound = k.part(k.use(k.by("book.power-below-exp", sqrt(2), "1/2", n), root), 1)
    half = exp(term("1/2") * n)
    scaled = forall(A, B, F)(given(A <= B, F > 0) >> (F * A <= F * B))
    scaled = k.use(k.lemma(scaled, sqrt(2) ** n, half, RARE), bound, k.arith(RARE > 0))
    last = k.arith(term("1/2") * n - 25 * d <= -24 * d, degrees, dim)
    last = k.arith(exp(term("1/2") * n - 25 * d) <= exp(-24 * d), last)
    joined = k.arith(RARE * half == exp(term("1/2") * n - 25 * d))
    return power, k.arith(RARE * E(w, noise_moment()) <= exp(-24 * d), power, scaled, joined, last)
