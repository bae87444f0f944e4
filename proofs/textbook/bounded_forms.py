"""Symmetric matrices between 0 and a multiple of the unit matrix, as quadratic forms."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
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
from .schur import combined

H = functions("H", "nat", "nat")
a, b, s, t = reals("a b s t")


def symmetric(matrix):
    return forall(i, j)(matrix(i, j) == matrix(j, i))


def between(matrix, most):
    """0 <= A <= most I"""
    return forall(v)(conj(form(matrix) >= 0, form(matrix) <= most * length()))


def map_of(vector):
    """A v"""
    return lambda at: sum_over(j, n, H(i, j) * vector(j)).put(i, at)


def along(a, b):
    """a v + b A v"""
    return lambda i: a * v(i) + b * map_of(v)(i)


def combined_form(factor=2):
    whole = a**2 * form(H) + factor * a * b * image(H) + b**2 * form(H, map_of(v))
    size = a**2 * length() + 2 * a * b * form(H) + b**2 * image(H)
    return conj(form(H, along(a, b)) == whole, length(along(a, b)) == size)


def combination_says():
    return forall(H, n, v, a, b)(given(symmetric(H)) >> combined_form())


@claim(
    "book.combination-form",
    inequalities("chapter 2"),
    says=combination_says,
    uses=("book.sum-exchange",),
)
def combination_form(judge):
    """The form and the squared length of a v + b A v, for a symmetric matrix A."""
    k = judge.theorem()
    (same,) = k.given
    own, twice, other = map_of(v), map_of(map_of(v)), along(a, b)
    row = combined(k, j, H(i, j) * other(j), (a, H(i, j) * v(j)), (b, H(i, j) * own(j)))
    once, mixed, square, last = v(i) * own(i), v(i) * twice(i), own(i) ** 2, own(i) * twice(i)
    products = (a**2, once), (a * b, mixed), (a * b, square), (b**2, last)
    whole = combined(k, i, other(i) * map_of(other)(i), *products, each=[row])
    sizes = (a**2, v(i) ** 2), (2 * a * b, once), (b**2, square)
    size = combined(k, i, other(i) ** 2, *sizes)
    # v.A(A v) = |A v|^2
    entry = v(i) * (H(i, j) * own(j))
    rows = combined(k, j, entry, (v(i), H(i, j) * own(j)))
    rows = combined(k, i, mixed, (1, sum_over(j, n, entry)), each=[rows])
    swap = k.by("book.sum-exchange", Lambda((i, j), entry), n, n)
    column = combined(k, i, entry, (own(j), H(j, i) * v(i)), each=[k.at(same, i, j)])
    total = sum_over(i, n, entry)
    square_j = k.lemma(forall(s, t)((s == t * t) >> (s == t**2)), total, own(j))
    square_j = k.use(square_j, k.arith(square_j.formula.left, column))
    columns = combined(k, j, total, (1, own(j) ** 2), each=[square_j])
    turned = k.arith(sum_over(i, n, mixed) == image(H), rows, swap, columns)
    return k.qed(k.arith(k.target, whole, size, turned))


@combination_form.mutant
def three_times_the_mixed_terms(judge):
    """v = 1 and a = b = 1 for the 1 x 1 matrix 1."""
    hint = {
        "values": {"n": "1", "a": "1", "b": "1"},
        "functions": {"H": {"of": ["i", "j"], "is": "1"}, "v": {"table": ["1"]}},
    }
    return falsify(forall(H, n, v, a, b)((n == 1) >> combined_form(factor=3)), hints=[hint])


def image_says():
    return forall(H, n, s, v)(
        given(symmetric(H), between(H, s), s > 0) >> (image(H) <= s * form(H))
    )


@claim(
    "book.image-below-form",
    inequalities("chapter 2"),
    says=image_says,
    uses=("book.combination-form",),
)
def image_below_form(judge):
    """|A v|^2 <= s v.A v for a symmetric matrix with 0 <= A <= s I: the form at s v - A v is not
    negative, and at A v it is at most s |A v|^2.
    """
    k = judge.theorem()
    same, bounds, positive = k.given
    split = k.part(k.use(k.by("book.combination-form", H, n, v, s, -1), same), 0)
    above = k.part(k.at(bounds, Lambda((i,), along(s, -1)(i))), 0)
    below = k.part(k.at(bounds, Lambda((i,), map_of(v)(i))), 1)
    A, B, C = reals("A B C")
    rule = k.lemma(
        forall(A, B, C, s)(
            given(s > 0, A * s**2 - 2 * s * B + C >= 0, C <= s * B) >> (B <= s * A)
        ),
        form(H), image(H), form(H, map_of(v)), s,
    )  # fmt: skip
    expanded = k.arith(rule.formula.left.part(1), above, split)
    return k.qed(k.use(rule, positive, expanded, below))


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
