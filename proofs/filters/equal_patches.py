"""Equal patches: the network is one neuron, the patches never part; one patch is the case k = 1.

P, Q, R are the averages Z_++, Z_+-, Z_-+ of the patches (`patch_moments`).
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    maximum,
    sum_over,
)

from ..textbook.events import truths
from . import chapter_6, holds
from .model import NO_MASS
from .moments import c, e, s, u, v, w, w_star
from .network import Z, i, k, network, p, patch
from .patch_moments import P, Q, R, averages, mean, region, seen

a, b, f, g, h, x, y = theorems.reals("a b f g h x y")
SAME = forall(i, c, s)((i < k) >> (Z(i, c, s) == Z(0, c, s)))


def first(vector):
    """vector . Z_1"""
    return sum_over(c, p, vector(c) * Z(0, c, s))


def inner(z, vector, equal):
    """vector.Z_i = vector.Z_1 where i < k and `equal`: the patches have equal coordinates."""
    bodies = [vector(c) * Z(i, c, s), vector(c) * Z(0, c, s)]
    here = lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1])  # noqa: E731
    return by_terms(z, c, p, here, bodies, equal)


def alike(z, same):
    """The same coordinate of two patches"""
    return z.apply(z.at(same, i, c, s), z.assume(i < k))


def network_says():
    return forall(Z, w, k, p)(given(k >= 1, SAME) >> forall(s)(network(w) == maximum(first(w), 0)))


@claim(
    "fsgd.fig-6.1",
    chapter_6("Figure 6.1a"),
    formula=r"Z_1=\dots=Z_k\Rightarrow f(w,Z)=\sigma(w^\top Z_1)",
    says=network_says,
)
def one_neuron(judge):
    """The pictured network, patches to a shared filter to ReLU to average, is one neuron when its
    patches are equal.
    """
    z = judge.theorem()
    equal = inner(z, w, alike(z, z.given[1]))
    top, own = maximum(patch(w), 0), maximum(first(w), 0)
    each = z.arith(top == own, equal)
    total = by_terms(z, i, k, lambda q: sum_over(i, q, top) == q * own, [top], each)
    rule = forall(a, b, k)(given(a == k * b, k >= 1) >> (a / k == b))
    end = z.use(z.lemma(rule, sum_over(i, k, top), own, k), total, *z.given)
    return z.qed(z.for_all(end, s))


@one_neuron.mutant
def a_sum(judge):
    """A sum in place of the average, in letters: two patches."""
    (top,) = reals("top,")
    return holds(judge, (top + top, "==", top), [(top, ">", 0)])


CELLS = ((P, (1, 1)), (Q, (1, -1)), (R, (-1, 1)))


def cell(signs):
    """The region of Z_1 with these signs of w.Z_1 and w*.Z_1"""
    sides = zip(signs, (first(w), first(w_star)), strict=True)
    return conj(*((value if sign > 0 else -value) >= 0 for sign, value in sides))


def one_cell(z, A, signs, average, equal, many):
    """A = Z_1 1{cell}, coordinate by coordinate, for at least one patch."""
    own, star = inner(z, w, equal), inner(z, w_star, equal)
    places = region(*signs), cell(signs)
    bits = [indicator(one) for one in places]
    same = truths(z, bits[0] == bits[1], places, own, star)
    body, value = Z(i, c, s) * bits[0], Z(0, c, s) * bits[1]
    product = z.arith(body == value, same, equal)
    total = by_terms(z, i, k, lambda q: sum_over(i, q, body) == q * value, [body], product)
    rule = forall(a, b, f, k)(given(a == b / k, b == k * f, k >= 1) >> (a == f))
    rule = z.lemma(rule, A(c, s), sum_over(i, k, body), value, k)
    return z.use(rule, average, total, many)


def both_cells():
    """For each of the two cells of w.Z_1 >= 0: the product of two coordinates seen in it, from the
    averages and from Z_1.
    """
    own = (A(c, s) * A(e, s) for A, _ in CELLS[:2])
    return list(zip(own, (Z(0, c, s) * Z(0, e, s) * indicator(cell(one)) for _, one in CELLS[:2])))


def one_patch_says():
    exist = (integrable(E(s, alone)) for _, alone in both_cells())
    equal = conj(*(E(s, own) == E(s, alone) for own, alone in both_cells()))
    known = given(k == 1, forall(c, s)(averages()), forall(c, e)(conj(*exist)))
    return forall(Z, w, w_star, P, Q, R, k, p)(known >> forall(c, e)(equal))


@claim(
    "fsgd.asm-6.2.one-patch",
    chapter_6("after Assumption 6.2"),
    formula=r"k=1:\ E[Z_{++}Z_{++}^\top]=A_{w,w_*},\ E[Z_{+-}Z_{+-}^\top]=A_{w,-w_*}",
    says=one_patch_says,
)
def reduces_to_one_patch(judge):
    """For k = 1 Assumption 6.2 is Definition 6.1 with Assumption 6.1: an indicator is its own
    square.
    """
    z = judge.theorem()
    one, average, exist = z.given
    nothing = z.arith(i == 0, z.assume(i < k), one)
    equal = z.rewrite(nothing, z.arith(Z(0, c, s) == Z(0, c, s)), Z(i, c, s) == Z(0, c, s))
    many, ends = z.arith(k >= 1, one), []
    rule = forall(a, b, x, y, f)(given(a == x * f, b == y * f, f * f == f) >> (x * y * f == a * b))
    pieces = zip(CELLS, both_cells(), z.split(z.at(average, c, s)), z.split(z.at(exist, c, e)))
    for (A, signs), (own, alone), part, has in pieces:
        each = z.for_all(one_cell(z, A, signs, part, equal, many), c)
        bit = indicator(cell(signs))
        square = truths(z, bit * bit == bit, [cell(signs)])
        same = z.lemma(rule, A(c, s), A(e, s), Z(0, c, s), Z(0, e, s), bit)
        same = z.use(same, z.at(each, c), z.at(each, e), square)
        moved = z.mean_of_equal(z.for_all(same, s), has)
        ends.append(z.arith(E(s, own) == E(s, alone), moved, has))
    return z.qed(z.for_all(z.both(*ends), c, e))


@reduces_to_one_patch.mutant
def half_of_the_patches(judge):
    """k = 2 with one active patch, in letters."""
    bit, x, y = reals("s x y")
    return holds(judge, (bit * x / 2 * (bit * y / 2), "==", bit * x * y), [(bit**2, "==", bit)])


PAIRS = ((0, 1), (0, 2), (1, 2))
EDGES = (
    conj(first(w) >= 0, first(w_star) == 0),
    conj(first(w) == 0, first(w_star) >= 0),
    conj(first(w) == 0, first(w_star) == 0),
)


def nothing_crosses():
    """The moments of Z_1 on the hyperplanes are 0; then those of two cells are, so L_cross = 0."""
    on_edges = (E(s, first(u) * first(v) * indicator(edge)) == 0 for edge in EDGES)
    none = (mean(u, CELLS[m][0], v, CELLS[q][0]) == 0 for m, q in PAIRS)
    known = given(k >= 1, SAME, forall(c, s)(averages()), forall(u, v)(conj(*on_edges)))
    return forall(Z, w, w_star, P, Q, R, k, p)(known >> forall(u, v)(conj(*none)))


@claim(
    "fsgd.asm-6.3.equal",
    chapter_6("after Assumption 6.3"),
    formula=r"Z_1=\dots=Z_k\implies L_{\mathrm{cross}}=0",
    hypotheses=(NO_MASS + ": no second moments there",),
    says=nothing_crosses,
)
def equal_patches(judge):
    """With equal patches the three joint events force w.Z = 0 or w*.Z = 0: they have no mass."""
    z = judge.theorem()
    many, same, average, none = z.given
    equal, parts, ends = alike(z, same), z.split(z.at(average, c, s)), []
    cells = [
        z.for_all(one_cell(z, A, signs, part, equal, many), c)
        for (A, signs), part in zip(CELLS, parts, strict=True)
    ]
    for (m, q), edge, has in zip(PAIRS, EDGES, z.split(z.at(none, u, v)), strict=True):
        events = cell(CELLS[m][1]), cell(CELLS[q][1]), edge
        one, two, both = (indicator(event) for event in events)
        bits = truths(z, one * two == both, events)
        rule = forall(a, b, x, y, f, g, h)(
            given(a == x * f, b == y * g, f * g == h) >> (x * y * h == a * b)
        )
        (A, _), (B, _) = CELLS[m], CELLS[q]
        rule = z.lemma(rule, seen(u, A), seen(v, B), first(u), first(v), one, two, both)
        sides = whole(z, u, A, one, cells[m]), whole(z, v, B, two, cells[q])
        there = z.arith(integrable(E(s, first(u) * first(v) * both)), has)
        moved = z.mean_of_equal(z.for_all(z.use(rule, *sides, bits), s), there)
        ends.append(z.arith(mean(u, A, v, B) == 0, moved, has))
    return z.qed(z.for_all(z.both(*ends), u, v))


def whole(z, vector, A, bit, each):
    """vector.A = vector.Z_1 1{cell}"""
    bodies = [vector(c) * A(c, s), vector(c) * Z(0, c, s)]
    here = lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]) * bit  # noqa: E731
    return by_terms(z, c, p, here, bodies, z.at(each, c))


@equal_patches.mutant
def equal_products_with_w(judge):
    """Equal w.Z only, in letters."""
    one, b1, b2 = reals("a b b_other")
    where = [(one, ">=", 0), (b1, ">=", 0), (b2, "<=", 0)]
    return holds(judge, (b1, "==", 0), where)
