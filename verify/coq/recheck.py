"""`steepest recheck --coq`: coqc decides the exported claims, and says which axioms they use."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.engine.processes import Ended, Limits, Pool, Task, as_they_end

from ..store.database import Store
from ..terminal import emit, say
from .coqc import REALS, axioms, compiled, coqc, listed, needed
from .export import CoqError, Export, exports, reasons, write
from .groups import culprit, depths, grouped, in_order, placed, text, unlisted

SECONDS, MEMORY_GB = 12.0, 4.0  # of one claim
GROUP = 3.0  # times as long for a file of several
LISTED, LISTING = 120, 10.0  # claims whose axioms are listed together, times as long for a list


class Plan:
    """What coqc reads. `read`: the claims in each file, several where no other claim calls them;
    `lists`: the claims whose axioms a file lists.
    """

    def __init__(self, found: Export, folder: Path, seconds: float) -> None:
        self.program, self.found, self.folder = coqc(), found, folder
        self.seconds = seconds
        self.read: dict[str, list[str]] = {}
        self.lists: dict[str, list[str]] = {}
        self.place: dict[str, tuple[str, str]] = {}  # file and theorem of a claim
        write(found.files.values(), folder)
        (folder / "groups").mkdir(exist_ok=True)

    def together(self) -> Iterator[Task]:
        """Everything, the claims in groups and their axioms `LISTED` at a time."""
        for path in sorted((self.folder / "prelude").glob("*.v")):
            after = (f"prelude/{one}" for one in needed(path.read_text("utf-8")))
            yield self._task(compiled, f"prelude/{path.stem}", f"prelude/{path.name}", after)
        records = self.found.records
        refused = {id for id in self.found.files if id in records and _refused(records[id][0])}
        yield from self.reading(grouped(self.found.files, depths(self.found.files), refused))

    def reading(self, parts: list[list[str]]) -> Iterator[Task]:
        """A file for each part, which stands after those that it calls, and the axioms."""
        waiting: list[str] = []
        for ids in parts:
            yield self._reading(ids)
            waiting += ids
            if len(waiting) >= LISTED:
                yield self._listing(waiting)
                waiting = []
        if waiting:
            yield self._listing(waiting)

    def listing(self, ids: list[str], together: int = 1) -> Iterator[Task]:
        """The axioms of these claims, so many in a list."""
        yield from (self._listing(ids[at : at + together]) for at in range(0, len(ids), together))

    def stopped(self, file: str, printed: str) -> str | None:
        """The claim of a group at which coqc stopped."""
        written = (self.folder / file).read_text("utf-8")
        name = culprit(file, written, printed)
        return next((id for id in self.read[file] if self.found.files[id].name == name), None)

    def _reading(self, ids: list[str]) -> Task:
        claims = [self.found.files[id] for id in ids]
        alone, name = len(ids) == 1, claims[0].name
        file = f"claims/{name}.v" if alone else f"groups/of_{name}.v"
        uses = dict.fromkeys(id for one in claims for id in one.uses)
        called = {id: self.place[id][0] for id in uses}
        groups = {
            self.found.files[id].name: Path(file).stem
            for id, file in called.items()
            if file.startswith("groups/")
        }
        written = placed(unlisted(claims[0].text), groups) if alone else text(claims, groups)
        (self.folder / file).write_text(written, "utf-8")
        self.read[file] = ids
        self.place |= {
            id: (file, one.name if alone else f"M_{one.name}.{one.name}")
            for id, one in zip(ids, claims, strict=True)
        }
        files = list(dict.fromkeys(called.values()))
        prelude = [f"prelude/{name}" for one in claims for name in needed(one.text)]
        return self._task(compiled, file, file, [*files, *prelude], files)

    def _listing(self, ids: list[str]) -> Task:
        file = f"groups/axioms_{len(self.lists)}.v"
        self.lists[file] = ids
        theorems = [self.place[id] for id in ids]
        return self._task(listed, file, file, [one for one, _ in theorems], theorems)

    def _task(self, work: Any, name: str, file: str, after: Iterable[str], *more: Any) -> Task:
        called = f"{work.__module__}:{work.__qualname__}"
        arguments = (self.program, str(self.folder), file, *more)
        several = GROUP if len(self.read.get(name, ())) > 1 else 1.0
        seconds = self.seconds * (LISTING if name in self.lists else several)
        limits = Limits(processor=seconds, memory_gb=MEMORY_GB)
        return Task(called, arguments, name, limits, frozenset(after))


def checked(
    found: Export, folder: Path, seconds: float = SECONDS, until: float = math.inf
) -> Iterator[tuple[str, str, Any, float]]:
    """(id, what is wrong or "", axioms, processor seconds) of each exported claim, which has
    `seconds` of processor time. What a refused file with several claims does not settle is read
    again; a list of several with an axiom too many is made again, one by one. After `until` on the
    monotonic clock nothing more is read, and of what was read the axioms are listed.
    """
    plan = Plan(found, folder, seconds)
    failed: set[str] = set()
    accepted: dict[str, float] = {}  # read, but for its axioms: processor seconds
    over = False
    tasks = list(plan.together())
    while tasks:
        again: list[list[str]] = []
        apart: list[str] = []
        for event in _read(tasks, math.inf if over else until):
            name, problem, took, used = event.task.name, _problem(event), _seconds(event), None
            ids = plan.read.get(name) or [id for id in plan.lists.get(name, ()) if id in accepted]
            share = took / max(1, len(ids))
            if name in plan.lists:
                problem, used = _judged(event)
            elif name not in plan.read and problem:
                raise CoqError(f"coqc does not accept {name}.v: {problem}")
            if problem and len(ids) > 1 and name in plan.lists:
                apart += ids
            elif problem and name in plan.read:
                fallen = _fallen(plan, failed, event)
                failed.update(fallen)
                yield from ((id, _blamed(found, failed, id, problem), None, share) for id in fallen)
                rest = [id for id in ids if id not in fallen]
                again += [rest] if rest and (fallen or _unread(event)) else [[id] for id in rest]
            elif problem:
                failed.update(ids)
                for id in ids:
                    accepted.pop(id, None)
                    yield id, _blamed(found, failed, id, problem), used, share
            elif name in plan.lists:
                yield from ((id, "", used, accepted.pop(id) + share) for id in ids)
            else:
                accepted |= dict.fromkeys(ids, share)
        if over:
            tasks = list(plan.listing(apart))
        elif over := time.monotonic() > until:
            tasks = list(plan.listing(list(accepted), LISTED))
        else:
            tasks = [*plan.reading(in_order(again, plan.found.files)), *plan.listing(apart)]


def _refused(record: Mapping[str, Any]) -> bool:
    """Did an earlier reading refuse this evidence?"""
    return record.get("coq", "not read") is None


def _fallen(plan: Plan, failed: set[str], event: Ended) -> list[str]:
    """The claims for which a file was refused: those that call one that is not accepted, or the
    one at which coqc stopped; of several none if it ran out of time or of room.
    """
    ids = plan.read[event.task.name]
    below = [id for id in ids if failed.intersection(plan.found.files[id].uses)]
    if below or _unread(event):
        return below
    if len(ids) == 1:
        return ids
    stopped = plan.stopped(event.task.name, event.value[1]) if event.how == "done" else None
    return [] if stopped is None else [stopped]


def _unread(event: Ended) -> bool:
    """Was coqc not started, as something that the file calls stands in one that was refused?"""
    return event.how == "done" and not event.value[0] and event.value[2] == 0.0


def _blamed(found: Export, failed: set[str], id: str, problem: str) -> str:
    """A claim falls with those that it calls."""
    below = [one for one in found.files[id].uses if one in failed]
    return f"it calls {below[0]}, which is not accepted" if below else problem


def _read(tasks: list[Task], until: float) -> Iterator[Ended]:
    """The files as coqc has read them, until it is late."""
    with Pool(load=[__name__]) as pool:
        for event in as_they_end(tasks, pool):
            if isinstance(event, Ended):
                yield event
            if time.monotonic() > until:
                return


def _judged(event: Ended) -> tuple[str, list[str] | None]:
    """What is wrong with a file that coqc has read, or "", and its axioms."""
    if problem := _problem(event):
        return problem, None
    used = axioms(event.value[1])
    if used is None:
        return "coqc did not say which axioms are used", None
    if more := sorted(set(used) - REALS):
        return f"it rests on {', '.join(more)[:200]}, no axiom of the real numbers", used
    return "", used


def _seconds(event: Ended) -> float:
    """Processor seconds of coqc; seconds on the wall where it was stopped."""
    return event.value[2] if event.how == "done" else event.seconds


def _problem(event: Ended) -> str:
    if event.how == "done":
        ok, printed, _ = event.value
        return "" if ok else _short(printed)
    if event.how == "time":
        allowed = event.task.limits.processor or 0.0
        return f"stopped after {allowed:g} s of processor time; --timeout gives it more"
    return _short(str(event.value)) or event.how


def _short(printed: str) -> str:
    """Coq's error in one line."""
    _, _, error = printed.rpartition("Error:")
    return " ".join((error or printed).split())[:300]


def recheck(
    patterns: list[str],
    store: Path,
    *,
    json: bool,
    seconds: float = SECONDS,
    minutes: float = math.inf,
) -> int:
    """Coq's verdict on the selected claims, with `seconds` of processor time for each of them; the
    axioms are kept in the store. After `minutes` on the clock no more is read, and what was not
    read is counted. 0 iff all that was read is accepted.
    """
    from ..recheck.binding import mismatches

    coqc()
    started = time.monotonic()
    found = exports(patterns, store)
    if not found.files:
        why = "; ".join(reason for reason, _ in reasons(found.left)) or "nothing is PROVED there"
        raise CoqError(
            f"nothing of {' '.join(patterns) or 'any claim'} in {store} has a Coq form: {why}"
        )
    kept: dict[str, Any] = {}
    bad, processor = 0, 0.0
    with tempfile.TemporaryDirectory(prefix="steepest-coq-") as name, Store(store) as opened:
        until = started + 60 * minutes
        for id, problem, used, own in checked(found, Path(name), seconds, until):
            record, key = found.records[id]
            if not problem and (other := mismatches(record, opened)):
                problem = f"not the evidence of its claim: {other[0]}"
            kept[id] = None if problem else {"axioms": used}
            bad += bool(problem)
            _print(id, problem, used, own, json)
            processor += own
            if record.get("coq", "not read") != kept[id]:
                opened.put({**record, "coq": kept[id]}, key)
    out = sys.stderr if json else sys.stdout
    for why, ids in reasons(found.left) if not json else ():
        say(f"no Coq form ({len(ids)}): {why}")
    total = len(found.records)
    took = f"{time.monotonic() - started:.0f} s (coqc: {processor:.0f} s of processor time)"
    say(f"{len(kept) - bad} of {total} proved claims accepted by Coq in {took}", file=out)
    say(f"{len(found.left)} have no Coq form", file=out)
    if unread := len(found.files) - len(kept):
        say(f"{unread} not read in {minutes:g} min; without --within all are read", file=out)
    names = sorted({name for one in kept.values() if one for name in one["axioms"]})
    say(f"axioms: {', '.join(names) or 'none'}", file=out)
    for line in by_paper(found, kept) if not json else ():
        say(line)
    return 1 if bad else 0


def by_paper(found: Export, kept: dict[str, Any]) -> list[str]:
    """One line for each subject: accepted of proved."""
    known, table = registry.claims(), {}
    for id in found.records:
        own = table.setdefault(known[id].subject, [0, 0])
        own[0] += bool(kept.get(id))
        own[1] += 1
    return [f"  {subject}: {fine} of {all_}" for subject, (fine, all_) in sorted(table.items())]


def _print(id: str, problem: str, used: Any, seconds: float, json: bool) -> None:
    if json:
        emit({"id": id, "what": "coq", "ok": not problem, "reason": problem, "axioms": used,
              "seconds": round(seconds, 2)})  # fmt: skip
    elif problem:
        say(f"rejected  {id}: {problem}")
    else:
        say(f"Coq       {id}  {seconds:.1f} s  axioms: {', '.join(used) or 'none'}")
