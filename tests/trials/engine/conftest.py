"""The toy batches are importable as `toys` here and in every worker."""

import os
import sys
from pathlib import Path

import pytest
from steepest.proofs.vocabulary import Plan
from steepest.verify.trials.engine import named
from steepest.verify.trials.engine.named import integer, number, rational, trial

HERE = str(Path(__file__).parent)
if HERE not in sys.path:
    sys.path.insert(0, HERE)


@pytest.fixture(autouse=True)
def importable_toys(monkeypatch):
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, [HERE, os.environ.get("PYTHONPATH", "")]))
    )


@pytest.fixture
def toy(monkeypatch):
    """A named trial of a coin."""
    monkeypatch.setattr(named, "_trials", dict(named.trials()))

    @trial(
        "toy-coin",
        p=number(0.95, low=0, high=1),
        bound=rational("0.9", "what is claimed", above=0, high=1),
        sides=integer(2, low=2),
    )
    def toy_coin(p, bound, sides):
        """A coin falls on its better side.

        More is not said.
        """
        return Plan(
            "toy-coin", "toys:coin", {"p": p}, 2000, "draw < p", at_least=bound, margin="0.05"
        )
