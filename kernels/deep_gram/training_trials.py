"""Batches of trials of the convergence theory of deep networks; each is usable as the `batch` of a
trial plan.

Trial i is drawn from the generator of (seed, i) alone. Parameters of every batch: kind, activation,
depth, width, c_res, filter (as for `Finite.of`), points, dimension, positions, and the thresholds
of the predicate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np

from ..engine.batches import collect, generator
from .duals import float_dual
from .finite import Finite
from .gram import build, every_gram, input_gram, population
from .training import (
    Data,
    Weights,
    descend,
    forward,
    full_gram,
    gradient,
    gram,
    initial,
    predictions,
    unit_data,
)

Parameters = Mapping[str, Any]
Row = dict[str, Any]


def _inside(parameters: Parameters, **measured: Any) -> Row:
    """Success: the first of the numbers lies in [low, high]."""
    first = next(iter(measured.values()))
    return {"success": parameters["low"] <= first <= parameters["high"], **measured}


def _data(parameters: Parameters, rng: np.random.Generator) -> Data:
    return unit_data(
        int(parameters.get("points", 3)),
        int(parameters.get("dimension", 20)),
        rng,
        int(parameters.get("positions", 1)),
    )


def _population(parameters: Parameters, data: Data) -> tuple[Any, Any]:
    """The network of the recursion and the Gram matrix of the inputs."""
    p = data.positions
    inputs = data.X.reshape(len(data.X), data.points, p).transpose(1, 0, 2)
    network = build(
        parameters["kind"],
        float_dual(parameters["activation"]),
        int(parameters["depth"]),
        c_res=float(Fraction(str(parameters.get("c_res", 0.5)))),
        positions=p,
        filter=int(parameters.get("filter", 3)),
    )
    return network, input_gram(inputs if parameters["kind"] == "conv" else inputs[:, :, 0])


def limits(parameters: Parameters, data: Data) -> Any:
    """The derived population matrices of the inputs."""
    return population(*_population(parameters, data), last=True)


def _batch(
    one: Callable[[Parameters, np.random.Generator], Row],
) -> Callable[..., dict[str, np.ndarray]]:
    def batch(
        first: int, count: int, parameters: Parameters, seed: int, backend: str = "numpy"
    ) -> dict[str, np.ndarray]:
        del backend
        return collect([one(parameters, generator(seed, i)) for i in range(first, first + count)])

    batch.__doc__ = one.__doc__
    return batch


def _at(parameters: Parameters, **changes: Any) -> dict[str, Any]:
    return {**parameters, **changes}


def _descent(parameters: Parameters, rng: np.random.Generator) -> Row:
    """A run with eta = step/lambda_max(G(0)). The predicate `check`:

    "rate": |y - u(k)|^2 <= (1 - share eta lambda_0)^k |y - u(0)|^2 at every step; "stability":
    |G^(H)(k) - G^(H)(0)| <= share lambda_0 at the marked steps; "movement": no block moves further
    than `share` (Frobenius norm).
    """
    network, data = Finite.of(parameters), _data(parameters, rng)
    weights = initial(network, data, rng)
    lam = float(np.linalg.eigvalsh(limits(parameters, data).gram)[0])
    found = forward(network, weights, data)
    eta = float(parameters.get("step", 0.5)) / float(np.linalg.eigvalsh(full_gram(found, data))[-1])
    run = descend(network, weights, data, eta, int(parameters.get("steps", 25)), marks=4)
    squares, share = (run.residuals**2).sum(axis=1), float(parameters["share"])
    bound = squares[0] * (1 - share * eta * lam) ** np.arange(len(squares))
    drift = max(float(np.linalg.norm(G - run.grams[0], 2)) for G in run.grams)
    reached = {
        "rate": bool((squares <= bound).all()),
        "stability": drift <= share * lam,
        "movement": float(run.movement.max()) <= share,
    }[parameters["check"]]
    return {
        "success": reached,
        "eta": eta,
        "lambda_0": lam,
        "drift": drift / lam,
        "movement": float(run.movement.max()),
        "last": float(squares[-1] / squares[0]),
    }


def _widths(parameters: Parameters, rng: np.random.Generator) -> Row:
    """The largest movement of a hidden layer, relative to sqrt(m), at width m and 4 m with the same
    data: the ratio lies in [low, high].
    """
    data, relative = _data(parameters, rng), []
    for width in (int(parameters["width"]), 4 * int(parameters["width"])):
        network = Finite.of(_at(parameters, width=width))
        weights = initial(network, data, rng)
        top = float(np.linalg.eigvalsh(full_gram(forward(network, weights, data), data))[-1])
        u = predictions(network, weights, data)
        # residuals of the same size at both widths
        towards = Data(data.X, u + data.y, data.positions)
        run = descend(
            network, weights, towards, 0.5 / top, int(parameters.get("steps", 10)), marks=2
        )
        relative.append(float(run.movement[-1][:-1].max()) / sqrt(width))
    ratio = relative[0] / relative[1]
    return _inside(parameters, ratio=ratio, relative=relative[1])


def _orders(parameters: Parameters, rng: np.random.Generator) -> Row:
    """Log-log slopes in eta, between 1e-3 and 1e-4, of |(y - u).I_2| and of |u(k+1) - u(k)|^2: both
    in [low, high].
    """
    network, data = Finite.of(parameters), _data(parameters, rng)
    weights = initial(network, data, rng)
    found = forward(network, weights, data)
    slope, G, r = gradient(found, data), full_gram(found, data), data.y - found.u
    sizes = []
    for eta in (1e-3, 1e-4):
        moved = predictions(network, weights.moved(slope, eta), data) - found.u
        second = moved - eta * (G @ r)
        sizes.append((abs(float(r @ second)), float(moved @ moved)))
    slopes = [float(np.log10(one / two)) for one, two in zip(*sizes)]
    return {
        "success": all(parameters["low"] <= s <= parameters["high"] for s in slopes),
        "I_2": slopes[0],
        "moved": slopes[1],
    }


def _one_step(parameters: Parameters, rng: np.random.Generator) -> Row:
    """|(y - u(1)) - (I - eta G(0))(y - u(0))| <= share eta |y - u(0)| with the given eta; "G" may
    be "limit" (two layers, H^infinity).
    """
    network, data = Finite.of(parameters), _data(parameters, rng)
    weights = initial(network, data, rng)
    found, eta = forward(network, weights, data), float(parameters["eta"])
    r = data.y - found.u
    if parameters.get("G") == "limit":  # the first layer alone is trained, K^(1) is its limit
        slope = gradient(found, data)
        still = Weights([np.zeros_like(W) for W in slope.W], np.zeros_like(slope.a))
        still.W[0] = slope.W[0]
        G, slope = limits(parameters, data).gram, still
    else:
        G, slope = full_gram(found, data), gradient(found, data)
    after = data.y - predictions(network, weights.moved(slope, eta), data)
    error = float(np.linalg.norm(after - (r - eta * (G @ r))) / np.linalg.norm(r))
    return {"success": error <= float(parameters["share"]) * eta, "error": error / eta}


def _initial_gram(parameters: Parameters, rng: np.random.Generator) -> Row:
    """lambda_min(G^(H)(0)) >= share lambda_0, lambda_0 = lambda_min of the derived limit."""
    network, data = Finite.of(parameters), _data(parameters, rng)
    lam = float(np.linalg.eigvalsh(limits(parameters, data).gram)[0])
    least = float(
        np.linalg.eigvalsh(gram(forward(network, initial(network, data, rng), data), data))[0]
    )
    return {"success": least >= float(parameters["share"]) * lam, "ratio": least / lam}


def _gram_error(parameters: Parameters, rng: np.random.Generator) -> Row:
    """The root-mean-square of |G^(H)(0) - K^(H)|_F over `draws` networks, at width m and 4 m: the
    ratio lies in [low, high].
    """
    data = _data(parameters, rng)
    target, errors = limits(parameters, data).gram, []
    for width in (int(parameters["width"]), 4 * int(parameters["width"])):
        network = Finite.of(_at(parameters, width=width))
        squares = [
            ((gram(forward(network, initial(network, data, rng), data), data) - target) ** 2).sum()
            for _ in range(int(parameters["draws"]))
        ]
        errors.append(sqrt(float(np.mean(squares))))
    ratio = errors[0] / errors[1]
    return _inside(parameters, ratio=ratio, relative=errors[1] / np.linalg.norm(target))


def _features(parameters: Parameters, rng: np.random.Generator) -> Row:
    """All feature norms |x_i^(h)(0)|, h = 1..H, lie in [low, high]."""
    network, data = Finite.of(parameters), _data(parameters, rng)
    x = forward(network, initial(network, data, rng), data, backward=False).x[1:]
    norms = np.sqrt([(f**2).sum(axis=0).reshape(data.points, -1).sum(axis=1) for f in x])
    reached = parameters["low"] <= norms.min() and norms.max() <= parameters["high"]
    return {"success": bool(reached), "least": float(norms.min()), "largest": float(norms.max())}


def _blocks(parameters: Parameters, rng: np.random.Generator) -> Row:
    """Gradient norms of a block at depth H and at depth `shallow`: the quotient lies in [low,
    high].

    `block`: "first", "inner" (the largest of W^(2)..W^(H)), "output". The residual y - u is set to
    the labels.
    """
    data, sizes = _data(parameters, rng), []
    for depth in (int(parameters["shallow"]), int(parameters["depth"])):
        network = Finite.of(_at(parameters, depth=depth))
        found = forward(network, initial(network, data, rng), data)
        slope = gradient(found, Data(data.X, found.u - data.y, data.positions)).size()
        sizes.append(
            {"first": slope[0], "inner": max(slope[1:-1]), "output": slope[-1]}[parameters["block"]]
        )
    quotient = sizes[1] / sizes[0]
    return _inside(parameters, quotient=quotient)


def _amplification(parameters: Parameters, rng: np.random.Generator) -> Row:
    """The norm of dx^(H)/dx^(1) at one datum, at depth H over depth `shallow`: in [low, high]."""
    data, norms = _data(_at(parameters, points=1), rng), []
    for depth in (int(parameters["shallow"]), int(parameters["depth"])):
        network = Finite.of(_at(parameters, depth=depth))
        weights = initial(network, data, rng)
        x = forward(network, weights, data, backward=False).x
        product = np.eye(network.width)
        for h in range(2, depth + 1):
            factor = network.scale(h) / sqrt(network.width)
            step = factor * network.slope(weights.W[h - 1] @ x[h - 1]) * weights.W[h - 1]
            product = step @ product if network.kind == "fc" else product + step @ product
        norms.append(float(np.linalg.norm(product, 2)))
    quotient = norms[1] / norms[0]
    return _inside(parameters, quotient=quotient, norm=norms[1])


def _norm(parameters: Parameters, rng: np.random.Generator) -> Row:
    """|W| <= bound sqrt(m) for an m x c m Gaussian matrix."""
    m = int(parameters["width"])
    size = float(
        np.linalg.norm(rng.standard_normal((m, round(float(parameters["aspect"]) * m))), 2)
    ) / sqrt(m)
    return {"success": size <= float(parameters["bound"]), "norm": size}


def _moments(parameters: Parameters, rng: np.random.Generator) -> Row:
    """sqrt(m) times the largest entry of |(1/m) X X^T - K^(H-1)|, root-mean-square over `draws`, at
    depth H over depth `shallow`: in [low, high].
    """
    data, errors = _data(parameters, rng), []
    for depth in (int(parameters["shallow"]), int(parameters["depth"])):
        chosen = _at(parameters, depth=depth)
        network, target = Finite.of(chosen), limits(chosen, data).K[depth - 1]
        squares = []
        for _ in range(int(parameters["draws"])):
            x = forward(network, initial(network, data, rng), data, backward=False).x[depth - 1]
            squares.append(float(np.abs(x.T @ x - target).max()) ** 2)
        errors.append(sqrt(float(np.mean(squares)) * network.width))
    quotient = errors[1] / errors[0]
    return _inside(parameters, quotient=quotient, error=errors[1])


def _all_blocks(parameters: Parameters, rng: np.random.Generator) -> Row:
    """lambda_min of the limit of the whole G is at least `share` times that of the last hidden
    layer (no network is drawn, only data).
    """
    every = every_gram(*_population(parameters, _data(parameters, rng)))
    last, whole = (float(np.linalg.eigvalsh(G)[0]) for G in (every[-2], sum(every)))
    return {"success": whole >= float(parameters["share"]) * last, "ratio": whole / last}


descent, widths, orders, one_step = (
    _batch(_descent),
    _batch(_widths),
    _batch(_orders),
    _batch(_one_step),
)
initial_gram, gram_error, features, blocks = (
    _batch(_initial_gram),
    _batch(_gram_error),
    _batch(_features),
    _batch(_blocks),
)
amplification, operator_norm = _batch(_amplification), _batch(_norm)
moments, all_blocks = _batch(_moments), _batch(_all_blocks)
