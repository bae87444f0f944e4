"""The theorems on random laws, in floating point: a second route to what the claims prove, and
paths of the counterexamples.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from steepest.proofs.filters import convolution_more, iterations
from steepest.proofs.filters.laws import Discrete

TARGET = np.array([1.0, 0.0])


def single_patches(rng, n=30, p=4):
    return rng.standard_normal((n, p)) * rng.uniform(0.2, 2, (n, 1))


def step_gradient(Z, w, target):
    gap = np.maximum(Z @ w, 0) - np.maximum(Z @ target, 0)
    return (Z * (gap * (Z @ w >= 0))[:, None]).mean(axis=0)


@pytest.mark.parametrize("seed", range(5))
def test_gradient_descent_without_beta_on_random_samples(seed):
    """Distance, cocoercivity and loss at the step 1/Lambda, and at 1.9/Lambda, from starts with
    l(w_0) < l(0).
    """
    rng = np.random.default_rng(seed)
    Z, target = single_patches(rng), rng.standard_normal(4)
    Lam = np.linalg.eigvalsh(Z.T @ Z / len(Z))[-1]

    def loss(w):
        return ((np.maximum(Z @ w, 0) - np.maximum(Z @ target, 0)) ** 2).mean() / 2

    for factor in (1.0, 1.9):
        w = target + 0.99 * np.linalg.norm(target) * (lambda u: u / np.linalg.norm(u))(
            rng.standard_normal(4)
        )
        for _ in range(300):
            g, d, before = step_gradient(Z, w, target), w - target, loss(w)
            assert g @ g <= Lam * (g @ d) + 1e-12
            w = w - factor / Lam * g
            assert np.linalg.norm(w - target) <= np.linalg.norm(d) + 1e-12
            assert loss(w) <= before + 1e-12


def test_no_sample_brings_a_single_patch_farther_away():
    rng = np.random.default_rng(7)
    target = rng.standard_normal(6)
    w = target + rng.standard_normal(6) * 0.3
    for _ in range(2000):
        Z = rng.standard_normal(6) * rng.uniform(0.1, 10)
        before = np.linalg.norm(w - target)
        w = w - rng.uniform(0, 2) / (Z @ Z) * step_gradient(Z[None], w, target)
        assert np.linalg.norm(w - target) <= before + 1e-12


def averages(Z, w):
    a, b, k = Z @ w, Z @ TARGET, Z.shape[1]
    masks = ((a >= 0) & (b >= 0), (a >= 0) & (b < 0), (a < 0) & (b >= 0))
    return [(Z * mask[..., None]).sum(axis=1) / k for mask in masks]


def moments(Z, weights, w):
    parts = averages(Z, w)
    return [[np.einsum("n,ni,nj->ij", weights, x, y) for y in parts] for x in parts]


def table(Z, weights):
    """(first angle, last angle, gamma, sum of the three cross norms) of every sector, on both sides
    of w*.
    """
    flat = Z.reshape(-1, 2)
    edges = np.concatenate([np.arctan2(flat[:, 1], flat[:, 0]) + s * np.pi / 2 for s in (1, -1)])
    edges = (edges + np.pi) % (2 * np.pi) - np.pi
    rows = []
    for hand in (1, -1):
        angles = np.sort(np.concatenate([[0.0, np.pi], np.abs(edges[np.sign(edges) == hand])]))
        for low, high in zip(angles, angles[1:]):
            if high - low > 1e-12:
                middle = (low + high) / 2
                M = moments(Z, weights, np.array([np.cos(middle), hand * np.sin(middle)]))
                size = sum(np.linalg.norm(M[i][j], 2) for i, j in ((0, 1), (0, 2), (1, 2)))
                rows.append((low, high, np.linalg.eigvalsh(M[0][0])[0], size))
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_theorem_6_3_without_monotonicity(seed):
    """The defect of gamma, the inner product and the rate, for random laws in the plane with
    cancelling patches and a strong background.
    """
    rng = np.random.default_rng(seed)
    met = 0
    for _ in range(120):
        n, k = rng.integers(1, 4), rng.integers(2, 4)
        wild = rng.uniform(-np.pi / 2, np.pi / 2, (n, k))
        back = np.repeat(rng.uniform(-np.pi, np.pi, (4, 1)), k, axis=1)
        angles = np.concatenate([wild, back])
        Z = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        share = rng.choice([0.5, 0.01])
        weights = np.concatenate([rng.dirichlet(np.ones(n)) * share, np.full(4, (1 - share) / 4)])
        rows = table(Z, weights)
        cross = max([size / low for low, _, _, size in rows if 0 < low <= np.pi / 2], default=0.0)

        def gamma(phi, rows=rows):
            return min(low_ for a, b, low_, _ in rows if a <= phi <= b)

        for _ in range(20):
            d = rng.uniform(0.01, 0.999) * (lambda t: np.array([np.cos(t), np.sin(t)]))(
                rng.uniform(-np.pi, np.pi)
            )
            w, size = TARGET + d, np.linalg.norm(d)
            phi, theta = math.asin(size), abs(math.atan2(w[1], w[0]))
            M, u = moments(Z, weights, w), d / size
            parts = averages(Z, w)
            G, gap = parts[0] + parts[1], (parts[0] + parts[1]) @ w - (parts[0] + parts[2]) @ TARGET
            inner = (weights * gap * (G @ d)).sum() / size**2
            X = (1 + np.linalg.norm(w)) * cross * theta / size
            assert u @ M[0][0] @ u >= gamma(phi) - 2 * cross * (phi + theta) - 1e-12
            assert inner >= u @ M[0][0] @ u - X - 1e-12
            assert 2.6 * cross + 1e-12 >= X
            least = min(low_ for a, _, low_, _ in rows if a <= phi)
            if least > 6 * cross:
                met += 1
                assert inner >= (gamma(phi) - 6 * cross) / 2 - 1e-12
    assert met > 100


def test_gamma_of_the_opposite_pair_increases():
    law = Discrete.of([[("1", "0"), ("1", "0")], [("3/5", "4/5"), ("3/5", "-4/5")]])
    Z, weights = law.numbers.points, law.numbers.weights
    values = {
        round(low, 6): value for low, _, value, _ in table(np.asarray(Z), np.asarray(weights))
    }
    assert min(values) == 0
    assert values[0.0] == pytest.approx(0, abs=1e-15)
    assert values[round(math.asin(0.6), 6)] > 0.03


def test_the_eigenvalue_reading_lets_the_distance_grow():
    law = convolution_more.tilted_law()
    w = (Fraction(1), Fraction(3, 5))
    g = law.gradient(w)
    for eta in (Fraction(1, 1000), Fraction(1, 10)):
        moved = [x - eta * y for x, y in zip(w, g)]
        assert (moved[0] - 1) ** 2 + moved[1] ** 2 > Fraction(9, 25)


def test_the_jumping_law_of_the_adaptive_schedule():
    law = iterations.jumping_law()
    assert law.k == 1
    assert all(atom[0][0] > 0 for atom in law.points)


def test_the_run_that_lemma_6_3_misses():
    """All conditions of the printed lemma hold for these numbers; forty-eight noises of one sign
    end beyond 2 eps and within r_1.
    """
    eps, y = Fraction(1, 1000), Fraction(1, 36)
    r0, r1, kick = eps / 2**25, 3 * eps, 4 * eps / 25
    noise, d = kick - y * r1, r0
    for _ in range(48):
        d = d - y * d + noise
        assert abs(d) <= r1
    assert d > 2 * eps


def test_the_cycle_of_theorem_6_1():
    """Z ~ N(0, I), eta = 6 on the ray of w*: w*/2, 2 w*, -w*, 2 w*, ..."""
    c, seen = Fraction(1, 2), []
    for _ in range(6):
        c -= 6 * (c - (1 if c > 0 else 0)) / 2
        seen.append(c)
    assert seen == [2, -1, 2, -1, 2, -1]
