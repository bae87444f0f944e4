"""The second moments of an input on a region, as quadratic forms, for every law and every size.

Z(c, s) is the coordinate c < p of the input at the sample s; a region is an event about w.Z and
w*.Z; M(c, e) = E[Z_c Z_e 1{region}].
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    nats,
    randoms,
    reals,
    samples,
    sequences,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from ..textbook.means import mean_of_terms
from . import chapter_6

c, e, p = nats("c e p")
s = samples("s")
Z = functions("Z", "nat", "sample")
chi = randoms("chi")
u, v, w, w_star = sequences("u v w w_star")


def vector_of(f):
    """The sequence with the coordinates f(c)"""
    return Lambda((c,), f(c))


def dot(f, sample=s):
    """f . Z"""
    return sum_over(c, p, f(c) * Z(c, sample))


def inside(sign=1, weights=w):
    """The input lies in the region w.Z >= 0, sign w*.Z >= 0."""
    return conj(dot(weights) >= 0, dot(w_star) >= 0 if sign > 0 else -dot(w_star) >= 0)


def entry(region):
    return E(s, Z(c, s) * Z(e, s) * region)


def form(left, right, region):
    """left^T E[Z Z^T region] right"""
    return sum_over(c, p, sum_over(e, p, left(c) * right(e) * entry(region)))


def exists(region):
    """The second moments on the region exist."""
    return forall(c, e)(integrable(entry(region)))


def nonnegative(z, body, point, integral):
    """E(body) >= 0 from body >= 0 at every sample and the existence of the mean."""
    zero = z.mean_of_constant(s, 0)
    bound = z.for_all(z.arith(term(0) <= body, point), s)
    less = z.mean_is_monotone(bound, z.arith(integrable(E(s, term(0))), zero), integral)
    return z.arith(E(s, body) >= 0, less, zero)


def at_every_sample(z, event, claim_, where, letters, values, *known):
    """claim_(1{event}) at a sample: where the event holds from `where`, elsewhere since 1{event} is
    0.
    """
    on, off, f = z.assume(event), z.assume(~event), reals("f")
    region = indicator(event)
    inside_ = z.lemma(forall(*letters, f)(given(*where, f == 1) >> claim_(f)), *values, region)
    outside = z.lemma(forall(*letters, f)((f == 0) >> claim_(f)), *values, region)
    return z.cases(
        z.excluded_middle(event),
        z.use(inside_, on, z.indicator(event, True, on), *known),
        z.use(outside, z.indicator(event, False, off)),
    )


def form_is_mean():
    mean = E(s, dot(u) * dot(v) * chi(s))
    return forall(Z, chi, u, v, p)(exists(chi(s)) >> (mean == form(u, v, chi(s))))


@claim(
    "fsgd.moment-form", chapter_6("equation (6.3)"), says=form_is_mean,
    uses=("book.mean-of-sum", "book.sum-times-sum"),
)  # fmt: skip
def forms_are_means(judge):
    """u^T M v = E[(u.Z)(v.Z) chi] for M = E[Z Z^T chi], for every random variable chi."""
    z = judge.theorem()
    (have,) = z.given
    value = Z(c, s) * Z(e, s) * chi(s)
    body, mean = u(c) * v(e) * value, u(c) * v(e) * entry(chi(s))
    there = z.at(have, c, e)
    scaled = z.mean_of_sum(s, u(c) * v(e), value, 0, value, there, there)
    same = z.for_all(z.arith(u(c) * v(e) * value + 0 * value == body), s)
    each = z.arith(
        E(s, body) == mean, scaled, z.mean_of_equal(same, z.arith(
            integrable(E(s, u(c) * v(e) * value + 0 * value)), scaled)),
    )  # fmt: skip

    rows = z.for_all(z.for_all(z.discharge(there, e < p), e), c)
    row = mean_of_terms(z, e, p, body, mean, each, z.at(have, c), w=s)
    bodies = sum_over(e, p, body), sum_over(e, p, mean)
    whole = mean_of_terms(z, c, p, *bodies, row, rows, w=s)
    pairs = u(c) * Z(c, s) * (v(e) * Z(e, s))
    product = z.by(
        "book.sum-times-sum", Lambda((c,), u(c) * Z(c, s)), Lambda((c,), v(c) * Z(c, s)), p, p
    )
    inner = by_terms(
        z, e, p, lambda q: sum_over(e, q, body) == chi(s) * sum_over(e, q, pairs), [body, pairs]
    )
    outer = by_terms(
        z, c, p,
        lambda q: sum_over(c, q, sum_over(e, p, body))
        == chi(s) * sum_over(c, q, sum_over(e, p, pairs)),
        [sum_over(e, p, body), sum_over(e, p, pairs)], inner,
    )  # fmt: skip
    double = sum_over(c, p, sum_over(e, p, body))
    point = z.for_all(z.arith(double == dot(u) * dot(v) * chi(s), outer, product), s)
    end = z.mean_of_equal(point, z.arith(integrable(E(s, double)), whole))
    return z.qed(z.arith(z.target, end, whole))


@forms_are_means.mutant
def one_coordinate(judge):
    """The diagonal alone, in letters: (u_0 z_0 + u_1 z_1)^2 is more than its two squares."""
    x, y = symbols.reals("x y")
    return holds(judge, ((x + y) ** 2, "==", x**2 + y**2), [(x, ">", 0), (y, ">", 0)])
