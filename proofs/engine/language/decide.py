"""Decide a `UserClaim` with the exact engines."""

from __future__ import annotations

from ...vocabulary import Evidence, SteepestError, Verdict
from .claim import UserClaim
from .errors import ClaimFileError


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
        if claim.letters:
            from .matrices import decide_conserved

            return decide_conserved(claim, seconds, seed)
        from .conserved import conserved_numbers

        spec = dict(claim.conserved)
        return conserved_numbers(spec, claim.where, seconds, seed, claim.integers)
    if claim.letters:
        from .matrices import decide_matrices

        return decide_matrices(claim, seconds, seed)
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


def told(evidence: Evidence) -> Evidence:
    """The evidence with a plain sentence in front that says what was shown."""
    sentence = {
        Verdict.PROVED: "Proved for {scope}.",
        Verdict.CERTIFIED: "Certified rigorously: {scope}.",
        Verdict.REFUTED: "False.",
        Verdict.UNDECIDED: "Not decided.",
    }.get(evidence.verdict, "").format(scope=evidence.scope or "the stated domain")
    return evidence.saying(sentence)
