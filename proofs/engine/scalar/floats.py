"""Fast floating-point evaluation of terms on arrays of points, to propose candidates. Nothing is
concluded from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ..terms import Term

Points = Mapping[str, Any]  # name -> array


def _erf(x: Any) -> Any:
    from scipy.special import erf

    return erf(x)


def function(term: Term) -> Callable[[Points], Any]:
    """The term as a function of a dictionary of arrays; NaN where it is undefined."""
    import numpy as np

    table = {
        "sqrt": np.sqrt,
        "exp": np.exp,
        "log": np.log,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "erf": _erf,
        "abs": np.abs,
        "min": np.minimum,
        "max": np.maximum,
        "/": np.divide,
    }

    def at(points: Points, part: Term, known: dict) -> Any:
        if isinstance(part, Fraction):
            try:
                return float(part)
            except OverflowError:
                return float("inf") if part > 0 else float("-inf")
        if isinstance(part, str):
            return points[part]
        if part in known:
            return known[part]
        head = part[0]
        if head == "pi":
            result: Any = np.pi
        elif head == "E":
            result = np.e
        elif head == "^":
            result = np.asarray(at(points, part[1], known), dtype=float) ** float(part[2])
        else:
            inside = [at(points, each, known) for each in part[1:]]
            if head == "+":
                result = sum(inside[1:], inside[0])
            elif head == "-":
                result = -inside[0] if len(inside) == 1 else inside[0] - inside[1]
            elif head == "*":
                result = inside[0]
                for each in inside[1:]:
                    result = result * each
            elif head in ("power", "rpower"):
                base, exponent = (np.asarray(each, dtype=float) for each in inside)
                result = np.power(base, exponent)
                if head == "rpower":
                    outside = (base < 0) | ((base == 0) & (exponent <= 0))
                    result = np.where(outside, np.nan, result)
            else:
                result = table[head](*inside)
        known[part] = result
        return result

    def evaluate(points: Points) -> Any:
        with np.errstate(all="ignore"):
            return np.asarray(at(points, term, {}), dtype=float)

    return evaluate


def margin(statement: Term) -> Callable[[Points], Any]:
    """How comfortably a statement holds: positive where true, negative where false, NaN where
    undefined.

    Scaled by the sizes of the two sides, so that differences of magnitude do not hide a violation.
    """
    import numpy as np

    head = statement[0]
    if head in ("and", "or"):
        parts = [margin(part) for part in statement[1:]]
        combine = np.minimum if head == "and" else np.maximum
        return lambda points: combine.reduce([part(points) for part in parts])
    left, right = function(statement[1]), function(statement[2])

    def evaluate(points: Points) -> Any:
        with np.errstate(all="ignore"):
            a, b = left(points), right(points)
            gap = (b - a) / (np.abs(a) + np.abs(b) + 1e-300)
            if head in ("<=", "<"):
                return gap
            if head in (">=", ">"):
                return -gap
            return np.abs(gap) if head == "!=" else -np.abs(gap)

    return evaluate
