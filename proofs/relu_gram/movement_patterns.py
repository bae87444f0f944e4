"""Neurons that are not flippable keep their pattern as long as the loss decreases: Corollary 2.1
applied to the patterns. The notation is that of `movement`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    indicator,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .movement import S
from .network import (
    R,
    c,
    d,
    p,
    q,
)


def pattern_says(reach=1):
    inside = lambda f: sum_over(c, d, (f(c) - p(c)) ** 2) <= S**2  # noqa: E731
    f, g = sequences("f g")
    dot = lambda h: sum_over(c, d, h(c) * q(c))  # noqa: E731
    start = dot(p)
    return forall(p, f, g, q, d, R, S)(
        given(
            sum_over(c, d, q(c) ** 2) == 1, S >= 0, S < reach * R, inside(f), inside(g),
            ~conj(-R <= start, start < R),
        )
        >> (indicator(dot(g) >= 0) == indicator(dot(f) >= 0))
    )  # fmt: skip


@claim(
    "relu2.I1-identity.pattern",
    thesis("Section 2.3.1"),
    says=pattern_says,
    uses=("book.cauchy-schwarz",),
    instance={
        "values": {"d": "1", "R": "1", "S": "1/2"},
        "functions": {
            "p": {"table": ["1"]}, "f": {"table": ["1"]}, "g": {"table": ["1/2"]},
            "q": {"table": ["1"]},
        },
    },
)  # fmt: skip
def pattern_is_kept(judge, reach=1):
    """Neurons of S_i keep their pattern at x_i: if w_r(0) = p has -R <= p . x_i < R false, and two
    weights f, g are within R' < R of it, then f . x_i >= 0 exactly if g . x_i >= 0.
    """
    K = judge.theorem()
    f, g = sequences("f g")
    unit, low, less, near_f, near_g, far = K.given
    start = sum_over(c, d, p(c) * q(c))

    def close(h, near):
        away = sum_over(c, d, (h(c) - p(c)) * q(c))
        cs = K.by("book.cauchy-schwarz", Lambda((c,), h(c) - p(c)), q, d)
        split = by_terms(
            K, c, d,
            lambda t: sum_over(c, t, (h(c) - p(c)) * q(c))
            == sum_over(c, t, h(c) * q(c)) - sum_over(c, t, p(c) * q(c)),
            [(h(c) - p(c)) * q(c), h(c) * q(c), p(c) * q(c)],
        )  # fmt: skip
        A, B, C = reals("A B C")
        rule = K.lemma(
            forall(A, B, C, S)(
                given(A**2 <= B * C, C == 1, B <= S**2, S >= 0) >> (abs(A) <= S)
            ),
            away, sum_over(c, d, (h(c) - p(c)) ** 2), sum_over(c, d, q(c) ** 2), S,
        )  # fmt: skip
        cs = K.arith(rule.formula.left.part(0), cs)
        return K.arith(
            abs(sum_over(c, d, h(c) * q(c)) - start) <= S, K.use(rule, cs, unit, near, low), split
        )

    zf, zg = (sum_over(c, d, h(c) * q(c)) for h in (f, g))
    near = [close(f, near_f), close(g, near_g)]
    A, B, C = reals("A B C")
    rule = K.lemma(
        forall(A, B, C, R, S)(
            given(abs(A - C) <= S, abs(B - C) <= S, S < reach * R, ~conj(-R <= C, C < R))
            >> disj(conj(A >= 0, B >= 0), conj(A < 0, B < 0))
        ),
        zf, zg, start, R, S,
    )  # fmt: skip
    cover = K.use(rule, *near, less, far)

    def both(truth):
        relation = (lambda z: z >= 0) if truth else (lambda z: z < 0)
        here = K.assume(conj(relation(zf), relation(zg)))
        value = []
        for z, part in ((zg, 1), (zf, 0)):
            event = z >= 0
            known = K.part(here, part) if truth else K.arith(~event, K.part(here, part))
            value.append(K.indicator(event, truth, known))
        return K.arith(K.target, *value)

    return K.qed(K.cases(cover, both(True), both(False)))


@pattern_is_kept.mutant
def twice_as_far(judge):
    """R' < 2R."""
    tables = {"p": ["1"], "f": ["1"], "g": ["-1/2"], "q": ["1"]}
    hint = {
        "values": {"d": "1", "R": "1", "S": "3/2"},
        "functions": {name: {"table": values} for name, values in tables.items()},
    }
    return falsify(pattern_says(reach=2), hints=[hint])
