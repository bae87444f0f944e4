"""`steepest recheck`: every stored certificate and witness goes through the independent checker
again, and is compared with the claim that it stands beside.

The checker (`steepest.proofs.checker`) shares no code with the engines and does not search. It runs
in processes with limits, which never import an engine.
"""

from __future__ import annotations

import json as json_module
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from steepest.proofs.files import printable

from ..limits import Failed, Limits, each
from ..store import leaves
from ..store.database import Store
from ..terminal import emit, say
from .evidence import Item, RecheckError, in_files, stored

LIMITS = Limits(seconds=15, gigabytes=0.75)  # of a file from outside
OWN = Limits(seconds=90, gigabytes=1.5)  # of evidence that is bound to a claim of the registry
WIDEST = 200  # characters of a statement on the terminal


@dataclass(frozen=True)
class Finding:
    """`problems`: why the evidence is not accepted or not that of its claim; `shows`: what was
    shown.
    """

    item: Item
    problems: tuple[str, ...]
    shows: tuple[str, ...]

    @property
    def in_words(self) -> bool:
        """Rests on a sentence that nothing checks."""
        return any(text.startswith("in words") for text in self.shows)


def check(what: str, data: Any, claims: dict[str, Any] | None = None) -> tuple[bool, str, tuple]:
    """Accepted?, why not, and what is shown. Runs in a checker process."""
    from steepest.proofs.checker import recheck as validate

    outcome = validate(data, claims)
    against = ("false", "in words")
    if outcome.ok and what == "witness" and not any(t.startswith(against) for t in outcome.shows):
        return False, "the witness refutes nothing", outcome.shows
    if outcome.ok and what == "certificate" and any(t.startswith(against) for t in outcome.shows):
        return False, "the certificate is one against a claim", outcome.shows
    return outcome.ok, outcome.reason, outcome.shows


def check_all(items: list[Item]) -> Iterator[tuple[Item, tuple[bool, str, tuple]]]:
    """Check every item, largest first, in as many processes as there are cores; results in the
    order of the items.
    """
    wanted = [
        [(_key(part), part) for part in pieces(item)] if not item.problem else [] for item in items
    ]
    # a theorem repeats the evidence of its steps
    distinct = {key: part for parts in wanted for key, part in parts}
    order = sorted(distinct, key=len, reverse=True)
    calls = [(one.what, one.data, _called(one)) for one in map(distinct.get, order) if one]
    found: dict[str, Any] = {}
    limits = OWN if all(item.bound for item in items) else LIMITS
    checked = each(check, calls, limits=limits, preload="steepest.proofs.checker")
    for number, result in checked:
        lost = isinstance(result, Failed)
        found[order[number]] = (False, result.reason, ()) if lost else result
    for item, parts in zip(items, wanted):
        if item.problem:
            yield item, (False, item.problem, ())
        else:
            yield item, _together([found[key] for key, _ in parts])


def _key(part: Item) -> str:
    uses = sorted(_called(part)) if isinstance(part.data, dict) else []
    return json_module.dumps([part.what, uses, part.data], sort_keys=True)


def _called(item: Item) -> dict[str, Any]:
    """The statements of the claims that a theorem calls."""
    from steepest.proofs import registry

    if not isinstance(item.data, dict) or item.data.get("kind") != "theorem" or not item.bound:
        return {}
    known = registry.claims()
    claim = known.get(item.id.partition(" ~ ")[0])
    uses = [known[id] for id in (claim.uses if claim else ()) if id in known]
    return {one.id: one.formal.node for one in uses if one.formal is not None}


def pieces(item: Item) -> list[Item]:
    """The parts of a certificate of kind "all", which are accepted one by one; any other evidence
    is one piece.
    """
    found, waiting = [], [item.data]
    while waiting:
        data = waiting.pop()
        plain = isinstance(data, dict) and data.get("kind") == "all" and set(data) <= ALL
        if plain and isinstance(data["parts"], list) and data["parts"]:
            waiting += reversed(data["parts"])
        else:
            found.append(replace(item, data=data))
    return found


ALL = {"kind", "parts", "step"}


def _together(outcomes: list[tuple[bool, str, tuple]]) -> tuple[bool, str, tuple]:
    rejected = [reason for ok, reason, _ in outcomes if not ok]
    shows = tuple(dict.fromkeys(text for _, _, texts in outcomes for text in texts))
    return not rejected, rejected[0] if rejected else "", shows


def findings(items: list[Item], store: Path) -> list[Finding]:
    """Checked, bound to their claims, and with the theorems that they call."""
    from .binding import mismatches

    opened = Store(store, "read") if any(item.bound for item in items) and store.exists() else None
    try:
        found = []
        for item, (ok, reason, shows) in check_all(items):
            problems = [] if ok else [reason]
            if item.bound and not item.problem:
                problems += mismatches(item.record, opened)
            found.append(Finding(item, tuple(problems), shows))
    finally:
        if opened is not None:
            opened.close()
    sound = {one.item.id for one in found if not one.problems}
    return [
        replace(one, problems=(f"it calls {id}, whose evidence is not accepted here",))
        if not one.problems and (id := next((n for n in _called(one.item) if n not in sound), ""))
        else one
        for one in found
    ]


def recheck(arguments: list[str], store: Path, *, json: bool, file: Path | None = None) -> int:
    """Check the evidence of claims (patterns) or of files (folders, .json files); 0 iff all of it
    is accepted and belongs to its claims.
    """
    started = time.monotonic()
    paths = [Path(word) for word in arguments if Path(word).is_dir() or word.endswith(".json")]
    patterns = [word for word in arguments if Path(word) not in paths]
    if absent := [path for path in paths if not path.exists()]:
        raise RecheckError(
            f"there is no file {absent[0]}; give a folder or a .json file that exists, or the id "
            f"of a claim"
        )
    items, missing = in_files(paths), []
    if patterns or not paths:
        more, missing = stored(patterns, store)
        items += more
    if file is not None:
        from .claim_file import compared

        items = compared(items, file)
    if not items:
        raise RecheckError(
            f"there is no evidence in {' '.join(arguments)}: nothing was shown, so nothing can be "
            f"checked"
        )
    found = findings(items, store)
    for one in found:
        _print(one, json)
    for id in missing[:10] if not json else missing:
        _line({"id": id, "what": "record", "ok": False, "reason": "missing"}, json) if json else (
            say(f"missing   {printable(id)}: no result is stored")
        )
    if len(missing) > 10 and not json:
        say(f"missing   and {len(missing) - 10} more; give the claims that are meant")
    bad = sum(bool(one.problems) for one in found)
    words = [one.item.id for one in found if one.in_words and not one.problems]
    out = sys.stderr if json else sys.stdout
    say(
        f"{len(found) - bad} of {len(found)} certificates and witnesses accepted in "
        f"{time.monotonic() - started:.1f} s",
        file=out,
    )
    if told := leaves.told({one.item.what: one.item.data} for one in found):
        say(told, file=out)
    bound = [one for one in found if one.item.bound]
    if bound:
        fine = sum(not one.problems for one in bound)
        say(f"{fine} of {len(bound)} are those of their claims as they stand now", file=out)
    if words:
        say(
            f"{len(words)} refutations rest on words beside what is proved: "
            f"{printable(', '.join(words))}",
            file=out,
        )
    return 1 if bad or missing else 0


def _print(one: Finding, json: bool) -> None:
    item = one.item
    if json:
        line = {
            "id": item.id,
            "what": item.what,
            "ok": not one.problems,
            "reason": "; ".join(one.problems),
            "shows": list(one.shows),
        }
        _line(line, json)
        return
    name = printable(item.id)
    for problem in one.problems:
        say(f"rejected  {name}  ({item.what}): {printable(problem, 400)}")
    if not one.problems:
        word = "in words" if one.in_words else "accepted"
        shows = printable(one.shows[0] if one.shows else "")
        shows = shows if len(shows) <= WIDEST else shows[: WIDEST - 3] + "..."
        more = f" (and {len(one.shows) - 1} more)" if len(one.shows) > 1 else ""
        verdict = f" {printable(item.verdict)}" if item.verdict else ""
        say(f"{word}  {name}{verdict}: {shows}{more}")


def _line(data: dict[str, Any], json: bool) -> None:
    emit(data)
