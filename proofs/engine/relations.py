"""Relations between SymPy expressions as triples (left, sign, right), and the few ways in which
claims ask the judge about them.

SymPy decides some relations while it builds them; a triple is left alone until an engine reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..vocabulary import Evidence
from .terms import from_sympy

Relation = (
    # (left, sign, right) with a sign of SIGNS and SymPy on both sides; a SymPy relation or a term
    # where nothing is lost by it
    Any
)
SIGNS = ("==", "!=", "<=", "<", ">=", ">")


def relation(left: Any, sign: str, right: Any) -> tuple:
    """A relation as a term: SymPy would decide some relations while building them, and a claim is
    not SymPy's to decide.
    """
    return (sign, from_sympy(left), from_sympy(right))


def _read(statement: Relation) -> Any:
    triple = isinstance(statement, tuple) and len(statement) == 3 and statement[1] in SIGNS
    return relation(*statement) if triple else statement


def holds(
    judge: Any,
    claim: Relation,
    where: Iterable[Relation] = (),
    lemmas: Iterable[Relation] = (),
    **options: Any,
) -> Evidence:
    """`judge.holds`, with triples allowed."""
    facts = {"lemmas": [_read(lemma) for lemma in lemmas]} if lemmas else {}
    return judge.holds(_read(claim), [_read(part) for part in where], **facts, **options)


def equal(judge: Any, left: Any, right: Any, where: Iterable[Relation] = ()) -> Evidence:
    """left == right under the hypotheses."""
    return holds(judge, (left, "==", right), where)


def every(
    judge: Any,
    claims: Iterable[Relation],
    where: Iterable[Relation] = (),
    lemmas: Iterable[Relation] = (),
    **options: Any,
) -> Evidence:
    """Each of the relations under the same hypotheses."""
    where, lemmas = list(where), list(lemmas)
    return judge.all(*(holds(judge, claim, where, lemmas, **options) for claim in claims))


def implies(
    judge: Any, *claims: Relation, where: Iterable[Relation] = (), **options: Any
) -> Evidence:
    """`every`, with the claims written out."""
    return every(judge, claims, where, **options)


def diff(f: Any, *names: Any) -> tuple:
    """The derivative as it is written: the checker takes it, one name after the other."""
    found = from_sympy(f)
    for name in names:
        found = ("diff", found, from_sympy(name))
    return found


def at(f: Any, *places: tuple[Any, Any]) -> tuple:
    """f with values for names, in this order, put in by the checker: at(f, (x, 0))."""
    found = from_sympy(f)
    for name, value in places:
        found = ("at", found, from_sympy(name), from_sympy(value))
    return found


def integral(
    judge: Any,
    primitive: Any,
    variable: Any,
    integrand: Any,
    low: Any,
    high: Any,
    value: Any,
    where: Iterable[Relation] = (),
) -> Evidence:
    """The integral of `integrand` over [low, high] is `value`: the derivative of the primitive, as
    it is written, is the integrand where `where` holds, and its values at the ends differ by it.
    """
    slope = ("diff", from_sympy(primitive), from_sympy(variable))
    ends = tuple(
        ("at", from_sympy(primitive), from_sympy(variable), from_sympy(end)) for end in (high, low)
    )
    return judge.all(equal(judge, slope, integrand, where), equal(judge, ("-", *ends), value))


def number(text: Any) -> Any:
    """An exact rational for SymPy, from an integer, a Fraction or a text such as "1/20"."""
    from sympy import Rational

    return Rational(text)
