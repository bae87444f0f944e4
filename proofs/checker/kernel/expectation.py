"""The rules of expectation: a monotone linear functional with E(1) = 1, on one probability space.

`expect` over a sample w is the integral of its body; it is defined where the body is defined for
every w and integrable, which the equation ("==", E, E) says. Prob(F) is the expectation of the
indicator of F. Lebesgue, in the axiomatic form of P. J. Daniell (1918) and P. Whittle, Probability
via Expectation, chapter 2.
"""

from __future__ import annotations

from .._terms import ONE, ZERO, need
from ..formal.defined import obligations
from ..formal.names import alike, canonical, free
from ..formal.syntax import Node, Sorts
from .theorem import Theorem, derive


def constant(name: str, value: Node, sorts: Sorts) -> Theorem:
    """/ |- E[w](c) == c, w not free in c, c defined everywhere"""
    need(name not in free(value), f"{name} is free in the constant")
    need(not obligations(value), "the constant may be undefined")
    return derive([], ("==", ("expect", name, value), value), sorts=sorts)


def linear(
    name: str, a: Node, f: Node, b: Node, g: Node, sorts: Sorts, first: Theorem, second: Theorem
) -> Theorem:
    """G |- E[w](f) == E[w](f),  H |- E[w](g) == E[w](g)
    /  G, H |- E[w](a*f + b*g) == a*E[w](f) + b*E[w](g),  w not free in a, b; a, b defined
    """
    need(name not in free(a, b), f"{name} is free in a coefficient")
    need(not obligations(a) and not obligations(b), "a coefficient may be undefined")
    one, two = ("expect", name, f), ("expect", name, g)
    _integrable(first, one)
    _integrable(second, two)
    whole = ("expect", name, ("+", ("*", a, f), ("*", b, g)))
    sides = ("+", ("*", a, one), ("*", b, two))
    return derive([first, second], ("==", whole, sides), sorts=sorts)


def monotone(bound: Theorem, first: Theorem, second: Theorem) -> Theorem:
    """G |- forall w: f <= g,  H |- E[w](f) == E[w](f),  K |- E[w](g) == E[w](g)
    /  G, H, K |- E[w](f) <= E[w](g)
    """
    head, name, sort, body = bound.conclusion
    need(head == "forall" and sort == "sample", "a bound for every sample is expected")
    need(body[0] == "<=", "the bound is an inequality f <= g")
    one, two = (("expect", name, side) for side in body[1:])
    _integrable(first, one)
    _integrable(second, two)
    return derive([bound, first, second], ("<=", one, two))


def equal(same: Theorem, first: Theorem) -> Theorem:
    """G |- forall w: f == g,  H |- E[w](f) == E[w](f)  /  G, H |- E[w](f) == E[w](g)"""
    head, name, sort, body = same.conclusion
    need(head == "forall" and sort == "sample", "an equation for every sample is expected")
    need(body[0] == "==", "the premise is an equation f == g")
    one, two = (("expect", name, side) for side in body[1:])
    _integrable(first, one)
    return derive([same, first], ("==", one, two))


def indicator(formula: Node, truth: bool, sorts: Sorts, premise: Theorem) -> Theorem:
    """G |- F  /  G |- indicator(F) == 1,   and   G |- not F  /  G |- indicator(F) == 0"""
    wanted = formula if truth else ("not", formula)
    need(alike(premise.conclusion, wanted), "the premise does not decide the event")
    value = ONE if truth else ZERO
    return derive([premise], ("==", ("indicator", formula), value), sorts=sorts)


def _integrable(premise: Theorem, mean: Node) -> None:
    head, left, right = premise.conclusion
    wanted = canonical(mean)
    need(head == "==", "integrability is said by an equation")
    need(wanted in (canonical(left), canonical(right)), "another expectation is integrable")
