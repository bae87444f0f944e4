"""Gradient flow from event to event: closed forms, sliding, and the limit of short steps."""

import numpy as np
import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.relu_gram.flow import ACTIVE, INACTIVE, SLIDING, first_root, solve
from steepest.kernels.relu_gram.flow_trials import flow
from steepest.kernels.relu_gram.gram import Setting, inputs, plain, weights

TIMES = np.linspace(0, 6, 25)


def test_a_neuron_comes_to_rest_at_zero():
    seen = solve(np.eye(1), np.array([-1.0]), np.array([[1.0]]), np.array([1.0]), TIMES)
    assert [(round(t, 12), mode) for t, _, _, mode in seen.events] == [
        (round(np.log(2), 12), INACTIVE)
    ]
    assert np.allclose(seen.e[:, 0], np.maximum(2 * np.exp(-TIMES), 1), atol=1e-12)
    assert seen.Z[0, 0] == 0


def test_sliding_in_closed_form():
    X, y = np.array([[1.0, 0.0], [-0.6, 0.8]]), np.array([-1.0, 0.0])
    start = np.array([[1e-12, 0.625]]) @ X.T  # z_1 just above 0, z_2 = 1/2
    seen = solve(X @ X.T, y, start, np.array([1.0]), TIMES)
    assert seen.events[0][3] == SLIDING
    assert seen.modes.tolist() == [[SLIDING, ACTIVE]]
    assert np.allclose(seen.e[:, 0], 1, atol=1e-11)
    assert np.allclose(seen.e[:, 1], 0.5 * np.exp(-0.64 * TIMES), atol=1e-11)


@pytest.mark.parametrize("trial", range(4))
def test_the_limit_of_short_steps(trial):
    setting = Setting(n=5, d=4, m=40, seed=9, trial=trial, low=0.5, high=1.5)
    X, y = inputs(setting)
    W, a = weights(setting)
    seen = solve(X @ X.T, y, W @ X.T, a, TIMES)
    gaps = []
    for step in (1 / 64, 1 / 256):
        short = plain(X @ X.T, y, W @ X.T, a, step, round(6 / step))
        marks = np.rint(TIMES / step).astype(int)
        gaps.append(np.abs(np.sqrt(short.loss[marks]) - np.sqrt(seen.loss)).max())
    assert gaps[1] < 0.5 * gaps[0] < 0.1
    assert np.all(np.diff(seen.loss) <= 1e-12)
    u = a @ np.maximum(seen.Z, 0) / np.sqrt(40)
    assert np.allclose(u - y, seen.e[-1], atol=1e-10)
    assert np.all(np.diff([event[0] for event in seen.events]) >= 0)


def test_no_root_is_stepped_over():
    rng = np.random.default_rng(4)
    rates = np.array([0.1, 1.0, 7.0])
    grid = np.linspace(0, 10, 20_001)[:, None]
    curves = lambda start, c: start + (c * -np.expm1(-rates * grid) / rates).sum(axis=1)  # noqa: E731
    for _ in range(60):
        c = rng.standard_normal((3, 3))
        start = np.abs(rng.standard_normal(3)) / 3
        lows = [np.flatnonzero(curves(s, row) < 0) for s, row in zip(start, c)]
        wanted = min((grid[low[0], 0] for low in lows if len(low)), default=np.inf)
        when, which = first_root(start, c, rates, 10.0, "integral", 1e-13)
        assert when == pytest.approx(wanted, abs=1e-3)
        assert which == -1 or abs(curves(start[which], c[which])[int(when * 2_000)]) < 1e-2


@pytest.mark.parametrize("times", [[], [-1.0], [2.0, 1.0], [np.inf]])
def test_times_are_checked(times):
    with pytest.raises(KernelError, match="increasing times"):
        solve(np.eye(1), np.zeros(1), np.ones((1, 1)), np.ones(1), times)


def test_too_many_events_are_said():
    setting = Setting(n=6, d=6, m=60, seed=2)
    X, y = inputs(setting)
    W, a = weights(setting)
    assert solve(X @ X.T, y, W @ X.T, a, TIMES, max_events=2).reached < 6


def test_flow_trials():
    whole, part = flow(0, 3, {"m": 20}, 5), flow(1, 2, {"m": 20}, 5)
    assert all(np.array_equal(whole[key][1:], part[key]) for key in whole)
    with pytest.raises(KernelError, match="rate, slides or agrees"):
        flow(0, 1, {"check": "beauty"}, 5)
