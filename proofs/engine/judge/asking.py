"""A judge that only asks: it notes what a check asks, and answers yes without any engine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...vocabulary import Claim, Evidence, Plan, Verdict
from . import Judge, guard

YES = Evidence(Verdict.PROVED, scope="", method="asked", certificate={"kind": "asked"})


class Asking(Judge):
    """Every question of a check is noted in `objections` when the guard objects to it, and answered
    with yes; the plans of its trials are gathered in `plans`.
    """

    def __init__(self, full: bool = False):
        super().__init__(seconds=0.0, full=full)
        self.objections: list[str] = []
        self.plans: list[Plan] = []

    def holds(self, claim: Any, where: Iterable[Any] = (), **options: Any) -> Evidence:
        return self._noted(guard.objection(claim, list(where)))

    def sharpest(self, constant: Any, claim: Any, where: Iterable[Any] = (), **options: Any):
        return self._noted(guard.objection(claim, list(where)))

    def is_zero(self, expression: Any, rules: Iterable[Any] = ()) -> Evidence:
        return self.same(expression, 0, rules)

    def same(self, left: Any, right: Any, rules: Iterable[Any] = ()) -> Evidence:
        return self._noted(guard.matrix_objection(left, "==", right, list(rules)))

    def at_most(
        self, left: Any, right: Any, rules: Iterable[Any] = (), where: Iterable[Any] = ()
    ) -> Evidence:
        return self._noted(guard.matrix_objection(left, "<=", right, list(rules), list(where)))

    def _noted(self, objection: str) -> Evidence:
        if objection:
            self.objections.append(objection)
        return YES

    def trial(self, plan: Plan) -> Evidence:
        self.plans.append(plan)
        return YES

    def contradicted(self, *facts: Evidence, because: str) -> Evidence:
        return YES

    def undecided(self, reason: str) -> Evidence:
        return YES


def objections(claim: Claim) -> list[str]:
    """What the guard objects to among the goals of a claim's check. A formal statement has its
    premises checked by the rules that make its theorem.
    """
    if claim.says is not None:
        return []
    judge = Asking()
    claim.check(judge)
    return judge.objections


def offenders(claims: Iterable[Claim]) -> dict[str, list[str]]:
    """The claims with objections, by id."""
    return {claim.id: found for claim in claims if (found := objections(claim))}
