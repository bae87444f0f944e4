"""Finite steps: exact change, drift bound, modified equation; gradients against differences."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.laws.drift import Laws, Problem, batch, paths
from steepest.kernels.laws.network import forward, gradient
from steepest.proofs.checker._laws import Fields
from steepest.proofs.checker._network import Network
from steepest.proofs.engine.laws import count, read
from steepest.proofs.engine.laws import steps as finite
from steepest.verify.laws import laws
from steepest.verify.trials.engine.named import trials

from .models import attends, block, chain, model

MODELS = {
    "linear": chain(2, 3, 2),
    "relu": chain(2, 3, 2, act="relu", bias=True),
    "square": chain(2, 3, 2, act="square"),
    "tanh classes": chain(2, 2, 3, act="tanh", loss="cross-entropy"),
    "attention": attends(2, 2),
    "gates": block(4, 1, 3),
    "norm": model({"W": [3, 2], "V": [1, 3]}, {"x": [2]}, "y = V gelu(layernorm(W x, eps=0))"),
}


def prepared(data, **keys):
    found = count(read(data))
    sheet = [one.law() for group in found.laws for one in group]
    return {"network": found.model.network, "loss": found.model.loss, "laws": sheet} | keys


@pytest.mark.parametrize("name", MODELS)
def test_each_step_changes_each_law_by_what_the_theorem_says(name):
    result = batch(0, 5, prepared(MODELS[name], eta=0.05, decay=0.1, steps=20), 1, "numpy")
    assert result["success"].all(), result["violation"]
    assert (abs(result["drift"]) > 0).any()


@pytest.mark.parametrize("name", ["linear", "square", "attention", "gates"])
def test_the_modified_equation_predicts_the_drift(name):
    """drift = eta integral Q(grad L) + O(eta^2): the gap shrinks four-fold when eta is halved."""
    gaps = []
    for eta, steps in ((0.02, 50), (0.01, 100)):
        found = batch(0, 6, prepared(MODELS[name], eta=eta, steps=steps, scale=0.7), 3, "numpy")
        gaps.append(abs(found["drift"] - found["predicted"]).sum())
    assert gaps[1] < gaps[0] / 2.5


def test_a_false_law_does_not_pass():
    data = prepared(MODELS["linear"], eta=0.05, steps=5)
    for entry in data["laws"][0]["generator"]:
        entry[2] = abs(int(entry[2]))
    assert not batch(0, 5, data, 1, "numpy")["success"].any()


def test_no_trial_depends_on_its_batch():
    data = prepared(MODELS["relu"], eta=0.05, steps=10)
    whole, part = batch(0, 6, data, 9, "numpy"), batch(4, 2, data, 9, "numpy")
    for key, value in part.items():
        np.testing.assert_allclose(whole[key][4:], value, rtol=1e-9, atol=1e-14)


def test_paths_order_the_optimizers():
    curves = paths(prepared(MODELS["linear"], eta=0.05, steps=100))
    largest = {name: abs(values[-1]).max() for name, (_, values) in curves.items()}
    assert largest["flow"] < 1e-6 < largest["GD, eta = 0.0125"] < largest["GD, eta = 0.025"]
    assert largest["GD, eta = 0.025"] < largest["GD, eta = 0.05"] < largest["Adam"]


def test_linear_laws_survive_the_heavy_ball_and_not_adam():
    """Column sums under cross-entropy."""
    data = prepared(chain(2, 2, 3, act="tanh", loss="cross-entropy"), eta=0.05, steps=50)
    curves = paths(data)
    assert abs(curves["heavy ball"][1]).max() < 1e-13
    assert abs(curves["GD, eta = 0.05"][1]).max() < 1e-13
    assert abs(curves["Adam"][1]).max() > 1e-6


def test_exact_change_in_fractions():
    """2-2-2 linear, one sample, all numbers rational."""
    found = count(read(chain(2, 2, 2)))
    draw = np.random.default_rng(0)
    theta = [Fraction(int(n), 7) for n in draw.integers(-9, 9, 8)]
    W, V = np.array(theta[:4]).reshape(2, 2), np.array(theta[4:]).reshape(2, 2)
    x, y = (np.array([Fraction(int(n), 3) for n in draw.integers(-9, 9, 2)]) for _ in range(2))
    error = V @ W @ x - y
    g = [*np.outer(V.T @ error, x).ravel(), *np.outer(error, W @ x).ravel()]
    eta = Fraction(1, 10)
    after = [a - eta * b for a, b in zip(theta, g)]
    for law in (one for group in found.laws for one in group):
        exact = finite.value(law, after) - finite.value(law, theta)
        assert exact == finite.change(law, g, eta)
        assert exact != 0


def test_drift_bound_holds_and_needs_a_small_step():
    family = count(read(chain(1, 1, 1))).families[0]
    assert family.norm == 1
    assert finite.drift_bound(family, Fraction(1, 10), Fraction(2), Fraction(5)) == Fraction(4, 15)
    with pytest.raises(ValueError, match="2/beta"):
        finite.drift_bound(family, Fraction(1), Fraction(2), Fraction(5))


@pytest.mark.parametrize("name", MODELS)
def test_gradients_agree_with_differences(name):
    data = prepared(MODELS[name])
    problem = Problem(data, 0, 2, 5, np)
    theta, h = problem.start, 1e-6
    _, g = problem.gradient(theta)
    along = np.random.default_rng(1).standard_normal(theta.shape)
    up, down = problem.gradient(theta + h * along)[0], problem.gradient(theta - h * along)[0]
    np.testing.assert_allclose((up - down) / (2 * h), (g * along).sum(axis=1), rtol=1e-5, atol=1e-8)


def test_brackets_agree_with_differences():
    """[X, Y] = DY X - DX Y of two gradient fields of a linear network: modulo p and in floats."""
    nodes = read(chain(2, 2, 2)).network
    network, p = Network(nodes), 67108859
    theta = [3, -2, 5, 1, 4, 2, -1, 6]
    samples = [[[1, 2], [3, -1]], [[-2, 1], [1, 4]]]
    exact = Fields(network, "any", None, samples, p).rows([[0, 1]], np.array(theta) % p, {})[0]

    def field(which, at):
        x, u = (np.array([[part]], dtype=float) for part in samples[which])
        values = forward(nodes, at[None], [x])
        return gradient(nodes, values, u)[0]

    at, h = np.array(theta, dtype=float), 1e-4
    x, y = field(0, at), field(1, at)
    bracket = (field(1, at + h * x) - field(1, at - h * x)) / (2 * h)
    bracket -= (field(0, at + h * y) - field(0, at - h * y)) / (2 * h)
    signed = [int(n) - p if n > p // 2 else int(n) for n in exact]
    np.testing.assert_allclose(bracket, signed, atol=1e-3)


def test_values_of_laws():
    law = Laws([{"generator": [[0, 0, 2], [1, 1, "-1/2"]], "shift": [[1, 3]]}], np)
    assert law(np.array([[2.0, 4.0]]))[0, 0] == 4 - 4 + 12


def test_the_trial_has_a_name(tmp_path):
    file = tmp_path / "m.toml"
    file.write_text(
        'layers = ["y = V (W x)"]\n[weights]\nW = [2, 2]\nV = [2, 2]\n[inputs]\nx = [2]\n'
    )
    plan = trials()["laws"].plan({"model": str(file), "steps": "10"})
    assert len(plan.parameters["laws"]) == 3
    assert laws(file).words == "N = 3 (exact)"
