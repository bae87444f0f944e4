"""Random numbers and terms of certificates."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

from .good import goal, smt

Json = Any
X, Y = "x", "y"


def whole(source: Random, low: int = 1, high: int = 9) -> str:
    return str(source.randint(low, high))


def ratio(source: Random, low: int = 1, high: int = 9) -> str:
    return str(Fraction(source.randint(low, high), source.randint(1, 7)))


def square(term: Json) -> Json:
    return ["^", term, "2"]


def line(source: Random) -> Json:
    """a x + b y + c"""
    a, b, c = (str(source.randint(-5, 5)) for _ in range(3))
    return ["+", ["*", a, X], ["*", b, Y], c]


def sum_of_squares(source: Random) -> Json:
    return smt(goal("x y", [">=", ["+", square(line(source)), square(line(source))], "0"]))
