"""Verdicts travel up: what rests on a claim is worth at most what that claim is worth."""

from __future__ import annotations

import pytest
from steepest.verify.store import composition
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


@pytest.fixture
def chain(monkeypatch):
    """theorem -> lemma -> step, and a circle."""
    below = {"theorem": ("lemma",), "lemma": ("step",), "a": ("b",), "b": ("a",)}
    monkeypatch.setattr(composition, "uses", lambda id: below.get(id, ()))
    return {id: {"verdict": "PROVED", "detail": ""} for id in [*below, "step"]}


def test_a_word_travels_all_the_way_up(chain):
    verdicts = composition.Verdicts(chain)
    assert verdicts.of("theorem")["verdict"] == "PROVED"
    chain["step"] = {"verdict": "REFUTED", "detail": ""}
    assert verdicts.of("lemma")["verdict"] == "ERROR"
    assert verdicts.of("theorem")["detail"].startswith("rests on lemma, which is ERROR")


def test_what_is_stored_is_not_lowered_for_good(chain):
    verdicts = composition.Verdicts(chain)
    chain["step"] = {"verdict": "UNDECIDED", "detail": "out of time"}
    assert verdicts.of("theorem")["verdict"] == "UNDECIDED"
    chain["step"] = {"verdict": "PROVED", "detail": ""}
    assert verdicts.of("theorem")["verdict"] == "PROVED"


def test_a_circle_rests_on_nothing(chain):
    assert composition.Verdicts(chain).of("a")["verdict"] == "UNDECIDED"
    assert composition.Verdicts(chain).of("unknown") is None
