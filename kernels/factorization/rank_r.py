"""Gradient descent on f(U, V) = (1/2)||U V^T - M||_F^2 with M of rank r, as four r x r matrices,
and its trials.

Let M = Phi Sigma Psi^T (thin SVD), A = Phi^T U, B = Psi^T V, and P = U_perp^T U_perp, Q = V_perp^T
V_perp the Gram matrices of the parts orthogonal to Phi and Psi. With G_U = U^T U = A^T A + P and
G_V = V^T V = B^T B + Q the step is

    A' = A (I - eta G_V) + eta Sigma B        P' = (I - eta G_V) P (I - eta G_V)
    B' = B (I - eta G_U) + eta Sigma A        Q' = (I - eta G_U) Q (I - eta G_U)

and ||U V^T - M||_F^2 = ||A B^T - Sigma||_F^2 + tr(A^T A Q) + tr(B^T B P) + tr(P Q). The cost does
not depend on d1, d2. For U_0, V_0 with independent N(0, s^2) entries, A and B have such entries
too, and P, Q are Wishart matrices s^2 W_r(d - r), drawn exactly by Bartlett's decomposition.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy

from ..engine import plans
from ..engine.drive import run
from ..engine.errors import KernelError
from ..engine.laws import Law, chi, normal
from ..engine.recurrence import Recurrence, final, largest

LARGEST_RANK = 8
eta, t = sympy.symbols("eta t", real=True)

DEFAULTS: dict[str, Any] = {
    "r": 2,
    "d1": 100,
    "d2": None,  # None: the same
    "sigma": 1.0,  # the singular values of M: one number for all, or a list of r
    "deviation": 1e-3,  # of the entries of U_0 and V_0
    "eta": 0.1,  # the first step size
    "decay": 0.0,  # eta_t = eta/(t + 1)^decay
    "eps": 1e-3,  # stop when ||U V^T - M||_F <= eps
    "horizon": 2000,
}


@cache
def recurrence(r: int) -> Recurrence:
    """Keeps, over every t, what Lemma 3.1 of Du, Hu, Lee (2018) bounds: imbalance, increase of f,
    ||U||_F^2, ||V||_F^2.
    """
    matrices: Any = [sympy.MatrixSymbol(name, r, r) for name in "ABPQ"]
    A, B, P, Q = matrices
    G_U, G_V = A.T * A + P, B.T * B + Q
    sigmas = sympy.symbols(f"sigma0:{r}", real=True)
    d1, d2, deviation, decay, eps = sympy.symbols("d1 d2 deviation decay eps", real=True)
    f, f_before, rate = sympy.symbols("f f_before rate", real=True)
    Sigma, unit = sympy.ImmutableDenseMatrix(sympy.diag(*sigmas)), sympy.Identity(r)
    K_U, K_V = unit - rate * G_U, unit - rate * G_V
    miss: Any = A * B.T - Sigma
    gap = G_U - G_V
    square = (
        sympy.Trace(miss * miss.T)
        + sympy.Trace(A.T * A * Q)
        + sympy.Trace(B.T * B * P)
        + sympy.Trace(P * Q)
    )
    draws: dict[sympy.Symbol, Law] = {}

    def gaussian(name: str) -> sympy.Matrix:
        entries = sympy.symbols(f"{name}0:{r * r}", real=True)
        draws.update(dict.fromkeys(entries, normal()))
        return deviation * sympy.Matrix(r, r, entries)

    def wishart(name: str, freedom: Any) -> sympy.Matrix:
        below = {
            (i, j): sympy.Symbol(f"{name}{i}_{j}", real=True)
            for i in range(r)
            for j in range(i + 1)
        }
        draws.update({z: normal() for (i, j), z in below.items() if i > j})
        draws.update({below[i, i]: chi(freedom - i) for i in range(r)})
        root = sympy.Matrix(r, r, lambda i, j: below.get((i, j), 0))
        return deviation**2 * (root * root.T)

    start = {
        A: gaussian("a"),
        B: gaussian("b"),
        P: wishart("p", d1 - r),
        Q: wishart("q", d2 - r),
        f_before: sympy.Integer(10) ** 90,
    }
    return Recurrence(
        f"rank-{r} factorization",
        step={
            A: A * K_V + rate * Sigma * B,
            B: B * K_U + rate * Sigma * A,
            P: K_V * P * K_V,
            Q: K_U * Q * K_U,
            f_before: f,
        },
        start={
            symbol: value.as_immutable() if hasattr(value, "as_immutable") else value
            for symbol, value in start.items()
        },
        parameters=(eta, decay, d1, d2, deviation, eps, *sigmas),
        derived={f: square / 2, rate: eta * sympy.exp(-decay * sympy.log(t + 1))},
        stop=2 * f <= eps**2,
        record={
            "imbalance_high": largest(sympy.sqrt(sympy.Trace(gap * gap))),
            "rise_high": largest(f - f_before),
            "f_high": largest(f),
            "U2_high": largest(sympy.Trace(G_U)),
            "V2_high": largest(sympy.Trace(G_V)),
            "residual": final(sympy.sqrt(square)),
        },
        starting_draws=draws,
        time=t,
    )


@plans.runs(lambda parameters: recurrence(int(parameters.get("r", DEFAULTS["r"]))))
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Success: ||U V^T - M||_F <= eps within the horizon. Returns the records of `recurrence`, one
    number per trial.
    """
    given = plans.settings("rank-r", DEFAULTS, parameters, positive=("deviation", "eta", "eps"))
    r = given.pop("r")
    if not (isinstance(r, int) and 1 <= r <= LARGEST_RANK):
        raise KernelError(
            f"rank-r trials need an integer r from 1 to {LARGEST_RANK}; {r!r} was given"
        )
    given["d2"] = given["d1"] if given["d2"] is None else given["d2"]
    for name in ("d1", "d2"):
        plans.at_least("rank-r", name, given[name], 2 * r)
    sigma = given.pop("sigma")
    sigmas = list(sigma) if isinstance(sigma, list | tuple) else [sigma] * r
    if len(sigmas) != r:
        raise KernelError(
            f"rank-r trials need {r} singular values for r = {r}; {len(sigmas)} were given"
        )
    horizon = given.pop("horizon")
    numbers = given | {f"sigma{i}": value for i, value in enumerate(sigmas)}
    result = run(recurrence(r), count, horizon, numbers, first, seed, backend)
    for matrix in "ABPQ":
        del result[matrix]
    del result["f_before"]
    return result | {
        "success": ((result["stopped"] == 1) & (result["diverged"] == 0)).astype(np.int8)
    }
