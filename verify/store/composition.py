"""Verdicts compose: a theorem is worth what the claims are worth that its proof calls.

Resting on an ARGUED claim makes it ARGUED, on an UNDECIDED (or missing) one UNDECIDED; resting on a
REFUTED claim or on a defect is an ERROR of the proof, whatever its own lines say.

A store keeps what each proof shows by itself; the light of the claims below falls on it when it is
read, so that a lemma which is decided anew changes the words above it without their being rerun.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from steepest.proofs import registry
from steepest.proofs.vocabulary import Verdict

# the verdict of a claim that is used: the word that the claim above gets at best
WORDS: dict[str | None, Verdict] = {
    "PROVED": Verdict.PROVED,
    "CERTIFIED": Verdict.CERTIFIED,
    "ARGUED": Verdict.ARGUED,
    "SUPPORTED": Verdict.ARGUED,
    "UNDECIDED": Verdict.UNDECIDED,
    "REFUTED": Verdict.ERROR,
    "ERROR": Verdict.ERROR,
    None: Verdict.UNDECIDED,
}
ORDER = [Verdict.PROVED, Verdict.CERTIFIED, Verdict.ARGUED, Verdict.UNDECIDED, Verdict.ERROR]


def composed(
    record: dict[str, Any], uses: Iterable[str], verdict: Callable[[str], str | None]
) -> dict[str, Any]:
    """The record, with its verdict lowered to what the claims it uses allow; the detail names the
    claim that decides.
    """
    if record["verdict"] not in ("PROVED", "CERTIFIED", "ARGUED"):
        return record
    found = {id: verdict(id) for id in uses}
    lowest, reason = Verdict(record["verdict"]), ""
    for id, word in found.items():
        limit = WORDS.get(word, Verdict.UNDECIDED)
        if ORDER.index(limit) > ORDER.index(lowest):
            lowest, reason = limit, f"rests on {id}, which is {word or 'not decided yet'}"
    if not reason:
        return record
    kept = lowest in (Verdict.PROVED, Verdict.CERTIFIED, Verdict.ARGUED)
    return {
        **record,
        "verdict": str(lowest),
        "certificate": record.get("certificate") if kept else None,
        "detail": f"{reason}. {record['detail']}".strip(),
    }


class Verdicts:
    """The records of claims in the light of those that they use. `records`: what each shows by
    itself, by id; it may grow between two questions. `below`: the claims that a claim uses (as the
    registry says, if it is not given).
    """

    def __init__(
        self,
        records: Mapping[str, dict[str, Any]],
        below: Callable[[str], Iterable[str]] | None = None,
    ):
        self.records, self.below = records, below or uses

    def of(self, id: str) -> dict[str, Any] | None:
        """The composed record of a claim (or mutant); None where nothing is known."""
        return self._of(id, ())

    def _of(self, id: str, above: tuple[str, ...]) -> dict[str, Any] | None:
        record = self.records.get(id)
        if record is None or id in above:  # what rests on itself rests on nothing
            return None
        return composed(
            record,
            self.below(id),
            lambda other: (self._of(other, (*above, id)) or {}).get("verdict"),
        )


def uses(id: str) -> tuple[str, ...]:
    """The claims whose theorems a claim calls; none for a mutant."""
    claim = registry.claims().get(id)
    return claim.uses if claim else ()
