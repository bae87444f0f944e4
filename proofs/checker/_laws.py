"""law-count: how many independent functions the gradient flow of a network conserves, for all data.

At most D minus the rank of fields and brackets at one point modulo p; at least the rank of laws,
each proved by an identity of polynomials (`_invariance`).
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ._free import free, rank
from ._invariance import invariant
from ._network import Network, is_prime, number, residues
from ._terms import field, need

KEYS = {
    *("kind", "network", "loss", "momentum", "prime", "point", "samples", "words", "laws"),
    *("lower", "upper"),
}
WANTED = (("prime", int), ("words", list), ("point", list))
LOSSES = ("squared", "cross-entropy", "scalar", "any")


class Fields:
    """The vector fields of the samples (and the drift of the heavy ball, index -1), modulo p."""

    def __init__(self, network: Network, loss: str, tau: Any, samples: list, p: int):
        self.network, self.p, self.tau = network, p, tau
        shapes = [network.shapes[k] for k in network.inputs] + [network.shapes[-1]]
        need(all(len(one) == len(shapes) for one in samples), "a sample has other inputs")
        rows = [[residues(part, p) for part in one] for one in samples]
        columns = [np.array(column).reshape(-1, *s) for column, s in zip(zip(*rows), shapes)]
        self.inputs, self.u = columns[:-1], columns[-1]
        need(loss in LOSSES, "unknown loss")
        need(loss != "scalar" or prod(shapes[-1]) == 1, "a scalar loss has one output")
        if loss == "cross-entropy":
            sums = self.u.sum(axis=-1) % p
            need(len(shapes[-1]) and not sums.any(), "cross-entropy moves differences of outputs")

    def values(self, which: np.ndarray, state: np.ndarray, signs: dict) -> np.ndarray:
        if self.tau is None:
            return self._gradient(which, state, signs)
        out, size = np.zeros_like(state), self.network.size
        theta, v = state[..., 1 : size + 1], state[..., size + 1 :]
        if which[0] >= 0:
            out[..., size + 1 :] = self._gradient(which, theta, signs)
        else:
            out[0, :, 0], out[..., 1 : size + 1] = 1, v
            out[..., size + 1 :] = -v * residues([self.tau], self.p)[0] % self.p
        return out

    def _gradient(self, which: np.ndarray, theta: np.ndarray, signs: dict) -> np.ndarray:
        inputs, own = [x[which] for x in self.inputs], {k: s[which] for k, s in signs.items()}
        return self.network.gradient(theta, inputs, self.u[which], own, self.p)

    def bracket(self, words: np.ndarray, state: np.ndarray, signs: dict) -> np.ndarray:
        """[X_1, [X_2, ... X_k]] for each row of sample indices; [X, Y] = DY X - DX Y."""
        x = self.values(words[:, 0], state, signs)
        if words.shape[1] == 1:
            return x
        y, along = np.split(self.bracket(words[:, 1:], np.concatenate([state, x]), signs), 2)
        back = self.values(words[:, 0], np.concatenate([state, y]), signs)
        return (along - back[len(state) :]) % self.p

    def rows(self, words: list, point: np.ndarray, signs: dict) -> np.ndarray:
        """One row a word, at the point."""
        groups: dict[tuple, list] = {}
        for word in words:
            groups.setdefault(tuple(i < 0 for i in word), []).append(word)
        parts = [
            self.bracket(np.array(group), np.tile(point, (1, len(group), 1)), signs)[0]
            for group in groups.values()
        ]
        return np.concatenate(parts) if parts else np.zeros((0, len(point)), dtype=np.int64)


def entries(law: dict, size: int) -> tuple[dict, dict]:
    """The entries (i, j): c of the matrix B and i: c of the shift a, each once."""
    need(set(law) == {"generator", "shift"}, "a law has a generator and a shift")
    B = {(i, j): number(c) for i, j, c in law["generator"]}
    shift = {i: number(c) for i, c in law["shift"]}
    need(len(B) == len(law["generator"]) and len(shift) == len(law["shift"]), "an entry twice")
    indices = [*shift, *(i for pair in B for i in pair)]
    need(indices and all(type(i) is int and 0 <= i < size for i in indices), "no such weight")
    return B, shift


def law_rows(
    B: dict, shift: dict, point: np.ndarray, size: int, tau: Any, p: int
) -> list[np.ndarray]:
    """The gradients at the point of what a generator B theta + a conserves. Flow: B symmetric,
    theta^T B theta / 2 + a.theta. Heavy ball: B skew, e^(tau t) <B theta + a, v>; for B = 0 also
    <a, v + tau theta>.
    """
    sign = 1 if tau is None else -1
    need(all(c == sign * B.get((j, i), 0) for (i, j), c in B.items()), "B has the wrong symmetry")
    theta, v = (point, point) if tau is None else np.split(point[1:], 2)
    move, back = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    at = list(B) + list(shift)
    for spot, c in zip(at, residues([*B.values(), *shift.values()], p)):
        i, j = spot if isinstance(spot, tuple) else (spot, None)
        move[i] = (move[i] + c * (1 if j is None else theta[j])) % p
        if j is not None:
            back[j] = (back[j] + c * v[i]) % p
    if tau is None:
        return [move]
    t, zero = residues([tau], p)[0], np.array([0])
    first = np.array([sum(a * b for a, b in zip(move.tolist(), v.tolist())) * int(t) % p])
    rows = [np.concatenate([first, back, move])]
    return rows if B else [*rows, np.concatenate([zero, move * t % p, move])]


def law_count(data: dict) -> str:
    need(set(data) == KEYS, f"the fields are {', '.join(sorted(KEYS))}")
    network, loss, tau = Network(data["network"]), field(data, "loss", str), data["momentum"]
    p, words, point = (field(data, *one) for one in WANTED)
    groups, samples = field(data, "laws", list), field(data, "samples", list)
    need(is_prime(p), "the prime is 3 modulo 4, between 2^20 and 2^26")
    need(tau is None or number(tau) >= 0, "the friction is not negative")
    dimension = network.size if tau is None else 2 * network.size + 1
    need(0 < len(point) == dimension <= 6000, "the point has another dimension")
    need(samples or not words, "words need samples")
    need(max(len(samples), len(words)) <= 2 * dimension + 50, "more rows than can be independent")
    allowed = range(-1 if tau is not None else 0, len(samples))
    for word in words:
        need(0 < len(word) <= 6 and all(type(i) is int and i in allowed for i in word), "no word")
    at, upper = residues(point, p), dimension
    if words:
        theta = point if tau is None else point[1 : network.size + 1]
        signs = network.patterns(theta, samples)
        free(network, signs, p)
        fields = Fields(network, loss, tau, samples, p)
        upper = dimension - rank(fields.rows(words, at, signs), p)
    found: list[np.ndarray] = []
    for laws in groups:
        read = [entries(law, network.size) for law in laws]
        invariant(network, read, loss)
        for B, shift in read:
            found += law_rows(B, shift, at, network.size, tau, p)
    lower = rank(np.array(found), p) if found else 0
    need(field(data, "lower", int) == lower and field(data, "upper", int) == upper, "other counts")
    need(lower <= upper, "more laws than the rank leaves room for")
    what = "gradient flow" if tau is None else f"the heavy ball with friction {tau}"
    count = f"exactly {lower}" if lower == upper else f"at least {lower} and at most {upper}"
    return f"{what} of the network ({network.size} weights, {loss} loss) has {count} laws"
