"""Finitely many positive numbers have a positive number below all of them."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exists,
    forall,
    functions,
    given,
    minimum,
    nats,
    reals,
    sequences,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis

s, v = reals("s v")
i, j, n, m, q = nats("i j n m q")
f = sequences("f")
h = functions("h", "nat", "nat")


def below(count):
    return exists(s)(conj(s > 0, forall(i)((i < count) >> (s <= f(i)))))


def one_index():
    return forall(f, n)(forall(i)((i < n) >> (f(i) > 0)) >> below(n))


@claim("book.common-bound", analysis("theorem 1.17"), says=one_index)
def common_bound(judge):
    """Finitely many positive numbers have a common positive lower bound."""
    k = judge.theorem()
    (positive,) = k.given
    one = term(1)
    nothing = k.assume(i < term(0))
    none = k.for_all(k.discharge(k.arith(one <= f(i), nothing), nothing.formula), i)
    start = k.exhibit(below(term(0)), one, k.both(k.arith(one > 0), none))
    start = k.discharge(start, term(0) <= n)
    soon = k.assume(q + 1 <= n)
    before = k.apply(k.assume((q <= n) >> below(q)), k.arith(q <= n, soon))
    size, every = k.split(k.such(before, s))
    last = k.apply(k.at(positive, q), k.arith(q < n, soon))
    least = minimum(s, f(q))
    inside, now, early = k.assume(i < q + 1), k.assume(i == q), k.assume(i < q)
    ends = k.rewrite(now, k.arith(least <= f(q)), least <= f(i))
    rest = k.arith(least <= f(i), k.apply(k.at(every, i), early))
    each = k.cases(k.arith((i == q) | (i < q), inside), ends, rest)
    each = k.for_all(k.discharge(each, inside.formula), i)
    found = k.exhibit(below(q + 1), least, k.both(k.arith(least > 0, size, last), each))
    found = k.discharge(k.obtain(before, found, s), soon.formula)
    always = k.induction(q, (q <= n) >> below(q), start, found)
    return k.qed(k.apply(k.at(always, n), k.arith(n <= n)))


@common_bound.mutant
def of_a_number_that_may_be_zero(judge):
    """A number that is zero: nothing positive is below it."""
    return falsify(forall(s, v)(given(v == 0, s > 0) >> (s <= v)))


def inside(count):
    return conj(i < count, j < m)


def below_all(count):
    return exists(s)(conj(s > 0, forall(i, j)(inside(count) >> (s <= h(i, j)))))


def two_indices():
    return forall(h, n, m)(forall(i, j)(inside(n) >> (h(i, j) > 0)) >> below_all(n))


@claim(
    "book.common-bound-of-rows",
    analysis("theorem 1.17"),
    says=two_indices,
    uses=("book.common-bound",),
)
def common_bound_of_rows(judge):
    """The positive entries of a finite matrix have a common positive lower bound."""
    k = judge.theorem()
    (positive,) = k.given
    one = term(1)
    nothing = k.assume(inside(term(0)))
    none = k.for_all(k.discharge(k.arith(one <= h(i, j), nothing), nothing.formula), i, j)
    start = k.exhibit(below_all(term(0)), one, k.both(k.arith(one > 0), none))
    start = k.discharge(start, term(0) <= n)
    soon = k.assume(q + 1 <= n)
    before = k.apply(k.assume((q <= n) >> below_all(q)), k.arith(q <= n, soon))
    size, every = k.split(k.such(before, s))
    # the row q
    place = k.assume(j < m)
    row = k.apply(k.at(positive, q, j), k.both(k.arith(q < n, soon), place))
    row = k.for_all(k.discharge(row, place.formula), j)
    row = k.use(k.by("book.common-bound", Lambda((j,), h(q, j)), m), row)
    new, along = k.split(k.such(row, v))
    least = minimum(s, v)
    here, now, early = k.assume(inside(q + 1)), k.assume(i == q), k.assume(i < q)
    first, second = k.split(here)
    ends = k.arith(least <= h(q, j), k.apply(k.at(along, j), second))
    ends = k.rewrite(now, ends, least <= h(i, j))
    rest = k.apply(k.at(every, i, j), k.both(early, second))
    each = k.cases(k.arith((i == q) | (i < q), first), ends, k.arith(least <= h(i, j), rest))
    each = k.for_all(k.discharge(each, here.formula), i, j)
    found = k.exhibit(below_all(q + 1), least, k.both(k.arith(least > 0, size, new), each))
    found = k.obtain(before, k.obtain(row, found, v), s)
    always = k.induction(q, (q <= n) >> below_all(q), start, k.discharge(found, soon.formula))
    return k.qed(k.apply(k.at(always, n), k.arith(n <= n)))


@common_bound_of_rows.mutant
def of_an_entry_that_may_be_zero(judge):
    """An entry that is zero: nothing positive is below it."""
    return falsify(forall(s, v)(given(v == 0, s > 0) >> (s <= v)))
