"""The angles 0 and pi: a region in which w.Z and w*.Z must vanish has no second moment, where the
hyperplane of w* has none.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .moments import Z, c, dot, inside, p, s, u, v, w, w_star

a, x, y, f, g = reals("a x y f g")
PLANE = dot(w_star) == 0


def empty(sign):
    """w = -sign a w*, a > 0: of second moments on the hyperplane of w*, and those of the region"""
    ray = forall(c)(w(c) == (-1 * a * w_star(c) if sign > 0 else a * w_star(c)))
    flat = forall(u)(E(s, dot(u) ** 2 * indicator(PLANE)) == 0)
    moment = E(s, dot(u) * dot(v) * indicator(inside(sign)))
    return forall(Z, w, w_star, a, p)(
        given(a > 0, ray, flat, forall(u, v)(integrable(moment))) >> forall(u, v)(moment == 0)
    )


def shown(judge, sign):
    """(u.Z)(v.Z) is at most ((u.Z)^2 + (v.Z)^2)/2, here on the hyperplane, where the region is."""
    k = judge.theorem()
    positive, ray, flat, has = k.given
    factor = -1 * a if sign > 0 else a
    bodies = [w(c) * Z(c, s), w_star(c) * Z(c, s)]

    def here(q):
        left, right = (sum_over(c, q, one) for one in bodies)
        return left == factor * right

    line = by_terms(k, c, p, here, bodies, k.at(ray, c))
    event = inside(sign)
    zero = forall(a, x, y)(
        given(a > 0, x == (-1 * a * y if sign > 0 else a * y), x >= 0, (y if sign > 0 else -y) >= 0)
        >> (y == 0)
    )
    zero = k.use(k.lemma(zero, a, dot(w), dot(w_star)), positive, line, k.assume(event))
    bit, flat_bit = indicator(event), indicator(PLANE)
    small = conj(bit >= 0, bit <= flat_bit)
    yes = k.indicator(event, True, k.assume(event)), k.indicator(PLANE, True, zero)
    no = k.indicator(event, False, k.assume(~event)), k.indicator_range(PLANE)
    small = k.cases(k.excluded_middle(event), k.arith(small, *yes), k.arith(small, *no))
    rule = forall(x, y, f, g)(
        given(f >= 0, f <= g)
        >> conj(2 * (x * y * f) <= 1 * (x**2 * g) + 1 * (y**2 * g),
                -2 * (x * y * f) <= 1 * (x**2 * g) + 1 * (y**2 * g))
    )  # fmt: skip
    bound = k.use(k.lemma(rule, dot(u), dot(v), bit, flat_bit), small)
    squares = [dot(one) ** 2 * flat_bit for one in (u, v)]
    known = [k.at(flat, one) for one in (u, v)]
    parts = [
        (1, body, k.arith(integrable(E(s, body)), step))
        for body, step in zip(squares, known, strict=True)
    ]
    above = 1 * squares[0] + 1 * squares[1]
    total = mean_of_combination(k, s, above, parts)
    there = k.arith(integrable(E(s, above)), total)
    body, have = dot(u) * dot(v) * bit, k.at(has, u, v)
    ends = []
    for index, two in enumerate((2, -2)):
        scaled = mean_of_combination(k, s, two * body, [(two, body, have)])
        less = k.for_all(k.part(bound, index), s)
        less = k.mean_is_monotone(less, k.arith(integrable(E(s, two * body)), scaled), there)
        ends += [scaled, less]
    none = k.arith(E(s, body) == 0, *ends, total, *known)
    return k.qed(k.for_all(none, u, v))


@claim(
    "fsgd.def-6.1.end",
    chapter_6("Definition 6.1 and the text after it"),
    formula=r"\gamma(\pi)=L(\pi)=0",
    hypotheses=("no second moment on the hyperplane w*.Z = 0",),
    says=lambda: empty(1),
)
def both_vanish_at_pi(judge):
    """At theta = pi the two half-spaces meet only where w*.Z = 0: A_{w,w*} = 0."""
    return shown(judge, 1)


@claim(
    "fsgd.asm-6.1.zero",
    chapter_6("before Assumption 6.1"),
    formula=r"\theta(w,w_*)=0\implies A_{w,-w_*}=0",
    hypotheses=("no second moment on the hyperplane w*.Z = 0",),
    says=lambda: empty(-1),
)
def nothing_at_zero(judge):
    """At theta = 0 the region +- has no mass: w.Z >= 0 and w*.Z <= 0 meet only where w*.Z = 0."""
    return shown(judge, -1)


def with_mass(sign):
    """Without the hypothesis: the input 0 or e_2 on the hyperplane"""

    def mutant(judge):
        moment = E(s, dot(u) * dot(v) * indicator(inside(sign)))
        axis = {"table": ["0", "1"]}
        model = {
            "values": {"p": "2", "a": "1"},
            "functions": {"w": {"table": [str(-sign), "0"]}, "w_star": {"table": ["1", "0"]}}
            | {"u": axis, "v": axis, "Z": {"of": ["c", "s"], "is": "c"}},
            "weights": ["1"],
        }
        return falsify(forall(Z, w, w_star, a, p, u, v)((a > 0) >> (moment == 0)), hints=[model])

    mutant.__name__ = "with_mass_on_the_hyperplane"
    return mutant


both_vanish_at_pi.mutant(with_mass(1))
nothing_at_zero.mutant(with_mass(-1))
