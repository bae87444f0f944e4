"""Generators that leave a network unchanged: delta f = 0 as an identity of polynomials over Q.

Values are polynomials {monomial: coefficient}, a monomial a sorted tuple of atoms. An entry that
the generators do not change becomes a fresh atom, so that only what lies between is expanded.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import count

import numpy as np

from ._network import Network, indices, number
from ._terms import need

Polynomial = dict[tuple[int, ...], Fraction]
LONGEST = 200_000


def add(*parts: Polynomial) -> Polynomial:
    out: Polynomial = {}
    for part in parts:
        for monomial, c in part.items():
            out[monomial] = out.get(monomial, 0) + c
    return {monomial: c for monomial, c in out.items() if c}


def mul(*factors: Polynomial) -> Polynomial:
    total: Polynomial = {(): Fraction(1)}
    for factor in factors:
        need(len(total) * len(factor) <= LONGEST, "an identity is too long to expand")
        out: Polynomial = {}
        for m, c in total.items():
            for n, d in factor.items():
                key = tuple(sorted(m + n))
                out[key] = out.get(key, 0) + c * d
        total = {monomial: c for monomial, c in out.items() if c}
    return total


def constant(value: Fraction | int) -> Polynomial:
    return {(): Fraction(value)} if value else {}


def vanishes(f: Polynomial, relations: list) -> bool:
    """f = 0 modulo atom^m q = 1 for each relation (atom, m, q), the latest first."""
    rest = [f]
    for atom, m, q in reversed(relations):
        after = []
        for g in filter(None, rest):
            by: dict[int, Polynomial] = {}
            for monomial, c in g.items():
                left = tuple(a for a in monomial if a != atom)
                by.setdefault(monomial.count(atom), {})[left] = c
            for r in range(m):
                powers = [e for e in by if e % m == r]
                terms = [mul(by[e], *[q] * ((max(powers) - e) // m)) for e in powers]
                after.append(add(*terms))
        rest = after
    return not any(rest)


def invariant(network: Network, laws: list, loss: str) -> None:
    """Every combination of the generators leaves the loss unchanged (rejected if not)."""
    fresh, relations = count(), []
    atom = lambda: {(next(fresh),): Fraction(1)}  # noqa: E731
    theta, scales = [atom() for _ in range(network.size)], [atom() for _ in laws]
    moves: list[Polynomial] = [{} for _ in theta]
    for (B, shift), scale in zip(laws, scales):
        spots = [(i, c, theta[j]) for (i, j), c in B.items()]
        for i, c, term in spots + [(i, c, constant(1)) for i, c in shift.items()]:
            moves[i] = add(moves[i], mul(constant(c), scale, term))
    values, deltas = [], []
    for k, (op, *args) in enumerate(network.nodes):
        shape, below = network.shapes[k], network.reads(k)
        value, delta = np.empty(shape, dtype=object), np.empty(shape, dtype=object)
        still = not any(one for i in below for one in deltas[i].flat)
        for n, at in enumerate(np.ndindex(*shape)):
            if op == "weight":
                start = network.offset[k] + n
                value[at], delta[at] = theta[start], moves[start]
            elif op == "constant":
                value[at], delta[at] = constant(number(args[1][n])), {}
            elif op in ("input", "relu", "exp", "softplus", "gauss") or still:
                value[at], delta[at] = atom(), {}
        if below and not (still and op != "einsum"):
            if op == "einsum":
                _einsum(network, args, values, deltas, value, delta, still)
            elif op == "add":
                for at in np.ndindex(*shape):
                    value[at] = add(values[args[0]][at], values[args[1]][at])
                    delta[at] = add(deltas[args[0]][at], deltas[args[1]][at])
            else:
                for at in np.ndindex(*shape):
                    q, dq = values[args[-1]][at], deltas[args[-1]][at]
                    if op == "relu":  # piecewise linear: the atom is the slope
                        value[at], delta[at] = mul(value[at], q), mul(value[at], dq)
                    elif op in ("exp", "softplus", "gauss"):
                        slope = value[at] if op == "exp" else atom()
                        delta[at] = mul(slope, dq)
                    else:
                        value[at] = a = atom()
                        relations.append((*next(iter(a)), 1 if op == "inv" else 2, q))
                        half = constant(-1) if op == "inv" else constant(Fraction(-1, 2))
                        delta[at] = mul(half, *[a] * (2 if op == "inv" else 3), dq)
            for at in np.ndindex(*shape):
                if delta[at] and vanishes(delta[at], relations):
                    delta[at] = {}
                if not delta[at] and len(value[at]) > 1:
                    value[at] = atom()
        values.append(value)
        deltas.append(delta)
    last = deltas[-1]
    for at in np.ndindex(*last.shape):
        d = last[at]
        if loss == "cross-entropy":
            d = add(d, mul(constant(-1), last[(*at[:-1], 0)]))
        need(vanishes(d, relations), "a generator changes the loss")


def _einsum(network: Network, args: list, values: list, deltas: list, value, delta, still) -> None:
    a, b, out = indices(args[0])
    x, y, dx, dy = values[args[1]], values[args[2]], deltas[args[1]], deltas[args[2]]
    fixed = any(network.nodes[i][0] == "constant" for i in args[1:])
    if still and not fixed:
        return
    sizes = dict(zip(a + b, x.shape + y.shape))
    terms: dict[tuple, list] = {}
    changes: dict[tuple, list] = {}
    for spot in np.ndindex(*sizes.values()):
        at = dict(zip(sizes, spot))
        i, j, k = (tuple(at[c] for c in word) for word in (a, b, out))
        if x[i] and y[j]:
            terms.setdefault(k, []).append(mul(x[i], y[j]))
        changes.setdefault(k, []).extend(
            mul(*pair) for pair in ((dx[i], y[j]), (x[i], dy[j])) if all(pair)
        )
    for k in np.ndindex(*value.shape):
        value[k], delta[k] = add(*terms.get(k, [])), add(*changes.get(k, []))
