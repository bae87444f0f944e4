"""One step of stochastic gradient descent from a fixed past: d and the events that depend on the
past are fixed, the sample is the noise of the step, so that a mean is the conditional one.
"""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)

from .descent import d, eta, square
from .moments import c, p, s

g = functions("g", "nat", "sample")  # the stochastic gradient
G = sequences("G")  # its mean
B = reals("B")
i, t = nats("i t")


def earlier(z, held):
    """What holds for all i <= t + 1 holds for all i <= t."""
    before = z.apply(z.at(held, i), z.arith(i <= t + 1, z.assume(i <= t)))
    return z.for_all(z.discharge(before, i <= t), i)


def after():
    """|d - eta g|^2"""
    return sum_over(c, p, (d(c) - eta * g(c, s)) ** 2)


def force():
    """|g|^2"""
    return sum_over(c, p, g(c, s) ** 2)


def mixed():
    """d . g"""
    return sum_over(c, p, d(c) * g(c, s))


def noisy():
    """G is the mean of g, |g| <= B."""
    return given(
        eta >= 0, B >= 0, forall(s)(force() <= B**2), forall(c)(G(c) == E(s, g(c, s))),
        integrable(E(s, force())),
    )  # fmt: skip


def expand(z):
    """|d - eta g|^2 = |d|^2 - 2 eta d.g + eta^2 |g|^2"""
    bodies = [(d(c) - eta * g(c, s)) ** 2, d(c) ** 2, d(c) * g(c, s), g(c, s) ** 2]

    def here(q):
        new, old, product, size = (sum_over(c, q, body) for body in bodies)
        return new == old - 2 * eta * product + eta**2 * size

    return by_terms(z, c, p, here, bodies)


def mean_after(z, slopes, size):
    """E|d - eta g|^2 = |d|^2 - 2 eta <grad, d> + eta^2 E|g|^2"""
    there = z.at(slopes, c)
    once = z.for_all(z.arith(g(c, s) == g(c, s) * 1), s)
    once = z.mean_of_equal(once, z.arith(integrable(E(s, g(c, s))), there))
    once = z.for_all(z.arith(G(c) == E(s, g(c, s) * 1), once, there), c)
    inner = z.use(z.by("fsgd.mean-inner", g, Lambda((s,), term(1)), G, d, p), once)
    one = z.mean_of_constant(s, term(1))
    unit = z.arith(integrable(E(s, term(1))), one)
    parts = [
        (square(d), term(1), unit), (-2 * eta, mixed() * 1, z.part(inner, 0)),
        (eta**2, force(), size),
    ]  # fmt: skip
    total = mean_of_combination(z, s, after(), parts, expand(z))
    value = square(d) - 2 * eta * sum_over(c, p, d(c) * G(c)) + eta**2 * E(s, force())
    return z.arith(E(s, after()) == value, total, one, inner)
