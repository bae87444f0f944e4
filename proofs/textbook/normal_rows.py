"""A matrix of independent standard normal numbers: one of its rows, and two of them."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import truths
from .gaussian import c, d, p, pair, q, s, squared, t, w, way

Z = functions("Z", "nat", "nat", "sample")
V = functions("V", "nat", "nat")
i, j, r, n = nats("i j r n")


def matrix(Z=Z, n=n, w=w):
    """The numbers Z(i, c), i < n and c < d, are independent and standard normal."""
    form = sum_over(r, n, sum_over(c, d, V(r, c) * Z(r, c, w)))
    size = sum_over(r, n, sum_over(c, d, V(r, c) ** 2))
    return forall(V)(E(w, exp(form)) == exp(size / 2))


def on(direction, row, count=d):
    """The inner product of a row and a direction."""
    return sum_over(c, count, direction(c) * Z(row, c, w))


def exponent(k, entry, line, size, *sums):
    """E exp(line) == exp(size/2), from the law at the matrix `entry`: `sums` say that the inner
    product with it is the line, and how long it is.
    """
    told = k.at(k.given[0], Lambda((r, c), entry))
    form = sum_over(r, n, sum_over(c, d, entry * Z(r, c, w)))
    long = sum_over(r, n, sum_over(c, d, entry**2)) / 2
    moved = k.mean_of_equal(
        k.for_all(k.arith(exp(form) == exp(line), k.arith(form == line, *sums)), w),
        k.arith(integrable(E(w, exp(form))), told),
    )
    value = k.arith(exp(long) == exp(size / 2), k.arith(long == size / 2, *sums))
    return k.arith(E(w, exp(line)) == exp(size / 2), moved, told, value)


def picked(k, row, body):
    """The sum over r of [r = row] body(r) is body(row)."""
    lemma = k.by("book.sum-pick", Lambda((r,), body), row, n)
    return k.use(k.part(lemma, 0), *k.given)


VARIANCES = forall(i, c)(given(i < n, c < d) >> (E(w, Z(i, c, w) ** 2) == 1))
ALIKE = {
    "values": {"n": "2", "d": "1", "i": "0", "j": "1", "s": "1", "t": "0"},
    "functions": {name: {"table": ["1"]} for name in ("p", "q", "way")}
    | {"Z": {"of": ["i", "c", "w"], "is": "1"}},
    "weights": ["1"],
}


def of_two_rows(law=None):
    pair_ = E(w, exp(s * on(p, i) + t * on(q, j))) == exp((s**2 + t**2) / 2)
    if law is not None:
        known = given(law, i < n, j < n, i != j, squared(p) == 1, squared(q) == 1)
        return forall(Z, p, q, n, d, i, j, s, t)(known >> pair_)
    return forall(Z, p, q, n, d, i, j)(
        given(matrix(), i < n, j < n, i != j, squared(p) == 1, squared(q) == 1)
        >> pair(on(p, i), on(q, j))
    )


@claim(
    "book.normal-two-rows", concentration("section 2.2"), says=of_two_rows, uses=("book.sum-pick",)
)
def two_rows(judge):
    """Along directions of length 1 two rows of a matrix of independent standard normal numbers have
    two independent standard normal coordinates.
    """
    k = judge.theorem()
    first, second = indicator(r == i), indicator(r == j)
    entry = s * (first * p(c)) + t * (second * q(c))
    bits = conj(first**2 == first, second**2 == second, first * second == 0)
    bits = truths(k, bits, (r == i, r == j), *k.given)
    a, b, e, f = reals("a b e f")
    whole = forall(s, t, a, b, e, f)(
        given(e**2 == e, f**2 == f, e * f == 0)
        >> ((s * (e * a) + t * (f * b)) ** 2 == s**2 * (e * a**2) + t**2 * (f * b**2))
    )
    whole = k.use(k.lemma(whole, s, t, p(c), q(c), first, second), bits)
    one, two = p(c) ** 2, q(c) ** 2

    def row(m):
        form, own, other = (sum_over(c, m, each * Z(r, c, w)) for each in (entry, p(c), q(c)))
        size, long, wide = (sum_over(c, m, each) for each in (entry**2, one, two))
        return conj(
            form == s * (first * own) + t * (second * other),
            size == s**2 * (first * long) + t**2 * (second * wide),
        )

    bodies = [each * Z(r, c, w) for each in (entry, p(c), q(c))] + [entry**2, one, two]
    rows = by_terms(k, c, d, row, bodies, whole)
    form, size = (sum_over(c, d, each) for each in (entry * Z(r, c, w), entry**2))
    short = k.arith(size == s**2 * (first * 1) + t**2 * (second * 1), rows, *k.given)
    lines = first * on(p, r), second * on(q, r)
    ones = first * 1, second * 1

    def added(m):
        whole, length = (sum_over(r, m, each) for each in (form, size))
        own, other, long, wide = (sum_over(r, m, each) for each in (*lines, *ones))
        return conj(whole == s * own + t * other, length == s**2 * long + t**2 * wide)

    sums = by_terms(k, r, n, added, [form, size, *lines, *ones], k.part(rows, 0), short)
    picks = [
        picked(k, at, body)
        for at, body in ((i, on(p, r)), (j, on(q, r)), (i, term(1)), (j, term(1)))
    ]
    line = s * on(p, i) + t * on(q, j)
    return k.qed(k.for_all(exponent(k, entry, line, s**2 + t**2, sums, *picks), s, t))


@two_rows.mutant
def of_one_number(judge):
    """Variances in the place of the law: all entries the number 1, at s = 1 and t = 0."""
    return falsify(of_two_rows(VARIANCES), hints=[ALIKE])


def of_one_row(law=None):
    own = E(w, exp(on(way, i))) == exp(squared(way) / 2)
    if law is not None:
        return forall(Z, way, n, d, i)(given(law, i < n) >> own)
    return forall(Z, n, d, i)(given(matrix(), i < n) >> forall(way)(own))


@claim("book.normal-row", concentration("section 2.2"), says=of_one_row, uses=("book.sum-pick",))
def one_row(judge):
    """A row of a matrix of independent standard normal numbers consists of such numbers."""
    k = judge.theorem()
    bit = indicator(r == i)
    entry = bit * way(c)
    square = k.arith(entry**2 == bit * way(c) ** 2, truths(k, bit**2 == bit, (r == i,)))

    def row(m):
        form, own = (sum_over(c, m, each * Z(r, c, w)) for each in (entry, way(c)))
        size, long = (sum_over(c, m, each) for each in (entry**2, way(c) ** 2))
        return conj(form == bit * own, size == bit * long)

    bodies = [entry * Z(r, c, w), way(c) * Z(r, c, w), entry**2, way(c) ** 2]
    rows = by_terms(k, c, d, row, bodies, square)
    form, size = (sum_over(c, d, each) for each in (bodies[0], bodies[2]))
    lines = bit * on(way, r), bit * squared(way)

    def added(m):
        whole, length, own, long = (sum_over(r, m, each) for each in (form, size, *lines))
        return conj(whole == own, length == long)

    sums = by_terms(k, r, n, added, [form, size, *lines], *k.split(rows))
    picks = [picked(k, i, body) for body in (on(way, r), squared(way))]
    law = exponent(k, entry, on(way, i), squared(way), sums, *picks)
    return k.qed(k.for_all(law, way))


@one_row.mutant
def of_variance_one(judge):
    """Variances in the place of the law: all entries the number 1."""
    return falsify(of_one_row(VARIANCES), hints=[ALIKE], attempts=0)
