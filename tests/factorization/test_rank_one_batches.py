"""The batches behind the rank-one trials: reproducible trial by trial, able to fail, strict about
their parameters.
"""

from __future__ import annotations

import numpy as np
import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.factorization import rank_one_checks as checks
from steepest.proofs import Verdict
from steepest.proofs.engine.judge import Judge
from steepest.proofs.factorization import rank_one_trials as trials

SMALL = {
    "full_dimension": {"steps": 50},
    "stages": {"horizon": 300},
    "rate": {"runs": 20, "dimensions": [10, 1000, 10**5]},
}


@pytest.mark.parametrize("name", SMALL)
def test_a_trial_does_not_depend_on_its_batch(name):
    batch = getattr(checks, name)
    whole = batch(0, 4, SMALL[name], 11, "numpy")
    parts = [batch(0, 1, SMALL[name], 11, "numpy"), batch(1, 3, SMALL[name], 11, "numpy")]
    for key, values in whole.items():
        assert np.array_equal(values, np.concatenate([part[key] for part in parts]))


@pytest.mark.parametrize("name", SMALL)
def test_an_unknown_parameter_is_refused(name):
    with pytest.raises(KernelError, match="do not know colour"):
        getattr(checks, name)(0, 1, {"colour": 1}, 11, "numpy")


def test_vectors_and_scalars_agree_and_a_wrong_step_is_seen():
    good = checks.full_dimension(0, 6, SMALL["full_dimension"], 11, "numpy")
    bad = checks.full_dimension(0, 6, {"steps": 100, "speed": 1.01}, 11, "numpy")
    assert good["success"].all()
    assert good["difference"].max() < 1e-13
    assert not bad["success"].any()


def test_the_stages_fail_where_their_statements_are_false():
    good = checks.stages(0, 200, {}, 11, "numpy")
    assert good["success"].all()
    assert good["final"].max() < 1e-12
    assert not checks.stages(0, 200, {"growth": 1.0}, 11, "numpy")["stage_one"].any()
    assert not checks.stages(0, 200, {"c_step": 0.9}, 11, "numpy")["stage_two"].all()
    assert not checks.stages(0, 50, {"horizon": 10}, 11, "numpy")["success"].any()


def test_the_slope_is_the_predicted_one_and_late_runs_are_not_fitted():
    found = checks.rate(0, 2, {"runs": 100}, 11, "numpy")
    assert found["success"].all()
    assert found["slope"] == pytest.approx(found["predicted"], rel=0.05)
    diverging = checks.rate(0, 1, {"runs": 5, "c_step": 2.5}, 11, "numpy")
    assert not diverging["success"].any()


def test_without_a_trial_engine_a_trial_says_so():
    for claim in (trials.vectors_against_scalars, trials.iterations_are_logarithmic):
        assert claim(Judge()).verdict == Verdict.UNDECIDED
