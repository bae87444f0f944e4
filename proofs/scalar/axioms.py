"""Which elementary facts are worth telling z3 about the functions that occur in a goal."""

from __future__ import annotations

from ..terms import Term
from .facts import known, statement
from .forms import functions

MANY = 48

_ALONE = {
    "exp": ("exp-positive", "exp-tangent", "exp-below", "exp-quadratic"),
    "log": ("log-tangent", "log-lower"),
    "sin": ("sin-bound", "sin-below", "sin-cubic", "sin-sign", "sin-positive"),
    "cos": ("cos-bound", "cos-quadratic", "cos-quartic", "cos-sign", "cos-positive"),
    "acos": ("acos-range",),
    "asin": ("asin-range", "asin-above"),
    "atan": ("atan-range", "atan-below"),
    "tan": ("tan-above",),
    "tanh": ("tanh-bound", "tanh-below"),
    "sinh": ("sinh-above",),
    "cosh": ("cosh-quadratic",),
}
_MONOTONE = ("exp", "log", "acos", "asin", "atan", "tanh", "sinh")


def instances(*terms: Term) -> list[tuple]:
    """Bounds for each function term, the order of any two of the same function, exact relations between them."""
    found: dict[tuple, None] = {}
    present = [part for part in functions(*terms) if len(part) == 2]
    for part in present:
        for rule in _ALONE.get(part[0], ()):
            if known(rule):
                found[(rule, part[1])] = None
    for head in _MONOTONE:
        arguments = [part[1] for part in present if part[0] == head]
        for number, first in enumerate(arguments):
            for second in arguments[number + 1 :]:
                found[(f"{head}-monotone", first, second)] = None
    angles = dict.fromkeys(part[1] for part in present if part[0] in ("sin", "cos", "tan"))
    for angle in angles:
        if {("sin", angle), ("cos", angle)} & set(present):
            found[("pythagoras", angle)] = None
        if ("tan", angle) in present:
            found[("tan-quotient", angle)] = None
    for part in present:
        inner = part[1]
        if isinstance(inner, tuple) and (part[0], inner[0]) in (("exp", "log"), ("log", "exp"), ("cos", "acos"), ("sin", "asin")):
            found[(f"{part[0]}-{inner[0]}", inner[1])] = None
    return list(found)[:MANY]


__all__ = ["instances", "statement"]
