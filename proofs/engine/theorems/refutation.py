"""A refutation under construction: the claim is assumed, and a contradiction follows.

    k = judge.refutation()                  # `says` begins with "there are C, u_0 such that .."
    positive, bound = k.inside(C, u_0)      # what the claim says of them
    return k.qed(k.falsehood(k.at(bound, 1), positive))

What no point can show to be false, such as "some constant works", is refuted by a theorem: that of
its negation.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from ...checker._terms import NEGATED, names
from ...checker.formal import FALSE, put, show, to_json
from ...checker.kernel.arithmetic import question
from ...checker.kernel.theorem import common_sorts
from ...vocabulary import Evidence, Verdict
from .proof import Proof
from .steps import NotProved, Step, used
from .words import Formula, Variable, reals


class Refutation(Proof):
    """The lines so far of a proof that `says` is false. `claim` is `says`, assumed."""

    def __init__(self, judge: Any, says: Formula):
        super().__init__(judge, ~says)
        self.denied = says
        self.claim = self.assume(says)
        self._named: list[tuple[Step, Variable]] = []

    def inside(self, *names: Variable, of: Step | None = None) -> list[Step]:
        """What the claim, or another step, says of those that exist according to it, under these
        names.
        """
        step = of or self.claim
        for name in names:
            step = self._called(step, name)
        return self.split(step)

    def by(self, id: str, *values: Any, defined: Sequence[Step] = ()) -> Step:
        """The theorem of another claim, at these values. A witness calls no other claim: the proof
        is repeated in it.
        """
        return self.at(repeated(self, id), *values, defined=defined)

    def above(self, bound: Any, name: Variable, *, defined: Sequence[Step] = ()) -> Step:
        """A natural number >= bound, under this name; `defined` says that the bound has a value."""
        any_bound = reals("bound")
        always = self.for_all(self.archimedes(any_bound), any_bound)
        return self._called(self.at(always, bound, defined=defined), name)

    def _called(self, existence: Step, name: Variable) -> Step:
        head, *parts = existence.theorem.conclusion
        if head != "exists":
            raise NotProved(f"no statement of existence: {existence!r}")
        bound, sort, body = parts
        body = put(body, {bound: name.name})
        sorts = {**existence.theorem.sorts, name.name: sort}
        self._named.append((existence, name))
        return self.assume(Formula(body, used(body, sorts)))

    def falsehood(self, denied: Step, *premises: Step) -> Step:
        """0 < 0 from an inequality whose contrary is an arithmetic consequence of the premises."""
        head, *sides = denied.theorem.conclusion
        if head not in NEGATED or head in ("and", "or", "==", "!="):
            raise NotProved(f"no inequality to deny: {denied!r}")
        contrary = self.arith(Formula((NEGATED[head], *sides), denied.theorem.sorts), *premises)
        both = [denied.theorem.conclusion, contrary.theorem.conclusion]
        asked = question(FALSE, both, common_sorts([denied.theorem, contrary.theorem]))
        where = [to_json(one) for one in asked.where]
        certificate = {  # the values of the two add up to 0, and one of them is positive
            "kind": "positivstellensatz",
            "goal": {
                "variables": sorted(names(*asked.where)),
                "where": where,
                "claim": to_json(FALSE),
                "integers": sorted(asked.integers),
            },
            "proofs": [["sum", where[:2], [["1", [0], []], ["1", [1], []]], []]],
        }
        own = {"formula": to_json(FALSE), "certificate": certificate}
        return self._line("arithmetic", denied, contrary, **own)

    def qed(self, step: Step) -> Evidence:
        """Evidence that the statement is false: `step` is 0 < 0."""
        for existence, name in reversed(self._named):
            step = self.obtain(existence, step, name)
        found = super().qed(self.negate(step, self.denied))
        witness = {
            "kind": "negation",
            "statement": to_json(self.denied.node),
            "certificate": found.certificate,
        }
        return Evidence(
            Verdict.REFUTED,
            scope=show(self.denied.node),
            method=f"theorem of the negation{found.method.removeprefix('theorem')}",
            witness=witness,
            detail=f"its negation is a theorem of {found.detail}",
        )


class Repeated(Proof):
    """The proof of a claim among the lines of another proof, with its own hypotheses; `qed` is the
    step that states the claim.
    """

    def __init__(self, outer: Proof, says: Formula):
        self.judge, self.says, self.claims = outer.judge, says, {}
        self.lines, self.steps, self._same = outer.lines, outer.steps, outer._same
        self._open()

    def by(self, id: str, *values: Any, defined: Sequence[Step] = ()) -> Step:
        return self.at(repeated(self, id), *values, defined=defined)

    def qed(self, step: Step) -> Any:
        return self.close(step)


def repeated(k: Proof, id: str) -> Step:
    """The statement of another claim as a step of this proof, by its own check."""
    from ... import registry

    found = registry.claims()[id]
    judge = copy.copy(k.judge).about(found.formal, found.uses, found.instance)
    judge.theorem = lambda: Repeated(k, found.formal)
    step: Any = found.check(judge)
    return step
