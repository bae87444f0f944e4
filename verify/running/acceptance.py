"""No word before the independent checker has accepted the evidence for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from steepest.proofs.engine.processes import alone
from steepest.proofs.vocabulary import Evidence, Verdict

from ..store.rows import canonical


def accepted(
    evidence: Evidence,
    otherwise: Verdict,
    *,
    called: Mapping[str, Any] | None = None,
    stated: Any = None,
    seconds: float | None = None,
) -> Evidence:
    """The evidence if the checker accepts it, and if its goal is one of `stated` (where both are
    given); else the verdict `otherwise` with the reason. `called`: the statements that a theorem
    may call. With `seconds` the checker runs in a process of its own, so that the next question of
    this one finds z3 as it was.
    """
    data = evidence.certificate or evidence.witness
    if data is None or evidence.verdict in (Verdict.UNDECIDED, Verdict.ERROR):
        return evidence
    from steepest.proofs.checker import recheck

    canonical(data)  # raises for what JSON cannot hold: the checker reads data, not objects
    outcome = (
        recheck(data, called) if seconds is None else alone(lambda: recheck(data, called), seconds)
    )
    if outcome is None:
        reason = "the independent checker did not come to an end with the evidence"
    elif not outcome.ok:
        reason = f"the independent checker does not accept the evidence: {outcome.reason}"
    elif stated and "goal" in data and data["goal"] not in stated:
        reason = "the evidence is about another statement"
    else:
        return evidence
    return Evidence(otherwise, "", evidence.method, detail=reason)
