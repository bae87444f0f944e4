"""Jensen's inequality. A function is convex if it has a line of support at every point."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    exists,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    randoms,
    reals,
    samples,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities

phi = functions("phi", "real")
X = randoms("X")
w = samples("w")
a, b, s, mu = reals("a b s mu")


def convex():
    """At every point a there is a slope s with phi(b) >= phi(a) + s (b - a) for all b."""
    return forall(a)(exists(s)(forall(b)(phi(b) >= phi(a) + s * (b - a))))


def jensen_says():
    there = integrable(E(w, phi(X(w))))
    return forall(phi, X, mu)(
        given(convex(), E(w, X(w)) == mu, there) >> (phi(mu) <= E(w, phi(X(w))))
    )


@claim("book.jensen", inequalities("theorem 95"), says=jensen_says)
def function_of_the_mean(judge):
    """Jensen's inequality: phi(E X) <= E phi(X) for convex phi."""
    k = judge.theorem()
    support, mean, has_phi = k.given
    line = k.at(support, mu)
    below = k.such(line, s)
    one = k.mean_of_constant(w, 1)
    has = k.arith(integrable(E(w, X(w))), mean)
    has_one = k.arith(integrable(E(w, term(1))), one)
    tangent = phi(mu) + s * (X(w) - mu)
    average = mean_of_combination(k, w, tangent, [(phi(mu) - s * mu, 1, has_one), (s, X(w), has)])
    pointwise = k.for_all(k.arith(tangent <= phi(X(w)), k.at(below, X(w))), w)
    there = k.arith(integrable(E(w, tangent)), average)
    end = k.mean_is_monotone(pointwise, there, has_phi)
    end = k.arith(k.target, end, average, one, mean)
    return k.qed(k.obtain(line, end, s))


@function_of_the_mean.mutant
def at_twice_the_mean(judge):
    """phi(2 E X) <= E phi(X), for phi(x) = x^2 and X = 1."""
    return falsify(forall(mu)((mu == 1) >> ((2 * mu) ** 2 <= mu**2)))


def square_says(factor=1):
    square = E(w, X(w) ** 2)
    return forall(X, mu)(given(E(w, X(w)) == mu, integrable(square)) >> (factor * mu**2 <= square))


@claim(
    "book.square-of-mean",
    inequalities("theorem 95"),
    says=square_says,
    uses=("book.jensen",),
    instance={"values": {"mu": "1"}, "functions": {"X": {"table": ["1"]}}, "weights": ["1"]},
)
def mean_square_is_larger(judge, factor=1):
    """The square of a mean is at most the mean of the square."""
    k = judge.theorem()
    square = exists(s)(forall(b)(b**2 >= a**2 + s * (b - a)))
    tangent = k.exhibit(square, 2 * a, k.for_all(k.arith(b**2 >= a**2 + 2 * a * (b - a)), b))
    lemma = k.by("book.jensen", Lambda((a,), a**2), X, mu)
    return k.qed(k.arith(k.target, k.apply(lemma, k.both(k.for_all(tangent, a), *k.given))))


mean_square_is_larger.mutant("twice the square", factor=2)
