"""pytest plugin: every claim of a `*.claims.toml` file is a test item.

A claim with `expect` passes when its verdict is that word. Without, REFUTED and ERROR fail, and
UNDECIDED is an expected failure with its reason: nothing was shown, so nothing is green.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Unexpected(Exception):
    """A claim came out otherwise than expected."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("steepest").addoption(
        "--steepest-timeout",
        type=float,
        metavar="S",
        help="seconds on the clock for each claim (default: work is counted, about 20 s)",
    )


def pytest_configure(config: pytest.Config) -> None:
    seconds = config.getoption("--steepest-timeout")
    if seconds is not None and not 0 < seconds < float("inf"):
        raise pytest.UsageError(f"--steepest-timeout {seconds:g}: expected a positive number")


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

        from .user_claims import gathered

        try:
            claims = every = gathered(self.path)
            if (self.path.parent / "paper.toml").is_file():
                from .paper.opening import read

                every = read(self.path.parent).claims
                claims = [one for one in every if Path(one.file) == self.path]
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

    def runtest(self) -> None:
        from .check_command import as_expected
        from .user_claims import results

        claims = [self.claim, *self.below()]
        wall = self.config.getoption("--steepest-timeout")
        limits = {"seconds": wall, "wall": wall} if wall else {}
        record = dict(results(claims, **limits))[0]
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
