"""Membership in the two-sided ideal of the rules: goal = sum of coefficient * left (rule) right.

First every rule is used as a rewriting rule from its leading term. What is left is looked for in the span of all consequences that
share a term with it, then with those, and so on, up to a bounded degree: linear algebra modulo a prime finds the support, exact
rational algebra the coefficients. Only the explicit combination counts; how it was found does not matter.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from . import words
from .rules import Flat, Key, Rule, add
from .words import ONE, Letter, Monomial, Size, Word

PRIME = (1 << 61) - 1


class Step(NamedTuple):
    """coefficient * left (rule) right, or coefficient * tr(left (rule) right) * times, or coefficient * (scalar rule) * times."""

    coefficient: Monomial
    rule: int
    transposed: bool
    left: Word
    right: Word
    trace: bool
    times: Word | None  # the word behind a scalar factor; None when the goal is scalar-valued


Combination = dict[Step, Fraction]


class Ideal:
    """The consequences of some rules, for goals with the given number of rows (None: scalar-valued)."""

    def __init__(self, rules: Sequence[Rule], letters: Mapping[str, Letter], rows: Size | None):
        self.rules, self.letters, self.rows = rules, letters, rows
        self.sides = [
            (index, flag, terms)
            for index, one in enumerate(rules)
            for flag, terms in ((False, one.terms), (True, {} if one.is_scalar else one.terms_transposed))
            if terms and not (flag and terms in (one.terms, {key: -q for key, q in one.terms.items()}))
        ]
        self.definitions: set[int] = set()
        self.leading = {(index, flag): self._leading(index, terms) for index, flag, terms in self.sides}
        self._expanded: dict[Step, Flat] = {}

    # --- one consequence ---------------------------------------------------------------------------------------------

    def terms(self, step: Step) -> Flat:
        """The expression of a step."""
        known = self._expanded.get(step)
        if known is not None:
            return known
        one = self.rules[step.rule]
        start = one.cols if step.transposed and not one.is_scalar else None if one.is_scalar else one.rows
        total: Flat = {}
        for (mono, word), q in (one.terms_transposed if step.transposed else one.terms).items():
            mono = words.times(step.coefficient, mono)
            if word is None:
                key: Key = (mono, step.times)
            elif step.trace:
                factor = words.normal_trace(word + step.right, start, self.letters)
                if isinstance(factor, int):
                    q, factor = q * factor, ONE
                key = (words.times(mono, factor), step.times)
            else:
                blocks, whole = words.normal_word(step.left + word + step.right, self.rows, self.letters)
                key = (words.times(mono, blocks), whole)
            add(total, {key: q})
        self._expanded[step] = total
        return total

    # --- where a rule applies ----------------------------------------------------------------------------------------

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
                places = [i for i, size in enumerate(words.gaps(word, self.rows, self.letters)) if size == rows]
            for i in places:
                yield Step(rest, index, flag, word[:i], word[i + n :], False, None)
        for atom, _ in rest:
            if atom[0] == "tr":
                for around in self._around(atom[1], pattern, rows):
                    yield Step(words.over(rest, ((atom, 1),)), index, flag, (), around, True, word)
            elif atom[0] == "dim" and not pattern and atom[1] == rows:
                yield Step(words.over(rest, ((atom, 1),)), index, flag, (), (), True, word)

    def _around(self, cycle: Word, pattern: Word, rows: Size) -> set[Word]:
        """All words X with tr(pattern X) = tr(cycle)."""
        n, found = len(pattern), set()
        for way in (cycle, words.transposed(cycle)):
            for i in range(len(way)):
                turned = way[i:] + way[:i]
                if turned[:n] == pattern and len(turned) >= n and (pattern or words.ends(turned[0], self.letters)[0] == rows):
                    found.add(turned[n:])
        return found

    # --- rewriting ---------------------------------------------------------------------------------------------------

    def _leading(self, index: int, terms: Flat) -> Key:
        one = self.rules[index]
        for side in (one.left, one.right):
            name = side.tree[1] if isinstance(side.tree, tuple) and side.tree[0] == "T" else side.tree
            if isinstance(name, str):  # a definition: eliminate the letter
                mine = [key for key in terms if name in _names(key)]
                if len(mine) == 1 and size(mine[0]) == 1:
                    self.definitions.add(index)
                    return mine[0]
        return max(terms, key=order)

    def reduce(self, goal: Flat, deadline: float, most: int = 4000) -> tuple[Flat, Combination]:
        """Rewrite by leading terms; the remainder and the combination that was subtracted."""
        goal, combination, done = dict(goal), {}, {}
        for _ in range(most):
            if time.monotonic() > deadline:
                break
            found = None
            for key in sorted((key for key in goal if key not in done), key=order, reverse=True):
                found = self._rewrite(key)
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

    def _rewrite(self, key: Key) -> tuple[Step, Fraction] | None:
        for index, flag, _ in self.sides:
            for step in self.steps(key, index, flag, self.leading[index, flag]):
                entries = self.terms(step)
                q = entries.get(key)
                if q and (index in self.definitions or all(order(other) <= order(key) for other in entries)):
                    return step, q
        return None

    # --- linear algebra over consequences ----------------------------------------------------------------------------

    def search(self, goal: Flat, deadline: float, most: int = 6000) -> Combination | None:
        """A combination of consequences equal to the goal, of growing degree."""
        if not goal:
            return {}
        largest = max(size(key) for key in goal)
        for slack in (0, 1, 2, 4):
            known: set[Key] = set()
            columns: dict[Step, Flat] = {}
            frontier = set(goal)
            while frontier and len(columns) < most and time.monotonic() < deadline:
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
                    if len(columns) >= most or time.monotonic() > deadline:
                        break
                frontier = new - known
                found = solve(goal, columns, deadline)
                if found is not None:
                    return found
            if time.monotonic() > deadline:
                return None
        return None

    def combination(self, goal: Flat, seconds: float) -> Combination | None:
        """A combination equal to the goal, checked by expansion; None when none was found."""
        deadline = time.monotonic() + seconds
        if not goal:
            return {}
        if not self.sides:
            return None
        rest, first = self.reduce(goal, deadline)
        second = self.search(rest, deadline)
        if second is None and rest != goal:
            first, second = {}, self.search(goal, deadline)
        if second is None:
            return None
        total = dict(first)
        for step, q in second.items():
            total[step] = total.get(step, 0) + q
        total = {step: q for step, q in total.items() if q}
        check: Flat = dict(goal)
        for step, q in total.items():
            add(check, self.terms(step), -q)
        return None if check else total


def size(key: Key) -> int:
    """Degree of a key: scalars and letters count one each."""
    return words.degree(key[0]) + len(key[1] or ())


def order(key: Key) -> tuple:
    return (size(key), len(key[1] or ()), key[0], key[1] or ())


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


def solve(goal: Flat, columns: Mapping[Step, Flat], deadline: float) -> Combination | None:
    """Rational x with sum of x[step] * columns[step] = goal, or None. The support is found modulo a prime."""
    basis: dict[Key, tuple[dict[Key, int], dict[Step | None, int]]] = {}  # pivot -> (row with pivot 1, how it was made)

    def modular(q: Fraction) -> int:
        return q.numerator * pow(q.denominator, -1, PRIME) % PRIME

    def reduce(entries: Flat, label: Step | None) -> tuple[dict[Key, int], dict[Step | None, int]]:
        vector = {key: value for key, q in entries.items() if (value := modular(q))}
        made: dict[Step | None, int] = {label: 1}
        hits = [key for key in vector if key in basis]
        while hits:
            for key in hits:
                value = vector.get(key)
                if not value:
                    continue
                row, recipe = basis[key]
                for target, source in ((vector, row), (made, recipe)):
                    for k, x in source.items():
                        y = (target.get(k, 0) - value * x) % PRIME
                        if y:
                            target[k] = y
                        else:
                            target.pop(k, None)
            hits = [key for key in vector if key in basis]
        return vector, made

    for step, entries in columns.items():
        if time.monotonic() > deadline:
            return None
        vector, made = reduce(entries, step)
        if vector:
            pivot = min(vector, key=order)
            inverse = pow(vector[pivot], -1, PRIME)
            basis[pivot] = (
                {key: x * inverse % PRIME for key, x in vector.items()},
                {key: x * inverse % PRIME for key, x in made.items()},
            )
    vector, made = reduce(goal, None)
    if vector:
        return None
    return exact_solution(goal, {step: columns[step] for step in made if step is not None})


def exact_solution(goal: Flat, columns: Mapping[Step, Flat]) -> Combination | None:
    """The unique rational solution on independent columns."""
    from flint import fmpq, fmpq_mat

    rows = sorted({key for entries in columns.values() for key in entries} | set(goal), key=order)
    place = {key: i for i, key in enumerate(rows)}
    n = len(columns)
    table = fmpq_mat(len(rows), n + 1)
    for j, entries in enumerate([*columns.values(), goal]):
        for key, q in entries.items():
            table[place[key], j] = fmpq(q.numerator, q.denominator)
    reduced, rank = table.rref()
    solution: Combination = {}
    steps = list(columns)
    for i in range(rank):
        pivot = next(j for j in range(n + 1) if reduced[i, j] != 0)
        if pivot == n:
            return None
        value = reduced[i, n]
        if value != 0:
            solution[steps[pivot]] = Fraction(int(value.p), int(value.q))
    return solution
