"""One goal on its way through the stages: the goal, the budget, what was tried, the outcome."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ....vocabulary import Evidence, Verdict
from ...goal import Goal
from ...processes import alone
from ...terms import subterms
from ...work import Budget
from .. import witness
from ..forms import heads, size
from ..refute import Found, Search
from .reasons import reason
from .side import rigour

VACUOUS = "vacuous: no point satisfies the hypotheses"
Stage = Callable[["Run"], Evidence | None]


class Run:
    """One call of `decide`, by the stages of `order`."""

    def __init__(
        self,
        goal: Goal,
        seconds: float,
        seed: int,
        axioms: tuple,
        order: tuple[Stage, ...],
        satisfiable: bool = False,
    ):
        self.goal, self.seed, self.axioms, self.satisfiable = goal, seed, axioms, satisfiable
        self.budget, self.depth, self.order = Budget(seconds), 0, order
        self.log: list[str] = []
        self.search = Search(goal, seed)
        self.small = _small(goal)
        self.tried = False  # as an identity
        self.spare: Evidence | None = None  # by balls, should nothing exact be found

    def evidence(self) -> Evidence:
        for stage in self.order:
            if self.budget.left <= 0:
                if self.spare is None:
                    self.log.append("the budget of work is used up")
                break
            found = stage(self)
            if found is not None:
                return found
        return self.spare or self.undecided(self._reason())

    def _reason(self) -> str:
        return reason(self.goal, self.log, self.seed) if self.depth == 0 else "a case is open"

    def inner(self, goal: Goal, share: float = 0.6) -> Evidence:
        """A case of this goal, with a part of its budget."""
        run = Run(goal, self.budget.share(share), self.seed, self.axioms, self.order, True)
        run.depth = self.depth + 1
        return run.evidence()

    def scope(self) -> str:
        return self.goal.domain() or "a closed statement"

    def proved(self, method: str, certificate: Any, detail: str = "") -> Evidence:
        return Evidence(
            rigour(certificate), self.scope(), method, certificate=certificate, detail=detail
        )

    def refuted(self, found: Found, method: str) -> Evidence:
        return Evidence(
            Verdict.REFUTED,
            "the stated point",
            method,
            witness=found.witness(self.goal),
            detail=witness.told(self.goal, found.point),
        )

    def undecided(self, reason: str) -> Evidence:
        return Evidence(Verdict.UNDECIDED, "", "none", detail=reason)

    def here(self, work: Callable[[], Any], seconds: float) -> Any:
        """What `work` returns: here when the goal is small, otherwise in a child process."""
        if not self.small:
            return alone(work, seconds, self.log)
        state = self.search.random.getstate()
        try:
            return work()
        except Exception as problem:
            if type(problem).__module__.startswith("steepest"):
                self.log.append(str(problem))
            return None
        finally:
            self.search.random.setstate(state)


def _small(goal: Goal) -> bool:
    """Whether evaluating the goal at a point is quick for certain."""
    statements = (goal.claim, *goal.where)
    exponents = [
        abs(part[2])
        for each in statements
        for part in subterms(each)
        if isinstance(part, tuple) and part[0] == "^" and isinstance(part[2], Fraction)
    ]
    hard = {"power", "rpower", "diff", "at"} & heads(*statements)
    return not hard and sum(map(size, statements)) <= 400 and max(exponents, default=0) <= 8
