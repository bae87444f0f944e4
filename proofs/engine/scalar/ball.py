"""Branch and bound with balls: a tree of boxes on each of which the claim is decided, or a
hypothesis is certainly false.

Leaves: direct evaluation, the centred form, Taylor expansion from an end (equality at the
boundary), and the reduction to the worst face when a derivative has a certain sign. Runs until done
or out of budget: call it in a child process.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
from flint import arb

from ..goal import Goal
from ..terms import TURNED, Term, names, substitute, to_json
from .forms import conditions, conjuncts, gap, positive
from .intervals import Interval, enclosure, expansion
from .points import Undefined, Unsure, rational

Box = dict[str, tuple[Fraction, Fraction]]
PRECISION = 96
DEEPEST = 70
LONGEST_TAYLOR = 12
LONGEST_MODEL = 8


class GaveUp(Exception):
    """The tree grew beyond its budget or a leaf cannot be decided."""


@dataclass
class Prover:
    """Proves one claim (a relation, or and/or of such) on boxes, under hypotheses."""

    goal: Goal
    safe: frozenset = frozenset()
    budget: int = 200_000

    def __post_init__(self):
        self.where = [each for part in self.goal.where for each in conjuncts(positive(part))]
        self.claim = positive(self.goal.claim)
        self.spent = 0

    def tree(self, box: Box) -> Any:
        """The tree in JSON form. Raises GaveUp."""
        previous = flint.ctx.prec
        flint.ctx.prec = PRECISION
        try:
            return self._walk(self.claim, box, self.where, 0)
        finally:
            flint.ctx.prec = previous

    def _walk(self, claim: Term, box: Box, where: list[Term], depth: int) -> Any:
        self.spent += 1
        if depth > DEEPEST or self.spent > self.budget:
            raise GaveUp
        hull = {name: Interval.between(*side) for name, side in box.items()}
        answer = self._truth(claim, hull)
        if answer is True:
            return "direct"
        if any(self._fails(part, hull) for part in where):
            return "outside"
        if answer is False and all(self._truth(part, hull) is True for part in where):
            raise GaveUp  # false on a part of the domain: no tree exists
        slopes: dict[str, arb] = {}
        if claim[0] in ("<=", "<", ">=", ">"):
            apart, strict = gap(claim), claim[0] in ("<", ">")
            slopes = self._slopes(apart, box, hull)
            leaf = (
                self._mean(apart, strict, box, slopes)
                or self._model(apart, strict, box, hull)
                or self._taylor(apart, strict, box, hull, where)
            )
            leaf = leaf or self._edge(claim, box, where, slopes, depth)
            if leaf is not None:
                return leaf
        name = self._widest(box, slopes)
        if name is None:
            raise GaveUp
        low, high = box[name]
        middle = _simple_middle(low, high)
        left = self._walk(claim, {**box, name: (low, middle)}, where, depth + 1)
        right = self._walk(claim, {**box, name: (middle, high)}, where, depth + 1)
        return ["split", name, str(middle), left, right]

    def _truth(
        self, statement: Term, hull: dict[str, Interval], safe: frozenset | None = None
    ) -> bool | None:
        try:
            return _truth(statement, hull, self.safe if safe is None else safe, {})
        except (Unsure, Undefined):
            return None

    def _fails(self, statement: Term, hull: dict[str, Interval]) -> bool:
        return (
            set(names(statement)) <= set(hull)
            and self._truth(statement, hull, frozenset()) is False
        )

    def _slopes(self, gap: Term, box: Box, hull: dict[str, Interval]) -> dict[str, arb]:
        found = {}
        for name in box:
            if box[name][0] < box[name][1]:
                try:
                    found[name] = expansion(gap, hull, name, 2)[1]
                except Unsure:
                    continue
        return found

    def _mean(self, gap: Term, strict: bool, box: Box, slopes: dict[str, arb]) -> str | None:
        wide = [name for name, (low, high) in box.items() if low < high]
        if not wide or any(name not in slopes for name in wide):
            return None
        middle = {
            name: Interval.between((low + high) / 2, (low + high) / 2)
            for name, (low, high) in box.items()
        }
        try:
            least = enclosure(gap, middle, frozenset()).low
        except (Unsure, Undefined):
            return None
        for name in wide:
            least = least - abs(slopes[name]) * arb(rational((box[name][1] - box[name][0]) / 2))
        return "mean" if (least > 0 if strict else least >= 0) else None

    def _model(self, gap: Term, strict: bool, box: Box, hull: dict[str, Interval]) -> list | None:
        """A Taylor polynomial about the middle, along the one wide side."""
        wide = [name for name, (low, high) in box.items() if low < high]
        if len(wide) != 1:
            return None
        (low, high), name = box[wide[0]], wide[0]
        try:
            head = expansion(gap, hull, name, LONGEST_MODEL, arb(rational((low + high) / 2)))
            rest = expansion(gap, hull, name, LONGEST_MODEL + 1)
        except Unsure:
            return None
        radius, least = arb(rational((high - low) / 2)), head[0]
        for order in range(1, LONGEST_MODEL + 1):
            bound = least - _depth(rest[order] * radius**order, order)
            if order > 1 and (bound > 0 if strict else bound >= 0):
                return ["model", order]
            if order < LONGEST_MODEL:
                least = least - _depth(head[order] * radius**order, order)
        return None

    def _taylor(
        self, gap: Term, strict: bool, box: Box, hull: dict[str, Interval], where: list[Term]
    ) -> list | None:
        for name, (low, high) in box.items():
            if low == high:
                continue
            for end, face, sign in (("lo", low, 1), ("hi", high, -1)):
                length = self._taylor_length(gap, strict, hull, name, face, sign, where)
                if length:
                    return ["taylor", name, end, length]
        return None

    def _taylor_length(
        self, gap: Term, strict: bool, hull: dict, name: str, face: Fraction, sign: int, where: list
    ) -> int | None:
        try:
            start = expansion(gap, hull, name, LONGEST_TAYLOR, arb(rational(face)), sign)
        except Unsure:
            return None
        excluded = any(
            part in where
            for part in ((">", name, face), ("<", face, name), ("<", name, face), (">", face, name))
        )
        some = False
        for length in range(1, LONGEST_TAYLOR):
            if not start[length - 1] >= 0:
                return None
            some = some or (start[length - 1] > 0 and (excluded or length == 1))
            try:
                rest = expansion(gap, hull, name, length + 1, None, sign)[length]
            except Unsure:
                return None
            if rest >= 0 and (not strict or some or (excluded and rest > 0)):
                return length
        return None

    def _edge(
        self, claim: Term, box: Box, where: list[Term], slopes: dict[str, arb], depth: int
    ) -> list | None:
        for name, slope in slopes.items():
            low, high = box[name]
            for end, face, right in (("lo", low, slope >= 0), ("hi", high, slope <= 0)):
                if not right:
                    continue
                rest = [part for part in where if name not in names(part)]
                middle = {
                    other: Interval.between((lo + hi) / 2, (lo + hi) / 2)
                    for other, (lo, hi) in box.items()
                }
                if self._truth(claim, {**middle, name: Interval.between(face, face)}) is False:
                    continue
                spent, self.budget = self.budget, min(self.budget, self.spent + 60)
                try:
                    return [
                        "edge",
                        name,
                        end,
                        self._walk(claim, {**box, name: (face, face)}, rest, depth + 1),
                    ]
                except GaveUp:
                    continue
                finally:
                    self.budget = spent
        return None

    @staticmethod
    def _widest(box: Box, slopes: dict[str, arb]) -> str | None:
        """The variable whose width matters most to first order."""

        def weight(name: str) -> tuple[float, float]:
            width = float(box[name][1] - box[name][0])
            slope = (
                abs(float(abs(slopes[name]).mid())) + float(slopes[name].rad())
                if name in slopes
                else 1.0
            )
            return (width * slope if slope > 0 else 0.0), width

        wide = [name for name, (low, high) in box.items() if high - low > Fraction(1, 2**60)]
        return max(wide, key=weight) if wide else None


def _depth(term: arb, order: int) -> arb:
    """How far c*t**order goes below zero for |t| <= 1."""
    return abs(term) if order % 2 else max(arb(0), -term.lower())


def truth(statement: Term, hull: dict[str, Interval]) -> bool | None:
    """Whether the statement is certainly true or false everywhere on the box."""
    try:
        return _truth(statement, hull, frozenset(), {})
    except (Unsure, Undefined):
        return None


def _truth(statement: Term, hull: dict[str, Interval], safe: frozenset, known: dict) -> bool | None:
    head = statement[0]
    if head in ("and", "or"):
        answers = [_truth(part, hull, safe, known) for part in statement[1:]]
        decisive = head == "or"
        return decisive if decisive in answers else None if None in answers else not decisive
    a, b = enclosure(statement[1], hull, safe, known), enclosure(statement[2], hull, safe, known)
    if head in (">", ">="):
        a, b, head = b, a, TURNED[head]
    if head == "<=":
        return True if a.high <= b.low else False if a.low > b.high else None
    if head == "<":
        return True if a.high < b.low else False if a.low >= b.high else None
    apart = a.high < b.low or b.high < a.low
    if apart:
        return head == "!="
    same = a.low == a.high == b.low == b.high
    return (head == "==") if same else None


def _simple_middle(low: Fraction, high: Fraction) -> Fraction:
    """A dyadic number near the middle."""
    exact = (low + high) / 2
    width, denominator = high - low, 1
    while Fraction(1, denominator) > width / 8:
        denominator *= 2
    return Fraction(round(exact * denominator), denominator)


def certificate(
    goal: Goal,
    box: Box,
    defined: list[dict] | None = None,
    budget: int = 200_000,
    put: dict[str, Term] | None = None,
) -> dict | None:
    """The certificate that the goal holds on its box. `defined` proves every condition of the claim
    when given.

    `put` replaces variables (by pi times a new one) before anything else; the box is then one of
    the new variables.
    """
    safe = (
        frozenset(substitute(each, put or {}) for each in conditions(goal.claim))
        if defined
        else frozenset()
    )
    moved = goal
    if put:
        moved = Goal(
            goal.variables,
            tuple(substitute(each, put) for each in goal.where),
            substitute(goal.claim, put),
        )
    try:
        tree = Prover(moved, safe, budget).tree(box)
    except (GaveUp, RecursionError):
        return None
    sides = {name: [str(low), str(high)] for name, (low, high) in box.items()}
    found = {
        "kind": "ball",
        "goal": goal.to_json(),
        "box": sides,
        "tree": tree,
        "precision": PRECISION + 32,
    }
    if put:
        found["put"] = {name: to_json(term) for name, term in put.items()}
    return found | ({"defined": defined} if defined else {})


__all__ = ["Box", "GaveUp", "Prover", "certificate", "truth"]
