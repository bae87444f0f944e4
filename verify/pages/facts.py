"""`steepest facts`: the textbook facts that theorems may rest on, with the claims that do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.checker.kernel.facts import FACTS

from ..store.results import known
from ..terminal import emit, say


def used_in(certificate: Any) -> set[str]:
    """The facts among the lines of a proof, of the proofs inside it as well."""
    found: set[str] = set()
    waiting = [certificate]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if node.get("rule") == "fact":
                found.add(str(node.get("name")))
            waiting += node.values()
        elif isinstance(node, list):
            waiting += node
    return found


def users(
    own: Mapping[str, Iterable[str]], uses: Mapping[str, Iterable[str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """For each fact the claims that call it, and those that rest on it through other claims.

    `own` are the facts in the proof of a claim, `uses` the claims that it uses.
    """
    table: dict[str, tuple[list[str], list[str]]] = {}
    for id in uses:
        direct = set(own.get(id, ()))
        below, waiting = {id}, [id]
        while waiting:
            for other in uses.get(waiting.pop(), ()):
                if other not in below:
                    below.add(other)
                    waiting.append(other)
        for name in sorted({name for one in below for name in own.get(one, ())}):
            pair = table.setdefault(name, ([], []))
            pair[0 if name in direct else 1].append(id)
    return table


def show_facts(store: Path, *, json: bool) -> None:
    """Each fact with its reference and how many claims use it, as measured in the store."""
    items = known(registry.claims().values(), store)
    own = {
        item.claim.id: used_in([item.record.get("certificate"), item.record.get("witness")])
        for item in items
        if item.record is not None
    }
    table = users(own, {item.claim.id: item.claim.uses for item in items})
    for name, (_, _, text) in FACTS.items():
        direct, through = table.get(name, ([], []))
        if json:
            emit({"name": name, "text": text, "claims": direct, "through": through})
            continue
        say(f"{name}: {text}")
        say(f"    called by {len(direct)} claims, {len(through)} more rest on it")
    if not json:
        measured = sum(1 for item in items if item.record is not None)
        say(f"{len(FACTS)} facts; {measured} of {len(items)} claims are in the store")
