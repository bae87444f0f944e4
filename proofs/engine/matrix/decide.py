"""Identities for all sizes: is_zero and same.

PROVED: the difference is an explicit combination of the rules in the free algebra, and both sides
agree entry by entry at several random sizes. REFUTED: exact rational matrices that satisfy every
rule and make the sides differ. Anything else is UNDECIDED.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flint import fmpq, fmpq_mat

from ...vocabulary import Evidence, Verdict, together
from . import certificate
from .build import from_tree
from .consequences import Combination, Ideal
from .entries import by_entries
from .errors import MatrixError, NotSymmetric, ShapeMismatch
from .expressions import (
    Expression,
    Matrix,
    Relation,
    Scalar,
    exact,
    letter,
    merge,
    scalar_names,
    zeros,
)
from .hypotheses import Hypotheses
from .points import Point, height, negative_vector, semidefinite
from .rules import Rule, all_rules, flat, selected
from .solutions import Sampler
from .tree import to_json
from .variation import scalar
from .words import ONE, SYMMETRIC, Letter

METHOD = "free algebra of words"


class Question:
    """left = right (or left <= right) under rules: letters, scalars, the sampler of points."""

    def __init__(
        self,
        left: Any,
        right: Any,
        rules: Iterable[Any],
        seed: int,
        where: Iterable[Any] = (),
    ):
        left, right = pair(left, right)
        self.given_rules, self.given_where = list(rules), list(where)
        given = Hypotheses.of(self.given_rules, self.given_where)
        parts = [left, right, *given.expressions()]
        self.letters: dict[str, Letter] = merge(*parts)
        self.scalars = certificate.all_scalars(*(part.tree for part in parts), letters=self.letters)
        if self._promote(given.rules):
            left, right = self.rebuild(left), self.rebuild(right)
            given = given.again(self.rebuild)
        self.left, self.right = left, right
        self.where, self.strict = given.where, frozenset(given.strict)
        self.rules: list[Rule] = all_rules(given.rules, self.letters)
        clash = set().union(*map(scalar_names, parts)) & set(self.letters)
        if clash:
            raise MatrixError(
                f"{', '.join(sorted(clash))} names a scalar and a matrix; give them different names"
            )
        self.goal = flat(self.left - self.right)
        self.rules += selected(self.goal, self.letters)
        self.rows = self.left.rows if isinstance(self.left, Matrix) else None
        self.sampler = Sampler(
            self.letters, self.scalars, self.rules, seed, self.where, self.strict
        )
        self.sizes = tuple(sorted(set(self.sampler.sizes()) | _sizes_of(*parts)))
        self.seed = seed
        for one in given.ordered:
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
        raise NotSymmetric(f"{_short(one)} is not known to be symmetric")

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

    @property
    def scope(self) -> str:
        return f"all {', '.join(self.sizes)}" if self.sizes else "the sizes as stated"

    def header(self, rules: Sequence[Rule]) -> dict[str, Any]:
        made = certificate.header(self.letters, self.scalars, self.left, self.right, rules)
        return made | self._where()

    def _where(self) -> dict[str, Any]:
        if not self.where:
            return {}
        listed = [[to_json(a.tree), to_json(b.tree)] for a, b in self.where]
        return {"where": listed} | ({"strict": sorted(self.strict)} if self.strict else {})

    def witness(self, point: Point, relation: str) -> dict[str, Any]:
        made = certificate.point_witness(
            point, self.letters, self.scalars, self.left, self.right, relation, self.rules
        )
        if relation == "<=" and isinstance(self.left, Matrix):
            vector = negative_vector(point.value(self.right.tree) - point.value(self.left.tree))
            made["vector"] = [str(x) for x in vector or ()]
        return made | self._where()

    # --- sizes to look at
    # ----------------------------------------------------------------------------------------------

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
    from .solutions import _sizes

    return set().union(*(_sizes(part.tree) for part in parts))


def is_zero(
    expression: Any, rules: Iterable[Any] = (), *, seed: int = 0, seconds: float = 20.0
) -> Evidence:
    """The expression vanishes for all sizes, modulo the rules."""
    if isinstance(expression, Relation):
        return same(expression.left, expression.right, rules, seed=seed, seconds=seconds)
    return same(expression, 0, rules, seed=seed, seconds=seconds)


def same(
    left: Any,
    right: Any,
    rules: Iterable[Any] = (),
    where: Iterable[Any] = (),
    *,
    seed: int = 0,
    seconds: float = 20.0,
) -> Evidence:
    """left = right for all sizes, modulo the rules (pairs of expressions, used together with their
    transposes) and under the inequalities `where`.
    """
    end = time.monotonic() + seconds
    question = Question(left, right, rules, seed, where)
    if not question.goal:
        return proved(question, {}, end)
    quick = refute(question, "==", min(end, time.monotonic() + min(1.5, 0.15 * seconds)))
    if quick:
        return quick
    found = Ideal(question.rules, question.letters, question.rows).combination(
        question.goal, 0.6 * (end - time.monotonic())
    )
    if found is not None:
        return proved(question, found, end)
    ordered = any(one.kind == "psd" for one in question.letters.values())
    if question.where or ordered or any(one.reason != "given" for one in question.rules):
        squeezed = by_inequalities(question, time.monotonic() + 0.5 * (end - time.monotonic()))
        if squeezed:
            return squeezed
    late = refute(
        question, "==", 0.5 * (time.monotonic() + end) if not question.sizes else end, largest=6
    )
    if late:
        return late
    if not question.sizes:
        fixed = by_entries(question, "==", end)
        if fixed:
            return fixed
    return Evidence(
        Verdict.UNDECIDED,
        question.scope,
        METHOD,
        detail=f"the difference {_short(question.left - question.right)} was neither written as a "
        f"combination of the "
        f"{len(question.rules)} rules nor separated from zero by exact matrices of small size",
    )


def by_inequalities(question: Question, end: float) -> Evidence | None:
    """An equation that needs inequalities: two of them between scalars, |left - right|^2 <= 0
    between matrices.
    """
    from . import inequality

    if isinstance(question.left, Matrix):
        return inequality.zero(question, end)
    given = question.given_rules, question.given_where
    sides = (question.left, question.right)
    parts = [
        inequality.at_most(a, b, *given, seed=question.seed, seconds=(end - time.monotonic()) / 2)
        for a, b in (sides, sides[::-1])
    ]
    return together(*parts) if all(one.verdict == Verdict.PROVED for one in parts) else None


def proved(question: Question, found: Combination, end: float) -> Evidence:
    """PROVED with a certificate, after the entrywise comparison."""
    seen = agreement(question, end)
    if not seen:
        return Evidence(
            Verdict.UNDECIDED,
            question.scope,
            METHOD,
            detail="vacuous: the sides agree modulo the rules, but no matrices were found that "
            "satisfy the rules",
        )
    (found,), rules = certificate.used([found], question.rules)
    entries = certificate.combination(found, rules, question.rows, question.letters)
    text = "as words" if not found else f"by {len(found)} uses of the rules"
    return Evidence(
        Verdict.PROVED,
        question.scope,
        METHOD,
        certificate={
            "kind": "matrix",
            **question.header(rules),
            "combination": entries,
            "satisfiable": seen[0].to_json(),
        },
        detail=f"equal {text}; compared entry by entry at {said(question, seen)}",
    )


def said(question: Question, points: Sequence[Point]) -> str:
    """The sizes of points, in words."""
    if not question.sizes:
        return f"{len(points)} random points"
    shown = "; ".join(
        ", ".join(f"{name}={n}" for name, n in point.sizes.items()) for point in points[:3]
    )
    return f"{len(points)} random points of sizes such as {shown}"


def agreement(question: Question, end: float, wanted: int = 5, relation: str = "==") -> list[Point]:
    """Points that satisfy the hypotheses, at random distinct sizes; the relation must hold there,
    entry by entry.
    """
    points: list[Point] = []
    # how far a search got before must not show in the record
    question.sampler.random.seed(question.seed + 2)
    # one second of grace: an identity found at the last moment is still compared
    end = max(end, time.monotonic() + 1.0)
    largest = 3 if question.sampler.slacks else 7
    candidates = itertools.chain(
        question.distinct_sizes(3 * wanted, largest), question.small_sizes()
    )
    for sizes in candidates:
        if (
            len(points) >= wanted
            or (points and time.monotonic() > end)
            or time.monotonic() > end + 2
        ):
            break
        for point in question.sampler.points(sizes, 30, ("fractions", "small", "unit")):
            if fails(point, question.left, question.right, relation):
                raise AssertionError(
                    f"the free algebra and exact matrices disagree: {point.to_json()}"
                )
            points.append(point)
            break
    if not points:
        points += next(
            (
                [p]
                for sizes in question.small_sizes(3)
                for p in question.sampler.points(sizes, 12)
                if time.monotonic() < end + 2
            ),
            [],
        )
    return points


def fails(point: Point, left: Any, right: Any, relation: str) -> bool:
    a, b = point.value(left.tree), point.value(right.tree)
    if relation == "==":
        return bool(a != b)  # for balls: certainly different
    if isinstance(a, fmpq_mat):
        return not semidefinite(b - a)
    return bool(a >= b) if relation == "<" else bool(a > b)


def refute(
    question: Question,
    relation: str,
    end: float,
    largest: int = 4,
    most: int = 10**6,
    effort: int = 1,
) -> Evidence | None:
    """REFUTED with the smallest exact witness found at up to `most` choices of sizes, or None."""
    for sizes in itertools.islice(question.small_sizes(largest), most):
        rank = sum(sizes.values()) - len(sizes)
        tries = 300 if rank == 0 and most > 60 else 40 if rank <= 1 else 10
        for point in question.sampler.points(sizes, effort * tries):
            if time.monotonic() > end:
                return None
            if fails(point, question.left, question.right, relation):
                return refuted(question, point, relation)
    return None


def refuted(question: Question, point: Point, relation: str) -> Evidence:
    """REFUTED by a point, with its numbers made small."""
    point = shrink(question, point, relation)
    return Evidence(
        Verdict.REFUTED,
        question.scope,
        "exact rational matrices",
        witness=question.witness(point, relation),
        detail=f"false at {_at(question, point, relation)}",
    )


def shrink(question: Question, point: Point, relation: str) -> Point:
    """Smaller numbers at the same sizes: redraws, then entries set to 0 or 1 one at a time."""
    best = point
    for style in ("sparse", "unit", "unit", "small"):
        for _ in range(6):
            other = question.sampler.point(point.sizes, style)
            if (
                other
                and height(other) < height(best)
                and fails(other, question.left, question.right, relation)
            ):
                best = other
    for name in [*best.matrices, *best.scalars]:
        if name in best.scalars:
            for value in (fmpq(0), fmpq(1)):
                other = Point(best.sizes, dict(best.matrices), {**best.scalars, name: value})
                best = _better(question, best, other, relation)
            continue
        for i, j in itertools.product(
            range(best.matrices[name].nrows()), range(best.matrices[name].ncols())
        ):
            for value in (fmpq(0), fmpq(1)):
                changed = fmpq_mat(best.matrices[name])
                changed[i, j] = value
                if question.letters[name].kind in SYMMETRIC:
                    changed[j, i] = value
                other = Point(best.sizes, {**best.matrices, name: changed}, dict(best.scalars))
                best = _better(question, best, other, relation)
    return best


def _better(question: Question, best: Point, other: Point, relation: str) -> Point:
    smaller = height(other) < height(best)
    good = (
        smaller
        and question.sampler.satisfies(other)
        and fails(other, question.left, question.right, relation)
    )
    return other if good else best


def _at(question: Question, point: Point, relation: str) -> str:
    """The witness in one line."""
    sizes = ", ".join(f"{name}={n}" for name, n in point.sizes.items()) or "the stated sizes"
    values = [
        f"{name}={value.tolist()}".replace("fmpq", "") for name, value in point.matrices.items()
    ]
    values += [f"{name}={value}" for name, value in point.scalars.items()]
    values = [text for text in values if not text.startswith("_")]  # slacks, reciprocals
    a, b = point.value(question.left.tree), point.value(question.right.tree)
    show = lambda x: str(x.tolist()) if hasattr(x, "tolist") else str(x)  # noqa: E731
    if relation == "<=" and isinstance(a, fmpq_mat):
        v = negative_vector(b - a) or []
        values.append(f"and v=[{', '.join(map(str, v))}] gives v^T (right - left) v < 0")
    text = f"{sizes}: {'; '.join(values)}"
    text = text if len(text) < 300 else text[:297] + "..."
    return f"{text}; left {show(a)[:120]}, right {show(b)[:120]}"


def _short(expression: Expression) -> str:
    text = repr(expression)
    return text if len(text) <= 120 else text[:117] + "..."


def misshapen(error: ShapeMismatch) -> Evidence:
    """REFUTED: a printed formula whose shapes do not fit."""
    first, second = ([str(size) for size in shape] for shape in error.shapes)
    return Evidence(
        Verdict.REFUTED,
        "the formula as printed",
        "shapes",
        witness={
            "kind": "shape",
            "operation": error.operation,
            "shapes": [first, second],
            "detail": str(error),
        },
        detail=str(error),
    )
