"""A scalar goal: for all real variables with the hypotheses, the claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from .terms import RESERVED, Term, from_json, integral, names, powers_with, relation, show, to_json


@dataclass(frozen=True)
class Goal:
    """For all values of `variables` (reals; those in `integers` are integers) with every term of
    `where`, `claim` holds.

    A point of the domain at which some term of the claim is undefined (division by zero, square
    root of a negative number, logarithm of a non-positive one, asin/acos outside [-1, 1]) is a
    counterexample.
    """

    variables: tuple[str, ...]
    where: tuple[Term, ...]
    claim: Term
    integers: tuple[str, ...] = ()

    @classmethod
    def of(cls, claim: Any, where: Iterable[Any] = (), integers: Iterable[str] = ()) -> Goal:
        """From terms or SymPy relations; the variables are the names that occur."""
        integers = tuple(integers)
        hypotheses = tuple(relation(part, integers) for part in where)
        goal = relation(claim, integers)
        if not powers_with(lambda exponent: integral(exponent, integers), goal, *hypotheses):
            raise TypeError("an integer power has an exponent that is not made of integers")
        variables = names(*hypotheses, goal)
        if reserved := [one for one in variables if one.startswith("_") or one in RESERVED]:
            raise TypeError(
                f"the name {reserved[0]!r} is reserved (pi, E and names that begin with '_')"
            )
        return cls(variables, hypotheses, goal, integers)

    def to_json(self) -> dict:
        data = {
            "variables": list(self.variables),
            "where": [to_json(part) for part in self.where],
            "claim": to_json(self.claim),
        }
        return data | ({"integers": list(self.integers)} if self.integers else {})

    @classmethod
    def from_json(cls, data: dict) -> Goal:
        return cls(
            tuple(data["variables"]),
            tuple(from_json(part) for part in data["where"]),
            from_json(data["claim"]),
            tuple(data.get("integers", ())),
        )

    def domain(self, without: Collection[str] = ()) -> str:
        """In words: all real x and integers n with the hypotheses; `without` some names, and what
        is said of them.
        """
        free = set(names(*self.where, self.claim)) - set(without)
        where = [part for part in self.where if not set(names(part)) & set(without)]
        real = [name for name in self.variables if name in free and name not in self.integers]
        whole = [name for name in self.variables if name in free and name in self.integers]
        parts = [f"real {', '.join(real)}"] if real else []
        parts += [f"integers {', '.join(whole)}"] if whole else []
        given = f" with {', '.join(map(show, where))}" if where else ""
        return f"all {' and '.join(parts)}{given}" if parts else given.strip()

    def __str__(self) -> str:
        if not self.where and not self.integers:
            return show(self.claim)
        return f"{show(self.claim)}  for {self.domain()}"
