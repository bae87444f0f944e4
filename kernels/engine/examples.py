"""Recurrences that use every function, every draw and every kind of record: examples for the
self-check. Each subject adds its own in a module `examples`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.codegen.cfunctions import expm1, log1p

from . import laws
from .program import Program
from .recurrence import Recurrence, first_time, largest, smallest, total, value_at


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


def numbers(settings: Mapping[str, Any]) -> dict[str, float]:
    """The parameters among the settings of a run."""
    return {name: value for name, value in settings.items() if name != "horizon"}


EXAMPLES = {
    "every function": Entry(functions, {}, 8),
    "every law": Entry(every_draw, {"k": 9.0}, 20),
}
