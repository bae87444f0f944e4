"""The random start: probabilities of the events of Theorem 2.3, for all sizes.

z(r, i, o) is the preactivation w_r(0) . x_i, a(r, o) the sign of neuron r, o the outcome. The law
of z is said by the distribution function Phi of the standard normal law, Phi' = g_0 exp(-x^2/2)
with g_0 = 1/sqrt(2 pi), by its symmetry and its second moment; the independence of the signs by the
product rule for the means that are used.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.checker.formal import put
from steepest.proofs.checker.formal.names import free
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    randoms,
    reals,
    samples,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import from_below
from steepest.proofs.textbook.normal import Phi, compared, density, g_0, tau, x

from . import thesis
from .network import R, c, d, delta, i, j, kernel, m, n, r, t
from .network import x as inputs

end = "Section 2.2, after Lemma 2.4"
o = samples("o")
z = functions("z", "nat", "nat", "sample")
a = functions("a", "nat", "sample")
X = randoms("X")
u, v = reals("u v")


def normal(X):
    """P(u <= X < v) = Phi(v) - Phi(u) for all u <= v"""
    return forall(u, v)((u <= v) >> (Prob(o, conj(u <= X, X < v)) == Phi(v) - Phi(u)))


def near_zero(X):
    return Prob(o, conj(-R <= X, X < R))


def anticoncentration_says():
    return forall(X, Phi, g_0, R)(
        given(density(t), normal(X(o)), R > 0)
        >> conj(
            near_zero(X(o)) <= 2 * R * g_0,
            near_zero(X(o)) >= 2 * g_0 * (R - R**3 / 6),
        )
    )


@claim(
    "relu2.lem-2.2.anticoncentration",
    thesis("Section 2.6, proof of Lemma 2.2"),
    says=anticoncentration_says,
)
def anticoncentration(judge):
    """For a standard normal X the probability of -R <= X < R is at most 2 R/sqrt(2 pi), and at
    least 2 (R - R^3/6)/sqrt(2 pi).
    """
    k = judge.theorem()
    positive, _, slopes, law, R_positive = k.given
    value = k.use(k.at(law, -R, R), k.arith(-R <= R, R_positive))
    order = k.arith(-R <= R, R_positive)
    known = slopes, positive, order
    above = compared(k, g_0 * tau, False, -R, R, lambda _: k.arith(exp(-(x**2) / 2) <= 1), known)
    tangent = k.arith(exp(-(x**2) / 2) >= 1 - x**2 / 2)
    below = compared(k, g_0 * (tau - tau**3 / 6), True, -R, R, lambda _: tangent, known)
    first = k.arith(near_zero(X(o)) <= 2 * R * g_0, value, above)
    second = k.arith(near_zero(X(o)) >= 2 * g_0 * (R - R**3 / 6), value, below)
    return k.qed(k.both(first, second))


@anticoncentration.mutant
def a_smaller_cubic_term(judge):
    """At least 2 (R - R^3/12)/sqrt(2 pi): at R = 1 the probability is at most 0.683."""
    at_one = given(R == 1, g_0 > "3989/10000", g_0 < "399/1000")
    return falsify(
        forall(R, g_0)(at_one >> (2 * g_0 * (R - R**3 / 12) <= "683/1000")),
        hints=[{"values": {"R": "1", "g_0": "39894/100000"}}],
    )


def mean_of_flips(k, z, own, law, R_pos):
    """E(sum over r of 1{-R <= z < R}) <= m 2 R g_0; `own` says that the preactivation z of neuron r
    is normal, `law` what its density is.
    """
    event = conj(-R <= z, z < R)
    each = k.by("relu2.lem-2.2.anticoncentration", Lambda((o,), z), Phi, g_0, R)
    each = k.part(k.use(each, *law, own, R_pos), 0)
    rare = Prob(o, event)
    every = k.for_all(k.arith(integrable(rare), each), r)
    inner = k.apply(k.by("book.mean-of-sum", Lambda((r, o), indicator(event)), m), every)
    bound = by_terms(
        k, r, m, lambda q: sum_over(r, q, rare) <= q * (2 * R * g_0), [rare], each, defined=[every]
    )
    row = sum_over(r, m, indicator(event))
    return k.arith(E(o, row) <= m * (2 * R * g_0), inner, bound)


def of_network(formula, z, inputs=inputs):
    """A formula or term of `start` or `start_gram`, with the preactivations z of the network and
    K = X X^T; `inputs` are x_0, x_1, ..
    """
    values = {
        "z": Lambda((r, i, o), z),
        "K": Lambda((i, j), kernel(i, j)),
        "ell": Lambda((i,), sum_over(c, d, inputs(i, c) ** 2)),
    }
    own = {name: one.node for name, one in values.items() if name in formula.sorts}
    known = {**formula.sorts, **z.sorts, **kernel(i, j).sorts}
    node = put(formula.node, own)
    return type(formula)(node, {name: known[name] for name in free(node)})


def flips():
    """|S_1^perp| + .. + |S_n^perp|"""
    return sum_over(i, n, sum_over(r, m, indicator(conj(-R <= z(r, i, o), z(r, i, o) < R))))


def flips_say():
    many = flips() >= 2 * g_0 * m * n * R / delta
    return forall(z, Phi, g_0, n, m, R, delta)(
        given(
            density(t), forall(r, i)(normal(z(r, i, o))), R > 0, delta > 0, n >= 1, m >= 1,
            integrable(Prob(o, many)),
        )
        >> conj(E(o, flips()) <= 2 * g_0 * m * n * R, Prob(o, many) <= delta)
    )  # fmt: skip


@claim(
    "relu2.lem-2.5",
    thesis("Lemma 2.5, equations (2.11), (2.12)"),
    says=flips_say,
    uses=("relu2.lem-2.2.anticoncentration", "book.mean-of-sum", "book.markov"),
)
def few_flippable(judge):
    """With probability at least 1 - delta fewer than C m n R/delta patterns can flip within R, C =
    2/sqrt(2 pi).

    For standard normal preactivations: their mean number is at most C m n R, and Markov's
    inequality.
    """
    k = judge.theorem()
    *law, laws, R_pos, d_pos, one, wide, measurable = k.given
    event = conj(-R <= z(r, i, o), z(r, i, o) < R)
    row_mean = mean_of_flips(k, z(r, i, o), k.at(laws, r, i), law, R_pos)
    row = sum_over(r, m, indicator(event))
    has_row = k.for_all(k.arith(integrable(E(o, row)), row_mean), i)
    outer = k.apply(k.by("book.mean-of-sum", Lambda((i, o), row), n), has_row)
    bound = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(o, row)) <= q * (m * (2 * R * g_0)), [E(o, row)],
        row_mean, defined=[has_row],
    )  # fmt: skip
    mean = k.arith(E(o, flips()) <= 2 * g_0 * m * n * R, outer, bound)
    never = by_terms(k, r, m, lambda q: sum_over(r, q, indicator(event)) >= 0, [indicator(event)],
                     k.indicator_range(event))  # fmt: skip
    never = by_terms(k, i, n, lambda q: sum_over(i, q, row) >= 0, [row], never)
    many = 2 * g_0 * m * n * R
    total = k.arith(many > 0, R_pos, one, wide, law[0])
    return k.qed(
        k.both(mean, rarely_large(k, flips(), many, never, mean, total, d_pos, measurable))
    )


@few_flippable.mutant
def half_of_the_threshold(judge):
    """P(flips >= C m n R/(2 delta)) <= delta. For n = m = 1 and C R <= 2 delta this says that P(-R
    <= z < R) is at most delta; it is at least 2 g_0 (R - R^3/6).
    """
    values = {"R": "1/2", "delta": "1/4", "g_0": "3989/10000"}
    few = given(R > 0, delta > 0, g_0 > "3988/10000", g_0 * R <= delta)
    return falsify(
        forall(R, delta, g_0)(few >> (2 * g_0 * (R - R**3 / 6) <= delta)),
        hints=[{"values": values}],
    )


def rarely_large(k, value, M, never, mean, positive, d_pos, measurable, delta=delta):
    """P(value >= M/delta) <= delta by Markov's inequality: `never` is value >= 0, `mean` is
    E(value) <= M, `positive` is M > 0, `d_pos` is delta > 0.
    """
    level = M / delta
    has_d, has = k.arith(delta != 0, d_pos), k.arith(integrable(E(o, value)), mean)
    markov = k.by("book.markov", Lambda((o,), value), level, defined=[has_d])
    A, P, B, D = reals("A P B D")
    above = k.lemma(forall(A, D)(given(A > 0, D > 0) >> (A / D > 0)), M, delta)
    above = k.use(above, positive, d_pos)
    tail = k.use(markov, k.for_all(never, o), above, has, measurable)
    rule = k.lemma(
        forall(A, P, B, D)(
            given(P <= A / (B / D), A <= B, B > 0, D > 0) >> (P <= D)
        ),
        E(o, value), Prob(o, value >= level), M, delta, defined=[has, measurable],
    )  # fmt: skip
    tail = k.arith(rule.formula.left.part(0), tail, d_pos, positive)
    return k.use(rule, tail, mean, positive, d_pos)


def unless(k, bad, good, has, measured, holds):
    """P(good) >= 1 - P(bad_1) - P(bad_2) - .., where `has` are steps that these have values and
    `measured` that P(good) has; `holds` is good, from "not bad" of all of them.
    """
    rest, total, parts = term(1), term(1), []
    for event, step in zip(bad, has):
        rest, total = rest - indicator(event), total - Prob(o, event)
        parts.append((-1, indicator(event), step))
    goal = rest <= indicator(good)
    ranges = [k.indicator_range(each) for each in (*bad, good)]
    none = [k.indicator(each, False, k.assume(~each)) for each in bad]
    step = k.arith(goal, k.indicator(good, True, holds), *none)
    for each in bad:
        happens = k.arith(goal, k.indicator(each, True, k.assume(each)), *ranges)
        step = k.cases(k.excluded_middle(each), happens, step)
    return k.arith(Prob(o, good) >= total, *from_below(k, o, step, parts, measured))


def complement(k, event, likely):
    """P(not event) == 1 - P(event), where `likely` is a relation about P(event)."""
    one, has = k.mean_of_constant(o, term(1)), k.arith(integrable(Prob(o, event)), likely)
    yes, no = k.assume(event), k.assume(~event)
    never = k.negate(k.absurd(yes, no, term(0) < 0), ~event)
    same = indicator(~event) == 1 - indicator(event)
    same = k.cases(
        k.excluded_middle(event),
        k.arith(same, k.indicator(event, True, yes), k.indicator(~event, False, never)),
        k.arith(same, k.indicator(event, False, no), k.indicator(~event, True, no)),
    )
    parts = [(1, 1, k.arith(integrable(E(o, term(1))), one)), (-1, indicator(event), has)]
    mean = mean_of_combination(k, o, indicator(~event), parts, same)
    return k.arith(Prob(o, ~event) == 1 - Prob(o, event), mean, one)
