"""Candidates for laws: matrices B and shifts a such that the generator B theta + a leaves the
network unchanged (B symmetric for gradient flow, skew for the heavy ball).

<B theta + a, gradient> = 0 is linear in (B, a). It is sampled at more different theta than there
are unknowns, with patterns of ReLUs and values of transcendental functions drawn freely, and solved
modulo p. What comes out is a candidate; `_invariance` proves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from math import prod
from typing import Any

import numpy as np
from flint import nmod_mat
from steepest.proofs.checker._network import Network

from .graph import ModelError
from .model import Model

PRIME = 67108859
SMALL = 45  # up to this many weights every quadratic form is tried
PAIRS = 300  # up to this many weights, forms that mix two weights of equal shape are tried
UNKNOWNS = 2500
WHOLE = -2  # in place of an axis: the whole weight, or a block of it


@dataclass(frozen=True)
class Unknown:
    """One unknown coefficient: the entries of B (or of a) that it stands for, and what to print.

    `part` = (weight, axis, condition) and (a, b) the two indices on the axis; a pair of weights has
    two parts.
    """

    parts: tuple[tuple[str, int, tuple[int, ...]], ...]
    a: int
    b: int
    entries: tuple[tuple[int, int], ...]  # positions (i, j) of B, or (i, -1) of a


@dataclass(frozen=True)
class Candidate:
    """A solution: coefficients of unknowns."""

    terms: tuple[tuple[Unknown, Fraction], ...]
    skew: bool = False

    def law(self) -> dict[str, list]:
        """The generator for the certificate: entries [i, j, c] of B and [i, c] of a."""
        B: dict[tuple[int, int], Fraction] = {}
        shift: dict[int, Fraction] = {}
        for unknown, c in self.terms:
            for i, j in unknown.entries:
                if j < 0:
                    shift[i] = shift.get(i, Fraction(0)) + c
                    continue
                B[i, j] = B.get((i, j), Fraction(0)) + c
                B[j, i] = B.get((j, i), Fraction(0)) + (-c if self.skew else c)
        text = lambda q: int(q) if q.denominator == 1 else str(q)  # noqa: E731
        return {
            "generator": [[i, j, text(c)] for (i, j), c in sorted(B.items()) if c],
            "shift": [[i, text(c)] for i, c in sorted(shift.items()) if c],
        }


class Search:
    def __init__(self, model: Model):
        self.model, self.network = model, Network(model.network)
        self.offsets = model.offsets()
        self.weights = {name: w.shape for name, w in model.graph.weights.items()}
        self.skew = model.momentum is not None
        self.draw = np.random.default_rng(20251)
        self._roots = any(node[0] == "rsqrt" for node in self.network.nodes)
        self._theta = np.zeros((0, self.network.size), np.int64)
        self._gradients = np.zeros((0, self.network.size), np.int64)

    def samples(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """`count` random theta with one gradient each, modulo p."""
        tries = 0
        while len(self._theta) < count:
            tries += 1
            if tries > 400:
                raise ModelError("roots have values too rarely: use fewer tokens or norms")
            theta, gradients = self._batch(1024 if self._roots else count - len(self._theta) + 8)
            self._theta = np.concatenate([self._theta, theta])
            self._gradients = np.concatenate([self._gradients, gradients])
        return self._theta[:count], self._gradients[:count]

    def _batch(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        network, p, draw = self.network, PRIME, self.draw
        theta = draw.integers(0, p, (1, count, network.size))
        inputs = [draw.integers(0, p, (count, *network.shapes[k])) for k in network.inputs]
        signs = {
            k: draw.integers(0, 2, (count, *network.shapes[k])).astype(bool)
            for k, node in enumerate(network.nodes)
            if node[0] == "relu"
        }
        good = network.defined(network.forward(theta, inputs, signs, p), p)
        good = np.flatnonzero(np.broadcast_to(good, count))
        u = draw.integers(0, p, (count, *network.shapes[-1]))
        if self.model.loss == "cross-entropy":
            u[..., -1] = -u[..., :-1].sum(axis=-1) % p
        if not len(good):
            return theta[0, :0], theta[0, :0]
        theta, inputs = theta[:, good], [x[good] for x in inputs]
        signs = {k: s[good] for k, s in signs.items()}
        return theta[0], network.gradient(theta, inputs, u[good], signs, p)[0]

    # --- what is tried

    def linear(self) -> list[Candidate]:
        """Every conserved linear form, exactly: D unknowns."""
        unknowns = [
            Unknown(((name, -1, at),), 0, 0, ((i, -1),))
            for i, (name, at) in enumerate(self.model.entries)
        ]
        return self._solve(unknowns)

    def every(self) -> list[Candidate]:
        """All quadratic forms plus linear forms, for few weights."""
        entries = self.model.entries
        unknowns = [
            Unknown(
                ((entries[i][0], -1, entries[i][1]), (entries[j][0], -1, entries[j][1])),
                0,
                0,
                ((i, j),),
            )
            for i in range(len(entries))
            for j in range(i + self.skew, len(entries))
        ]
        shifts = [
            Unknown(((name, -1, at),), 0, 0, ((i, -1),)) for i, (name, at) in enumerate(entries)
        ]
        return self._solve(unknowns + shifts)

    def by_axis(self) -> tuple[list[list[Candidate]], list[list[Candidate]]]:
        """For each class of axes that meet in sums, forms that act on these axes: (those of one
        pair of indices, which read best; all of them).

        The form may differ from block to block (from head to head) where that finds more.
        """
        classes, blocks = axis_classes(self.model)
        options = [(), *((one,) for one in blocks), *combinations(blocks, 2)]
        pure, every = [], []
        for members in classes:
            best: tuple[int, list[Unknown], np.ndarray] = (0, [], np.zeros((0, 0)))
            for option in options:
                deep = {b for w, _, own in members if len(self.weights[w]) > 2 for b in own}
                axes = [
                    (w, axis, next((own[b] for b in option if b in own and b in deep), None))
                    for w, axis, own in members
                ]
                if option and not any(b in deep for b in option):
                    continue
                unknowns = self._class_unknowns(axes)
                if not unknowns:
                    continue
                matrix = self._matrix(unknowns)
                solutions = len(matrix[0]) - nmod_rank(matrix)
                if solutions > best[0]:
                    best = (solutions, unknowns, matrix)
            count, unknowns, matrix = best
            if count:
                spots: dict[tuple[int, int], list[int]] = {}
                for k, unknown in enumerate(unknowns):
                    spots.setdefault((unknown.a, unknown.b), []).append(k)
                found = []
                for columns in spots.values():
                    found += self._solutions([unknowns[k] for k in columns], matrix[:, columns])
                pure.append(found)
                every.append(self._solutions(unknowns, matrix))
        return [one for one in pure if one], [one for one in every if one]

    def norms(self) -> list[Candidate]:
        """Combinations of the squared norms of whole weights, or of their blocks."""
        if self.skew:
            return []
        classes, blocks = axis_classes(self.model)
        own = {w: found for members in classes for w, _, found in members if found}
        unknowns = []
        for name, shape in self.weights.items():
            index = self.offsets[name] + np.arange(prod(shape)).reshape(shape)
            axis = next(iter(own.get(name, {}).values()), None)
            for value in [None] if axis is None or len(shape) < 2 else range(shape[axis]):
                part = index if value is None else np.take(index, value, axis=axis)
                at = () if value is None else ((axis, value),)
                entries = tuple((int(i), int(i)) for i in np.ravel(part))
                unknowns.append(Unknown(((name, WHOLE, at),), 0, 0, entries))
        return self._solve(unknowns) if len(unknowns) <= UNKNOWNS else []

    def _class_unknowns(self, axes: list[tuple[str, int, int | None]]) -> list[Unknown]:
        unknowns: list[Unknown] = []
        for one in axes:
            unknowns += self._grams(one, one)
        if self.network.size <= PAIRS and len(axes) <= 12:
            for n, one in enumerate(axes):
                for other in axes[n + 1 :]:
                    shapes = [
                        [k for i, k in enumerate(self.weights[w]) if i != axis]
                        for w, axis, _ in (one, other)
                    ]
                    if one[0] != other[0] and shapes[0] == shapes[1] and one[2] == other[2] is None:
                        unknowns += self._grams(one, other)
        for name in dict.fromkeys(name for name, _, _ in axes):
            if len(self.weights[name]) == 1 and not self.skew:
                start = self.offsets[name]
                unknowns += [
                    Unknown(((name, -1, (i,)),), i, i, ((start + i, -1),))
                    for i in range(self.weights[name][0])
                ]
        return unknowns if len(unknowns) <= UNKNOWNS else []

    def _grams(self, one: tuple, other: tuple) -> list[Unknown]:
        """Unknowns M[a, b] of sum over the other axes of w[a, ...] w'[b, ...]."""
        (name, axis, block), (second, axis2, _) = one, other
        places = []
        for w, at in ((name, axis), (second, axis2)):
            index = self.offsets[w] + np.arange(prod(self.weights[w])).reshape(self.weights[w])
            places.append(np.moveaxis(index, at, 0))
        same, unknowns = name == second, []
        for value in [None] if block is None else range(self.weights[name][block]):
            left, right = places
            if block is not None:
                left = right = np.take(left, value, axis=1 + block - (block > axis))
            left, right = (x.reshape(len(x), -1) for x in (left, right))
            at = () if block is None else ((block, value),)
            parts = ((name, axis, at),) if same else ((name, axis, at), (second, axis2, at))
            for a, b in product(range(len(left)), range(len(right))):
                if same and (b < a or (self.skew and a == b)):
                    continue
                pairs = tuple((int(i), int(j)) for i, j in zip(left[a], right[b]))
                unknowns.append(Unknown(parts, a, b, pairs))
        return unknowns

    # --- the linear system

    def _solve(self, unknowns: list[Unknown]) -> list[Candidate]:
        return self._solutions(unknowns, self._matrix(unknowns)) if unknowns else []

    def _matrix(self, unknowns: list[Unknown]) -> np.ndarray:
        """One row a theta: <B theta + a, gradient> for each unknown."""
        p, columns = PRIME, []
        theta, g = self.samples(len(unknowns) + 12)
        sign = -1 if self.skew else 1
        for unknown in unknowns:
            i, j = (np.array(x) for x in zip(*unknown.entries))
            if j[0] < 0:
                columns.append(g[:, i].sum(axis=1) % p)
                continue
            total = g[:, i] * theta[:, j] % p + sign * (g[:, j] * theta[:, i] % p)
            columns.append(total.sum(axis=1) % p)
        return np.array(columns).T

    def _solutions(self, unknowns: list[Unknown], matrix: np.ndarray) -> list[Candidate]:
        """A sparse basis of the solutions whose form is not zero."""
        found = []
        for vector in kernel(matrix, PRIME):
            candidate = Candidate(tuple((unknowns[k], c) for k, c in vector), self.skew)
            law = candidate.law()
            if law["generator"] or law["shift"]:
                found.append(candidate)
        return found


def nmod_rank(matrix: np.ndarray) -> int:
    return nmod_mat(*matrix.shape, matrix.ravel().tolist(), PRIME).rank()


def kernel(matrix: np.ndarray, p: int) -> Iterable[list[tuple[int, Fraction]]]:
    """The basis of the null space that the reduced echelon form gives, as small rationals; a vector
    that is not made of small rationals is left out.
    """
    rows, columns = matrix.shape
    reduced, rank = nmod_mat(rows, columns, matrix.ravel().tolist(), p).rref()
    lead, column = [], 0
    for i in range(rank):
        while int(reduced[i, column]) == 0:
            column += 1
        lead.append(column)
        column += 1
    for free in sorted(set(range(columns)) - set(lead)):
        vector = [(free, Fraction(1))]
        for i, k in enumerate(lead):
            value = -int(reduced[i, free]) % p
            if value:
                vector.append((k, small_rational(value, p)))
        if all(c is not None for _, c in vector):
            yield vector


def small_rational(value: int, p: int, bound: int = 1000) -> Any:
    """n/d = value modulo p with |n|, d <= bound, or None."""
    r0, r1, s0, s1 = p, value, 0, 1
    while r1 > bound:
        q = r0 // r1
        r0, r1, s0, s1 = r1, r0 - q * r1, s1, s0 - q * s1
    return Fraction(r1, s1) if s1 and abs(s1) <= bound else None


def axis_classes(model: Model) -> tuple[list[list[tuple[str, int, dict]]], list]:
    """(Classes of axes of weights that are linked by letters of bilinear maps, or by position
    elsewhere; the classes that label blocks). Each axis comes with the block axes of its weight.
    """
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(x: tuple[int, int]) -> tuple[int, int]:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    graph, blocks = model.graph, set()
    fixed = {k for k, node in enumerate(graph.nodes) if node[0] == "constant"}
    for k, (op, *args) in enumerate(graph.nodes):
        if op == "einsum":
            words = [*args[0].split("->")[0].split(","), args[0].split("->")[1]]
            owners = (args[1], args[2], k)
            for c in sorted(set("".join(words))):
                spots = [(node, w.index(c)) for node, w in zip(owners, words) if c in w]
                for spot in spots[1:]:
                    parent[root(spot)] = root(spots[0])
                if len(spots) == 3 and not fixed & {args[1], args[2]}:
                    blocks.add(spots[0])
        elif op not in ("weight", "input", "constant"):
            for i in (a for a in args if type(a) is int):
                for axis in range(len(graph.shapes[k])):
                    parent[root((k, axis))] = root((i, axis))
    labels = {root(spot) for spot in blocks}
    for k, (op, *args) in enumerate(graph.nodes):  # heads that share keys: groups are blocks too
        if op == "einsum" and args[1] in fixed and len(graph.shapes[args[1]]) == 2:
            words = [*args[0].split("->")[0].split(","), args[0].split("->")[1]]
            inner = [c for c in words[0] if c in words[1] and c not in words[2]]
            outer = [c for c in words[0] if c in words[2]]
            if inner and outer and root((k, words[2].index(outer[0]))) in labels:
                labels.add(root((args[2], words[1].index(inner[0]))))
    classes: dict[Any, list] = {}
    for name, w in graph.weights.items():
        for axis in range(len(w.shape)):
            others = {
                root((w.node, other)): other
                for other in range(len(w.shape))
                if other != axis and root((w.node, other)) in labels
            }
            classes.setdefault(root((w.node, axis)), []).append((name, axis, others))
    return list(classes.values()), sorted(labels)
