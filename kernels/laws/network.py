"""A network given as nodes (weights, inputs, constants, bilinear maps, functions of entries) in
floating point: values and gradients, for many weight vectors and many samples at once.

Arrays have the axes (trial, sample, entry...); an axis of length 1 stands for all.
"""

from __future__ import annotations

import math
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

Array = Any


def shapes_of(nodes: list) -> list[tuple[int, ...]]:
    """The shape of every node."""
    shapes: list[tuple[int, ...]] = []
    for op, *args in nodes:
        if op in ("weight", "input", "constant"):
            shapes.append(tuple(args[0]))
        elif op == "einsum":
            words, out = args[0].split("->")
            left, right = words.split(",")
            sizes = dict(zip(left + right, shapes[args[1]] + shapes[args[2]]))
            shapes.append(tuple(sizes[c] for c in out))
        else:
            shapes.append(shapes[args[-1]])
    return shapes


def forward(nodes: list, theta: Array, inputs: list[Array], xp: Any = np) -> list[Array]:
    """The value of every node; theta: (trials, D), inputs: (trials or 1, samples, shape...)."""
    shapes, values, at, fed = shapes_of(nodes), [], 0, iter(inputs)
    for k, (op, *args) in enumerate(nodes):
        if op == "weight":
            size = prod(shapes[k])
            value = theta[:, at : at + size].reshape(len(theta), 1, *shapes[k])
            at += size
        elif op == "input":
            value = next(fed)
        elif op == "constant":
            entries = [float(Fraction(entry)) for entry in args[1]]
            value = xp.asarray(entries).reshape(1, 1, *shapes[k])
        elif op == "einsum":
            value = xp.einsum(_batched(args[0]), values[args[1]], values[args[2]])
        elif op == "add":
            value = values[args[0]] + values[args[1]]
        else:
            value = _function(op, args, values[args[-1]], xp)
        values.append(value)
    return values


def gradient(nodes: list, values: list[Array], back: Array, xp: Any = np) -> Array:
    """d/d theta of sum over samples <back, output>: (trials, D); `back`: (trials, samples, ...)."""
    grads: dict[int, Array] = {len(nodes) - 1: back}
    parts = []
    for k in reversed(range(len(nodes))):
        op, *args = nodes[k]
        g = grads.pop(k, None)
        if op == "weight":
            shape = values[k].shape
            total = xp.zeros((len(back), *shape[2:])) if g is None else g.sum(axis=1)
            parts.append(total.reshape(len(total), -1) + xp.zeros((len(back), 1)))
            continue
        if g is None or op in ("input", "constant"):
            continue
        if op == "einsum":
            words, out = args[0].split("->")
            a, b = words.split(",")
            pushed = [
                (args[1], xp.einsum(_batched(f"{out},{b}->{a}"), g, values[args[2]])),
                (args[2], xp.einsum(_batched(f"{out},{a}->{b}"), g, values[args[1]])),
            ]
        elif op == "add":
            pushed = [(i, g) for i in args]
        else:
            pushed = [(args[-1], g * _slope(op, args, values[args[-1]], values[k], xp))]
        for i, part in pushed:
            grads[i] = grads[i] + part if i in grads else part
    return xp.concatenate(parts[::-1], axis=1)


def loss_and_back(loss: str, output: Array, target: Array, xp: Any = np) -> tuple[Array, Array]:
    """(the mean loss of each trial, its derivative in the output). Squared: half the squared
    error; cross-entropy: against the probabilities `target`; scalar: log(1 + exp(-target f)).
    """
    n = output.shape[1]
    if loss == "cross-entropy":
        shifted = output - output.max(axis=-1, keepdims=True)
        exp = xp.exp(shifted)
        total = exp.sum(axis=-1, keepdims=True)
        each = (xp.log(total) - (target * shifted).sum(axis=-1, keepdims=True)).reshape(
            len(output), n, -1
        )
        return each.sum(axis=-1).mean(axis=1), (exp / total - target) / n
    if loss == "scalar":
        margin = target * output
        value = xp.logaddexp(0.0, -margin).reshape(len(output), n, -1).sum(axis=-1).mean(axis=1)
        return value, -target / (1 + xp.exp(margin)) / n
    error = output - target
    return 0.5 * (error**2).reshape(len(output), n, -1).sum(axis=-1).mean(axis=1), error / n


def _batched(spec: str) -> str:
    words, out = spec.split("->")
    a, b = words.split(",")
    return f"ZY{a},ZY{b}->ZY{out}"


def _function(op: str, args: list, z: Array, xp: Any) -> Array:
    if op == "relu":
        return xp.where(z > 0, z, float(Fraction(args[0])) * z)
    if op == "exp":
        return xp.exp(z)
    if op == "inv":
        return 1 / z
    if op == "rsqrt":
        return 1 / xp.sqrt(z)
    if op == "softplus":
        return xp.logaddexp(0.0, z)
    return _erf(math.sqrt(Fraction(args[0])) * z, xp)


def _slope(op: str, args: list, z: Array, f: Array, xp: Any) -> Array:
    if op == "relu":
        return xp.where(z > 0, 1.0, float(Fraction(args[0])))
    if op == "exp":
        return f
    if op == "inv":
        return -f * f
    if op == "rsqrt":
        return -0.5 * f**3
    if op == "softplus":
        return 1 / (1 + xp.exp(-z))
    scale = float(Fraction(args[0]))
    return 2 * math.sqrt(scale / math.pi) * xp.exp(-scale * z * z)


def _erf(z: Array, xp: Any) -> Array:
    if xp is np:
        return np.vectorize(math.erf, otypes=[float])(z)
    from cupyx.scipy.special import erf  # pyright: ignore[reportMissingImports]  # an extra

    return erf(z)
