"""Expressions of claim files: text to terms, through Python's parser and a whitelist. Nothing is
ever evaluated.

Scalar trees are those of `proofs.terms`; with matrices, `@`, `.T`, `tr`, `norm2`, `inner`, `eye`
give the heads of `proofs.matrix`. Every expression carries its shape, so that a clash is reported
where it is written.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..terms import FUNCTIONS as SCALAR
from ..terms import Term, integral
from . import hints
from .errors import ClaimFileError, nearest

LONGEST = 10_000  # characters of one expression
DEEPEST = 80  # levels of nesting, written
DEEPEST_TREE = 150  # levels, with all `let` names written out
LARGEST_TREE = 20_000  # nodes, with all `let` names written out
LONGEST_NUMBER = 60  # digits
LARGEST_EXPONENT = 200
LARGEST_DEGREE = 1_000
LONGEST_CHAIN = 50  # comparisons

_NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,4}))?\Z")
FUNCTIONS = (*SCALAR, "relu")
MATRIX_FUNCTIONS = ("tr", "norm2", "inner", "eye")
_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@"}
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
Shape = tuple[str, str] | None  # None: a scalar


@dataclass(frozen=True)
class Built:
    """A tree with its shape, its number of nodes and its depth."""

    tree: Term
    shape: Shape = None
    size: int = 1
    depth: int = 1
    # of the polynomial that it would be with every number and function taken as a variable
    degree: int = 1

    def too_large(self) -> str:
        if self.size > LARGEST_TREE:
            return f"has more than {LARGEST_TREE} parts"
        if self.depth > DEEPEST_TREE:
            return f"is nested deeper than {DEEPEST_TREE}"
        return f"has powers beyond {LARGEST_DEGREE}" if self.degree > LARGEST_DEGREE else ""


def combined(head: str, parts: list[Built], shape: Shape) -> Built:
    """The tree of an operator with its measures."""
    size, depth = (
        1 + sum(part.size for part in parts),
        1 + max((part.depth for part in parts), default=0),
    )
    degrees = [part.degree for part in parts]
    degree = sum(degrees) if head in ("*", "/", "@", "scale", "inner") else max(degrees, default=1)
    if head == "^":
        degree = degrees[0] * int(abs(parts[1].tree))
    return Built(
        (head, *(part.tree for part in parts)),
        shape,
        size,
        depth,
        2 * degree if head == "norm2" else degree,
    )


@dataclass
class Scope:
    """The names that an expression may use."""

    scalars: set[str] = field(default_factory=set)
    integers: set[str] = field(default_factory=set)  # those of the scalars that are integers
    letters: dict[str, tuple[str, str]] = field(default_factory=dict)
    # `let` entries and the next state of a recurrence
    known: dict[str, Built] = field(default_factory=dict)
    # undefined functions, where they are allowed
    losses: dict[str, list[tuple[Built, ...]]] | None = None

    @property
    def sizes(self) -> set[str]:
        return {size for shape in self.letters.values() for size in shape}

    def __iter__(self):
        return iter([*sorted(self.scalars), *self.letters, *self.known])


class Reader:
    """Reads the expressions of one field; `place` says which (file, claim, field)."""

    def __init__(self, scope: Scope, place: Mapping[str, str]):
        self.scope, self.place, self.text = scope, place, ""

    def expression(self, text: Any) -> Built:
        return self._tree(self._parse(text))

    def formula(self, text: Any) -> tuple[Term, ...]:
        """The relations of a chain, or a single formula with and, or, not."""
        node = self._parse(text)
        if isinstance(node, ast.Compare):
            return tuple(self._relations(node))
        return (self._formula(node),)

    # --- text to syntax tree ----------------------------------------------------------------------

    def error(self, problem: str, node: Any = None, column: int | None = None) -> ClaimFileError:
        column = getattr(node, "col_offset", column)
        return ClaimFileError(problem, text=self.text, column=column, **self.place)

    def _parse(self, text: Any) -> ast.expr:
        if not isinstance(text, str):
            raise self.error(
                f'{text!r:.60} was given; an expression is written as a string, as in "x**2 + 1"'
            )
        self.text = text = text.strip().replace("\n", " ")
        if not text:
            raise self.error("the expression is empty; write a formula such as x**2 + 1")
        if len(text) > LONGEST:
            self.text = ""
            raise self.error(
                f"the expression has {len(text)} characters; at most {LONGEST} are read. Name its "
                f"parts with `let`"
            )
        for column, sign in enumerate(text):
            if not (sign.isascii() and (sign.isprintable())):
                instead = hints.CHARACTERS.get(sign)
                raise self.error(
                    f"the character {sign!r} (U+{ord(sign):04X}) was given; expressions are "
                    f"plain ASCII" + (f": write {instead}" if instead else ""),
                    column=column,
                )
        depth = level = 0
        for column, sign in enumerate(text):
            level += (sign in "([{") - (sign in ")]}")
            depth = max(depth, level)
            if depth > DEEPEST:
                raise self.error(
                    f"parentheses are nested deeper than {DEEPEST}; name the parts with `let`",
                    column=column,
                )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text, mode="eval").body
        except SyntaxError as error:
            if hint := hints.for_text(text):
                raise self.error(f"this is no formula: {hint[0]}", column=hint[1]) from None
            reason = "a number is too long" if "digits" in str(error.msg) else error.msg
            problem, column = (
                f"this is no formula: {reason}; write it as in (x + 1)**2 <= 4",
                max(0, (error.offset or 1) - 1),
            )
        except (ValueError, RecursionError, MemoryError, OverflowError):
            problem, column = (
                "this formula cannot be read: it is too deep, or a number is too long; name "
                "its parts with `let`",
                0,
            )
        raise self.error(problem, column=column)

    # --- syntax tree to terms ---------------------------------------------------------------------

    def _make(self, node: Any, head: str, *parts: Built, shape: Shape = None) -> Built:
        made = combined(head, list(parts), shape)
        if problem := made.too_large():
            raise self.error(
                f"with its names written out the expression {problem}; state smaller claims", node
            )
        return made

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
                return self._binary(node, _BINARY[type(operator)], left, right, level + 1)
            case ast.Call(ast.Name(name), arguments, []) if not any(
                isinstance(one, ast.Starred) for one in arguments
            ):
                return self._call(node, name, arguments, level + 1)
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

    def _number(self, node: ast.Constant) -> Fraction:
        text = self.text[node.col_offset : node.end_col_offset]
        found = _NUMBER.match(text)
        if isinstance(node.value, (bool, str, bytes, complex)) or not found:
            raise self.error(
                f"{text[:40]!r} is no number; write integers and decimals such as 3, 0.25 or 1e-6",
                node,
            )
        if len(text) > LONGEST_NUMBER or abs(int(found[2] or 0)) > LARGEST_EXPONENT:
            raise self.error(
                f"the number is too long; at most {LONGEST_NUMBER} digits and exponents up to "
                f"{LARGEST_EXPONENT} are read",
                node,
            )
        return Fraction(text)

    def _name(self, node: Any, name: str) -> Built:
        scope = self.scope
        if name in scope.known:
            return scope.known[name]
        if name in scope.letters:
            return Built(name, scope.letters[name])
        if name in scope.scalars:
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

    def _same_shape(self, node: Any, what: str, left: Built, right: Built) -> Shape:
        """The shape of a sum or a comparison; the number 0 and 1 x 1 matrices are flexible."""
        for one, other in ((left, right), (right, left)):
            if one.shape is None and (one.tree == ZERO or other.shape in (None, ("1", "1"))):
                return other.shape
        if left.shape != right.shape:
            whole = left.shape or right.shape
            if None in (left.shape, right.shape) and whole[0] == whole[1]:
                raise self.error(
                    f"a number stands beside a {_shown(whole)} matrix in {what}; a multiple of the "
                    f"unit matrix is written c*eye({whole[0]})",
                    node,
                )
            raise self.error(
                f"the shapes {_shown(left.shape)} and {_shown(right.shape)} do not fit in "
                f"{what}; transpose or redeclare one",
                node,
            )
        return left.shape

    def _binary(
        self, node: ast.BinOp, sign: str, left_node: Any, right_node: Any, level: int
    ) -> Built:
        left, right = self._tree(left_node, level), self._tree(right_node, level)
        if sign in "+-":
            return self._make(
                node, sign, left, right, shape=self._same_shape(node, f"'{sign}'", left, right)
            )
        if sign == "@":
            if left.shape is None or right.shape is None:
                raise self.error("'@' multiplies matrices; for scalars write '*'", node)
            if left.shape[1] != right.shape[0]:
                raise self.error(
                    f"the shapes {_shown(left.shape)} and {_shown(right.shape)} do not fit in "
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
                    f"the matrices {_shown(left.shape)} and {_shown(right.shape)} are "
                    f"multiplied with '*'; the matrix product is '@'",
                    node,
                )
            scalar, matrix = (left, right) if left.shape is None else (right, left)
            return self._make(node, "scale", scalar, matrix, shape=matrix.shape)
        if sign == "/":
            right = self._as_number(node, right)
            if right.shape is not None:
                raise self.error(
                    "a division by a matrix; declare its inverse as a matrix, Ai, with "
                    '"A @ Ai == eye(n)" in `where`',
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
                    f"a power of a {_shown(base.shape)} matrix; only square matrices have "
                    f"powers, with exponents 1, 2, 3, ...; an inverse is declared as a matrix Ai, "
                    'with "A @ Ai == eye(n)" in `where`',
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
        count = (2, 2) if name == "inner" else (2, 50) if name in ("min", "max") else (1, 1)
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
                    f"tr of a {_shown(parts[0].shape)} matrix; a trace needs a square matrix", node
                )
            if name == "inner":
                self._same_shape(node, "inner", *parts)
            return self._make(node, name, *parts)
        if any(part.shape is not None for part in parts):
            raise self.error(
                f"{name} is a function of numbers, a matrix was given; take tr, norm2 or inner "
                f"first",
                node,
            )
        if name == "relu":
            return self._make(node, "max", parts[0], Built(ZERO))
        result = parts[0]
        for part in parts[1:]:
            result = self._make(node, name, result, part)
        return result if len(parts) > 1 else self._make(node, name, result)

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
            self._comparable(node, _COMPARE[type(operator)], left, right)
            found.append((_COMPARE[type(operator)], left.tree, right.tree))
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
        if sign not in ("<=", ">="):
            raise self.error(
                f"{sign!r} was given between matrices; matrices are compared with == and <=, the "
                "semidefinite order. 'Positive definite' is said with a number: A >= m*eye(n) "
                "with m > 0",
                node,
            )
        if shape[0] != shape[1]:
            raise self.error(
                f"{sign!r} was given between {_shown(shape)} matrices; between matrices it means "
                "the semidefinite order (B - A is positive semidefinite), of symmetric matrices. "
                "For traces write tr(A) <= tr(B), for norms norm2(A) <= norm2(B); for entries "
                "declare the entries as numbers",
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
                return (
                    "and" if isinstance(operator, ast.And) else "or",
                    *(self._formula(part, level + 1) for part in parts),
                )
            case ast.UnaryOp(ast.Not(), operand):
                return ("not", self._formula(operand, level + 1))
        if hint := hints.for_node(node):
            raise self.error(hint, node)
        raise self.error(
            "a statement needs a comparison, as in x**2 >= 0; a bare expression was given", node
        )


def _shown(shape: Shape) -> str:
    return f"{shape[0]} x {shape[1]}" if shape else "1 x 1 (a scalar)"
