"""The upper bound: D minus the rank, at one rational point modulo a prime, of the gradient fields
of sampled data and of their iterated brackets.

Sound at every moment: the rank modulo p is at most the rank at a generic point (FORMAT.md,
law-count, says why for roots and transcendental functions). Where it stops growing is no proof of
closure; the lower bound decides that.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
from flint import nmod_mat
from steepest.proofs.checker._laws import Fields, free
from steepest.proofs.checker._network import Network, residues
from steepest.proofs.checker._terms import Rejected

from .model import Model

PRIMES = (67108859, 67108747)  # both 3 modulo 4
DEPTH = 5  # the longest brackets tried
SPREAD = 99  # weights and inputs are whole numbers up to this size


def pivots(rows: np.ndarray, p: int) -> list[int]:
    """Indices of the first rows that are independent modulo p."""
    if not rows.size:
        return []
    turned = nmod_mat(rows.shape[1], rows.shape[0], rows.T.ravel().tolist(), p)
    reduced, rank = turned.rref()
    found, column = [], 0
    for i in range(rank):
        while int(reduced[i, column]) == 0:
            column += 1
        found.append(column)
        column += 1
    return found


@dataclass
class Point:
    """A point with samples and the words whose brackets are independent there."""

    prime: int
    point: list[int]
    samples: list[list[list[int]]]
    words: list[list[int]] = field(default_factory=list)
    dimension: int = 0
    reason: str = ""

    @property
    def upper(self) -> int:
        return self.dimension - len(self.words)

    @property
    def depth(self) -> int:
        return max(map(len, self.words), default=0)


class Sampler:
    """Random points and data of a model at which every root and inverse has a value modulo p."""

    def __init__(self, model: Model, prime: int, seed: int):
        self.model, self.p = model, prime
        self.network, self.draw = Network(model.network), random.Random(f"laws {seed}")

    def whole(self, count: int, positive: float = 0.5) -> list[int]:
        sign = lambda: 1 if self.draw.random() < positive else -1  # noqa: E731
        return [sign() * self.draw.randint(1, SPREAD) for _ in range(count)]

    def weights(self, positive: float) -> list[int]:
        return self.whole(self.network.size, positive)

    def direction(self) -> list[int]:
        """A gradient of the loss in the outputs."""
        shape = self.network.shapes[-1]
        u = self.whole(prod(shape))
        if self.model.loss == "cross-entropy":
            classes = shape[-1]
            for k in range(0, len(u), classes):
                u[k + classes - 1] = -sum(u[k : k + classes - 1])
        return u

    def data(self, theta: list[int], count: int) -> list[list[list[int]]]:
        """Samples; fewer than `count` if roots have values too rarely."""
        network, p, found = self.network, self.p, []
        at = np.array([[theta]]) % p
        for _ in range(40):
            batch = 2 * count + 64
            inputs = [
                np.array([self.whole(prod(network.shapes[k])) for _ in range(batch)])
                for k in network.inputs
            ]
            shaped = [
                x.reshape(batch, *network.shapes[k]) % p for x, k in zip(inputs, network.inputs)
            ]
            # patterns do not matter to roots that come before them; others are met by rejection
            signs = {
                k: np.ones((1, *network.shapes[k]), dtype=bool)
                for k, node in enumerate(network.nodes)
                if node[0] == "relu"
            }
            if any(node[0] == "rsqrt" for node in network.nodes) and signs:
                rows = [[x[i].tolist() for x in inputs] for i in range(batch)]
                signs = network.patterns(theta, rows)
            good = network.defined(network.forward(at, shaped, signs, p), p)
            for i in np.flatnonzero(np.broadcast_to(good, batch)):
                found.append([*(x[i].tolist() for x in inputs), self.direction()])
                if len(found) == count:
                    return found
        return found


def at_point(model: Model, enough: int, prime: int, seed: int, positive: float) -> Point:
    """The rank at one point, stopping as soon as the upper bound is `enough`."""
    sampler = Sampler(model, prime, seed)
    size, tau = model.size, model.momentum
    theta = sampler.weights(positive)
    samples = sampler.data(theta, size + 4)
    full = theta if tau is None else [1, *theta, *sampler.weights(0.5)]
    found = Point(prime, full, samples, dimension=len(full))
    if not samples:
        found.reason = "no sample was found where all roots have values"
        return found
    try:
        signs = sampler.network.patterns(theta, samples)
        free(sampler.network, signs, prime)
    except Rejected as problem:
        found.reason = str(problem)
        return found
    fields = Fields(sampler.network, model.loss, tau, samples, prime)
    at, draw = residues(full, prime), sampler.draw
    first = [[i] for i in range(len(samples))] + ([[-1]] if tau is not None else [])
    rows = _grow(found, np.zeros((0, len(full)), np.int64), first, fields, at, signs)
    base = [w[0] for w in found.words]
    for depth in range(2, DEPTH + 1):
        for _ in range(3):
            missing = found.upper - enough
            if missing <= 0 or not base:
                break
            words = [_word(base, depth, draw, tau) for _ in range(min(missing + 4, 400))]
            before = len(found.words)
            rows = _grow(found, rows, words, fields, at, signs)
            if len(found.words) == before:
                break
    _tidy(found)
    return found


def _word(base: list[int], depth: int, draw: random.Random, tau: Any) -> list[int]:
    if tau is None:
        return [draw.choice(base) for _ in range(depth)]
    # gradients of one time commute: the drift (-1) must stand between them
    word = [-1 if draw.random() < 0.6 else draw.choice(base) for _ in range(depth)]
    word[-1] = draw.choice([i for i in base if i >= 0] or base)
    return word


def _grow(
    found: Point, rows: np.ndarray, words: list, fields: Fields, at: np.ndarray, signs: dict
) -> np.ndarray:
    """Add the words whose rows are independent of the ones before."""
    words = sorted(words, key=lambda w: [i < 0 for i in w])
    grown = np.concatenate([rows, fields.rows(words, at, signs)])
    kept = pivots(grown, found.prime)
    found.words += [words[k - len(rows)] for k in kept if k >= len(rows)]
    return grown[kept]


def _tidy(found: Point) -> None:
    """Keep only the samples that a word uses."""
    used = sorted({i for word in found.words for i in word if i >= 0})
    new = {i: k for k, i in enumerate(used)} | {-1: -1}
    found.samples = [found.samples[i] for i in used]
    found.words = [[new[i] for i in word] for word in found.words]


def upper_bound(model: Model, enough: int, tries: int = 3) -> Point:
    """The best of several points and primes; ReLU networks are also tried at points with mostly
    positive weights, where every neuron is alive.
    """
    plain = not any(node[0] == "relu" for node in model.network)
    best = None
    for k in range(tries if plain else 2 * tries):
        positive = 0.5 if plain else (0.8, 0.6, 0.9, 0.7, 0.5, 0.95)[k % 6]
        found = at_point(model, enough, PRIMES[k % 2], k, positive)
        if best is None or found.upper < best.upper or (best.reason and not found.reason):
            best = found
        if best.upper <= enough or best.reason:
            break
    assert best is not None
    return best
