"""`steepest audit [PAPER] [ID]`: which hypotheses does a statement need?

Each hypothesis is dropped in turn. Needed: without it the statement is false, with a witness. Not
needed: it is proved without it. Otherwise not decided. What a paper could leave out is found this
way, and a hypothesis that says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.judge.recording import asked
from steepest.proofs.vocabulary import Claim, Evidence, SteepestError, Verdict

from .terminal import emit

SECONDS = 6.0  # nominal, for each hypothesis


@dataclass(frozen=True)
class Line:
    """One hypothesis of one statement: `word` is needed, not needed or not decided, or, for a claim
    that cannot be read, not read.
    """

    id: str
    hypothesis: str
    word: str
    detail: str


def audit(
    patterns: list[str], *, json: bool = False, seconds: float = SECONDS, store: Path | None = None
) -> int:
    """Print the audit of the selected claims; the exit code is 0, or 2 if a claim cannot be read.

    Where there is a store it keeps what was said, for the report.
    """
    from .pages.display import console

    out, last, unread = console(), "", False
    said: dict[str, list[dict[str, str]]] = {}
    for line in lines(patterns, seconds):
        unread = unread or line.word == "not read"
        said.setdefault(line.id, []).append(
            {"hypothesis": line.hypothesis, "word": line.word, "detail": line.detail}
        )
        if json:
            emit(line.__dict__)
            continue
        if line.id != last:
            out.print(line.id, style="bold")
            last = line.id
        style = {"needed": "green", "not needed": "bold yellow"}.get(line.word, "dim")
        out.print(f"  {line.word:<12}", style=style, end="")
        out.print(f" {line.hypothesis}" + (f"  ({line.detail})" if line.detail else ""))
    _keep(said, store)
    return 2 if unread else 0


def _keep(said: dict[str, list[dict[str, str]]], store: Path | None) -> None:
    from .store.database import Store
    from .store.keys import content_key

    if store is None or not store.exists():
        return
    known = registry.claims()
    with Store(store, "join") as opened:
        for id, lines in said.items():
            if id in known:
                opened.put_audit(id, content_key(known[id]), lines)


def lines(patterns: list[str], seconds: float = SECONDS) -> Iterator[Line]:
    """The hypotheses of the claims of the registry that are selected."""
    found = False
    for claim in registry.select(patterns):
        try:
            made = _statement if claim.formal is not None else _asked
            for line in made(claim, seconds):
                found = True
                yield line
        except SteepestError as problem:
            if registry.opened() is None:
                raise
            found = True
            yield Line(claim.id, "", "not read", str(problem))
    if not found and registry.opened():
        raise SteepestError(
            "no claim about numbers with hypotheses was found; audit drops the lines of `where` "
            "one at a time"
        )


def _asked(claim: Claim, seconds: float) -> Iterator[Line]:
    """The scalar goals that the check of a claim asks, each once."""
    seen = set()
    for goal in _goals(asked(claim).certificate):
        if goal not in seen and goal.where:
            seen.add(goal)
            yield from _goal(claim.id, goal, seconds)


def _goals(tree: Any) -> Iterator[Goal]:
    """The scalar goals in what a claim asks."""
    if isinstance(tree, dict):
        if tree.get("asked") == "goal":
            yield Goal.from_json(tree["goal"])
        for part in tree.get("parts") or []:
            yield from _goals(part)


def _goal(id: str, goal: Goal, seconds: float) -> Iterator[Line]:
    from steepest.proofs.engine.scalar import decide
    from steepest.proofs.engine.terms import show

    for place, hypothesis in enumerate(goal.where):
        rest = (*goal.where[:place], *goal.where[place + 1 :])
        evidence = decide(replace(goal, where=rest), seconds=seconds)
        text = f"{show(goal.claim)}: without {show(hypothesis)}"
        yield Line(id, text, *_word(evidence))


def _word(evidence: Evidence | None) -> tuple[str, str]:
    if evidence is None:
        return "not decided", ""
    if evidence.verdict == Verdict.REFUTED:
        return "needed", evidence.detail.split(": ", 1)[0]
    if evidence.verdict in (Verdict.PROVED, Verdict.CERTIFIED):
        return "not needed", f"{evidence.verdict} without it"
    return "not decided", ""


def _statement(claim: Claim, seconds: float) -> Iterator[Line]:
    """The assumptions of a formal statement: the falsifier looks for a model without each."""
    from steepest.proofs.checker.formal import show
    from steepest.proofs.engine.judge import Judge
    from steepest.proofs.engine.theorems import Formula
    from steepest.proofs.engine.theorems.falsify import falsify

    hints = [claim.instance] if claim.instance else []
    node = claim.formal.node
    for hypothesis, without in _dropped(node):
        judge = Judge(seconds=seconds)
        found = falsify(Formula(without, {}), judge=judge, attempts=1200, hints=hints)
        yield Line(claim.id, f"without {show(hypothesis)}", *_word(found))


def _dropped(node: Any) -> Iterator[tuple[Any, Any]]:
    """Each part of the assumption, and the statement without it."""
    if node[0] == "forall":
        for hypothesis, rest in _dropped(node[3]):
            yield hypothesis, (*node[:3], rest)
    elif node[0] == "implies":
        from steepest.proofs.checker.formal import conjuncts

        parts = conjuncts(node[1])
        for place, part in enumerate(parts):
            rest = [*parts[:place], *parts[place + 1 :]]
            assumed = rest[0] if len(rest) == 1 else ("and", *rest)
            yield part, ("implies", assumed, node[2]) if rest else node[2]
