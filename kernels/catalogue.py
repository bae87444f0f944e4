"""Every recurrence that comes with the package, with parameters at which it does something: what
the self-check runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.codegen.cfunctions import expm1, log1p

from .conv import scalars as conv
from .engine import laws
from .engine.program import Program
from .engine.recurrence import Recurrence, first_time, largest, smallest, total, value_at
from .factorization import momentum, rank_one, rank_r
from .filters import sgd as filters_sgd
from .saddles import kernel as saddles_kernel
from .saddles import quadratic as saddle
from .saddles import setting as saddles_setting


@dataclass(frozen=True)
class Entry:
    """A recurrence, the parameters of a short run, and its horizon."""

    build: Callable[[], Recurrence]
    parameters: Mapping[str, float]
    horizon: int

    def exact(self) -> bool:
        """Whether every backend must give the same bits (no sine or other library function in
        it).
        """
        program = Program(self.build())
        programs = [(program.tick.graph, program.tick.outputs), program.start, program.last]
        return all(graph.exact(outputs) for graph, outputs in programs)


def functions() -> Recurrence:
    """Every function that a kernel may call, and every kind of record."""
    x: Any
    y: Any
    x, y = sympy.symbols("x y", real=True)
    unequal: Any = sympy.Ne(x, y)
    half: Any = sympy.Rational(1, 2)
    wave = sympy.sin(x) * sympy.cos(y) + sympy.tan(x / 4) + sympy.atan2(y, 1 + x**2) + sympy.atan(x)
    arcs = sympy.acos(x / 8) - sympy.asin(y / 8) + sympy.acos(1 + x**2)
    hyperbolic = sympy.tanh(x) + sympy.sinh(y / 9) / sympy.cosh(y / 9)
    growth = sympy.log(1 + x**2) + sympy.exp(-(y**2)) + log1p(x**2) + expm1(-(x**2))
    kinks = (
        sympy.sign(x) * sympy.Min(sympy.Abs(y), 1) + sympy.Heaviside(y, half) - sympy.Max(x, y, -1)
    )
    branch = sympy.Piecewise(
        (x, sympy.And(x > y, y > 0)),
        (y**2, sympy.Or(unequal, x >= 1)),
        (sympy.sqrt(1 + y**2), True),
    )
    return Recurrence(
        "every function",
        step={x: (wave + kinks) / 3, y: (arcs + hyperbolic + growth + branch) / 9},
        start={x: sympy.Symbol("u", real=True), y: sympy.Symbol("v", real=True)},
        record={
            "high": largest(x),
            "low": smallest(y),
            "sum": total(x * y),
            "when": first_time(sympy.Not(x < y)),
            "fifth": value_at(5, x),
        },
        starting_draws={
            sympy.Symbol("u", real=True): laws.normal(),
            sympy.Symbol("v", real=True): laws.uniform(),
        },
    )


def every_draw() -> Recurrence:
    """Fresh draws of every law at every step."""
    a, b, c, d, k = sympy.symbols("a b c d k", real=True)
    u, z, w, f, g = sympy.symbols("u z w f g", real=True)
    return Recurrence(
        "every law",
        step={a: u, b: z, c: w, d: f - g},
        start={a: 0, b: 0, c: 0, d: 0},
        parameters=(k,),
        record={"sum": total(a + b + c), "spread": largest(d)},
        draws={
            u: laws.uniform(),
            z: laws.normal(),
            w: laws.truncated_normal(1, k),
            f: laws.chi(k),
            g: laws.chi(sympy.Rational(1, 2)),
        },
    )


def _numbers(settings: Mapping[str, Any]) -> dict[str, float]:
    return {name: value for name, value in settings.items() if name != "horizon"}


def _octopus(**changes: Any) -> dict[str, float]:
    """The numbers of a run of perturbed descent on the octopus."""
    setting = saddles_setting.Setting.of({"horizon": 1000} | changes)
    return {symbol.name: getattr(setting, symbol.name) for symbol in saddles_kernel.NUMBERS}


_FILTER = {"eta": 0.1, "eps": 0.5, "along_0": 0.4, "across_0": 0.6}

ENTRIES: dict[str, Entry] = {
    "every function": Entry(functions, {}, 8),
    "every law": Entry(every_draw, {"k": 9.0}, 20),
    "convolutional network": Entry(
        conv.recurrence, {"k": 20, "p": 10, "n": 1.2, "N": 1, "S": 2, "eta": 0.1, "size": 0.5}, 40
    ),
    "filter, Gaussian": Entry(filters_sgd.rotational, {**_FILTER, "p": 10}, 100),
    "filter, sphere": Entry(lambda: filters_sgd.rotational(True), {**_FILTER, "p": 3}, 100),
    "filter, mixture": Entry(lambda: filters_sgd.around("mixture"), {**_FILTER, "sigma": 0.7}, 100),
    "filter, flat": Entry(lambda: filters_sgd.around("flat"), _FILTER, 100),
    "filter, truncated": Entry(
        lambda: filters_sgd.around("truncated"), {**_FILTER, "sigma": 0.7}, 100
    ),
    "filter, cone": Entry(
        lambda: filters_sgd.around("cone"), {**_FILTER, "sigma": 0.7, "p": 5}, 100
    ),
    "filter, 2 iid": Entry(
        lambda: filters_sgd.around("mixture", "iid", 2), {**_FILTER, "sigma": 0.7}, 100
    ),
    "filter, 2 close": Entry(
        lambda: filters_sgd.around("mixture", "close", 2),
        {**_FILTER, "sigma": 1, "sigma_2": 0.1},
        100,
    ),
    "rank-1 scalars": Entry(
        rank_one.recurrence,
        {"eta": 0.1, "sigma": 1, "d": 1e6, "d2": 50, "scale": 1e-3, "eps": 1e-3},
        400,
    ),
    "rank-1 momentum": Entry(
        momentum.rank_one_recurrence,
        {"eta": 0.1, "sigma": 1, "d": 1e6, "d2": 50, "scale": 1e-3, "eps": 1e-3, "mu": 0.5},
        300,
    ),
    "saddle, perturbed": Entry(saddle.perturbed, _numbers(saddle.PERTURBED), 300),
    "saddle, log scale": Entry(saddle.plain, _numbers(saddle.PLAIN), 500),
    "octopus": Entry(lambda: saddles_kernel.recurrence(4), _octopus(d=4), 120),
    "octopus, stochastic heavy ball": Entry(
        lambda: saddles_kernel.recurrence(3, "gaussian", True, True),
        _octopus(d=3, noise="gaussian", momentum=0.5, sgd=0.1),
        100,
    ),
    "saddle momentum": Entry(momentum.saddle_recurrence, _numbers(momentum.SADDLE), 300),
} | {
    f"rank-{r}": Entry(
        lambda r=r: rank_r.recurrence(r),
        {"eta": 0.1, "decay": 0.1, "d1": 60, "d2": 1e5, "deviation": 1e-3, "eps": 1e-2}
        | {f"sigma{i}": 1 + i / r for i in range(r)},
        200,
    )
    for r in range(1, rank_r.LARGEST_RANK + 1)
}
