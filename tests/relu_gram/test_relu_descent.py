"""The reduced first layer against plain descent, and the experiment's measures."""

import numpy as np
import pytest
from steepest.kernels.balancedness.networks import Layer, Network, squared_norms, step
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.relu_gram.descent import descend, predicted_differences, start
from steepest.kernels.relu_gram.experiment import (
    INPUTS,
    LABELS,
    Setting,
    experiment,
    measures,
    prepare,
    run,
)

SMALL = Setting(
    "unit sphere", "N(0,1)", 1.0, 2e-2, "balanced", (20, 12, 11, 3), 15, 150, (0.05, 0.08, 0.1)
)


def test_reduced_descent_is_plain_descent():
    weights, X, Y = prepare(SMALL)
    layers = tuple(Layer(*W.shape) for W in weights)
    network, plain = Network(layers, ("relu", "relu")), [(W, None) for W in weights]
    seen = []
    for _ in range(SMALL.steps):
        seen.append([*squared_norms(plain), network.loss(plain, X, Y) * X.shape[1]])
        gradients = network.gradient(plain, X, Y)
        plain = step(plain, gradients, SMALL.eta * X.shape[1])
    state = run(SMALL)
    np.testing.assert_allclose(state.norms[:-1], np.array(seen)[:, :3], rtol=1e-10)
    np.testing.assert_allclose(state.loss[:-1], np.array(seen)[:, 3], rtol=1e-10)
    np.testing.assert_allclose(
        state.first_layer(weights[0], X, SMALL.eta), plain[0][0], rtol=1e-8, atol=1e-10
    )


def test_the_exact_law_of_one_step():
    state = run(SMALL)
    assert measures(state, SMALL.eta)["law_error"] < 1e-12
    wrong = predicted_differences(state, 2 * SMALL.eta)
    assert np.abs(-np.diff(state.norms, axis=1) - wrong).max() > 1e-6


def test_a_run_continues_bitwise():
    weights, X, Y = prepare(SMALL)
    K = X.T @ X
    whole = descend(start(weights, X, 60), K, Y, SMALL.eta)
    seen = []
    halves = descend(
        start(weights, X, 60),
        K,
        Y,
        SMALL.eta,
        until=25,
        pause=lambda state: seen.append(state.done),
        every=10,
    )
    assert (halves.done, seen) == (25, [10, 20])
    descend(halves, K, Y, SMALL.eta)
    np.testing.assert_array_equal(halves.norms, whole.norms)
    np.testing.assert_array_equal(halves.loss, whole.loss)


def test_divergence_is_data():
    seen = experiment(0, 2, SMALL.to_json() | {"eta": 50.0, "bounds": {}}, seed=0)
    assert not seen["success"].any()


def test_bounds_decide_success():
    parameters = SMALL.to_json() | {"bounds": {"largest_12": [0, 100.0]}}
    assert experiment(0, 2, parameters, seed=0)["success"].all()
    assert not experiment(0, 2, parameters | {"bounds": {"largest_12": [0, 1e-9]}}, seed=0)[
        "success"
    ].any()


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("labels", LABELS)
def test_laws_have_their_shapes_and_sizes(inputs, labels):
    weights, X, Y = prepare(Setting(inputs, labels, widths=(60, 8, 7, 3), points=50))
    assert (X.shape, Y.shape, len(weights)) == ((60, 50), (3, 50), 3)
    assert 0.05 < (Y**2).mean() < 4


def test_both_initialisations_share_data():
    one, two = (
        prepare(Setting(initialisation=kind, widths=(30, 10, 10, 2), points=5))
        for kind in ("balanced", "unbalanced")
    )
    np.testing.assert_array_equal(one[1], two[1])
    np.testing.assert_allclose(one[0][0] * 10, two[0][0])


def test_an_unknown_law_is_named():
    with pytest.raises(KernelError, match="unit sphere"):
        Setting.of({"inputs": "cauchy"})
