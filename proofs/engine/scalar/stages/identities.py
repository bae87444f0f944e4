"""Equations: normal forms of rational functions, also modulo relations; powers unexpanded."""

from __future__ import annotations

from ....vocabulary import Evidence
from ...processes import alone
from ...terms import Term
from .. import identity, rewriting
from ..forms import conditions, size
from .run import Run
from .side import prove


def plain(run: Run) -> Evidence | None:
    """An identity that needs no hypothesis but for its conditions: cheaper than the search for
    a counterexample.
    """
    certificate = plainly(run)
    if certificate is not None:
        certificate = with_conditions(run, certificate, conditions(run.goal.claim))
    return (
        None
        if certificate is None
        else run.proved("normal form of rational functions", certificate)
    )


def with_conditions(run: Run, certificate: dict, needed: list[Term]) -> dict | None:
    return identity.proved(
        certificate,
        needed,
        run.goal,
        lambda each: prove(each, run.budget, run.log, run.axioms),
    )


def plainly(run: Run) -> dict | None:
    """`identity.plain`, in a child process when the expansion may be long."""
    if size(run.goal.claim) <= 200:
        return identity.plain(run.goal)
    return alone(lambda: identity.plain(run.goal), run.budget.share(0.5), run.log)


def likely(run: Run) -> Evidence | None:
    """An equation that no sample point violates is first tried as an identity: the search for
    a counterexample would evaluate a thousand points at which nothing can be seen.
    """
    if run.goal.claim[0] != "==" or run.here(lambda: run.search.violated(60) or None, 0.5):
        return None
    run.tried = True
    return identically(run)


def equation(run: Run) -> Evidence | None:
    if run.goal.claim[0] != "==" or run.tried:
        return None
    return identically(run)


def identically(run: Run) -> Evidence | None:
    found, method = plainly(run), "normal form of rational functions"
    needed = conditions(run.goal.claim)
    if found is None:
        method = "normal form modulo relations"
        answer = alone(lambda: identity.modulo(run.goal), run.budget.share(0.4, 8.0), run.log)
        if answer is None:
            return None
        found, needed = answer
    certificate = with_conditions(run, found, needed)
    if certificate is None:
        run.log.append(
            "the two sides agree, but a condition under which they are defined could not be proved"
        )
        return None
    return run.proved(method, certificate)


def unexpanded(run: Run) -> Evidence | None:
    found = rewriting.unexpanded(run.goal, run.budget, run.log)
    return None if found is None else run.proved("order of powers", found)
