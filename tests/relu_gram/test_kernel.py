"""Gram coordinates against the weights themselves, exact rational descent, and the closed form of
H_inf.
"""

import numpy as np
import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.relu_gram import gram as relu_gram
from steepest.kernels.relu_gram.gram import (
    Setting,
    deficit,
    descend,
    direct,
    inputs,
    limiting_gram,
    plain,
    run,
    weights,
)


@pytest.mark.parametrize(("n", "d", "m"), [(30, 50, 201), (40, 5, 64), (1, 1, 1), (7, 300, 2000)])
def test_gram_coordinates_are_descent_on_the_weights(n, d, m):
    X, y = inputs(Setting(n=n, d=d, m=m, low=0.5, high=1.5, seed=3))
    W, a = weights(Setting(n=n, d=d, m=m, seed=3))
    eta = 1 / np.linalg.eigvalsh(limiting_gram(X))[-1]
    history, last, moved = direct(X, y, W, a, eta, 30)
    for engine in (plain, descend):
        seen = engine(X @ X.T, y, W @ X.T, a, eta, 30, grams=(0, 30))
        assert np.allclose(seen.u, history[-1], atol=1e-11)
        assert np.allclose(seen.loss, 0.5 * ((history - y) ** 2).sum(axis=1), atol=1e-10)
        assert np.allclose(seen.moved, moved, atol=1e-9)
        assert np.allclose(seen.Z, last @ X.T, atol=1e-11)
        # the span of inputs and start
        assert np.allclose(W - eta / np.sqrt(m) * a[:, None] * (seen.B @ X), last, atol=1e-11)
        S = (seen.Z >= 0).astype(float)
        assert np.allclose(seen.grams[30], (X @ X.T) * (S.T @ S) / m, atol=1e-12)
        assert seen.changed[-1] == np.mean((seen.Z >= 0) != (W @ X.T >= 0))


def test_preactivations_are_skipped():
    setting = Setting(n=100, d=100, m=800, steps=60)
    seen = run(setting)
    K, (X, y), (W, a) = None, inputs(setting), weights(setting)
    K = X @ X.T
    skipping, everything = descend(K, y, W @ X.T, a, 1.0, 60), plain(K, y, W @ X.T, a, 1.0, 60)
    assert skipping.products < 45 < everything.products
    assert np.array_equal(skipping.changed, everything.changed)
    assert np.allclose(skipping.moved, everything.moved, atol=1e-12)
    assert seen.done == 60


def test_the_cost_does_not_depend_on_the_dimension():
    short, long = (inputs(Setting(n=5, d=d, m=10, seed=1))[0] for d in (5, 5000))
    K = long @ long.T
    # five vectors of R^5 with the same Gram matrix: the same law of preactivations
    L = np.linalg.cholesky(K)
    assert np.allclose(L @ L.T, K)
    assert np.allclose(limiting_gram(L), limiting_gram(long))
    assert short.shape == L.shape


def test_float32_only_when_asked():
    assert run(Setting(n=20, d=20, m=50, steps=3)).Z.dtype == np.float64
    assert run(Setting(n=20, d=20, m=50, steps=3, dtype="float32")).Z.dtype == np.float32


def test_exact_rational_descent():
    from fractions import Fraction

    from steepest.proofs.relu_gram.exact import example

    network = example()
    path = network.descend(Fraction(1, 2), 12)
    exact = np.array([[float(v) for v in network.outputs(W)] for W in path])
    X, W, y, a = (np.array(M, dtype=float) for M in (network.X, network.W, network.y, network.a))
    seen = plain(X @ X.T, y, W @ X.T, a, 0.5, 12)
    assert np.allclose(seen.u, exact[-1], atol=1e-13)
    assert np.allclose(seen.loss, 0.5 * ((exact - y) ** 2).sum(axis=1), atol=1e-13)


def test_a_diverging_run_ends_early():
    seen = run(Setting(n=6, d=6, m=20, eta=1e200, steps=50))
    assert seen.done < 50
    assert not np.isfinite(seen.loss[seen.done])


@pytest.mark.parametrize("theta", [1e-3, 1e-9, 1e-150])
def test_small_angles_keep_their_digits(theta):
    X = np.array([[1.0, 0.0], [1.0, theta]])
    assert deficit(X)[0, 1] == pytest.approx(
        theta / (2 * np.pi) + (0.25 * theta**2 if theta > 1e-8 else 0), rel=1e-5
    )
    antipodal = np.array([[1.0, 0.0], [-1.0, theta]])
    assert limiting_gram(antipodal)[0, 1] == pytest.approx(-theta / (2 * np.pi), rel=1e-5)


def test_zero_and_repeated_inputs():
    H = limiting_gram(np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 4.0]]))
    assert np.allclose(H, [[0, 0, 0], [0, 12.5, 12.5], [0, 12.5, 12.5]])


@pytest.mark.parametrize(
    "bad", [{"m": 0}, {"eta": 0.0}, {"low": 2.0}, {"dtype": "float16"}, {"steps": -1}]
)
def test_settings_are_checked(bad):
    with pytest.raises(KernelError, match="expected|whole numbers|choose"):
        Setting(**bad)


def test_trials_do_not_depend_on_batches():
    from steepest.kernels.relu_gram.trials import agreement, experiment, rate

    for batch, given in (
        (agreement, {}),
        (rate, {}),
        (experiment, {"n": 10, "d": 10, "widths": [10, 20, 40], "steps": 20}),
    ):
        whole, part = batch(0, 4, given, 5), batch(2, 2, given, 5)
        assert all(np.array_equal(whole[key][2:], part[key]) for key in whole)


@pytest.mark.parametrize(
    "bad", [{"check": "beauty"}, {"widths": [10, 20]}, {"n": 0}, {"nonsense": 1}]
)
def test_trials_are_checked(bad):
    from steepest.kernels.relu_gram.trials import experiment

    with pytest.raises(KernelError):
        experiment(0, 1, bad, 5)


def test_a_share_of_nothing_watched(monkeypatch):
    monkeypatch.setattr(relu_gram, "SHARE", 0.0)
    X, y = inputs(Setting(n=12, d=12, m=30))
    W, a = weights(Setting(n=12, d=12, m=30))
    seen, wanted = descend(X @ X.T, y, W @ X.T, a, 1.0, 20), plain(X @ X.T, y, W @ X.T, a, 1.0, 20)
    assert np.allclose(seen.loss, wanted.loss, atol=1e-12)
