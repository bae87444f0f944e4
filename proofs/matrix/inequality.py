"""left <= right between scalar-valued expressions, for all sizes: at_most.

A proof writes right - left as a nonnegative combination of products of `positive` bricks, modulo the rules. A linear program over
the coefficients of monomials (floats) proposes which bricks; exact linear algebra on those gives the rational certificate or
nothing. A refutation is an exact point, looked for at small and at larger sizes.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from ..vocabulary import Evidence, Verdict
from . import certificate, gram, positive, words
from .ascent import climb
from .consequences import Combination, Ideal, Step, exact_solution, size
from .decide import METHOD, Question, agreement, refute, said
from .errors import MatrixError
from .expressions import Matrix, Relation, Scalar
from .positive import Brick
from .rules import Flat, Rule, add, flat
from .tree import to_json
from .words import Monomial

Column = tuple[Brick | None, Flat, Combination]  # brick, its remainder modulo the rules, what was subtracted


def at_most(
    left: Any, right: Any, rules: Iterable[Any] = (), where: Iterable[Any] = (), *, seed: int = 0, seconds: float = 20.0
) -> Evidence:
    """left <= right for all sizes, under equations `rules` and inequalities `where` (relations, or pairs meaning left <= right)."""
    end = time.monotonic() + seconds
    question = Inequality(left, right, list(rules), list(where), seed)
    quick = refute(question, "<=", min(end, time.monotonic() + 0.1 * seconds), most=60)
    if quick:
        return quick
    found = prove(question, time.monotonic() + 0.6 * (end - time.monotonic()))
    if found is not None:
        return proved(question, *found, end)
    late = climb(question, "<=", 0.5 * (time.monotonic() + end)) or refute(question, "<=", end, largest=7)
    return late or Evidence(
        Verdict.UNDECIDED,
        question.scope,
        METHOD,
        detail="no argument by squares, Cauchy-Schwarz or norms of products was found, and no exact matrices of small size refute it",
    )


class Inequality(Question):
    """left <= right, with the hypotheses `where` as pairs (smaller, larger)."""

    def __init__(self, left: Any, right: Any, rules: list[Any], where: list[Any], seed: int):
        self.where: list[tuple[Scalar, Scalar]] = []
        for one in where:
            if isinstance(one, Relation) and one.operator == "==":
                rules = [*rules, one]
                continue
            pair = (one.left, one.right) if isinstance(one, Relation) else one
            if not isinstance(pair, (tuple, list)) or len(pair) != 2:
                raise MatrixError(f"a hypothesis is a relation such as eta >= 0 or a pair (smaller, larger), {one!r} was given")
            self.where.append((Scalar.of(pair[0]), Scalar.of(pair[1])))
        if any(isinstance(side, Matrix) and side.shape != (1, 1) for side in (left, right)):
            raise MatrixError("left <= right compares scalar-valued expressions; for matrices compare traces or norms")
        left, right = Scalar.of(left), Scalar.of(right)
        super().__init__(left, right, rules, seed, extra=[side for pair in self.where for side in pair])
        self.where = list(zip(self.extra[::2], self.extra[1::2]))
        equations = self.sampler.satisfies
        self.sampler.satisfies = lambda point: (
            equations(point)
            and all(  # type: ignore[method-assign]
                not certainly_above(point.value(a.tree), point.value(b.tree))
                and at_or_below(point.value(a.tree), point.value(b.tree))
                for a, b in self.where
            )
        )

    def header(self, rules: Sequence[Rule]) -> dict[str, Any]:
        return super().header(rules) | {"where": self._where()}

    def witness(self, point: Any, relation: str) -> dict[str, Any]:
        return super().witness(point, relation) | {"where": self._where()}

    def _where(self) -> list[list[Any]]:
        return [[to_json(a.tree), to_json(b.tree)] for a, b in self.where]


def certainly_above(a: Any, b: Any) -> bool:
    return bool(a > b)


def at_or_below(a: Any, b: Any) -> bool:
    """Certainly a <= b (irrational norms are balls)."""
    return bool(a <= b)


# --- proof search --------------------------------------------------------------------------------------------------------


def prove(question: Inequality, end: float) -> tuple[list[tuple[Fraction, Brick]], Combination, list[Rule]] | None:
    """Nonnegative coefficients for bricks, and a combination of rules, that add up to right - left."""
    search = Search(question, end)
    for pool in search.pools():
        if time.monotonic() > end:
            return None
        found = search.linear_program(pool)
        if found is not None:
            return found
    return search.gram()


class Search:
    def __init__(self, question: Inequality, end: float):
        from .rules import roots

        self.question, self.end = question, end
        extra = roots(question.letters)
        self.rules = question.rules + extra
        self.letters = {**question.letters, **{name: one for r in extra for name, one in r.letters.items()}}
        question.letters = self.letters if extra else question.letters
        self.ideal = Ideal(self.rules, self.letters, None)
        value = question.right - question.left
        self.ideal.complete(min(end, time.monotonic() + 2.0), max(map(size, flat(value)), default=0) + 2)
        self.goal, self.goal_steps = self._reduced(flat(value))
        self.degree = max(map(size, [*flat(value), *self.goal]), default=0)
        sides = [question.left, question.right, *(side for pair in question.where for side in pair)]
        self.parts = positive.Parts(sides, self.letters, question.scalars)
        self.has_norms = any(atom[0] == "norm" for mono in value.polynomial for atom, _ in mono)
        self.polynomial = {mono: q for (mono, _), q in self.goal.items()}
        self._columns: dict[tuple, Column] = {}

    def _reduced(self, entries: Flat) -> tuple[Flat, Combination]:
        return self.ideal.reduce(entries, self.end) if self.ideal.sides else (entries, {})

    def column(self, brick: Brick) -> Column:
        known = self._columns.get(brick.factors)
        if known is None:
            rest, steps = self._reduced(flat(brick.value))
            known = self._columns[brick.factors] = (brick, rest, steps)
        return known

    # --- pools of bricks, growing ------------------------------------------------------------------------------------------

    def pools(self) -> Iterator[list[Brick]]:
        facts = [positive.hypothesis(i, *pair) for i, pair in enumerate(self.question.where)]
        names = [r.reason.split()[2] for r in self.rules if r.reason.startswith("root")]
        roots = [self.parts.letters[name] for name in names]
        basics = [x for name, x in self.parts.letters.items() if name not in names and self.letters[name].kind != "psd"]
        first = facts + self._squares() + self._templates() + list(positive.root_bricks(roots, basics))
        yield self._fitting(first)
        multiples = self._multiples(first, facts)
        yield self._fitting([*first, *multiples])
        second = self._word_squares((Fraction(1), Fraction(2), Fraction(1, 2)))
        yield self._fitting([*first, *second, *multiples])
        more = self._word_squares((Fraction(3), Fraction(1, 3), Fraction(4)))
        yield self._fitting([*first, *second, *more, *self._multiples([*first, *second], facts), *self._products(facts, first)])

    def _multiples(self, bricks: Sequence[Brick], facts: Sequence[Brick], rounds: int = 3) -> list[Brick]:
        """Bricks times nonnegative monomials, as far as they reach monomials of the goal or of one another."""
        value = self.question.right - self.question.left
        reached = set(value.polynomial)
        known = {
            next(iter(b.value.polynomial)): b
            for b in facts
            if len(b.value.polynomial) == 1 and min(b.value.polynomial.values()) > 0
        }
        found: dict[tuple, Brick] = {}
        fresh = set(reached)
        for _ in range(rounds):
            new: set[Monomial] = set()
            for brick in bricks:
                quotients = {words.over(target, mono) for mono in brick.value.polynomial for target in fresh}
                for rest in quotients - {None, words.ONE}:
                    by = positive.monomial(rest, self.letters, known)
                    if by is None or (brick.factors + by.factors) in found:
                        continue
                    found[brick.factors + by.factors] = product = brick * by
                    new.update(product.value.polynomial)
                    if len(found) > 800 or time.monotonic() > self.end:
                        return list(found.values())
            fresh = new - reached
            reached |= new
        return list(found.values())

    def _fitting(self, bricks: Iterable[Brick]) -> list[Brick]:
        kept: dict[tuple, Brick] = {}
        for brick in bricks:
            if brick.value.polynomial and max(size((mono, None)) for mono in brick.value.polynomial) <= self.degree + 1:
                kept.setdefault(brick.factors, brick)
            if len(kept) >= 1500:
                break
        return list(kept.values())

    def _squares(self) -> list[Brick]:
        found = [positive.square_norm(x) for x in self.parts.matrices]
        for x, y in self._pairs():
            found += [positive.square_norm(x - y), positive.square_norm(x + y)]
        return found

    def _pairs(self) -> Iterator[tuple[Matrix, Matrix]]:
        yield from ((x, y) for x, y in self.parts.pairs if x.shape == y.shape)
        for x, y in itertools.combinations(self.parts.matrices, 2):
            if x.shape == y.shape:
                yield x, y
            elif x.shape == y.shape[::-1]:
                yield x, y.T

    def _templates(self) -> list[Brick]:
        parts, found = self.parts, []
        pairs = list(self._pairs())
        pairs += [(eye, x) for x in parts.matrices if x.rows == x.cols for eye in [positive.eye(x.rows)]]
        found += [positive.cauchy_schwarz(x, y) for x, y in pairs[:60]]
        found += [positive.submultiplicative(x, y) for x, y in parts.products[:60]]
        found += [positive.submultiplicative(x.T, x) for x in parts.matrices] + [
            positive.submultiplicative(x, x.T) for x in parts.matrices
        ]
        if self.has_norms:
            signed = [(x, s * y) for x, y in pairs[:40] for s in (1, -1)]
            found += [positive.cauchy_schwarz_root(x, y) for x, y in signed]
            found += [positive.submultiplicative_root(x, y) for x, y in parts.products[:40]]
            found += [positive.triangle(x, y) for x, y in [*parts.sums, *signed[:20]]]
            found += [positive.root_norm(x) for x in [*parts.normed, *parts.matrices]]
        return found

    def _word_squares(self, ratios: Sequence[Fraction]) -> list[Brick]:
        found = []
        for x, y in positive.halves(self.polynomial, self.letters):
            found += [positive.square_norm(x), positive.square_norm(y)]
            for t in ratios:
                found += [positive.square_norm(x - t * y), positive.square_norm(x + t * y)] if x != y else []
        scalars = positive.scalar_halves(self.polynomial)
        found += [positive.square(s) for s in scalars]
        for s, u in itertools.combinations(scalars, 2):
            for t in ratios:
                found += [positive.square(s - t * u), positive.square(s + t * u)]
        return found

    def _products(self, facts: Sequence[Brick], bricks: Sequence[Brick]) -> list[Brick]:
        found = [a * b for a, b in itertools.combinations_with_replacement(facts, 2)]
        return found + [a * b for a in facts for b in bricks if b not in facts]

    # --- linear program, then exact ----------------------------------------------------------------------------------------

    def linear_program(self, bricks: Sequence[Brick]) -> Any:
        columns = [self.column(brick) for brick in bricks if time.monotonic() < self.end]
        columns = self._connected(columns)
        if not self.goal:
            return self._certified({}, {})
        if not columns:
            return None
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix

        keys = {key: i for i, key in enumerate(dict.fromkeys(k for _, entries, _ in columns for k in entries))}
        if any(key not in keys for key in self.goal):
            return None
        data, rows, cols = [], [], []
        for j, (_, entries, _) in enumerate(columns):
            for key, q in entries.items():
                data.append(float(q)), rows.append(keys[key]), cols.append(j)
        bound = np.zeros(len(keys))
        for key, q in self.goal.items():
            bound[keys[key]] = float(q)
        cost = np.array([1.0 + 0.1 * len(entries) + len(brick.factors) for brick, entries, _ in columns])
        table = csr_matrix((data, (rows, cols)), shape=(len(keys), len(columns)))
        limit = max(0.1, self.end - time.monotonic())
        result = linprog(cost, A_eq=table, b_eq=bound, bounds=(0, None), method="highs", options={"time_limit": limit})
        if result.x is None or not result.success:
            return None
        support = {j: columns[j][1] for j in np.nonzero(result.x > 1e-9)[0].tolist()}
        solution = exact_solution(self.goal, support)  # type: ignore[arg-type]
        if solution is None or any(q < 0 for q in solution.values()):
            return None
        return self._certified({columns[j][0]: q for j, q in solution.items()}, {})  # type: ignore[index]

    def _connected(self, columns: list[Column]) -> list[Column]:
        """Only bricks that share monomials, step by step, with the goal."""
        reached, left = set(self.goal), list(columns)
        kept: list[Column] = []
        while True:
            near = [c for c in left if not reached.isdisjoint(c[1])]
            if not near:
                return kept
            chosen = {id(c) for c in near}
            left = [c for c in left if id(c) not in chosen]
            kept += near
            for _, entries, _ in near:
                reached.update(entries)

    def gram(self) -> Any:
        """Squares with unknown coefficients: a positive semidefinite Gram matrix over words."""
        pool = [self.column(b) for b in self._fitting([positive.hypothesis(i, *p) for i, p in enumerate(self.question.where)])]
        found = gram.squares(self.goal, positive.halves(self.polynomial, self.letters), self._reduced, pool, self.end)
        return None if found is None else self._certified(found, {})

    def _certified(self, bricks: dict[Brick, Fraction], more: Combination) -> Any:
        """Collect the uses of the rules and check the sum by expansion."""
        steps: Combination = dict(more)

        def use(part: Combination, factor: Fraction) -> None:
            for step, q in part.items():
                steps[step] = steps.get(step, 0) + factor * q

        use(self.goal_steps, Fraction(1))
        total = flat(self.question.right - self.question.left)
        for brick, q in bricks.items():
            use(self.column(brick)[2], -q)
            add(total, flat(brick.value), -q)
        steps = self.ideal.unfold(steps)
        for step, q in steps.items():
            add(total, self.ideal.terms(step), -q)
        if total:
            return None
        return [(q, brick) for brick, q in bricks.items() if q], steps, self.rules


def proved(
    question: Inequality, bricks: list[tuple[Fraction, Brick]], found: dict[Step, Fraction], rules: Sequence[Rule], end: float
) -> Evidence:
    """PROVED, unless no point of the domain is found (then possibly vacuous)."""
    seen = agreement(question, end, relation="<=")
    if not seen:
        return Evidence(
            Verdict.UNDECIDED,
            question.scope,
            METHOD,
            detail="vacuous: a proof was found, but no matrices that satisfy the hypotheses",
        )
    found, kept = certificate.used(found, rules)
    terms = [{"coefficient": str(q), "factors": [_factor(one) for one in brick.factors]} for q, brick in bricks]
    reasons = sorted({factor[0] for _, brick in bricks for factor in brick.factors})
    return Evidence(
        Verdict.PROVED,
        question.scope,
        "nonnegative combination in the free algebra",
        certificate={
            "kind": "matrix-sos",
            **question.header(kept),
            "terms": terms,
            "combination": certificate.combination(found, kept, None, question.letters),
            "satisfiable": seen[0].to_json(),
        },
        detail=f"the difference is a sum of {len(terms)} nonnegative terms ({', '.join(reasons) or 'equality'}); "
        f"compared at {said(question, seen)}",
    )


def _factor(factor: Any) -> list[Any]:
    return list(factor) if factor[0] == "where" else to_json(factor)
