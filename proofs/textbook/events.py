"""Steps about probabilities, from what the indicators of the events are at each sample."""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    indicator,
    integrable,
    mean_of_combination,
    samples,
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
