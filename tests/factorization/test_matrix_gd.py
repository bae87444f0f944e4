"""Descent on factorisations: gradients, the reduction, the initial law, schedules, flow, the
landscape.
"""

import numpy as np
import pytest
from steepest.kernels.engine.batches import generator
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.factorization import matrix_gd as gd
from steepest.kernels.factorization import matrix_gd_trials as trials
from steepest.kernels.factorization import matrix_landscape as landscape


def problem(seed=0, d1=5, d2=4, r=2):
    rng = generator(seed, 0)
    return (
        rng,
        rng.standard_normal((d1, r)),
        rng.standard_normal((d2, r)),
        rng.standard_normal((d1, d2)),
    )


@pytest.mark.parametrize("regularised", [False, True])
def test_gradient_and_hessian_are_derivatives(regularised):
    rng, U, V, M = problem()
    A, B = rng.standard_normal(U.shape), rng.standard_normal(V.shape)
    dU, dV = gd.gradient(U, V, M, regularised)

    def f(s):
        return gd.loss(U + s * A, V + s * B, M, regularised)

    h = 1e-4
    assert (f(h) - f(-h)) / (2 * h) == pytest.approx((dU * A).sum() + (dV * B).sum(), rel=1e-5)
    second = (f(h) - 2 * f(0) + f(-h)) / h**2
    assert second == pytest.approx(landscape.second_variation(U, V, M, A, B, regularised), rel=1e-4)
    vector = np.concatenate((A.ravel(), B.ravel()))
    assert vector @ landscape.hessian(U, V, M, regularised) @ vector == pytest.approx(
        second, rel=1e-4
    )


@pytest.mark.parametrize("regularised", [False, True])
@pytest.mark.parametrize(
    "schedule", [{"kind": "constant", "c": 0.2}, {"kind": "power", "c": 0.5, "delta": 0.25}]
)
def test_reduced_run_equals_full_run(regularised, schedule):
    seen = trials.reduction_error(0, 12, {"regularised": regularised, "schedule": schedule}, seed=4)
    assert seen["violation"].max() <= 1e-10


def test_reduction_needs_the_part_outside_the_target():
    rng = generator(5, 5)
    Phi = np.linalg.qr(rng.standard_normal((9, 2)))[0]
    U = rng.standard_normal((9, 2))
    reduced = gd.reduce(U, Phi)
    np.testing.assert_allclose(reduced.T @ reduced, U.T @ U, atol=1e-13)
    assert np.linalg.norm(reduced[2:]) > 1
    thin = gd.reduce(U[:3], np.linalg.qr(U[:3])[0])  # fewer rows than 2r
    assert thin.shape == (4, 2)


@pytest.mark.parametrize(("d", "r"), [(3, 2), (2, 2), (12, 3), (400, 2)])
def test_reduced_start_has_the_law_of_the_full_start(d, r):
    rng = generator(d, r)
    samples = 4000
    full = rng.standard_normal((samples, d, r))
    reduced = np.stack([gd.reduced_gaussian(d, r, 1.0, rng) for _ in range(samples)])
    # moments of the Gram matrices of the parts inside and outside the target's column space
    for power in (1, 2):
        for inside in (slice(0, r), slice(r, None)):
            one, two = (gd.T(x[:, inside]) @ x[:, inside] for x in (full, reduced))
            means, spread = (
                (np.mean(g**power, axis=0) for g in (one, two)),
                np.std(one**power, axis=0),
            )
            left, right = means
            assert (np.abs(left - right) <= 5 * spread * np.sqrt(2 / samples) + 1e-12).all()
    with pytest.raises(KernelError, match="at most d"):
        gd.reduced_gaussian(1, 2, 1.0, rng)


def test_initial_law_with_an_explicit_polynomial():
    for d in (10, 1000, 10**6):
        assert trials.initial_law(0, 200, {"d": d}, seed=1)["success"].all()
    assert (
        trials.initial_law(0, 200, {"d": 10, "poly": {"coefficient": 1, "power": 0}}, seed=1)[
            "success"
        ].mean()
        < 0.5
    )


def test_lemma_3_1_at_every_step():
    seen = trials.lemma_3_1(0, 60, {"d": 50, "steps": 150}, seed=2)
    assert seen["success"].all()
    assert not trials.lemma_3_1(
        0, 20, {"d": 50, "steps": 200, "schedule": {"kind": "constant", "c": 3.0}}, seed=2
    )["success"].any()
    assert trials.lemma_3_1(
        0, 20, {"d": 50, "steps": 300, "schedule": {"kind": "constant", "c": 0.2}}, seed=2
    )["success"].all()


def test_batches_do_not_change_a_trial():
    parameters = {"d": 30, "steps": 60, "schedule": {"kind": "constant", "c": 0.2}}
    whole = trials.lemma_3_1(0, 9, parameters, seed=7)
    for size in (1, 3):
        parts = [trials.lemma_3_1(k, size, parameters, seed=7) for k in range(0, 9, size)]
        for name, column in whole.items():
            np.testing.assert_array_equal(column, np.concatenate([part[name] for part in parts]))


def test_convergence_costs_the_same_for_a_million_rows():
    parameters = {
        "d1": 10**6,
        "d2": 2 * 10**6,
        "r": 3,
        "epsilon": 0.01,
        "steps": 1500,
        "schedule": {"kind": "constant", "c": 0.3},
    }
    seen = trials.convergence(0, 10, parameters, seed=1)
    assert seen["success"].all()
    assert (seen["imbalance"] < 1e-3).all()


def test_flow_keeps_the_imbalance():
    seen = trials.flow_balance(0, 5, {}, seed=1)
    assert seen["success"].all()
    assert seen["violation"].max() < 1e-10
    assert not trials.flow_balance(0, 5, {"regularised": True, "variance": 0.1}, seed=1)[
        "success"
    ].any()


def test_printed_schedule_followed_to_its_end():
    rng = generator(3, 3)
    sigma = np.array([0.8, 0.6])
    U, V = (gd.reduced_gaussian(10**6, 2, 0.5 / (8 * 1e12), rng) for _ in range(2))
    seen = gd.follow(
        U,
        V,
        gd.reduced_target(sigma),
        gd.printed_constant(0.5, 2, 1.0),
        0.5,
        500,
        120.0,
        points=400,
    )
    assert seen["log10_iterations"] > 1000
    assert seen["never_increases"]
    assert seen["largest_imbalance"] < 0.5
    assert gd.harmonic_number(150) == pytest.approx(sum(1 / k for k in range(1, 151)), rel=1e-10)
    assert gd.harmonic_number(3) == pytest.approx(11 / 6)


def test_schedules():
    assert gd.schedule({"kind": "harmonic", "c": 2.0}, size=4.0)(1) == pytest.approx(0.25)
    assert gd.schedule({"kind": "power", "c": 1.0, "delta": 0.5})(3) == pytest.approx(0.25)
    assert gd.schedule({}, 0.25, 1, 1.0)(0) == pytest.approx(0.005)
    with pytest.raises(KernelError, match="harmonic"):
        gd.schedule({"kind": "cosine"})


def test_landscape():
    stationary = landscape.strict_saddles(0, 30, {}, seed=1)
    assert stationary["success"].all()
    assert stationary["gradient"].max() < 1e-12
    assert stationary["saddle"].sum() >= 5
    assert landscape.strict_saddles(0, 30, {"regularised": True}, seed=1)["success"].all()
    assert landscape.smoothness(0, 30, {}, seed=1)["ratio"].max() == pytest.approx(0.5)
    assert landscape.smoothness(0, 30, {"bound": [3, 1]}, seed=1)["success"].all()
    assert not landscape.smoothness(0, 30, {"bound": [2.9, 1]}, seed=1)["success"].all()
    assert landscape.rotation_inequality(0, 300, {}, seed=1)["success"].all()
    assert not landscape.rotation_inequality(0, 300, {"rotate": False}, seed=1)["success"].all()
