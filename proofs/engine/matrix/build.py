"""From trees to matrix expressions and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from ...checker import matrix
from ..terms import NAME
from . import expressions as _e
from .errors import MatrixError
from .norms import norm
from .tree import show, to_json

DEEPEST = 200


def to_tree(expression: Any) -> Any:
    """The tree an expression was built from (of its normal form, when that is much smaller)."""
    return expression.tree


NOTHING: Mapping[str, Any] = MappingProxyType({})


def from_tree(tree: Any, letters: Mapping[str, Any], scalars: Mapping[str, Any] = NOTHING) -> Any:
    """The Matrix or Scalar of a tree. `letters` maps names to letters (`matrices(...)`), `scalars`
    names to scalars.

    Scalar heads are + - * / ^; a division must be by a number. "@" and "+" take any number of
    arguments, "*" may also scale.
    """
    if calculus_in(tree):
        tree = written_out(tree, letters, scalars)
    return _Builder(letters, scalars).build(tree, 0)


def calculus_in(tree: Any) -> bool:
    """Whether put, vary or grad occur."""
    return (
        isinstance(tree, (tuple, list))
        and bool(tree)
        and (tree[0] in matrix.HEADS or any(map(calculus_in, tree[1:])))
    )


def written_out(tree: Any, letters: Mapping[str, Any], scalars: Iterable[str] = ()) -> Any:
    """The tree without put, vary and grad, by the rules of the checker."""
    shapes = {name: [str(size) for size in one.shape] for name, one in letters.items()}
    header = {"letters": shapes, "scalars": [*scalars]}
    return _read(matrix.plain(to_json(tree), header))


def _read(data: Any) -> Any:
    if isinstance(data, list):
        parts = map(_size, data[1:]) if data[0] in ("I", "0") else map(_read, data[1:])
        return (data[0], *parts)
    return data if NAME.match(data) else Fraction(data)


def _size(text: str) -> Any:
    return int(text) if text.isdigit() else text


class _Builder:
    def __init__(self, letters: Mapping[str, Any], scalars: Mapping[str, Any]):
        self.letters, self.scalars = letters, scalars

    def build(self, tree: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise MatrixError(f"the expression is nested deeper than {DEEPEST}; name its parts")
        if isinstance(tree, (int, Fraction)) and not isinstance(tree, bool):
            return _e.Scalar.of(tree)
        if isinstance(tree, str):
            if tree in self.letters:
                return self.letters[tree]
            if tree in self.scalars:
                return self.scalars[tree]
            known = ", ".join([*self.letters, *self.scalars]) or "none"
            raise MatrixError(f"the name {tree!r} is not declared; declared are: {known}")
        if not isinstance(tree, (tuple, list)) or not tree or not isinstance(tree[0], str):
            raise MatrixError(f"a matrix expression is expected, {tree!r} was given")
        head, arguments = tree[0], tree[1:]
        if (
            head == "sqrt"
            and len(arguments) == 1
            and isinstance(arguments[0], (tuple, list))
            and arguments[0][:1] in (("norm2",), ["norm2"])
        ):
            return norm(self.build(arguments[0][1], depth + 1))
        if head == "I" and len(arguments) == 1:
            return _e.eye(arguments[0])
        if head == "0" and len(arguments) == 2:
            return _e.zeros(*arguments)
        if head == "^" and len(arguments) == 2:
            return self.build(arguments[0], depth + 1) ** _integer(arguments[1])
        return self.apply(head, [self.build(part, depth + 1) for part in arguments])

    def apply(self, head: str, parts: list[Any]) -> Any:
        if head == "T" and len(parts) == 1:
            return _matrix(parts[0], ".T").T
        if head == "@" and parts:
            return _fold(lambda a, b: _matrix(a, "@") @ _matrix(b, "@"), parts)
        if head == "+" and parts:
            return _fold(_add, parts)
        if head == "-" and len(parts) in (1, 2):
            return -parts[0] if len(parts) == 1 else _add(parts[0], parts[1], -1)
        if head in ("*", "scale") and parts:
            return _fold(lambda a, b: a * b, parts)
        if head == "/" and len(parts) == 2:
            number = _e.Scalar.of(parts[1])
            if not isinstance(number.tree, Fraction):
                raise MatrixError(
                    f"a division by {show(number.tree)}: matrix expressions divide by numbers only"
                )
            return parts[0] / number.tree
        if head == "tr" and len(parts) == 1:
            return _e.tr(parts[0])
        if head == "norm2" and len(parts) == 1:
            return _e.norm2(parts[0])
        if head == "inner" and len(parts) == 2:
            return _e.inner(*parts)
        if head == "norm" and len(parts) == 1:
            return norm(parts[0])
        raise MatrixError(
            f"{head!r} with {len(parts)} arguments is no matrix expression; "
            "known are @ + - * / ^ .T, eye, tr, norm2, inner and sqrt(norm2(...))"
        )


def _fold(operation: Any, parts: list[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = operation(total, part)
    return total


def _add(a: Any, b: Any, sign: int = 1) -> Any:
    if isinstance(a, _e.Matrix) != isinstance(b, _e.Matrix):
        if isinstance(a, _e.Matrix) and a.shape == (1, 1):
            return _add(_e.tr(a), b, sign)
        if isinstance(b, _e.Matrix) and b.shape == (1, 1):
            return _add(a, _e.tr(b), sign)
        shapes = [part.shape if isinstance(part, _e.Matrix) else (1, 1) for part in (a, b)]
        raise _e.ShapeMismatch("+", *shapes)
    return a + b if sign > 0 else a - b


def _matrix(value: Any, what: str) -> Any:
    if not isinstance(value, _e.Matrix):
        raise MatrixError(f"{what} needs a matrix, the scalar {show(value.tree)} was given")
    return value


def _integer(value: Any) -> int:
    if isinstance(value, (int, Fraction)) and Fraction(value).denominator == 1:
        return int(value)
    raise MatrixError(f"an exponent is an integer, {show(value)} was given")
