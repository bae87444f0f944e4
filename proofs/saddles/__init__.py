"""Gradient descent can take exponential time to escape saddle points (Du, Jin, Lee, Jordan, Poczos, Singh 2017; thesis, Chapter 7)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..terms import from_sympy
from ..vocabulary import Evidence, Source

Relation = tuple[Any, str, Any]  # left, one of == != <= < >= >, right; SymPy on both sides


def chapter_7(locus: str) -> Source:
    """A place in Chapter 7 of the thesis."""
    return Source("du-thesis", locus, "Du, Jin, Lee, Jordan, Poczos, Singh, NeurIPS 2017 (du-jin-lee-jordan-poczos-singh-2017)")


def relation(left: Any, sign: str, right: Any) -> tuple:
    """A relation as a term: SymPy would decide some relations while building them, and a claim is not SymPy's to decide."""
    return (sign, from_sympy(left), from_sympy(right))


def holds(judge: Any, claim: Relation, where: Iterable[Relation] = (), lemmas: Iterable[Relation] = (), **options: Any) -> Evidence:
    """`judge.holds` for relations given as (left, sign, right)."""
    facts = {"lemmas": [relation(*lemma) for lemma in lemmas]} if lemmas else {}
    return judge.holds(relation(*claim), [relation(*part) for part in where], **facts, **options)


def every(judge: Any, claims: Iterable[Relation], where: Iterable[Relation] = (), lemmas: Iterable[Relation] = ()) -> Evidence:
    """Each of the relations under the same hypotheses."""
    where, lemmas = list(where), list(lemmas)
    return judge.all(*[holds(judge, claim, where, lemmas) for claim in claims])


def within(low: Any, term: Any, high: Any) -> list[Relation]:
    """low <= term <= high."""
    return [(term, ">=", low), (term, "<=", high)]


def number(text: Any) -> Any:
    """An exact rational for SymPy, from an integer or a text such as "1/20"."""
    from sympy import Rational

    return Rational(text)
