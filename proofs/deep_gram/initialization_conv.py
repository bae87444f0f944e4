"""Lemma 3.15: norms of the features of convolutional residual networks at initialization, and how
they depend on the number of pixels p.

The printed proof uses |sigma(W phi)| <= c_w0 L sqrt(m) |phi|, which needs sigma(0) = 0 (as in
`initialization_residual`); with sigma(0) != 0 each of the p patches contributes, so the constants
grow like sqrt(p).
"""

from __future__ import annotations

from fractions import Fraction

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

from . import chapter_3, holds, number, positive
from .initialization_residual import softplus, tanh

CONV = "Lemma 3.15 and its proof"

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


@claim(
    "deep.lem-3.15-s3",
    chapter_3(CONV),
    formula=r"\|x^{(1)}\|_F^2=\frac{c_\sigma}m\|\sigma(W^{(1)}\phi_1(x))\|_F^2\le qL^2c_\sigma "
    r"c_{w,0}^2",
    hypotheses=(
        "softplus, L = 1, q = 3, c_w0 = 3",
        "the input sits on one pixel: p - 3 patches are zero",
    ),
)
def first_conv_layer_as_printed(judge, pixels=64):
    """False for softplus: a zero patch gives sigma(0) = log 2 whatever W is, so the left side is at
    least c_sigma (p - 3) log^2 2.
    """
    from sympy import Integer, log

    (c,) = reals("c_sigma,")
    fact = holds(judge, (c * (Integer(pixels) - 3) * log(2) ** 2, ">", 3 * c * 9), positive(c))
    return judge.contradicted(
        fact, because=f"p = {pixels}: the zero patches alone contribute more than the printed bound"
    )


first_conv_layer_as_printed.mutant("p = 128", pixels=128)


@claim(
    "deep.lem-3.15-s4",
    chapter_3(CONV),
    formula=r"\big|\|x^{(h)}\|_F-\|x^{(h-1)}\|_F\big|\le\frac{\sqrt "
    r"qc_{res}c_{w,0}L}H\|x^{(h-1)}\|_F",
    hypotheses=("softplus, one filter, one pixel (q = 1), L = 1, c_w0 = 3",),
    case=True,
)
def conv_step_as_printed(judge, shift=0):
    """One convolutional residual layer. False for softplus, as deep.lem-3.8-s2: the layer moves x
    near 0 by log 2.
    """
    w, x = reals("w x")
    where = [(w, ">=", -3), (w, "<=", 3), (x, ">", 0), (x, "<=", 2)]
    return holds(judge, (softplus(w * x), "<=", 3 * x + shift), where)


conv_step_as_printed.mutant("with 1/2 added", shift=Fraction("1/2"))


@claim(
    "deep.lem-3.15",
    chapter_3("Lemma 3.15"),
    formula=r"\|x_i^{(h)}(0)\|_F\le c_{x,0}=\max\Big\{\sqrt{qL^2c_\sigma "
    r"c_{w,0}^2},\sqrt{\tfrac{2c_{\sigma,1/\sqrt p}}{c_\sigma}}\Big\}e^{\sqrt "
    r"qc_{res}c_{w,0}L}",
    hypotheses=(
        "the constant of the proof, at h = 1; softplus, q = 3, c_w0 = 3, any c_res < 1",
        "c_{sigma,1/sqrt p} <= 2.09 (deep.const-csc0); 0.34 <= c_sigma, since E sigma(z)^2 <= "
        "E(log 2 + |z|)^2 < 2.6",
    ),
)
def conv_features_as_printed(judge, pixels=10**7):
    """The printed constant does not grow with p for softplus, the norm of the first layer does: at
    least sqrt(c_sigma (p - 3)) log 2.
    """
    from sympy import Integer, exp, log, sqrt

    c, t = reals("c_sigma t")
    where = [(c, ">=", number("0.34")), (t, ">=", 0), (t, "<=", sqrt(Integer(3)) * 3)]
    square = c * (Integer(pixels) - 3) * log(2) ** 2
    growth = holds(judge, (exp(2 * t), "<", 36400), where[1:])
    first = holds(judge, (square, ">", 27 * c * 36400), where)
    second = holds(judge, (square * c, ">", number("4.18") * 36400), where)
    return judge.contradicted(
        growth,
        first,
        second,
        because=f"p = {pixels}: an input on one pixel has a larger norm already after one layer",
    )


conv_features_as_printed.mutant("p = 10^8", pixels=10**8)
