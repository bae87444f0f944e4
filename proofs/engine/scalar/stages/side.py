"""Side conditions: a certificate by the short ways, and how rigorous a certificate is."""

from __future__ import annotations

from typing import Any

from ....vocabulary import Verdict
from ...goal import Goal
from ...processes import alone
from ...terms import names
from ...work import Budget
from .. import axioms as facts
from .. import ball, exact, identity, smt
from ..domain import outer_box
from ..forms import ALGEBRAIC, conditions, heads


def prove(goal: Goal, budget: Budget, log: list[str], axioms: tuple = ()) -> dict | None:
    """A certificate for a side condition (no search for counterexamples, no check of the
    hypotheses).
    """
    certificate = identity.plain(goal)
    if certificate is not None and not conditions(goal.claim):
        return certificate
    chosen = tuple(dict.fromkeys([*axioms, *facts.instances(goal.claim, *goal.where)]))
    found = exact.quick(goal, chosen)
    if found is not None:
        return found
    answer = smt.prove(goal, budget.share(0.4, 5.0), chosen, log)
    if answer is not None and answer.result == "unsat":
        return exact.upgraded(goal, chosen)
    sides = outer_box(goal)
    if heads(goal.claim) - ALGEBRAIC and set(names(goal.claim)) <= set(sides):
        return alone(lambda: ball.certificate(goal, sides), budget.share(0.4, 5.0), log)
    return None


def rigour(certificate: Any) -> Verdict:
    """CERTIFIED when a part rests on enclosures over a box or on enclosed numbers, PROVED
    otherwise.
    """
    if isinstance(certificate, dict):
        if certificate.get("kind") == "ball":
            return Verdict.CERTIFIED
        certificate = [each for key, each in certificate.items() if key != "goal"]
    if isinstance(certificate, list) and any(
        rigour(each) == Verdict.CERTIFIED for each in certificate
    ):
        return Verdict.CERTIFIED
    return Verdict.PROVED
