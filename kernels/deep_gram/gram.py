"""Population Gram matrices of wide networks: one recursion, of which fully connected, residual and
convolutional networks are instances.

A network acts on positions l = 1..p of n inputs; a state is a symmetric N x N matrix, N = n p,
index (i, l) = i p + l. Layer h maps

    X^(h) = D X^(h-1) + kappa s( W^(h) patches(X^(h-1)) / sqrt(m) ),      W^(h) with independent
    N(0, 1) entries, m channels,

(the first layer without 1/sqrt(m)), and x^(h) = X^(h)/sqrt(m). As m grows, (1/m) X X^T tends to
K^(h) and the mean over channels to b^(h):

    S^(h) = patches(K^(h-1)),         (U) ~ N(0, S^(h)),
    K^(h) = D K^(h-1) D^T + kappa (D b_i E s(U_j) + E s(U_i) D b_j) + kappa^2 E s(U_i) s(U_j),
    b^(h) = D b^(h-1) + kappa E s(U_i),                  b^(0) = 0, D^(1) = 0,

and the Gram matrix of the gradients of the last hidden layer, for the output <a, x^(H)>, tends to

    G_ij = kappa_H^2 sum_l S^(H)_(i,l),(j,l) E s'(U_(i,l)) s'(U_(j,l)).

Arrays hold any numbers: float64, balls, rationals. Nothing here rounds, divides or compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .duals import normalisation_of


@dataclass(frozen=True)
class Layer:
    """X -> D X + kappa s(W patches(X)/sqrt(m)). `square` is kappa^2, given apart because kappa may
    be irrational where kappa^2 is not.

    `filter` is the odd number q of neighbouring positions in a patch (zero padding); `skip` is True
    (identity), False (none) or a p x p matrix D.
    """

    dual: Any
    scale: Any
    square: Any
    skip: Any = False
    filter: int = 1


@dataclass(frozen=True)
class Network:
    """Layers 1..H on p positions."""

    layers: tuple[Layer, ...]
    positions: int = 1


@dataclass(frozen=True)
class Population:
    """`K[h]`, `b[h]` for h = 0..H-1 (and H if asked for), `S[h-1]` the covariance of the h-th
    pre-activation, `gram` the n x n limit of G^(H).
    """

    K: tuple[Any, ...]
    b: tuple[Any, ...]
    S: tuple[Any, ...]
    gram: Any


def patches(K: Any, positions: int, filter: int) -> Any:
    """W(K) of a convolution with filter length q: entry (i,l),(j,r) is the sum over |s| <= (q-1)/2
    of K at (i,l+s),(j,r+s), zero outside.
    """
    if filter == 1:
        return K
    p, n = positions, len(K) // positions
    blocks = K.reshape(n, p, n, p)
    total = blocks * 0
    for s in range(-(filter // 2), filter // 2 + 1):
        if abs(s) < p:
            here, there = slice(max(0, -s), p - max(0, s)), slice(max(0, s), p + min(0, s))
            total[:, here, :, here] = total[:, here, :, here] + blocks[:, there, :, there]
    return total.reshape(n * p, n * p)


def carried(skip: Any, K: Any, b: Any, positions: int) -> tuple[Any, Any]:
    """(D K D^T, D b), D applied to the positions of every input."""
    if skip is True:
        return K, b
    if skip is False:
        return K * 0, b * 0
    n, p = len(b) // positions, positions
    D = np.asarray(skip)
    left = np.einsum("lr,irx->ilx", D, K.reshape(n, p, n * p)).reshape(n * p, n * p)
    both = np.einsum("lr,irx->ilx", D, left.T.reshape(n, p, n * p)).reshape(n * p, n * p)
    return both.T, np.einsum("lr,ir->il", D, b.reshape(n, p)).reshape(n * p)


def advance(layer: Layer, K: Any, b: Any, positions: int) -> tuple[Any, Any, Any]:
    """(K^(h), b^(h), S^(h)) from K^(h-1), b^(h-1)."""
    S = patches(K, positions, layer.filter)
    mean, (DK, Db) = layer.dual.mean(S), carried(layer.skip, K, b, positions)
    new = layer.dual.second(S) * layer.square
    if layer.skip is not False:
        cross = Db[:, None] * mean[None, :]
        new = new + DK + (cross + cross.T) * layer.scale
    return new, Db + mean * layer.scale, S


def last_gram(layer: Layer, S: Any, positions: int) -> Any:
    """kappa^2 times the sum over positions of S and the slope: the limit of the Gram matrix of
    gradients of this layer, the last one.
    """
    M = S * layer.dual.slope(S) * layer.square
    return traces(M, positions)


def traces(M: Any, positions: int) -> Any:
    """The n x n matrix of traces of the p x p blocks."""
    n, p = len(M) // positions, positions
    blocks = M.reshape(n, p, n, p)
    total = blocks[:, 0, :, 0]
    for position in range(1, p):
        total = total + blocks[:, position, :, position]
    return total


def population(network: Network, K0: Any, *, last: bool = False) -> Population:
    """The recursion from K^(0) = sum over input channels of X X^T; with `last` also K^(H), b^(H)
    (limits of the features of layer H).
    """
    K, b, S = [K0], [K0.diagonal() * 0], []
    for layer in network.layers[:-1]:
        new, mean, covariance = advance(layer, K[-1], b[-1], network.positions)
        K, b, S = [*K, new], [*b, mean], [*S, covariance]
    top = network.layers[-1]
    S.append(patches(K[-1], network.positions, top.filter))
    if last:
        new, mean, _ = advance(top, K[-1], b[-1], network.positions)
        K, b = [*K, new], [*b, mean]
    return Population(tuple(K), tuple(b), tuple(S), last_gram(top, S[-1], network.positions))


def every_gram(network: Network, K0: Any) -> list[Any]:
    """Limits of the Gram matrices of the gradients of layers 1, .., H and of the output layer;
    their sum is that of all parameters.

    Backwards: B^(H) = identity between positions, B^(h-1) = D^T B^(h) D + kappa^2 W*(B^(h) o E
    s's'), G^(h) = kappa^2 <B^(h) o E s's', S^(h)>. Only the identity or nothing is carried past a
    layer here.
    """
    found, p = population(network, K0, last=True), network.positions
    n = len(K0) // p
    # integers: exact beside any numbers
    B = np.kron(np.ones((n, n), dtype=int), np.eye(p, dtype=int))
    grams = [traces(found.K[-1], p)]
    for layer, S in zip(reversed(network.layers), reversed(found.S)):
        inner = B * layer.dual.slope(S) * layer.square
        grams.append(_block_sums(inner * S, n, p))
        carried_back = B if layer.skip is True else B * 0
        # the adjoint of a symmetric filter is the same sum
        B = carried_back + patches(inner, p, layer.filter)
    return grams[::-1]


def _block_sums(M: Any, n: int, p: int) -> Any:
    return M.reshape(n, p, n, p).sum(axis=3).sum(axis=1)


# --- the three architectures ----------------------------------------------------------------------


def fully_connected(dual: Any, c_sigma: Any, depth: int, root: Any) -> Network:
    """x^(h) = sqrt(c_sigma/m) s(W^(h) x^(h-1)), h = 1..H; `root` is sqrt(c_sigma)."""
    return Network((Layer(dual, root, c_sigma),) * depth)


def residual(
    dual: Any,
    c_sigma: Any,
    depth: int,
    root: Any,
    c_res: Any,
    *,
    positions: int = 1,
    filter: int = 1,
) -> Network:
    """x^(1) = sqrt(c_sigma/m) s(W^(1) x), x^(h) = x^(h-1) + c_res/(H sqrt m) s(W^(h) x^(h-1)); with
    a filter: the convolutional ResNet.
    """
    first = Layer(dual, root, c_sigma, False, filter)
    step = c_res / depth
    return Network(
        (first, *(Layer(dual, step, step * step, True, filter),) * (depth - 1)), positions
    )


def input_gram(x: Any) -> Any:
    """K^(0) of inputs of shape (n, d), or (n, channels, p): sums over channels, index (i, l)."""
    x = np.asarray(x)
    if x.ndim == 2:
        return x @ x.T
    n, channels, p = x.shape
    flat = x.transpose(0, 2, 1).reshape(n * p, channels)
    return flat @ flat.T


def build(
    kind: str, dual: Any, depth: int, *, c_res: Any = 0.5, positions: int = 1, filter: int = 3
) -> Network:
    """A float64 network of the three kinds "fc", "resnet", "conv" with c_sigma computed."""
    c_sigma = float(normalisation_of(dual))
    if kind == "fc":
        return fully_connected(dual, c_sigma, depth, np.sqrt(c_sigma))
    extra = {"positions": positions, "filter": filter} if kind == "conv" else {}
    return residual(dual, c_sigma, depth, np.sqrt(c_sigma), c_res, **extra)


KINDS: Sequence[str] = ("fc", "resnet", "conv")
