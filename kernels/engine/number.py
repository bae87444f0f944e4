"""Exact real numbers as a user writes them: 3, 1/10, 0.1, e, pi/4, sqrt(2), 1 - exp(-2).

A number is the text it was written as; it is compared, and turned into a ball or a float, without
ever being rounded to a rational. The syntax is read by Python's parser and nothing is evaluated by
it.
"""

from __future__ import annotations

import ast
import math
from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from typing import Any

from .errors import KernelError

LONGEST = 120  # characters of a text
LARGEST = 10**40  # numerator and denominator of a literal, and of what is known to be rational
MOST_BITS = 1 << 14  # two numbers that agree to so many bits are taken for equal
CONSTANTS = {"e": "e", "E": "e", "pi": "pi"}
FUNCTIONS = ("sqrt", "exp", "log")
EXPECTED = "an exact number such as 3, 1/10, 0.1, e, pi/4 or sqrt(2)"

Tree = Any  # Fraction | "e" | "pi" | (operator, Tree, ...)


@total_ordering
@dataclass(frozen=True, eq=False)
class Number:
    """An exact real number. `tree` is a Fraction where the number is known to be rational."""

    tree: Tree

    @classmethod
    def of(cls, value: Any) -> Number:
        """From a Number, int, Fraction or text. Raises ValueError for anything else, floats
        included.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, int | Fraction) and not isinstance(value, bool):
            return cls(Fraction(value))
        if not isinstance(value, str) or len(value) > LONGEST:
            raise ValueError(f"{value!r} was given; expected {EXPECTED}")
        text = value.strip().replace("^", "**")
        try:
            tree = _read(ast.parse(text, mode="eval").body, text)
        except (SyntaxError, RecursionError, MemoryError, ValueError, ArithmeticError):
            raise ValueError(f"{value!r} was given; expected {EXPECTED}") from None
        number = cls(tree)
        number.ball(64)  # a logarithm of 0, a division by sqrt(2) - sqrt(2)
        return number

    @property
    def rational(self) -> Fraction | None:
        return self.tree if isinstance(self.tree, Fraction) else None

    def ball(self, bits: int = 0) -> Any:
        """An Arb ball around the number, at `bits` of precision (0: as it stands)."""
        from flint import ctx

        before = ctx.prec
        try:
            ctx.prec = bits or before
            found = _ball(self.tree)
        finally:
            ctx.prec = before
        if not found.is_finite():
            raise ValueError(f"{self} has no value; expected {EXPECTED}")
        return found

    def __float__(self) -> float:
        return float(self.tree) if isinstance(self.tree, Fraction) else float(self.ball(128))

    def compare(self, other: Any) -> int:
        """-1, 0, 1. Equality of numbers that are not both rational is agreement to 2^14 bits."""
        a, b = self.tree, Number.of(other).tree
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            return (a > b) - (a < b)
        if a == b:
            return 0
        bits = 128
        while bits <= MOST_BITS:
            gap = (self - other).ball(bits)
            if not gap.contains(0):
                return 1 if gap > 0 else -1
            bits *= 4
        return 0

    def __eq__(self, other: object) -> bool:
        return self.compare(other) == 0 if isinstance(other, Number | int | Fraction) else False

    def __lt__(self, other: Any) -> bool:
        return self.compare(other) < 0

    __hash__ = None  # type: ignore[assignment]  # equality is not decided by the text

    def __bool__(self) -> bool:
        return self != 0

    def __add__(self, other: Any) -> Number:
        return Number(_apply("+", self.tree, Number.of(other).tree))

    def __sub__(self, other: Any) -> Number:
        return Number(_apply("-", self.tree, Number.of(other).tree))

    def __mul__(self, other: Any) -> Number:
        return Number(_apply("*", self.tree, Number.of(other).tree))

    def __truediv__(self, other: Any) -> Number:
        return Number(_apply("/", self.tree, Number.of(other).tree))

    def __rtruediv__(self, other: Any) -> Number:
        return Number.of(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __str__(self) -> str:
        return _show(self.tree, 0)


def number(value: Any, name: str = "", least: Any = None) -> Number:
    """`Number.of`, with the name of what was given in the message; at least `least`."""
    try:
        found = Number.of(value)
        if least is None or found >= least:
            return found
        raise ValueError(f"{value} was given; expected at least {least}")
    except ValueError as error:
        raise KernelError(f"{name}: {error}" if name else str(error)) from None


def _read(node: ast.AST, text: str) -> Tree:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        literal = (ast.get_source_segment(text, node) or "").replace("_", "").lower()
        if abs(int(literal.partition("e")[2] or 0)) > 60:
            raise ValueError
        return _bounded(Fraction(literal))
    if isinstance(node, ast.Name) and node.id in CONSTANTS:
        return CONSTANTS[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        inner = _read(node.operand, text)
        return inner if isinstance(node.op, ast.UAdd) else _apply("-", Fraction(0), inner)
    signs = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
    if isinstance(node, ast.BinOp) and type(node.op) in signs:
        left, right = _read(node.left, text), _read(node.right, text)
        return _apply(signs[type(node.op)], left, right)
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    if not named or node.func.id not in FUNCTIONS or len(node.args) != 1 or node.keywords:
        raise ValueError
    return (node.func.id, _read(node.args[0], text))


def _apply(sign: str, a: Tree, b: Tree) -> Tree:
    if sign == "**":
        if not (isinstance(b, Fraction) and b.denominator == 1 and abs(b) <= 100):
            raise ValueError
        if isinstance(a, Fraction):
            return _bounded(a ** int(b))
    elif isinstance(a, Fraction) and isinstance(b, Fraction):
        whole = {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__}
        return whole[sign](b)
    return (sign, a, b)


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator) > LARGEST or value.denominator > LARGEST:
        raise ValueError
    return value


def _ball(tree: Tree) -> Any:
    from flint import arb, fmpq

    if isinstance(tree, Fraction):
        return arb(fmpq(tree.numerator, tree.denominator))
    if tree == "e":
        return arb(1).exp()
    if tree == "pi":
        return arb.pi()
    head, *parts = tree
    if head == "**":
        return _ball(parts[0]) ** int(parts[1])
    values = [_ball(part) for part in parts]
    if head in FUNCTIONS:
        return getattr(values[0], head)()
    a, b = values
    return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__}[head](b)


def _show(tree: Tree, level: int) -> str:
    if isinstance(tree, Fraction):
        own = 1 if tree < 0 else 2 if tree.denominator != 1 else 4
        text = str(tree)
    elif isinstance(tree, str):
        return tree
    elif tree[0] in FUNCTIONS:
        return f"{tree[0]}({_show(tree[1], 0)})"
    else:
        own = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}[tree[0]]
        left = own + (tree[0] == "**")
        text = f"{_show(tree[1], left)}{tree[0]}{_show(tree[2], own + 1)}"
        if tree[0] == "-" and tree[1] == 0:
            text = text[1:]
    return f"({text})" if own < level else text


def rounded(value: Any) -> float:
    """A float, from a number or a text: for parameters that are rounded anyway."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = float(Number.of(value))
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} was given; expected {EXPECTED}")
    return float(value)
