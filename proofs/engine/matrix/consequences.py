"""Membership in the two-sided ideal of the rules: goal = sum of coefficient * left (rule) right.

First every rule is used as a rewriting rule from its leading term. What is left is looked for in
the span of all consequences that share a term with it, then with those, and so on, up to a bounded
degree: linear algebra modulo a prime finds the support, exact rational algebra the coefficients.
Only the explicit combination counts; how it was found does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from .. import work
from . import words
from .linear import order, size, solve
from .rules import Flat, Key, Rule, add
from .words import ONE, Letter, Monomial, Size, Word


class Step(NamedTuple):
    """coefficient * left (rule) right, or coefficient * tr(left (rule) right) * times, or
    coefficient * (scalar rule) * times.
    """

    coefficient: Monomial
    rule: int
    transposed: bool
    left: Word
    right: Word
    trace: bool
    times: Word | None  # the word behind a scalar factor; None when the goal is scalar-valued


Combination = dict[Step, Fraction]


class Base(NamedTuple):
    """A rule as the ideal uses it: a given one, or one derived from given ones as the sum of
    `parts`.
    """

    terms: Flat
    terms_transposed: Flat
    rows: Size | None
    cols: Size | None
    is_scalar: bool
    parts: tuple[tuple[Fraction, Step], ...] = ()


class Ideal:
    """The consequences of some rules, for goals with the given number of rows (None:
    scalar-valued).
    """

    def __init__(self, rules: Sequence[Rule], letters: Mapping[str, Letter], rows: Size | None):
        self.given, self.letters, self.rows = rules, letters, rows
        self.rules: list[Base] = []
        self.sides: list[tuple[int, bool, Flat]] = []
        self.definitions: set[int] = set()
        self.uses: dict[str, set[str]] = {}  # defined letter -> letters of its definition
        self.leading: dict[tuple[int, bool], Key] = {}
        self._expanded: dict[Step, Flat] = {}
        for one in rules:
            sizes = (None, None) if one.is_scalar else (one.rows, one.cols)
            self._append(
                Base(
                    one.terms, {} if one.is_scalar else one.terms_transposed, *sizes, one.is_scalar
                )
            )

    def _append(self, base: Base) -> None:
        index = len(self.rules)
        self.rules.append(base)
        for flag, terms in ((False, base.terms), (True, base.terms_transposed)):
            if terms and not (
                flag and terms in (base.terms, {key: -q for key, q in base.terms.items()})
            ):
                self.sides.append((index, flag, terms))
                self.leading[index, flag] = self._leading(index, terms)

    # --- one consequence --------------------------------------------------------------------------

    def terms(self, step: Step) -> Flat:
        """The expression of a step."""
        known = self._expanded.get(step)
        if known is not None:
            return known
        one = self.rules[step.rule]
        rows = one.cols if step.transposed else one.rows
        start = words.ends(step.left[0], self.letters)[0] if step.left else rows
        total: Flat = {}
        for (mono, word), q in (one.terms_transposed if step.transposed else one.terms).items():
            front, whole = ONE, step.times
            if word is not None and step.trace:
                factor = words.normal_trace(word + step.right, rows, self.letters)
                if isinstance(factor, int):
                    q, factor = q * factor, ONE
                front = factor
            elif word is not None:
                front, whole = words.normal_word(step.left + word + step.right, start, self.letters)
            for product, value in words.product(
                {step.coefficient: q}, {words.times(mono, front): Fraction(1)}
            ).items():
                add(total, {(product, whole): value})
        self._expanded[step] = total
        return total

    def unfold(self, combination: Combination) -> Combination:
        """Write uses of derived rules as uses of given ones."""
        total: Combination = {}
        for step, q in combination.items():
            parts = self.rules[step.rule].parts
            for value, part in parts or ((Fraction(1), None),):
                new = step if part is None else self._nested(step, part)
                total[new] = total.get(new, 0) + q * value
        return {step: q for step, q in total.items() if q}

    def _nested(self, outer: Step, inner: Step) -> Step:
        """The step that `outer` becomes where its rule is replaced by the consequence `inner`."""
        left, right, flag = inner.left, inner.right, inner.transposed
        if outer.transposed:
            left, right, flag = words.transposed(right), words.transposed(left), not flag
        coefficient = words.times(outer.coefficient, inner.coefficient)
        if self.rules[outer.rule].is_scalar:
            return inner._replace(coefficient=coefficient, times=outer.times)
        if outer.trace:
            return Step(
                coefficient, inner.rule, flag, (), right + outer.right + left, True, outer.times
            )
        return Step(
            coefficient, inner.rule, flag, outer.left + left, right + outer.right, False, None
        )

    # --- completion -------------------------------------------------------------------------------

    def complete(self, deadline: float, degree: int, most: int = 40) -> None:
        """Add the remainders of overlaps of leading words (bounded degree, number and time), as
        Knuth and Bendix do.
        """
        done: set[tuple] = set()
        rows = self.rows
        while not work.over(deadline, 1000) and len(self.rules) < len(self.given) + most:
            pairs = [
                (a[:2], b[:2])
                for a in self.sides
                for b in self.sides
                if (a[0], a[1], b[0], b[1]) not in done and a[0] <= b[0]
            ]
            if not pairs:
                break
            pairs.sort(key=lambda pair: size(self.leading[pair[0]]) + size(self.leading[pair[1]]))
            (first, second) = pairs[0]
            done.add((*first, *second))
            for overlap in self._overlaps(first, second):
                self._settle(*overlap, deadline, degree)
        self.rows = rows

    def put_in(self, deadline: float) -> None:
        """Add what scalar rules say with the defined letters put in."""
        for index, one in enumerate(self.rules[: len(self.given)]):
            if not one.is_scalar or index in self.definitions:
                continue
            rest, steps = self.reduce(one.terms, deadline, 300, self.definitions)
            if not rest or not steps or any(step.times is not None for step in steps):
                continue
            parts = [(Fraction(1), Step(ONE, index, False, (), (), False, None))]
            parts += [(-q, step) for step, q in steps.items()]
            self._append(Base(rest, {}, None, None, True, tuple(parts)))

    def _overlaps(
        self, first: tuple[int, bool], second: tuple[int, bool]
    ) -> Iterator[tuple[Step, Step, Word]]:
        """Pairs of steps with the same leading word, and that word."""
        (m, v), (n, w) = self.leading[first], self.leading[second]
        if v is None or w is None or m != ONE or n != ONE or not v or not w:
            return
        make = lambda which, left, right: Step(ONE, *which, left, right, False, None)  # noqa: E731
        for one, a, other, b in ((first, v, second, w), (second, w, first, v)):
            for k in range(1, min(len(a), len(b))):
                if a[-k:] == b[:k]:
                    yield make(one, (), b[k:]), make(other, a[:-k], ()), a + b[k:]
            if len(b) <= len(a):
                for i in range(len(a) - len(b) + 1):
                    if a[i : i + len(b)] == b and (one, i) != (other, 0):
                        yield make(one, (), ()), make(other, a[:i], a[i + len(b) :]), a

    def _settle(self, one: Step, other: Step, word: Word, deadline: float, degree: int) -> None:
        """Reduce the difference of two steps; a nonzero remainder becomes a derived rule."""
        entries, more = dict(self.terms(one)), self.terms(other)
        key = (ONE, word)
        if key not in entries or key not in more:  # a 1 x 1 block fell out of the word
            return
        factor = entries[key] / more[key]
        add(entries, more, -factor)
        base = self.rules[one.rule]
        first = (
            words.ends(one.left[0], self.letters)[0]
            if one.left
            else (base.cols if one.transposed else base.rows)
        )
        last = (
            words.ends(one.right[-1], self.letters)[1]
            if one.right
            else (base.rows if one.transposed else base.cols)
        )
        self.rows = first
        rest, steps = self.reduce(entries, deadline, 300)
        if (
            not rest
            or max(map(size, rest)) > degree
            or any(step.trace or step.times is not None for step in steps)
        ):
            return
        parts: Combination = {one: Fraction(1)}
        for step, q in [(other, -factor), *((step, -q) for step, q in steps.items())]:
            parts[step] = parts.get(step, 0) + q
        if any(self.rules[step.rule].is_scalar for step in parts):
            return
        real = self.unfold({step: q for step, q in parts.items() if q})
        flipped = {(mono, words.transposed(word)): q for (mono, word), q in rest.items()}
        self._append(
            Base(rest, flipped, first, last, False, tuple((q, step) for step, q in real.items()))
        )

    # --- where a rule applies ---------------------------------------------------------------------

    def steps(self, key: Key, index: int, flag: bool, term: Key) -> Iterator[Step]:
        """All consequences of a rule in which `term` of the rule becomes `key`."""
        (mono, word), (inside, pattern) = key, term
        rest = words.over(mono, inside)
        if rest is None:
            return
        if pattern is None:
            yield Step(rest, index, False, (), (), False, word)
            return
        one = self.rules[index]
        rows = one.cols if flag else one.rows
        if word is not None:
            n = len(pattern)
            if pattern:
                places = [i for i in range(len(word) - n + 1) if word[i : i + n] == pattern]
            else:
                start = words.ends(word[0], self.letters)[0] if word else self.rows
                places = [
                    i
                    for i, size in enumerate(words.gaps(word, start, self.letters))
                    if size == rows
                ]
            for i in places:
                yield Step(rest, index, flag, word[:i], word[i + n :], False, None)
        for atom, _ in rest:
            if atom[0] == "tr":
                for around in self._around(atom[1], pattern, rows):
                    yield Step(words.over(rest, ((atom, 1),)), index, flag, (), around, True, word)
            elif atom[0] == "dim" and not pattern and atom[1] == rows:
                yield Step(words.over(rest, ((atom, 1),)), index, flag, (), (), True, word)

    def _around(self, cycle: Word, pattern: Word, rows: Size) -> list[Word]:
        """All words X with tr(pattern X) = tr(cycle)."""
        n, found = len(pattern), set()
        for way in (cycle, words.transposed(cycle)):
            for i in range(len(way)):
                turned = way[i:] + way[:i]
                if (
                    turned[:n] == pattern
                    and len(turned) >= n
                    and (pattern or words.ends(turned[0], self.letters)[0] == rows)
                ):
                    found.add(turned[n:])
        return sorted(found)

    # --- rewriting --------------------------------------------------------------------------------

    def _leading(self, index: int, terms: Flat) -> Key:
        for name in self._defined_by(index) if index < len(self.given) else ():
            mine = [key for key in terms if name in _names(key)]
            others = set().union(*(_names(key) for key in terms if key not in mine))
            if len(mine) == 1 and size(mine[0]) == 1 and not self._leads_to(others, name):
                self.definitions.add(index)
                self.uses[name] = others | self.uses.get(name, set())
                return mine[0]
        return max(terms, key=order)

    def _defined_by(self, index: int) -> list[str]:
        """Letters that a rule can define: one side alone, or the smaller side of an order."""
        one = self.given[index]
        trees = [one.left.tree, one.right.tree]
        if one.reason.startswith("order"):
            trees.append(one.right.tree[1])
        trees = [tree[1] if isinstance(tree, tuple) and tree[0] == "T" else tree for tree in trees]
        return [tree for tree in trees if isinstance(tree, str)]

    def _leads_to(self, names: set[str], name: str) -> bool:
        """Whether writing out definitions of these names ever comes to `name`."""
        seen: set[str] = set()
        while names := names - seen:
            seen |= names
            names = set().union(*(self.uses.get(one, set()) for one in names))
        return name in seen

    def reduce(
        self, goal: Flat, deadline: float, most: int = 4000, only: set[int] | None = None
    ) -> tuple[Flat, Combination]:
        """Rewrite by leading terms (of some rules); the remainder and the combination that was
        subtracted.
        """
        goal, combination, done = dict(goal), {}, {}
        for _ in range(most):
            if work.over(deadline, 30 * len(goal)):
                break
            found = None
            for key in sorted((key for key in goal if key not in done), key=order, reverse=True):
                found = self._rewrite(key, only)
                if found:
                    break
                done[key] = True
            if not found:
                break
            step, q = found
            factor = goal[key] / q
            add(goal, self.terms(step), -factor)
            combination[step] = combination.get(step, 0) + factor
        return goal, {step: q for step, q in combination.items() if q}

    def _rewrite(self, key: Key, only: set[int] | None) -> tuple[Step, Fraction] | None:
        for index, flag, _ in self.sides:
            if only is not None and index not in only:
                continue
            for step in self.steps(key, index, flag, self.leading[index, flag]):
                entries = self.terms(step)
                q = entries.get(key)
                if q and (
                    index in self.definitions
                    or all(order(other) <= order(key) for other in entries)
                ):
                    return step, q
        return None

    # --- linear algebra over consequences ---------------------------------------------------------

    def search(self, goal: Flat, deadline: float, most: int = 6000) -> Combination | None:
        """A combination of consequences equal to the goal, of growing degree."""
        if not goal:
            return {}
        largest = max(size(key) for key in goal)
        for slack in (0, 1, 2, 4):
            known: set[Key] = set()
            columns: dict[Step, Flat] = {}
            frontier = set(goal)
            while frontier and len(columns) < most and not work.over(deadline, 100):
                new: set[Key] = set()
                for key in sorted(frontier, key=order):
                    known.add(key)
                    for index, flag, terms in self.sides:
                        for term in terms:
                            for step in self.steps(key, index, flag, term):
                                if step in columns:
                                    continue
                                entries = self.terms(step)
                                if entries and max(map(size, entries)) <= largest + slack:
                                    columns[step] = entries
                                    new.update(entries)
                    if len(columns) >= most or work.over(deadline, 2000):
                        break
                frontier = new - known
                found = solve(goal, columns, deadline)
                if found is not None:
                    return found
            if work.over(deadline, 0):
                return None
        return None

    def combination(self, goal: Flat, seconds: float) -> Combination | None:
        """A combination equal to the goal, checked by expansion; None when none was found."""
        deadline = work.done() + seconds
        if not goal:
            return {}
        if not self.sides:
            return None
        rest, first = self.reduce(goal, deadline)
        if rest:
            half = work.done() + 0.3 * seconds
            self.complete(half, max(map(size, goal)) + 2)
            if len(self.rules) > len(self.given):
                rest, first = self.reduce(goal, half)
        second = self.search(rest, deadline)
        if second is None and rest != goal:
            first, second = {}, self.search(goal, deadline)
        if second is None:
            return None
        total = dict(first)
        for step, q in second.items():
            total[step] = total.get(step, 0) + q
        total = self.unfold(total)
        check: Flat = dict(goal)
        for step, q in total.items():
            add(check, self.terms(step), -q)
        return None if check else total


def _names(key: Key) -> set[str]:
    found = {factor[0] for factor in key[1] or ()}
    for atom, _ in key[0]:
        if atom[0] == "tr":
            found |= {factor[0] for factor in atom[1]}
        elif atom[0] == "norm":
            found |= set().union(*(_names((inside, None)) for inside, _ in atom[1]))
        elif atom[0] == "s":
            found.add(atom[1])
    return found
