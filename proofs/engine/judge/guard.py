"""What may not be asked: a goal that says nothing.

A goal whose two sides are one term, a truth value that Python or SymPy has already decided, and a
goal that restates one of its own hypotheses are true whatever the paper says, so a claim that asks
them proves nothing by them. `objection` names the fault of a scalar goal, `matrix_objection` of a
matrix goal; "" when there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ...vocabulary import SteepestError
from ..terms import CONNECTIVES, RELATIONS, TURNED, Term, relation, show

WEAKER = {  # what a relation between two terms gives at once
    "==": ("==", "<=", ">="),
    "<": ("<", "<=", "!="),
    "<=": ("<=",),
    ">": (">", ">=", "!="),
    ">=": (">=",),
    "!=": ("!=",),
}


class EmptyGoal(SteepestError):
    """A goal that says nothing was asked: a defect of the check, never of the claim."""


def refuse(objection: str) -> None:
    if objection:
        raise EmptyGoal(
            f"the check asks a goal that says nothing: {objection}; state the goal as the source "
            f"writes it (unevaluated), or leave it out"
        )


def objection(claim: Any, where: Iterable[Any] = ()) -> str:
    """Why the scalar goal says nothing, in words."""
    from ..scalar.forms import conjuncts, positive

    if _truth_value(claim):
        return f"{claim} is a truth value: Python or SymPy decided the statement while building it"
    parts = conjuncts(positive(relation(claim)))
    given = [one for part in where for one in conjuncts(positive(relation(part)))]
    return next((fault for part in parts if (fault := _fault(part, given))), "")


def _truth_value(claim: Any) -> bool:
    """True or False, of Python or of SymPy."""
    return isinstance(claim, bool) or type(claim).__name__ in ("BooleanTrue", "BooleanFalse")


def _fault(part: Term, given: Sequence[Term]) -> str:
    if part[0] in CONNECTIVES:
        faults = [_fault(one, given) for one in part[1:]]
        chosen = [fault for fault in faults if fault]
        return (
            (chosen[0] if len(chosen) == len(faults) else "")
            if part[0] == "and"
            else (chosen[0] if chosen else "")
        )
    if part[1] == part[2] and part[0] in ("==", "<=", ">="):
        return f"both sides of {_short(show(part))} are one term"
    if part[0] not in RELATIONS:
        return ""
    stated = next((one for one in given if _gives(one, part)), None)
    return (
        "" if stated is None else f"{_short(show(part))} is the hypothesis {_short(show(stated))}"
    )


def _gives(hypothesis: Term, claim: Term) -> bool:
    """The claim is the hypothesis, up to rearrangement, a positive factor and strictness.

    An inequality may be rearranged by any rule of fractions; an equation only by moving summands
    and factors, for that two expressions agree modulo an equation is what an identity says.
    """
    if hypothesis[0] not in RELATIONS:
        return hypothesis == claim
    weaker = WEAKER[hypothesis[0]]
    signs = (claim[0], TURNED.get(claim[0], claim[0]))
    if not set(signs) & set(weaker):
        return False
    q = _multiple(claim, hypothesis) if "==" in signs else _ratio(claim, hypothesis)
    return q is not None and signs[0 if q > 0 else 1] in weaker


def _multiple(claim: Term, hypothesis: Term) -> Fraction | None:
    """q with claim's left - right = q * (hypothesis's left - right), nothing multiplied out."""
    ours, given = (linear(("-", *one[1:])) for one in (claim, hypothesis))
    if not given or set(ours) != set(given):
        return None
    some = next(iter(given))
    q = ours[some] / given[some]
    return q if all(ours[key] == q * given[key] for key in given) else None


def linear(term: Term) -> dict[Term, Fraction]:
    """A term as a combination of products of whatever is no sum, each in one order."""
    if isinstance(term, Fraction):
        return {(): term} if term else {}
    total: dict[Term, Fraction] = {}
    if isinstance(term, tuple) and term[0] in ("+", "-"):
        for place, part in enumerate(term[1:]):
            sign = -1 if term[0] == "-" and (place or len(term) == 2) else 1
            for key, q in linear(part).items():
                total[key] = total.get(key, Fraction(0)) + sign * q
        return {key: q for key, q in total.items() if q}
    q, factors = _factors(term)
    if len(factors) == 1 and isinstance(factors[0], tuple) and factors[0][0] in ("+", "-"):
        return {key: q * value for key, value in linear(factors[0]).items()}
    return {tuple(sorted(factors, key=repr)): q} if q else {}


def _factors(term: Term) -> tuple[Fraction, list[Term]]:
    """A number and the factors beside it."""
    if isinstance(term, Fraction):
        return term, []
    if isinstance(term, tuple) and term[0] == "*":
        q, found = Fraction(1), []
        for part in term[1:]:
            number, more = _factors(part)
            q, found = q * number, found + more
        return q, found
    if isinstance(term, tuple) and term[0] == "-" and len(term) == 2:
        q, found = _factors(term[1])
        return -q, found
    if isinstance(term, tuple) and term[0] == "/":
        above, below = _factors(term[1]), _factors(term[2])
        if below[0] and not below[1]:
            return above[0] / below[0], above[1]
        return above[0], [*above[1], ("/", Fraction(1), term[2])]
    return Fraction(1), [term]


def _ratio(claim: Term, hypothesis: Term) -> Any:
    """q with claim's left - right = q * (hypothesis's left - right), None when there is none."""
    from ..scalar.rational import Field, TooLarge

    try:
        field = Field(claim, hypothesis)
        ours, given = field.difference(claim), field.difference(hypothesis)
    except (TooLarge, ZeroDivisionError, TypeError):
        return None
    if ours.numerator.is_zero() or given.numerator.is_zero():
        return None
    if ours.denominator != given.denominator:
        return None
    lead, base = (q.numerator.leading_coefficient() for q in (ours, given))
    return lead / base if ours.numerator * base == given.numerator * lead else None


def matrix_objection(
    left: Any, sign: str, right: Any, rules: Iterable[Any] = (), where: Iterable[Any] = ()
) -> str:
    """The same for left == right and left <= right between matrix expressions, with equations
    `rules` and inequalities `where` as hypotheses.
    """
    from ..matrix.errors import MatrixError
    from ..matrix.question import pair

    equations = [(*_sides(one), _sign(one, "==")) for one in rules]
    given = equations + [(*_sides(one), _sign(one, "<=")) for one in where]
    try:
        left, right = pair(left, right)
        text = _short(f"{left!r} {sign} {right!r}")
        if left.tree == right.tree:
            return f"both sides of {text} are one expression"
        for first, second, stated in given:
            if sign not in WEAKER.get(stated, ()):
                continue
            restates = _same_equation if sign == "==" else _follows
            if restates(left, right, *pair(first, second)):
                return f"{text} is one of its hypotheses"
    except MatrixError:
        pass  # the engine says what is wrong with the question
    return ""


def _sides(one: Any) -> tuple[Any, Any]:
    return (one.left, one.right) if hasattr(one, "left") else tuple(one)


def _sign(one: Any, otherwise: str) -> str:
    return getattr(one, "operator", otherwise)


def _same_equation(left: Any, right: Any, first: Any, second: Any) -> bool:
    """The sides are those of the hypothesis, up to exchange, transposition and one factor."""
    for a, b in ((first, second), (second, first)):
        for turned in (False, True):
            x, y = (a.T, b.T) if turned and hasattr(a, "T") else (a, b)
            if getattr(x, "shape", ()) != getattr(left, "shape", ()):
                continue
            factors = {_factor(left, x), _factor(right, y)} - {"zero"}
            if len(factors) == 1 and None not in factors:
                return True
    return False


def _follows(left: Any, right: Any, first: Any, second: Any) -> bool:
    """left - right = q * (first - second), q > 0."""
    goal, stated = left - right, first - second
    if getattr(goal, "shape", ()) != getattr(stated, "shape", ()):
        return False
    q = _factor(goal, stated)
    return q not in (None, "zero") and q > 0


def _factor(goal: Any, stated: Any) -> Any:
    """q with goal = q * stated in normal form, None when there is none, "zero" for 0 = 0."""
    ours, given = _coefficients(goal), _coefficients(stated)
    if not ours and not given:
        return "zero"
    if not given or set(ours) != set(given):
        return None
    some = next(iter(given))
    q = ours[some] / given[some]
    return q if all(ours[key] == q * given[key] for key in given) else None


def _coefficients(expression: Any) -> dict:
    if hasattr(expression, "polynomial"):
        return dict(expression.polynomial)
    return {
        (word, mono): q for word, value in expression.terms.items() for mono, q in value.items()
    }


def _short(text: str, most: int = 160) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."
