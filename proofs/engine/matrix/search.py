"""Nonnegative coefficients for bricks such that right - left is their sum modulo the rules.

Floats choose the bricks (a linear program, then semidefinite Gram matrices), exact linear algebra
finds the coefficients, and the sum is checked by expansion before anything is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .. import work
from . import gram, positive, words
from .consequences import Combination, Ideal
from .linear import exact_solution, size
from .pools import Pools
from .positive import Brick
from .rules import Flat, Key, Rule, add, flat, roots
from .words import Letter

FEW = 60  # uses of rules to see whether they lower a degree
# the row that adds up the positive terms of a strict claim
WEIGHT: Key = (((("weight",), 1),), None)
# a brick, its remainder modulo the rules, the uses of rules that were subtracted
Column = tuple[Brick, Flat, Combination]


class Proof(NamedTuple):
    """right - left = sum of q * brick + the combination of rules, over letters that may include
    roots of semidefinite ones.
    """

    bricks: list[tuple[Fraction, Brick]]
    combination: Combination
    rules: list[Rule]
    letters: dict[str, Letter]


def prove(question: Any, end: float) -> Proof | None:
    """Nonnegative coefficients for bricks, and a combination of rules, that add up to right -
    left.
    """
    search = Search(question, end)
    if not search.goal:
        return None if question.strictly else search.certified({})
    pool: Sequence[Brick] = ()
    for stage, pool in enumerate(search.pools):
        if work.over(search.end, 1000):
            return None
        found = search.linear_program(pool) or (search.by_ladder() if stage == 0 else None)
        if found is not None:
            return found
    return None if question.strictly else search.squares(pool)


class Search:
    """One claim left <= right: its rules, its monomials, the bricks reduced so far."""

    def __init__(self, question: Any, end: float):
        self.question, self.end = question, end
        self._columns: dict[tuple, Column] = {}
        extra = roots(question.letters)
        self.rules = question.rules + extra
        self.letters = {
            **question.letters,
            **{name: one for r in extra for name, one in r.letters.items()},
        }
        value = question.right - question.left
        largest = max(map(size, flat(value)), default=0)
        self.ideal = Ideal(self.rules, self.letters, None)
        self.ideal.put_in(end)
        self.ideal.complete(min(end, work.done() + 2.0), largest + 2)
        self.goal, self.goal_steps = self.reduced(flat(value))
        sides = [question.left, question.right, *(side for pair in question.where for side in pair)]
        parts = positive.Parts(sides, self.letters, question.scalars)
        polynomials = [
            {mono: q for (mono, _), q in self.goal.items()},
            *((b - a).polynomial for a, b in question.where),
        ]
        if self.ideal.definitions:  # the hypotheses with the defined letters put in
            for a, b in question.where:
                entries = self.reduced(flat(b - a))[0]
                polynomials.append({mono: q for (mono, _), q in entries.items()})
        names = [r.reason.split()[2] for r in extra] + [
            name for name, one in self.letters.items() if one.kind == "selector"
        ]
        degree = max(
            [
                largest,
                *map(size, self.goal),
                *(size((mono, None)) for one in polynomials[1:] for mono in one),
            ]
        )
        units = [
            one for one in question.rules if not one.is_scalar and (words.ONE, ()) in one.terms
        ]
        if extra and units:
            degree = max(degree, 5)  # inverses of semidefinite letters lower the degree of a form
        self.pools = Pools(
            value,
            polynomials,
            question.where,
            parts,
            [parts.letters[name] for name in names],
            degree,
            self.letters,
            end,
            list(question.sampler.reciprocals.items()),
            list(positive.defects(question.rules, [*parts.letters.values(), *parts.tails])),
            lambda brick: self.ideal.reduce(flat(brick.value), end, FEW)[0],
        )

    def reduced(self, entries: Flat) -> tuple[Flat, Combination]:
        return self.ideal.reduce(entries, self.end) if self.ideal.sides else (entries, {})

    def column(self, brick: Brick) -> Column:
        known = self._columns.get(brick.factors)
        if known is None:
            known = self._columns[brick.factors] = (brick, *self.reduced(flat(brick.value)))
        return known

    def linear_program(self, bricks: Sequence[Brick]) -> Proof | None:
        """A nonnegative combination of these bricks alone."""
        columns = self.connected(
            [self.column(brick) for brick in bricks if not work.over(self.end, 300)]
        )
        keys = {
            key: i
            for i, key in enumerate(dict.fromkeys(k for _, entries, _ in columns for k in entries))
        }
        if any(key not in keys for key in self.goal):
            return None
        import numpy as np

        goal = dict(self.goal)
        entries = [dict(reduced) for _, reduced, _ in columns]
        cost = np.array([1.0 + 0.1 * len(e) + len(c[0].factors) for e, c in zip(entries, columns)])
        x = None
        if self.question.strictly:
            # as much weight on positive terms as there can be, up to 1
            sure = [brick.positive(self.question.strict) for brick, _, _ in columns]
            x = self.minimum(keys, goal, entries, -np.array(sure, dtype=float), sure)
            weight = 0.0 if x is None else float(x @ np.array(sure, dtype=float))
            if weight < 1e-7:
                return None
            if weight > 1 - 1e-6:
                keys[WEIGHT], goal[WEIGHT] = len(keys), Fraction(1)
                for one, counted in zip(entries, sure):
                    one.update({WEIGHT: Fraction(1)} if counted else {})
                x = None
        if x is None:
            x = self.minimum(keys, goal, entries, cost)
        if x is None:
            return None
        support = {j: entries[j] for j in np.nonzero(x > 1e-9)[0].tolist()}
        solution = exact_solution(goal, support)
        if solution is None or any(q < 0 for q in solution.values()):
            return None
        return self.certified({columns[j][0]: q for j, q in solution.items()})

    def by_ladder(self) -> Proof | None:
        """Products of hypotheses between numbers. Their work is their own: what comes after has as
        much as it has without them.
        """
        start = work.done()
        try:
            found = (self.linear_program(pool) for pool in self.pools.ladder())
            return next(filter(None, found), None)
        finally:
            self.end = self.pools.end = self.end + work.done() - start

    def minimum(
        self,
        keys: dict[Key, int],
        goal: Flat,
        entries: Sequence[Flat],
        cost: Any,
        capped: Sequence[bool] = (),
    ) -> Any:
        """The cheapest x >= 0 with the columns adding up to the goal, in floats; None if none."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix

        cells = [(float(q), keys[k], j) for j, one in enumerate(entries) for k, q in one.items()]
        data, rows, cols = zip(*cells)
        bound = np.zeros(len(keys))
        for key, q in goal.items():
            bound[keys[key]] = float(q)
        work.charge(50 * len(data))
        result = linprog(
            cost,
            A_eq=csr_matrix((data, (rows, cols)), shape=(len(keys), len(entries))),
            b_eq=bound,
            A_ub=np.array([capped], dtype=float) if any(capped) else None,
            b_ub=[1.0] if any(capped) else None,
            bounds=(0, None),
            method="highs",
            options={"maxiter": 20_000},
        )
        return result.x if result.success else None

    def connected(self, columns: list[Column]) -> list[Column]:
        """Only bricks that share monomials, step by step, with the goal."""
        reached, left = set(self.goal), columns
        kept: list[Column] = []
        while near := [c for c in left if not reached.isdisjoint(c[1])]:
            chosen = {id(c) for c in near}
            left = [c for c in left if id(c) not in chosen]
            kept += near
            for _, entries, _ in near:
                reached.update(entries)
        return kept

    def squares(self, bricks: Sequence[Brick]) -> Proof | None:
        """Bricks and, in addition, sums of squares with unknown coefficients: positive semidefinite
        Gram matrices.
        """
        extra = [self.column(b) for b in bricks if b.kind not in ("norm2", "square")]
        found = gram.sum_of_squares(
            self.goal,
            self.pools.polynomial,
            self.letters,
            lambda e: self.reduced(e)[0],
            self.connected(extra)[:200],
            self.end,
        )
        return None if found is None else self.certified(found)

    def certified(self, bricks: dict[Brick, Fraction]) -> Proof | None:
        """Collect the uses of the rules and check the sum by expansion."""
        steps: Combination = dict(self.goal_steps)
        total = flat(self.question.right - self.question.left)
        for brick, q in bricks.items():
            for step, value in self.column(brick)[2].items():
                steps[step] = steps.get(step, 0) - q * value
            add(total, flat(brick.value), -q)
        steps = self.ideal.unfold(steps)
        for step, q in steps.items():
            add(total, self.ideal.terms(step), -q)
        return (
            None
            if total
            else Proof(
                [(q, brick) for brick, q in bricks.items() if q], steps, self.rules, self.letters
            )
        )
