"""The recursion and finite networks: three architectures, direct and reduced draws, all blocks of
the gradient.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.deep_gram.duals import float_dual
from steepest.kernels.deep_gram.finite import Finite, draw, neighbours
from steepest.kernels.deep_gram.gram import (
    KINDS,
    Layer,
    Network,
    build,
    every_gram,
    input_gram,
    patches,
    population,
)
from steepest.kernels.deep_gram.networks import root_m, z_scores
from steepest.kernels.deep_gram.training import Data, forward, gram, initial
from steepest.proofs.deep_gram import architectures
from steepest.proofs.deep_gram.definitions import (
    UndefinedMatrix,
    clipped_traces,
    general,
    loss,
    printed_convolutional,
    printed_fully_connected,
    printed_residual,
)
from steepest.proofs.deep_gram.simulation import IMAGES, INPUTS, numbers

FLAT, PICTURES = np.array(numbers(INPUTS)), np.array(numbers(IMAGES))


def inputs(kind):
    return PICTURES if kind == "conv" else FLAT


def network(kind, name="softplus", depth=3, c_res=0.9):
    return build(kind, float_dual(name), depth, c_res=c_res, positions=3 if kind == "conv" else 1)


def setting(kind, **changes):
    return {
        "kind": kind,
        "activation": "softplus",
        "depth": 3,
        "width": 64,
        "c_res": 0.9,
        "inputs": inputs(kind).tolist(),
    } | changes


@pytest.mark.parametrize("p", [1, 2, 5])
@pytest.mark.parametrize("q", [1, 3, 5])
def test_patches_of_a_gram_matrix_are_the_gram_matrix_of_patches(p, q):
    X = np.random.default_rng(p).standard_normal((4, 2 * p))
    seen = neighbours(X, p, q)
    assert patches(X.T @ X, p, q) == pytest.approx(seen.T @ seen)


def test_reduced_draws_have_the_law_of_direct_ones():
    """Means over 400 draws of each kind differ by less than five standard errors, for every
    architecture.
    """
    rng = np.random.default_rng(3)
    for kind in KINDS:
        finite = Finite.of(setting(kind, width=16))
        grams = [
            np.array(
                [draw(finite, inputs(kind), rng, direct=direct).gram for _ in range(400)]
            ).reshape(400, -1)
            for direct in (True, False)
        ]
        error = np.sqrt(sum(one.var(axis=0) for one in grams) / 400)
        assert (abs(grams[0].mean(0) - grams[1].mean(0)) <= 5 * error).all()


@pytest.mark.parametrize("kind", KINDS)
def test_large_networks_approach_the_limit(kind):
    found = population(network(kind), input_gram(inputs(kind)), last=True)
    finite = Finite.of(setting(kind, width=200_000 if kind != "conv" else 60_000))
    one = draw(finite, inputs(kind), np.random.default_rng(5), direct=False, average=True)
    assert one.gram == pytest.approx(found.gram, rel=0.06)
    assert one.K[3] == pytest.approx(found.K[3], rel=0.03)
    assert one.b[3] == pytest.approx(found.b[3], rel=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_every_block_of_the_gradient_approaches_its_limit(kind):
    """G^(1), .., G^(H), G^(a) by back-propagation, 60 networks of width 300."""
    x = inputs(kind)
    X = x.transpose(1, 0, 2).reshape(2, -1) if kind == "conv" else x.T
    data = Data(X, np.zeros(3), 3 if kind == "conv" else 1)
    finite, rng = Finite.of(setting(kind, width=300)), np.random.default_rng(8)
    limits = every_gram(network(kind), input_gram(x))
    draws = []
    for _ in range(60):
        found = forward(finite, initial(finite, data, rng), data)
        draws.append([gram(found, data, block) for block in range(1, 5)])
    mean, error = np.mean(draws, axis=0), np.std(draws, axis=0) / np.sqrt(60)
    assert (abs(mean - np.array(limits)) <= 5 * error + 0.02 * abs(mean)).all()
    assert limits[2] == pytest.approx(population(network(kind), input_gram(x)).gram)


def test_a_skip_matrix_is_the_general_form_of_the_identity():
    dual, K0 = float_dual("gelu"), input_gram(PICTURES)
    layers = build("conv", dual, 3, positions=3).layers
    general_layers = tuple(
        replace(layer, skip=np.eye(3)) if layer.skip is True else layer for layer in layers
    )
    same, other = population(Network(layers, 3), K0), population(Network(general_layers, 3), K0)
    assert same.gram == pytest.approx(other.gram)
    K, b = general(general_layers[:-1], K0, 3)
    assert K[2] == pytest.approx(same.K[2])
    assert b[2] == pytest.approx(same.b[2])


def test_a_skip_matrix_moves_positions():
    shift = np.eye(3, k=1)
    layer = Layer(float_dual("erf"), 0.0, 0.0, shift, 1)
    K0 = input_gram(PICTURES)
    K, _ = general((layer,), K0, 3)
    moved = np.kron(np.eye(3), shift)
    assert K[1] == pytest.approx(moved @ K0 @ moved.T)


def test_printed_recursions_in_floats():
    """What the claims decide exactly, seen in numbers: equal norms hide the pairing, the last index
    matters everywhere.
    """
    dual, unit = float_dual("softplus"), FLAT / np.linalg.norm(FLAT, axis=1)[:, None]
    c = 1 / dual.second(np.ones((1, 1)))[0, 0]
    for data, same in ((unit, True), (FLAT, False)):
        K, _ = printed_residual(dual, c, np.sqrt(c), data @ data.T, 3, 0.9)
        limit = population(network("resnet"), data @ data.T)
        assert bool(abs(K[2] - limit.K[2]).max() < 1e-12) is same
        assert abs(K[3] - limit.gram).max() > 1e-4
    K = printed_fully_connected(dual, c, unit @ unit.T, 2)
    assert abs(K[2] - population(network("fc", depth=2), unit @ unit.T).gram).max() > 1e-3
    assert printed_fully_connected(dual, c, unit @ unit.T, 1, shift=0)[1] == pytest.approx(
        population(network("fc", depth=1), unit @ unit.T).gram
    )


def test_the_printed_matrix_of_one_layer_is_not_defined():
    with pytest.raises(UndefinedMatrix, match="A\\^\\(0\\)"):
        printed_fully_connected(float_dual("erf"), 1.0, np.eye(2), 1)


def test_readings_of_the_convolutional_definition_differ():
    dual = float_dual("softplus")
    K0, values = patches(input_gram(PICTURES), 3, 3), set()
    for index in (0, 1):
        for padded in (True, False):
            K, b = printed_convolutional(dual, 1.1, 1.05, K0, 3, 0.9, 3, index=index, padded=padded)
            values.add(round(float(K[2][0, 1]), 9))
            assert len(b) == 3
    assert len(values) == 4
    one = np.arange(9.0).reshape(3, 3)
    assert clipped_traces(one, 3, 3)[0, 1] == one[0, 0] + one[1, 1]


@pytest.mark.parametrize("kind", KINDS)
def test_definitions_of_the_architectures_are_what_the_kernels_run(kind):
    x = inputs(kind)
    X = x.transpose(1, 0, 2).reshape(2, -1) if kind == "conv" else x.T
    data = Data(X, np.zeros(3), 3 if kind == "conv" else 1)
    finite = Finite.of(setting(kind, width=20))
    weights = initial(finite, data, np.random.default_rng(0))
    run = {
        "fc": architectures.fully_connected,
        "resnet": architectures.residual,
        "conv": architectures.convolutional,
    }[kind]
    extra = () if kind == "fc" else (finite.c_res,)
    a = weights.a if kind == "conv" else weights.a[:, 0]
    told = [run(weights.W, a, one, finite.sigma, finite.c_sigma, *extra) for one in x]
    assert told == pytest.approx(forward(finite, weights, data).u)
    assert loss(told, [0, 0, 0]) == pytest.approx(sum(u * u for u in told) / 2)


def test_gradient_step_is_simultaneous():
    assert architectures.gradient_step([1.0, 2.0], [10.0, 20.0], 0.1) == pytest.approx([0.0, 0.0])


def test_trials_do_not_depend_on_how_they_are_batched():
    limit = population(network("resnet"), input_gram(FLAT)).gram.tolist()
    parameters = setting("resnet", target=limit, draws=6, threshold=5.0, statistic="gram")
    together = z_scores(0, 4, parameters, 11)
    apart = np.concatenate([z_scores(i, 1, parameters, 11)["largest"] for i in range(4)])
    assert (together["largest"] == apart).all()
    assert together["success"].all()


def test_a_wrong_target_is_noticed():
    limit = population(network("fc"), input_gram(FLAT)).gram
    parameters = setting("fc", target=(1.2 * limit).tolist(), draws=48, threshold=5.0, width=192)
    assert not z_scores(0, 2, parameters, 11)["success"].any()


def test_the_rate_batch_tells_the_spread():
    limit = population(network("fc"), input_gram(FLAT)).gram
    parameters = setting("fc", target=limit.tolist(), draws=100, widths=[64, 1024], slack=0.25)
    assert root_m(0, 1, parameters, 1)["success"].all()
    wrong = parameters | {"target": (1.3 * limit).tolist()}
    assert not root_m(0, 1, wrong, 1)["success"].any()


def test_coefficients_of_a_polynomial_reach_the_network():
    finite = Finite.of(setting("fc", activation="polynomial", coefficients=["0", "1", "1/2"]))
    assert finite.sigma(np.array([2.0])) == pytest.approx([4.0])
    assert finite.slope(np.array([2.0])) == pytest.approx([3.0])
    assert finite.c_sigma == pytest.approx(1 / (1 + 3 / 4))
    assert Fraction(1, 2) == Fraction("1/2")


@pytest.mark.slow
def test_a_thousand_inputs_at_depth_ten():
    """The cost goal: 20 s; and a corner of the matrix against the certified one."""
    import time

    from steepest.proofs.deep_gram.balls.gram import certified
    from steepest.proofs.deep_gram.gram_file import Request

    whole = np.random.default_rng(1).integers(-9, 10, (1000, 6))
    began = time.perf_counter()
    gram_ = population(network("fc", depth=10), (whole @ whole.T) / 50.0).gram
    assert time.perf_counter() - began < 20
    rows = tuple(tuple(Fraction(int(v)) for v in row) for row in whole[:4])
    # other norms: only the shape is shared
    found = certified(Request("corner", "fc", "softplus", 10, rows)).matrix
    small = population(network("fc", depth=10), (whole[:4] @ whole[:4].T).astype(float)).gram
    assert small == pytest.approx(np.array([[float(v) for v in row] for row in found]), rel=1e-6)
    assert gram_.shape == (1000, 1000)
