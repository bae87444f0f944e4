"""Limits hold inside C code: time, memory, crashes."""

from __future__ import annotations

import importlib
import signal
import time
from pathlib import Path

import pytest
from steepest.verify.limits import Failed, Limits, call, each

FAKES = Path(__file__).parent / "fakes"

SHORT = Limits(seconds=1, gigabytes=0.25)


@pytest.fixture(autouse=True)
def functions(monkeypatch):
    monkeypatch.syspath_prepend(str(FAKES))
    return importlib.import_module("limited_functions")


def test_results_come_with_their_numbers(functions):
    power = functions.power
    found = dict(each(power, [(10,), (20,), (30,)], limits=SHORT, workers=2))
    assert found == {0: power(10), 1: power(20), 2: power(30)}


@pytest.mark.parametrize(
    ("function", "argument", "reason"),
    [
        ("power", 10**9, "processor time|memory limit"),
        ("slow_flint", 2000, "processor time|memory limit"),
        ("take", 2**31, "memory limit"),
        ("kill", signal.SIGSEGV, "status -11"),
        ("nested", 0, "nested too deeply"),
        ("power", "x", "TypeError"),
    ],
)
def test_a_sentence_for_every_end(functions, function, argument, reason):
    started = time.monotonic()
    found = call(getattr(functions, function), argument, limits=SHORT)
    assert isinstance(found, Failed)
    assert any(part in found.reason for part in reason.split("|")), found
    assert time.monotonic() - started < 60


def test_the_others_go_on(functions):
    power = functions.power
    calls = [(10,), ("x",), (10**9,), (20,), (30,)]
    found = dict(each(power, calls, limits=SHORT, workers=1))
    assert {number for number, one in found.items() if isinstance(one, Failed)} == {1, 2}
    assert found[4] == power(30)
