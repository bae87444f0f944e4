"""Theorems as a user writes them: a linear rate for all t, Markov's inequality, a finite sum; and
false neighbours of each, which the falsifier finds by itself.
"""

from __future__ import annotations

import json

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.theorems import (
    E,
    NotProved,
    Prob,
    Proof,
    conj,
    exists,
    forall,
    given,
    indicator,
    integrable,
    nats,
    randoms,
    reals,
    samples,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

eta, mu, a, q = reals("eta mu a q")
t, n, i = nats("t n i")
f, x = sequences("f x")
w = samples("w")
X = randoms("X")


def linear_rate(power=t):
    run = forall(t)(f(t + 1) <= (1 - eta * mu) * f(t))
    return forall(eta, mu, f)(
        given(eta * mu >= 0, eta * mu <= 1, f(0) >= 0, run)
        >> forall(t)(f(t) <= (1 - eta * mu) ** power * f(0))
    )


def test_a_linear_rate_by_induction():
    k = Proof(Judge(), linear_rate())
    *sizes, start, run = k.given
    rate = 1 - eta * mu
    always = f(t) <= rate**t * f(0)
    base = k.arith(always.put(t, 0), k.power_zero(rate))
    step = k.arith(
        always.put(t, t + 1), k.assume(always), k.at(run, t), k.power_step(rate, t), *sizes
    )
    found = k.qed(k.induction(t, always, base, step))
    assert found.method == "theorem by induction"
    outcome = recheck(json.loads(json.dumps(found.certificate)))
    assert outcome.ok, outcome.reason
    assert outcome.shows == (f"true: {linear_rate()!r}",)
    assert start is not None


def test_one_power_too_many_is_false():
    found = falsify(linear_rate(power=t + 1))
    assert found is not None
    assert recheck(found.witness).ok


def markov(factor=1):
    above = X(w) >= a
    return forall(X, a)(
        given(forall(w)(X(w) >= 0), a > 0, integrable(E(w, X(w))), integrable(Prob(w, above)))
        >> (factor * Prob(w, above) <= E(w, X(w)) / a)
    )


def test_markovs_inequality():
    k = Proof(Judge(), markov())
    nonnegative, positive, mean, event = k.given
    above = X(w) >= a
    hit, missed = k.assume(above), k.assume(~above)
    one, zero = k.indicator(above, True, hit), k.indicator(above, False, missed)
    bound = a * indicator(above) + 0 * indicator(above) <= X(w)
    pointwise = k.cases(
        k.excluded_middle(above),
        k.arith(bound, one, hit),
        k.arith(bound, zero, missed, k.at(nonnegative, w)),
    )
    total = k.mean_of_sum(w, a, indicator(above), 0, indicator(above), event, event)
    exists = k.arith(integrable(E(w, a * indicator(above) + 0 * indicator(above))), total)
    smaller = k.mean_is_monotone(k.for_all(pointwise, w), exists, mean)
    end = k.arith(1 * Prob(w, above) <= E(w, X(w)) / a, smaller, total, positive)
    found = k.qed(end)
    assert recheck(found.certificate).ok


def test_markov_with_a_better_constant_is_false():
    found = falsify(markov(factor=2))
    assert found is not None
    assert recheck(found.witness).ok


def test_a_geometric_sum():
    says = forall(q)((q != 1) >> forall(n)((1 - q) * sum_over(i, n, q**i) == 1 - q**n))
    k = Proof(Judge(), says)
    always = (1 - q) * sum_over(i, n, q**i) == 1 - q**n
    base = k.arith(always.put(n, 0), k.sum_empty(i, q**i), k.power_zero(q))
    step = k.arith(
        always.put(n, n + 1), k.assume(always), k.sum_step(i, n, q**i), k.power_step(q, n)
    )
    found = k.qed(k.induction(n, always, base, step))
    assert recheck(found.certificate).ok


def test_a_step_that_is_not_proved_says_what_was_found():
    k = Proof(Judge(), forall(a)((a >= 0) >> (a > 0)))
    with pytest.raises(NotProved, match="not proved: a > 0: .*a = 0"):
        k.arith(a > 0, *k.given)


def test_another_statement_at_the_end_is_refused():
    k = Proof(Judge(), forall(a)((a >= 0) >> (a > 0)))
    with pytest.raises(NotProved, match="the statement is"):
        k.qed(k.given[0])


def test_several_values_are_exhibited_in_the_order_of_their_names():
    says = exists(a, q)(conj(a == 1, q == a + 1))
    k = Proof(Judge(), says)
    held = k.arith(conj(term(1) == 1, term(2) == term(1) + 1))
    assert recheck(k.qed(k.exhibit_all(says, (1, 2), held)).certificate).ok
    with pytest.raises(NotProved, match="another instance"):
        k.exhibit_all(says, (2, 1), held)
