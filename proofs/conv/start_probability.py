"""Section 5.1: how likely a start lies in the set that the source puts in the basin, for a law of
the start that does not change with the signs of v and a.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    disj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    samples,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .network import S, a_star, c, d, i, k, n, w_star

o = samples("o")
v, a = functions("v a", "nat", "sample")
ALONG = sum_over(c, d, v(c, o) * w_star(c))
SIGNAL = sum_over(i, k, a(i, o) * a_star(i))
SIGNS = [(e, f) for e in (1, -1) for f in (1, -1)]
BALL = forall(o)(k * sum_over(i, k, a(i, o) ** 2) <= n**2 * S**2)


def inside(e, f):
    """The start (e v, f a) has (e v).w* >= 0, (f a).a* >= 0 and |1.(f a)| <= |w*| |1.a*|."""
    total = sum_over(i, k, a(i, o))
    return conj(e * ALONG >= 0, f * SIGNAL >= 0, abs(f * total) <= n * abs(S))


def symmetric():
    """The four signs are equally likely to put the start there."""
    first = Prob(o, inside(*SIGNS[0]))
    return [Prob(o, inside(*signs)) == first for signs in SIGNS]


def goal_says():
    known = given(n > 0, BALL, *symmetric())
    likely = Prob(o, inside(1, 1)) >= term("1/4")
    return forall(v, a, w_star, a_star, n, k, d)(known >> likely)


@claim(
    "conv.success-probability-goal",
    thesis("Section 5.1"),
    formula=r"P_{(v^0,a^0)\sim G}[B(v^*,a^*)]\ge P[\bar B]\ge c",
    hypotheses=(
        "the law of the start does not change under v -> -v and a -> -a",
        "a in the ball of radius |1.a*| |w*|/sqrt k",
        "the set with its faces, as printed; conv.basin-def: the basin lacks points of the faces",
    ),
    says=goal_says,
    uses=("book.square-of-sum",),
)
def success_probability_goal(judge):
    """An absolute constant bounds the probability of the set below: for the scheme of Theorem 5.4
    it is one quarter or more.

    At least one of v, -v and one of a, -a has a product that is not negative, and |1.a| = |1.(-a)|
    <= |1.a*| |w*| on the whole ball: so at least one of the four sign choices lies in the set. They
    are equally likely.
    """
    z = judge.theorem()
    x, Q, T = reals("x Q T")
    squares = z.by("book.square-of-sum", Lambda((i,), a(i, o)), k)
    root = forall(x, Q, n, T)(given(x**2 <= Q, Q <= n**2 * T**2, n > 0) >> (abs(x) <= n * abs(T)))
    total = sum_over(i, k, a(i, o))
    root = z.lemma(root, total, k * sum_over(i, k, a(i, o) ** 2), n, S)
    small = z.use(root, squares, z.at(z.given[1], o), z.given[0])
    events = [inside(*signs) for signs in SIGNS]
    ranges = [z.indicator_range(event) for event in events]
    whole = sum((indicator(event) for event in events[1:]), indicator(events[0]))
    covered = term(1) <= whole

    def here(signs, *known):
        event = inside(*signs)
        there = z.indicator(event, True, z.arith(event, small, *known))
        return z.arith(covered, there, *ranges)

    def by_sign(number, found):
        cover = z.arith(disj(number >= 0, -1 * number >= 0))
        return z.cases(
            cover, found(1, z.assume(number >= 0)), found(-1, z.assume(-1 * number >= 0))
        )

    always = by_sign(ALONG, lambda e, one: by_sign(SIGNAL, lambda f, two: here((e, f), one, two)))
    has = [z.arith(integrable(Prob(o, event)), one) for event, one in zip(events, z.given[2:])]
    parts = [(1, indicator(event), one) for event, one in zip(events, has)]
    mean = mean_of_combination(z, o, whole, parts)
    constant = z.mean_of_constant(o, term(1))
    ends = z.arith(integrable(E(o, term(1))), constant), z.arith(integrable(E(o, whole)), mean)
    least = z.mean_is_monotone(z.for_all(always, o), *ends)
    return z.qed(z.arith(z.target, least, mean, constant, *z.given[2:]))


@success_probability_goal.mutant
def one_third(judge):
    """1/3, in letters: four equal probabilities that add up to 1."""
    four = symbols.reals("P_1 P_2 P_3 P_4")
    equal = [(sum(four), "==", 1), *((p, "==", four[0]) for p in four[1:])]
    return holds(judge, (3 * four[0], ">=", 1), equal)
