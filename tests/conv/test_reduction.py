"""The five scalars against vectors, accuracy near angles 0 and pi, the laws of the start, the
printed table.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from steepest.kernels.conv import direct as conv_direct
from steepest.kernels.conv import scalars as conv
from steepest.kernels.engine.errors import KernelError
from steepest.proofs.conv.model import gradient_descent, network
from steepest.verify.reproduce.conv import table as conv_table
from steepest.verify.trials.engine.named import TrialInputError, trials


def test_reduction_agrees_with_vectors():
    out = conv_direct.full_dimension(0, 3, {"largest": 500, "steps": 2000}, 11, "numpy")
    assert out["gap"].max() <= 1e-10
    assert out["success"].all()


def test_a_wrong_step_is_noticed():
    assert not conv_direct.full_dimension(
        0, 2, {"largest": 20, "steps": 200, "speed": 1.01}, 11, "numpy"
    )["success"].any()


def one_step(angle, parameters, x=0.3):
    start = {
        "along": math.cos(angle),
        "across": math.sin(angle),
        "sums": 0.1,
        "inner": x - parameters["N"],
        "rest": 0.2,
    }
    return conv_direct.reduced(parameters, start, [0, 1], backend="numpy")


@pytest.mark.parametrize(
    "angle", [1e-9, 1e-5, 0.05, 0.0999, 0.1001, 1.0, 1.6, 3.0, 3.05, math.pi - 1e-4]
)
def test_step_against_fifty_digits(angle):
    mpmath = pytest.importorskip("mpmath")
    parameters = {"k": 7.0, "n": 1.0, "N": 2.0, "S": 1.5, "eta": 0.3}
    got = one_step(angle, parameters)
    with mpmath.workdps(50):
        y, z = mpmath.mpf(math.cos(angle)), mpmath.mpf(math.sin(angle))
        phi = mpmath.atan2(z, y)
        g = (mpmath.pi - phi) * mpmath.cos(phi) + mpmath.sin(phi)
        k, N, S, eta = (mpmath.mpf(parameters[name]) for name in ("k", "N", "S", "eta"))
        sums, inner = mpmath.mpf(0.1), mpmath.mpf(0.3 - 2.0)
        expected = (1 - eta * (k + mpmath.pi - 1) / (2 * mpmath.pi)) * sums - eta / (
            2 * mpmath.pi
        ) * (mpmath.pi - g) * S
        turned = z * (
            1
            - eta
            * (N + inner)
            * (mpmath.pi - phi)
            / (2 * mpmath.pi * (y * y + z * z))
            * y
            / mpmath.sqrt(y * y + z * z)
        )
        product = (1 - eta * (mpmath.pi - 1) / (2 * mpmath.pi)) * inner - eta / (2 * mpmath.pi) * (
            S * sums + (mpmath.pi - g) * N
        )
    assert got["sums"][1, 0] == pytest.approx(float(expected), rel=1e-14, abs=1e-16)
    assert got["across"][1, 0] == pytest.approx(float(turned), rel=1e-14)
    assert got["inner"][1, 0] == pytest.approx(float(product), rel=1e-14)


def test_small_deficits_keep_their_digits():
    # with sums = inner = 0 only pi - g moves the sums; it is pi phi^2/2 - phi^3/3 + ... at phi =
    # 1e-7
    parameters = {"k": 7.0, "n": 1.0, "N": 2.0, "S": 1.5, "eta": 0.3}
    start = {
        "along": math.cos(1e-7),
        "across": math.sin(1e-7),
        "sums": 0.0,
        "inner": 0.0,
        "rest": 0.0,
    }
    moved = conv_direct.reduced(parameters, start, [0, 1], backend="numpy")["sums"][1, 0]
    deficit = math.pi * 1e-14 / 2 - 1e-21 / 3
    assert moved == pytest.approx(-0.3 / (2 * math.pi) * deficit * 1.5, rel=1e-12)


def test_start_has_the_law_of_the_theorem():
    given = {"k": 30, "r": 4.0, "p": 6, "horizon": 1, "eta": 1e-12}
    out = conv.batch(0, 20_000, given, 3, "numpy")
    settings = conv.settings(given)
    cosine = out["along"] / np.hypot(out["along"], out["across"])
    assert np.mean(cosine**2) == pytest.approx(1 / 6, abs=0.005)
    total = out["sums"] + settings["S"]
    # uniform in the ball of radius R of R^k: E (1.a)^2 = k R^2/(k + 2), with R^2 = S^2/k
    assert np.mean(total**2) == pytest.approx(settings["S"] ** 2 / 32, rel=0.05)
    assert np.abs(total).max() <= settings["S"]


def test_definitions_agree_with_the_kernel_step():
    rng = np.random.default_rng(0)
    v, w_star, a, a_star = (
        rng.standard_normal(4),
        rng.standard_normal(4),
        rng.standard_normal(5),
        rng.standard_normal(5),
    )
    for ours, other in zip(
        gradient_descent(v, a, w_star, a_star, 0.1),
        conv_direct.full_step(v, a, w_star, a_star, 0.1),
    ):
        assert np.allclose(ours, other, rtol=1e-12)
    assert network([[1.0, -2.0], [0.5, 0.0]], [1.0, 1.0], [3.0, 4.0]) == 2.0


def test_gradient_is_that_of_the_loss():
    rng = np.random.default_rng(1)
    v, w_star, a, a_star = (
        rng.standard_normal(4),
        rng.standard_normal(4),
        rng.standard_normal(5),
        rng.standard_normal(5),
    )
    parameters = {
        "k": 5.0,
        "n": float(np.linalg.norm(w_star)),
        "N": float(a_star @ a_star),
        "S": float(a_star.sum()),
    }

    def value(v, a):
        return float(
            conv.loss(
                parameters,
                {
                    name: np.float64(x)
                    for name, x in conv_direct.scalars(v, a, w_star, a_star).items()
                },
            )
        )

    moved_v, moved_a = conv_direct.full_step(v, a, w_star, a_star, 1.0)
    h = 1e-6
    numeric_v = [(value(v + h * e, a) - value(v - h * e, a)) / (2 * h) for e in np.eye(4)]
    numeric_a = [(value(v, a + h * e) - value(v, a - h * e)) / (2 * h) for e in np.eye(5)]
    assert np.allclose(v - moved_v, numeric_v, atol=1e-8)
    assert np.allclose(a - moved_a, numeric_a, atol=1e-8)


def test_loss_is_the_expectation():
    rng = np.random.default_rng(2)
    k, p = 3, 2
    w_star, a_star, v, a = (
        rng.standard_normal(p),
        rng.standard_normal(k),
        rng.standard_normal(p),
        rng.standard_normal(k),
    )
    Z = rng.standard_normal((400_000, k, p))
    relu = lambda t: np.maximum(t, 0)  # noqa: E731
    sample = 0.5 * (relu(Z @ (v / np.linalg.norm(v))) @ a - relu(Z @ w_star) @ a_star) ** 2
    parameters = {
        "k": 3.0,
        "n": float(np.linalg.norm(w_star)),
        "N": float(a_star @ a_star),
        "S": float(a_star.sum()),
    }
    exact = float(
        conv.loss(
            parameters,
            {name: np.float64(x) for name, x in conv_direct.scalars(v, a, w_star, a_star).items()},
        )
    )
    assert abs(sample.mean() - exact) < 4 * sample.std() / math.sqrt(len(sample))


@pytest.mark.parametrize(("k", "r", "value"), [(25, 1, 0.55), (36, 9, 0.89), (100, 25, 0.90)])
def test_cells_of_the_printed_table(k, r, value):
    cell = conv_table.measure(k, r, 5000, 1, dict(conv_table.SETTINGS))
    assert cell["undecided"] == 0
    assert abs(conv_table.z_score(int(cell["global"]), 5000, value)) < 4
    assert conv.predicted(k, r, 6) == pytest.approx(value, abs=0.02)


def test_above_the_threshold_every_run_succeeds():
    # 9 > (25 + pi - 1)/pi = 8.6
    out = conv.batch(0, 2000, {"k": 25, "r": 9.0, "norm2": 3.0}, 4, "numpy")
    assert out["success"].all()
    assert conv.predicted(25, 9, 6) == 1.0


def test_spurious_batch_counts_the_rest():
    given = {"k": 25, "r": 4.0, "norm2": 0.5}
    good, bad = (
        conv.batch(0, 300, given, 4, "numpy"),
        conv.spurious_batch(0, 300, given, 4, "numpy"),
    )
    assert np.array_equal(good["success"] + bad["success"], np.ones(300))


@pytest.mark.parametrize(
    "change",
    [
        {"r": 26.0},
        {"k": 1},
        {"p": 1},
        {"eta": -1.0},
        {"radius": -1.0},
        {"norm2": 0.0},
        {"colour": 1},
    ],
)
def test_bad_parameters_are_refused(change):
    with pytest.raises(KernelError):
        conv.settings({"k": 25} | change)


def test_reduction_refuses_huge_vectors():
    with pytest.raises(KernelError, match="largest <= 10000"):
        conv_direct.full_dimension(0, 1, {"largest": 10**6}, 1, "numpy")


def test_named_trial():
    plan = trials()["conv"].plan({"k": "36", "r": "9", "minimum": "spurious"})
    assert plan.batch.endswith("scalars:spurious_batch")
    assert plan.parameters["eta"] is None
    with pytest.raises(TrialInputError, match="at most k|<= r <= k"):
        trials()["conv"].plan({"k": "4", "r": "9"})
