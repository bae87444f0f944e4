"""Products with monomials: a monomial of a column has to be cancelled by another one, so that the
facts with a monomial of the other sign that divides it are multiplied by what is left.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .equations import Column, Equations
from .known import Known

ROUNDS = 6
DEGREE = 14


class Multipliers:
    """Monomials that are known to be >= 0, or <= 0, as products of facts and squares."""

    def __init__(self, known: Known, equations: Equations):
        self.known, self.space = known, known.space
        self.signs: list[Any] = []
        for x in self.space.generators:
            fact = known.least(x) or known.least(-x)
            self.signs.append(fact if equations.low(x) == x else None)
        self.free = [equations.low(x) == x for x in self.space.generators]
        self._made: dict[tuple, Column | None] = {}

    def column(self, exponents: tuple[int, ...]) -> Column | None:
        """The monomial, up to a number and its sign, as a product that is >= 0."""
        if exponents not in self._made:
            self._made[exponents] = self._column(exponents)
        return self._made[exponents]

    def _column(self, exponents: tuple[int, ...]) -> Column | None:
        facts, roots, low = [], [], self.space.one
        for i, e in enumerate(exponents):
            if not e:
                continue
            if not self.free[i]:
                return None
            x, sign = self.space.generators[i], self.signs[i]
            if sign is not None and (e % 2 or sign.strict):
                facts += [sign] * e
                low = low * sign.poly**e
            elif e % 2 == 0:
                apart = self.known.sign(x)
                if apart is not None:
                    facts += [apart] * (e // 2)
                    low = low * apart.poly**e
                else:
                    roots.append(x ** (e // 2))
                    low = low * x**e
            else:
                return None
        return Column(tuple(facts), tuple(roots), low)


def chained(known: Known, equations: Equations, base: list[Column], most: int) -> list[Column]:
    """The columns, and their multiples that may cancel something."""
    multipliers, key_of = Multipliers(known, equations), _Keys()
    made, seen = list(base), {key_of(one) for one in base}
    terms = [(one, *term) for one in base for term in one.signed]
    size = (len(terms), len(known.space.generators))
    monomials = np.array([monomial for _, monomial, _ in terms], dtype=np.int64).reshape(size)
    signs = np.array([sign for *_, sign in terms], dtype=np.int64)
    new = list(made)
    for _ in range(ROUNDS):
        wanted: set[tuple[tuple, int]] = set()
        for one in new:
            wanted |= set(one.signed)
        new = []
        for monomial, sign in sorted(wanted):
            if sum(monomial) > DEGREE:
                continue
            known.space.spend(1 + len(base) // 4)
            if len(made) + len(new) >= most:
                break
            quotients = np.array(monomial, dtype=np.int64) - monomials
            divides = (quotients >= 0).all(axis=1) & quotients.any(axis=1) & (signs != sign)
            for place in np.flatnonzero(divides).tolist():
                one = terms[place][0]
                factor = multipliers.column(tuple(quotients[place].tolist()))
                if factor is None:
                    continue
                key = key_of(one, factor)
                if key not in seen:
                    seen.add(key)
                    new.append(one.times(factor))
                    known.space.spend(2)
        made += new
        if not new or len(made) >= most:
            break
    present = {monomial for one in made for monomial, sign in one.signed if sign < 0}
    pure = [multipliers.column(monomial) for monomial in sorted(present) if any(monomial)]
    return [*made, *(one for one in pure if one is not None and key_of(one) not in seen)]


class _Keys:
    """Columns (or products of two) with the same facts and roots have the same key."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}  # by how it is written
        self._seen: dict[int, tuple[Any, int]] = {}  # by identity, with what keeps it alive
        self._own: dict[int, tuple[Column, list[int], list[int]]] = {}

    def __call__(self, *columns: Column) -> tuple:
        some = [self._column(one) for one in columns]
        facts = [number for _, own, _ in some for number in own]
        roots = [number for _, _, own in some for number in own]
        return tuple(sorted(facts)), tuple(sorted(roots))

    def _column(self, column: Column) -> tuple[Column, list[int], list[int]]:
        known = self._own.get(id(column))
        if known is None:
            facts = [self._number(fact, fact.formula) for fact in column.facts]
            roots = [self._number(root, root) for root in column.roots]
            known = self._own[id(column)] = column, facts, roots
        return known

    def _number(self, owner: Any, shown: Any) -> int:
        known = self._seen.get(id(owner))
        if known is None:
            number = self._numbers.setdefault(repr(shown), len(self._numbers))
            known = self._seen[id(owner)] = owner, number
        return known[1]
