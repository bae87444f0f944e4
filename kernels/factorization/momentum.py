"""Heavy-ball momentum x_{t+1} = x_t - eta grad f(x_t) + mu (x_t - x_{t-1}), x_{-1} = x_0, on
reduced dynamics.

A reduction to scalars survives momentum when every scalar is a coordinate along a fixed direction.
So it is for the rank-1
factorization: the parts of u and v orthogonal to u* and v* stay multiples of what they were at the
start, and alpha_perp, beta_perp become signed coordinates along them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy

from ..engine import plans
from ..engine.drive import run
from ..engine.laws import chi, normal
from ..engine.recurrence import Recurrence, final, first_time, largest
from . import rank_one

mu = sympy.Symbol("mu", real=True)


def heavy_ball(step: Mapping[Any, Any]) -> dict[Any, Any]:
    """The step of gradient descent with the momentum term added; the states before it are called
    `<name>_before`.
    """
    before = {symbol: sympy.Symbol(f"{symbol.name}_before", real=True) for symbol in step}
    moved = {symbol: value + mu * (symbol - before[symbol]) for symbol, value in step.items()}
    return moved | {old: symbol for symbol, old in before.items()}


RANK_ONE = rank_one.DEFAULTS | {"mu": 0.5}


@cache
def rank_one_recurrence() -> Recurrence:
    """Heavy ball on the rank-1 factorization; stops when ||u v^T - M||_F <= eps sigma."""
    plain = rank_one.recurrence()
    step = heavy_ball(rank_one.STEP)
    first = {symbol: plain.start[symbol] for symbol in rank_one.STEP}
    alpha, alpha_perp, beta, beta_perp = rank_one.STATE
    return Recurrence(
        "rank-1 factorization with momentum",
        step=step,
        start=first | dict(zip(list(step)[4:], first.values())),
        parameters=(*plain.parameters, mu),
        stop=plain.stop,
        record={
            "T1": first_time(alpha**2 + beta**2 >= rank_one.sigma / 2),
            "product_high": largest(alpha * beta),
            "xi_high": largest(rank_one.XI),
            "imbalance_high": largest(sympy.Abs(alpha**2 + alpha_perp**2 - beta**2 - beta_perp**2)),
            "residual": final(sympy.sqrt(rank_one.RESIDUAL2)),
        },
        starting_draws=plain.starting_draws,
    )


@plans.runs(lambda _: rank_one_recurrence())
def rank_one_batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: ||u v^T - M||_F <= eps sigma within the horizon. Parameters: those of
    `rank_one.batch` and mu.
    """
    own = plans.settings("rank-1 momentum", RANK_ONE, parameters)
    given = rank_one.settings({key: value for key, value in own.items() if key != "mu"})
    numbers = {name: given[name] for name in ("sigma", "d", "d2", "scale", "eps")} | {
        "mu": own["mu"]
    }
    numbers["eta"] = given["c_step"] / given["sigma"]
    result = run(rank_one_recurrence(), count, given["horizon"], numbers, first, seed, backend)
    return result | {
        "success": ((result["stopped"] == 1) & (result["diverged"] == 0)).astype(np.int8)
    }


SADDLE = {
    "d": 10,
    "L": 1.0,
    "gamma": 0.1,
    "eta": 0.5,
    "mu": 0.9,
    "scale": 1e-6,
    "exit": 1.0,
    "horizon": 10_000,
}


@cache
def saddle_recurrence() -> Recurrence:
    """Heavy ball on f = (L/2)||x||^2 - (gamma/2) y^2 from scale * N(0, I_d); stops when |y| >=
    exit.
    """
    x, y = sympy.symbols("stable unstable", real=True)
    eta, L, gamma, scale, d, out = sympy.symbols("eta L gamma scale d exit", real=True)
    z, c = sympy.symbols("z c", real=True)
    step = heavy_ball({x: (1 - eta * L) * x, y: (1 + eta * gamma) * y})
    return Recurrence(
        "quadratic saddle with momentum",
        step=step,
        start=dict(zip(step, (scale * c, scale * z, scale * c, scale * z))),
        parameters=(eta, L, gamma, scale, d, out, mu),
        stop=sympy.Abs(y) >= out,
        record={"stable_high": largest(sympy.Abs(x))},
        starting_draws={z: normal(), c: chi(d - 1)},
    )


@plans.runs(lambda _: saddle_recurrence())
def saddle_batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: the saddle is left within the horizon; `steps` is the escape time. Parameters: see
    `SADDLE`.
    """
    given = plans.settings(
        "saddle momentum", SADDLE, parameters, positive=("d", "L", "gamma", "eta", "scale", "exit")
    )
    horizon = given.pop("horizon")
    result = run(saddle_recurrence(), count, horizon, given, first, seed, backend)
    return result | {
        "success": ((result["stopped"] == 1) & (result["diverged"] == 0)).astype(np.int8)
    }
