"""Natural numbers."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, forall, nats

from . import analysis

s, t = nats("s t")


SUCCESSOR = forall(t)(disj(t == 0, exists(s)(t == s + 1)))


@claim("book.zero-or-successor", analysis("chapter 1"), says=SUCCESSOR)
def zero_or_successor(judge):
    """A natural number is 0 or one more than another."""
    k = judge.theorem()
    here = disj(t == 0, exists(s)(t == s + 1))
    start, after = here.put(t, 0), here.put(t, t + 1)
    base = k.either(k.arith(start.part(0)), start)
    step_to = k.either(k.exhibit(after.part(1), t, k.arith(t + 1 == t + 1)), after)
    return k.qed(k.induction(t, here, base, step_to))


@zero_or_successor.mutant
def two_more(judge):
    """A natural number is 0 or two more than another (which is below it)."""
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(forall(t)(disj(t == 0, exists(s)(conj(s < t, t == s + 2)))))
