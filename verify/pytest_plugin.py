"""pytest plugin: every claim of a `*.claims.toml` file is a test item.

A claim with `expect` passes when its verdict is that word. Without, REFUTED and ERROR fail, and
UNDECIDED is an expected failure with its reason: nothing was shown, so nothing is green. Records
are kept in pytest's cache, and used again while the claim, our sources and the libraries stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Unexpected(Exception):
    """A claim came out otherwise than expected."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("steepest")
    group.addoption(
        "--steepest-timeout",
        type=float,
        metavar="S",
        help="seconds on the clock for each claim (default: work is counted, about 20 s)",
    )
    group.addoption(
        "--steepest-fresh", action="store_true", help="decide claims anew that did not change"
    )
    group.addoption(
        "--steepest-report",
        type=Path,
        metavar="DIR",
        help="write one HTML report of the claims that this run tested",
    )


def pytest_configure(config: pytest.Config) -> None:
    seconds = config.getoption("--steepest-timeout")
    if seconds is not None and not 0 < seconds < float("inf"):
        raise pytest.UsageError(f"--steepest-timeout {seconds:g}: expected a positive number")
    folder = config.getoption("--steepest-report")
    if folder is not None and not hasattr(config, "workerinput"):  # not in a process of xdist
        config.pluginmanager.register(Report(folder), "steepest-report")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """The record travels with the report, from the processes of pytest-xdist too."""
    made: Any = yield
    if isinstance(item, ClaimItem) and call.when == "call" and item.record is not None:
        made.get_result().steepest = [str(item.path), item.name, item.record]


class Report:
    """Gathers the records of a run and writes its report."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.found: list[tuple[Path, str, dict[str, Any]]] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        if one := getattr(report, "steepest", None):
            self.found.append((Path(one[0]), one[1], one[2]))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        from steepest.proofs.vocabulary import SteepestError

        from .tested import write_report

        if not self.found:
            return
        try:
            index = write_report(self.found, self.folder)
            terminalreporter.write_line(f"report of the claims: {index}")
        except SteepestError as problem:
            terminalreporter.write_line(f"no report of the claims: {problem}", red=True)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimFile | None:
    return (
        ClaimFile.from_parent(parent, path=file_path)
        if file_path.name.endswith(".claims.toml")
        else None
    )


class ClaimFile(pytest.File):
    """A claim file; with `paper.toml` beside it, one of that paper."""

    def collect(self) -> Iterator[ClaimItem]:
        from steepest.proofs.vocabulary import SteepestError

        from .tested import claims_of

        try:
            claims, every = claims_of(self.path)
        except SteepestError as problem:
            raise self.CollectError(str(problem)) from None
        known = {one.id: one for one in every}
        for one in claims:
            yield ClaimItem.from_parent(self, name=one.id, claim=one, known=known)


class ClaimItem(pytest.Item):
    """One claim, and those of its paper that it may rest on."""

    def __init__(self, *, claim: Any, known: dict[str, Any], **others: Any):
        super().__init__(**others)
        self.claim, self.known = claim, known
        self.record: dict[str, Any] | None = None

    def runtest(self) -> None:
        from .check_command import as_expected

        self.record = record = self.decided()
        if not as_expected(self.claim, record):
            wanted = self.claim.expect or "anything but REFUTED"
            if self.claim.problem:
                raise Unexpected(self.claim.problem)
            raise Unexpected(
                f"{self.claim.text}\n{record['verdict']} ({wanted} was expected): "
                f"{record['detail']}"
            )
        if record["verdict"] == "UNDECIDED" and not self.claim.expect:
            pytest.xfail(record["detail"] or "not decided")

    def decided(self) -> dict[str, Any]:
        """The record, of an earlier run if everything is as it was."""
        from .tested import keep, kept, key
        from .user_claims import results

        claims = [self.claim, *self.below()]
        wall = self.config.getoption("--steepest-timeout")
        limits = {"seconds": wall, "wall": wall} if wall else {}
        cache = None if self.claim.problem else getattr(self.config, "cache", None)
        if cache is None:  # -p no:cacheprovider
            return dict(results(claims, **limits))[0]
        file = cache.mkdir("steepest") / f"{key(claims, wall)}.json"
        if not self.config.getoption("--steepest-fresh") and (found := kept(file)):
            return found
        record = dict(results(claims, **limits))[0]
        keep(file, record)
        return record

    def below(self) -> list[Any]:
        """The claims that this one rests on, directly or not."""
        found, waiting = {}, [id for id, _ in self.claim.uses]
        while waiting:
            id = waiting.pop()
            if id in self.known and id not in found and id != self.claim.id:
                found[id] = self.known[id]
                waiting += [other for other, _ in found[id].uses]
        return list(found.values())

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from steepest.proofs.vocabulary import SteepestError

        if isinstance(excinfo.value, (Unexpected, SteepestError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, (self.claim.line or 1) - 1, f"claim {self.name}"
