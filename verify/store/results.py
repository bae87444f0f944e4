"""Stored results next to the registry: what is known of each claim now, and whether it is stale."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steepest.proofs.vocabulary import Claim

from .composition import Verdicts
from .database import Store
from .keys import content_key

DEFAULT = Path("steepest-output", "results.sqlite")


def default_store() -> Path:
    """STEEPEST_STORE, or steepest-output/results.sqlite in the working directory."""
    return Path(os.environ.get("STEEPEST_STORE") or DEFAULT)


@dataclass(frozen=True)
class Known:
    """What the store holds for one claim."""

    claim: Claim
    record: dict[str, Any] | None
    stale: bool = False

    @property
    def verdict(self) -> str:
        return self.record["verdict"] if self.record else "-"

    @property
    def state(self) -> str:
        if self.record is None:
            return "not run"
        return "stale" if self.stale else "current"


def known(claims: Iterable[Claim], store: Path) -> list[Known]:
    """The newest stored result of each claim; all "not run" when there is no store yet.

    A result is stale when neither the ordinary nor the --full evaluation of today's sources has its
    key.
    """
    latest = {}
    if store.exists() and store.stat().st_size:
        with Store(store, "read") as opened:
            latest = opened.latest()
    found, verdicts = [], Verdicts({id: stored.record for id, stored in latest.items()})
    for claim in claims:
        stored = latest.get(claim.id)
        stale = stored is not None and stored.key not in (
            content_key(claim),
            content_key(claim, full=True),
        )
        found.append(Known(claim, verdicts.of(claim.id), stale or bool(stored and claim.outdated)))
    return found
