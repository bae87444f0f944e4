"""Identities for all sizes: is_zero and same.

PROVED: the difference is an explicit combination of the rules in the free algebra, and both sides
agree entry by entry at several random sizes; or inequalities squeeze it. REFUTED: exact rational
matrices that satisfy every hypothesis and make the sides differ. Anything else is UNDECIDED.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...vocabulary import Evidence, Verdict, together
from .. import work
from . import certificate, inequality
from .consequences import Combination, Ideal
from .entries import by_entries
from .errors import ShapeMismatch
from .expressions import Matrix, Relation
from .question import METHOD, Question, shortened
from .witnesses import agreement, refute, said


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
    models: Iterable[Any] = (),
) -> Evidence:
    """left = right for all sizes, modulo the rules (pairs of expressions, used together with their
    transposes) and under the inequalities `where`.
    """
    end = work.done() + seconds
    question = Question(left, right, rules, seed, where, models)
    if not question.goal:
        return proved(question, {}, end)
    quick = refute(question, "==", min(end, work.done() + min(1.5, 0.15 * seconds)))
    if quick:
        return quick
    found = Ideal(question.rules, question.letters, question.rows).combination(
        question.goal, 0.6 * (end - work.done())
    )
    if found is not None:
        return proved(question, found, end)
    signs = any(one.kind == "psd" for one in question.letters.values()) or any(
        one.is_scalar or one.reason != "given" for one in question.rules
    )
    if question.where or signs:
        squeezed = by_inequalities(question, work.done() + 0.5 * (end - work.done()))
        if squeezed:
            return squeezed
    late = refute(
        question, "==", 0.5 * (work.done() + end) if not question.sizes else end, largest=6
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
        detail=f"the difference {shortened(question.left - question.right)} was neither written as "
        f"a combination of the {len(question.rules)} rules nor "
        "separated from zero by exact matrices of small size",
    )


def by_inequalities(question: Question, end: float) -> Evidence | None:
    """An equation that needs inequalities: two of them between scalars, |left - right|^2 <= 0
    between matrices.
    """
    if isinstance(question.left, Matrix):
        return inequality.zero(question, end)
    given = question.given_rules, question.given_where
    sides = (question.left, question.right)
    parts = [
        inequality.at_most(
            a,
            b,
            *given,
            seed=question.seed,
            seconds=(end - work.done()) / 2,
            models=question.given_models,
        )
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
