"""The second derivative along a line at 0: the derivative in t, at 0, of that in y at t."""

from __future__ import annotations

from typing import Any

from steepest.proofs.engine.theorems import conj, deriv, reals

y, t = reals("y t")


def slope(k: Any, same: Any, value: Any, *known: Any) -> Any:
    """The derivative in y at t is `value`: `same` says that the function is its right side, which
    the table of derivatives can read.
    """
    mean = deriv(y, same.sides[1], t)
    found = k.arith(mean == value, k.derivative(mean, *known), *known)
    near = conj(t - 1 < y, y < t + 1)
    return k.derivative_of_equal(k.for_all(k.discharge(same, near), y), found)


def second(k: Any, first: Any, value: Any, *known: Any) -> Any:
    """The second derivative is `value`: `first` says what the derivative in y at t is."""
    mean = deriv(t, first.sides[1], 0)
    found = k.arith(mean == value, k.derivative(mean, *known), *known)
    near = conj(-1 < t, t < 1)
    return k.derivative_of_equal(k.for_all(k.discharge(first, near), t), found)
