"""From words on the command line to an opened paper.

A paper is a claim file, a folder with `paper.toml` or `*.claims.toml` files, or a LaTeX source with
`%steepest` lines. Its store, its report and its ledger lie beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from steepest.proofs import registry
from steepest.proofs.engine.language import Header, UserClaim, resolved
from steepest.proofs.engine.language.header import header_of
from steepest.proofs.engine.language.read import loads, tables_of, text_of
from steepest.proofs.papers import PAPERS
from steepest.proofs.vocabulary import SteepestError

from .contents import Paper

MOST_FILES = 500


class PaperError(SteepestError):
    """A paper that cannot be opened."""


_cited: set[str] = set()  # keys of papers that were opened in this process


def is_paper(word: str) -> bool:
    """Whether a word of the command line names a paper (and no pattern)."""
    path = Path(word)
    if path.suffix in (".toml", ".tex"):
        return True
    return path.is_dir() and ((path / "paper.toml").is_file() or any(path.glob("*.claims.toml")))


def chosen(words: Iterable[str], store: Path | None) -> tuple[list[str], Path | None]:
    """The patterns among the words and the store, after the paper that they name is opened."""
    words = list(words)
    papers = [word for word in words if is_paper(word)]
    if not papers:
        return words, store
    if len(papers) > 1:
        raise PaperError(
            f"{papers[0]} and {papers[1]} were given; one paper is opened at a time, and a folder "
            f"may hold several claim files"
        )
    paper = open_path(papers[0])
    return [word for word in words if word not in papers], store or paper.store


def open_path(path: str | Path) -> Paper:
    """Read a paper and open it: its claims are then those of the registry."""
    from .entries import entries

    paper = read(Path(path))
    key = paper.header.key or paper.path.stem
    if key in _cited or key not in PAPERS:  # the sources of the built-in subjects stay
        PAPERS[key] = paper.header.citation or paper.title
        _cited.add(key)
    registry.open_paper(
        registry.Opened(paper.path.absolute(), paper.title, entries(paper, key), paper.ledger)
    )
    return paper


def read(path: Path) -> Paper:
    """The paper at a path. Raises `PaperError` or `ClaimFileError`."""
    if not path.exists():
        raise PaperError(
            f"there is no file or folder {path}; `steepest new paper NAME` makes one to begin with"
        )
    if path.suffix == ".tex":
        from .latex import read_latex, stale

        header, there = read_latex(path)
        paper = _paper(path, header, [(path.stem, one.claim) for one in there])
        return replace(paper, outdated=frozenset(stale(path, there)))
    files = _files(path) if path.is_dir() else [path]
    header, found = Header(), []
    for file in [*([path / "paper.toml"] if (path / "paper.toml").is_file() else []), *files]:
        text, name = text_of(file)
        data = tables_of(text, name)
        own = header_of(data, name)
        if own != Header() and header != Header():
            raise PaperError(f"{name} has a second [paper] table; a folder has one, in paper.toml")
        header = own if own != Header() else header
        if "claim" in data or file.name != "paper.toml":
            group = file.name.removesuffix(".toml").removesuffix(".claims")
            found += [(group, one) for one in loads(text, name, strict=False)]
    return _paper(path, header, found)


def _files(folder: Path) -> list[Path]:
    """The claim files of a folder, in the order of their names; hidden folders are left out."""
    found = sorted(
        path
        for path in folder.rglob("*.claims.toml")
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    if len(found) > MOST_FILES:
        raise PaperError(f"{folder} holds {len(found)} claim files; at most {MOST_FILES} are read")
    return found


def _paper(path: Path, header: Header, found: list[tuple[str, UserClaim]]) -> Paper:
    groups: dict[str, str] = {}
    claims: list[UserClaim] = []
    for group, claim in found:
        if claim.id in groups:
            raise PaperError(
                f"{claim.file}: the id {claim.id!r} is used twice in {path}; ids are unique in a "
                f"paper"
            )
        groups[claim.id] = group
        claims.append(claim)
    if not claims:
        raise PaperError(
            f"{path} has no claims; write [[claim]] tables in {path}/NAME.claims.toml"
            if path.suffix != ".tex"
            else f"{path} has no %steepest lines in a theorem-like environment"
        )
    known = {claim.id for claim in claims}
    checked = [
        replace(
            one,
            problem=f"{one.file}: claim {one.id!r}: it amends {one.amends!r}, which is no "
            f"claim of this paper",
        )  # fmt: skip
        if one.amends and one.amends not in known and not one.problem
        else one
        for one in resolved(claims)
    ]
    return Paper(path, header, tuple(checked), groups)
