"""Sorts and well-formedness.

A term is a Fraction, a name, or a tuple (head, argument, ...); a formula likewise. Sorts are
"real", "nat" (0, 1, 2, ..; every nat is a real), "sample" (a point of one probability space),
("matrix", m, n) for real matrices, and ("function", (sort, ...), value) for total functions: a
sequence takes a nat, a curve or an activation a real, a random variable a sample; values are real,
nat or matrices. A size is a number >= 1 or a name: a statement says something for all positive
sizes at once (size names are no variables; nothing binds them). A family is a function of nats with
real values; functions may take families as well: a loss takes that of all outputs.

Heads of terms besides the scalar ones (`_terms.ARITY` without `power` and `rpower`):
("apply", f, t, ...) the value of a function, where a family is written by its entries,
("lambda", (i, j, ...), body), body at the indices i, j, ...; ("sum", i, n, body) the sum over
i = 0, .., n - 1; ("expect", w, body) the expectation over the sample w; ("indicator", formula),
1 or 0;
("deriv", x, a, body) the derivative of x -> body at x = a, where it exists (from both sides);
("^", base, k) also with k a term of sort nat; ("trace", A), ("inner", A, B), ("norm2", A) the
squared Frobenius norm, ("fro", A) its root, ("size", n) a size as a number.
Heads of matrices: ("@", A, B, ...), ("plus", A, ...), ("minus", A) and ("minus", A, B), ("T", A),
("scale", s, A), ("identity", n), ("zeros", m, n), ("apply", f, t, ...).
Heads of formulas: the relations, ("equal", A, B) between matrices, the connectives "and", "or",
"not", "implies", and ("forall", x, sort, body), ("exists", x, sort, body).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .._terms import ARITY, COMPARE, ZERO, Rejected, need

Node = Any  # Fraction | str | tuple[str, ...]
Sort = Any  # "real" | "nat" | "sample" | ("matrix", m, n) | ("function", (Sort, ...), Sort)
Sorts = Mapping[str, Sort]

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*\Z")
QUANTIFIERS = ("forall", "exists")
BINDERS = ("sum", "expect", "deriv", "forall", "exists")  # the first part is the name they bind
AROUND = ("sum", "deriv")  # binders whose second part is outside: the count, the point
SIZED = ("identity", "zeros", "size")  # their parts are sizes, no terms
MEASURES = {"trace": 1, "norm2": 1, "fro": 1, "inner": 2}  # numbers made of matrices
MATRICES = ("@", "T", "plus", "minus", "scale", "identity", "zeros")
RESERVED = frozenset(ARITY) | {*BINDERS, "apply", "indicator", "implies"}
PARTIAL = ("expect", "deriv")  # defined where their equation with themselves holds
POWERS = ("power", "rpower")
CONNECTIVES = ("and", "or", "not", "implies")
FALSE = ("<", ZERO, ZERO)


def legal(name: Any) -> None:
    """Names of variables: letters, digits, single underscores. What the kernel makes up itself
    contains a double underscore, which no statement can write.
    """
    need(isinstance(name, str) and len(name) <= 60, f"not a name: {str(name)[:60]!r}")
    need(NAME.match(name), f"{name[:60]!r} is no name: letters, digits and single underscores")
    need(name not in RESERVED, f"the name {name!r} is reserved")


def check_sort(sort: Any) -> None:
    if isinstance(sort, str):
        need(sort in ("real", "nat", "sample"), f"unknown sort {sort[:40]!r}")
        return
    need(isinstance(sort, tuple) and len(sort) == 3, "not a sort")
    if sort[0] == "matrix":
        check_size(sort[1])
        check_size(sort[2])
        return
    need(sort[0] == "function", "not a sort")
    need(isinstance(sort[1], tuple) and sort[1], "a function takes at least one argument")
    for one in sort[1]:
        simple = one in ("real", "nat", "sample")
        need(simple or is_family(one), "arguments of functions are real, nat, sample or families")
    need(sort[2] in ("real", "nat") or is_matrix(sort[2]), "values are real, nat or matrices")
    if is_matrix(sort[2]):
        check_sort(sort[2])


def is_matrix(sort: Any) -> bool:
    return isinstance(sort, tuple) and len(sort) == 3 and sort[0] == "matrix"


def check_size(size: Any) -> None:
    if isinstance(size, Fraction):
        need(size.denominator == 1 and 1 <= size <= 1000, "a size is a whole number >= 1")
    else:
        legal(size)


def is_family(sort: Any) -> bool:
    """Functions of natural numbers with real values, which functions may take."""
    whole = isinstance(sort, tuple) and len(sort) == 3 and isinstance(sort[1], tuple)
    return whole and sort == ("function", ("nat",) * max(len(sort[1]), 1), "real")


def is_formula(node: Node) -> bool:
    heads = (*COMPARE, *CONNECTIVES, *QUANTIFIERS, "equal")
    return isinstance(node, tuple) and bool(node) and node[0] in heads


def conjuncts(node: Node) -> list[Node]:
    """The parts of a conjunction, of conjunctions in it as well."""
    if node[0] != "and":
        return [node]
    return [one for part in node[1:] for one in conjuncts(part)]


def check_formula(node: Node, sorts: Sorts, depth: int = 0) -> None:
    """Well formed, with every free name declared in `sorts`. Raises `Rejected`."""
    need(depth < 200, "a statement is nested deeper than 200")
    need(is_formula(node), "not a formula: ", node)
    head, *parts = node
    if head in COMPARE:
        need(len(parts) == 2, f"{head} compares two terms")
        for part in parts:
            sort_of(part, sorts, depth + 1)
    elif head == "equal":
        need(len(parts) == 2, "equal compares two matrices")
        left, right = (shape_of(part, sorts, depth + 1) for part in parts)
        need(left == right, "matrices of different shapes are compared")
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
        value = _applied(parts, sorts, depth)
        need(isinstance(value, str), f"the values of {parts[0]} are matrices, no numbers")
        return value
    if head in MEASURES:
        need(len(parts) == MEASURES[head], f"{head} takes {MEASURES[head]} matrices")
        shapes = [shape_of(part, sorts, depth + 1) for part in parts]
        need(len(set(shapes)) == 1, "an inner product of different shapes")
        need(head != "trace" or shapes[0][0] == shapes[0][1], "a trace of a square matrix")
        return "real"
    if head == "size":
        need(len(parts) == 1, "size takes one size")
        check_size(parts[0])
        return "nat"
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
    need(head in ARITY and len(parts) in ARITY[head], "not a term: ", node)
    inner = [sort_of(part, sorts, depth + 1) for part in parts]
    if head == "^":
        literal = isinstance(parts[1], Fraction)
        need(literal or inner[1] == "nat", "an exponent is an integer or of sort nat")
        if literal:
            need(parts[1].denominator == 1 and abs(parts[1]) <= 1000, "an exponent is an integer")
    whole = head in ("+", "*", "^", "min", "max") and all(one == "nat" for one in inner)
    return "nat" if whole else "real"


def shape_of(node: Node, sorts: Sorts, depth: int = 0) -> tuple[Any, Any]:
    """The two sizes of a well-formed matrix. Raises `Rejected` for anything else."""
    need(depth < 200, "a matrix is nested deeper than 200")
    if isinstance(node, str):
        need(node in sorts, f"the name {node[:60]!r} is not declared")
        need(is_matrix(sorts[node]), f"{node} is no matrix: its sort is {sorts[node]}")
        return sorts[node][1:]
    need(isinstance(node, tuple) and node and isinstance(node[0], str), "not a matrix")
    head, *parts = node
    if head == "apply":
        value = _applied(parts, sorts, depth)
        need(is_matrix(value), f"the values of {parts[0]} are no matrices")
        return value[1:]
    if head in ("identity", "zeros"):
        need(len(parts) == (1 if head == "identity" else 2), f"{head}: wrong number of sizes")
        for one in parts:
            check_size(one)
        return parts[0], parts[-1]
    if head == "scale":
        need(len(parts) == 2, "scale takes a number and a matrix")
        sort_of(parts[0], sorts, depth + 1)
        return shape_of(parts[1], sorts, depth + 1)
    need(head in MATRICES, "not a matrix: ", node)
    shapes = [shape_of(part, sorts, depth + 1) for part in parts]
    if head == "T":
        need(len(shapes) == 1, "T takes one matrix")
        return shapes[0][::-1]
    if head == "@":
        need(len(shapes) > 1, "a product has at least two factors")
        need(all(a[1] == b[0] for a, b in zip(shapes, shapes[1:])), "shapes that do not fit in @")
        return shapes[0][0], shapes[-1][1]
    need(len(shapes) in ((1, 2) if head == "minus" else range(1, 1000)), f"{head}: wrong parts")
    need(len(set(shapes)) == 1, f"different shapes in {head}")
    return shapes[0]


def sizes_in(node: Node) -> frozenset[str]:
    """The names of sizes that occur."""
    if not isinstance(node, tuple):
        return frozenset()
    if node[:1] in (("matrix",), *((head,) for head in SIZED)):
        return frozenset(part for part in node[1:] if isinstance(part, str))
    return frozenset().union(*map(sizes_in, node))


def _applied(parts: list[Node], sorts: Sorts, depth: int) -> Sort:
    need(len(parts) > 1 and isinstance(parts[0], str), "apply takes a function and its arguments")
    name, *arguments = parts
    need(name in sorts, f"the function {name[:60]!r} is not declared")
    sort = sorts[name]
    need(isinstance(sort, tuple) and sort[0] == "function", f"{name} is no function")
    need(len(arguments) == len(sort[1]), f"{name} takes {len(sort[1])} arguments")
    for wanted, one in zip(sort[1], arguments):
        if wanted == "sample":
            need(
                isinstance(one, str) and sorts.get(one) == "sample",
                f"{name} takes a sample",
            )
        elif isinstance(wanted, tuple):
            _family(one, wanted, sorts, depth + 1)
        else:
            given = sort_of(one, sorts, depth + 1)
            need(given == "nat" or wanted == "real", f"{name} takes a natural number")
    return sort[2]


def _family(node: Node, sort: Sort, sorts: Sorts, depth: int) -> None:
    need(
        isinstance(node, tuple) and len(node) == 3 and node[0] == "lambda",
        "a family is written by its entries: lambda, names, term",
    )
    _, names, body = node
    need(isinstance(names, tuple) and len(names) == len(sort[1]), "a family of other dimensions")
    for name in names:
        legal(name)
    need(len(set(names)) == len(names), "the indices of a family have different names")
    sort_of(body, {**sorts, **dict.fromkeys(names, "nat")}, depth)


__all__ = [
    "FALSE",
    "Node",
    "Rejected",
    "Sort",
    "Sorts",
    "check_formula",
    "check_sort",
    "check_size",
    "conjuncts",
    "is_family",
    "is_formula",
    "is_matrix",
    "legal",
    "shape_of",
    "sizes_in",
    "sort_of",
]
