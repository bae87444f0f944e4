"""Layer lines, "h = relu(W x + b)": read by a small parser into nodes of a graph; nothing is
evaluated as code.

    sum     = product (("+" | "-") product)*
    product = factor (("*" | "@" | nothing) factor)*      "*" entry by entry, the others matrices
    factor  = number | name | function "(" ... ")" | "(" sum ")", each with any number of ".T"
"""

from __future__ import annotations

import inspect
import re
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from ...files import rational
from .graph import Graph, ModelError, Tensor
from .layers import FUNCTIONS, matrix_product, transpose

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?:/\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r'|(?P<text>"[^"]*"|\'[^\']*\')|(?P<sign>\.T\b|[-+*@()=,/]))'
)
NAME = re.compile(r"[A-Za-z_]\w{0,59}\Z")
LONGEST, DEEPEST = 2000, 50


def names_of(line: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", line))


def split_line(line: str) -> tuple[str, str]:
    """(name, expression) of "name = expression"."""
    name, equals, expression = line.partition("=")
    if not equals or not NAME.match(name.strip()) or not expression.strip():
        raise ModelError(f'expected "name = expression", such as "h = relu(W x + b)": {line!r}')
    return name.strip(), expression


class Reader:
    """Reads one expression; `scope` holds the tensors that have a name."""

    def __init__(self, graph: Graph, scope: dict[str, Tensor]):
        self.graph, self.scope = graph, scope

    def read(self, text: str) -> Tensor:
        if len(text) > LONGEST:
            raise ModelError(f"the line has {len(text)} characters; at most {LONGEST} are read")
        self.tokens, at, text = [], 0, text.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise ModelError(
                    f"{text[at:].strip()[:20]!r} cannot be read; expected names, numbers, + - * @ "
                    f".T, parentheses and calls such as relu(z)"
                )
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            at = match.end()
        self.at = self.depth = 0
        value = self.sum()
        if self.at < len(self.tokens):
            raise ModelError(f"{self.tokens[self.at][1]!r} is not expected there")
        return self.tensor(value)

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "the end")

    def take(self, sign: str) -> bool:
        if self.peek() == ("sign", sign):
            self.at += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise ModelError(f"expected {sign!r} before {self.peek()[1]!r}")

    def tensor(self, value: Any) -> Tensor:
        if isinstance(value, Tensor):
            return value
        if isinstance(value, Fraction):
            return self.graph.full(value)
        raise ModelError(f"{value!r} is not expected there; expected a tensor")

    def sum(self) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ModelError(f"the expression is nested deeper than {DEEPEST}")
        sign = -1 if self.take("-") else 1
        value = self.scale(sign, self.product()) if sign < 0 else self.product()
        while self.peek() in (("sign", "+"), ("sign", "-")):
            sign = 1 if self.take("+") else -1 if self.take("-") else 0
            other = self.product()
            other = self.scale(-1, other) if sign < 0 else other
            if isinstance(value, Fraction) and isinstance(other, Fraction):
                value = value + other
            else:
                value = self.graph.add(self.tensor(value), self.tensor(other))
        self.depth -= 1
        return value

    def scale(self, factor: Any, value: Any) -> Any:
        if isinstance(value, Fraction):
            return factor * value
        return self.graph.scaled(factor, self.tensor(value))

    def product(self) -> Any:
        value = self.factor()
        while True:
            kind, text = self.peek()
            if text == "*":
                self.at += 1
                other, entrywise = self.factor(), True
            elif text == "@" or kind in ("name", "number", "text") or text == "(":
                self.at += text == "@"
                other, entrywise = self.factor(), False
            else:
                return value
            if isinstance(value, Fraction) or isinstance(other, Fraction):
                number, rest = (value, other) if isinstance(value, Fraction) else (other, value)
                value = self.scale(number, rest)
            else:
                combine = self.graph.hadamard if entrywise else matrix_product
                value = combine(self.tensor(value), self.tensor(other))

    def factor(self) -> Any:
        kind, text = self.peek()
        self.at += 1
        if kind == "number":
            try:
                value: Any = rational(text)
            except ZeroDivisionError:
                raise ModelError(f"{text[:40]} divides by zero") from None
            except ValueError as error:
                raise ModelError(str(error)) from None
            if value.denominator > 10**12 or abs(value) > 10**12:
                raise ModelError(f"the number {text[:40]} is too long; at most 12 digits are used")
        elif kind == "text":
            value = text[1:-1]
        elif kind == "name" and self.peek() == ("sign", "(") and text not in self.scope:
            value = self.call(text)
        elif kind == "name":
            value = self.lookup(text)
        elif text == "(":
            value = self.sum()
            self.expect(")")
        else:
            raise ModelError(f"{text!r} is not expected there; expected a name, number or '('")
        while self.take(".T"):
            value = transpose(self.tensor(value))
        return value

    def lookup(self, name: str) -> Any:
        if name in self.scope:
            return self.scope[name]
        if name in ("true", "false"):
            return name == "true"
        near = get_close_matches(name, [*self.scope, *FUNCTIONS], n=3)
        advice = f"; nearest: {', '.join(near)}" if near else ""
        raise ModelError(
            f"{name!r} is no weight, input or earlier layer{advice}. Every name is declared under "
            f"[weights] or [inputs] or defined by a layer above"
        )

    def call(self, name: str) -> Tensor:
        if name not in FUNCTIONS and name != "einsum":
            near = get_close_matches(name, FUNCTIONS, n=3)
            raise ModelError(
                f"the operator {name!r} is not known"
                + (f"; nearest: {', '.join(near)}" if near else "")
                + f". It can be one of {', '.join(sorted(FUNCTIONS))}, einsum"
            )
        positional, options = self.arguments(name)
        if name == "einsum":
            return self.einsum(positional)
        function = FUNCTIONS[name]
        try:
            bound = inspect.signature(function).bind(*positional, **options)
        except TypeError as problem:
            raise ModelError(
                f"{name}{inspect_line(function)} was called otherwise: {problem}"
            ) from None
        for parameter, value in bound.arguments.items():
            wants = inspect.signature(function).parameters[parameter]
            values = value if wants.kind == wants.VAR_POSITIONAL else [value]
            if wants.kind in (wants.POSITIONAL_ONLY, wants.POSITIONAL_OR_KEYWORD) and (
                parameter not in ("slope", "axis")
            ):
                for one in values:
                    if not isinstance(one, Tensor):
                        raise ModelError(f"{name}: {parameter} is a tensor, {one!r} was given")
        return function(*positional, **options)

    def arguments(self, name: str) -> tuple[list, dict]:
        self.expect("(")
        positional: list[Any] = []
        options: dict[str, Any] = {}
        while not self.take(")"):
            if positional or options:
                self.expect(",")
            named = self.at + 1 < len(self.tokens) and self.tokens[self.at + 1] == ("sign", "=")
            if named and self.peek()[0] == "name":
                key = self.peek()[1]
                self.at += 2
                word = self.peek()
                follows = self.tokens[self.at + 1 : self.at + 2]
                if word[0] == "name" and word[1] not in self.scope and follows != [("sign", "(")]:
                    self.at += 1
                    options[key] = {"true": True, "false": False}.get(word[1], word[1])
                else:
                    options[key] = self.sum()
            elif options:
                raise ModelError(f"{name}: an argument without a name follows one with a name")
            else:
                positional.append(self.sum())
        return positional, options

    def einsum(self, positional: list) -> Tensor:
        form = 'einsum takes a pattern and two tensors: einsum("ij,j->i", A, x)'
        if len(positional) != 3 or not isinstance(positional[0], str):
            raise ModelError(form)
        spec, a, b = positional[0].replace(" ", ""), *map(self.tensor, positional[1:])
        match = re.match(r"([a-z]*),([a-z]*)->([a-z]*)\Z", spec)
        if not match or any(len(set(w)) < len(w) for w in match.groups()):
            raise ModelError(f"{form}; each letter once in each part")
        left, right, out = match.groups()
        sizes = dict(zip(left, a.shape))
        if (
            (len(left), len(right)) != (len(a.shape), len(b.shape))
            or not set(out) <= set(left + right)
            or any(sizes.setdefault(c, n) != n for c, n in zip(right, b.shape))
        ):
            raise ModelError(
                f"einsum {spec!r} does not fit shapes {list(a.shape)} and {list(b.shape)}"
            )
        return self.graph.einsum(spec, a, b)


def inspect_line(function: Any) -> str:
    """The parameters of a layer, without types."""
    parts = []
    for p in inspect.signature(function).parameters.values():
        optional = p.default is not p.empty
        parts.append(f"[{p.name}]" if optional else p.name)
    return f"({', '.join(parts)})"
