"""Means of many positive variables: sum c_k m_k >= sum d_j n_j between monomials, perhaps under
hypotheses that compare two monomials.

At a point x* where the sides are close, log(T) <= T - 1 for T = (m_k/n_j)/(its value r at x*) says
m_k >= r n_j (1 + log T), and log T is a sum of whole multiples of log z_i, z_i = x_i/x*_i. What is
left is linear: the weighted inequality of the arithmetic and geometric mean, Young's inequality.
A hypothesis that the monomial S is >= 1 says log S >= 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ...goal import Goal
from ...terms import TURNED, Term, names
from ...work import charge
from ..forms import ONE, ZERO, heads
from ..points import holds
from ..rational import Field, TooLarge

PAIRS, DEGREE, VARIABLES = 80, 40, 24
Exponents = tuple[int, ...]


class Sum(NamedTuple):
    """{exponents: coefficient} >= 0, or > 0: larger - smaller side times scale * x^factor."""

    terms: dict[Exponents, Fraction]
    strict: bool
    scale: Fraction
    factor: Exponents


class Bound(NamedTuple):
    """scale * x^exponents >= 1, from the hypothesis `source`."""

    exponents: Exponents
    scale: Fraction
    source: Term


def read(goal: Goal) -> Means | None:
    """The goal as one between means; None where it is not."""
    try:
        return _read(goal)
    except (TooLarge, ZeroDivisionError):
        return None


def _read(goal: Goal) -> Means | None:
    variables = names(goal.claim)
    shaped = goal.claim[0] in ("<", "<=", ">", ">=") and len(goal.claim) == 3
    if not shaped or goal.integers or heads(goal.claim) or not 0 < len(variables) <= VARIABLES:
        return None
    signs = [_positive(goal, name) for name in variables]
    if None in signs:
        return None
    claim = _sum(goal.claim, variables)
    if claim is None:
        return None
    above = [one for one, c in claim.terms.items() if c > 0]
    below = [one for one, c in claim.terms.items() if c < 0]
    if not below or not above or len(above) * len(below) > PAIRS:
        return None
    if max(sum(map(abs, one)) for one in claim.terms) > DEGREE:
        return None
    bounds = [
        one
        for part in goal.where
        if set(names(part)) <= set(variables) and not heads(part)
        for one in _bounds(part, variables)
    ]
    return Means(goal, variables, [one for one in signs if one], claim, bounds)


def _positive(goal: Goal, name: str) -> Term | None:
    """The hypothesis that says that a variable is positive, as a lower bound."""
    for head, left, right in (one for one in goal.where if len(one) == 3):
        if head in ("<", "<="):
            head, left, right = TURNED[head], right, left
        needed = {">": ">=", ">=": ">"}.get(head)
        if needed is None or left != name or names(right):
            continue
        if holds((needed, right, ZERO), {}) is True:
            return (head, left, right)
    return None


def _sum(relation: Term, variables: tuple[str, ...]) -> Sum | None:
    """A relation between Laurent polynomials, with all exponents >= 0."""
    head, left, right = relation
    field = Field(left, right, extra=variables)
    larger, smaller = (left, right) if head in (">", ">=") else (right, left)
    quotient = field.read(("-", larger, smaller))
    if len(quotient.denominator) != 1 or {"_pi", "_E"} & {
        name
        for name, degree in zip(field.generators, quotient.numerator.degrees())
        if degree and name not in variables
    }:
        return None
    places = [field.generators.index(name) for name in variables]

    def listed(polynomial: Any) -> dict[Exponents, Fraction]:
        return {
            tuple(int(exponents[place]) for place in places): Fraction(int(c.p), int(c.q))
            for exponents, c in polynomial.terms()
        }

    ((factor, scale),) = listed(quotient.denominator).items()
    sign = 1 if scale > 0 else -1
    terms = {one: sign * c for one, c in listed(quotient.numerator).items()}
    return Sum(terms, head in ("<", ">"), abs(scale), factor)


def _bounds(part: Term, variables: tuple[str, ...]) -> Iterator[Bound]:
    """What a hypothesis says of one monomial."""
    if len(part) != 3 or part[0] not in ("<", "<=", ">", ">=", "=="):
        return
    for head in (">=", "<=") if part[0] == "==" else part[:1]:
        found = _sum((head, *part[1:]), variables)
        if found is None or len(found.terms) != 2:
            continue
        (a, c), (b, d) = sorted(found.terms.items(), key=lambda one: -one[1])
        if c > 0 > d:
            yield Bound(tuple(i - j for i, j in zip(a, b)), -c / d, part)


class Means:
    """One goal of this kind."""

    def __init__(
        self,
        goal: Goal,
        variables: tuple[str, ...],
        signs: list[Term],
        claim: Sum,
        bounds: list[Bound],
    ):
        self.goal, self.variables, self.signs = goal, variables, signs
        self.claim, self.bounds = claim, bounds
        self.scale, self.factor = claim.scale, claim.factor
        self.above = [one for one, c in claim.terms.items() if c > 0]
        self.below = [one for one, c in claim.terms.items() if c < 0]

    # --- the point --------------------------------------------------------------------------------

    def point(self) -> list[Fraction] | None:
        """Where the ratio of the sides is least, in logarithms; None where it is below 1, or the
        tangents there do not give the claim.
        """
        from scipy.optimize import minimize

        top, bottom = (
            (np.array(some, float), np.log([abs(float(self.claim.terms[one])) for one in some]))
            for some in (self.above, self.below)
        )
        charge(2_000 * len(self.variables))

        def ratio(y: np.ndarray) -> tuple[float, np.ndarray]:
            (up, rise), (down, fall) = _log_sum(*top, y), _log_sum(*bottom, y)
            return up - down, rise - fall

        rows = np.array([one.exponents for one in self.bounds], float)
        shift = np.array([_log(one.scale) for one in self.bounds])
        limits = {"type": "ineq", "fun": lambda y: rows @ y + shift, "jac": lambda y: rows}
        start = np.zeros(len(self.variables))
        found = minimize(
            ratio, start, jac=True, constraints=limits if self.bounds else (), method="SLSQP"
        )
        if not np.isfinite(found.fun) or found.fun < -1e-6 or np.abs(found.x).max() > 8:
            return None
        near = [Fraction(float(x)).limit_denominator(60) for x in np.exp(found.x)]
        return near if min(near) > 0 and self.enough(near) else None

    def enough(self, point: list[Fraction]) -> bool:
        """Whether tangents at the point give the claim, in floating point: the weights of pairs of
        monomials and of bounds are a linear program.
        """
        from scipy.optimize import linprog

        pairs = [(k, j) for k in range(len(self.above)) for j in range(len(self.below))]
        useful = self.active(point)
        width = len(pairs) + len(self.below) * len(useful)
        equal = np.zeros((len(self.below) * len(self.variables), width))
        most = np.zeros((len(self.above) + len(self.below), width))
        n = len(self.variables)
        for place, (k, j) in enumerate(pairs):
            ratio = float(self.ratio(self.above[k], self.below[j], point))
            step = np.subtract(self.above[k], self.below[j])
            equal[j * n : (j + 1) * n, place] = ratio * step
            most[k, place], most[len(self.above) + j, place] = 1.0, -ratio
        for i, one in enumerate(useful):
            for j in range(len(self.below)):
                place = len(pairs) + j * len(useful) + i
                equal[j * n : (j + 1) * n, place] = -np.array(one.exponents, float)
        right = [float(self.claim.terms[one]) for one in (*self.above, *self.below)]
        charge(1_000 + most.size + equal.size)
        answer = linprog(np.zeros(width), most, right, equal, np.zeros(len(equal)))
        return answer.status == 0

    def active(self, point: list[Fraction]) -> list[Bound]:
        """The bounds that say z^exponents >= 1."""
        return [one for one in self.bounds if one.scale * value(one.exponents, point) <= 1]

    def ratio(self, m: Exponents, n: Exponents, point: list[Fraction]) -> Fraction:
        return value(m, point) / value(n, point)


def value(exponents: Exponents, point: list[Fraction]) -> Fraction:
    """point^exponents."""
    return prod((x**e for x, e in zip(point, exponents)), start=ONE)


def _log(number: Fraction) -> float:
    return math.log(number.numerator) - math.log(number.denominator)


def _log_sum(exponents: np.ndarray, shift: np.ndarray, y: np.ndarray) -> tuple[float, np.ndarray]:
    """The logarithm of a sum of exponentials, and its gradient."""
    inside = exponents @ y + shift
    most = inside.max()
    weights = np.exp(inside - most)
    return most + math.log(weights.sum()), exponents.T @ weights / weights.sum()
