"""A judge that only asks: no engine runs, and its evidence says what was asked in the place of
proofs.

`asked(claim)` is therefore what the claim states, as it stands now: the parts in the order and with
the polarity in which the check puts them together. Whoever holds stored evidence compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...vocabulary import Evidence, Plan, Verdict, together
from ..goal import Goal
from . import Judge


class Recording(Judge):
    """Every question is answered with PROVED, and its evidence is an object {"asked": what, ...}:
    "goal", "enclosure", "matrix" and "trial". With `support` those of a check's supporting facts,
    which cannot refute the claim, are marked.
    """

    only_asks = True

    def __init__(self, full: bool = False):
        super().__init__(seconds=0.0, full=full)

    def holds(
        self,
        claim: Any,
        where: Iterable[Any] = (),
        *,
        lemmas: Iterable[Any] = (),
        axioms: Iterable[Any] = (),
        integers: Iterable[str] = (),
    ) -> Evidence:
        return self.decide(Goal.of(claim, where, integers))

    def decide(self, goal: Goal, *, step: bool = False) -> Evidence:
        return _asked("goal", goal=goal.to_json())

    def sharpest(
        self,
        constant: Any,
        claim: Any,
        where: Iterable[Any] = (),
        *,
        smallest: bool = True,
        **_: Any,
    ) -> Evidence:
        return self.enclosed(str(constant), Goal.of(claim, where), smallest, 0.0)

    def enclosed(self, constant: str, goal: Goal, smallest: bool, width: float) -> Evidence:
        return _asked("enclosure", constant=constant, goal=goal.to_json(), smallest=smallest)

    def is_zero(self, expression: Any, rules: Iterable[Any] = ()) -> Evidence:
        return self._matrices(expression, "==", 0, rules)

    def same(self, left: Any, right: Any, rules: Iterable[Any] = ()) -> Evidence:
        return self._matrices(left, "==", right, rules)

    def at_most(
        self, left: Any, right: Any, rules: Iterable[Any] = (), where: Iterable[Any] = ()
    ) -> Evidence:
        return self._matrices(left, "<=", right, rules, where)

    def matrices(self, relation: Any, rules: Iterable[Any], where: Iterable[Any]) -> Evidence:
        """A relation between matrices or their scalars, with any sign."""
        return self._matrices(relation.left, relation.operator, relation.right, rules, where)

    def _matrices(
        self, left: Any, sign: str, right: Any, rules: Iterable[Any], where: Iterable[Any] = ()
    ) -> Evidence:
        from ..matrix.equality import misshapen
        from ..matrix.errors import ShapeMismatch
        from ..matrix.question import Stated

        try:
            return _asked("matrix", relation=sign, **Stated(left, right, rules, where).asked())
        except ShapeMismatch as error:
            return misshapen(error)

    def trial(self, plan: Plan) -> Evidence:
        return _asked("trial", plan=plan)

    def all(self, *conclusions: Evidence, support: Iterable[Evidence] = ()) -> Evidence:
        based = list(support)
        parts = [{"asked": "support", "parts": [one.certificate]} for one in based]
        marked = [
            Evidence(one.verdict, "", "asked", certificate=part) for one, part in zip(based, parts)
        ]
        return together(*conclusions, *marked)

    def contradicted(self, *facts: Evidence, because: str) -> Evidence:
        certificate = together(*facts).certificate
        witness = {"asked": "contradiction", "because": because, "certificate": certificate}
        return Evidence(Verdict.REFUTED, "", "asked", witness=witness)


def _asked(what: str, **about: Any) -> Evidence:
    return Evidence(Verdict.PROVED, "", "asked", certificate={"asked": what, **about})


def asked(entry: Any, changes: Mapping[str, Any] | None = None, full: bool = False) -> Evidence:
    """What a claim (or mutant) asks, in the place of its evidence. A formal statement is asked as
    it stands, whatever its proof does.
    """
    changes = dict(changes or getattr(entry, "changes", {}))
    if entry.says is not None:
        from ...checker.formal import to_json

        says = entry.says(**changes) if callable(entry.says) else entry.says
        return _asked("statement", statement=to_json(says.node), uses=list(entry.uses))
    return entry.check(Recording(full), **changes)
