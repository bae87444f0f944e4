"""The inequalities of Azuma and Hoeffding. Independence and the martingale property enter as the
product rule for the means that are used.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exists,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import from_below
from .moments import X, a, bounded, c, differences, i, m, mu, n, partial, s, squares, t, w


def tails(event, level):
    """Of the events "sum >= t", "-sum >= t", "|sum| >= t"."""
    return conj(*(Prob(w, one) <= size for one, size in zip(event, (level, level, 2 * level))))


def far(total):
    return total >= t, -total >= t, abs(total) >= t


def measurable(events):
    return conj(*(integrable(Prob(w, one)) for one in events[:2]))


v = reals("v")


def azuma_says(two=2):
    events = far(partial(n))
    return forall(X, a, c, n, t, v)(
        given(
            bounded(), forall(s)(differences(s)), t > 0, v > 0, squares(n) <= v, measurable(events)
        )
        >> tails(events, exp(-two * t**2 / v))
    )


@claim(
    "book.azuma",
    concentration("theorem 2.8"),
    says=azuma_says,
    uses=("book.bounded-differences", "book.chernoff"),
)
def azuma(judge):
    """The inequality of Azuma and Hoeffding: a sum of martingale differences is at least t with
    probability at most exp(-2 t^2/v), the same below, twice that for its modulus.

    The differences are in intervals of lengths c_i around 0, and c_1^2 + .. + c_n^2 <= v.
    """
    k = judge.theorem()
    ranges, bounds, martingale, positive, v_pos, less, *has = k.given
    nonzero = k.arith(v != 0, v_pos)
    total = partial(n)
    up, low, both = far(total)
    rate = 4 * t / v
    A, B, P, Q = reals("A B P Q")
    event = {1: up, -1: low}

    def tail(sign, measured):
        """P(sign S_n >= t) <= exp(-2 t^2/v)"""
        moments = k.by("book.bounded-differences", X, a, c, sign * s)
        moments = k.use(moments, ranges, bounds, k.at(martingale, sign * s))
        moment = k.at(moments, n)
        there = k.arith(integrable(moment.sides[0]), moment)
        signed = total if sign == 1 else -total
        turned = k.arith(exp(sign * s * total) == exp(s * signed))
        turned = k.mean_of_equal(k.for_all(turned, w), there)
        mean = E(w, exp(s * signed))
        has_mean = k.arith(integrable(mean), turned)
        steep = k.assume(s >= 0)
        bound = k.use(k.by("book.chernoff", Lambda((w,), signed), s, t), steep, has_mean, measured)
        power = exp((sign * s) ** 2 * squares(n) / 8)
        top = k.lemma(
            forall(A, B, s)(given(A <= B) >> (exp((sign * s) ** 2 * A / 8) <= exp(s**2 * B / 8))),
            squares(n), v, s,
        )  # fmt: skip
        top = k.use(top, less)
        rule = k.lemma(
            forall(A, B, P, Q)(given(P <= A * Q, A <= B, Q > 0) >> (P <= B * Q)),
            mean, exp(s**2 * v / 8), Prob(w, event[sign]), exp(-1 * s * t),
            defined=[has_mean, measured],
        )  # fmt: skip
        small = k.arith(mean <= exp(s**2 * v / 8), turned, moment, top, k.arith(power > 0))
        whole = k.arith(exp(s**2 * v / 8) * exp(-1 * s * t) == exp(s**2 * v / 8 - s * t))
        end = k.use(rule, bound, small, k.arith(exp(-1 * s * t) > 0))
        end = k.arith(Prob(w, event[sign]) <= exp(s**2 * v / 8 - s * t), end, whole)
        end = k.for_all(k.discharge(end, s >= 0), s)
        end = k.at(end, rate, defined=[nonzero])
        end = k.use(end, k.arith(rate >= 0, positive, v_pos))
        least = k.lemma(
            forall(t, v)((v > 0) >> ((4 * t / v) ** 2 * v / 8 - 4 * t / v * t == -2 * t**2 / v)),
            t, v,
        )  # fmt: skip
        least = k.use(least, v_pos)
        return k.rewrite(least, end, Prob(w, event[sign]) <= exp(-2 * t**2 / v))

    first, second = tail(1, has[0]), tail(-1, has[1])
    bits = [indicator(one) for one in (up, low, both)]
    sum_of = 1 * bits[0] + 1 * bits[1]

    def decided(*signs):
        """The three indicators, where each event is as `signs` say."""
        known = [k.assume(one if yes else ~one) for one, yes in zip((up, low), signs)]
        ones = [k.indicator(*each) for each in zip((up, low), signs, known)]
        if signs == (True, True):
            return k.arith(sum_of == bits[2], *known, positive)
        third = both if any(signs) else ~both
        third = k.indicator(both, any(signs), k.arith(third, *known))
        return k.arith(sum_of == bits[2], *ones, third)

    cases = [
        k.cases(k.excluded_middle(low), decided(yes, True), decided(yes, False))
        for yes in (True, False)
    ]
    same = k.for_all(k.cases(k.excluded_middle(up), *cases), w)
    added = k.mean_of_sum(w, 1, bits[0], 1, bits[1], *has)
    equal = k.mean_of_equal(same, k.arith(integrable(E(w, sum_of)), added))
    third = k.arith(Prob(w, both) <= 2 * exp(-2 * t**2 / v), equal, added, first, second, v_pos)
    return k.qed(k.both(first, second, third))


@azuma.mutant
def exponent_three(judge):
    """exp(-3 t^2/v): one random sign, v = 4, t = 1 has P(S >= 1) = 1/2 > exp(-3/4)."""
    return falsify(forall(t)(given(t > 0, t <= 1) >> (exp(-3 * t**2 / 4) >= "1/2")))


def independent(s):
    """E exp(s (X_0 + .. + X_(n - 1))) X_n is the product of the means."""
    grown = exp(s * partial(n))
    return forall(n)(E(w, grown * X(n, w)) == E(w, grown) * E(w, X(n, w)))


def centred(n):
    return partial(n, X(i, w) - mu(i))


def hoeffding_says(two=2):
    events = far(centred(n))
    return forall(X, mu, n, t)(
        given(
            forall(i, w)(conj(X(i, w) >= 0, X(i, w) <= 1)),
            forall(i)(E(w, X(i, w)) == mu(i)),
            forall(s)(independent(s)),
            t > 0,
            n >= 1,
            measurable(events),
        )
        >> tails(events, exp(-two * t**2 / n))
    )


@claim(
    "book.hoeffding",
    concentration("theorem 2.8"),
    says=hoeffding_says,
    uses=("book.azuma", "book.sum-constant"),
)
def hoeffding(judge):
    """Hoeffding's inequality: for independent X_i in [0, 1] with means mu_i the sum of X_i - mu_i
    is at least t with probability at most exp(-2 t^2/n), the same below, twice that for its
    modulus.

    Of the independence the product rule for exp(s (X_0 + .. + X_(i - 1))) and X_i is used.
    """
    k = judge.theorem()
    unit, means, product, positive, one, *has = k.given
    X_m, grown, moved = X(m, w), exp(s * partial(m)), exp(s * centred(m))
    none, whole = (k.mean_of_constant(w, term(value)) for value in (0, 1))
    mean = k.at(means, i)
    there = k.arith(integrable(E(w, X(i, w))), mean)
    here = k.at(unit, i, w)
    low, high = (k.for_all(k.arith(one_, here), w) for one_ in (term(0) <= X(i, w), X(i, w) <= 1))
    low = k.mean_is_monotone(low, k.arith(integrable(E(w, term(0))), none), there)
    high = k.mean_is_monotone(high, there, k.arith(integrable(E(w, term(1))), whole))
    range_of = k.arith(conj(term(1) > 0, mu(i) >= 0, mu(i) <= 1), low, high, none, whole, mean)
    range_of = k.for_all(range_of, i)
    shifted = X(i, w) - mu(i) + mu(i)
    bounds = k.for_all(k.arith(conj(shifted >= 0, shifted <= 1), here), i, w)
    # the product rule, centred
    A, B, C, M = reals("A B C M")
    shift = exp(-s * sum_over(i, m, mu(i)))
    split = by_terms(
        k, i, m,
        lambda q: partial(q, X(i, w) - mu(i)) == partial(q) - sum_over(i, q, mu(i)),
        [X(i, w) - mu(i), X(i, w), mu(i)],
    )  # fmt: skip
    factors = k.lemma(
        forall(A, B, s)(exp(s * (A - B)) == exp(-s * B) * exp(s * A)),
        partial(m), sum_over(i, m, mu(i)), s,
    )  # fmt: skip
    factors = k.rewrite(split, factors, moved == shift * grown)
    rule = k.at(k.at(product, s), m)
    has_grown = k.arith(integrable(E(w, grown)), rule)
    has_mixed = k.arith(integrable(E(w, grown * X_m)), rule)
    first = mean_of_combination(k, w, moved, [(shift, grown, has_grown)], factors)
    first = k.for_all(k.arith(integrable(E(w, moved)), first), m)
    body = moved * (X_m - mu(m))
    expand = k.lemma(
        forall(A, B, C, M)((A == B * C) >> (A * (X_m - M) == B * (C * X_m) + -(B * M) * C)),
        moved, shift, grown, mu(m),
    )  # fmt: skip
    expand = k.apply(expand, factors)
    second = mean_of_combination(
        k, w, body, [(shift, grown * X_m, has_mixed), (-(shift * mu(m)), grown, has_grown)], expand
    )
    rule_ = k.lemma(
        forall(A, B, C, M)((A == C * M) >> (B * A + -(B * M) * C == 0)),
        E(w, grown * X_m), shift, E(w, grown), mu(m), defined=[has_mixed, has_grown],
    )  # fmt: skip
    flat = k.use(rule_, k.arith(E(w, grown * X_m) == E(w, grown) * mu(m), rule, k.at(means, m)))
    second = k.for_all(k.arith(E(w, body) == 0, second, flat), m)
    martingale = k.for_all(k.both(first, second), s)
    lemma = k.by("book.azuma", Lambda((i, w), X(i, w) - mu(i)), mu, Lambda((i,), term(1)), n, t, n)
    count = k.by("book.sum-constant", term(1) ** 2, n)
    small = k.arith(sum_over(i, n, term(1) ** 2) <= n, count)
    return k.qed(
        k.use(lemma, range_of, bounds, martingale, positive, k.arith(n > 0, one), small, *has)
    )


@hoeffding.mutant
def exponent_six(judge):
    """exp(-6 t^2/n): one fair coin, t = 1/2 has P(X - 1/2 >= 1/2) = 1/2 > exp(-3/2)."""
    return falsify(forall(t)(given(t > 0, t <= "1/2") >> (exp(-6 * t**2) >= "1/2")))


Y = functions("Y", "nat", "nat", "sample")
Z = functions("Z", "sample")
g = functions("g", "nat", value="nat")
j = nats("j")
p = reals("p")


def pairs_say():
    one, all_is_well = Y(i, j, w) > 0, Z(w) > 0
    inside = conj(i < n, j < g(i))
    none = forall(i, j)(inside >> ~one)
    return forall(Y, Z, g, n, p)(
        given(
            forall(i, j)(integrable(Prob(w, one))),
            forall(i, j)(inside >> (Prob(w, one) <= p)),
            forall(w)(none >> all_is_well),
            integrable(Prob(w, all_is_well)),
        )
        >> (Prob(w, all_is_well) >= 1 - sum_over(i, n, g(i) * p))
    )


@claim(
    "book.union-of-pairs",
    concentration("section 2.1"),
    says=pairs_say,
    uses=("book.mean-of-sum", "book.term-below-sum"),
)
def any_of_many_pairs(judge):
    """The union bound for the events of pairs (i, j), i < n, j < g_i, each of probability at most
    p: what holds whenever none of them happens has probability at least 1 - p (g_0 + ..
    + g_(n - 1)).

    The events are Y(i, j, w) > 0 and Z(w) > 0: put in indicators.
    """
    k = judge.theorem()
    exist, each, well, measured = k.given
    one, bit = Y(i, j, w) > 0, indicator(Y(i, j, w) > 0)
    pair = conj(i < n, j < g(i))
    has = k.for_all(k.at(exist, i, j), j)
    row = sum_over(j, g(i), bit)
    total = sum_over(i, n, row)
    mean = k.apply(k.by("book.mean-of-sum", Lambda((j, w), bit), g(i)), has)
    known = k.apply(k.at(each, i, j), k.both(k.assume(i < n), k.assume(j < g(i))))
    small = by_terms(
        k, j, g(i), lambda q: sum_over(j, q, Prob(w, one)) <= q * p, [Prob(w, one)],
        known, defined=[has],
    )  # fmt: skip
    has_row = k.for_all(k.arith(integrable(E(w, row)), mean), i)
    row_small = k.arith(E(w, row) <= g(i) * p, mean, small)
    whole = k.apply(k.by("book.mean-of-sum", Lambda((i, w), row), n), has_row)
    added = by_terms(
        k, i, n, lambda q: sum_over(i, q, E(w, row)) <= sum_over(i, q, g(i) * p),
        [E(w, row), g(i) * p], row_small, defined=[has_row],
    )  # fmt: skip
    # one of them happens: the number of those that happen is at least 1
    never = k.part(k.indicator_range(one), 0)
    never_j = k.for_all(k.discharge(never, j < g(i)), j)
    row_low = by_terms(k, j, g(i), lambda q: sum_over(j, q, bit) >= 0, [bit], never)
    never_i = k.for_all(k.discharge(row_low, i < n), i)
    low = by_terms(k, i, n, lambda q: sum_over(i, q, row) >= 0, [row], row_low)
    good = Z(w) > 0
    goal = 1 - total <= indicator(good)
    here = k.assume(conj(i < n, j < g(i), one))
    hit = k.indicator(one, True, k.part(here, 2))
    inner = k.by("book.term-below-sum", Lambda((j,), bit), g(i), j)
    inner = k.apply(inner, k.both(k.part(here, 1), never_j))
    outer = k.by("book.term-below-sum", Lambda((i,), row), n, i)
    outer = k.apply(outer, k.both(k.part(here, 0), never_i))
    found = k.arith(goal, hit, inner, outer, k.indicator_range(good))
    some = exists(i, j)(conj(i < n, j < g(i), one))
    rest = exists(j)(conj(i < n, j < g(i), one))
    found = k.obtain(k.assume(some), k.obtain(k.assume(rest), found, j), i)
    inside, happens = k.assume(pair), k.assume(one)
    wrong = k.exhibit(rest, j, k.both(*k.split(inside), happens))
    wrong = k.absurd(k.exhibit(some, i, wrong), k.assume(~some), term(0) < 0)
    none = k.for_all(k.discharge(k.negate(wrong, one), pair), i, j)
    fine = k.indicator(good, True, k.apply(k.at(well, w), none))
    pointwise = k.cases(k.excluded_middle(some), found, k.arith(goal, fine, low))
    parts = [(-1, total, k.arith(integrable(E(w, total)), whole))]
    bound = from_below(k, w, pointwise, parts, measured)
    return k.qed(k.arith(k.target, *bound, whole, added))


@any_of_many_pairs.mutant
def half_of_the_bound(judge):
    """One event of probability p: it does not happen with probability 1 - p/2."""
    return falsify(forall(p)(given(p > 0, p <= 1) >> (1 - p >= 1 - p / 2)))
