"""The ways to run the problem. Each is a function prepare(threads) -> run(first, steps) -> array of
shape (5, trials).

A way that cannot run here raises `Missing` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .problem import ETA, NAMES, SIGMA, plain, recurrence

Run = Callable[[np.ndarray, int], np.ndarray]


class Missing(Exception):
    """This way cannot run here; the message says why."""


def ours(backend: str, mode: str = "exact") -> Callable[[int], Run]:
    def prepare(threads: int) -> Run:
        import os

        from steepest.kernels import KernelError, choose, run

        os.environ["STEEPEST_THREADS"] = str(threads)
        try:
            choose(backend)
        except KernelError as reason:
            raise Missing(str(reason)) from None
        description, parameters = recurrence(), {"eta": ETA, "sigma": SIGMA}

        def go(first: np.ndarray, steps: int) -> np.ndarray:
            start = dict(zip(NAMES, first))
            got = run(
                description,
                count=first.shape[1],
                horizon=steps,
                parameters=parameters,
                start=start,
                backend=backend,
                mode=mode,
            )
            return np.stack([got[name] for name in (*NAMES, "largest")])

        return go

    return prepare


def numpy_plain(threads: int) -> Run:
    return plain


def numba_prange(threads: int) -> Run:
    try:
        import numba
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    numba.set_num_threads(min(threads, numba.config.NUMBA_NUM_THREADS))

    @numba.njit(parallel=True)
    def loop(first, steps):
        out = np.empty((5, first.shape[1]))
        signal = ETA * SIGMA
        for i in numba.prange(first.shape[1]):
            a, ap, b, bp = first[0, i], first[1, i], first[2, i], first[3, i]
            largest = -np.inf
            for _ in range(steps):
                u, v = a * a + ap * ap, b * b + bp * bp
                largest = max(largest, abs(v - u))
                left, right = 1.0 - ETA * v, 1.0 - ETA * u
                a, ap, b, bp = signal * b + left * a, left * ap, signal * a + right * b, right * bp
            largest = max(largest, abs(b * b + bp * bp - (a * a + ap * ap)))
            out[0, i], out[1, i], out[2, i], out[3, i], out[4, i] = a, ap, b, bp, largest
        return out

    return loop


def jax_scan(threads: int) -> Run:
    try:
        import jax
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    jax.config.update("jax_enable_x64", True)
    jnp, signal = jax.numpy, ETA * SIGMA

    def imbalance(state):
        a, ap, b, bp = state
        return jnp.abs(b * b + bp * bp - (a * a + ap * ap))

    def one(start, steps):
        def step(carry, _):
            (a, ap, b, bp), largest = carry
            u, v = a * a + ap * ap, b * b + bp * bp
            left, right = 1.0 - ETA * v, 1.0 - ETA * u
            state = (signal * b + left * a, left * ap, signal * a + right * b, right * bp)
            return (state, jnp.maximum(largest, jnp.abs(v - u))), None

        (state, largest), _ = jax.lax.scan(step, (tuple(start), -jnp.inf), None, length=steps)
        return jnp.stack([*state, jnp.maximum(largest, imbalance(state))])

    compiled = jax.jit(jax.vmap(one, in_axes=(1, None), out_axes=1), static_argnums=1)
    return lambda first, steps: np.asarray(compiled(first, steps).block_until_ready())


def _torch(threads: int):
    try:
        import torch
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    torch.set_num_threads(threads)
    return torch


def _torch_step(torch, state, largest):
    a, ap, b, bp = state
    signal = ETA * SIGMA
    u, v = a * a + ap * ap, b * b + bp * bp
    largest = torch.maximum(largest, (v - u).abs())
    left, right = 1.0 - ETA * v, 1.0 - ETA * u
    return (signal * b + left * a, left * ap, signal * a + right * b, right * bp), largest


def _torch_end(torch, state, largest) -> np.ndarray:
    a, ap, b, bp = state
    largest = torch.maximum(largest, (b * b + bp * bp - (a * a + ap * ap)).abs())
    return torch.stack([*state, largest]).numpy()


def torch_eager(threads: int) -> Run:
    torch = _torch(threads)

    def go(first: np.ndarray, steps: int) -> np.ndarray:
        state, largest = (
            tuple(torch.from_numpy(first)),
            torch.full((first.shape[1],), -torch.inf, dtype=torch.float64),
        )
        with torch.no_grad():
            for _ in range(steps):
                state, largest = _torch_step(torch, state, largest)
        return _torch_end(torch, state, largest)

    return go


UNROLLED = 20


def torch_compiled(threads: int) -> Run:
    """torch.compile of 20 unrolled steps: fewer Python calls, and about a minute of compilation."""
    torch = _torch(threads)

    def many(state, largest):
        for _ in range(UNROLLED):
            state, largest = _torch_step(torch, state, largest)
        return state, largest

    compiled = torch.compile(many)

    def go(first: np.ndarray, steps: int) -> np.ndarray:
        if steps % UNROLLED:
            raise ValueError(f"{steps} steps are not a multiple of {UNROLLED}")
        state, largest = (
            tuple(torch.from_numpy(first)),
            torch.full((first.shape[1],), -torch.inf, dtype=torch.float64),
        )
        with torch.no_grad():
            for _ in range(steps // UNROLLED):
                state, largest = compiled(state, largest)
        return _torch_end(torch, state, largest)

    return go


WAYS: dict[str, Callable[[int], Run]] = {
    "NumPy, as written by hand": numpy_plain,
    "steepest numpy": ours("numpy"),
    "steepest cpu, exact": ours("cpu"),
    "steepest cpu, fast": ours("cpu", "fast"),
    "steepest cuda, exact": ours("cuda"),
    "Numba prange": numba_prange,
    "JAX jit(vmap(scan))": jax_scan,
    "PyTorch eager": torch_eager,
    "PyTorch compile, 20 steps unrolled": torch_compiled,
}
SLOW = {
    "NumPy, as written by hand",
    "steepest numpy",
    "PyTorch eager",
    "PyTorch compile, 20 steps unrolled",
}
REFERENCE, OURS = "NumPy, as written by hand", "steepest cpu, exact"
BEST_OF = ("Numba prange", "JAX jit(vmap(scan))")
