"""Gradient descent on all layers of finite deep networks: predictions, gradients, Gram blocks, and
what moves during training.

Features of all inputs are one matrix X (channels x N, N = n p, index (i, l)); the output is u_i =
sum_l a_{:,l} . x_{i,l}. With D^(h) = du_i/d(W^(h) phi) (m x N) and F^(h) the patches, dL/dW^(h) =
D^(h) diag(r) F^(h)T and G^(h)_ij = sum_{l,k} (D^T D)(F^T F).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from .finite import Finite, neighbours


@dataclass(frozen=True)
class Data:
    """n inputs as X (channels x N), N = n positions, and labels."""

    X: Any
    y: Any
    positions: int = 1

    @property
    def points(self) -> int:
        return len(self.y)


@dataclass
class Weights:
    """W^(1), ..., W^(H) and the output a (m x p)."""

    W: list[Any]
    a: Any

    def moved(self, slope: Weights, eta: float) -> Weights:
        return Weights([W - eta * g for W, g in zip(self.W, slope.W)], self.a - eta * slope.a)

    def distance(self, other: Weights) -> list[float]:
        """Frobenius norms of the differences: every W^(h), then a."""
        pairs = [*zip(self.W, other.W), (self.a, other.a)]
        return [float(np.linalg.norm(one - two)) for one, two in pairs]

    def size(self) -> list[float]:
        return [float(np.linalg.norm(one)) for one in [*self.W, self.a]]


@dataclass(frozen=True)
class Pass:
    """One forward and backward pass: predictions, features of every layer, and the factors of the
    gradients.
    """

    u: Any
    x: list[Any]  # x[0] the inputs, x[h] the features of layer h
    seen: list[Any]  # the patches that enter layer h (index h - 1)
    back: list[Any]  # du_i/d(W^(h) patch), m x N (index h - 1)


def filter_of(network: Finite) -> int:
    return network.filter if network.kind == "conv" else 1


def initial(network: Finite, data: Data, rng: np.random.Generator) -> Weights:
    """All entries of all W^(h) and of a independent N(0, 1)."""
    q, m = filter_of(network), network.width
    shapes = [(m, q * (len(data.X) if h == 1 else m)) for h in range(1, network.depth + 1)]
    return Weights(
        [rng.standard_normal(shape) for shape in shapes], rng.standard_normal((m, data.positions))
    )


def _adjoint(seen: Any, positions: int, q: int) -> Any:
    """The transpose of `neighbours`: from (q channels) x N back to channels x N."""
    if q == 1:
        return seen
    parts = seen.reshape(q, len(seen) // q, -1, positions)
    padded = np.zeros((parts.shape[1], parts.shape[2], positions + 2 * (q // 2)))
    for s in range(q):
        padded[:, :, s : s + positions] += parts[s]
    return padded[:, :, q // 2 : q // 2 + positions].reshape(parts.shape[1], -1)


def scale(network: Finite, h: int) -> float:
    """The factor of sigma in layer h: sqrt(c_sigma/m), or c_res/(H sqrt(m)) after a skip
    connection.
    """
    return network.scale(h) / sqrt(network.width)


def forward(network: Finite, weights: Weights, data: Data, *, backward: bool = True) -> Pass:
    """Predictions and, if asked for, the factors of all gradients."""
    p, q, H = data.positions, filter_of(network), network.depth
    x, seen, slopes = [data.X], [], []
    for h, W in enumerate(weights.W, 1):
        seen.append(neighbours(x[-1], p, q))
        z = W @ seen[-1]
        new = scale(network, h) * network.sigma(z)
        slopes.append(scale(network, h) * network.slope(z) if backward else None)
        x.append(x[-1] + new if h > 1 and network.kind != "fc" else new)
    output = np.tile(weights.a, data.points)
    u = (output * x[-1]).sum(axis=0).reshape(data.points, p).sum(axis=1)
    back: list[Any] = [None] * H
    if backward:
        above = output
        for h in range(H, 0, -1):
            back[h - 1] = slopes[h - 1] * above
            if h > 1:
                below = _adjoint(weights.W[h - 1].T @ back[h - 1], p, q)
                above = below if network.kind == "fc" else above + below
    return Pass(u, x, seen, back)


def gradient(found: Pass, data: Data) -> Weights:
    """dL/dW^(h) for every h, and dL/da."""
    r = np.repeat(found.u - data.y, data.positions)
    output = (found.x[-1] * r).reshape(len(found.x[-1]), data.points, data.positions).sum(axis=1)
    return Weights([(D * r) @ F.T for D, F in zip(found.back, found.seen)], output)


def gram(found: Pass, data: Data, block: int = 0) -> Any:
    """G^(h): the blocks 1..H, H + 1 for a; 0 is H, the last hidden layer."""
    H, n, p = len(found.back), data.points, data.positions
    h = block or H
    if h == H + 1:
        rows = found.x[-1].reshape(-1, n, p)
        return np.einsum("ril,rjl->ij", rows, rows, optimize=True)
    D, F = found.back[h - 1], found.seen[h - 1]
    return ((D.T @ D) * (F.T @ F)).reshape(n, p, n, p).sum(axis=(1, 3))


def full_gram(found: Pass, data: Data) -> Any:
    """G = sum over all blocks."""
    return sum(gram(found, data, h) for h in range(1, len(found.back) + 2))


def predictions(network: Finite, weights: Weights, data: Data) -> Any:
    return forward(network, weights, data, backward=False).u


@dataclass(frozen=True)
class Run:
    """What a run recorded: residuals y - u(k), movements of the blocks, Gram matrices of the last
    hidden layer at the marked steps.
    """

    residuals: Any  # (steps + 1) x n
    movement: Any  # (steps + 1) x (H + 1)
    grams: list[Any]
    weights: Weights


def descend(
    network: Finite, weights: Weights, data: Data, eta: float, steps: int, marks: int = 10
) -> Run:
    """Gradient descent on all layers at once."""
    start, residuals, movement, grams = weights, [], [], []
    marked = set(np.linspace(0, steps, marks).astype(int).tolist())
    for k in range(steps + 1):
        found = forward(network, weights, data)
        residuals.append(data.y - found.u)
        movement.append(weights.distance(start))
        if k in marked:
            grams.append(gram(found, data))
        if k < steps:
            weights = weights.moved(gradient(found, data), eta)
    return Run(np.array(residuals), np.array(movement), grams, weights)


def unit_data(n: int, dimension: int, rng: np.random.Generator, positions: int = 1) -> Data:
    """Random inputs of (Frobenius) norm 1 and labels of size 1."""
    x = rng.standard_normal((n, dimension, positions))
    x /= np.sqrt((x**2).sum(axis=(1, 2), keepdims=True))
    return Data(
        x.transpose(1, 0, 2).reshape(dimension, n * positions),
        rng.choice([-1.0, 1.0], n),
        positions,
    )
