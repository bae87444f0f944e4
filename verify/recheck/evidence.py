"""Evidence to be checked again: of the store, or of files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.checker import Rejected, parsed
from steepest.proofs.files import MIB, Unreadable, read_file
from steepest.proofs.vocabulary import SteepestError

from ..running.worker import mutant_id
from ..store.composition import Verdicts
from ..store.database import Store

LARGEST = 64 * MIB  # of a certificate file
POSITIVE = ("PROVED", "CERTIFIED", "ARGUED", "SUPPORTED")
NOTHING_SHOWN = ("UNDECIDED", "ERROR")


class RecheckError(SteepestError):
    """There is nothing to check again, or it cannot be read."""


@dataclass(frozen=True)
class Item:
    """One piece of evidence: whose it is, "certificate" or "witness", and its JSON form (or why
    there is none). `record` is the record it stands in; `file` the claim file record to compare
    with.
    """

    id: str
    what: str
    data: Any = None
    problem: str = ""
    verdict: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    bound: bool = False  # the record is one of a registered claim


def selected(patterns: list[str]) -> list[str]:
    """The claims, and those whose theorems they call."""
    return [claim.id for claim in registry.with_used(registry.select(patterns))]


def stored(patterns: list[str], store: Path) -> tuple[list[Item], list[str]]:
    """The evidence of the newest result of every selected claim and of its mutants, and the claims
    without any result.
    """
    if not store.exists():
        raise RecheckError(
            f"there is no store at {store}; `steepest run` makes one, or give a folder of "
            f"certificate files"
        )
    claims, known = selected(patterns), registry.claims()
    names = [
        name
        for id in claims
        for name in (id, *(mutant_id(id, mutant.name) for mutant in known[id].mutants))
    ]
    with Store(store, "read") as opened:
        latest = opened.latest()
    verdicts = Verdicts({id: one.record for id, one in latest.items()})
    composed = [record for name in names if (record := verdicts.of(name)) is not None]
    found = [item for record in composed for item in of_record(record, True)]
    if not patterns:  # what nobody asked for is reported too
        found += [
            Item(name, "record", problem="there is no such claim", record=one.record)
            for name, one in latest.items()
            if name not in names
        ]
    if not found:
        raise RecheckError(
            f"{store} holds no evidence for {' '.join(patterns) or 'any claim'}; `steepest run` "
            f"decides the claims"
        )
    missing = [id for id in claims if id not in latest and not known[id].full]
    return found, missing


def of_record(record: Mapping[str, Any], bound: bool = False) -> Iterator[Item]:
    """What a verdict must leave behind: a certificate for the positive words, a witness for
    REFUTED, nothing for the others.
    """
    verdict, id = record.get("verdict"), str(record.get("id"))
    own = {"verdict": str(verdict), "record": record, "bound": bound}
    certificate, witness = record.get("certificate"), record.get("witness")
    if verdict in POSITIVE:
        problem = "" if certificate is not None else f"{verdict} without a certificate"
        yield Item(id, "certificate", certificate, problem, **own)
    elif verdict == "REFUTED":
        problem = "" if witness is not None else "REFUTED without a witness"
        yield Item(id, "witness", witness, problem, **own)
    elif verdict not in NOTHING_SHOWN:
        yield Item(id, "record", None, f"{str(verdict)[:40]!r} is no verdict", **own)
    elif certificate is not None or witness is not None:
        yield Item(id, "record", None, f"{verdict} with evidence beside it", **own)


def in_files(paths: Iterable[Path]) -> list[Item]:
    """The evidence in certificate files: records, or bare certificates and witnesses."""
    found: list[Item] = []
    for path in paths:
        files = sorted(path.rglob("*.json")) if path.is_dir() else [path]
        if not files:
            raise RecheckError(
                f"there is no .json file in {path}; `steepest check FILE.toml --certificates DIR` "
                f"writes them"
            )
        for file in files:
            found += _in_file(file, path if path.is_dir() else None)
    return found


def _in_file(file: Path, folder: Path | None) -> list[Item]:
    try:
        data = parsed(read_file(file, LARGEST, inside=folder))
    except (Unreadable, Rejected, ValueError, RecursionError) as error:
        return [Item(str(file), "file", None, f"cannot be read: {error}")]
    if isinstance(data, dict) and "verdict" in data and "kind" not in data:
        if "claim" not in data and data.get("id") in registry.claims():
            return list(of_record(data, bound=True))
        return list(of_record({**data, "id": f"{file.name}: {data.get('id')}"}))
    return [Item(file.name, "evidence", data)]
