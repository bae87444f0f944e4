"""Roots bounded by their tangent forms: for r = X^(1/n) and any M > 0,

    n X M / (M^n + (n - 1) X)  <=  r  <=  (X + (n - 1) M^n) / (n M^(n - 1)),

with equality where M = r. M is looked for among the polynomials that take the value of the root
wherever the two sides of the claim are equal; the exact engines prove what it leads to.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product
from typing import Any

import numpy as np

from ...goal import Goal
from ...terms import Term, names
from ...work import charge
from ..floats import function
from ..forms import ONE, degree_of
from ..rational import Field, TooLarge
from .sampling import Points
from .shapes import Summand

GRID = 24  # values of a free coefficient
FREE = 3
DRAWS = 1500
MOST = 4  # choices that are handed on
LARGEST = 3  # degree of the polynomial M


@dataclass(frozen=True)
class Shape:
    """A root as quotient * (poly)^(1/n), both free of roots; `terms` is poly as a dictionary."""

    root: Term
    quotient: Term
    poly: Term
    terms: tuple[tuple[tuple[int, ...], Fraction], ...]

    @property
    def n(self) -> int:
        return degree_of(self.root)


def shape(root: Term, variables: tuple[str, ...]) -> Shape | None:
    field = Field(root[1])
    read = field.read(root[1])
    n, one = degree_of(root), field.one
    top, bottom, out_top, out_bottom = read.numerator, read.denominator, one, one
    poly = one
    for part, over in ((top, False), (bottom, True)):
        lead, factors = part.factor()
        poly = poly * (lead if not over else lead ** (n - 1))
        out_bottom = out_bottom * (lead if over else 1)
        for factor, times in factors:
            if over:  # 1/q^e = q^(n - e mod n ...) / q^(n ceil(e/n))
                up = -(-int(times) // n)
                out_bottom = out_bottom * factor**up
                poly = poly * factor ** (n * up - int(times))
            else:
                out_top = out_top * factor ** (int(times) // n)
                poly = poly * factor ** (int(times) % n)
    if set(names(field.term(poly))) - set(variables):
        return None
    places = [
        field.generators.index(name) if name in field.generators else None for name in variables
    ]
    terms = tuple(
        (
            tuple(0 if i is None else int(exponents[i]) for i in places),
            Fraction(int(c.p), int(c.q)),
        )
        for exponents, c in poly.terms()
    )
    quotient = field.term(out_top)
    if not out_bottom.is_constant() or out_bottom != one:
        quotient = ("/", quotient, field.term(out_bottom))
    return Shape(root, quotient, field.term(poly), terms)


@dataclass(frozen=True)
class Choice:
    """M for every root, in the order of the roots of the claim."""

    of: dict[Term, Term]


def choices(goal: Goal, parts: list[Summand]) -> list[Choice]:
    """The choices of M for which no sample point contradicts the claim without roots."""
    try:
        return _Search(goal, parts).choices()
    except (TooLarge, ZeroDivisionError, OverflowError):
        return []


class _Search:
    def __init__(self, goal: Goal, parts: list[Summand]):
        self.goal, self.parts = goal, parts
        self.points = Points(goal)
        found = dict.fromkeys(one.root for one in parts if one.root is not None)
        read = [shape(root, goal.variables) for root in found]
        self.shapes = [one for one in read if one is not None]
        self.complete = len(self.shapes) == len(read)

    def choices(self) -> list[Choice]:
        if not self.complete or not len(self.points.some):
            return []
        self.groups = self._groups()
        if len(self.groups) > 2:
            return []
        found = [self._space(members) for members in self.groups]
        spaces = [one for one in found if one is not None]
        if len(spaces) < len(found) or sum(len(basis) for _, basis in spaces) > FREE:
            return []
        self.spaces, self._rows = spaces, self._prepared()
        ranked = []
        for numbers in self._grid([len(basis) for _, basis in spaces]):
            polys = self._polys(numbers)
            height = self._height(polys)
            if height is not None:
                ranked.append((height, polys))
        ranked.sort(key=lambda one: -one[0])
        return [self._choice(polys) for _, polys in ranked[:MOST]]

    # --- roots that are each other's image under a permutation of the variables -------------------

    def _groups(self) -> list[list[tuple[Shape, tuple[int, ...]]]]:
        count, groups = len(self.goal.variables), []
        cycles = [tuple((i + k) % count for i in range(count)) for k in range(count)]
        every = cycles + (list(permutations(range(count))) if count <= 4 else [])
        for one in self.shapes:
            for group in groups:
                first = dict(group[0][0].terms)
                move = next(
                    (
                        p
                        for p in every
                        if one.n == group[0][0].n
                        and {_moved(e, p): c for e, c in first.items()} == dict(one.terms)
                    ),
                    None,
                )
                if move is not None:
                    group.append((one, move))
                    break
            else:
                groups.append([(one, tuple(range(count)))])
        return groups

    def _space(self, members: list) -> tuple[Any, list] | None:
        """(a polynomial, a basis of the others) that takes the value of the root at the places of
        equality; polynomials as dictionaries.
        """
        one = members[0][0]
        degrees = {sum(e) for e, _ in one.terms}
        most = -(-max(degrees) // one.n)
        if most > LARGEST:
            return None
        alike = len(degrees) == 1 and max(degrees) % one.n == 0
        count = len(self.goal.variables)
        monomials = [
            _exponents(chosen, count)
            for d in ([most] if alike else range(most + 1))
            for chosen in combinations_with_replacement(range(count), d)
        ]
        fixed = [
            p
            for p in permutations(range(count))
            if {_moved(e, p): c for e, c in one.terms} == dict(one.terms)
        ]
        orbits = list(dict.fromkeys(frozenset(_moved(e, p) for p in fixed) for e in monomials))
        rows, values = [], []
        here = function(("rpower", one.poly, Fraction(1, one.n)))
        if one.n == 2:
            here = function(("sqrt", one.poly))
        seen = set()
        for root, move in members:
            for place in self.points.places:
                moved = place[list(move)]
                if tuple(moved) in seen or not self._matters(root, place):
                    continue
                seen.add(tuple(moved))
                value = float(here(self.points.at(moved[None]))[0])
                near = Fraction(value).limit_denominator(720)
                exact = [Fraction(x).limit_denominator(720) for x in moved]
                if abs(float(near) - value) > 1e-9:
                    continue
                rows.append([sum(_power(exact, e) for e in orbit) for orbit in orbits])
                values.append(near)
        if not rows:
            return None
        solved = _solutions(rows, values, len(orbits))
        if solved is None:
            return None
        spread = lambda row: {  # noqa: E731
            e: x for orbit, x in zip(orbits, row) for e in orbit if x
        }
        return spread(solved[0]), [spread(row) for row in solved[1]]

    def _matters(self, one: Shape, place: np.ndarray) -> bool:
        """Whether the root has a weight there that is not zero."""
        point = self.points.at(place[None])
        with np.errstate(all="ignore"):
            weights = [function(part.factor)(point) for part in self.parts if part.root == one.root]
            inside = function(one.quotient)(point)
        weight = max(abs(float(np.ravel(one)[0])) for one in weights)
        return weight * abs(float(np.ravel(inside)[0])) > 1e-9

    def _grid(self, free: list[int]):
        total = sum(free)
        values = [Fraction(k, 4) for k in range(-8, GRID - 7)]
        if total == 0:
            return [()]
        if total <= 2:
            return list(product(values, repeat=total))
        rng = np.random.default_rng(1)
        return [tuple(values[i] for i in rng.integers(0, len(values), total)) for _ in range(DRAWS)]

    def _polys(self, numbers: tuple) -> list[dict]:
        made, at = [], 0
        for start, basis in self.spaces:
            poly = dict(start)
            for row in basis:
                for e, x in row.items():
                    poly[e] = poly.get(e, Fraction(0)) + numbers[at] * x
                at += 1
            made.append({e: c for e, c in poly.items() if c})
        return made

    # --- the claim without roots, at the sample points --------------------------------------------

    def _prepared(self) -> dict:
        points = self.points.at(self.points.some)
        wide = lambda term: np.broadcast_to(  # noqa: E731
            np.asarray(function(term)(points), dtype=float), len(self.points.some)
        )
        with np.errstate(all="ignore"):
            size = wide(("+", *(("abs", one.term) for one in self.parts)))
            rest = sum(one.sign * wide(one.factor) for one in self.parts if one.root is None)
            roots = {one.root: (wide(one.root[1]), wide(one.quotient)) for one in self.shapes}
            factors = [(one, wide(one.factor)) for one in self.parts if one.root is not None]
        tiny = np.abs(self.points.relative(self.points.some)) < 1e-12
        return {"size": size, "rest": rest, "roots": roots, "factors": factors, "tiny": tiny}

    def _height(self, polys: list[dict]) -> float | None:
        """How far from a contradiction the sample points are; None where one contradicts."""
        charge(len(self.points.some) / 4)
        rows, values, some = self._rows, {}, self.points.some
        with np.errstate(all="ignore"):
            for group, poly in zip(self.groups, polys):
                for one, move in group:
                    m = rows["roots"][one.root][1] * sum(
                        (
                            float(c) * np.prod(some ** np.array(_moved(e, move)), axis=1)
                            for e, c in poly.items()
                        ),
                        start=np.zeros(len(some)),
                    )
                    if not (m > 0).all():
                        return None
                    values[one.root] = m
            total = rows["rest"] + np.zeros(len(some))
            for part, factor in rows["factors"]:
                x, m, n = rows["roots"][part.root][0], values[part.root], degree_of(part.root)
                upper = (x + (n - 1) * m**n) / (n * m ** (n - 1))
                lower = n * x * m / (m**n + (n - 1) * x)
                rising = part.sign * factor * part.exponent > 0
                bound = np.where(rising, lower, upper)
                total = total + part.sign * factor * bound**part.exponent
            relative = total / rows["size"]
        relative = relative[np.isfinite(relative) & ~rows["tiny"]]
        if not len(relative) or relative.min() < -1e-11:
            return None
        return float(np.quantile(relative, 0.1))

    def _choice(self, polys: list[dict]) -> Choice:
        found = {}
        for group, poly in zip(self.groups, polys):
            for one, move in group:
                moved = _term({_moved(e, move): c for e, c in poly.items()}, self.goal.variables)
                found[one.root] = moved if one.quotient == ONE else ("*", one.quotient, moved)
        return Choice(found)


def _moved(exponents: tuple[int, ...], move: tuple[int, ...]) -> tuple[int, ...]:
    """The exponents of the monomial with variable i replaced by variable move[i]."""
    made = [0] * len(exponents)
    for i, e in enumerate(exponents):
        made[move[i]] = e
    return tuple(made)


def _exponents(chosen: tuple[int, ...], count: int) -> tuple[int, ...]:
    return tuple(chosen.count(i) for i in range(count))


def _power(point: list[Fraction], exponents: tuple[int, ...]) -> Fraction:
    value = Fraction(1)
    for x, e in zip(point, exponents):
        value *= x**e
    return value


def _term(poly: dict, variables: tuple[str, ...]) -> Term:
    summands: list[Term] = []
    for exponents, c in sorted(poly.items(), reverse=True):
        factors: list[Term] = [] if c == 1 and any(exponents) else [c]
        for name, e in zip(variables, exponents):
            if e:
                factors.append(name if e == 1 else ("^", name, Fraction(e)))
        summands.append(factors[0] if len(factors) == 1 else ("*", *factors))
    return summands[0] if len(summands) == 1 else ("+", *summands)


def _solutions(rows: list, values: list, count: int) -> tuple[list, list[list]] | None:
    """(one solution, a basis of the homogeneous ones) of a system over Q."""
    import flint

    number = lambda x: flint.fmpq(x.numerator, x.denominator)  # noqa: E731
    matrix = flint.fmpq_mat([[*map(number, row), number(v)] for row, v in zip(rows, values)])
    reduced, rank = matrix.rref()
    pivots = []
    for i in range(rank):
        pivots.append(next(j for j in range(count + 1) if reduced[i, j] != 0))
    if count in pivots:
        return None
    entry = lambda i, j: Fraction(int(reduced[i, j].p), int(reduced[i, j].q))  # noqa: E731
    start = [Fraction(0)] * count
    for i, j in enumerate(pivots):
        start[j] = entry(i, count)
    basis = []
    for free in (j for j in range(count) if j not in pivots):
        row = [Fraction(0)] * count
        row[free] = Fraction(1)
        for i, j in enumerate(pivots):
            row[j] = -entry(i, free)
        basis.append(row)
    return start, basis
