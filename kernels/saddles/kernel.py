"""Perturbed gradient descent on the octopus as a recurrence: one description for every backend, d
coordinates a trial.

    y_j   x_j less its centre: 4 tau times its sign once saddle j is left, 0 before stage number of
    saddles left; the coordinate at work is y_stage, the next one enters the buffer's g_2 last  time
    of the last perturbation

The perturbation is drawn inside the kernel (uniform in the ball by d + 2 normals), only in the
steps that take one. The array program `pgd.simulate` has the same draws and serves as its
check; it has no bound on d.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy

from ..engine.laws import normal, uniform
from ..engine.recurrence import Recurrence, first_time, total
from .steps import bend, rise

# coordinates in one trial; beyond that the emitted text grows long and the array program is used
LARGEST = 32
L, gamma, tau, eta, radius, g_thres, t_thres, mu, sigma = NUMBERS = sympy.symbols(
    "L gamma tau eta radius g_thres t_thres momentum sgd", real=True
)
stage, last, time = sympy.symbols("stage last t", real=True)


def _pick(values: list[Any], place: Any) -> Any:
    """values[place] for a place that is a state variable; 0 beyond the end."""
    return sympy.Piecewise(
        *((value, sympy.Eq(place, j)) for j, value in enumerate(values)), (0, True)
    )


def _one_if(value: Any) -> Any:
    """1 where the value is at least 0, else 0. (A condition of a Piecewise may not hold another
    Piecewise; this may.)
    """
    return sympy.Heaviside(value, 1)


@cache
def recurrence(
    d: int, noise: str = "ball", momentum: bool = False, sgd: bool = False
) -> Recurrence:
    """Algorithm 2 on the octopus in d dimensions from a uniform start in [-1, 1]^d; stops in the
    final region.

    Records: T_1 and T_2 (first two saddles), kicks (perturbations), outside (iterates outside the
    domain).
    """
    y = sympy.symbols(f"y0:{d}", real=True)
    # x^(t) - x^(t-1), perturbations left out
    w = sympy.symbols(f"w0:{d}", real=True) if momentum else ()
    starting = sympy.symbols(f"u0:{d}", real=True)
    z = sympy.symbols(f"z0:{d + 2 if noise == 'ball' else d}", real=True) if noise != "none" else ()
    error = sympy.symbols(f"e0:{d}", real=True) if sgd else ()
    kappa, h, theta, scale, spread = sympy.symbols("kappa h theta scale spread", real=True)
    at_work, due, amount, a, b, size, u, v, inside, after, crossed, shrunk = sympy.symbols(
        "at_work due amount moved following size place height inside after crossed shrunk",
        real=True,
    )
    squares = sympy.Add(*(each**2 for each in y))
    gradient2 = 4 * L**2 * (squares - at_work**2) + 4 * gamma**2 * at_work**2
    rested = sympy.Piecewise((1, time - last > t_thres), (0, True))
    ready = (
        rested * _one_if(g_thres**2 - gradient2) * _one_if(tau - sympy.Abs(at_work))
        if z
        else sympy.Integer(0)
    )
    norm = sympy.sqrt(sympy.Add(*(each**2 for each in z))) if noise == "ball" else 1
    kicked = [each + amount * z[j] for j, each in enumerate(y)] if z else list(y)
    kick_at = (
        (amount * _pick(list(z[:d]), stage), amount * _pick(list(z[1:d]), stage)) if z else (0, 0)
    )
    curved = sympy.sign(a) * tau * (1 + u + h * rise(u, v, kappa))
    extra = [(mu * w[j] if momentum else 0) + (spread * error[j] if sgd else 0) for j in range(d)]
    derived: dict[Any, Any] = {
        at_work: _pick(list(y), stage),
        due: ready,
        amount: due * scale / norm,
        a: at_work + kick_at[0],
        b: _pick(list(y[1:]), stage) + kick_at[1],
        size: sympy.Abs(a),
        u: size / tau - 1,
        v: b / tau,
        inside: _one_if(tau - size),
        after: inside * a * (1 + h)
        + (1 - inside) * curved
        + (_pick(extra, stage) if momentum or sgd else 0),
        crossed: _one_if(sympy.Abs(after) - 2 * tau),
        shrunk: inside * (1 - theta) + (1 - inside) * (1 - h * bend(u, kappa)),
    }
    landed = after - crossed * 4 * tau * sympy.sign(after)
    step: dict[Any, Any] = {}
    for j, each in enumerate(kicked):
        factor = (
            sympy.Piecewise((shrunk, sympy.Eq(stage, j - 1)), (1 - theta, True)) if j else 1 - theta
        )
        step[y[j]] = sympy.Piecewise((landed, sympy.Eq(stage, j)), (each * factor + extra[j], True))
    step |= {stage: stage + crossed, last: last + due * (time - last)}
    for j, each in enumerate(w):
        step[each] = sympy.Piecewise((after, sympy.Eq(stage, j)), (step[y[j]], True)) - kicked[j]
    limits = [
        sympy.Piecewise((2 * tau, stage > j), (tau, stage < j), (6 * tau, True)) for j in range(d)
    ]
    beyond = sympy.Add(
        *(sympy.Heaviside(sympy.Abs(each) - limit, 0) for each, limit in zip(y, limits))
    )
    return Recurrence(
        f"perturbed descent on the octopus, d = {d}",
        step=step,
        start={
            **{each: 2 * draw - 1 for each, draw in zip(y, starting)},
            stage: 0,
            last: -t_thres - 1,
            **dict.fromkeys(w, 0),
        },
        parameters=NUMBERS,
        constants={
            kappa: L / gamma,
            h: 2 * eta * gamma,
            theta: 2 * eta * L,
            scale: radius / (sympy.sqrt(d + 2) if noise == "gaussian" else 1),
            spread: eta * sigma / sympy.sqrt(d),
        },
        derived=derived,
        stop=stage >= d,
        record={
            "T_1": first_time(stage >= 1),
            "T_2": first_time(stage >= 2),
            "kicks": total(due),
            "outside": total(sympy.Heaviside(beyond, 0)),
        },
        draws=dict.fromkeys((*z, *error), normal()),
        starting_draws=dict.fromkeys(starting, uniform()),
        draw_when=due > 0 if z and not sgd else None,
        time=time,
    )
