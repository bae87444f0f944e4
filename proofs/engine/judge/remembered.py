"""Goals that were decided before: evidence is read back, and believed only when the independent
checker accepts it again as evidence for exactly the goal that is asked.

The key of a question holds the goal, its lemmas and facts, the budget and the seed; whoever keeps
the entries adds what decides (see `verify.store.goals`). Only decided goals are kept: an UNDECIDED
has nothing that could be checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from ...vocabulary import Evidence, Verdict
from ..goal import Goal
from ..terms import Term, to_json


def question(goal: Goal, lemmas: Sequence[Term], axioms: Sequence[tuple], *budget: Any) -> str:
    """The key of a question to the scalar engines."""
    facts = [[rule, *map(to_json, terms)] for rule, *terms in axioms]
    asked = [goal.to_json(), [to_json(one) for one in lemmas], facts, *budget]
    return hashlib.sha256(_canonical(asked).encode()).hexdigest()


class Remembered:
    """`read(key)` gives the text of an entry, or None; what is decided anew is put in `fresh`."""

    def __init__(self, read: Callable[[str], str | None]):
        self.read = read
        self.fresh: dict[str, str] = {}
        self.hits = 0

    def decided(
        self, key: str, goal: Goal, seed: int | None, decide: Callable[[], Evidence]
    ) -> Evidence:
        """The evidence of a goal: from its entry if that can be believed, else by `decide`. Without
        a seed its hypotheses may be contradictory.
        """
        if key in self.fresh:
            return _evidence(self.fresh[key])
        text = self.read(key)
        known = believed(goal, text, seed) if text is not None else None
        if known is not None:
            self.hits += 1
            return known
        evidence = decide()
        if _data(evidence, goal) is not None:
            self.fresh[key] = _canonical(
                {
                    "verdict": str(evidence.verdict),
                    "scope": evidence.scope,
                    "method": evidence.method,
                    "certificate": evidence.certificate,
                    "witness": evidence.witness,
                    "detail": evidence.detail,
                }
            )
        return evidence


def believed(goal: Goal, text: str, seed: int | None = 0) -> Evidence | None:
    """The evidence of an entry when it is, by the checker, evidence for this goal; else None.

    That the hypotheses can be met is no part of a certificate, so a point is looked for again (with
    the seed, if there is one).
    """
    from ... import checker
    from ..scalar.decide import possible, rigour

    try:
        evidence = _evidence(text)
        data = _data(evidence, goal)
        if data is None or not checker.recheck(data).ok:
            return None
        if evidence.verdict == Verdict.REFUTED:
            return evidence
        if rigour(data) != evidence.verdict:
            return None
        return evidence if seed is None or possible(goal, seed) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _data(evidence: Evidence, goal: Goal) -> Any:
    """The certificate or witness when it says by itself that it is about this goal, else None."""
    from ...checker import PROVERS

    if evidence.verdict == Verdict.REFUTED:
        data, kinds = evidence.witness, ("point", "crossing", "written-point")
    elif evidence.verdict in (Verdict.PROVED, Verdict.CERTIFIED):
        data, kinds = evidence.certificate, tuple(PROVERS)
    else:
        return None
    if not isinstance(data, dict) or data.get("kind") not in kinds:
        return None
    return data if _canonical(data.get("goal")) == _canonical(goal.to_json()) else None


def _evidence(text: str) -> Evidence:
    entry = json.loads(text)
    return Evidence(**(entry | {"verdict": Verdict(entry["verdict"])}))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
