"""The four scalars of rank-one gradient descent and their step.

Every statement about the rank-one problem is about alpha, beta (signal strengths), alpha_perp,
beta_perp (what is left), sigma_1, eta and quantities made from them. The perpendicular parts only
ever enter squared, so the symbols here are P = alpha_perp^2 >= 0 and Q = beta_perp^2 >= 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import SimpleNamespace
from typing import Any

from steepest.proofs.balancedness import du_hu_lee as du_hu_lee
from steepest.proofs.engine.relations import Relation as Relation
from steepest.proofs.engine.relations import holds as holds
from steepest.proofs.engine.relations import relation as relation
from steepest.proofs.symbols import reals
from steepest.proofs.vocabulary import Evidence


@cache
def state() -> SimpleNamespace:
    """The symbols, the derived quantities h, xi, u2 = |u|^2, v2 = |v|^2, and one step of gradient
    descent (suffix _next).
    """
    s = SimpleNamespace()
    s.alpha, s.beta, s.P, s.Q, s.eta, s.sigma_1, s.c_step = reals(
        "alpha beta P Q eta sigma_1 c_step"
    )
    s.h = s.alpha * s.beta - s.sigma_1
    s.xi = s.P + s.Q
    s.u2 = s.alpha**2 + s.P
    s.v2 = s.beta**2 + s.Q
    s.alpha_next = (1 - s.eta * s.v2) * s.alpha + s.eta * s.sigma_1 * s.beta
    s.beta_next = (1 - s.eta * s.u2) * s.beta + s.eta * s.sigma_1 * s.alpha
    s.P_next = (1 - s.eta * s.v2) ** 2 * s.P
    s.Q_next = (1 - s.eta * s.u2) ** 2 * s.Q
    s.h_next = s.alpha_next * s.beta_next - s.sigma_1
    s.xi_next = s.P_next + s.Q_next
    return s


def all_hold(
    judge: Any, *claims: Relation, where: Iterable[Relation] = (), lemmas: Iterable[Relation] = ()
) -> Evidence:
    """Each claim under the same hypotheses, for every sigma_1 and eta that they allow."""
    where, lemmas = list(where), list(lemmas)
    return judge.all(*(holds(judge, claim, where, lemmas) for claim in claims))


def each_link(
    judge: Any, first: Any, *links: tuple[str, Any], where: Iterable[Relation] = ()
) -> Evidence:
    """first R1 t1 R2 t2 ...: every printed link on its own."""
    claims, left = [], first
    for sign, right in links:
        claims.append((left, sign, right))
        left = right
    return all_hold(judge, *claims, where=where)
