"""Gradient descent on (1/2)||u v^T - sigma u* v*^T||_F^2 as four scalars, and its trials.

alpha = <u, u*>, alpha_perp = ||(I - u* u*^T) u||, beta and beta_perp likewise for v (||u*|| =
||v*|| = 1). Projecting the step u <- u - eta (u v^T - M) v, v <- v - eta (u v^T - M)^T u onto u*,
v* and their complements gives (Du, Hu, Lee 2018, eq. (23))

    alpha'      = (1 - eta (beta^2  + beta_perp^2))  alpha      + eta sigma beta
    beta'       = (1 - eta (alpha^2 + alpha_perp^2)) beta       + eta sigma alpha
    alpha_perp' = (1 - eta (beta^2  + beta_perp^2))  alpha_perp
    beta_perp'  = (1 - eta (alpha^2 + alpha_perp^2)) beta_perp

and ||u v^T - M||_F^2 = (alpha beta - sigma)^2 + alpha^2 beta_perp^2 + alpha_perp^2 beta^2 +
alpha_perp^2 beta_perp^2. For u_0 = scale * N(0, I_d) the four scalars are scale * (N(0,1),
chi_{d-1}, N(0,1), chi_{d-1}) exactly, so d may be 10^9.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy

from ..engine import plans
from ..engine.drive import run
from ..engine.errors import KernelError
from ..engine.laws import chi, normal
from ..engine.recurrence import Recurrence, final, first_time, largest, smallest

alpha, alpha_perp, beta, beta_perp = STATE = sympy.symbols(
    "alpha alpha_perp beta beta_perp", real=True
)
eta, sigma = sympy.symbols("eta sigma", real=True)

STEP = {
    alpha: (1 - eta * (beta**2 + beta_perp**2)) * alpha + eta * sigma * beta,
    alpha_perp: (1 - eta * (beta**2 + beta_perp**2)) * alpha_perp,
    beta: (1 - eta * (alpha**2 + alpha_perp**2)) * beta + eta * sigma * alpha,
    beta_perp: (1 - eta * (alpha**2 + alpha_perp**2)) * beta_perp,
}
RESIDUAL2 = (
    (alpha * beta - sigma) ** 2
    + alpha**2 * beta_perp**2
    + alpha_perp**2 * beta**2
    + alpha_perp**2 * beta_perp**2
)
XI = alpha_perp**2 + beta_perp**2

DEFAULTS: dict[str, Any] = {
    "d": 1000,
    "d2": None,  # the other size; None: the same
    "sigma": 1.0,
    "c_init": 0.01,
    "c_step": 0.1,
    "eps": 1e-3,
    # N(0, delta I): delta = c_init sqrt(sigma/d) is the "variance" or the "deviation"
    "reading": "variance",
    "c_0": 0.01,  # the claimed range of |alpha_t|/|beta_t|
    "C_0": 100.0,
    # steps after which a trial is censored; None: 100 + 20 log(d/eps)/log(1 + c_step/3)
    "horizon": None,
}


@cache
def recurrence() -> Recurrence:
    """Theorem 3.2's run: stop when ||u v^T - M||_F <= eps sigma; keep what the theorem and its two
    stages speak of.
    """
    d, d2, scale, eps = sympy.symbols("d d2 scale eps", real=True)
    draws = dict(
        zip(
            sympy.symbols("z_alpha z_beta c_alpha c_beta", real=True),
            (normal(), normal(), chi(d - 1), chi(d2 - 1)),
        )
    )
    z_alpha, z_beta, c_alpha, c_beta = draws
    reached = sympy.Symbol("T1", real=True)
    ratio, imbalance = sympy.symbols("ratio imbalance", real=True)
    low = sympy.Min(sympy.Abs(alpha), sympy.Abs(beta))
    return Recurrence(
        "rank-1 factorization",
        step=STEP,
        start={
            alpha: scale * z_alpha,
            alpha_perp: scale * c_alpha,
            beta: scale * z_beta,
            beta_perp: scale * c_beta,
        },
        parameters=(eta, sigma, d, d2, scale, eps),
        derived={
            ratio: sympy.Abs(alpha) / sympy.Abs(beta),
            imbalance: sympy.Abs(alpha**2 + alpha_perp**2 - beta**2 - beta_perp**2),
        },
        stop=sympy.Le(RESIDUAL2, (eps * sigma) ** 2),
        record={
            "ratio_low": smallest(ratio),
            "ratio_high": largest(ratio),
            "T1": first_time(alpha**2 + beta**2 >= sigma / 2),
            "low_after_T1": smallest(sympy.Piecewise((low, reached >= 0), (sympy.oo, True))),
            "product_high": largest(alpha * beta),
            "xi_high": largest(XI),
            "imbalance_high": largest(imbalance),
            "residual": final(sympy.sqrt(RESIDUAL2)),
        },
        starting_draws=draws,
    )


def settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's parameters with the defaults filled in, checked."""
    given = plans.settings(
        "rank-1", DEFAULTS, parameters, positive=("d", "sigma", "c_init", "c_step", "eps")
    )
    given["d2"] = given["d"] if given["d2"] is None else given["d2"]
    if given["reading"] not in ("variance", "deviation"):
        raise KernelError(f"reading={given['reading']!r} was given; choose variance or deviation")
    size = max(given["d"], given["d2"])
    if given["horizon"] is None:
        given["horizon"] = 100 + math.ceil(
            20 * math.log(size / min(given["eps"], 0.5)) / math.log1p(given["c_step"] / 3)
        )
    delta = given["c_init"] * math.sqrt(given["sigma"] / size)
    given["scale"] = math.sqrt(delta) if given["reading"] == "variance" else delta
    return given


@plans.runs(lambda _: recurrence())
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Trials of Theorem 3.2. Success: eps is reached within the horizon and c_0 <=
    |alpha_t|/|beta_t| <= C_0 at every t.

    Also returned, one number per trial: `steps` (iterations to eps), `T1` (-1: never), `ratio_low`,
    `ratio_high`, `low_after_T1` = min over t >= T1 of min(|alpha|, |beta|), `product_high`,
    `xi_high`, `imbalance_high`, `residual`, the final scalars, and `alpha_0`, `beta_0`,
    `alpha_perp_0`, `beta_perp_0`. Parameters: see `DEFAULTS`.
    """
    given = settings(parameters)
    numbers = {name: given[name] for name in ("sigma", "d", "d2", "scale", "eps")} | {
        "eta": given["c_step"] / given["sigma"]
    }
    result = run(
        recurrence(), count, given["horizon"], numbers, first, seed, backend, snapshots=(0,)
    )
    beginning = result.pop("at")[0]
    result |= {f"{symbol.name}_0": beginning[row] for row, symbol in enumerate(STATE)}
    within = (result["ratio_low"] >= given["c_0"]) & (result["ratio_high"] <= given["C_0"])
    result["success"] = ((result["stopped"] == 1) & (result["diverged"] == 0) & within).astype(
        np.int8
    )
    return result
