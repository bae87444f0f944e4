"""Equations (5.5) and (5.6): the moments A(w) and B(w, w*) of the ReLUs of two patches, entry by
entry, for every number of patches and every size of the filter; Z(i, c) is the patch i.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    indicator,
    integrable,
    maximum,
    mean_of_combination,
    nats,
    pi,
    reals,
    sin,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import truths
from steepest.proofs.textbook.gaussian import form
from steepest.proofs.textbook.normal_rows import matrix

from . import thesis
from .half_space_moments import inner, m, o, w
from .network import c, d, g, i, k, n, phi, square, w_star

Z = functions("Z", "nat", "nat", "sample")
j = nats("j")
LAW = matrix(Z, k, o)
U, V, x, y, u, v = reals("U V x y u v")  # U = 1/|w| and V = 1/|w*|


def on(direction, patch, count=d):
    """Z_i . direction"""
    return sum_over(c, count, direction(c) * Z(patch, c, o))


def relu(direction, patch):
    return maximum(on(direction, patch), 0)


SIZES = conj(m > 0, n > 0, square(w, d) == m**2, square(w_star, d) == n**2)
ANGLE = conj(inner(w, w_star) == m * n * cos(phi), phi >= 0, phi <= pi)
MOMENT = E(o, relu(w, i) * relu(w_star, j))


def mixed_says(law=LAW):
    value = m * n / (2 * pi) * (1 + (g(phi) - 1) * indicator(i == j))
    known = given(law, SIZES, ANGLE, i < k, j < k)
    return forall(Z, w, w_star, k, d, m, n, phi, i, j)(known >> (MOMENT == value))


@claim(
    "conv.B-matrix",
    thesis("Section 5.7, equation (5.6)"),
    formula=r"B(w,w^*)=\frac{\|w\|\|w^*\|}{2\pi}(11^\top+(\cos\phi(\pi-\phi)+\sin\phi-1)I)",
    hypotheses=("Z has i.i.d. N(0,1) entries", "w, w* != 0", "entry by entry"),
    says=mixed_says,
    uses=("book.normal-row", "book.normal-two-rows", "book.normal-wedge", "conv.lem-5.6d"),
)
def matrix_B(judge):
    """Entries: the arc-cosine kernel on the diagonal; off it two patches are independent, and half
    of a quarter plane is left.
    """
    z = judge.theorem()
    same, other = z.assume(i == j), z.assume(~(i == j))
    own = z.use(z.by("book.normal-row", Z, k, d, i), *z.given)
    kernel = z.by("conv.lem-5.6d", Lambda((c, o), Z(i, c, o)), w, w_star, d, m, n, phi)
    kernel = z.use(kernel, own, *z.given)
    kernel = z.rewrite(same, kernel, MOMENT == kernel.sides[1])
    first = z.arith(z.target, kernel, z.indicator(i == j, True, same))
    second = of_two_patches(z, z.arith(i != j, other))
    second = z.arith(z.target, second, z.indicator(i == j, False, other))
    return z.qed(z.cases(z.excluded_middle(i == j), first, second))


def of_two_patches(z, apart):
    """m n/(2 pi): the two patches have independent normal coordinates X and Y, and 2 pi times the
    mean of X Y over a quarter plane is 1.
    """
    units = z.assume(conj(U * m == 1, V * n == 1))
    one, two = U * w(c), V * w_star(c)
    X, Y = (sum_over(c, d, each * Z(patch, c, o)) for each, patch in ((one, i), (two, j)))

    def scaled(factor, body, of):
        return by_terms(
            z, c, d, lambda q: sum_over(c, q, body) == factor * sum_over(c, q, of), [body, of]
        )  # fmt: skip

    lengths = scaled(U**2, one**2, w(c) ** 2), scaled(V**2, two**2, w_star(c) ** 2)
    unit = forall(U, m, x)(given(U * m == 1, x == U**2 * m**2) >> (x == 1))
    unit = [
        z.use(
            z.lemma(unit, by, size, long.sides[0]),
            units,
            z.arith(long.sides[0] == by**2 * size**2, long, *z.given),
        )
        for by, size, long in ((U, m, lengths[0]), (V, n, lengths[1]))
    ]
    pair = z.by("book.normal-two-rows", Z, Lambda((c,), one), Lambda((c,), two), k, d, i, j)
    pair = z.use(pair, apart, *unit, *z.given)
    share = z.by("book.normal-wedge", Lambda((o,), X), Lambda((o,), Y), pi / 2, 0, 1, 0)
    share = z.use(share, pair, z.arith(conj(pi / 2 >= 0, pi / 2 <= pi)))
    quarter = z.arith(conj(cos(pi / 2) == 0, sin(pi / 2) == 1))
    event = conj(X >= 0, cos(pi / 2) * X + sin(pi / 2) * Y >= 0)
    lines = (
        scaled(U, one * Z(i, c, o), w(c) * Z(i, c, o)),
        scaled(V, two * Z(j, c, o), w_star(c) * Z(j, c, o)),
    )
    back = forall(U, m, x, u)(given(U * m == 1, x == U * u) >> (u == m * x))
    back = [
        z.use(z.lemma(back, by, size, line.sides[0], on(way, patch)), units, line)
        for by, size, line, way, patch in ((U, m, lines[0], w, i), (V, n, lines[1], w_star, j))
    ]
    inside = form(X, Y, 0, 1, 0) * indicator(event)
    same = truths(
        z, relu(w, i) * relu(w_star, j) == m * n * inside, (event,), quarter, *back, *z.given[1:3]
    )
    has = z.arith(integrable(E(o, inside)), share)
    mean = mean_of_combination(z, o, relu(w, i) * relu(w_star, j), [(m * n, inside, has)], same)
    found = z.arith(MOMENT == m * n / (2 * pi), mean, share, quarter)
    every = z.for_all(z.discharge(found, units.formula), U, V)
    there = z.arith(conj(m != 0, n != 0), *z.given)
    inverse = forall(m, n)(given(m > 0, n > 0) >> conj(1 / m * m == 1, 1 / n * n == 1))
    inverse = z.use(z.lemma(inverse, m, n), *z.given)
    return z.apply(z.at(every, 1 / m, 1 / n, defined=z.split(there)), inverse)


VARIANCES = forall(i, c)(given(i < k, c < d) >> (E(o, Z(i, c, o) ** 2) == 1))
ALIKE = {
    "values": {"k": "1", "d": "1", "size_w": "1", "n": "1", "phi": "0", "i": "0", "j": "0"},
    "functions": {name: {"table": ["1"]} for name in ("w", "w_star")}
    | {"Z": {"of": ["i", "c", "o"], "is": "1"}},
    "weights": ["1"],
}


@matrix_B.mutant
def variances_in_place_of_the_law(judge):
    """All numbers 1: the mean is 1 in the place of 1/2."""
    return falsify(mixed_says(VARIANCES), hints=[ALIKE])


def square_says(law=LAW):
    value = m**2 / (2 * pi) * (1 + (pi - 1) * indicator(i == j))
    known = given(law, m > 0, square(w, d) == m**2, i < k, j < k)
    mean = E(o, relu(w, i) * relu(w, j))
    return forall(Z, w, k, d, m, i, j)(known >> (mean == value))


@claim(
    "conv.A-matrix",
    thesis("Section 5.7, equation (5.5)"),
    formula=r"A(w)=\frac{\|w\|^2}{2\pi}(11^\top+(\pi-1)I)",
    hypotheses=("Z has i.i.d. N(0,1) entries", "w != 0", "entry by entry"),
    says=square_says,
    uses=("conv.B-matrix",),
)
def matrix_A(judge):
    """Entries: B(w, w) at the angle 0, that is half the second moment on the diagonal and the
    product of two means off it.
    """
    z = judge.theorem()
    product = by_terms(
        z, c, d, lambda q: sum_over(c, q, w(c) * w(c)) == sum_over(c, q, w(c) ** 2),
        [w(c) * w(c), w(c) ** 2],
    )  # fmt: skip
    level = z.arith(conj(g(term(0)) == pi, cos(term(0)) == 1))
    known = z.by("conv.B-matrix", Z, w, w, k, d, m, m, 0, i, j)
    angle = z.arith(inner(w, w) == m * m * cos(term(0)), product, level, *z.given)
    known = z.use(known, angle, z.arith(conj(term(0) >= 0, term(0) <= pi)), *z.given)
    return z.qed(z.arith(z.target, known, level))


@matrix_A.mutant
def variances_alone(judge):
    """All numbers 1: the mean is 1 in the place of 1/2."""
    return falsify(square_says(VARIANCES), hints=[ALIKE])
