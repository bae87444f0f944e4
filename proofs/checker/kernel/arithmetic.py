"""The arithmetic leaf: a quantifier-free consequence over the reals and integers, with today's
certificates as its evidence.

Every maximal term that arithmetic does not know (`x(t)`, a sum, an expectation, `b**k` with a
variable k) is one opaque real, the same for equal terms; of sort nat it is an integer >= 0.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .._terms import ARITY, COMPARE, ZERO, Goal, need
from ..formal.defined import obligations
from ..formal.names import canonical, free
from ..formal.syntax import Node, Sorts, sort_of
from .theorem import Theorem, common_sorts, derive


class Abstraction:
    """Opaque terms and the names that stand for them. The names contain "__", which no statement
    can write.
    """

    def __init__(self, sorts: Sorts):
        self.sorts, self.names, self.terms = sorts, {}, {}

    def term(self, node: Node) -> Node:
        if isinstance(node, (Fraction, str)):
            return node
        head, *parts = node
        if head in ARITY and not (head == "^" and not isinstance(parts[1], Fraction)):
            return (head, *map(self.term, parts))
        key = canonical(node)
        if key not in self.names:
            stem = parts[0] if head == "apply" else {"^": "power"}.get(head, head)
            self.names[key] = f"{stem}__{len(self.names)}"
            self.terms[self.names[key]] = node
        return self.names[key]

    def formula(self, node: Node) -> Node:
        head, *parts = node
        if head in COMPARE:
            return (head, *map(self.term, parts))
        need(head in ("and", "or", "not", "implies"), "a quantifier does not belong in arithmetic")
        inner = [self.formula(part) for part in parts]
        if head == "implies":
            return ("or", _negated(inner[0]), inner[1])
        return (head, *inner)

    def opaque(self, *nodes: Node) -> set[str]:
        """The names that stand in these abstracted formulas for opaque terms."""
        return {name for name in free(*nodes) if name in self.terms}

    def naturals(self, *nodes: Node) -> list[str]:
        """The free names of the abstracted formulas that are natural numbers."""
        found = []
        for name in sorted(free(*nodes)):
            sort = sort_of(self.terms.get(name, name), self.sorts)
            found += [name] if sort == "nat" else []
        return found


def _negated(node: Node) -> Node:
    return ("not", node)


def question(claim: Node, premises: list[Node], sorts: Sorts) -> Goal:
    """The scalar goal of the leaf. Raises `Rejected` where the reading would be unsound.

    A goal counts a point as within its hypotheses only if all their terms are defined, as our
    relations do; a disjunction or negation with a term that may be undefined is therefore refused
    as a hypothesis. An opaque term that may be undefined has to occur in a premise that is a
    relation: there it is defined.
    """
    table = Abstraction(sorts)
    flat: list[Node] = []
    for one in premises:
        flat += one[1:] if one[0] == "and" else [one]
    where = []
    for one in flat:
        need(
            one[0] in COMPARE or not _partial(one),
            "a hypothesis with a connective has a term that may be undefined",
        )
        where.append(table.formula(one))
    defined = table.opaque(*(one for one in where if one[0] in COMPARE))
    goal = table.formula(claim)
    for name in table.opaque(goal) - defined:
        need(
            not obligations(table.terms[name]),
            f"nothing says that {str(table.terms[name])[:120]} is defined",
        )
    whole = table.naturals(goal, *where)
    where += [(">=", name, ZERO) for name in whole]
    return Goal(tuple(dict.fromkeys(where)), goal, frozenset(whole))


def _partial(formula: Node) -> bool:
    if formula[0] in COMPARE:
        return any(obligations(part) for part in formula[1:])
    return any(_partial(part) for part in formula[1:])


def arithmetic(
    claim: Node, certificate: Any, sorts: Sorts, prove: Callable[[Any], Goal], *premises: Theorem
) -> Theorem:
    """G_i |- A_i  /  G_0, G_1, .. |- B, where a certificate proves that over the reals the A_i
    imply B.
    """
    known = common_sorts(premises, sorts)
    asked = question(claim, [one.conclusion for one in premises], known)
    need(prove(certificate).covers(asked), "the certificate proves another goal")
    return derive(premises, claim, sorts=sorts)


__all__ = ["Abstraction", "arithmetic", "question"]
