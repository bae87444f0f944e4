"""Steps about probabilities, from what the indicators of the events are at each sample."""

from __future__ import annotations

from steepest.proofs.engine.theorems import (
    E,
    Prob,
    indicator,
    integrable,
    mean_of_combination,
    samples,
    term,
)

w = samples("w")


def from_below(k, o, pointwise, parts, measured):
    """What gives P(event) >= 1 + a E(X) + .. by arithmetic, from `pointwise`: 1 + a X + .. <=
    indicator(event) at every sample o; `parts` are (a, X, X has a mean), `measured` says that the
    event has a probability.
    """
    rest, _ = pointwise.sides
    constant = k.mean_of_constant(o, term(1))
    parts = [(1, term(1), k.arith(integrable(E(o, term(1))), constant)), *parts]
    whole = mean_of_combination(k, o, rest, parts)
    there = k.arith(integrable(E(o, rest)), whole)
    return k.mean_is_monotone(k.for_all(pointwise, o), there, measured), whole, constant


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
    pointwise = k.cases(k.excluded_middle(event), yes, no)
    parts = [(-factor, moment, k.arith(integrable(E(w, moment)), mean))]
    bound = from_below(k, w, pointwise, parts, own)
    return k.arith(E(w, indicator(event)) >= 1 - factor * E(w, moment), *bound)


def below(k, event, other, happens):
    """indicator(event) <= indicator(other): `happens` is other, from the event."""
    goal = indicator(event) <= indicator(other)
    yes = k.arith(goal, k.indicator(other, True, happens), k.indicator_range(event))
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)), k.indicator_range(other))
    return k.cases(k.excluded_middle(event), yes, no)


def implied(k, event, other, happens, own, measured, w=w):
    """P(event) <= P(other), which have values by `own` and `measured`: `happens` is other, from the
    event.
    """
    pointwise = k.for_all(below(k, event, other, happens), w)
    return k.mean_is_monotone(pointwise, own, measured)


def truths(k, goal, events, *known):
    """The goal in every case of what the events are."""
    if not events:
        return k.arith(goal, *known)
    event, *rest = events
    ends = []
    for truth, case in ((True, event), (False, ~event)):
        here = k.assume(case)
        ends.append(truths(k, goal, rest, *known, here, k.indicator(event, truth, here)))
    return k.cases(k.excluded_middle(event), *ends)


def same_probability(k, event, other, has, into, out, w=w):
    """P(other) == P(event), which has a value: `into` is other, from the event, and `out` not
    other, from "not event".
    """
    goal = indicator(event) == indicator(other)
    yes, no = k.assume(event), k.assume(~event)
    equal = k.cases(
        k.excluded_middle(event),
        k.arith(goal, k.indicator(event, True, yes), k.indicator(other, True, into)),
        k.arith(goal, k.indicator(event, False, no), k.indicator(other, False, out)),
    )
    moved = k.mean_of_equal(k.for_all(equal, w), has)
    return k.arith(Prob(w, other) == Prob(w, event), moved)


def one_of_two(k, event, corners, happens, apart, misses, has):
    """P(event) == P(first) + P(second), which have values by `has`: `happens` are event from first
    and from second, `apart` not second from first and the other way round, `misses` not event from
    neither.
    """
    first, second = corners
    goal = indicator(event) == indicator(first) + indicator(second)
    ends = [
        k.arith(
            goal,
            k.indicator(event, True, yes),
            k.indicator(corner, True, k.assume(corner)),
            k.indicator(other, False, no),
        )
        for corner, other, yes, no in zip(corners, corners[::-1], happens, apart)
    ]
    neither = [k.indicator(corner, False, k.assume(~corner)) for corner in corners]
    none = k.arith(goal, k.indicator(event, False, misses), *neither)
    pointwise = k.cases(k.excluded_middle(second), ends[1], none)
    pointwise = k.cases(k.excluded_middle(first), ends[0], pointwise)
    parts = [(1, indicator(corner), step) for corner, step in zip(corners, has)]
    return mean_of_combination(k, w, indicator(event), parts, pointwise)
