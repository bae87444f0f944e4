"""The share of the neurons whose pattern can flip concentrates, by Hoeffding's inequality, for all
sizes. The notation and the law of the start are those of `start`; independence is the product rule
for the means that are used, and events are assumed to be measurable.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    given,
    indicator,
    integrable,
    log,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import thesis
from .network import R, b, delta, i, j, m, n, r, t, width
from .start import normal, o, z
from .start_union import none_of

q = nats("q")
s, tau = reals("s tau")
A, B, C, D = reals("A B C D")
CHANCE = Phi(R) - Phi(-R)  # that a pattern can flip within R


def event(r, i):
    return conj(-R <= z(r, i, o), z(r, i, o) < R)


def flip(r, i):
    return indicator(event(r, i))


def deviation(i):
    """m (q_i - its mean)"""
    return sum_over(r, m, flip(r, i) - CHANCE)


def independent():
    grown = exp(s * sum_over(r, q, flip(r, i)))
    return forall(i, s, q)(E(o, grown * flip(q, i)) == E(o, grown) * E(o, flip(q, i)))


def few():
    """q_i < 2 R/sqrt(2 pi) + tau for all inputs"""
    return forall(i)((i < n) >> (b**2 * sum_over(r, m, flip(r, i)) < 2 * R * g_0 + tau))


def flips_say():
    tails = (deviation(i) >= t, -deviation(i) >= t)
    measurable = forall(i, t)(conj(*(integrable(Prob(o, one)) for one in tails)))
    rare = n * exp(-2 * m * tau**2)
    return forall(z, Phi, g_0, b, n, m, R, tau)(
        given(
            width(), density(t), forall(r, i)(normal(z(r, i, o))), independent(), measurable,
            n >= 1, R > 0, tau > 0, integrable(Prob(o, few())),
        )
        >> conj(
            Prob(o, few()) >= 1 - rare,
            forall(delta)(
                given(delta > 0, 2 * m * tau**2 >= log(3 * n / delta)) >> (rare <= delta / 3)
            ),
        )
    )  # fmt: skip


@claim(
    "relu2.thm-2.2-sharper.flips",
    thesis("Theorem 2.2, sharper"),
    says=flips_say,
    uses=(
        "relu2.lem-2.2.anticoncentration", "book.hoeffding", "book.union-of-pairs",
    ),
)  # fmt: skip
def flips_concentrate(judge):
    """The share of flippable neurons concentrates, so the radius need not shrink with delta.

    Hoeffding for the share q_i of the neurons that can flip at x_i, in place of Markov for their
    sum: q_i < 2R/sqrt(2 pi) + tau for all i with probability at least 1 - n exp(-2 m tau^2), which
    is 1 - delta/3 for m >= log(3n/delta)/(2 tau^2).
    """
    k = judge.theorem()
    scale, square, *law, rows, product, measurable, one, R_pos, tau_pos, measured = k.given
    many = k.arith(m >= 1, square, scale)
    order = k.arith(-R <= R, R_pos)
    own = k.at(rows, r, i)
    mean = k.use(k.at(own, -R, R), order)
    most = k.by("relu2.lem-2.2.anticoncentration", Lambda((o,), z(r, i, o)), Phi, g_0, R)
    most = k.part(k.use(most, *law, own, R_pos), 0)
    most = k.arith(CHANCE <= 2 * R * g_0, most, mean)
    # Hoeffding's inequality
    lemma = k.by("book.hoeffding", Lambda((r, o), flip(r, i)), Lambda((r,), CHANCE), m, m * tau)
    inside = k.for_all(k.indicator_range(event(r, i)), r, o)
    ends = k.split(k.at(measurable, i, m * tau))
    positive = k.use(k.lemma(forall(A, tau)(given(A >= 1, tau > 0) >> (A * tau > 0)), m, tau),
                     many, tau_pos)  # fmt: skip
    tails = k.use(lemma, inside, k.for_all(mean, r), k.at(product, i), positive, many, *ends)
    power = k.lemma(forall(A, t)((A >= 1) >> (-2 * (A * t) ** 2 / A == -2 * A * t**2)), m, tau)
    far = deviation(i) >= m * tau
    tail = k.rewrite(k.use(power, many), k.part(tails, 0), Prob(o, far) <= exp(-2 * m * tau**2))
    # all inputs
    clear = k.assume(forall(i, j)(conj(i < n, j < 1) >> ~far))
    near = k.apply(k.at(clear, i, 0), k.both(k.assume(i < n), k.arith(term(0) < 1)))
    split = by_terms(
        k, r, m,
        lambda u: sum_over(r, u, flip(r, i) - CHANCE) == sum_over(r, u, flip(r, i)) - u * CHANCE,
        [flip(r, i) - CHANCE, flip(r, i)],
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, D, b, tau)(
            given(b**2 * D == 1, A == B - D * C, A < D * tau) >> (b**2 * B < C + tau)
        ),
        deviation(i), sum_over(r, m, flip(r, i)), CHANCE, m, b, tau,
    )  # fmt: skip
    small = k.use(rule, square, split, k.arith(deviation(i) < m * tau, near))
    good = k.arith(b**2 * sum_over(r, m, flip(r, i)) < 2 * R * g_0 + tau, small, most)
    good = k.for_all(k.discharge(good, i < n), i)
    likely = none_of(k, far, tail, lambda i: term(1), lambda u: u, few(), measured, good)
    first = k.arith(k.target.part(0), likely)
    # the width
    wide = k.assume(given(delta > 0, 2 * m * tau**2 >= log(3 * n / delta)))
    rule = k.lemma(
        forall(A, B, delta)(
            given(A >= log(3 * B / delta), delta > 0, B >= 1) >> (B * exp(-A) <= delta / 3)
        ),
        2 * m * tau**2, n, delta,
    )  # fmt: skip
    rare = k.use(rule, k.part(wide, 1), k.part(wide, 0), one)
    same = k.arith(exp(-(2 * m * tau**2)) == exp(-2 * m * tau**2))
    rare = k.arith(n * exp(-2 * m * tau**2) <= delta / 3, rare, same)
    return k.qed(k.both(first, k.for_all(k.discharge(rare, wide.formula), delta)))


@flips_concentrate.mutant
def half_of_the_width(judge):
    """m >= log(3n/delta)/(4 tau^2): n exp(-L/2) for n = 1, delta = 3/4."""
    return falsify(
        forall(A, delta)(given(A >= log(3 / delta), delta > 0) >> (exp(-A / 2) <= delta / 3)),
        hints=[{"values": {"A": "2", "delta": "3/4"}}],
    )
