"""Lemma 5.6, first part: E[z z^T 1{z.w >= 0}] w = w/2, tested with every vector, from the kernel of
the fourth part.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    cos,
    forall,
    given,
    indicator,
    integrable,
    maximum,
    mean_of_combination,
    pi,
    reals,
    sin,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import truths

from . import thesis
from .arc_cosine import KERNEL
from .half_space_moments import NORMAL, inner, locus, m, model, o, on, variances, w, z
from .network import c, d, n, phi, w_star
from .patch_moments import ANGLE, SIZES

HALF = on(w_star) * on(w) * indicator(on(w) >= 0)


def image_says(law=NORMAL):
    known = given(law, SIZES, ANGLE)
    return forall(z, w, w_star, d, m, n, phi)(known >> (E(o, HALF) == inner(w, w_star) / 2))


@claim(
    "conv.lem-5.6a",
    thesis(locus),
    formula=r"E[zz^\top 1\{z^\top w\ge0\}]\,w=\tfrac12w",
    hypotheses=("w != 0; the product of both sides with every vector w* != 0, at the angle phi",),
    says=image_says,
    uses=("conv.lem-5.6d",),
)
def half_second_moment(judge):
    """z.w* = sigma(z.w*) - sigma(-z.w*), and the kernels at the angles phi and pi - phi differ by
    |w||w*| cos(phi)/2.
    """
    k = judge.theorem()
    back = -w_star(c)
    bodies = [back**2, w_star(c) ** 2, w(c) * back, w(c) * w_star(c)]

    def turned(q):
        square, own, product, inner_ = (sum_over(c, q, one) for one in bodies)
        return (square == own) & (product == -inner_)

    sizes = by_terms(k, c, d, turned, bodies)
    line = by_terms(
        k, c, d, lambda q: sum_over(c, q, back * z(c, o)) == -on(w_star, q),
        [back * z(c, o), w_star(c) * z(c, o)],
    )  # fmt: skip
    ends = k.arith((cos(pi - phi) == -cos(phi)) & (sin(pi - phi) == sin(phi)))
    first = k.use(k.by("conv.lem-5.6d", z, w, w_star, d, m, n, phi), *k.given)
    second = k.by("conv.lem-5.6d", z, w, Lambda((c,), back), d, m, n, pi - phi)
    second = k.use(second, *k.given, sizes, ends)
    other = maximum(on(w), 0) * maximum(sum_over(c, d, back * z(c, o)), 0)
    parts = [
        (sign, body, k.arith(integrable(E(o, body)), step))
        for sign, body, step in ((1, KERNEL, first), (-1, other, second))
    ]
    same = truths(k, HALF == 1 * KERNEL + -1 * other, (on(w) >= 0, on(w_star) >= 0), line)
    mean = mean_of_combination(k, o, HALF, parts, same)
    x, y, B, C, S, P, Q = reals("x y B C S P Q")
    end = forall(x, y, B, m, n, phi, C, S, P, Q)(
        given(x == (C * (pi - phi) + S) * m * n / (2 * pi), P == -C, Q == S, B == m * n * C,
              y == (P * (pi - (pi - phi)) + Q) * m * n / (2 * pi))
        >> (1 * x + -1 * y == B / 2)
    )  # fmt: skip
    angles = cos(phi), sin(phi), cos(pi - phi), sin(pi - phi)
    values = first.sides[0], second.sides[0], inner(w, w_star), m, n, phi, *angles
    there = [k.arith(one.sides[0] == one.sides[0], one) for one in (first, second)]
    end = k.use(k.lemma(end, *values, defined=there), first, second, ends, *k.given)
    return k.qed(k.arith(k.target, mean, end))


@half_second_moment.mutant
def variances_in_place_of_the_law(judge):
    """All numbers 1: the mean at the angle 0 is 1 in the place of 1/2."""
    return falsify(image_says(variances), hints=[model])
