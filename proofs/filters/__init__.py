"""Learning one convolutional filter by (stochastic) gradient descent under general input laws (Du, Lee, Tian 2018; thesis, Chapter 6).

The claims rest on scalars: for one patch a = w.Z, b = w*.Z, so that d.Z = a - b; an inequality between such scalars that holds at
every point holds in expectation for every law and every p.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..terms import from_sympy
from ..vocabulary import Evidence, Source

Relation = tuple[Any, str, Any]  # left, one of == != <= < >= >, right; SymPy on both sides


def chapter_6(locus: str) -> Source:
    """A place in Chapter 6 of the thesis, which prints the paper again."""
    return Source("du-thesis", locus, "du-lee-tian-2018")


def relation(left: Any, sign: str, right: Any) -> tuple:
    """A relation as a term: SymPy would decide some relations while building them, and a claim is not SymPy's to decide."""
    return (sign, from_sympy(left), from_sympy(right))


def holds(judge: Any, claim: Relation, where: Iterable[Relation] = (), lemmas: Iterable[Relation] = (), **options: Any) -> Evidence:
    """`judge.holds` for relations given as (left, sign, right)."""
    facts = {"lemmas": [relation(*lemma) for lemma in lemmas]} if lemmas else {}
    return judge.holds(relation(*claim), [relation(*part) for part in where], **facts, **options)


def equal(judge: Any, left: Any, right: Any, where: Iterable[Relation] = ()) -> Evidence:
    return holds(judge, (left, "==", right), where)


def every(judge: Any, claims: Iterable[Relation], where: Iterable[Relation] = (), lemmas: Iterable[Relation] = ()) -> Evidence:
    """Each of the relations under the same hypotheses."""
    where, lemmas = list(where), list(lemmas)
    return judge.all(*[holds(judge, claim, where, lemmas) for claim in claims])


def integral(judge: Any, primitive: Any, variable: Any, integrand: Any, low: Any, high: Any, value: Any) -> Evidence:
    """The integral of `integrand` over [low, high] is `value`: the primitive differentiated, and its values at the ends."""
    import sympy

    ends = primitive.subs(variable, high) - primitive.subs(variable, low)
    return judge.all(equal(judge, sympy.diff(primitive, variable), integrand), equal(judge, ends, value))


def number(value: Any) -> Any:
    """An exact rational for SymPy, from an integer or a text such as "1/20"."""
    from sympy import Rational

    return Rational(value)
