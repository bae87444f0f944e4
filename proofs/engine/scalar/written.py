"""Goals written with derivatives: `diff(f, x)` and `at(f, x, v)` as the source writes them.

The checker's own table puts in what they are, so that a certificate shows the derivative as it was
asked and not what some computer algebra made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ... import checker
from ...vocabulary import Evidence, Verdict
from ..goal import Goal
from ..terms import Term, relation, show, subterms
from .forms import conjuncts

HEADS = ("diff", "at")
Decide = Callable[[Goal, list[Term]], Evidence]


def is_written(*statements: Term) -> bool:
    return any(
        isinstance(part, tuple) and part[0] in HEADS for one in statements for part in subterms(one)
    )


def decide(
    goal: Goal, lemmas: Iterable[Term], plainly: Decide, shortly: Callable[[Goal], dict | None]
) -> Evidence:
    """The goal with its derivatives put in, and the conditions under which they exist: these are
    nearly always true and easy, so they are first tried without a search for a witness.
    """
    where: list[Term] = []
    for part in goal.where:
        where += parts(part)
    claim, needed = _plain(goal.claim)
    inner = replace(goal, where=tuple(dict.fromkeys(where)), claim=claim)
    facts = [("and", *found) if len(found := parts(one)) > 1 else found[0] for one in lemmas]
    found = plainly(inner, facts)
    if found.certificate is None:
        return _of(goal, found)
    proofs = []
    for one in needed:
        if one in inner.where:
            continue
        easy = shortly(replace(inner, claim=one))
        if easy is not None:
            proofs.append(easy)
            continue
        exists = plainly(replace(inner, claim=one), [])
        if exists.certificate is None:
            return _of(goal, exists).saying(f"The derivative needs {show(one)}:")
        proofs.append(exists.certificate)
    certificate = {"kind": "written", "goal": goal.to_json(), "certificate": found.certificate}
    if proofs:
        certificate["defined"] = proofs
    return replace(found, certificate=certificate)


def parts(statement: Term) -> list[Term]:
    """The conditions under which a statement has its derivatives, then its parts."""
    found, conditions = _plain(relation(statement))
    return [*conditions, *conjuncts(found)]


def _plain(statement: Term) -> tuple[Term, list[Term]]:
    try:
        return checker.plain(statement)
    except checker.Rejected as problem:
        raise ValueError(f"{show(statement)} has no derivative by the table: {problem}") from None


def _of(goal: Goal, evidence: Evidence) -> Evidence:
    """A witness against what was put in, as a witness against the goal as it is written."""
    if evidence.verdict != Verdict.REFUTED:
        return evidence
    witness = {"kind": "written-point", "goal": goal.to_json(), "witness": evidence.witness}
    return replace(evidence, witness=witness)
