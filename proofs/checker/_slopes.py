"""Inequalities by the mean value theorem: right at one end of a variable, with a derivative of the
right sign inside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._algebra import same
from ._calculus import derivative, smooth
from ._terms import TURNED, ZERO, Goal, field, names, need, parse, substitute


def monotone(
    target: Goal, data: dict, prove: Callable[[Any], Goal], settle: Callable[[Goal, dict], Callable]
) -> None:
    name, side, end, (head, left, right) = (
        field(data, "variable", str),
        field(data, "side", str),
        parse(field(data, "end")),
        target.claim,
    )
    need(
        head in ("<", "<=", ">", ">=") and side in ("lo", "hi"),
        "an inequality and the side lo or hi are needed",
    )
    need(
        name not in names(end) and name not in target.integers,
        "the end depends on the variable, or the variable is an integer",
    )
    weak = ">=" if side == "lo" else "<="
    starts = set()
    for one in (one for one in target.where if name in names(one)):
        sign, low, high = (
            one
            if len(one) == 3 and one[1] == name
            else (TURNED.get(one[0]), one[2], one[1])
            if len(one) == 3
            else (None,) * 3
        )
        need(
            sign in ("<", "<=", ">", ">=") and low == name and name not in names(high),
            "a hypothesis about the variable is no bound",
        )
        if sign[0] == weak[0]:
            need(high == end, "the variable has another bound on the side of `end`")
            starts.add(sign)
    need(starts, "`end` is no bound of the variable")
    inside = target.given((weak[0], name, end))
    at, slope = prove(field(data, "at")), prove(field(data, "slope"))
    there = target._replace(where=tuple(one for one in target.where if name not in names(one)))
    there = there._replace(claim=substitute((head, left, right), {name: end}))
    strict, open_end = len(head) == 1, weak[0] in starts
    weaker = there._replace(claim=(head[0] + "=", *there.claim[1:]))
    gap = ("-", right, left) if head[0] == "<" else ("-", left, right)
    need(
        slope.claim[0] in (weak, weak[0]) and slope.claim[2] == ZERO,
        "the slope's certificate shows no sign",
    )
    need(
        slope.covers(inside._replace(claim=slope.claim)),
        "the slope's certificate has other hypotheses",
    )
    need(
        same(slope.claim[1], derivative(gap, name)),
        "the slope is not the derivative of the difference",
    )
    enough = at.covers(there) or (
        at.covers(weaker) and (not strict or (open_end and slope.claim[0] == weak[0]))
    )
    need(enough, "the certificate at the end does not show the claim there")
    settle(inside, {"defined": data.get("inside", [])})(smooth(gap, name))
