"""An inequality with roots, read: a sum of terms A or A*r or A/r, r a root and A free of roots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...goal import Goal
from ...terms import TURNED, Term, subterms
from ..forms import functions, is_root, roots
from ..rational import Field


@dataclass(frozen=True)
class Summand:
    """sign * factor * root**exponent; `root` is None and the exponent 0 where there is none."""

    sign: int
    factor: Term
    root: Term | None = None
    exponent: int = 0

    @property
    def term(self) -> Term:
        whole = self.factor
        if self.root is not None:
            whole = ("*" if self.exponent > 0 else "/", self.factor, self.root)
        return whole if self.sign > 0 else ("-", whole)


def sides(goal: Goal) -> tuple[str, Term, Term] | None:
    """(head, smaller, larger) of an inequality whose only functions are roots, none in another."""
    head, *both = goal.claim
    if head in (">=", ">"):
        head, both = TURNED[head], both[::-1]
    if head not in ("<=", "<") or goal.integers:
        return None
    found = roots(goal.claim)
    if not found or set(functions(goal.claim)) - set(found):
        return None
    if any(roots(one[1]) for one in found):
        return None
    return head, both[0], both[1]


def summands(goal: Goal) -> tuple[str, list[Summand]] | None:
    """What larger - smaller is a sum of; None where a term has more than one root, or one inside a
    sum that is multiplied.
    """
    found = sides(goal)
    if found is None:
        return None
    head, small, large = found
    made = []
    for sign, side in ((1, large), (-1, small)):
        for own, term in _flat(side):
            one = _summand(sign * own, term)
            if one is None:
                return None
            made.append(one)
    return head, made


def _flat(term: Term) -> Iterator[tuple[int, Term]]:
    """The summands; a sum with roots that is multiplied or divided is opened."""
    if isinstance(term, tuple) and roots(term):
        head, *parts = term
        if head in ("+", "-"):
            for i, part in enumerate(parts):
                sign = -1 if head == "-" and (i or len(parts) == 1) else 1
                for own, one in _flat(part):
                    yield sign * own, one
            return
        if head == "*":
            open_ = [i for i, part in enumerate(parts) if roots(part)]
            if len(open_) == 1:
                (i,) = open_
                for own, one in _flat(parts[i]):
                    yield own, ("*", *parts[:i], one, *parts[i + 1 :])
                return
        if head == "/" and not roots(parts[1]):
            for own, one in _flat(parts[0]):
                yield own, ("/", one, parts[1])
            return
    yield 1, term


def _summand(sign: int, term: Term) -> Summand | None:
    inside = [part for part in subterms(term) if is_root(part)]
    found = list(dict.fromkeys(inside))
    if not found:
        return Summand(sign, term)
    if len(found) > 1:
        return None
    (root,) = found
    field = Field(term)
    quotient, x = field.read(term), field.generator(field.atoms[root])
    top, bottom = quotient.numerator, quotient.denominator
    place = field.generators.index(field.atoms[root])
    up, down = top.degrees()[place], bottom.degrees()[place]
    if (up, down) not in ((1, 0), (0, 1)):
        return None
    changed = top if up else bottom
    rest = changed.derivative(field.atoms[root])
    if rest * x != changed:
        return None
    top, bottom = (rest, bottom) if up else (top, rest)
    factor = field.term(top)
    if not bottom.is_constant():
        factor = ("/", factor, field.term(bottom))
    return Summand(sign, factor, root, 1 if up else -1)
