"""Lemma 2.1 by Hoeffding's inequality, for all sizes: every entry of H(0) is close to its limit.
The notation is that of `start_gram`.

The law of the start enters as the probability P_inf(i, j) that a neuron is active at both inputs,
and as the product rule for the means that are used; the events are assumed to be measurable. Of K =
X X^T, for unit inputs, it is used that it is symmetric and that its entries are at most 1.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    disj,
    exp,
    forall,
    given,
    indicator,
    integrable,
    log,
    mean_of_combination,
    nats,
    randoms,
    reals,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import same_probability

from . import thesis
from .network import b, delta, i, j, m, n, r, width
from .start import o, unless, z
from .start_gram import K, P, active, both, difference

proof = "Section 2.6, proof of Lemma 2.1"
p, s, t = reals("p s t")
q = nats("q")
X = randoms("X")


def bernoulli_says(eighth=8):
    value = E(o, exp(s * (X(o) - p)))
    binary = forall(o)(disj(X(o) == 0, X(o) == 1))
    return forall(X, p)(
        given(binary, E(o, X(o)) == p)
        >> conj(
            forall(s)(log(value) <= s**2 / eighth),
            forall(s, t)(s**2 / eighth - s * t >= -2 * t**2),
            forall(t)((4 * t) ** 2 / eighth - 4 * t * t == -2 * t**2),
        )
    )


@claim(
    "relu2.lem-2.1.hoeffding.lemma",
    thesis(proof),
    says=bernoulli_says,
    uses=("book.two-points",),
    instance={"values": {"p": "1"}, "functions": {"X": {"table": ["1"]}}, "weights": ["1"]},
)
def hoeffding_lemma(judge):
    """Hoeffding's lemma for indicators, log E exp(s (X - p)) <= s^2/8 for X = 0 or 1 with the mean
    p; and the exponent s^2/8 - s t is least at s = 4 t, where it is -2 t^2.
    """
    k = judge.theorem()
    binary, mean = k.given
    known = k.at(binary, o)
    has = k.arith(integrable(E(o, X(o))), mean)
    one = k.mean_of_constant(o, term(1))
    none = k.mean_of_constant(o, term(0))
    has_one, has_none = (
        k.arith(integrable(E(o, term(value))), step) for value, step in ((1, one), (0, none))
    )
    low, high = (k.for_all(k.arith(each, known), o) for each in (term(0) <= X(o), X(o) <= term(1)))
    low = k.arith(p >= 0, k.mean_is_monotone(low, has_none, has), none, mean)
    high = k.arith(p <= 1, k.mean_is_monotone(high, has, has_one), one, mean)
    body = exp(s * (X(o) - p))
    A, B, C, D = reals("A B C D")
    factor = k.lemma(forall(A, p, s)(exp(s * (A - p)) == exp(-s * p) * exp(s * A)), X(o), p, s)

    def at(value, power):
        here = k.assume(X(o) == value)
        grown = k.rewrite(here, k.arith(exp(s * term(value)) == power), exp(s * X(o)) == power)
        line = body == exp(-s * p) * (exp(s) - 1) * X(o) + exp(-s * p) * 1
        return k.arith(line, factor, grown, here)

    at_0, at_1 = at(0, 1), at(1, exp(s))
    line = k.cases(known, at_0, at_1)
    scale = exp(-s * p)
    total = mean_of_combination(
        k, o, body, [(scale * (exp(s) - 1), X(o), has), (scale, 1, has_one)], line
    )
    value = E(o, body)
    exact = k.arith(value == scale * (1 - p + p * exp(s)), total, mean, one)
    bound = k.use(k.by("book.two-points", p, s), low, high)
    rule = k.lemma(
        forall(A, B, C, D)(given(A == B * C, C <= D, B > 0) >> (A <= B * D)),
        value, scale, 1 - p + p * exp(s), exp(p * s + s**2 / 8), defined=[total],
    )  # fmt: skip
    small = k.use(rule, exact, bound, k.arith(scale > 0))
    whole = k.arith(scale * exp(p * s + s**2 / 8) == exp(s**2 / 8))
    small = k.arith(value <= exp(s**2 / 8), small, whole)
    weight = k.lemma(forall(p, A)(given(p >= 0, p <= 1, A > 0) >> (1 - p + p * A > 0)), p, exp(s))
    weight = k.use(weight, low, high, k.arith(exp(s) > 0))
    positive = k.lemma(
        forall(A, B, C)(given(A == B * C, B > 0, C > 0) >> (A > 0)),
        value, scale, 1 - p + p * exp(s), defined=[total],
    )  # fmt: skip
    positive = k.use(positive, exact, k.arith(scale > 0), weight)
    rule = k.lemma(
        forall(A, B)(given(A > 0, A <= exp(B)) >> (log(A) <= B)), value, s**2 / 8, defined=[total]
    )
    first = k.for_all(k.use(rule, positive, small), s)
    second = k.for_all(k.arith(s**2 / 8 - s * t >= -2 * t**2), s, t)
    third = k.for_all(k.arith((4 * t) ** 2 / 8 - 4 * t * t == -2 * t**2), t)
    return k.qed(k.both(first, second, third))


@hoeffding_lemma.mutant
def a_sixteenth(judge):
    """s^2/16, at p = 1/2 and s = 1: cosh(1/2) <= exp(1/16)."""
    return falsify(
        forall(s)((exp(s / 2) + exp(-s / 2)) / 2 <= exp(s**2 / 16)),
        hints=[{"values": {"s": "1"}}],
    )


def deviation(i, j):
    """The share of the neurons that are active at both inputs, less its mean."""
    return b**2 * sum_over(r, m, active(r, i) * active(r, j)) - P(i, j)


def law():
    """All neurons have one law, and they are independent."""
    own = both(q)
    grown = exp(s * sum_over(r, q, both(r)))
    return conj(
        forall(r, i, j)(E(o, both(r)) == P(i, j)),
        forall(i, j, s, q)(E(o, grown * own) == E(o, grown) * E(o, own)),
    )


def counts():
    return sum_over(r, m, both(r) - P(i, j))


def measurable():
    tails = (counts() >= t, -counts() >= t)
    return forall(i, j, t)(conj(*(integrable(Prob(o, one)) for one in tails)))


SETTING = (z, P, b, m)


def mean_says(two=2):
    far = abs(deviation(i, j)) >= t
    return forall(*SETTING)(
        given(width(), law(), measurable())
        >> forall(i, j, t)((t > 0) >> (Prob(o, far) <= 2 * exp(-two * m * t**2)))
    )


@claim(
    "relu2.lem-2.1.hoeffding.mean",
    thesis(proof),
    says=mean_says,
    uses=("book.hoeffding", "relu2.pattern"),
)
def hoeffding_for_the_share(judge):
    """Hoeffding's inequality for the share of the neurons active at two inputs: it is at least t
    away from its mean P_inf(i, j) with probability at most 2 exp(-2 m t^2).
    """
    k = judge.theorem()
    scale, square, same, product, known = k.given
    positive = k.assume(t > 0)
    many = k.arith(m >= 1, square, scale)
    patterns = [k.by("relu2.pattern", z(r, one, o)) for one in (i, j)]
    A, B, C, D = reals("A B C D")
    unit = k.lemma(
        forall(A, B)(
            given(A >= 0, A <= 1, B >= 0, B <= 1) >> conj(A * B >= 0, A * B <= 1)
        ),
        *(indicator(z(r, one, o) >= 0) for one in (i, j)),
    )  # fmt: skip
    unit = k.for_all(k.use(unit, *patterns), r, o)
    lemma = k.by("book.hoeffding", Lambda((r, o), both(r)), Lambda((r,), P(i, j)), m, m * t)
    means = k.for_all(k.at(same, r, i, j), r)
    rule = k.for_all(k.at(product, i, j, s, q), s, q)
    ends = k.split(k.at(known, i, j, m * t))
    tails = k.use(lemma, unit, means, rule, k.arith(m * t > 0, many, positive), many, *ends)
    tail = k.part(tails, 2)
    far, event = abs(deviation(i, j)) >= t, abs(counts()) >= m * t
    split = by_terms(
        k, r, m,
        lambda u: sum_over(r, u, both(r) - P(i, j)) == sum_over(r, u, both(r)) - u * P(i, j),
        [both(r) - P(i, j), both(r)],
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, D, b, t)(
            given(b**2 * D == 1, C == A - D * B, D >= 1)
            >> conj(
                (abs(C) >= D * t) >> (abs(b**2 * A - B) >= t),
                (abs(b**2 * A - B) >= t) >> (abs(C) >= D * t),
            )
        ),
        sum_over(r, m, both(r)), P(i, j), counts(), m, b, t,
    )  # fmt: skip
    turn = k.use(rule, square, split, many)
    wrong = k.absurd(k.apply(k.part(turn, 1), k.assume(far)), k.assume(~event), term(0) < 0)
    into, out = k.apply(k.part(turn, 0), k.assume(event)), k.negate(wrong, far)
    there = k.arith(integrable(Prob(o, event)), tail)
    moved = same_probability(k, event, far, there, into, out, o)
    power = k.lemma(forall(A, t)((A >= 1) >> (-2 * (A * t) ** 2 / A == -2 * A * t**2)), m, t)
    power = k.use(power, many)
    level = 2 * exp(-2 * m * t**2)
    tail = k.rewrite(power, tail, Prob(o, event) <= level)
    end = k.arith(Prob(o, far) <= level, tail, moved)
    return k.qed(k.for_all(k.discharge(end, t > 0), i, j, t))


@hoeffding_for_the_share.mutant
def exponent_six(judge):
    """2 exp(-6 m t^2): one neuron, P_inf = 1/2, is 1/2 away for sure."""
    return falsify(forall(t)((t == "1/2") >> (2 * exp(-6 * t**2) >= 1)))


def entries():
    """K is symmetric, with entries of modulus at most 1."""
    small = forall(i, j)(conj(i < n, j < n) >> (abs(K(i, j)) <= 1))
    return conj(forall(i, j)(K(i, j) == K(j, i)), small)


def entry_says(top="9/10"):
    level = 2 * sqrt(log(1 / delta) / m)
    bound, near = 2 * exp(-2 * m * level**2), abs(difference(i, j)) <= level
    return forall(z, K, P, b, m, i, j)(
        given(width(), law(), measurable(), abs(K(i, j)) <= 1)
        >> forall(delta)(
            given(delta > 0, delta <= top, integrable(Prob(o, near)))
            >> conj(
                bound == 2 * delta**8, 2 * delta**8 <= delta, Prob(o, near) >= 1 - bound,
            )
        )
    )  # fmt: skip


def entry_is_near(k, level, small, square, defined=()):
    """|H_ij - H_inf_ij| <= level from "not |share - P_inf| >= level" and |K_ij| <= 1."""
    A, B, C = reals("A B C")
    rule = k.lemma(
        forall(A, B, C, b, t)(
            given(abs(C) <= 1, ~(abs(b**2 * A - B) >= t)) >> (abs(b**2 * C * A - C * B) <= t)
        ),
        sum_over(r, m, both(r)), P(i, j), K(i, j), b, level, defined=defined,
    )  # fmt: skip
    return k.use(rule, small, k.assume(~(abs(deviation(i, j)) >= level)))


@claim(
    "relu2.lem-2.1.hoeffding-amended",
    thesis(proof),
    says=entry_says,
    amends="relu2.lem-2.1.hoeffding",
    uses=("relu2.lem-2.1.hoeffding.mean",),
)
def hoeffding_amended(judge):
    """The printed entrywise bound holds for delta' <= 9/10: an entry is within t of its mean with
    probability at least 1 - 2 exp(-2 m t^2), and 2 exp(-2 m t^2) = 2 delta'^8 <= delta'.

    t = 2 sqrt(log(1/delta')/m).
    """
    k = judge.theorem()
    *laws, small = k.given
    scale, square, *_ = laws
    known = k.assume(given(delta > 0, delta <= "9/10", integrable(Prob(
        o, abs(difference(i, j)) <= 2 * sqrt(log(1 / delta) / m)))))  # fmt: skip
    d_pos, d_less, measured = k.split(known)
    level = 2 * sqrt(log(1 / delta) / m)
    many = k.arith(m >= 1, square, scale)
    A, B, C, D = reals("A B C D")
    size = k.arith(log(1 / delta) > 0, d_pos, d_less)
    inside = k.arith(log(1 / delta) / m > 0, size, many, d_pos)
    defined = [
        inside, size, d_pos, k.arith(log(1 / delta) / m >= 0, inside), k.arith(m != 0, many),
        k.arith(delta != 0, d_pos), k.arith(1 / delta > 0, d_pos),
    ]  # fmt: skip
    lemma = k.use(k.by("relu2.lem-2.1.hoeffding.mean", z, P, b, m), *laws)
    lemma = k.at(lemma, i, j, level, defined=defined)
    tail = k.use(lemma, k.arith(level > 0, *defined))
    far, near = abs(deviation(i, j)) >= level, abs(difference(i, j)) <= level
    held = entry_is_near(k, level, small, square, defined)
    has = k.arith(integrable(Prob(o, far)), tail)
    likely = unless(k, [far], near, [has], measured, held)
    likely = k.arith(Prob(o, near) >= 1 - tail.sides[1], likely, tail)
    square_of = k.lemma(
        forall(A, B)(given(A > 0, B >= 1) >> (-2 * B * (2 * sqrt(A / B)) ** 2 == -8 * A)),
        log(1 / delta), m, defined=defined,
    )  # fmt: skip
    square_of = k.use(square_of, size, many)
    power = k.lemma(forall(delta)((delta > 0) >> (exp(-8 * log(1 / delta)) == delta**8)), delta)
    power = k.rewrite(square_of, k.use(power, d_pos), exp(-2 * m * level**2) == delta**8)
    first = k.arith(2 * exp(-2 * m * level**2) == 2 * delta**8, power, *defined)
    rule = k.lemma(
        forall(delta)(given(delta > 0, delta <= "9/10") >> (2 * delta**8 <= delta)), delta
    )
    second = k.use(rule, d_pos, d_less)
    end = k.both(first, second, likely)
    return k.qed(k.for_all(k.discharge(end, known.formula), delta))


@hoeffding_amended.mutant
def up_to_ten_elevenths(judge):
    """2 delta'^8 <= delta' for delta' <= 10/11."""
    return falsify(
        forall(delta)(given(delta > 0, delta <= "10/11") >> (2 * delta**8 <= delta)),
        hints=[{"values": {"delta": "10/11"}}],
    )
