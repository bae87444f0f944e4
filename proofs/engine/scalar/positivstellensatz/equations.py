"""Columns of a linear program, products of facts, and the equations modulo which they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import Any

from .space import Fact, Space


@dataclass(frozen=True, eq=False)
class Column:
    """A product of facts and of squares; `low` is it modulo the equations."""

    facts: tuple[Fact, ...]
    roots: tuple[Any, ...]
    low: Any

    @cached_property
    def terms(self) -> dict[tuple[int, ...], Any]:
        """The coefficients of `low` by exponents: programs of several levels share columns."""
        return flat(self.low)

    @cached_property
    def signed(self) -> list[tuple[tuple[int, ...], int]]:
        """The exponents of `low` with the signs of the coefficients."""
        return [(exponents, 1 if value > 0 else -1) for exponents, value in self.terms.items()]

    @cached_property
    def degree(self) -> int:
        return self.low.total_degree()

    def times(self, other: Column) -> Column:
        """The product with one whose `low` is a monomial; the coefficients are moved, which is
        quicker than to read them from the product.
        """
        made = Column(self.facts + other.facts, self.roots + other.roots, self.low * other.low)
        ((shift, factor),) = other.terms.items()
        made.__dict__["terms"] = {
            tuple(map(add, exponents, shift)): value * factor
            for exponents, value in self.terms.items()
        }
        return made

    @cached_property
    def strict(self) -> bool:
        return not self.roots and all(one.strict for one in self.facts)


def flat(poly: Any) -> dict:
    """The coefficients of a polynomial by exponents."""
    return {tuple(map(int, exponents)): value for exponents, value in poly.terms()}


class Equations:
    """Equations solved for a variable, where one is linear with a constant coefficient; the others
    are kept.
    """

    def __init__(self, space: Space, facts: Iterable[Fact]):
        self.space = space
        self.solved: list[tuple[int, Any, Any, list]] = []
        self.rest: list[tuple[Any, list]] = []
        waiting = sorted(facts, key=lambda fact: len(fact.poly))
        for fact in waiting:
            poly, used = self.low(fact.poly), self.cofactors(fact.poly)
            if poly.is_zero():
                continue
            combination = [(fact, space.one), *((one, -factor) for one, factor in used)]
            i = _linear(poly)
            if i is None:
                self.rest.append((poly, combination))
            else:
                slope = poly.derivative(i).leading_coefficient()
                value = space.generators[i] - poly / slope
                self.solved.append((i, value, poly, combination))
                self.rest, others = [], self.rest
                for one, old in others:
                    self._keep(one, old)

    def _keep(self, poly: Any, combination: list) -> None:
        i, value, below, rule = self.solved[-1]
        low = _put(self.space, poly, i, value)
        if low.is_zero():
            return
        factor = (poly - low) / below
        more = [(one, -factor * part) for one, part in rule] if not factor.is_zero() else []
        self.rest.append((low, [*combination, *more]))

    def low(self, poly: Any) -> Any:
        for i, value, _, _ in self.solved:
            poly = _put(self.space, poly, i, value)
        return poly

    def cofactors(self, poly: Any) -> list[tuple[Fact, Any]]:
        """poly - low(poly) as a sum of equations times these."""
        found = []
        for i, value, below, combination in self.solved:
            low = _put(self.space, poly, i, value)
            factor = (poly - low) / below
            if not factor.is_zero():
                found += [(one, factor * part) for one, part in combination]
            poly = low
        return found


def _linear(poly: Any) -> int | None:
    """A variable of which the polynomial is a number times it plus something without it."""
    for i, degree in enumerate(poly.degrees()):
        if degree == 1 and poly.derivative(i).is_constant():
            return i
    return None


def _put(space: Space, poly: Any, i: int, value: Any) -> Any:
    if poly.is_zero() or not poly.degrees()[i]:
        return poly
    return poly.compose(*space.generators[:i], value, *space.generators[i + 1 :])
