"""Deep networks: population Gram matrices of three architectures, their stability, and convergence of gradient descent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..terms import from_sympy
from ..vocabulary import Evidence, Source

Relation = tuple[Any, str, Any]  # left, one of == != <= < >= >, right; SymPy on both sides


def chapter_3(locus: str) -> Source:
    """A place in Chapter 3 of the thesis, which prints the paper again with its appendix."""
    return Source("du-thesis", locus, "du-lee-li-wang-zhai-2019")


def printed(locus: str, thesis: str) -> Source:
    """A place in the main text of Du, Lee, Li, Wang, Zhai (2019), and where the thesis prints it again."""
    return Source("du-lee-li-wang-zhai-2019", locus, f"du-thesis, {thesis}")


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


def positive(*symbols: Any) -> list[Relation]:
    """Every symbol is positive."""
    return [(symbol, ">", 0) for symbol in symbols]


def nonnegative(*symbols: Any) -> list[Relation]:
    """No symbol is negative."""
    return [(symbol, ">=", 0) for symbol in symbols]


def number(text: Any) -> Any:
    """An exact rational for SymPy, from an integer or a text such as "1/20"."""
    from sympy import Rational

    return Rational(text)
