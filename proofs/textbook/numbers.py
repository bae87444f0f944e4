"""Natural numbers."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import disj, exists, forall, nats

from . import analysis

s, t = nats("s t")


def successor(step=1):
    return forall(t)(disj(t == 0, exists(s)(t == s + step)))


@claim("book.zero-or-successor", analysis("chapter 1"), says=successor)
def zero_or_successor(judge, step=1):
    """A natural number is 0 or one more than another."""
    k = judge.theorem()
    here = disj(t == 0, exists(s)(t == s + 1))
    start, after = here.put(t, 0), here.put(t, t + 1)
    base = k.either(k.arith(start.part(0)), start)
    step_to = k.either(k.exhibit(after.part(1), t, k.arith(t + 1 == t + 1)), after)
    return k.qed(k.induction(t, here, base, step_to))


zero_or_successor.mutant("two more than another", step=2)
