"""The mean squared length of independent standard normal numbers."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    forall,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration
from .events import truths
from .gaussian import W, c, d, half_line, standard, w
from .means import mean_of_terms

at = nats("at")


def length_says(law=None):
    size = E(w, sum_over(c, d, W(c, w) ** 2))
    return forall(W, d)((standard() if law is None else law) >> (size == d))


@claim(
    "book.normal-length",
    concentration("section 2.2"),
    says=length_says,
    uses=("book.normal-line", "book.sum-pick", "book.mean-of-sum", "book.sum-constant"),
)
def mean_squared_length(judge):
    """d independent standard normal numbers have the mean squared length d."""
    k = judge.theorem()
    inside = k.assume(at < d)
    unit = indicator(c == at)

    def picked(values):
        """The sum of unit times the values is the value at this place."""
        known = k.by("book.sum-pick", Lambda((c,), values), at, d)
        return k.apply(k.part(known, 0), inside)

    one = k.indicator(at == at, True, k.arith(at == at))

    def along(sign):
        """Half the second moment on one side, and that the sum is `sign` times the number."""
        way = sign * unit
        pair = [way**2, unit * unit]
        alike = by_terms(
            k, c, d, lambda n: sum_over(c, n, pair[0]) == sum_over(c, n, pair[1]), pair
        )
        length = k.arith(sum_over(c, d, way**2) == 1, alike, picked(unit), one)
        terms = [way * W(c, w), unit * W(c, w)]
        line = by_terms(
            k, c, d, lambda n: sum_over(c, n, terms[0]) == sign * sum_over(c, n, terms[1]), terms
        )
        return half_line(k, W, w, way, length, 2, "1/2"), line

    halves, turned = zip(*(along(sign) for sign in (1, -1)), strict=True)
    lines = [one for line in turned for one in (line, picked(W(c, w)))]
    values = [sum_over(c, d, sign * unit * W(c, w)) for sign in (1, -1)]
    events = [line >= 0 for line in values]
    bodies = [line**2 * indicator(event) for line, event in zip(values, events, strict=True)]
    pointwise = truths(k, 1 * bodies[0] + 1 * bodies[1] == W(at, w) ** 2, events, *lines)
    terms = [
        (1, body, k.arith(integrable(E(w, body)), half))
        for body, half in zip(bodies, halves, strict=True)
    ]
    square = mean_of_combination(k, w, W(at, w) ** 2, terms, pointwise)
    each = k.arith(E(w, W(at, w) ** 2) == 1, square, *halves)

    # 0 from d on, where nothing is known of the numbers
    within = at < d
    bit = indicator(within)
    body = bit * W(at, w) ** 2
    yes, no = k.indicator(within, True, inside), k.indicator(within, False, k.assume(~within))
    same = k.for_all(k.arith(W(at, w) ** 2 == body, yes), w)
    there = k.mean_of_equal(same, k.arith(integrable(E(w, W(at, w) ** 2)), each))
    nothing = k.mean_of_constant(w, 0)
    empty = k.for_all(k.arith(term(0) == body, no), w)
    empty = k.mean_of_equal(empty, k.arith(integrable(E(w, term(0))), nothing))
    goal = E(w, body) == bit
    mean = k.cases(
        k.excluded_middle(within),
        k.arith(goal, there, each, yes),
        k.arith(goal, empty, nothing, no),
    )
    whole = mean_of_terms(k, at, d, body, bit, mean)
    count = by_terms(k, at, d, lambda q: sum_over(at, q, bit) == q, [bit], yes)
    bodies = [W(at, w) ** 2, body]

    def alike(q):
        plain, cut = (sum_over(at, q, one) for one in bodies)
        return cut == plain

    equal = k.for_all(by_terms(k, at, d, alike, bodies, yes), w)
    moved = k.mean_of_equal(equal, k.arith(integrable(E(w, sum_over(at, d, body))), whole))
    return k.qed(k.arith(k.target, moved, whole, count))


@mean_squared_length.mutant
def of_any_variance(judge):
    """The numbers 2 have the mean 2, and not the squared length 1."""
    law = forall(c)((c < d) >> (E(w, W(c, w)) == 2))
    model = {
        "values": {"d": "1"},
        "functions": {"W": {"of": ["c", "w"], "is": "2"}},
        "weights": ["1"],
    }
    return falsify(length_says(law), hints=[model])
