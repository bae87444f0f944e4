"""Lemma 5.6 in the plane of w and w*: moments of a normal vector z over the part of space where z.w
>= 0 and z.w* >= 0.

z(c, o) are the coordinates of one patch on the outcome o; e_1 = w/|w|, and w*/|w*| = cos(phi) e_1 +
sin(phi) e_2 for orthonormal e_1, e_2.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Formula,
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
    pi,
    reals,
    samples,
    sequences,
    sin,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.gaussian import c, d, form, standard

from . import thesis
from .network import n, phi, w_star

o = samples("o")
z = functions("z", "nat", "sample")
w, e_1, e_2 = sequences("w e_1 e_2")
m = reals("size_w")
S, C = sin(phi), cos(phi)

USES = ("book.normal-pair", "book.normal-wedge")
locus = "Lemma 5.6 and its proof, Section 5.7"


def on(direction, count=d):
    """z . direction"""
    return sum_over(c, count, direction(c) * z(c, o))


def inner(f, g):
    return sum_over(c, d, f(c) * g(c))


BOTH = conj(on(w) >= 0, on(w_star) >= 0)


def hypotheses(law):
    """The law of z, the plane with its basis, and where w and w* lie in it."""
    first = forall(c)(w(c) == m * e_1(c))
    turned = forall(c)(w_star(c) == n * (C * e_1(c) + S * e_2(c)))
    basis = [sum_over(c, d, e(c) ** 2) == 1 for e in (e_1, e_2)]
    angle = phi >= 0, phi <= pi
    return given(law, *basis, inner(e_1, e_2) == 0, m > 0, n > 0, first, turned, *angle)


NORMAL = standard(z, o)


def says(*means, law=NORMAL):
    """E[value] = result/(2 pi) for each, value a random number."""
    equal = [E(o, value) == result / (2 * pi) for value, result in means]
    return forall(z, w, w_star, e_1, e_2, d, m, n, phi)(hypotheses(law) >> conj(*equal))


variances = forall(c)((c < d) >> (E(o, z(c, o) ** 2) == 1))
axes = {"e_1": ["1", "0"], "e_2": ["0", "1"], "w": ["1", "0"], "w_star": ["1", "0"]}
model = {
    "values": {"d": "2", "size_w": "1", "n": "1", "phi": "0"},
    "functions": {name: {"table": row} for name, row in axes.items()}
    | {"z": {"of": ["c", "o"], "is": "1"}},
    "weights": ["1"],
}


def without_the_law(*means):
    """A false variant: of the law only the variances are kept, and all numbers are 1."""

    def variances_in_place_of_the_law(judge):
        return falsify(says(*means, law=variances), hints=[model])

    return variances_in_place_of_the_law


def shown(judge, *means):
    """The theorem of it: where both half-spaces meet each value is a form a x^2 + b x y + e y^2 of
    x = z.e_1 and y = z.e_2, elsewhere 0; `means` are the values with (a, b, e).
    """
    k = judge.theorem()
    law, one, two, apart, *sizes, first, turned, low, high = k.given
    X, Y = on(e_1), on(e_2)
    pair = k.use(k.by("book.normal-pair", z, e_1, e_2, d), law, one, two, apart)
    bodies = [f(c) * z(c, o) for f in (w, w_star, e_1, e_2)]
    lines = [
        by_terms(k, c, d, lambda q: on(w, q) == m * on(e_1, q), bodies, k.at(first, c)),
        by_terms(
            k, c, d, lambda q: on(w_star, q) == n * (C * on(e_1, q) + S * on(e_2, q)),
            bodies, k.at(turned, c),
        ),
    ]  # fmt: skip
    there = conj(X >= 0, C * X + S * Y >= 0)
    into = k.arith(BOTH, k.assume(there), *lines, *sizes)
    out = k.arith(~BOTH, k.assume(~there), *lines, *sizes)
    yes = [into, k.indicator(there, True, k.assume(there)), k.indicator(BOTH, True, into)]
    no = [out, k.indicator(there, False, k.assume(~there)), k.indicator(BOTH, False, out)]
    found = []
    for value, factors in means:
        known = k.by("book.normal-wedge", Lambda((o,), X), Lambda((o,), Y), phi, *factors)
        known = k.use(known, pair, low, high)
        before = form(X, Y, *factors) * indicator(there)
        ends = [k.arith(before == value, *case, *lines) for case in (yes, no)]
        same = k.for_all(k.cases(k.excluded_middle(there), *ends), o)
        moved = k.mean_of_equal(same, k.arith(integrable(E(o, before)), known))
        found.append((moved, known))
    circle = k.arith(C**2 + S**2 == 1)
    parts = k.target.node[1:] if len(means) > 1 else [k.target.node]
    goals = [Formula(one, k.target.sorts) for one in parts]
    return k.qed(k.both(*(k.arith(goal, *steps, circle) for goal, steps in zip(goals, found))))


def second_moment(f, g):
    """<f g^T, M>, M = E[z z^T 1{z.w >= 0, z.w* >= 0}]"""
    return on(f) * on(g) * indicator(BOTH)


FIRST = second_moment(e_1, e_1), pi - phi + S * C
MIXED = second_moment(e_1, e_2), S**2
SECOND = second_moment(e_2, e_2), pi - phi - S * C
IMAGE = (
    (second_moment(e_1, w_star), n * ((pi - phi) * C + S)),
    (second_moment(e_2, w_star), n * ((pi - phi) * S)),
)
KERNEL = (
    maximum(on(w), 0) * maximum(on(w_star), 0),
    (C * (pi - phi + S * C) + S**3) * m * n,
)


@claim(
    "conv.lem-5.6-polar.e1e1",
    thesis(locus),
    formula=r"\langle e_1e_1^\top,M\rangle=\tfrac1{2\pi}(\pi-\phi+\sin\phi\cos\phi)",
    says=says(FIRST),
    uses=USES,
)
def along_w(judge):
    """2/(2 pi) times the integral of cos^2 over [phi - pi/2, pi/2]."""
    return shown(judge, (FIRST[0], (1, 0, 0)))


along_w.mutant(without_the_law(FIRST))


@claim(
    "conv.lem-5.6-polar.e1e2",
    thesis(locus),
    formula=r"\langle e_1e_2^\top,M\rangle=\tfrac1{2\pi}\sin^2\phi",
    says=says(MIXED),
    uses=USES,
)
def mixed(judge):
    """2/(2 pi) times the integral of sin cos."""
    return shown(judge, (MIXED[0], (0, 1, 0)))


mixed.mutant(without_the_law(MIXED))


@claim(
    "conv.lem-5.6-polar.e2e2",
    thesis(locus),
    formula=r"\langle e_2e_2^\top,M\rangle=\tfrac1{2\pi}(\pi-\phi-\sin\phi\cos\phi)",
    says=says(SECOND),
    uses=USES,
)
def across_w(judge):
    """2/(2 pi) times the integral of sin^2."""
    return shown(judge, (SECOND[0], (0, 0, 1)))


across_w.mutant(without_the_law(SECOND))


@claim(
    "conv.lem-5.6-polar-amended",
    thesis(locus),
    formula=r"Mw^*=\tfrac1{2\pi}\left((\pi-\phi)\cos\phi+\sin\phi\right)\|w^*\|e_1+\tfrac1{2\pi}("
    r"\pi-\phi)\sin\phi\,\|w^*\|e_2",
    hypotheses=("M w* in the plane: its products with e_1 and with e_2",),
    amends="conv.lem-5.6-polar",
    says=says(*IMAGE),
    uses=USES,
)
def middle_amended(judge):
    """The moments applied to cos(phi) e1 + sin(phi) e2 give ((pi - phi) cos + sin, (pi - phi)
    sin)/(2 pi): the printed end result.
    """
    return shown(judge, (IMAGE[0][0], (n * C, n * S, 0)), (IMAGE[1][0], (0, n * C, n * S)))


middle_amended.mutant(without_the_law(*IMAGE))


@claim(
    "conv.lem-5.6-fourth-step",
    thesis(locus),
    formula=r"E[\sigma\sigma]=\tfrac1{2\pi}\left(\cos\phi(\pi-\phi+\sin\phi\cos\phi)+\sin^3\phi"
    r"\right)\|w\|\|w^*\|",
    says=says(KERNEL),
    uses=USES,
)
def fourth_step(judge):
    """The integral of (cos t cos phi + sin t sin phi) cos t, with the power 3 of the last sine (2
    would be false).
    """
    return shown(judge, (KERNEL[0], (m * n * C, m * n * S, 0)))


fourth_step.mutant(without_the_law(KERNEL))
