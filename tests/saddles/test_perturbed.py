"""Perturbed gradient descent: the vectorised kernel against a plain one, the law of the noise, cuts, refusals."""

import numpy as np
import pytest
from scipy import stats
from steepest.kernels import saddles_pgd as pgd
from steepest.kernels.errors import KernelError
from steepest.kernels.saddles import Octopus


def plain(trial, setting, seed):
    """Algorithm 2 as printed (t from 0), one trial, with the kernel's start and noise; T, noise times, iterates outside."""
    f = Octopus(setting.L, setting.gamma, setting.tau)
    x = pgd.starts(trial, 1, setting.d, seed)[:, 0]
    noise = pgd._Noise(trial, 1, setting, seed)
    T, kicks, last = [-1] * setting.d, [], -setting.t_thres - 1
    for t in range(5000):
        for j in range(setting.d):
            if T[j] < 0 and abs(x[j]) >= 2 * setting.tau:
                T[j] = t
        if min(T) >= 0:
            break
        if np.linalg.norm(f.gradient(x)) <= setting.g_thres and t - last > setting.t_thres:
            x = x + noise(len(kicks))[:, 0]
            kicks.append(t)
            last = t
        x = x - setting.eta * f.gradient(x)
    return T, kicks


@pytest.mark.parametrize("changes", [{}, {"noise": "gaussian", "t_thres": 7}, {"L": 1.2, "eta": 0.05}])
def test_the_kernel_is_algorithm_2(changes):
    setting = pgd.Setting.of({"d": 4} | changes)
    found = pgd.simulate(250, 12, setting, 9)
    for i in range(12):
        T, kicks = plain(250 + i, setting, 9)
        assert found["T"][:, i].tolist() == T
        assert found["kicks"][i] == len(kicks)
        assert (np.diff(kicks) > setting.t_thres).all()
    assert not found["outside"].any()


def test_noise_is_uniform_in_the_ball():
    setting = pgd.Setting.of({"d": 5, "radius": 0.1})
    z = np.concatenate([pgd._Noise(0, 512, setting, 3)(event) for event in range(8)], axis=1)
    assert np.linalg.norm(z, axis=0).max() <= 0.1
    assert stats.kstest((z[1] / 0.1) ** 2, stats.beta(0.5, 3).cdf).pvalue > 1e-4
    assert stats.kstest(np.linalg.norm(z / 0.1, axis=0) ** 5, "uniform").pvalue > 1e-4


def test_trials_do_not_depend_on_how_they_are_cut():
    whole = pgd.batch(0, 700, {"d": 6}, 11, "numpy")
    part = pgd.batch(200, 130, {"d": 6}, 11, "numpy")
    assert whole["success"].all()
    assert all((whole[key][200:330] == part[key]).all() for key in whole)
    assert len(pgd.batch(0, 0, {}, 1, "numpy")["success"]) == 0


def test_a_short_horizon_is_censored():
    found = pgd.batch(0, 20, {"d": 6, "horizon": 50}, 11, "numpy")
    assert not found["success"].any()
    assert found["censored"].all()


def test_steps_per_saddle_do_not_grow():
    T = pgd.simulate(0, 300, pgd.Setting.of({"d": 40}), 2)["T"]
    delta = np.diff(T, axis=0).mean(axis=1)
    slope = stats.linregress(np.arange(len(delta)), delta)
    assert abs(slope.slope) * 40 < 0.03 * delta.mean() + 40 * 4 * slope.stderr


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"x": 1}, "unknown parameter 'x'"),
        ({"L": 1.0}, "need L > gamma > 0"),
        ({"eta": 0.2}, r"need 0 < eta <= 1/\(2 L\)"),
        ({"radius": 1.0}, r"radius <= tau/20"),
        ({"g_thres": 1.0}, r"need g_thres <= gamma tau/10"),
        ({"noise": "cube"}, "expected ball or gaussian"),
        ({"d": 0}, "need d, horizon >= 1"),
    ],
)
def test_wrong_settings_are_answered(parameters, message):
    with pytest.raises(KernelError, match=message):
        pgd.Setting.of(parameters)


def test_no_device():
    with pytest.raises(KernelError, match="use numpy, cpu or auto"):
        pgd.batch(0, 1, {}, 1, "cuda")


def test_comparisons():
    assert pgd.comparison(0, 5, {"d": 5}, 1, "numpy")["success"].all()
    assert pgd.order(0, 5, {"low": 2.0, "high": 8.0}, 1, "numpy")["success"].all()
    assert pgd.constancy(0, 1, {"d": 5, "spread": 0.5}, 1, "numpy")["success"].all()
