"""The gradient for one input is bounded: the network is Lipschitz in the filter, for all numbers of
patches of length at most R.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    forall,
    given,
    indicator,
    maximum,
    reals,
    sequences,
    sum_over,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6, model
from .descent import gap, split, square
from .moments import c, s, vector_of, w, w_star
from .network import Z, i, k, network, p, patch

G = sequences("G")
R, S, n = reals("R size_w n")
place = "Section 6.1, after equation (6.2)"


def active():
    """Z_i where w.Z_i >= 0, coordinate by coordinate"""
    return Z(i, c, s) * indicator(patch(w) >= 0)


def error():
    """f(w, Z) - f(w*, Z)"""
    return network(w) - network(w_star)


def known():
    """G is the gradient of (f(w, Z) - f(w*, Z))^2/2 for one input Z, whose patches have length at
    most R.
    """
    short = forall(i)((i < k) >> (sum_over(c, p, Z(i, c, s) ** 2) <= R**2))
    return given(k >= 1, R >= 0, short, forall(c)(G(c) == error() * (sum_over(i, k, active()) / k)))


def sharper_says():
    return forall(Z, w, w_star, G, R, k, p, s)(known() >> (square(G) <= R**4 * square(gap())))


@claim(
    "fsgd.def-update.bounded-sharper",
    chapter_6(place),
    formula=r"\|Z_i\|\le R\ \forall i\implies\|\nabla_w\ell(w,Z)\|\le R^2\|w-w_*\|",
    says=sharper_says,
    uses=(
        "book.square-of-sum",
        "book.sum-exchange",
        "book.sum-constant",
        "book.cauchy-schwarz",
        "book.squares-nonnegative",
    ),
)
def bounded_by_the_distance(judge):
    """A sharper bound: relu is 1-Lipschitz, so the gradient is at most R^2 |w - w*| (it vanishes at
    the teacher, noise or not).
    """
    z = judge.theorem()
    many, low, short, slope = z.given
    D, X, Y, a, b, f = reals("D X Y a b f")
    size = z.apply(z.at(short, i), z.assume(i < k))
    # the mean of the active patches
    total = sum_over(i, k, active())
    row = z.by("book.square-of-sum", Lambda((i,), active()), k)
    squares = [total**2, sum_over(i, k, active() ** 2)]
    rows = by_terms(
        z,
        c,
        p,
        lambda q: sum_over(c, q, squares[0]) <= k * sum_over(c, q, squares[1]),
        squares,
        row,
    )
    swap = z.by("book.sum-exchange", Lambda((c, i), active() ** 2), p, k)
    bit = indicator(patch(w) >= 0)
    rule = forall(a, f)(given(f >= 0, f <= 1) >> ((a * f) ** 2 <= a**2))
    each = z.use(z.lemma(rule, Z(i, c, s), bit), z.indicator_range(patch(w) >= 0))
    each = by_terms(
        z, c, p, lambda q: sum_over(c, q, active() ** 2) <= sum_over(c, q, Z(i, c, s) ** 2),
        [active() ** 2, Z(i, c, s) ** 2], each,
    )  # fmt: skip
    column = sum_over(c, p, active() ** 2)
    most = by_terms(
        z, i, k, lambda q: sum_over(i, q, column) <= q * R**2, [column],
        z.arith(column <= R**2, each, size),
    )  # fmt: skip
    rule = forall(X, Y, R, k)(given(X <= k * Y, Y <= k * R**2, k >= 1) >> (X <= k**2 * R**2))
    rule = z.lemma(rule, sum_over(c, p, total**2), sum_over(i, k, column), R, k)
    mean = z.use(rule, z.arith(rule.formula.left.part(0), rows, swap), most, many)
    # the difference of the outputs
    tops = [maximum(patch(one), 0) for one in (w, w_star)]
    change = tops[0] - tops[1]
    row = z.by("book.square-of-sum", Lambda((i,), change), k)
    apart = split(z, A=lambda c: Z(i, c, s))
    schwarz = z.by("book.cauchy-schwarz", vector_of(gap()), Lambda((c,), Z(i, c, s)), p)
    sizes = z.by("book.squares-nonnegative", vector_of(gap()), p)
    rule = forall(a, b, f, X, D, R)(
        given(f == a - b, f**2 <= D * X, X <= R**2, D >= 0)
        >> ((maximum(a, 0) - maximum(b, 0)) ** 2 <= R**2 * D)
    )
    values = patch(w), patch(w_star), patch(gap()), sum_over(c, p, Z(i, c, s) ** 2), square(gap())
    each = z.use(z.lemma(rule, *values, R), apart, schwarz, size, sizes)
    most = by_terms(
        z,
        i,
        k,
        lambda q: sum_over(i, q, change**2) <= q * (R**2 * square(gap())),
        [change**2],
        each,
    )
    sums = by_terms(
        z, i, k,
        lambda q: sum_over(i, q, change) == sum_over(i, q, tops[0]) - sum_over(i, q, tops[1]),
        [change, *tops],
    )  # fmt: skip
    rule = forall(X, Y, a, b, f, D, R, k)(
        given(f**2 <= k * X, X <= k * (R**2 * D), f == a - b, k >= 1)
        >> ((a / k - b / k) ** 2 <= R**2 * D)
    )
    values = sum_over(i, k, change**2), 0, *(sum_over(i, k, top) for top in tops)
    rule = z.lemma(rule, *values, sum_over(i, k, change), square(gap()), R, k)
    outputs = z.use(rule, row, most, sums, many)
    # both together
    nonzero = z.arith(k != 0, many)
    rule = forall(X, a, f, k)(given(X == f * (a / k), k >= 1) >> (k**2 * X**2 == f**2 * a**2))
    rule = z.lemma(rule, G(c), total, error(), k, defined=[nonzero])
    here = z.use(rule, z.at(slope, c), many)
    named = z.assume(f == error() ** 2)
    square_ = z.arith(k**2 * G(c) ** 2 == f * total**2, here, named)
    whole = by_terms(
        z, c, p, lambda q: k**2 * sum_over(c, q, G(c) ** 2) == f * sum_over(c, q, total**2),
        [G(c) ** 2, total**2], square_,
    )  # fmt: skip
    rule = forall(X, Y, f, D, R, k)(
        given(k**2 * X == f * Y, Y <= k**2 * R**2, f <= R**2 * D, f >= 0, k >= 1) >> (X <= R**4 * D)
    )
    rule = z.lemma(rule, square(G), sum_over(c, p, total**2), f, square(gap()), R, k)
    above = z.arith(f <= R**2 * square(gap()), outputs, named, nonzero)
    end = z.use(rule, whole, mean, above, z.arith(f >= 0, named), many)
    end = z.at(z.for_all(z.discharge(end, named.formula), f), error() ** 2, defined=[nonzero])
    return z.qed(z.use(end, z.arith(error() ** 2 == error() ** 2, nonzero)))


@bounded_by_the_distance.mutant
def half_of_it(judge):
    """Half of it, in letters: one patch with w.Z, w*.Z > 0."""
    x, y = symbols.reals("a b")
    change = model.relu(x) - model.relu(y)
    return holds(judge, (4 * change**2, "<=", (x - y) ** 2), [(x, ">", y), (y, ">", 0)])


def bounded_says():
    lengths = given(S >= 0, S**2 == square(w), n >= 0, n**2 == square(w_star))
    return forall(Z, w, w_star, G, R, S, n, k, p, s)(
        given(known(), lengths) >> (square(G) <= (R**2 * (S + n)) ** 2)
    )


@claim(
    "fsgd.def-update.bounded",
    chapter_6(place),
    formula=r"\|Z_i\|\le R\ \forall i\implies\|\nabla_w\ell(w,Z)\|\le R^2(\|w\|+\|w_*\|)",
    says=bounded_says,
    uses=("fsgd.def-update.bounded-sharper", "book.minkowski"),
)
def bounded_gradient(judge):
    """Bounded patches and a bounded filter bound the gradient: |f(w, Z) - f(w*, Z)| <= R(|w| +
    |w*|), times R.
    """
    z = judge.theorem()
    sharper = z.use(z.by("fsgd.def-update.bounded-sharper", Z, w, w_star, G, R, k, p, s), *z.given)
    back = -1 * w_star(c)
    turned = by_terms(
        z, c, p, lambda q: sum_over(c, q, back**2) == sum_over(c, q, w_star(c) ** 2),
        [back**2, w_star(c) ** 2],
    )  # fmt: skip
    sums = by_terms(
        z, c, p, lambda q: sum_over(c, q, (w(c) + back) ** 2) == sum_over(c, q, gap()(c) ** 2),
        [(w(c) + back) ** 2, gap()(c) ** 2],
    )  # fmt: skip
    both = z.by("book.minkowski", w, Lambda((c,), back), p, S, n)
    both = z.use(both, z.arith(sum_over(c, p, back**2) <= n**2, turned, *z.given), *z.given)
    X, D, a = reals("X D a")
    rule = forall(X, D, R, a)(given(X <= R**4 * D, D <= a**2) >> (X <= (R**2 * a) ** 2))
    rule = z.lemma(rule, square(G), square(gap()), R, S + n)
    return z.qed(z.use(rule, sharper, z.arith(square(gap()) <= (S + n) ** 2, both, sums)))


@bounded_gradient.mutant
def without_the_teacher(judge):
    """|w| alone, in letters: one patch, w = 0."""
    (y,) = symbols.reals("b,")
    return holds(judge, (model.relu(y), "<=", 0), [(y, ">", 0)])
