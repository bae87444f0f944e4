"""Exact rational points that satisfy given rules at integer sizes.

A plan is made once: letters in which the rules are affine are solved for last, by linear algebra; a
few nonlinear rules are recognised (orthonormal columns by the Cayley transform, equal Gram
matrices, projections, unit norm); the rest is tried with special matrices. Every point that leaves
this module satisfies every rule exactly.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat

from .draws import Draws, NoPoint
from .norms import ROOTS
from .points import Irrational, Point, has_kind
from .rules import Rule
from .tree import names_in
from .words import ONE, Letter

MOST_TIGHT = 4
PLAIN = ("unit", "small", "identity", "fractions", "sparse", "zero", "flat")
STYLES = (
    "unit",
    "small",
    "mixed",
    "identity",
    "fractions",
    "equal",
    "mixed",
    "sparse",
    "zero",
    "flat",
)


@dataclass
class Plan:
    """How to build a point: recognised patterns first, free letters, then linear systems, in this
    order.
    """

    patterns: list[tuple[str, tuple]] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    linear: list[tuple[str, list[Rule]]] = field(default_factory=list)
    open: list[Rule] = field(default_factory=list)  # hoped for


class Sampler(Draws):
    """Points for letters and scalars that satisfy the rules and `holds` (a further condition on the
    point, for inequalities).
    """

    def __init__(
        self,
        letters: Mapping[str, Letter],
        scalars: Iterable[str],
        rules: Sequence[Rule],
        seed: int = 0,
        where: Sequence[tuple[Any, Any]] = (),
        strict: frozenset[int] = frozenset(),
        integers: Iterable[str] = (),
    ):
        self.letters, self.scalars = dict(letters), sorted(scalars)
        self.rules = [one for one in rules if one.terms]
        self.where, self.strict, self.integers = where, strict, tuple(integers)
        self.random = random.Random(seed)
        slacks = [one.reason.split()[1] for one in self.rules if one.reason.startswith("order")]
        self.reciprocals = {
            one.reason.split()[1]: one
            for one in self.rules
            if one.reason.split()[0] in ("reciprocal", "nonzero")
        }
        # a slack is drawn and a letter beside it solved for; or it is what is left, if semidefinite
        self.slacks = slacks
        ways = [[], slacks, slacks[1:], slacks[:-1]]
        self.plans = [self._plan(last) for i, last in enumerate(ways) if last not in ways[:i]]
        # inequalities fail first where hypotheses are tight
        for i, (a, b) in enumerate(where[:MOST_TIGHT]):
            one = Rule(a, b)
            plan = None if i in strict else self._plan(slacks, [one])
            if plan is not None and one not in plan.open:
                self.plans.append(plan)
        self.turn = 0

    def sizes(self) -> tuple[str, ...]:
        symbols = {
            size
            for one in self.letters.values()
            for size in (one.rows, one.cols)
            if isinstance(size, str)
        }
        for one in self.rules:
            symbols |= sizes_in(one.left.tree) | sizes_in(one.right.tree)
        return tuple(sorted(symbols))

    # --- planning ---------------------------------------------------------------------------------

    def _plan(self, last: Sequence[str], tight: Sequence[Rule] = ()) -> Plan:
        plan = Plan()
        computed = list(self.reciprocals.values())
        pending = [one for one in self.rules if one.is_given and one not in computed] + [*tight]
        unknown = [name for name in [*self.letters, *self.scalars] if name not in self.reciprocals]
        late: list[tuple[str, list[Rule]]] = []
        for name in last:
            mine = [one for one in pending if name in one.reason.split()]
            late.append((name, mine))
            unknown.remove(name)
            pending = [one for one in pending if one not in mine]
        early: list[str] = []
        while pending:
            usable = [
                name
                for name in unknown
                if name not in early
                and self.kind(name) in ("", "scalar", "symmetric", "diagonal", "psd")
            ]
            choices = [
                (name, mine)
                for name in usable
                if (mine := [one for one in pending if name in _names(one)])
                and all(_affine(one, name) for one in mine)
            ]
            if choices:
                # a letter that stands alone on one side is a definition: solve for it first of all
                defined = [
                    c
                    for c in choices
                    if any(name_of(one.left) == c[0] or name_of(one.right) == c[0] for one in c[1])
                ]
                if defined:
                    name, mine = min(defined, key=lambda c: len(c[1]))
                else:
                    name, mine = max(choices, key=lambda c: len(c[1]))
                late.append((name, mine))
                unknown.remove(name)
                pending = [one for one in pending if one not in mine]
                continue
            matched = next(
                ((one, found) for one in pending if (found := self._pattern(one, early))), None
            )
            if matched is None:
                break
            one, found = matched
            plan.patterns.append(found)
            early += [name for name in found[1] if isinstance(name, str)]
            pending.remove(one)
        plan.open = pending
        plan.linear = late[::-1]
        solved = {name for name, _ in late}
        plan.free = [
            name
            for name in [*self.letters, *self.scalars]
            if name not in early and name not in solved and name not in self.reciprocals
        ]
        return plan

    def kind(self, name: str) -> str:
        return self.letters[name].kind if name in self.letters else "scalar"

    def _pattern(self, one: Rule, early: list[str]) -> tuple[str, tuple] | None:
        def free(*names: str) -> bool:
            return all(name not in early and self.kind(name) == "" for name in names)

        entries = dict(one.terms)
        if one.is_scalar:
            unit = -entries.pop((ONE, None), Fraction(0))
            if len(entries) == 1 and unit:
                ((mono, _), q) = next(iter(entries.items()))
                if (
                    len(mono) == 1
                    and mono[0][1] == 1
                    and mono[0][0][0] == "tr"
                    and (root := _root(unit / q))
                ):
                    word = mono[0][0][1]
                    if (
                        len(word) == 2
                        and word[0][0] == word[1][0]
                        and word[0][1] != word[1][1]
                        and free(word[0][0])
                    ):
                        return "sphere", (word[0][0], root)
            return None
        if any(mono != ONE for mono, _ in entries):
            return None
        by_word: dict[Any, Fraction] = {word: q for (_, word), q in entries.items()}
        squares = {
            word: q
            for word, q in by_word.items()
            if len(word) == 2 and word[0][0] == word[1][0] and word[0][1] != word[1][1]
        }
        if len(by_word) == 2 and len(squares) == 1 and () in by_word:
            (word, q), unit = next(iter(squares.items())), -by_word[()]
            if free(word[0][0]) and (root := _root(unit / q)):
                return "orthonormal", (word[0][0], word[0][1], root)
        if len(by_word) == 2 and len(squares) == 2 and not sum(by_word.values()):
            (first, _), (second, _) = squares
            if first[0] != second[0] and free(first[0], second[0]):
                return "same gram", (first[0], first[1], second[0], second[1])
        if len(by_word) == 2 and not sum(by_word.values()):
            short, long = sorted(by_word, key=len)
            if (
                len(short) == 1
                and len(long) == 2
                and {f[0] for f in long} == {short[0][0]}
                and free(short[0][0])
            ):
                return "projection", (short[0][0],)
        return None

    # --- points -----------------------------------------------------------------------------------

    def points(
        self, sizes: Mapping[str, int], tries: int, styles: Sequence[str] = STYLES
    ) -> Iterator[Point]:
        """Some points at these sizes, simplest numbers first."""
        for attempt in range(tries):
            point = self.point(sizes, styles[attempt % len(styles)])
            if point is not None:
                yield point

    def point(self, sizes: Mapping[str, int], style: str) -> Point | None:
        self.turn += 1
        start = self.turn % len(self.plans)
        order = [*self.plans[start:], *self.plans[:start]]
        return next(filter(None, (self._point(plan, sizes, style) for plan in order)), None)

    def _point(self, plan: Plan, sizes: Mapping[str, int], style: str) -> Point | None:
        point = Point(dict(sizes))
        own = lambda: self.random.choice(PLAIN) if style == "mixed" else style  # noqa: E731
        try:
            for pattern, arguments in plan.patterns:
                self.draw_pattern(point, pattern, arguments, own())
            for name in plan.free:
                self.draw(point, name, own())
            for name, mine in plan.linear:
                self._invert(point)
                if not self._solve(point, name, mine, own()):
                    return None
            self._invert(point)
        except (NoPoint, Irrational, KeyError):
            return None  # KeyError: a system that needs a reciprocal of its own letter
        return point if self.satisfies(point) else None

    def _invert(self, point: Point) -> None:
        """The reciprocals of what is known by now."""
        for name, one in self.reciprocals.items():
            known = {*point.matrices, *point.scalars, name}
            ready = name not in point.scalars and _names(one) <= known
            if ready and not self._solve(point, name, [one], "zero"):
                raise NoPoint

    def satisfies(self, point: Point) -> bool:
        """Every letter is of its kind, and every rule holds, exactly."""
        kinds = all(
            has_kind(point.matrices[name], one.kind)
            for name, one in self.letters.items()
            if one.kind
        )
        return (
            kinds
            and all(point.equal(one.left.tree, one.right.tree) for one in self.rules)
            and all(self._below(point, i) for i in range(len(self.where)))
            and all(point.scalars.get(name, fmpq(0)).q == 1 for name in self.integers)
        )

    def _below(self, point: Point, index: int) -> bool:
        """A hypothesis between scalars holds for certain (irrational norms are balls)."""
        try:
            a, b = (point.value(side.tree) for side in self.where[index])
        except Irrational:
            return False
        return bool(a < b if index in self.strict else a <= b)

    # --- rules that are affine in one letter ------------------------------------------------------

    def _solve(self, point: Point, name: str, mine: list[Rule], style: str) -> bool:
        basis = self._basis(point, name)
        zero = basis[0] * fmpq(0)

        def residual(value: Any) -> list[fmpq]:
            (point.matrices if name in self.letters else point.scalars)[name] = value
            found: list[fmpq] = []
            for one in mine:
                difference = point.value(one.left.tree) - point.value(one.right.tree)
                found += difference.entries() if isinstance(difference, fmpq_mat) else [difference]
            return found

        constant = residual(zero)
        columns = [[a - b for a, b in zip(residual(one), constant)] for one in basis]
        n = len(basis)
        table = fmpq_mat(len(constant), n + 1)
        for j, column in enumerate([*columns, [-c for c in constant]]):
            for i, x in enumerate(column):
                if not isinstance(x, fmpq):  # an irrational norm
                    return False
                table[i, j] = x
        reduced, rank = table.rref()
        pivots = [next(j for j in range(n + 1) if reduced[i, j] != 0) for i in range(rank)]
        if n in pivots:
            return False
        free = [j for j in range(n) if j not in pivots]
        solution = [fmpq(0)] * n
        for j in free:
            solution[j] = self.number(style)
        for i, j in enumerate(pivots):
            solution[j] = reduced[i, n] - sum((reduced[i, k] * solution[k] for k in free), fmpq(0))
        value = zero
        for x, one in zip(solution, basis):
            value = value + one * x
        residual(value)
        return True

    def _basis(self, point: Point, name: str) -> list[Any]:
        if name not in self.letters:
            return [fmpq(1)]
        one = self.letters[name]
        m, n = point.shape(one)

        def unit(i, j):
            return fmpq_mat(m, n, [int((a, b) == (i, j)) for a in range(m) for b in range(n)])

        if one.kind == "diagonal":
            return [unit(i, i) for i in range(n)]
        if one.kind in ("symmetric", "psd"):
            return [
                unit(i, j) + (unit(j, i) if i != j else unit(i, j) * fmpq(0))
                for i in range(n)
                for j in range(i, n)
            ]
        return [unit(i, j) for i in range(m) for j in range(n)]


def name_of(expression: Any) -> str | None:
    tree = expression.tree
    tree = tree[1] if isinstance(tree, tuple) and tree[0] == "T" else tree
    return tree if isinstance(tree, str) else None


def sizes_in(tree: Any) -> set[str]:
    if not isinstance(tree, tuple):
        return set()
    if tree[0] in ("I", "0"):
        return {size for size in tree[1:] if isinstance(size, str) and not size.isdigit()}
    return set().union(*(sizes_in(part) for part in tree[1:]))


def _names(one: Rule) -> set[str]:
    return names_in(one.left.tree) | names_in(one.right.tree)


def _affine(one: Rule, name: str) -> bool:
    """Degree at most one in a letter or scalar, transposes counted too."""
    for mono, word in one.terms:
        count = sum(factor[0] == name for factor in word or ())
        for atom, exponent in mono:
            if atom[0] == "tr":
                count += exponent * sum(factor[0] == name for factor in atom[1])
            elif atom[0] == "norm":
                count += 2 * (name in names_in(ROOTS[atom[1]]))
            elif atom == ("s", name):
                count += exponent
        if count > 1:
            return False
    return True


def _root(value: Fraction) -> fmpq | None:
    """The positive rational square root."""
    from math import isqrt

    if value <= 0:
        return None
    p, q = isqrt(value.numerator), isqrt(value.denominator)
    return fmpq(p, q) if p * p == value.numerator and q * q == value.denominator else None
