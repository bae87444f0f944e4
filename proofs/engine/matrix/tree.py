"""Trees of matrix expressions: to and from normal forms, shown as text, with all the names in
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .. import terms as _terms
from . import expressions as _e
from .errors import MatrixError
from .norms import ROOTS, norm
from .words import Monomial, Polynomial, Size, Word

SCALAR_VALUED = ("tr", "norm2", "inner")
DEEPEST = 200


# --- normal form to tree
# ---------------------------------------------------------------------------------------------


def of_word(word: Word, start: Size) -> Any:
    """The tree of a word; the empty word is the identity of size `start`."""
    parts = [("T", name) if flag == 1 else name for name, flag in word]
    return ("I", start) if not parts else parts[0] if len(parts) == 1 else ("@", *parts)


def of_monomial(mono: Monomial, value: Fraction = Fraction(1)) -> Any:
    factors: list[Any] = []
    for atom, exponent in mono:
        if atom[0] == "s":
            base = atom[1]
        elif atom[0] == "norm":
            base = ("sqrt", ("norm2", ROOTS[atom[1]]))
        else:
            base = ("tr", ("I", atom[1]) if atom[0] == "dim" else of_word(atom[1], ""))
        factors.append(base if exponent == 1 else ("^", base, Fraction(exponent)))
    if value != 1 or not factors:
        factors.insert(0, value)
    return factors[0] if len(factors) == 1 else ("*", *factors)


def of_polynomial(polynomial: Polynomial) -> Any:
    parts = [of_monomial(mono, polynomial[mono]) for mono in sorted(polynomial)]
    return Fraction(0) if not parts else parts[0] if len(parts) == 1 else ("+", *parts)


def of_terms(terms: Mapping[Word, Polynomial], rows: Size, cols: Size) -> Any:
    parts = []
    for word in sorted(terms):
        coefficient, body = of_polynomial(terms[word]), of_word(word, rows)
        parts.append(body if coefficient == 1 else ("scale", coefficient, body))
    return ("0", rows, cols) if not parts else parts[0] if len(parts) == 1 else ("+", *parts)


def to_tree(expression: Any) -> Any:
    """The tree an expression was built from (of its normal form, when that is much smaller)."""
    return expression.tree


# --- tree to expression
# ----------------------------------------------------------------------------------------------


def from_tree(tree: Any, letters: Mapping[str, Any], scalars: Mapping[str, Any] = {}) -> Any:  # noqa: B006
    """The Matrix or Scalar of a tree. `letters` maps names to letters (`matrices(...)`), `scalars`
    names to scalars.

    Scalar heads are + - * / ^; a division must be by a number. "@" and "+" take any number of
    arguments, "*" may also scale.
    """
    return _Builder(letters, scalars).build(tree, 0)


class _Builder:
    def __init__(self, letters: Mapping[str, Any], scalars: Mapping[str, Any]):
        self.letters, self.scalars = letters, scalars

    def build(self, tree: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise MatrixError(f"the expression is nested deeper than {DEEPEST}; name its parts")
        if isinstance(tree, (int, Fraction)) and not isinstance(tree, bool):
            return _e.Scalar.of(tree)
        if isinstance(tree, str):
            if tree in self.letters:
                return self.letters[tree]
            if tree in self.scalars:
                return self.scalars[tree]
            known = ", ".join([*self.letters, *self.scalars]) or "none"
            raise MatrixError(f"the name {tree!r} is not declared; declared are: {known}")
        if not isinstance(tree, (tuple, list)) or not tree or not isinstance(tree[0], str):
            raise MatrixError(f"a matrix expression is expected, {tree!r} was given")
        head, arguments = tree[0], tree[1:]
        if (
            head == "sqrt"
            and len(arguments) == 1
            and isinstance(arguments[0], (tuple, list))
            and arguments[0][:1] in (("norm2",), ["norm2"])
        ):
            return norm(self.build(arguments[0][1], depth + 1))
        if head == "I" and len(arguments) == 1:
            return _e.eye(arguments[0])
        if head == "0" and len(arguments) == 2:
            return _e.zeros(*arguments)
        if head == "^" and len(arguments) == 2:
            return self.build(arguments[0], depth + 1) ** _integer(arguments[1])
        return self.apply(head, [self.build(part, depth + 1) for part in arguments])

    def apply(self, head: str, parts: list[Any]) -> Any:
        if head == "T" and len(parts) == 1:
            return _matrix(parts[0], ".T").T
        if head == "@" and parts:
            return _fold(lambda a, b: _matrix(a, "@") @ _matrix(b, "@"), parts)
        if head == "+" and parts:
            return _fold(_add, parts)
        if head == "-" and len(parts) in (1, 2):
            return -parts[0] if len(parts) == 1 else _add(parts[0], -parts[1])
        if head in ("*", "scale") and parts:
            return _fold(lambda a, b: a * b, parts)
        if head == "/" and len(parts) == 2:
            number = _e.Scalar.of(parts[1])
            if not isinstance(number.tree, Fraction):
                raise MatrixError(
                    f"a division by {show(number.tree)}: matrix expressions divide by numbers only"
                )
            return parts[0] / number.tree
        if head == "tr" and len(parts) == 1:
            return _e.tr(parts[0])
        if head == "norm2" and len(parts) == 1:
            return _e.norm2(parts[0])
        if head == "inner" and len(parts) == 2:
            return _e.inner(*parts)
        if head == "norm" and len(parts) == 1:
            return norm(parts[0])
        raise MatrixError(
            f"{head!r} with {len(parts)} arguments is no matrix expression; "
            "known are @ + - * / ^ .T, eye, tr, norm2, inner and sqrt(norm2(...))"
        )


def _fold(operation: Any, parts: list[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = operation(total, part)
    return total


def _add(a: Any, b: Any) -> Any:
    if isinstance(a, _e.Matrix) != isinstance(b, _e.Matrix):
        if isinstance(a, _e.Matrix) and a.shape == (1, 1):
            return _e.tr(a) + b
        if isinstance(b, _e.Matrix) and b.shape == (1, 1):
            return a + _e.tr(b)
        shapes = [part.shape if isinstance(part, _e.Matrix) else (1, 1) for part in (a, b)]
        raise _e.ShapeMismatch("+", *shapes)
    return a + b


def _matrix(value: Any, what: str) -> Any:
    if not isinstance(value, _e.Matrix):
        raise MatrixError(f"{what} needs a matrix, the scalar {show(value.tree)} was given")
    return value


def _integer(value: Any) -> int:
    if isinstance(value, (int, Fraction)) and Fraction(value).denominator == 1:
        return int(value)
    raise MatrixError(f"an exponent is an integer, {show(value)} was given")


# --- reading trees
# --------------------------------------------------------------------------------------------------


def size(tree: Any) -> int:
    """The number of nodes."""
    return 1 + sum(size(part) for part in tree[1:]) if isinstance(tree, tuple) else 1


def names_in(tree: Any) -> set[str]:
    """Names of letters and scalars (sizes are not names)."""
    if isinstance(tree, str):
        return {tree}
    if not isinstance(tree, tuple) or tree[0] in ("I", "0"):
        return set()
    return set().union(*(names_in(part) for part in tree[1:]))


def to_json(tree: Any) -> Any:
    """As `terms.to_json`; sizes become strings."""
    if isinstance(tree, (Fraction, int)):
        return str(tree)
    if isinstance(tree, str):
        return tree
    return [tree[0], *(to_json(part) for part in tree[1:])]


def show(tree: Any, level: int = 0) -> str:
    """Plain text in claim-file syntax."""
    if isinstance(tree, (str, Fraction, int)):
        return _terms.show(Fraction(tree) if isinstance(tree, int) else tree, level)
    head, parts = tree[0], tree[1:]
    if head == "I":
        return f"eye({parts[0]})"
    if head == "0":
        return f"zeros({parts[0]}, {parts[1]})"
    if head == "T":
        return show(parts[0], 9) + ".T"
    if head in ("@", "*", "scale"):
        joint = " @ " if head == "@" else "*"
        text, own = joint.join(show(part, 2) for part in parts), 2
    elif head == "+":
        text, own = " + ".join(show(part, 1) for part in parts), 1
    elif head == "-":
        text, own = (
            (
                "-" + show(parts[0], 2)
                if len(parts) == 1
                else f"{show(parts[0], 1)} - {show(parts[1], 2)}"
            ),
            1,
        )
    elif head == "/":
        text, own = f"{show(parts[0], 2)}/{show(parts[1], 3)}", 2
    elif head == "^":
        text, own = f"{show(parts[0], 4)}**{show(parts[1], 4)}", 3
    else:
        return f"{head}({', '.join(show(part) for part in parts)})"
    return f"({text})" if level > own else text
