"""Random vectors: `random = { g = "any vector" }`, with E of what is at most quadratic in them.

Random vectors with second moments form a space with the inner product E <u, v>, in which the
vectors that are not random are the constants, and E v is the projection of v on them. So E of sums
of inner products and of function values is the same expression in that space, and a claim that
holds for all vectors of every dimension holds there. E v is a vector m with <v - m, d> = 0 for
every vector d that is not random. Conversely vectors with these products are random vectors (signs
times the parts that are left), but values of functions at random points need not be those of a
function of the class.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from ..terms import Term, names, substitute
from .arithmetic import Arithmetic
from .classes import SIZE
from .scope import ZERO, Built, Scope

MEAN = "mean"


def random_names(scope: Scope) -> set[str]:
    """Letters and numbers that depend on chance: values and gradients at random points as well."""
    found = set(scope.random)
    for one in scope.functions.values():
        for i, point in enumerate(one.points):
            if set(names(point)) & found:
                found |= {one.value(i), one.gradient(i)}
    return found


def orthogonality(scope: Scope) -> Iterator[Term]:
    """What the means are: <v - E v, d> = 0 for all vectors d that are not random."""
    chance = random_names(scope)
    constants = [
        d for d, shape in scope.letters.items() if shape == (SIZE, "1") and d not in chance
    ]
    for v, m in scope.means.items():
        for d in constants:
            yield ("==", ("inner", ("-", v, m), d), ZERO)


class Squares(Arithmetic):
    """Reads E(..) beside vectors."""

    def square_mean(self, node: ast.Call, name: str, body: Any, level: int) -> Built:
        if name == "Prob":
            raise self.error(
                "Prob beside vectors was given; of random vectors E of inner products, norm2 and "
                "function values is known",
                node,
            )
        found = self._tree(body, level)
        if found.shape is None:
            self._quadratic(node, found.tree)
            return found
        self._is_linear(node, found.tree)
        chance, means = random_names(self.scope), {}
        for one in names(found.tree):
            if one in chance and one not in self.scope.random:
                raise self.error(
                    "E of a gradient at a random point was given; give the gradient a name of its "
                    'own, as in random = { g = "any vector" } with E(g) == .. in `where`',
                    node,
                )
            if one in chance:
                means[one] = self._mean_of(one)
        return Built(substitute(found.tree, means), found.shape, found.size, found.depth)

    def _mean_of(self, letter: str) -> str:
        scope = self.scope
        if letter not in scope.means:
            name = scope.new_name(f"{MEAN}_{letter}")
            scope.means[letter] = name
            scope.letters[name] = scope.letters[letter]
            scope.introduced.add(name)
        return scope.means[letter]

    def _quadratic(self, node: Any, tree: Term) -> bool:
        """Whether a number is random; it is then linear in inner products and values."""
        chance = random_names(self.scope)
        if not set(names(tree)) & chance:
            return False
        if isinstance(tree, str):
            return True
        head, *inside = tree
        if head in ("inner", "norm2", "tr"):
            for part in inside:
                self._is_linear(node, part)
            return True
        here = [part for part in inside if set(names(part)) & chance] if head != "^" else []
        fits = head in ("+", "-") or (head == "*" and len(here) == 1)
        if not fits and not (head == "/" and here == inside[:1]):
            raise self.error(
                "E of products or functions of random inner products was given; E is known of what "
                "is at most quadratic in the random vectors: inner, norm2 and function values, "
                "added up with coefficients that are not random",
                node,
            )
        for part in here:
            self._quadratic(node, part)
        return True

    def _is_linear(self, node: Any, tree: Term) -> None:
        if isinstance(tree, str) or not set(names(tree)) & random_names(self.scope):
            return
        head, *inside = tree
        if head == "scale" and not set(names(inside[0])) & random_names(self.scope):
            inside = inside[1:]
        elif head == "@" and not all(map(self._row_or_column, inside)):
            head = ""
        if head in ("scale", "+", "-", "T", "@"):
            for part in inside:
                self._is_linear(node, part)
            return
        raise self.error(
            "a random vector stands beside a matrix or a random factor; random vectors are added, "
            "scaled by numbers that are not random, and stand in inner and norm2",
            node,
        )

    def _row_or_column(self, tree: Term) -> bool:
        inner = tree[1] if isinstance(tree, tuple) and tree[0] == "T" else tree
        return isinstance(inner, str) and self.scope.letters.get(inner) == (SIZE, "1")
