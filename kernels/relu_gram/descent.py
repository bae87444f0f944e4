"""Full-batch gradient descent on a deep ReLU network with quadratic loss, the first layer carried
in function space.

Only Z = W_1 X and ||W_1||_F^2 are needed of the widest layer, and with D = dL/dZ and K = X^T X they
obey
    Z' = Z - eta D K,    ||W_1'||^2 = ||W_1||^2 - 2 eta <Z, D> + eta^2 <D, D K>,
one product a step instead of two, at a cost that does not depend on the dimension of x. L = (1/2)
||f(X) - Y||_F^2: a factor in front of the loss is a factor of eta.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np

Array = Any


@dataclass
class Descent:
    """The state after `done` steps and what was recorded: per iteration the squared norms, the
    squared gradients, the loss.
    """

    Z: Array  # W_1 X
    D: Array  # the sum of dL/dZ so far: W_1 = W_1(0) - eta D X^T
    upper: list[Array]  # W_2, ..., W_N
    norms: np.ndarray  # (steps + 1, N)
    gradients: np.ndarray  # (steps, N)
    loss: np.ndarray  # (steps + 1,)
    done: int = 0

    @property
    def steps(self) -> int:
        return len(self.gradients)

    def first_layer(self, W1: Array, X: Array, eta: float) -> Array:
        """W_1 now, from its initial value: a check on the recorded norm."""
        return W1 - eta * (self.D @ X.T)


def start(
    weights: Sequence[Array], X: Array, steps: int, dtype: Any = np.float64, xp: ModuleType = np
) -> Descent:
    layers = len(weights)
    Z = (weights[0] @ X).astype(dtype)
    upper = [W.astype(dtype) for W in weights[1:]]
    state = Descent(
        Z,
        xp.zeros_like(Z),
        upper,
        np.zeros((steps + 1, layers)),
        np.zeros((steps, layers)),
        np.zeros(steps + 1),
    )
    state.norms[0] = [float((W**2).sum()) for W in weights]
    return state


def descend(
    state: Descent,
    K: Array,
    Y: Array,
    eta: float,
    until: int | None = None,
    *,
    pause: Callable[[Descent], None] | None = None,
    every: int = 100,
    xp: ModuleType = np,
) -> Descent:
    """Continue to iteration `until` (all steps by default), in place; `pause(state)` is called
    every `every` iterations.

    Stops early, leaving `done` short of the end, when the loss is no longer finite.
    """
    until = state.steps if until is None else until
    with np.errstate(over="ignore", invalid="ignore"):  # a diverging run is data
        return _descend(state, K, Y, eta, until, pause, every, xp)


def _descend(
    state: Descent,
    K: Array,
    Y: Array,
    eta: float,
    until: int,
    pause: Any,
    every: int,
    xp: ModuleType,
) -> Descent:
    dtype, rate = state.Z.dtype, state.Z.dtype.type(eta)
    K, Y = xp.asarray(K, dtype=dtype), xp.asarray(Y, dtype=dtype)
    # pre-activations and f(X)
    hidden = [state.Z, *(xp.empty((W.shape[0], Y.shape[1]), dtype=dtype) for W in state.upper)]
    active = [xp.empty_like(z) for z in hidden[:-1]]
    back = [xp.empty_like(z) for z in hidden]
    masks = [xp.empty(z.shape, dtype=bool) for z in active]
    change = xp.empty_like(state.Z)
    for t in range(state.done, until + 1):
        for h, W in enumerate(state.upper):
            xp.maximum(hidden[h], 0, out=active[h])
            xp.matmul(W, active[h], out=hidden[h + 1])
        xp.subtract(hidden[-1], Y, out=back[-1])
        state.loss[t] = 0.5 * float(xp.vdot(back[-1], back[-1]))
        if t == until or not np.isfinite(state.loss[t]):
            break
        slopes = []
        for h in reversed(range(len(state.upper))):
            slopes.append(back[h + 1] @ active[h].T)
            xp.matmul(state.upper[h].T, back[h + 1], out=back[h])
            xp.greater(hidden[h], 0, out=masks[h])
            xp.multiply(back[h], masks[h], out=back[h])
        slopes.reverse()
        xp.matmul(back[0], K, out=change)
        state.gradients[t] = [
            float(xp.vdot(back[0], change)),
            *(float(xp.vdot(g, g)) for g in slopes),
        ]
        first = (
            state.norms[t, 0]
            - 2 * eta * float(xp.vdot(state.Z, back[0]))
            + eta * eta * state.gradients[t, 0]
        )
        for W, g in zip(state.upper, slopes):
            g *= rate
            W -= g
        change *= rate
        state.Z -= change
        state.D += back[0]
        state.norms[t + 1] = [first, *(float(xp.vdot(W, W)) for W in state.upper)]
        state.done = t + 1
        if pause is not None and state.done % every == 0:
            pause(state)
    return state


def predicted_differences(state: Descent, eta: float) -> np.ndarray:
    """||W_h||^2 - ||W_{h+1}||^2 at every iteration from the initial one and the exact law of one
    step: it changes by eta^2 (||dL/dW_h||^2 - ||dL/dW_{h+1}||^2).
    """
    gaps = -np.diff(state.gradients[: state.done], axis=1)
    changes = np.concatenate((np.zeros((1, gaps.shape[1])), np.cumsum(gaps, axis=0)))
    return -np.diff(state.norms[0]) + eta**2 * changes
