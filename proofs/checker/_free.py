"""Why residues may stand for the values of roots and transcendental functions at a point.

A rank modulo p bounds the rank over the field of functions if reduction is a homomorphism on the
ring of the functions that occur. Roots: r^2 q = 1 may be solved with either sign if the q are
independent modulo squares. exp(z), log(1 + exp(z)), erf(z): free residues are allowed if the z (the
z^2 for erf) are independent over Q up to functions of theta, for then the functions are
algebraically independent (Ax 1971; Kolchin, Ostrowski). Both are tested at random theta with pairs
of inputs: a relation would show as a dependence of columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

import numpy as np
from flint import nmod_mat

from ._network import Network, power
from ._terms import need

TRANSCENDENTAL = ("exp", "softplus", "gauss")
BATCH, DRAWS = 256, 400


def rank(rows: np.ndarray, p: int) -> int:
    return nmod_mat(*rows.shape, rows.ravel().tolist(), p).rank() if rows.size else 0


def free(network: Network, signs: dict, p: int) -> None:
    """Rejected unless residues may stand for all roots and transcendental values, for each pattern
    of ReLUs (of a row of `signs`) below them.
    """
    used = [k for k, node in enumerate(network.nodes) if node[0] in (*TRANSCENDENTAL, "rsqrt")]
    below = set(used)
    for k in reversed(range(len(network.nodes))):
        below |= set(network.reads(k)) if k in below else set()
    flat = [s.reshape(len(s), -1) for k, s in signs.items() if k in below]
    joined = np.concatenate(flat, axis=1) if flat else np.zeros((1, 0), dtype=bool)
    for first in np.unique(joined, axis=0, return_index=True)[1] if used else []:
        fixed = {k: s[first : first + 1] for k, s in signs.items()}
        for k in used:
            if network.nodes[k][0] == "rsqrt":
                need(_roots(network, k, fixed, p), "roots are not seen to be independent")
        rest = [k for k in used if network.nodes[k][0] in TRANSCENDENTAL]
        need(_exponents(network, rest, fixed, p), "exponents are not seen to be independent")


def _pairs(
    network: Network, used: list[int], signs: dict, p: int, before: int
) -> Iterator[list[np.ndarray]]:
    """At random theta the arguments of the nodes `used` for two inputs at which all roots and
    inverses of the nodes before have values: arrays (2, entries).
    """
    draw = np.random.default_rng(1971)
    for _ in range(DRAWS):
        theta = np.repeat(draw.integers(0, p, (1, BATCH, network.size)), 2, axis=1)
        x = [draw.integers(0, p, (2 * BATCH, *network.shapes[k])) for k in network.inputs]
        values = network.forward(theta, x, signs, p)
        good = np.broadcast_to(network.defined(values, p, before), 2 * BATCH)
        found = [
            np.broadcast_to(values[network.nodes[k][-1]][0], (2 * BATCH, *network.shapes[k]))
            for k in used
        ]
        for n in np.flatnonzero(good.reshape(BATCH, 2).all(axis=1)):
            yield [z[2 * n : 2 * n + 2].reshape(2, -1) for z in found]
    need(False, "too few points where all roots have values")


def _roots(network: Network, k: int, signs: dict, p: int) -> bool:
    """No product of the q of node k is a square times a function of theta: quadratic characters."""
    wanted = prod(network.shapes[k]) + 24
    pairs = _pairs(network, [k], signs, p, k)
    z = np.array([next(pairs)[0] for _ in range(wanted)])
    columns = {entry.tobytes(): entry for entry in np.moveaxis(z, 2, 0)}
    odd = power(np.array(list(columns.values())), (p - 1) // 2, p) != 1
    return rank((odd[:, :, 0] ^ odd[:, :, 1]).astype(np.int64), 2) == len(columns)


def _exponents(network: Network, used: list[int], signs: dict, p: int) -> bool:
    """No combination of the exponents is a function of theta."""
    if not used:
        return True
    wanted = sum(prod(network.shapes[k]) for k in used) + 5
    pairs = _pairs(network, used, signs, p, len(network.nodes))
    rows = [next(pairs) for _ in range(wanted)]
    columns: dict[tuple, np.ndarray] = {}
    for i, k in enumerate(used):
        z = np.array([pair[i] for pair in rows])
        gauss = network.nodes[k][0] == "gauss"
        for entry in np.moveaxis(z, 2, 0):
            exponent = entry * entry % p if gauss else entry
            columns[(gauss, entry.tobytes())] = (exponent[:, 0] - exponent[:, 1]) % p
    return rank(np.array(list(columns.values())), p) == len(columns)
