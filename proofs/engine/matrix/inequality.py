"""left <= right and left < right for all sizes: between scalars, and the semidefinite order.

A proof writes right - left as a nonnegative combination of products of `positive` bricks, modulo
the rules; for left < right one of its terms is certainly positive. A linear program over the
coefficients of monomials (floats) proposes which bricks; exact linear algebra on those gives the
rational certificate or nothing. Between symmetric matrices the claim is x^T (right - left) x >= 0
for a new vector x. A refutation is an exact point, looked for at small and at larger sizes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...vocabulary import Evidence, Verdict
from .. import work
from . import certificate
from .ascent import climb
from .entries import by_entries
from .errors import MatrixError
from .expressions import Matrix, Scalar, inner, letter, norm2
from .hypotheses import NO_STRICT, comparable
from .points import Point
from .question import METHOD, Question
from .search import Proof, prove
from .tree import to_json
from .witnesses import agreement, refute, refuted, said

VECTOR = "_x"


def at_most(
    left: Any,
    right: Any,
    rules: Iterable[Any] = (),
    where: Iterable[Any] = (),
    *,
    seed: int = 0,
    seconds: float = 20.0,
    models: Iterable[Any] = (),
) -> Evidence:
    """left <= right for all sizes, under equations `rules` and inequalities `where` (relations, or
    pairs meaning left <= right). Between matrices <= is the semidefinite order, of symmetric ones.
    """
    left, right = comparable(left, right)
    rules, where = list(rules), list(where)
    if isinstance(left, Matrix):
        return _order(left, right, rules, where, seed, seconds, list(models))
    return _scalars(Inequality(left, right, rules, where, seed, models=models), "<=", seconds)


def below(
    left: Any,
    right: Any,
    rules: Iterable[Any] = (),
    where: Iterable[Any] = (),
    *,
    seed: int = 0,
    seconds: float = 20.0,
    models: Iterable[Any] = (),
) -> Evidence:
    """left < right between scalars for all sizes: the difference has a term that is positive."""
    left, right = comparable(left, right)
    if isinstance(left, Matrix):
        raise MatrixError(NO_STRICT.format("<"))
    question = Inequality(left, right, rules, where, seed, strictly=True, models=models)
    return _scalars(question, "<", seconds)


class Inequality(Question):
    """left <= right (or <) between scalars; a `strictly` proof shows a positive difference."""

    def __init__(
        self,
        left: Any,
        right: Any,
        rules: Iterable[Any],
        where: Iterable[Any],
        seed: int,
        strictly: bool = False,
        models: Iterable[Any] = (),
    ):
        super().__init__(Scalar.of(left), Scalar.of(right), rules, seed, where, models)
        self.strictly = strictly


def _scalars(question: Inequality, relation: str, seconds: float) -> Evidence:
    end = work.done() + seconds
    quick = refute(question, relation, min(end, work.done() + min(1.5, 0.1 * seconds)), most=60)
    if not quick and any(one.is_given for one in question.rules):
        # samples seldom meet an equation and are far from the worst that do
        quick = climb(question, relation, work.done() + 0.2 * seconds)
    if quick:
        return quick
    left_over = end - work.done()
    found = prove(question, work.done() + 0.6 * left_over)
    if found is not None:
        return proved(question, found, relation, end)
    end = max(end, work.done() + 0.4 * left_over)  # the ladder has work of its own
    rest = end - work.done()
    last = end - (0 if question.sizes else 0.3) * rest
    late = climb(question, relation, end - 0.5 * rest) or refute(
        question, relation, last, largest=7, effort=1 if question.sizes else 30
    )
    late = late or (None if question.sizes else by_entries(question, relation, end))
    return late or _undecided(question)


def _undecided(question: Question) -> Evidence:
    return Evidence(
        Verdict.UNDECIDED,
        question.scope,
        METHOD,
        detail="no argument by squares, Cauchy-Schwarz or norms of products was found, and no "
        "exact matrices of small size refute it",
    )


def _order(
    left: Matrix,
    right: Matrix,
    rules: list[Any],
    where: list[Any],
    seed: int,
    seconds: float,
    models: list[Any],
) -> Evidence:
    """The semidefinite order: x^T left x <= x^T right x for a vector x that occurs nowhere else."""
    end = work.done() + seconds
    question = Question(left, right, rules, seed, where)
    for side in (question.left, question.right):
        question.symmetry(side)
    quick = refute(
        question, "<=", min(end, work.done() + min(2.0, 0.15 * seconds)), largest=3, effort=4
    )
    if quick:
        return quick
    x = letter(VECTOR, left.rows, 1)
    form = Inequality(inner(x, left @ x), inner(x, right @ x), rules, where, seed, models=models)
    left_over = end - work.done()
    found = prove(form, work.done() + 0.6 * left_over)
    if found is not None:
        return proved(form, found, "<=", end, question)
    end = max(end, work.done() + 0.4 * left_over)
    rest = end - work.done()
    late = climb(form, "<=", end - 0.5 * rest)
    if late is not None:
        late = refuted(question, _without_vector(late.witness), "<=")
    late = late or refute(
        question, "<=", end - (0 if form.sizes else 0.3) * rest, largest=5, effort=20
    )
    late = late or (None if form.sizes else by_entries(form, "<=", end))
    return late or _undecided(question)


def _without_vector(witness: dict[str, Any]) -> Point:
    point = Point.from_json(witness)
    del point.matrices[VECTOR]
    return point


def zero(question: Question, end: float) -> Evidence | None:
    """left = right between matrices from hypotheses of all kinds: |left - right|^2 <= 0."""
    given = question.given_rules, question.given_where
    square, models = norm2(question.left - question.right), question.given_models
    form = Inequality(square, 0, *given, 0, models=models)
    found = prove(form, end)
    return None if found is None else proved(form, found, "==", end + 1.0, question)


def proved(
    form: Inequality, proof: Proof, relation: str, end: float, asked: Question | None = None
) -> Evidence:
    """PROVED, unless no point of the domain is found (then possibly vacuous). `asked` is the
    question between matrices that `form` answers.
    """
    seen = agreement(form, end, relation="<" if relation == "<" else "<=")
    if not seen:
        return Evidence(
            Verdict.UNDECIDED,
            form.scope,
            METHOD,
            detail="vacuous: a proof was found, but no matrices that satisfy the hypotheses",
        )
    order = asked if relation == "<=" else None
    symmetry = {} if order is None else form.symmetry(order.right - order.left)
    (found, symmetry), kept = certificate.used([proof.combination, symmetry], proof.rules)
    fresh = {name for one in kept if one.reason.startswith("root") for name in one.letters}
    form.letters = {
        name: one for name, one in proof.letters.items() if name in form.letters or name in fresh
    }
    terms = [
        {"coefficient": str(q), "factors": [_factor(one) for one in brick.factors]}
        for q, brick in proof.bricks
    ]
    made = {"kind": "matrix-sos", **form.header(kept), "relation": relation, "terms": terms}
    made["combination"] = certificate.combination(found, kept, None, form.letters)
    if asked is not None:
        made |= {"left": to_json(asked.left.tree), "right": to_json(asked.right.tree)}
    if order is not None:
        made["vector"] = VECTOR
        made["symmetry"] = certificate.combination(symmetry, kept, order.left.rows, form.letters)
    if relation == "<":
        made["positive"] = next(
            i for i, (_, brick) in enumerate(proof.bricks) if brick.positive(form.strict)
        )
    reasons = sorted({factor[0] for _, brick in proof.bricks for factor in brick.factors})
    what = {"<=": "difference", "<": "difference", "==": "squared distance, negated,"}[relation]
    what = what if order is None else "quadratic form of the difference"
    return Evidence(
        Verdict.PROVED,
        form.scope,
        "nonnegative combination in the free algebra",
        certificate=made | {"satisfiable": seen[0].to_json()},
        detail=f"the {what} is a sum of {len(terms)} nonnegative terms "
        f"({', '.join(reasons) or 'equality'}); "
        f"compared at {said(form, seen)}",
    )


def _factor(factor: Any) -> list[Any]:
    return list(factor) if factor[0] == "where" else to_json(factor)
