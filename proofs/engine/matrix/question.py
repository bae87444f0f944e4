"""One question about matrices of symbolic size: left = right or left <= right under hypotheses."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import certificate
from .build import calculus_in, from_tree
from .consequences import Combination, Ideal
from .errors import MatrixError, NotSymmetric, ShapeMismatch
from .expressions import Expression, Matrix, Scalar, exact, letter, merge, scalar_names, zeros
from .hypotheses import Hypotheses
from .points import Point, negative_vector
from .rules import Rule, all_rules, flat, rule, selected
from .solutions import Sampler, sizes_in
from .tree import to_json
from .variation import scalar
from .words import ONE, Letter

METHOD = "free algebra of words"


class Stated:
    """left = right (or left <= right) under rules, as it is asked: letters, scalars, hypotheses."""

    def __init__(self, left: Any, right: Any, rules: Iterable[Any], where: Iterable[Any] = ()):
        left, right = pair(left, right)
        self.given_rules, self.given_where = list(rules), list(where)
        given = Hypotheses.of(self.given_rules, self.given_where)
        parts = [left, right, *given.expressions()]
        self.letters: dict[str, Letter] = merge(*parts)
        self.scalars = certificate.all_scalars(*(part.tree for part in parts), letters=self.letters)
        self.stated = left, right  # as the certificate shows them
        if self._promote(given.rules) or any(calculus_in(part.tree) for part in parts):
            left, right = self.rebuild(left), self.rebuild(right)
            given = given.again(self.rebuild)
        self.left, self.right, self.parts, self.given = left, right, parts, given
        self.where, self.strict = given.where, frozenset(given.strict)
        clash = set().union(*map(scalar_names, parts)) & set(self.letters)
        if clash:
            raise MatrixError(
                f"{', '.join(sorted(clash))} names a scalar and a matrix; give them different names"
            )

    def asked(self) -> dict[str, Any]:
        """The statement as the header of a certificate has it, with its hypotheses alone."""
        return self.header(self.given.rules)

    def _promote(self, given: Sequence[Rule]) -> bool:
        """A hypothesis A^T = A makes A a symmetric letter."""
        found = [
            name
            for name, one in self.letters.items()
            if not one.kind and any(_says_symmetric(r, name) for r in given)
        ]
        for name in found:
            self.letters = {**self.letters, name: self.letters[name]._replace(kind="symmetric")}
        return bool(found)

    def rebuild(self, expression: Any) -> Any:
        """The expression with the letters as they are known now."""
        scalars = {name: scalar(name) for name in self.scalars}
        return from_tree(
            expression.tree, {name: letter(*one) for name, one in self.letters.items()}, scalars
        )

    def header(self, rules: Sequence[Rule]) -> dict[str, Any]:
        made = certificate.header(self.letters, self.scalars, *self.stated, rules)
        return made | self._where()

    def _where(self) -> dict[str, Any]:
        if not self.where:
            return {}
        listed = [[to_json(a.tree), to_json(b.tree)] for a, b in self.where]
        return {"where": listed} | ({"strict": sorted(self.strict)} if self.strict else {})


class Question(Stated):
    """A statement with what deciding it takes: all rules, the goal, the sampler of points."""

    def __init__(
        self,
        left: Any,
        right: Any,
        rules: Iterable[Any],
        seed: int,
        where: Iterable[Any] = (),
        models: Iterable[Sequence[Any]] = (),
    ):
        super().__init__(left, right, rules, where)
        self.given_models = list(models)
        self.rules: list[Rule] = all_rules(self.given.rules, self.letters)
        self.goal = flat(self.left - self.right)
        self.rules += selected(self.goal, self.letters)
        self.rows = self.left.rows if isinstance(self.left, Matrix) else None
        limits = self.where, self.strict, self.given.integers
        self.sampler = Sampler(self.letters, self.scalars, self.rules, seed, *limits)
        self.sizes = tuple(sorted(set(self.sampler.sizes()) | _sizes_of(*self.parts)))
        self.seed = seed
        for one in self.given.ordered:
            self.symmetry(one)

    def symmetry(self, one: Matrix) -> Combination:
        """X - X^T as a combination of equations; an error where none is found. (What an order says
        is no reason: it speaks of symmetric matrices only.)
        """
        goal = flat(one - one.T)
        kept = [i for i, one in enumerate(self.rules) if not one.reason.startswith("order")]
        ideal = Ideal([self.rules[i] for i in kept], self.letters, one.rows)
        found = {} if not goal else ideal.combination(goal, 2.0)
        if found is not None:
            return {step._replace(rule=kept[step.rule]): q for step, q in found.items()}
        raise NotSymmetric(f"{shortened(one)} is not known to be symmetric")

    def models(self) -> Iterator[Sampler]:
        """Samplers of points that satisfy equations besides the hypotheses, one model after the
        other.
        """
        limits = self.where, self.strict, self.given.integers
        for model in self.given_models:
            rules = [*self.rules, *(rule(one) for one in model)]
            yield Sampler(self.letters, self.scalars, rules, self.seed, *limits)

    @property
    def scope(self) -> str:
        return f"all {', '.join(self.sizes)}" if self.sizes else "the sizes as stated"

    def witness(self, point: Point, relation: str) -> dict[str, Any]:
        made = certificate.point_witness(
            point, self.letters, self.scalars, *self.stated, relation, self.rules
        )
        if relation == "<=" and isinstance(self.left, Matrix):
            vector = negative_vector(point.value(self.right.tree) - point.value(self.left.tree))
            made["vector"] = [str(x) for x in vector or ()]
        return made | self._where()

    # --- sizes to look at -------------------------------------------------------------------------

    def small_sizes(self, largest: int = 4) -> Iterator[dict[str, int]]:
        """Integer sizes, small ones first."""
        choices = (
            list(itertools.product(range(1, largest + 1), repeat=len(self.sizes)))
            if len(self.sizes) <= 4
            else []
        )
        if not choices:
            draw = random.Random(self.seed)
            choices = (
                [tuple(draw.randint(1, largest) for _ in self.sizes) for _ in range(200)]
                if self.sizes
                else [()]
            )
            choices += [(k,) * len(self.sizes) for k in range(1, largest + 1)]
        for values in sorted(set(choices), key=lambda values: (sum(values), values)):
            yield dict(zip(self.sizes, values))

    def distinct_sizes(self, count: int, largest: int = 7) -> Iterator[dict[str, int]]:
        """Random sizes, pairwise distinct where there is room, in growing and falling order by
        turns.
        """
        draw = random.Random(self.seed + 1)
        for _ in range(count):
            pool = list(range(1, max(largest, len(self.sizes) + 1) + 1))
            yield dict(zip(self.sizes, draw.sample(pool, len(self.sizes))))


def _says_symmetric(one: Rule, name: str) -> bool:
    if one.is_scalar or set(one.terms) != {(ONE, ((name, 0),)), (ONE, ((name, 1),))}:
        return False
    return sum(one.terms.values()) == 0


def pair(left: Any, right: Any) -> tuple[Any, Any]:
    """Both sides as Matrix or both as Scalar; 0 stands for the zero matrix."""
    if isinstance(left, Matrix) and left.shape == (1, 1) and not isinstance(right, Matrix):
        left = Scalar.of(left)
    if isinstance(right, Matrix) and right.shape == (1, 1) and not isinstance(left, Matrix):
        right = Scalar.of(right)
    if isinstance(left, Matrix) and exact(right) and right == 0:
        right = zeros(*left.shape)
    if isinstance(right, Matrix) and exact(left) and left == 0:
        left = zeros(*right.shape)
    if not isinstance(left, Matrix) and not isinstance(right, Matrix):
        return Scalar.of(left), Scalar.of(right)
    shapes = [side.shape if isinstance(side, Matrix) else (1, 1) for side in (left, right)]
    if shapes[0] != shapes[1]:
        raise ShapeMismatch("equation", *shapes)
    return left, right


def _sizes_of(*parts: Expression) -> set[str]:
    return set().union(*(sizes_in(part.tree) for part in parts))


def shortened(expression: Expression) -> str:
    text = repr(expression)
    return text if len(text) <= 120 else text[:117] + "..."
