"""A root of something linear in a variable takes the place of the variable: x = r**2 - 1 where
sqrt(1 + x) occurs, x = r**3 where x**(1/3) does.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...goal import Goal
from ...terms import TURNED, Term, names, substitute
from ...work import Budget
from ..domain import box
from ..forms import ALGEBRAIC, ONE, ZERO, conditions, conjuncts, degree_of, folded, heads, roots
from ..monotone import plausible
from ..points import Undefined, Unsure, rational_value, value
from ..rational import Field, TooLarge
from ..rewriting import replaced, rewritten
from .settled import instance, settled
from .variables import Step

LARGEST_ROOT = 6
FAR = 10**300  # floating point ends there


def unrooted(goal: Goal, budget: Budget) -> Step | None:
    """The goal in the root, for the first root that allows it."""
    if goal.integers or not heads(goal.claim) - ALGEBRAIC - {"rpower"}:
        return None
    rounded = None
    for root in roots(goal.claim):
        line = _line(root[1])
        if line is None or degree_of(root) > LARGEST_ROOT:
            continue
        found = _moved(goal, root, *line, budget)
        if found is not None and _exact(goal, *line, degree_of(root)):
            return found
        if rounded is None and found is not None and _has_values(*found[0]):
            rounded = found
    return rounded


def _exact(goal: Goal, name: str, a: Fraction, b: Fraction, n: int) -> bool:
    """Whether the bounds of the variable are rational ones of the root."""
    ends = [end.at for end in (box(goal)[name].low, box(goal)[name].high) if end is not None]
    numbers = [_number(end) for end in ends]
    return all(
        one is not None and (a * one + b < 0 or _root(a * one + b, n) is not None)
        for one in numbers
    )


def _has_values(goal: Goal) -> bool:
    """Whether the claim has a value at the ends of the domain, which were rounded outward."""
    new = goal.variables[-1]
    side = box(goal)[new]
    if set(names(goal.claim)) != {new}:
        return True
    try:
        for end in filter(None, (side.low, side.high)):
            for one in goal.claim[1:]:
                value(substitute(one, {new: end.at}), {})
    except (Undefined, Unsure):
        return False
    return True


def _moved(
    goal: Goal, root: Term, name: str, a: Fraction, b: Fraction, budget: Budget
) -> Step | None:
    n, new = degree_of(root), f"_root_{name}"
    if new in goal.variables:
        return None
    power = ("^", root, Fraction(n))
    back = power if b == 0 else ("-", power, b)
    pairs = {root: root, root[1]: power, name: back if a == 1 else ("/", back, a)}
    equations = []
    for old, put in pairs.items():
        proof = settled(Goal(goal.variables, goal.where, ("==", old, put)), budget, facts=False)
        if proof is None:
            return None
        equations.append(proof)
    moved = replaced(goal, pairs)
    inside = lambda term: substitute(term, {root: new})  # noqa: E731
    edges, said = [(">=", new, ZERO)], set()
    defined = [settled(Goal(goal.variables, moved.where, one), budget) for one in conditions(root)]
    defined.append(settled(Goal(goal.variables, moved.where, (">=", root, ZERO)), budget))
    for bound, edge in _edges(goal, name, a, b, n, new):
        at = substitute(edge, {new: root})
        proof = settled(Goal(goal.variables, moved.where, at), budget)
        if proof is not None:
            said.add(inside(folded(substitute(bound, pairs))))
            edges = [one for one in edges if one[1:] != edge[1:]]
            edges.append(edge)
            defined.append(proof)
    if None in defined:
        return None
    if any(one[0] in (">", ">=") for one in edges[1:]):
        edges = [one for one in edges if one != (">=", new, ZERO)]
    where = [one for one in map(inside, moved.where) if one not in said]
    claim = inside(moved.claim)
    if name in names(claim, *where):
        return None
    variables = (*(one for one in goal.variables if one != name), new)
    inner = Goal(variables, (*where, *edges), claim)
    plain = [one for one in where if new not in names(one)]
    wider = Goal(variables, (*plain, *edges), claim)  # bounds alone, where that is still true
    if len(plain) < len(where) and plausible(wider):
        inner = wider

    def back_again(proofs: list[dict]) -> dict:
        return rewritten(goal, equations, instance(moved, {new: root}, proofs[0], defined))

    return [inner], back_again


def _line(term: Term) -> tuple[str, Fraction, Fraction] | None:
    """(x, a, b) where the term is a*x + b with numbers a and b."""
    if len(names(term)) != 1 or heads(term):
        return None
    (name,) = names(term)
    try:
        field = Field(term)
        read = field.read(term)
    except (TooLarge, ZeroDivisionError):
        return None
    if not read.denominator.is_constant() or read.numerator.total_degree() != 1:
        return None
    numbers = {ONE: ZERO, ZERO: ZERO}
    place = field.generators.index(name)
    for exponents, c in read.numerator.terms():
        if sum(map(int, exponents)) != int(exponents[place]):
            return None  # pi or E
        numbers[Fraction(int(exponents[place]))] = Fraction(int(c.p), int(c.q))
    return name, numbers[ONE], numbers[ZERO]


def _edges(
    goal: Goal, name: str, a: Fraction, b: Fraction, n: int, new: str
) -> Iterator[tuple[Term, Term]]:
    """(a bound of the variable as it is written, what it says of the root)."""
    for part in (one for each in goal.where for one in conjuncts(each)):
        if part[0] not in (*TURNED, "!=") or len(part) != 3:
            continue
        head, left, right = part
        if right == name:
            head, left, right = TURNED.get(head, head), right, left
        end = _number(right) if left == name else None
        if end is None or a * end + b < 0:
            continue
        inside = a * end + b
        head = head if a > 0 else TURNED.get(head, head)
        exact = _root(inside, n)
        if exact is None and head != "!=" and inside < FAR:  # a number near it, outward
            near = Fraction(round(float(inside) ** (1 / n) * 2**20), 2**20)
            exact = near + Fraction(-1 if head in (">", ">=") else 1, 2**18)
        if exact is not None:
            yield part, (head, new, exact)


def _root(number: Fraction, n: int) -> Fraction | None:
    return rational_value(("rpower", number, Fraction(1, n)))


def _number(term: Term) -> Fraction | None:
    """The value of a closed term without functions."""
    return None if names(term) or heads(term) else rational_value(term)
