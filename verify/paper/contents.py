"""A paper that was read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from steepest.proofs.engine.language import Header, UserClaim

OUTPUT = "steepest-output"


@dataclass(frozen=True)
class Paper:
    """The claims of a paper in order, each with the group (file) it stands in."""

    path: Path
    header: Header
    claims: tuple[UserClaim, ...]
    groups: dict[str, str]  # by id
    outdated: frozenset[str] = frozenset()  # ids whose printed text changed since it was read

    @property
    def title(self) -> str:
        return self.header.title or self.path.name

    @property
    def folder(self) -> Path:
        return self.path if self.path.is_dir() else self.path.parent

    @property
    def ledger(self) -> Path:
        inside = self.path.is_dir()
        return self.path / "ledger.toml" if inside else self.path.with_suffix(".ledger.toml")

    @property
    def store(self) -> Path:
        name = "results" if self.path.is_dir() else self.path.stem
        return self.folder / OUTPUT / f"{name}.sqlite"
