"""What a report is made of: claims of any origin, what is known of them, definitions, pictures."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import Claim, Definition

from ..store.results import Known


@dataclass(frozen=True)
class Material:
    """`items`: each claim with its record, in the order of the report; a claim may come from a
    registered subject or from a paper of one's own. `mutants`: the verdicts of false variants by
    the name of their record. `figures`: the registered files of pictures, {path below `folder`:
    SHA-256}. `word`: what the command line calls a paper of one's own, or nothing.
    `audits`: what `steepest audit` said of a claim, by its id.
    """

    items: Sequence[Known]
    definitions: Sequence[Definition] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    mutants: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path(".")
    figures: Mapping[str, str] = field(default_factory=dict)
    audits: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    created: str = "no run yet"
    word: str = ""


def _about(claim: Claim) -> str:
    """What a subject is about: the first words of its package."""
    package = sys.modules.get(claim.module.rpartition(".")[0])
    text = (getattr(package, "__doc__", None) or "").split("\n\n")[0]
    return " ".join(text.split())


def from_store(store: Path) -> Material:
    """The registered subjects with the results of a store."""
    from steepest.proofs import registry
    from steepest.proofs.papers import PAPERS

    from ..running.worker import mutant_id
    from ..store.database import Store
    from ..store.keys import content_key
    from ..store.results import known

    claims = registry.claims()
    items = known(claims.values(), store)
    about = {one.subject: _about(one) for one in claims.values()}
    if not store.exists():
        return Material(items, list(registry.definitions().values()), PAPERS, about)
    with Store(store, "read") as opened:
        latest, figures, audits = opened.latest(), opened.figures(), opened.audits()
    names = {mutant_id(id, mutant.name) for id, one in claims.items() for mutant in one.mutants}
    newest = max((stored.created for stored in latest.values()), default="no run yet")
    return Material(
        items,
        list(registry.definitions().values()),
        PAPERS,
        about,
        {id: stored.record["verdict"] for id, stored in latest.items() if id in names},
        store.parent,
        figures,
        {
            id: lines
            for id, (key, lines) in audits.items()
            if id in claims and key == content_key(claims[id])
        },
        word=opened_paper.path.name if (opened_paper := registry.opened()) else "",
        created=newest.replace("T", " ").replace("+00:00", " UTC"),
    )
