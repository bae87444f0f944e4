"""The ledger: recorded verdicts, differences, updates."""

from __future__ import annotations

import pytest
from steepest.verify.store import ledger

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
