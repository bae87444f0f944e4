"""Lemma 5.6, the kernel E[sigma(z.w) sigma(z.w*)], for any two vectors w and w* other than 0."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    maximum,
    mean_of_combination,
    pi,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.directions import A, B, T, c, d
from steepest.proofs.textbook.gaussian import half_line

from . import thesis
from .half_space_moments import NORMAL, inner, locus, m, model, o, on, variances, w, z
from .network import n, phi, square, w_star

KERNEL = maximum(on(w), 0) * maximum(on(w_star), 0)
VALUE = (cos(phi) * (pi - phi) + sin(phi)) * m * n / (2 * pi)


def says(law=NORMAL):
    sizes = conj(m > 0, n > 0, *(square(f, d) == s**2 for f, s in ((w, m), (w_star, n))))
    angle = conj(inner(w, w_star) == m * n * cos(phi), phi >= 0, phi <= pi)
    return forall(z, w, w_star, d, m, n, phi)(given(law, sizes, angle) >> (E(o, KERNEL) == VALUE))


@claim(
    "conv.lem-5.6d",
    thesis(locus),
    formula=r"E[\sigma(z^\top w)\sigma(z^\top w^*)]=\tfrac1{2\pi}(\cos\phi(\pi-\phi)+\sin\phi)\|w\|"
    r"\|w^*\|",
    hypotheses=("w, w* != 0",),
    says=says(),
    uses=(
        *("conv.lem-5.6-fourth-step", "book.orthonormal-pair", "book.parallel-vectors"),
        "book.normal-line",
    ),
)
def arc_cosine_kernel(judge):
    """The fourth step, simplified with sin^2 + cos^2 = 1; parallel and opposite vectors have no
    plane, and half of E X^2 and 0.
    """
    k = judge.theorem()
    positive = 0 < phi
    ends = [
        k.cases(
            k.excluded_middle(phi < pi),
            apart(k, k.assume(positive), k.assume(phi < pi)),
            parallel(k, -1, pi, k.assume(~(phi < pi))),
        ),
        parallel(k, 1, term(0), k.assume(~positive)),
    ]
    return k.qed(k.cases(k.excluded_middle(positive), *ends))


@arc_cosine_kernel.mutant
def variances_in_place_of_the_law(judge):
    """All numbers 1: the mean at the angle 0 is 1 in the place of 1/2."""
    return falsify(says(variances), hints=[model])


def apart(k, *inside):
    """0 < phi < pi: the fourth step in the plane of w and w*."""
    law, *sizes = k.given
    sine = k.arith(sin(phi) > 0, *inside)
    circle = k.arith(cos(phi) ** 2 + sin(phi) ** 2 == 1)
    unit = k.assume(conj(A * m == 1, B * n == 1, T * sin(phi) == 1))
    basis = k.by("book.orthonormal-pair", w, w_star, d, m, n, cos(phi), sin(phi), A, B, T)
    *basis, made = k.split(k.use(basis, *sizes, circle, unit))
    first, second = A * w(c), T * (B * w_star(c) - cos(phi) * A * w(c))
    first_is, second_is = (k.for_all(one, c) for one in k.split(k.at(made, c)))
    lines = Lambda((c,), first), Lambda((c,), second)
    step = k.by("conv.lem-5.6-fourth-step", z, w, w_star, *lines, d, m, n, phi)
    step = k.use(step, law, *basis, first_is, second_is, *sizes)
    end = k.arith(E(o, KERNEL) == VALUE, step, circle)
    always = k.for_all(k.discharge(end, unit.formula), A, B, T)
    return k.use(k.at(always, 1 / m, 1 / n, 1 / sin(phi), defined=[sine]), sine, *k.given)


def parallel(k, sign, end, outside):
    """phi is 0 or pi: w* is a positive or negative multiple of w."""
    law, long, far, size, *_ = k.given
    angle = k.arith(phi == end, outside, *k.given)
    cosine = k.arith(cos(phi) == sign, k.arith(cos(phi) == cos(end), angle))
    unit = k.assume(A * m == 1)
    one = A * w(c)
    length = by_terms(
        k, c, d, lambda q: sum_over(c, q, one**2) == A**2 * sum_over(c, q, w(c) ** 2),
        [one**2, w(c) ** 2],
    )  # fmt: skip
    length = k.arith(sum_over(c, d, one**2) == 1, length, size, unit)
    multiple = k.use(k.by("book.parallel-vectors", w, w_star, d, m, n, sign), *k.given, cosine)
    equal = k.apply(k.at(multiple, c), k.assume(c < d))
    equal = k.arith(w_star(c) == sign * n * one, equal, unit, long)
    X = lambda q: sum_over(c, q, one * z(c, o))  # noqa: E731
    bodies = [one * z(c, o), w(c) * z(c, o), w_star(c) * z(c, o)]
    lines = [
        by_terms(k, c, d, lambda q: on(w, q) == m * X(q), bodies, always=[unit]),
        by_terms(k, c, d, lambda q: on(w_star, q) == sign * n * X(q), bodies, equal),
    ]
    event = X(d) >= 0
    cases = [
        [k.assume(event), k.indicator(event, True, k.assume(event))],
        [k.assume(~event), k.indicator(event, False, k.assume(~event))],
    ]
    part = X(d) ** 2 * indicator(event)
    value = m * n * part if sign == 1 else term(0)
    same = [k.arith(KERNEL == value, *lines, *case, long, far) for case in cases]
    same = k.cases(k.excluded_middle(event), *same)
    if sign == 1:
        share = half_line(k, z, o, one, length, 2, "1/2")
        has = k.arith(integrable(E(o, part)), share)
        mean = mean_of_combination(k, o, KERNEL, [(m * n, part, has)], same)
    else:
        share = k.mean_of_constant(o, value)
        back = k.for_all(k.arith(value == KERNEL, same), o)
        mean = k.mean_of_equal(back, k.arith(integrable(E(o, value)), share))
    turn = k.arith(sin(phi) == 0, k.arith(sin(phi) == sin(end), angle))
    end = k.arith(E(o, KERNEL) == VALUE, mean, share, angle, cosine, turn)
    return k.use(k.at(k.for_all(k.discharge(end, unit.formula), A), 1 / m), *k.given)
