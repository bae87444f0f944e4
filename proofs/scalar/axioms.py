"""Elementary facts about exp, log, sin, cos, ... as statements about given terms, true wherever the terms are defined.

An instance is a tuple (rule, term, ...); `statement` spells it out. Each fact is a textbook inequality or functional
equation, valid for all real values of its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..terms import Term
from .forms import HALF_TURN, ONE, ZERO, functions

TWO, SIX, DAY = Fraction(2), Fraction(6), Fraction(24)
PI = ("pi",)


def _if(premise: Term, conclusion: Term) -> Term:
    return ("or", ("not", premise), conclusion)


def _iff(a: Term, b: Term) -> Term:
    return ("and", _if(a, b), _if(b, a))


def _square(t: Term) -> Term:
    return ("^", t, TWO)


def _within(low: Term, t: Term, high: Term) -> Term:
    return ("and", ("<=", low, t), ("<=", t, high))


RULES: dict[str, Callable[..., Term]] = {
    "exp-tangent": lambda t: (">=", ("exp", t), ("+", ONE, t)),
    "exp-positive": lambda t: (">", ("exp", t), ZERO),
    "exp-inverse": lambda t: ("==", ("*", ("exp", t), ("exp", ("-", t))), ONE),
    "exp-sum": lambda s, t: ("==", ("exp", ("+", s, t)), ("*", ("exp", s), ("exp", t))),
    "exp-monotone": lambda s, t: _iff(("<=", s, t), ("<=", ("exp", s), ("exp", t))),
    "exp-below": lambda t: _if(("<", t, ONE), ("<=", ("*", ("exp", t), ("-", ONE, t)), ONE)),
    "log-tangent": lambda t: _if((">", t, ZERO), ("<=", ("log", t), ("-", t, ONE))),
    "log-lower": lambda t: _if((">", t, ZERO), (">=", ("log", t), ("-", ONE, ("/", ONE, t)))),
    "log-monotone": lambda s, t: _if(("and", (">", s, ZERO), (">", t, ZERO)), _iff(("<=", s, t), ("<=", ("log", s), ("log", t)))),
    "log-product": lambda s, t: _if(
        ("and", (">", s, ZERO), (">", t, ZERO)), ("==", ("log", ("*", s, t)), ("+", ("log", s), ("log", t)))
    ),
    "exp-log": lambda t: _if((">", t, ZERO), ("==", ("exp", ("log", t)), t)),
    "log-exp": lambda t: ("==", ("log", ("exp", t)), t),
    "pythagoras": lambda t: ("==", ("+", _square(("sin", t)), _square(("cos", t))), ONE),
    "sin-bound": lambda t: _within(-ONE, ("sin", t), ONE),
    "cos-bound": lambda t: _within(-ONE, ("cos", t), ONE),
    "sin-below": lambda t: _if((">=", t, ZERO), ("<=", ("sin", t), t)),
    "sin-above": lambda t: _if((">=", t, ZERO), (">=", ("sin", t), ("-", t))),
    "sin-cubic": lambda t: _if((">=", t, ZERO), (">=", ("sin", t), ("-", t, ("/", ("^", t, Fraction(3)), SIX)))),
    "sin-sign": lambda t: _if(_within(ZERO, t, PI), (">=", ("sin", t), ZERO)),
    "cos-sign": lambda t: _if(_within(("-", HALF_TURN), t, HALF_TURN), (">=", ("cos", t), ZERO)),
    "cos-quadratic": lambda t: (">=", ("cos", t), ("-", ONE, ("/", _square(t), TWO))),
    "cos-quartic": lambda t: (
        "<=", ("cos", t), ("+", ONE, ("-", ("/", _square(t), TWO)), ("/", ("^", t, Fraction(4)), DAY))
    ),
    "acos-range": lambda t: _within(ZERO, ("acos", t), PI),
    "asin-range": lambda t: _within(("-", HALF_TURN), ("asin", t), HALF_TURN),
    "cos-acos": lambda t: ("==", ("cos", ("acos", t)), t),
    "sin-asin": lambda t: ("==", ("sin", ("asin", t)), t),
    "atan-range": lambda t: ("and", ("<", ("-", HALF_TURN), ("atan", t)), ("<", ("atan", t), HALF_TURN)),
    "atan-below": lambda t: _if((">=", t, ZERO), _within(ZERO, ("atan", t), t)),
    "tanh-bound": lambda t: ("and", ("<", -ONE, ("tanh", t)), ("<", ("tanh", t), ONE)),
    "tanh-below": lambda t: _if((">=", t, ZERO), _within(ZERO, ("tanh", t), t)),
    "sinh-exp": lambda t: ("==", ("sinh", t), ("/", ("-", ("exp", t), ("exp", ("-", t))), TWO)),
    "cosh-exp": lambda t: ("==", ("cosh", t), ("/", ("+", ("exp", t), ("exp", ("-", t))), TWO)),
    "tanh-exp": lambda t: (
        "==", ("*", ("tanh", t), ("+", ("exp", t), ("exp", ("-", t)))), ("-", ("exp", t), ("exp", ("-", t)))
    ),
    "tan-quotient": lambda t: ("==", ("*", ("tan", t), ("cos", t)), ("sin", t)),
}  # fmt: skip

_FOR_HEAD = {
    "exp": ("exp-positive", "exp-tangent", "exp-below"),
    "log": ("log-tangent", "log-lower"),
    "sin": ("pythagoras", "sin-below", "sin-cubic", "sin-sign"),
    "cos": ("pythagoras", "cos-quadratic", "cos-quartic", "cos-sign"),
    "acos": ("acos-range",),
    "asin": ("asin-range",),
    "atan": ("atan-range", "atan-below"),
    "tanh": ("tanh-bound", "tanh-below"),
    "sinh": ("sinh-exp",),
    "cosh": ("cosh-exp",),
    "tan": ("tan-quotient", "pythagoras"),
}


def statement(instance: tuple) -> Term:
    """The instance spelled out. Raises KeyError for an unknown rule."""
    return RULES[instance[0]](*instance[1:])


def instances(*terms: Term) -> list[tuple]:
    """The facts worth trying for the functions that occur."""
    found: dict[tuple, None] = {}
    present = functions(*terms)
    for part in present:
        for rule in _FOR_HEAD.get(part[0], ()):
            found[(rule, part[1])] = None
    for head in ("exp", "log"):
        arguments = [part[1] for part in present if part[0] == head]
        for number, first in enumerate(arguments):
            for second in arguments[number + 1 :]:
                found[(f"{head}-monotone", first, second)] = None
    for part in present:
        inner = part[1]
        if isinstance(inner, tuple) and (part[0], inner[0]) in (("exp", "log"), ("log", "exp"), ("cos", "acos"), ("sin", "asin")):
            found[(f"{part[0]}-{inner[0]}", inner[1])] = None
    return list(found)
