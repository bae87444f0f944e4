"""Signs of the second moments on the regions, and the loss at w* and at 0, for every law."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    reals,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from ..textbook.events import below
from . import chapter_6
from .moments import (
    Z,
    at_every_sample,
    c,
    dot,
    e,
    entry,
    exists,
    form,
    inside,
    nonnegative,
    p,
    s,
    u,
    w,
    w_star,
)

c_, e_ = reals("c_1 e_1")
ONE = {
    "values": {"p": "1"},
    "functions": {
        "Z": {"of": ["c", "s"], "is": "1"}, "u": {"table": ["1"]}, "w": {"table": ["1"]},
        "w_star": {"table": ["1"]},
    },
    "weights": ["1"],
}  # fmt: skip


def semidefinite():
    def of(region):
        square = form(u, u, region) == E(s, dot(u) * dot(u) * region)
        symmetric = forall(c, e)(entry(region) == E(s, Z(e, s) * Z(c, s) * region))
        return conj(symmetric, square, form(u, u, region) >= 0)

    plus, minus = indicator(inside(1)), indicator(inside(-1))
    return forall(Z, w, w_star, u, p)(
        given(exists(plus), exists(minus)) >> conj(of(plus), of(minus))
    )


@claim(
    "fsgd.def-regions-k1.psd",
    chapter_6("equation (6.3)"),
    formula=r"u^\top A_{w,\pm w_*}u=E[(u^\top Z)^21\{S\}]\ge0",
    says=semidefinite,
    uses=("fsgd.moment-form",),
    instance=ONE,
)
def region_moments_are_psd(judge):
    """Both matrices are symmetric and positive semidefinite: every quadratic form is an expectation
    of squares.
    """
    z = judge.theorem()
    parts = []
    for have, sign in zip(z.given, (1, -1), strict=True):
        event = inside(sign)
        region = indicator(event)
        equal = z.use(z.by("fsgd.moment-form", Z, Lambda((s,), region), u, u, p), have)
        body = dot(u) * dot(u) * region
        A, B = reals("A B")
        product = z.lemma(forall(A, B)(given(B >= 0) >> (A * A * B >= 0)), dot(u), region)
        point = z.use(product, z.indicator_range(event))
        above = nonnegative(z, body, point, z.arith(integrable(E(s, body)), equal))
        there = z.at(have, c, e)
        swap = z.for_all(z.arith(Z(c, s) * Z(e, s) * region == Z(e, s) * Z(c, s) * region), s)
        symmetric = z.for_all(z.mean_of_equal(swap, there), c, e)
        same = z.arith(form(u, u, region) == E(s, body), equal)
        parts.append(z.both(symmetric, same, z.arith(form(u, u, region) >= 0, above, equal)))
    return z.qed(z.both(*parts))


@region_moments_are_psd.mutant
def negative(judge):
    """Minus the square, in letters."""
    product, region = symbols.reals("product region")
    where = [(region, ">=", 0), (region, "<=", 1)]
    return holds(judge, (-(product**2) * region, ">=", 0), where)


def cross(sign=-1):
    region = indicator(inside(-1))
    mixed = dot(w_star) * dot(w) * region
    equal = -1 * form(w_star, w, region) == sign * E(s, mixed)
    return forall(Z, w, w_star, p)(exists(region) >> conj(equal, -1 * form(w_star, w, region) >= 0))


@claim(
    "fsgd.lem-6.1.cross",
    chapter_6("Section 6.6.1, proof of Lemma 6.1"),
    formula=r"-w_*^\top A_{w,-w_*}w=-E[(w_*^\top Z)(w^\top Z)1\{w^\top Z\ge0,w_*^\top Z\le0\}]\ge0",
    says=cross,
    uses=("fsgd.moment-form",),
    instance=ONE,
)
def cross_part(judge):
    """The second half of the second term: -a b >= 0 where a >= 0 >= b."""
    z = judge.theorem()
    (have,) = z.given
    event = inside(-1)
    region = indicator(event)
    equal = z.use(z.by("fsgd.moment-form", Z, Lambda((s,), region), w_star, w, p), have)
    body = dot(w_star) * dot(w) * region
    A, B = reals("A B")
    point = at_every_sample(
        z, event, lambda f: B * A * f <= 0, [A >= 0, -B >= 0], (A, B), (dot(w), dot(w_star))
    )
    zero = z.mean_of_constant(s, 0)
    bound = z.for_all(z.arith(body <= term(0), point), s)
    there = z.arith(integrable(E(s, body)), equal)
    less = z.mean_is_monotone(bound, there, z.arith(integrable(E(s, term(0))), zero))
    return z.qed(z.arith(z.target, less, zero, equal))


@cross_part.mutant
def plus_the_product(judge):
    """a b >= 0 there"""
    a, b = symbols.reals("a b")
    return holds(judge, (a * b, ">=", 0), [(a, ">=", 0), (b, "<=", 0)])


def turned(index):
    """w' = c w + e w*, which lies between w and w* where c > 0, e >= 0."""
    return c_ * w(index) + e_ * w_star(index)


def grows():
    after, before = indicator(inside(-1, turned)), indicator(inside(-1))
    less = form(u, u, after) <= form(u, u, before)
    return forall(Z, w, w_star, u, c_, e_, p)(
        given(exists(after), exists(before), c_ > 0, e_ >= 0) >> less
    )


@claim(
    "fsgd.asm-6.1.mono",
    chapter_6("before Assumption 6.1"),
    formula=r"\phi'\le\phi\implies S(w',-w_*)\subseteq S(w,-w_*)\implies A_{w',-w_*}\preceq "
    r"A_{w,-w_*}",
    hypotheses=("w' = c w + e w*, c > 0, e >= 0: w' lies on the arc from w to w*",),
    says=grows,
    uses=("fsgd.moment-form",),
    instance=ONE | {"values": ONE["values"] | {"c_1": "1", "e_1": "1"}},
)
def region_grows(judge):
    """A_{w,-w*} grows with the angle: c a + e b >= 0 and b <= 0 with c > 0, e >= 0 give a >= 0."""
    z = judge.theorem()
    arrived, event = inside(-1, turned), inside(-1)
    new, old = indicator(arrived), indicator(event)
    split = by_terms(
        z, c, p,
        lambda q: sum_over(c, q, turned(c) * Z(c, s))
        == c_ * sum_over(c, q, w(c) * Z(c, s)) + e_ * sum_over(c, q, w_star(c) * Z(c, s)),
        [turned(c) * Z(c, s), w(c) * Z(c, s), w_star(c) * Z(c, s)],
    )  # fmt: skip
    A, B, C, D = reals("A B C D")
    lies = z.lemma(
        forall(A, B, C, c_, e_)(
            given(A == c_ * B + e_ * C, A >= 0, -C >= 0, c_ > 0, e_ >= 0) >> (B >= 0)
        ),
        dot(turned), dot(w), dot(w_star), c_, e_,
    )  # fmt: skip
    here = z.assume(arrived)
    reached = z.both(z.use(lies, split, here, *z.given), z.part(here, 1))
    smaller = below(z, arrived, event, reached)
    scaled = z.lemma(forall(A, C, D)(given(C <= D) >> (A * A * C <= A * A * D)), dot(u), new, old)
    bound = z.for_all(z.use(scaled, smaller), s)
    equal = [
        z.use(z.by("fsgd.moment-form", Z, Lambda((s,), one), u, u, p), have)
        for one, have in ((new, z.given[0]), (old, z.given[1]))
    ]
    means = [
        z.arith(integrable(E(s, dot(u) * dot(u) * one)), known)
        for one, known in zip((new, old), equal, strict=True)
    ]
    less = z.mean_is_monotone(bound, *means)
    return z.qed(z.arith(z.target, less, *equal))


@region_grows.mutant
def without_a_positive_share(judge):
    """c = 0 as well"""
    a, b, c_, e_ = symbols.reals("a b c e")
    where = [(c_, ">=", 0), (e_, ">=", 0), (c_ * a + e_ * b, ">=", 0), (b, "<=", 0)]
    return holds(judge, (a, ">=", 0), where)
