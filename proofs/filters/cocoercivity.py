"""Lemma 6.1 for every law of one patch, and what it gives without Assumption 6.1: the gradient is
cocoercive around w*.

a = w.Z, b = w*.Z, d.Z = a - b, and rho = (relu(a) - relu(b)) 1{a >= 0}, so that the gradient is
G = E[rho Z].
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    forall,
    given,
    indicator,
    integrable,
    maximum,
    mean_of_combination,
    reals,
    sequences,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6
from .descent import gap, own_product, product, split, square
from .moments import Z, at_every_sample, c, dot, p, s, u, vector_of, w, w_star

G = sequences("G")
Lam, a, b, f, h, x, y = reals("Lambda a b f h x y")


def relu(value):
    return maximum(value, 0)


def active(weights=w):
    """w.Z >= 0"""
    return dot(weights) >= 0


def error(weights=w):
    """rho"""
    return (relu(dot(weights)) - relu(dot(w_star))) * indicator(active(weights))


def gradient(weights=w):
    """E[rho Z], coordinate by coordinate."""
    return E(s, Z(c, s) * error(weights))


def largest(weights=w):
    """Lambda bounds the eigenvalues of E[Z Z^T 1{w.Z >= 0}]."""
    return forall(u)(E(s, dot(u) * dot(u) * indicator(active(weights))) <= Lam * square(u))


def cocoercive():
    mean = E(s, error() * error())
    inner = product(gap(), G) >= mean
    known = given(forall(c)(G(c) == gradient()), integrable(mean), Lam > 0, largest())
    return forall(Z, w, w_star, G, Lam, p)(known >> conj(inner, square(G) <= Lam * mean))


@claim(
    "fsgd.lem-6.1-sharper",
    chapter_6("Lemma 6.1"),
    formula=r"\langle\nabla\ell(w),w-w_*\rangle\ge E[r^2]\ge\frac{\|\nabla\ell(w)\|^2}{\lambda_{"
    r"\max}(E[ZZ^\top1\{w^\top Z\ge0\}])}",
    hypotheses=("one patch, any law, any p", "r = (relu(w.Z) - relu(w*.Z)) 1{w.Z >= 0}"),
    says=cocoercive,
    uses=("fsgd.mean-inner",),
)
def gradient_is_cocoercive(judge):
    """More than Lemma 6.1: the gradient is cocoercive around w*. r (a - b) >= r^2 pointwise, and 2
    (grad.Z) r <= (grad.Z)^2 1{w.Z >= 0}/Lambda + Lambda r^2 in the mean.

    Neither Assumption 6.1 nor a density enters. The constant 1 is sharp (r = a - b on ++).
    """
    z = judge.theorem()
    means, mean_square, _, most = z.given
    rho, region = error(), indicator(active())
    weights = Lambda((s,), rho)
    inner, own = (
        z.use(z.by("fsgd.mean-inner", Z, weights, G, f, p), means) for f in (vector_of(gap()), G)
    )
    r = relu(a) - relu(b)
    point = at_every_sample(
        z, active(), lambda f: (r * f) * (r * f) <= x * (r * f), [x == a - b, a >= 0], (a, b, x),
        (dot(w), dot(w_star), dot(gap())), split(z),
    )  # fmt: skip
    less = z.mean_is_monotone(z.for_all(point, s), mean_square, z.part(inner, 0))
    first = z.arith(z.target.part(0), less, inner)
    # 2 Lambda y rho <= y^2 1{..} + Lambda^2 rho^2 for y = G.Z
    most = z.at(most, G)
    seen, body = dot(G) * dot(G) * region, dot(G) * rho
    there = z.arith(integrable(E(s, seen)), most)
    upper = mean_of_combination(
        z, s, seen + Lam**2 * (rho * rho), [(1, seen, there), (Lam**2, rho * rho, mean_square)]
    )
    lower = mean_of_combination(z, s, 2 * Lam * body, [(2 * Lam, body, z.part(own, 0))])
    point = at_every_sample(
        z, active(), lambda f: 2 * Lam * (y * (r * f)) <= y * y * f + Lam**2 * ((r * f) * (r * f)),
        [(y - Lam * r) ** 2 >= 0], (a, b, y, Lam), (dot(w), dot(w_star), dot(G), Lam),
        z.arith((dot(G) - Lam * (relu(dot(w)) - relu(dot(w_star)))) ** 2 >= 0),
    )  # fmt: skip
    ends = [z.arith(integrable(one.sides[0]), one) for one in (lower, upper)]
    less = z.mean_is_monotone(z.for_all(point, s), *ends)
    rule = forall(Lam, a, b, h)(
        given(Lam > 0, 2 * Lam * a <= b + Lam**2 * h, b <= Lam * a) >> (a <= Lam * h)
    )
    values = (Lam, square(G), E(s, seen), E(s, rho * rho))
    total = 2 * Lam * square(G) <= E(s, seen) + Lam**2 * E(s, rho * rho)
    total = z.arith(total, less, lower, upper, own, own_product(z, G))
    lemma = z.lemma(rule, *values, defined=[there, mean_square])
    return z.qed(z.both(first, z.use(lemma, total, most, *z.given)))


@gradient_is_cocoercive.mutant
def twice_as_much(judge):
    """r (a - b) >= 2 r^2, in letters: r = a - b."""
    gap_, r = symbols.reals("gap r")
    return holds(judge, (r * gap_, ">=", 2 * r**2), [(gap_, ">", 0), (r, "==", gap_)])


def bounded_force(z, weights, image, exists, *known):
    """|grad|^2 <= Lambda <grad, d> at a filter; the statement assumes Lambda > 0."""
    own, slope = vector_of(weights), vector_of(image)
    force = z.by("fsgd.lem-6.1-sharper", Z, own, w_star, slope, Lam, p)
    force = z.use(force, exists, *known, *z.given)
    mean = E(s, error(weights) * error(weights))
    chain = forall(a, b, y, Lam)(given(a <= Lam * b, y >= b, Lam > 0) >> (a <= Lam * y))
    values = (square(image), mean, product(gap(weights), image), Lam)
    return z.use(z.lemma(chain, *values, defined=[exists]), force, *z.given)
