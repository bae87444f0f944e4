"""Claims with a formal statement: what their checks may return, and the statements they may use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...checker.formal import alike, show
from ...checker.formal.reading import from_json
from ...vocabulary import Evidence, Verdict
from .proof import NotProved

POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED)


def used_statements(ids: tuple[str, ...]) -> dict[str, Any]:
    """The formal statement of each claim by its id. Raises `NotProved` for a claim that is unknown
    or has none.
    """
    from ... import registry

    if not ids:
        return {}
    known = registry.claims()
    found = {}
    for id in ids:
        if id not in known:
            raise NotProved(f"{id} is used, but there is no such claim")
        formal = known[id].formal
        if formal is None:
            raise NotProved(f"{id} is used, but it has no formal statement: give it `says=`")
        found[id] = formal.node
    return found


def proved(judge: Any, check: Callable[[Any], Evidence], *, mutant: bool = False) -> Evidence:
    """The evidence of a check of `judge.says`: PROVED and CERTIFIED only for a theorem of it.

    The statement is attacked before its proof is looked at, in full if it is said to be false. A
    proof that does not go through says nothing about the statement, which is attacked again: a
    counterexample makes it REFUTED, otherwise it is UNDECIDED with the step that failed.
    """
    from .falsify import falsify

    says = judge.says
    hints = [judge.instance] if judge.instance else []
    attack = judge if mutant else None
    hit = falsify(says, judge=attack, seed=judge.seed, attempts=400, hints=hints)
    if hit is not None:
        return hit
    try:
        evidence = check(judge)
    except NotProved as gap:
        hit = falsify(says, judge=judge, seed=judge.seed + 1)
        return hit or judge.undecided(f"the proof does not go through: {gap}")
    if evidence.verdict in POSITIVE:
        certificate = evidence.certificate or {}
        if certificate.get("kind") != "theorem":
            raise TypeError(
                "the claim has a formal statement; only a theorem of it (judge.theorem()) proves it"
            )
        if not alike(from_json(certificate["statement"]), says.node):
            raise TypeError(f"the proof is of another statement than {show(says.node)}")
    if evidence.verdict == Verdict.REFUTED:
        denied = (evidence.witness or {}).get("statement")
        if denied is None or not alike(from_json(denied), says.node):
            raise TypeError(f"the refutation is of another statement than {show(says.node)}")
    return replace(evidence, scope=evidence.scope or show(says.node))
