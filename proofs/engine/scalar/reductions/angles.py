"""Products of sines and cosines as sums: 2 sin(x) cos(y) = sin(x + y) + sin(x - y), where fewer
functions are left.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ...goal import Goal
from ...processes import alone
from ...terms import NEGATED, TURNED, Term, substitute, to_json
from ...work import Budget
from .. import identity
from ..forms import ZERO, functions, gap, size
from ..rational import Field, TooLarge
from .settled import by_lemmas, settled
from .variables import Step

MOST_FACTORS, LARGEST = 6, 300


def summed(goal: Goal, budget: Budget) -> Step | None:
    """The claim with sums, where these have fewer sines and cosines than the products."""
    head, left, right = goal.claim
    if head not in TURNED or goal.integers or size(goal.claim) > LARGEST:
        return None
    before = [part for part in functions(goal.claim) if part[0] in ("sin", "cos")]
    if len(before) < 2 or any(functions(part[1]) for part in before):
        return None
    apart = gap(goal.claim)
    try:
        new = _linear(apart, before)
    except (TooLarge, ZeroDivisionError):
        return None
    if new is None:
        return None
    after = [part for part in functions(new) if part[0] in ("sin", "cos")]
    if len(after) >= len(before):
        return None
    same = Goal(goal.variables, goal.where, ("==", apart, new))
    equation = alone(lambda: _equal(same, budget), budget.share(0.4, 2.0))
    if equation is None:
        return None
    inner = Goal(goal.variables, goal.where, (">=" if len(head) == 2 else ">", new, ZERO))

    def back(proofs: list[dict]) -> dict:
        lemmas = [(same, equation), (inner, proofs[0])]
        wider = (*goal.where, same.claim, inner.claim)
        facts = [(NEGATED[head], left, right), inner.claim, same.claim]
        tree = ["sum", list(map(to_json, facts)), [["1", [0], []], ["1", [1], []]], [[2, "1"]]]
        target = Goal(goal.variables, wider, goal.claim)
        final = {"kind": "positivstellensatz", "goal": target.to_json(), "proofs": [tree]}
        return by_lemmas(goal, lemmas, final)

    return [inner], back


def _equal(goal: Goal, budget: Budget) -> dict | None:
    found = identity.modulo(goal)
    if found is None:
        return None
    return identity.proved(found[0], found[1], goal, lambda one: settled(one, budget))


def _linear(gap: Term, atoms: list[Term]) -> Term | None:
    """The term with every product of sines and cosines as a sum; None where one is below a
    fraction bar.
    """
    field = Field(gap, *(part[1] for part in atoms))
    read = field.read(gap)
    if not read.denominator.is_constant():
        return None
    known = {field.generators.index(field.atoms[part]): part for part in atoms}
    angles = {i: field.read(part[1]) for i, part in known.items()}
    if any(not angle.denominator.is_constant() for angle in angles.values()):
        return None
    sums: dict[tuple[str, str], tuple[Any, Any]] = {}  # (head, angle as text): angle, factor
    for exponents, c in read.numerator.terms():
        factors = [i for i in known for _ in range(int(exponents[i]))]
        if len(factors) > MOST_FACTORS:
            return None
        rest = field.context.from_dict(
            {tuple(0 if i in known else int(e) for i, e in enumerate(exponents)): c}
        )
        for head, angle, number in _products([(known[i][0], angles[i].numerator) for i in factors]):
            head, angle, number = _normal(head, angle, number)
            if number:
                kept = sums.get((head, str(angle)), (angle, field.context.constant(0)))[1]
                sums[head, str(angle)] = (
                    angle,
                    kept + rest * field.constant(number).leading_coefficient(),
                )
    back = {name: atom for atom, name in field.atoms.items()}
    terms: list[Term] = []
    for (head, _), (angle, factor) in sums.items():
        if factor.is_zero():
            continue
        written = substitute(field.term(factor), back)
        if head != "one":
            wave = (head, field.term(angle))
            written = {"1": wave, "-1": ("-", wave)}.get(str(written), ("*", written, wave))
        terms.append(written)
    return ("+", *terms) if terms else ZERO


def _products(factors: list[tuple[str, Any]]) -> Iterator[tuple[str, Any, Fraction]]:
    """The product as a sum of number * cos(angle), number * sin(angle), or a number."""
    some: list[tuple[str, Any, Fraction]] = [("one", None, Fraction(1))]
    for head, angle in factors:
        made = []
        for other, phase, number in some:
            if other == "one":
                made.append((head, angle, number))
                continue
            half, over, under = number / 2, phase + angle, phase - angle
            if head == other:  # cos cos and sin sin
                made += [("cos", under, half), ("cos", over, half if head == "cos" else -half)]
            else:
                sign = 1 if other == "sin" else -1
                made += [("sin", over, half), ("sin", under, sign * half)]
        some = made
    yield from some


def _normal(head: str, angle: Any, number: Fraction) -> tuple[str, Any, Fraction]:
    if head == "one":
        return head, angle, number
    if angle.is_zero():
        return "one", None, number if head == "cos" else Fraction(0)
    if angle.leading_coefficient() < 0:
        return head, -angle, number if head == "cos" else -number
    return head, angle, number
