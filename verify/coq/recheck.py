"""`steepest recheck --coq`: coqc decides the exported claims, and says which axioms they use."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.engine.processes import Ended, Limits, Pool, Task, as_they_end

from ..store.database import Store
from ..terminal import emit, say
from .export import CoqError, Export, exports, reasons, write
from .groups import write_groups

LIMITS = Limits(processor=240, memory_gb=4.0)  # of one file
FLAGS = ("-q", "-w", "none", "-Q", "prelude", "Steepest", "-Q", "claims", "Claims")
# what Coq's real numbers rest on; nothing else may stand below a claim
REALS = frozenset(
    [
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
        "classic",
    ]
)
AXIOM = re.compile(r"^([A-Za-z_][\w.']*)\s*(?::|$)", re.MULTILINE)


def coqc() -> str:
    """The path of coqc. Raises `CoqError`."""
    found = shutil.which("coqc")
    if found is None:
        raise CoqError(
            "coqc is not on PATH; install Coq with Coquelicot (Debian and Ubuntu: "
            "apt install coq libcoq-coquelicot libcoq-interval coinor-csdp), or leave out --coq"
        )
    return found


def compiled(program: str, folder: str, file: str) -> tuple[bool, str]:
    """Accepted?, and what coqc printed. Runs in a process with limits, which coqc inherits."""
    done = subprocess.run(
        [program, *FLAGS, file],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode == 0, done.stdout if done.returncode == 0 else done.stderr


def needed(text: str) -> list[str]:
    """The files of the prelude that a file requires."""
    lines = re.findall(
        r"^From Steepest Require (?:Import |Export )?([\w\s]+)\.", text, re.MULTILINE
    )
    return [name for line in lines for name in line.split()]


def axioms(printed: str) -> list[str] | None:
    """The names in the answer to `Print Assumptions`; None if there is no answer."""
    _, found, listed = printed.rpartition("Axioms:\n")
    if found:
        return sorted(set(AXIOM.findall(listed)))
    return [] if "Closed under the global context" in printed else None


def checked(found: Export, folder: Path) -> Iterator[tuple[str, str, Any, float]]:
    """(id, what is wrong or "", axioms, seconds) of each exported claim as it ends. Claims that no
    other one calls are read in groups; a group that is refused is read again, one by one.
    """
    program = coqc()
    write(found.files.values(), folder)
    libraries = {path.stem: needed(path.read_text("utf-8"))
                 for path in sorted((folder / "prelude").glob("*.v"))}  # fmt: skip

    def task(name: str, file: str, after: Iterable[str]) -> Task:
        work = f"{compiled.__module__}:{compiled.__qualname__}"
        return Task(work, (program, str(folder), file), name, LIMITS, frozenset(after))

    def alone(id: str) -> Task:
        one = found.files[id]
        after = [*one.uses, *(f"prelude/{name}" for name in needed(one.text))]
        return task(id, f"claims/{one.name}.v", after)

    tasks = [task(f"prelude/{name}", f"prelude/{name}.v", (f"prelude/{one}" for one in after))
             for name, after in libraries.items()]  # fmt: skip
    together = write_groups(found.files, folder)
    apart = set(found.files) - {id for ids in together.values() for id in ids}
    tasks += [alone(id) for id in found.files if id in apart]
    for file, ids in together.items():
        after = {one for id in ids for one in alone(id).after}
        tasks.append(task(file, file, after))
    failed: set[str] = set()
    again: list[str] = []
    for event in _read(tasks):
        name, (problem, used) = event.task.name, _judged(event)
        if name in found.files:
            yield _settled(found, failed, event)
        elif ids := together.get(name):
            if problem:
                again += ids
            else:
                yield from ((id, "", used, event.seconds / len(ids)) for id in ids)
        elif problem := _problem(event):
            raise CoqError(f"coqc does not accept {name}.v: {problem}")
    for event in _read([alone(id) for id in again]) if again else ():
        yield _settled(found, failed, event)


def _read(tasks: list[Task]) -> Iterator[Ended]:
    """The files as coqc has read them."""
    with Pool(load=[__name__]) as pool:
        yield from (event for event in as_they_end(tasks, pool) if isinstance(event, Ended))


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


def _settled(found: Export, failed: set[str], event: Ended) -> tuple[str, str, Any, float]:
    """The answer for a claim that was read alone; a claim falls with those that it calls."""
    id, (problem, used) = event.task.name, _judged(event)
    below = [one for one in found.files[id].uses if one in failed]
    if problem:
        failed.add(id)
        problem = f"it calls {below[0]}, which is not accepted" if below else problem
    return id, problem, used, event.seconds


def _problem(event: Ended) -> str:
    if event.how == "done":
        ok, printed = event.value
        return "" if ok else _short(printed)
    if event.how == "time":
        return f"stopped after {LIMITS.processor:g} s of processor time"
    return _short(str(event.value)) or event.how


def _short(printed: str) -> str:
    """Coq's error in one line."""
    _, _, error = printed.rpartition("Error:")
    return " ".join((error or printed).split())[:300]


def recheck(patterns: list[str], store: Path, *, json: bool) -> int:
    """Coq's verdict on the selected claims; the axioms are kept in the store. 0 iff all that is
    exported is accepted.
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
    bad = 0
    with tempfile.TemporaryDirectory(prefix="steepest-coq-") as name, Store(store) as opened:
        for id, problem, used, seconds in checked(found, Path(name)):
            record, key = found.records[id]
            if not problem and (other := mismatches(record, opened)):
                problem = f"not the evidence of its claim: {other[0]}"
            kept[id] = None if problem else {"axioms": used}
            bad += bool(problem)
            _print(id, problem, used, seconds, json)
            if record.get("coq") != kept[id]:
                opened.put({**record, "coq": kept[id]}, key)
    out = sys.stderr if json else sys.stdout
    for why, ids in reasons(found.left) if not json else ():
        say(f"no Coq form ({len(ids)}): {why}")
    total = len(found.records)
    took = f"{time.monotonic() - started:.0f} s"
    say(f"{len(kept) - bad} of {total} proved claims accepted by Coq in {took}", file=out)
    say(f"{len(found.left)} have no Coq form", file=out)
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
