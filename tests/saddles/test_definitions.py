"""The definitions of the chapter on functions whose answers are known."""

import numpy as np
from steepest.kernels.saddles.octopus import Octopus
from steepest.proofs.saddles import definitions as d


def test_predicates_on_a_quadratic():
    bend = np.diag([2.0, -3.0])
    slope = lambda x: bend @ np.asarray(x)  # noqa: E731
    pairs = [(np.zeros(2), np.array([0.0, 1.0]))]
    assert d.is_gradient_lipschitz(slope, pairs, 3.0)
    assert not d.is_gradient_lipschitz(slope, pairs, 2.9)
    assert d.is_hessian_lipschitz(lambda x: bend, pairs, 0.0)
    assert d.is_strict_saddle(slope([0, 0]), bend, 2.9)
    assert not d.is_strict_saddle(slope([0, 0]), bend, 3.0)
    assert not d.is_sosp(slope([0, 0]), bend, 0.1, 80.0)
    assert d.is_sosp(slope([0, 0]), bend, 0.1, 100.0)
    assert d.is_sosp(np.zeros(2), np.eye(2))
    assert d.is_bounded([1.0, -2.0], 2.0)
    assert not d.is_bounded([1.0, -2.0], 1.9)


def test_one_step_and_the_setting_of_the_experiments():
    f = Octopus(3.0)
    assert np.allclose(d.step(f.gradient, np.array([1.0, 1.0]), 1 / 12), [7 / 6, 1 / 2])
    assert d.region(f, [0.5, 0.5]) == (1, False)
    setting = d.experiment(5, 3.0)
    assert (setting.eta, setting.t_thres) == (1 / 12, 1)
    assert d.perturbed_descent(0, 3, setting, 1)["T"].shape == (5, 3)
