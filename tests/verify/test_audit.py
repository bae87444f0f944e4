"""`steepest audit`: a hypothesis is needed, with a witness, or the statement holds without it."""

from __future__ import annotations

import json

import pytest
from steepest.proofs.vocabulary import SteepestError
from steepest.verify.audit import audit, lines
from steepest.verify.paper import chosen

FILE = """
[[claim]]
id = "means"
real = ["x", "y"]
where = ["x >= 0", "y >= 0", "x + y <= 5"]
claim = "sqrt(x*y) <= (x + y)/2"

[[claim]]
id = "unreadable"
real = ["x"]
claim = "x +* 1 >= 0"
"""


def test_a_file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    found = list(lines(chosen([str(path)], None)[0]))
    words = [line.word for line in found if line.id == "means"]
    assert words == ["needed", "needed", "not needed"]
    assert "fails at" in found[0].detail
    (bad,) = [line for line in found if line.id == "unreadable"]
    assert bad.word == "not read"
    assert bad.detail
    assert audit(chosen([str(path)], None)[0]) == 2


def test_a_formal_statement():
    found = list(lines(["balance.lem-C.2.noise"]))
    needed = {line.hypothesis for line in found if line.word == "needed"}
    assert "without x**2 >= c_1*sigma" in needed
    assert len(found) == 7


def test_json(tmp_path, capsys):
    path = tmp_path / "mine.toml"
    path.write_text(FILE.split('[[claim]]\nid = "unreadable"')[0])
    assert audit(chosen([str(path)], None)[0], json=True) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [record["word"] for record in records] == ["needed", "needed", "not needed"]


@pytest.mark.parametrize("text", ["", '[[claim]]\nid = "a"\nreal = ["x"]\nclaim = "x**2 >= 0"'])
def test_nothing_to_drop(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(SteepestError):
        list(lines(chosen([str(path)], None)[0]))


def test_the_report_shows_what_was_said(steepest, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(FILE.split('[[claim]]\nid = "unreadable"')[0])
    assert steepest("run", path)[0] == 0
    page = tmp_path / "steepest-output" / "report-mine" / "claims" / "means.html"
    assert "Is each one needed?" not in page.read_text()
    steepest("audit", path, "means")
    steepest("report", path)
    assert "Is each one needed?" in page.read_text()
    assert page.read_text().count("<b>needed</b>") == 2
    path.write_text(path.read_text().replace("<= 5", "<= 6"))
    steepest("report", path)
    assert "Is each one needed?" not in page.read_text()  # it was of another claim
