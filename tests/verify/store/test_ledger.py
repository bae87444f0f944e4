"""The ledger: recorded verdicts, differences, updates."""

from __future__ import annotations

import pytest
from steepest.verify.store import leaves, ledger

RECORDS = [{"id": "a.1", "verdict": "PROVED"}, {"id": "b->c'", "verdict": "REFUTED"}]


def test_update_and_compare(tmp_path):
    file = tmp_path / "ledger.toml"
    assert ledger.recorded(file) == {}
    changes = ledger.update(RECORDS, ["b->c'", "a.1"], file)
    assert sorted(changes) == [("a.1", "nothing", "PROVED"), ("b->c'", "nothing", "REFUTED")]
    assert list(ledger.recorded(file)) == ["b->c'", "a.1"]
    assert ledger.differences(RECORDS, ledger.recorded(file)) == []
    changed = [RECORDS[0] | {"verdict": "CERTIFIED"}]
    assert ledger.differences(changed, ledger.recorded(file)) == [("a.1", "PROVED", "CERTIFIED")]
    assert ledger.differences([{"id": "new", "verdict": "PROVED"}], {}) == [
        ("new", "nothing", "PROVED")
    ]
    assert ledger.update(changed, ["a.1"], file) == [
        ("a.1", "PROVED", "CERTIFIED"),
        ("b->c'", "REFUTED", "nothing"),
    ]
    assert ledger.recorded(file) == {"a.1": "CERTIFIED"}
    assert ledger.update([], ["a.1"], file) == []


def test_mistakes(tmp_path):
    file = tmp_path / "ledger.toml"
    with pytest.raises(
        ledger.LedgerError, match="ERROR is a defect of ours and is never recorded: a.1"
    ):
        ledger.update([{"id": "a.1", "verdict": "ERROR"}], ["a.1"], file)
    file.write_text('"a" = "MAYBE"')
    with pytest.raises(
        ledger.LedgerError, match="records 'MAYBE' for 'a'; expected one of PROVED, CERTIFIED"
    ):
        ledger.recorded(file)
    file.write_text("not toml at all")
    with pytest.raises(ledger.LedgerError, match="cannot be read"):
        ledger.recorded(file)
    with pytest.raises(ledger.LedgerError, match="cannot be written"):
        ledger.update(RECORDS, ["a.1"], tmp_path / "missing" / "ledger.toml")


def test_it_lies_beside_the_claims():
    assert ledger.path().name == "ledger.toml"
    assert (ledger.path().parent / "registry.py").exists()


def test_leaves_of_z3_cannot_grow_unseen(tmp_path):
    file = tmp_path / "ledger.toml"
    leaf, exact = {"kind": "smt", "goal": {"kind": "smt"}}, {"kind": "identity"}
    inner = {"kind": "lemmas", "lemmas": [{"certificate": exact}], "final": leaf}
    record = {"id": "a.1", "verdict": "PROVED", "certificate": {"kind": "all", "parts": [inner]}}
    assert leaves.counts(record) == (1, 2)
    assert leaves.told([record, RECORDS[1]]) == "smt: 1 of 2 leaves rest on z3's word"
    assert leaves.told(RECORDS) == ""
    assert ledger.smt_leaves(file) is None
    ledger.update([record, RECORDS[1]], ["a.1", "b->c'"], file)
    assert ledger.smt_leaves(file) == {"a.1": 1}
    assert list(ledger.recorded(file)) == ["a.1", "b->c'"]
    assert ledger.grown([record], ledger.smt_leaves(file)) == []
    more = record | {"certificate": {"kind": "all", "parts": [inner, leaf]}}
    assert ledger.grown([more], ledger.smt_leaves(file)) == [("a.1", 1, 2)]
    assert ledger.grown([more | {"id": "b->c'"}], ledger.smt_leaves(file)) == [("b->c'", 0, 2)]
    ledger.update([record | {"certificate": exact}], ["a.1", "b->c'"], file)
    assert ledger.smt_leaves(file) == {}
    assert ledger.grown([record], ledger.smt_leaves(file)) == [("a.1", 0, 1)]
    file.write_text('[smt]\n"a.1" = "many"')
    with pytest.raises(ledger.LedgerError, match="holds lines claim id = number of leaves"):
        ledger.smt_leaves(file)
