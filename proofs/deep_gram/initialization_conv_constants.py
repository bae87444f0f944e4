"""The constant c_{sigma,1/sqrt p} of Lemma 3.15: bounded in the number p of pixels for softplus, at
least p for tanh.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    exists,
    exp,
    forall,
    given,
    integrable,
    log,
    mean_of_combination,
    nats,
    randoms,
    reals,
    samples,
    sqrt,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .initialization_residual import tanh

w = samples("w")
X = randoms("X")
p = nats("p")
alpha, C, mu = reals("alpha C_0 mu")
second, c, low = reals("second c_sigma low")


def mean_square(sigma):
    """E sigma(alpha X)^2"""
    return E(w, sigma(alpha * X(w)) ** 2)


def least(mean):
    """1/C is the least mean for 1/sqrt(p) <= alpha <= 1: C is c_{sigma,1/sqrt p}."""
    inside, value = conj(1 / sqrt(p) <= alpha, alpha <= 1), C * mean
    return conj(C > 0, exists(alpha)(inside & (value == 1)), forall(alpha)(inside >> (value >= 1)))


def softplus_says():
    top = 1 / log(term(2)) ** 2
    return forall(X, C, p)(
        given(p >= 1, E(w, X(w)) == 0, least(mean_square(lambda z: log(1 + exp(z)))))
        >> conj(C <= top, top < "2.09")
    )


@claim(
    "deep.const-csc0",
    chapter_3("Section 3.11, c_{sigma,c0}"),
    formula=r"c_{\sigma,1/\sqrt p}=\Big(\min_{1/\sqrt p\le\alpha\le1}E\sigma(\alpha "
    r"X)^2\Big)^{-1}\le\frac1{\log^22}<2.09\quad\text{for softplus}",
    hypotheses=("the printed claim is poly(p); this is a constant", "of X only E X = 0 is used"),
    says=softplus_says,
)
def csc0_softplus(judge):
    """For softplus the constant does not depend on p: sigma(z) >= log 2 + z/2, so sigma(z)^2 >=
    log^2 2 + z log 2, whose mean at alpha X is log^2 2.
    """
    k = judge.theorem()
    _, centred, positive, attained, _ = k.given
    here = k.such(attained, alpha)
    z, two = alpha * X(w), log(term(2))
    y = exp(z / 2)
    convex = k.arith(1 + exp(z) >= 2 * y, k.arith(exp(z) == y**2), k.arith((y - 1) ** 2 >= 0))
    tangent = k.arith(log(1 + exp(z)) >= log(2 * y), convex)
    tangent = k.arith(log(1 + exp(z)) >= two + z / 2, tangent, k.arith(log(2 * y) == two + z / 2))
    line = two**2 + two * z
    below = k.arith(line <= log(1 + exp(z)) ** 2, tangent, k.arith(two > 0))
    one = k.mean_of_constant(w, 1)
    parts = [(two**2, 1, k.arith(integrable(E(w, term(1))), one)),
             (two * alpha, X(w), k.arith(integrable(E(w, X(w))), centred))]  # fmt: skip
    mean = mean_of_combination(k, w, line, parts)
    square = mean_square(lambda z: log(1 + exp(z)))
    there = k.arith(integrable(square), k.part(here, 1))
    large = k.mean_is_monotone(k.for_all(below, w), k.arith(integrable(E(w, line)), mean), there)
    large = k.arith(square >= two**2, large, mean, one, centred)
    rule = k.lemma(
        forall(C, mu, alpha)(
            given(C > 0, alpha > 0, C * mu == 1, mu >= alpha**2) >> (C <= 1 / alpha**2)
        ),
        C, square, two, defined=[there],
    )  # fmt: skip
    bound = k.use(rule, positive, k.arith(two > 0), k.part(here, 1), large)
    bound = k.obtain(attained, bound, alpha)
    return k.qed(k.both(bound, k.arith(1 / two**2 < "2.09")))


@csc0_softplus.mutant
def a_smaller_constant(judge):
    """Below 2.08: 1/log^2 2 is 2.081."""
    return falsify(1 / log(term(2)) ** 2 < "2.08")


def tanh_says():
    return forall(X, C, p)(
        given(p >= 1, E(w, X(w) ** 2) == 1, least(mean_square(tanh))) >> (C >= p)
    )


@claim(
    "deep.const-csc0.tanh",
    chapter_3("Section 3.11, c_{sigma,c0}"),
    formula=r"c_{\tanh,1/\sqrt p}\ge p",
    hypotheses=("of X only E X^2 = 1 is used", "tanh z = 1 - 2/(1 + e^(2z))"),
    says=tanh_says,
    uses=("deep.lem-3.8-s2.tanh",),
)
def csc0_tanh(judge):
    """Where sigma(0) = 0 it does grow: |tanh z| <= |z| gives E tanh(X/sqrt p)^2 <= 1/p."""
    k = judge.theorem()
    many, unit, positive, _, below = k.given
    z = alpha * X(w)
    scale, small = k.assume(alpha**2 * p == 1), k.assume(C * mean_square(tanh) >= 1)
    entry = k.part(k.by("deep.lem-3.8-s2.tanh", Lambda((mu,), mu), 1, z), 0)
    rule = forall(low, mu)((abs(low) <= abs(mu)) >> (low**2 <= mu**2))
    pointwise = k.for_all(k.use(k.lemma(rule, tanh(z), z), entry), w)
    square = k.arith(integrable(E(w, X(w) ** 2)), unit)
    mean = mean_of_combination(k, w, z**2, [(alpha**2, X(w) ** 2, square)])
    there = k.arith(integrable(mean_square(tanh)), small)
    found = k.mean_is_monotone(pointwise, there, k.arith(integrable(E(w, z**2)), mean))
    found = k.arith(mean_square(tanh) <= alpha**2, found, mean, unit)
    rule = k.lemma(
        forall(C, mu, alpha, p)(
            given(C > 0, C * mu >= 1, mu <= alpha**2, alpha**2 * p == 1, p >= 1) >> (C >= p)
        ),
        C, mean_square(tanh), alpha, p, defined=[there],
    )  # fmt: skip
    end = k.use(rule, positive, small, found, scale, many)
    end = k.discharge(k.discharge(end, small.formula), scale.formula)
    root, has = 1 / sqrt(p), k.arith(sqrt(p) != 0, many)
    end = k.at(k.for_all(end, alpha), root, defined=[has])
    end = k.apply(end, k.arith(root**2 * p == 1, many))
    inside = k.arith(conj(1 / sqrt(p) <= root, root <= 1), many)
    return k.qed(k.apply(end, k.apply(k.at(below, root, defined=[has]), inside)))


@csc0_tanh.mutant
def at_least_the_square(judge):
    """C >= p^2, where E tanh(X/2)^2 is at least 1/10 for p = 4."""
    return falsify(
        forall(C, p)(given(p == 4, C > 0, C <= 10) >> (C >= p**2)),
        hints=[{"values": {"p": "4", "C_0": "10"}}],
    )
