"""Verdicts compose: a theorem is worth what the claims are worth that its proof calls.

Resting on an ARGUED claim makes it ARGUED, on an UNDECIDED (or missing) one UNDECIDED; resting on a
REFUTED claim or on a defect is an ERROR of the proof, whatever its own lines say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

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
