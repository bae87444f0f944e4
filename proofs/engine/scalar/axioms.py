"""Which elementary facts are worth telling z3 about the functions that occur in a goal.

`instances` is the short list that settles most goals; `extended` adds the relations of the closure
(addition formulas, products under logarithms) and facts about pairs and nested functions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..goal import Goal
from ..terms import Term
from . import powers
from .closure import Closure
from .facts import as_axioms, known, statement
from .floats import function
from .forms import functions, heads

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
    "erf": ("erf-bound", "erf-below"),
    "sinh": ("sinh-above",),
    "cosh": ("cosh-quadratic",),
}
_MONOTONE = ("exp", "log", "acos", "asin", "atan", "tanh", "sinh", "erf")


def instances(*terms: Term) -> list[tuple]:
    """Bounds for each function term, the order of any two of the same function, exact relations
    between them.
    """
    found: dict[tuple, None] = dict.fromkeys(powers.inequalities(*terms))
    most = MANY + len(found)
    present = [part for part in functions(*terms) if len(part) == 2]
    for part in present:
        for rule in _ALONE.get(part[0], ()):
            if known(rule):
                found[(rule, part[1])] = None
    for head in _MONOTONE:
        arguments = [part[1] for part in present if part[0] == head]
        for number, first in enumerate(arguments):
            for second in arguments[number + 1 :]:
                found |= {
                    (f"{head}-monotone", first, second): None,
                    (f"{head}-monotone", second, first): None,
                }
    angles = dict.fromkeys(part[1] for part in present if part[0] in ("sin", "cos", "tan"))
    for angle in angles:
        if {("sin", angle), ("cos", angle)} & set(present):
            found[("pythagoras", angle)] = None
        if ("tan", angle) in present:
            found[("tan-quotient", angle)] = None
    for part in present:
        inner = part[1]
        if isinstance(inner, tuple) and (part[0], inner[0]) in (
            ("exp", "log"),
            ("log", "exp"),
            ("cos", "acos"),
            ("sin", "asin"),
        ):
            found[(f"{part[0]}-{inner[0]}", inner[1])] = None
    return list(found)[:most]


def extended(goal: Goal) -> tuple[tuple, ...]:
    """The short list, and everything else that may link the functions of the goal."""
    closure = Closure(goal)
    found = dict.fromkeys((*instances(goal.claim, *goal.where), *related(goal, closure)))
    found |= dict.fromkeys((*powers.by_size(goal.claim, *goal.where), *_inverses(goal)))
    most = len(found)
    for basic in closure.basic:
        found |= dict.fromkeys(instances(basic))
    present = [part for part in functions(goal.claim, *goal.where) if len(part) == 2]
    links = [link for part in present for link in _linked(part, present)]
    linked = [*links, *_branches(present), *_products(goal, present), *_scaled_logs(present)]
    for rule, *terms in linked:
        if known(rule):
            found[(rule, *terms)] = None
    return tuple(list(found)[: 2 * MANY + most])


def _inverses(goal: Goal) -> list[tuple]:
    """exp against a logarithm that a hypothesis has, and log against an exponential."""
    found: list[tuple] = []
    for head, other in (("exp", "log"), ("log", "exp")):
        mine = [part[1] for part in functions(goal.claim) if part[0] == head]
        bounds = [part for part in functions(*goal.where) if part[0] == other]
        if len(mine) == 1 and len(bounds) == 1 and head not in heads(*goal.where):
            (t,), (u,) = mine, bounds
            monotone = f"{head}-monotone"
            found += [(monotone, t, u), (monotone, u, t), (f"{head}-{other}", u[1])]
    return found


def _agree(a: Any, b: Any, c: Any) -> bool:
    """a = b*c at the sample points, as far as floating point can tell."""
    import numpy as np

    with np.errstate(all="ignore"):
        gap = np.abs(a - b * c) / (1 + np.abs(a))
    return bool(np.isfinite(gap).any() and np.nanmax(gap) < 1e-12)


def related(goal: Goal, closure: Closure | None = None) -> tuple[tuple, ...]:
    """The exact relations between the functions of the goal."""
    return tuple(
        dict.fromkeys(
            each
            for instance in (closure or Closure(goal)).instances
            for each in as_axioms(instance)
        )
    )


def _branches(present: list[Term]) -> list[tuple]:
    """f(|t|), f(max(s, t)), ... equal f of the branch that is taken."""
    found: list[tuple] = []
    for head, t in present:
        if head not in ("abs", "sqrt") and isinstance(t, tuple) and t[0] in ("abs", "min", "max"):
            inner = (t[1], ("-", t[1])) if t[0] == "abs" else t[1:]
            found += [("congruence", (head, t), (head, branch)) for branch in inner]
    return found


def _products(goal: Goal, present: list[Term]) -> list[tuple]:
    """log a = log b + log c where a = b*c holds numerically (through relations between the
    functions in a, b, c).
    """
    import numpy as np

    arguments = [t for head, t in present if head == "log"]
    inside = [part for t in arguments for part in functions(t) if part[0] in ("exp", "abs", "sqrt")]
    others = list(
        dict.fromkeys(
            [*arguments, *inside, *(("exp", ("-", part[1])) for part in inside if part[0] == "exp")]
        )
    )
    if not arguments or len(arguments) * len(others) > 60:
        return []
    points = {
        name: np.array([0.31, 0.77, -0.59]) * (1 + i / 7) for i, name in enumerate(goal.variables)
    }
    values = {t: np.broadcast_to(function(t)(points), (3,)) for t in others}
    found: list[tuple] = []
    for i, b in enumerate(others):
        for c in others[i:]:
            for a in arguments:
                if a not in (b, c) and _agree(values[a], values[b], values[c]):
                    found += [
                        ("log-product", b, c),
                        ("congruence", ("log", ("*", b, c)), ("log", a)),
                    ]
                    found += [
                        ("log-exp", each[1])
                        for each in (b, c)
                        if isinstance(each, tuple) and each[0] == "exp"
                    ]
                    found += [("exp-inverse", each[1]) for each in inside if each[0] == "exp"]
    return found


def _scaled_logs(present: list[Term]) -> list[tuple]:
    """log k + log t = log(k t) against log exp u, for a number k and the exponentials in t."""
    logs = [t for head, t in present if head == "log"]
    found: list[tuple] = []
    for k in (t for t in logs if isinstance(t, Fraction) and t > 0):
        for t in logs:
            for part in functions(t):
                if part[0] == "exp":
                    product = ("*", k, t)
                    found += [("log-product", k, t), ("log-exp", part[1])]
                    found += [("log-monotone", part, product), ("log-monotone", product, part)]
    return found[:MANY]


def _linked(part: Term, present: list[Term]) -> list[tuple]:
    head, t = part
    if head == "sin":
        found = [("sin-odd", t, ("-", t)), ("sin-below", ("-", t)), ("sin-jordan", t)]
        return found + [
            ("sin-lipschitz", t, other[1])
            for other in present
            if other[0] == "sin" and other != part
        ]
    if head in ("tanh", "atan", "erf"):
        return [
            (f"{head}-lipschitz", t, other[1])
            for other in present
            if other[0] == head and other != part
        ]
    if head == "cos":
        return [
            ("cos-lipschitz", t, other[1])
            for other in present
            if other[0] == "cos" and other != part
        ]
    if head == "log":
        inside = [each for each in functions(t) if each[0] == "exp"]
        found = [("log-monotone", each, t) for each in inside] + [
            ("log-exp", each[1]) for each in inside
        ]
        return [*found, ("log-one", Fraction(1)), ("log-monotone", Fraction(1), t)]
    if head == "exp":
        inside = [each for each in functions(t) if each[0] == "log"]
        found = [("exp-monotone", each, t) for each in inside] + [
            ("exp-log", each[1]) for each in inside
        ]
        return [*found, ("exp-zero", Fraction(0)), ("exp-monotone", Fraction(0), t)]
    if head == "acos":
        half = Fraction(1, 2)
        return [
            ("acos-half", half),
            ("acos-monotone", t, half),
            ("acos-zero", Fraction(0)),
            ("acos-monotone", t, Fraction(0)),
        ]
    return []


__all__ = ["extended", "instances", "statement"]
