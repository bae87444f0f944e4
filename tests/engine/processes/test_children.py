"""Work in a child process: answers, limits by count, the net of processor time."""

from __future__ import annotations

import os
import signal

import pytest
from steepest.proofs.engine import work
from steepest.proofs.engine.processes import alone
from steepest.proofs.vocabulary import SteepestError


def busy():
    while True:
        pass


def counting():
    while True:
        work.charge(1000)


def failing():
    raise SteepestError("no such luck")


def test_a_value_comes_back_with_its_work():
    before = work.done()
    assert alone(lambda: work.charge(500_000) or {"a": 1}, 2) == {"a": 1}
    assert work.done() - before == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (failing, "no such luck"),
        (counting, "the budget of work is used up"),
        (lambda: os._exit(3), "the child process died"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "the child process died"),
    ],
)
def test_what_gives_nothing_says_why(what, words):
    log: list[str] = []
    work.cut_off.clear()
    assert alone(what, 1, log) is None
    assert log == [words]
    assert not work.cut_off


def test_the_net_of_processor_time(monkeypatch):
    monkeypatch.setattr(work, "NET", 0.5)
    log: list[str] = []
    work.cut_off.clear()
    before = work.done()
    assert alone(busy, 0.5, log) is None
    assert log == ["out of time"]
    assert work.cut_off == ["out of time"]
    assert work.done() - before == pytest.approx(0.5)
    work.cut_off.clear()


def test_children_inside_a_child_count_too():
    before = work.done()
    assert alone(lambda: alone(lambda: work.charge(10**5) or 1, 1) + 1, 1) == 2
    assert work.done() - before == pytest.approx(0.1)


def searching(found, calls):
    calls.append(found)
    work.charge(200_000)
    return found


def test_a_search_in_vain_is_charged_again_and_not_done_again():
    calls: list[object] = []
    before = work.done()
    for found in (None, None, "that is not asked for"):
        assert work.once("in vain", lambda value=found: searching(value, calls)) is None
    assert calls == [None]
    assert work.done() - before == pytest.approx(0.6)
    assert work.once("not in vain", lambda: searching("this", calls)) == "this"
    assert work.once("not in vain", lambda: searching("that", calls)) == "that"
    del work.vain["in vain"]


def test_a_child_hands_back_what_it_searched_in_vain():
    alone(lambda: work.once("in a child", lambda: work.charge(100_000)), 1)
    calls: list[object] = []
    assert work.once("in a child", lambda: searching("more", calls)) is None
    assert not calls
    # where the limit comes first it is searched again, up to the limit
    log: list[str] = []
    work.vain["in a child"] = 2e6
    assert alone(lambda: work.once("in a child", lambda: searching("again", [])), 1, log) == "again"
    del work.vain["in a child"]


def test_what_is_remembered_of_searches_is_bounded(monkeypatch):
    monkeypatch.setattr(work, "MOST_VAIN", 2)
    monkeypatch.setattr(work, "vain", {})
    for number in range(5):
        work.once(f"search {number}", lambda: None)
    assert list(work.vain) == ["search 4"]
