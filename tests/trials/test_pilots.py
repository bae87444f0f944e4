"""Every trial of the subjects says where its thresholds come from; a pilot is stored, and ran under
another seed than the plans that rest on it.
"""

import importlib
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from steepest.proofs import registry
from steepest.proofs.engine.judge.asking import Asking

PILOTS = tomllib.loads((Path(__file__).parents[2] / "proofs" / "pilots.toml").read_text())
SUBJECTS = ("conv", "filters", "saddles")


def plans():
    judge = Asking()
    for claim in registry.claims().values():
        if claim.trial and claim.subject in SUBJECTS:
            claim.check(judge)
    return {plan.name: plan for plan in judge.plans}


PLANS = plans()


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_has_a_basis(name):
    plan = PLANS[name]
    kind, _, reason = plan.basis.partition(": ")
    if name in ("saddle.exp-gd.recursion", "conv-reduction"):  # exact integers; rounding errors
        return
    assert reason
    if kind in ("theory", "source"):
        return
    word, pilot = kind.split()
    assert word == "pilot"
    assert PILOTS[pilot]["seed"] != plan.seed


def test_every_pilot_is_used():
    assert set(PILOTS) == {
        plan.basis.split(":")[0].split()[1]
        for plan in PLANS.values()
        if plan.basis.startswith("pilot ")
    }


@pytest.mark.parametrize("name", ["saddle.steps", "filters.bound", "conv.norm"])
def test_a_pilot_can_be_run_again(name):
    pilot = PILOTS[name]
    module, _, function = pilot["batch"].partition(":")
    batch = getattr(importlib.import_module(module), function)
    count = min(pilot["trials"], 2)
    found = batch(0, count, json.loads(pilot["parameters"]), pilot["seed"], "auto")
    for key, (least, _, _, largest) in _numbers(pilot):
        values = np.asarray(found[key], dtype=float)
        assert least - 1e-6 <= values.min()
        assert values.max() <= largest + 1e-6


def _numbers(pilot):
    return [(key, value) for key, value in pilot.items() if isinstance(value, list)]
