"""Limits of sequences: products, finite sums, and that equal sequences have one limit."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)

from . import analysis

a, b, eps = reals("a b eps")
q, Q, Q_1, Q_2, i, n = nats("q Q Q_1 Q_2 i n")
f, g, ell = sequences("f g ell")
h = functions("h", "nat", "nat")


def near(value, limit, q_0=Q):
    """From q_0 on the value at q is within eps of the limit."""
    return forall(q)((q >= q_0) >> (abs(value - limit) <= eps))


def tends(value, limit):
    """value, a term in q, tends to the limit."""
    return forall(eps)((eps > 0) >> exists(Q)(near(value, limit)))


def from_where(k, known, size, positive, name, *, defined=()):
    """(existence, what holds from `name` on) for a sequence with a limit, within `size`."""
    existence = k.use(k.at(known, size, defined=defined), positive)
    return existence, k.such(existence, name)


def product():
    return forall(f, g, a, b)(given(tends(f(q), a), tends(g(q), b)) >> tends(f(q) * g(q), a * b))


@claim("book.limit-product", analysis("theorem 3.3"), says=product)
def limit_of_a_product(judge):
    """The limit of a product is the product of the limits."""
    k = judge.theorem()
    first, second = k.given
    positive = k.assume(eps > 0)
    size = eps / (1 + abs(a) + abs(b) + eps)
    nonzero = k.arith(1 + abs(a) + abs(b) + eps != 0, positive)
    F, G, d = reals("F G d")
    sizes = k.lemma(
        forall(a, b, eps)(
            given(eps > 0) >> conj(size > 0, size * (1 + abs(a) + abs(b) + eps) == eps)
        ),
        a, b, eps,
    )  # fmt: skip
    small = k.use(sizes, positive)
    one, held = from_where(k, first, size, k.part(small, 0), Q_1, defined=[nonzero])
    two, also = from_where(k, second, size, k.part(small, 0), Q_2, defined=[nonzero])
    late = k.assume(q >= Q_1 + Q_2)
    parts = [
        k.use(k.at(step, q), k.arith(q >= start, late))
        for step, start in ((held, Q_1), (also, Q_2))
    ]
    close = close_product(k, F, G, d)
    bound = k.use(
        k.at(close, f(q), g(q), a, b, size, eps, defined=[nonzero]), *parts, small, positive
    )
    step = k.for_all(k.discharge(bound, q >= Q_1 + Q_2), q)
    whole = exists(Q)(near(f(q) * g(q), a * b))
    found = k.exhibit(whole, Q_1 + Q_2, step)
    found = k.obtain(one, k.obtain(two, found, Q_2), Q_1)
    return k.qed(k.for_all(k.discharge(found, eps > 0), eps))


def close_product(k, F, G, d):
    """|F G - a b| <= eps where |F - a|, |G - b| <= d and d (1 + |a| + |b| + eps) = eps."""
    held = given(
        abs(F - a) <= d, abs(G - b) <= d, d > 0, d * (1 + abs(a) + abs(b) + eps) == eps, eps > 0
    )
    known = k.assume(held)
    x, y, c = reals("x y c")
    mixed = forall(x, y, c, d)(given(abs(x) <= c, abs(y) <= d) >> (abs(x * y) <= c * d))
    trivial = [k.arith(abs(one) <= abs(one)) for one in (a, b)]
    both = k.use(k.lemma(mixed, F - a, G - b, d, d), known)
    left = k.use(k.lemma(mixed, a, G - b, abs(a), d), known, *trivial)
    right = k.use(k.lemma(mixed, b, F - a, abs(b), d), known, *trivial)
    split = k.arith(F * G - a * b == (F - a) * (G - b) + a * (G - b) + b * (F - a))
    total = k.arith(abs(F * G - a * b) <= d * d + abs(a) * d + abs(b) * d, both, left, right, split)
    P = reals("P")
    least = forall(d, P, eps)(
        given(d > 0, P >= 0, eps > 0, d * (1 + P + eps) == eps) >> (d * d + P * d <= eps)
    )
    enough = k.use(
        k.lemma(least, d, abs(a) + abs(b), eps),
        known, k.arith(abs(a) + abs(b) >= 0),
        k.arith(d * (1 + (abs(a) + abs(b)) + eps) == eps, known),
    )  # fmt: skip
    end = k.arith(abs(F * G - a * b) <= eps, total, enough)
    return k.for_all(k.discharge(end, held), F, G, a, b, d, eps)


@limit_of_a_product.mutant
def twice_the_product(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    bounded = forall(a, b)(
        given(forall(q)(f(q) == a), forall(q)(g(q) == b)) >> forall(q)(f(q) * g(q) == 2 * a * b)
    )
    ones = {"table": ["1"]}
    return falsify(
        forall(f, g)(bounded),
        hints=[{"values": {"a": "1", "b": "1", "q": "0"}, "functions": {"f": ones, "g": ones}}],
    )


def same():
    equal = forall(q)(f(q) == g(q))
    return forall(f, g, a, b)(given(tends(f(q), a), tends(g(q), b), equal) >> (a == b))


@claim("book.limit-unique", analysis("theorem 3.2"), says=same)
def equal_sequences(judge):
    """Sequences that are equal have equal limits."""
    k = judge.theorem()
    first, second, equal = k.given
    half = abs(a - b) / 4
    apart = ~(a == b)
    differ = k.assume(apart)
    positive = k.arith(half > 0, differ)
    one, held = from_where(k, first, half, positive, Q_1)
    two, also = from_where(k, second, half, positive, Q_2)
    late = Q_1 + Q_2
    parts = [
        k.use(k.at(step, late), k.arith(late >= start))
        for step, start in ((held, Q_1), (also, Q_2))
    ]
    end = k.arith(a == b, *parts, k.at(equal, late), positive)
    end = k.obtain(one, k.obtain(two, end, Q_2), Q_1)
    cover = k.excluded_middle(a == b)
    return k.qed(k.cases(cover, k.assume(a == b), end))


@equal_sequences.mutant
def one_more(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    says = forall(f, g, a, b)(
        given(forall(q)(f(q) == a), forall(q)(g(q) == b), forall(q)(f(q) == g(q))) >> (a == b + 1)
    )
    zero = {"table": ["0"]}
    return falsify(
        says, hints=[{"values": {"a": "0", "b": "0"}, "functions": {"f": zero, "g": zero}}]
    )


def of_a_sum():
    each = forall(i)((i < n) >> tends(h(i, q), ell(i)))
    return forall(h, ell, n)(each >> tends(sum_over(i, n, h(i, q)), sum_over(i, n, ell(i))))


@claim("book.limit-sum", analysis("theorem 3.3"), says=of_a_sum)
def limit_of_a_sum(judge):
    """The limit of a finite sum is the sum of the limits."""
    k = judge.theorem()
    (each,) = k.given
    m = nats("m")
    value, limit = sum_over(i, m, h(i, q)), sum_over(i, m, ell(i))
    here = (m <= n) >> tends(value, limit)
    positive = k.assume(eps > 0)
    base = _base(k, positive)
    base = k.discharge(base, (m <= n).put(m, 0))
    now = k.assume(here)
    inside = k.assume(m + 1 <= n)
    before = k.use(now, k.arith(m <= n, inside))
    last = k.use(k.at(each, m), k.arith(m < n, inside))
    small = k.arith(eps / 2 > 0, positive)
    one, held = from_where(k, before, eps / 2, small, Q_1)
    two, also = from_where(k, last, eps / 2, small, Q_2)
    late = k.assume(q >= Q_1 + Q_2)
    parts = [
        k.use(k.at(step, q), k.arith(q >= start, late))
        for step, start in ((held, Q_1), (also, Q_2))
    ]
    steps = [k.sum_step(i, m, h(i, q)), k.sum_step(i, m, ell(i))]
    longer = sum_over(i, m + 1, h(i, q)), sum_over(i, m + 1, ell(i))
    bound = k.arith(abs(longer[0] - longer[1]) <= eps, *parts, *steps)
    step = k.for_all(k.discharge(bound, q >= Q_1 + Q_2), q)
    found = k.exhibit(exists(Q)(near(*longer)), Q_1 + Q_2, step)
    found = k.obtain(one, k.obtain(two, found, Q_2), Q_1)
    found = k.for_all(k.discharge(found, eps > 0), eps)
    step = k.discharge(found, m + 1 <= n)
    always = k.induction(m, here, base, step)
    return k.qed(k.use(k.at(always, n), k.arith(n <= n)))


def _base(k, positive):
    """The empty sums are 0."""
    empty = [k.sum_empty(i, h(i, q)), k.sum_empty(i, ell(i))]
    left, right = sum_over(i, 0, h(i, q)), sum_over(i, 0, ell(i))
    bound = k.arith(abs(left - right) <= eps, positive, *empty)
    every = k.for_all(k.discharge(bound, q >= 0), q)
    found = k.exhibit(exists(Q)(near(left, right)), 0, every)
    return k.for_all(k.discharge(found, eps > 0), eps)


@limit_of_a_sum.mutant
def two_more(judge):
    from steepest.proofs.engine.theorems.falsify import falsify

    says = forall(f, ell, n)(
        forall(i)((i < n) >> (f(i) == ell(i)))
        >> (sum_over(i, n, f(i)) == sum_over(i, n, ell(i)) + 2)
    )
    return falsify(
        says,
        hints=[
            {"values": {"n": "0"}, "functions": {"f": {"table": ["0"]}, "ell": {"table": ["0"]}}}
        ],
    )
