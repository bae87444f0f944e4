"""Operators of the language: shapes that fit, powers, quotients."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..terms import Term, integral
from .parsing import LARGEST_EXPONENT, Parser
from .scope import ONE, ZERO, Built, Scope, Shape, combined, shown


class Arithmetic(Parser):
    """Trees joined by an operator; an error stands at the operator's place in the text."""

    def __init__(self, scope: Scope, place: Mapping[str, str]):
        super().__init__(place)
        self.scope = scope

    def _make(self, node: Any, head: str, *parts: Built, shape: Shape = None) -> Built:
        made = combined(head, list(parts), shape)
        if problem := made.too_large():
            raise self.error(
                f"with its names written out the expression {problem}; state smaller claims", node
            )
        return made

    def _same_shape(self, node: Any, what: str, left: Built, right: Built) -> Shape:
        """The shape of a sum or a comparison; the number 0 and 1 x 1 matrices are flexible."""
        for one, other in ((left, right), (right, left)):
            if one.shape is None and (one.tree == ZERO or other.shape in (None, ("1", "1"))):
                return other.shape
        if left.shape != right.shape:
            whole = left.shape or right.shape
            if None in (left.shape, right.shape) and whole[0] == whole[1]:
                raise self.error(
                    f"a number stands beside a {shown(whole)} matrix in {what}; a multiple of the "
                    f"unit matrix is written c*eye({whole[0]})",
                    node,
                )
            raise self.error(
                f"the shapes {shown(left.shape)} and {shown(right.shape)} do not fit in "
                f"{what}; transpose or redeclare one",
                node,
            )
        return left.shape

    def _binary(self, node: ast.BinOp, sign: str, left: Built, right: Built) -> Built:
        if sign in "+-":
            return self._make(
                node, sign, left, right, shape=self._same_shape(node, f"'{sign}'", left, right)
            )
        if sign == "@":
            if left.shape is None or right.shape is None:
                raise self.error("'@' multiplies matrices; for scalars write '*'", node)
            if left.shape[1] != right.shape[0]:
                raise self.error(
                    f"the shapes {shown(left.shape)} and {shown(right.shape)} do not fit in "
                    f"'@': {left.shape[1]} is not {right.shape[0]}; "
                    "transpose or redeclare one",
                    node,
                )
            return self._make(node, "@", left, right, shape=(left.shape[0], right.shape[1]))
        if sign == "*":
            left, right = (self._as_number(node, one) for one in (left, right))
            if left.shape is None and right.shape is None:
                return self._make(node, "*", left, right)
            if left.shape is not None and right.shape is not None:
                raise self.error(
                    f"the matrices {shown(left.shape)} and {shown(right.shape)} are "
                    f"multiplied with '*'; the matrix product is '@'",
                    node,
                )
            scalar, matrix = (left, right) if left.shape is None else (right, left)
            return self._make(node, "scale", scalar, matrix, shape=matrix.shape)
        if sign == "/":
            right = self._as_number(node, right)
            if right.shape is not None:
                raise self.error(
                    "a division by a matrix; its inverse is inv(A)",
                    node,
                )
            if left.shape is not None:
                value = self._rational(right.tree, node)
                if value == 0:
                    raise self.error("a matrix is divided by zero", node)
                factor = Built(1 / value) if value else self._make(node, "/", Built(ONE), right)
                return self._make(node, "scale", factor, left, shape=left.shape)
            return self._make(node, "/", left, right)
        return self._power(node, left, right)

    def _as_number(self, node: Any, one: Built) -> Built:
        """The entry of a 1 x 1 matrix."""
        return self._make(node, "tr", one) if one.shape == ("1", "1") else one

    def _power(self, node: Any, base: Built, exponent: Built) -> Built:
        if exponent.shape is not None:
            raise self.error("an exponent is a number, a matrix was given", node)
        value = self._rational(exponent.tree, node)
        if value is not None and abs(value) > LARGEST_EXPONENT:
            raise self.error(
                f"the exponent is larger than {LARGEST_EXPONENT} in size; state the claim with a "
                f"smaller one",
                node,
            )
        if base.shape is not None:
            if (
                value is None
                or value.denominator != 1
                or value < 1
                or base.shape[0] != base.shape[1]
            ):
                raise self.error(
                    f"a power of a {shown(base.shape)} matrix; only square matrices have "
                    f"powers, with exponents 1, 2, 3, ...; the inverse is inv(A)",
                    node,
                )
            return self._make(node, "^", base, Built(value), shape=base.shape)
        if self.scope.letters and (value is None or value.denominator > 2):
            raise self.error(
                "beside matrices exponents are whole numbers or halves; declare the power as a "
                "number of its own in `real`, with what is known of it in `where`",
                node,
            )
        if value is not None:
            if value.denominator == 2:
                base = self._make(node, "sqrt", base)
            elif value.denominator > 2:
                base = self._make(node, "rpower", base, Built(Fraction(1, value.denominator)))
            top = Fraction(abs(value.numerator))
            power = base if top == 1 else self._make(node, "^", base, Built(top))
            return power if value >= 0 else self._make(node, "/", Built(ONE), power)
        if base.tree == ("E",):
            return self._make(node, "exp", exponent)
        whole = integral(exponent.tree, self.scope.integers)
        return self._make(node, "power" if whole else "rpower", base, exponent)

    def _rational(self, tree: Term, node: Any) -> Fraction | None:
        """The value of a tree made of numbers; exponents stay small."""
        if isinstance(tree, Fraction):
            return tree
        if not isinstance(tree, tuple) or tree[0] not in ("+", "-", "*", "/", "^"):
            return None
        parts = []
        for one in tree[1:]:
            part = self._rational(one, node)
            if part is None:
                return None
            parts.append(part)
        a, b = parts[0], parts[-1]
        if tree[0] == "^":
            height = max(abs(a.numerator), a.denominator).bit_length()
            if abs(b) > LARGEST_EXPONENT or height * abs(b) > 10_000:
                raise self.error(
                    f"the exponent is too large; exponents up to {LARGEST_EXPONENT} in size are "
                    f"read",
                    node,
                )
            return a ** int(b)
        if tree[0] == "/":
            if b == 0:
                raise self.error("a division by zero", node)
            return a / b
        return (
            a * b
            if tree[0] == "*"
            else a + b
            if tree[0] == "+"
            else -a
            if len(parts) == 1
            else a - b
        )
