"""Shorthand of these tests: goals written as text, decided, and re-checked by the independent
checker.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from steepest.proofs.checker import recheck
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.scalar import decide
from steepest.proofs.engine.scalar.facts import read
from steepest.proofs.vocabulary import Evidence, Verdict

POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED)


def goal(claim: str, *where: str, integers: Iterable[str] = ()) -> Goal:
    return Goal.of(read(claim), map(read, where), integers)


def settled(claim: str, *where: str, seconds: float = 20.0, **options) -> Evidence:
    """The evidence, after its certificate or witness has passed the checker."""
    evidence = decide(goal(claim, *where), seconds=seconds, **options)
    data = evidence.certificate or evidence.witness
    if data is not None:
        outcome = recheck(json.loads(json.dumps(data)))
        assert outcome.ok, outcome.reason
    assert (evidence.certificate is not None) == (evidence.verdict in POSITIVE)
    assert (evidence.witness is not None) == (evidence.verdict == Verdict.REFUTED)
    return evidence
