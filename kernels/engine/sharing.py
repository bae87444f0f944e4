"""Index maps of weight sharing: g[i, j] = 0 where W[i, j] = 0, and g[i, j] = k where W[i, j] = v[k
- 1].

Convolutions of one and two dimensions are index maps; so is every other pattern of sparsity and
sharing inside a layer.
"""

from __future__ import annotations

from itertools import product

import numpy as np


def random_map(rows: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    """Any sharing: about a fifth of the entries absent, the others spread over a random number of
    parameters.
    """
    parameters = int(rng.integers(1, max(2, rows * columns // 2)))
    drawn = rng.integers(1, parameters + 1, size=(rows, columns))
    drawn[rng.random((rows, columns)) < 0.2] = 0
    return np.unique(np.concatenate(([0], drawn.ravel())), return_inverse=True)[1][1:].reshape(
        rows, columns
    )


def convolution(
    shape: tuple[int, ...],
    channels_in: int,
    channels_out: int,
    kernel: tuple[int, ...],
    stride: int = 1,
    padding: int = 0,
) -> tuple[np.ndarray, tuple[int, ...]]:
    """The index map of a convolution over a grid of any dimension, and the shape of its output
    grid.

    Units are ordered (channel, position). The parameter of (output channel o, input channel c,
    offset q) has the index 1 + ravel(o, c, q); a position outside the grid (zero padding) has none.
    Each of `channels_out` filters holds r = channels_in * prod(kernel) numbers, so that there are
    channels_out * r parameters.
    """
    out = tuple((size + 2 * padding - width) // stride + 1 for size, width in zip(shape, kernel))
    if min(out) < 1:
        raise ValueError(f"kernel {kernel} does not fit into {shape} with padding {padding}")
    index = np.zeros((channels_out, *out, channels_in, *shape), dtype=np.int64)
    numbers = np.arange(1, channels_out * channels_in * int(np.prod(kernel)) + 1).reshape(
        channels_out, channels_in, *kernel
    )
    for position in product(*map(range, out)):
        for offset in product(*map(range, kernel)):
            source = tuple(p * stride + q - padding for p, q in zip(position, offset))
            if all(0 <= s < size for s, size in zip(source, shape)):
                index[(slice(None), *position, slice(None), *source)] = numbers[(..., *offset)]
    return index.reshape(channels_out * int(np.prod(out)), channels_in * int(np.prod(shape))), out
