"""Matrix terms: one evaluator reads them; `Words` and `Numbers` say what the operations are."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import reduce
from typing import Any

from .._terms import NAME, NUMBER, ONE, RESERVED, need
from .calculus import HEADS, divisor, plain
from .words import SYMMETRIC

SIZE = re.compile(r"[1-9][0-9]{0,5}\Z")
Shape = tuple[str, str] | None  # None for a scalar
KINDS = (*SYMMETRIC, "orthogonal")


def evaluate(term: Any, header: dict, algebra: Any, depth: int = 0) -> tuple[Any, Shape]:
    """(value, shape) of a matrix term; every shape is checked."""
    need(depth < 150, "a matrix term is nested too deeply")
    if isinstance(term, str):
        if term in header["letters"]:
            return algebra.matrix(term), tuple(header["letters"][term])
        need(
            term in header.get("scalars", []) or NUMBER.match(term),
            f"{term[:60]!r} is not declared",
        )
        return (
            algebra.number(Fraction(term)) if NUMBER.match(term) else algebra.scalar(term)
        ), None
    need(
        isinstance(term, list) and len(term) > 1 and isinstance(term[0], str),
        "not a matrix term: ",
        term,
    )
    head, *rest = term
    if head in HEADS:
        return evaluate(plain(term, header), header, algebra, depth + 1)
    if head in ("I", "0"):
        need(
            len(rest) == (1 if head == "I" else 2) and all(map(is_size, rest)),
            f"{head}: the sizes are wrong",
        )
        return (algebra.identity(*rest) if head == "I" else algebra.zero(*rest)), (
            rest[0],
            rest[-1],
        )
    if head in ("norm2", "inner"):
        need(len(rest) == (1 if head == "norm2" else 2), f"{head}: wrong number of arguments")
        return evaluate(["tr", ["@", ["T", rest[0]], rest[-1]]], header, algebra, depth + 1)
    if head == "sqrt":
        need(
            len(rest) == 1 and isinstance(rest[0], list) and rest[0][:1] == ["norm2"],
            "a root is a root of norm2",
        )
        return algebra.root(evaluate(rest[0], header, algebra, depth + 1)[0]), None
    if head == "^":
        need(
            len(rest) == 2
            and isinstance(rest[1], str)
            and SIZE.match(rest[1])
            and int(rest[1]) <= 60,
            "an exponent is from 1 to 60",
        )
        rest = [rest[0]] * int(rest[1])
    parts = [evaluate(part, header, algebra, depth + 1) for part in rest]
    (first, shape), second = parts[0], parts[-1]
    if head == "+":
        need(all(other == shape for _, other in parts), "a sum of different shapes")
        return reduce(algebra.add, (one for one, _ in parts)), shape
    if head == "-":
        need(len(parts) < 3 and second[1] == shape, "a difference of different shapes")
        negative = algebra.times(algebra.number(-ONE), second[0])
        return (negative if len(parts) == 1 else algebra.add(first, negative)), shape
    if head == "/":
        need(len(rest) == 2, "a quotient has two parts")
        return algebra.times(algebra.number(1 / Fraction(divisor(rest[1]))), first), shape
    if head in ("*", "scale") or (head == "^" and shape is None):
        need(
            all(other is None for _, other in parts[:-1])
            and (head == "scale" or second[1] is None),
            f"{head} multiplies by scalars",
        )
        return reduce(algebra.times, (one for one, _ in parts)), second[1]
    need(
        head in ("@", "^", "T", "tr") and all(other for _, other in parts),
        f"{head[:20]} is no operation on matrices",
    )
    if head in ("@", "^"):
        need(
            all(a[1][1] == b[1][0] for a, b in zip(parts, parts[1:])),
            "a product of shapes that do not fit",
        )
        return reduce(algebra.times, (one for one, _ in parts)), (shape[0], second[1][1])
    need(
        len(parts) == 1 and (head == "T" or shape[0] == shape[1]), "a trace needs one square matrix"
    )
    return (
        (algebra.transpose(first), shape[::-1])
        if head == "T"
        else (algebra.trace(first, shape[0]), None)
    )  # pyright: ignore[reportReturnType]


def is_size(size: Any) -> bool:
    return isinstance(size, str) and bool(NAME.match(size) or SIZE.match(size))


def declared(header: dict) -> dict:
    """The header, if every letter has two sizes and a known kind and every scalar a name of its
    own.
    """
    letters, scalars = header["letters"], header.get("scalars", [])
    for name, shape in letters.items():
        need(NAME.match(name) and name not in RESERVED, f"{name[:60]!r} is no name of a letter")
        need(
            isinstance(shape, list) and len(shape) == 2 and all(map(is_size, shape)),
            f"{name[:60]!r}: two sizes",
        )
    for name in scalars:
        need(
            isinstance(name, str) and NAME.match(name) and name not in (*RESERVED, *letters),
            f"{str(name)[:60]!r} is no name of a scalar",
        )
    for name, kind in header.get("kinds", {}).items():
        need(
            kind in KINDS and name in letters and len(set(letters[name])) == 1,
            f"{name[:60]!r}: unknown kind, or not square",
        )
    for pair in header.get("where", []):
        need(isinstance(pair, list) and len(pair) == 2, "a hypothesis is a pair smaller, larger")
    where = range(len(header.get("where", [])))
    need(
        all(type(one) is int and one in where for one in header.get("strict", [])),
        "a strict hypothesis is named by its place",
    )
    return header


def show(term: Any) -> str:
    """A matrix term in words; every operation in parentheses."""
    if not isinstance(term, list):
        return str(term)
    head, *parts = term[0], *map(show, term[1:])
    if head == "T":
        return f"{parts[0]}.T"
    if head in ("@", "+", "*", "^", "scale") or (head in ("-", "/") and len(parts) > 1):
        return "(" + f" {'*' if head == 'scale' else head} ".join(parts) + ")"
    return f"{head}({', '.join(parts)})"
