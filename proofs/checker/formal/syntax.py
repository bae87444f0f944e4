"""Sorts and well-formedness.

A term is a Fraction, a name, or a tuple (head, argument, ...); a formula likewise. Sorts are
"real", "nat" (0, 1, 2, ..; every nat is a real), "sample" (a point of one probability space) and
("function", (sort, ...), "real" or "nat") for total functions: a sequence takes a nat, a curve or
an activation a real, a random variable a sample.

Heads of terms besides the scalar ones (`_terms.ARITY` without `power` and `rpower`):
("apply", f, t, ...) the value of a function; ("sum", i, n, body) the sum over i = 0, .., n - 1;
("expect", w, body) the expectation over the sample w; ("indicator", formula), 1 or 0;
("deriv", x, a, body) the derivative of x -> body at x = a, where it exists (from both sides);
("^", base, k) also with k a term of sort nat.
Heads of formulas: the relations, "and", "or", "not", "implies", and
("forall", x, sort, body), ("exists", x, sort, body).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .._terms import ARITY, COMPARE, ZERO, Rejected, need

Node = Any  # Fraction | str | tuple[str, ...]
Sort = Any  # "real" | "nat" | "sample" | ("function", (Sort, ...), "real" | "nat")
Sorts = Mapping[str, Sort]

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*\Z")
QUANTIFIERS = ("forall", "exists")
BINDERS = ("sum", "expect", "deriv", "forall", "exists")  # the first part is the name they bind
AROUND = ("sum", "deriv")  # binders whose second part is outside: the count, the point
RESERVED = frozenset(ARITY) | {*BINDERS, "apply", "indicator", "implies"}
PARTIAL = ("expect", "deriv")  # defined where their equation with themselves holds
POWERS = ("power", "rpower")
CONNECTIVES = ("and", "or", "not", "implies")
FALSE = ("<", ZERO, ZERO)


def legal(name: Any) -> None:
    """Names of variables: letters, digits, single underscores. What the kernel makes up itself
    contains a double underscore or an @, which no statement can write.
    """
    need(isinstance(name, str) and len(name) <= 60, f"not a name: {str(name)[:60]!r}")
    need(NAME.match(name), f"{name[:60]!r} is no name: letters, digits and single underscores")
    need(name not in RESERVED, f"the name {name!r} is reserved")


def check_sort(sort: Any) -> None:
    if isinstance(sort, str):
        need(sort in ("real", "nat", "sample"), f"unknown sort {sort[:40]!r}")
        return
    need(isinstance(sort, tuple) and len(sort) == 3 and sort[0] == "function", "not a sort")
    need(isinstance(sort[1], tuple) and sort[1], "a function takes at least one argument")
    for one in sort[1]:
        need(one in ("real", "nat", "sample"), "arguments of functions are real, nat or sample")
    need(sort[2] in ("real", "nat"), "values of functions are real or nat")


def is_formula(node: Node) -> bool:
    heads = (*COMPARE, *CONNECTIVES, *QUANTIFIERS)
    return isinstance(node, tuple) and bool(node) and node[0] in heads


def conjuncts(node: Node) -> list[Node]:
    """The parts of a conjunction, of conjunctions in it as well."""
    if node[0] != "and":
        return [node]
    return [one for part in node[1:] for one in conjuncts(part)]


def check_formula(node: Node, sorts: Sorts, depth: int = 0) -> None:
    """Well formed, with every free name declared in `sorts`. Raises `Rejected`."""
    need(depth < 200, "a statement is nested deeper than 200")
    need(is_formula(node), f"not a formula: {str(node)[:80]}")
    head, *parts = node
    if head in COMPARE:
        need(len(parts) == 2, f"{head} compares two terms")
        for part in parts:
            sort_of(part, sorts, depth + 1)
    elif head in QUANTIFIERS:
        need(len(parts) == 3, f"{head} takes a name, a sort and a formula")
        name, sort, body = parts
        legal(name)
        check_sort(sort)
        check_formula(body, {**sorts, name: sort}, depth + 1)
    else:
        counts = {"not": (1,), "implies": (2,)}.get(head, range(1, 10**4))
        need(len(parts) in counts, f"{head} takes no {len(parts)} formulas")
        for part in parts:
            check_formula(part, sorts, depth + 1)


def sort_of(node: Node, sorts: Sorts, depth: int = 0) -> str:
    """ "real" or "nat": the sort of a well-formed term. Raises `Rejected` for anything else."""
    need(depth < 200, "a term is nested deeper than 200")
    if isinstance(node, Fraction):
        return "nat" if node >= 0 and node.denominator == 1 else "real"
    if isinstance(node, str):
        need(node in sorts, f"the name {node[:60]!r} is not declared")
        need(sorts[node] in ("real", "nat"), f"{node} is no number: its sort is {sorts[node]}")
        return sorts[node]
    need(isinstance(node, tuple) and node and isinstance(node[0], str), "not a term")
    head, *parts = node
    if head == "apply":
        return _applied(parts, sorts, depth)
    if head == "sum":
        need(len(parts) == 3, "sum takes a name, a count and a term")
        legal(parts[0])
        need(sort_of(parts[1], sorts, depth + 1) == "nat", "the count of a sum is a natural number")
        return sort_of(parts[2], {**sorts, parts[0]: "nat"}, depth + 1)
    if head == "expect":
        need(len(parts) == 2, "expect takes the name of a sample and a term")
        legal(parts[0])
        sort_of(parts[1], {**sorts, parts[0]: "sample"}, depth + 1)
        return "real"
    if head == "deriv":
        need(len(parts) == 3, "deriv takes a name, a point and a term")
        legal(parts[0])
        sort_of(parts[1], sorts, depth + 1)
        sort_of(parts[2], {**sorts, parts[0]: "real"}, depth + 1)
        return "real"
    if head == "indicator":
        need(len(parts) == 1, "an indicator takes one formula")
        check_formula(parts[0], sorts, depth + 1)
        return "nat"
    need(head not in POWERS, f"{head} is no head of a statement: write ^ with an exponent in nat")
    need(head in ARITY and len(parts) in ARITY[head], f"not a term: {str(node)[:80]}")
    inner = [sort_of(part, sorts, depth + 1) for part in parts]
    if head == "^":
        literal = isinstance(parts[1], Fraction)
        need(literal or inner[1] == "nat", "an exponent is an integer or of sort nat")
        if literal:
            need(parts[1].denominator == 1 and abs(parts[1]) <= 1000, "an exponent is an integer")
    whole = head in ("+", "*", "^", "min", "max") and all(one == "nat" for one in inner)
    return "nat" if whole else "real"


def _applied(parts: list[Node], sorts: Sorts, depth: int) -> str:
    need(len(parts) > 1 and isinstance(parts[0], str), "apply takes a function and its arguments")
    name, *arguments = parts
    need(name in sorts, f"the function {name[:60]!r} is not declared")
    sort = sorts[name]
    need(isinstance(sort, tuple), f"{name} is no function")
    need(len(arguments) == len(sort[1]), f"{name} takes {len(sort[1])} arguments")
    for wanted, one in zip(sort[1], arguments):
        if wanted == "sample":
            need(
                isinstance(one, str) and sorts.get(one) == "sample",
                f"{name} takes a sample",
            )
        else:
            given = sort_of(one, sorts, depth + 1)
            need(given == "nat" or wanted == "real", f"{name} takes a natural number")
    return sort[2]


__all__ = [
    "FALSE",
    "Node",
    "Rejected",
    "Sort",
    "Sorts",
    "check_formula",
    "check_sort",
    "conjuncts",
    "is_formula",
    "legal",
    "sort_of",
]
