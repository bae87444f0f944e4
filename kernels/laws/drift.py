"""What optimizers do to conservation laws: trials of one exact step after another, and paths of a
law under the flow, gradient descent, the heavy ball and Adam.

Trial i draws its weights and data from the generator of (seed, i) alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod, sqrt
from typing import Any

import numpy as np

from ..engine.batches import array_module, generator
from .network import forward, gradient, loss_and_back, shapes_of

SAMPLES = 12
TOLERANCE = 1e-10
Parameters = Mapping[str, Any]
Array = Any


class Laws:
    """Forms theta^T S theta + a.theta, many at once: theta (trials, D) to (trials, laws)."""

    def __init__(self, laws: list[dict[str, list]], xp: Any):
        from fractions import Fraction

        rows, columns, weights, owner = [], [], [], []
        at, slopes, shift_owner = [], [], []
        for n, law in enumerate(laws):
            for i, j, c in law["generator"]:
                rows.append(i)
                columns.append(j)
                weights.append(float(Fraction(c)) / 2)
                owner.append(n)
            for i, c in law["shift"]:
                at.append(i)
                slopes.append(float(Fraction(c)))
                shift_owner.append(n)
        self.xp, self.count = xp, len(laws)
        self.rows, self.columns = (xp.asarray(x, dtype=int) for x in (rows, columns))
        self.at = xp.asarray(at, dtype=int)
        self.into, self.shift = xp.zeros((len(rows), self.count)), xp.zeros((len(at), self.count))
        for k, (n, w) in enumerate(zip(owner, weights)):
            self.into[k, n] = w
        for k, (n, w) in enumerate(zip(shift_owner, slopes)):
            self.shift[k, n] = w

    def quadratic(self, theta: Array) -> Array:
        return (theta[:, self.rows] * theta[:, self.columns]) @ self.into

    def __call__(self, theta: Array) -> Array:
        return self.quadratic(theta) + theta[:, self.at] @ self.shift

    def size(self, theta: Array) -> Array:
        """The sum of the absolute values of the terms: the yardstick for rounding."""
        terms = abs(theta[:, self.rows] * theta[:, self.columns]) @ abs(self.into)
        return terms + abs(theta[:, self.at]) @ abs(self.shift)


class Problem:
    """Full-batch loss of a network on random data, for `count` trials from `first` on."""

    def __init__(self, parameters: Parameters, first: int, count: int, seed: int, xp: Any):
        self.nodes, self.xp = parameters["network"], xp
        self.loss = parameters.get("loss", "squared")
        shapes = shapes_of(self.nodes)
        inputs = [k for k, node in enumerate(self.nodes) if node[0] == "input"]
        weights = [k for k, node in enumerate(self.nodes) if node[0] == "weight"]
        starts, data, targets = [], [[] for _ in inputs], []
        for trial in range(first, first + count):
            rng = generator(seed, trial)
            parts = [
                rng.standard_normal(prod(shapes[k])) / sqrt(shapes[k][-1] if shapes[k] else 1)
                for k in weights
            ]
            starts.append(np.concatenate(parts) * float(parameters.get("scale", 1.0)))
            for own, k in zip(data, inputs):
                own.append(rng.standard_normal((SAMPLES, *shapes[k])))
            targets.append(self._target(rng, shapes[-1]))
        self.start = xp.asarray(np.array(starts))
        self.inputs = [xp.asarray(np.array(own)) for own in data]
        self.target = xp.asarray(np.array(targets))

    def _target(self, rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
        if self.loss == "cross-entropy":
            classes = shape[-1]
            hot = rng.integers(classes, size=(SAMPLES, *shape[:-1]))
            return np.eye(classes)[hot]
        if self.loss == "scalar":
            return rng.choice([-1.0, 1.0], size=(SAMPLES, *shape))
        return rng.standard_normal((SAMPLES, *shape))

    def gradient(self, theta: Array) -> tuple[Array, Array]:
        """(loss, gradient) of every trial."""
        values = forward(self.nodes, theta, self.inputs, self.xp)
        loss, back = loss_and_back(self.loss, values[-1], self.target, self.xp)
        return loss, gradient(self.nodes, values, back, self.xp)


def batch(
    first: int, count: int, parameters: Parameters, seed: int, backend: str
) -> dict[str, Array]:
    """Gradient descent with the step eta and weight decay: in each step every law must change by
    exactly what the theorem says, to 1e-10 of its terms.

    Records the largest violation, the drift of the law that moves most, the prediction of the
    modified equation for the same time, eta times the integral of Q(grad L) along the flow, and the
    drift of the flow itself (its integration error).
    """
    xp = array_module(backend)
    problem = Problem(parameters, first, count, seed, xp)
    laws = Laws(parameters["laws"], xp)
    eta, decay = float(parameters["eta"]), float(parameters.get("decay", 0.0))
    steps = int(parameters["steps"])
    theta, worst = problem.start, xp.zeros(count)
    begin = laws(theta)
    for _ in range(steps):
        _, g = problem.gradient(theta)
        shrink = 1 - eta * decay
        after = shrink * theta - eta * g
        linear = laws(theta) - laws.quadratic(theta)
        expected = shrink**2 * laws.quadratic(theta) + shrink * linear + eta**2 * laws.quadratic(g)
        yardstick = laws.size(theta) + laws.size(after) + eta * laws.size(g) + 1e-300
        worst = xp.maximum(worst, (abs(laws(after) - expected) / yardstick).max(axis=1))
        theta = after
    drift = laws(theta) - begin
    predicted, flowed = along_flow(problem, laws, eta * steps, max(steps, 200), eta)
    index = abs(drift).argmax(axis=1)
    rows = xp.arange(count)
    fine = xp.isfinite(theta).all(axis=1)
    found = {
        "success": ((worst <= TOLERANCE) & fine).astype(np.int8),
        "diverged": (~fine).astype(np.int8),
        "violation": worst,
        "drift": drift[rows, index],
        "predicted": predicted[rows, index],
        "flow": abs(flowed - begin).max(axis=1),
    }
    return {key: _host(value) for key, value in found.items()}


def _host(value: Array) -> np.ndarray:
    return value.get() if hasattr(value, "get") else value


def along_flow(
    problem: Problem, laws: Laws, time: float, steps: int, eta: float
) -> tuple[Array, Array]:
    """(eta times the integral of Q(grad L) along the flow, the laws at its end): Runge-Kutta."""
    theta, dt = problem.start, time / steps
    total = 0.0
    for _ in range(steps):
        _, k1 = problem.gradient(theta)
        _, k2 = problem.gradient(theta - dt / 2 * k1)
        _, k3 = problem.gradient(theta - dt / 2 * k2)
        _, k4 = problem.gradient(theta - dt * k3)
        total = total + dt / 6 * (
            laws.quadratic(k1)
            + 2 * laws.quadratic(k2)
            + 2 * laws.quadratic(k3)
            + laws.quadratic(k4)
        )
        theta = theta - dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return eta * total, laws(theta)


def paths(
    parameters: Parameters, trial: int = 0, seed: int = 20180604, points: int = 60
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """For each optimizer (times, h(t) - h(0)) of every law of one trial: the flow, gradient descent
    at eta, eta/2 and eta/4, the heavy ball and Adam with the step eta.
    """
    problem = Problem(parameters, trial, 1, seed, np)
    laws, eta = Laws(parameters["laws"], np), float(parameters["eta"])
    time = eta * int(parameters["steps"])
    found = {"flow": _path(problem, laws, _runge_kutta, time, min(eta / 4, time / 400), points)}
    for divisor in (4, 2, 1):
        name = f"GD, eta = {eta / divisor:g}"
        found[name] = _path(problem, laws, _descend, time, eta / divisor, points)
    found["heavy ball"] = _path(problem, laws, _heavy_ball(0.9), time, eta, points)
    found["Adam"] = _path(problem, laws, _adam(), time, eta, points)
    return found


Move = Callable[[Problem, np.ndarray, float], np.ndarray]


def _path(
    problem: Problem, laws: Laws, move: Move, time: float, dt: float, points: int
) -> tuple[np.ndarray, np.ndarray]:
    theta, begin = problem.start, laws(problem.start)
    steps = max(1, round(time / dt))
    every, times, values = max(1, steps // points), [0.0], [0 * begin[0]]
    for n in range(1, steps + 1):
        theta = move(problem, theta, dt)
        if n % every == 0 or n == steps:
            times.append(n * dt)
            values.append((laws(theta) - begin)[0])
    return np.array(times), np.array(values)


def _descend(problem: Problem, theta: np.ndarray, dt: float) -> np.ndarray:
    return theta - dt * problem.gradient(theta)[1]


def _runge_kutta(problem: Problem, theta: np.ndarray, dt: float) -> np.ndarray:
    k1 = problem.gradient(theta)[1]
    k2 = problem.gradient(theta - dt / 2 * k1)[1]
    k3 = problem.gradient(theta - dt / 2 * k2)[1]
    k4 = problem.gradient(theta - dt * k3)[1]
    return theta - dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


def _heavy_ball(mu: float) -> Move:
    """The step (1 - mu) dt, so that time runs as for gradient descent."""
    state = {"v": 0.0}

    def move(problem: Problem, theta: np.ndarray, dt: float) -> np.ndarray:
        state["v"] = mu * state["v"] - (1 - mu) * dt * problem.gradient(theta)[1]
        return theta + state["v"]

    return move


def _adam(b1: float = 0.9, b2: float = 0.999, eps: float = 1e-8) -> Move:
    state = {"m": 0.0, "s": 0.0, "n": 0}

    def move(problem: Problem, theta: np.ndarray, dt: float) -> np.ndarray:
        g = problem.gradient(theta)[1]
        state["n"] += 1
        state["m"] = b1 * state["m"] + (1 - b1) * g
        state["s"] = b2 * state["s"] + (1 - b2) * g * g
        m, s = state["m"] / (1 - b1 ** state["n"]), state["s"] / (1 - b2 ** state["n"])
        return theta - dt * m / (np.sqrt(s) + eps)

    return move
