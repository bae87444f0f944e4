"""Straight-line programs: the one form between SymPy and every backend.

A `Graph` holds each subexpression once, in an order in which it can be computed. The emitter prints
it, the interpreter evaluates it; both use the same operations in the same order, which is why their
results agree bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sympy
from sympy.codegen import cfunctions

from . import matrices
from .errors import KernelError

Node = int

BOOLEAN = {"lt", "le", "eq", "ne", "and", "or", "not"}
EXACT = {
    "const",
    "input",
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "sqrt",
    "abs",
    "min",
    "max",
    "select",
    "exp",
    "log",
    *BOOLEAN,
    "inner",
    *matrices.OPERATIONS,
}  # bit for bit the same on every backend (exp and log are our own, made of the others)
FUNCTIONS = {
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tan: "tan",
    sympy.asin: "asin",
    sympy.acos: "acos",
    sympy.atan: "atan",
    sympy.atan2: "atan2",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.tanh: "tanh",
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.Abs: "abs",
    cfunctions.log1p: "log1p",
    cfunctions.expm1: "expm1",
    cfunctions.Sqrt: "sqrt",
}
RELATIONS = {
    sympy.StrictLessThan: "lt",
    sympy.LessThan: "le",
    sympy.Equality: "eq",
    sympy.Unequality: "ne",
}


class Graph:
    """Hash-consed nodes (operation, arguments): equal subexpressions are one node."""

    def __init__(self) -> None:
        self.nodes: list[tuple[str, tuple[Any, ...]]] = []
        self.shape: dict[Node, tuple[int, int]] = {}  # of the nodes that are matrices
        self._known: dict[Any, Node] = {}

    def node(self, operation: str, *arguments: Any, shape: tuple[int, int] | None = None) -> Node:
        key = (operation, arguments, shape)
        if operation == "const":
            key = (operation, float(arguments[0]).hex(), None)
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append((operation, arguments))
            if shape is not None:
                self.shape[self._known[key]] = (int(shape[0]), int(shape[1]))
        return self._known[key]

    def constant(self, value: Any) -> Node:
        return self.node("const", float(value))

    def boolean(self, node: Node) -> bool:
        return self.nodes[node][0] in BOOLEAN

    def needed(self, outputs: Iterable[Node]) -> list[Node]:
        """The nodes that the outputs depend on, in order."""
        wanted, todo = set(), list(outputs)
        while todo:
            node = todo.pop()
            if node not in wanted:
                wanted.add(node)
                todo += self.arguments(node)
        return sorted(wanted)

    def arguments(self, node: Node) -> tuple[Node, ...]:
        """The nodes that a node is made of."""
        operation, arguments = self.nodes[node]
        return () if operation in ("const", "input") else arguments

    def exact(self, outputs: Iterable[Node]) -> bool:
        """Whether every backend computes these outputs bit for bit alike (in exact mode)."""
        return all(self.nodes[node][0] in EXACT for node in self.needed(outputs))


def _is_matrix(e: Any) -> bool:
    return isinstance(e, sympy.MatrixExpr | sympy.MatrixBase)


class Lowering:
    """Translates SymPy expressions into the nodes of a graph; anything without a translation is an
    error.
    """

    def __init__(self, graph: Graph, inputs: Mapping[Any, Node], where: str):
        self.graph, self.where = graph, where
        self._done: dict[Any, Node] = dict(inputs)

    def all(self, expressions: Iterable[Any]) -> list[Node]:
        """Lower together, sharing common subexpressions (`sympy.cse`) first. Matrices and traces
        are shared as wholes.
        """
        expressions = [sympy.sympify(expression) for expression in expressions]
        for expression in expressions:
            self._refuse_unknown(expression)
        scalars = [e for e in expressions if not _is_matrix(e)]
        traces = {
            e: sympy.Dummy("trace", real=True)
            for scalar in scalars
            for e in sorted(scalar.atoms(sympy.Trace), key=str)
        }
        plain = [scalar.xreplace(traces) for scalar in scalars]
        for e, symbol in traces.items():
            self._done[symbol] = self(e)
        shared, reduced = sympy.cse(
            plain, symbols=(sympy.Dummy(f"cse{i}", real=True) for i in range(10**9))
        )
        for symbol, expression in shared:
            self._done[symbol] = self(expression)
        ready = iter([self(expression) for expression in reduced])
        return [
            self(sympy.ImmutableMatrix(e) if isinstance(e, sympy.MatrixBase) else e)
            if _is_matrix(e)
            else next(ready)
            for e in expressions
        ]

    def _refuse_unknown(self, expression: Any) -> None:
        for symbol in expression.free_symbols - set(self._done):
            raise KernelError(
                f"{self.where}: {symbol} has no value here; declare it as state, parameter, "
                f"constant or draw"
            )

    def __call__(self, expression: Any) -> Node:
        if expression not in self._done:
            self._done[expression] = self._lower(expression)
        return self._done[expression]

    def _lower(self, e: Any) -> Node:
        new = self.graph.node
        if _is_matrix(e):
            return matrices.lower(self, e)
        if isinstance(e, sympy.Trace):
            return matrices.trace(self, e)
        if e in (sympy.oo, -sympy.oo):
            return self.graph.constant("inf" if e is sympy.oo else "-inf")
        if e in (sympy.true, sympy.false):
            return new(
                "le", self.graph.constant(0), self.graph.constant(0 if e is sympy.true else -1)
            )
        if e.is_Rational:
            return self.graph.constant(int(e.p) / int(e.q))  # int / int rounds correctly
        if e.is_Float or e.is_NumberSymbol:
            return self.graph.constant(e.evalf(25))
        if e.is_Add:
            return self._sum(e)
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(e.base, e.exp)
        if isinstance(e, sympy.Max | sympy.Min):
            name = "max" if isinstance(e, sympy.Max) else "min"
            return self._fold(name, sorted(e.args, key=sympy.default_sort_key))
        if isinstance(e, sympy.And | sympy.Or):
            return self._fold(
                "and" if isinstance(e, sympy.And) else "or",
                sorted(e.args, key=sympy.default_sort_key),
            )
        if isinstance(e, sympy.Not):
            return new("not", self(e.args[0]))
        if isinstance(e, sympy.StrictGreaterThan | sympy.GreaterThan):
            return new(
                "lt" if isinstance(e, sympy.StrictGreaterThan) else "le", self(e.rhs), self(e.lhs)
            )
        if e.func in RELATIONS:
            return new(RELATIONS[e.func], self(e.lhs), self(e.rhs))
        if isinstance(e, sympy.Piecewise):
            return self._piecewise(e)
        if isinstance(e, sympy.sign):
            x, zero = self(e.args[0]), self.graph.constant(0)
            below = new("select", new("lt", x, zero), self.graph.constant(-1), zero)
            return new("select", new("lt", zero, x), self.graph.constant(1), below)
        if isinstance(e, sympy.Heaviside):
            x, zero = self(e.args[0]), self.graph.constant(0)
            return new(
                "select",
                new("lt", x, zero),
                zero,
                new("select", new("eq", x, zero), self(e.args[1]), self.graph.constant(1)),
            )
        if e.func in FUNCTIONS:
            arguments = [self(part) for part in e.args]
            if e.func in (sympy.acos, sympy.asin):
                arguments = [self._clamped(arguments[0])]
            return new(FUNCTIONS[e.func], *arguments)
        raise KernelError(
            f"{self.where}: {e.func.__name__} has no kernel form (in {e}); use + - * / sqrt "
            f"exp log log1p expm1, "
            "trigonometric and hyperbolic functions, Abs, Min, Max, sign, Heaviside or Piecewise"
        )

    def _fold(self, operation: str, parts: Iterable[Any]) -> Node:
        first, *rest = (self(part) for part in parts)
        for part in rest:
            first = self.graph.node(operation, first, part)
        return first

    def _sum(self, e: Any) -> Node:
        plus, minus = [], []
        for term in e.as_ordered_terms():
            negative = (
                term.is_Number
                and term.is_negative
                or term.is_Mul
                and term.args[0].is_Number
                and term.args[0].is_negative
            )
            (minus if negative else plus).append(-term if negative else term)
        if not plus:
            return self.graph.node("neg", self._fold("add", minus))
        value = self._fold("add", plus)
        for term in minus:
            value = self.graph.node("sub", value, self(term))
        return value

    def _product(self, e: Any) -> Node:
        over, under, negative = [], [], False
        for factor in e.as_ordered_factors():
            if factor.is_Number and factor.is_negative:
                negative, factor = not negative, -factor
            if factor is sympy.S.One:
                continue
            if factor.is_Pow and factor.exp.is_number and factor.exp.is_negative:
                under.append(1 / factor)
            else:
                over.append(factor)
        value = self._fold("mul", over) if over else self.graph.constant(1)
        if under:
            value = self.graph.node("div", value, self._fold("mul", under))
        return self.graph.node("neg", value) if negative else value

    def _power(self, base: Any, exponent: Any) -> Node:
        new = self.graph.node
        if exponent.is_Rational and exponent.q in (1, 2) and abs(exponent) <= 64:
            if exponent.is_negative:
                return new("div", self.graph.constant(1), self._power(base, -exponent))
            whole, half = divmod(int(2 * exponent), 2)
            root = [new("sqrt", self(base))] if half else []
            value, square = None, self(base)
            while whole:
                if whole & 1:
                    value = square if value is None else new("mul", value, square)
                whole >>= 1
                square = new("mul", square, square) if whole else square
            if value is None:
                return root[0]
            return new("mul", value, root[0]) if root else value
        if base is sympy.E:
            return new("exp", self(exponent))
        raise KernelError(
            f"{self.where}: the power {base}**{exponent} has no kernel form; use integer or "
            f"half-integer exponents up to 64, "
            f"or write exp(({exponent})*log({base})) if the base is positive"
        )

    def _piecewise(self, e: Any) -> Node:
        *pieces, (last, condition) = e.args
        if condition is not sympy.true:
            raise KernelError(
                f"{self.where}: {e} has no value when no condition holds; end it with (value, True)"
            )
        value = self(last)
        for piece, condition in reversed(pieces):
            value = self.graph.node("select", self(condition), self(piece), value)
        return value

    def _clamped(self, x: Node) -> Node:
        """x moved into [-1, 1], where rounding may have pushed it out; NaN stays NaN."""
        new, one, minus_one = self.graph.node, self.graph.constant(1), self.graph.constant(-1)
        return new(
            "select", new("lt", one, x), one, new("select", new("lt", x, minus_one), minus_one, x)
        )
