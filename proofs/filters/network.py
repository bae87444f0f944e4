"""The network of equation (6.1) and its loss, for every number of patches and every law."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    maximum,
    nats,
    reals,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6
from .model import relu
from .moments import nonnegative, s, w, w_star

i, c, k, p = nats("i c k p")
Z = functions("Z", "nat", "nat", "sample")  # Z(i, c, s): the patch i < k, its coordinate c < p
scale = reals("scale")
ONE = {
    "values": {"k": "1", "p": "1", "scale": "2"},
    "functions": {
        "Z": {"of": ["i", "c", "s"], "is": "1"}, "w": {"table": ["1"]}, "w_star": {"table": ["1"]}
    },
    "weights": ["1"],
}  # fmt: skip


def patch(weights):
    """w . Z_i"""
    return sum_over(c, p, weights(c) * Z(i, c, s))


def network(weights):
    """f(w, Z)"""
    return sum_over(i, k, maximum(patch(weights), 0)) / k


def long(index):
    """scale w"""
    return scale * w(index)


def homogeneous():
    scaled = network(long) == scale * network(w)
    return forall(Z, w, scale, k, p)(given(k >= 1, scale >= 0) >> forall(s)(scaled))


@claim(
    "fsgd.def-model.homogeneity",
    chapter_6("equation (6.1)"),
    formula=r"f(cw,Z)=c\,f(w,Z)",
    hypotheses=("c >= 0",),
    says=homogeneous,
)
def homogeneity(judge):
    """f is positively homogeneous in w: relu(c a) = c relu(a) for every patch."""
    z = judge.theorem()
    bodies = [long(c) * Z(i, c, s), w(c) * Z(i, c, s)]
    inner = by_terms(
        z, c, p, lambda q: sum_over(c, q, bodies[0]) == scale * sum_over(c, q, bodies[1]), bodies
    )
    A, B = reals("A B")
    rule = forall(A, B, scale)(
        given(A == scale * B, scale >= 0) >> (maximum(A, 0) == scale * maximum(B, 0))
    )
    each = z.use(z.lemma(rule, patch(long), patch(w), scale), inner, *z.given)
    tops = [maximum(patch(long), 0), maximum(patch(w), 0)]
    sums = by_terms(
        z, i, k, lambda q: sum_over(i, q, tops[0]) == scale * sum_over(i, q, tops[1]), tops, each
    )
    ratio = forall(A, B, scale, k)(given(A == scale * B, k >= 1) >> (A / k == scale * (B / k)))
    end = z.use(z.lemma(ratio, *(sum_over(i, k, top) for top in tops), scale, k), sums, *z.given)
    return z.qed(z.for_all(end, s))


@homogeneity.mutant
def negative_factors(judge):
    """Negative c as well."""
    a, factor = symbols.reals("a c")
    return holds(judge, (relu(factor * a), "==", factor * relu(a)))


def loss(first, second):
    return term("1/2") * E(s, (first - second) ** 2)


def silent(index):
    """The filter 0."""
    return 0 * w(index)


def at_the_teacher(value=0):
    own, label, nothing = network(w), network(w_star), network(silent)
    exist = given(k >= 1, integrable(E(s, (own - label) ** 2)), integrable(E(s, label**2)))
    return forall(Z, w, w_star, k, p)(
        exist
        >> conj(
            loss(own, label) >= 0,
            loss(label, label) == value,
            loss(nothing, label) == term("1/2") * E(s, label**2),
        )
    )


@claim(
    "fsgd.def-loss.zero",
    chapter_6("Section 6.1"),
    formula=r"\ell\ge0,\quad\ell(w_*)=0,\quad\ell(0)=\tfrac12E f(w_*,Z)^2",
    says=at_the_teacher,
    instance=ONE,
)
def loss_at_the_teacher(judge, value=0):
    """The loss is never negative, it is 0 at w* and half the second moment of the labels at w = 0
    (u, v the two outputs).
    """
    z = judge.theorem()
    many, exists, second = z.given
    own, label = network(w), network(w_star)
    divisible = z.arith(k != 0, many)
    A, B = reals("A B")
    square = z.lemma(forall(A, B)((A - B) ** 2 >= 0), own, label, defined=[divisible])
    positive = z.arith(loss(own, label) >= 0, nonnegative(z, (own - label) ** 2, square, exists))
    nothing = z.mean_of_constant(s, 0)
    none = z.arith(integrable(E(s, term(0))), nothing)
    same = z.lemma(forall(A)(term(0) == (A - A) ** 2), label, defined=[divisible])
    equal = z.mean_of_equal(z.for_all(same, s), none)
    still = z.arith(loss(label, label) == value, equal, nothing)
    empty = silent(c) * Z(i, c, s)
    inner = by_terms(z, c, p, lambda q: sum_over(c, q, empty) == 0, [empty])
    top = maximum(patch(silent), 0)
    each = z.arith(top == 0, inner)
    sums = by_terms(z, i, k, lambda q: sum_over(i, q, top) == 0, [top], each)
    off = z.lemma(
        forall(A, B, k)(given(A == 0, k != 0) >> (B**2 == (A / k - B) ** 2)),
        sum_over(i, k, top), label, k, defined=[divisible],
    )  # fmt: skip
    started = z.mean_of_equal(z.for_all(z.use(off, sums, divisible), s), second)
    start = z.arith(loss(network(silent), label) == term("1/2") * E(s, label**2), started, second)
    return z.qed(z.both(positive, still, start))


loss_at_the_teacher.mutant("1/2 at the teacher", value=1)
