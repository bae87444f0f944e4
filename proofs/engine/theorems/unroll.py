"""Unrolling: a statement about sequences at small times is a question about finitely many reals,
which the scalar engine can refute; the point it finds is a model of the statement's negation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from ...checker._terms import ONE, Rejected
from ...checker.formal import conjuncts, put, to_json
from ...checker.formal.recurrences import recurrence
from ...checker.formal.syntax import Node
from ...checker.kernel.arithmetic import Abstraction
from ...vocabulary import Verdict
from ..goal import Goal

TIMES = (1, 2, 0, 3)  # values tried for each natural number, the likely ones first
MOST = 10  # combinations tried


class NotFlat(Exception):
    """The statement does not become quantifier-free at these times."""


def models(node: Node, judge: Any) -> Iterator[dict[str, Any]]:
    """Candidates for models in which the statement is false, as `model` reads them."""
    count = len(list(_naturals(node)))
    times = sorted(product(TIMES, repeat=count), key=lambda one: (sum(one), one))[:MOST]
    for values in times:
        try:
            found = _attempt(node, list(values), judge)
        except (NotFlat, Rejected, TypeError, ValueError, KeyError):
            continue
        if found is not None:
            yield found


def _naturals(node: Node) -> Iterator[str]:
    while node[0] in ("forall", "implies"):
        if node[0] == "forall" and node[2] == "nat":
            yield node[1]
        node = node[-1]


def _attempt(node: Node, times: list[int], judge: Any) -> dict[str, Any] | None:
    sorts: dict[str, Any] = {}
    numbers: dict[str, Fraction] = {}
    hypotheses: list[Node] = []
    rules: dict[str, tuple[str, Node]] = {}
    horizon = max(times, default=1) + 1
    while node[0] in ("forall", "implies"):
        if node[0] == "forall":
            name, sort, body = node[1:]
            if sort == "nat":
                numbers[name] = Fraction(times.pop(0))
                body = put(body, {name: numbers[name]})
            elif sort == "sample" or (isinstance(sort, tuple) and sort[1] != ("nat",)):
                raise NotFlat
            sorts[name] = sort
            node = body
            continue
        for one in conjuncts(node[1]):
            found = recurrence(one)
            if found and not set(found) & set(rules):
                rules |= found
            else:
                hypotheses.append(one)
        node = node[2]
    flat = _Flat(rules, horizon)
    where = [part for one in hypotheses for part in flat.parts(flat.formula(one))]
    claim = flat.formula(node)
    table = Abstraction(sorts)
    goal_where, goal_claim = [table.formula(one) for one in where], table.formula(claim)
    names = sorted(_names(goal_claim, *goal_where))
    evidence = judge.decide(Goal(tuple(names), tuple(goal_where), goal_claim))
    if evidence.verdict != Verdict.REFUTED or (evidence.witness or {}).get("kind") != "point":
        return None
    point = {name: _rational(value) for name, value in evidence.witness["values"].items()}
    return _model(sorts, numbers, rules, table, point, horizon)


def _rational(value: Any) -> Fraction:
    if isinstance(value, str):
        return Fraction(value)
    raise NotFlat


def _names(*nodes: Node) -> set[str]:
    from ..terms import names

    return set(names(*nodes))


class _Flat:
    """Formulas and terms without quantifiers over times: values of sequences at numbers."""

    def __init__(self, rules: Mapping[str, tuple[str, Node]], horizon: int):
        self.rules, self.horizon = rules, horizon

    def formula(self, node: Node) -> Node:
        head, *parts = node
        if head == "forall":
            name, sort, body = parts
            if sort != "nat":
                raise NotFlat
            cases = [self.formula(put(body, {name: k})) for k in self._range(name, body)]
            return ("and", *cases) if len(cases) > 1 else (cases or [("==", ONE, ONE)])[0]
        if head == "exists":
            raise NotFlat
        if head in ("and", "or", "not", "implies"):
            return (head, *map(self.formula, parts))
        return (head, *map(self.term, parts))

    def _range(self, name: str, body: Node) -> list[Fraction]:
        top: int = self.horizon
        first = body[1] if body[0] == "implies" else body
        for one in first[1:] if first[0] == "and" else (first,):
            if one[0] in ("<", "<=") and one[1] == name:
                value = _number(one[2])
                if value is not None:
                    top = min(top, int(value) + (one[0] == "<="))
        return [Fraction(k) for k in range(top)]

    def parts(self, node: Node) -> list[Node]:
        if node[0] == "and":
            return [one for part in node[1:] for one in self.parts(part)]
        if node[0] == "implies":  # a bound on the time that is true or false already
            decided = _truth(node[1])
            if decided is not None:
                return self.parts(node[2]) if decided else []
        return [node]

    def term(self, node: Node) -> Node:
        if not isinstance(node, tuple):
            return node
        head, *parts = node
        if head in ("expect", "deriv", "indicator", "sum"):
            raise NotFlat
        if head == "apply":
            place = _number(parts[1])
            if place is None:
                raise NotFlat
            if parts[0] in self.rules and place > 0:
                t, rhs = self.rules[parts[0]]
                return self.term(put(rhs, {t: place - 1}))
            return ("apply", parts[0], place)
        made = (head, *map(self.term, parts))
        if head == "^" and not isinstance(made[2], Fraction):
            exponent = _number(made[2])
            if exponent is None:
                raise NotFlat
            made = ("^", made[1], exponent)
        return made


def _number(node: Node) -> Fraction | None:
    """The value of a term without names, + - * only."""
    if isinstance(node, Fraction):
        return node
    if isinstance(node, tuple) and node[0] in ("+", "-", "*"):
        values = [_number(part) for part in node[1:]]
        if any(value is None for value in values):
            return None
        total = values[0]
        for value in values[1:]:
            total = {"+": total + value, "-": total - value, "*": total * value}[node[0]]
        return -total if node[0] == "-" and len(values) == 1 else total
    return None


def _truth(node: Node) -> bool | None:
    if node[0] in ("<", "<=") and None not in (sides := [_number(part) for part in node[1:]]):
        return sides[0] < sides[1] if node[0] == "<" else sides[0] <= sides[1]
    return None


def _model(
    sorts: Mapping[str, Any],
    numbers: Mapping[str, Fraction],
    rules: Mapping[str, Any],
    table: Abstraction,
    point: Mapping[str, Fraction],
    horizon: int,
) -> dict[str, Any]:
    values, functions = {}, {}
    places = {term: name for name, term in table.terms.items()}
    for name, sort in sorts.items():
        if sort == "nat":
            values[name] = str(numbers[name])
        elif sort == "real":
            values[name] = str(point.get(name, Fraction(0)))
        else:
            at = [point.get(places.get(("apply", name, Fraction(k)), ""), Fraction(0))
                  for k in range(horizon + 1)]  # fmt: skip
            functions[name] = {"start": str(at[0])} if name in rules else {"table": _text(at)}
    return {"values": values, "functions": functions}


def _text(values: list[Fraction]) -> list[str]:
    return [to_json(value) for value in values]
