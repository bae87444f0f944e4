"""The upper bound: D minus the rank, at one rational point modulo a prime, of the gradient fields
of sampled data and of their iterated brackets.

Sound at every moment: the rank modulo p is at most the rank at a generic point (FORMAT.md,
law-count, says why for roots and transcendental functions). Where it stops growing is no proof of
closure; the lower bound decides that.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from flint import nmod_mat
from steepest.kernels.laws.network import forward
from steepest.proofs.checker._free import free
from steepest.proofs.checker._laws import Fields
from steepest.proofs.checker._network import Network, residues
from steepest.proofs.checker._terms import Rejected

from .model import Model

PRIMES = (67108859, 67108747)  # both 3 modulo 4
DEPTH = 5  # the longest brackets tried
CLIMBS = (400, 400, 1500, 3000, 3000, 3000)  # changes tried to bring ReLUs to life, by point
IDLE = 500  # changes without a better point that end the climb
POINTS = 20  # points tried for their ReLUs
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
    point: list[Any]
    samples: list[list[list[Any]]]
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
    """Random points and data of a model at which every root and inverse has a value modulo p and
    no ReLU sits at its kink.
    """

    def __init__(self, model: Model, prime: int, seed: int, start: list[Any] | None = None):
        self.model, self.p = model, prime
        self.seed, self.start = seed, start
        self.network, self.draw = Network(model.network), random.Random(f"laws {seed}")
        self.relus = [k for k, node in enumerate(self.network.nodes) if node[0] == "relu"]

    def whole(self, count: int) -> list[int]:
        return [self.draw.choice((1, -1)) * self.draw.randint(1, SPREAD) for _ in range(count)]

    def weights(self) -> list[Any]:
        """Whole numbers; with ReLUs multiples of 1/64, and the point of several at which most of
        them are on for some data and off for other data (a dead one is a law of its region only).
        """
        if not self.relus:
            return self.whole(self.network.size)
        data, draw = self.inputs(200), self.draw
        best = (-1.0, [])
        if self.start:
            theta = [int(Fraction(c) * 64) for c in self.start]
            best = (self._alive(theta, data), theta)
        for k in range(POINTS):
            positive = (0.5, 0.6, 0.75)[k % 3]
            theta = [
                (1 if draw.random() < positive else -1) * draw.randint(4, SPREAD)
                for _ in range(self.network.size)
            ]
            best = max(best, (self._alive(theta, data), theta))
        units = sum(prod(self.network.shapes[k]) for k in self.relus)
        idle = 0
        for _ in range(CLIMBS[min(self.seed, 5)]):  # change a few weights as long as that helps
            if (self.seed == 0 and best[0] >= 0.1 * units) or idle == IDLE:
                break
            theta = list(best[1])
            for i in draw.choices(range(len(theta)), k=draw.choice((1, 2, 4, 8))):
                theta[i] = draw.choice((1, -1)) * draw.randint(4, SPREAD)
            score, idle = self._alive(theta, data), idle + 1
            if score > best[0]:
                best, idle = (score, theta), 0
        return [f"{n}/64" for n in best[1]]

    def inputs(self, count: int) -> list[np.ndarray]:
        """Whole numbers; with ReLUs of sizes that vary from sample to sample."""
        scales = [2 ** self.draw.randint(0, 12) if self.relus else 1 for _ in range(count)]
        return [
            np.array([self.whole(prod(self.network.shapes[k])) for _ in range(count)])
            * np.array(scales)[:, None]
            for k in self.network.inputs
        ]

    def _values(self, theta: list[Any], inputs: list[np.ndarray]) -> list[np.ndarray]:
        at = np.array([[float(Fraction(c)) for c in theta]])
        shaped = [
            x.reshape(1, -1, *self.network.shapes[k]) / 64.0
            for x, k in zip(inputs, self.network.inputs)
        ]
        with np.errstate(all="ignore"):
            return forward(self.network.nodes, at, shaped)

    def _alive(self, theta: list[int], data: list[np.ndarray]) -> float:
        """Up to 0.1 a ReLU: how often its sign changes over the data, and whether its pattern is
        its own; after the first point also the number of patterns, for regions rich in pieces.
        """
        values = self._values([f"{n}/64" for n in theta], data)
        signs = [values[self.network.nodes[k][-1]][0] > 0 for k in self.relus]
        flat = np.concatenate([s.reshape(len(s), -1) for s in signs], axis=1)
        share = flat.mean(axis=0)
        own = len(np.unique(flat, axis=1).T)
        alive = float(np.minimum(np.minimum(share, 1 - share), 0.05).sum()) + 0.05 * own
        return alive + (0.02 * len(np.unique(flat, axis=0)) if self.seed else 0)

    def direction(self) -> list[int]:
        """A gradient of the loss in the outputs."""
        shape = self.network.shapes[-1]
        u = self.whole(prod(shape))
        if self.model.loss == "cross-entropy":
            classes = shape[-1]
            for k in range(0, len(u), classes):
                u[k + classes - 1] = -sum(u[k : k + classes - 1])
        return u

    def data(self, theta: list[Any], count: int) -> list[list[list[Any]]]:
        """Samples; fewer than `count` if roots have values too rarely."""
        network, p, found = self.network, self.p, []
        text = (lambda n: f"{n}/64") if self.relus else int
        at, half = residues(theta, p)[None, None], pow(64 if self.relus else 1, -1, p)
        for _ in range(40):
            batch = 2 * count + 64
            inputs = self.inputs(batch)
            keep = np.ones(batch, dtype=bool)
            signs = {}
            if self.relus:
                values = self._values(theta, inputs)
                for k in self.relus:
                    z = np.broadcast_to(
                        values[network.nodes[k][-1]][0], (batch, *network.shapes[k])
                    )
                    signs[k] = z > 0
                    clear = np.abs(z) > 1e-9
                    keep &= clear.reshape(batch, -1).all(axis=1)
            shaped = [
                x.reshape(batch, *network.shapes[k]) * half % p
                for x, k in zip(inputs, network.inputs)
            ]
            keep &= network.defined(network.forward(at, shaped, signs, p), p)
            for i in np.flatnonzero(keep):
                found.append([*(list(map(text, x[i])) for x in inputs), self.direction()])
                if len(found) == count:
                    return found
        return found


def at_point(
    model: Model, enough: int, prime: int, seed: int, start: list[Any] | None = None
) -> Point:
    """The rank at one point, stopping as soon as the upper bound is `enough`."""
    sampler = Sampler(model, prime, seed, start)
    size, tau = model.size, model.momentum
    theta = sampler.weights()
    samples = sampler.data(theta, size + 4 if not sampler.relus else 6 * size)
    full = theta if tau is None else [1, *theta, *sampler.whole(size)]
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
            words = [_word(base, depth, draw, tau) for _ in range(min(2 * missing + 24, 400))]
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
    """The best of several points and primes."""
    relu = any(node[0] == "relu" for node in model.network)
    best = None
    for k in range(2 * tries if relu else tries):
        # go on from the best point: richer regions lie near rich ones
        start = best.point if best and relu and k > 2 and model.momentum is None else None
        found = at_point(model, enough, PRIMES[k % 2], k, start)
        if best is None or found.upper < best.upper or (best.reason and not found.reason):
            best = found
        if best.upper <= enough:
            break
    assert best is not None
    return best
