"""Relations between finite sums over the same index, by induction on their length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .proof import Proof
from .steps import Step
from .words import (
    E,
    Formula,
    Term,
    Variable,
    conj,
    forall,
    given,
    integrable,
    nats,
    reals,
    sum_over,
    term,
)


def term_after_term(
    k: Proof,
    i: Variable,
    here: Formula,
    count: Variable,
    *bodies: Any,
    first: Sequence[Step] = (),
    more: Sequence[Step] = (),
    defined: Sequence[Step] = (),
) -> Step:
    """`here` for every count, from no terms on and with one more: bodies are the terms of its sums
    over i; `first` and `more` are what the two cases need besides; `defined` say for all i that
    what may be undefined in a body is not.
    """
    terms = [term(one) for one in bodies]
    base = k.arith(here.put(count, 0), *(k.sum_empty(i, one) for one in terms), *first)
    steps = (k.sum_step(i, count, one, *defined) for one in terms)
    step = k.arith(here.put(count, count + 1), k.assume(here), *steps, *more)
    return k.induction(count, here, base, step)


def written_out(k: Proof, i: Variable, count: int, body: Term) -> Step:
    """The sum over i of so many terms is the sum of these terms."""
    steps = [k.sum_empty(i, body)]
    for at in range(count):
        steps.append(k.unfold(k.arith(term(at) + 1 == at + 1), k.sum_step(i, at, body)))
    terms = [body.put(i, at) for at in range(count)]
    return k.arith(sum_over(i, count, body) == sum(terms, term(0)), *steps)


def cauchy_schwarz(
    k: Proof, i: Variable, count: Variable, f: Term, g: Term, factor: int = 1
) -> Step:
    """For every count: factor * (sum f g)^2 <= sum f^2 sum g^2 over i < count; the factor is 1."""
    bodies = (f * g, f**2, g**2)
    mixed, first, second = (sum_over(i, count, one) for one in bodies)
    here = conj(first >= 0, second >= 0, factor * mixed**2 <= first * second)
    base = k.arith(here.put(count, 0), *(k.sum_empty(i, one) for one in bodies))
    p, P, Q, u, v = reals("p P Q u v")
    # (2 p u v)^2 <= (P v^2 + Q u^2)^2, since p^2 <= P Q; of the roots, the second is >= 0
    squared = forall(p, P, Q, u, v)(
        given(factor * p**2 <= P * Q, (P * v**2 - Q * u**2) ** 2 >= 0)
        >> ((2 * p * u * v) ** 2 <= (P * v**2 + Q * u**2) ** 2)
    )
    root = forall(p, P)(given(P >= 0, p**2 <= P**2) >> (p <= P))
    one_more = forall(p, P, Q, u, v)(
        given(2 * p * u * v <= P * v**2 + Q * u**2, factor * p**2 <= P * Q)
        >> (factor * (p + u * v) ** 2 <= (P + u**2) * (Q + v**2))
    )
    now = k.assume(here)
    u, v = (one.put(i, count) for one in (f, g))
    cross, larger = 2 * mixed * u * v, first * v**2 + second * u**2
    apart = k.arith((first * v**2 - second * u**2) ** 2 >= 0)
    squares = k.use(k.lemma(squared, mixed, first, second, u, v), now, apart)
    below = k.use(k.lemma(root, cross, larger), k.arith(larger >= 0, now), squares)
    longer = k.use(k.lemma(one_more, mixed, first, second, u, v), now, below)
    steps = [k.sum_step(i, count, one) for one in bodies]
    step = k.arith(here.put(count, count + 1), longer, now, *steps)
    always = k.induction(count, here, base, step)
    return k.for_all(k.part(k.at(always, count), 2), count)


def by_terms(
    k: Proof,
    i: Variable,
    n: Any,
    here: Callable[[Term], Formula],
    bodies: Sequence[Any],
    *each: Step,
    always: Sequence[Step] = (),
    defined: Sequence[Step] = (),
) -> Step:
    """`here(n)`, a relation between sums of `bodies` over i = 0, .., n - 1, by induction on their
    length. `each` are facts about the term i, which may assume i < n; `always` do not depend on i;
    `defined` say for all i that what may be undefined in a body is not. Arithmetic has to find both
    cases.
    """
    n, count = term(n), nats("count")
    bodies = [term(one) for one in bodies]
    below = [k.for_all(k.discharge(one, i < n), i) for one in each]
    goal = (count <= n) >> here(count)
    first = k.arith(here(term(0)), *(k.sum_empty(i, one) for one in bodies), *always)
    base = k.discharge(first, (count <= n).put(count, 0))
    soon = k.assume(count + 1 <= n)
    inside = k.arith(count < n, soon)
    before = k.apply(k.assume(goal), k.arith(count <= n, soon))
    facts = [k.apply(k.at(one, count), inside) for one in below]
    steps = [k.sum_step(i, count, one, *defined) for one in bodies]
    longer = k.arith(here(count + 1), before, *steps, *facts, *always)
    step = k.discharge(longer, count + 1 <= n)
    return k.apply(k.at(k.induction(count, goal, base, step), n), k.arith(n <= n))


def mean_of_combination(
    k: Proof, w: Variable, whole: Any, parts: Sequence[tuple[Any, Any, Step]], *facts: Step
) -> Step:
    """E(whole) == c_1 E f_1 + c_2 E f_2 + .. for (c, f, a step that E f has a value), where `whole`
    is the combination by arithmetic from `facts`, which hold for every sample.
    """
    whole = term(whole)
    (first, f, has), *rest = [(term(c), term(f), has) for c, f, has in parts]
    made, value, known = first * f + 0 * f, first * E(w, f) + 0 * E(w, f), []
    known.append(k.mean_of_sum(w, first, f, 0, f, has, has))
    for c, g, has in rest:
        there = k.arith(integrable(E(w, made)), known[-1])
        known.append(k.mean_of_sum(w, 1, made, c, g, there, has))
        made, value = 1 * made + c * g, value + c * E(w, g)
    same = k.for_all(k.arith(made == whole, *facts), w)
    end = k.mean_of_equal(same, k.arith(integrable(E(w, made)), known[-1]))
    return k.arith(E(w, whole) == value, end, *known)
