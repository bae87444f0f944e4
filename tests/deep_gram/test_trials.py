"""The named trials: plans, the printed recursion as a target, and messages for settings that mean
nothing.
"""

import pytest
from steepest.proofs.deep_gram.simulation import derived, printed_limit, sample
from steepest.verify.trials.deep_gram.networks import deep_gram, deep_gram_rate
from steepest.verify.trials.engine.named import TrialInputError, trials

SETTING = {
    "kind": "resnet",
    "activation": "gelu",
    "depth": 3,
    "c_res": "9/10",
    "statistic": "gram",
    "layer": 0,
}
MORE = {
    "printed": False,
    "unit": False,
    "width": 64,
    "draws": 8,
    "direct": True,
    "at_least": "99/100",
}


def make(**changes):
    return trials()["deep-gram"].make(**(SETTING | MORE | changes))


def test_the_target_is_the_derived_limit():
    plan = make()
    assert (
        plan.parameters["target"]
        == derived("resnet", "gelu", 3, sample("resnet", False), 0.9).gram.tolist()
    )
    assert make(printed=True).parameters["target"] != plan.parameters["target"]
    assert make(unit=True).parameters["inputs"] != plan.parameters["inputs"]


@pytest.mark.parametrize("kind", ["fc", "resnet", "conv"])
def test_printed_targets(kind):
    K, _ = printed_limit(kind, "gelu", 3, sample(kind, True), 0.9)
    scale = 0.09 if kind == "conv" else 1.0
    assert make(kind=kind, printed=True, unit=True).parameters["target"] == (scale * K[3]).tolist()
    assert (
        make(kind=kind, printed=True, unit=True, statistic="K", layer=2).parameters["target"]
        == K[2].tolist()
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"layer": 9}, "the network has 3 layers"),
        ({"printed": True, "depth": 1}, "depth >= 2"),
        ({"printed": True, "statistic": "K", "layer": 3}, "layers 1 .. depth - 1"),
        ({"printed": True, "kind": "fc", "statistic": "b", "layer": 1}, "has no b"),
    ],
)
def test_settings_that_mean_nothing(changes, message):
    with pytest.raises(TrialInputError, match=message):
        make(**changes)


def test_the_rate_trial():
    rate = trials()["deep-gram-rate"]
    plan = rate.make(**(SETTING | {"at_least": "9/10"}))
    assert plan.parameters["widths"] == [128, 1024]
    with pytest.raises(TrialInputError, match="the network has 3 layers"):
        rate.make(**(SETTING | {"at_least": "9/10", "layer": 4}))
    assert deep_gram is not deep_gram_rate
