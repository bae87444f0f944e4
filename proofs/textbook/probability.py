"""Tail bounds from the expectation as a monotone linear functional."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    exists,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    nats,
    randoms,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import from_below, rarely, w

a, c, s = reals("a c s")
i, n = nats("i n")
X = randoms("X")
Y = functions("Y", "nat", "sample")


def markov(factor=1):
    above = X(w) >= a
    return forall(X, a)(
        given(forall(w)(X(w) >= 0), a > 0, integrable(E(w, X(w))), integrable(Prob(w, above)))
        >> (factor * Prob(w, above) <= E(w, X(w)) / a)
    )


@claim("book.markov", concentration("section 2.1"), says=markov)
def tail_by_the_mean(judge, factor=1):
    """Markov's inequality: P(X >= a) <= E X / a for X >= 0 and a > 0."""
    k = judge.theorem()
    nonnegative, positive, mean, event = k.given
    above = X(w) >= a
    hit, missed = k.assume(above), k.assume(~above)
    one, zero = k.indicator(above, True, hit), k.indicator(above, False, missed)
    scaled = a * indicator(above) + 0 * indicator(above)
    pointwise = k.cases(
        k.excluded_middle(above),
        k.arith(scaled <= X(w), one, hit),
        k.arith(scaled <= X(w), zero, missed, k.at(nonnegative, w)),
    )
    total = k.mean_of_sum(w, a, indicator(above), 0, indicator(above), event, event)
    there = k.arith(integrable(E(w, scaled)), total)
    smaller = k.mean_is_monotone(k.for_all(pointwise, w), there, mean)
    return k.qed(k.arith(factor * Prob(w, above) <= E(w, X(w)) / a, smaller, total, positive))


tail_by_the_mean.mutant("half the bound", factor=2)


def chebyshev(factor=1):
    far = (X(w) - c) ** 2 >= a**2
    square = E(w, (X(w) - c) ** 2)
    return forall(X, c, a)(
        given(a > 0, integrable(square), integrable(Prob(w, far)))
        >> (factor * Prob(w, far) <= square / a**2)
    )


@claim("book.chebyshev", concentration("section 2.1"), says=chebyshev, uses=("book.markov",))
def tail_by_the_variance(judge, factor=1):
    """Chebyshev's inequality: P(|X - c| >= a) <= E (X - c)^2 / a^2, with c = E X the variance."""
    k = judge.theorem()
    positive, square, event = k.given
    distance = (X(w) - c) ** 2
    lemma = k.by("book.markov", Lambda((w,), distance), a**2)
    never = k.for_all(k.arith(distance >= 0), w)
    bound = k.apply(lemma, never, k.arith(a**2 > 0, positive), square, event)
    return k.qed(k.arith(k.target, bound) if factor != 1 else bound)


tail_by_the_variance.mutant("half the bound", factor=2)


def chernoff(rate=1):
    above = X(w) >= a
    moment = E(w, exp(s * X(w)))
    return forall(X, s, a)(
        given(s >= 0, integrable(moment), integrable(Prob(w, above)))
        >> (Prob(w, above) <= moment * exp(-rate * s * a))
    )


@claim("book.chernoff", concentration("section 2.2"), says=chernoff)
def tail_by_the_moment_generating_function(judge, rate=1):
    """Chernoff's bound: P(X >= a) <= E exp(s X) exp(-s a) for every s >= 0."""
    k = judge.theorem()
    positive, moment, event = k.given
    above, x = X(w) >= a, reals("x")
    larger = forall(x, s, a)(given(s >= 0, x >= a) >> (exp(-s * a) * exp(s * x) >= 1))
    larger = k.use(k.lemma(larger, X(w), s, a), positive, k.assume(above))
    end = rarely(k, above, event, exp(-s * a), exp(s * X(w)), moment, larger)
    return k.qed(k.arith(k.target, end))


tail_by_the_moment_generating_function.mutant("exp(-2 s a)", rate=2)


def union(factor=1):
    one = Y(i, w) > 0
    some = exists(i)((i < n) & one)
    return forall(Y, n)(
        given(forall(i)(integrable(Prob(w, one))), forall(n)(integrable(Prob(w, some))))
        >> (factor * Prob(w, some) <= sum_over(i, n, Prob(w, one)))
    )


@claim(
    "book.union-bound",
    concentration("section 2.1"),
    says=union,
    instance={
        "values": {"n": "1"},
        "functions": {"Y": {"of": ["i", "w"], "is": "1"}},
        "weights": ["1"],
    },
)
def any_of_many_events(judge, factor=1):
    """The union bound: the probability that one of n events happens is at most the sum of theirs.

    The i-th event is Y(i, w) > 0: put in the indicator of any event for Y(i, .).
    """
    k = judge.theorem()
    each, any_of = k.given
    one, some = Y(i, w) > 0, exists(i)((i < n) & (Y(i, w) > 0))
    here = factor * Prob(w, some) <= sum_over(i, n, Prob(w, one))
    none, more, last = some.put(n, 0), some.put(n, n + 1), one.put(i, n)

    def below(event, bound, if_it_happens):
        """indicator(event) <= bound for every w, where bound >= 0 is known."""
        missed = k.indicator(event, False, k.assume(~event))
        low = [k.indicator_range(some), k.indicator_range(last)]
        other = k.arith(indicator(event) <= bound, missed, *low)
        return k.for_all(k.cases(k.excluded_middle(event), if_it_happens, other), w)

    r = nats("r")
    impossible = k.part(k.assume((r < 0) & one.put(i, r)), 0)
    never = k.absurd(impossible, k.arith(~(r < 0)), indicator(none) <= 0)
    zero = k.mean_of_constant(w, 0)
    empty = below(none, 0, k.obtain(k.assume(none), never, r))
    start = k.mean_is_monotone(empty, k.at(any_of, 0), k.arith(integrable(E(w, 0)), zero))
    base = k.arith(here.put(n, 0), start, zero, k.sum_empty(i, Prob(w, one)))

    parts = 1 * indicator(some) + 1 * indicator(last)
    inside = k.assume((r < n + 1) & one.put(i, r))
    range_of = [k.indicator_range(one) for one in (some, last, more)]
    before, now = k.assume(r < n), k.assume(r == n)
    found = k.exhibit(some, r, k.both(before, k.part(inside, 1)))
    reached = k.unfold(now, k.part(inside, 1))
    goal = indicator(more) <= parts
    either = k.cases(
        k.arith((r < n) | (r == n), inside),
        k.arith(goal, k.indicator(some, True, found), *range_of),
        k.arith(goal, k.indicator(last, True, reached), *range_of),
    )
    pointwise = below(more, parts, k.obtain(k.assume(more), either, r))
    total = k.mean_of_sum(w, 1, indicator(some), 1, indicator(last), k.at(any_of, n), k.at(each, n))
    there = k.arith(integrable(E(w, parts)), total)
    longer = k.mean_is_monotone(pointwise, k.at(any_of, n + 1), there)
    step = k.arith(
        here.put(n, n + 1), k.assume(here), longer, total, k.sum_step(i, n, Prob(w, one), each)
    )
    return k.qed(k.at(k.induction(n, here, base, step), n))


any_of_many_events.mutant("half the bound", factor=2)


def none_says(factor=1):
    one = Y(i, w) > 0
    none = forall(i)((i < n) >> ~one)
    return forall(Y, n, a)(
        given(
            forall(i)(integrable(Prob(w, one))),
            forall(i)((i < n) >> (Prob(w, one) <= a)),
            integrable(Prob(w, none)),
        )
        >> (Prob(w, none) >= 1 - (n * a if factor == 1 else n * a / factor))
    )


@claim(
    "book.none-of-many",
    concentration("section 2.1"),
    says=none_says,
    uses=("book.mean-of-sum", "book.term-below-sum"),
)
def none_of_many_events(judge):
    """The union bound turned: none of n events, each of probability at most a, happens with
    probability at least 1 - n a.
    """
    k = judge.theorem()
    exist, small, measured = k.given
    one, bit = Y(i, w) > 0, indicator(Y(i, w) > 0)
    none, total = forall(i)((i < n) >> ~one), sum_over(i, n, bit)
    good = indicator(none)
    mean = k.apply(k.by("book.mean-of-sum", Lambda((i, w), bit), n), exist)
    each = k.apply(k.at(small, i), k.assume(i < n))
    added = by_terms(
        k, i, n, lambda q: sum_over(i, q, Prob(w, one)) <= q * a, [Prob(w, one)], each,
        defined=[exist],
    )  # fmt: skip
    never = k.part(k.indicator_range(one), 0)
    low = by_terms(k, i, n, lambda q: sum_over(i, q, bit) >= 0, [bit], never)
    below = k.by("book.term-below-sum", Lambda((i,), bit), n, i)
    below = k.apply(below, k.both(k.assume(i < n), k.for_all(k.discharge(never, i < n), i)))
    few = k.assume(total < 1)
    hit = k.indicator(one, True, k.assume(one))
    wrong = k.absurd(k.arith(total >= 1, hit, below), k.arith(~(total >= 1), few), term(0) < 0)
    clear = k.for_all(k.discharge(k.negate(wrong, one), i < n), i)
    goal = 1 - total <= good
    fine = k.arith(goal, k.indicator(none, True, clear), low)
    other = k.arith(goal, k.assume(~(total < 1)), k.indicator_range(none))
    pointwise = k.cases(k.excluded_middle(total < 1), fine, other)
    parts = [(-1, total, k.arith(integrable(E(w, total)), mean))]
    bound = from_below(k, w, pointwise, parts, measured)
    return k.qed(k.arith(k.target, *bound, mean, added))


@none_of_many_events.mutant
def half_as_many(judge):
    """One event that always happens: 1 - 1/2."""
    model = {
        "values": {"n": "1", "a": "1"},
        "functions": {"Y": {"of": ["i", "w"], "is": "1"}},
        "weights": ["1"],
    }
    return falsify(none_says(factor=2), hints=[model], attempts=0)
