"""First, second and higher variations, substitution, gradients: calculus that holds for every size.

The derivative of f at U in direction A is the coefficient of s in f(U + s A); the gradient G is the
matrix with [Df(U)](A) = <G, A> for all A. Words make this exact: tr(X A Y) = <X^T Y^T, A> and tr(X
A^T Y) = <Y X, A>.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from . import words
from .build import from_tree
from .errors import MatrixError, ShapeMismatch
from .expressions import Expression, Matrix, Scalar, eye, inner, letter, merge, tr, zeros
from .norms import ROOTS, norm
from .tree import names_in
from .words import Atom, Monomial, Polynomial, Word

MARK = "_s"  # the parameter of a variation; no declared name begins with an underscore


def scalar(name: str) -> Scalar:
    return Scalar({((("s", name), 1),): Fraction(1)}, {}, name)


def _single_name(key: Any) -> str:
    """The name of a letter or a scalar indeterminate."""
    if isinstance(key, str):
        return key
    if isinstance(key, Expression) and isinstance(key.tree, str):
        return key.tree
    raise MatrixError(f"a letter or a scalar indeterminate is expected, {key!r} was given")


# --- substitution ---------------------------------------------------------------------------------


def substitute(expression: Any, values: Mapping[Any, Any]) -> Any:
    """Replace letters by matrices of the same shape and scalars by scalars, all at once."""
    table: dict[str, Any] = {}
    for key, value in values.items():
        name = _single_name(key)
        known = expression.letters.get(name) or (
            key.letters[name] if isinstance(key, Matrix) else None
        )
        if known is None:
            value = Scalar.of(value)
        elif not isinstance(value, Matrix):
            raise MatrixError(f"the letter {name} is replaced by a matrix, {value!r} was given")
        elif value.shape != (known.rows, known.cols):
            raise ShapeMismatch("+", (known.rows, known.cols), value.shape)
        table[name] = value
    found = _Substitution(table, expression.letters).apply(expression)
    return _written("put", expression, table, found)


def _written(head: str, expression: Any, moves: Mapping[str, Any], found: Any) -> Any:
    """`found` with the tree (head, expression, name, value, ...): how it came about. The checker
    reads trees as text, so one in letters of a kind, whose transposes are not told apart, keeps the
    normal form.
    """
    inside = names_in(expression.tree) & set(moves)
    if not inside or any(expression.letters[x].kind for x in inside if x in expression.letters):
        return found
    pairs = [part for name in sorted(inside) for part in (name, moves[name].tree)]
    values = [moves[name] for name in sorted(inside)]
    return _with_tree(found, (head, expression.tree, *pairs), [expression, *values])


def _with_tree(found: Any, tree: Any, parts: list[Any]) -> Any:
    letters, weight = merge(found, *parts), 1 + sum(part.weight for part in parts)
    if isinstance(found, Matrix):
        return Matrix(found.rows, found.cols, found.terms, letters, tree, weight)
    return Scalar(found.polynomial, letters, tree, weight)


class _Substitution:
    def __init__(self, table: Mapping[str, Any], letters: Mapping[str, words.Letter]):
        self.table, self.letters = table, letters
        self.atoms: dict[Atom, Scalar] = {}

    def apply(self, expression: Any) -> Any:
        if not isinstance(expression, Matrix):
            return self.polynomial(Scalar.of(expression).polynomial)
        total = zeros(*expression.shape)
        for word, value in expression.terms.items():
            total = total + self.polynomial(value) * self.word(word, expression.rows)
        return Matrix(total.rows, total.cols, total.terms, total.letters)

    def polynomial(self, polynomial: Polynomial) -> Scalar:
        total = Scalar.of(0)
        for mono, value in polynomial.items():
            part = Scalar.of(value)
            for atom, exponent in mono:
                part = part * self.atom(atom) ** exponent
            total = total + part
        return Scalar(total.polynomial, total.letters)

    def atom(self, atom: Atom) -> Scalar:
        if atom not in self.atoms:
            if atom[0] == "s":
                value = self.table[atom[1]] if atom[1] in self.table else scalar(atom[1])
            elif atom[0] == "dim":
                value = tr(eye(atom[1]))
            elif atom[0] == "norm":
                value = norm(self.apply(_matrix_of(atom, self.letters)))
            else:
                value = tr(self.word(atom[1], words.ends(atom[1][0], self.letters)[0]))
            self.atoms[atom] = value
        return self.atoms[atom]

    def word(self, word: Word, start: words.Size) -> Matrix:
        total: Matrix | None = None
        for name, flag in word:
            part = self.table[name] if name in self.table else self._own(name)
            part = part.T if flag == 1 else part
            total = part if total is None else total @ part
        return eye(start) if total is None else total

    def _own(self, name: str) -> Matrix:
        known = self.letters[name]
        return letter(known.name, known.rows, known.cols, known.kind)


def _matrix_of(atom: Atom, letters: Mapping[str, words.Letter]) -> Matrix:
    """The matrix whose norm an atom is."""
    tree = ROOTS[atom[1]]
    known = {name: letter(*letters[name]) for name in names_in(tree) if name in letters}
    return from_tree(
        tree, known, {name: scalar(name) for name in names_in(tree) if name not in letters}
    )


def _no_norms(polynomial: Polynomial, name: str) -> None:
    """Norms have no Taylor coefficients in general."""
    for mono in polynomial:
        for atom, _ in mono:
            if atom[0] == "norm" and name in names_in(ROOTS[atom[1]]):
                raise MatrixError(f"a norm depends on {name}: vary its square, norm2, instead")


# --- coefficients and variations ------------------------------------------------------------------


def coefficient(expression: Any, name: Any, power: int = 1) -> Any:
    """The coefficient of name**power, for a scalar indeterminate."""
    atom = ("s", _single_name(name))

    def take(polynomial: Polynomial) -> Polynomial:
        _no_norms(polynomial, atom[1])
        kept: Polynomial = {}
        for mono, value in polynomial.items():
            powers = dict(mono)
            if powers.pop(atom, 0) == power:
                kept[tuple(sorted(powers.items()))] = value
        return kept

    if isinstance(expression, Matrix):
        terms = {word: kept for word, value in expression.terms.items() if (kept := take(value))}
        return Matrix(expression.rows, expression.cols, terms, expression.letters)
    expression = Scalar.of(expression)
    return Scalar(take(expression.polynomial), expression.letters)


def vary(expression: Any, directions: Mapping[Any, Any], order: int = 1) -> Any:
    """The coefficient of s**order in f(U + s A, V + s B, ...) for directions {U: A, V: B}."""
    if order < 0:
        raise MatrixError(f"the order of a variation is 0, 1, 2, ..., {order} was given")
    s = scalar(MARK)
    moved = {key: (_own(expression, key) + s * value) for key, value in directions.items()}
    found = coefficient(substitute(expression, moved), MARK, order)
    if order != 1:
        return found
    ways = {_single_name(key): _value(value) for key, value in directions.items()}
    return _written("vary", expression, ways, found)


def _value(value: Any) -> Any:
    return value if isinstance(value, Matrix) else Scalar.of(value)


def variation(expression: Any, directions: Mapping[Any, Any], *orders: int) -> Any:
    """Taylor coefficients of f(U + s A, V + t B).

    With one order k: the coefficient of s**k when all letters move together. With as many orders as
    directions: the coefficient of s**k t**l ... when each direction has its own parameter.
    """
    if len(orders) <= 1:
        return vary(expression, directions, *(orders or (1,)))
    if len(orders) != len(directions):
        raise MatrixError(
            f"{len(directions)} directions need one order or {len(directions)}, {len(orders)} "
            f"were given"
        )
    parameters = [f"{MARK}{k}" for k in range(len(orders))]
    moved = {
        key: _own(expression, key) + scalar(name) * value
        for (key, value), name in zip(directions.items(), parameters, strict=True)
    }
    result = substitute(expression, moved)
    for name, order in zip(parameters, orders, strict=True):
        result = coefficient(result, name, order)
    return result


def hessian_form(expression: Any, directions: Mapping[Any, Any]) -> Any:
    """[D^2 f](Delta, Delta) = d^2/ds^2 f(U + s Delta_U, ...) at s = 0: twice the second Taylor
    coefficient.
    """
    fixed = {_single_name(key) for key in directions}
    if any(fixed & names_in(_value(value).tree) for value in directions.values()):
        return 2 * vary(expression, directions, 2)
    return vary(vary(expression, directions), directions)


def _own(expression: Any, key: Any) -> Any:
    name = _single_name(key)
    if isinstance(key, Expression):
        return key
    known = expression.letters.get(name)
    return letter(known.name, known.rows, known.cols, known.kind) if known else scalar(name)


# --- gradients ------------------------------------------------------------------------------------


def gradient(expression: Any, by: Any) -> Matrix:
    """The gradient of a scalar-valued f with respect to a letter: the first variation is <gradient,
    direction>.

    For a symmetric (diagonal, ...) letter it is the gradient with all entries regarded as
    independent.
    """
    by = _own(expression, by)
    name = _single_name(by)
    known = by.letters[name]
    total = zeros(known.rows, known.cols)
    pieces = _Substitution({}, expression.letters)
    _no_norms(Scalar.of(expression).polynomial, name)
    for mono, value in Scalar.of(expression).polynomial.items():
        for atom, exponent in mono:
            if atom[0] != "tr":
                continue
            rest = _without(mono, atom)
            factor = Scalar({rest: value * exponent}, expression.letters)
            word = atom[1]
            for i, (other, flag) in enumerate(word):
                if other == name:
                    around = word[i + 1 :] + word[:i]
                    around = around if flag == 1 else words.transposed(around)
                    total = total + factor * pieces.word(around, known.rows)
    found = Matrix(total.rows, total.cols, total.terms, total.letters)
    if known.kind or name not in names_in(Scalar.of(expression).tree):
        return found
    expression = Scalar.of(expression)
    return _with_tree(found, ("grad", expression.tree, name), [expression, by])


def _without(mono: Monomial, atom: Atom) -> Monomial:
    return tuple((a, e - (a == atom)) for a, e in mono if e - (a == atom))


def descend(expression: Any, *by: Any, step: Any) -> dict[Matrix, Matrix]:
    """One step of gradient descent, all letters at once: {U: U - step * grad_U f, ...}, ready for
    `substitute`.
    """
    return {
        _own(expression, one): _own(expression, one) - Scalar.of(step) * gradient(expression, one)
        for one in by
    }


# --- gradient flow --------------------------------------------------------------------------------


def flow(loss: Any, *by: Any) -> dict[Matrix, Matrix]:
    """The velocities of gradient flow, {U: -grad_U f, ...}."""
    return {_own(loss, one): -gradient(loss, one) for one in by}


def through(output: Matrix, g: Matrix, *by: Any) -> tuple[Matrix, ...]:
    """Chain rule for an undefined differentiable loss: with dL = <g, d output>, the gradients of L
    in the given letters.

    With x = V @ D @ W @ u and g = dL/dx, ``through(x, g, W, V)`` gives (D V^T g u^T, g (D W u)^T):
    the coefficient of the direction in <g, first variation of x>.
    """
    if output.shape != g.shape:
        raise ShapeMismatch("inner", output.shape, g.shape)
    letters = [_own(output, one) for one in by]
    if not {_single_name(one) for one in letters} & names_in(g.tree):
        return tuple(gradient(inner(g, output), one) for one in letters)
    # a fresh letter: g itself may depend on the letters
    marked = inner(letter("_g", *g.shape), output)
    found = [gradient(marked, _own(output, one)) for one in by]
    return tuple(substitute(one, {"_g": g}) if "_g" in one.letters else one for one in found)


def derivative(expression: Any, velocity: Mapping[Any, Any]) -> Any:
    """d/dt along dU/dt = velocity[U]: the first variation."""
    return vary(expression, velocity, 1)
