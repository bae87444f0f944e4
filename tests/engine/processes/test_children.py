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
