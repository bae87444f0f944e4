"""Neurons that are not flippable keep their pattern as long as the loss decreases: Corollary 2.1
applied to the patterns. The notation is that of `movement`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
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
    uses=("relu2.lem-2.2.event-amended",),
    instance={
        "values": {"d": "1", "R": "1", "S": "1/2"},
        "functions": {
            "p": {"table": ["1"]}, "f": {"table": ["1"]}, "g": {"table": ["1/2"]},
            "q": {"table": ["1"]},
        },
    },
)  # fmt: skip
def pattern_is_kept(judge):
    """Neurons of S_i keep their pattern at x_i: if w_r(0) = p has -R <= p . x_i < R false, and two
    weights f, g are within R' < R of it, then f . x_i >= 0 exactly if g . x_i >= 0.
    """
    K = judge.theorem()
    f, g = sequences("f g")
    unit, low, less, near_f, near_g, far = K.given
    event = K.by("relu2.lem-2.2.event-amended", p, q, d, R, 1)
    both = K.use(event, K.arith(R > 0, low, less), unit)
    stays = K.use(K.part(both, 1), far)
    X = reals("X")
    wider = forall(X, R, S)(given(X <= S**2, S >= 0, S < R) >> (X <= R**2))

    def keeps(h, near):
        inside = K.lemma(wider, sum_over(c, d, (h(c) - p(c)) ** 2), R, S)
        return K.apply(K.at(stays, h), K.use(inside, near, low, less))

    first, second = keeps(f, near_f), keeps(g, near_g)
    return K.qed(K.arith(K.target, first, second))


@pattern_is_kept.mutant
def twice_as_far(judge):
    """R' < 2R."""
    tables = {"p": ["1"], "f": ["1"], "g": ["-1/2"], "q": ["1"]}
    hint = {
        "values": {"d": "1", "R": "1", "S": "3/2"},
        "functions": {name: {"table": values} for name, values in tables.items()},
    }
    return falsify(pattern_says(reach=2), hints=[hint])
