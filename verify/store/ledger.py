"""The ledger: the recorded verdict of every claim, reviewed like code (proofs/ledger.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import steepest.proofs
from steepest.proofs import registry
from steepest.proofs.vocabulary import SteepestError, Verdict

from . import leaves

HEADER = (
    "# The recorded verdict of every claim. `steepest ledger` compares, `steepest ledger "
    "--update` rewrites; review it like code.\n"
)


SMT = "smt"  # the table of leaves that rest on z3's word
NOTHING = "nothing"  # stands for the verdict of a claim that has no entry


class LedgerError(SteepestError):
    """The ledger cannot be read or written."""


def path() -> Path:
    """The ledger of the paper that is open, or of the installed claims."""
    if paper := registry.opened():
        return paper.ledger
    return Path(steepest.proofs.__path__[0]) / "ledger.toml"


def _read(file: Path | None) -> tuple[Path, dict[str, Any]]:
    file = file or path()
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return file, {}
    except (OSError, ValueError) as error:
        raise LedgerError(
            f'the ledger {file} cannot be read: {error}; each line is "claim id" = "VERDICT"'
        ) from None
    return file, entries


def smt_leaves(file: Path | None = None) -> dict[str, int] | None:
    """By id, how many leaves of the evidence rest on z3's word, where any do; None when the ledger
    does not record it.
    """
    file, entries = _read(file)
    found = entries.get(SMT)
    if isinstance(found, dict) and not all(type(count) is int for count in found.values()):
        raise LedgerError(f"the ledger {file}: [{SMT}] holds lines claim id = number of leaves")
    return found if isinstance(found, dict) else None


def grown(
    records: Iterable[Mapping[str, Any]], known: Mapping[str, int] | None = None
) -> list[tuple[str, int, int]]:
    """(id, recorded, measured) for every record with more leaves of z3's word than are recorded."""
    known = smt_leaves() if known is None else known
    if known is None:
        return []
    measured = [(record["id"], leaves.counts(record)[0]) for record in records]
    return [(id, known.get(id, 0), count) for id, count in measured if count > known.get(id, 0)]


def recorded(file: Path | None = None) -> dict[str, str]:
    """The recorded verdicts by id; empty when there is no ledger yet."""
    file, entries = _read(file)
    if isinstance(entries.get(SMT), dict):
        del entries[SMT]
    for id, verdict in entries.items():
        if verdict not in set(Verdict) or verdict == Verdict.ERROR:
            words = ", ".join(word for word in Verdict if word != Verdict.ERROR)
            raise LedgerError(
                f"the ledger {file} records {verdict!r} for {id!r}; expected one of {words}"
            )
    return entries


def differences(
    records: Iterable[Mapping[str, Any]], entries: Mapping[str, str] | None = None
) -> list[tuple[str, str, str]]:
    """(id, recorded, measured) for every record whose verdict is not the recorded one; "nothing" if
    none is recorded.
    """
    entries = recorded() if entries is None else entries
    return [
        (record["id"], entries.get(record["id"], NOTHING), record["verdict"])
        for record in records
        if entries.get(record["id"]) != record["verdict"]
    ]


def unexpected(records: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """(id, expected, measured) for the claims of a paper: the recorded verdict is expected, or that
    of the claim's `expect`; without both, anything but REFUTED and ERROR.
    """
    entries, found = recorded(), []
    for record in records:
        claim = registry.known(record["id"])
        wanted = entries.get(record["id"]) or (claim.expect if claim else None)
        measured = record["verdict"]
        bad = measured != wanted if wanted else measured in (Verdict.REFUTED, Verdict.ERROR)
        if bad:
            found.append((record["id"], wanted or "nothing false", measured))
    return found


def update(
    records: Iterable[Mapping[str, Any]], known: Iterable[str], file: Path | None = None
) -> list[tuple[str, str, str]]:
    """Write the measured verdicts, in the order of `known`; entries of claims that no longer exist
    go. Returns the changes.
    """
    file = file or path()
    entries, before = recorded(file), smt_leaves(file)
    records = list(records)
    measured = {record["id"]: str(record["verdict"]) for record in records}
    if errors := [id for id, verdict in measured.items() if verdict == Verdict.ERROR]:
        raise LedgerError(
            f"ERROR is a defect of ours and is never recorded: {', '.join(errors)}; `steepest "
            f"show ID` has the traceback"
        )
    merged = entries | measured
    kept = {id: merged[id] for id in known if id in merged}
    changes = [
        (id, entries.get(id, NOTHING), verdict)
        for id, verdict in kept.items()
        if entries.get(id) != verdict
    ]
    changes += [(id, verdict, NOTHING) for id, verdict in entries.items() if id not in kept]
    smt = (before or {}) | {record["id"]: leaves.counts(record)[0] for record in records}
    smt = {id: smt[id] for id in kept if smt.get(id)}
    if changes or smt != (before or {}):
        text = HEADER + "".join(f'"{id}" = "{verdict}"\n' for id, verdict in kept.items())
        if smt or before is not None:
            text += f"\n[{SMT}]  # leaves of the evidence that rest on z3's word\n"
            text += "".join(f'"{id}" = {count}\n' for id, count in smt.items())
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise LedgerError(
                f"the ledger {file} cannot be written: {error.strerror}; make its folder "
                f"writable (our own ledger is that of a source checkout)"
            ) from None
    return changes
