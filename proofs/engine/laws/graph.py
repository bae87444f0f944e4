"""Networks as lists of nodes: weights, inputs, constants, bilinear maps and functions of entries.

The six kinds of nodes are those of the certificate (FORMAT.md, law-count). Equal nodes are made
once, so that equal values are one node.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod
from typing import Any

from ...vocabulary import SteepestError

MAX_ENTRIES = 10**5


class ModelError(SteepestError):
    """A model that cannot be used: what was given, what is expected, what to do."""


@dataclass(frozen=True)
class Tensor:
    """A node of a graph. `data`: it depends on an input (a matrix then acts on its last axis)."""

    graph: Graph
    node: int

    @property
    def shape(self) -> tuple[int, ...]:
        return self.graph.shapes[self.node]

    @property
    def data(self) -> bool:
        return self.graph.depends[self.node]


@dataclass
class Graph:
    nodes: list[list[Any]] = field(default_factory=list)
    shapes: list[tuple[int, ...]] = field(default_factory=list)
    depends: list[bool] = field(default_factory=list)
    weights: dict[str, Tensor] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return sum(prod(w.shape) for w in self.weights.values())

    def _node(self, node: list[Any], shape: tuple[int, ...], depends: bool) -> Tensor:
        key = json.dumps(node)
        if node[0] in ("weight", "input") or key not in self._known:
            if prod(shape) > MAX_ENTRIES:
                raise ModelError(
                    f"an intermediate tensor of shape {list(shape)} has {prod(shape):,} entries; "
                    f"at most {MAX_ENTRIES:,} are handled: make the sizes smaller"
                )
            self._known[key] = len(self.nodes)
            self.nodes.append(node)
            self.shapes.append(shape)
            self.depends.append(depends)
        return Tensor(self, self._known[key])

    def weight(self, name: str, *shape: int) -> Tensor:
        self.weights[name] = self._node(["weight", list(shape)], shape, False)
        return self.weights[name]

    def input(self, *shape: int) -> Tensor:
        return self._node(["input", list(shape)], shape, True)

    def constant(self, entries: list, *shape: int) -> Tensor:
        """A tensor of rational numbers, its entries row by row."""
        exact = [Fraction(one) for one in entries]
        return self._node(
            ["constant", list(shape), [int(q) if q.denominator == 1 else str(q) for q in exact]],
            shape,
            False,
        )

    def full(self, value: Any, *shape: int) -> Tensor:
        return self.constant([value] * prod(shape), *shape)

    def einsum(self, spec: str, a: Tensor, b: Tensor) -> Tensor:
        """The bilinear map; a letter of one operand alone is summed with ones."""
        operands, out = spec.split("->")
        left, right = operands.split(",")
        sizes = dict(zip(left + right, a.shape + b.shape))
        for mine, word, other in ((a, left, right), (b, right, left)):
            alone = [c for c in word if c not in other + out]
            if alone:
                kept = "".join(c for c in word if c not in alone)
                ones = self.full(1, *(sizes[c] for c in alone))
                summed = self.einsum(f"{word},{''.join(alone)}->{kept}", mine, ones)
                pair = (summed, b) if mine is a else (a, summed)
                words = (kept, right) if mine is a else (left, kept)
                return self.einsum(f"{words[0]},{words[1]}->{out}", *pair)
        return self._node(
            ["einsum", spec, a.node, b.node],
            tuple(sizes[c] for c in out),
            a.data or b.data,
        )

    def rearranged(self, spec: str, a: Tensor) -> Tensor:
        """One operand: sums and transposes, "ab->ba"."""
        word, out = spec.split("->")
        return self.einsum(f"{word},->{out}", a, self.full(1))

    def add(self, a: Tensor, b: Tensor) -> Tensor:
        """Entry by entry; the shorter shape is repeated along the leading axes of the longer."""
        a, b = self._alike(a, b)
        return self._node(["add", a.node, b.node], a.shape, a.data or b.data)

    def hadamard(self, a: Tensor, b: Tensor) -> Tensor:
        letters = "abcdefgh"
        if len(a.shape) < len(b.shape):
            a, b = b, a
        word = letters[: len(a.shape)]
        if b.shape != a.shape[len(a.shape) - len(b.shape) :]:
            raise ModelError(
                f"shapes {list(a.shape)} and {list(b.shape)} do not go together entry by entry; "
                f"expected equal shapes, or one that ends with the other"
            )
        return self.einsum(f"{word},{word[len(word) - len(b.shape) :]}->{word}", a, b)

    def scaled(self, value: Any, a: Tensor) -> Tensor:
        return self.hadamard(a, self.full(value))

    def _alike(self, a: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
        if len(a.shape) < len(b.shape):
            return self.hadamard(self.full(1, *b.shape), a), b
        if len(a.shape) > len(b.shape):
            return a, self.hadamard(self.full(1, *a.shape), b)
        if a.shape != b.shape:
            raise ModelError(
                f"shapes {list(a.shape)} and {list(b.shape)} cannot be added; expected equal "
                f"shapes, or one that ends with the other"
            )
        return a, b

    def map(self, op: str, a: Tensor, *scale: Any) -> Tensor:
        return self._node([op, *map(str, scale), a.node], a.shape, a.data)

    def relu(self, a: Tensor, slope: Any = 0) -> Tensor:
        return self._node(["relu", str(Fraction(slope)), a.node], a.shape, a.data)

    def upto(self, output: Tensor) -> list[list[Any]]:
        """The nodes that end with the output (the others are left out, weights and inputs stay)."""
        needed = {output.node}
        for k in reversed(range(len(self.nodes))):
            if k in needed:
                op, *args = self.nodes[k]
                if op not in ("weight", "input", "constant"):
                    needed |= {i for i in args if type(i) is int}
        kept = [
            k for k, node in enumerate(self.nodes) if k in needed or node[0] in ("weight", "input")
        ]
        kept = [k for k in kept if k != output.node] + [output.node]
        new = {k: i for i, k in enumerate(kept)}
        out = []
        for k in kept:
            op, *args = self.nodes[k]
            leaf = op in ("weight", "input", "constant")
            out.append([op, *(args if leaf else [new[a] if type(a) is int else a for a in args])])
        return out
