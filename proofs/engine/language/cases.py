"""Terms that are defined by cases: `piecewise`, `sign`, `floor`.

Each is a number with a name of its own and a hypothesis that says what it is, so that the engines
and the checker see numbers and formulas only:

    v == sign(x)              (x > 0 and v == 1) or (x == 0 and v == 0) or (x < 0 and v == -1)
    v == floor(x)             v is an integer, v <= x and x < v + 1
    v == piecewise(A, a, b)   (A and v == a) or (not A and v == b)

The value is unique, so the claim for all such v is the claim. Where an argument has no value
neither has v: the hypothesis then says nothing, and every comparison with v says that the argument
has one.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from ..terms import Term, names, substitute
from .arithmetic import Arithmetic
from .scope import ONE, ZERO, Built

MOST_CASES = 12
BY_CASES = ("sign", "floor", "piecewise")


@dataclass(frozen=True)
class Named:
    """A number that a hypothesis defines."""

    name: str
    meaning: Term
    shown: str  # as it was written
    integer: bool = False


def conditions(tree: Term) -> tuple[Term, ...]:
    """What must hold for the term to have a value."""
    from ...checker._definedness import obligations

    return tuple(dict.fromkeys(obligations(tree)))


def either(parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else ("or", *parts)


def both(parts: list[Term]) -> Term:
    return parts[0] if len(parts) == 1 else ("and", *parts)


class Cases(Arithmetic):
    """Reads the three functions."""

    def by_cases(self, node: ast.Call, name: str, arguments: list[Any], level: int) -> Built:
        if self.scope.letters:
            raise self.error(
                f"{name} beside matrices was given; it is a function of numbers in claims without "
                "matrices: state the claim for each case, with a condition in `where`",
                node,
            )
        if name == "piecewise":
            return self._piecewise(node, arguments, level)
        if len(arguments) != 1:
            raise self.error(f"{name} takes 1 argument, {len(arguments)} were given", node)
        x = self._tree(arguments[0], level)
        if x.shape is not None:
            raise self.error(f"{name} is a function of numbers, a matrix was given", node)
        v = self.scope.new_name(name)
        if name == "floor":
            meaning = [("<=", v, x.tree), ("<", x.tree, ("+", v, ONE))]
            return self._named(node, v, [x], both(meaning), conditions(x.tree), integer=True)
        parts = [(">", ONE), ("==", ZERO), ("<", -ONE)]
        meaning = [("and", (s, x.tree, ZERO), ("==", v, value)) for s, value in parts]
        return self._named(node, v, [x], either(meaning), conditions(x.tree))

    def _piecewise(self, node: ast.Call, arguments: list[Any], level: int) -> Built:
        if len(arguments) < 3 or len(arguments) % 2 == 0:
            raise self.error(
                f"piecewise takes a condition and a value by turns, and last the value in all "
                f"other cases, as in piecewise(x > 0, x, 0); {len(arguments)} arguments were given",
                node,
            )
        if len(arguments) > 2 * MOST_CASES:
            raise self.error(f"piecewise with more than {MOST_CASES} cases; use `let`", node)
        for condition in arguments[:-1:2]:
            if not isinstance(condition, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
                raise self.error(
                    "piecewise: a condition was expected, as in piecewise(x > 0, x, 0): condition "
                    "and value by turns",
                    condition,
                )
        tests = [self._formula(one, level) for one in arguments[:-1:2]]
        values = [self._tree(one, level) for one in (*arguments[1::2], arguments[-1])]
        if any(one.shape is not None for one in values):
            raise self.error("piecewise is a function of numbers, a matrix was given", node)
        v = self.scope.new_name("piecewise")
        meaning, needs, before = [], [], []
        for test, value in zip([*tests, None], values):
            here = [*before, *([test] if test is not None else [])]
            meaning.append(both([*here, ("==", v, value.tree)]))
            owed = (*value.needs, *conditions(value.tree))
            needs += [either([("not", both(here)), one]) for one in owed]
            before.append(("not", test))
        defined = [one for test in tests for one in conditions(test)]
        return self._named(node, v, [], either(meaning), (*defined, *needs))

    def _named(
        self,
        node: Any,
        name: str,
        parts: list[Built],
        meaning: Term,
        needs: tuple[Term, ...],
        integer: bool = False,
    ) -> Built:
        needs = tuple(dict.fromkeys((*needs, *(one for part in parts for one in part.needs))))
        if needs:  # where it has no value nothing is said of it
            meaning = either([meaning, *(("not", one) for one in needs)])
        start = node.col_offset
        shown = self.text[start : node.end_col_offset]
        shown = f"[{shown}]" if isinstance(node, ast.Compare | ast.BoolOp) else shown
        named = Named(name, meaning, shown, integer)
        for one in self.scope.named.values():  # the same text is the same number
            if substitute(one.meaning, {one.name: name}) == meaning:
                return Built(one.name, needs=needs)
        self.scope.named[name] = named
        return Built(name, needs=needs)


def meanings(named: dict[str, Named], *trees: Term) -> tuple[list[Term], list[str]]:
    """The hypotheses of the names that occur, of those in them as well; those that are integers."""
    found: dict[str, None] = {}
    waiting = [one for one in names(*trees) if one in named]
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found[name] = None
            waiting += [one for one in names(named[name].meaning) if one in named]
    order = [name for name in named if name in found]
    return [named[name].meaning for name in order], [n for n in order if named[n].integer]


__all__ = ["BY_CASES", "Cases", "Named", "conditions", "meanings"]
