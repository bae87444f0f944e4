"""Verdicts travel up: what rests on a claim is worth at most what that claim is worth."""

from __future__ import annotations

import pytest
from steepest.verify.store.composition import composed

RECORD = {"verdict": "PROVED", "detail": "by induction"}


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("PROVED", "PROVED"),
        ("CERTIFIED", "CERTIFIED"),
        ("ARGUED", "ARGUED"),
        ("SUPPORTED", "ARGUED"),
        ("UNDECIDED", "UNDECIDED"),
        ("REFUTED", "ERROR"),
        ("ERROR", "ERROR"),
        (None, "UNDECIDED"),
    ],
)
def test_one_lemma(below, above):
    found = composed(RECORD, ["lemma"], {"lemma": below}.get)
    assert found["verdict"] == above
    assert ("rests on lemma" in found["detail"]) == (above != "PROVED")


def test_the_weakest_lemma_decides():
    words = {"a": "PROVED", "b": "REFUTED", "c": "ARGUED"}
    found = composed(RECORD, words, words.get)
    assert found["verdict"] == "ERROR"
    assert found["detail"].startswith("rests on b, which is REFUTED")


def test_a_refuted_claim_stays_refuted():
    record = {"verdict": "REFUTED", "detail": ""}
    assert composed(record, ["lemma"], {"lemma": "UNDECIDED"}.get) is record
