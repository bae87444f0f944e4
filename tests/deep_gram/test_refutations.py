"""What the refuted statements say, seen on actual networks and population matrices: a second route
to the witnesses.
"""

import numpy as np
import pytest
from steepest.kernels.deep_gram.duals import float_dual, normalisation_of
from steepest.kernels.deep_gram.finite import Finite
from steepest.kernels.deep_gram.gram import build, input_gram, population
from steepest.kernels.deep_gram.training import Data, forward, gradient, initial, unit_data
from steepest.proofs import claims


def residual(depth, kind="resnet", c_res=0.9, n=4):
    data = unit_data(n, 3, np.random.default_rng(8))
    return population(
        build(kind, float_dual("softplus"), depth, c_res=c_res), input_gram(data.X.T), last=True
    )


def test_the_least_eigenvalue_of_the_resnet_obeys_the_explicit_constant():
    first = residual(2)
    # c_sigma Cov, free of the depth
    start = np.linalg.eigvalsh(first.K[1] - np.outer(first.b[1], first.b[1]))[0]
    assert start > 0
    for depth in (2, 4, 8, 16):
        least = np.linalg.eigvalsh(residual(depth).gram)[0]
        assert least >= 0.9**2 / depth**2 * start / 4


def test_moments_minus_means_do_not_decrease():
    found = residual(8)
    gaps = [K - np.outer(b, b) for K, b in zip(found.K[1:], found.b[1:])]
    for low, high in zip(gaps, gaps[1:]):
        assert np.linalg.eigvalsh(high - low)[0] > -1e-12
    pair = found.K[1][:2, :2]
    # the first layer may lower it
    assert np.linalg.eigvalsh(pair)[0] < np.linalg.eigvalsh(found.K[0][:2, :2])[0]


def test_softplus_contracts_the_errors_of_the_first_layer():
    dual = float_dual("softplus")
    c = float(normalisation_of(dual))
    assert c <= 1 / (np.log(2) ** 2 + 0.25)
    K = population(
        build("fc", dual, 2), input_gram(unit_data(3, 4, np.random.default_rng(1)).X.T)
    ).K[1]
    change = np.random.default_rng(2).uniform(-1, 1, K.shape) * 1e-5
    change += change.T
    after = c * (np.asarray(dual.second(K + change)) - np.asarray(dual.second(K)))
    assert np.abs(after).max() <= 0.75 * np.abs(change).max()


def test_zero_patches_contribute_to_the_first_layer():
    network = Finite.of(
        {"kind": "conv", "activation": "softplus", "depth": 2, "width": 32, "c_res": 0.1}
    )
    X = np.zeros((1, 128))
    X[0, 60] = 1.0
    data = Data(X, np.ones(1), 128)
    x = forward(network, initial(network, data, np.random.default_rng(0)), data, backward=False).x[
        1
    ]
    assert (x**2).sum() > 3 * network.c_sigma * 9  # q L^2 c_sigma c_w0^2


@pytest.mark.parametrize("depth", [2, 32])
def test_the_step_of_the_output_is_the_feature(depth):
    rng = np.random.default_rng(3)
    network = Finite.of(
        {"kind": "resnet", "activation": "softplus", "depth": depth, "width": 64, "c_res": 0.5}
    )
    data = unit_data(1, 5, rng)
    found = forward(network, initial(network, data, rng), data)
    size = np.linalg.norm(gradient(found, data).a)
    assert size == pytest.approx(abs(found.u[0] - data.y[0]) * np.linalg.norm(found.x[-1]))
    assert np.linalg.norm(found.x[-1]) > 0.7


def test_amended_claims_name_what_they_amend():
    known = claims()
    amended = [c for c in known.values() if c.subject == "deep_gram" and c.amends]
    assert len(amended) >= 25
    assert {c.amends for c in amended} <= set(known)
