"""A scalar goal: for all real variables with the hypotheses, the claim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .terms import Term, from_json, integral, names, powers_with, relation, show, to_json


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
        return cls(names(*hypotheses, goal), hypotheses, goal, integers)

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

    def __str__(self) -> str:
        if not self.where:
            return show(self.claim)
        return (
            f"{show(self.claim)}  for all {', '.join(self.variables)} with "
            f"{', '.join(map(show, self.where))}"
        )
