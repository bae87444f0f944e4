"""Networks of the three kinds: gradients against differences, Gram blocks against gradients,
descent, and reproducible trials.
"""

import numpy as np
import pytest
from steepest.kernels.deep_gram import training_trials as trials
from steepest.kernels.deep_gram.finite import Finite, neighbours
from steepest.kernels.deep_gram.training import (
    Data,
    Weights,
    _adjoint,
    descend,
    forward,
    full_gram,
    gradient,
    gram,
    initial,
    predictions,
    unit_data,
)

KINDS = [("fc", "tanh", 1), ("resnet", "softplus", 1), ("conv", "softplus", 4)]


def setting(kind, activation, positions, depth=3, width=7):
    rng = np.random.default_rng(5)
    network = Finite.of(
        {"kind": kind, "activation": activation, "depth": depth, "width": width, "c_res": 0.5}
    )
    data = unit_data(3, 5, rng, positions)
    return network, data, initial(network, data, rng), rng


@pytest.mark.parametrize(("kind", "activation", "positions"), KINDS)
def test_gradients_are_differences(kind, activation, positions):
    network, data, weights, rng = setting(kind, activation, positions)
    slope = gradient(forward(network, weights, data), data)
    loss = lambda w: 0.5 * ((predictions(network, w, data) - data.y) ** 2).sum()  # noqa: E731
    direction = Weights(
        [rng.standard_normal(W.shape) for W in weights.W], rng.standard_normal(weights.a.shape)
    )
    e = 1e-6
    difference = (loss(weights.moved(direction, -e)) - loss(weights.moved(direction, e))) / (2 * e)
    products = [(g * d).sum() for g, d in zip([*slope.W, slope.a], [*direction.W, direction.a])]
    assert difference == pytest.approx(sum(products), rel=1e-6)


@pytest.mark.parametrize(("kind", "activation", "positions"), KINDS)
def test_gram_blocks_are_inner_products_of_gradients(kind, activation, positions):
    network, data, weights, _ = setting(kind, activation, positions)
    found = forward(network, weights, data)
    single = []
    for i in range(data.points):
        # residual e_i: the gradient of u_i
        marked = Data(data.X, found.u - np.eye(data.points)[i], data.positions)
        single.append(gradient(found, marked))
    for h in range(1, network.depth + 2):
        parts = [(g.W[h - 1] if h <= network.depth else g.a).ravel() for g in single]
        assert np.allclose(gram(found, data, h), np.array(parts) @ np.array(parts).T)
    r = found.u - data.y
    assert r @ full_gram(found, data) @ r == pytest.approx(
        sum(s**2 for s in gradient(found, data).size())
    )


def test_the_adjoint_of_the_patches():
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((2, 12)), rng.standard_normal((6, 12))
    assert (neighbours(x, 4, 3) * y).sum() == pytest.approx((x * _adjoint(y, 4, 3)).sum())


def test_descent_lowers_the_loss_and_records_what_moves():
    network, data, weights, _ = setting("fc", "tanh", 1, depth=2, width=64)
    run = descend(network, weights, data, 0.02, 20, marks=3)
    sizes = (run.residuals**2).sum(axis=1)
    assert (np.diff(sizes) < 0).all()
    assert run.movement.shape == (21, 3)
    assert not run.movement[0].any()
    assert len(run.grams) == 3


PARAMETERS = {
    "kind": "resnet",
    "activation": "softplus",
    "depth": 4,
    "shallow": 2,
    "width": 16,
    "low": 0.0,
    "high": 9.0,
    "share": 0.5,
    "check": "rate",
    "steps": 3,
    "eta": 0.01,
    "draws": 2,
    "block": "inner",
    "aspect": 1,
    "bound": 3.0,
}
BATCHES = (
    "descent",
    "widths",
    "orders",
    "one_step",
    "initial_gram",
    "gram_error",
    "features",
    "blocks",
    "amplification",
    "operator_norm",
    "moments",
    "all_blocks",
)


@pytest.mark.parametrize("name", BATCHES)
def test_a_trial_does_not_depend_on_its_batch(name):
    batch = getattr(trials, name)
    whole = batch(0, 3, PARAMETERS, 11)
    parts = [batch(0, 1, PARAMETERS, 11), batch(1, 2, PARAMETERS, 11)]
    assert set(whole["success"].tolist()) <= {0, 1}
    for key, values in whole.items():
        assert np.array_equal(values, np.concatenate([part[key] for part in parts])), key


def test_the_limit_matrix_as_the_gram_matrix_of_a_step():
    parameters = {
        "kind": "fc",
        "activation": "relu",
        "depth": 1,
        "width": 400,
        "G": "limit",
        "eta": 0.01,
        "share": 1.0,
    }
    assert trials.one_step(0, 2, parameters, 3)["success"].all()
