"""Derivatives of matrix terms for every size, and the terms that are written with them.

`["put", A, X, B, ...]` is A with B for the letter or scalar X (all at once), `["vary", A, X, B,
...]` the derivative of A when every X moves with velocity B, `["grad", S, X]` the matrix G with
derivative of S = <G, B> for every velocity B of X, its entries taken as independent. All three are
read as text: a term is not brought to a normal form before.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .._terms import NUMBER, need

HEADS = ("put", "vary", "grad")
LARGEST = 20_000  # nodes


def plain(term: Any, header: dict) -> Any:
    """The term without put, vary and grad."""
    if not isinstance(term, list) or not term or term[0] in ("I", "0"):
        return term
    head, *parts = term[0], *(plain(part, header) for part in term[1:])
    if head not in HEADS:
        return [head, *parts]
    need(len(parts) % 2 == (head != "grad") and len(parts) > 1, f"{head}: wrong number of terms")
    need(all(_size(part) <= LARGEST for part in parts), f"{head} of more than {LARGEST} nodes")
    body, moved = parts[0], parts[1::2]
    known = [*header["letters"], *header.get("scalars", [])]
    need(
        all(isinstance(name, str) and name in known for name in moved)
        and len(set(moved)) == len(moved),
        f"{head} is by letters and scalars, each once",
    )
    if head == "grad":
        need(
            moved[0] in header["letters"] and not shape(body, header),
            "grad of a scalar by a letter",
        )
        return _Gradient(moved[0], header).of(body)
    values = dict(zip(moved, parts[2::2]))
    need(
        all(shape(name, header) == shape(value, header) for name, value in values.items()),
        f"{head}: a letter and its value have different shapes",
    )
    if head == "put":
        return _put(body, values)
    found = _varied(body, values, header)
    return _zero(shape(body, header)) if found is None else found


def shape(term: Any, header: dict) -> tuple[str, str] | None:
    """The two sizes of a term, None for a scalar; that operations fit is seen at evaluation."""
    if isinstance(term, str):
        if term not in header["letters"]:
            return None
        rows, columns = header["letters"][term]
        return rows, columns
    head, *rest = term
    if head in ("I", "0"):
        return rest[0], rest[-1]
    if head in ("tr", "norm2", "inner", "sqrt"):
        return None
    first = shape(rest[0], header)
    if head == "T":
        return first and (first[1], first[0])
    if head == "@":
        last = shape(rest[-1], header)
        return first and last and (first[0], last[1])
    return shape(rest[-1], header) if head in ("scale", "*") else first


def _size(term: Any) -> int:
    return 1 + sum(map(_size, term[1:])) if isinstance(term, list) else 1


def _zero(of: tuple[str, str] | None) -> Any:
    return ["0", *of] if of else "0"


def divisor(by: Any) -> Any:
    """What a term is divided by: a number, so that derivatives take it for constant."""
    need(isinstance(by, str) and NUMBER.match(by) and Fraction(by), "division is by numbers only")
    return by


def _put(term: Any, values: dict) -> Any:
    if isinstance(term, str):
        return values.get(term, term)
    return term if term[0] in ("I", "0") else [term[0], *(_put(part, values) for part in term[1:])]


def _sum(parts: list) -> Any:
    kept = [part for part in parts if part is not None]
    return None if not kept else kept[0] if len(kept) == 1 else ["+", *kept]


def _unfolded(term: Any, header: dict) -> Any:
    """A power as a product."""
    head, base, exponent = term
    need(
        isinstance(exponent, str) and exponent.isdigit() and 0 < int(exponent) <= 60,
        "an exponent is from 1 to 60",
    )
    return ["@" if shape(base, header) else "*", *[base] * int(exponent)]


def _varied(term: Any, values: dict, header: dict) -> Any:
    """The derivative of a term; None is zero."""
    if isinstance(term, str):
        return values.get(term)
    head, *rest = term
    if head in ("I", "0"):
        return None
    if head == "^":
        return _varied(_unfolded(term, header), values, header)
    moved = [_varied(part, values, header) for part in rest]
    if head in ("T", "tr"):
        return None if moved[0] is None else [head, moved[0]]
    if head == "+":
        return _sum(moved)
    if head == "-":
        negative = None if moved[-1] is None else ["-", moved[-1]]
        return negative if len(rest) == 1 else _sum([moved[0], negative])
    if head == "/":
        by = divisor(rest[1])
        return None if moved[0] is None else ["/", moved[0], by]
    if head == "norm2":
        return None if moved[0] is None else ["*", "2", ["inner", rest[0], moved[0]]]
    if head in ("@", "*", "scale", "inner"):
        return _sum(
            [
                None if one is None else [head, *rest[:i], one, *rest[i + 1 :]]
                for i, one in enumerate(moved)
            ]
        )
    need(all(one is None for one in moved), f"{str(head)[:20]} has no derivative here")
    return None


class _Gradient:
    """Collects the matrices M with derivative = sum of <M, velocity of the letter>."""

    def __init__(self, letter: str, header: dict):
        self.letter, self.header = letter, header
        self.found: list = []

    def of(self, term: Any) -> Any:
        self._scalar("1", term)
        total = _sum(self.found)
        return _zero(shape(self.letter, self.header)) if total is None else total

    def _depends(self, term: Any) -> bool:
        if isinstance(term, str):
            return term == self.letter
        return term[0] not in ("I", "0") and any(map(self._depends, term[1:]))

    def _scalar(self, weight: Any, term: Any) -> None:
        """weight times the derivative of a scalar term."""
        if isinstance(term, str) or not self._depends(term):
            return
        head, *rest = term
        if head == "^":
            self._scalar(weight, _unfolded(term, self.header))
        elif head == "+":
            for part in rest:
                self._scalar(weight, part)
        elif head == "-":
            for i, part in enumerate(rest):
                self._scalar(["-", weight] if i or len(rest) == 1 else weight, part)
        elif head == "/":
            self._scalar(["/", weight, divisor(rest[1])], rest[0])
        elif head in ("*", "scale"):
            for i, part in enumerate(rest):
                self._scalar(["*", weight, *rest[:i], *rest[i + 1 :]], part)
        elif head == "norm2":
            self._matrix(["scale", ["*", "2", weight], rest[0]], rest[0])
        elif head == "inner":
            self._matrix(["scale", weight, rest[1]], rest[0])
            self._matrix(["scale", weight, rest[0]], rest[1])
        else:
            need(head == "tr", f"{str(head)[:20]} has no gradient here")
            size = shape(rest[0], self.header)
            need(size, "a trace of a scalar")
            self._matrix(["scale", weight, ["I", size[0]]], rest[0])

    def _matrix(self, weight: Any, term: Any) -> None:
        """<weight, derivative of a matrix term>."""
        if isinstance(term, str):
            if term == self.letter:
                self.found.append(weight)
            return
        head, *rest = term
        if not self._depends(term):
            return
        if head == "^":
            self._matrix(weight, _unfolded(term, self.header))
        elif head == "T":
            self._matrix(["T", weight], rest[0])
        elif head == "+":
            for part in rest:
                self._matrix(weight, part)
        elif head == "-":
            for i, part in enumerate(rest):
                self._matrix(["-", weight] if i or len(rest) == 1 else weight, part)
        elif head == "/":
            self._matrix(["/", weight, divisor(rest[1])], rest[0])
        elif head == "@":
            for i, part in enumerate(rest):
                before = [["T", one] for one in reversed(rest[:i])]
                after = [["T", one] for one in reversed(rest[i + 1 :])]
                self._matrix(["@", *before, weight, *after] if len(rest) > 1 else weight, part)
        else:
            need(head in ("*", "scale"), f"{str(head)[:20]} has no gradient here")
            *scalars, last = rest
            self._matrix(["scale", ["*", *scalars, "1"], weight], last)
            for i, part in enumerate(scalars):
                others = [*scalars[:i], *scalars[i + 1 :]]
                self._scalar(["*", *others, ["inner", weight, last]], part)
