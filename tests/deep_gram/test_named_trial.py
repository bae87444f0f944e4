"""`steepest trial deep-training`: the plan follows the settings."""

import pytest
from steepest.kernels.deep_gram.training_trials import descent
from steepest.verify.trials.engine.named import trials

DEFAULTS = {
    "kind": "fc",
    "activation": "tanh",
    "depth": 2,
    "width": 24,
    "c_res": "9/10",
    "points": 2,
    "dimension": 6,
    "positions": 4,
    "step": 0.5,
    "steps": 4,
    "check": "rate",
    "share": 0.5,
    "at_least": "0.99",
}


@pytest.mark.parametrize("kind", ["fc", "resnet", "conv"])
@pytest.mark.parametrize("check", ["rate", "stability", "movement"])
def test_the_plan_runs_as_it_says(kind, check):
    plan = trials()["deep-training"].make(**{**DEFAULTS, "kind": kind, "check": check})
    assert plan.parameters["positions"] == (4 if kind == "conv" else 1)
    assert "0.5" in plan.success
    rows = descent(0, 2, plan.parameters, plan.seed)
    assert rows["success"].shape == (2,)
    assert (rows["lambda_0"] > 0).all()
