"""What the hypotheses say about each variable on its own: a box, and equations that can be solved
for a variable.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import flint

from ..goal import Goal
from ..terms import TURNED, Term, names, substitute
from .forms import conjuncts, size
from .points import Undefined, Unsure, value
from .rational import Field, TooLarge


@dataclass(frozen=True)
class Bound:
    """One end of an interval: a closed term, and whether the end itself is excluded."""

    at: Term
    strict: bool

    def ball(self) -> flint.arb:
        return flint.arb(value(self.at, {}))


@dataclass(frozen=True)
class Interval:
    low: Bound | None = None
    high: Bound | None = None

    @property
    def bounded(self) -> bool:
        return self.low is not None and self.high is not None


def box(goal: Goal) -> dict[str, Interval]:
    """The tightest ends that hypotheses of the form name R closed-term give, for every variable."""
    found: dict[str, list] = {name: [None, None] for name in goal.variables}
    for part in (each for hypothesis in goal.where for each in conjuncts(hypothesis)):
        if part[0] not in TURNED:
            continue
        single = _single(part)
        if single is None:
            continue
        name, head, end = single
        side = 0 if head in (">=", ">") else 1
        new, old = Bound(end, head in ("<", ">")), found[name][side]
        if old is None or _tighter(new, old, side):
            found[name][side] = new
    return {name: Interval(*ends) for name, ends in found.items()}


def _single(part: Term) -> tuple[str, str, Term] | None:
    """name R closed term, possibly written the other way round or as c*name R closed."""
    head, left, right = part
    if names(left) == () and names(right) != ():
        head, left, right = TURNED[head], right, left
    if names(right) != () or len(names(left)) != 1:
        return None
    try:
        value(right, {})
        if isinstance(left, str):
            return left, head, right
        field = Field(left)
        quotient = field.read(left)
    except (Undefined, Unsure, TooLarge, ZeroDivisionError):
        return None
    name = names(left)[0]
    if field.atoms or not quotient.denominator.is_constant():
        return None
    slope = quotient.numerator.derivative(name)
    if (
        not slope.is_constant()
        or slope.is_zero()
        or any(g in ("_pi", "_E") for g in _used(field, quotient.numerator))
    ):
        return None
    slope_value = Fraction(int(slope.leading_coefficient().p), int(slope.leading_coefficient().q))
    rest = quotient.numerator - slope * field.generator(name)
    shift = field.term(rest)
    end = right if shift == 0 else ("-", right, shift)
    end = end if slope_value == 1 else ("/", end, slope_value)
    if not _has_function(end):
        exact = Field(end).read(end)
        if exact.numerator.is_constant() and exact.denominator.is_constant():
            q = (
                exact.numerator.leading_coefficient()
                if not exact.numerator.is_zero()
                else flint.fmpq(0)
            )
            end = Fraction(int(q.p), int(q.q))
    return name, head if slope_value > 0 else TURNED[head], end


def _has_function(term: Term) -> bool:
    from .forms import functions

    return bool(functions(term))


def _used(field: Field, polynomial) -> list[str]:
    return [name for name, degree in zip(field.generators, polynomial.degrees()) if degree]


def _tighter(new: Bound, old: Bound, side: int) -> bool:
    a, b = new.ball(), old.ball()
    if side == 0:
        a, b = b, a
    return bool(a < b) or (new.at == old.at and new.strict)


def solved(goal: Goal) -> list[tuple[str, Term]]:
    """Equations name == term among the hypotheses, each name solved once and not used by later
    right sides.
    """
    found: list[tuple[str, Term]] = []
    for part in (each for hypothesis in goal.where for each in conjuncts(hypothesis)):
        if part[0] != "==":
            continue
        taken = {name for name, _ in found}
        pair = _solve(part, taken)
        if pair is not None:
            found.append(pair)
    return found


def _solve(part: Term, taken: set[str]) -> tuple[str, Term] | None:
    for left, right in ((part[1], part[2]), (part[2], part[1])):
        if (
            isinstance(left, str)
            and left not in taken
            and left not in names(right)
            and not taken & set(names(right))
        ):
            return left, right
    if size(part) > 300:
        return None
    try:
        field = Field(*part[1:])
        top = field.difference(part).numerator
    except (TooLarge, ZeroDivisionError):
        return None
    inside = set(names(*field.atoms)) if field.atoms else set()
    restore = {name: atom for atom, name in field.atoms.items()}
    for name in reversed(names(*part[1:])):
        if name in inside or name in taken or taken & set(names(*part[1:])):
            continue
        slope = top.derivative(name)
        if slope.is_zero() or name in _used(field, slope):
            continue
        rest = top - slope * field.generator(name)
        return name, substitute(("/", ("-", field.term(rest)), field.term(slope)), restore)
    return None


def outer_box(goal: Goal) -> dict[str, tuple[Fraction, Fraction]]:
    """Rational intervals that contain the domain, for the variables of the claim and hypotheses
    that are bounded.
    """
    return {
        name: (_outer(side.low, up=False), _outer(side.high, up=True))
        for name, side in box(goal).items()
        if side.low is not None and side.high is not None
    }


def turned_box(goal: Goal) -> tuple[dict[str, tuple[Fraction, Fraction]], dict[str, Term]]:
    """(box, put): a variable between rational multiples of pi is put as pi times a new one, which
    makes its ends exact.
    """
    sides, put = outer_box(goal), {}
    for name, side in box(goal).items():
        ends = [None if bound is None else _over_pi(bound.at) for bound in (side.low, side.high)]
        if None not in ends and ends != [0, 0]:
            del sides[name]
            sides[f"_{name}"] = (ends[0], ends[1])
            put[name] = ("*", ("pi",), f"_{name}")
    return sides, put


def _over_pi(closed: Term) -> Fraction | None:
    """q when the term is q*pi."""
    try:
        field = Field(closed)
        quotient = field.read(closed)
    except (TooLarge, ZeroDivisionError):
        return None
    if field.atoms or not quotient.denominator.is_constant():
        return None
    slope = quotient.numerator.derivative("_pi")
    if not slope.is_constant() or quotient.numerator != slope * field.generator("_pi"):
        return None
    if slope.is_zero():
        return Fraction(0)
    value_ = slope.leading_coefficient()
    return Fraction(int(value_.p), int(value_.q))


def _outer(bound: Bound, up: bool) -> Fraction:
    if isinstance(bound.at, Fraction):
        return bound.at
    end = bound.ball().upper() if up else bound.ball().lower()
    exact = end.fmpq()
    scaled = Fraction(int(exact.p), int(exact.q)) * 2**40
    return Fraction(
        -(-scaled.numerator // scaled.denominator)
        if up
        else scaled.numerator // scaled.denominator,
        2**40,
    )
