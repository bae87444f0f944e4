"""The judge: what a claim's check calls. It hands each question to the exact engine for it.

Every method returns `Evidence`; nothing here decides by floating point, and nothing trusts a
simplifier.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from ...vocabulary import Evidence, Plan, Verdict, together
from ..goal import Goal
from ..terms import Term, from_sympy, relation
from . import guard
from .remembered import Remembered, question


class Judge:
    """The exact engines under one roof, with a seed and a time limit.

    `trials` runs a `Plan` (verify supplies it; without one a trial is UNDECIDED, saying so).
    A goal that says nothing raises `guard.EmptyGoal` (see `guard`): the claim is an ERROR.
    """

    only_asks = False  # see `recording`: no engine runs, what is asked is the answer

    def __init__(
        self,
        *,
        seed: int = 0,
        seconds: float = 20.0,
        trials: Callable[[Plan], Evidence] | None = None,
        full: bool = False,
        says: Any = None,
        uses: tuple[str, ...] = (),
        remembered: Remembered | None = None,
    ):
        self.remembered = remembered  # goals that were decided before
        self.seed = seed
        self.seconds = seconds
        self.full = full  # the user asked for the long form (--full): larger sizes, more trials
        self._trials = trials
        self.says = says  # the formal statement of the claim at hand, a `theorems.Formula`
        self.instance: Any = None
        self.uses = uses  # the ids of the claims whose theorems its proof may call

    # --- scalars ----------------------------------------------------------------------------------

    def holds(
        self,
        claim: Any,
        where: Iterable[Any] = (),
        *,
        lemmas: Iterable[Any] = (),
        axioms: Iterable[Any] = (),
        integers: Iterable[str] = (),
    ) -> Evidence:
        """For all reals with the hypotheses `where`, the relation `claim`. SymPy relations or
        terms.

        `lemmas` are relations proved first under the same hypotheses and then used as facts (the
        composition is part of the certificate); `axioms` are instances of elementary facts, such as
        ("exp-tangent", t) for exp(t) >= 1 + t.
        """
        facts = [(rule, *map(from_sympy, terms)) for rule, *terms in axioms]
        where = list(where)
        guard.refuse(guard.objection(claim, where))
        goal = Goal.of(claim, where, integers)
        return self._scalar(goal, [relation(lemma) for lemma in lemmas], facts)

    def equal(self, left: Any, right: Any = 0, where: Iterable[Any] = ()) -> Evidence:
        """left == right for all reals with the hypotheses (their equations are used as
        relations).
        """
        return self.holds(("==", from_sympy(left), from_sympy(right)), where)

    def gradient(
        self, function: Any, partials: Mapping[Any, Any], where: Iterable[Any] = ()
    ) -> Evidence:
        """The partial derivatives of `function`, as it is written, are the terms `partials` (by
        variable); the checker differentiates by its own table. One entry is a derivative.
        """
        f, where = from_sympy(function), list(where)
        return together(
            *(
                self.equal(("diff", f, from_sympy(name)), partial, where)
                for name, partial in partials.items()
            )
        )

    def chain(self, first: Any, *links: tuple[str, Any], where: Iterable[Any] = ()) -> Evidence:
        """first R1 t1 R2 t2 ...: every printed link is decided on its own; chain(a, ("<=", b),
        ("==", c), where=...).
        """
        parts, left = [], from_sympy(first)
        for sign, term in links:
            right = from_sympy(term)
            parts.append(self.holds((sign, left, right), where))
            left = right
        return together(*parts)

    def sharpest(
        self,
        constant: Any,
        claim: Any,
        where: Iterable[Any] = (),
        *,
        smallest: bool = True,
        width: float = 1e-6,
    ) -> Evidence:
        """The smallest (or largest) value of `constant` for which `claim` holds on `where`: a
        rigorous enclosure.

        The evidence is CERTIFIED; its detail names the enclosure, its certificate holds
        "enclosure": [lo, hi].
        """
        where = list(where)
        guard.refuse(guard.objection(claim, where))
        return self.enclosed(str(constant), Goal.of(claim, where), smallest, width)

    def enclosed(self, constant: str, goal: Goal, smallest: bool, width: float) -> Evidence:
        """`sharpest` for a goal."""
        from ..scalar import sharpest

        return sharpest(
            constant, goal, smallest=smallest, width=width, seconds=self.seconds, seed=self.seed
        )

    # --- theorems of a formal statement -----------------------------------------------------------

    def about(self, says: Any, uses: tuple[str, ...] = (), instance: Any = None) -> Judge:
        """The same judge for a claim with a formal statement, and a model of its hypotheses."""
        other = copy.copy(self)
        other.says, other.uses, other.instance = says, uses, instance
        return other

    def theorem(self) -> Any:
        """A proof of the formal statement of the claim at hand, to be written step by step."""
        from ..theorems import Proof, used_statements

        if self.says is None:
            raise TypeError("the claim has no formal statement: give it `says=`")
        return Proof(self, self.says, used_statements(self.uses))

    def refutation(self) -> Any:
        """A proof of the negation of the formal statement of the claim at hand."""
        from ..theorems import Refutation

        if self.says is None:
            raise TypeError("the claim has no formal statement: give it `says=`")
        return Refutation(self, self.says)

    def decide(self, goal: Goal, *, step: bool = False) -> Evidence:
        """A scalar goal. A step of a proof is one whether or not its hypotheses can hold."""
        return self._scalar(goal, [], [], step)

    def _scalar(
        self, goal: Goal, lemmas: list[Term], facts: list[tuple], step: bool = False
    ) -> Evidence:
        from ..scalar import decide

        limits: Any = {"seconds": self.seconds, "seed": self.seed, "satisfiable": step}
        if self.remembered is None:
            return decide(goal, lemmas=lemmas, axioms=facts, **limits)
        key = question(goal, lemmas, facts, self.seconds, self.seed, step)
        return self.remembered.decided(
            key,
            goal,
            None if step else self.seed,
            lambda: decide(goal, lemmas=lemmas, axioms=facts, **limits),
        )

    # --- matrices of symbolic size ----------------------------------------------------------------

    def is_zero(self, expression: Any, rules: Iterable[Any] = ()) -> Evidence:
        """A matrix or scalar-valued matrix expression vanishes for all sizes, modulo the rules
        (pairs left, right).
        """
        from ..matrix import is_zero

        rules = self._matrix(expression, "==", 0, rules)
        return is_zero(expression, rules=rules, seed=self.seed, seconds=self.seconds)

    def same(
        self, left: Any, right: Any, rules: Iterable[Any] = (), where: Iterable[Any] = ()
    ) -> Evidence:
        """left == right for all sizes, modulo the rules and under the inequalities `where`."""
        from ..matrix import same

        where = list(where)
        rules = self._matrix(left, "==", right, rules, where)
        return same(left, right, rules, where, seed=self.seed, seconds=self.seconds)

    def at_most(
        self, left: Any, right: Any, rules: Iterable[Any] = (), where: Iterable[Any] = ()
    ) -> Evidence:
        """left <= right for all sizes: between scalar-valued expressions, or the semidefinite order
        between symmetric matrices (sums of squares, Cauchy-Schwarz).
        """
        from ..matrix import at_most

        where = list(where)
        rules = self._matrix(left, "<=", right, rules, where)
        return at_most(left, right, rules=rules, where=where, seed=self.seed, seconds=self.seconds)

    def _matrix(
        self, left: Any, sign: str, right: Any, rules: Iterable[Any], where: Iterable[Any] = ()
    ) -> list[Any]:
        """The rules as a list, after the guard has seen the question."""
        rules = list(rules)
        guard.refuse(guard.matrix_objection(left, sign, right, rules, where))
        return rules

    # --- composition, trials, limits --------------------------------------------------------------

    def established(self, check: Callable[[Any], Any], *, mutant: bool = False) -> Evidence:
        """What the check of a formal statement (see `about`) proves: a theorem, or nothing."""
        from ..theorems import proved

        return proved(self, check, mutant=mutant)

    def all(self, *conclusions: Evidence, support: Iterable[Evidence] = ()) -> Evidence:
        """Every conclusion holds, and so does the `support` that leads there: steps of a proof,
        lemmas, an instance at which the hypotheses hold.

        Only a conclusion refutes the claim. A support that is false says nothing about the claim:
        it is a defect of the check, and the verdict is ERROR.
        """
        concluded, based = together(*conclusions), list(support)
        if concluded.verdict == Verdict.REFUTED or not based:
            return concluded
        basis = together(*based)
        if basis.verdict in (Verdict.REFUTED, Verdict.ERROR):
            return Evidence(
                Verdict.ERROR,
                scope=basis.scope,
                method=basis.method,
                detail=f"a supporting fact of the check fails: {basis.detail}",
            )
        return together(concluded, basis)

    def trial(self, plan: Plan) -> Evidence:
        """Run a pre-registered trial plan and judge its counts."""
        if self._trials is None:
            return self.undecided("no trial engine is attached to this judge")
        return self._trials(plan)

    def runs(self, recurrence: Any, *parts: Evidence) -> Evidence:
        """`parts` show that the step of `recurrence` (of `kernels`) is the proved one: the evidence
        then carries the step's hash.

        Trials of the same recurrence carry the same hash, so a reader sees that the formula that is
        proved is the formula that runs.
        """
        evidence = together(*parts)
        if evidence.certificate is None:
            return evidence
        hash = recurrence.step_hash
        tied = {"kind": "all", "parts": [evidence.certificate], "step": hash}
        return replace(evidence, certificate=tied).saying(
            f"The step {hash[:12]} ({recurrence.name}) that trials run is the proved one."
        )

    def contradicted(self, *facts: Evidence, because: str) -> Evidence:
        """REFUTED when every one of `facts` is established: together they contradict the claim, as
        `because` says.

        For statements that no single point refutes, such as "some constant works": the fact is that
        none does.
        """
        fact = together(*facts)
        if fact.certificate is None or fact.verdict not in (Verdict.PROVED, Verdict.CERTIFIED):
            return self.undecided(
                f"the statement that would contradict the claim was not established: "
                f"{fact.verdict}: {fact.detail}"
            )
        witness = {"kind": "contradiction", "because": because, "certificate": fact.certificate}
        return Evidence(
            Verdict.REFUTED,
            fact.scope,
            f"contradicted: {fact.method}",
            witness=witness,
            detail=because,
        )

    def lacks(self, extra: str) -> Evidence:
        """UNDECIDED because an optional package is not installed: a run says so and goes on."""
        text = f"not run: needs the extra {extra}, pip install 'steepest[{extra}]'"
        return Evidence(Verdict.UNDECIDED, scope="", method="not run", detail=text)

    def undecided(self, reason: str) -> Evidence:
        """An honest gap: an external theorem, an unspecified constant, a limit that cannot be
        reached.
        """
        return Evidence(Verdict.UNDECIDED, scope="", method="none", detail=reason)
