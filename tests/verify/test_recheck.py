"""recheck: what counts as evidence, and what is rejected."""

from __future__ import annotations

import json
import os

import pytest
from steepest.verify.limits import Limits
from steepest.verify.recheck import RecheckError, command, evidence
from steepest.verify.recheck.command import check, check_all
from steepest.verify.recheck.evidence import Item, in_files, of_record

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
    assert check("certificate", IDENTITY)[0]
    ok, reason, shows = check("witness", WITNESS)
    assert ok, reason
    assert shows[0].startswith("false")


@pytest.mark.parametrize(
    ("what", "data", "reason"),
    [
        ("witness", WITNESS | {"values": {"x": "-1"}}, ""),
        ("certificate", IDENTITY | {"goal": GOAL | {"claim": ["==", "x", "1"]}}, ""),
        ("certificate", {"kind": "nonsense"}, "nonsense"),
        ("certificate", [1, 2], ""),
        ("witness", IDENTITY, "the witness refutes nothing"),
        ("certificate", WITNESS, "the certificate is one against a claim"),
    ],
)
def test_unsound_evidence_is_rejected(what, data, reason):
    ok, why, _ = check(what, data)
    assert not ok
    assert reason in why


def test_what_a_record_must_leave_behind():
    assert [item.what for item in of_record(RECORD)] == ["certificate"]
    assert next(of_record(RECORD | {"certificate": None})).problem == "PROVED without a certificate"
    assert next(of_record(RECORD | {"verdict": "REFUTED"})).problem == "REFUTED without a witness"
    assert list(of_record(RECORD | {"verdict": "UNDECIDED", "certificate": None})) == []


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
    monkeypatch.setattr(evidence, "LARGEST", 10)
    (tmp_path / "big.json").write_text(json.dumps(RECORD))
    assert "is larger than" in in_files([tmp_path / "big.json"])[0].problem


def test_no_pipe_no_device_no_link_out(tmp_path):
    folder = tmp_path / "certificates"
    folder.mkdir()
    (tmp_path / "outside.json").write_text(json.dumps(IDENTITY))
    os.mkfifo(folder / "pipe.json")
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    problems = [item.problem for item in in_files([folder])]
    assert len(problems) == 3
    assert sum("leads out of" in text for text in problems) == 2
    assert sum("no regular file" in text for text in problems) == 1


def test_words_that_are_no_verdict():
    assert "no verdict" in next(of_record(RECORD | {"verdict": "proved"})).problem
    assert "beside it" in next(of_record(RECORD | {"verdict": "UNDECIDED"})).problem


def test_a_field_twice(tmp_path):
    (tmp_path / "two.json").write_text('{"kind": "all", "kind": "smt"}')
    assert "twice" in in_files([tmp_path / "two.json"])[0].problem


def test_a_slow_check_is_stopped(monkeypatch):
    monkeypatch.setattr(command, "LIMITS", Limits(1, 0.5))
    tree = "direct"
    for _ in range(16):
        tree = ["split", "x", "0", tree, tree]
    slow = {
        "kind": "ball",
        "goal": {
            "variables": ["x"],
            "where": [[">=", "x", "0"], ["<=", "x", "0"]],
            "claim": [">", ["exp", ["exp", ["sin", ["+", "x", "1/3"]]]], "0"],
        },
        "box": {"x": ["0", "0"]},
        "precision": 20000,
        "tree": tree,
    }
    ((_, found),) = check_all([Item("a", "certificate", slow)])
    assert not found[0]
    assert "s of processor time" in found[1]


def test_the_command(fakes, steepest, store_path, tmp_path):
    steepest("run", "fake.*", "--no-report", "--store", store_path)
    code, out, _ = steepest("recheck", "fake.refuted", "--store", store_path)
    assert code == 0
    assert "1 of 1 certificates and witnesses accepted" in out
    assert out.startswith("accepted  fake.refuted REFUTED: false: ")
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
    (tmp_path / "none.json").write_text(json.dumps({"id": "u", "verdict": "UNDECIDED"}))
    code, _, err = steepest("recheck", tmp_path / "none.json")
    assert code == 2
    assert "nothing was shown" in err
    hostile = {"id": "x\x1b[31mred", "verdict": "PROVED", "certificate": {"kind": "\x1b]0;t\x07"}}
    (tmp_path / "red.json").write_text(json.dumps(hostile))
    code, out, _ = steepest("recheck", tmp_path / "red.json")
    assert code == 1
    assert "\x1b" not in out
    assert "\\x1b[31mred" in out


CLAIMS = """[[claim]]
id = "square"
real = ["x"]
claim = "x**2 >= 0"
[[claim]]
id = "cube"
real = ["x"]
claim = "x**3 >= 0"
"""


def test_certificates_beside_their_claim_file(steepest, tmp_path):
    file, folder = tmp_path / "own.toml", tmp_path / "out"
    file.write_text(CLAIMS)
    assert steepest("check", file, "--certificates", folder)[0] == 1
    code, out, _ = steepest("recheck", folder, "--file", file)
    assert code == 0, out
    assert "2 of 2" in out
    file.write_text(CLAIMS.replace("x**3 >= 0", "x**3 >= x"))
    code, out, _ = steepest("recheck", folder, "--file", file)
    assert code == 1
    assert "swapped or stale" in out
    file.write_text(CLAIMS + CLAIMS.replace("square", "new").replace("cube", "newer"))
    code, out, _ = steepest("recheck", folder, "--file", file)
    assert code == 1
    assert "missing" in out
    square = json.loads((folder / "own.square.json").read_text())
    square["certificate"] = IDENTITY
    (folder / "own.square.json").write_text(json.dumps(square))
    file.write_text(CLAIMS)
    code, out, _ = steepest("recheck", folder, "--file", file)
    assert code == 1
    assert "about another statement" in out
