"""Eigenvalues, operator norms and inverses beside matrices: `lmin lmax opnorm norm inv`.

Each is a name of its own with hypotheses that say what it is, by quadratic forms:

    l == lmax(A)     A <= l I, and A v = l v for a vector v of length 1      (A symmetric)
    l == lmin(A)     A >= l I, and A v = l v for a vector v of length 1      (A symmetric)
    s == opnorm(A)   s >= 0, A^T A <= s^2 I, and A^T A v = s^2 v, |v| = 1
    X == inv(A)      A X = I                                        (A square and regular)

A symmetric matrix has such a v (the spectral theorem), so the claim for all such names is the
claim.
`A > B` says that A - B is positive definite: as a hypothesis A - B >= m I for some m > 0, as a
statement x^T (A - B) x > 0 for every vector x other than 0.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from ..terms import Term
from .arithmetic import Arithmetic
from .scope import ONE, ZERO, Built, Scope, shown

SPECTRAL = ("lmin", "lmax", "opnorm", "norm", "inv")
STRICT = "definite"  # ("definite", A, n): A is positive definite
HAS_INVERSE = "regular"  # ("regular", A, n): A y == 0 for y == 0 only
REGULAR = ("orthogonal", "invertible", "pd")  # kinds of letters that have an inverse


@dataclass(frozen=True)
class Spectral:
    """A value that hypotheses define."""

    head: str  # lmin, lmax, opnorm, inv; pd: the m of a definite matrix; null: a vector it kills
    tree: Term
    rows: str
    cols: str
    name: str
    vector: str = ""  # an eigenvector

    def hypotheses(self) -> list[Term]:
        """What is said of the name."""
        unit = ("I", self.cols)
        if self.head in ("lmin", "lmax"):
            sign = "<=" if self.head == "lmax" else ">="
            return [(sign, self.tree, ("scale", self.name, unit))]
        if self.head == "pd":
            return [(">", self.name, ZERO), (">=", self.tree, ("scale", self.name, unit))]
        if self.head == "null":
            return [("==", ("@", self.tree, self.name), ZERO)]
        if self.head == "inv":
            return [("==", ("@", self.tree, self.name), unit)]
        square, turned = ("^", self.name, 2 * ONE), ("T", self.tree)
        return [
            (">=", self.name, ZERO),
            ("<=", ("@", turned, self.tree), ("scale", square, unit)),
            ("<=", ("@", self.tree, turned), ("scale", square, ("I", self.rows))),
        ]

    def attained(self) -> list[Term]:
        """That no other number would do."""
        if not self.vector:
            return []
        form, value = self.tree, self.name
        if self.head == "opnorm":
            form, value = ("@", ("T", self.tree), self.tree), ("^", self.name, 2 * ONE)
        moved = ("==", ("@", form, self.vector), ("scale", value, self.vector))
        return [moved, ("==", ("norm2", self.vector), ONE)]


class Spectra(Arithmetic):
    """Reads these functions."""

    def spectral(self, node: ast.Call, name: str, arguments: list[Any], level: int) -> Built:
        if len(arguments) != 1:
            raise self.error(f"{name} takes 1 argument, {len(arguments)} were given", node)
        A = self._tree(arguments[0], level)
        if A.shape is None:
            hint = "of a number write abs(x)" if "norm" in name else "a number is its own"
            hint = "write 1/x" if name == "inv" else hint
            raise self.error(f"{name} is a function of matrices, a number was given; {hint}", node)
        if name == "norm":
            return self._make(node, "sqrt", self._make(node, "norm2", A))
        if name != "opnorm" and A.shape[0] != A.shape[1]:
            raise self.error(
                f"{name} of a {shown(A.shape)} matrix was given; a square one is expected"
                + ("" if name == "inv" else ", and a symmetric one: lmax(A.T @ A), or opnorm(A)"),
                node,
            )
        return introduced(self.scope, name, A)

    def compared(self, node: Any, sign: str, left: Built, right: Built) -> Term:
        """A comparison; < and > between matrices are the strict order."""
        shape = left.shape or right.shape
        if sign not in ("<", ">") or shape in (None, ("1", "1")):
            return (sign, left.tree, right.tree)
        small, large = (left.tree, right.tree) if sign == "<" else (right.tree, left.tree)
        return (STRICT, large if small == ZERO else ("-", large, small), shape[0])


def introduced(scope: Scope, head: str, A: Built) -> Built:
    """The name of such a value, new or known."""
    shape = None if head != "inv" else A.shape
    for one in scope.spectra:
        if (one.head, one.tree) == (head, A.tree):
            return Built(one.name, shape)
    own = f"{head}_{A.tree}" if isinstance(A.tree, str) else ""
    used = {*scope, *scope.sizes}
    name = own if own and own not in used else scope.new_name(head)
    vector = ""
    if head != "inv":
        scope.scalars.add(name)
        scope.introduced.add(name)
    if head in ("lmin", "lmax", "opnorm"):
        vector = f"v_{name}" if f"v_{name}" not in used else scope.new_name("vector")
        scope.letters[vector] = (A.shape[1], "1")
        scope.introduced.add(vector)
    if head == "inv":
        scope.letters[name] = A.shape
        scope.introduced.add(name)
    scope.spectra.append(Spectral(head, A.tree, *A.shape, name, vector))
    return Built(name, shape)


def regular(tree: Term, kinds: dict[str, str]) -> bool:
    """Known to have an inverse, from how it is made."""
    if isinstance(tree, str):
        return kinds.get(tree) in REGULAR
    if tree[0] == "I":
        return True
    if tree[0] == "T":
        return regular(tree[1], kinds)
    return tree[0] == "@" and all(regular(part, kinds) for part in tree[1:])
