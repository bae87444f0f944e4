"""The reduced dynamics against direct simulation, the initial laws against direct sampling, and the
plans' error texts.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from steepest.kernels.engine.drive import run
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.factorization import momentum, rank_one, rank_r
from steepest.kernels.saddles import quadratic as saddle


def descend(U, V, M, eta, steps, mu=0.0):
    """Plain simultaneous gradient descent on (1/2)||U V^T - M||_F^2, with heavy-ball momentum
    mu.
    """
    U_before, V_before = U, V
    for _ in range(steps):
        R = U @ V.T - M
        U, U_before, V, V_before = (
            U - eta * R @ V + mu * (U - U_before),
            U,
            V - eta * R.T @ U + mu * (V - V_before),
            V,
        )
    return U, V


def orthonormal(rng, rows, columns):
    return np.linalg.qr(rng.normal(size=(rows, columns)))[0]


@pytest.mark.parametrize("mu", [0.0, 0.6])
def test_rank_one_scalars_follow_the_vectors(mu):
    rng = np.random.default_rng(3)
    left, right = orthonormal(rng, 40, 1), orthonormal(rng, 25, 1)
    U, V, sigma, eta = 0.1 * rng.normal(size=(40, 1)), 0.1 * rng.normal(size=(25, 1)), 1.7, 0.05
    scalars = {}
    for name, X, axis in (("alpha", U, left), ("beta", V, right)):
        along = float(X[:, 0] @ axis[:, 0])
        scalars |= {name: along, f"{name}_perp": float(np.linalg.norm(X - along * axis))}
    names = ["alpha", "alpha_perp", "beta", "beta_perp"]
    numbers = {"eta": eta, "sigma": sigma, "d": 40, "d2": 25, "scale": 1, "eps": 1e-300}
    recurrence = rank_one.recurrence()
    if mu:
        recurrence, numbers = momentum.rank_one_recurrence(), numbers | {"mu": mu}
        scalars |= {f"{name}_before": scalars[name] for name in names}
    got = run(recurrence, count=1, horizon=200, parameters=numbers, start=scalars, backend="numpy")
    U, V = descend(U, V, sigma * left @ right.T, eta, 200, mu)
    for name, X, axis in (("alpha", U, left), ("beta", V, right)):
        along = float(X[:, 0] @ axis[:, 0])
        assert got[name][0] == pytest.approx(along, rel=1e-11)
        assert abs(got[f"{name}_perp"][0]) == pytest.approx(
            float(np.linalg.norm(X - along * axis)), rel=1e-9, abs=1e-13
        )
    assert got["residual"][0] == pytest.approx(
        np.linalg.norm(U @ V.T - sigma * left @ right.T), rel=1e-6, abs=1e-13
    )


@pytest.mark.parametrize("r", [1, 3])
def test_rank_r_matrices_follow_the_factors(r):
    rng = np.random.default_rng(r)
    d1, d2, eta, steps = 12, 9, 0.05, 120
    Phi, Psi, sigmas = orthonormal(rng, d1, r), orthonormal(rng, d2, r), 1 + rng.random(r)
    U, V = 0.3 * rng.normal(size=(d1, r)), 0.3 * rng.normal(size=(d2, r))
    M = Phi @ np.diag(sigmas) @ Psi.T
    A, B = Phi.T @ U, Psi.T @ V
    start = {"A": A, "B": B, "P": U.T @ U - A.T @ A, "Q": V.T @ V - B.T @ B, "f_before": 1e90}
    numbers = {"eta": eta, "decay": 0, "d1": d1, "d2": d2, "deviation": 1, "eps": 1e-300} | {
        f"sigma{i}": s for i, s in enumerate(sigmas)
    }
    got = run(
        rank_r.recurrence(r),
        count=1,
        horizon=steps,
        parameters=numbers,
        start=start,
        backend="numpy",
    )
    U, V = descend(U, V, M, eta, steps)
    assert np.allclose(got["A"][..., 0], Phi.T @ U, rtol=1e-10, atol=1e-12)
    assert np.allclose(got["P"][..., 0], U.T @ U - U.T @ Phi @ Phi.T @ U, rtol=1e-9, atol=1e-12)
    assert got["residual"][0] == pytest.approx(np.linalg.norm(U @ V.T - M), rel=1e-9)


def test_the_initial_law_of_rank_one_is_that_of_the_vectors():
    got = rank_one.batch(0, 4000, {"d": 6, "d2": 3, "c_init": 0.5, "horizon": 0}, 1, "numpy")
    scale = rank_one.settings({"d": 6, "d2": 3, "c_init": 0.5})["scale"]
    assert stats.kstest(got["alpha_0"] / scale, stats.norm.cdf).pvalue > 1e-4
    assert stats.kstest(got["alpha_perp_0"] / scale, stats.chi(5).cdf).pvalue > 1e-4
    assert stats.kstest(got["beta_perp_0"] / scale, stats.chi(2).cdf).pvalue > 1e-4
    assert abs(np.corrcoef(got["alpha_0"], got["beta_0"])[0, 1]) < 0.08


def test_the_initial_law_of_rank_r_is_wishart():
    numbers = {
        "eta": 0.1,
        "decay": 0,
        "d1": 7,
        "d2": 30,
        "deviation": 1,
        "eps": 1e-3,
        "sigma0": 1,
        "sigma1": 1,
    }
    got = run(rank_r.recurrence(2), count=6000, horizon=0, parameters=numbers, backend="numpy")
    P = np.moveaxis(got["P"], 2, 0)
    assert np.allclose(P, np.swapaxes(P, 1, 2))
    assert np.allclose(P.mean(axis=0), 5 * np.eye(2), atol=0.25)  # E W_2(5) = 5 I
    ratio = np.linalg.det(P)  # chi^2_5 times an independent chi^2_4
    reference = np.random.default_rng(0).chisquare(5, 6000) * np.random.default_rng(1).chisquare(
        4, 6000
    )
    assert stats.ks_2samp(ratio, reference).pvalue > 1e-4


def test_rank_one_in_a_billion_dimensions():
    got = rank_one.batch(0, 200, {"d": 10**9, "reading": "deviation"}, 2, "numpy")
    assert got["stopped"].all()
    assert (got["residual"] <= 1e-3).all()
    assert (got["T1"] > 100).all()
    assert (got["T1"] < got["steps"]).all()
    assert 0.7 < got["success"].mean() < 1


def test_rank_r_reports_the_bounds_of_the_lemma():
    got = rank_r.batch(0, 20, {"r": 2, "d1": 50, "sigma": [2.0, 1.0]}, 2, "numpy")
    assert got["success"].all()
    assert (got["rise_high"] < 0).all()
    assert (got["U2_high"] < 5 * np.sqrt(2) * np.sqrt(5)).all()
    assert (got["imbalance_high"] < 1e-2).all()


def test_perturbed_descent_escapes_where_plain_descent_stays():
    got = saddle.batch(0, 200, {"d": 50}, 4, "numpy")
    assert got["success"].all()
    assert (got["kicks"] >= 1).all()
    stuck = saddle.plain_batch(0, 50, {"log_scale": -1e6, "horizon": 1000}, 4, "numpy")
    assert not stuck["success"].any()
    assert stuck["censored"].all()


def test_plain_escape_times_follow_from_the_start():
    got = saddle.plain_batch(0, 100, {"log_scale": -50.0}, 4, "numpy")
    growth = np.log(1.05)
    first = got["last_log"] - got["steps"] * growth
    assert np.array_equal(got["steps"], np.ceil(-first / growth - 1e-9))


def test_momentum_leaves_a_saddle_sooner():
    slow = momentum.saddle_batch(0, 100, {"mu": 0.0}, 4, "numpy")["steps"]
    fast = momentum.saddle_batch(0, 100, {"mu": 0.9}, 4, "numpy")["steps"]
    assert (fast < slow).all()
    assert momentum.rank_one_batch(0, 50, {"reading": "deviation"}, 4, "numpy")["success"].all()


@pytest.mark.parametrize(
    ("batch", "parameters", "message"),
    [
        (rank_one.batch, {"dim": 3}, "rank-1 trials do not know dim; they take d,"),
        (rank_one.batch, {"d": 0}, "need d > 0; 0 was given"),
        (rank_one.batch, {"reading": "std"}, "choose variance or deviation"),
        (momentum.rank_one_batch, {"nu": 1}, "do not know nu"),
        (momentum.saddle_batch, {"L": -1}, "need L > 0"),
        (rank_r.batch, {"r": 9}, "integer r from 1 to 8"),
        (rank_r.batch, {"r": 3, "d1": 5}, "need d1 >= 6"),
        (rank_r.batch, {"r": 3, "sigma": [1, 2]}, "need 3 singular values"),
        (saddle.batch, {"d": 1}, "need d >= 2"),
        (saddle.plain_batch, {"eta": "x"}, "need eta > 0"),
    ],
)
def test_wrong_parameters_of_a_plan(batch, parameters, message):
    with pytest.raises(KernelError, match=message):
        batch(0, 1, parameters, 0, "numpy")
