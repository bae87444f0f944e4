"""Stored evidence as Coq files: one for each claim, with what it rests on, and a Makefile."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.checker import Rejected
from steepest.proofs.coq.claims import Exported, NotExported, exported
from steepest.proofs.vocabulary import SteepestError

from ..limits import Failed, Limits, each
from ..store.composition import Verdicts
from ..store.database import Store
from ..terminal import emit, say

PROJECT = "-Q prelude Steepest\n-Q claims Claims\n"
MAKEFILE = """# make: check every theorem with coqc, and print the axioms that each rests on
all: rules.mk
\t$(MAKE) -f rules.mk
rules.mk: _CoqProject
\tcoq_makefile -f _CoqProject -o rules.mk
.PHONY: all
"""


SHARE = 16  # claims that a process writes down at a time
LIMITS = Limits(seconds=600, gigabytes=4)  # of these
UNREADABLE = "evidence that cannot be read"
# the arguments of `exported`: id, title, statement, certificate, statements that it calls
Wanted = tuple[str, str, Any, Any, Mapping[str, Any]]


class CoqError(SteepestError):
    """Nothing can be exported, or there is no Coq."""


@dataclass(frozen=True)
class Export:
    """`files`: the claims that have a Coq form, each after those that it uses; `left`: why the
    others have none.
    """

    files: dict[str, Exported]
    left: dict[str, str]
    records: dict[str, tuple[Mapping[str, Any], str]]  # the record and its key


def exports(patterns: list[str], store: Path) -> Export:
    """The Coq form of every selected claim that is PROVED, and of the claims that it calls."""
    if not store.exists():
        raise CoqError(f"there is no store at {store}; `steepest run` makes one")
    chosen = registry.with_used(registry.select(patterns))
    statements = {one.id: one.formal.node for one in chosen if one.formal is not None}
    with Store(store, "read") as opened:
        latest = opened.latest()
    verdicts = Verdicts({id: one.record for id, one in latest.items()})
    records: dict[str, tuple[Mapping[str, Any], str]] = {}
    wanted: list[Wanted] = []
    for claim in _used_first(chosen):
        record = verdicts.of(claim.id)
        if record is None or record["verdict"] != "PROVED":
            continue
        records[claim.id] = latest[claim.id].record, latest[claim.id].key
        called = {id: statements[id] for id in claim.uses if id in statements}
        own = statements.get(claim.id)
        wanted.append((claim.id, claim.title, own, record["certificate"], called))
    made = forms(wanted)
    files: dict[str, Exported] = {}
    left: dict[str, str] = {}
    for id, one in ((id, made[id]) for id in records):
        lacking = [] if isinstance(one, str) else [used for used in one.uses if used not in files]
        if isinstance(one, str):
            left[id] = one
        elif lacking:
            left[id] = f"a proof that calls {lacking[0]}, which is not exported"
        else:
            files[id] = one
    return Export(files, left, records)


def forms(wanted: list[Wanted]) -> dict[str, Exported | str]:
    """The Coq form of each claim, or why it has none; many claims are shared out to processes."""
    parts = [wanted[start : start + SHARE] for start in range(0, len(wanted), SHARE)]
    if len(parts) <= 1:
        return _forms(wanted)
    made: dict[str, Exported | str] = {}
    for number, part in each(_forms, [(one,) for one in parts], limits=LIMITS, preload=__name__):
        if isinstance(part, Failed):
            part = dict.fromkeys((one[0] for one in parts[number]), f"{UNREADABLE}: {part.reason}")
        made |= part
    return made


def _forms(wanted: list[Wanted]) -> dict[str, Exported | str]:
    collecting = gc.isenabled()
    gc.disable()  # terms and texts make no cycles, and there are many to walk through
    try:
        return {one[0]: _form(one) for one in wanted}
    finally:
        if collecting:
            gc.enable()


def _form(one: Wanted) -> Exported | str:
    try:
        return exported(*one)
    except (NotExported, Rejected) as problem:
        return str(problem)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as problem:
        return f"{UNREADABLE}: {type(problem).__name__}"


def _used_first(chosen: Iterable[Any]) -> list[Any]:
    """The claims, each after those that it uses."""
    table = {claim.id: claim for claim in chosen}
    found: dict[str, Any] = {}

    def visit(id: str, above: tuple[str, ...]) -> None:
        if id in found or id in above or id not in table:
            return
        for other in table[id].uses:
            visit(other, (*above, id))
        found[id] = table[id]

    for id in table:
        visit(id, ())
    return list(found.values())


def write(files: Iterable[Exported], to: Path) -> None:
    """The folder: prelude/, claims/, _CoqProject, Makefile."""
    files = list(files)
    prelude = resources.files("steepest.proofs.coq")
    texts = {f"prelude/{one.name}": one.read_text("utf-8") for one in prelude.iterdir()
             if one.name.endswith(".v")}  # fmt: skip
    texts |= {f"claims/{one.name}.v": one.text for one in files}
    names = "".join(f"{name}\n" for name in texts)
    texts |= {"_CoqProject": PROJECT + names, "Makefile": MAKEFILE}
    try:
        for name, text in texts.items():
            path = to / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise CoqError(
            f"{to} cannot be written: {error.strerror or error}; give a folder that can be made"
        ) from None


def reasons(left: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """(reason, ids), the most frequent first."""
    table: dict[str, list[str]] = defaultdict(list)
    for id, why in left.items():
        table[why].append(id)
    return sorted(table.items(), key=lambda entry: (-len(entry[1]), entry[0]))


def export(patterns: list[str], store: Path, to: Path, *, json: bool) -> int:
    """Write the Coq files of the selected claims and say what is not exported, and why."""
    found = exports(patterns, store)
    if not found.records:
        raise CoqError(
            f"{store} holds nothing that is PROVED for {' '.join(patterns) or 'any claim'}; "
            f"`steepest run` decides the claims"
        )
    write(found.files.values(), to)
    if json:
        for id, one in found.files.items():
            emit({"id": id, "file": f"claims/{one.name}.v", "uses": list(one.uses)})
        for id, why in found.left.items():
            emit({"id": id, "file": None, "reason": why})
        return 0
    for why, ids in reasons(found.left):
        more = f" and {len(ids) - 6} more" if len(ids) > 6 else ""
        say(f"not exported ({len(ids)}): {why}: {', '.join(ids[:6])}{more}")
    say(f"{len(found.files)} of {len(found.records)} proved claims written to {to}; "
        f"`make -C {to}` checks them")  # fmt: skip
    return 0
