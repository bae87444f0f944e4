"""recheck: what counts as evidence, and what is rejected."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from steepest.verify import recheck
from steepest.verify.recheck import Item, RecheckError, check, check_all, in_files, of_record

GOAL = {
    "variables": ["x"],
    "where": [],
    "claim": ["==", ["^", ["+", "x", "1"], "2"], ["+", ["^", "x", "2"], ["*", "2", "x"], "1"]],
}
IDENTITY = {"kind": "identity", "goal": GOAL, "atoms": {}, "relations": [], "cofactors": []}
WITNESS = {
    "kind": "point",
    "goal": {"variables": ["x"], "where": [], "claim": ["<=", "x", "0"]},
    "values": {"x": "1"},
}
RECORD = {"id": "a", "verdict": "PROVED", "certificate": IDENTITY, "witness": None}


def test_sound_evidence_is_accepted():
    assert check(Item("a", "certificate", IDENTITY))[0]
    ok, reason, shows = check(Item("a", "witness", WITNESS))
    assert ok, reason
    assert shows[0].startswith("false")


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (Item("a", "witness", WITNESS | {"values": {"x": "-1"}}), ""),
        (Item("a", "certificate", IDENTITY | {"goal": GOAL | {"claim": ["==", "x", "1"]}}), ""),
        (Item("a", "certificate", {"kind": "nonsense"}), "nonsense"),
        (Item("a", "certificate", [1, 2]), ""),
        (Item("a", "witness", IDENTITY), "the witness refutes nothing"),
        (
            Item("a", "certificate", None, "PROVED without a certificate"),
            "PROVED without a certificate",
        ),
    ],
)
def test_unsound_evidence_is_rejected(item, reason):
    ok, why, _ = check(item)
    assert not ok
    assert reason in why


def test_what_a_record_must_leave_behind():
    assert [item.what for item in of_record(RECORD)] == ["certificate"]
    assert next(of_record(RECORD | {"certificate": None})).problem == "PROVED without a certificate"
    assert next(of_record(RECORD | {"verdict": "REFUTED"})).problem == "REFUTED without a witness"
    assert list(of_record(RECORD | {"verdict": "UNDECIDED"})) == []


def test_files(tmp_path):
    folder = tmp_path / "certificates"
    folder.mkdir()
    with pytest.raises(RecheckError, match="there is no .json file in"):
        in_files([folder])
    (folder / "bare.json").write_text(json.dumps(IDENTITY))
    (folder / "record.json").write_text(json.dumps(RECORD))
    (folder / "undecided.json").write_text(json.dumps({"id": "u", "verdict": "UNDECIDED"}))
    (folder / "broken.json").write_text("{")
    (folder / "deep.json").write_text("[" * 200_000)
    found = {item.id: item for item in in_files([folder])}
    assert len(found) == 4
    results = {item.id: ok for item, (ok, _, _) in check_all(list(found.values()))}
    assert {name for name, ok in results.items() if ok} == {"bare.json", "record.json: a"}


def test_a_large_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(recheck, "LARGEST", 10)
    (tmp_path / "big.json").write_text(json.dumps(RECORD))
    assert in_files([tmp_path / "big.json"])[0].problem.startswith("larger than")


def test_a_slow_check_is_stopped(monkeypatch):
    import time

    monkeypatch.setattr(recheck, "LIMIT", 0.1)
    monkeypatch.setattr("steepest.proofs.checker.recheck", lambda data: time.sleep(5))
    assert check(replace(Item("a", "certificate"), data={}))[1].startswith(
        "not decided within 0.1 s"
    )


def test_the_command(fakes, steepest, store_path, tmp_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    code, out, _ = steepest("recheck", "fake.refuted", "--store", store_path)
    assert code == 0
    assert out.startswith("1 of 1 certificates and witnesses accepted")
    code, out, _ = steepest("recheck", "fake.refuted-amended", "fake.proved", "--store", store_path)
    assert code == 1
    assert "PROVED without a certificate" in out
    code, out, err = steepest("recheck", "fake.refuted", "--json", "--store", store_path)
    assert json.loads(out)["ok"]
    code, _, err = steepest("recheck", "fake.undecided", "--store", store_path)
    assert code == 2
    assert "holds no evidence for fake.undecided" in err
    (tmp_path / "one.json").write_text(json.dumps(IDENTITY))
    code, out, _ = steepest("recheck", tmp_path / "one.json")
    assert code == 0
