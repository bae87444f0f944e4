"""Backpropagation against differences, and the balance theorems at random networks."""

import numpy as np
import pytest
from steepest.kernels.balancedness import network_trials as trials
from steepest.kernels.balancedness.networks import (
    ACTIVATIONS,
    HOMOGENEOUS,
    LOSSES,
    Layer,
    Network,
    largest_violation,
    squared_norms,
    step,
)
from steepest.kernels.engine.batches import array_module, generator
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.sharing import convolution, random_map


def small(activation, bias=False, share=False, seed=0):
    rng = generator(seed, 0)
    widths = (4, 5, 3, 2)
    maps = [random_map(n, m, rng) if share else None for m, n in zip(widths, widths[1:])]
    network = Network(
        tuple(Layer(n, m, g, bias) for m, n, g in zip(widths, widths[1:], maps)), (activation,) * 2
    )
    return (
        network,
        network.random_weights(rng),
        rng.standard_normal((4, 3)),
        rng.standard_normal((2, 3)),
    )


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("bias", "share"), [(False, False), (True, False), (True, True)])
def test_gradient_is_the_derivative_of_the_loss(activation, loss, bias, share):
    network, weights, X, Y = small(activation, bias, share)
    gradients = network.gradient(weights, X, Y, loss)
    rng = generator(1, 1)
    direction = [
        (rng.standard_normal(v.shape), None if b is None else rng.standard_normal(b.shape))
        for v, b in weights
    ]
    h = 1e-6
    slope = sum(
        (dv * e).sum() + (0 if b is None else (db * b).sum())
        for (dv, db), (e, b) in zip(gradients, direction)
    )
    there, back = (network.loss(step(weights, direction, s), X, Y, loss) for s in (-h, h))
    assert (there - back) / (2 * h) == pytest.approx(slope, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(
    "parameters",
    [
        {"statement": "neuron"},
        {"statement": "neuron", "bias": True},
        {"statement": "layer"},
        {"statement": "layer", "sharing": "random", "widths": [1, 60]},
        {"statement": "layer", "sharing": "conv1d"},
        {"statement": "layer", "sharing": "conv2d", "bias": True},
        {"statement": "matrix"},
    ],
)
def test_balance_holds_to_rounding(parameters):
    seen = trials.balance_rates(0, 40, parameters, seed=3)
    assert seen["success"].all()
    assert seen["violation"].max() < 1e-14
    assert np.median(seen["signal"]) > 1e-4  # far from vacuous


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "quadratic"])
def test_balance_fails_without_homogeneity(activation):
    assert (
        trials.balance_rates(0, 20, {"statement": "neuron", "activations": [activation]}, seed=3)[
            "success"
        ].sum()
        == 0
    )


def test_matrix_balance_fails_around_a_relu():
    assert (
        trials.balance_rates(
            0, 40, {"statement": "matrix", "at": "relu", "widths": [5, 50]}, seed=3
        )["success"].mean()
        < 0.1
    )


def test_bias_must_be_counted():
    network, weights, X, Y = small("relu", bias=True)
    gradients = network.gradient(weights, X, Y)
    assert largest_violation("neuron", weights, gradients, range(2))[0] < 1e-14
    bare = [(v, None) for v, _ in weights], [(dv, None) for dv, _ in gradients]
    assert largest_violation("neuron", *bare, range(2))[0] > 1e-3


def test_trials_do_not_depend_on_batching():
    whole = trials.balance_rates(5, 6, {"statement": "neuron"}, seed=9)
    parts = [trials.balance_rates(k, 2, {"statement": "neuron"}, seed=9) for k in (5, 7, 9)]
    for name, column in whole.items():
        np.testing.assert_array_equal(column, np.concatenate([part[name] for part in parts]))


def test_rescaling_two_layers():
    assert trials.rescaling(0, 30, {}, seed=1)["success"].all()
    assert trials.rescaling(0, 30, {"activations": ["tanh"]}, seed=1)["success"].sum() == 0


def test_one_step_of_descent():
    seen = trials.one_step(0, 30, {}, seed=1)
    assert seen["success"].all()
    assert np.median(seen["signal"]) > 1e-3
    with pytest.raises(ValueError, match="without biases"):
        trials.one_step(0, 1, {"bias": True}, seed=1)


def test_flow_keeps_the_differences():
    parameters = {
        "widths": [2, 6],
        "depth": [2, 3],
        "losses": ["quadratic", "logistic"],
        "activations": ["linear"],
        "time": 0.5,
    }
    seen = trials.flow_drift(0, 4, parameters, seed=1)
    assert seen["success"].all()
    assert seen["signal"].max() > 1e-3
    assert not trials.flow_drift(0, 3, parameters | {"activations": ["tanh"]}, seed=1)[
        "success"
    ].any()


def test_initial_norms_follow_the_widths():
    even = trials.initial_balance(
        0, 50, {"scheme": "Kaiming", "widths": [1000] * 4, "within": 0.05}, seed=1
    )
    uneven = trials.initial_balance(
        0, 50, {"scheme": "Kaiming", "widths": [1000, 100, 100, 10], "within": 0.5}, seed=1
    )
    assert even["success"].all()
    assert not uneven["success"].any()
    weights = [(generator(0, 0).standard_normal((10, 100)) / 10, None)]
    assert squared_norms(weights)[0] == pytest.approx(10, rel=0.2)


def test_convolution_is_a_convolution():
    index, out = convolution((4,), 1, 1, (2,))
    assert out == (3,)
    np.testing.assert_array_equal(index, [[1, 2, 0, 0], [0, 1, 2, 0], [0, 0, 1, 2]])
    index, out = convolution((3, 3), 2, 2, (2, 2), stride=2, padding=1)
    assert out == (2, 2)
    layer = Layer(*index.shape, index)
    assert layer.parameters == 2 * 2 * 4
    rng = generator(2, 2)
    v, image = rng.standard_normal(layer.parameters), rng.standard_normal((2, 3, 3))
    filters, padded = v.reshape(2, 2, 2, 2), np.pad(image, ((0, 0), (1, 1), (1, 1)))
    direct = [
        [
            [(filters[o] * padded[:, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]).sum() for j in (0, 1)]
            for i in (0, 1)
        ]
        for o in (0, 1)
    ]
    np.testing.assert_allclose(
        (layer.matrix(v, np) @ image.ravel()).reshape(2, 2, 2), direct, atol=1e-14
    )
    with pytest.raises(ValueError, match="does not fit"):
        convolution((2,), 1, 1, (5,))


def test_unknown_sharing_and_backend():
    with pytest.raises(ValueError, match="conv2d"):
        trials.random_network({"sharing": "conv3d"}, generator(0, 0))
    with pytest.raises(KernelError, match="numpy, cpu or cuda"):
        array_module("abacus")


def test_a_missing_device_is_said(monkeypatch):
    from steepest.kernels.engine import cuda

    monkeypatch.setattr(cuda, "unavailable", lambda: "no driver")
    with pytest.raises(KernelError, match="no driver. Use numpy"):
        array_module("cuda")


def test_homogeneous_activations_are_known():
    assert set(HOMOGENEOUS) < set(ACTIVATIONS)
