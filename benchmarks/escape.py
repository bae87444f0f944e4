"""The row "escape, d = 10": perturbed gradient descent over ten saddles, 20,000 runs from uniform
starts, until the last is left.

The perturbations are random, so ways are compared by the mean number of steps, in standard errors.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .rivals import Missing
from .rows import Answer, Row

D, TRIALS, L, GAMMA, TAU = 10, 20_000, 3.0, 1.0, float(np.e)
ETA, RADIUS, G_THRES, T_THRES = 1 / (4 * L), TAU / 100, GAMMA * TAU / 100, 1


def gradient(lib: Any, x: Any, where: Any) -> tuple[Any, Any]:
    """Gradient of the octopus at the columns of x (d, trials), and the region: the first coordinate
    below 2 tau (d: none).
    """
    a, place = abs(x), lib.arange(D)[:, None]
    low = a < 2 * TAU
    i = where(low.any(0), lib.argmax(low + 0, 0), D)
    before, at, next_ = place < i, place == i, place == i + 1
    size = lib.where(at, a, 0.0).sum(0)
    u = size / TAU - 1
    inside = u <= 0
    v2 = lib.where(next_, (a / TAU) ** 2, 0.0).sum(0)
    slope = TAU * (
        -2 * GAMMA * (1 + u) + (10 * GAMMA - 14 * L) * u**2 + (10 * L - 6 * GAMMA) * u**3
    )
    slope = slope - TAU * 30 * (L + GAMMA) * u**2 * (1 - u) ** 2 * v2
    bend = where(inside, L, L - (L + GAMMA) * u**3 * (10 - 15 * u + 6 * u**2))
    own = where(inside, -2 * GAMMA * size, slope)
    g = lib.where(
        before, 2 * L * (a - 4 * TAU), lib.where(at, own, lib.where(next_, 2 * bend * a, 2 * L * a))
    )
    return g * lib.where(x < 0, -1.0, 1.0), i


def numpy_direct(threads: int) -> Any:
    def go() -> Answer:
        rng = np.random.default_rng(7)
        x, last, steps = rng.uniform(-1, 1, (D, TRIALS)), np.full(TRIALS, -T_THRES - 1), []
        for t in range(100_000):
            g, i = gradient(np, x, np.where)
            if (i == D).any():
                going = i < D
                steps += [t] * int((~going).sum())
                x, g, last = x[:, going], g[:, going], last[going]
                if not len(last):
                    break
            due = np.flatnonzero(((g * g).sum(0) <= G_THRES**2) & (t - last > T_THRES))
            if len(due):
                z = rng.standard_normal((D + 2, len(due)))
                x[:, due] += RADIUS * z[:D] / np.sqrt((z * z).sum(0))
                last[due] = t
                g[:, due] = gradient(np, x[:, due], np.where)[0]
            x = x - ETA * g
        return {"steps": np.array(steps, dtype=float)}

    return go


ROUND = 64


def jax_direct(threads: int) -> Any:
    """Rounds of 64 steps under jit, every run with a key of its own; runs that have ended are taken
    out between the rounds.
    """
    try:
        import jax
    except ImportError as error:
        raise Missing(f"{error}; install the extra bench") from None
    jax.config.update("jax_enable_x64", True)
    jnp: Any = jax.numpy

    @jax.jit
    def rounds(x, last, steps, key, t):
        def step(_, carry):
            x, last, steps, key, t = carry
            g, i = gradient(jnp, x, jnp.where)
            steps = jnp.where((steps < 0) & (i == D), t, steps)
            due = ((g * g).sum(0) <= G_THRES**2) & (t - last > T_THRES) & (steps < 0)
            key, own = jax.random.split(key)

            def kicked(_):
                z = jax.random.normal(own, (D + 2, x.shape[1]), dtype=jnp.float64)
                moved = jnp.where(due, x + RADIUS * z[:D] / jnp.sqrt((z * z).sum(0)), x)
                return moved, gradient(jnp, moved, jnp.where)[0]

            x, g = jax.lax.cond(due.any(), kicked, lambda _: (x, g), None)
            return jnp.where(steps < 0, x - ETA * g, x), jnp.where(due, t, last), steps, key, t + 1

        return jax.lax.fori_loop(0, ROUND, step, (x, last, steps, key, t))

    def go() -> Answer:
        rng = np.random.default_rng(7)
        x, last, steps = (
            jnp.asarray(rng.uniform(-1, 1, (D, TRIALS))),
            jnp.full(TRIALS, -T_THRES - 1),
            jnp.full(TRIALS, -1),
        )
        key, t, width, ended = jax.random.key(7), 0, TRIALS, []
        while True:
            x, last, steps, key, t = rounds(x, last, steps, key, t)
            told = np.asarray(steps)[:width]
            ended += told[told >= 0].tolist()
            left = np.flatnonzero(told < 0)
            if not len(left):
                return {"steps": np.array(ended, dtype=float)}
            wide = x.shape[1] if len(left) > x.shape[1] // 2 else x.shape[1] // 2
            spare = np.flatnonzero(told >= 0)[: wide - len(left)]
            taken = np.concatenate((left, spare, np.full(wide - len(left) - len(spare), left[0])))
            x, last, width = x[:, taken], last[taken], len(left)
            steps = jnp.where(jnp.arange(wide) < width, steps[taken], 0)

    return go


def ours(route: str) -> Any:
    def prepare(threads: int) -> Any:
        import os

        from steepest.kernels import KernelError, choose
        from steepest.kernels.saddles import pgd as saddles_pgd
        from steepest.kernels.saddles.setting import Setting

        os.environ["STEEPEST_THREADS"] = str(threads)
        setting = Setting.of({"d": D, "L": L})
        if route == "array program":
            return lambda: {
                "steps": saddles_pgd.simulate(0, TRIALS, setting, 7)["T"][-1].astype(float)
            }
        try:
            choose(route)
        except KernelError as reason:
            raise Missing(str(reason)) from None
        return lambda: {"steps": saddles_pgd.kernel_batch(0, TRIALS, setting, 7, route)["steps"]}

    return prepare


def compare(mine: Answer, wanted: Answer) -> str:
    a, b = mine["steps"], wanted["steps"]
    error = float(np.sqrt(a.var() / len(a) + b.var() / len(b)))
    return (
        f"{len(a):,} runs, mean {a.mean():.2f} steps, {(a.mean() - b.mean()) / error:+.1f} "
        f"standard errors"
    )


ROW = Row(
    "escape",
    "Escape, d = 10",
    "Perturbed gradient descent over ten saddles (L = 3, gamma = 1, tau = e, eta = 1/12), "
    "20,000 runs from uniform starts.",
    {
        "NumPy direct": numpy_direct,
        "steepest cpu": ours("cpu"),
        "steepest numpy, array program": ours("array program"),
        "steepest cuda": ours("cuda"),
        "JAX direct": jax_direct,
    },
    "NumPy direct",
    compare,
)
