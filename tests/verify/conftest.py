"""Fixtures: the fake claims, and the command line called in this process."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from steepest.proofs import registry

FAKES = Path(__file__).parent / "fakes"


@pytest.fixture(autouse=True)
def no_paper():
    """No paper stays open after a test."""
    yield
    registry.open_paper(None)


@pytest.fixture
def fakes(monkeypatch):
    """Register the fake claims for one test."""
    claims, definitions = dict(registry._claims), dict(registry._definitions)
    monkeypatch.syspath_prepend(str(FAKES))
    for name in ("fake_claims", "fake_helper"):
        sys.modules.pop(name, None)
    module = importlib.import_module("fake_claims")
    yield module
    for table, before in ((registry._claims, claims), (registry._definitions, definitions)):
        loaded = {
            id: entry
            for id, entry in table.items()
            if "fake_claims" not in getattr(entry, "module", "")
        }
        table.clear()
        table.update(
            before | {id: entry for id, entry in loaded.items() if not id.startswith("fake.")}
        )
    for name in ("fake_claims", "fake_helper"):
        sys.modules.pop(name, None)


@pytest.fixture
def steepest(monkeypatch, capsys):
    """Call the command line: steepest("run", "fake.*") -> (exit code, stdout, stderr)."""
    from steepest.verify import cli

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["steepest", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = capsys.readouterr()
        return ended.value.code or 0, captured.out, captured.err

    return call


@pytest.fixture
def store_path(tmp_path):
    return tmp_path / "out" / "results.sqlite"
