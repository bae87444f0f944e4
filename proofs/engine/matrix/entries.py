"""Claims whose sizes are all integers, written out entry by entry and handed to the scalar engine.

The free algebra knows only what holds for all sizes; at a fixed size more is true (Cayley and
Hamilton for 2 x 2 matrices).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict, together
from .. import work
from ..goal import Goal
from ..terms import Term
from .points import Point

MOST_ENTRIES = 30

Table = list[list[Term]]


def by_entries(question: Any, relation: str, end: float) -> Evidence | None:
    """PROVED or CERTIFIED entry by entry, or None. All sizes must be integers."""
    from ..scalar import decide

    frame = _Entries(question)
    if frame.count > MOST_ENTRIES or work.over(end, 1000):
        return None
    where = frame.kinds()
    for one in question.rules:
        if one.is_given:
            where += [("==", a, b) for a, b in frame.pairs(one.left.tree, one.right.tree)]
    where += [
        ("<" if i in question.strict else "<=", frame.scalar(a.tree), frame.scalar(b.tree))
        for i, (a, b) in enumerate(question.where)
    ]
    parts: list[Evidence] = []
    for a, b in frame.pairs(question.left.tree, question.right.tree):
        seconds = end - work.done()
        if seconds <= 0:
            return None
        found = decide(Goal.of((relation, a, b), where), seconds=seconds, seed=question.seed)
        if found.verdict not in (Verdict.PROVED, Verdict.CERTIFIED):
            return None
        parts.append(found)
    return (
        together(*parts).saying("Written out entry by entry:").scoped("the sizes as stated")
        if parts
        else None
    )


class _Entries:
    """Matrices of scalar terms; the entry i, j of A is the name A_i_j."""

    def __init__(self, question: Any):
        self.point, self.letters = Point({}), question.sampler.letters
        shapes = {name: self.point.shape(one) for name, one in self.letters.items()}
        self.count = sum(m * n for m, n in shapes.values())
        taken, self.tables = set(question.scalars), {}
        for name, (m, n) in shapes.items() if self.count <= MOST_ENTRIES else ():
            mark = name.lstrip("_")  # names of the scalar engine begin with a letter
            cells = [(i + 1, j + 1) for i in range(m) for j in range(n)]
            while any(f"{mark}_{i}_{j}" in taken for i, j in cells):
                mark += "_"
            taken |= {f"{mark}_{i}_{j}" for i, j in cells}
            self.tables[name] = [[f"{mark}_{i + 1}_{j + 1}" for j in range(n)] for i in range(m)]

    def kinds(self) -> list[Term]:
        """Equations that the declared kinds give; what they leave out (semidefinite, selector) only
        makes the claim harder.
        """
        found: list[Term] = []
        for name, one in self.letters.items():
            table = self.tables[name]
            n = len(table)
            if one.kind in ("symmetric", "psd", "diagonal", "selector"):
                found += [("==", table[i][j], table[j][i]) for i in range(n) for j in range(i)]
            if one.kind in ("diagonal", "selector"):
                found += [("==", table[i][j], Fraction(0)) for i in range(n) for j in range(i)]
            if one.kind == "psd":  # the principal minors of order 1 and 2
                found += [("<=", Fraction(0), table[i][i]) for i in range(n)]
                found += [
                    ("<=", ("^", table[i][j], Fraction(2)), ("*", table[i][i], table[j][j]))
                    for i in range(n)
                    for j in range(i)
                ]
            if one.kind == "orthogonal":
                found += [("==", a, b) for a, b in self.pairs(("@", ("T", name), name), ("I", n))]
        return found

    def pairs(self, left: Any, right: Any) -> list[tuple[Term, Term]]:
        a, b = self.value(left), self.value(right)
        if isinstance(a, list):
            return [(x, y) for row, other in zip(a, b) for x, y in zip(row, other)]
        return [(a, b)]

    def scalar(self, tree: Any) -> Term:
        return self.value(tree)

    def value(self, tree: Any) -> Any:
        if isinstance(tree, Fraction):
            return tree
        if isinstance(tree, str):
            return self.tables.get(tree, tree)
        head = tree[0]
        if head == "I":
            n = self.point.size(tree[1])
            return [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
        if head == "0":
            return [
                [Fraction(0)] * self.point.size(tree[2]) for _ in range(self.point.size(tree[1]))
            ]
        if head == "^":
            return ("^", self.value(tree[1]), tree[2])
        parts = [self.value(part) for part in tree[1:]]
        if head == "T":
            return [list(column) for column in zip(*parts[0])]
        if head == "sqrt":
            return ("sqrt", parts[0])
        if head == "tr":
            return _sum([parts[0][i][i] for i in range(len(parts[0]))])
        if head in ("norm2", "inner"):
            return _sum(
                [("*", x, y) for row, other in zip(parts[0], parts[-1]) for x, y in zip(row, other)]
            )
        if head == "@":
            total = parts[0]
            for part in parts[1:]:
                total = [
                    [_sum([("*", x, y) for x, y in zip(row, column)]) for column in zip(*part)]
                    for row in total
                ]
            return total
        if head == "scale":
            return [[("*", parts[0], x) for x in row] for row in parts[1]]
        if isinstance(parts[0], list):
            return [[(head, *cells) for cells in zip(*rows)] for rows in zip(*parts)]
        return (head, *parts)


def _sum(terms: list[Term]) -> Term:
    return terms[0] if len(terms) == 1 else ("+", *terms)
