"""Expressions of claim files: text to terms, through Python's parser and a whitelist. Nothing is
ever evaluated.

Scalar trees are those of `proofs.terms`; with matrices, `@`, `.T`, `tr`, `norm2`, `inner`, `eye`
give the heads of `proofs.matrix`.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import Any

from ..terms import Term
from . import hints
from .cases import BY_CASES, Cases
from .chance import Chance
from .classes import MOST_POINTS, SIZE
from .derivatives import Derivatives
from .entrywise import ELEMENTWISE
from .errors import nearest
from .indexed import Indexed
from .parsing import DEEPEST
from .scope import FUNCTIONS, MATRIX_FUNCTIONS, ZERO, Built, combined, shown
from .spectra import SPECTRAL, Spectra

ELEMENTWISE_FUNCTIONS = (
    *("exp", "sin", "cos", "tanh", "sinh", "cosh", "atan", "erf", "abs", "relu"),
)
LONGEST_CHAIN = 50  # comparisons
_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


class Reader(Cases, Derivatives, Spectra, Chance, Indexed):
    """Reads the expressions of one field."""

    def expression(self, text: Any) -> Built:
        return self._tree(self._parse(text))

    def formula(self, text: Any) -> tuple[Term, ...]:
        """The relations of a chain, or a single formula with and, or, not."""
        node = self._parse(text)
        if isinstance(node, ast.Compare):
            return tuple(self._relations(node))
        return (self._formula(node),)

    # --- terms ------------------------------------------------------------------------------------

    def _tree(self, node: Any, level: int = 0) -> Built:
        if level > 2 * DEEPEST:
            raise self.error(
                f"the expression is nested deeper than {2 * DEEPEST}; name its parts with `let`",
                node,
            )
        match node:
            case ast.Constant():
                return Built(self._number(node))
            case ast.Name(name):
                return self._name(node, name)
            case ast.UnaryOp(ast.USub(), operand):
                value = self._tree(operand, level + 1)
                return (
                    Built(-value.tree)
                    if isinstance(value.tree, Fraction)
                    else self._make(node, "-", value, shape=value.shape)
                )
            case ast.UnaryOp(ast.UAdd(), operand):
                return self._tree(operand, level + 1)
            case ast.BinOp(left, operator, right) if type(operator) in _BINARY:
                sides = self._tree(left, level + 1), self._tree(right, level + 1)
                return self._binary(node, _BINARY[type(operator)], *sides)
            case ast.Call(ast.Name(name), arguments, []) if not any(
                isinstance(one, ast.Starred) for one in arguments
            ):
                return self._call(node, name, arguments, level + 1)
            case ast.Subscript(ast.Name(), _) if self.scope.families:
                return self.member(node, level)
            case ast.Attribute(value, "T"):
                inner = self._tree(value, level + 1)
                if inner.shape is None:
                    raise self.error(".T was applied to a scalar; it transposes matrices", node)
                return self._make(node, "T", inner, shape=inner.shape[::-1])
            case ast.Attribute(_, name):
                raise self.error(
                    f".{name} was given; the only attribute is .T, the transpose", node
                )
        if hint := hints.for_node(node):
            raise self.error(hint, node)
        match node:
            case ast.Compare() | ast.BoolOp():
                raise self.error(
                    "a comparison was given where a number or a matrix is expected", node
                )
            case ast.Call(ast.Name(name)):
                raise self.error(f"{name} takes plain arguments only, as in {name}(x)", node)
        what = type(node).__name__
        raise self.error(
            f"the construct {what} is not part of the language; allowed are numbers, declared "
            f"names, + - * / ** @, .T, parentheses and the "
            f"functions {', '.join(FUNCTIONS + MATRIX_FUNCTIONS)}",
            node,
        )

    def _name(self, node: Any, name: str) -> Built:
        scope = self.scope
        if name in scope.known:
            return scope.known[name]
        if name in scope.random:
            return self.drawn(node, name)
        if name in scope.indices:
            return self.index(node, name)
        if name in scope.families.values():
            return Built(name)
        if name in scope.families:
            raise self.error(f"{name} is a family; name a member, as in {name}[i]", node)
        if name in scope.letters and name not in scope.introduced:
            return Built(name, scope.letters[name])
        if name in scope.scalars and name not in scope.introduced:
            return Built(name)
        if name in scope.sizes:  # a size as a number is the trace of its identity
            return Built(("tr", ("I", name)))
        if name in ("pi", "E"):
            return Built((name,))
        if name in FUNCTIONS + MATRIX_FUNCTIONS:
            raise self.error(f"the function {name} needs arguments, as in {name}(x)", node)
        declared = ", ".join(scope) or "none"
        hint = f"; {hints.NAMES[name]}" if name in hints.NAMES else nearest(name, scope)
        raise self.error(
            f"the name {name!r} is not declared{hint}; declared are: "
            f"{declared}. Add it to `real`, `matrix` or `let`",
            node,
        )

    def _of_class(self, node: ast.Call, name: str, arguments: list[Any], level: int) -> Built:
        """f(x), grad(f, x), inf(f) of a function that is known by its class."""
        function = self.scope.functions.get(name)
        if function is None:
            first = arguments[0] if arguments else None
            function = self.scope.functions.get(first.id if isinstance(first, ast.Name) else "")
            arguments = arguments[1:]
        if function is None or len(arguments) != (name != "inf"):
            raise self.error("expected f(x), grad(f, x) or inf(f) of a declared function", node)
        if name == "inf":
            function.infimum = True
            self.scope.scalars.add(function.least)
            return Built(function.least)
        point, shape = self._tree(arguments[0], level), (SIZE, "1")
        if point.shape != shape:
            raise self.error(
                f"{function.name} is a function of vectors, {shown(point.shape)} was given; "
                f'declare vector = ["x"]',
                node,
            )
        if point.tree not in function.points:
            if len(function.points) == MOST_POINTS:
                raise self.error(
                    f"{function.name} is named at more than {MOST_POINTS} points", node
                )
            function.points.append(point.tree)
        i = function.points.index(point.tree)
        self.scope.scalars.add(function.value(i))
        self.scope.letters[function.gradient(i)] = shape
        if name == "grad":
            return Built(function.gradient(i), shape)
        return Built(function.value(i))

    def _is_of_class(self, name: str, arguments: list[Any]) -> bool:
        functions = self.scope.functions
        first = arguments[0].id if arguments and isinstance(arguments[0], ast.Name) else ""
        return name in functions or (
            bool(functions) and (name == "inf" or (name == "grad" and first in functions))
        )

    def _call(self, node: ast.Call, name: str, arguments: list[Any], level: int) -> Built:
        if self.scope.losses is not None and name in self.scope.losses:
            parts = tuple(self._tree(one, level) for one in arguments)
            if not parts:
                raise self.error(
                    f"{name} is a function of network outputs, as in {name}(V @ W @ u)", node
                )
            self.scope.losses[name].append(parts)
            return Built(("loss", name, len(self.scope.losses[name]) - 1))
        if name == "eye":
            return self._eye(node, arguments)
        if name in ("E", "Prob"):
            return self.expected(node, name, arguments, level)
        if self._is_of_class(name, arguments):
            return self._of_class(node, name, arguments, level)
        if name == "sum":
            return self.sum_over(node, arguments, level)
        if name in BY_CASES:
            return self.by_cases(node, name, arguments, level)
        if name in ("diff", "grad"):
            return self.derivative(node, name, arguments, level)
        if name in SPECTRAL and self.scope.letters:
            return self.spectral(node, name, arguments, level)
        if name == ELEMENTWISE:
            return self._elementwise(node, arguments, level)
        if name not in FUNCTIONS + MATRIX_FUNCTIONS:
            known = FUNCTIONS + MATRIX_FUNCTIONS
            hint = hints.FUNCTIONS.get(name)
            if name in self.scope:
                hint = f"{name} is a variable; a product needs *"
            said = f": {hint}" if hint else nearest(name, known)
            raise self.error(
                f"the function {name!r} is not supported{said}; supported are {', '.join(known)}",
                node,
            )
        count = (
            (2, 2)
            if name in ("inner", "hadamard")
            else (2, 50)
            if name in ("min", "max")
            else (1, 1)
        )
        if not count[0] <= len(arguments) <= count[1]:
            wanted = (
                "two or more arguments"
                if name in ("min", "max")
                else f"{count[0]} argument{'s' * (count[0] > 1)}"
            )
            raise self.error(f"{name} takes {wanted}, {len(arguments)} were given", node)
        parts = [self._tree(one, level) for one in arguments]
        if name in MATRIX_FUNCTIONS:
            if any(part.shape is None for part in parts):
                raise self.error(f"{name} is a function of matrices, a scalar was given", node)
            if name == "tr" and parts[0].shape[0] != parts[0].shape[1]:
                raise self.error(
                    f"tr of a {shown(parts[0].shape)} matrix; a trace needs a square matrix", node
                )
            if name in ("inner", "hadamard"):
                shape = self._same_shape(node, name, *parts)
            if name == "hadamard":
                return self._make(node, name, *parts, shape=shape)
            return self._make(node, name, *parts)
        if name == "relu" and parts[0].shape is not None:
            return self._each_entry("relu", parts[0])
        if any(part.shape is not None for part in parts):
            raise self.error(
                f"{name} is a function of numbers, a matrix was given; take tr, norm2 or inner "
                f"first, or elementwise({name}, A) for its entries",
                node,
            )
        if name == "relu":
            return self._make(node, "max", parts[0], Built(ZERO))
        result = parts[0]
        for part in parts[1:]:
            result = self._make(node, name, result, part)
        return result if len(parts) > 1 else self._make(node, name, result)

    def _elementwise(self, node: ast.Call, arguments: list[Any], level: int) -> Built:
        first = arguments[0] if arguments else None
        name = first.id if isinstance(first, ast.Name) else ""
        if len(arguments) != 2 or name not in ELEMENTWISE_FUNCTIONS:
            raise self.error(
                "elementwise takes a function and a matrix, as in elementwise(exp, A); functions "
                f"are {', '.join(ELEMENTWISE_FUNCTIONS)}",
                node,
            )
        A = self._tree(arguments[1], level)
        if A.shape is None:
            raise self.error(f"elementwise of a number was given; write {name}(x)", node)
        return self._each_entry(name, A)

    def _each_entry(self, name: str, A: Built) -> Built:
        if name == "relu":
            zero = combined("scale", [Built(ZERO), A], A.shape)
            return combined(ELEMENTWISE, [Built("max"), A, zero], A.shape)
        return combined(ELEMENTWISE, [Built(name), A], A.shape)

    def _eye(self, node: ast.Call, arguments: list[Any]) -> Built:
        if len(arguments) == 1:
            match arguments[0]:
                case ast.Name(size) if size in self.scope.sizes:
                    return Built(("I", size), (size, size))
                case ast.Constant(int(size)) if 1 <= size <= 10**6 and not isinstance(size, bool):
                    return Built(("I", size), (str(size), str(size)))
        raise self.error(
            f"eye takes one size; sizes here are "
            f"{', '.join(sorted(self.scope.sizes)) or 'none (no matrix is declared)'}",
            node,
        )

    # --- relations --------------------------------------------------------------------------------

    def _relations(self, node: ast.Compare) -> list[Term]:
        if len(node.ops) > LONGEST_CHAIN:
            raise self.error(
                f"a chain of {len(node.ops)} comparisons; at most {LONGEST_CHAIN} are read", node
            )
        sides = [self._tree(one, 1) for one in (node.left, *node.comparators)]
        found = []
        for operator, left, right in zip(node.ops, sides, sides[1:]):
            if type(operator) not in _COMPARE:
                raise self.error(
                    f"the comparison {type(operator).__name__} is not supported; use == < <= > >= "
                    f"!=",
                    node,
                )
            sign = _COMPARE[type(operator)]
            self._comparable(node, sign, left, right)
            one = self.compared(node, sign, left, right)
            if not self.scope.letters:
                one = self.constant_law(node, *one)
            needs = tuple(dict.fromkeys((*left.needs, *right.needs)))
            found.append(("and", *needs, one) if needs else one)
        return found

    def _comparable(self, node: Any, sign: str, left: Built, right: Built) -> None:
        """Numbers, matrices of one shape, or square ones for <=, the semidefinite order."""
        for one, other in ((left, right), (right, left)):
            if one.shape is None and one.tree != ZERO and other.shape not in (None, ("1", "1")):
                rows, cols = other.shape
                wanted = f" For a multiple of the identity write c*eye({rows})." * (rows == cols)
                raise self.error(
                    f"a number is compared with a {rows} x {cols} matrix.{wanted} For numbers "
                    f"compare tr(A), norm2(A) or inner(A, B)",
                    node,
                )
        shape = self._same_shape(node, "a comparison", left, right)
        if shape in (None, ("1", "1")) or sign == "==":
            return
        if sign == "!=":
            raise self.error(
                "'!=' was given between matrices; matrices are compared with ==, <= (the "
                "semidefinite order) and < (positive definite). 'Not equal' is norm2(A - B) > 0",
                node,
            )
        if shape[0] != shape[1]:
            raise self.error(
                f"{sign!r} was given between {shown(shape)} matrices; between matrices it means "
                "the semidefinite order (B - A is positive semidefinite), of symmetric matrices. "
                "For traces write tr(A) <= tr(B), for norms norm2(A) <= norm2(B); for entries "
                "declare the entries as numbers",
                node,
            )

    def _alone(self, node: Any, joined: bool) -> None:
        if joined:
            raise self.error(
                "E or Prob of a number of any law stands in `or` or `not`; state each comparison "
                "as a claim of its own",
                node,
            )

    def _formula(self, node: Any, level: int = 0) -> Term:
        if level > DEEPEST:
            raise self.error(
                f"and, or, not are nested deeper than {DEEPEST}; state smaller claims", node
            )
        match node:
            case ast.Compare():
                found = self._relations(node)
                return found[0] if len(found) == 1 else ("and", *found)
            case ast.BoolOp(operator, parts):
                word, before = "and" if isinstance(operator, ast.And) else "or", self.scope.laws
                made = (word, *(self._formula(part, level + 1) for part in parts))
                self._alone(node, word == "or" and self.scope.laws > before)
                return made
            case ast.UnaryOp(ast.Not(), operand):
                before = self.scope.laws
                denied = ("not", self._formula(operand, level + 1))
                self._alone(node, self.scope.laws > before)
                return denied
        if hint := hints.for_node(node):
            raise self.error(hint, node)
        raise self.error(
            "a statement needs a comparison, as in x**2 >= 0; a bare expression was given", node
        )
