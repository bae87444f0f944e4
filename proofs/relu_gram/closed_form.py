"""The entries of H_inf in closed form, from the symmetries of the normal law. Notation of
`sectors`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    cos,
    forall,
    given,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sin,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.directions import by_angle
from ..textbook.events import truths
from . import thesis
from .network import c, d
from .sectors import (
    G,
    along,
    common,
    g,
    inner,
    on,
    p,
    q,
    rotation_invariant,
    s,
    sums,
    theta,
    together,
    with_opposite,
)
from .start import o

size_p, size_q, iota, kappa = reals("size_p size_q iota kappa")


def share():
    return (pi - theta) / (2 * pi)


def units_say():
    sizes = conj(
        inner(p, p) == 1, inner(q, q) == 1, inner(p, q) == cos(theta), theta >= 0, theta <= pi
    )
    return forall(g, G, p, q, d, theta)(
        given(rotation_invariant(), sizes) >> (together(p, q) == share())
    )


@claim(
    "relu2.asm-2.1.closed-form.units",
    thesis("Assumption 2.1"),
    says=units_say,
    uses=("relu2.asm-2.1.sector-probability", "relu2.asm-2.1.antipode"),
)
def unit_vectors(judge):
    """For unit vectors p and q at the angle theta P(g . p >= 0, g . q >= 0) = (pi - theta)/(2 pi).

    They have a plane in common, unless the angle is 0 or pi; there the half-spaces are equal or
    opposite.
    """
    k = judge.theorem()
    half, shared, *parts = k.given
    goal = G(cos(theta)) == share()
    X = along(p)
    fair = k.use(k.at(half, p), parts[0])
    # theta == 0 or theta == pi
    own = common(k, p, p, parts[0], parts[0])
    equal = truths(k, on(X) == on(X) * on(X), (X >= 0,))
    has = k.arith(integrable(E(o, on(X))), fair)
    equal = k.mean_of_equal(k.for_all(equal, o), has)
    whole = k.arith(G(1) == "1/2", own, equal, fair)
    halves = with_opposite(k, p, p, [parts[0]] * 2, parts[0], 1)
    ends = {1: whole, -1: k.arith(G(-1) == 0, halves, whole)}

    def on_a_line(sign, end, angle, cosine):
        return k.arith(goal, k.fold(cosine, ends[sign]), angle)

    # a plane
    inverse = k.assume(iota * sin(theta) == 1)
    across = lambda c: iota * (q(c) - cos(theta) * p(c))  # noqa: E731
    basics = [p(c) * p(c), p(c) * q(c), q(c) * q(c)]
    C = cos(theta)
    length = sums(
        k,
        [across(c) * across(c), *basics],
        lambda whole, pp, pq, qq: whole == iota**2 * (qq - 2 * C * pq + C**2 * pp),
    )
    circle = k.arith(C**2 + sin(theta) ** 2 == 1)
    length = k.arith(inner(across, across) == 1, length, *parts[:3], circle, inverse)
    level = sums(
        k, [p(c) * across(c), *basics[:2]], lambda whole, pp, pq: whole == iota * (pq - C * pp)
    )
    level = k.arith(inner(p, across) == 0, level, *parts[:3])
    plane = k.by("relu2.asm-2.1.sector-probability", g, G, p, Lambda((c,), across(c)), d)
    plane = k.use(plane, half, shared, parts[0], length, level)
    plane = k.use(k.at(plane, theta), k.assume(theta > 0), k.assume(theta < pi))
    plane = k.for_all(k.discharge(k.arith(goal, plane), inverse.formula), iota)

    def in_a_plane(sine):
        nonzero = k.arith(sin(theta) != 0, sine)
        there = k.at(plane, 1 / sin(theta), defined=[nonzero])
        return k.use(there, k.arith(1 / sin(theta) * sin(theta) == 1, nonzero))

    value = by_angle(k, theta, in_a_plane, on_a_line)
    both = common(k, p, q, parts[2], *parts[:2])
    return k.qed(k.arith(k.target, both, value))


@unit_vectors.mutant
def the_angle_itself(judge):
    """theta/(2 pi): a half-space would have nothing in common with itself."""
    return falsify(forall(theta, s)(given(theta == 0, s == "1/2") >> (s == theta / (2 * pi))))


def closed_form_says():
    entry = inner(p, q) * (on(along(p)) * on(along(q)))
    sizes = conj(
        size_p > 0, size_p**2 == inner(p, p), size_q > 0, size_q**2 == inner(q, q), theta >= 0,
        theta <= pi, inner(p, q) == size_p * size_q * cos(theta),
    )  # fmt: skip
    return forall(g, G, p, q, d, size_p, size_q, theta)(
        given(rotation_invariant(), sizes)
        >> conj(together(p, q) == share(), E(o, entry) == inner(p, q) * share())
    )


@claim(
    "relu2.asm-2.1.closed-form",
    thesis("Assumption 2.1"),
    says=closed_form_says,
    uses=("relu2.asm-2.1.closed-form.units",),
)
def closed_form(judge):
    """The entries of H_inf in closed form: E[x_i . x_j 1{g . x_i >= 0, g . x_j >= 0}] = x_i . x_j
    (pi - theta_ij)/(2 pi), for inputs of any lengths but 0 and all d.

    p = x_i, q = x_j; half-spaces are those of the unit vectors.
    """
    k = judge.theorem()
    half, shared, *sizes = k.given
    known = k.assume(conj(iota > 0, kappa > 0, iota * size_p == 1, kappa * size_q == 1))
    one, two = (lambda c: iota * p(c)), (lambda c: kappa * q(c))

    def scaled(first, second, factor, own):
        bodies = [first(c) * second(c), own[0] * own[1]]
        return sums(k, bodies, lambda whole, part: whole == factor * part)

    products = [
        scaled(one, one, iota**2, (p(c), p(c))),
        scaled(two, two, kappa**2, (q(c), q(c))),
        scaled(one, two, iota * kappa, (p(c), q(c))),
    ]
    lines = [
        scaled(lambda c: g(c, o), one, iota, (g(c, o), p(c))),
        scaled(lambda c: g(c, o), two, kappa, (g(c, o), q(c))),
    ]
    lengths = [
        k.arith(inner(one, one) == 1, products[0], *sizes, known),
        k.arith(inner(two, two) == 1, products[1], *sizes, known),
        k.arith(inner(one, two) == cos(theta), products[2], *sizes, known),
    ]
    vectors = [Lambda((c,), each(c)) for each in (one, two)]
    units = k.by("relu2.asm-2.1.closed-form.units", g, G, *vectors, d, theta)
    units = k.use(units, half, shared, *lengths, *sizes)
    x, y, rate = reals("x y rate")
    scale = k.assume(conj(rate > 0, y == rate * x))
    same = truths(k, on(y) == on(x), (x >= 0, y >= 0), scale)
    same = k.for_all(k.discharge(same, scale.formula), x, y, rate)
    X, Y = along(p), along(q)
    signs = [
        k.use(k.at(same, *values), known, line)
        for values, line in zip(((X, along(one), iota), (Y, along(two), kappa)), lines)
    ]
    equal = k.arith(on(along(one)) * on(along(two)) == on(X) * on(Y), *signs)
    has = k.arith(integrable(together(one, two)), units)
    first = k.mean_of_equal(k.for_all(equal, o), has)
    first = k.arith(together(p, q) == share(), first, units)
    first = k.for_all(k.discharge(first, known.formula), iota, kappa)
    nonzero = k.arith(conj(size_p != 0, size_q != 0), *sizes)
    first = k.use(k.at(first, 1 / size_p, 1 / size_q, defined=k.split(nonzero)), *sizes, nonzero)
    has = k.arith(integrable(together(p, q)), first)
    entry = inner(p, q) * (on(X) * on(Y))
    second = mean_of_combination(k, o, entry, [(inner(p, q), on(X) * on(Y), has)])
    return k.qed(k.both(first, k.arith(k.target.part(1), second, first)))


@closed_form.mutant
def four_pi(judge):
    """(pi - theta)/(4 pi): one half-space would have the probability 1/4."""
    return falsify(
        forall(theta, s)(given(theta == 0, s == "1/2") >> (s == (pi - theta) / (4 * pi)))
    )
