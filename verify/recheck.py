"""`steepest recheck`: every stored certificate and witness goes through the independent checker
again.

The checker (`steepest.proofs.checker`) shares no code with the engines and does not search. It runs
in processes of its own, which never import an engine.
"""

from __future__ import annotations

import json as json_module
import os
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.vocabulary import SteepestError

from .processes import started_safely
from .running.worker import mutant_id
from .store.database import Store

LIMIT = 60.0  # seconds for one piece of evidence
LARGEST = 64 * 2**20  # bytes of a certificate file
POSITIVE = ("PROVED", "CERTIFIED", "ARGUED", "SUPPORTED")


class RecheckError(SteepestError):
    """There is nothing to check again, or it cannot be read."""


@dataclass(frozen=True)
class Item:
    """One piece of evidence: whose it is, "certificate" or "witness", and its JSON form (or why
    there is none).
    """

    id: str
    what: str
    data: Any = None
    problem: str = ""


def stored(patterns: list[str], store: Path) -> list[Item]:
    """The evidence of the newest result of every selected claim and of its mutants."""
    if not store.exists():
        raise RecheckError(
            f"there is no store at {store}; `steepest run` makes one, or give a folder of "
            f"certificate files"
        )
    names = {claim.id: claim.id for claim in registry.select(patterns)}
    names |= {
        mutant_id(id, mutant.name): id for id in names for mutant in registry.claims()[id].mutants
    }
    with Store(store, "read") as opened:
        latest = opened.latest()
    found = [item for name in names if name in latest for item in of_record(latest[name].record)]
    if not found:
        raise RecheckError(
            f"{store} holds no evidence for {' '.join(patterns) or 'any claim'}; `steepest run` "
            f"decides the claims"
        )
    return found


def of_record(record: dict[str, Any]) -> Iterator[Item]:
    """What a verdict must leave behind: a certificate for the positive words, a witness for
    REFUTED.
    """
    if record["verdict"] in POSITIVE:
        problem = (
            ""
            if record["certificate"] is not None
            else f"{record['verdict']} without a certificate"
        )
        yield Item(record["id"], "certificate", record["certificate"], problem)
    elif record["verdict"] == "REFUTED":
        problem = "" if record["witness"] is not None else "REFUTED without a witness"
        yield Item(record["id"], "witness", record["witness"], problem)


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
            found += _in_file(file)
    return found


def _in_file(file: Path) -> list[Item]:
    try:
        if file.stat().st_size > LARGEST:
            return [Item(str(file), "file", None, f"larger than {LARGEST >> 20} MiB")]
        data = json_module.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        return [Item(str(file), "file", None, f"cannot be read: {error}")]
    if isinstance(data, dict) and data.get("verdict") in (*POSITIVE, "REFUTED") and "id" in data:
        record = {"certificate": None, "witness": None} | data
        return list(of_record(record | {"id": f"{file.name}: {data['id']}"}))
    if isinstance(data, dict) and "verdict" in data:
        return []  # nothing was shown, so there is nothing to check
    return [Item(file.name, "evidence", data)]


def check(item: Item) -> tuple[bool, str, tuple[str, ...]]:
    """Accepted?, why not, and what is shown. Runs in a checker process."""
    if item.problem:
        return False, item.problem, ()
    from steepest.proofs.checker import recheck as validate

    def stop(number: int, frame: Any) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, LIMIT)
    try:
        outcome = validate(item.data)
    except TimeoutError:
        return False, f"not decided within {LIMIT:g} s", ()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if (
        outcome.ok
        and item.what == "witness"
        and not any(text.startswith("false") for text in outcome.shows)
    ):
        return False, "the witness refutes nothing", outcome.shows
    return outcome.ok, outcome.reason, outcome.shows


def check_all(items: list[Item]) -> Iterator[tuple[Item, tuple[bool, str, tuple[str, ...]]]]:
    """Check every item, largest first, in as many processes as there are cores; results in the
    order of the items.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(["steepest.proofs.checker"])
    wanted = [
        [
            (json_module.dumps([part.what, part.problem, part.data], sort_keys=True), part)
            for part in pieces(item)
        ]
        for item in items
    ]
    # a theorem repeats the evidence of its steps
    distinct = {key: part for parts in wanted for key, part in parts}
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        with started_safely():
            futures = {
                key: pool.submit(check, distinct[key])
                for key in sorted(distinct, key=len, reverse=True)
            }
        for item, parts in zip(items, wanted):
            try:
                yield item, _together([futures[key].result() for key, _ in parts])
            except Exception as error:  # the checker process itself died
                yield (
                    item,
                    (False, f"the checker process failed: {type(error).__name__}: {error}", ()),
                )


def pieces(item: Item) -> list[Item]:
    """The parts of a certificate of kind "all", which are accepted one by one; any other evidence
    is one piece.
    """
    found, waiting = [], [item.data]
    while waiting:
        data = waiting.pop()
        parts = data.get("parts") if isinstance(data, dict) and data.get("kind") == "all" else None
        if isinstance(parts, list) and parts:
            waiting += reversed(parts)
        else:
            found.append(replace(item, data=data))
    return found


def _together(
    outcomes: list[tuple[bool, str, tuple[str, ...]]],
) -> tuple[bool, str, tuple[str, ...]]:
    rejected = [reason for ok, reason, _ in outcomes if not ok]
    shows = tuple(dict.fromkeys(text for _, _, texts in outcomes for text in texts))
    return not rejected, rejected[0] if rejected else "", shows


def recheck(arguments: list[str], store: Path, *, json: bool) -> int:
    """Check the evidence of claims (patterns) or of files (folders, .json files); 0 iff all of it
    is accepted.
    """
    started = time.monotonic()
    paths = [Path(word) for word in arguments if Path(word).is_dir() or word.endswith(".json")]
    patterns = [word for word in arguments if Path(word) not in paths]
    if missing := [path for path in paths if not path.exists()]:
        raise RecheckError(
            f"there is no file {missing[0]}; give a folder or a .json file that exists, or the id "
            f"of a claim"
        )
    items = in_files(paths) + (stored(patterns, store) if patterns or not paths else [])
    rejected = 0
    for item, (ok, reason, shows) in check_all(items):
        rejected += not ok
        if json:
            line = {
                "id": item.id,
                "what": item.what,
                "ok": ok,
                "reason": reason,
                "shows": list(shows),
            }
            print(json_module.dumps(line, ensure_ascii=False))
        elif not ok:
            print(f"rejected  {item.id}  ({item.what}): {reason}")
    seconds = time.monotonic() - started
    out = sys.stderr if json else sys.stdout
    print(
        f"{len(items) - rejected} of {len(items)} certificates and witnesses accepted in "
        f"{seconds:.1f} s",
        file=out,
    )
    return 1 if rejected else 0
