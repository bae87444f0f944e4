"""Bounds of variables that the hypotheses imply without saying them: `abs(x) <= c`, `x**2 <= c`,
`x < y` with `y < b`, `s**2 + c**2 == 1`.

Interval propagation in floating point (HC4) proposes them; each is proved before it is used.
"""

from __future__ import annotations

import math
from fractions import Fraction

from ...goal import Goal
from ...terms import TURNED, Term, names
from ...work import Budget
from ..domain import box
from ..forms import ALGEBRAIC, conjuncts, heads, positive
from .settled import by_lemmas, settled
from .variables import Step

ROUNDS = 4
FAR = 1e6
Span = tuple[float, float]
EVERYTHING: Span = (-math.inf, math.inf)


def said(goal: Goal, budget: Budget) -> Step | None:
    """The goal with the implied bounds of its unbounded variables as hypotheses."""
    if goal.integers or not heads(goal.claim) - ALGEBRAIC:
        return None
    stated = box(goal)
    missing = [
        (name, side)
        for name in names(goal.claim)
        for side in ("low", "high")
        if getattr(stated[name], side) is None
    ]
    if not missing:
        return None
    spans = propagated(goal)
    lemmas: list[tuple[Goal, dict]] = []
    for name, side in missing:
        bound = _outward(spans[name], side)
        if bound is None:
            continue
        for head in (">", ">=") if side == "low" else ("<", "<="):
            one = Goal(goal.variables, goal.where, (head, name, bound))
            proof = settled(one, budget, facts=False)
            if proof is not None:
                lemmas.append((one, proof))
                break
    if not lemmas:
        return None
    wider = (*goal.where, *(one.claim for one, _ in lemmas))
    inner = Goal(goal.variables, wider, goal.claim)
    return [inner], lambda proofs: by_lemmas(goal, lemmas, proofs[0])


def _outward(span: Span, side: str) -> Fraction | None:
    """A short rational at or a little beyond the end; None for an end that is far away."""
    end = span[0] if side == "low" else span[1]
    if not abs(end) < FAR:
        return None
    near = Fraction(end).limit_denominator(64)
    if abs(float(near) - end) < 1e-9:
        return near
    step = Fraction(1, 64)
    return (Fraction(end) // step) * step if side == "low" else -((-Fraction(end)) // step) * step


def propagated(goal: Goal) -> dict[str, Span]:
    """Intervals that contain the domain, up to rounding."""
    spans = dict.fromkeys(goal.variables, EVERYTHING)
    relations = [
        one
        for part in goal.where
        for one in conjuncts(positive(part))
        if one[0] in (*TURNED, "==") and len(one) == 3
    ]
    for _ in range(ROUNDS):
        before = dict(spans)
        for head, left, right in relations:
            a, b = _value(left, spans), _value(right, spans)
            up, down = head in ("<=", "<", "=="), head in (">=", ">", "==")
            _narrow(left, (b[0] if down else -math.inf, b[1] if up else math.inf), spans)
            _narrow(right, (a[0] if up else -math.inf, a[1] if down else math.inf), spans)
        if spans == before:
            break
    return spans


def _value(term: Term, spans: dict[str, Span]) -> Span:
    if isinstance(term, Fraction):
        return float(term), float(term)
    if isinstance(term, str):
        return spans[term]
    head, *parts = term
    if head in ("pi", "E"):
        number = math.pi if head == "pi" else math.e
        return number, number
    if head == "^":
        return _power(_value(parts[0], spans), int(parts[1]))
    inside = [_value(part, spans) for part in parts]
    if head in ("+", "-"):
        total = inside[0] if len(inside) > 1 or head == "+" else _minus(inside[0])
        for one in inside[1:]:
            total = _plus(total, one if head == "+" else _minus(one))
        return total
    if head == "*":
        total = inside[0]
        for one in inside[1:]:
            total = _times(total, one)
        return total
    if head == "/":
        return _times(inside[0], _inverse(inside[1]))
    a, b = inside[0]
    if head == "sqrt":
        return math.sqrt(max(a, 0.0)), math.sqrt(b) if b >= 0 else 0.0
    if head == "abs":
        return (0.0 if a <= 0 <= b else min(abs(a), abs(b))), max(abs(a), abs(b))
    if head in ("sin", "cos", "tanh"):
        return -1.0, 1.0
    return (0.0, math.inf) if head in ("exp", "cosh") else EVERYTHING


def _narrow(term: Term, to: Span, spans: dict[str, Span]) -> None:
    """What `term in to` says of its variables."""
    if isinstance(term, str):
        low, high = spans[term]
        spans[term] = max(low, to[0]), min(high, to[1])
        return
    if isinstance(term, Fraction) or not names(term):
        return
    head, *parts = term
    if head == "^":
        degree = int(parts[1])
        if degree > 0:
            _narrow(parts[0], _root(to, degree, _value(parts[0], spans)), spans)
    elif head in ("+", "-"):
        inside = [_value(part, spans) for part in parts]
        if head == "-" and len(parts) == 1:
            _narrow(parts[0], _minus(to), spans)
            return
        signs = [1, *([1 if head == "+" else -1] * (len(parts) - 1))]
        for i, part in enumerate(parts):
            rest = to
            for j, other in enumerate(inside):
                if j != i:
                    rest = _plus(rest, _minus(other) if signs[j] > 0 else other)
            _narrow(part, rest if signs[i] > 0 else _minus(rest), spans)
    elif head == "*":
        inside = [_value(part, spans) for part in parts]
        for i, part in enumerate(parts):
            rest = to
            for j, other in enumerate(inside):
                if j != i:
                    rest = _times(rest, _inverse(other))
            _narrow(part, rest, spans)
    elif head == "/":
        top, bottom = (_value(part, spans) for part in parts)
        _narrow(parts[0], _times(to, bottom), spans)
        if to[0] > 0 or to[1] < 0:
            _narrow(parts[1], _times(top, _inverse(to)), spans)
    elif head == "abs":
        _narrow(parts[0], (-to[1], to[1]), spans)
    elif head == "sqrt":
        _narrow(parts[0], (0.0, to[1] ** 2 if to[1] < 1e150 else math.inf), spans)


def _plus(a: Span, b: Span) -> Span:
    low, high = a[0] + b[0], a[1] + b[1]
    return (-math.inf if low != low else low), (math.inf if high != high else high)


def _minus(a: Span) -> Span:
    return -a[1], -a[0]


def _times(a: Span, b: Span) -> Span:
    ends = [0.0 if 0.0 in (x, y) else x * y for x in a for y in b]
    return min(ends), max(ends)


def _inverse(a: Span) -> Span:
    if a[0] > 0 or a[1] < 0:
        ends = sorted(
            (1 / a[0] if abs(a[0]) != math.inf else 0.0, 1 / a[1] if abs(a[1]) != math.inf else 0.0)
        )
        return ends[0], ends[1]
    if a[0] == 0 and a[1] > 0:
        return 1 / a[1] if a[1] != math.inf else 0.0, math.inf
    if a[1] == 0 and a[0] < 0:
        return -math.inf, 1 / a[0] if a[0] != -math.inf else 0.0
    return EVERYTHING


def _power(a: Span, degree: int) -> Span:
    if degree < 0:
        return _inverse(_power(a, -degree))

    def raised(x: float) -> float:
        try:
            return x**degree
        except OverflowError:
            return math.inf if x > 0 or degree % 2 == 0 else -math.inf

    ends = raised(a[0]), raised(a[1])
    if degree % 2 == 0:
        return (0.0 if a[0] <= 0 <= a[1] else min(ends)), max(ends)
    return ends


def _root(to: Span, degree: int, base: Span) -> Span:
    def root(x: float) -> float:
        return math.copysign(abs(x) ** (1 / degree), x) if abs(x) != math.inf else x

    if degree % 2:
        return root(to[0]), root(to[1])
    high = root(max(to[1], 0.0))
    low = root(max(to[0], 0.0))
    if base[0] >= 0:
        return low, high
    return (-high, -low) if base[1] <= 0 else (-high, high)
