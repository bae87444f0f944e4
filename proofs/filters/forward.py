"""Lemma 6.1 and the steps of Theorem 6.1's proof, for every law of one patch with second moments.

The gradient is E[rho Z] with rho = (relu(w.Z) - relu(w*.Z)) 1{w.Z >= 0}; the overlap of the two
regions, where w.Z >= 0 and w*.Z = 0, carries no mass.
"""

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
    mean_of_combination,
    reals,
    sum_over,
    term,
)

from .. import symbols
from . import chapter_6, every, holds
from .cocoercivity import G, error, gradient
from .descent import gap, product, split, square
from .model import NO_MASS
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
    vector_of,
    w,
    w_star,
)
from .rate_proof import by_regions, law, overlap, overlap_exists

proof = "Section 6.6.1, proof of Theorem 6.1"
a, b, x = reals("a b x")
AHEAD, ASIDE = indicator(inside(1)), indicator(inside(-1))


def known():
    return *law(), forall(c)(G(c) == gradient())


def parts():
    """d^T A_{w,w*} d and d^T A_{w,-w*} w"""
    return form(gap(), gap(), AHEAD), form(gap(), w, ASIDE)


def defined_rows(z, exist):
    """The entries of all rows exist, as sums over rows ask for it."""
    return z.for_all(z.for_all(z.discharge(z.at(exist, c, e), e < p), e), c)


def inner_says():
    first, second = parts()
    split_ = product(gap(), G) == first + second
    return forall(Z, w, w_star, G, p)(given(*known()) >> conj(split_, first >= 0, second >= 0))


@claim(
    "fsgd.lem-6.1",
    chapter_6("Lemma 6.1, equation (6.5)"),
    formula=r"\langle\nabla\ell(w),w-w_*\rangle=(w-w_*)^\top A_{w,w_*}(w-w_*)+(w-w_*)^\top "
    r"A_{w,-w_*}w,\quad\text{both }\ge0",
    hypotheses=(NO_MASS, "the gradient is the mean of the gradients of the inputs"),
    says=inner_says,
    uses=("fsgd.mean-inner", "fsgd.moment-form"),
)
def inner_product(judge):
    """Both parts of <grad l(w), w - w*> are nonnegative: the integrands are (a - b)^2 on ++ and (a
    - b) a on +-.
    """
    z = judge.theorem()
    *exist, nothing, slopes = z.given
    regions = AHEAD, ASIDE, indicator(overlap())
    exist.append(overlap_exists(z, nothing))
    vector = vector_of(gap())
    seconds = gap(), w, w
    forms = [
        z.use(z.by("fsgd.moment-form", Z, Lambda((s,), region), vector, vector_of(v), p), has)
        for v, region, has in zip(seconds, regions, exist, strict=True)
    ]
    bodies = [dot(gap()) * dot(v) * region for v, region in zip(seconds, regions, strict=True)]
    there = [z.arith(integrable(E(s, body)), one) for body, one in zip(bodies, forms, strict=True)]
    whole = z.use(z.by("fsgd.mean-inner", Z, Lambda((s,), error()), G, vector, p), slopes)
    pieces = list(zip((1, 1, -1), bodies, there, strict=True))
    total = mean_of_combination(z, s, dot(gap()) * error(), pieces, by_regions(z))
    zero = gap()(c) * w(e) * entry(regions[2])
    row = by_terms(
        z, e, p, lambda q: sum_over(e, q, zero) == 0, [zero], z.at(nothing, c, e),
        defined=[z.at(exist[2], c)],
    )  # fmt: skip
    none = by_terms(
        z, c, p, lambda q: sum_over(c, q, sum_over(e, p, zero)) == 0, [sum_over(e, p, zero)], row,
        defined=[defined_rows(z, exist[2])],
    )  # fmt: skip
    exact = z.arith(z.target.part(0), whole, total, *forms, none)
    values, known = (dot(w), dot(w_star), dot(gap())), split(z)
    point = at_every_sample(
        z, inside(-1), lambda f: x * a * f >= 0, [x == a - b, a >= 0, -b >= 0], (a, b, x), values,
        known,
    )  # fmt: skip
    square_ = at_every_sample(
        z, inside(1), lambda f: x * x * f >= 0, [x * x >= 0], (a, b, x), values,
        z.arith(dot(gap()) * dot(gap()) >= 0),
    )  # fmt: skip
    low = [
        z.arith(value >= 0, nonnegative(z, body, one, has), equal)
        for value, body, one, has, equal in zip(
            parts(), bodies, (square_, point), there, forms, strict=False
        )
    ]
    return z.qed(z.both(exact, *low))


@inner_product.mutant
def on_both(judge):
    """The region ++ in the second term, in letters."""
    first, second = symbols.reals("a b")
    where = [(first, ">=", 0), (second, ">=", 0)]
    return holds(judge, ((first - second) * first, ">=", 0), where)


def vanish_says():
    zero = forall(c)(G(c) == 0)
    ends = conj(*(part == 0 for part in parts()))
    return forall(Z, w, w_star, G, p)(given(*known(), zero) >> ends)


@claim(
    "fsgd.thm-6.1.a",
    chapter_6(f"{proof}, equations (6.6), (6.7)"),
    formula=r"\nabla\ell(w)=0\implies(w-w_*)^\top A_{w,w_*}(w-w_*)=0,\ (w-w_*)^\top A_{w,-w_*}w=0",
    hypotheses=(NO_MASS,),
    says=vanish_says,
    uses=("fsgd.lem-6.1",),
)
def both_terms_vanish(judge):
    """Two nonnegative numbers with sum 0 are both 0."""
    z = judge.theorem()
    known = z.use(z.by("fsgd.lem-6.1", Z, w, w_star, G, p), *z.given[:-1])
    body = gap()(c) * G(c)
    none = by_terms(
        z,
        c,
        p,
        lambda q: sum_over(c, q, body) == 0,
        [body],
        z.arith(body == 0, z.at(z.given[-1], c)),
    )
    return z.qed(z.both(*(z.arith(part == 0, known, none) for part in parts())))


@both_terms_vanish.mutant
def above_minus_one(judge):
    """Terms above -1, in letters."""
    first, second = symbols.reals("x y")
    where = [(first, ">=", -1), (second, ">=", -1), (first + second, "==", 0)]
    return every(judge, [(first, "==", 0), (second, "==", 0)], where)


def definite(region):
    """The matrix E[Z Z^T region] is positive definite."""
    return forall(u)((square(u) > 0) >> (form(u, u, region) > 0))


def interior_says():
    equal = forall(c)((c < p) >> (w(c) == w_star(c)))
    return forall(Z, w, w_star, p)(given(definite(AHEAD), parts()[0] == 0) >> equal)


@claim(
    "fsgd.thm-6.1.b",
    chapter_6(proof),
    formula=r"\theta(w,w_*)\ne\pi,\ A_{w,w_*}\succ0,\ (w-w_*)^\top A_{w,w_*}(w-w_*)=0\implies "
    r"w=w_*",
    says=interior_says,
    uses=("book.term-below-sum",),
)
def interior_case(judge):
    """A positive definite form vanishes only at d = 0; that the angle is not pi is needed only for
    A_{w,w*} to be definite.
    """
    z = judge.theorem()
    positive, zero = z.given
    vector, far = vector_of(gap()), z.assume(square(gap()) > 0)
    high = z.apply(z.at(positive, vector), far)
    wrong = z.arith(term(0) < 0, high, zero)
    never = z.negate(wrong, square(gap()) > 0)
    inside_ = z.assume(c < p)
    own = z.by("book.term-below-sum", Lambda((c,), gap()(c) ** 2), p, c)
    own = z.use(own, inside_, z.for_all(z.discharge(z.arith(gap()(c) ** 2 >= 0), c < p), c))
    equal = z.arith(w(c) == w_star(c), z.arith(gap()(c) ** 2 <= 0, own, never))
    return z.qed(z.for_all(z.discharge(equal, c < p), c))


@interior_case.mutant
def semidefinite(judge):
    """A only semidefinite, in letters."""
    D, q, low = symbols.reals("D q low")
    where = [(low, ">=", 0), (D, ">=", 0), (low * D, "<=", q), (q, "==", 0)]
    return holds(judge, (D, "==", 0), where)


def opposite_says():
    ray = forall(c)(w(c) == -a * w_star(c))
    value = a * (1 + a) * form(w_star, w_star, ASIDE)
    return forall(Z, w, w_star, a, p)(
        given(a > 0, ray, exists(ASIDE), definite(ASIDE), square(w_star) > 0)
        >> conj(parts()[1] == value, value > 0)
    )


@claim(
    "fsgd.thm-6.1.c",
    chapter_6(proof),
    formula=r"w=-aw_*,\ a>0:\quad(w-w_*)^\top A_{w,-w_*}w=a(1+a)\,w_*^\top A_{w,-w_*}w_*>0",
    hypotheses=(
        "the polynomial is derived here: it is not legible in the source",
        "A_{w,-w*} > 0: the angle of w and -w* is 0",
    ),
    says=opposite_says,
)
def opposite_ray(judge):
    """On the ray opposite to w* the second term is positive, so that no critical point lies there
    (fsgd.thm-6.1.a).
    """
    z = judge.theorem()
    above, ray, exist, positive, nonzero = z.given
    body, base = gap()(c) * w(e) * entry(ASIDE), w_star(c) * w_star(e) * entry(ASIDE)
    f, g = reals("f g")
    M = reals("M")
    rule = forall(a, b, x, f, g, M)(
        given(b == -a * f, x == -a * g) >> ((b - f) * x * M == a * (1 + a) * (f * g * M))
    )
    there = z.at(exist, c, e)
    rule = z.lemma(rule, a, w(c), w(e), w_star(c), w_star(e), entry(ASIDE), defined=[there])
    each = z.use(rule, z.at(ray, c), z.at(ray, e))
    rows = by_terms(
        z, e, p,
        lambda q: sum_over(e, q, body) == a * (1 + a) * sum_over(e, q, base), [body, base], each,
        defined=[z.at(exist, c)],
    )  # fmt: skip
    bodies = [sum_over(e, p, body), sum_over(e, p, base)]
    whole = by_terms(
        z, c, p,
        lambda q: sum_over(c, q, bodies[0]) == a * (1 + a) * sum_over(c, q, bodies[1]),
        bodies, rows, defined=[defined_rows(z, exist)],
    )  # fmt: skip
    high = z.apply(z.at(positive, w_star), nonzero)
    return z.qed(z.both(whole, z.arith(z.target.part(1), above, high)))


@opposite_ray.mutant
def two_a(judge):
    """2 a + a^2, in letters: w* = 1, A = 1, w = -a."""
    (ray,) = symbols.reals("a,")
    return holds(judge, ((ray + 1) * ray, "==", 2 * ray + ray**2), [(ray, ">", 0)])
