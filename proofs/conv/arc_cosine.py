"""Lemma 5.6, the kernel E[sigma(z.w) sigma(z.w*)], for any two vectors w and w* other than 0."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
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
from steepest.proofs.textbook.directions import by_angle, c, d, in_a_plane, on_a_line
from steepest.proofs.textbook.events import truths
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
    vectors = w, w_star, m, n, phi

    def apart(sine):
        def shown(first, second, basis, made):
            lines = (k.for_all(one, c) for one in k.split(k.at(made, c)))
            step = k.by("conv.lem-5.6-fourth-step", z, w, w_star, first, second, d, m, n, phi)
            step = k.use(step, k.given[0], *basis, *lines, *k.given[1:])
            return k.arith(E(o, KERNEL) == VALUE, step, k.arith(cos(phi) ** 2 + sin(phi) ** 2 == 1))

        return in_a_plane(k, vectors, sine, shown)

    def parallel(sign, end, angle, cosine):
        def shown(way, length, lines):
            mean = along_one_line(k, sign, way, length, lines)
            turn = k.arith(sin(phi) == 0, k.arith(sin(phi) == sin(end), angle))
            return k.arith(E(o, KERNEL) == VALUE, mean, angle, cosine, turn)

        return on_a_line(k, (z, o), vectors, sign, cosine, shown)

    return k.qed(by_angle(k, phi, apart, parallel))


@arc_cosine_kernel.mutant
def variances_in_place_of_the_law(judge):
    """All numbers 1: the mean at the angle 0 is 1 in the place of 1/2."""
    return falsify(says(variances), hints=[model])


def along_one_line(k, sign, way, length, lines):
    """w* is a positive or negative multiple of w: half of E X^2, or 0."""
    X = sum_over(c, d, way * z(c, o))
    event = X >= 0
    part = X**2 * indicator(event)
    value = m * n * part if sign == 1 else term(0)
    same = truths(k, KERNEL == value, (event,), *lines, *k.given[1:3])
    if sign == -1:
        none = k.mean_of_constant(o, value)
        back = k.for_all(k.arith(value == KERNEL, same), o)
        moved = k.mean_of_equal(back, k.arith(integrable(E(o, value)), none))
        return k.arith(E(o, KERNEL) == 0, moved, none)
    share = half_line(k, z, o, way, length, 2, "1/2")
    has = k.arith(integrable(E(o, part)), share)
    mean = mean_of_combination(k, o, KERNEL, [(m * n, part, has)], same)
    return k.arith(E(o, KERNEL) == m * n * term("1/2"), mean, share)
