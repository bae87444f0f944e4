"""The row "Table 5.1": gradient descent on the convolutional network from 5,000 starts in each of
the 36 cells, until classified.

Everybody gets the same first vectors (v in R^6, a in R^k) and stops by the same two regions.
"direct" runs the vectors themselves, as one would write it down; "reduced" runs the five scalars of
`steepest.kernels.conv.scalars`, to which the vectors are projected inside its time.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from .rivals import Missing
from .rows import Answer, Row

RATIOS, COUNTS = (0, 1, 4, 9, 16, 25), (25, 36, 49, 64, 81, 100)
P, NORM2, STARTS, HORIZON = 6, 0.2, 5_000, 200_000
GLOBAL, SPURIOUS, NEITHER = 1, 0, -1


@cache
def cell(k: int, r: int, starts: int = STARTS) -> dict[str, Any]:
    """a*, the first v and a (columns are starts), eta; |w*| = 1 and w* is the first unit vector."""
    rng = np.random.default_rng([k, r])
    S = math.sqrt(r * NORM2)
    rest = rng.standard_normal(k)
    rest -= rest.mean()
    spread = math.sqrt(max(NORM2 - S * S / k, 0.0))
    a_star = S / k + (spread / np.linalg.norm(rest)) * rest
    v = rng.standard_normal((P, starts))
    z = rng.standard_normal((k + 2, starts))
    size = S / math.sqrt(k)
    return {
        "k": k, "S": S, "eta": math.pi / (k + math.pi - 1), "a_star": a_star,
        "v": v / np.linalg.norm(v, axis=0), "a": size * z[:k] / np.linalg.norm(z, axis=0),
    }  # fmt: skip


def cells() -> list[dict[str, Any]]:
    return [cell(k, r) for k in COUNTS for r in RATIOS]


def regions(lib: Any, at: dict[str, Any], v2: Any, g: Any, x: Any, s: Any) -> tuple[Any, Any]:
    """Inside the region of the global minimum, inside that of the spurious one (proved never to be
    left).
    """
    K, S, eta, N = at["k"] + math.pi - 1, at["S"], at["eta"], NORM2
    b, level, top = S * (S - s), (math.pi - g) * S * S / K, math.pi * S * S / K
    high = (N + lib.clip(b, top, None) / (math.pi - 1)).clip(x, None)
    low = lib.clip((N + lib.clip(-b, 0.0, None)) / (math.pi - 1), -x, None)
    good = (x > 0) & ((g - 1) * N + lib.minimum(b, level) >= 0) & (eta * high <= 4 * v2)
    bad = (x < 0) & ((g - 1) * N + lib.clip(b, top, None) <= 0) & (eta * low <= 4 * v2)
    return good, bad


def direct(
    lib: Any, at: dict[str, Any], v: Any, a: Any, a_star: Any, found: Any, index: Any
) -> Any:
    """Gradient descent on the vectors with NumPy or PyTorch; runs that are classified are taken
    out.
    """
    S, eta = at["S"], at["eta"]
    for _ in range(HORIZON):
        v2 = (v * v).sum(0)
        length = lib.sqrt(v2)
        cosine = lib.clip(v[0] / length, -1.0, 1.0)
        phi = lib.arccos(cosine)
        g = (math.pi - phi) * cosine + lib.sin(phi)
        x, s = a_star @ a, a.sum(0)
        good, bad = regions(lib, at, v2, g, x, s)
        ended = good | bad
        if ended.any():
            found[index[good]], found[index[bad]] = GLOBAL, SPURIOUS
            going = ~ended
            v, a, index = v[:, going], a[:, going], index[going]
            if not len(index):
                break
            length, cosine, phi, g, x, s = (each[going] for each in (length, cosine, phi, g, x, s))
        push = eta * x * (math.pi - phi) / (2 * math.pi * length)
        moved = v - push * cosine / length * v
        moved[0] += push
        a = a - eta / (2 * math.pi) * ((s - S) + (math.pi - 1) * a - (g - 1) * a_star[:, None])
        v = moved
    return found


def numpy_direct(threads: int) -> Any:
    def go() -> Answer:
        kinds = [
            direct(
                np, at, at["v"], at["a"], at["a_star"], np.full(STARTS, NEITHER), np.arange(STARTS)
            )
            for at in cells()
        ]
        return {"kinds": np.array(kinds)}

    return go


def torch_direct(threads: int) -> Any:
    try:
        import torch
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    torch.set_num_threads(threads)

    def go() -> Answer:
        kinds = []
        with torch.no_grad():
            for at in cells():
                v, a, a_star = (torch.from_numpy(at[name]) for name in ("v", "a", "a_star"))
                found = torch.full((STARTS,), NEITHER)
                kinds.append(direct(torch, at, v, a, a_star, found, torch.arange(STARTS)).numpy())
        return {"kinds": np.array(kinds)}

    return go


ROUND = 64


def jax_direct(threads: int) -> Any:
    """Rounds of 64 steps under jit; between them the runs that are left move to the next smaller
    power of two.
    """
    try:
        import jax
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    jax.config.update("jax_enable_x64", True)
    jnp: Any = jax.numpy

    @jax.jit
    def rounds(v, a, kind, a_star, S, eta):
        at = {"k": a.shape[0], "S": S, "eta": eta}

        def step(_, carry):
            v, a, kind = carry
            v2 = (v * v).sum(0)
            length = jnp.sqrt(v2)
            cosine = jnp.clip(v[0] / length, -1.0, 1.0)
            phi = jnp.arccos(cosine)
            g = (math.pi - phi) * cosine + jnp.sin(phi)
            x, s = a_star @ a, a.sum(0)
            good, bad = regions(jnp, at, v2, g, x, s)
            kind = jnp.where(
                kind != NEITHER, kind, jnp.where(good, GLOBAL, jnp.where(bad, SPURIOUS, NEITHER))
            )
            push = eta * x * (math.pi - phi) / (2 * math.pi * length)
            moved = (v - push * cosine / length * v).at[0].add(push)
            a = a - eta / (2 * math.pi) * ((s - S) + (math.pi - 1) * a - (g - 1) * a_star[:, None])
            return moved, a, kind

        return jax.lax.fori_loop(0, ROUND, step, (v, a, kind))

    def one(at: dict[str, Any]) -> np.ndarray:
        v, a = jnp.asarray(at["v"]), jnp.asarray(at["a"])
        found, index, kind = np.full(STARTS, NEITHER), np.arange(STARTS), jnp.full(STARTS, NEITHER)
        for _ in range(HORIZON // ROUND):
            v, a, kind = rounds(v, a, kind, at["a_star"], at["S"], at["eta"])
            told = np.asarray(kind)[: len(index)]
            found[index] = told
            left = np.flatnonzero(told == NEITHER)
            if not len(left):
                break
            wide = 2 ** max(6, math.ceil(math.log2(len(left))))
            if wide < v.shape[1]:
                taken = np.concatenate((left, np.full(wide - len(left), left[0])))
                v, a, kind, index = v[:, taken], a[:, taken], kind[taken], index[left]
        return found

    return lambda: {"kinds": np.array([one(at) for at in cells()])}


def _scalars(at: dict[str, Any]) -> dict[str, np.ndarray]:
    """The five scalars of every start."""
    v, gap, k = at["v"], at["a"] - at["a_star"][:, None], at["k"]
    sums, inner = gap.sum(0), at["a_star"] @ gap
    squares = (gap * gap).sum(0) - sums**2 / k
    across = at["a_star"] - at["S"] / k
    size = float(across @ across)
    if size > 1e-12 * NORM2:
        squares = squares - (across @ gap) ** 2 / size
    rest = np.sqrt(np.maximum(squares, 0.0))
    return {
        "along": v[0],
        "across": np.sqrt((v[1:] ** 2).sum(0)),
        "sums": sums,
        "inner": inner,
        "rest": rest,
    }


def _kinds(out: dict[str, np.ndarray]) -> np.ndarray:
    return np.where(
        out["reached_global"] >= 0,
        GLOBAL,
        np.where(out["reached_spurious"] >= 0, SPURIOUS, NEITHER),
    )


def _ready(threads: int, backend: str) -> None:
    import os

    from steepest.kernels import KernelError, choose

    os.environ["STEEPEST_THREADS"] = str(threads)
    try:
        choose(backend)
    except KernelError as reason:
        raise Missing(str(reason)) from None


def reduced(threads: int) -> Any:
    from steepest.kernels import run
    from steepest.kernels.conv import scalars as conv

    _ready(threads, "cpu")

    def one(at: dict[str, Any]) -> np.ndarray:
        numbers = {
            "k": at["k"],
            "n": 1.0,
            "N": NORM2,
            "S": at["S"],
            "eta": at["eta"],
            "p": P,
            "size": 1.0,
        }
        return _kinds(
            run(
                conv.recurrence(),
                count=STARTS,
                horizon=HORIZON,
                parameters=numbers,
                start=_scalars(at),
                backend="cpu",
            )
        )

    return lambda: {"kinds": np.array([one(at) for at in cells()])}


@cache
def vectors(k: int) -> Any:
    """The same run on the vectors for our engine: v as six numbers, a as a k x 1 matrix; a* are
    parameters.
    """
    import sympy
    from steepest.kernels import Recurrence
    from steepest.kernels.engine.recurrence import first_time

    pi = sympy.pi
    v: Any = sympy.symbols(f"v0:{P}", real=True)
    a: Any = sympy.MatrixSymbol("a", k, 1)
    stars: Any = sympy.symbols(f"star0:{k}", real=True)
    S, eta, s, x, length, phi, g = sympy.symbols("S eta s x length phi g", real=True)
    K, N = k + pi - 1, sympy.Float(NORM2)
    b, level, top = S * (S - s), (pi - g) * S**2 / K, pi * S**2 / K
    good = sympy.And(
        x > 0,
        (g - 1) * N + sympy.Min(b, level) >= 0,
        eta * sympy.Max(x, N + sympy.Max(b, top) / (pi - 1)) <= 4 * length**2,
    )
    bad = sympy.And(
        x < 0,
        (g - 1) * N + sympy.Max(b, top) <= 0,
        eta * sympy.Max(-x, (N + sympy.Max(-b, 0)) / (pi - 1)) <= 4 * length**2,
    )
    push = eta * x * (pi - phi) / (2 * pi * length)
    force = sympy.ImmutableDenseMatrix(k, 1, [(s - S) - (g - 1) * star for star in stars])
    return Recurrence(
        f"convolutional network, vectors, k = {k}",
        step={
            **{
                each: each - push * v[0] * each / length**2 + (push if i == 0 else 0)
                for i, each in enumerate(v)
            },
            a: (1 - eta * (pi - 1) / (2 * pi)) * a - eta / (2 * pi) * force,
        },
        start={},
        parameters=(S, eta, *stars),
        derived={
            s: sympy.Trace(sympy.ImmutableDenseMatrix(1, k, [1] * k) * a),
            x: sympy.Trace(sympy.ImmutableDenseMatrix(1, k, list(stars)) * a),
            length: sympy.sqrt(sympy.Add(*(each**2 for each in v))),
            phi: sympy.atan2(sympy.sqrt(sympy.Add(*(each**2 for each in v[1:]))), v[0]),
            g: (pi - phi) * v[0] / length + sympy.sin(phi),
        },
        stop=sympy.Or(good, bad),
        record={"reached_global": first_time(good), "reached_spurious": first_time(bad)},
    )


def engine_direct(threads: int) -> Any:
    from steepest.kernels import run

    _ready(threads, "cpu")

    def one(at: dict[str, Any]) -> np.ndarray:
        numbers = {
            "S": at["S"],
            "eta": at["eta"],
            **{f"star{i}": value for i, value in enumerate(at["a_star"])},
        }
        start = {**{f"v{i}": row for i, row in enumerate(at["v"])}, "a": at["a"][:, None, :]}
        return _kinds(
            run(
                vectors(at["k"]),
                count=STARTS,
                horizon=HORIZON,
                parameters=numbers,
                start=start,
                backend="cpu",
            )
        )

    return lambda: {"kinds": np.array([one(at) for at in cells()])}


def compare(mine: Answer, wanted: Answer) -> str:
    different, open_ = (
        int((mine["kinds"] != wanted["kinds"]).sum()),
        int((mine["kinds"] == NEITHER).sum()),
    )
    return f"{different} of {wanted['kinds'].size:,} runs classified otherwise" + (
        f"; {open_} unclassified" if open_ else ""
    )


ROW = Row(
    "table-5.1",
    "Table 5.1",
    "36 cells, 5,000 starts each, p = 6, k = 25 to 100: gradient descent until an invariant "
    "region classifies the run.",
    {
        "NumPy direct": numpy_direct,
        "steepest cpu, reduced": reduced,
        "steepest cpu, direct": engine_direct,
        "JAX direct": jax_direct,
        "PyTorch direct": torch_direct,
    },
    "NumPy direct",
    compare,
    ("NumPy direct", "PyTorch direct"),
)
