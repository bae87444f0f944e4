"""One goal, decided: lemmas first, alternatives and conjunctions part by part, each part by the
stages.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ...vocabulary import Evidence, Verdict, together
from ..goal import Goal
from ..terms import Term, from_json, from_sympy, relation, show
from ..work import Budget
from . import alternatives, exact, written
from .facts import check
from .forms import conjuncts
from .refute import Found, violates
from .stages import ORDER
from .stages.hypotheses import vacuous
from .stages.run import VACUOUS, Run
from .stages.side import prove, rigour


def decide(
    goal: Goal,
    *,
    lemmas: Iterable[Any] = (),
    axioms: Iterable[Any] = (),
    seconds: float = 20.0,
    seed: int = 0,
    satisfiable: bool = False,
) -> Evidence:
    """Decide a scalar goal within the time limit.

    `lemmas` are proved first, each with the ones before it as facts, and then used as hypotheses;
    `axioms` are instances (rule, term, ...) of the table of elementary facts. `satisfiable`: that a
    point satisfies the hypotheses is known, or does not matter.
    """
    axioms, lemmas = checked(axioms), [relation(lemma) for lemma in lemmas]
    if written.is_written(goal.claim, *goal.where, *lemmas):
        return written.decide(
            goal,
            lemmas,
            lambda inner, facts: decide(
                inner,
                lemmas=facts,
                axioms=axioms,
                seconds=seconds,
                seed=seed,
                satisfiable=satisfiable,
            ),
            lambda inner: prove(inner, Budget(seconds / 4), [], axioms),
        )
    parts = alternatives.goals(goal)
    if len(parts) > 1:
        return _each(goal, parts, lemmas, axioms, seconds, seed, satisfiable)
    budget = Budget(seconds)
    wider, proven = goal, []
    for lemma in lemmas:
        lemma_goal = Goal(goal.variables, wider.where, lemma, goal.integers)
        evidence = _parts(
            lemma_goal, Budget(budget.share(0.5)), seed, axioms, satisfiable or bool(proven)
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
    final = _parts(wider, budget, seed, axioms, satisfiable or bool(proven))
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
    goal: Goal,
    parts: list[Goal],
    lemmas: list[Term],
    axioms: tuple,
    seconds: float,
    seed: int,
    satisfiable: bool,
) -> Evidence:
    """Every one of the goals; one whose hypotheses contradict each other says nothing."""
    share, found = seconds / len(parts), []
    for part in parts:
        one = decide(
            part, lemmas=lemmas, axioms=axioms, seconds=share, seed=seed, satisfiable=satisfiable
        )
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
    return vacuous(Run(replace(goal, where=where, claim=true), 20.0, seed, (), ORDER)) is None


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
            single,
            budget.left / (len(parts) - number),
            seed,
            axioms,
            ORDER,
            satisfiable or number > 0,
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
