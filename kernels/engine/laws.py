"""Laws of the random draws of a recurrence.

A draw is a symbol with a law; its value is a function of (seed, stream, trial, place in the
recurrence) alone, so trial i is the same for every batch size, shard, backend and machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

CHI_BLOCKS = 16  # counter blocks set aside for one chi variable: 15 proposals and one boost


@dataclass(frozen=True)
class Law:
    """The name of a law and its arguments (expressions in the parameters and constants of the
    recurrence).
    """

    kind: str
    arguments: tuple[Any, ...] = ()

    @property
    def constants(self) -> int:
        """How many numbers the host hands to the kernel for this law."""
        return {"uniform": 0, "normal": 0, "truncated": 3, "chi": 1}[self.kind]


def uniform() -> Law:
    """Uniform on (0, 1): (k + 1/2)/2^52 with k uniform on 52 bits; never 0 or 1."""
    return Law("uniform")


def normal() -> Law:
    """Standard normal, by the inverse of its distribution function (Wichura 1988, AS 241)."""
    return Law("normal")


def truncated_normal(low: Any, high: Any) -> Law:
    """Standard normal given low <= z <= high."""
    return Law("truncated", (sympy.sympify(low), sympy.sympify(high)))


def chi(freedom: Any) -> Law:
    """The norm of a standard normal vector in R^freedom, for any freedom >= 0 up to 10^15
    (Marsaglia and Tsang 2000).
    """
    return Law("chi", (sympy.sympify(freedom),))


Draws = Mapping[sympy.Symbol, Law]


def sphere(
    name: str, dimension: int, extra: int = 0
) -> tuple[list[sympy.Expr], dict[sympy.Symbol, Law]]:
    """The coordinates of a uniform point on the unit sphere of R^dimension, and the draws they
    need: z/||z||.
    """
    letters = [sympy.Symbol(f"{name}{i}", real=True) for i in range(dimension + extra)]
    norm = sympy.sqrt(sympy.Add(*[z**2 for z in letters]))
    return [z / norm for z in letters[:dimension]], dict.fromkeys(letters, normal())


def ball(name: str, dimension: int) -> tuple[list[sympy.Expr], dict[sympy.Symbol, Law]]:
    """The coordinates of a uniform point in the unit ball of R^dimension, and the draws they need.

    The first n coordinates of a uniform point on the sphere of R^(n+2) are uniform in the ball of
    R^n, so no root is taken.
    """
    return sphere(name, dimension, extra=2)


def shadow(
    name: str, dimension: Any, shown: int
) -> tuple[list[sympy.Expr], sympy.Expr, dict[sympy.Symbol, Law]]:
    """A uniform point in the unit ball of R^dimension, dimension as large as you like, seen in
    `shown` coordinates.

    Returns these coordinates, the norm of all the others, and the draws; the cost does not depend
    on the dimension (dimension >= shown, and it may be a parameter of the recurrence).
    """
    letters = [sympy.Symbol(f"{name}{i}", real=True) for i in range(shown)]
    rest, lift = sympy.Symbol(f"{name}_rest", real=True), sympy.Symbol(f"{name}_lift", real=True)
    squares = sympy.Add(*[z**2 for z in letters]) + rest**2
    # -2 log(uniform) is chi-square with two degrees of freedom
    norm = sympy.sqrt(squares - 2 * sympy.log(lift))
    draws: dict[sympy.Symbol, Law] = dict.fromkeys(letters, normal())
    draws[rest] = chi(sympy.sympify(dimension) - shown)
    draws[lift] = uniform()
    return [z / norm for z in letters], rest / norm, draws
