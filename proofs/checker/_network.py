"""Networks as data: real patterns, and exact gradients modulo a prime, for certificates of laws.

A network is a list of nodes (FORMAT.md, law-count). A residue array has axes (subsets of the
nilpotents e_1..e_k, sample, entry...): arithmetic in F_p[e_1..e_k]/(e_i^2) gives the derivatives
that brackets need, without any truncation.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq

from ._terms import NUMBER, Rejected, need

SPEC = re.compile(r"([a-z]*),([a-z]*)->([a-z]*)\Z")
FREE = {"exp": 3, "softplus": 5, "gauss": 7}  # transcendental: the values are free residues
MAPS = ("relu", "exp", "inv", "rsqrt", "softplus", "gauss")


def is_prime(p: Any) -> bool:
    """p = 3 modulo 4, so that roots are powers; below 2^26, so that sums of products fit."""
    fits = type(p) is int and 2**20 < p < 2**26 and p % 4 == 3
    return fits and all(p % d for d in range(3, int(p**0.5) + 1, 2))


def number(data: Any) -> Fraction:
    """A whole number, or a rational as text."""
    if type(data) is Fraction:
        return data
    if type(data) is int:
        need(abs(data) < 10**50, "a number is too long")
        return Fraction(data)
    need(isinstance(data, str) and len(data) < 50 and NUMBER.match(data), "not a number")
    return Fraction(data)


def indices(spec: Any) -> tuple[str, str, str]:
    """The letters of an einsum 'ab,bc->ac': of its two operands and of its result."""
    match = SPEC.match(spec) if isinstance(spec, str) else None
    if match is None:
        raise Rejected("an einsum is 'ab,bc->ac' of two nodes")
    return match[1], match[2], match[3]


class Network:
    """The nodes with their shapes; `size` is the number of weights."""

    def __init__(self, nodes: Any):
        need(isinstance(nodes, list) and 0 < len(nodes) <= 5000, "a network has 1 to 5000 nodes")
        self.nodes, self.shapes, self.size, self.offset = nodes, [], 0, {}
        self.inputs = [k for k, node in enumerate(nodes) if node[0] == "input"]
        for k, node in enumerate(nodes):
            self.shapes.append(self._shape(k, *node))
            need(prod(self.shapes[-1]) <= 10**5, "a node has more than 10^5 entries")
            if node[0] in ("relu", "gauss"):
                need(node[0] == "relu" or number(node[1]) > 0, "a Gaussian scale is positive")
                number(node[1])
            if node[0] == "weight":
                self.offset[k], self.size = self.size, self.size + prod(self.shapes[-1])
        need(len({node[1] for node in nodes if node[0] == "gauss"}) < 2, "two Gaussian scales")

    def _shape(self, k: int, op: str, *args: Any) -> tuple[int, ...]:
        if op in ("weight", "input", "constant"):
            need(len(args) == (2 if op == "constant" else 1), f"{op} has other arguments")
            need(all(type(n) is int and n > 0 for n in args[0]), f"{op}: not a shape")
            need(op != "constant" or len(args[1]) == prod(args[0]), "constant: other length")
            return tuple(args[0])
        need(op in (*MAPS, "add", "einsum"), f"no node {str(op)[:20]}")
        below = args[1:] if op in ("einsum", "relu", "gauss") else args
        need(all(type(i) is int and 0 <= i < k for i in below), f"node {k} uses no earlier node")
        shapes = [self.shapes[i] for i in below]
        if op != "einsum":
            need(len(below) == (2 if op == "add" else 1), f"{op} has other arguments")
            need(shapes[0] == shapes[-1], f"node {k} adds different shapes")
            return shapes[0]
        words = left, right, out = indices(args[0])
        need(len(below) == 2, "an einsum has two nodes")
        need(all(len(set(w)) == len(w) for w in words), "a letter is repeated")
        need(set(out) <= set(left + right), "a letter of the result is in no operand")
        need(set(left) <= set(right + out) and set(right) <= set(left + out), "a lone letter")
        need((len(left), len(right)) == tuple(map(len, shapes)), f"node {k}: other dimensions")
        sizes = dict(zip(left, shapes[0]))
        need(all(sizes.setdefault(c, n) == n for c, n in zip(right, shapes[1])), "sizes differ")
        for kept in words:
            need(prod(n for c, n in sizes.items() if c not in kept) < 2048, "a sum is too long")
        return tuple(sizes[c] for c in out)

    def split(self, theta: np.ndarray, k: int) -> np.ndarray:
        """The weight of node k inside the last axis of theta."""
        shape, start = self.shapes[k], self.offset[k]
        return theta[..., start : start + prod(shape)].reshape(*theta.shape[:-1], *shape)

    def reads(self, k: int) -> list[int]:
        """The nodes that node k is computed from."""
        op, *args = self.nodes[k]
        leaf = op in ("weight", "input", "constant")
        return [] if leaf else args[1:] if op in ("einsum", "relu", "gauss") else args

    def patterns(self, theta: list, samples: list) -> dict[int, np.ndarray]:
        """For each ReLU node whether its argument is positive at the real point, in each sample;
        a sign that balls of 256 bits do not settle is rejected.
        """
        if not any(node[0] == "relu" for node in self.nodes):
            return {}
        with ctx.workprec(256):
            values, signs = self._real(np.array(list(map(ball, theta)), dtype=object), samples)
        return signs

    def _real(self, theta: np.ndarray, samples: list) -> tuple[list, dict]:
        values, signs, each = [], {}, np.vectorize(lambda f, z: f(z), otypes=[object])
        for k, (op, *args) in enumerate(self.nodes):
            z = values[args[-1]] if self.reads(k) else None
            if op == "weight":
                value = self.split(theta, k)[None]
            elif op == "input":
                rows = [list(map(ball, one[self.inputs.index(k)])) for one in samples]
                value = np.array(rows, dtype=object).reshape(-1, *self.shapes[k])
            elif op == "constant":
                value = np.array(list(map(ball, args[1])), dtype=object)
                value = value.reshape(1, *self.shapes[k])
            elif op == "einsum":
                value = np.einsum(batched(args[0]), values[args[1]], z)
            elif op == "add":
                value = values[args[0]] + z
            elif op == "relu":
                signs[k] = each(lambda x: x > 0, z).astype(bool)
                need(np.all(signs[k] | each(lambda x: x < 0, z).astype(bool)), "a sign is open")
                value = np.where(signs[k], z, z * ball(args[0]))
            else:
                value = each(REAL[op] if op != "gauss" else gauss(args[0]), z)
            values.append(np.asarray(value, dtype=object))
        return values, signs

    def forward(self, theta: np.ndarray, inputs: list, signs: dict, p: int) -> list[np.ndarray]:
        """The values of all nodes modulo p; `signs` as from `patterns`."""
        values: list[np.ndarray] = []
        for k, (op, *args) in enumerate(self.nodes):
            if op == "weight":
                value = self.split(theta, k)
            elif op == "input":
                value = inputs[self.inputs.index(k)][None]
            elif op == "constant":
                value = residues(args[1], p).reshape(1, 1, *self.shapes[k])
            elif op == "einsum":
                value = times(batched(args[0]), values[args[1]], values[args[2]], p)
            elif op == "add":
                value = plus(values[args[0]], values[args[1]], p)
            elif op == "relu":
                value = values[args[1]] * slopes(args[0], signs[k], p) % p
            else:
                value = mapped(op, args[0], values[args[-1]], p)
            values.append(value)
        return values

    def defined(self, values: list[np.ndarray], p: int, before: int = 5001) -> np.ndarray:
        """For each sample whether every inverse and root has a value modulo p, up to a node."""
        good = np.ones(1, dtype=bool)
        for k, (op, *args) in enumerate(self.nodes[:before]):
            if op in ("inv", "rsqrt"):
                f, z = values[k][0], values[args[0]][0]
                right = (f if op == "inv" else f * f % p) * z % p == 1
                good = good & right.all(axis=tuple(range(1, right.ndim)))
        return good

    def gradient(
        self, theta: np.ndarray, inputs: list, u: np.ndarray, signs: dict, p: int
    ) -> np.ndarray:
        """The gradient in theta of <u, output>, one row a sample: shape (subsets, samples, D)."""
        values = self.forward(theta, inputs, signs, p)
        need(np.all(self.defined(values, p)), "a root or an inverse has no value at the point")
        back: dict[int, np.ndarray] = {len(self.nodes) - 1: u[None]}
        for k in reversed(range(len(self.nodes))):
            if k not in back or not self.reads(k):
                continue
            op, *args = self.nodes[k]
            g = back.pop(k)
            if op == "einsum":
                a, b, out = indices(args[0])
                x, y = values[args[1]], values[args[2]]
                parts = [
                    (args[1], times(batched(f"{out},{b}->{a}"), g, y, p)),
                    (args[2], times(batched(f"{out},{a}->{b}"), g, x, p)),
                ]
            elif op == "add":
                parts = [(i, g) for i in args]
            elif op == "relu":
                parts = [(args[1], g * slopes(args[0], signs[k], p) % p)]
            else:
                slope = derivative(op, args[0], values[args[-1]], values[k], p)
                parts = [(args[-1], times("...,...->...", g, slope, p))]
            for i, part in parts:
                back[i] = plus(back[i], part, p) if i in back else part
        rows = [np.zeros((len(theta), len(u), self.size), dtype=np.int64)]
        for k, start in self.offset.items():
            if k in back:
                part = np.broadcast_to(
                    pad(back[k], len(theta)), (len(theta), len(u), *self.shapes[k])
                )
                rows[0][..., start : start + prod(self.shapes[k])] = part.reshape(
                    len(theta), len(u), -1
                )
        return rows[0]


def ball(data: Any) -> arb:
    value = number(data)
    return arb(fmpq(value.numerator, value.denominator))


REAL = {
    "exp": lambda z: z.exp(),
    "inv": lambda z: 1 / z,
    "rsqrt": lambda z: z.rsqrt(),
    "softplus": lambda z: (1 + z.exp()).log(),
}


def gauss(scale: Any) -> Any:
    return lambda z: (ball(scale).sqrt() * z).erf()


def batched(spec: str) -> str:
    a, b, out = indices(spec)
    return f"Z{a},Z{b}->Z{out}"


def residues(entries: list, p: int) -> np.ndarray:
    """Rational numbers modulo p; a denominator that p divides is rejected."""
    found = [number(entry) for entry in entries]
    need(all(one.denominator % p for one in found), "p divides a denominator")
    return np.array([one.numerator * pow(one.denominator, -1, p) % p for one in found], np.int64)


def slopes(slope: Any, signs: np.ndarray, p: int) -> np.ndarray:
    return np.where(signs, 1, residues([slope], p)[0])


def pad(a: np.ndarray, subsets: int) -> np.ndarray:
    if len(a) == subsets:
        return a
    return np.concatenate([a, np.zeros((subsets - len(a), *a.shape[1:]), dtype=np.int64)])


def plus(a: np.ndarray, b: np.ndarray, p: int) -> np.ndarray:
    subsets = max(len(a), len(b))
    return (pad(a, subsets) + pad(b, subsets)) % p


def times(spec: str, a: np.ndarray, b: np.ndarray, p: int) -> np.ndarray:
    """The bilinear map of the spec over F_p[e]/(e_i^2): the sum over disjoint subsets."""
    out: list[Any] = [0] * max(len(a), len(b))
    for s in range(len(a)):
        for t in range(len(b)):
            if not s & t:
                out[s | t] = (out[s | t] + np.einsum(spec, a[s], b[t])) % p
    return np.stack(out)


def power(base: Any, exponent: Any, p: int) -> np.ndarray:
    base, exponent = np.broadcast_arrays(np.int64(base), np.int64(exponent))
    value = np.ones(base.shape, dtype=np.int64)
    while np.any(exponent):
        value = np.where(exponent & 1, value * base % p, value)
        base, exponent = base * base % p, exponent >> 1
    return value


def mapped(op: str, scale: Any, z: np.ndarray, p: int) -> np.ndarray:
    """The function entry by entry: f(a + e b) = f(a) + e f'(a) b for the last nilpotent e."""
    if len(z) > 1:
        a, b = np.split(z, 2)
        f = mapped(op, scale, a, p)
        return np.concatenate([f, times("...,...->...", derivative(op, scale, a, f, p), b, p)])
    if op in FREE:
        return power(FREE[op], z, p)
    return power(z, p - 2 if op == "inv" else (p + 1) // 4 * (p - 2) % (p - 1), p)


def derivative(op: str, scale: Any, z: np.ndarray, f: np.ndarray, p: int) -> np.ndarray:
    """f'(z), from f = f(z)."""
    by = lambda a, b: times("...,...->...", a, b, p)  # noqa: E731
    if op == "exp":
        return f
    if op == "inv":
        return -by(f, f) % p
    if op == "rsqrt":
        return by(f, by(f, f)) * ((p - 1) // 2) % p
    if op == "softplus":
        e = mapped("exp", 0, z, p)
        one = np.ones((1, *e.shape[1:]), dtype=np.int64)
        return by(e, mapped("inv", 0, plus(e, one, p), p))
    return mapped("exp", 0, by(z, z) * (-residues([scale], p)[0] % p) % p, p) * 11 % p
