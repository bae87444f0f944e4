"""Stochastic gradient descent on one convolutional filter, inputs drawn inside the kernel, one
fresh input a step.

    f(w, Z) = (1/k) sum_i relu(w.Z_i),   w' = w - eta (f(w, Z) - f(w*, Z)) (1/k) sum_i Z_i 1{w.Z_i >
    0},   |w*| = 1.

In the plane the state is (along, across), the coordinates of w along w* and orthogonal to it. A law
that is symmetric about w* in R^p needs the same two numbers for every p: across is then the norm of
the orthogonal part, and one normal or chi variable stands for all other coordinates of the input.
Sines and cosines are Taylor polynomials at angles of at most pi/4, doubled once or twice (error
about 1e-15), so that every backend gives the same bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import inf
from typing import Any

import numpy as np
import sympy

from ..engine.drive import run
from ..engine.errors import KernelError
from ..engine.laws import chi, normal, truncated_normal, uniform
from ..engine.recurrence import Recurrence, first_time
from .arcs import Cone, Mixture, Rotational, Truncated
from .laws import Patches
from .moments import InputLaw

along, across = STATE = sympy.symbols("along across", real=True)
eta, eps, along_0, across_0, sigma, sigma_2, p = sympy.symbols(
    "eta eps along_0 across_0 sigma sigma_2 p", real=True
)
RUN = (eta, eps, along_0, across_0)
DISTANCE = (along - 1) ** 2 + across**2  # |w - w*|^2
ZERO, HALF = sympy.Integer(0), sympy.Rational(1, 2)


def polynomials(x: Any) -> tuple[Any, Any]:
    """(cos x, sin x) for |x| <= pi/4 by their Taylor polynomials of degree 16 and 17, in Horner
    form.
    """
    square = x**2
    cosine = sine = sympy.Integer(0)
    for n in range(8, -1, -1):
        cosine = (-1) ** n * sympy.Rational(1, sympy.factorial(2 * n)) + square * cosine
        sine = (-1) ** n * sympy.Rational(1, sympy.factorial(2 * n + 1)) + square * sine
    return cosine, x * sine


def circle(angle: Any, doublings: int) -> tuple[Any, Any]:
    """(cos angle, sin angle) for |angle| <= 2^doublings pi/4."""
    cos, sin = polynomials(angle / 2**doublings)
    for _ in range(doublings):
        cos, sin = 1 - 2 * sin**2, 2 * sin * cos
    return cos, sin


def rotate(x: tuple[Any, Any], y: tuple[Any, Any]) -> tuple[Any, Any]:
    """The product of two unit complex numbers."""
    return x[0] * y[0] - x[1] * y[1], x[0] * y[1] + x[1] * y[0]


def relu(x: Any) -> Any:
    return sympy.Max(x, 0)


def active(condition: Any, value: Any) -> Any:
    return sympy.Piecewise((value, condition > 0), (ZERO, True))


def _recurrence(
    name: str, step: Mapping[Any, Any], draws: Mapping[Any, Any], parameters: tuple[Any, ...]
) -> Recurrence:
    return Recurrence(
        name,
        step=step,
        start={along: along_0, across: across_0},
        parameters=(*RUN, *parameters),
        record={"hit": first_time(eps**2 >= DISTANCE)},
        draws=draws,
    )


def _step(patches: list[tuple[Any, Any]]) -> dict[Any, Any]:
    """One step in the plane on one input with these patches."""
    k = len(patches)
    own = [along * x + across * y for x, y in patches]
    gap = sum(relu(a) for a in own) - sum(relu(x) for x, _ in patches)
    size = eta * gap / k**2
    return {
        along: along - size * sum(active(a, x) for a, (x, _) in zip(own, patches)),
        across: across - size * sum(active(a, y) for a, (_, y) in zip(own, patches)),
    }


@cache
def rotational(unit: bool = False) -> Recurrence:
    """One patch N(0, I_p), or uniform on the unit sphere, for every p >= 2: across >= 0 is the norm
    of the orthogonal part.
    """
    z, y, rest = sympy.symbols("z y rest", real=True)
    own = along * z + across * y
    scale = 1 / (z**2 + y**2 + rest**2) if unit else 1
    size = active(own, eta * scale * (own - relu(z)))
    step = {
        along: along - size * z,
        across: sympy.sqrt((across - size * y) ** 2 + (size * rest) ** 2),
    }
    return _recurrence(
        "filter, sphere" if unit else "filter, Gaussian",
        step,
        {z: normal(), y: normal(), rest: chi(p - 2)},
        (p,),
    )


@cache
def around(kind: str, coupling: str = "equal", k: int = 1) -> Recurrence:
    """Patches in the plane with angles around w* and -w*: kind "flat" (sigma = inf), "mixture",
    "truncated" or "cone" (p >= 3, k = 1).

    equal: one patch; iid: k independent ones; close: one angle, k patches rotated by truncated
    normal angles.
    """
    draws: dict[Any, Any] = {}
    edge = sympy.pi / 2

    def letter(name: str, law: Any) -> Any:
        symbol = sympy.Symbol(name, real=True)
        draws[symbol] = law
        return symbol

    def angle(i: int) -> tuple[Any, Any]:
        if kind == "flat":
            s = sympy.pi * (letter(f"s{i}", uniform()) - HALF)
        else:
            s = sigma * letter(f"s{i}", truncated_normal(-edge / sigma, edge / sigma))
        if kind == "truncated":
            far = (
                sigma * letter(f"far{i}", truncated_normal(edge / sigma, 3 * edge / sigma))
                - sympy.pi
            )
            pick = (1 + sympy.sign(letter(f"b{i}", uniform()) - HALF)) * HALF
            return circle(s + (far - s) * pick, 1)
        sign = sympy.sign(letter(f"b{i}", uniform()) - HALF)
        cos, sin = circle(s, 1)
        return sign * cos, sign * sin

    name = f"filter, {kind}" + (f", {k} {coupling}" if k > 1 else "")
    parameters: tuple[Any, ...] = () if kind == "flat" else (sigma,)
    if kind == "cone":
        cos, sin = angle(0)
        y, rest = letter("y", normal()), letter("rest", chi(p - 2))
        norm = sympy.sqrt(y**2 + rest**2)
        own = along * cos + across * sin * y / norm
        size = active(own, eta * (own - relu(cos)))
        step = {
            along: along - size * cos,
            across: sympy.sqrt(
                (across - size * sin * y / norm) ** 2 + (size * sin * rest / norm) ** 2
            ),
        }
        return _recurrence(name, step, draws, (*parameters, p))
    if coupling == "iid":
        patches = [angle(i) for i in range(k)]
    elif coupling == "close":
        first = angle(0)
        parameters = (*parameters, sigma_2)
        turns = [
            sigma_2 * letter(f"turn{i}", truncated_normal(-2 * edge / sigma_2, 2 * edge / sigma_2))
            for i in range(k)
        ]
        patches = [rotate(first, circle(delta, 2)) for delta in turns]
    else:
        patches = [angle(0)]
    return _recurrence(name, _step(patches), draws, parameters)


LARGEST_K = 16  # patches up to which a recurrence is made; its text grows with k


def recurrence_of(law: InputLaw) -> tuple[Recurrence, dict[str, float]] | None:
    """The recurrence of a law and the parameters that belong to the law; None where inputs have to
    be drawn outside the kernel.
    """
    if not isinstance(law, Patches) or (law.k > LARGEST_K and law.coupling != "equal"):
        return None
    patch, several = law.patch, law.k > 1 and law.coupling != "equal"
    if isinstance(patch, Rotational) and not several:
        return rotational(patch.unit), {"p": float(patch.p)}
    if isinstance(patch, Cone) and not several:
        return (
            (around("cone"), {"sigma": patch.sigma, "p": float(patch.p)})
            if patch.sigma < inf
            else None
        )
    if not isinstance(patch, Mixture | Truncated):
        return None
    # beyond, float64 gives the far piece no mass
    if isinstance(patch, Truncated) and not 0.05 <= patch.sigma < inf:
        return None
    kind = (
        "truncated" if isinstance(patch, Truncated) else "mixture" if patch.sigma < inf else "flat"
    )
    numbers = {} if patch.sigma == inf else {"sigma": patch.sigma}
    if not several:
        return around(kind), numbers
    extra = {"sigma_2": law.sigma_2} if law.coupling == "close" else {}
    return around(kind, law.coupling, law.k), numbers | extra


def simulate(
    law: InputLaw,
    *,
    start: tuple[float, float],
    step: float,
    horizon: int,
    count: int,
    reach: float = 0.0,
    marks: Any = (),
    seed: int = 0,
    first: int = 0,
    backend: str = "auto",
) -> dict[str, np.ndarray]:
    """`count` runs: along, across at the end, hit (first time with |w - w*| <= reach, -1: never)
    and, with `marks`, "distance" (marks, count).
    """
    made = recurrence_of(law)
    if made is None:
        raise KernelError(
            "this law has no sampler in the kernel; `filters_runs.simulate` draws its inputs "
            "outside"
        )
    recurrence, numbers = made
    given = {"eta": step, "eps": reach, "along_0": start[0], "across_0": start[1]} | numbers
    out = run(recurrence, count, horizon, given, first, seed, backend, snapshots=list(marks))
    if len(marks) > 0:
        x, y = out.pop("at").transpose(1, 0, 2)
        out["distance"] = np.hypot(x - 1, y)
    return out
