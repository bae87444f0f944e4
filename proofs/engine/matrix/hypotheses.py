"""Hypotheses sorted: equations, the semidefinite order as slacks, inequalities between scalars.

`A <= B` between matrices says that B - A is positive semidefinite: B == A + P with a psd letter P
that occurs nowhere else. `a != b` says that a - b has a reciprocal. Names that the engine makes up
begin with an underscore, which no declaration may.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from .errors import MatrixError, NotSymmetric, ShapeMismatch
from .expressions import Matrix, Relation, Scalar, letter, zeros
from .rules import Rule, rule


@dataclass
class Hypotheses:
    """`rules` in the order they were given; `where` as pairs (smaller, larger) of scalars, `strict`
    the places in it that exclude equality; `ordered` the sides of relations between matrices;
    `integers` the scalars s of relations "integer" (a proof does not use them, a witness must).
    """

    rules: list[Rule] = field(default_factory=list)
    where: list[tuple[Scalar, Scalar]] = field(default_factory=list)
    strict: set[int] = field(default_factory=set)
    ordered: list[Matrix] = field(default_factory=list)
    integers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, rules: Iterable[Any], where: Iterable[Any] = ()) -> Hypotheses:
        found = cls([rule(one) for one in rules])
        for one in where:
            found._add(one)
        return found

    def _add(self, one: Any) -> None:
        pair, operator = one, "<="
        if isinstance(one, Relation):
            pair, operator = (one.left, one.right), one.operator
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise MatrixError(
                f"a hypothesis is a relation such as eta >= 0 or a pair (smaller, larger), "
                f"{one!r} was given"
            )
        if operator == "==":
            self.rules.append(rule(one))
            return
        if operator == "integer":
            self.integers.add(pair[0].tree)
            return
        left, right = comparable(*pair)
        if isinstance(left, Matrix):
            if operator != "<=":
                raise MatrixError(NO_STRICT.format(operator))
            self.ordered += [left, right]
            self.rules.append(self._slack(left, right))
        elif operator == "!=":
            self.rules.append(reciprocal(left - right, self._count("reciprocal"), "nonzero"))
        else:
            if operator == "<":
                self.strict.add(len(self.where))
            self.where.append((left, right))

    def _count(self, reason: str) -> int:
        return sum(one.reason.split()[0] in (reason, "nonzero") for one in self.rules)

    def _slack(self, smaller: Matrix, larger: Matrix) -> Rule:
        name = f"_P{sum(one.reason.startswith('order') for one in self.rules)}"
        p = letter(name, smaller.rows, smaller.cols, "psd")
        return Rule(larger, smaller + p, f"order {name}")

    def expressions(self) -> list[Any]:
        sides = [side for one in self.rules for side in (one.left, one.right)]
        return [*sides, *self.ordered, *(side for pair in self.where for side in pair)]

    def again(self, build: Any) -> Hypotheses:
        """The same with every expression rebuilt."""
        return replace(
            self,
            rules=[Rule(build(one.left), build(one.right), one.reason) for one in self.rules],
            where=[(build(a), build(b)) for a, b in self.where],
            ordered=[build(one) for one in self.ordered],
        )


NO_STRICT = (
    "{!r} was given between matrices; write <= for the semidefinite order. 'Positive definite' "
    "is said with a number: A >= m*eye(n) with m > 0"
)


def comparable(left: Any, right: Any) -> tuple[Any, Any]:
    """Two scalars, or two square matrices of one shape (0 stands for the zero matrix)."""
    sides = []
    for side, other in ((left, right), (right, left)):
        if isinstance(side, Matrix) and side.shape == (1, 1):
            side = Scalar.of(side)
        if not isinstance(side, Matrix) and isinstance(other, Matrix) and other.shape != (1, 1):
            side = Scalar.of(side)
            if side.polynomial:
                raise MatrixError(
                    f"a matrix of shape {other.rows} x {other.cols} is compared with the number "
                    f"{side!r}; {MEANING} For a multiple of the identity write "
                    f"{side!r}*eye({other.rows})"
                )
            side = zeros(*other.shape)
        sides.append(side if isinstance(side, Matrix) else Scalar.of(side))
    left, right = sides
    if isinstance(left, Matrix):
        if left.shape != right.shape:
            raise ShapeMismatch("comparison", left.shape, right.shape)
        if left.rows != left.cols:
            raise NotSymmetric(f"the sides have the shape {left.rows} x {left.cols}")
    return left, right


MEANING = "between matrices <= means the semidefinite order (B - A is positive semidefinite)."


def reciprocal(of: Scalar, index: int, reason: str = "reciprocal") -> Rule:
    """The rule of * _r = 1 for a new scalar _r."""
    name = f"_r{index}"
    r = Scalar({((("s", name), 1),): Fraction(1)}, {}, name)
    return Rule(of * r, Scalar.of(1), f"{reason} {name}")
