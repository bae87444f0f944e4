"""Words for statements about matrices: letters with symbolic sizes, and numbers made of them.

U, V = arrays("U: d1 x r, V: d2 x r"); M, = array_sequences("M: d1 x d2")
forall(U, V)(norm2(U @ V.T) <= norm2(U) * norm2(V))      # for all positive d1, d2, r
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...checker.formal import put, show
from ...checker.formal.syntax import Node, Sorts, check_size
from .words import Formula, Function, Lambda, Term, _merge, term

Shape = tuple[Any, Any]


@dataclass(frozen=True, eq=False)
class Array:
    """A matrix: `node`, its shape, and the sorts of its free names; a variable has a name."""

    node: Node
    shape: Shape
    sorts: Sorts = field(default_factory=dict)
    name: str = ""

    def _with(self, head: str, *others: Array, shape: Shape | None = None) -> Array:
        for one in others:
            if not isinstance(one, Array):
                raise TypeError(f"a matrix is expected beside {self!r}, {one!r} was given")
            if shape is None and one.shape != self.shape:
                raise TypeError(f"{self!r} and {one!r} have the shapes {self.shape}, {one.shape}")
        nodes = (self.node, *(one.node for one in others))
        sorts = _merge(self.sorts, *(one.sorts for one in others))
        return Array((head, *nodes), shape or self.shape, sorts)

    def __add__(self, other: Array) -> Array:
        return self._with("plus", other)

    def __sub__(self, other: Array) -> Array:
        return self._with("minus", other)

    def __neg__(self) -> Array:
        return self._with("minus")

    def __matmul__(self, other: Array) -> Array:
        if not isinstance(other, Array) or self.shape[1] != other.shape[0]:
            raise TypeError(f"the product of {self!r} and {other!r} does not fit")
        return self._with("@", other, shape=(self.shape[0], other.shape[1]))

    def __rmul__(self, number: Any) -> Array:
        number = term(number)
        return Array(
            ("scale", number.node, self.node), self.shape, _merge(number.sorts, self.sorts)
        )

    def __mul__(self, number: Any) -> Array:
        return self.__rmul__(number)

    @property
    def T(self) -> Array:
        return Array(("T", self.node), self.shape[::-1], self.sorts)

    def __eq__(self, other: Any) -> Formula:
        made = self._with("equal", other)
        return Formula(made.node, made.sorts)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError(f"the matrix {show(self.node)} has no truth value")

    def __repr__(self) -> str:
        return show(self.node)


def arrays(declaration: str) -> tuple[Array, ...]:
    """Matrices "U V: d1 x r, x: n x 1"; sizes are names or numbers. Always a tuple."""
    made = []
    for names, shape in _declared(declaration):
        for name in names:
            made.append(Array(name, shape, {name: ("matrix", *shape)}, name))
    return tuple(made)


class ArrayFunction(Function):
    """A function whose values are matrices."""

    def _valued(self, node: Node, sorts: Sorts) -> Array:
        return Array(node, self.sort[2][1:], sorts)


def array_sequences(declaration: str) -> tuple[Function, ...]:
    """Sequences of matrices, declared as matrices are. Always a tuple."""
    return tuple(
        ArrayFunction(name, ("function", ("nat",), ("matrix", *shape)))
        for names, shape in _declared(declaration)
        for name in names
    )


def _declared(declaration: str) -> list[tuple[list[str], Shape]]:
    found = []
    for part in declaration.split(","):
        names, colon, shape = part.partition(":")
        sizes = shape.split(" x ")
        if not colon or len(sizes) != 2:
            raise TypeError(f"{part.strip()!r} is no declaration; write 'U: d1 x r'")
        rows, columns = (_size(one.strip()) for one in sizes)
        found.append((names.split(), (rows, columns)))
    return found


def _size(text: str) -> Any:
    size = Fraction(text) if text.isdigit() else text
    check_size(size)
    return size


def eye(size: str) -> Array:
    n = _size(str(size))
    return Array(("identity", n), (n, n))


def zeros(rows: str, columns: str) -> Array:
    m, n = _size(str(rows)), _size(str(columns))
    return Array(("zeros", m, n), (m, n))


def size(name: str) -> Term:
    """A size as a number."""
    return Term(("size", _size(str(name))))


def _measure(head: str, *parts: Array) -> Term:
    made = parts[0]._with(head, *parts[1:])
    return Term(made.node, made.sorts)


def tr(matrix: Array) -> Term:
    return _measure("trace", matrix)


def norm2(matrix: Array) -> Term:
    """The squared Frobenius norm."""
    return _measure("norm2", matrix)


def norm(matrix: Array) -> Term:
    """The Frobenius norm."""
    return _measure("fro", matrix)


def inner(left: Array, right: Array) -> Term:
    return _measure("inner", left, right)


def value(given: Any) -> Any:
    """What may be put in for a variable: a matrix, a function, or a number as a term."""
    return given if isinstance(given, (Array, Lambda)) else term(given)


def stated(expression: Any, values: Mapping[str, Any]) -> Any:
    """An expression of the matrix engine, its gradients and substitutions written out, with
    matrices and numbers for its names: the formula that the engine works with is the one stated.
    """
    from ...checker.formal.reading import from_json
    from ...checker.matrix import plain
    from ..matrix.tree import to_json

    shapes = {name: [str(one.rows), str(one.cols)] for name, one in expression.letters.items()}
    scalars = sorted(set(values) - set(shapes))
    tree = plain(to_json(expression.tree), {"letters": shapes, "scalars": scalars})
    node = _read(from_json(tree), dict.fromkeys(shapes, Fraction))
    known = {name: one for name, one in values.items() if name in _names(node)}
    sorts = _merge(*(one.sorts for one in known.values()))
    made = put(node, {name: one.node for name, one in known.items()})
    if hasattr(expression, "shape"):
        rows, columns = (_size(str(one)) for one in expression.shape)
        return Array(made, (rows, columns), sorts)
    return Term(made, sorts)


def _names(node: Node) -> set[str]:
    from ...checker.formal import free

    return set(free(node))


def _read(node: Node, letters: Any) -> Node:
    """The heads of statements for those of matrix expressions: there + is for both."""
    if isinstance(node, (str, Fraction)):
        return node
    head, *parts = node
    if head in ("I", "0"):
        return ("identity" if head == "I" else "zeros", *parts)
    if head == "^" and _is_matrix(parts[0], letters):
        base = _read(parts[0], letters)
        return ("@", *[base] * int(parts[1])) if parts[1] > 1 else base
    if head == "/" and _is_matrix(parts[0], letters):
        return ("scale", 1 / parts[1], _read(parts[0], letters))
    if head in ("scale", "*") and _is_matrix(parts[-1], letters):
        factors = [_read(one, letters) for one in parts[:-1]]
        number = factors[0] if len(factors) == 1 else ("*", *factors)
        return ("scale", number, _read(parts[-1], letters))
    matrix = _is_matrix(parts[0], letters)
    made = [_read(one, letters) for one in parts]
    if head == "sqrt" and parts[0][0] == "norm2":
        return ("fro", made[0][1])
    names = {"+": "plus", "-": "minus"} if matrix else {}
    return ({"tr": "trace", **names}.get(head, head), *made)


def _is_matrix(node: Node, letters: Any) -> bool:
    if isinstance(node, (str, Fraction)):
        return node in letters if isinstance(node, str) else False
    head, *parts = node
    if head in ("tr", "norm2", "inner", "sqrt"):
        return False
    return head in ("I", "0", "@", "T") or _is_matrix(parts[-1 if head != "/" else 0], letters)
