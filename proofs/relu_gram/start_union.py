"""Lemma 2.1 by Hoeffding's inequality: all entries at once. The notation and the
hypotheses are those of `start_entries`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
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
    reals,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import same_probability

from . import thesis
from .network import b, delta, i, j, m, n, width
from .start import o, z
from .start_entries import (
    deviation,
    entries,
    entry_is_near,
    law,
    measurable,
    proof,
)
from .start_gram import K, P, difference

SETTING = (z, K, P, b, n, m)


def substitution_says(factor=1):
    each = delta / n**2
    return forall(n, m, delta)(
        given(n >= 1, m >= 1, delta > 0, delta <= 1)
        >> conj(
            n**2 * each == (delta if factor == 1 else factor * delta),
            2 * sqrt(log(n**2 / delta) / m) <= 4 * sqrt(log(n / delta) / m),
        )
    )


@claim(
    "relu2.lem-2.1.union.substitution-amended",
    thesis(proof),
    says=substitution_says,
    amends="relu2.lem-2.1.union.substitution",
    instance={"values": {"n": "1", "m": "1", "delta": "1/2"}},
)
def substitution_amended(judge):
    """The substitution delta' = delta/n^2 is the one that leads to the next display: n^2 delta' =
    delta, and 2 sqrt(log(n^2/delta)/m) <= 4 sqrt(log(n/delta)/m).
    """
    k = judge.theorem()
    one, many, d_pos, d_less = k.given
    A, B, D = reals("A B D")
    first = k.lemma(forall(A, D)((A >= 1) >> (A**2 * (D / A**2) == D)), n, delta)
    first = k.use(first, one)
    logs = k.lemma(
        forall(A, D)(
            given(A >= 1, D > 0, D <= 1)
            >> conj(log(A**2 / D) <= 4 * log(A / D), log(A / D) >= 0, log(A**2 / D) >= 0)
        ),
        n, delta,
    )  # fmt: skip
    logs = k.use(logs, one, d_pos, d_less)
    roots = k.lemma(
        forall(A, B, D)(
            given(A <= 4 * B, A >= 0, D >= 1) >> (2 * sqrt(A / D) <= 4 * sqrt(B / D))
        ),
        log(n**2 / delta), log(n / delta), m,
        defined=[
            k.arith(delta != 0, d_pos), k.arith(n / delta > 0, one, d_pos),
            k.arith(n**2 / delta > 0, one, d_pos),
        ],
    )  # fmt: skip
    return k.qed(k.both(first, k.use(roots, logs, many)))


@substitution_amended.mutant
def a_union_of_half_the_size(judge):
    return falsify(substitution_says(factor=2), hints=[
        {"values": {"n": "1", "m": "1", "delta": "1/2"}}])  # fmt: skip


def all_entries(level):
    return forall(i, j)(conj(i < n, j < n) >> (abs(difference(i, j)) <= level))


def positive_indicator(k, event, step):
    """indicator(event) > 0 from the event."""
    return k.arith(indicator(event) > 0, k.indicator(event, True, step))


def of_indicator(k, event, has):
    """P(indicator(event) > 0) == P(event)"""
    made = indicator(event) > 0
    into = positive_indicator(k, event, k.assume(event))
    out = k.arith(~made, k.indicator(event, False, k.assume(~event)))
    return same_probability(k, event, made, has, into, out, o)


def union(k, laws, level, above, count, total, good, measured, well, *, defined=()):
    """P(good) >= 1 - total * 2 exp(-2 m level^2), for a level > 0 (`above`), by Hoeffding for the
    pairs i < n, j < count(i), whose counts add up to `total`; `well` is the event `good`, from the
    hypothesis that no share of these pairs is `level` away from its mean.
    """
    far = abs(deviation(i, j)) >= level
    shares = k.use(k.by("relu2.lem-2.1.hoeffding.mean", z, P, b, m), *laws)
    tail = k.use(k.at(shares, i, j, level, defined=defined), above)
    return none_of(k, far, tail, count, total, good, measured, well, defined=defined)


def none_of(k, far, tail, count, total, good, measured, well, *, defined=()):
    """P(good) >= 1 - total * rare from P(far) <= rare, which is `tail`, for the pairs i < n, j <
    count(i); `well` is `good`, from the hypothesis that none of them is far.
    """
    rare = tail.sides[1]
    has = k.arith(integrable(Prob(o, far)), tail)
    turned = of_indicator(k, far, has)
    inside, some = conj(i < n, j < count(i)), indicator(far) > 0
    every = k.for_all(k.arith(integrable(Prob(o, some)), turned), i, j)
    each = k.arith(Prob(o, some) <= rare, turned, tail)
    each = k.for_all(k.discharge(each, inside), i, j)
    none = k.assume(forall(i, j)(inside >> ~some))
    clear = k.apply(k.at(none, i, j), k.assume(inside))
    yes = positive_indicator(k, far, k.assume(far))
    clear = k.negate(k.absurd(yes, clear, term(0) < 0), far)
    clear = k.for_all(k.discharge(clear, inside), i, j)
    fine = k.apply(k.discharge(well, clear.formula), clear)
    fine = positive_indicator(k, good, fine)
    fine = k.for_all(k.discharge(fine, none.formula), o)
    same = of_indicator(k, good, measured)
    there = k.arith(integrable(Prob(o, indicator(good) > 0)), same)
    lemma = k.by(
        "book.union-of-pairs", Lambda((i, j, o), indicator(far)), Lambda((o,), indicator(good)),
        Lambda((i,), term(count(i))), n, rare, defined=[*defined, tail],
    )  # fmt: skip
    end = k.apply(lemma, k.both(every, each, fine, there))
    p = reals("p")
    bodies = [count(i) * p]
    added = by_terms(k, i, n, lambda q: sum_over(i, q, bodies[0]) == total(q) * p, bodies)
    added = k.at(k.for_all(added, p), rare, defined=[*defined, tail])
    return k.arith(Prob(o, good) >= 1 - total(n) * rare, end, same, added, *defined)


def union_says(least=2):
    level = 4 * sqrt(log(n / delta) / m)
    rare = 2 * n**2 * (delta / n) ** 32
    return forall(*SETTING, delta)(
        given(
            width(), law(), measurable(), entries(), n >= 1, delta > 0, delta < 1,
            disj(n >= least, delta <= "97/100"), integrable(Prob(o, all_entries(level))),
        )
        >> conj(
            n**2 * (2 * exp(-32 * log(n / delta))) == rare,
            rare <= delta,
            Prob(o, all_entries(level)) >= 1 - rare,
        )
    )  # fmt: skip


@claim(
    "relu2.lem-2.1.union-amended",
    thesis(proof),
    says=union_says,
    amends="relu2.lem-2.1.union",
    uses=("relu2.lem-2.1.hoeffding.mean", "book.union-of-pairs"),
)
def union_amended(judge):
    """The printed bound of all entries holds for n >= 2 or delta <= 97/100: all are within
    4 sqrt(log(n/delta)/m) of their means with probability at least 1 - delta.

    At least 1 - n^2 2 exp(-32 log(n/delta)) = 1 - 2 n^2 (delta/n)^32 >= 1 - delta.
    """
    k = judge.theorem()
    scale, square, *_ = k.given
    laws, (_, small, one, d_pos, d_less, wide, measured) = k.given[:5], k.given[5:]
    level = 4 * sqrt(log(n / delta) / m)
    many = k.arith(m >= 1, square, scale)
    size = k.arith(log(n / delta) > 0, one, d_pos, d_less)
    inside = k.arith(log(n / delta) / m > 0, size, many, d_pos)
    defined = [
        inside, size, d_pos, one, k.arith(log(n / delta) / m >= 0, inside),
        k.arith(m != 0, many), k.arith(delta != 0, d_pos), k.arith(n / delta > 0, one, d_pos),
        k.arith(n != 0, one),
    ]  # fmt: skip
    A, B, D, W = reals("A B D W")
    rare = 2 * n**2 * (delta / n) ** 32
    # the sizes
    power = k.lemma(
        forall(A, D)(
            given(A >= 1, D > 0)
            >> (A**2 * (2 * exp(-32 * log(A / D))) == 2 * A**2 * (D / A) ** 32)
        ),
        n, delta,
    )  # fmt: skip
    power = k.use(power, one, d_pos)
    ratio = k.lemma(
        forall(A, D)(given(A >= 2, D > 0, D < 1) >> conj(D / A >= 0, D / A <= "1/2")), n, delta
    )
    half = k.use(ratio, k.assume(n >= 2), d_pos, d_less)
    tiny = k.lemma(forall(A)(given(A >= 0, A <= "1/2") >> (A**30 <= "1/2")), delta / n,
                   defined=defined)  # fmt: skip
    tiny = k.use(tiny, half)
    split = k.lemma(
        forall(A, D)((A >= 1) >> (2 * A**2 * (D / A) ** 32 == 2 * D**2 * (D / A) ** 30)), n, delta
    )
    split = k.use(split, one)
    rule = k.lemma(
        forall(D, W)(given(D > 0, D < 1, W <= "1/2") >> (2 * D**2 * W <= D)),
        delta, (delta / n) ** 30, defined=defined,
    )  # fmt: skip
    at_two = k.arith(rare <= delta, split, k.use(rule, d_pos, d_less, tiny), *defined)
    single = k.lemma(forall(D)(given(D > 0, D <= "97/100") >> (2 * D**32 <= D)), delta)
    plain = k.lemma(forall(A, D)((A == 1) >> (2 * A**2 * (D / A) ** 32 == 2 * D**32)), n, delta)
    cover = k.arith((n >= 2) | conj(n == 1, delta <= "97/100"), wide, one)
    own = k.assume(conj(n == 1, delta <= "97/100"))
    at_one = k.arith(
        rare <= delta, k.use(single, own, d_pos), k.use(plain, own), k.arith(n != 0, one)
    )
    second = k.cases(cover, at_two, at_one)
    # the event
    good = all_entries(level)
    clear = k.assume(forall(i, j)(conj(i < n, j < n) >> ~(abs(deviation(i, j)) >= level)))
    pair = k.assume(conj(i < n, j < n))
    held = entry_is_near(k, level, k.apply(k.at(small, i, j), pair), square, defined)
    held = k.apply(
        k.discharge(held, ~(abs(deviation(i, j)) >= level)), k.apply(k.at(clear, i, j), pair)
    )
    well = k.for_all(k.discharge(held, pair.formula), i, j)
    likely = union(
        k, laws, level, k.arith(level > 0, *defined), lambda i: n, lambda q: q * n, good, measured,
        well, defined=defined,
    )  # fmt: skip
    exponent = k.lemma(
        forall(A, B)(given(A > 0, B >= 1) >> (-2 * B * (4 * sqrt(A / B)) ** 2 == -32 * A)),
        log(n / delta), m, defined=defined,
    )  # fmt: skip
    exponent = k.use(exponent, size, many)
    bound = Prob(o, good) >= 1 - n * n * (2 * exp(-32 * log(n / delta)))
    likely = k.rewrite(exponent, likely, bound)
    third = k.arith(k.target.part(2), likely, power, *defined)
    return k.qed(k.both(power, second, third))


@union_amended.mutant
def one_input_and_every_delta(judge):
    """2 delta^32 <= delta for every delta < 1."""
    return falsify(
        forall(delta)(given(delta > 0, delta < 1) >> (2 * delta**32 <= delta)),
        hints=[{"values": {"delta": "99/100"}}],
    )
