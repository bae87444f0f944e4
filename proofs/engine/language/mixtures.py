"""Numbers of any law where E does not stand linearly: `E(X)**2 <= E(X**2)`.

A claim about m expectations E h_1(X), .., E h_m(X) is one about the point (E h_1, .., E h_m), which
lies in the convex hull of the points (h_1(x), .., h_m(x)) with x in the domain. By Caratheodory
m + 1 of them are enough: the claim for all laws is the claim for all laws with m + 1 values.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..terms import Term, by_twos, names, substitute
from .scope import ONE, ZERO, Scope

MOST = 3  # different expectations in one comparison


@dataclass(frozen=True)
class Mixture:
    """A law with finitely many values: the probabilities, and what stands for each random number
    at each of them.
    """

    weights: tuple[str, ...]
    atoms: tuple[dict[str, str], ...]

    def mean(self, body: Term) -> Term:
        """E of a term."""
        parts = [("*", w, substitute(body, at)) for w, at in zip(self.weights, self.atoms)]
        return by_twos("+", parts)

    def put(self, tree: Term) -> Term:
        """The term with every E written out."""
        if not isinstance(tree, tuple):
            return tree
        if tree[0] == "E" and len(tree) == 2:
            return self.mean(tree[1])
        return (tree[0], *map(self.put, tree[1:]))

    def hypotheses(self) -> list[Term]:
        whole = by_twos("+", list(self.weights))
        return [*((">=", one, ZERO) for one in self.weights), ("==", whole, ONE)]

    def everywhere(self, condition: Term) -> list[Term]:
        """A condition at every value."""
        chance = set(self.atoms[0])
        if not set(names(condition)) & chance:
            return [condition]
        return [substitute(condition, at) for at in self.atoms]

    @property
    def told(self) -> str:
        chance = ", ".join(self.atoms[0])
        values = "; ".join(
            f"{', '.join(at.values())} with probability {w}"
            for w, at in zip(self.weights, self.atoms)
        )
        return f"It is enough to look at laws with these values of {chance}: {values}."


def bodies(tree: Term) -> Iterator[Term]:
    """What stands in E, in order."""
    if isinstance(tree, tuple):
        if tree[0] == "E" and len(tree) == 2:
            yield tree[1]
        else:
            for part in tree[1:]:
                yield from bodies(part)


def outside(tree: Term) -> set[str]:
    """The names that stand outside of E."""
    if not isinstance(tree, tuple):
        return set(names(tree))
    if tree[0] == "E" and len(tree) == 2:
        return set()
    return set().union(*map(outside, tree[1:]))


def mixture(scope: Scope, *sides: Term) -> Mixture | None:
    """Laws with as many values as the sides need; None for too many, and beside Prob."""
    found = list(dict.fromkeys(body for side in sides for body in bodies(side)))
    chance = [one for one in scope.random if one in names(*found)]
    inside = set(names(*found))
    if len(found) > MOST or inside & set(scope.named):  # Prob and values by cases have names
        return None
    atoms, weights = [], []
    for _ in range(len(found) + 1):
        at: dict[str, Any] = {}
        for one in chance:
            at[one] = scope.new_name(one)
            scope.scalars.add(at[one])
        atoms.append(at)
        weights.append(scope.new_name("p"))
        scope.scalars.add(weights[-1])
    return Mixture(tuple(weights), tuple(atoms))
