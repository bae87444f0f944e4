"""Perturbed gradient descent: the generated kernel, the array program and a plain one; the law of
the noise, cuts, refusals.
"""

import numpy as np
import pytest
from scipy import stats
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.saddles import pgd as pgd
from steepest.kernels.saddles.octopus import Octopus
from steepest.kernels.saddles.setting import Setting, kick, starts, step_normals


def plain(trial, setting, seed):
    """Algorithm 2 as printed (t from 0), one trial, with the kernel's start and noise; T, noise
    times, iterates outside.
    """
    f = Octopus(setting.L, setting.gamma, setting.tau)
    x = starts(trial, 1, setting.d, seed)[:, 0]
    before = x.copy()
    T, kicks, last = [-1] * setting.d, [], -setting.t_thres - 1
    for t in range(5000):
        for j in range(setting.d):
            if T[j] < 0 and abs(x[j]) >= 2 * setting.tau:
                T[j] = t
        if min(T) >= 0:
            break
        velocity = x - before
        gradient = f.gradient(x)
        if (
            setting.noise != "none"
            and np.linalg.norm(gradient) <= setting.g_thres
            and t - last > setting.t_thres
        ):
            x = x + kick(setting, step_normals(setting, np.array([trial]), t, seed, "kick"))[:, 0]
            kicks.append(t)
            last = t
        before = x.copy()
        x = x - setting.eta * f.gradient(x) + setting.momentum * velocity
        if setting.sgd:
            error = step_normals(setting, np.array([trial]), t, seed, "error")[:, 0]
            x = x + setting.eta * setting.sgd / np.sqrt(setting.d) * error
    return T, kicks


VARIANTS = [
    {},
    {"noise": "gaussian", "t_thres": 7},
    {"L": 1.2, "eta": 0.05},
    {"momentum": 0.3},
    {"sgd": 0.1, "noise": "none"},
]


@pytest.mark.parametrize("changes", VARIANTS)
def test_the_array_program_is_algorithm_2(changes):
    setting = Setting.of({"d": 4} | changes)
    found = pgd.simulate(250, 12, setting, 9)
    for i in range(12):
        T, kicks = plain(250 + i, setting, 9)
        assert found["T"][:, i].tolist() == T
        assert found["kicks"][i] == len(kicks)
        assert (np.diff(kicks) > setting.t_thres).all()
    assert not found["outside"].any()


@pytest.mark.parametrize("changes", [{}, {"sgd": 0.2, "momentum": 0.4}])
def test_the_kernel_gives_the_times_of_the_array_program(changes):
    setting = Setting.of({"d": 4} | changes)
    kernel = pgd.kernel_batch(2**33, 100, setting, 9, "numpy")
    array = pgd.summary(pgd.simulate(2**33, 100, setting, 9), setting)
    assert all(np.array_equal(kernel[key], array[key]) for key in array)


def test_the_kernel_is_the_same_on_every_backend():
    setting = Setting.of({"d": 4})
    reference = pgd.kernel_batch(5, 100, setting, 9, "numpy")
    again = pgd.kernel_batch(5, 100, setting, 9, "auto")
    assert all(np.array_equal(reference[key], again[key]) for key in reference)


def test_starts_are_those_of_the_kernel():
    from steepest.kernels import run
    from steepest.kernels.saddles.kernel import NUMBERS, recurrence

    numbers = {symbol.name: getattr(Setting.of({"d": 4}), symbol.name) for symbol in NUMBERS}
    state = run(
        recurrence(4), first=7, count=3, horizon=0, parameters=numbers, seed=9, backend="numpy"
    )
    assert np.array_equal([state[f"y{j}"] for j in range(4)], starts(7, 3, 4, 9))


def test_noise_is_uniform_in_the_ball():
    setting = Setting.of({"d": 5, "radius": 0.1})
    z = np.concatenate(
        [kick(setting, step_normals(setting, np.arange(512), t, 3, "kick")) for t in range(8)],
        axis=1,
    )
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
    T = pgd.simulate(0, 300, Setting.of({"d": 40}), 2)["T"]
    delta = np.diff(T, axis=0).mean(axis=1)
    slope = stats.linregress(np.arange(len(delta)), delta)
    assert abs(slope.slope) * 40 < 0.03 * delta.mean() + 40 * 4 * slope.stderr


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"x": 1}, "unknown parameter 'x'"),
        ({"L": 0.9}, "need L >= gamma > 0"),
        ({"eta": 0.2}, r"need 0 < eta <= 1/\(2 L\)"),
        ({"radius": 1.0}, r"radius <= tau/20"),
        ({"g_thres": 1.0}, r"need g_thres <= gamma tau/10"),
        ({"noise": "cube"}, "expected ball, gaussian or none"),
        ({"noise": "none"}, "use the trial saddle-gd"),
        ({"momentum": 1.0}, "need 0 <= momentum < 1"),
        ({"sgd": -1.0}, "sgd >= 0"),
        ({"horizon": 10**9}, "needs more than 2\\^32 counter blocks"),
        ({"d": 0}, "need d, horizon >= 1"),
    ],
)
def test_wrong_settings_are_answered(parameters, message):
    with pytest.raises(KernelError, match=message):
        Setting.of(parameters)


def test_no_device_for_the_array_program():
    with pytest.raises(KernelError, match="beyond d = 32 is an array program"):
        pgd.batch(0, 1, {"d": 33}, 1, "cuda")


def test_comparisons():
    assert pgd.comparison(0, 5, {"d": 5}, 1, "numpy")["success"].all()
    assert pgd.order(0, 5, {"low": 2.0, "high": 8.0}, 1, "numpy")["success"].all()
    assert pgd.constancy(0, 1, {"d": 5, "spread": 0.5}, 1, "numpy")["success"].all()
