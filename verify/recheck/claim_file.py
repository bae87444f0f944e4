"""Certificate files beside the claim file that they were made for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .evidence import Item
from .shown import conjuncts, leaves, text

if TYPE_CHECKING:
    from steepest.proofs.engine.goal import Goal
    from steepest.proofs.engine.language import UserClaim


def compared(items: list[Item], file: Path) -> list[Item]:
    """The items, with a problem where a record is not that of a claim of the file as it reads now;
    a claim without a record is an item of its own.
    """
    from ..check_command import described
    from ..user_claims import gathered

    claims = {claim.id: claim for claim in gathered(file)}
    found, seen = [], set()
    for item in items:
        id = str(item.record.get("id", "")).rpartition(": ")[2]
        claim, problem = claims.get(id), ""
        if claim is None:
            problem = f"no claim of {file.name} has this id"
        elif item.record.get("claim") != described(claim):
            problem = f"swapped or stale: the claim of {file.name} reads {claim.text[:120]}"
        elif claim.goal is not None and not claim.constant and not _about(item, _asked(claim)):
            problem = "swapped: its evidence is about another statement"
        seen.add(id)
        found.append(replace(item, problem=item.problem or problem))
    missing = [Item(id, "record", problem="missing") for id in claims if id not in seen]
    return found + missing


def _asked(claim: UserClaim) -> list[Goal]:
    """The goals of a claim: what its lemmas need, and the statement with what they say."""
    from steepest.proofs.engine.language.lemmas import questions

    premises, goal = questions(claim)
    return [*premises, goal]


def _about(item: Item, asked: list[Goal]) -> bool:
    from steepest.proofs.engine.scalar.alternatives import goals

    stated = [one.to_json() for one in (*asked, *goals(asked[-1]))]
    parts = {text(part) for one in stated for part in conjuncts(one["claim"])}
    return all(leaf.says <= parts for leaf in leaves(item.data) if leaf.sort == "goal")
