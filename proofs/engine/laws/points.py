"""Points and data at which the fields of a model are looked at."""

from __future__ import annotations

import random
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from steepest.kernels.laws.network import forward
from steepest.proofs.checker._free import rank
from steepest.proofs.checker._network import Network, residues
from steepest.proofs.checker._terms import Rejected

from .model import Model

CLIMBS = 400  # changes tried to bring ReLUs to life
RANKS = 400  # changes tried to raise the rank
POINTS = 20  # points tried for their ReLUs
SPREAD = 99  # weights and inputs are whole numbers up to this size (over 64 with ReLUs)


class Sampler:
    """Random points and data of a model at which every root and inverse has a value modulo p and
    no ReLU sits at its kink.
    """

    def __init__(
        self, model: Model, prime: int, seed: int, start: tuple[list[Any], int] | None = None
    ):
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
        best = self._climbed() if self.start is None else self._richer()
        return [f"{n}/64" for n in best]

    def _fresh(self, k: int = 0) -> list[int]:
        positive = (0.5, 0.6, 0.75)[k % 3]
        return [
            (1 if self.draw.random() < positive else -1) * self.draw.randint(4, SPREAD)
            for _ in range(self.network.size)
        ]

    def _changed(self, theta: list[int]) -> list[int]:
        """A few weights drawn again."""
        theta, draw = list(theta), self.draw
        for i in draw.choices(range(len(theta)), k=draw.choice((1, 2, 4, 8))):
            theta[i] = draw.choice((1, -1)) * draw.randint(4, SPREAD)
        return theta

    def _climbed(self) -> list[int]:
        """By the patterns of the ReLUs: change a few weights as long as that helps."""
        data = self.inputs(200)
        best = max((self._alive(theta, data), theta) for theta in map(self._fresh, range(POINTS)))
        units = sum(prod(self.network.shapes[k]) for k in self.relus)
        for _ in range(CLIMBS):
            if self.seed == 0 and best[0] >= 0.1 * units:
                break
            theta = self._changed(best[1])
            best = max(best, (self._alive(theta, data), theta))
        return best[1]

    def _richer(self) -> list[int]:
        """From a good point on, by the rank of the gradients themselves: richer regions lie near
        rich ones.
        """
        start, wanted = self.start or ([], 0)
        data = self.inputs(4 * self.network.size)
        u = np.array([self.direction() for _ in range(4 * self.network.size)]) % self.p
        theta = [int(Fraction(c) * 64) for c in start]
        best = (self._rank(theta, data, u), theta)
        for _ in range(RANKS):
            if best[0] >= wanted:
                break
            theta = self._changed(best[1])
            rank = self._rank(theta, data, u)
            if rank >= best[0]:
                best = (rank, theta)
        return best[1]

    def _rank(self, theta: list[int], data: list[np.ndarray], u: np.ndarray) -> int:
        """The rank of the gradients modulo p, patterns from floating point: a score only."""
        network, p, half = self.network, self.p, pow(64, -1, self.p)
        texts = [f"{n}/64" for n in theta]
        values = self._values(texts, data)
        signs = {k: values[network.nodes[k][-1]][0] > 0 for k in self.relus}
        x = [part.reshape(-1, *network.shapes[k]) for part, k in zip(data, network.inputs)]
        at, x = np.array([[theta]]) * half % p, [part * half % p for part in x]
        try:
            rows = network.gradient(at, x, u.reshape(-1, *network.shapes[-1]), signs, p)[0]
        except Rejected:
            return 0
        return rank(rows, p)

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
