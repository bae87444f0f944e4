"""Evidence about Gaussian means: certificates of kind "gaussian-mean", whose integral the checker
computes again by another method.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor
from typing import Any

from flint import arb

from ...engine.terms import from_sympy, to_json
from ...vocabulary import Evidence, Verdict
from .. import Relation


def exact(value: arb) -> Fraction:
    """The rational number of a ball of radius 0."""
    mantissa, exponent = value.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def ends(enclosure: arb, digits: int = 36) -> tuple[Fraction, Fraction]:
    """Rational ends around a ball, with that many digits after the point."""
    scale, middle, radius = 10**digits, exact(enclosure.mid()), exact(enclosure.rad())
    return Fraction(floor((middle - radius) * scale) - 1, scale), Fraction(
        ceil((middle + radius) * scale) + 1, scale
    )


def mean_between(
    judge: Any,
    function: Any,
    variable: Any,
    enclosure: arb,
    low: Fraction,
    high: Fraction,
    bound: tuple[int, int],
    lemmas: tuple[Iterable[Relation], Iterable[Relation]] = ((), ()),
    cut: int = 16,
) -> Evidence:
    """Is E function(z), enclosed by `enclosure`, between low and high? |function| <= A + B z^2 with
    (A, B) = bound.

    `lemmas`: relations that help to prove the bound for z >= 0 and for z <= 0. Contradicted if the
    enclosure is outside.
    """
    inner = ends(enclosure)
    inside = low <= inner[0] and inner[1] <= high
    outside = inner[1] < low or high < inner[0]
    square = ("+", Fraction(bound[0]), ("*", Fraction(bound[1]), ("^", str(variable), Fraction(2))))
    term, tails = from_sympy(function), []
    for side, facts in zip((">=", "<="), lemmas):
        for claim in (("<=", term, square), (">=", term, ("-", square))):
            tails.append(holds_terms(judge, claim, (side, str(variable), Fraction(0)), facts))
    for tail in tails:
        if tail.verdict != Verdict.PROVED:
            return judge.undecided(f"the bound of the tail was not proved: {tail.detail}")
    shown = (low, high) if inside else inner
    certificate = {
        "kind": "gaussian-mean",
        "variable": str(variable),
        "function": to_json(term),
        "interval": [str(end) for end in shown],
        "cut": str(cut),
        "bound": [str(one) for one in bound],
        "tail": [tail.certificate for tail in tails],
    }
    fact = Evidence(
        Verdict.CERTIFIED,
        "standard normal variable",
        "trapezoidal rule with explicit error, rechecked by rigorous quadrature",
        certificate,
        detail=f"the mean of {function} is in [{float(shown[0]):.17g}, {float(shown[1]):.17g}].",
    )
    if inside:
        return fact
    because = (
        f"the mean of {function} is {enclosure.str(20)}, outside [{float(low):.12g}, "
        f"{float(high):.12g}]"
    )
    return (
        judge.contradicted(fact, because=because)
        if outside
        else judge.undecided(f"not separated: {because}")
    )


def holds_terms(judge: Any, claim: tuple, side: tuple, lemmas: Iterable[Relation]) -> Evidence:
    """`judge.holds` of a claim given as a term, on one half-line."""
    facts = [(sign, from_sympy(left), from_sympy(right)) for left, sign, right in lemmas]
    return judge.holds(claim, [side], **({"lemmas": facts} if facts else {}))
