"""The rows of the peers' benchmark: a run goes on where the last one stopped."""

from __future__ import annotations

import json

from benchmarks import peers
from benchmarks.peers import Answer, Book, measured

from .suites import problems

LISTED = problems("interval")[:3]


def count(calls, word):
    def ask(problem, seconds):
        calls.append((problem.name, seconds))
        return Answer(word if seconds > 5 else None)

    return ask


def test_what_is_stored_is_not_asked_again(tmp_path):
    rows, calls = tmp_path / "rows.jsonl", []
    measured(LISTED[:2], "judge", count(calls, True), [8.0], Book(rows))
    with rows.open("a") as file:
        file.write('{"suite": "interval", "na')  # a run that was ended while it wrote
    for _ in range(2):
        found = measured(LISTED, "judge", count(calls, True), [8.0], Book(rows))
    assert [one.word for _, one in found] == [True] * 3
    assert calls == [(one.name, 8.0) for one in LISTED]


def test_another_statement_is_asked(tmp_path):
    rows, calls = tmp_path / "rows.jsonl", []
    measured(LISTED[:1], "judge", count(calls, True), [8.0], Book(rows))
    changed = LISTED[0]._replace(claim="1 <= 2")
    measured([changed], "judge", count(calls, True), [8.0], Book(rows))
    assert len(calls) == 2


def test_undecided_ones_are_asked_with_the_next_budget(tmp_path):
    rows, calls = tmp_path / "rows.jsonl", []
    found = measured(LISTED, "judge", count(calls, True), [2.0, 8.0], Book(rows))
    assert [seconds for _, seconds in calls] == [2.0] * 3 + [8.0] * 3
    assert all(one.word and one.budget == 2.0 for _, one in found)


def test_only_what_is_stored(tmp_path):
    calls = []
    book = Book(tmp_path / "none.jsonl", asking=False)
    assert measured(LISTED, "judge", count(calls, True), [8.0], book) == []
    assert not calls


def test_the_stored_rows_are_of_these_problems_and_none_is_wrong():
    known = {(one.suite, one.name): one for s in (*peers.SUITES, "olympiad") for one in problems(s)}
    for line in peers.ROWS.read_text().splitlines():
        row = json.loads(line)
        problem = known[row["suite"], row["name"]]
        assert row["statement"] == " ; ".join((*problem.where, problem.claim))
        assert row["word"] in (None, problem.true)
        assert row["accepted"] is not False
