"""Evidence is bound to its claim: whatever is changed in a record or dropped from it is named."""

from __future__ import annotations

import copy
import json
import shutil
import sqlite3
import sys

import pytest
from steepest.verify import cli
from steepest.verify.recheck.binding import covered, mismatches
from steepest.verify.recheck.shown import Leaf, leaves
from steepest.verify.store.database import Store
from steepest.verify.store.rows import canonical, digest

MATRIX = "balance.eq-20"
OTHER = "balance.eq-21"
SCALAR = "balance.lem-C.1.base-D"
REFUTED = "balance.lem-C.1.base-E"
TRIAL = "balance.fig-1.rate"
TRUE = {
    "kind": "smt",
    "goal": {"variables": ["x"], "where": [], "claim": [">=", ["^", "x", "2"], "0"]},
    "axioms": [],
}


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A store with a claim of every sort."""
    path = tmp_path_factory.mktemp("binding") / "s.sqlite"
    ids = [MATRIX, OTHER, SCALAR, REFUTED, TRIAL]
    sys.argv = ["steepest", "run", *ids, "--no-report", "--store", str(path)]
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    return path


@pytest.fixture
def opened(decided):
    with Store(decided, "read") as store:
        yield store


def test_what_was_just_decided_is_bound(opened):
    for id, stored in opened.latest().items():
        assert mismatches(stored.record, opened) == [], id


def conclusion(tree):
    """The first leaf of a tree of evidence."""
    while tree.get("kind") == "all":
        tree = tree["parts"][0]
    return tree


def weakened(record):
    goal = conclusion(record["certificate"])["goal"]
    goal["where"].append(["==", "0", "1"])


def narrowed(record):
    conclusion(record["certificate"])["rules"].append([["0", "n", "n"], ["I", "n"]])
    conclusion(record["certificate"])["reasons"].append("given")


def another_claim(record):
    conclusion(record["certificate"])["goal"]["claim"] = ["==", "1", "1"]


def dropped(record):
    record["certificate"] = {"kind": "all", "parts": []}


def added(record):
    record["certificate"] = {"kind": "all", "parts": [record["certificate"], TRUE]}


def swapped(record):
    record["certificate"] = TRUE


def reworded(word):
    def change(record):
        record["verdict"] = word

    return change


def retitled(record):
    record["title"] = "P is not NP."


def other_amends(record):
    record["amends"] = "balance.thm-2.1"


def luckier(record):
    counts = conclusion(record["certificate"])
    counts["successes"] -= 1


def another_plan(record):
    conclusion(record["certificate"])["plan"] = "0" * 64


def easier(record):
    conclusion(record["certificate"])["at_least"] = "1/2"


def other_point(record):
    record["witness"] = {
        "kind": "point",
        "goal": {"variables": ["x"], "where": [], "claim": [">", "x", "0"]},
        "values": {"x": "0"},
    }


def fewer_hypotheses(record):
    record["witness"]["goal"]["where"] = record["witness"]["goal"]["where"][1:]


def turned(record):
    record["verdict"], record["certificate"] = "PROVED", TRUE


TAMPERED = [
    (SCALAR, weakened, "weakened"),
    (MATRIX, narrowed, "weakened"),
    (SCALAR, another_claim, "dropped"),
    (SCALAR, dropped, "dropped"),
    (SCALAR, added, "swapped"),
    (SCALAR, swapped, "swapped"),
    (MATRIX, swapped, "dropped"),
    (SCALAR, reworded("CERTIFIED"), "mis-worded"),
    (TRIAL, reworded("PROVED"), "mis-worded"),
    (SCALAR, retitled, "title"),
    (SCALAR, other_amends, "amends"),
    (TRIAL, luckier, "miscounted"),
    (TRIAL, another_plan, "dropped"),
    (TRIAL, easier, "miscounted"),
    (REFUTED, other_point, "swapped"),
    (REFUTED, fewer_hypotheses, "need not satisfy"),
    (REFUTED, turned, "with a witness against it"),
]


@pytest.mark.parametrize(
    ("id", "change", "named"), TAMPERED, ids=lambda part: getattr(part, "__name__", "")
)
def test_tampered(opened, id, change, named):
    record = copy.deepcopy(opened.latest()[id].record)
    change(record)
    found = mismatches(record, opened)
    assert any(named in text for text in found), found


def test_evidence_of_another_claim(opened):
    latest = opened.latest()
    record = {**latest[MATRIX].record, "certificate": latest[OTHER].record["certificate"]}
    assert any(text.startswith("dropped") for text in mismatches(record, opened))


def test_a_claim_that_there_is_not(opened):
    record = {**opened.latest()[MATRIX].record, "id": "balance.thm-99"}
    assert mismatches(record, opened) == ["there is no such claim any more"]


def test_a_record_that_breaks_everything(opened):
    for certificate in ([], "x", {"kind": "smt"}, {"kind": "counts"}, {"kind": "all", "parts": 3}):
        record = {**opened.latest()[SCALAR].record, "certificate": certificate}
        assert mismatches(record, opened)


def rewritten(path, id, change):
    """The store with another record, its checksum made right again."""
    connection = sqlite3.connect(path)
    row, key, text, created = connection.execute(
        "SELECT row, key, record, created FROM results WHERE claim_id = ?", (id,)
    ).fetchone()
    record = json.loads(text)
    change(record)
    text = canonical(record)
    connection.execute(
        "UPDATE results SET record = ?, checksum = ? WHERE row = ?",
        (text, digest(row, id, key, text, created), row),
    )
    connection.commit()
    connection.close()


def test_the_command_names_every_line(decided, tmp_path, capsys, monkeypatch):
    path = tmp_path / "s.sqlite"
    shutil.copy(decided, path)
    rewritten(path, MATRIX, swapped)
    rewritten(path, SCALAR, weakened)
    rewritten(path, TRIAL, luckier)
    rewritten(path, REFUTED, other_point)
    arguments = ["recheck", MATRIX, OTHER, SCALAR, TRIAL, REFUTED, "balance.thm-2.1"]
    monkeypatch.setattr(sys, "argv", ["steepest", *arguments, "--store", str(path)])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        cli.main()
    lines = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    for id in (MATRIX, SCALAR, TRIAL, REFUTED):
        assert any(line.startswith(f"rejected  {id}  ") for line in lines), (id, lines)
    assert any(line.startswith(f"accepted  {OTHER} PROVED: true: ") for line in lines)
    assert "missing   balance.thm-2.1: no result is stored" in lines
    assert "1 of 5 are those of their claims as they stand now" in lines


def test_coverage():
    asked = Leaf("goal", frozenset({"a", "b"}), frozenset({"h"}))
    a, b = (Leaf("goal", frozenset({part}), frozenset({"h"})) for part in "ab")
    assert list(covered([asked], [a, b])) == []
    assert list(covered([asked], [a])) == ["dropped: nothing shows b"]
    free = Leaf("goal", frozenset({"a", "b"}))
    assert list(covered([asked], [free])) == []
    assert next(covered([free], [a, b])).startswith("weakened")


def test_leaves_of_support_are_marked():
    tree = {"kind": "all", "parts": [TRUE, {"asked": "support", "parts": [TRUE]}]}
    assert [leaf.support for leaf in leaves(tree)] == [False, True]
