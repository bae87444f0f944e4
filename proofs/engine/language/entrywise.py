"""Hadamard products and elementwise functions: `hadamard(A, B)`, `elementwise(exp, A)`, `relu(A)`.

A claim that combines matrices entry by entry only (+, -, multiples, hadamard, functions) speaks of
their entries: an equation between matrices is one between numbers, and norm2 and inner are sums
over the entries, of any number. With @, .T, tr or eye beside them nothing is known here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..terms import Term, names
from .families import Families

HADAMARD, ELEMENTWISE = "hadamard", "elementwise"
LENGTH = "entries"
INDEX = "k"


def occurs(tree: Term) -> bool:
    return isinstance(tree, tuple) and (
        tree[0] in (HADAMARD, ELEMENTWISE) or any(map(occurs, tree[1:]))
    )


class NotEntrywise(Exception):
    """An operation that does not act entry by entry."""


def entry(tree: Term, letter: Callable[[str], Term], letters: Any) -> Term:
    """The entry of a matrix term. Raises `NotEntrywise`."""
    if isinstance(tree, str):
        return letter(tree) if tree in letters else tree
    if isinstance(tree, Fraction):
        return tree
    head, *parts = tree
    if head == ELEMENTWISE:
        function, *rest = parts
        return (function, *(entry(one, letter, letters) for one in rest))
    if head in (HADAMARD, "scale", "+", "-", "*", "/", "^"):
        made = [entry(one, letter, letters) for one in parts]
        return ("*" if head in (HADAMARD, "scale") else head, *made)
    raise NotEntrywise(head)


def number(tree: Term, letters: Any) -> Term:
    """A number made of sums over the entries. Raises `NotEntrywise`."""
    if not isinstance(tree, tuple):
        return tree
    head, *parts = tree
    here = lambda name: ("apply", name, INDEX)  # noqa: E731
    if head in ("norm2", "inner"):
        a, b = (parts[0], parts[-1])
        body = ("*", entry(a, here, letters), entry(b, here, letters))
        return ("sum", INDEX, LENGTH, body)
    if head in ("tr", "I", "@", "T"):
        raise NotEntrywise(head)
    return (head, *(number(one, letters) for one in parts))


def families(
    letters: dict[str, Any], scalars: list[str], where: tuple[Term, ...], claim: Term
) -> Families:
    """A claim between numbers as one about families of entries. Raises `NotEntrywise`."""
    used = set(names(claim, *where))
    return Families(
        tuple((name, LENGTH) for name in letters if name in used),
        tuple((sign, number(a, letters), number(b, letters)) for sign, a, b in where),
        (),
        (claim[0], number(claim[1], letters), number(claim[2], letters)),
        tuple(scalars),
    )
