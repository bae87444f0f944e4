"""Witnesses: rational matrices where the relation fails; shapes that do not fit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from .._terms import COMPARE, NEGATED, NUMBER, field, need
from .numbers import Numbers, has_kind
from .rules import reasons, rules, statement
from .terms import declared, evaluate, is_size
from .words import Words

OPERATIONS = ("@", "+", "inner", "equation", "rule", "power", "tr")


def rational(text: Any) -> fmpq:
    need(isinstance(text, str) and NUMBER.match(text), f"not a rational number: {str(text)[:60]}")
    return fmpq(*Fraction(text).as_integer_ratio())


def satisfied(header: dict, sizes: dict, matrices: dict, scalars: dict) -> Numbers:
    """The point, where all hypotheses of the header hold exactly: rules, inequalities, kinds."""
    need(
        all(is_size(key) and type(n) is int and 0 < n <= 50 for key, n in sizes.items()),
        "a size is an integer from 1 to 50",
    )
    size = lambda key: int(key) if key.isdigit() else field(sizes, key, int)  # noqa: E731
    roots = {words[2] for words in reasons(header) if words[0] == "root"}  # they need not be shown
    values = {}
    for name, (rows, cols) in header["letters"].items():
        if name in roots and name not in matrices:
            continue
        m, n, table = size(rows), size(cols), field(matrices, name, list)
        need(
            m <= 50 >= n
            and len(table) == m
            and all(isinstance(row, list) and len(row) == n for row in table),
            f"the matrix {name} has another shape",
        )
        values[name] = fmpq_mat(m, n, [rational(text) for row in table for text in row])
    need(
        set(matrices) == set(values) and set(scalars) == set(header.get("scalars", [])),
        "the point has other letters or scalars than the statement",
    )
    algebra = Numbers(sizes, values, {name: rational(text) for name, text in scalars.items()})
    at = lambda term: evaluate(term, header, algebra)[0]  # noqa: E731
    for (a, b), (reason, *_) in zip(header["rules"], reasons(header)):
        need(reason == "root" or at(a) == at(b), "a rule does not hold at the point")
    for i, (a, b) in enumerate(header.get("where", [])):
        order = "<" if i in header.get("strict", []) else "<="
        need(COMPARE[order](at(a), at(b)), "a hypothesis does not hold at the point")
    for name, kind in header.get("kinds", {}).items():
        shown = name in values or name not in roots
        need(not shown or has_kind(values[name], kind), f"{name} is not {kind} at the point")
    return algebra


def point(witness: dict) -> str:
    """The hypotheses hold exactly at rational matrices, the relation fails exactly."""
    header, sign = declared(witness), witness["relation"]
    need(sign in ("==", "!=", "<", "<=", ">", ">="), f"unknown relation {sign[:20]!r}")
    rules(header, Words(header))  # what is shown of a rule depends on its reason
    algebra = satisfied(header, witness["sizes"], witness["matrices"], witness.get("scalars", {}))
    (left, shape), (right, other) = (
        evaluate(witness[side], header, algebra) for side in ("left", "right")
    )
    need(shape == other, "the two sides have different shapes")
    ordered = sign == "<=" and shape is not None
    need(("vector" in witness) == ordered, "'vector' is for an order between matrices")
    if ordered:  # v^T (right - left) v < 0
        v = [rational(text) for text in witness["vector"]]
        column = fmpq_mat(len(v), 1, v)
        need((column.transpose() * (right - left) * column)[0, 0] < 0, "the vector shows nothing")
        return statement(header, sign)
    need(sign in ("==", "!=") or shape is None, f"{sign} does not compare matrices")
    need(
        COMPARE[NEGATED[sign]](left, right),
        "the relation does not certainly fail at the point",
    )
    return statement(header, sign)


def mismatch(witness: dict) -> str:
    """A printed operation whose two shapes do not fit."""
    operation, shapes = witness["operation"], witness["shapes"]
    need(operation in OPERATIONS, f"{operation[:20]!r} is no operation on two matrices")
    need(
        len(shapes) == 2
        and all(
            isinstance(one, list) and len(one) == 2 and all(map(is_size, one)) for one in shapes
        ),
        "a shape has two sizes",
    )
    a, b = shapes
    need(operation not in ("power", "tr") or b == a[::-1], "one matrix, and its transpose")
    need(
        (a[1] != b[0]) if operation == "@" else a != b,
        f"the shapes {a} and {b} fit in {operation!r}",
    )
    return f"the shapes {a} and {b} do not fit in {operation!r}"
