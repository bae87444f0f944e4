"""Feed-forward networks of any depth with hand-written backpropagation, and the quantities of the
balance theorems.

x^(0) = x,  x^(h) = W^(h) phi_{h-1}(x^(h-1)) (+ b^(h)) with phi_0 = id,  f(x) = x^(N),  L = (1/m)
sum_i ell(f(x_i), y_i). Samples are columns. One program for NumPy and CuPy: `xp` is the array
module.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

Array = Any
# per layer: the matrix W (or the shared parameters v) and the bias b
Weights = list[tuple[Array, Array | None]]

LEAK = 0.1


def _sigmoid(z: Array, xp: ModuleType) -> Array:
    return 0.5 * (1.0 + xp.tanh(0.5 * z))


# name -> (phi, derivative); at a kink the derivative is the element 0 (leaky: LEAK) of the
# sub-differential
ACTIVATIONS: dict[str, tuple[Callable, Callable]] = {
    "relu": (lambda z, xp: xp.maximum(z, 0.0), lambda z, xp: (z > 0).astype(z.dtype)),
    "leaky": (
        lambda z, xp: xp.where(z > 0, z, LEAK * z),
        lambda z, xp: xp.where(z > 0, 1.0, LEAK).astype(z.dtype),
    ),
    "linear": (lambda z, xp: z, lambda z, xp: xp.ones_like(z)),
    "tanh": (lambda z, xp: xp.tanh(z), lambda z, xp: 1.0 - xp.tanh(z) ** 2),
    "sigmoid": (_sigmoid, lambda z, xp: _sigmoid(z, xp) * (1.0 - _sigmoid(z, xp))),
    "quadratic": (lambda z, xp: z * z, lambda z, xp: 2.0 * z),
}
HOMOGENEOUS = ("relu", "leaky", "linear")


def _softmax(f: Array, xp: ModuleType) -> Array:
    e = xp.exp(f - f.max(axis=0))
    return e / e.sum(axis=0)


# name -> (ell summed over outputs, one number a sample; d ell / d f)
LOSSES: dict[str, tuple[Callable, Callable]] = {
    "quadratic": (lambda f, y, xp: 0.5 * ((f - y) ** 2).sum(axis=0), lambda f, y, xp: f - y),
    "quartic": (lambda f, y, xp: 0.25 * ((f - y) ** 4).sum(axis=0), lambda f, y, xp: (f - y) ** 3),
    "logistic": (
        lambda f, y, xp: xp.logaddexp(0.0, -xp.sign(y) * f).sum(axis=0),
        lambda f, y, xp: -xp.sign(y) * _sigmoid(-xp.sign(y) * f, xp),
    ),
    "pseudo-huber": (
        lambda f, y, xp: (xp.sqrt(1.0 + (f - y) ** 2) - 1.0).sum(axis=0),
        lambda f, y, xp: (f - y) / xp.sqrt(1.0 + (f - y) ** 2),
    ),
    "cross-entropy": (  # the target distribution is softmax(y)
        lambda f, y, xp: (
            xp.log(xp.exp(f - f.max(axis=0)).sum(axis=0))
            + f.max(axis=0)
            - (_softmax(y, xp) * f).sum(axis=0)
        ),
        lambda f, y, xp: _softmax(f, xp) - _softmax(y, xp),
    ),
}


@dataclass(frozen=True)
class Layer:
    """One linear map: dense, or shared through an index map `share` (see `sharing`); with or
    without a bias.
    """

    rows: int
    columns: int
    share: np.ndarray | None = None
    bias: bool = False

    @property
    def parameters(self) -> int:
        return self.rows * self.columns if self.share is None else int(self.share.max(initial=0))

    def matrix(self, v: Array, xp: ModuleType) -> Array:
        """W from its parameters."""
        if self.share is None:
            return v
        return xp.concatenate((xp.zeros(1, dtype=v.dtype), v))[xp.asarray(self.share)]

    def pull(self, dW: Array, xp: ModuleType) -> Array:
        """dL/dv from dL/dW: the sum over all places at which a parameter is used."""
        if self.share is None:
            return dW
        return xp.bincount(
            xp.asarray(self.share).ravel(), weights=dW.ravel(), minlength=self.parameters + 1
        )[1:]


@dataclass(frozen=True)
class Network:
    layers: tuple[Layer, ...]
    activations: tuple[str, ...]  # phi_1, ..., phi_{N-1}

    def random_weights(self, rng: np.random.Generator, gain: float = 2.0) -> Weights:
        """Gaussian weights of variance gain / (inputs of the layer), biases of variance 1/4."""
        weights: Weights = []
        for layer in self.layers:
            shape = (layer.rows, layer.columns) if layer.share is None else (layer.parameters,)
            bias = 0.5 * rng.standard_normal(layer.rows) if layer.bias else None
            weights.append((rng.standard_normal(shape) * np.sqrt(gain / layer.columns), bias))
        return weights

    def forward(
        self, weights: Weights, X: Array, xp: ModuleType = np
    ) -> tuple[list[Array], list[Array]]:
        """The pre-activations x^(1..N) and the inputs phi_{h-1}(x^(h-1)) of every layer, one column
        a sample.
        """
        states, inputs, signal = [], [], X
        for h, (layer, (v, b)) in enumerate(zip(self.layers, weights)):
            inputs.append(signal)
            z = layer.matrix(v, xp) @ signal
            states.append(z if b is None else z + b[:, None])
            if h < len(self.activations):
                signal = ACTIVATIONS[self.activations[h]][0](states[-1], xp)
        return states, inputs

    def loss(
        self, weights: Weights, X: Array, Y: Array, loss: str = "quadratic", xp: ModuleType = np
    ) -> float:
        return float(LOSSES[loss][0](self.forward(weights, X, xp)[0][-1], Y, xp).mean())

    def gradient(
        self, weights: Weights, X: Array, Y: Array, loss: str = "quadratic", xp: ModuleType = np
    ) -> Weights:
        """dL/dv and dL/db of every layer: delta^(N) = ell'(f)/m, delta^(h) = (W^(h+1)T delta^(h+1))
        * phi_h'(x^(h)).
        """
        states, inputs = self.forward(weights, X, xp)
        delta = LOSSES[loss][1](states[-1], Y, xp) / X.shape[1]
        gradients: Weights = []
        for h in reversed(range(len(self.layers))):
            layer, (v, b) = self.layers[h], weights[h]
            gradients.append(
                (layer.pull(delta @ inputs[h].T, xp), None if b is None else delta.sum(axis=1))
            )
            if h:
                delta = (layer.matrix(v, xp).T @ delta) * ACTIVATIONS[self.activations[h - 1]][1](
                    states[h - 1], xp
                )
        return gradients[::-1]


# --- the quantities of the balance theorems: what the two sides of each statement are, and the size
# they are compared with ---


def neuron_rates(
    layer: tuple, next_layer: tuple, gradient: tuple, next_gradient: tuple, xp: ModuleType = np
) -> tuple:
    """Per neuron i of layer h: incoming <W[i,:], dW[i,:]> (+ b_i db_i), outgoing <V[:,i], dV[:,i]>,
    and sum of |products|.

    Under gradient flow d/dt (||W[i,:]||^2 + b_i^2 - ||V[:,i]||^2) = -2 (incoming_i - outgoing_i).
    """
    (W, b), (V, _), (dW, db), (dV, _) = layer, next_layer, gradient, next_gradient
    incoming, size = (W * dW).sum(axis=1), xp.abs(W * dW).sum(axis=1)
    if b is not None:
        incoming, size = incoming + b * db, size + xp.abs(b * db)
    return incoming, (V * dV).sum(axis=0), size + xp.abs(V * dV).sum(axis=0)


def layer_rates(
    layer: tuple, next_layer: tuple, gradient: tuple, next_gradient: tuple, xp: ModuleType = np
) -> tuple:
    """Per layer: <v, dv> (+ <b, db>) of layer h, <v, dv> of layer h+1, and the sum of |products|,
    as arrays of length one.
    """
    (v, b), (w, _), (dv, db), (dw, _) = layer, next_layer, gradient, next_gradient
    left, size = (v * dv).sum(), xp.abs(v * dv).sum()
    if b is not None:
        left, size = left + (b * db).sum(), size + xp.abs(b * db).sum()
    return left[None], (w * dw).sum()[None], (size + xp.abs(w * dw).sum())[None]


def matrix_rates(
    layer: tuple, next_layer: tuple, gradient: tuple, next_gradient: tuple, xp: ModuleType = np
) -> tuple:
    """dW W^T + W dW^T, V^T dV + dV^T V, and the size of their products: equal when the activation
    between is linear.
    """
    (W, _), (V, _), (dW, _), (dV, _) = layer, next_layer, gradient, next_gradient
    size = xp.linalg.norm(W) * xp.linalg.norm(dW) + xp.linalg.norm(V) * xp.linalg.norm(dV)
    return dW @ W.T + W @ dW.T, V.T @ dV + dV.T @ V, size


def squared_norms(weights: Weights, biases: bool = False) -> list[float]:
    """||W^(h)||_F^2 (or ||v^(h)||^2) of every layer, with ||b^(h)||^2 added if asked."""
    return [
        float((v * v).sum()) + (float((b * b).sum()) if biases and b is not None else 0.0)
        for v, b in weights
    ]


def violation(left: Array, right: Array, size: Array, xp: ModuleType = np) -> float:
    """max |left - right| / size, 0 where everything vanishes."""
    gap = xp.abs(left - right)
    return float((gap / xp.where(size > 0, size, 1.0)).max())


def step(weights: Weights, gradients: Weights, eta: float) -> Weights:
    """One step of gradient descent."""
    return [
        (v - eta * dv, None if b is None else b - eta * db)
        for (v, b), (dv, db) in zip(weights, gradients)
    ]


RATES: dict[str, Callable[..., tuple]] = {
    "neuron": neuron_rates,
    "layer": layer_rates,
    "matrix": matrix_rates,
}


def largest_violation(
    statement: str, weights: Weights, gradients: Weights, layers: Sequence[int], xp: ModuleType = np
) -> tuple[float, float]:
    """The largest violation of a balance statement over layers h, and the largest |left| / size
    (how far from vacuous).
    """
    worst, signal = 0.0, 0.0
    for h in layers:
        left, right, size = RATES[statement](
            weights[h], weights[h + 1], gradients[h], gradients[h + 1], xp
        )
        worst = max(worst, violation(left, right, size, xp))
        signal = max(signal, violation(left, xp.zeros_like(left), size, xp))
    return worst, signal
