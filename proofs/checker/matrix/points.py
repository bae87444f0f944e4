"""Witnesses: rational matrices at which the rules hold and the relation fails; bad shapes."""

from __future__ import annotations

from fractions import Fraction

from flint import fmpq, fmpq_mat

from .._terms import COMPARE, NEGATED, NUMBER, field, need
from .numbers import Numbers, has_kind
from .rules import statement
from .terms import declared, evaluate, is_size


def point(witness: dict) -> str:
    """The rules hold exactly at rational matrices, the relation fails exactly."""
    header, sizes, sign = (
        declared(witness),
        field(witness, "sizes", dict),
        field(witness, "relation", str),
    )
    need(
        all(is_size(key) and type(n) is int and 0 < n <= 50 for key, n in sizes.items()),
        "a size is an integer from 1 to 50",
    )
    size = lambda key: int(key) if key.isdigit() else field(sizes, key, int)  # noqa: E731

    def entry(text):
        return (
            fmpq(*Fraction(text).as_integer_ratio())
            if NUMBER.match(text)
            else need(False, "not a rational")
        )  # noqa: E731

    matrices, scalars = (
        {},
        {name: entry(text) for name, text in dict(witness.get("scalars", {})).items()},
    )
    for name, (rows, cols) in header["letters"].items():
        table = field(field(witness, "matrices", dict), name, list)
        need(
            len(table) == size(rows) and all(len(row) == size(cols) for row in table),
            f"the matrix {name} has another shape",
        )
        matrices[name] = fmpq_mat(
            size(rows), size(cols), [entry(text) for row in table for text in row]
        )
    algebra = Numbers(sizes, matrices, scalars)
    at = lambda term: evaluate(term, header, algebra)[0]  # noqa: E731
    for (a, b), reason in zip(
        field(witness, "rules", list), header.get("reasons", ["given"] * len(witness["rules"]))
    ):
        need(reason.startswith("root") or at(a) == at(b), "a rule does not hold at the point")
    for i, (a, b) in enumerate(header.get("where", [])):
        order = "<" if i in header.get("strict", []) else "<="
        need(COMPARE[order](at(a), at(b)), "a hypothesis does not hold at the point")
    for name, kind in header.get("kinds", {}).items():
        need(has_kind(matrices[name], kind), f"{name} is not {kind} at the point")
    left, right = (
        evaluate(field(witness, "left"), header, algebra),
        evaluate(field(witness, "right"), header, algebra),
    )
    need(left[1] == right[1], "the two sides have different shapes")
    if left[1] is not None and sign == "<=":  # v^T (right - left) v < 0
        v = [entry(text) for text in field(witness, "vector", list)]
        column, form = fmpq_mat(len(v), 1, v), right[0] - left[0]
        need((column.transpose() * form * column)[0, 0] < 0, "the vector shows nothing")
        return statement(header, sign)
    need(sign in ("==", "!=") or left[1] is None, f"{sign[:2]} does not compare matrices")
    need(
        COMPARE[NEGATED[sign]](left[0], right[0]),
        "the relation does not certainly fail at the point",
    )
    return statement(header, sign)


def mismatch(witness: dict) -> str:
    """A printed operation whose two shapes do not fit."""
    operation, (a, b) = (
        field(witness, "operation", str),
        [list(map(str, shape)) for shape in field(witness, "shapes", list)],
    )
    need(len(a) == len(b) == 2, "a shape has two sizes")
    need(
        (a[1] != b[0]) if operation == "@" else a != b,
        f"the shapes {a} and {b} fit in {operation[:20]!r}",
    )
    return f"the shapes {a} and {b} do not fit in {operation[:20]!r}"
