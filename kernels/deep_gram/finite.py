"""Finite networks at initialisation, and how far their Gram matrices are from a given matrix.

A draw is either direct (every weight matrix is drawn; nothing is assumed) or reduced: given the
features, the rows of W^(h) patches(x^(h-1)) are independent N(0, S), S the Gram matrix of the
patches, so drawing them needs m N normals a layer instead of m^2, with the same law.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import erf as scalar_erf
from math import sqrt
from typing import Any

import numpy as np

from ..engine.errors import KernelError
from ..engine.number import rounded
from .duals import SMOOTH, float_dual, normalisation_of
from .gram import input_gram, patches, traces

Function = Callable[[Any], Any]


def _erf(u: Any) -> Any:
    try:
        from scipy.special import erf
    except ImportError:  # a machine with numpy alone
        erf = np.vectorize(scalar_erf, otypes=[float])
    return erf(u)


def activation(name: str, coefficients: Any = (), frequency: Any = 1) -> tuple[Function, Function]:
    """(s, s') on float64 arrays."""
    if name in SMOOTH:
        return SMOOTH[name][:2]
    if name == "polynomial":
        p = np.polynomial.Polynomial([float(Fraction(c)) for c in coefficients])
        return p, p.deriv()
    w = float(Fraction(frequency))
    density = lambda u: np.exp(-0.5 * u * u) / sqrt(2 * np.pi)  # noqa: E731
    normal = lambda u: 0.5 * (1.0 + _erf(u / sqrt(2)))  # noqa: E731
    table = {
        "erf": (_erf, lambda u: 2 / sqrt(np.pi) * np.exp(-u * u)),
        "relu": (lambda u: np.maximum(u, 0.0), lambda u: np.where(u > 0, 1.0, 0.0)),
        "gelu": (lambda u: u * normal(u), lambda u: normal(u) + u * density(u)),
        "sin": (lambda u: np.sin(w * u), lambda u: w * np.cos(w * u)),
        "linear": (lambda u: u, np.ones_like),
    }
    if name not in table:
        raise KernelError(
            f"the activation {name!r} was given; known are "
            f"{', '.join(sorted([*table, *SMOOTH, 'polynomial']))}"
        )
    return table[name]


@dataclass(frozen=True)
class Finite:
    """An architecture of a given width: kind "fc", "resnet" or "conv" (then inputs have shape (n,
    channels, p) and q = filter).
    """

    kind: str
    depth: int
    width: int
    sigma: Function
    slope: Function
    c_sigma: float
    c_res: float = 0.5
    filter: int = 3

    @classmethod
    def of(cls, parameters: Mapping[str, Any]) -> Finite:
        """From a JSON record: kind, activation, coefficients, frequency, depth, width, c_res,
        filter.
        """
        chosen = (
            parameters["activation"],
            parameters.get("coefficients", ()),
            parameters.get("frequency", 1),
        )
        sigma, slope = activation(*chosen)
        dual = float_dual(chosen[0], tuple(map(Fraction, chosen[1])), Fraction(chosen[2]))
        return cls(
            parameters["kind"],
            int(parameters["depth"]),
            int(parameters["width"]),
            sigma,
            slope,
            float(normalisation_of(dual)),
            rounded(str(parameters.get("c_res", 0.5))),
            int(parameters.get("filter", 3)),
        )

    def scale(self, h: int) -> float:
        return sqrt(self.c_sigma) if h == 1 or self.kind == "fc" else self.c_res / self.depth


@dataclass(frozen=True)
class Draw:
    """`K[h]`, `b[h]`: the empirical second moments and means over channels of layer h (K[0] exact);
    `gram`: G^(H) at initialisation.
    """

    K: list[Any]
    b: list[Any]
    gram: Any


def neighbours(X: Any, positions: int, q: int) -> Any:
    """The patches of features X (channels x N, index (i, l)): (q channels) x N, zero padding."""
    if q == 1:
        return X
    blocks = X.reshape(len(X), -1, positions)
    padded = np.pad(blocks, ((0, 0), (0, 0), (q // 2, q // 2)))
    return np.concatenate([padded[:, :, s : s + positions] for s in range(q)]).reshape(
        q * len(X), -1
    )


def draw(
    network: Finite,
    inputs: Any,
    rng: np.random.Generator,
    *,
    direct: bool = True,
    average: bool = False,
) -> Draw:
    """One initialisation. With `average` the output weights are replaced by their second moments (E
    over a of G^(H)).
    """
    x = np.asarray(inputs, dtype=float)
    conv = network.kind == "conv"
    p, q, m = (x.shape[2] if conv else 1), (network.filter if conv else 1), network.width
    X = x.transpose(1, 0, 2).reshape(x.shape[1], -1) if conv else x.T
    K, b, unit = [input_gram(x)], [np.zeros(X.shape[1])], 1.0
    S = z = K[0]
    for h in range(1, network.depth + 1):
        S = patches(K[-1], p, q)
        if direct:
            seen = neighbours(X, p, q)
            z = rng.standard_normal((m, len(seen))) @ seen / unit
        else:
            z = rng.standard_normal((m, len(S))) @ _factor(S).T
        new = network.scale(h) * network.sigma(z)
        X, unit = (X + new if h > 1 and network.kind != "fc" else new), sqrt(m)
        K.append(X.T @ X / m)
        b.append(X.mean(axis=0))
    moving = network.slope(z)
    if not average:
        moving = moving * np.tile(rng.standard_normal((m, p)), len(x))
    M = network.scale(network.depth) ** 2 * (moving.T @ moving / m) * S
    n = len(x)
    return Draw(K, b, traces(M, p) if average else M.reshape(n, p, n, p).sum(axis=(1, 3)))


def _factor(S: Any) -> Any:
    values, vectors = np.linalg.eigh(S)
    return vectors * np.sqrt(np.maximum(values, 0.0))


def statistic(found: Draw, what: str, layer: int) -> Any:
    """The matrix or vector that is compared: "gram", "K" or "b" of a layer."""
    return found.gram if what == "gram" else (found.K if what == "K" else found.b)[layer]


# --- batches --------------------------------------------------------------------------------------
