"""Decide a `UserClaim` with the exact engines."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, SteepestError, Verdict, together
from ..terms import Term
from .errors import ClaimFileError
from .read import UserClaim

ZERO = Fraction(0)


def decide(claim: UserClaim, seconds: float = 20.0, seed: int = 0) -> Evidence:
    """The evidence for a claim of a user. Raises `ClaimFileError` for what only the engines can see
    to be ill-formed.
    """
    try:
        return told(_decide(claim, seconds, seed))
    except ClaimFileError as problem:
        raise problem.at_line(problem.line or claim.line or None) from None
    except SteepestError as problem:
        place = {"file": claim.file, "claim": claim.id, "line": claim.line or None}
        raise ClaimFileError(str(problem), **place) from None


def _decide(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    if claim.conserved is not None:
        from .conserved import conserved_matrices, conserved_numbers

        if not claim.letters:
            return conserved_numbers(dict(claim.conserved), claim.where, seconds, seed)
        letters, scalars = _declared(claim)
        rules = [_relation(one, letters, scalars) for one in claim.where]
        return conserved_matrices(dict(claim.conserved), letters, scalars, rules, seconds, seed)
    if claim.letters:
        return _matrices(claim, seconds, seed)
    if claim.constant:
        from ..scalar import sharpest

        return sharpest(
            claim.constant,
            claim.goal,
            smallest=claim.smallest,
            width=claim.width,
            seconds=seconds,
            seed=seed,
        )
    from ..scalar import decide

    return decide(claim.goal, seconds=seconds, seed=seed)


def _declared(claim: UserClaim) -> tuple[dict[str, Any], dict[str, Any]]:
    from .. import matrix

    letters = {}
    for name, (rows, cols, kind) in claim.letters.items():
        made = (getattr(matrix, kind) if kind else matrix.matrices)(f"{name}: {rows} x {cols}")
        letters[name] = made[0] if isinstance(made, tuple) else made
    names = [*claim.scalars]
    if claim.conserved is not None and claim.conserved["step"] not in names:
        names.append(claim.conserved["step"])
    return letters, {name: matrix.scalars(name) for name in names}


def _relation(one: Term, letters: dict[str, Any], scalars: dict[str, Any]) -> Any:
    """A hypothesis as a relation of the matrix engine."""
    from .. import matrix

    sign, left, right = one
    if sign == ">=":
        sign, left, right = "<=", right, left
    a, b = (matrix.from_tree(side, letters, scalars) for side in (left, right))
    if sign == "==":
        a, b = _sides(a, b)
    else:
        a, b = (matrix.tr(side) if isinstance(side, matrix.Matrix) else side for side in (a, b))
    return matrix.Relation(sign, a, b)


def _sides(a: Any, b: Any) -> tuple[Any, Any]:
    """The number 0 beside a matrix is the zero matrix."""
    from .. import matrix

    for one, other, turn in ((a, b, False), (b, a, True)):
        if (
            isinstance(one, matrix.Matrix)
            and not isinstance(other, matrix.Matrix)
            and other.tree == ZERO
        ):
            return (0 * one, one) if turn else (one, 0 * one)
    return a, b


def _matrices(claim: UserClaim, seconds: float, seed: int) -> Evidence:
    from .. import matrix

    letters, scalars = _declared(claim)
    hypotheses = [_relation(one, letters, scalars) for one in claim.where]
    rules = [one for one in hypotheses if one.operator == "=="]
    parts = []
    for one in claim.relations:
        link = _relation(one, letters, scalars)
        share = seconds / len(claim.relations)
        if link.operator == "==" and len(rules) == len(hypotheses):
            parts.append(matrix.same(link.left, link.right, rules, seed=seed, seconds=share))
        elif link.operator == "==":
            parts += [
                matrix.at_most(a, b, where=hypotheses, seed=seed, seconds=share / 2)
                for a, b in ((link.left, link.right), (link.right, link.left))
            ]
        else:
            parts.append(
                matrix.at_most(link.left, link.right, where=hypotheses, seed=seed, seconds=share)
            )
    return together(*parts)


def told(evidence: Evidence) -> Evidence:
    """The evidence with a plain sentence in front that says what was shown."""
    sentence = {
        Verdict.PROVED: "Proved for {scope}.",
        Verdict.CERTIFIED: "Certified rigorously: {scope}.",
        Verdict.REFUTED: "False.",
        Verdict.UNDECIDED: "Not decided.",
    }.get(evidence.verdict, "").format(scope=evidence.scope or "the stated domain")
    return evidence.saying(sentence)
