"""`diff(expr, x)` and `grad(expr, W)`: derivatives of expressions, written out when they are read.

diff(f, x) has a value where f has one and is differentiable by the table of derivatives: a root of
a positive number, asin and acos between -1 and 1. Of matrices and vectors the gradient is written
out by the rules of the checker.
"""

from __future__ import annotations

import ast
from typing import Any

from ..terms import names, subterms
from .arithmetic import Arithmetic
from .calculus import NotDifferentiable, derivative
from .cases import conditions
from .scope import ONE, ZERO, Built, measured, shown


class Derivatives(Arithmetic):
    """Reads the two functions."""

    def derivative(self, node: ast.Call, name: str, arguments: list[Any], level: int) -> Built:
        scope = self.scope
        by = arguments[1] if len(arguments) == 2 else None
        if not isinstance(by, ast.Name):
            raise self.error(
                f"{name} takes an expression and the name that it is differentiated in, as in "
                + ("diff(x**2, x)" if name == "diff" else "grad(norm2(W)/2, W)"),
                node,
            )
        if by.id in scope.scalars and name == "grad":
            raise self.error(
                f"grad is in a matrix or vector, {by.id} is a number; write diff(.., {by.id})", node
            )
        if by.id in scope.letters and name == "diff":
            raise self.error(
                f"diff is in a number, {by.id} is a matrix; write grad(.., {by.id})", node
            )
        pool = scope.letters if name == "grad" else scope.scalars - scope.integers
        if by.id not in pool:
            wanted = "a declared matrix or vector" if name == "grad" else "declared in `real`"
            raise self.error(f"{name} in {by.id!r:.60} was given, which is not {wanted}", node)
        body = self._tree(arguments[0], level)
        if body.shape is not None:
            raise self.error(
                f"{name} of a {shown(body.shape)} matrix was given; a number is expected, such as "
                "norm2(A) or inner(A, B)",
                node,
            )
        self._written_out(node, body)
        if name == "grad" or scope.letters:
            return self._by_rules(node, body, by.id)
        return self._by(node, body, by.id)

    def _written_out(self, node: Any, body: Built) -> None:
        """No name in it is a function of others: its derivative would come out as 0."""
        used = set(names(body.tree))
        for one in self.scope.functions.values():
            kept = {one.least, *map(one.value, range(len(one.points)))}
            kept |= set(map(one.gradient, range(len(one.points))))
            if kept & used:
                raise self.error(
                    f"{one.name} depends on its argument in a way that is not written out; write "
                    f"grad({one.name}, x) for its gradient, and combine gradients by hand",
                    node,
                )
        for value in self.scope.spectra:
            if value.name in used:
                raise self.error(
                    f"the derivative of {value.head} was asked for, which is not written out; "
                    "derivatives are of sums and products of tr, norm2 and inner",
                    node,
                )

    def _by(self, node: Any, body: Built, name: str) -> Built:
        from ...checker._calculus import smooth

        if moved := [one for one in names(body.tree) if one in self.scope.named]:
            text = self.scope.named[moved[0]].shown
            raise self.error(
                f"the derivative of {text} was asked for, which has corners or jumps; state the "
                "claim for each case",
                node,
            )
        try:
            found = derivative(body.tree, name)
        except NotDifferentiable as problem:
            raise self.error(str(problem), node) from None
        powers = [
            ("!=" if one[0] == "power" else ">", one[1], ZERO)
            for one in subterms(body.tree)
            if isinstance(one, tuple) and one[0] in ("power", "rpower") and name in names(one)
        ]
        owed = (*conditions(body.tree), *smooth(body.tree, name), *powers)
        own = set(conditions(found))
        made = measured(found, None)
        if problem := made.too_large():
            raise self.error(f"the derivative {problem}; state smaller claims", node)
        needs = tuple(dict.fromkeys((*body.needs, *(one for one in owed if one not in own))))
        return Built(found, None, made.size, made.depth, made.degree, needs)

    def _by_rules(self, node: Any, body: Built, name: str) -> Built:
        """Beside matrices: by the rules of the checker for matrix terms."""
        from ...checker._terms import Rejected  # the checker is heavy: what only reads goes without
        from ..matrix.build import written_out

        letters = self.scope.letters
        for one in subterms(body.tree):
            if isinstance(one, tuple) and one[0] == "/" and name in names(one[2]):
                raise self.error(
                    f"{name} stands under a fraction bar in what is differentiated; multiply out, "
                    "or declare the quotient as a number",
                    node,
                )
        tree = ("grad", body.tree, name) if name in letters else ("vary", body.tree, name, ONE)
        shapes = {key: _Shape(shape) for key, shape in letters.items()}
        try:
            found = written_out(tree, shapes, self.scope.scalars)
        except Rejected as problem:
            raise self.error(
                f"the derivative in {name} cannot be written out: {problem}; derivatives beside "
                "matrices are of sums and products of numbers, tr, norm2 and inner",
                node,
            ) from None
        made = measured(found, letters.get(name))
        if problem := made.too_large():
            raise self.error(f"the derivative {problem}; state smaller claims", node)
        return made


class _Shape:
    """What `written_out` asks of a letter."""

    def __init__(self, shape: tuple[str, str]):
        self.shape = shape
