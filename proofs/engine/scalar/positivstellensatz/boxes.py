"""Polynomials on a box: Bernstein's coefficients, on halves of the box where there is one of the
wrong sign.

The denied fact says -g > 0 (or >= 0). Where every name of g has a bound from a linear fact, g is
written in t = (x - l)/(h - l) for l <= x <= h, by the products t^i (1 - t)^(n - i), and in x - l or
h - x where only one bound is known. A g without negative coefficients is a sum of products of facts
(S. Bernstein 1915; J. Garloff 1986 for several names).
"""

from __future__ import annotations

from itertools import product
from math import comb
from typing import Any, NamedTuple

from ....checker._terms import negated
from .known import Closed, Known
from .space import Fact

LARGEST, MOST_TERMS, NAMES = 14, 300, 4  # degree, terms and names of g
COEFFICIENTS, BOXES = 400, 40


class Bound(NamedTuple):
    """`fact` says scale * (x - value) >= 0: a lower bound for scale > 0, an upper for < 0."""

    value: Any
    scale: Any
    fact: Fact


class Side(NamedTuple):
    """What is known of one name: a bound, and the upper one if that is a lower one."""

    bound: Bound
    other: Bound | None

    @property
    def width(self) -> Any:
        """h - l, or 1."""
        return 1 if self.other is None else self.other.value - self.bound.value

    @property
    def start(self) -> Any:
        return self.bound.value

    @property
    def step(self) -> Any:
        """x = start + step t."""
        return self.width if self.bound.scale > 0 else -1


Box = dict[int, Side]


def boxed(known: Known) -> list | None:
    """The tree of a contradiction: one fact is false on the box of the others."""
    for denied in _deniable(known):
        tree = _closed(known, denied, [BOXES])
        if tree is not None:
            return tree
    return None


def _deniable(known: Known) -> list[Fact]:
    some = [
        one
        for one in known.facts
        if one.sign in (">", ">=")
        and 1 < one.poly.total_degree() <= LARGEST
        and len(one.poly) <= MOST_TERMS
        and sum(bool(d) for d in one.poly.degrees()) <= NAMES
    ]
    return sorted(some, key=lambda one: (-one.poly.total_degree(), -len(one.poly)))[:2]


def sides(known: Known, names: list[int]) -> Box | None:
    """The tightest bounds of the names; None where a name has none."""
    found: Box = {}
    for i in names:
        x, bounds = known.space.generators[i], ([], [])
        for one in known.facts:
            degrees = one.poly.degrees()
            if one.sign not in (">", ">=") or degrees[i] != 1 or sum(degrees) != 1:
                continue
            scale = one.poly.derivative(i).leading_coefficient()
            rest = one.poly - x * scale
            value = -(rest.leading_coefficient() if not rest.is_zero() else 0) / scale
            bounds[scale < 0].append(Bound(value, scale, one))
        low = max(bounds[0], key=lambda one: (one.value, one.fact.strict), default=None)
        high = min(bounds[1], key=lambda one: (one.value, not one.fact.strict), default=None)
        if low is not None:
            if high is not None and low.value >= high.value:
                return None
            found[i] = Side(low, high)
        elif high is not None:
            found[i] = Side(high, None)
        else:
            return None
    return found


def coefficients(poly: Any, box: Box) -> dict[tuple[int, ...], Any]:
    """By exponents over the names of the box: of t^i (1 - t)^(n - i), or of a power of x - l."""
    names = list(box)
    table = {tuple(int(e[i]) for i in names): c for e, c in poly.terms()}
    for place, i in enumerate(names):
        table = _in_powers(table, place, box[i])
        if box[i].other is not None:
            table = _in_products(table, place)
    return table


def _in_powers(table: dict, place: int, side: Side) -> dict:
    """x = l + (h - l) t, l + t or h - t."""
    start, step = side.start, side.step
    made: dict = {}
    for e, c in table.items():
        n = e[place]
        for k in range(n + 1):
            key = (*e[:place], k, *e[place + 1 :])
            made[key] = made.get(key, 0) + c * comb(n, k) * start ** (n - k) * step**k
    return made


def _in_products(table: dict, place: int) -> dict:
    """t^k = sum over j >= k of C(n - k, j - k) t^j (1 - t)^(n - j)."""
    n = max((e[place] for e in table), default=0)
    made: dict = {}
    for e, c in table.items():
        k = e[place]
        for j in range(k, n + 1):
            key = (*e[:place], j, *e[place + 1 :])
            made[key] = made.get(key, 0) + c * comb(n - k, j - k)
    return made


def _closed(known: Known, denied: Fact, left: list[int]) -> list | None:
    """The tree on this box or on its halves; `left` is how many boxes may be looked at."""
    left[0] -= 1
    names = [i for i, d in enumerate(denied.poly.degrees()) if d]
    box = sides(known, names)
    if left[0] < 0 or box is None:
        return None
    size = 1
    for i in names:
        size *= int(denied.poly.degrees()[i]) + 1
    if size > COEFFICIENTS:
        return None
    known.space.spend(20 + 2 * size)
    table = coefficients(-denied.poly, box)
    if min(table.values(), default=0) >= 0:
        tree = _leaf(known, denied, box, table)
        if tree is not None:
            return tree
    formula = None if _negative_corner(table, box) else _half(known, denied, box)
    if formula is None:
        return None
    trees = []
    for branch in (formula, negated(formula)):
        trial = known.copy()
        try:
            trial.add(branch)
            tree = _closed(trial, denied, left)
        except Closed as closed:
            tree = closed.tree
        if tree is None:
            return None
        trees.append(trial.wrapped(tree))
    return ["split", formula, *trees]


def _negative_corner(table: dict, box: Box) -> bool:
    """The value at a corner of the box is the coefficient there: no half mends it."""
    if any(side.other is None for side in box.values()):
        return False
    top = [max(e[k] for e in table) for k in range(len(box))]
    return any(table.get(corner, 0) < 0 for corner in product(*((0, n) for n in top)))


def _half(known: Known, denied: Fact, box: Box) -> Any:
    """What tells the halves apart whose negative coefficients add up to the least; None where no
    name has two bounds.
    """
    found = []
    for i, side in box.items():
        low, high = side
        if high is None:
            continue
        middle = (low.value + high.value) / 2
        negative = []
        halves = Side(low, high._replace(value=middle)), Side(low._replace(value=middle), high)
        for half in halves:
            table = coefficients(-denied.poly, {**box, i: half})
            negative += [c for c in table.values() if c < 0]
        known.space.spend(20 + 2 * len(table))
        found.append((-sum(negative), i, middle))
    if not found:
        return None
    _, i, middle = min(found)
    return known.space.fact(known.space.generators[i] - middle, ">=").formula


def _leaf(known: Known, denied: Fact, box: Box, table: dict) -> list | None:
    """denied + sum c products = 0, one of them positive."""
    top = {place: max(e[place] for e in table) for place in range(len(box))}
    products: list = [(1, [denied], [])]
    positive = denied.strict
    for e, c in table.items():
        if c == 0:
            continue
        facts: list[Fact] = []
        for (place, n), side in zip(top.items(), box.values()):
            k = e[place]
            used = [(k, side.bound)]
            used += [] if side.other is None else [(n - k, side.other)]
            for count, bound in used:
                facts += [bound.fact] * count
                c = c / (abs(bound.scale) * side.width) ** count
        positive = positive or all(one.strict for one in facts)
        products.append((c, facts, []))
    if not positive:
        return None
    return known.space.leaf(products)


__all__ = ["boxed"]
