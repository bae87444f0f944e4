"""Finite sums as vectors: one term picked out, sums of squares, a coordinate below the norm."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    forall,
    given,
    indicator,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term_after_term,
)

from . import analysis, inequalities
from .sums import i

j, m, n, d = nats("j m n d")
G = sequences("G")


def squares(n):
    """The squared length of (G(0), .., G(n - 1))."""
    return sum_over(m, n, G(m) ** 2)


def picked(G, n):
    return sum_over(m, n, indicator(m == j) * G(m))


@claim(
    "book.sum-pick",
    analysis("chapter 1"),
    says=lambda factor=1: forall(G, j, n)(
        conj(
            (j < n) >> (picked(G, n) == (G(j) if factor == 1 else factor * G(j))),
            (j >= n) >> (picked(G, n) == 0),
        )
    ),
    instance={"values": {"j": "0", "n": "1"}, "functions": {"G": {"table": ["1"]}}},
)
def one_term(judge, factor=1):
    """A sum of terms that are zero except for m = j is its term j."""
    k = judge.theorem()
    body = indicator(m == j) * G(m)
    always = conj((j < n) >> (picked(G, n) == G(j)), (j >= n) >> (picked(G, n) == 0))
    empty = k.sum_empty(m, body)
    none = (j < n).put(n, 0)
    base = k.both(
        k.discharge(
            k.absurd(k.assume(none), k.arith(~none), (picked(G, n) == G(j)).put(n, 0)), none
        ),
        k.discharge(empty, (j >= n).put(n, 0)),
    )
    now = k.assume(always)
    step = k.sum_step(m, n, body)
    own, other = n == j, ~(n == j)
    one = k.indicator(own, True, k.assume(own))
    zero = k.indicator(own, False, k.assume(other))
    # j < n + 1: n == j or j < n
    inside = k.assume(j < n + 1)
    before = k.apply(k.part(now, 1), k.arith(j >= n, k.assume(own)))
    total = picked(G, n + 1)
    here = k.arith(total == G(n), step, one, before)
    here = k.rewrite(k.assume(own), here, total == G(j))
    held = k.apply(k.part(now, 0), k.arith(j < n, inside, k.assume(other)))
    there = k.arith(total == G(j), step, zero, held)
    first = k.discharge(k.cases(k.excluded_middle(own), here, there), j < n + 1)
    beyond = k.assume(j >= n + 1)
    apart = k.arith(other, beyond)
    off = k.indicator(own, False, apart)
    nothing = k.apply(k.part(now, 1), k.arith(j >= n, beyond))
    second = k.discharge(k.arith(total == 0, step, off, nothing), j >= n + 1)
    return k.qed(k.at(k.induction(n, always, base, k.both(first, second)), n))


one_term.mutant("twice the term", factor=2)


@claim(
    "book.squares-nonnegative",
    inequalities("chapter 2"),
    says=lambda least=0: forall(G, d)(squares(d) >= least),
    instance={"values": {"d": "0"}, "functions": {"G": {"table": ["0"]}}},
)
def squares_are_not_negative(judge, least=0):
    """A sum of squares is not negative."""
    k = judge.theorem()
    always = squares(n) >= least
    return k.qed(
        k.at(term_after_term(k, i, always, n, G(i) ** 2, more=[k.arith(G(n) ** 2 >= 0)]), d)
    )


squares_are_not_negative.mutant("at least 1", least=1)


@claim(
    "book.coordinate-below-norm",
    inequalities("chapter 2"),
    says=lambda factor=1: forall(G, d, j)(
        given(j < d) >> (sqrt(squares(d)) >= (abs(G(j)) if factor == 1 else factor * abs(G(j))))
    ),
    instance={"values": {"j": "0", "d": "1"}, "functions": {"G": {"table": ["1"]}}},
)
def coordinate_below_norm(judge, factor=1):
    """A coordinate of a vector is at most its Euclidean norm."""
    k = judge.theorem()
    always = conj(squares(n) >= 0, (j < n) >> (squares(n) >= G(j) ** 2))
    none = (j < n).put(n, 0)
    empty = k.sum_empty(m, G(m) ** 2)
    base = k.both(
        k.arith((squares(n) >= 0).put(n, 0), empty),
        k.discharge(
            k.absurd(k.assume(none), k.arith(~none), (squares(n) >= G(j) ** 2).put(n, 0)), none
        ),
    )
    now = k.assume(always)
    step = k.sum_step(m, n, G(m) ** 2)
    positive = k.arith(squares(n + 1) >= 0, step, k.part(now, 0), k.arith(G(n) ** 2 >= 0))
    own = j == n
    here = k.rewrite(
        k.assume(own),
        k.arith(squares(n + 1) >= G(n) ** 2, step, k.part(now, 0)),
        squares(n + 1) >= G(j) ** 2,
    )
    held = k.apply(k.part(now, 1), k.assume(j < n))
    there = k.arith(squares(n + 1) >= G(j) ** 2, step, held, k.arith(G(n) ** 2 >= 0))
    inside = k.assume(j < n + 1)
    more = k.discharge(k.cases(k.arith(disj(own, j < n), inside), here, there), j < n + 1)
    whole = k.at(k.induction(n, always, base, k.both(positive, more)), d)
    least = k.use(k.part(whole, 1), k.meet(j < d, *k.given))
    a, b = reals("a b")
    root = k.lemma(forall(a, b)(given(a >= b**2) >> (sqrt(a) >= abs(b))), squares(d), G(j))
    return k.qed(k.use(root, least))


coordinate_below_norm.mutant("twice the coordinate", factor=2)


@claim(
    "book.term-below-sum",
    analysis("chapter 1"),
    says=lambda factor=1: forall(G, d, j)(
        given(j < d, forall(m)((m < d) >> (G(m) >= 0))) >> (factor * G(j) <= sum_over(m, d, G(m)))
    ),
    instance={"values": {"j": "0", "d": "1"}, "functions": {"G": {"table": ["1"]}}},
)
def term_below_the_sum(judge, factor=1):
    """A term of a sum of numbers that are not negative is at most the sum."""
    k = judge.theorem()
    inside, never = k.given
    total = lambda q: sum_over(m, q, G(m))  # noqa: E731
    here = (n <= d) >> conj(total(n) >= 0, (j < n) >> (factor * G(j) <= total(n)))
    none = (j < n).put(n, 0)
    empty = k.sum_empty(m, G(m))
    start = k.absurd(k.assume(none), k.arith(~none), factor * G(j) <= total(0))
    start = k.both(k.arith(total(0) >= 0, empty), k.discharge(start, none))
    base = k.discharge(start, (n <= d).put(n, 0))
    soon, within = k.assume(n + 1 <= d), k.assume(j < n + 1)
    before = k.apply(k.assume(here), k.arith(n <= d, soon))
    last = k.apply(k.at(never, n), k.arith(n < d, soon))
    step = k.sum_step(m, n, G(m))
    goal = factor * G(j) <= total(n + 1)
    own = k.rewrite(
        k.assume(j == n), k.arith(factor * G(n) <= total(n + 1), step, before, last), goal
    )
    earlier = k.arith(goal, k.apply(k.part(before, 1), k.assume(j < n)), step, last)
    found = k.cases(k.arith(disj(j == n, j < n), within), own, earlier)
    found = k.both(k.arith(total(n + 1) >= 0, step, before, last), k.discharge(found, j < n + 1))
    always = k.induction(n, here, base, k.discharge(found, n + 1 <= d))
    end = k.apply(k.at(always, d), k.arith(d <= d))
    return k.qed(k.arith(k.target, k.apply(k.part(end, 1), inside)))


term_below_the_sum.mutant("twice the term", factor=2)
