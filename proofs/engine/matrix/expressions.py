"""Matrices and scalar-valued matrix expressions of symbolic size, kept in normal form.

A `Matrix` is a linear combination of words, a `Scalar` a polynomial in scalars and traces (see
`words`). Both also keep the tree they were built from, so that a certificate shows the formula as
it was written and the checker expands it by itself.

Trees are those of `terms` with the matrix heads: ``name | ("I", n) | ("0", m, n) | ("T", A) | ("@",
A, B, ...) | ("+", ...) | ("-", A[, B]) | ("scale", s, A)`` and, scalar-valued, ``("tr", A) |
("norm2", A) | ("inner", A, B)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Rational
from typing import Any

from . import words
from .errors import MatrixError, ShapeMismatch
from .tree import of_polynomial, of_terms, show, size
from .words import Letter, Polynomial, Size, Word

# nodes; beyond it the tree of the normal form is kept instead when it is smaller
LARGEST_TREE = 600


class Expression:
    """What Matrix and Scalar share: the letters, the tree, comparison by normal form."""

    letters: dict[str, Letter]
    tree: Any
    weight: int
    # NumPy arrays must not take an expression apart
    __array_ufunc__ = None

    def _key(self) -> tuple:
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __bool__(self) -> bool:
        raise MatrixError(
            "a matrix expression is neither true nor false; ask same(left, right) or "
            "is_zero(expression)"
        )

    def __repr__(self) -> str:
        return show(self.tree)


@dataclass(frozen=True)
class Relation:
    """left (==, <=, <) right, both Scalar or both Matrix."""

    operator: str
    left: Any
    right: Any

    def __bool__(self) -> bool:
        raise MatrixError(
            "a relation between matrix expressions is neither true nor false; ask at_most or same"
        )

    def __repr__(self) -> str:
        return f"{self.left} {self.operator} {self.right}"


def merge(*parts: Expression) -> dict[str, Letter]:
    """All letters of the expressions; one name must mean one letter."""
    first = parts[0].letters
    if all(part.letters is first for part in parts):
        return first
    total: dict[str, Letter] = {}
    for part in parts:
        for name, letter in part.letters.items():
            known = total.setdefault(name, letter)
            if known != letter:
                describe = lambda x: f"{x.kind or 'matrix'} {x.rows} x {x.cols}"  # noqa: E731
                raise MatrixError(
                    f"the letter {name} is declared as {describe(known)} and as "
                    f"{describe(letter)}; give the two different names"
                )
    return total


def rational(value: Any) -> Fraction:
    """An exact number; floats are refused."""
    if exact(value):
        return Fraction(int(value.numerator), int(value.denominator))
    raise MatrixError(
        f"an exact number (int or Fraction) is expected, {type(value).__name__} {value!r} was "
        f"given; write Fraction('0.1')"
    )


def exact(value: Any) -> bool:
    return isinstance(value, Rational) and not isinstance(value, bool)


# --- scalars --------------------------------------------------------------------------------------


class Scalar(Expression):
    """A polynomial over Q in commuting scalars and traces of words."""

    __slots__ = ("letters", "polynomial", "tree", "weight")

    def __init__(
        self, polynomial: Polynomial, letters: dict[str, Letter], tree: Any = None, weight: int = 1
    ):
        self.polynomial, self.letters = polynomial, letters
        self.tree, self.weight = tree, weight
        if tree is None or weight > LARGEST_TREE:
            own = of_polynomial(polynomial)
            if tree is None or size(own) < weight:
                self.tree, self.weight = own, size(own)

    @classmethod
    def of(cls, value: Any) -> Scalar:
        """From a number or a Scalar; a 1 x 1 matrix is its entry."""
        if isinstance(value, Scalar):
            return value
        if isinstance(value, Matrix) and value.shape == (1, 1):
            return tr(value)
        number = rational(value)
        return cls(words.constant(number), {}, number)

    def _key(self) -> tuple:
        return (frozenset(self.polynomial.items()),)

    __hash__ = Expression.__hash__

    def __eq__(self, other: object) -> bool:
        return Expression.__eq__(self, Scalar.of(other) if exact(other) else other)

    def __add__(self, other: Any) -> Scalar:
        return _combine(self, other, 1)

    def __radd__(self, other: Any) -> Scalar:
        return _combine(Scalar.of(other), self, 1)

    def __sub__(self, other: Any) -> Scalar:
        return _combine(self, other, -1)

    def __rsub__(self, other: Any) -> Scalar:
        return _combine(Scalar.of(other), self, -1)

    def __neg__(self) -> Scalar:
        negative = {mono: -value for mono, value in self.polynomial.items()}
        tree = -self.tree if isinstance(self.tree, Fraction) else ("-", self.tree)
        return Scalar(negative, self.letters, tree, self.weight + 1)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Matrix):
            return other.__rmul__(self)
        if not (isinstance(other, Scalar) or exact(other)):
            return NotImplemented
        other = Scalar.of(other)
        if isinstance(self.tree, Fraction) and isinstance(other.tree, Fraction):
            return Scalar.of(self.tree * other.tree)
        polynomial = words.product(self.polynomial, other.polynomial)
        return Scalar(
            polynomial,
            merge(self, other),
            ("*", self.tree, other.tree),
            self.weight + other.weight + 1,
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Scalar:
        number = rational(other.tree if isinstance(other, Scalar) else other)
        if not number:
            raise MatrixError("a division by zero; divide by a nonzero number")
        polynomial = {mono: value / number for mono, value in self.polynomial.items()}
        tree = self.tree / number if isinstance(self.tree, Fraction) else ("/", self.tree, number)
        return Scalar(polynomial, self.letters, tree, self.weight + 2)

    def __pow__(self, exponent: int) -> Scalar:
        if not isinstance(exponent, int) or exponent < 0 or exponent > 64:
            raise MatrixError(f"an exponent is an integer from 0 to 64, {exponent!r} was given")
        result = words.constant(1)
        for _ in range(exponent):
            result = words.product(result, self.polynomial)
        if isinstance(self.tree, Fraction):
            return Scalar.of(self.tree**exponent)
        return Scalar(result, self.letters, ("^", self.tree, Fraction(exponent)), self.weight + 2)

    def __le__(self, other: Any) -> Relation:
        return Relation("<=", self, Scalar.of(other))

    def __ge__(self, other: Any) -> Relation:
        return Relation("<=", Scalar.of(other), self)

    def __lt__(self, other: Any) -> Relation:
        return Relation("<", self, Scalar.of(other))

    def __gt__(self, other: Any) -> Relation:
        return Relation("<", Scalar.of(other), self)


def _combine(first: Scalar, second: Any, sign: int) -> Scalar:
    if isinstance(second, Matrix) and second.shape != (1, 1):
        raise ShapeMismatch("+", (1, 1), second.shape)
    second = Scalar.of(second)
    if isinstance(first.tree, Fraction) and isinstance(second.tree, Fraction):
        return Scalar.of(first.tree + sign * second.tree)
    tree = ("+" if sign > 0 else "-", first.tree, second.tree)
    polynomial = words.plus(first.polynomial, second.polynomial, sign)
    return Scalar(polynomial, merge(first, second), tree, first.weight + second.weight + 1)


# --- matrices -------------------------------------------------------------------------------------


class Matrix(Expression):
    """A linear combination of words of one shape, with polynomial coefficients."""

    __slots__ = ("cols", "letters", "rows", "terms", "tree", "weight")

    def __init__(
        self,
        rows: Size,
        cols: Size,
        terms: dict[Word, Polynomial],
        letters: dict[str, Letter],
        tree: Any = None,
        weight: int = 1,
    ):
        self.rows, self.cols, self.terms, self.letters = rows, cols, terms, letters
        self.tree, self.weight = tree, weight
        if tree is None or weight > LARGEST_TREE:
            own = of_terms(terms, rows, cols)
            if tree is None or size(own) < weight:
                self.tree, self.weight = own, size(own)

    @property
    def shape(self) -> tuple[Size, Size]:
        return self.rows, self.cols

    @property
    def T(self) -> Matrix:
        terms = {words.transposed(word): value for word, value in self.terms.items()}
        tree = (
            self.tree[1]
            if isinstance(self.tree, tuple) and self.tree[0] == "T"
            else ("T", self.tree)
        )
        return Matrix(self.cols, self.rows, terms, self.letters, tree, self.weight + 1)

    def _key(self) -> tuple:
        return (
            self.shape,
            frozenset((word, frozenset(value.items())) for word, value in self.terms.items()),
        )

    def __matmul__(self, other: Any) -> Matrix:
        if not isinstance(other, Matrix):
            return NotImplemented
        if self.cols != other.rows:
            raise ShapeMismatch("@", self.shape, other.shape)
        letters = merge(self, other)
        terms: dict[Word, Polynomial] = {}
        for a, x in self.terms.items():
            for b, y in other.terms.items():
                _accumulate(terms, a + b, words.product(x, y), self.rows, letters)
        return Matrix(
            self.rows,
            other.cols,
            terms,
            letters,
            ("@", self.tree, other.tree),
            self.weight + other.weight + 1,
        )

    def __add__(self, other: Any) -> Matrix:
        return self._plus(other, 1)

    def __sub__(self, other: Any) -> Matrix:
        return self._plus(other, -1)

    def __radd__(self, other: Any) -> Matrix:
        return self if exact(other) and other == 0 else NotImplemented  # so that sum(...) works

    def _plus(self, other: Any, sign: int) -> Matrix:
        if exact(other) and other == 0:
            return self
        if not isinstance(other, Matrix):
            return NotImplemented
        if self.shape != other.shape:
            raise ShapeMismatch("+", self.shape, other.shape)
        terms = dict(self.terms)
        for word, value in other.terms.items():
            total = words.plus(terms.get(word, {}), value, sign)
            if total:
                terms[word] = total
            else:
                terms.pop(word, None)
        tree = ("+" if sign > 0 else "-", self.tree, other.tree)
        return Matrix(
            self.rows, self.cols, terms, merge(self, other), tree, self.weight + other.weight + 1
        )

    def __neg__(self) -> Matrix:
        terms = {
            word: {mono: -q for mono, q in value.items()} for word, value in self.terms.items()
        }
        return Matrix(self.rows, self.cols, terms, self.letters, ("-", self.tree), self.weight + 1)

    def __mul__(self, other: Any) -> Matrix:
        if isinstance(other, Matrix):
            raise MatrixError(
                "write A @ B for a matrix product, diag letters for an entrywise one; * takes a "
                "scalar and a matrix"
            )
        if not (isinstance(other, Scalar) or exact(other)):
            return NotImplemented
        factor = Scalar.of(other)
        terms = {
            word: value
            for word, old in self.terms.items()
            if (value := words.product(old, factor.polynomial))
        }
        tree = ("scale", factor.tree, self.tree)
        return Matrix(
            self.rows, self.cols, terms, merge(self, factor), tree, self.weight + factor.weight + 1
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Matrix:
        number = rational(other.tree if isinstance(other, Scalar) else other)
        if not number:
            raise MatrixError("a division by zero; divide by a nonzero number")
        return self * (1 / number)

    def __le__(self, other: Any) -> Relation:
        """The semidefinite order, a relation between symmetric matrices."""
        return Relation("<=", self, other)

    def __ge__(self, other: Any) -> Relation:
        return Relation("<=", other, self)

    def __pow__(self, exponent: int) -> Matrix:
        if self.rows != self.cols:
            raise ShapeMismatch("power", self.shape, self.shape[::-1])
        if not isinstance(exponent, int) or not 0 <= exponent <= 16:
            raise MatrixError(f"an exponent is an integer from 0 to 16, {exponent!r} was given")
        result = eye(self.rows)
        for k in range(exponent):
            result = self if k == 0 else result @ self
        return result


def _accumulate(
    terms: dict[Word, Polynomial],
    word: Word,
    value: Polynomial,
    start: Size,
    letters: dict[str, Letter],
) -> None:
    mono, word = words.normal_word(word, start, letters)
    if mono:
        value = words.product(value, {mono: Fraction(1)})
    total = words.plus(terms.get(word, {}), value)
    if total:
        terms[word] = total
    else:
        terms.pop(word, None)


def letter(name: str, rows: Size, cols: Size, kind: str = "") -> Matrix:
    """One matrix indeterminate."""
    if (rows, cols) == (1, 1):
        raise MatrixError(f"the 1 x 1 matrix {name} is a scalar: declare it with scalars({name!r})")
    one = Letter(name, rows, cols, kind)
    return Matrix(rows, cols, {(one.factor,): words.constant(1)}, {name: one}, name)


def eye(n: Size) -> Matrix:
    """The identity of size n."""
    return Matrix(n, n, {(): words.constant(1)}, {}, ("I", n))


def zeros(m: Size, n: Size) -> Matrix:
    """The zero matrix of shape m x n."""
    return Matrix(m, n, {}, {}, ("0", m, n))


# --- scalar-valued expressions --------------------------------------------------------------------


def _matrix(value: Any, what: str) -> Matrix:
    if not isinstance(value, Matrix):
        raise MatrixError(f"{what} takes a matrix expression, {type(value).__name__} was given")
    return value


def _trace(a: Matrix) -> Polynomial:
    total: Polynomial = {}
    for word, value in a.terms.items():
        factor = words.normal_trace(word, a.rows, a.letters)
        part = words.constant(factor) if isinstance(factor, int) else {factor: Fraction(1)}
        total = words.plus(total, words.product(value, part))
    return total


def tr(a: Any) -> Scalar:
    """The trace."""
    a = _matrix(a, "tr")
    if a.rows != a.cols:
        raise ShapeMismatch("tr", a.shape, a.shape[::-1])
    return Scalar(_trace(a), a.letters, ("tr", a.tree), a.weight + 1)


def inner(a: Any, b: Any) -> Scalar:
    """The Frobenius inner product <A, B> = tr(A^T B)."""
    a, b = _matrix(a, "inner"), _matrix(b, "inner")
    if a.shape != b.shape:
        raise ShapeMismatch("inner", a.shape, b.shape)
    return Scalar(_trace_of(a, b), merge(a, b), ("inner", a.tree, b.tree), a.weight + b.weight + 1)


def norm2(a: Any) -> Scalar:
    """The squared Frobenius norm."""
    a = _matrix(a, "norm2")
    return Scalar(_trace_of(a, a), a.letters, ("norm2", a.tree), a.weight + 1)


def _trace_of(a: Matrix, b: Matrix) -> Polynomial:
    """tr(A^T B) word by word, without the product as a matrix; of two equal traces in |A|^2 one."""
    total: Polynomial = {}
    letters = merge(a, b)
    right = list(b.terms.items())
    for i, (word, x) in enumerate(a.terms.items()):
        left = words.transposed(word)
        for j in range(i if a is b else 0, len(right)):
            other, y = right[j]
            trace = words.normal_trace(left + other, a.cols, letters)
            part = words.constant(trace) if isinstance(trace, int) else {trace: Fraction(1)}
            value = words.product(words.product(x, y), part)
            words.add(total, value, 2 if a is b and j > i else 1)
    return total


def scalar_names(expression: Matrix | Scalar) -> set[str]:
    """The scalar indeterminates of a normal form."""
    values = (
        expression.terms.values() if isinstance(expression, Matrix) else [expression.polynomial]
    )
    return {atom[1] for value in values for mono in value for atom, _ in mono if atom[0] == "s"}
