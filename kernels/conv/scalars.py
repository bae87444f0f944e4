"""Gradient descent on the two-layer convolutional network with weight normalisation, as five
scalars, and its trials.

f(Z, v, a) = sum_i a_i relu(Z_i . v / |v|), Gaussian patches, teacher (w*, a*); n = |w*|, N =
|a*|^2, S = 1.a*, r = S^2/N <= k. Write v = along w*/n + across (unit vector orthogonal to w*), and
gap = a - n a*. Gradient descent on the population loss (Du et al. 2018; thesis, Theorem 5.2) moves,
with phi = angle(v, w*), g = (pi - phi) cos phi + sin phi, V = |v|,

    u       = eta n x (pi - phi) / (2 pi V^2),        x = a.a* = n N + gap.a* along'  = along + u
    across^2 / V                  across' = |1 - u along / V| across sums'   = (1 - eta (k + pi -
    1)/(2 pi)) sums - (eta/(2 pi)) (pi - g) n S                sums  = 1.gap inner'  = (1 - eta (pi
    - 1)/(2 pi)) inner - (eta/(2 pi)) (S sums + (pi - g) n N)        inner = gap.a* rest'   = (1 -
    eta (pi - 1)/(2 pi)) rest          rest = norm of the part of gap orthogonal to 1 and a*

Nothing depends on p or on k-vectors. pi - g vanishes at phi = 0 and g at phi = pi; both are
computed without cancellation.

A trial ends inside one of two regions that a run never leaves (claims conv.region-global,
conv.region-spurious): in the first the angle never grows and x stays positive, in the second the
angle never shrinks and x stays negative.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy

from ..engine import plans
from ..engine.batches import collect
from ..engine.drive import run
from ..engine.errors import KernelError
from ..engine.laws import chi, normal, shadow
from ..engine.recurrence import Recurrence, final, first_time

along, across, sums, inner, rest = STATE = sympy.symbols("along across sums inner rest", real=True)
k, n, N, S, eta = PARAMETERS = sympy.symbols("k n N S eta", real=True)
pi = sympy.pi

V = sympy.sqrt(along**2 + across**2)
PHI, PSI = sympy.atan2(across, along), sympy.atan2(across, -along)  # psi = pi - phi
NEAR = sympy.Rational(1, 10)


def _sine_minus(angle: Any, cosine: Any, sine: Any) -> Any:
    """sin t - t cos t: by its series t^3/3 - t^5/30 + ... where the difference would cancel."""
    series = sum(
        (-1) ** (m + 1) * 2 * m * angle ** (2 * m + 1) / sympy.factorial(2 * m + 1)
        for m in range(1, 6)
    )
    return sympy.Piecewise((series, angle < NEAR), (sine - angle * cosine, True))


G = _sine_minus(PSI, -along / V, across / V)  # g = sin psi - psi cos psi
DEFICIT = sympy.Piecewise(  # pi - g
    (pi * across**2 / (V * (V + along)) - _sine_minus(PHI, along / V, across / V), along > 0),
    (pi - G, True),
)
X = n * N + inner
RATE_SUM, RATE = (k + pi - 1) / (2 * pi), (pi - 1) / (2 * pi)
U = eta * n * X * PSI / (2 * pi * V**2)

STEP = {
    along: along + U * across**2 / V,
    across: sympy.Abs(1 - U * along / V) * across,
    sums: (1 - eta * RATE_SUM) * sums - eta / (2 * pi) * DEFICIT * n * S,
    inner: (1 - eta * RATE) * inner - eta / (2 * pi) * (S * sums + DEFICIT * n * N),
    rest: (1 - eta * RATE) * rest,
}

# b = S (n S - 1.a); it relaxes towards LEVEL(g) = (pi - g) n S^2 / (k + pi - 1).
B = -S * sums
LEVEL = DEFICIT * n * S**2 / (k + pi - 1)
TOP = pi * n * S**2 / (k + pi - 1)
STEP_ALLOWED = sympy.Le(eta * (k + pi - 1), 2 * pi)
GLOBAL = sympy.And(
    X > 0,
    (G - 1) * n * N + sympy.Min(B, LEVEL) >= 0,
    eta * n * sympy.Max(X, n * N + sympy.Max(B, TOP) / (pi - 1)) <= 4 * V**2,
    STEP_ALLOWED,
)
SPURIOUS = sympy.And(
    X < 0,
    (G - 1) * n * N + sympy.Max(B, TOP) <= 0,
    eta * n * sympy.Max(-X, (n * N + sympy.Max(-B, 0)) / (pi - 1)) <= 4 * V**2,
    STEP_ALLOWED,
)

DEFAULTS: dict[str, Any] = {
    "k": 25,  # patches
    "p": 6,  # filter length
    "r": 4.0,  # (1.a*)^2/|a*|^2, at most k
    "n": 1.0,  # |w*|
    "norm2": 1.0,  # |a*|^2
    "eta": None,  # step size; None: half of 2 pi/(k + pi - 1)
    "radius": 1.0,  # a_0 uniform in the ball of radius `radius` |1.a*| n/sqrt k
    "horizon": 20_000,
}


def square(parameters: Mapping[str, Any], state: Mapping[str, np.ndarray]) -> np.ndarray:
    """|a - n a*|^2 from the scalars."""
    k, S, N = (parameters[name] for name in ("k", "S", "N"))
    spread = N - S**2 / k
    second = (state["inner"] - S / k * state["sums"]) ** 2 / spread if spread > 1e-12 * N else 0.0
    return state["sums"] ** 2 / k + second + state["rest"] ** 2


def deficit(angle: np.ndarray) -> np.ndarray:
    """pi - g(angle), accurate near 0 too."""
    sine_minus = np.where(
        angle < 0.1,
        angle**3 / 3 - angle**5 / 30 + angle**7 / 840,
        np.sin(angle) - angle * np.cos(angle),
    )
    return 2 * np.pi * np.sin(angle / 2) ** 2 - sine_minus


def loss(parameters: Mapping[str, Any], state: Mapping[str, np.ndarray]) -> np.ndarray:
    """The population loss: ((pi - 1)|gap|^2 + (1.gap)^2 + 2 n (pi - g) a.a*) / (4 pi)."""
    n, N = parameters["n"], parameters["N"]
    angle = np.arctan2(state["across"], state["along"])
    x = n * N + state["inner"]
    quadratic = (np.pi - 1) * square(parameters, state) + state["sums"] ** 2
    return (quadratic + 2 * n * deficit(angle) * x) / (4 * np.pi)


@cache
def recurrence(stops: bool = True) -> Recurrence:
    """The run from the random start of Theorem 5.4: v uniform on the sphere, a uniform in a ball of
    radius |1.a*| n / sqrt k.
    """
    p, size = sympy.symbols("p size", real=True)
    z, c = sympy.symbols("z c", real=True)
    (b1, b2), others, ball = shadow("a", k, 2)
    v = sympy.sqrt(z**2 + c**2)
    spread = sympy.sqrt(sympy.Max(N - S**2 / k, 0))
    return Recurrence(
        "convolutional network",
        step=STEP,
        start={
            along: z / v,
            across: c / v,
            sums: size * sympy.sqrt(k) * b1 - n * S,
            inner: size * (S / sympy.sqrt(k) * b1 + spread * b2) - n * N,
            rest: size * others,
        },
        parameters=(*PARAMETERS, p, size),
        stop=sympy.Or(GLOBAL, SPURIOUS) if stops else None,
        record={
            "reached_global": first_time(GLOBAL),
            "reached_spurious": first_time(SPURIOUS),
            "angle": final(PHI),
        },
        starting_draws={z: normal(), c: chi(p - 1), **ball},
    )


def settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The plan's parameters with the defaults filled in, checked; S = sqrt(r N) and the radius of
    the ball are added.
    """
    given = plans.settings(
        "conv", DEFAULTS, parameters, positive=("k", "p", "n", "norm2", "horizon")
    )
    plans.at_least("conv", "k", given["k"], 2)
    plans.at_least("conv", "p", given["p"], 2)
    if not 0 <= given["r"] <= given["k"]:
        raise KernelError(
            f"conv trials need 0 <= r <= k, for (1.a*)^2 <= k |a*|^2; r={given['r']}, "
            f"k={given['k']} were given"
        )
    if given["eta"] is None:
        given["eta"] = math.pi / (given["k"] + math.pi - 1)
    if not given["eta"] > 0 or not given["radius"] >= 0:
        raise KernelError(
            f"conv trials need eta > 0 and radius >= 0; eta={given['eta']}, "
            f"radius={given['radius']} were given"
        )
    given["N"] = given["norm2"]
    given["S"] = math.sqrt(given["r"] * given["N"])
    given["size"] = given["radius"] * given["S"] * given["n"] / math.sqrt(given["k"])
    return given


NUMBERS = ("k", "n", "N", "S", "eta", "p", "size")


@plans.runs(lambda _: recurrence())
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Trials of Table 5.1. Success: the run enters the region of the global minimum; a run in
    neither region is censored.

    Also returned: `spurious` (0/1), `steps`, `angle` and the scalars at the end. Parameters: see
    `DEFAULTS`.
    """
    given = settings(parameters)
    result = run(
        recurrence(),
        count,
        int(given["horizon"]),
        {name: float(given[name]) for name in NUMBERS},
        first,
        seed,
        backend,
    )
    result["success"] = (result["reached_global"] >= 0).astype(np.int8)
    result["spurious"] = (result["reached_spurious"] >= 0).astype(np.int8)
    return result


def predicted(k: float, r: float, p: int) -> float:
    """The success probability when the angle moves slowly (n^2 |a*|^2 -> 0): P(g(phi_0) > (1 - pi
    c)/(1 - c)), c = r/(k + pi - 1).

    Then 1.a and a.a* follow the angle, a.a* has the sign of (g - 1) + c (pi - g), and that sign is
    decided by the first angle. (1 + cos phi_0)/2 has the Beta((p-1)/2, (p-1)/2) law.
    """
    from scipy.optimize import brentq
    from scipy.stats import beta

    c = r / (k + math.pi - 1)
    level = (1 - math.pi * c) / (1 - c)
    if level <= 0:
        return 1.0
    angle = brentq(lambda t: (math.pi - t) * math.cos(t) + math.sin(t) - level, 0.0, math.pi)
    return float(beta.sf((1 + math.cos(angle)) / 2, (p - 1) / 2, (p - 1) / 2))


@plans.runs(lambda _: recurrence())
def spurious_batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """The trials of `batch`, counted the other way: success is to enter the region of the spurious
    minimum.
    """
    result = batch(first, count, parameters, seed, backend)
    result["success"], result["spurious"] = result["spurious"], result["success"]
    return result


TABLE_DEFAULTS: dict[str, Any] = {
    "cells": [],
    "starts": 5000,
    "tolerance": 0.03,
    "p": 6,
    "norm2": 0.2,
    "horizon": 200_000,
}


@plans.runs(lambda _: recurrence())
def table_batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Each trial measures one cell [k, r, probability] of `cells` (in turn) with `starts` runs of
    its own.

    Success: every run is decided and the measured probability is within `tolerance` of the stated
    one.
    """
    given = plans.settings(
        "conv table", TABLE_DEFAULTS, parameters, positive=("starts", "tolerance")
    )
    cells, starts = given["cells"], int(given["starts"])
    if not cells:
        raise KernelError("conv table trials need cells, a list of [k, r, probability]")
    rows = []
    for trial in range(first, first + count):
        k, r, stated = cells[trial % len(cells)]
        own = {
            "k": k,
            "r": float(r),
            "p": given["p"],
            "norm2": given["norm2"],
            "horizon": given["horizon"],
        }
        out = batch(trial * starts, starts, own, seed, backend)
        measured, decided = (
            float(out["success"].mean()),
            bool((out["success"] | out["spurious"]).all()),
        )
        within = decided and abs(measured - stated) <= given["tolerance"]
        rows.append(
            {
                "success": np.int8(within),
                "difference": measured - stated,
                "undecided": np.int8(not decided),
            }
        )
    return collect(rows)
