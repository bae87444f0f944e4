"""Trees of matrix expressions: of normal forms, shown as text, with all the names in them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .. import terms as _terms
from .words import Monomial, Polynomial, Size, Word

# trees of matrices whose norm occurs in some monomial, by the polynomial of the squared norm
ROOTS: dict[tuple, Any] = {}


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
