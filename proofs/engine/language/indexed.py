"""Reads `family`, `x[i]` and `sum(i, 1, n, ..)`."""

from __future__ import annotations

import ast
from typing import Any

from ..terms import NAME, Term, names
from .arithmetic import Arithmetic
from .scope import ONE, Built

EXAMPLE = "sum(i, 1, n, x[i]**2)"


class Indexed(Arithmetic):
    """Reads members of families and sums over them."""

    def member(self, node: ast.Subscript, level: int) -> Built:
        name = node.value.id if isinstance(node.value, ast.Name) else ""
        length = self.scope.families.get(name)
        if length is None:
            raise self.error(
                f"{name}[..] was given and {name} is no family; add its length, as in "
                f'family = {{ {name or "x"} = "n" }}',
                node,
            )
        index = node.slice
        if not isinstance(index, ast.Name):
            raise self.error(
                f"members are named by an index, as in {name}[i] inside of {EXAMPLE}; a number or "
                "an expression was given as the index",
                node,
            )
        bound = self.scope.indices.get(index.id)
        if bound is None:
            if index.id in self.scope or index.id in self.scope.families:
                raise self.error(f"{index.id} is no index: it is declared as something else", node)
            if self.place.get("field", "") == "claim":
                raise self.error(
                    f"the index {index.id} is not bound; write sum({index.id}, 1, {length}, ..), "
                    f"or the condition on every {index.id} in `where`",
                    node,
                )
            self.scope.indices[index.id] = bound = length
        if bound != length:
            raise self.error(
                f"{name} has the length {length}, the index {index.id} runs to {bound}", node
            )
        return Built(("apply", name, index.id))

    def sum_over(self, node: ast.Call, arguments: list[Any], level: int) -> Built:
        lengths = set(self.scope.families.values())
        if not lengths:
            raise self.error(
                "sum(..) was given and there is no family; add one with its length, as in "
                'family = { x = "n" }, or write a sum of few terms out',
                node,
            )
        if len(arguments) != 4 or not isinstance(arguments[0], ast.Name):
            raise self.error(
                f"sum takes an index, its first and last value, and a term: {EXAMPLE}", node
            )
        index, first, last = arguments[0].id, arguments[1], arguments[2]
        whole = isinstance(first, ast.Constant) and first.value == 1
        length = last.id if isinstance(last, ast.Name) else ""
        if not whole or length not in lengths:
            raise self.error(
                f"sums run from 1 to the length of a family ({', '.join(sorted(lengths))}), as in "
                f"{EXAMPLE}",
                node,
            )
        taken = index in self.scope or index in self.scope.families or index in self.scope.indices
        if taken or index in lengths or not NAME.match(index):
            raise self.error(f"the index {index} is in use; take another name", node)
        self.scope.indices[index] = length
        try:
            body = self._tree(arguments[3], level)
        finally:
            del self.scope.indices[index]
        return Built(("sum", index, length, body.tree), None, body.size + 1, body.depth + 1, 1)

    def index(self, node: Any, name: str) -> Built:
        """An index as a number: one more than that of the kernel."""
        return Built(("+", name, ONE))


def free_indices(tree: Term, indices: dict[str, str]) -> list[str]:
    return [one for one in names(tree) if one in indices]
