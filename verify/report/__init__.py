"""The report: a folder of static pages, or one file for mailing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from steepest.proofs.vocabulary import SteepestError

if TYPE_CHECKING:
    from .material import Material

MANIFEST = ".steepest-report"  # the files that we wrote: nothing else is ever removed


class ReportError(SteepestError):
    """The report cannot be written where it was asked for."""


def report_name(store: Path) -> str:
    """`report` beside `results.sqlite`; beside another store its name stands in it, so that two
    stores of a folder have two reports.
    """
    return "report" if store.stem == "results" else f"report-{store.stem}"


def write_report(store: Path, out: Path | None = None, *, single: bool = False) -> Path:
    """Write the report of a store and return the page to open."""
    from .material import from_store

    if out is not None:
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _cannot(out, error) from None
    if not store.exists():
        raise ReportError(
            f"there is no store at {store}; `steepest run` makes one, or name another: --store FILE"
        )
    if single:
        return write_single(from_store(store), out or store.with_name(f"{report_name(store)}.html"))
    return write_site(from_store(store), out or store.with_name(report_name(store)))


def errata_tex(store: Path, patterns: list[str]) -> str:
    """The refuted claims that match as a LaTeX document. Raises `UnknownClaim`."""
    from steepest.proofs import registry

    from .entries import entries
    from .errata import latex
    from .material import from_store

    wanted = {claim.id for claim in registry.select(patterns)}
    found = entries(from_store(store))
    return latex(entry for id, entry in found.items() if id in wanted)


def write_single(material: Material, target: Path) -> Path:
    """Theorems and errata as one file."""
    from .site import Site

    text = Site(material).single()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(target, text.encode())
    except OSError as error:
        raise _cannot(target, error) from None
    return target


def write_site(material: Material, folder: Path) -> Path:
    """Every page below `folder`. A page that has not changed is left alone, one that is no longer
    part of the report is removed; a folder with other things in it is refused.
    """
    from .site import Site

    try:
        before = _before(folder)
        written = []
        for name, content in Site(material).pages():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            _put(target, content.encode() if isinstance(content, str) else content)
            written.append(name)
        _put(folder / MANIFEST, "".join(f"{name}\n" for name in sorted(written)).encode())
        for name in before - set(written):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise _cannot(folder, error) from None
    return folder / "index.html"


def _before(folder: Path) -> set[str]:
    """The files of the report that stands in the folder now."""
    if folder.exists() and not folder.is_dir():
        raise ReportError(
            f"{folder} is a file; a report is a folder: give another one with --out DIR, or "
            f"--single-file for one page"
        )
    manifest = folder / MANIFEST
    if manifest.is_file():
        names = manifest.read_text("utf-8").splitlines()
        return {name for name in names if ".." not in Path(name).parts and name[:1] != "/"}
    if folder.exists() and any(folder.iterdir()):
        raise ReportError(
            f"the folder {folder} holds other files and no report of ours; name an empty or new "
            f"folder: --out DIR"
        )
    return set()


def _put(target: Path, content: bytes) -> None:
    """Write beside, then rename; the same content is not written again."""
    try:
        if target.stat().st_size == len(content) and target.read_bytes() == content:
            return
    except FileNotFoundError:
        pass
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def _cannot(target: Path, error: OSError) -> ReportError:
    return ReportError(
        f"the report {target} cannot be written: {error.strerror}; free some space, or name "
        f"another place: `steepest report --out DIR` (the results are kept)"
    )
