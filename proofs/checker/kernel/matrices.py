"""The matrix leaf: an identity or an inequality for matrices of every size, by a combination of
products in the free algebra of words (certificates of the kinds `matrix` and `matrix-sos`).

Every maximal matrix that the algebra does not know (`U`, `U(t)`) is one letter, every maximal
number that is no polynomial (`x(t)`, `1/x`, `sqrt(x)`) one scalar, the same for equal terms.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .._shape import kind_of
from .._terms import Rejected, need
from ..formal.defined import obligations
from ..formal.names import canonical
from ..formal.syntax import MATRICES, Node, Sorts, conjuncts, shape_of
from ..matrix import prove
from .theorem import Theorem, common_sorts, derive

OWN = {"kind", "terms", "combination", "positive", "inverses"}  # what a line says; the rest is made
HEADS = {"plus": "+", "minus": "-", "identity": "I", "zeros": "0", "trace": "tr"}


class Letters:
    """Letters and scalars for opaque terms; `owed` are the terms that may have no value."""

    def __init__(self, sorts: Sorts):
        self.sorts = sorts
        self.names: dict[Node, str] = {}
        self.letters: dict[str, list[str]] = {}
        self.scalars: list[str] = []
        self.terms: dict[str, Node] = {}

    def _name(self, node: Node) -> str:
        key = canonical(node)
        if key not in self.names:
            stem = node if isinstance(node, str) else node[1] if node[0] == "apply" else "s"
            name = self.names[key] = f"{stem}_{len(self.names)}"
            self.terms[name] = node
        return self.names[key]

    def matrix(self, node: Node) -> Any:
        shape = list(map(str, shape_of(node, self.sorts)))
        head, *parts = node if isinstance(node, tuple) else (node,)
        if head == "identity" or head == "zeros":
            return [HEADS[head], *map(str, parts)]
        if head == "scale":
            return ["scale", self.number(parts[0]), self.matrix(parts[1])]
        if isinstance(node, tuple) and head in MATRICES:
            return [HEADS.get(head, head), *map(self.matrix, parts)]
        name = self._name(node)
        self.letters[name] = shape
        return name

    def number(self, node: Node) -> Any:
        if isinstance(node, Fraction):
            return str(node)
        head, *parts = node if isinstance(node, tuple) else (node,)
        if isinstance(node, tuple):
            if head in ("+", "-", "*"):
                return [head, *map(self.number, parts)]
            if head == "^" and isinstance(parts[1], Fraction) and 0 < parts[1] <= 60:
                return ["^", self.number(parts[0]), str(parts[1])]
            if head == "/" and isinstance(parts[1], Fraction) and parts[1]:
                return ["/", self.number(parts[0]), str(parts[1])]
            if head in ("trace", "norm2", "inner"):
                return [HEADS.get(head, head), *map(self.matrix, parts)]
            if head == "fro":
                return ["sqrt", ["norm2", self.matrix(parts[0])]]
            if head == "size":
                return ["tr", ["I", str(parts[0])]]
        name = self._name(node)
        if name not in self.scalars:
            self.scalars.append(name)
        return name

    def undefined(self) -> set[str]:
        """The names of terms that may have no value: matrices may hold such numbers too."""
        return {name for name, term in self.terms.items() if obligations(term)}


def question(claim: Node, premises: list[Node], sorts: Sorts) -> tuple[dict[str, Any], Letters]:
    """The header of a matrix certificate: hypotheses, the two sides and the relation of the claim.

    A term without a value makes its relation false: one of the claim has to stand in a premise.
    Raises `Rejected`.
    """
    table = Letters(sorts)
    header: dict[str, Any] = {"rules": [], "where": [], "strict": []}
    for one in (each for premise in premises for each in conjuncts(premise)):
        head, left, right = _relation(table, one)
        if head == "==":
            header["rules"].append([left, right])
        else:
            if head == "<":
                header["strict"].append(len(header["where"]))
            header["where"].append([left, right])
    known = set(table.terms)
    sign, left, right = _relation(table, claim)
    lost = table.undefined() - known
    need(not lost, f"nothing says that {', '.join(str(table.terms[one]) for one in lost)} exists")
    header |= {"left": left, "right": right, "relation": sign}
    header |= {"letters": table.letters, "scalars": table.scalars}
    return header, table


def _relation(table: Letters, formula: Node) -> tuple[str, Any, Any]:
    head, *sides = formula
    if head == "equal":
        return "==", *map(table.matrix, sides)
    need(head in ("==", "<", "<=", ">", ">="), f"{head} is no relation that matrices know")
    left, right = map(table.number, sides)
    return (head, left, right) if head[0] not in ">" else (head.replace(">", "<"), right, left)


def matrix(claim: Node, certificate: Any, sorts: Sorts, *premises: Theorem) -> Theorem:
    """G_i |- A_i  /  G_0, G_1, .. |- B, where B follows from the A_i by a combination: left minus
    right is a sum of multiples of the equations among the A_i and, for an inequality, right minus
    left is such a sum with products of terms that are never negative.

    A line says what is combined; hypotheses and sides are made from the theorems. `inverses` says
    B A = I for an equation A B = I of square matrices.
    """
    known = common_sorts(premises, sorts)
    header, _ = question(claim, [one.conclusion for one in premises], known)
    need(isinstance(certificate, dict) and set(certificate) <= OWN, "unknown fields in a leaf")
    parts = dict(certificate)
    inverses = parts.pop("inverses", [])
    need(isinstance(inverses, list), "inverses are a list of places and rules")
    header["reasons"] = ["given"] * len(header["rules"])
    for entry in inverses:
        need(isinstance(entry, list) and len(entry) == 2, "an inverse is a place and a rule")
        need(type(entry[0]) is int and entry[0] >= 0, "the place of a rule is a number")
        header["rules"].append(entry[1])
        header["reasons"].append(f"inverse {entry[0]}")
    if parts.get("kind") == "matrix":
        need(header.pop("relation") == "==", "an equation is no inequality")
    whole = {**header, **parts}
    need(kind_of(whole) in ("matrix", "matrix-sos"), "no certificate of a matrix leaf")
    try:
        prove(whole)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError) as problem:
        raise Rejected(f"a malformed leaf: {str(problem)[:100]}") from problem
    return derive(premises, claim, sorts=sorts)


__all__ = ["Letters", "matrix", "question"]
