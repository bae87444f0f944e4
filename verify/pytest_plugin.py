"""pytest plugin: every claim of a `*.claims.toml` file is a test item.

A claim with `expect` passes when its verdict is that word; without, when it is not REFUTED.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


class Unexpected(Exception):
    """A claim came out otherwise than expected."""


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimFile | None:
    return (
        ClaimFile.from_parent(parent, path=file_path)
        if file_path.name.endswith(".claims.toml")
        else None
    )


class ClaimFile(pytest.File):
    """A claim file."""

    def collect(self) -> Iterator[ClaimItem]:
        from steepest.proofs.engine.language import ClaimFileError, load

        try:
            claims = load(self.path, strict=False)
        except ClaimFileError as problem:
            raise self.CollectError(str(problem)) from None
        for one in claims:
            yield ClaimItem.from_parent(self, name=one.id, claim=one)


class ClaimItem(pytest.Item):
    """One claim."""

    def __init__(self, *, claim: Any, **others: Any):
        super().__init__(**others)
        self.claim = claim

    def runtest(self) -> None:
        from .user_claims import as_expected, check

        (record,) = check(self.claim)
        if not as_expected(self.claim, record):
            wanted = self.claim.expect or "anything but REFUTED"
            if self.claim.problem:
                raise Unexpected(self.claim.problem)
            raise Unexpected(
                f"{self.claim.text}\n{record['verdict']} ({wanted} was expected): "
                f"{record['detail']}"
            )

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        from steepest.proofs.vocabulary import SteepestError

        if isinstance(excinfo.value, (Unexpected, SteepestError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"claim {self.name}"
