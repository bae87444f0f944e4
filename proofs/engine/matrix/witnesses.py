"""Points of a question: where both sides agree, and where they refute it, with small numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from flint import fmpq, fmpq_mat

from ...vocabulary import Evidence, Verdict
from .. import work
from .points import Irrational, Point, height, negative_vector, semidefinite
from .question import Question
from .words import SYMMETRIC


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
    question.sampler.turn = 0
    # one second of grace: an identity found at the last moment is still compared
    end = max(end, work.done() + 1.0)
    largest = 3 if question.sampler.slacks else 7
    candidates = itertools.chain(
        question.distinct_sizes(3 * wanted, largest), question.small_sizes()
    )
    for sizes in candidates:
        if len(points) >= wanted or work.over(end + (0 if points else 2), 2000):
            break
        for point in question.sampler.points(sizes, 30, ("fractions", "small", "unit")):
            if fails(point, question.left, question.right, relation):
                raise AssertionError(
                    f"the free algebra and exact matrices disagree: {point.to_json()}"
                )
            points.append(point)
            break
    for sampler in question.models() if not points else ():
        points += next(
            ([p] for sizes in question.small_sizes(3) for p in sampler.points(sizes, 40)), []
        )
        if points:
            break
    if not points:
        points += next(
            (
                [p]
                for sizes in question.small_sizes(3)
                for p in question.sampler.points(sizes, 12)
                if not work.over(end + 2, 500)
            ),
            [],
        )
    return points


def fails(point: Point, left: Any, right: Any, relation: str) -> bool:
    """The relation is certainly false at the point."""
    try:
        a, b = point.value(left.tree), point.value(right.tree)
    except Irrational:
        return False
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
            if work.over(end, 500):
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
