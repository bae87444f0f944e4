"""Relations between finite sums over the same index, term by term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .proof import Proof
from .steps import Step
from .words import Formula, Term, Variable, nats, term


def by_terms(
    k: Proof,
    i: Variable,
    n: Any,
    here: Callable[[Term], Formula],
    bodies: Sequence[Any],
    *each: Step,
    always: Sequence[Step] = (),
) -> Step:
    """`here(n)`, a relation between sums of `bodies` over i = 0, .., n - 1, by induction on their
    length. `each` are facts about the term i, which may assume i < n; `always` do not depend on i.
    Arithmetic has to find both cases.
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
    steps = [k.sum_step(i, count, one) for one in bodies]
    longer = k.arith(here(count + 1), before, *steps, *facts, *always)
    step = k.discharge(longer, count + 1 <= n)
    return k.apply(k.at(k.induction(count, goal, base, step), n), k.arith(n <= n))
