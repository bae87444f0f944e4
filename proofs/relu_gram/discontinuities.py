"""Where the feature phi(x_i)(w) = x_i 1{w . x_i >= 0} is continuous. Notation of `hyperplanes`."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, exists, forall, given, reals, sum_over, term
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import truths
from . import thesis
from .hyperplanes import distance, on_the_side, product, proof, w, z
from .network import R, c, d, i, j, kernel, x
from .sectors import on, sums

e, A, K = reals("e A K")


def jump():
    """|phi(x_i)(w) - phi(x_i)(z)|^2"""
    return sum_over(c, d, (x(i, c) * on(product(w, i)) - x(i, c) * on(product(z, i))) ** 2)


def near():
    """The feature changes by little within some distance of z."""
    return exists(R)(conj(R > 0, forall(w)((distance(w, z) < R**2) >> (jump() < e))))


def continuous():
    return forall(e)((e > 0) >> near())


def says():
    there = conj((product(z, i) != 0) >> continuous(), (product(z, i) == 0) >> ~continuous())
    return forall(x, i, d)((kernel(i, i) > 0) >> forall(z)(there))


@claim(
    "relu2.thm-2.1.discontinuity",
    thesis(proof),
    formula=r"D_i=\{w:w^\top x_i=0\}\text{ is the set of discontinuities of }\phi(x_i)",
    hypotheses=("x_i != 0",),
    says=says,
    uses=("relu2.thm-2.1.ball", "book.cauchy-schwarz"),
)
def discontinuities(judge):
    """D_i is the set of discontinuities of the feature of x_i.

    Off D_i it is constant on the ball of radius |z . x_i|/(1 + |x_i|^2); every ball around a point
    of D_i has points w with w . x_i < 0, where the feature is 0 and not x_i.
    """
    k = judge.theorem()
    (long,) = k.given
    change = on(product(w, i)) - on(product(z, i))
    bodies = [(x(i, c) * on(product(w, i)) - x(i, c) * on(product(z, i))) ** 2, x(i, c) * x(i, c)]
    size = sums(k, bodies, lambda gap, own: gap == change**2 * own)
    ends = k.both(off_the_plane(k, long, size), on_the_plane(k, long, size))
    return k.qed(k.for_all(ends, z))


def off_the_plane(k, long, size):
    off, positive = k.assume(product(z, i) != 0), k.assume(e > 0)
    reach = abs(A) / (1 + K)
    rule = forall(A, K)(given(A != 0, K > 0) >> conj(reach > 0, reach**2 * K <= A**2, 1 + K != 0))
    rule = k.use(k.lemma(rule, product(z, i), kernel(i, i)), off, long)
    radius = k.part(rule, 0).sides[0]
    here = k.assume(distance(w, z) < radius**2)
    side = on_the_side(k, w, z, lambda c: x(i, c), radius, here, k.part(rule, 1), off)
    events = product(w, i) >= 0, product(z, i) >= 0
    same = truths(k, on(product(w, i)) == on(product(z, i)), events, side)
    small = k.arith(jump() < e, size, same, positive)
    small = k.for_all(k.discharge(small, here.formula), w)
    found = k.exhibit(near(), radius, k.both(k.part(rule, 0), small), k.part(rule, 2))
    found = k.for_all(k.discharge(found, positive.formula), e)
    return k.discharge(found, off.formula)


def on_the_plane(k, long, size):
    flat, smooth = k.assume(product(z, i) == 0), k.assume(continuous())
    half = kernel(i, i) / 2
    close = k.use(k.at(smooth, half), k.arith(half > 0, long))
    positive, within = k.split(k.such(close, R))
    count = 0
    none = given(j < count, j != i)
    vacuous = [
        k.for_all(k.discharge(k.arith(goal, k.assume(none)), none), j)
        for goal in (product(z, j) != 0, R**2 * kernel(j, j) <= product(z, j) ** 2)
    ]
    ball = k.use(k.by("relu2.thm-2.1.ball", x, z, i, count, d), long, flat, vacuous[0])
    below = k.part(k.apply(k.at(k.part(ball, 1), R), k.both(positive, vacuous[1])), 2)
    there, negative = k.split(k.assume(conj(distance(w, z) < R**2, -1 * product(w, i) > 0)))
    small = k.apply(k.at(within, w), there)
    event, at_z = product(w, i) >= 0, product(z, i) >= 0
    signs = [
        k.indicator(event, False, k.arith(~event, negative)),
        k.indicator(at_z, True, k.arith(at_z, flat)),
    ]
    wrong = k.arith(term(0) < 0, small, size, *signs, long)
    wrong = k.obtain(close, k.obtain(below, wrong, w), R)
    return k.discharge(k.negate(wrong, smooth.formula), flat.formula)


@discontinuities.mutant
def at_zero_inputs(judge):
    """Of x_i = 0 the feature is continuous everywhere: no jump."""
    return falsify(forall(A, K)(given(A == 0, K == A / 2) >> (A > K)))
