"""Derivatives of scalar terms, and simultaneous substitution. Nothing is simplified except factors
0 and 1.
"""

from __future__ import annotations

from fractions import Fraction

from ...vocabulary import SteepestError
from ..terms import Term

ZERO, ONE, TWO = Fraction(0), Fraction(1), Fraction(2)


class NotDifferentiable(SteepestError):
    """abs, min, max and relu have no derivative at their corners."""

    def __init__(self, head: str):
        super().__init__(
            f"the derivative of {head} was asked for, which has none at its corner; state the "
            f"claim for one side of it, "
            "with relu(z) written as z or 0 and the condition in `where`"
        )


def substitute(tree: Term, values: dict[str, Term]) -> Term:
    """Replace names by trees, all at once; sizes and heads are left alone."""
    if isinstance(tree, str):
        return values.get(tree, tree)
    if isinstance(tree, tuple) and tree[0] not in ("I", "0"):
        return (tree[0], *(substitute(part, values) for part in tree[1:]))
    return tree


def plus(*parts: Term) -> Term:
    kept = [part for part in parts if part != ZERO]
    return ZERO if not kept else kept[0] if len(kept) == 1 else ("+", *kept)


def times(*parts: Term) -> Term:
    if ZERO in parts:
        return ZERO
    kept = [part for part in parts if part != ONE]
    return ONE if not kept else kept[0] if len(kept) == 1 else ("*", *kept)


def minus(a: Term) -> Term:
    return ZERO if a == ZERO else ("-", a)


def over(a: Term, b: Term) -> Term:
    return ZERO if a == ZERO else ("/", a, b)


def _square(a: Term) -> Term:
    return ("^", a, TWO)


_CHAIN = {
    "sqrt": lambda a: ("/", ONE, ("*", TWO, ("sqrt", a))),
    "exp": lambda a: ("exp", a),
    "log": lambda a: ("/", ONE, a),
    "sin": lambda a: ("cos", a),
    "cos": lambda a: ("-", ("sin", a)),
    "tan": lambda a: ("+", ONE, _square(("tan", a))),
    "asin": lambda a: ("/", ONE, ("sqrt", ("-", ONE, _square(a)))),
    "acos": lambda a: ("-", ("/", ONE, ("sqrt", ("-", ONE, _square(a))))),
    "atan": lambda a: ("/", ONE, ("+", ONE, _square(a))),
    "sinh": lambda a: ("cosh", a),
    "cosh": lambda a: ("sinh", a),
    "tanh": lambda a: ("-", ONE, _square(("tanh", a))),
    "erf": lambda a: ("/", ("*", TWO, ("exp", ("-", _square(a)))), ("sqrt", ("pi",))),
}


def derivative(term: Term, name: str) -> Term:
    """The partial derivative of a term by a name."""
    if isinstance(term, (str, Fraction)):
        return ONE if term == name else ZERO
    head, *parts = term
    if head == "^":
        exponent = parts[1]
        inner = derivative(parts[0], name)
        return (
            times(
                exponent,
                ONE
                if exponent == 1
                else parts[0]
                if exponent == 2
                else ("^", parts[0], exponent - 1),
                inner,
            )
            if exponent
            else ZERO
        )
    inner = [derivative(part, name) for part in parts]
    if all(part == ZERO for part in inner):
        return ZERO
    if head == "+":
        return plus(*inner)
    if head == "-":
        return (
            minus(inner[0])
            if len(parts) == 1
            else inner[0]
            if inner[1] == ZERO
            else plus(inner[0], minus(inner[1]))
        )
    if head == "*":
        return plus(*(times(*parts[:i], inner[i], *parts[i + 1 :]) for i in range(len(parts))))
    if head == "/":
        a, b = parts
        return plus(over(inner[0], b), minus(over(times(a, inner[1]), _square(b))))
    if head in ("power", "rpower"):  # of a positive base; an integer exponent is a constant
        base, exponent = parts
        lower = (head, base, ("-", exponent, ONE))
        grown = times(("*", term, ("log", base)), inner[1])
        return plus(times(exponent, lower, inner[0]), grown)
    if head not in _CHAIN:
        raise NotDifferentiable(head)
    return times(_CHAIN[head](parts[0]), inner[0])
