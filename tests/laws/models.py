"""Architectures for the tests, as dictionaries with the keys of a model file."""

from __future__ import annotations

import random
from typing import Any

from steepest.proofs.laws import chain as chain


def model(weights: dict, inputs: dict, *layers: str, **keys: Any) -> dict[str, Any]:
    return {"weights": weights, "inputs": inputs, "layers": list(layers), **keys}


def attends(d: int, r: int, kind: str = "attention", tokens: int = 2, **keys: Any) -> dict:
    """One head of width r on tokens of width d."""
    weights = {"Q": [r, d], "K": [r, d], "V": [r, d], "O": [d, r]}
    return model(weights, {"x": [tokens, d]}, f"y = {kind}(x, Q, K, V, O)", **keys)


def convolves(*channels: int, kernel: int = 2, length: int = 5, **keys: Any) -> dict:
    weights, layers, last = {}, [], "x"
    for k, (n, m) in enumerate(zip(channels, channels[1:])):
        weights[f"a{k}"] = [m, n, kernel]
        layers.append(f"h{k} = conv(a{k}, {last})")
        last = f"h{k}"
    return model(weights, {"x": [channels[0], length]}, *layers, **keys)


def block(d: int = 8, heads: int = 2, hidden: int = 16) -> dict:
    """A transformer block with RMSNorm and SwiGLU."""
    r = d // heads
    weights = {"g1": [d], "Q": [heads, r, d], "K": [heads, r, d], "V": [heads, r, d]}
    weights |= {"O": [heads, d, r], "g2": [d], "W": [hidden, d], "U": [hidden, d]}
    weights |= {"D": [d, hidden]}
    return model(
        weights,
        {"x": [2, d]},
        "a = x + attention(rmsnorm(x, g1), Q, K, V, O)",
        "n = rmsnorm(a, g2)",
        "y = a + D swiglu(W n, U n)",
    )


def random_net(seed: int) -> dict[str, Any]:
    """Linear or ReLU, depth 2 to 4, widths 2 to 9, with or without bias."""
    draw = random.Random(seed)
    depth = draw.randint(2, 4)
    widths = [draw.randint(2, 9) for _ in range(depth + 1)]
    bias = draw.random() < 0.5
    return chain(*widths, act=draw.choice(["", "relu"]), bias=bias)


def linear_count(n: int, r: int, m: int) -> int:
    """W W^T - V^T V of a two-layer linear network n-r-m: the rank of its differential, which is
    r(r+1)/2 minus what the kernel of the stacked (n + m) x r matrix takes away.
    """
    s = min(r, n + m)
    return s * (s + 1) // 2 if r <= n + m else s * r - s * (s - 1) // 2
