"""Escape from the quadratic saddle f(x, y) = (L/2)||x||^2 - (gamma/2) y^2, x in R^(d-1), y in R.

Gradient descent multiplies x by 1 - eta L and y by 1 + eta gamma. `perturbed` adds, as perturbed
gradient descent does (Jin, Ge, Netrapalli, Kakade, Jordan 2017), a uniform point of the ball of
radius r whenever the gradient is small and the last perturbation is more than t_thres steps old. By
rotational symmetry (||x||, y) is enough: a perturbation enters through its coordinate along x, its
coordinate along y and the norm of the rest, whose joint law is drawn exactly for any d. `plain`
keeps log|y|, so that starts as small as e^(-10^6) do not underflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import sympy

from ..engine import plans
from ..engine.drive import run
from ..engine.laws import normal, shadow
from ..engine.recurrence import Recurrence, final, largest, total

eta, L, gamma, d, out = sympy.symbols("eta L gamma d exit", real=True)
x, y = sympy.symbols("stable unstable", real=True)

PERTURBED = {
    "d": 10,
    "L": 1.0,
    "gamma": 0.1,
    "eta": 0.5,
    "radius": 1e-3,
    "g_thres": 1e-2,
    "t_thres": 20,
    "exit": 1.0,
    "stable_0": 0.0,
    "unstable_0": 0.0,
    "horizon": 10_000,
}
PLAIN = {"gamma": 0.1, "eta": 0.5, "exit": 1.0, "log_scale": -20.0, "horizon": 100_000}


@cache
def perturbed() -> Recurrence:
    """Perturbed gradient descent; stops when |y| >= exit; `kicks` counts the perturbations."""
    radius, g_thres, t_thres, x0, y0 = sympy.symbols(
        "radius g_thres t_thres stable_0 unstable_0", real=True
    )
    noise, t = sympy.symbols("noise_time t", real=True)  # time of the last perturbation
    along_x, along_y, across, kick = sympy.symbols("along_x along_y across kick", real=True)
    (first, second), rest, draws = shadow("z", d, 2)
    due = sympy.And(L**2 * x**2 + gamma**2 * y**2 <= g_thres**2, t - noise > t_thres)
    moved_x = sympy.sqrt((x + along_x) ** 2 + across**2)
    return Recurrence(
        "perturbed descent at a saddle",
        step={
            x: sympy.Abs(1 - eta * L) * moved_x,
            y: (1 + eta * gamma) * (y + along_y),
            noise: sympy.Piecewise((t, due), (noise, True)),
        },
        start={x: x0, y: y0, noise: -t_thres - 1},
        parameters=(eta, L, gamma, d, out, radius, g_thres, t_thres, x0, y0),
        derived={
            kick: sympy.Piecewise((radius, due), (0, True)),
            along_x: kick * first,
            along_y: kick * second,
            across: kick * rest,
        },
        stop=sympy.Abs(y) >= out,
        record={"kicks": total(sympy.Piecewise((1, due), (0, True))), "stable_high": largest(x)},
        draws=draws,
        draw_when=due,
        time=t,
    )


@plans.runs(lambda _: perturbed())
def batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Perturbed trials. Success: |y| reaches `exit` within the horizon; `steps` is the escape time.
    See `PERTURBED`.
    """
    given = plans.settings(
        "perturbed saddle", PERTURBED, parameters, positive=("L", "gamma", "eta", "radius", "exit")
    )
    plans.at_least("perturbed saddle", "d", given["d"], 2)
    horizon = given.pop("horizon")
    result = run(perturbed(), count, horizon, given, first, seed, backend)
    return result | {
        "success": ((result["stopped"] == 1) & (result["diverged"] == 0)).astype(np.int8)
    }


@cache
def plain() -> Recurrence:
    """Gradient descent from y_0 = e^log_scale * N(0, 1), in the coordinate log|y|."""
    log_y, z, log_scale, growth = sympy.symbols("log_unstable z log_scale growth", real=True)
    return Recurrence(
        "descent at a saddle, log scale",
        step={log_y: log_y + growth},
        start={log_y: log_scale + sympy.log(sympy.Abs(z))},
        parameters=(eta, gamma, out, log_scale),
        constants={growth: sympy.log(1 + eta * gamma)},
        stop=log_y >= sympy.log(out),
        record={"last_log": final(log_y)},
        starting_draws={z: normal()},
    )


@plans.runs(lambda _: plain())
def plain_batch(
    first: int, count: int, parameters: Mapping[str, Any], seed: int, backend: str
) -> dict[str, np.ndarray]:
    """Unperturbed trials. Success: |y| reaches `exit` within the horizon. Parameters: see
    `PLAIN`.
    """
    given = plans.settings("saddle", PLAIN, parameters, positive=("gamma", "eta", "exit"))
    horizon = given.pop("horizon")
    result = run(plain(), count, horizon, given, first, seed, backend)
    return result | {"success": result["stopped"].copy()}
