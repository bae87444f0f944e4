"""One step of gradient descent on the octopus where it is not linear, written once for all
kernels.

Scaled by tau: kappa = L/gamma, h = 2 eta gamma. In the buffer |x_k| = tau (1 + u) and |x_{k+1}| =
tau v; the arguments may be floats, arrays, balls or SymPy symbols. That these are the steps of the
function of the thesis is the claim `saddle.kernel`.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def rise(u: Any, v: Any, kappa: Any) -> Any:
    """How far a step moves the coordinate in the buffer, in units of h tau."""
    slope = -2 + u * (-2 + u * (10 - 14 * kappa + u * (10 * kappa - 6)))
    return -slope / 2 + 15 * (kappa + 1) * (u * (1 - u)) ** 2 * v**2


def bend(u: Any, kappa: Any) -> Any:
    """g_2 over gamma: a step multiplies the next coordinate by 1 - h bend."""
    return kappa - (kappa + 1) * u**3 * (10 + u * (6 * u - 15))


def in_region(kappa: Any, h: Any) -> tuple[Any, Any]:
    """The factors of x_k and of x_{k+1} in A_k."""
    return 1 + h, 1 - kappa * h


@cache
def one_saddle() -> Any:
    """The steps as a recurrence: place = |x_k|/tau and height = |x_{k+1}|/tau until x_k is out.

    `exact.escape_times` takes these steps in balls, many of those in A_k at once.
    """
    import sympy

    from ..engine.recurrence import Recurrence, first_time

    place, height = sympy.symbols("place height", real=True)
    kappa, h, place_0, height_0 = sympy.symbols("kappa h place_0 height_0", real=True)
    inside, (grow, shrink) = place < 1, in_region(kappa, h)
    u = place - 1
    return Recurrence(
        "escape from one saddle, scaled",
        step={
            place: sympy.Piecewise(
                (grow * place, inside), (place + h * rise(u, height, kappa), True)
            ),
            height: height * sympy.Piecewise((shrink, inside), (1 - h * bend(u, kappa), True)),
        },
        start={place: place_0, height: height_0},
        parameters=(kappa, h, place_0, height_0),
        stop=place >= 2,
        record={"S": first_time(place >= 1), "T": first_time(place >= 2)},
    )
