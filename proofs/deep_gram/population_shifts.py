"""The general framework: a convolution as a law on banded Toeplitz matrices.

A filter v_0, .., v_(q-1) over p positions is the p x p matrix W = sum_s v_s T_s, T_s(l, i) = 1 for
i + c = l + s and 0 otherwise: T_s is the shift by s - c, c = (q - 1)/2 for a centred filter.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.means import mean_of_terms
from . import chapter_3
from .population_layer import alike, turned

w = samples("w")
s, t, i, j, l, r, a, b, c, p, q = nats("s t i j l r a b c p q")  # noqa: E741
v = functions("v", "nat", "sample")
K = functions("K", "nat", "nat")
A, B, X = reals("A B X")


def shift(s: Any, row: Any, column: Any) -> Any:
    """T_s(row, column)"""
    return indicator(column + c == row + s)


def weight(s: Any, row: Any, column: Any) -> Any:
    """W(row, column)"""
    return sum_over(s, q, v(s, w) * shift(s, row, column))


def sandwiched(left: Any, right: Any) -> Any:
    """sum_i left(i) sum_j K(i, j) right(j)"""
    return sum_over(i, p, left * sum_over(j, p, K(i, j) * right))


def shifted(s: Any = s) -> Any:
    """(T_s K T_s^T)(l, r)"""
    return sandwiched(shift(s, l, i), shift(s, r, j))


def convolution_says() -> Any:
    law = forall(s, t)(E(w, v(s, w) * v(t, w)) == indicator(t == s))
    mean = E(w, sandwiched(weight(s, l, i), weight(t, r, j)))
    met = given(a < p, b < p, a + c == l + s, b + c == r + s)
    outside = disj(l + s < c, l + s >= p + c, r + s < c, r + s >= p + c)
    return forall(v, K, p, q, c)(
        law
        >> forall(l, r)(
            conj(
                mean == sum_over(s, q, shifted()),
                forall(s, a, b)(met >> (shifted() == K(a, b))),
                forall(s)(outside >> (shifted() == 0)),
            )
        )
    )


@claim(
    "deep.fw-setup",
    chapter_3("Section 3.12"),
    formula=r"\mathcal W(K)_{lr}=E[WKW^\top]_{lr}=\sum_sK_{l+s,r+s}\quad(W\text{ banded Toeplitz})",
    hypotheses=(
        "uncorrelated entries of the filter, of second moment 1: all that is used of its law",
        "K is 0 outside the p positions",
    ),
    says=convolution_says,
    uses=("book.sum-exchange", "book.sum-pick", "book.mean-of-sum"),
)
def covariance_of_a_convolution(judge):
    """A convolution as banded Toeplitz matrices W = sum_s v_s T_s with uncorrelated entries of
    second moment 1: E W K W^T = sum_s T_s K T_s^T.

    That is the sum of the entries of K at positions shifted by s, and 0 where one of them is
    outside; entries as standard Gaussian ones are. For any numbers of positions and of filter
    entries.

    W K W^T = sum_s sum_t v_s v_t T_s K T_t^T, and E v_s v_t is 1 for s = t and 0 otherwise.
    """
    k = judge.theorem()
    (law,) = k.given
    mean = mean_of_product(k, law)
    return k.qed(k.for_all(k.both(mean, *entries(k)), l, r))


def mean_of_product(k: Any, law: Any) -> Any:
    # K W^T: sum_j K(i, j) sum_t v_t T_t(r, j) = sum_t v_t (K T_t^T)(i, r)
    moved = sum_over(j, p, K(i, j) * shift(t, r, j))
    inner = turned(k, (j, p), (t, q), K(i, j), v(t, w), shift(t, r, j))
    column = inner.sides[1]
    first = sandwiched(weight(s, l, i), weight(t, r, j))
    body = weight(s, l, i) * inner.sides[0]
    left = alike(k, i, p, body, column * weight(s, l, i), inner)
    outer = turned(k, (i, p), (s, q), column, v(s, w), shift(s, l, i))
    flip = alike(k, i, p, column * shift(s, l, i), shift(s, l, i) * column)
    again = turned(k, (i, p), (t, q), shift(s, l, i), v(t, w), moved)
    entry = sum_over(i, p, shift(s, l, i) * moved)  # (T_s K T_t^T)(l, r)
    rows = [v(s, w) * flip.sides[0], v(s, w) * again.sides[1]]
    right = alike(k, s, q, *rows, flip, again)
    whole = k.arith(first == right.sides[1], left, outer, right)
    # the mean of sum_s v_s sum_t v_t (T_s K T_t^T)(l, r)
    pair = v(s, w) * v(t, w)
    known = k.at(law, s, t)
    each = mean_of_combination(
        k, w, v(s, w) * (v(t, w) * entry), [(entry, pair, k.arith(integrable(E(w, pair)), known))]
    )
    picked = indicator(t == s) * entry
    each = k.arith(E(w, v(s, w) * (v(t, w) * entry)) == picked, each, known)
    row = mean_of_terms(k, t, q, v(s, w) * (v(t, w) * entry), picked, each)
    bodies = [v(s, w) * (v(t, w) * entry), v(t, w) * entry]
    out = by_terms(
        k, t, q, lambda n: sum_over(t, n, bodies[0]) == v(s, w) * sum_over(t, n, bodies[1]), bodies
    )
    out = k.mean_of_equal(k.for_all(out, w), k.arith(integrable(row.sides[0]), row))
    row = k.arith(out.sides[1] == row.sides[1], out, row)
    total = mean_of_terms(k, s, q, v(s, w) * again.sides[1], row.sides[1], row)
    pick = k.by("book.sum-pick", Lambda((t,), entry), s, q)
    pick = k.apply(k.part(pick, 0), k.assume(s < q))
    diagonal = alike(k, s, q, row.sides[1], shifted(), pick)
    same = k.for_all(k.arith(right.sides[1] == first, whole), w)
    same = k.mean_of_equal(same, k.arith(integrable(total.sides[0]), total))
    return k.arith(E(w, first) == sum_over(s, q, shifted()), same, total, diagonal)


def moved_to(k: Any, index: Any, row: Any, place: Any, known: Any) -> Any:
    """T_s(row, index) == 1 for index = place and 0 otherwise, from place + c == row + s."""
    here, there = index + c == row + s, index == place
    yes, no = k.assume(there), k.assume(~there)
    goal = indicator(here) == indicator(there)
    both = [
        k.arith(
            goal,
            k.indicator(here, truth, k.arith(one, step, known)),
            k.indicator(there, truth, step),
        )
        for truth, one, step in ((True, here, yes), (False, ~here, no))
    ]
    return k.cases(k.excluded_middle(there), *both)


def vanishes(k: Any, index: Any, body: Any, each: Any) -> Any:
    return by_terms(k, index, p, lambda n: sum_over(index, n, body) == 0, [body], each)


def entries(k: Any) -> list[Any]:
    """The entry (l, r) of T_s K T_s^T: that of K at the shifted positions, 0 outside."""
    met = k.assume(given(a < p, b < p, a + c == l + s, b + c == r + s))
    a_in, b_in, a_is, b_is = k.split(met)
    column = alike(
        k, j, p, K(i, j) * shift(s, r, j), indicator(j == b) * K(i, j), moved_to(k, j, r, b, b_is)
    )
    pick = k.by("book.sum-pick", Lambda((j,), K(i, j)), b, p)
    row = k.arith(column.sides[0] == K(i, b), column, k.apply(k.part(pick, 0), b_in))
    body = shift(s, l, i) * column.sides[0]
    whole = alike(k, i, p, body, indicator(i == a) * K(i, b), moved_to(k, i, l, a, a_is), row)
    pick = k.by("book.sum-pick", Lambda((i,), K(i, b)), a, p)
    inside = k.arith(shifted() == K(a, b), whole, k.apply(k.part(pick, 0), a_in))
    inside = k.for_all(k.discharge(inside, met.formula), s, a, b)
    outside = k.assume(disj(l + s < c, l + s >= p + c, r + s < c, r + s >= p + c))
    ends = []
    for at in range(4):
        own = k.assume(outside.formula.part(at))
        index, line = (i, l) if at < 2 else (j, r)
        event = index + c == line + s
        off = k.indicator(event, False, k.arith(~event, own, k.assume(index < p)))
        off = off if at < 2 else vanishes(k, j, K(i, j) * shift(s, r, j), off)
        ends.append(vanishes(k, i, shift(s, l, i) * column.sides[0], off))
    nothing = k.cases(outside, *ends)
    return [inside, k.for_all(k.discharge(nothing, outside.formula), s)]


@covariance_of_a_convolution.mutant
def twice_the_entry(judge):
    """E v^2 = 1 gives K for one position, not 2 K."""
    return falsify(
        forall(A, X)(given(A == 1, X == 1) >> (X * (A * X) == 2 * A)),
        hints=[{"values": {"A": "1", "X": "1"}}],
    )
