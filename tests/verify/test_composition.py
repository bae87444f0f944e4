"""Verdicts travel up: what rests on a claim is worth at most what that claim is worth."""

from __future__ import annotations

from graphlib import CycleError

import pytest
from steepest.verify.store.composition import composed, in_order

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


def test_used_claims_come_first():
    uses = {"theorem": ["lemma", "step"], "lemma": ["step"], "step": [], "other": ["elsewhere"]}
    order = in_order(["theorem", "other", "lemma", "step"], lambda id: uses[id])
    assert order.index("step") < order.index("lemma") < order.index("theorem")
    assert set(order) == set(uses)


def test_a_circle_is_an_error():
    uses = {"a": ["b"], "b": ["a"]}
    with pytest.raises(CycleError):
        in_order(["a", "b"], lambda id: uses[id])
