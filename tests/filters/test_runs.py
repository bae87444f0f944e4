"""SGD in the kernel: the same bits everywhere, the right mean, the right number of runs a second;
batches of trials.
"""

from __future__ import annotations

import time
from math import inf

import numpy as np
import pytest
import sympy
from steepest.kernels.catalogue import ENTRIES
from steepest.kernels.engine import backends
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.filters import (
    images as filters_images,
)
from steepest.kernels.filters import (
    runs as filters_runs,
)
from steepest.kernels.filters import (
    sgd as filters_sgd,
)
from steepest.kernels.filters.constants import population
from steepest.kernels.filters.laws import gaussian, mixture, sphere

START = (0.4, 0.6)
LAWS = {
    "gaussian": gaussian(10),
    "sphere": sphere(3),
    "mixture": mixture(0.7),
    "flat": mixture(inf),
    "truncated": mixture(0.7, literal=True),
    "cone": mixture(1.0, p=5),
    "iid": mixture(1.0, k=2, coupling="iid"),
    "close": mixture(1.0, k=2, coupling="close", sigma_2=0.1),
}
compiled = pytest.mark.skipif(
    not {b.name: b.available for b in backends.status()}["cpu"],
    reason="no C++ compiler: only the reference runs",
)


@compiled
@pytest.mark.parametrize("name", LAWS)
def test_backends_agree_bit_for_bit(name):
    asked = {
        "start": START,
        "step": 0.05,
        "horizon": 60,
        "count": 70,
        "reach": 0.5,
        "marks": [0, 7, 60],
        "seed": 3,
    }
    left, right = (
        filters_sgd.simulate(LAWS[name], backend=backend, **asked) for backend in ("numpy", "cpu")
    )
    assert left.keys() == right.keys()
    for key in left:
        assert np.array_equal(left[key], right[key])
    later = filters_sgd.simulate(LAWS[name], backend="cpu", **asked | {"first": 30, "count": 11})
    assert np.array_equal(later["distance"], left["distance"][:, 30:41])


def test_every_recurrence_is_exact_and_in_the_catalogue():
    ours = [name for name in ENTRIES if name.startswith("filter, ")]
    assert len(ours) == 8
    assert all(
        ENTRIES[name].exact() for name in ("filter, sphere", "filter, truncated", "filter, cone")
    )


def test_polynomials():
    x = sympy.Symbol("x", real=True)
    t = np.linspace(-np.pi, np.pi, 20_001)
    cos, sin = sympy.lambdify(x, filters_sgd.circle(x, 2))(t)
    assert np.abs(cos - np.cos(t)).max() < 3e-15
    assert np.abs(sin - np.sin(t)).max() < 3e-15


@pytest.mark.parametrize("name", LAWS)
def test_one_step_has_the_population_gradient_as_its_mean(name):
    law, step = LAWS[name], 1e-3
    out = filters_sgd.simulate(law, start=START, step=step, horizon=1, count=40_000)
    moved = (np.array(START)[:, None] - np.array((out["along"], out["across"]))) / step
    error = moved.std(axis=1) / 200
    gradient = population(law, np.array(START), np.array((1.0, 0.0)))[0]
    assert (np.abs(moved.mean(axis=1) - gradient) < 5 * error + 5e-3 * step * law.p).all()


def test_inputs_drawn_outside_follow_the_same_law():
    law = mixture(0.7)
    streams = [np.random.default_rng(i) for i in range(300)]
    target = np.array((1.0, 0.0))
    outside = filters_runs.outside(law, target, np.array(START), 0.5, 60, streams, 0.1, [60])
    inside = filters_runs.simulate(law, START, 0.5, 60, 0, 4000, 1, "auto", 0.1, [60])
    middle = np.median(inside["distance"][0])
    share = (outside["distance"][0] < middle).mean()
    assert abs(share - 0.5) < 0.12


def test_laws_without_a_sampler_in_the_kernel():
    assert filters_sgd.recurrence_of(sphere(3, 2)) is None
    assert filters_sgd.recurrence_of(mixture(1.0, k=17, coupling="iid")) is None
    assert filters_sgd.recurrence_of(mixture(inf, literal=True)) is None
    assert filters_sgd.recurrence_of(mixture(0.02, literal=True)) is None
    assert filters_sgd.recurrence_of(mixture(inf, p=3)) is None
    with pytest.raises(KernelError, match="no sampler in the kernel"):
        filters_sgd.simulate(sphere(3, 2), start=START, step=0.1, horizon=1, count=1)


ATOMS = {
    "kind": "atoms",
    "points": [[[0.6, 0.8]], [[-0.6, 0.8]], [[1.0, -0.3]]],
    "weights": [0.3, 0.3, 0.4],
    "w_star": [1.0, 0.0],
}


@pytest.mark.parametrize(
    "record",
    [ATOMS, {"kind": "mixture", "sigma": 1.0}, {"kind": "sphere", "p": 3, "k": 2}],
    ids=lambda r: r["kind"],
)
def test_batches_do_not_depend_on_their_size(record):
    parameters = {"law": record, "eta": 0.3, "horizon": 300, "start": [0.6, 0.3]}
    whole = filters_runs.batch(0, 300, parameters, 5, "auto")
    part = filters_runs.batch(250, 20, parameters, 5, "auto")
    for key in whole:
        assert np.array_equal(whole[key][250:270], part[key])
    assert whole["success"].mean() > 0.9
    assert np.nanmean(whole["rate"]) < 0


def test_order_does_not_depend_on_the_batch():
    laws = [{"kind": "mixture", "sigma": s} for s in (0.2, 1.0)]
    for runs in (20, 0):
        given = {"laws": laws, "runs": runs, "times": [40], "radius": 0.5}
        whole, part = (
            filters_runs.order(0, 6, given, 1, "auto"),
            filters_runs.order(3, 2, given, 1, "auto"),
        )
        assert np.allclose(whole["gap"][3:5], part["gap"], rtol=0, atol=0)


def test_contraction_of_the_theorem():
    laws = [
        {"kind": "gaussian"},
        {"kind": "mixture", "sigma": 0.5},
        {"kind": "mixture", "sigma": 0.5, "k": 5, "coupling": "close", "sigma_2": 0.01},
    ]
    found = filters_runs.contraction(0, 6, {"laws": laws, "steps": 20}, 2, "numpy")
    assert found["success"].all()
    assert not filters_runs.contraction(
        0, 2, {"laws": laws[:2], "steps": 20, "slack": 40.0}, 2, "numpy"
    )["success"].any()
    never = {"kind": "mixture", "sigma": 1.0, "k": 5, "coupling": "iid"}
    assert not filters_runs.contraction(0, 1, {"laws": [never]}, 2, "numpy")["success"].any()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: filters_runs.settings({}), "need a law"),
        (lambda: filters_runs.settings({"law": ATOMS, "start": [1.0]}), "2 numbers"),
        (lambda: filters_runs.settings({"law": ATOMS, "start": [3.0, 0.0]}), r"\|w_0 - w\*\| = 2"),
        (lambda: filters_runs.order(0, 1, {"laws": []}, 0, "numpy"), "two laws"),
        (
            lambda: filters_runs.constants(
                0, 1, {"law": {"kind": "gaussian"}, "claim": "all"}, 0, "numpy"
            ),
            "choose hypothesis",
        ),
        (lambda: filters_runs.contraction(0, 1, {}, 0, "numpy"), "a list of laws"),
    ],
)
def test_impossible_plans(call, words):
    with pytest.raises(KernelError, match=words):
        call()


def test_rates():
    times = np.array((0, 10, 20, 30, 40))
    slow = np.exp(-0.1 * times)
    fast = np.maximum(np.exp(-1.5 * times), 1e-16)
    found = filters_runs.rates(
        times, np.stack((slow, fast, np.full(5, 1e-30) * [1e30, 1, 1, 1, 1]), axis=1)
    )
    assert found[0] == pytest.approx(-0.1)
    assert found[1] == pytest.approx(-1.5)
    assert np.isnan(found[2])


@pytest.mark.slow
@compiled
@pytest.mark.parametrize("name", ["gaussian", "mixture", "close"])
def test_a_hundred_thousand_runs_take_less_than_a_minute(name):
    begun = time.perf_counter()
    filters_sgd.simulate(
        LAWS[name], start=START, step=0.1, horizon=400, count=100_000, reach=0.1, backend="cpu"
    )
    assert time.perf_counter() - begun < 60


# --- images ---------------------------------------------------------------------------------------


def test_patches_and_filters():
    images = np.arange(48.0).reshape(3, 4, 4)
    Z = filters_images.patches(images, 2, 2)
    assert Z.shape == (3, 4, 4)
    assert Z[0, 0].tolist() == [0, 1, 4, 5]
    assert Z[0, 3].tolist() == [10, 11, 14, 15]
    turned = filters_images.gabor(5, np.pi / 2).reshape(5, 5)
    assert np.allclose(turned, filters_images.gabor(5, 0.0).reshape(5, 5).T)
    with pytest.raises(KernelError, match="do not fit"):
        filters_images.patches(images, 5)


def test_training_descends_and_is_independent_of_the_company():
    rng = np.random.default_rng(0)
    Z = rng.random((200, 3, 4))
    target, begin = rng.standard_normal(4), rng.standard_normal((6, 4))
    eta = filters_images.largest_step(Z)
    together = filters_images.train(Z, target, begin, eta, 3, np.random.default_rng(1))
    alone = filters_images.train(Z, target, begin[2:3], eta, 3, np.random.default_rng(1))
    assert np.array_equal(together.w[2], alone.w[0])
    assert (together.loss[-1] < together.loss[0]).all()
    at_the_target = filters_images.train(Z, target, target[None], eta, 1, np.random.default_rng(1))
    assert np.allclose(at_the_target.w[0], target, atol=1e-13)


def test_images_of_scikit_learn():
    pytest.importorskip("sklearn")
    assert filters_images.digits().shape == (1797, 8, 8)
    assert filters_images.digits().max() == 1.0
    assert [image.ndim for image in filters_images.photographs()] == [2, 2]
    found = filters_images.batch(4, 2, {"inputs": 60, "starts": 1, "epochs": 2}, 1, "numpy")
    again = filters_images.batch(5, 1, {"inputs": 60, "starts": 1, "epochs": 2}, 1, "numpy")
    assert all(np.array_equal(found[key][1:], again[key]) for key in found)
    with pytest.raises(KernelError, match="choose one of"):
        filters_images.batch(
            0, 1, {"inputs": 20, "starts": 1, "epochs": 1, "claim": "none"}, 1, "numpy"
        )


def test_normalised_images():
    images = np.random.default_rng(0).random((5, 6, 6))
    images[2] = 0.5
    found = filters_images.normalised(images)
    assert found.shape == (4, 6, 6)
    assert np.allclose(found.mean(axis=(1, 2)), 0)
    assert np.allclose(found.std(axis=(1, 2)), 1)


def test_without_scikit_learn(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sklearn.datasets", None)
    for load in (filters_images.digits, filters_images.photographs):
        load.cache_clear()
        with pytest.raises(KernelError, match=r"pip install 'steepest\[images\]'"):
            load()
