"""Ideal membership with cofactors: p = sum c_i f_i, by Buchberger's algorithm that remembers where
each polynomial came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..work import charge
from .rational import Field, TooLarge

MOST_PAIRS = 400
LARGEST = 3000  # terms of an intermediate polynomial

Cofactors = dict[int, Any]


@dataclass
class Member:
    """A polynomial of the ideal and how it is made of the generators."""

    polynomial: Any
    cofactors: Cofactors

    @property
    def lead(self) -> tuple[int, ...]:
        return tuple(int(each) for each in self.polynomial.monoms()[0])


class Ideal:
    """Generators in a polynomial ring; `express` writes a polynomial as a combination of them."""

    def __init__(self, field: Field, generators: list[Any]):
        self.context, self.generators = field.context, generators
        self.basis = [
            Member(g, {i: field.one}) for i, g in enumerate(generators) if not g.is_zero()
        ]
        self.pairs = [(i, j) for j in range(len(self.basis)) for i in range(j)]
        self.done = 0

    def express(self, target: Any) -> Cofactors | None:
        """{i: c_i} with target = sum c_i * generator_i, or None when it is not found within the
        budget.
        """
        rest = Member(target, {})
        while True:
            rest = self._reduced(rest)
            if rest.polynomial.is_zero():
                return {i: -c for i, c in rest.cofactors.items() if not c.is_zero()}
            if not self._extend():
                return None

    def _term(self, coefficient: Any, exponents: tuple[int, ...]) -> Any:
        return self.context.term(coeff=coefficient, exp_vec=exponents)

    def _reduced(self, member: Member) -> Member:
        """Remainder on division by the basis; cofactors follow."""
        current, cofactors, kept = (
            member.polynomial,
            dict(member.cofactors),
            self.context.constant(0),
        )
        while not current.is_zero():
            if len(current) > LARGEST:
                raise TooLarge(f"an intermediate polynomial with {len(current)} terms")
            charge(10 + 2 * len(current) + len(self.basis))
            lead, coefficient = (
                tuple(int(e) for e in current.monoms()[0]),
                current.leading_coefficient(),
            )
            for each in self.basis:
                other = each.lead
                if all(a >= b for a, b in zip(lead, other)):
                    step = self._term(
                        coefficient / each.polynomial.leading_coefficient(),
                        tuple(a - b for a, b in zip(lead, other)),
                    )
                    current = current - step * each.polynomial
                    _add(cofactors, each.cofactors, -step)
                    break
            else:
                head = self._term(coefficient, lead)
                kept, current = kept + head, current - head
        return Member(kept, cofactors)

    def _extend(self) -> bool:
        """Add one new basis element from a critical pair; False when there is none left."""
        while self.pairs and self.done < MOST_PAIRS:
            self.pairs.sort(
                key=lambda pair: sum(
                    map(max, zip(self.basis[pair[0]].lead, self.basis[pair[1]].lead))
                ),
                reverse=True,
            )
            i, j = self.pairs.pop()
            a, b = self.basis[i], self.basis[j]
            if not any(x and y for x, y in zip(a.lead, b.lead)):
                continue  # coprime leading terms: the pair reduces to zero
            self.done += 1
            common = tuple(map(max, zip(a.lead, b.lead)))
            up = self._term(
                1 / a.polynomial.leading_coefficient(), tuple(x - y for x, y in zip(common, a.lead))
            )
            down = self._term(
                1 / b.polynomial.leading_coefficient(), tuple(x - y for x, y in zip(common, b.lead))
            )
            cofactors: Cofactors = {}
            _add(cofactors, a.cofactors, up)
            _add(cofactors, b.cofactors, -down)
            new = self._reduced(Member(up * a.polynomial - down * b.polynomial, cofactors))
            if not new.polynomial.is_zero():
                self.pairs += [(k, len(self.basis)) for k in range(len(self.basis))]
                self.basis.append(new)
                return True
        return False


def _add(total: Cofactors, other: Cofactors, factor: Any) -> None:
    for index, polynomial in other.items():
        total[index] = total[index] + factor * polynomial if index in total else factor * polynomial
