"""A claim L != R is false because L - R changes sign on an interval inside the domain (intermediate
value theorem).
"""

from __future__ import annotations

from fractions import Fraction

from flint import ctx

from ._algebra import same
from ._definedness import obligations
from ._terms import ZERO, Goal, field, names, need, parse, substitute
from ._values import exact, test, truth, value


def crossing(goal: Goal, data: dict) -> None:
    name, ends = field(data, "variable", str), [parse(end) for end in field(data, "between", list)]
    values = {other: parse(term) for other, term in field(data, "values", dict).items()}
    need(
        len(ends) == 2 and all(isinstance(end, Fraction) for end in ends) and ends[0] < ends[1],
        "between is a pair lo < hi",
    )
    need(
        not goal.integers and name not in values and names(*values.values()) <= {name},
        "the variables are real, and the other values have no other name than the variable",
    )
    here = goal.put(values)
    need(
        here.claim[0] == "!=" and names(here.claim, *here.where) <= {name},
        "the claim is L != R, with all other names given",
    )
    gap = ("-", *here.claim[1:])
    with ctx.workprec(256):
        box = {name: (exact(ends[0])[0], exact(ends[1])[1])}
        for one in [*obligations(gap, *here.where, *values.values()), *here.where]:
            if one[0] == "==" and same(*one[1:]):
                continue  # an identity wherever it is defined, as the other conditions say it is
            need(truth(one, box) is True, "not certain on the whole interval: ", one)
        value(gap, box)  # an enclosure: the difference is defined, hence continuous
        low, high = (value(substitute(gap, {name: end}), {}) for end in ends)
        signs = [[test(head, side, exact(ZERO)) for head in ("<", ">")] for side in (low, high)]
        need(
            signs in ([[True, False], [False, True]], [[False, True], [True, False]]),
            "the difference does not change sign for certain",
        )


__all__ = ["crossing"]
