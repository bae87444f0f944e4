"""Theorem 6.2 for every law of one patch: the linear rate of gradient descent, from the moments.

d = w - w*, D = |d|^2. The gradient is A_{w,w*} d + A_{w,-w*} w (Section 6.2), whose two parts are
F = E[Z (d.Z) 1{w.Z >= 0, w*.Z >= 0}] and H = E[Z (w.Z) 1{w.Z >= 0, w*.Z <= 0}].
"""

from __future__ import annotations

from functools import reduce
from operator import add

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    forall,
    given,
    integrable,
    mean_of_combination,
    randoms,
    reals,
    sequences,
    sqrt,
    sum_over,
)

from .. import symbols
from ..engine.relations import holds
from ..textbook.means import mean_of_terms
from . import chapter_6
from .moments import Z, c, dot, p, s, u, w, w_star

place = "Section 6.6.1, proof of Theorem 6.2"
r = randoms("r")
G, F, H, d, moved = sequences("G F H d d_next")
eta, first, second, K, m, a, b = reals("eta gamma_1 gamma_2 K m a b")
NONNEGATIVE = forall(a, b)(given(a >= 0, b >= 0) >> (a * b >= 0))


def square(f):
    """|f|^2"""
    return sum_over(c, p, f(c) ** 2)


def product(f, g):
    """f . g"""
    return sum_over(c, p, f(c) * g(c))


def force(index):
    """The gradient, F + H."""
    return F(index) + H(index)


def gap(weights=w):
    """w - w*, coordinate by coordinate."""
    return lambda index: weights(index) - w_star(index)


def split(z, weights=w, A=lambda index: Z(index, s)):
    """d.A = w.A - w*.A for a vector A given by its coordinates, here those of the input"""
    bodies = [f(c) * A(c) for f in (gap(weights), weights, w_star)]

    def here(q):
        whole, own, star = (sum_over(c, q, one) for one in bodies)
        return whole == own - star

    return by_terms(z, c, p, here, bodies)


def root_of(z, value, low):
    """sqrt(value) >= 0 and sqrt(value)^2 = value, from value >= 0."""
    rule = forall(a)((a >= 0) >> conj(sqrt(a) >= 0, sqrt(a) ** 2 == a))
    return z.use(z.lemma(rule, value), low)


def own_product(z, f):
    """f . f = |f|^2"""
    return by_terms(
        z, c, p, lambda q: sum_over(c, q, f(c) * f(c)) == sum_over(c, q, f(c) ** 2),
        [f(c) * f(c), f(c) ** 2],
    )  # fmt: skip


def expanded(z, rule, *parts, d=d, moved=moved, eta=eta):
    """|d'|^2 = |d|^2 - 2 eta <grad, d> + eta^2 |grad|^2, from d' = d - eta grad for the sum of the
    parts.
    """
    force = reduce(add, (one(c) for one in parts))
    products = [d(c) * one(c) for one in parts]

    def here(q):
        new, old, size = (sum_over(c, q, one) for one in (moved(c) ** 2, d(c) ** 2, force**2))
        mixed = reduce(add, (sum_over(c, q, one) for one in products))
        return new == old - 2 * eta * mixed + eta**2 * size

    alike = z.lemma(forall(a, b)((a == b) >> (a**2 == b**2)), moved(c), d(c) - eta * force)
    bodies = [moved(c) ** 2, d(c) ** 2, *products, force**2]
    return by_terms(z, c, p, here, bodies, z.use(alike, z.at(rule, c)))


def inner():
    mean = E(s, dot(u) * r(s))
    value = product(u, G) == mean
    return forall(Z, r, G, u, p)(
        forall(c)(G(c) == E(s, Z(c, s) * r(s))) >> conj(integrable(mean), value)
    )


@claim(
    "fsgd.mean-inner",
    chapter_6("equation (6.3)"),
    says=inner,
    uses=("book.mean-of-sum",),
)
def inner_product_with_a_mean(judge):
    """u . E[Z r] = E[(u.Z) r], for every random number r."""
    z = judge.theorem()
    (means,) = z.given
    body = Z(c, s) * r(s)
    equal = z.at(means, c)
    there = z.arith(integrable(E(s, body)), equal)
    whole = u(c) * body
    scaled = mean_of_combination(z, s, whole, [(u(c), body, there)])
    each = z.arith(E(s, whole) == u(c) * G(c), scaled, equal)
    total = mean_of_terms(z, c, p, whole, u(c) * G(c), each, w=s)
    out = by_terms(
        z, c, p,
        lambda q: sum_over(c, q, whole) == sum_over(c, q, u(c) * Z(c, s)) * r(s),
        [whole, u(c) * Z(c, s)],
    )  # fmt: skip
    same = z.for_all(z.arith(sum_over(c, p, whole) == dot(u) * r(s), out), s)
    end = z.mean_of_equal(same, z.arith(integrable(E(s, sum_over(c, p, whole))), total))
    have = z.arith(integrable(E(s, dot(u) * r(s))), end)
    return z.qed(z.both(have, z.arith(z.target.part(1), end, total)))


@inner_product_with_a_mean.mutant
def twice_the_mean(judge):
    """Twice the mean, in letters: one coordinate."""
    mean, value = symbols.reals("mean value")
    return holds(judge, (value, "==", 2 * mean), [(mean, ">", 0), (value, "==", mean)])


def step():
    known = given(
        forall(c)(moved(c) == d(c) - eta * (F(c) + H(c))), eta >= 0,
        first * square(d) <= product(d, F), second * square(d) <= product(d, F),
        product(d, H) >= 0, square(force) <= K**2 * square(d), m >= 0, m <= 4,
        2 * eta * K**2 <= m * first,
    )  # fmt: skip
    rate = 1 - (2 - m / 2) * (eta * second)
    return forall(d, moved, F, H, eta, first, second, K, m, p)(
        known >> (square(moved) <= rate * square(d))
    )


@claim(
    "fsgd.distance-step",
    chapter_6(place),
    says=step,
    uses=("book.squares-nonnegative",),
    instance={
        "values": dict.fromkeys(("eta", "gamma_1", "gamma_2", "K", "m"), "0") | {"p": "1"},
        "functions": {name: {"table": ["0"]} for name in ("d", "d_next", "F", "H")},
    },
)
def distance_after_a_step(judge):
    """|d'|^2 = |d|^2 - 2 eta <grad, d> + eta^2 |grad|^2 with |grad| <= K |d|: the last term is at
    most m eta <grad, d>/2, for the step m times gamma/(2 K^2).
    """
    z = judge.theorem()
    D, M, J, X = reals("D M J X")
    exact = expanded(z, z.given[0], F, H)
    both, sizes = square(force), z.by("book.squares-nonnegative", d, p)
    small = forall(eta, first, M, D, X, K, m)(
        given(X <= K**2 * D, 2 * eta * K**2 <= m * first, eta >= 0, first * D <= M, D >= 0, m >= 0)
        >> (2 * (eta**2 * X) <= m * (eta * M))
    )
    small = z.lemma(small, eta, first, product(d, F), square(d), both, K, m)
    small = z.use(small, sizes, *z.given[1:])
    end = forall(eta, second, M, J, D, X, a, m)(
        given(a == D - 2 * eta * (M + J) + eta**2 * X, 2 * (eta**2 * X) <= m * (eta * M), eta >= 0,
              J >= 0, second * D <= M, m <= 4)
        >> (a <= (1 - (2 - m / 2) * (eta * second)) * D)
    )  # fmt: skip
    values = (eta, second, product(d, F), product(d, H), square(d), both, square(moved), m)
    return z.qed(z.use(z.lemma(end, *values), exact, small, *z.given[1:]))


@distance_after_a_step.mutant
def three_times_eta_gamma(judge):
    """3 in place of 3/2 for m = 1, in letters: D = 1, grad = d, eta = 1/2."""
    D, new, rate = symbols.reals("D new eta")
    where = [(D, ">", 0), (rate, ">", 0), (2 * rate, "<=", 1), (new, "==", (1 - rate) ** 2 * D)]
    return holds(judge, (new, "<=", (1 - 3 * rate) * D), where)
