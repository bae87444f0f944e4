"""left <= right between scalar-valued expressions, for all sizes: at_most.

A proof writes right - left as a nonnegative combination of products of `positive` bricks, modulo
the rules. A linear program over the coefficients of monomials (floats) proposes which bricks; exact
linear algebra on those gives the rational certificate or nothing. A refutation is an exact point,
looked for at small and at larger sizes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict
from . import certificate
from .ascent import climb
from .decide import METHOD, Question, agreement, refute, said
from .entries import by_entries
from .errors import MatrixError
from .expressions import Matrix, Relation, Scalar
from .rules import Rule
from .search import Proof, prove
from .tree import to_json


def at_most(
    left: Any,
    right: Any,
    rules: Iterable[Any] = (),
    where: Iterable[Any] = (),
    *,
    seed: int = 0,
    seconds: float = 20.0,
) -> Evidence:
    """left <= right for all sizes, under equations `rules` and inequalities `where` (relations, or
    pairs meaning left <= right).
    """
    end = time.monotonic() + seconds
    question = Inequality(left, right, list(rules), list(where), seed)
    quick = refute(question, "<=", min(end, time.monotonic() + min(1.5, 0.1 * seconds)), most=60)
    if quick:
        return quick
    found = prove(question, time.monotonic() + 0.6 * (end - time.monotonic()))
    if found is not None:
        return proved(question, found, end)
    rest = end - time.monotonic()
    late = climb(question, "<=", end - 0.5 * rest) or refute(
        question, "<=", end - (0 if question.sizes else 0.3) * rest, largest=7
    )
    late = late or (None if question.sizes else by_entries(question, "<=", end))
    return late or Evidence(
        Verdict.UNDECIDED,
        question.scope,
        METHOD,
        detail="no argument by squares, Cauchy-Schwarz or norms of products was found, and no "
        "exact "
        "matrices of small size refute it",
    )


def below(
    left: Any,
    right: Any,
    rules: Iterable[Any] = (),
    where: Iterable[Any] = (),
    *,
    seed: int = 0,
    seconds: float = 20.0,
) -> Evidence:
    """left < right for all sizes: shown as left + c <= right with a positive number c."""
    end = time.monotonic() + seconds
    rules, where = list(rules), list(where)
    question = Inequality(left, right, rules, where, seed)
    found = refute(question, "<", min(end, time.monotonic() + min(2.0, 0.2 * seconds)), most=100)
    for c in (Fraction(1), Fraction(1, 100)) if found is None else ():
        tried = at_most(
            Scalar.of(left) + c,
            right,
            rules,
            where,
            seed=seed,
            seconds=0.45 * (end - time.monotonic()),
        )
        if tried.verdict == Verdict.PROVED:
            return tried.saying(f"The two sides differ by at least {c}:")
    return found or Evidence(
        Verdict.UNDECIDED,
        question.scope,
        METHOD,
        detail="neither a positive distance between the sides nor a counterexample was found",
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
                raise MatrixError(
                    f"a hypothesis is a relation such as eta >= 0 or a pair (smaller, larger), "
                    f"{one!r} was given"
                )
            self.where.append((Scalar.of(pair[0]), Scalar.of(pair[1])))
        if any(isinstance(side, Matrix) and side.shape != (1, 1) for side in (left, right)):
            raise MatrixError(
                "left <= right compares scalar-valued expressions; for matrices compare traces or "
                "norms"
            )
        left, right = Scalar.of(left), Scalar.of(right)
        super().__init__(
            left, right, rules, seed, extra=[side for pair in self.where for side in pair]
        )
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


def proved(question: Inequality, proof: Proof, end: float) -> Evidence:
    """PROVED, unless no point of the domain is found (then possibly vacuous)."""
    seen = agreement(question, end, relation="<=")
    if not seen:
        return Evidence(
            Verdict.UNDECIDED,
            question.scope,
            METHOD,
            detail="vacuous: a proof was found, but no matrices that satisfy the hypotheses",
        )
    found, kept = certificate.used(proof.combination, proof.rules)
    fresh = {name for one in kept if one.reason.startswith("root") for name in one.letters}
    question.letters = {
        name: one
        for name, one in proof.letters.items()
        if name in question.letters or name in fresh
    }
    terms = [
        {"coefficient": str(q), "factors": [_factor(one) for one in brick.factors]}
        for q, brick in proof.bricks
    ]
    reasons = sorted({factor[0] for _, brick in proof.bricks for factor in brick.factors})
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
        detail=f"the difference is a sum of {len(terms)} nonnegative terms "
        f"({', '.join(reasons) or 'equality'}); "
        f"compared at {said(question, seen)}",
    )


def _factor(factor: Any) -> list[Any]:
    return list(factor) if factor[0] == "where" else to_json(factor)
