"""All theorems of the registry together: no certificate passes for another claim's, and a lemma
that breaks takes every theorem above it along.
"""

from __future__ import annotations

from steepest.proofs import registry
from steepest.proofs.checker.formal import canonical, to_json
from steepest.verify.recheck import binding
from steepest.verify.store.composition import Verdicts

THEOREMS = {id: one for id, one in registry.claims().items() if one.formal is not None}


def evidence(claim):
    """A certificate with the claim's own statement: binding looks at nothing else."""
    return {"kind": "theorem", "statement": to_json(claim.formal.node), "lines": []}


def record(claim, certificate):
    return {
        "id": claim.id,
        "title": claim.title,
        "source": str(claim.source),
        "amends": claim.amends,
        "verdict": "ARGUED" if claim.missing else "PROVED",
        "certificate": certificate,
        "witness": None,
        "hash": "",
        "scope": "",
        "detail": "",
    }


def test_certificates_that_changed_places_are_refused(monkeypatch):
    monkeypatch.setattr(binding, "content_key", lambda *_, **__: "")
    ids = list(THEOREMS)
    statements = {id: canonical(THEOREMS[id].formal.node) for id in ids}
    accepted = []
    for place, id in enumerate(ids):
        claim = THEOREMS[id]
        assert binding.mismatches(record(claim, evidence(claim))) == []
        for other in (*ids[place + 1 : place + 3], ids[place - 7]):
            if statements[other] != statements[id]:
                wrong = binding.mismatches(record(claim, evidence(THEOREMS[other])))
                accepted += [] if wrong else [(id, other)]
    assert len(ids) > 100
    assert accepted == []


def above(lemma):
    """The theorems whose proofs call the lemma, directly or not."""
    found = {lemma}
    while more := {id for id, one in THEOREMS.items() if id not in found and found & {*one.uses}}:
        found |= more
    return found - {lemma}


def test_a_broken_lemma_breaks_every_theorem_above_it():
    lemmas = sorted({id for one in THEOREMS.values() for id in one.uses})
    whole = {
        id: {"id": id, "verdict": "PROVED", "detail": "", "certificate": {}}
        for id in registry.claims()
    }
    assert len(lemmas) >= 30
    for lemma in lemmas:
        for word, worst in (("REFUTED", "ERROR"), ("UNDECIDED", "UNDECIDED"), ("ARGUED", "ARGUED")):
            verdicts = Verdicts({**whole, lemma: {**whole[lemma], "verdict": word}})
            assert {verdicts.of(id)["verdict"] for id in above(lemma)} <= {worst}, (lemma, word)
        without = Verdicts({id: one for id, one in whole.items() if id != lemma})
        assert {without.of(id)["verdict"] for id in above(lemma)} <= {"UNDECIDED"}
