"""The rows of the peers' benchmark: a run goes on where the last one stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .suites import problems

LISTED = problems("interval")[:3]


@pytest.fixture
def peers(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from benchmarks import peers

    return peers


def measured(peers, listed, calls, budgets, book):
    """What `peers.measured` finds with a prover that shows everything in more than 5 seconds."""

    def ask(problem, seconds):
        calls.append((problem.name, seconds))
        return peers.Answer(True if seconds > 5 else None)

    return peers.measured(listed, "judge", ask, budgets, book)


def test_what_is_stored_is_not_asked_again(peers, tmp_path):
    rows, calls = tmp_path / "rows.jsonl", []
    measured(peers, LISTED[:2], calls, [8.0], peers.Book(rows))
    with rows.open("a") as file:
        file.write('{"suite": "interval", "na')  # a run that was ended while it wrote
    for _ in range(2):
        found = measured(peers, LISTED, calls, [8.0], peers.Book(rows))
    assert [one.word for _, one in found] == [True] * 3
    assert calls == [(one.name, 8.0) for one in LISTED]


def test_another_statement_is_asked(peers, tmp_path):
    rows, calls = tmp_path / "rows.jsonl", []
    measured(peers, LISTED[:1], calls, [8.0], peers.Book(rows))
    changed = LISTED[0]._replace(claim="1 <= 2")
    measured(peers, [changed], calls, [8.0], peers.Book(rows))
    assert len(calls) == 2


def test_undecided_ones_are_asked_with_the_next_budget(peers, tmp_path):
    rows, calls = tmp_path / "rows.jsonl", []
    found = measured(peers, LISTED, calls, [2.0, 8.0], peers.Book(rows))
    assert [seconds for _, seconds in calls] == [2.0] * 3 + [8.0] * 3
    assert all(one.word and one.budget == 2.0 for _, one in found)


def test_only_what_is_stored(peers, tmp_path):
    calls = []
    book = peers.Book(tmp_path / "none.jsonl", asking=False)
    assert measured(peers, LISTED, calls, [8.0], book) == []
    assert not calls


def test_the_stored_rows_are_of_these_problems_and_none_is_wrong(peers):
    known = {(one.suite, one.name): one for s in peers.LISTS for one in problems(s)}
    for line in peers.ROWS.read_text().splitlines():
        row = json.loads(line)
        problem = known[row["suite"], row["name"]]
        assert row["statement"] == " ; ".join((*problem.where, problem.claim))
        assert row["word"] in (None, problem.true)
        assert row["accepted"] is not False
