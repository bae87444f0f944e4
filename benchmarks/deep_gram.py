"""The row "Gram n = 1000": the population matrix K^(10) of a fully connected softplus network at
1,000 unit inputs.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .rivals import Missing
from .rows import Answer, Row

N, D, DEPTH, NODES, CHUNK = 1000, 30, 10, 20, 50


def inputs() -> Any:
    X = np.random.default_rng(7).standard_normal((N, D))
    return X / np.linalg.norm(X, axis=1)[:, None]


def steepest(threads: int) -> Any:
    from steepest.kernels.deep_gram.duals import float_dual
    from steepest.kernels.deep_gram.gram import build, population

    def go() -> Answer:
        X = inputs()
        return {"gram": population(build("fc", float_dual("softplus"), DEPTH), X @ X.T).gram}

    return go


def softplus(u: Any) -> Any:
    return np.logaddexp(0.0, u)


def sigmoid(u: Any) -> Any:
    return 0.5 * (1.0 + np.tanh(0.5 * u))


def quadrature(threads: int) -> Any:
    """What a user would write: Gauss-Hermite nodes in both variables, for every pair, in chunks of
    rows.
    """
    z, w = np.polynomial.hermite_e.hermegauss(NODES)
    w = w / w.sum()

    def means(g: Any, K: Any) -> Any:
        s, out = np.sqrt(K.diagonal()), np.empty_like(K)
        left = g(s[:, None] * z) * w
        for first in range(0, N, CHUNK):
            rows = slice(first, first + CHUNK)
            slope = K[rows] / s[rows, None]
            rest = np.sqrt(np.maximum(K.diagonal()[None, :] - slope**2, 0.0))
            inner = np.zeros((*slope.shape, NODES))
            for y, weight in zip(z, w):
                inner += weight * g(slope[:, :, None] * z + (rest * y)[:, :, None])
            out[rows] = np.einsum("ik,ijk->ij", left[rows], inner)
        return out

    def go() -> Answer:
        X = inputs()
        K = X @ X.T
        c = 1 / float((w * softplus(z) ** 2).sum())
        for _ in range(DEPTH - 1):
            K = c * means(softplus, K)
        return {"gram": c * K * means(sigmoid, K)}

    return go


def neural_tangents(threads: int) -> Any:
    """`ElementwiseNumerical` of neural-tangents with the same number of nodes; its ntk of the last
    layer alone is not exposed, so the features are compared.
    """
    try:
        from neural_tangents import stax
    except ImportError as error:
        raise Missing(f"{error}; neural-tangents needs jax and tensorflow") from None

    def go() -> Answer:
        import jax.numpy as jnp

        z, w = np.polynomial.hermite_e.hermegauss(200)
        c = float(1 / (w / w.sum() * softplus(z) ** 2).sum())
        layer = stax.serial(
            stax.Dense(1, W_std=1.0),
            stax.ElementwiseNumerical(lambda u: np.sqrt(c) * jnp.logaddexp(0.0, u), deg=NODES),
        )
        *_, kernel = stax.serial(*[layer] * (DEPTH - 1))
        X = inputs() * np.sqrt(D)
        return {"features": np.asarray(kernel(X, X, "nngp"))}

    return go


def compare(mine: Answer, wanted: Answer) -> str:
    if "gram" not in mine:
        return "the features, not the last matrix"
    return f"entries differ by at most {np.abs(mine['gram'] - wanted['gram']).max():.0e}"


ROW = Row(
    "gram-1000",
    "Gram n = 1000",
    f"K^({DEPTH}) of the fully connected softplus network at n = {N} unit inputs in dimension "
    f"{D}, float64.",
    {
        "steepest": steepest,
        f"NumPy, Gauss-Hermite {NODES} x {NODES} for every pair": quadrature,
        "neural-tangents": neural_tangents,
    },
    "steepest",
    compare,
    slow=(f"NumPy, Gauss-Hermite {NODES} x {NODES} for every pair",),
)
