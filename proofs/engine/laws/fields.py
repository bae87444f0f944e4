"""The upper bound: D minus the rank, at one rational point modulo a prime, of the gradient fields
of sampled data and of their iterated brackets.

Sound at every moment: the rank modulo p is at most the rank at a generic point (FORMAT.md,
law-count, says why for roots and transcendental functions). Where it stops growing is no proof of
closure; the lower bound decides that.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flint import nmod_mat
from steepest.proofs.checker._free import free
from steepest.proofs.checker._laws import Fields
from steepest.proofs.checker._network import residues
from steepest.proofs.checker._terms import Rejected

from .model import Model
from .points import Sampler

PRIMES = (67108859, 67108747)  # both 3 modulo 4
DEPTH = 5  # the longest brackets tried


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


def at_point(
    model: Model,
    enough: int,
    prime: int,
    seed: int,
    start: tuple[list[Any], int] | None = None,
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
        start = None
        if best and relu and k > 1 and model.momentum is None:
            start = (best.point, model.size - enough)
        found = at_point(model, enough, PRIMES[k % 2], k, start)
        if best is None or found.upper < best.upper or (best.reason and not found.reason):
            best = found
        if best.upper <= enough:
            break
    assert best is not None
    return best
