"""Finite sums of any length, by induction on the number of terms."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
    sums,
    term,
    term_after_term,
)

from . import analysis, inequalities

a, b, c, q = reals("a b c q")
i, j, n, m = nats("i j n m")
f, g = sequences("f g")
h = functions("h", "nat", "nat")


def bound(scale=1):
    smaller = forall(i)((i < n) >> (f(i) <= g(i)))
    return forall(f, g, n)(smaller >> (scale * sum_over(i, n, f(i)) <= sum_over(i, n, g(i))))


@claim("book.sum-bound", analysis("chapter 1"), says=bound)
def term_by_term(judge, scale=1):
    """A sum is at most another if each term is."""
    k = judge.theorem()
    (smaller,) = k.given
    here = (m <= n) >> (scale * sum_over(i, m, f(i)) <= sum_over(i, m, g(i)))
    always = term_after_term(k, i, here, m, f(i), g(i), more=[k.at(smaller, m)])
    return k.qed(k.use(k.at(always, n), k.arith(n <= n)))


term_by_term.mutant("twice the sum", scale=2)


def equal(shift=0):
    same = forall(i)((i < n) >> (f(i) == g(i)))
    return forall(f, g, n)(same >> (sum_over(i, n, f(i)) + shift == sum_over(i, n, g(i))))


@claim("book.sum-equal", analysis("chapter 1"), says=equal)
def equal_terms(judge, shift=0):
    """Sums with equal terms are equal."""
    k = judge.theorem()
    (same,) = k.given
    here = (m <= n) >> (sum_over(i, m, f(i)) + shift == sum_over(i, m, g(i)))
    always = term_after_term(k, i, here, m, f(i), g(i), more=[k.at(same, m)])
    return k.qed(k.use(k.at(always, n), k.arith(n <= n)))


equal_terms.mutant("one more", shift=1)


def linear(again=0):
    left = sum_over(i, n, a * f(i) + b * g(i))
    right = a * sum_over(i, n, f(i)) + b * sum_over(i, n, g(i))
    return forall(a, b, f, g, n)(left + again * b == right)


@claim("book.sum-linear", analysis("chapter 1"), says=linear)
def sums_are_linear(judge, again=0):
    """A sum of a f + b g is a times the sum of f plus b times the sum of g."""
    k = judge.theorem()
    body = a * f(i) + b * g(i)
    here = sum_over(i, n, body) + again * b == a * sum_over(i, n, f(i)) + b * sum_over(i, n, g(i))
    return k.qed(k.at(term_after_term(k, i, here, n, body, f(i), g(i)), n))


sums_are_linear.mutant("b once more", again=1)


def scaled(more=0):
    whole = sum_over(i, n, f(i))
    return forall(f, c, n)(sum_over(i, n, c * f(i)) == (c + more if more else c) * whole)


@claim("book.sum-scaled", analysis("chapter 1"), says=scaled)
def factor_before_the_sum(judge, more=0):
    """A factor stands before the sum."""
    k = judge.theorem()
    here = sum_over(i, n, c * f(i)) == (c + more if more else c) * sum_over(i, n, f(i))
    return k.qed(k.at(term_after_term(k, i, here, n, c * f(i), f(i)), n))


factor_before_the_sum.mutant("one more", more=1)


def constant(more=0):
    return forall(c, n)(sum_over(i, n, c) == (n + more) * c)


@claim("book.sum-constant", analysis("chapter 1"), says=constant)
def equal_summands(judge, more=0):
    """n equal terms c add up to n c."""
    k = judge.theorem()
    here = sum_over(i, n, c) == (n + more) * c
    return k.qed(k.at(term_after_term(k, i, here, n, c), n))


equal_summands.mutant("n + 1 of them", more=1)


def exchange(swapped=False):
    rows = sum_over(i, n, sum_over(j, m, h(i, j)))
    columns = sum_over(j, m, sum_over(i, n, h(j, i) if swapped else h(i, j)))
    return forall(h, n, m)(rows == columns)


@claim(
    "book.sum-exchange",
    analysis("chapter 1"),
    says=exchange,
    uses=("book.sum-equal", "book.sum-constant", "book.sum-linear"),
)
def order_of_summation(judge, swapped=False):
    """Two finite sums may be exchanged."""
    k = judge.theorem()
    inner, outer = sum_over(j, m, h(i, j)), sum_over(i, n, h(i, j))
    here = sum_over(i, n, inner) == sum_over(j, m, outer)

    def summed(column, left, right):
        """The sums over j of both sides are equal, from left == right for every j."""
        same = k.for_all(k.discharge(column, j < m), j)
        equal = k.by("book.sum-equal", Lambda((j,), left), Lambda((j,), term(right)), m)
        return k.arith(sum_over(j, m, left) == sum_over(j, m, term(right)), k.apply(equal, same))

    empty = summed(k.sum_empty(i, h(i, j)), sum_over(i, 0, h(i, j)), 0)
    zero = k.by("book.sum-constant", 0, m)
    base = k.arith(here.put(n, 0), k.sum_empty(i, inner), empty, zero)
    last = 1 * outer + 1 * h(n, j)
    column = sum_over(i, n + 1, h(i, j))
    longer = k.arith(column == last, k.sum_step(i, n, h(i, j)))
    split = k.by("book.sum-linear", 1, 1, Lambda((j,), outer), Lambda((j,), h(n, j)), m)
    step = k.arith(
        here.put(n, n + 1),
        k.assume(here),
        k.sum_step(i, n, inner),
        summed(longer, column, last),
        split,
    )
    return k.qed(k.at(k.induction(n, here, base, step), n))


order_of_summation.mutant("the indices of one side swapped", swapped=True)


def telescoping(start=0):
    steps = sum_over(i, n, f(i + 1) - f(i))
    return forall(f, n)(steps == f(n) - f(start))


@claim("book.telescoping", analysis("chapter 1"), says=telescoping)
def differences_add_up(judge, start=0):
    """The increments of a sequence add up to what it has gained."""
    k = judge.theorem()
    here = sum_over(i, n, f(i + 1) - f(i)) == f(n) - f(start)
    return k.qed(k.at(term_after_term(k, i, here, n, f(i + 1) - f(i)), n))


differences_add_up.mutant("from the second term on", start=1)


def geometric(factor=1):
    return forall(q, n)((1 - q) * sum_over(i, n, q**i) == factor * (1 - q**n))


@claim("book.geometric-sum", analysis("theorem 3.26"), says=geometric)
def powers_add_up(judge, factor=1):
    """(1 - q) (1 + q + .. + q^(n - 1)) = 1 - q^n."""
    k = judge.theorem()
    here = (1 - q) * sum_over(i, n, q**i) == factor * (1 - q**n)
    powers = {"first": [k.power_zero(q)], "more": [k.power_step(q, n)]}
    return k.qed(k.at(term_after_term(k, i, here, n, q**i, **powers), n))


powers_add_up.mutant("twice as much", factor=2)


def triangle(factor=1):
    sums = factor * abs(sum_over(i, n, f(i))) <= sum_over(i, n, abs(f(i)))
    return forall(f, n)(sums)


@claim("book.sum-triangle", inequalities("chapter 2"), says=triangle)
def modulus_of_a_sum(judge, factor=1):
    """The modulus of a sum is at most the sum of the moduli."""
    k = judge.theorem()
    here = factor * abs(sum_over(i, n, f(i))) <= sum_over(i, n, abs(f(i)))
    return k.qed(k.at(term_after_term(k, i, here, n, f(i), abs(f(i))), n))


modulus_of_a_sum.mutant("twice the modulus", factor=2)


def cauchy_schwarz(factor=1):
    mixed = sum_over(i, n, f(i) * g(i))
    squares = sum_over(i, n, f(i) ** 2) * sum_over(i, n, g(i) ** 2)
    return forall(f, g, n)(factor * mixed**2 <= squares)


@claim("book.cauchy-schwarz", inequalities("theorem 7"), says=cauchy_schwarz)
def inner_products(judge, factor=1):
    """The square of a sum of products is at most the product of the sums of squares."""
    k = judge.theorem()
    return k.qed(k.at(sums.cauchy_schwarz(k, i, n, f(i), g(i), factor), n))


inner_products.mutant("twice the square", factor=2)


def growing(least=0):
    more = sum_over(i, n, f(i)) <= sum_over(i, m, f(i))
    return forall(f, n, m)(given(forall(i)(f(i) >= least), n <= m) >> more)


@claim(
    "book.sum-grows",
    analysis("chapter 1"),
    says=growing,
    uses=("book.difference",),
    instance={"values": {"n": "1", "m": "2"}, "functions": {"f": {"table": ["1"]}}},
)
def more_terms(judge, least=0):
    """A sum of terms that are not negative grows with their number."""
    k = judge.theorem()
    terms, within = k.given
    total = lambda count: sum_over(i, count, f(i))  # noqa: E731
    always = total(n) <= total(n + j)
    start = k.rewrite(k.arith(n + 0 == n), k.arith(total(n) <= total(n)), always.put(j, 0))
    more = k.sum_step(i, n + j, f(i)), k.at(terms, n + j)
    step = k.arith(total(n) <= total(n + j + 1), k.assume(always), *more)
    step = k.rewrite(k.arith(n + (j + 1) == n + j + 1), step, always.put(j, j + 1))
    last = k.at(k.induction(j, always, start, step), j)
    last = k.rewrite(k.assume(m == n + j), last, k.target)
    gap = k.use(k.by("book.difference", n, m), within)
    return k.qed(k.obtain(gap, last, j))


more_terms.mutant("terms above -1", least=-1)


def reciprocal(n):
    return sum_over(i, n, 1 / (i + 1) ** 2)


@claim(
    "book.reciprocal-squares",
    analysis("theorem 3.28"),
    says=lambda most=2: forall(n)(reciprocal(n) <= most),
    instance={"values": {"n": "3"}},
)
def squares_of_reciprocals(judge, most=2):
    """1 + 1/4 + 1/9 + .. <= 2: up to n + 1 terms add up to at most 2 - 1/(n + 1)."""
    k = judge.theorem()
    body = 1 / (i + 1) ** 2
    always = reciprocal(n + 1) <= 2 - 1 / (n + 1)
    defined = k.for_all(k.arith((i + 1) ** 2 != 0), i)
    empty = k.sum_empty(i, body)
    base = k.arith(always.put(n, 0), empty, k.sum_step(i, 0, body, defined))
    more = forall(n)(1 / (n + 2) ** 2 <= 1 / (n + 1) - 1 / (n + 2))
    step = k.arith(
        always.put(n, n + 1),
        k.assume(always),
        k.sum_step(i, n + 1, body, defined),
        k.arith(n + 1 + 1 == n + 2),
        k.lemma(more, n),
    )
    total = k.at(k.induction(n, always, base, step), n)
    last = k.sum_step(i, n, body, defined)
    whole = k.arith(reciprocal(n) <= 2, total, last, k.arith(1 / (n + 1) ** 2 >= 0))
    return k.qed(k.arith(k.target, whole))


squares_of_reciprocals.mutant("below 1.3", most="13/10")
