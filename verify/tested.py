"""What the pytest plugin keeps of the claims that it tested: their records in pytest's cache, and
one report of a run.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from steepest.proofs.engine.language import Header, UserClaim
from steepest.proofs.engine.language.header import header_of
from steepest.proofs.engine.language.read import tables_of, text_of
from steepest.proofs.files import Unreadable, read_file

from .running.worker import FIELDS

LARGEST = 20_000_000  # bytes of a record


def claims_of(path: Path) -> tuple[list[UserClaim], list[UserClaim]]:
    """The claims of a file, and all those that they may use: of the paper whose folder it is in.
    Raises `SteepestError`.
    """
    from .user_claims import gathered

    if not (path.parent / "paper.toml").is_file():
        own = gathered(path)
        return own, own
    from .paper.opening import read

    every = list(read(path.parent).claims)
    return [one for one in every if Path(one.file) == path], every


def key(claims: list[UserClaim], wall: float | None) -> str:
    """What a record depends on: the claim and those below it, our sources, the libraries."""
    from .paper.entries import content, entry
    from .store.keys import content_key
    from .store.rows import digest

    alone = entry(replace(claims[0], uses=()), "tested", "tested")
    return digest(content_key(alone), *map(content, claims), f"wall={wall}")


def kept(file: Path) -> dict[str, Any] | None:
    """A record of an earlier run; nothing if there is none that can be read."""
    try:
        found = json.loads(read_file(file, LARGEST)) if file.is_file() else None
    except (Unreadable, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and set(found) == set(FIELDS) else None


def keep(file: Path, record: dict[str, Any]) -> None:
    """Keep a record, unless it says more of this run than of the claim."""
    from .running.runner import reusable

    if not reusable(record):
        return
    beside = file.with_suffix(".part")
    try:
        beside.write_text(json.dumps(record), encoding="utf-8")
        beside.replace(file)
    except OSError:
        beside.unlink(missing_ok=True)


def write_report(found: Iterable[tuple[Path, str, dict[str, Any]]], folder: Path) -> Path:
    """One report of (file, id, record) of every claim that was tested."""
    from .paper.entries import entry
    from .report import write_site
    from .report.material import Material
    from .store.results import Known

    records = {(path, id): record for path, id, record in found}
    times = Counter(id for _, id in records)
    items, papers = [], {}
    for path in dict.fromkeys(path for path, _ in records):
        header, stem = _header(path), path.name.removesuffix(".claims.toml")
        paper = header.key or stem
        papers[paper] = header.citation or header.title or path.name
        for one in claims_of(path)[0]:
            record = records.get((path, one.id))
            if record is None:
                continue
            id = one.id if times[one.id] == 1 else f"{stem}.{one.id}"
            made = entry(replace(one, id=id), paper, stem)
            items.append(Known(made, record | {"id": id}))
    return write_site(Material(items, papers=papers, folder=folder), folder)


def _header(path: Path) -> Header:
    file = path.with_name("paper.toml")
    text, name = text_of(file if file.is_file() else path)
    return header_of(tables_of(text, name), name)
