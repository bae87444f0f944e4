"""Steps about probabilities, from what the indicators of the events are at each sample."""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    indicator,
    integrable,
    mean_of_combination,
    samples,
    term,
)

w = samples("w")


def rarely(k, event, own, factor, moment, mean, reached):
    """P(event) <= factor E(moment): `own` says that the event has a probability, `mean` what
    E(moment) is, `reached` that factor * moment >= 1 where the event happens; the factor is
    positive and the moment is an exponential.
    """
    goal = indicator(event) <= factor * moment
    positive = k.arith(factor * moment > 0)
    yes = k.arith(goal, k.indicator(event, True, k.assume(event)), reached)
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)), positive)
    has = k.arith(integrable(E(w, moment)), mean)
    whole = mean_of_combination(k, w, factor * moment, [(factor, moment, has)])
    bound = k.mean_is_monotone(
        k.for_all(k.cases(k.excluded_middle(event), yes, no), w),
        own,
        k.arith(integrable(E(w, factor * moment)), whole),
    )
    return k.arith(E(w, indicator(event)) <= factor * E(w, moment), bound, whole)


def likely(k, event, own, factor, moment, mean, reached):
    """P(event) >= 1 - factor E(moment): as `rarely`, with `reached` where the event does not
    happen.
    """
    goal = 1 - factor * moment <= indicator(event)
    positive = k.arith(factor * moment > 0)
    yes = k.arith(goal, k.indicator(event, True, k.assume(event)), positive)
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)), reached)
    constant = k.mean_of_constant(w, term(1))
    parts = [
        (1, 1, k.arith(integrable(E(w, term(1))), constant)),
        (-factor, moment, k.arith(integrable(E(w, moment)), mean)),
    ]
    whole = mean_of_combination(k, w, 1 - factor * moment, parts)
    bound = k.mean_is_monotone(
        k.for_all(k.cases(k.excluded_middle(event), yes, no), w),
        k.arith(integrable(E(w, 1 - factor * moment)), whole),
        own,
    )
    return k.arith(E(w, indicator(event)) >= 1 - factor * E(w, moment), bound, whole, constant)
