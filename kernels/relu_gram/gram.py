"""Two-layer ReLU networks f(x) = m^{-1/2} sum_r a_r max(w_r.x, 0), trained on W alone, in Gram
coordinates.

Gradient descent on L = (1/2) |u - y|^2, u_i = f(x_i), moves every w_r in the span of the inputs:
    w_r(k) = w_r(0) - eta m^{-1/2} a_r sum_i B_ri(k) x_i,    B(k+1) = B(k) + S(k) diag(e(k)),    e =
    u - y,
with S_ri = 1{Z_ri >= 0}, Z = W X^T. So Z(k) = Z(0) - eta m^{-1/2} diag(a) B(k) K with K = X X^T:
one product of m x n by n x n a step, whatever the dimension of x, and |w_r(k) - w_r(0)| comes free
from <B_r, Z_r(k) - Z_r(0)>. Samples are rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..engine.batches import generator
from ..engine.errors import KernelError

Array = np.ndarray
BLOCK = 512  # rows handled at a time: the temporaries stay in the cache
SOME = 128
# of all preactivations are watched at most; with more, all are computed, which is cheaper
SHARE = 0.005


def half_angles(X: Array) -> tuple[Array, Array]:
    """|x/|x| - y/|y|| and |x/|x| + y/|y|| for all pairs of rows: 2 sin(theta/2) and 2 cos(theta/2),
    without cancellation.

    Inner products lose half of the digits of a small angle; differences of the unit vectors lose
    none. Costs n^2 d; for inputs whose angles all lie between 1/10 and pi - 1/10 the inner products
    are as good and are used.
    """
    U = X / np.linalg.norm(X, axis=1, keepdims=True)
    C = U @ U.T
    near, far = np.sqrt(np.maximum(2 - 2 * C, 0)), np.sqrt(np.maximum(2 + 2 * C, 0))
    for i, j in zip(*np.nonzero(np.abs(C) > 0.995)):
        near[i, j], far[i, j] = np.linalg.norm(U[i] - U[j]), np.linalg.norm(U[i] + U[j])
    return near, far


def limiting_gram(X: Array) -> Array:
    """(H_inf)_ij = x_i.x_j (pi - theta_ij)/(2 pi), theta the angle: E x_i.x_j 1{w.x_i >= 0, w.x_j
    >= 0} over w ~ N(0, I).

    pi - theta = 2 atan2(2 cos(theta/2), 2 sin(theta/2)), accurate at both ends; a zero input has a
    zero row.
    """
    X = np.asarray(X, dtype=float)
    zero: Any = ~X.any(axis=1)
    near, far = half_angles(np.where(zero[:, None], 1.0, X))
    H = X @ X.T * (np.arctan2(far, near) / np.pi)
    H[zero], H[:, zero] = 0.0, 0.0
    return (H + H.T) / 2


def deficit(X: Array) -> Array:
    """|x_i| |x_j|/2 - (H_inf)_ij = |x_i| |x_j| (sin^2(theta/2) + theta cos(theta)/(2 pi)), with its
    relative accuracy kept as theta -> 0.

    For two unit inputs this is the least eigenvalue lambda_0 itself.
    """
    X = np.asarray(X, dtype=float)
    near, far = half_angles(X)
    theta, norms = 2 * np.arctan2(near, far), np.linalg.norm(X, axis=1)
    return np.outer(norms, norms) * (near**2 / 4 + theta * (far**2 - near**2) / (8 * np.pi))


@dataclass(frozen=True)
class Setting:
    """Sizes, step and laws of one run: inputs uniform on the unit sphere of R^d, labels N(0,
    label_scale^2), W(0) ~ N(0, 1), random signs.
    """

    n: int = 1000
    d: int = 1000
    m: int = 1000
    eta: float = 1.0
    steps: int = 100
    label_scale: float = 1.0
    low: float = 1.0  # norms of the inputs are uniform in [low, high]
    high: float = 1.0
    dtype: str = "float64"
    seed: int = 0
    trial: int = 0

    def __post_init__(self) -> None:
        for name in ("n", "d", "m"):
            if not (isinstance(getattr(self, name), int) and getattr(self, name) >= 1):
                raise KernelError(
                    f"{name} = {getattr(self, name)!r} was given; n, d and m are whole numbers "
                    f"from 1 on"
                )
        if not (0 < self.eta < np.inf and self.steps >= 0 and 0 < self.low <= self.high):
            raise KernelError(
                f"eta = {self.eta}, steps = {self.steps}, norms in [{self.low}, {self.high}] "
                f"were given; "
                "expected eta > 0, steps >= 0 and 0 < low <= high"
            )
        if self.dtype not in ("float64", "float32"):
            raise KernelError(f"dtype {self.dtype!r} was given; choose float64 or float32")


def inputs(setting: Setting) -> tuple[Array, Array]:
    """Inputs (rows) and labels. They depend on (n, d, seed, trial) only, so that all widths see the
    same data.
    """
    rng = generator(setting.seed, 2 * setting.trial)
    X = rng.standard_normal((setting.n, setting.d))
    X *= rng.uniform(setting.low, setting.high, (setting.n, 1)) / np.linalg.norm(
        X, axis=1, keepdims=True
    )
    return X, setting.label_scale * rng.standard_normal(setting.n)


def weights(setting: Setting) -> tuple[Array, Array]:
    """W(0) and the signs a; the first rows of a wider network are those of a narrower one."""
    rng = generator(setting.seed, 2 * setting.trial + 1)
    both = rng.standard_normal((setting.m, setting.d + 1))
    return np.ascontiguousarray(both[:, :-1]), np.where(both[:, -1] >= 0, 1.0, -1.0)


@dataclass
class Descent:
    """A run: per iteration the loss, the share of changed patterns and the largest |w_r(k) -
    w_r(0)|; and the last state.
    """

    loss: Array
    changed: Array
    moved: Array
    Z: Array  # W X^T at the end
    B: Array  # w_r = w_r(0) - eta m^{-1/2} a_r B_r X at the end
    u: Array
    grams: dict[int, Array] = field(default_factory=dict)  # H(k) at the asked iterations
    done: int = 0
    products: float = 0.0  # products of an m x n by an n x n matrix that were needed


class _Neurons:
    """Patterns S and sums of all neurons: B_r(k) = C_r + S_r o E(k), where E(k) = sum_{l<k} e(l)
    and C changes at flips only.
    """

    def __init__(self, K: Array, Z0: Array, a: Array, step: float, dtype: Any):
        self.K, self.a, self.step = np.ascontiguousarray(K, dtype=dtype), a.astype(dtype), step
        self.Z0 = np.ascontiguousarray(Z0, dtype=dtype)
        self.Z, self.C, self.S = self.Z0.copy(), np.zeros_like(self.Z0), self.Z0 >= 0
        self.first, self.changes = self.S.copy(), 0
        # |Z_ri(k) - Z_ri(l)| <= step |K_i| |E(k) - E(l)|
        self.reach = np.linalg.norm(K, axis=1).astype(dtype)
        self.moved = np.zeros(len(a))  # |w_r - w_r(0)| at the last refresh
        self.counts = np.zeros(K.shape)  # S^T S now
        for rows in range(0, len(a), 1 << 14):  # exact in float32 below 2^24
            part = self.S[rows : rows + (1 << 14)].astype(np.float32)
            self.counts += part.T @ part

    def refresh(self, E: Array) -> Array:
        """Every preactivation and distance at E(k) = E; what the flips add to u."""
        from scipy.linalg.blas import dgemm, sgemm

        gemm, flips = (dgemm if self.K.dtype == np.float64 else sgemm), []
        for low in range(0, len(self.Z), BLOCK):
            part = slice(low, low + BLOCK)
            B = self.sums(part, E)
            Z = self.Z[part]  # a view: written in place
            np.copyto(Z, self.Z0[part])
            gemm(-self.step, self.K, (B * self.a[part, None]).T, beta=1.0, c=Z.T, overwrite_c=True)
            gap = np.einsum("ri,ri->r", B, self.Z0[part] - Z)
            self.moved[part] = np.sqrt(np.abs(self.step * self.a[part] * gap))
            row, column = np.nonzero((Z >= 0) != self.S[part])
            flips.append((row + low, column, Z[row, column]))
        return self.flip(*(np.concatenate(parts) for parts in zip(*flips)), E)

    def look(self, rows: Array, columns: Array, E: Array) -> Array:
        """The same for some entries only, one inner product each; the others are known not to
        flip.
        """
        values = np.empty(len(rows), dtype=self.Z.dtype)
        order = np.argsort(rows, kind="stable")
        touched, starts = np.unique(rows[order], return_index=True)
        ends = np.append(starts[1:], len(rows))
        left, right = (np.empty((SOME, len(self.K)), dtype=self.Z.dtype) for _ in range(2))
        for low in range(0, len(touched), SOME):
            high = min(low + SOME, len(touched))
            B, entries = self.sums(touched[low:high], E), order[starts[low] : ends[high - 1]]
            place = np.repeat(np.arange(high - low), ends[low:high] - starts[low:high])
            for first in range(0, len(entries), SOME):
                some = entries[first : first + SOME]
                x, z = left[: len(some)], right[: len(some)]
                np.take(B, place[first : first + SOME], axis=0, out=x, mode="clip")
                np.take(self.K, columns[some], axis=0, out=z, mode="clip")
                values[some] = np.einsum("ti,ti->t", x, z)
        values = self.Z0[rows, columns] - self.step * self.a[rows] * values
        turned = np.flatnonzero((values >= 0) != self.S[rows, columns])
        return self.flip(rows[turned], columns[turned], values[turned], E)

    def sums(self, rows: Any, E: Array) -> Array:
        """B of some rows."""
        B = self.C[rows].copy() if isinstance(rows, slice) else self.C[rows]
        return np.add(B, E.astype(B.dtype), out=B, where=self.S[rows])

    def distance(self, rows: Array, E: Array) -> float:
        """The largest |w_r - w_r(0)| among these rows."""
        B = self.sums(rows, E)
        return self.step * float(np.sqrt(np.einsum("ri,ri->r", B @ self.K, B).max()))

    def flip(self, rows: Array, columns: Array, values: Array, E: Array) -> Array:
        """Turn these entries over; sum_r a_r (S' - S)_ri Z_ri/sqrt(m), which the linear step of u
        leaves out.
        """
        from scipy.sparse import csr_array

        n, m = len(self.K), len(self.a)
        if not len(rows):
            return np.zeros(n)
        sign = np.where(self.S[rows, columns], -1.0, 1.0)
        touched, place = np.unique(rows, return_inverse=True)
        before = self.S[touched].astype(float)
        self.C[rows, columns] -= sign * E[columns]
        self.S[rows, columns] = sign > 0
        change = csr_array((sign, (columns, place)), shape=(n, len(touched)))
        M = change @ ((before + self.S[touched]) / 2)  # S'^T S' - S^T S = M + M^T
        self.counts += M + M.T
        self.changes += int(
            np.sum(np.where(self.S[rows, columns] != self.first[rows, columns], 1, -1))
        )
        return np.bincount(columns, sign * self.a[rows] * values, minlength=n) / np.sqrt(m)


def descend(
    K: Array,
    y: Array,
    Z0: Array,
    a: Array,
    eta: float,
    steps: int,
    *,
    grams: Sequence[int] = (),
    dtype: Any = np.float64,
) -> Descent:
    """`steps` steps of gradient descent from W(0) X^T = Z0. Ends early, with `done` short of
    `steps`, once the loss is not finite.

    A preactivation is computed only when it may matter. From a refresh of all of them at iteration
    l on, entry (r, i) moves by at most eta m^{-1/2} |K_i| |E(k) - E(l)|, E the running sum of the
    residuals; while that is below |Z_ri(l)| its pattern stands, and u(k+1) = u(k) - eta H(k) e(k)
    needs no preactivation; a flip adds m^{-1/2} a_r (S' - S)_ri Z_ri(k+1). The largest distance is
    found the same way. Nothing is approximated: the results differ from those of `direct` by
    rounding only.
    """
    m, n = Z0.shape
    step, tiny = float(eta / np.sqrt(m)), 64 * float(np.finfo(dtype).eps)
    neurons = _Neurons(K, Z0, a, step, dtype)
    # |X|: |w_r(k) - w_r(l)| <= step |X| |E(k) - E(l)|
    spread = float(np.sqrt(np.linalg.eigvalsh(K)[-1]))
    E, since = np.zeros(n), np.zeros(n)  # the running sum, and that of the last refresh
    # entries that may flip soon, by increasing |Z_ri|/|K_i|
    watched, slack = np.zeros(0, dtype=int), np.zeros(0)
    # beyond `widest` more entries would have to be watched
    limit, widest = max(SHARE * m * n, 1), 0.0
    u = (a @ np.maximum(Z0, 0)) / np.sqrt(m)
    out = Descent(
        np.zeros(steps + 1), np.zeros(steps + 1), np.zeros(steps + 1), neurons.Z, neurons.C, u
    )
    for k in range(steps + 1):
        e = out.u - y
        out.loss[k] = 0.5 * float(e @ e)
        if k in grams:
            out.grams[k] = K * (neurons.counts / m)
        if k == steps or not np.isfinite(out.loss[k]):
            break
        E = E + e
        linear = out.u - eta * ((K * neurons.counts) @ e) / m
        path = step * float(np.linalg.norm(E - since)) * (1 + tiny) + tiny
        farthest = neurons.moved.max() - spread * path
        rows = np.flatnonzero(neurons.moved + spread * path >= farthest)
        if path >= widest or len(rows) > SHARE * m:
            extra, since = neurons.refresh(E), E
            out.products, out.moved[k + 1] = out.products + 1, neurons.moved.max()
            slack, watched, widest = _closest(neurons, limit)
        else:
            chosen = watched[: np.searchsorted(slack, path, side="right")]
            extra = neurons.look(chosen // n, chosen % n, E)
            out.moved[k + 1] = neurons.distance(rows, E)
            out.products += (len(chosen) / n + len(rows)) / m
        out.u, out.done = linear + extra, k + 1
        out.changed[k + 1] = neurons.changes / (m * n)
    neurons.refresh(E)
    out.B = neurons.sums(slice(None), E)
    return out


def _closest(neurons: _Neurons, limit: float) -> tuple[Array, Array, float]:
    """The `limit` entries nearest to a flip, nearest first: their |Z_ri|/|K_i|, their places, and
    the largest of these ratios.
    """
    ratio = np.abs(neurons.Z / neurons.reach).ravel()
    size = min(int(limit), len(ratio) - 1)
    if size < 1:
        return np.zeros(0), np.zeros(0, dtype=int), 0.0
    places = np.argpartition(ratio, size)[:size]
    places = places[np.argsort(ratio[places])]
    return ratio[places].astype(float), places, float(ratio[places[-1]])


def plain(
    K: Array,
    y: Array,
    Z0: Array,
    a: Array,
    eta: float,
    steps: int,
    *,
    grams: Sequence[int] = (),
    dtype: Any = np.float64,
) -> Descent:
    """`descend` with every preactivation computed at every step: faster below about 10^5 of them,
    and the check of the other.
    """
    (m, n), step = Z0.shape, float(eta / np.sqrt(len(Z0)))
    K, Z0, signs = K.astype(dtype), Z0.astype(dtype), a[:, None].astype(dtype)
    # B carries its sign here
    Z, B, first, part = Z0.copy(), np.zeros_like(Z0), Z0 >= 0, np.zeros_like(Z0)
    out = Descent(np.zeros(steps + 1), np.zeros(steps + 1), np.zeros(steps + 1), Z, B, np.zeros(n))
    for k in range(steps + 1):
        S = Z >= 0
        out.u = (a @ np.maximum(Z, 0, out=part)).astype(float) / np.sqrt(m)
        e = out.u - y
        out.loss[k] = 0.5 * float(e @ e)
        out.changed[k] = np.count_nonzero(first != S) / (m * n)
        np.subtract(Z0, Z, out=part)
        out.moved[k] = np.sqrt(step * np.abs(np.einsum("ri,ri->r", B, part)).max())
        out.done = k
        if k in grams:
            counts = S.astype(np.float64)
            out.grams[k] = K * (counts.T @ counts / m)
        if k == steps or not np.isfinite(out.loss[k]):
            break
        np.multiply(signs, e.astype(dtype), out=part)
        part *= S
        B += part
        np.matmul(B, K, out=part)
        part *= -step
        np.add(Z0, part, out=Z)
    out.B, out.products = signs * B, float(out.done)
    return out


def run(setting: Setting, *, grams: Sequence[int] = ()) -> Descent:
    """One run of the experiment."""
    X, y = inputs(setting)
    W, a = weights(setting)
    with np.errstate(over="ignore", invalid="ignore"):  # a diverging run is data
        engine = plain if setting.m * setting.n <= 100_000 else descend
        return engine(
            X @ X.T,
            y,
            W @ X.T,
            a,
            setting.eta,
            setting.steps,
            grams=grams,
            dtype=np.dtype(setting.dtype),
        )


def direct(
    X: Array, y: Array, W: Array, a: Array, eta: float, steps: int
) -> tuple[Array, Array, Array]:
    """The same descent on the weights themselves, as one would write it: the outputs at every
    iteration, the last weights, max moves.
    """
    first, scale, history, moved = W, 1 / np.sqrt(len(W)), [], []
    for k in range(steps + 1):
        Z = W @ X.T
        history.append(scale * (a @ np.maximum(Z, 0)))
        moved.append(float(np.linalg.norm(W - first, axis=1).max()))
        if k < steps:
            W = W - eta * scale * ((a[:, None] * (Z >= 0)) * (history[-1] - y)) @ X
    return np.array(history), W, np.array(moved)
