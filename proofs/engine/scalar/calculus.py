"""Derivatives of terms by the usual rules. Terms stay unsimplified apart from factors 0 and 1."""

from __future__ import annotations

from fractions import Fraction

from ..terms import Term, names
from .forms import ONE, ZERO

TWO = Fraction(2)


class NotSmooth(Exception):
    """abs, min or max of something that depends on the variable."""


def plus(*parts: Term) -> Term:
    kept = [part for part in parts if part != ZERO]
    return kept[0] if len(kept) == 1 else ("+", *kept) if kept else ZERO


def minus(a: Term, b: Term) -> Term:
    return a if b == ZERO else ("-", b) if a == ZERO else ("-", a, b)


def times(*parts: Term) -> Term:
    if ZERO in parts:
        return ZERO
    kept = [part for part in parts if part != ONE]
    return kept[0] if len(kept) == 1 else ("*", *kept) if kept else ONE


def over(a: Term, b: Term) -> Term:
    return ZERO if a == ZERO else a if b == ONE else ("/", a, b)


def power(t: Term, exponent: int) -> Term:
    return ONE if exponent == 0 else t if exponent == 1 else ("^", t, Fraction(exponent))


_OUTER = {
    "sqrt": lambda t: over(ONE, times(TWO, ("sqrt", t))),
    "exp": lambda t: ("exp", t),
    "log": lambda t: over(ONE, t),
    "sin": lambda t: ("cos", t),
    "cos": lambda t: ("-", ("sin", t)),
    "tan": lambda t: plus(ONE, power(("tan", t), 2)),
    "asin": lambda t: over(ONE, ("sqrt", minus(ONE, power(t, 2)))),
    "acos": lambda t: ("-", over(ONE, ("sqrt", minus(ONE, power(t, 2))))),
    "atan": lambda t: over(ONE, plus(ONE, power(t, 2))),
    "sinh": lambda t: ("cosh", t),
    "cosh": lambda t: ("sinh", t),
    "tanh": lambda t: minus(ONE, power(("tanh", t), 2)),
    "erf": lambda t: over(times(Fraction(2), ("exp", ("-", power(t, 2)))), ("sqrt", ("pi",))),
}


def derivative(term: Term, name: str) -> Term:
    """D term / D name. Raises NotSmooth."""
    if name not in names(term):
        return ZERO
    if isinstance(term, str):
        return ONE
    head, *parts = term
    if head == "+":
        return plus(*(derivative(part, name) for part in parts))
    if head == "-":
        first = derivative(parts[0], name)
        return minus(ZERO, first) if len(parts) == 1 else minus(first, derivative(parts[1], name))
    if head == "*":
        return plus(
            *(
                times(*parts[:i], derivative(part, name), *parts[i + 1 :])
                for i, part in enumerate(parts)
            )
        )
    if head == "/":
        top, bottom = parts
        above, below = derivative(top, name), derivative(bottom, name)
        if below == ZERO:
            return over(above, bottom)
        return over(minus(times(above, bottom), times(top, below)), power(bottom, 2))
    if head == "^":
        base, exponent = parts[0], int(parts[1])
        return (
            times(Fraction(exponent), power(base, exponent - 1), derivative(base, name))
            if exponent
            else ZERO
        )
    if head not in _OUTER:
        raise NotSmooth(f"{head} has corners")
    return times(_OUTER[head](parts[0]), derivative(parts[0], name))
