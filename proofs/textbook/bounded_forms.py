"""Symmetric matrices between 0 and a multiple of the unit matrix, as quadratic forms."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities
from .forms import form, i, image, j, length, n, v

H = functions("H", "nat", "nat")
s = reals("s")


def symmetric(matrix):
    return forall(i, j)(matrix(i, j) == matrix(j, i))


def between(matrix, most):
    """0 <= A <= most I"""
    return forall(v)(conj(form(matrix) >= 0, form(matrix) <= most * length()))


def map_of(vector):
    """A v"""
    return lambda at: sum_over(j, n, H(i, j) * vector(j)).put(i, at)


def image_says():
    return forall(H, n, s, v)(
        given(symmetric(H), between(H, s), s > 0) >> (image(H) <= s * form(H))
    )


@claim(
    "book.image-below-form",
    inequalities("chapter 2"),
    says=image_says,
    uses=("book.sum-exchange",),
)
def image_below_form(judge):
    """|A v|^2 <= s v.A v for a symmetric matrix with 0 <= A <= s I: the form at s v - A v is not
    negative, and at A v it is at most s |A v|^2.
    """
    k = judge.theorem()
    same, bounds, positive = k.given
    own, twice, other = map_of(v), map_of(map_of(v)), lambda i: s * v(i) - map_of(v)(i)
    bodies = [H(i, j) * other(j), H(i, j) * v(j), H(i, j) * own(j)]

    def row_to(q):
        whole, first, second = (sum_over(j, q, body) for body in bodies)
        return whole == s * first - second

    row = by_terms(k, j, n, row_to, bodies)
    A, B, C, D = reals("A B C D")
    rule = k.lemma(
        forall(A, B, C, D, s)(
            (A == s * C - D) >> ((s * B - C) * A == s**2 * (B * C) - s * (B * D) - s * C**2 + C * D)
        ),
        map_of(other)(i), v(i), own(i), twice(i), s,
    )  # fmt: skip
    bodies = [
        other(i) * map_of(other)(i), v(i) * own(i), v(i) * twice(i), own(i) ** 2, own(i) * twice(i)
    ]  # fmt: skip

    def whole_to(q):
        at_other, once, mixed, square, last = (sum_over(i, q, body) for body in bodies)
        return at_other == s**2 * once - s * mixed - s * square + last

    whole = by_terms(k, i, n, whole_to, bodies, k.use(rule, row))
    # v.A(A v) = |A v|^2
    entry = v(i) * (H(i, j) * own(j))
    rows = by_terms(
        k, j, n,
        lambda q: v(i) * sum_over(j, q, H(i, j) * own(j)) == sum_over(j, q, entry),
        [H(i, j) * own(j), entry],
    )  # fmt: skip
    pair = [v(i) * twice(i), sum_over(j, n, entry)]
    rows = by_terms(
        k, i, n, lambda q: sum_over(i, q, pair[0]) == sum_over(i, q, pair[1]), pair, rows
    )
    swap = k.by("book.sum-exchange", Lambda((i, j), entry), n, n)
    column = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, entry) == own(j) * sum_over(i, q, H(j, i) * v(i)),
        [entry, H(j, i) * v(i)], k.at(same, i, j),
    )  # fmt: skip
    other_sum = sum_over(i, n, H(j, i) * v(i))
    pair = [sum_over(i, n, entry), own(j) ** 2]
    square = k.lemma(forall(A, B)((A == B * B) >> (A == B**2)), pair[0], own(j))
    square = k.use(square, k.arith(pair[0] == own(j) * other_sum, column))
    columns = by_terms(
        k, j, n, lambda q: sum_over(j, q, pair[0]) == sum_over(j, q, pair[1]), pair, square
    )
    above = k.part(k.at(bounds, Lambda((i,), other(i))), 0)
    below = k.part(k.at(bounds, Lambda((i,), own(i))), 1)
    rule = k.lemma(
        forall(A, B, C, D, s)(
            given(s > 0, s**2 * A - s * B - s * B + C >= 0, C <= s * B) >> (B <= s * A)
        ),
        form(H), image(H), sum_over(i, n, bodies[-1]), 0, s,
    )  # fmt: skip
    first = rule.formula.left.part(1)
    end = k.use(rule, positive, k.arith(first, above, whole, rows, swap, columns), below)
    return k.qed(end)


@image_below_form.mutant
def half_of_the_form(judge):
    """s/2 for a number."""
    one = conj(H(0, 0) >= 0, H(0, 0) <= s, n == 1)
    hint = {
        "values": {"n": "1", "s": "1"},
        "functions": {"H": {"of": ["i", "j"], "is": "1"}, "v": {"table": ["1"]}},
    }
    return falsify(
        forall(H, n, s, v)(given(one, s > 0) >> (image(H) <= s / 2 * form(H))), hints=[hint]
    )
