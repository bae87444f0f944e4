"""Batches of trials of the balance theorems on random networks; each is usable as the `batch` of a
trial plan.

Trial i is drawn from the generator of (seed, i) alone. Every batch returns "success" (0/1), the
violation itself, and "signal" (the size of the two sides that were compared), so that a vacuous
success can be told from a real one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..engine.batches import array_module, collect, generator
from ..engine.sharing import convolution, random_map
from .networks import (
    HOMOGENEOUS,
    LOSSES,
    Layer,
    Network,
    Weights,
    largest_violation,
    squared_norms,
    step,
)

TOLERANCE = 1e-12

Parameters = Mapping[str, Any]


def random_network(parameters: Parameters, rng: np.random.Generator) -> Network:
    """A network as `parameters` asks: depth [2, 6], widths [1, 200], activations (one a layer,
    drawn from a list), biases, sharing "dense", "random", "conv1d" or "conv2d" (convolutional
    layers below a dense one).
    """
    lo, hi = parameters.get("depth", (2, 6))
    depth = int(rng.integers(lo, hi + 1))
    smallest, widest = parameters.get("widths", (1, 200))
    names = list(parameters.get("activations", HOMOGENEOUS))
    activations = tuple(names[k] for k in rng.integers(len(names), size=depth - 1))
    bias = bool(parameters.get("bias", False))
    sharing = parameters.get("sharing", "dense")
    if sharing in ("dense", "random"):
        widths = rng.integers(smallest, widest + 1, size=depth + 1)
        maps = [
            random_map(n, m, rng) if sharing == "random" else None
            for m, n in zip(widths, widths[1:])
        ]
        return Network(
            tuple(Layer(int(n), int(m), g, bias) for m, n, g in zip(widths, widths[1:], maps)),
            activations,
        )
    if sharing not in ("conv1d", "conv2d"):
        raise ValueError(f"sharing {sharing!r} was given; expected dense, random, conv1d or conv2d")
    dimension = int(sharing[4])
    side = (40, 7)[dimension - 1]
    shape, channels, layers = (
        (int(rng.integers(side // 2 + 1, side + 1)),) * dimension,
        int(rng.integers(1, 4)),
        [],
    )
    for _ in range(depth - 1):
        kernel, filters = (int(rng.integers(1, 4)),) * dimension, int(rng.integers(1, 5))
        index, out = convolution(
            shape,
            channels,
            filters,
            kernel,
            stride=int(rng.integers(1, 3)),
            padding=int(rng.integers(0, 2)),
        )
        layers.append(Layer(*index.shape, index, bias))
        shape, channels = tuple(n if n > 3 else 4 for n in out) if min(out) < 4 else out, filters
        if shape != out:
            break
    inputs = layers[-1].rows
    return Network(
        (*layers, Layer(int(rng.integers(1, 11)), inputs, None, bias)), activations[: len(layers)]
    )


def _data(network: Network, parameters: Parameters, rng: np.random.Generator):
    samples = int(rng.integers(1, parameters.get("samples", 8) + 1))
    X = rng.standard_normal((network.layers[0].columns, samples))
    Y = rng.standard_normal((network.layers[-1].rows, samples))
    # constant for one output
    names = [
        name for name in parameters.get("losses", LOSSES) if name != "cross-entropy" or len(Y) > 1
    ]
    return X, Y, names[int(rng.integers(len(names)))]


def _on(xp, weights: Weights) -> Weights:
    return [(xp.asarray(v), None if b is None else xp.asarray(b)) for v, b in weights]


def balance_rates(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Are the two sides of a balance statement equal at random weights, data and loss? Success:
    violation <= 1e-12.

    parameters["statement"]: "neuron" (each neuron), "layer" (each layer, also shared weights) or
    "matrix" (W W^T - V^T V around one hidden layer whose activation is parameters["at"], "linear"
    by default, the network being nonlinear elsewhere).
    """
    xp, rows = array_module(backend), []
    statement = parameters["statement"]
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        network = random_network(parameters, rng)
        layers = range(len(network.layers) - 1)
        if statement == "matrix":
            at = int(rng.integers(len(layers)))
            chosen = (
                *network.activations[:at],
                parameters.get("at", "linear"),
                *network.activations[at + 1 :],
            )
            network, layers = Network(network.layers, chosen), (at,)
        weights = _on(xp, network.random_weights(rng))
        X, Y, loss = _data(network, parameters, rng)
        gradients = network.gradient(weights, xp.asarray(X), xp.asarray(Y), loss, xp)
        worst, signal = largest_violation(statement, weights, gradients, layers, xp)
        success = np.int8(worst <= parameters.get("tolerance", TOLERANCE))
        rows.append(
            {"success": success, "violation": worst, "signal": signal, "depth": len(network.layers)}
        )
    return collect(rows)


def rescaling(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """f(x; ..., c W^(a), ..., W^(b)/c, ...) = f(x; W) for two layers a != b and 1/10 <= c <= 10,
    relative to max |f|.
    """
    xp, rows = array_module(backend), []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        network = random_network(parameters, rng)
        weights = network.random_weights(rng)
        X = xp.asarray(_data(network, parameters, rng)[0])
        a, b = rng.choice(len(weights), size=2, replace=False)
        c = float(10.0 ** rng.uniform(-1, 1))
        scaled = [(v * {a: c, b: 1 / c}.get(h, 1.0), bias) for h, (v, bias) in enumerate(weights)]
        f = network.forward(_on(xp, weights), X, xp)[0][-1]
        g = network.forward(_on(xp, scaled), X, xp)[0][-1]
        size = float(xp.abs(f).max())
        worst = float(xp.abs(f - g).max()) / size if size > 0 else float(xp.abs(g).max())
        success = np.int8(worst <= parameters.get("tolerance", TOLERANCE))
        rows.append({"success": success, "violation": worst, "signal": float(size > 0)})
    return collect(rows)


def one_step(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """One step of gradient descent changes ||W^(h)||^2 - ||W^(h+1)||^2 by eta^2 (||dW^(h)||^2 -
    ||dW^(h+1)||^2), exactly.

    The violation is relative to the norms themselves (the change is of order eta^2).
    """
    xp, rows = array_module(backend), []
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        network = random_network(parameters, rng)
        weights = _on(xp, network.random_weights(rng))
        X, Y, loss = _data(network, parameters, rng)
        gradients = network.gradient(weights, xp.asarray(X), xp.asarray(Y), loss, xp)
        eta = float(10.0 ** rng.uniform(-3, 0))
        biases = bool(parameters.get("bias", False))
        # the bias of the output layer and the outgoing biases take no part in a balance: compare
        # without them
        if biases:
            raise ValueError("one_step compares networks without biases")
        before, after, change = (
            np.array(squared_norms(w)) for w in (weights, step(weights, gradients, eta), gradients)
        )
        gap = np.abs(np.diff(after) - np.diff(before) - eta**2 * np.diff(change))
        size = float(after.max() + before.max() + eta**2 * change.max())
        worst = float(gap.max()) / size
        success = np.int8(worst <= parameters.get("tolerance", TOLERANCE))
        rows.append(
            {
                "success": success,
                "violation": worst,
                "signal": float(eta**2 * np.abs(np.diff(change)).max() / size),
            }
        )
    return collect(rows)


def flow_drift(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Gradient flow (DOP853, rtol 1e-10) up to parameters["time"]: the largest relative drift of
    ||W^(h)||^2 - ||W^(h+1)||^2 along it.

    A flow that slides along a kink of ReLU takes ever smaller steps; after parameters["steps"] of
    them it is judged by the part that was followed ("reached" is its share of the time).
    """
    rows = []
    tolerance, time = parameters.get("tolerance", 1e-7), float(parameters.get("time", 1.0))
    for trial in range(first, first + count):
        rng = generator(seed, trial)
        network = random_network(parameters, rng)
        weights = network.random_weights(rng)
        X, Y, loss = _data(network, parameters, rng)
        reached, path = flow(
            network, weights, X, Y, loss, time, steps=int(parameters.get("steps", 400))
        )
        norms = np.array([squared_norms(w) for w in path])
        gaps = np.diff(norms, axis=1)
        worst = float(np.abs(gaps - gaps[0]).max() / norms.max())
        moved = float(np.abs(norms - norms[0]).max() / norms.max())
        rows.append(
            {
                "success": np.int8(worst <= tolerance),
                "violation": worst,
                "signal": moved,
                "reached": reached / time,
            }
        )
    return collect(rows)


def flow(
    network: Network,
    weights: Weights,
    X,
    Y,
    loss: str,
    time: float,
    steps: int = 10_000,
    rtol: float = 1e-10,
) -> tuple[float, list[Weights]]:
    """dw/dt = -dL/dw from `weights` by scipy's DOP853: the time reached and the weights after every
    accepted step.

    Stops at `time` or after `steps` steps. Networks without biases.
    """
    from scipy.integrate import DOP853

    shapes = [v.shape for v, _ in weights]
    ends = np.cumsum([v.size for v, _ in weights])[:-1]

    def unpack(flat: np.ndarray) -> Weights:
        return [(part.reshape(shape), None) for part, shape in zip(np.split(flat, ends), shapes)]

    def field(_, flat: np.ndarray) -> np.ndarray:
        return -np.concatenate([dv.ravel() for dv, _ in network.gradient(unpack(flat), X, Y, loss)])

    solver = DOP853(
        field, 0.0, np.concatenate([v.ravel() for v, _ in weights]), time, rtol=rtol, atol=1e-13
    )
    path = [unpack(solver.y)]
    while solver.status == "running" and len(path) <= steps:
        solver.step()
        path.append(unpack(solver.y))
    return float(solver.t), path


SCHEMES = {  # variance of an entry of an (n x m) matrix: n outputs, m inputs
    "1/sqrt(d) Gaussian": lambda n, m: 1.0 / m,
    "Xavier": lambda n, m: 2.0 / (n + m),
    "Kaiming": lambda n, m: 2.0 / m,
}


def initial_balance(
    first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
) -> dict[str, np.ndarray]:
    """Is max_h | ||W^(h)||^2 - ||W^(h+1)||^2 | <= parameters["within"] * max_h ||W^(h)||^2 at a
    named initialisation?

    ||W^(h)||_F^2 is drawn from its law, variance times chi-square with n_h n_{h-1} degrees of
    freedom.
    """
    widths = np.array(parameters["widths"], dtype=float)
    variance = np.array([SCHEMES[parameters["scheme"]](n, m) for m, n in zip(widths, widths[1:])])
    degrees = widths[1:] * widths[:-1]
    rows = []
    for trial in range(first, first + count):
        norms = variance * generator(seed, trial).chisquare(degrees)
        worst = float(np.abs(np.diff(norms)).max() / norms.max())
        rows.append(
            {
                "success": np.int8(worst <= parameters["within"]),
                "violation": worst,
                "largest": float(norms.max()),
            }
        )
    return collect(rows)
