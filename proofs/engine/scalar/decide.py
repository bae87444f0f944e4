"""The order of stages: satisfiability, quick refutation, identities, nonlinear arithmetic, facts
about functions, deep search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict, together
from ..goal import Goal
from ..processes import alone
from ..terms import Term, from_json, from_sympy, names, relation, show, subterms
from ..work import Budget
from . import (
    alternatives,
    ball,
    crossing,
    exact,
    identity,
    kinks,
    piecewise,
    powers,
    rewriting,
    smt,
    witness,
    written,
)
from . import axioms as facts
from .domain import outer_box, turned_box
from .facts import check
from .forms import conditions, conjuncts, heads, size
from .points import holds
from .refute import Found, Search, violates

ALGEBRAIC = {"sqrt", "abs", "min", "max"}
VACUOUS = "vacuous: no point satisfies the hypotheses"


class Run:
    """One call of `decide`: the goal, the budget, and what was tried."""

    def __init__(
        self, goal: Goal, seconds: float, seed: int, axioms: tuple, satisfiable: bool = False
    ):
        self.goal, self.seed, self.axioms, self.satisfiable = goal, seed, axioms, satisfiable
        self.budget, self.depth = Budget(seconds), 0
        self.log: list[str] = []
        self.search = Search(goal, seed)
        self.small = _small(goal)
        self.tried = False  # as an identity

    def evidence(self) -> Evidence:
        empty = self._vacuous()
        if empty is not None:
            return empty
        stages = (
            self._closed,
            self._plain,
            self._brief,
            self._likely,
            self._quick,
            self._identity,
            self._unexpanded,
            self._nonlinear,
            self._functions,
            self._real_powers,
            self._induction,
            self._kinks,
            self._derivative,
            self._crossing,
            self.boxed,
            self._deep,
        )
        for stage in stages:
            if self.budget.left <= 0:
                self.log.append("the budget of work is used up")
                break
            found = stage()
            if found is not None:
                return found
        return self._undecided(reason(self.log))

    # --- outcomes ---------------------------------------------------------------------------------

    def _scope(self) -> str:
        return self.goal.domain() or "a closed statement"

    def _proved(self, method: str, certificate: Any, detail: str = "") -> Evidence:
        return Evidence(
            rigour(certificate), self._scope(), method, certificate=certificate, detail=detail
        )

    def _refuted(self, found: Found, method: str) -> Evidence:
        return Evidence(
            Verdict.REFUTED,
            "the stated point",
            method,
            witness=found.witness(self.goal),
            detail=witness.told(self.goal, found.point),
        )

    def _undecided(self, reason: str) -> Evidence:
        return Evidence(Verdict.UNDECIDED, "", "none", detail=reason)

    # --- stages -----------------------------------------------------------------------------------

    def _vacuous(self) -> Evidence | None:
        if self.satisfiable or (not self.goal.where and not self.goal.integers):
            return None
        share = self.budget.share(0.2, 3.0)
        if self._run(lambda: self.search.some_point(Budget(share)), share) is not None:
            return None
        if self.budget.left > 0:
            answer = smt.satisfiable(self.goal, self.budget.share(0.4), self.log)
            if answer is not None and answer.result == "unsat":
                return self._undecided(VACUOUS)
            if (
                answer is not None
                and answer.result == "sat"
                and not heads(*self.goal.where) - ALGEBRAIC
            ):
                return None
        return self._undecided(
            "no point that satisfies the hypotheses was found; they may be contradictory"
        )

    def possible(self) -> bool:
        return self._vacuous() is None

    def _closed(self) -> Evidence | None:
        """A statement without variables: exact algebra when it is algebraic, balls otherwise."""
        if names(self.goal.claim) or not heads(self.goal.claim) - ALGEBRAIC:
            return None
        if holds(self.goal.claim, {}) is not True:
            return None
        return self._certified({})

    def _certified(
        self, sides: dict, defined: list[dict] | None = None, put: dict | None = None
    ) -> Evidence | None:
        found = alone(
            lambda: ball.certificate(self.goal, sides, defined, put=put),
            self.budget.share(0.8),
            self.log,
        )
        if found is None:
            self.log.append("branch and bound with balls did not finish")
            return None
        scope = (
            "box " + ", ".join(_side(name, *ends) for name, ends in sides.items())
            if sides
            else self._scope()
        )
        return Evidence(Verdict.CERTIFIED, scope, "ball arithmetic", certificate=found)

    def _derivative(self) -> Evidence | None:
        """The sign of a derivative, from the ends of the domain or of pieces of it."""
        share = self.budget.share(0.45, 10.0)
        found = alone(lambda: piecewise.certificate(self.goal, Budget(share)), share, self.log)
        return None if found is None else self._proved("sign of the derivative", found)

    def boxed(self) -> Evidence | None:
        """Branch and bound on a bounded box."""
        if self.goal.claim[0] == "==" or self.goal.integers:
            return None
        sides, put = turned_box(self.goal)
        unbounded = [
            name for name in names(self.goal.claim) if name not in sides and name not in put
        ]
        if unbounded:
            self.log.append(
                f"the domain is unbounded in {', '.join(unbounded)}: ball arithmetic needs a "
                f"bounded box"
            )
            return None
        defined = None
        needed = conditions(self.goal.claim)
        if any(each[0] != "!=" for each in needed):
            parts = [
                prove(Goal(self.goal.variables, self.goal.where, each), self.budget, self.log)
                for each in needed
            ]
            defined = None if None in parts else parts
        return self._certified(sides, defined, put)

    def _plain(self) -> Evidence | None:
        """An identity that needs no hypothesis but for its conditions: cheaper than the search for
        a counterexample.
        """
        certificate = self._plainly()
        if certificate is not None:
            certificate = self._with_conditions(certificate, conditions(self.goal.claim))
        return (
            None
            if certificate is None
            else self._proved("normal form of rational functions", certificate)
        )

    def _with_conditions(self, certificate: dict, needed: list[Term]) -> dict | None:
        return identity.proved(
            certificate,
            needed,
            self.goal,
            lambda each: prove(each, self.budget, self.log, self.axioms),
        )

    def _plainly(self) -> dict | None:
        """`identity.plain`, in a child process when the expansion may be long."""
        if size(self.goal.claim) <= 200:
            return identity.plain(self.goal)
        return alone(lambda: identity.plain(self.goal), self.budget.share(0.5), self.log)

    def _brief(self) -> Evidence | None:
        """A short attempt to prove an inequality that no sample point violates: most goals end
        here, and the long search for a counterexample is spared.
        """
        if self.goal.claim[0] == "==" or not self.small:
            return None
        if self._run(lambda: self.search.violated(60) or None, 0.5):
            return None
        functions = heads(self.goal.claim, *self.goal.where) - ALGEBRAIC
        more = facts.instances(self.goal.claim, *self.goal.where) if functions else ()
        chosen = tuple(dict.fromkeys([*self.axioms, *more]))
        found = exact.quick(self.goal, chosen)
        if found is not None:
            return self._proved(exact.METHOD, found)
        answer = alone(lambda: smt.prove_here(self.goal, chosen), self.budget.share(0.2, 1.0), None)
        if answer is None or answer.result != "unsat":
            return None
        return self._found_true(chosen)

    def _found_true(self, axioms: tuple) -> Evidence:
        """z3 says so: an exact certificate, if there is one."""
        found = exact.certificate(self.goal, axioms)
        method = exact.METHOD if found["kind"] != "smt" else _z3(axioms)
        return self._proved(method, found)

    def _likely(self) -> Evidence | None:
        """An equation that no sample point violates is first tried as an identity: the search for
        a counterexample would evaluate a thousand points at which nothing can be seen.
        """
        if self.goal.claim[0] != "==" or self._run(lambda: self.search.violated(60) or None, 0.5):
            return None
        self.tried = True
        return self._identically()

    def _run(self, work: Callable[[], Any], seconds: float) -> Any:
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

    def _quick(self) -> Evidence | None:
        share = self.budget.share(0.25, 4.0)
        found = alone(lambda: self.search.quick(Budget(share)), share, self.log)
        return None if found is None else self._refuted(found, "exact evaluation")

    def _identity(self) -> Evidence | None:
        if self.goal.claim[0] != "==" or self.tried:
            return None
        return self._identically()

    def _identically(self) -> Evidence | None:
        found, method = self._plainly(), "normal form of rational functions"
        needed = conditions(self.goal.claim)
        if found is None:
            method = "normal form modulo relations"
            answer = alone(
                lambda: identity.modulo(self.goal), self.budget.share(0.4, 8.0), self.log
            )
            if answer is None:
                return None
            found, needed = answer
        certificate = self._with_conditions(found, needed)
        if certificate is None:
            self.log.append(
                "the two sides agree, but a condition under which they are defined could not be "
                "proved"
            )
            return None
        return self._proved(method, certificate)

    def _nonlinear(self) -> Evidence | None:
        if heads(self.goal.claim, *self.goal.where) - ALGEBRAIC:
            return None
        return self._smt(self.axioms, self.budget.share(0.8))

    def _functions(self) -> Evidence | None:
        if not heads(self.goal.claim, *self.goal.where) - ALGEBRAIC:
            return None
        chosen = dict.fromkeys([*self.axioms, *facts.instances(self.goal.claim, *self.goal.where)])
        for some in powers.groups(list(chosen)):
            found = self._smt(tuple(some), self.budget.share(0.1, 1.5))
            if found is not None:
                return found
        found = self._smt(tuple(chosen), self.budget.share(0.3, 4.0))
        if found is None:
            more = dict.fromkeys([*chosen, *facts.extended(self.goal)])
            found = (
                self._smt(tuple(more), self.budget.share(0.3, 4.0))
                if len(more) > len(chosen)
                else None
            )
        return found

    def _smt(self, axioms: tuple, seconds: float) -> Evidence | None:
        answer = smt.prove(self.goal, seconds, axioms, self.log)
        if answer is None:
            return None
        if answer.result == "sat":
            for point in self.search.around(answer.model):
                if len(point) == len(self.goal.variables) and violates(self.goal, point):
                    return self._refuted(Found(self._shrunk(point)), "z3 model, confirmed exactly")
            if not axioms and not heads(self.goal.claim, *self.goal.where) - ALGEBRAIC:
                self.log.append("z3 has a model that could not be confirmed in exact arithmetic")
            return None
        return self._found_true(axioms)

    def _shrunk(self, point: dict) -> dict:
        from .refute import shrink

        return shrink(self.goal, point, Budget(min(2.0, self.budget.left)))

    def _deep(self) -> Evidence | None:
        share = self.budget.share(0.5, 8.0)
        found = alone(lambda: self.search.descend(Budget(share)), share, self.log)
        return (
            None if found is None else self._refuted(found, "local minimisation, confirmed exactly")
        )

    def _unexpanded(self) -> Evidence | None:
        found = rewriting.unexpanded(self.goal, self.budget, self.log)
        return None if found is None else self._proved("order of powers", found)

    def _real_powers(self) -> Evidence | None:
        """Powers with a real exponent as exponentials; a base that may vanish is split off."""
        if not rewriting.real_powers(self.goal):
            return None
        moved = rewriting.without_real_powers(self.goal, self._side_condition)
        if moved is not None:
            inner = self._inner(moved[0])
            if inner.certificate is None:
                return None
            return self._proved(
                inner.method, rewriting.rewritten(self.goal, moved[1], inner.certificate)
            )
        base = rewriting.vanishing_bases(self.goal, self._side_condition)
        if base is None or self.depth > 3:
            return None
        found = rewriting.split_at_zero(self.goal, base, lambda case: self._inner(case).certificate)
        return None if found is None else self._proved("a base that vanishes apart", found)

    def _side_condition(self, goal: Goal) -> dict | None:
        return prove(goal, Budget(self.budget.share(0.1, 2.0)), self.log)

    def _inner(self, goal: Goal) -> Evidence:
        run = Run(goal, self.budget.share(0.6), self.seed, self.axioms, satisfiable=True)
        run.depth = self.depth + 1
        return run.evidence()

    def _induction(self) -> Evidence | None:
        if not self.goal.integers or self.depth > 1:
            return None
        found = rewriting.induction(self.goal, self._whole)
        return None if found is None else self._proved(f"induction over {found[0]}", found[1])

    def _kinks(self) -> Evidence | None:
        if self.goal.claim[0] == "==" or self.depth >= kinks.DEEPEST:
            return None
        found = kinks.certificate(self.goal, lambda case: self._inner(case).certificate)
        return None if found is None else self._proved("cases at a kink", found)

    def _whole(self, goal: Goal) -> dict | None:
        """A certificate of a part of an induction, by the short stages."""
        direct = prove(goal, Budget(self.budget.share(0.2, 4.0)), self.log)
        if direct is not None:
            return direct
        chosen = facts.extended(goal)
        answer = smt.prove(goal, self.budget.share(0.3, 5.0), chosen, self.log)
        if answer is not None and answer.result == "unsat":
            return exact.certificate(goal, chosen)
        return None

    def _crossing(self) -> Evidence | None:
        share = self.budget.share(0.3, 3.0)
        found = alone(lambda: crossing.find(self.goal, self.seed, Budget(share)), share, self.log)
        if found is None:
            return None
        low, high = found.between
        rest = "".join(f", {name} = {show(term)}" for name, term in found.others.items())
        text = (
            f"fails at some {found.variable} between {low} and {high}{rest}: the difference "
            f"of the sides changes sign there"
        )
        return Evidence(
            Verdict.REFUTED,
            "a point in the stated interval",
            "change of sign",
            witness=found.witness(self.goal),
            detail=text,
        )


def reason(log: list[str]) -> str:
    """Why nothing was decided, without what went wrong inside an engine."""
    inside = re.compile(r"\w+: \w*(Error|Exception)\b")
    told = [re.sub(r"^work: ", "", one) for one in log if not inside.match(one)]
    told = [re.sub(r"^(nlsat|smt): (TooLarge: )?", "z3: ", one) for one in told]
    return "; ".join(dict.fromkeys(told)) or "no engine applies"


def _z3(axioms: tuple) -> str:
    return "nonlinear real arithmetic (z3)" + (" with elementary facts" if axioms else "")


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


def _side(name: str, low: Any, high: Any) -> str:
    turn = "*pi" if name.startswith("_") else ""
    return f"{low}{turn} <= {name.removeprefix('_')} <= {high}{turn}"


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
        return exact.certificate(goal, chosen)
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


def decide(
    goal: Goal,
    *,
    lemmas: Iterable[Any] = (),
    axioms: Iterable[Any] = (),
    seconds: float = 20.0,
    seed: int = 0,
) -> Evidence:
    """Decide a scalar goal within the time limit.

    `lemmas` are proved first, each with the ones before it as facts, and then used as hypotheses;
    `axioms` are instances (rule, term, ...) of the table of elementary facts.
    """
    axioms, lemmas = checked(axioms), [relation(lemma) for lemma in lemmas]
    if written.is_written(goal.claim, *goal.where, *lemmas):
        return written.decide(
            goal,
            lemmas,
            lambda inner, facts: decide(
                inner, lemmas=facts, axioms=axioms, seconds=seconds, seed=seed
            ),
            lambda inner: prove(inner, Budget(seconds / 4), [], axioms),
        )
    parts = alternatives.goals(goal)
    if len(parts) > 1:
        return _each(goal, parts, lemmas, axioms, seconds, seed)
    budget = Budget(seconds)
    wider, proven = goal, []
    for lemma in lemmas:
        lemma_goal = Goal(goal.variables, wider.where, lemma, goal.integers)
        evidence = _parts(
            lemma_goal, Budget(budget.share(0.5)), seed, axioms, satisfiable=bool(proven)
        )
        if evidence.certificate is None:
            return Evidence(
                Verdict.UNDECIDED,
                "",
                "lemmas",
                detail=f"the lemma {show(lemma)} is not proved: {evidence.detail}",
            )
        proven.append((lemma_goal, evidence))
        wider = Goal(goal.variables, (*wider.where, lemma), goal.claim, goal.integers)
    final = _parts(wider, budget, seed, axioms, satisfiable=bool(proven))
    if final.verdict == Verdict.REFUTED:
        return _of_whole(goal, final)
    if not proven or final.certificate is None:
        return final
    certificate = {
        "kind": "lemmas",
        "goal": goal.to_json(),
        "lemmas": [
            {"goal": each.to_json(), "certificate": evidence.certificate}
            for each, evidence in proven
        ],
        "final": final.certificate,
    }
    text = f"by {len(proven)} lemma{'s' if len(proven) > 1 else ''}"
    return Evidence(
        rigour(certificate), final.scope, final.method, certificate=certificate, detail=text
    )


def _each(
    goal: Goal, parts: list[Goal], lemmas: list[Term], axioms: tuple, seconds: float, seed: int
) -> Evidence:
    """Every one of the goals; one whose hypotheses contradict each other says nothing."""
    share, found = seconds / len(parts), []
    for part in parts:
        one = decide(part, lemmas=lemmas, axioms=axioms, seconds=share, seed=seed)
        if one.verdict == Verdict.REFUTED:
            return one
        if one.detail.startswith("vacuous"):
            certificate = prove(part, Budget(share), [], axioms)
            one = one if certificate is None else _empty(part, certificate)
        found.append(one)
    whole = together(*found)
    if whole.certificate is None:
        return whole
    if not any(one.scope for one in found):
        return Evidence(Verdict.UNDECIDED, "", "none", detail=VACUOUS)
    return replace(whole, scope=goal.domain())


def _empty(goal: Goal, certificate: dict) -> Evidence:
    return Evidence(Verdict.PROVED, "", "no point there", certificate=certificate)


def possible(goal: Goal, seed: int = 0) -> bool:
    """Whether a point satisfies the hypotheses, certainly."""
    if not goal.where and not goal.integers:
        return True
    where = tuple(part for one in goal.where for part in written.parts(one))
    true = ("==", Fraction(0), Fraction(0))
    return Run(replace(goal, where=where, claim=true), 20.0, seed, ()).possible()


def checked(axioms: Iterable[Any]) -> tuple[tuple, ...]:
    """Fact instances with terms inside. Raises FactError for an unknown rule or a wrong number of
    terms.
    """
    found = tuple((rule, *map(from_sympy, terms)) for rule, *terms in axioms)
    for each in found:
        check(each)
    return found


def _parts(goal: Goal, budget: Budget, seed: int, axioms: tuple, satisfiable: bool) -> Evidence:
    """A conjunction is decided part by part; the first part that fails decides. `satisfiable`: the
    hypotheses are known to be.
    """
    parts, found = conjuncts(goal.claim), []
    for number, part in enumerate(parts):
        single = Goal(goal.variables, goal.where, part, goal.integers)
        evidence = Run(
            single, budget.left / (len(parts) - number), seed, axioms, satisfiable or number > 0
        ).evidence()
        if evidence.verdict == Verdict.REFUTED or evidence.detail.startswith("vacuous"):
            return evidence
        found.append(evidence)
    together_ = together(*found)
    if together_.certificate is None or len(parts) == 1:
        return together_
    return replace(together_, certificate=_conjunction(goal, parts, together_.certificate["parts"]))


def _conjunction(goal: Goal, parts: list[Term], proofs: list[dict]) -> dict:
    """The parts as lemmas, and z3 for their conjunction: a certificate of the goal as it was
    asked.
    """
    goals = [Goal(goal.variables, goal.where, part, goal.integers) for part in parts]
    final = exact.certificate(
        Goal(goal.variables, (*goal.where, *parts), goal.claim, goal.integers), here=True
    )
    listed = [{"goal": each.to_json(), "certificate": proof} for each, proof in zip(goals, proofs)]
    return {"kind": "lemmas", "goal": goal.to_json(), "lemmas": listed, "final": final}


def _of_whole(goal: Goal, evidence: Evidence) -> Evidence:
    """A witness against a part, or against the goal with lemmas, as a witness against the goal that
    was asked.
    """
    if evidence.witness["kind"] != "point":
        return evidence
    point = {name: from_json(each) for name, each in evidence.witness["values"].items()}
    return (
        replace(evidence, witness=Found(point).witness(goal)) if violates(goal, point) else evidence
    )
