"""Rows of a table become claims: their plans, their false variants, what can be set."""

from __future__ import annotations

import pytest
from steepest.proofs import registry
from steepest.proofs.tables import Row, table
from steepest.proofs.vocabulary import Source
from steepest.verify.trials.engine.lookup import TrialInputError, plans_of

HERE = Source("nobody-2026", "Section 1")
KERNEL = "steepest.kernels.deep_gram.training_trials"
ONE = Row(
    "rows.one",
    HERE,
    "The norms are\nin the bounds.",
    "features",
    {"low": 0.5, "high": 2.0, "width": 8},
    "all norms in [{low}, {high}]",
    {"at most 1": {"high": 1.0}},
    claim={"hypotheses": ("width 8",), "seconds": 9},
)
TWO = Row(
    "rows.two",
    HERE,
    "Both ends.",
    "blocks",
    {"low": 0.5},
    "the {block} block is above {low}",
    {"above 1": {"low": 1.0}},
    plans={"rows.first": {"block": "first"}, "rows.last": {"block": "last"}},
    threshold="pilot",
    plan={"trials": 7},
)


@pytest.fixture
def claims(monkeypatch):
    monkeypatch.setattr(registry, "_claims", dict(registry._claims))
    made = table(__name__, KERNEL, says="{success} ({threshold})", trials=24, margin="2/5")
    made(ONE, TWO)
    return registry._claims


def test_a_row_is_a_claim_of_its_module(claims):
    one = claims["rows.one"]
    assert one.module == __name__
    assert one.title == "The norms are in the bounds."
    assert (one.trial, one.seconds, one.hypotheses) == (True, 9, ("width 8",))


def test_its_plans(claims):
    (plan,) = plans_of(claims["rows.one"], {})
    assert (plan.name, plan.batch) == ("rows.one", f"{KERNEL}:features")
    assert (plan.trials, plan.margin) == (24, "2/5")
    assert plan.success == "all norms in [0.5, 2.0] (theory)"
    first, last = plans_of(claims["rows.two"], {})
    assert (first.name, last.name) == ("rows.first", "rows.last")
    assert first.parameters == {"low": 0.5, "block": "first"}
    assert last.success == "the last block is above 0.5 (pilot)"
    assert first.trials == last.trials == 7


def test_a_mutant_changes_every_plan_and_can_be_set_by_hand(claims):
    (mutant,) = claims["rows.two"].mutants
    assert mutant.changes == {"low": 1.0}
    first, last = plans_of(claims["rows.two"], {"low": "0.75"})
    assert first.parameters["low"] == last.parameters["low"] == 0.75
    with pytest.raises(TrialInputError, match="low"):
        plans_of(claims["rows.two"], {"lwo": "1"})


def test_two_rows_of_one_name_are_refused(claims):
    with pytest.raises(ValueError, match="registered twice"):
        table(__name__, KERNEL)(ONE)
