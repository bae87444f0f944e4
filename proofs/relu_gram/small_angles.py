"""How small lambda_0 is when two inputs are at a small angle. Notation of `special_entries`; one
and two are indices of inputs.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    cos,
    forall,
    given,
    pi,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import thesis
from .degenerate import one, two
from .limit_gram import gaussian_gram, in_common
from .network import c, d, i, j, kernel, lam, n, unit_inputs, x
from .sectors import G, g, p, q, rotation_invariant, s, sums, theta
from .special_entries import alpha, beta, least, pair_form, slope, two_units
from .start_gram import P

locus = "Theorem 2.1, made quantitative"


def linear():
    return theta / (2 * pi) + theta**2 / 4


def order_says():
    return forall(g, G, p, q, d, theta)(
        two_units(4)
        >> conj(
            forall(alpha, beta)(pair_form(alpha, beta) >= slope() * (alpha**2 + beta**2)),
            pair_form(term(1), term(-1)) <= 2 * linear(),
        )
    )


@claim(
    "relu2.thm-2.1.separation.two-inputs",
    thesis(locus),
    says=order_says,
    uses=("relu2.asm-2.1.two-inputs",),
)
def order_of_the_bound(judge):
    """No bound can be better than linear in the angle: at n = 2 lambda_0 lies between two linear
    functions of it, theta cos(theta)/(2 pi) and theta/(2 pi) + theta^2/4.

    The first bounds the form from below, the second is its value at (1, -1)/sqrt(2). The bound of
    relu2.thm-2.1.separation at n = 2 needs k of order log(2)/theta^2, so it is linear too.
    """
    k = judge.theorem()
    angle = k.arith(theta <= pi / 2, *k.given[-2:])
    both = k.use(k.by("relu2.asm-2.1.two-inputs", g, G, p, q, d, theta), *k.given, angle)
    here = k.at(k.part(both, 0), alpha, beta)
    X, Y = reals("X Y")
    rule = k.lemma(
        forall(X, Y, s, alpha, beta)(
            given(X >= Y * (alpha**2 + beta**2), Y >= s) >> (X >= s * (alpha**2 + beta**2))
        ),
        pair_form(alpha, beta), least(), slope(), alpha, beta, defined=[here],
    )  # fmt: skip
    first = k.for_all(k.use(rule, here, k.part(both, 3)), alpha, beta)
    top = below_linear(k, k.given[-2])
    second = k.arith(k.target.part(1), k.part(both, 1), top)
    return k.qed(k.both(first, second))


def below_linear(k, positive):
    """lambda_0 <= theta/(2 pi) + theta^2/4 from theta >= 0"""
    flat = k.arith(conj(cos(theta) >= 1 - theta**2 / 2, cos(theta) <= 1))
    value = term("1/2") - s * (pi - theta) / (2 * pi)
    rule = forall(s, theta)(given(s >= 1 - theta**2 / 2, s <= 1, theta >= 0) >> (value <= linear()))
    return k.use(k.lemma(rule, cos(theta), theta), *k.split(flat), positive)


@order_of_the_bound.mutant
def a_smaller_square(judge):
    """theta/(2 pi) + theta^2/20 from above: at theta = 3/4 lambda_0 is larger."""
    return falsify(
        forall(theta)((theta == "3/4") >> (least() <= theta / (2 * pi) + theta**2 / 20)),
        hints=[{"values": {"theta": "3/4"}}],
    )


def upper_says():
    angle = conj(kernel(one, two) == cos(theta), theta >= 0, theta <= pi / 4)
    distance = term("1/2") - gaussian_gram(one, two)
    return forall(g, G, x, P, n, d, lam, theta, one, two)(
        given(
            rotation_invariant(), unit_inputs(), in_common(), one < n, two < n, one != two, angle,
            bounded_below(gaussian_gram, lam),
        )
        >> conj(lam <= distance, distance <= linear())
    )  # fmt: skip


@claim(
    "relu2.thm-2.1.separation.upper",
    thesis(locus),
    says=upper_says,
    uses=(
        "relu2.asm-2.1.two-inputs",
        "relu2.asm-2.1.closed-form.units",
        "book.two-by-two-block",
    ),
)
def upper_bound(judge):
    """Two inputs at a small angle make lambda_0 as small as that angle, so the lower bound is sharp
    up to the root of log n.

    The Rayleigh quotient at e_i - e_j, with H_ij = cos(theta)(pi - theta)/(2 pi); here p and q
    stand for i and j.
    """
    k = judge.theorem()
    half, invariant, unit, shared, first, second, apart, angle, low, high, bounded = k.given
    lengths = [k.use(k.at(unit, at), step) for at, step in ((one, first), (two, second))]
    bodies = [[x(at, c) * x(at, c), x(at, c) ** 2] for at in (one, two)]
    squares = [sums(k, pair, lambda one, two: one == two) for pair in bodies]
    units = [
        k.arith(kernel(at, at) == 1, *steps) for at, *steps in zip((one, two), squares, lengths)
    ]
    vectors = [Lambda((c,), x(at, c)) for at in (one, two)]
    law = [half, invariant, *units, angle, low]
    pair = k.use(k.by("relu2.asm-2.1.two-inputs", g, G, *vectors, d, theta), *law,
                 k.arith(theta <= pi / 2, low, high))  # fmt: skip
    share = k.use(k.by("relu2.asm-2.1.closed-form.units", g, G, *vectors, d, theta), *law,
                  k.arith(theta <= pi, low, high))  # fmt: skip
    block = k.by("book.two-by-two-block", Lambda((i, j), gaussian_gram(i, j)), n, lam, one, two)
    block = k.at(k.use(block, first, second, apart, bounded), 1, -1)
    entries = [k.at(shared, a, b) for a in (one, two) for b in (one, two)]
    below = k.arith(lam <= least(), block, k.part(pair, 1), *entries)
    distance = term("1/2") - gaussian_gram(one, two)
    value = k.arith(distance == least(), share, entries[1], angle)
    top = below_linear(k, low)
    return k.qed(k.arith(k.target, below, value, top))


@upper_bound.mutant
def half_of_the_distance(judge):
    """lambda_0 <= (1/2 - H_ij)/2: for two inputs lambda_0 = 1/2 - H_ij is positive."""
    return falsify(forall(s, lam)(given(lam == s, s > 0) >> (lam <= s / 2)))
