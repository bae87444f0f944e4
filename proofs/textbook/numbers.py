"""Natural numbers."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, exists, forall, nats, reals, term

from . import analysis
from .cases import zero_or_more

s, t, n = nats("s t n")
x = reals("x")


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


DIFFERENCE = forall(s, t)((s <= t) >> exists(n)(t == s + n))


@claim("book.difference", analysis("chapter 1"), says=DIFFERENCE)
def difference_of_naturals(judge):
    """Of two natural numbers the larger is the smaller plus a third."""
    k = judge.theorem()
    found = exists(n)(t == s + n)
    always = (s <= t) >> found
    start = k.exhibit(found.put(t, 0), 0, k.arith(term(0) == s + 0, k.assume(s <= 0)))
    later, soon = found.put(t, t + 1), k.assume(s <= t + 1)
    before = k.such(k.apply(k.assume(always), k.assume(s <= t)), n)
    one_more = k.exhibit(later, n + 1, k.arith(t + 1 == s + (n + 1), before))
    below = k.obtain(k.apply(k.assume(always), k.assume(s <= t)), one_more, n)
    equal = k.exhibit(later, 0, k.arith(t + 1 == s + 0, k.assume(s == t + 1)))
    step = k.cases(k.arith((s <= t) | (s == t + 1), soon), below, equal)
    whole = k.induction(t, always, k.discharge(start, s <= 0), k.discharge(step, s <= t + 1))
    return k.qed(k.for_all(whole, s))


@difference_of_naturals.mutant
def third_below_the_larger(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(forall(s, t)((s <= t) >> exists(n)(conj(n < t, t == s + n))))


CEILING = forall(x)((x >= 0) >> exists(n)(conj(n >= x, n < x + 1)))


@claim("book.ceiling", analysis("theorem 1.20"), says=CEILING, uses=("book.zero-or-successor",))
def rounding_up(judge):
    """Above every x >= 0 there is a natural number n with x <= n < x + 1."""
    k = judge.theorem()
    above = k.least(k.archimedes(x))
    reached, first = k.split(k.such(above, n))
    goal = n < x + 1
    at_zero = k.arith(goal, k.assume(n == 0), *k.given)
    last = k.assume(n == s + 1)
    earlier = k.apply(k.at(first, s), k.arith(s < n, last))
    after = k.arith(goal, earlier, last)
    small = zero_or_more(k, n, at_zero, after)
    return k.qed(k.obtain(above, k.exhibit(k.target, n, k.both(reached, small)), n))


@rounding_up.mutant
def strictly_above(judge):
    """x < n < x + 1: no such n for x = 0."""
    from steepest.proofs.engine.theorems.falsify import falsify

    return falsify(forall(x)((x >= 0) >> exists(n)(conj(n < x + 1, n > x))))
