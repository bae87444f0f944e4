"""The landscape of f = 1/2 ||U V^T - M||_F^2 and of g = f + 1/8 ||U^T U - V^T V||_F^2: Hessians,
stationary points, trials.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine.batches import collect, generator
from .matrix_gd import imbalance, residual

Parameters = Mapping[str, Any]


def second_variation(
    U: np.ndarray,
    V: np.ndarray,
    M: np.ndarray,
    A: np.ndarray,
    B: np.ndarray,
    regularised: bool = False,
) -> float:
    """[D^2 f](Delta, Delta) for Delta = (A; B): 2 <U V^T - M, A B^T> + ||U B^T + A V^T||_F^2; for g
    the second variation of the regulariser is added: (1/2) <U^T U - V^T V, A^T A - B^T B> + (1/4)
    ||A^T U + U^T A - B^T V - V^T B||_F^2.
    """
    value = 2 * np.sum(residual(U, V, M) * (A @ B.T)) + np.sum((U @ B.T + A @ V.T) ** 2)
    if regularised:
        first = A.T @ U + U.T @ A - B.T @ V - V.T @ B
        value += 0.5 * np.sum(imbalance(U, V) * (A.T @ A - B.T @ B)) + 0.25 * np.sum(first**2)
    return float(value)


def hessian(U: np.ndarray, V: np.ndarray, M: np.ndarray, regularised: bool = False) -> np.ndarray:
    """The matrix of the second variation on (entries of Delta_U, entries of Delta_V), by
    polarisation.
    """
    d1, k = U.shape
    size = (d1 + len(V)) * k
    basis = np.eye(size).reshape(size, d1 + len(V), k)

    def value(delta: np.ndarray) -> float:
        return second_variation(U, V, M, delta[:d1], delta[d1:], regularised)

    diagonal = np.array([value(delta) for delta in basis])
    H = np.diag(diagonal)
    for a in range(size):
        for b in range(a):
            H[a, b] = H[b, a] = 0.5 * (value(basis[a] + basis[b]) - diagonal[a] - diagonal[b])
    return H


def smallest_curvature(
    U: np.ndarray, V: np.ndarray, M: np.ndarray, regularised: bool = False
) -> tuple[float, float]:
    """The smallest and the largest eigenvalue of the Hessian."""
    eigenvalues = np.linalg.eigvalsh(hessian(U, V, M, regularised))
    return float(eigenvalues[0]), float(eigenvalues[-1])


def target(
    rng: np.random.Generator, largest: int = 5
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Phi, singular values, Psi, M of a random matrix of rank r <= 3 and at most `largest` rows and
    columns.
    """
    r = int(rng.integers(1, 4))
    Phi, Psi = (
        np.linalg.qr(rng.standard_normal((int(rng.integers(r, largest + 1)), r)))[0]
        for _ in range(2)
    )
    sigma = rng.uniform(0.2, 2.0, r)
    return Phi, sigma, Psi, (Phi * sigma) @ Psi.T


def stationary_point(
    rng: np.random.Generator, Phi, sigma, Psi, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """A stationary point of f: U = [Phi_S Sigma_S^(1/2), N_U] G, V = [Psi_S Sigma_S^(1/2), N_V]
    G^-T for a random set S of singular directions, G invertible (orthogonal for spread = 0), N_U
    N_V^T = 0, and N_U, N_V orthogonal to the directions left out.
    """
    r = len(sigma)
    kept = rng.random(r) < 0.5
    free = r - int(kept.sum())
    sides, on_first = [], rng.random(free) < 0.5
    for basis, mine in ((Phi, on_first), (Psi, ~on_first)):
        loose = spread * rng.standard_normal((len(basis), free)) * mine
        left_out = basis[:, ~kept]
        loose -= left_out @ (left_out.T @ loose)
        sides.append(np.concatenate((basis[:, kept] * np.sqrt(sigma[kept]), loose), axis=1))
    Q = np.linalg.qr(rng.standard_normal((r, r)))[0]
    G = (
        Q
        @ np.diag(np.exp(spread * rng.standard_normal(r)))
        @ np.linalg.qr(rng.standard_normal((r, r)))[0]
    )
    return sides[0] @ G, sides[1] @ np.linalg.inv(G).T


def strict_saddles(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Lemma 3.2 at stationary points of f: with eps = ||U^T U - V^T V||_F, either ||U V^T - M||_F
    <= eps or the Hessian has a negative eigenvalue (below -demand, 1e-9 by default, times the
    largest one). parameters["regularised"]: stationary points of g, all balanced; either global or
    a strict saddle.

    A third of the points has spread 0 (balanced). "saddle" counts the trials in which the
    eigenvalue had to decide.
    """
    rows = []
    regularised = bool(parameters.get("regularised", False))
    scale, demand = float(parameters.get("allowance", 1.0)), float(parameters.get("demand", 1e-9))
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        Phi, sigma, Psi, M = target(rng)
        spread = 0.0 if regularised else float(rng.choice([0.0, 0.1, 0.5]))
        U, V = stationary_point(rng, Phi, sigma, Psi, spread)
        R = residual(U, V, M)
        slope = float(np.sqrt(np.sum((R @ V) ** 2) + np.sum((R.T @ U) ** 2)))
        gap, error = float(np.linalg.norm(imbalance(U, V))), float(np.linalg.norm(R))
        low, high = smallest_curvature(U, V, M, regularised)
        close = error <= scale * gap + 1e-9
        rows.append(
            {
                "success": np.int8(close or low < -demand * high),
                "saddle": np.int8(not close),
                "gradient": slope,
                "error": error,
                "lowest": low,
            }
        )
    return collect(rows)


def smoothness(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Lemma B.1 on the boundary of its set: is the largest |eigenvalue| of the Hessian at most (a c
    + b) ||M||_F?

    parameters["bound"] = [a, b] ([6, 2] by default). Half of the points are aligned (rank one, U
    V^T opposite to M), the worst case.
    """
    slope, intercept = parameters.get("bound", (6.0, 2.0))
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        Phi, sigma, Psi, M = target(rng)
        c = float(10.0 ** rng.uniform(-2, 2))
        size = np.linalg.norm(M)
        if rng.random() < 0.5:
            M = size * np.outer(Phi[:, 0], Psi[:, 0])
            direction = rng.standard_normal(len(sigma))
            U, V = -np.outer(Phi[:, 0], direction), np.outer(Psi[:, 0], direction)
        else:
            U, V = rng.standard_normal(Phi.shape), rng.standard_normal(Psi.shape)
        U, V = (np.sqrt(c * size) * W / np.linalg.norm(W) for W in (U, V))
        ratio = max(map(abs, smallest_curvature(U, V, M))) / ((slope * c + intercept) * size)
        rows.append({"success": np.int8(ratio <= 1 + 1e-12), "ratio": float(ratio)})
    return collect(rows)


def rotation_inequality(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """(22): ||Delta Delta^T||_F^2 <= 2 ||W W^T - W* W*^T||_F^2 with Delta = W - W* R, R the closest
    rotation (polar factor of W*^T W).

    W is W* plus noise of any size, W* turned, or W with directions lost; parameters["factor"]
    replaces 2, ["rotate"] = False leaves R = I.
    """
    factor = float(parameters.get("factor", 2.0))
    rows = []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        n, r = int(rng.integers(2, 9)), int(rng.integers(1, 4))
        star = rng.standard_normal((n, r)) * np.exp(rng.standard_normal(r))
        turned = star @ np.linalg.qr(rng.standard_normal((r, r)))[0] * (rng.random(r) < 0.8)
        W = turned + 10.0 ** rng.uniform(-4, 1) * rng.standard_normal((n, r))
        if parameters.get("rotate", True):
            left, _, right = np.linalg.svd(star.T @ W)
            delta = W - star @ (left @ right)
        else:
            delta = W - star
        bound = factor * np.sum((W @ W.T - star @ star.T) ** 2)
        ratio = float(np.sum((delta @ delta.T) ** 2) / bound)
        rows.append({"success": np.int8(ratio <= 1 + 1e-9), "ratio": ratio})
    return collect(rows)
