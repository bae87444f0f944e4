"""`steepest run`: decide the selected claims, store and show the verdicts, compare with the ledger,
write the report.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from steepest.proofs import registry
from steepest.proofs.vocabulary import Claim, SteepestError, Verdict

from .pages.display import console, summary
from .pages.progress import Watch
from .running.runner import Stopped, jobs_for, run
from .running.worker import FIELDS, INPUT, NOT_RUN, OUT_OF_TIME
from .store import leaves, ledger
from .store.database import Store
from .terminal import emit, say


def selected(patterns: list[str], *, full: bool) -> list[Claim]:
    """The claims to run: the long ones only with --full or when named exactly."""
    claims = [
        claim
        for claim in registry.select(patterns)
        if full or not claim.full or claim.id in patterns
    ]
    if not claims:
        raise SteepestError(
            f"every claim that matches {' '.join(patterns) or 'everything'} is a long one; add "
            f"--full to run it"
        )
    return claims


@dataclass(frozen=True)
class Limits:
    """How far a run goes."""

    timeout: float | None = None  # seconds per claim; None means each claim's own limit
    workers: int | None = None
    full: bool = False
    fresh: bool = False


def main_job(
    patterns: list[str],
    path: Path,
    limits: Limits,
    *,
    mutants: bool = False,
    report: bool = True,
    json: bool = False,
) -> int:
    """Run, and return the exit code: 0 iff every verdict is the recorded one (every mutant
    REFUTED).
    """
    claims = selected(patterns, full=limits.full)
    if not mutants:
        claims = registry.with_used(claims)
    jobs = jobs_for(
        claims,
        mutants=mutants,
        full=limits.full,
        timeout=limits.timeout,
        store=str(path.absolute()),
    )
    records: dict[str, dict[str, Any]] = {}
    with Store(path) as store, _stoppable() as stop:
        try:
            with Watch(len(jobs)) as watch:
                for event in run(
                    jobs, store, workers=limits.workers, fresh=limits.fresh, stop=stop
                ):
                    if event.record is not None:
                        records[event.job.name] = event.record
                    watch.see(event)
        except Stopped:
            again = shlex.join(["steepest", *(word for word in sys.argv[1:] if word != "--fresh")])
            say(
                f"\nsteepest: interrupted; {len(records)} of {len(jobs)} results are in {path}",
                file=sys.stderr,
            )
            say(f"to go on where it stopped: {again}", file=sys.stderr)
            return 130
    ordered = [records[job.name] for job in jobs]
    by_id = {claim.id: claim for claim in claims}
    subjects = [by_id[job.id].subject for job in jobs]
    out = console(stderr=json)
    if json:
        for record in ordered:
            emit({name: record[name] for name in FIELDS})
    out.print(summary(zip(subjects, ordered), "mutants" if mutants else "claims"))
    if not mutants and (told := leaves.told(ordered)):
        out.print(told)
    code = _score_mutants(claims, ordered, out) if mutants else _compare(ordered, out)
    if report and not mutants:
        from .report import write_report

        out.print(f"report: {write_report(path).absolute()}")
    out.print(f"store:  {path}")
    return code


def _compare(records: list[dict[str, Any]], out: Any) -> int:
    """Say which verdicts are not the recorded ones; what ran out of time is no difference."""
    late = _out_of_time(records, out)
    decided = [record for record in records if record["id"] not in late]
    if registry.opened():
        return _compare_paper(decided, out)
    others = [one for one in decided if (of := registry.known(one["id"])) and registry.foreign(of)]
    code = _compare_paper(others, out) if others else 0
    ours = [one for one in decided if one not in others]
    if others and not ours:
        return code
    different, grown = ledger.differences(ours), ledger.grown(ours)
    for id, recorded, measured in grown:
        out.print(f"more of z3's word: {id} has {measured} such leaves, the ledger has {recorded}")
    new = [entry for entry in different if entry[1] == ledger.NOTHING]
    for id, expected, measured in different:
        if expected != ledger.NOTHING or len(new) <= 10:
            out.print(f"not as recorded: {id} is {measured}, the ledger has {expected}")
    if len(new) > 10:
        out.print(
            f"{len(new)} claims have no recorded verdict; `steepest ledger --update` records them"
        )
    if not different:
        out.print(f"every {'other ' if late else ''}verdict is as recorded in the ledger")
    return max(code, 1 if different or grown else 0)


def _compare_paper(records: list[dict[str, Any]], out: Any) -> int:
    """The exit code of a paper, or of packages that others installed: 0 if every verdict is as
    expected, 2 if a claim cannot be read.
    """
    unread = [record for record in records if record["method"] == INPUT]
    for record in unread:
        out.print(f"cannot be read: {record['detail']}")
    different = ledger.unexpected(record for record in records if record not in unread)
    for id, expected, measured in different:
        out.print(f"not as expected: {id} is {measured}, expected was {expected}")
    if not different and not unread:
        out.print("every verdict is as expected")
    return 2 if unread else 1 if different else 0


def _out_of_time(records: list[dict[str, Any]], out: Any) -> set[str]:
    """Name what the clock cut off, and the command that gives it more; it is asked again by the
    next run.
    """
    lacking = [record for record in records if record["method"] == NOT_RUN]
    for record in lacking:
        out.print(f"{record['id']}: {record['detail']}")
    late = [record for record in records if record["method"] == OUT_OF_TIME]
    for record in late:
        seconds = 4 * max(60, round(record["seconds"]))
        name = record["id"].partition(" ~ ")
        more = shlex.join(
            ["steepest", "run", name[0], *(["--mutants"] if name[1] else [])]
            + ["--timeout", str(seconds)]
        )
        out.print(f"out of time: {record['id']}; to give it more: {more}")
    return {record["id"] for record in late + lacking}


def _score_mutants(claims: list[Claim], records: list[dict[str, Any]], out: Any) -> int:
    """The mutation score: the share of false variants that came out REFUTED.

    A claim without a mutant is a defect, unless it is recorded as UNDECIDED: then it has no check
    that could fail.
    """
    late = _out_of_time(records, out)
    records = [record for record in records if record["id"] not in late]
    survived = [record for record in records if record["verdict"] != Verdict.REFUTED]
    for record in survived:
        out.print(
            f"not refuted: {record['id']} is {record['verdict']}: "
            f"{record['detail'].strip().splitlines()[-1:]}"
        )
    if registry.opened():  # an author writes variants where he wants them
        claims = [claim for claim in claims if claim.mutants]
    open_ones = {id for id, word in ledger.recorded().items() if word == Verdict.UNDECIDED}
    without = [claim.id for claim in claims if not claim.mutants and claim.id not in open_ones]
    for id in without:
        out.print(f"no mutant: {id}")
    refuted = len(records) - len(survived)
    score = 100 * refuted / len(records) if records else 0.0
    counts = f"{refuted} of {len(records)} mutants refuted, {len(without)} claims without a mutant"
    out.print(f"mutation score: {score:.1f} % ({counts})")
    return 1 if survived or without else 0


@contextlib.contextmanager
def _stoppable() -> Iterator[int]:
    """A file descriptor that becomes readable on Ctrl-C or SIGTERM, so that a run ends between two
    steps and not within one.

    A second Ctrl-C interrupts at once.
    """
    reader, writer = os.pipe()

    def stop(number: int, frame: Any) -> None:
        os.write(writer, b"!")
        signal.signal(number, signal.default_int_handler)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield reader
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)
