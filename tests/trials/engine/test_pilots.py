"""A plan whose threshold comes from a pilot has that pilot in store, under another seed."""

import tomllib
from pathlib import Path

import pytest
import steepest.proofs.deep_gram as deep_gram
import steepest.proofs.relu_gram as relu_gram
from steepest.proofs import registry
from steepest.proofs.engine.judge.asking import Asking


@pytest.mark.parametrize("subject", [deep_gram, relu_gram], ids=["deep_gram", "relu_gram"])
def test_every_pilot_that_a_plan_names_is_stored(subject):
    pilots = tomllib.loads((Path(subject.__file__).parent / "pilots.toml").read_text("utf8"))
    judge = Asking()
    for claim in registry.claims().values():
        if claim.trial and claim.module.startswith(subject.__name__):
            claim.check(judge)
    named = [plan for plan in judge.plans if "pilot)" in plan.success]
    assert named
    for plan in named:
        assert any(name.startswith(plan.name) for name in pilots), plan.name
    assert pilots["seed"] not in {plan.seed for plan in judge.plans}
