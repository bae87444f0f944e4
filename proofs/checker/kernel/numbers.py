"""The rules of the natural numbers: induction, powers, finite sums."""

from __future__ import annotations

from .._terms import ONE, ZERO, need
from ..formal.defined import obligations
from ..formal.names import alike, canonical, free, fresh, put
from ..formal.syntax import Node, Sorts, sort_of
from .logic import settle
from .theorem import Theorem, derive, union


def induction(base: Theorem, step: Theorem, name: str, formula: Node, sorts: Sorts) -> Theorem:
    """G |- A[t := 0],  H, A |- A[t := t + 1]  /  G, H |- forall t: A,  t nat, not free in G, H"""
    rest = union([step], without=[formula])
    _eigen(name, formula, step, rest, base.hypotheses)
    need(alike(base.conclusion, put(formula, {name: ZERO})), "the base is not the case t = 0")
    after = put(formula, {name: ("+", name, ONE)})
    need(alike(step.conclusion, after), "the step does not end in the case t + 1")
    both = {canonical(one): one for one in (*base.hypotheses, *rest)}
    return derive(
        [base, step],
        ("forall", name, "nat", formula),
        hypotheses=tuple(both.values()),
        sorts=sorts,
    )


def strong_induction(step: Theorem, name: str, formula: Node, sorts: Sorts) -> Theorem:
    """G, (forall s: s < t implies A[t := s]) |- A  /  G |- forall t: A,  t nat, not free in G"""
    rest = union([step], without=[_earlier(name, formula)])
    _eigen(name, formula, step, rest, ())
    need(alike(step.conclusion, formula), "the step does not end in the case t")
    return derive([step], ("forall", name, "nat", formula), hypotheses=rest, sorts=sorts)


def least(existence: Theorem) -> Theorem:
    """G |- exists t: A  /  G |- exists t: A and (forall s: s < t implies not A[t := s]),  t nat

    The first time with a property.
    """
    head, *parts = existence.conclusion
    need(head == "exists" and parts[1] == "nat", "existence of a natural number is expected")
    name, _, formula = parts
    before = _earlier(name, ("not", formula))
    return derive([existence], ("exists", name, "nat", ("and", formula, before)))


def _earlier(name: str, formula: Node) -> Node:
    new = fresh("s", free(formula) | {name})
    return ("forall", new, "nat", ("implies", ("<", new, name), put(formula, {name: new})))


def _eigen(name: str, formula: Node, step: Theorem, *others: tuple[Node, ...]) -> None:
    need(step.sorts.get(name, "nat") == "nat", f"{name} is no natural number in the step")
    for one in others:
        need(name not in free(*one), f"{name} is free in a hypothesis")


def archimedes(term: Node, sorts: Sorts) -> Theorem:
    """/ |- exists n: n >= x, n nat, x defined everywhere"""
    need(not obligations(term), "the bound may be undefined")
    name = fresh("n", free(term))
    return derive([], ("exists", name, "nat", (">=", name, term)), sorts=sorts)


def power_zero(base: Node, sorts: Sorts) -> Theorem:
    """/ |- b**0 == 1, b defined everywhere"""
    need(not obligations(base), "the base may be undefined")
    return derive([], ("==", ("^", base, ZERO), ONE), sorts=sorts)


def power_step(base: Node, exponent: Node, sorts: Sorts) -> Theorem:
    """/ |- b**(k + 1) == b**k * b, b defined everywhere, k a term of sort nat"""
    need(not obligations(base) and not obligations(exponent), "a term may be undefined")
    need(sort_of(exponent, sorts) == "nat", "the exponent is a natural number")
    after = ("^", base, ("+", exponent, ONE))
    return derive([], ("==", after, ("*", ("^", base, exponent), base)), sorts=sorts)


def sum_empty(name: str, body: Node, sorts: Sorts) -> Theorem:
    """/ |- sum(body for i < 0) == 0.  (No term of it has to have a value: there is none.)"""
    return derive([], ("==", ("sum", name, ZERO, body), ZERO), sorts=sorts)


def sum_step(name: str, count: Node, body: Node, sorts: Sorts, *defined: Theorem) -> Theorem:
    """|- the sum up to n + 1 is defined
    /  |- sum(body for i < n + 1) == sum(body for i < n) + body[i := n]
    """
    after = ("sum", name, ("+", count, ONE), body)
    settle(obligations(after), defined)
    total = ("+", ("sum", name, count, body), put(body, {name: count}))
    return derive(defined, ("==", after, total), sorts=sorts)
