"""Two-layer ReLU networks: the limiting Gram matrix, gradient flow and gradient descent at a linear rate (thesis, Chapters 1 and 2).

n samples, d inputs, m neurons; X has the rows x_i, K = X X^T, u the predictions, r = u - y (or y - u) the residual, H the Gram matrix of an
activation pattern, lambda_0 the least eigenvalue of its limit. Indicators are 1{z >= 0}. "unit inputs" means |x_i| = 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ..terms import from_sympy
from ..vocabulary import Evidence, Source, Verdict

Relation = Any  # a SymPy relation, or (left, sign, right) where SymPy would decide it while building


def thesis(locus: str) -> Source:
    """A place in Chapter 1 or 2 of the thesis."""
    return Source("du-thesis", locus)


def relation(statement: Relation) -> Any:
    """A relation as a term: a triple (left, sign, right) is never touched by SymPy's own logic."""
    if isinstance(statement, tuple) and len(statement) == 3 and statement[1] in ("==", "!=", "<=", "<", ">=", ">"):
        left, sign, right = statement
        return (sign, from_sympy(left), from_sympy(right))
    return statement


def holds(judge: Any, claim: Relation, where: Iterable[Relation] = (), lemmas: Iterable[Relation] = (), **options: Any) -> Evidence:
    """`judge.holds`, with triples allowed."""
    facts = {"lemmas": [relation(lemma) for lemma in lemmas]} if lemmas else {}
    return judge.holds(relation(claim), [relation(part) for part in where], **facts, **options)


def implies(judge: Any, *claims: Relation, where: Iterable[Relation] = (), **options: Any) -> Evidence:
    """Each claim under the same hypotheses."""
    where = list(where)
    return judge.all(*(holds(judge, claim, where, **options) for claim in claims))


def equal(judge: Any, left: Any, right: Any, where: Iterable[Relation] = ()) -> Evidence:
    return holds(judge, (left, "==", right), where)


def number(text: Any) -> Any:
    """An exact rational for SymPy, from an integer, a Fraction or a text such as "1/20"."""
    from sympy import Rational

    return Rational(str(text))


def root_two_pi() -> Any:
    from sympy import pi, sqrt

    return sqrt(2 * pi)


def indicator(s: Any, z: Any) -> list[Relation]:
    """s = 1{z >= 0}, as relations."""
    from sympy import Eq, Or

    return [Or(Eq(s, 0), Eq(s, 1)), Or(Eq(s, 0), z >= 0), Or(Eq(s, 1), z < 0)]


def on_instance(evidence: Evidence, scope: str) -> Evidence:
    """Exact numbers of one instance: CERTIFIED there, however the engine settled them."""
    if evidence.verdict == Verdict.PROVED:
        evidence = replace(evidence, verdict=Verdict.CERTIFIED)
    return evidence.scoped(scope)


def rests_on(evidence: Evidence, *ids: str) -> Evidence:
    """The evidence, naming the claims that are proved on their own and complete the argument."""
    return evidence.saying(f"With {', '.join(ids)}, each decided on its own.")
