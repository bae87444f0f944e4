"""Null vectors of H_inf annihilate every network; the residual's tail; one sample against small
steps.
"""

import numpy as np
import pytest
from steepest.kernels.engine.batches import generator
from steepest.kernels.relu_gram.gram import limiting_gram
from steepest.kernels.relu_gram.lemmas import one_sample, one_sample_rate
from steepest.proofs.relu_gram.log_width import log_width
from steepest.proofs.relu_gram.model import predictions


@pytest.mark.parametrize("m", [1, 7, 400])
def test_null_vector_annihilates_every_network(m):
    rng = np.random.default_rng(m)
    X = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1)], dtype=float)
    alpha = np.array([1, -1, 1, -1, -1, 1.0])
    assert np.abs(limiting_gram(X) @ alpha).max() < 1e-12
    u = predictions(rng.standard_normal((m, 2)), rng.choice([-1, 1], m), X)
    assert abs(alpha @ u) < 1e-12


@pytest.mark.parametrize("s", [0.3, 1.0, 2.5])
@pytest.mark.parametrize("m", [1, 4])
def test_moment_generating_function_of_one_output(s, m):
    g = np.linspace(-12, 12, 200001)
    density = np.exp(-(g**2) / 2) / np.sqrt(2 * np.pi)
    one = np.trapezoid(np.cosh(s / np.sqrt(m) * np.maximum(g, 0)) * density, g)
    assert np.isclose(one, (1 + np.exp(s**2 / (2 * m))) / 2, rtol=1e-10)
    assert one**m <= np.exp(s**2 / 2)


def test_one_sample_agrees_with_small_steps():
    m, seed = 200, 11
    exact = one_sample(0, 6, {"m": m, "factor": 0.9}, seed)
    for trial in range(6):
        rng = generator(seed, trial)
        w, a = rng.standard_normal(m), rng.choice([-1.0, 1.0], m)
        first, r0 = w.copy(), 1 - float(a @ np.maximum(w, 0)) / np.sqrt(m)
        moved = 0.0
        # the flow moves every active neuron by the same amount; it stops at zero
        for _ in range(6000):
            r = 1 - float(a @ np.maximum(w, 0)) / np.sqrt(m)
            on = w > 0
            w = np.where(on, np.maximum(w + 5e-3 * a * r / np.sqrt(m), 0), w)
            moved = max(moved, float(np.abs(w - first).max()))
        assert (moved > 0.9 * 2 * abs(r0) / np.sqrt(m)) == bool(exact["success"][trial])


def test_width_grows_like_a_logarithm():
    X = np.eye(3)
    widths = [log_width(X, delta)[1] for delta in (1e-1, 1e-2, 1e-3)]
    assert widths[1] - widths[0] == pytest.approx(widths[2] - widths[1], rel=1e-9)
    assert log_width(X, 0.1)[0] < log_width(X, 0.1)[1]


def test_one_sample_rate_is_what_small_steps_show():
    m, seed, step = 36, 4, 2e-3
    found = one_sample_rate(0, 8, {"m": m}, seed)
    assert found["success"].sum() > 0
    for trial in np.flatnonzero(found["success"]):
        rng = generator(seed, int(trial))
        w, a = rng.standard_normal(m), rng.choice([-1.0, 1.0], m)
        first = 1 - float(a @ np.maximum(w, 0)) / np.sqrt(m)
        for k in range(1, 2001):
            r = 1 - float(a @ np.maximum(w, 0)) / np.sqrt(m)
            w = np.where(w > 0, np.maximum(w + step * a * r / np.sqrt(m), 0), w)
            after = 1 - float(a @ np.maximum(w, 0)) / np.sqrt(m)
            assert after**2 <= np.exp(-0.5 * k * step) * first**2 + 1e-12
